"""A picture that is deleted or replaced between being chosen and being saved: nothing that was typed is lost."""

import io
from functools import partial
from threading import Event

import pytest
from django.db import transaction
from django.urls import reverse

from articles import bulk, pictures, revisions, text, updates
from articles.models import Article, KeptText, Picture, WorkingCopy
from newsroom import roles
from tests.articles.test_concurrency import alone, result_of, threads, wait_for_waiters
from tests.articles.writing import ADD, change, errors, filled, written
from tests.desk import sign_in
from tests.drawn import drawn
from tests.factories import make_article, make_draft, make_picture, make_section, make_show, moment

__all__ = ["threads"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

JUNE_6 = moment("2025-06-06")
LEADS, INSIDE = "The library does not have this picture", "Picture 1 in the text is not in the library"


def showing(picture):
    """What is typed of it at the head, and in the text; each with what is told once it is gone."""
    figure = f'<figure data-picture="{picture.pk}"><img alt="A stage"><figcaption>At night</figcaption></figure>'
    return {
        LEADS: {"lead_picture": picture.pk, "lead_image_alt": "Dancers", "lead_image_caption": "At night"},
        INSIDE: {"body": f"<p>Before</p>{figure}"},
    }


@pytest.fixture
def desk(client):
    client.user = sign_in(client, roles.EDITORS)
    return client


# -- at the desk ---------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("told", [LEADS, INSIDE])
def test_a_form_with_a_picture_that_is_gone_says_so_at_its_field(desk, told):
    picture, article = make_picture(), make_draft("First")
    sent = filled(desk, change(article)) | showing(picture)[told]
    pictures.delete(picture, by=None, at=JUNE_6)

    answer = desk.post(change(article), sent)

    assert told in errors(answer)
    assert "At night" in answer.content.decode()
    assert "At night" in str(WorkingCopy.objects.get(by=desk.user).fields)
    assert article.revisions.count() == 1


@pytest.mark.slow
@pytest.mark.parametrize("told", [LEADS, INSIDE])
def test_a_text_that_was_kept_with_a_picture_that_is_gone_is_taken_over(desk, told):
    picture, article = make_picture(), make_draft("First")
    typed = filled(desk, change(article)) | showing(picture)[told]
    keep = reverse("admin:articles_article_keep", args=[article.pk])
    assert desk.post(keep, typed | {"copy-window": "a", "copy-turn": 1}).status_code == 200
    pictures.delete(picture, by=None, at=JUNE_6)

    page = desk.get(f"{change(article)}?take=copy")

    assert told in errors(page)
    assert "At night" in page.content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("told", [LEADS, INSIDE])
@pytest.mark.parametrize("new", [True, False], ids=["a new article", "one that is there"])
@pytest.mark.django_db(transaction=True)
def test_a_picture_that_goes_while_its_text_is_saved_is_told_at_its_field(desk, told, new, threads, monkeypatch):
    picture, article = make_picture(), make_draft("First")
    said = showing(picture)[told]
    sent = written(make_section(), **said) if new else filled(desk, change(article)) | said
    hold = pictures.hold

    def hold_too_late(pks):
        if Picture.objects.exists():
            threads.submit(alone, partial(pictures.delete, picture, by=None, at=JUNE_6)).result(timeout=30)
        return hold(pks)

    monkeypatch.setattr(pictures, "hold", hold_too_late)
    answer = desk.post(ADD if new else change(article), sent)

    assert answer.status_code == 200
    assert told in errors(answer)
    assert "At night" in answer.content.decode()
    assert "At night" in str(WorkingCopy.objects.get(by=desk.user, ended_at=None).fields)
    assert not KeptText.objects.exists()
    assert Article.objects.count() == 1


# -- what was saved keeps its pictures -----------------------------------------------------------


def test_what_an_older_revision_or_a_scheduled_one_shows_is_never_gone():
    picture = make_picture()
    article = make_article(**{"lead_picture": picture, "lead_image_alt": "A stage"})
    text.save_revision(article, base=1, by=None, at=JUNE_6, lead_picture=None)
    updates.schedule(article, by=None, at=JUNE_6, publish_at=moment("2025-06-07"), revision=1, what="substantive")

    with pytest.raises(pictures.InUse):
        pictures.delete(picture, by=None, at=JUNE_6)

    restored = revisions.restore(article.revisions.get(number=1), base=2, by=None, at=JUNE_6)
    assert restored.lead_picture == picture
    assert updates.publish_if_due(article, at=moment("2025-06-07"))


# -- many at once --------------------------------------------------------------------------------


def piece(picture, **more):
    words = {"slug": "archived", "headline": "Archived", "dek": "", "body": "<p>Words</p>"}
    of_it = bulk.Picture(picture.pk, "A stage")
    return bulk.Piece(**words, published_at=JUNE_6, section=make_section().pk, picture=of_it, **more)


def test_an_import_with_a_picture_that_is_gone_is_refused():
    picture = make_picture()
    archived = piece(picture)
    pictures.delete(picture, by=None, at=JUNE_6)

    with pytest.raises(pictures.Gone, match="deleted from the library in this very moment"):
        bulk.Press(bulk.Ledgers([])).publish([archived], at=JUNE_6)

    assert not Article.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_who_replaces_a_picture_keeps_nobody_from_importing_articles_that_show_it(threads):
    picture, show, has_the_clock, goes_on = make_picture(), make_show(), Event(), Event()
    archived = piece(picture, coverage=(bulk.Subject(show.pk),))

    @transaction.atomic
    def bring():
        press = bulk.Press(bulk.Ledgers([show.pk]))
        press.publish([archived], at=JUNE_6)
        press.finish()
        has_the_clock.set()
        assert goes_on.wait(timeout=30)

    importing = threads.submit(alone, bring)
    assert has_the_clock.wait(timeout=30)
    other = io.BytesIO(drawn(color="coral"))
    replacing = threads.submit(alone, lambda: pictures.replace(picture, other, by=None, at=JUNE_6))
    wait_for_waiters(1)
    goes_on.set()

    assert result_of(importing) is None
    assert result_of(replacing).version == 2
    assert Article.objects.get().live_revision.lead_picture == picture
