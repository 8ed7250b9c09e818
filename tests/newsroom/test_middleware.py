import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from articles import workflow
from articles.models import Article, Publication, Stage
from tests.factories import make_article, make_draft, make_etoile, record
from tests.pages import read

HOUR = timedelta(hours=1)


def schedule(headline="Yes, season 2 is coming", *, due=timedelta(), **fields):
    """An article that was to come out some time ago, or is due in a while."""
    now = timezone.now()
    article = make_draft(headline, **fields)
    return workflow.schedule(article, by=None, at=now - 2 * HOUR, publish_at=now - HOUR + due)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/feed.json", "/shows/", "/articles/it-is-due/", "/partners/docs/extension/"])
def test_the_first_request_publishes_what_is_due(client, path):
    article = schedule(slug="it-is-due")

    assert client.get(path).status_code == 200

    article.refresh_from_db()
    assert (article.stage, article.published_at) == (Stage.PUBLISHED, article.publications.get().at)


@pytest.mark.django_db
def test_what_is_not_due_waits(client):
    article = schedule(due=2 * HOUR)

    assert client.get("/").status_code == 200

    article.refresh_from_db()
    assert article.stage == Stage.SCHEDULED


@pytest.mark.django_db
def test_what_news_has_overtaken_is_held_and_not_shown(client):
    show = make_etoile()
    article = schedule(shows=[(show, 2)])
    now = timezone.now()
    record(show, "order_reversed", (now - HOUR / 2).isoformat(timespec="minutes"), season=2, at=now)

    page = read(client, "/")

    article.refresh_from_db()
    assert page.all("article") == []
    assert article.held_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/admin/login/", "/healthz"])
def test_who_is_no_reader_publishes_nothing(client, path):
    article = schedule()

    client.get(path)

    article.refresh_from_db()
    assert article.stage == Stage.SCHEDULED


@pytest.mark.django_db
def test_where_nothing_is_due_it_takes_one_query(client, django_assert_num_queries):
    schedule(due=2 * HOUR)

    with django_assert_num_queries(1):
        client.get("/partners/docs/extension/schema.json")


@pytest.mark.django_db
def test_an_error_is_logged_and_breaks_no_page(client, monkeypatch, caplog):
    make_article("Still here")

    def fail(*, at):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(workflow, "publish_due", fail)

    page = read(client, "/")
    assert page.one(class_="card-headline").text == "Still here"
    assert "What is due could not be published." in caplog.text
    assert "the disk is full" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_of_two_requests_at_once_one_publishes(client):
    show = make_etoile()
    record(show, "airing", "2025-05-01")
    article = schedule(shows=[(show, 2), show], slug="once")
    start, answers = threading.Barrier(4), []

    def ask():
        try:
            start.wait(timeout=30)
            answers.append(client.get("/articles/once/").status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert answers == [200] * 4
    assert Publication.objects.filter(article=article).count() == 1
    assert Article.objects.get(pk=article.pk).stage == Stage.PUBLISHED


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/nothing/", "/articles/nothing/", "/shows/nothing/"])
def test_who_tries_it_out_meets_the_readers_404(client, settings, path):
    settings.DEBUG = True

    page = read(client, path, status=404)

    assert page.one("h1").text == "There is nothing at this address"
