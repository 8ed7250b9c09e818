"""What was done to a picture stays on record, and stands on its page."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse, reverse_lazy
from django.utils import timezone

from articles import pictures
from articles.models import Picture, PictureEntry
from newsroom import roles
from tests.desk import make_member, send, sign_in
from tests.drawn import drawn
from tests.factories import make_picture, make_user, moment
from tests.pages import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

NOON = moment("2025-06-06")


def file_of(content):
    return SimpleUploadedFile("other.png", content)


def log():
    return [(entry.act, entry.by, entry.details) for entry in PictureEntry.objects.order_by("pk")]


def page_of(picture):
    return reverse("admin:articles_picture_change", args=[picture.pk])


def test_each_act_is_logged_with_who_did_it():
    editor = make_member(roles.EDITORS)
    picture = make_picture(by=editor)
    pictures.describe(picture, by=editor, at=NOON, caption="On stage", rights="Press kit")
    pictures.replace(picture, file_of(drawn(color="red")), by=editor, at=NOON)
    pictures.delete(picture, by=editor, at=NOON)

    assert log() == [
        ("uploaded", editor, {}),
        ("described", editor, {"caption": ["", "On stage"]}),
        ("rights", editor, {"rights": ["", "Press kit"]}),
        ("replaced", editor, {}),
        ("deleted", editor, {}),
    ]
    assert {entry.title for entry in PictureEntry.objects.all()} == {"stage"}


def test_what_changes_nothing_is_not_logged():
    content = drawn()
    picture = make_picture(content=content, caption="On stage")
    pictures.upload(file_of(content), by=None, at=NOON)
    pictures.describe(picture, by=None, at=NOON, caption="On stage")

    assert [act for act, *_ in log()] == ["uploaded"]


def test_what_is_refused_is_not_logged():
    content = drawn()
    picture = make_picture(content=content)

    with pytest.raises(pictures.HaveIt):
        pictures.replace(picture, file_of(content), by=None, at=NOON)

    assert [act for act, *_ in log()] == ["uploaded"]


@pytest.mark.parametrize("change", [lambda rows: rows.update(title="Else"), lambda rows: rows._raw_delete("default")])
def test_what_was_done_stays_on_record(change):
    make_picture()

    with pytest.raises(IntegrityError, match="what was done stays on record"), transaction.atomic():
        change(PictureEntry.objects.all())

    assert PictureEntry.objects.count() == 1


def test_the_page_tells_what_was_done_the_last_first(client):
    editor = sign_in(client, roles.EDITORS)
    picture = make_picture(caption="Old")
    ends = timezone.localtime().replace(microsecond=0) + timedelta(days=400)
    form = {name: getattr(picture, name) for name in ("title", "alt", "credit", "focal_x", "focal_y")}
    form |= {"caption": "New", "rights": "Press kit", "rights_until": f"{ends:%Y-%m-%dT%H:%M}"}
    send(client, page_of(picture), form)

    rights, described, uploaded = read(client, page_of(picture)).one("section", id="log").all("li")

    assert uploaded.text == "Uploaded January 1, 2025, 7 a.m."
    assert described.text.startswith(f"Described by {editor}")
    assert [one.one(tag).text for one, tag in ((described, "del"), (described, "ins"))] == ["Old", "New"]
    assert "Rights: Press kit" in rights.text
    assert f"Rights until: {ends:%B} {ends.day}, {ends.year}" in rights.text


@pytest.mark.slow
def test_a_long_log_has_pages_and_costs_what_a_short_one_does(client):
    sign_in(client, roles.EDITORS)
    picture = make_picture()
    read(client, page_of(picture))
    with CaptureQueriesContext(connection) as one:
        read(client, page_of(picture))
    for number in range(50):
        pictures.describe(picture, by=make_member(roles.EDITORS), at=NOON, caption=str(number))

    with CaptureQueriesContext(connection) as many:
        page = read(client, page_of(picture))
    assert len(many) == len(one)
    assert len(page.one("section", id="log").all("li")) == 20
    assert len(read(client, f"{page_of(picture)}?log=3").one("section", id="log").all("li")) == 11


def test_a_picture_that_is_gone_leaves_what_was_done_to_it(client):
    editor = sign_in(client, roles.EDITORS)
    picture = make_picture(by=editor)

    send(client, reverse("admin:articles_picture_delete", args=[picture.pk]), {"post": "yes"})

    assert not Picture.objects.exists()
    assert [act for act, *_ in log()] == ["uploaded", "deleted"]


# -- what is gone --------------------------------------------------------------------------------

DELETED = reverse_lazy("admin:articles_picture_deleted")


def gone(title):
    picture = make_picture(content=drawn(color=title), title=title)
    pictures.describe(picture, by=None, at=NOON, caption="On stage")
    pictures.delete(picture, by=None, at=NOON)


def test_the_library_tells_what_was_done_to_pictures_that_are_gone(client):
    sign_in(client, roles.REPORTERS)
    make_picture(title="still there")
    for title in ("red", "blue"):
        gone(title)
    assert read(client, reverse("admin:articles_picture_changelist")).one("a", href=str(DELETED))

    page = read(client, DELETED)

    assert [one.text for one in page.all("h3")] == ["blue", "red"]
    acts = [one.text for one in page.one("section", aria_label="blue").all("li")]
    assert [act.split()[0] for act in acts] == ["Deleted", "Described", "Uploaded"]
    assert "Caption: On stage" in acts[1]


def test_fifty_pictures_that_are_gone_cost_what_one_does_and_have_pages(client):
    sign_in(client, roles.EDITORS)
    gone("red")
    read(client, DELETED)
    with CaptureQueriesContext(connection) as one:
        read(client, DELETED)
    keys = range(900_000, 900_050)
    PictureEntry.objects.bulk_create(PictureEntry(picture_id=key, title="x", act="deleted", at=NOON) for key in keys)

    with CaptureQueriesContext(connection) as many:
        page = read(client, DELETED)
    assert len(many) == len(one)
    assert len(page.all("h3")) == 20
    assert len(read(client, f"{DELETED}?page=3").all("h3")) == 11


def test_who_sees_no_pictures_learns_of_none_that_are_gone(client):
    client.force_login(make_user("nobody", is_staff=True))

    assert client.get(DELETED).status_code == 403
