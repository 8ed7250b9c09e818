"""While somebody has the form of an article open: what the clock, the worker and others do takes no text from them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import copies, exemptions, sealing, text, workflow
from articles.models import Article, KeptText, Publication
from newsroom import roles
from newsroom.imports.articles import import_articles
from tests.articles.test_concurrency import alone, threads, unfinished, wait_for_waiters
from tests.articles.writing import act, change, filled
from tests.desk import sign_in
from tests.factories import make_article, make_draft, make_etoile, make_user, record
from tests.newsroom.importing import LINE, write
from tests.pages import parse

pytestmark = pytest.mark.django_db

__all__ = ["threads"]
HOUR = timedelta(hours=1)


@pytest.fixture
def editor(client):
    return sign_in(client, roles.EDITORS)


def scheduled(show, *, by=None):
    """An article that comes due in an hour."""
    article = make_draft("First", shows=[(show, 2)], by=by)
    now = timezone.now()
    return workflow.schedule(article, by=by, at=now - HOUR, publish_at=now + HOUR)


def publish_due(article):
    assert workflow.publish_due(at=timezone.now() + 2 * HOUR)


def news(article):
    now = timezone.now()
    minute = now.isoformat(timespec="minutes")
    record(article.shows.get(), "order_reversed", minute, season=2, network="Prime Video", at=now)


def hold(article):
    news(article)
    workflow.publish_due(at=timezone.now() + 2 * HOUR)
    assert Article.objects.exclude(held_at=None).exists()


def exempt(article):
    exemptions.exempt(article, reason="A review.", by=None, at=timezone.now())


@pytest.mark.parametrize("happens", [publish_due, hold, news, exempt])
def test_what_happens_meanwhile_is_no_obstacle_to_saving(client, editor, happens):
    article = scheduled(make_etoile())
    sent = filled(client, change(article)) | {"headline": "Typed meanwhile", "embargo_until": ""}

    happens(article)
    response = client.post(change(article), sent)

    assert response.status_code == 302
    assert list(article.revisions.values_list("headline", flat=True)) == ["First", "Typed meanwhile"]
    assert copies.of(editor) == []


def test_what_came_due_while_its_writer_typed_is_kept(client):
    writer = sign_in(client, roles.REPORTERS)
    article = make_draft("First", by=writer, assigned_to=writer)
    sent = filled(client, change(article)) | {"headline": "Typed meanwhile"}
    now = timezone.now()
    workflow.schedule(article, by=None, at=now, publish_at=now + HOUR)
    workflow.publish_due(at=now + 2 * HOUR)

    response = client.post(change(article), sent)

    page = parse(response.content.decode())
    assert "“First” is published by now" in page.text
    assert [one.headline for one in copies.of(writer)] == ["Typed meanwhile"]


WORDS = {name: f"What I typed as {name}" for name in (*text.LINES, "body", "comment")}


def typed_too_late(client, happens):
    """Every word that was typed, and the answer to it, after something happened to the article."""
    writer = sign_in(client, roles.REPORTERS)
    article = make_draft("First", by=writer, assigned_to=writer)
    sent = filled(client, change(article)) | WORDS
    happens(article)
    return article, client.post(change(article), sent)


def handed_back(response):
    return sorted(area.text for area in parse(response.content.decode()).all("textarea"))


@pytest.mark.slow
def test_all_that_was_typed_too_late_is_handed_back_and_stays_to_be_copied(client):
    article, response = typed_too_late(
        client, lambda article: workflow.submit(article, by=article.assigned_to, at=timezone.now())
    )
    (kept,) = KeptText.objects.all()

    again = client.get(reverse("admin:articles_article_unsaved", args=[article.pk, kept.key]))

    assert (response.status_code, again.status_code) == (403, 200)
    assert handed_back(response) == handed_back(again) == sorted(WORDS.values())


def test_all_that_was_typed_into_what_is_not_there_any_more_is_handed_back(client):
    _, response = typed_too_late(
        client, lambda article: sealing.seal(article, reason="A letter.", by=make_user(), at=timezone.now())
    )

    assert response.status_code == 404
    assert handed_back(response) == sorted(WORDS.values())


# -- still right ---------------------------------------------------------------------------------


@pytest.mark.slow
def test_who_says_still_right_names_what_was_read(client, editor):
    article = make_article("First", body="<p>It was ordered.</p>")
    page = parse(client.get(act(article, "review")).content.decode())
    assert page.one("input", name="revision").attrs["value"] == "1"
    assert "It was ordered." in page.one("section", aria_label="What goes out").text
    text.save_revision(article, base=1, by=None, at=timezone.now(), headline="Second")
    workflow.update(article, by=None, at=timezone.now(), substantive=False)

    page = parse(client.post(act(article, "review"), {"revision": 1, "note": "Read it."}).content.decode())

    assert "Readers of “Second” see revision 2 by now, and you had read revision 1." in page.text
    assert page.one("input", name="revision").attrs["value"] == "2"
    assert "Read it." in page.one("textarea", name="note").text
    assert not Publication.objects.filter(act=Publication.Act.REVIEWED).exists()
    assert client.post(act(article, "review"), {"revision": 2, "note": ""}).status_code == 302


def test_still_right_without_what_was_read_is_refused(client, editor):
    article = make_article("First")

    page = parse(client.post(act(article, "review"), {"note": ""}).content.decode())

    assert "The form does not say which revision was read" in page.text


# -- an import -----------------------------------------------------------------------------------


def imported(folder, headline):
    """Import a line of this headline; returns its article and what became of the line."""
    path = write(folder / "articles.jsonl", [LINE | {"headline": headline, "coverage": []}])
    outcome = import_articles(path, at=timezone.now())
    return Article.objects.get(slug=LINE["slug"]), outcome


def test_an_import_leaves_alone_what_was_saved_here(client, editor, tmp_path):
    article, _ = imported(tmp_path, "Imported")
    client.post(change(article), filled(client, change(article)) | {"headline": "Typed here"})

    _, outcome = imported(tmp_path, "Imported anew")

    assert (outcome.updated, len(outcome.left_alone)) == (0, 1)
    assert article.revisions.latest("number").headline == "Typed here"


@pytest.mark.slow
def test_what_was_typed_before_an_import_is_refused_and_kept(client, editor, tmp_path):
    article, _ = imported(tmp_path, "Imported")
    sent = filled(client, change(article)) | {"headline": "Typed here"}
    imported(tmp_path, "Imported anew")

    page = parse(client.post(change(article), sent).content.decode())

    assert "Two texts of this article" in page.text
    assert [one.headline for one in copies.of(editor)] == ["Typed here"]
    assert article.revisions.latest("number").headline == "Imported anew"


@pytest.mark.django_db(transaction=True)
def test_an_import_waits_for_who_is_saving_and_then_leaves_it_alone(tmp_path, threads):
    article, _ = imported(tmp_path, "Imported")

    def save():
        text.save_revision(article, base=1, by=None, at=timezone.now(), headline="Typed here")

    with unfinished(threads, save):
        importing = threads.submit(alone, lambda: imported(tmp_path, "Imported anew"))
        wait_for_waiters(1)
    _, outcome = importing.result(timeout=60)

    assert (outcome.updated, len(outcome.left_alone)) == (0, 1)
    assert article.revisions.latest("number").headline == "Typed here"


@pytest.mark.django_db(transaction=True)
def test_who_waits_for_another_to_save_is_told_who_it_was(threads):
    article, other = make_draft("First"), make_user("Other")

    def save(by, headline):
        return text.save_revision(article, base=1, by=by, at=timezone.now(), headline=headline)

    with unfinished(threads, lambda: save(other, "Theirs")):
        waiting = threads.submit(alone, lambda: save(None, "Mine"))
        wait_for_waiters(1)

    with pytest.raises(text.Stale, match=f"was saved by {other} while you were writing.*the latest is 2"):
        waiting.result(timeout=60)
