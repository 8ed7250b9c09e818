"""Articles that report a change of status themselves, and the look before a redating."""

import pytest

from articles import workflow
from articles.models import Article
from articles.notices import for_article
from shows.ledger import AlreadyRecorded, Refused
from shows.models import StatusEntry
from tests.again import again
from tests.factories import make_article, make_change, make_draft, make_show, moment, record

pytestmark = pytest.mark.django_db


def notice_of(article):
    return for_article(Article.objects.for_notices().get(pk=article.pk))


@pytest.fixture
@again
def show():
    show = make_show(seasons=[2])
    record(show, "returning", "2025-04-24", network="Prime Video")
    record(show, "ordered", "2023-04-26", season=2, network="Prime Video")
    return show


def test_an_article_that_reports_a_change_records_it_as_it_is_published(show):
    hopeful = make_article(shows=[show, (show, 2)], published="2025-04-30")
    news = make_draft("Étoile is canceled", shows=[show, (show, 2)])
    change = make_change(show, "canceled", "2025-06-06T14:05-04:00", network="Prime Video")

    workflow.publish(news, by=None, at=moment("2025-06-06T18:20:00+00:00"), reports=change)

    assert notice_of(hopeful).kind == "contradiction"
    assert notice_of(news) is None
    assert sorted(StatusEntry.objects.filter(effective_at__year=2025, effective_at__month=6).values_list("status")) == [
        ("canceled",),
        ("order_reversed",),
    ]


@pytest.mark.parametrize("effective", ["2025-06-07", "2025-04-24"])
def test_neither_is_done_when_the_ledger_refuses(show, effective):
    news = make_draft("Étoile is canceled", shows=[show])
    status = "canceled" if effective > "2025-06-06" else "returning"
    change = make_change(show, status, effective, network="Prime Video")
    entries = StatusEntry.objects.count()

    with pytest.raises((Refused, AlreadyRecorded)):
        workflow.publish(news, by=None, at=moment("2025-06-06"), reports=change)

    news.refresh_from_db()
    assert news.stage == "draft"
    assert StatusEntry.objects.count() == entries


def test_an_article_reports_only_on_a_show_that_it_covers(show):
    news = make_draft("Something else", shows=[make_show("GLOW")])
    change = make_change(show, "canceled", "2025-06-06")

    with pytest.raises(workflow.NotAllowed, match="does not cover “Étoile”"):
        workflow.publish(news, by=None, at=moment("2025-06-07"), reports=change)

    assert not StatusEntry.objects.filter(status="canceled").exists()


def test_redating_shows_first_what_it_does_to_the_notice(show):
    article = make_article(shows=[show], published="2025-04-30")
    record(show, "canceled", "2025-06-06", at="2025-06-06T18:00:00+00:00", network="Prime Video")

    before, after = workflow.preview_redate(
        article, by=None, at=moment("2025-07-02"), published_at=moment("2025-06-30")
    )

    assert (before.kind, after) == ("contradiction", None)
    assert notice_of(article).kind == "contradiction"
    workflow.redate(article, by=None, at=moment("2025-07-02"), published_at=moment("2025-06-30"))
    assert notice_of(article) is None
    article.refresh_from_db()
    assert article.first_published_at == moment("2025-04-30")
