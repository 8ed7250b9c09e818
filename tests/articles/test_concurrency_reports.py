"""Articles that report a change, by many at once on real connections."""

import pytest

from articles import notices, reports, workflow
from articles.models import Article, Report
from newsroom import roles
from shows.models import StatusEntry
from tests.articles.test_concurrency import alone, at_once, kinds, result_of, threads, unfinished, wait_for_waiters
from tests.articles.test_reports import NOW, keep, seen
from tests.articles.test_reports_scheduled import MINUTE, SAME, THEN, seen_ahead
from tests.desk import make_member
from tests.factories import make_article, make_draft, make_show, record

__all__ = ["threads"]

pytestmark = pytest.mark.django_db(transaction=True)


def stage(*headlines):
    show, editor = make_show(seasons=[2]), make_member(roles.EDITORS)
    record(show, "returning", "2025-04-24", network="Prime Video", at="2025-04-24T18:00:00+00:00")
    news = [make_draft(headline, shows=[show]) for headline in headlines]
    for one in news:
        keep(one, show)
    return show, editor, news


def entry():
    return StatusEntry.objects.get(status="canceled")


def relies(article):
    return article.coverage.select_related("standing").get().standing.entry_id


def test_of_two_who_publish_the_same_change_at_once_one_records_it(threads):
    show, editor, (first, second) = stage("First", "Second")
    hopeful = make_article(shows=[show], published="2025-04-30")
    shown = {one: seen(one) for one in (first, second)}

    results = at_once(
        threads, *(lambda one=one: workflow.publish(one, by=editor, at=NOW, seen=shown[one]) for one in shown)
    )

    assert kinds(results) == ["Article", "ChangedMeanwhile"]
    (late,) = Article.objects.filter(stage="draft")
    workflow.publish(late, by=editor, at=NOW + MINUTE, seen=reports.look(late, at=NOW + MINUTE).seen)
    assert {one.entry for one in Report.objects.all()} == {entry()}
    assert {relies(first), relies(second)} == {entry().pk}
    assert notices.for_article(Article.objects.for_notices().get(pk=hopeful.pk)).kind == "contradiction"


def test_recording_while_it_is_published_leaves_one_entry_or_publishes_nothing(threads):
    show, editor, (news,) = stage("News")
    shown = seen(news)

    with unfinished(threads, lambda: record(show, "canceled", at=NOW, **SAME)):
        publishing = threads.submit(alone, lambda: workflow.publish(news, by=editor, at=NOW, seen=shown))
        wait_for_waiters(1)

    assert isinstance(result_of(publishing), reports.ChangedMeanwhile)
    assert (entry().recorded_by, Article.objects.get(pk=news.pk).stage) == (None, "draft")


@pytest.mark.slow
def test_the_worker_and_requests_that_come_at_once_record_it_once_and_so_do_two_articles(threads):
    _, editor, news = stage("First", "Second")
    for one in news:
        workflow.schedule(one, by=editor, at=NOW, publish_at=THEN, seen=seen_ahead(one))

    results = at_once(threads, *[lambda: workflow.publish_due(at=THEN)] * 4)

    assert sorted(article.pk for published in results for article in published) == sorted(one.pk for one in news)
    assert [relies(one) for one in news] == [entry().pk] * 2
