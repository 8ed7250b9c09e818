"""The page on which each chooses what to be told."""

import pytest
from django.urls import reverse

from articles.models import Section
from newsroom import roles
from newsroom.models import Wishes
from tests.desk import make_member, post, send, sign_in
from tests.factories import make_section, make_user
from tests.pages import read

pytestmark = pytest.mark.django_db

PATH = "/admin/told/"


def offered(page):
    return [field.attrs["name"] for field in page.all("select")]


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        (roles.REPORTERS, ["change", "remark", "held", "assigned"]),
        (roles.EDITORS, ["change", "review", "remark", "held", "assigned"]),
    ],
)
def test_each_chooses_among_what_can_concern_them(client, role, kinds):
    sign_in(client, role)

    page = read(client, PATH)

    assert [name for name in offered(page) if name != "digest"] == kinds


def test_what_is_chosen_is_kept_for_oneself_alone(client):
    editor = sign_in(client, roles.EDITORS)
    other = Wishes.objects.create(user=make_user(), change="never")

    page = post(
        client,
        PATH,
        dict.fromkeys(("change", "review", "remark", "held"), "at_once")
        | {"assigned": "never", "digest": "week", "user": other.pk},
    )

    assert "From now on you are told what you have chosen." in page.text
    mine = Wishes.objects.get(user=editor)
    assert (mine.change, mine.assigned) == ("at_once", "never")
    assert Wishes.objects.count() == 2


def test_each_kind_is_told_at_once_in_the_digest_or_not_at_all(client):
    sign_in(client, roles.EDITORS)

    offers = {
        field.attrs["name"]: [option.attrs["value"] for option in field.all("option")]
        for field in read(client, PATH).all("select")
    }
    answer = post(client, PATH, dict.fromkeys(("change", "review", "remark", "held", "assigned"), "sometimes"))

    assert offers.pop("digest") == ["day", "week", "never"]
    assert set(map(tuple, offers.values())) == {("at_once", "digest", "never")}
    assert "is not one of the available choices" in answer.text
    assert not Wishes.objects.exists()


def test_what_somebody_cannot_be_told_stays_as_it_was(client):
    reporter = sign_in(client, roles.REPORTERS)
    Wishes.objects.create(user=reporter, review="never")
    sent = dict.fromkeys(("change", "review", "remark", "held", "assigned"), "at_once")

    post(client, PATH, sent | {"digest": "day"})

    assert Wishes.objects.get().review == "never"


def test_a_choice_that_is_none_is_refused_and_nothing_lost(client):
    sign_in(client, roles.REPORTERS)

    page = post(client, PATH, {"change": "sometimes", "remark": "never", "held": "at_once", "assigned": "at_once"})

    assert not Wishes.objects.exists()
    chosen = next(field for field in page.all("select") if field.attrs["name"] == "remark")
    assert [one.attrs["value"] for one in chosen.all("option") if "selected" in one.attrs] == ["never"]


def test_who_has_no_address_learns_that_nothing_reaches_them(client):
    sign_in(client, roles.REPORTERS)

    assert "Your account has no address of mail" in read(client, PATH).text


def test_who_has_no_role_is_told_so(client):
    client.force_login(make_user("nobody", is_staff=True))

    page = read(client, PATH)

    assert offered(page) == []
    assert "There is nothing of which you could be told yet" in page.text


def test_the_page_stands_in_the_menu_under_ones_name(client):
    sign_in(client, roles.REPORTERS)

    assert [one.text for one in read(client, "/admin/").all("a", href=PATH)] == ["What you are told"]


def test_managing_editors_say_who_edits_a_section(client):
    sign_in(client, roles.MANAGING_EDITORS)
    editor, section = make_member(roles.EDITORS, "editor"), make_section()
    gone = make_user("gone", is_active=False)
    path = reverse("admin:articles_section_change", args=[section.pk])
    options = [one.attrs["value"] for one in read(client, path).one("select", name="editors").all("option")]

    send(client, path, {"name": section.name, "slug": section.slug, "editors": [editor.pk]})

    assert str(editor.pk) in options
    assert str(gone.pk) not in options
    assert list(Section.objects.get().editors.all()) == [editor]


def test_who_is_not_signed_in_is_led_to_signing_in(client):
    assert client.get(PATH).headers["Location"].startswith("/admin/login/")
