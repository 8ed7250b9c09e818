"""What an article reports goes out with it at its moment: both, or neither."""

from datetime import timedelta

import pytest

from articles import foresight, merging, reports, status_changes, text, updates, workflow
from articles.models import Article, AuditEntry, Report, ScheduledUpdate
from newsroom import roles
from shows.models import StatusEntry
from tests.articles.test_reports import NOW, editor, keep, notice_of, show
from tests.articles.writing import change
from tests.desk import sign_in
from tests.factories import make_article, make_change, make_draft, make_network, moment, record
from tests.pages import read

__all__ = ["editor", "show"]

pytestmark = pytest.mark.django_db

THEN = moment("2025-06-06T22:00:00+00:00")
MINUTE = timedelta(minutes=1)
SAME = {"effective": "2025-06-06T14:05-04:00", "network": "Prime Video"}


def seen_ahead(article):
    return reports.at_its_moment(article, at=NOW).seen


def scheduled(show, editor, headline="Étoile is canceled", **said):
    news = make_draft(headline, shows=[show, (show, 2)])
    keep(news, show, **said)
    return workflow.schedule(news, by=editor, at=NOW, publish_at=THEN, seen=seen_ahead(news))


def scheduled_update(show, editor):
    article = make_article(shows=[show, (show, 2)], published="2025-04-30")
    text.save_revision(article, base=1, by=None, at=NOW, dek="It is canceled.")
    keep(article, show)
    updates.schedule(
        article, by=editor, at=NOW, publish_at=THEN, revision=2, what="substantive", seen=seen_ahead(article)
    )
    return article


def entries():
    return StatusEntry.objects.filter(status="canceled")


@pytest.mark.parametrize("embargoed_news", [False, True])
def test_at_its_moment_it_goes_out_and_the_change_is_recorded(show, editor, embargoed_news):
    hopeful = make_article(shows=[show, (show, 2)], published="2025-04-30")
    news = scheduled(show, editor, **({"effective_at": THEN.isoformat()} if embargoed_news else {}))

    assert workflow.publish_due(at=THEN - MINUTE) == []
    assert not entries().exists()
    assert workflow.publish_due(at=THEN + 90 * MINUTE) == [news]

    entry = entries().get()
    assert (entry.recorded_by, entry.recorded_at) == (editor, THEN)
    assert Report.objects.get().entry == entry == news.coverage.get(season=None).standing.entry
    assert notice_of(hopeful).kind == "contradiction"
    assert notice_of(news) is None
    assert workflow.publish_due(at=THEN + 91 * MINUTE) == []


def test_an_update_goes_out_with_its_change(show, editor):
    article = scheduled_update(show, editor)

    assert foresight.foreseen([article.pk]) == {}
    assert workflow.publish_due(at=THEN) == [article]

    article.refresh_from_db()
    assert article.live_revision.number == 2
    assert article.coverage.get(season=None).standing.entry == entries().get()
    assert notice_of(article) is None


def other_news(show, editor):
    record(show, "airing", "2025-06-06T14:20-04:00", at=NOW + MINUTE, network="Prime Video")


def the_same_elsewhere(show, editor):
    record(show, "canceled", "2025-06-06T14:05-04:00", at=NOW + MINUTE, network="Netflix")


def a_denial(show, editor):
    entry = record(show, "canceled", at=NOW + MINUTE, **SAME)
    status_changes.correct(entry, status_changes.void(entry), by=None, at=NOW + 2 * MINUTE)


def a_lost_right(show, editor):
    editor.groups.clear()


def another_filing(show, editor):
    Article.objects.get(slug__startswith="etoile-is-canceled").coverage.all().delete()


@pytest.mark.parametrize(
    ("meanwhile", "because", "is_foreseen"),
    [
        (other_news, "Something else was recorded of “Étoile” since this was scheduled", True),
        (the_same_elsewhere, "Something else was recorded", True),
        (a_denial, "Something else was recorded", True),
        (a_lost_right, "somebody publishes it who may record one", False),
        (another_filing, "does not cover “Étoile” any more", False),
    ],
)
def test_it_is_held_where_the_change_cannot_be_recorded_as_it_was_seen(show, editor, meanwhile, because, is_foreseen):
    news = scheduled(show, editor)
    meanwhile(show, editor)
    before = entries().count()
    assert bool(foresight.foreseen([news.pk])) is is_foreseen

    assert workflow.publish_due(at=THEN) == []

    news.refresh_from_db()
    assert (news.stage, news.held_at) == ("scheduled", THEN)
    assert because in news.held_because
    assert AuditEntry.objects.filter(article=news, act="held").count() == 1
    assert entries().count() == before
    assert reports.waiting(news)


@pytest.mark.parametrize("meanwhile", [other_news, a_lost_right])
def test_what_holds_it_is_not_said_to_be_over_before_it_was_tried_again(client, show, editor, meanwhile):
    news = scheduled(show, editor)
    meanwhile(show, editor)
    assert workflow.publish_due(at=THEN) == []
    news.refresh_from_db()

    assert foresight.foreseen([], held=[news.pk]) == {news.pk: news.held_because}
    sign_in(client, roles.EDITORS)
    (line,) = read(client, "/admin/").one("section", aria_labelledby="held").all("li")
    for said in (line.text, read(client, change(news)).one("section", aria_label="Stage").text):
        assert news.held_because in said
        assert "not so any more" not in said


def test_an_update_is_held_as_well_and_what_was_read_stays(show, editor):
    article = scheduled_update(show, editor)
    pinned = article.coverage.get(season=None).relied_at
    other_news(show, editor)

    assert list(foresight.foreseen([article.pk])) == [article.pk]
    assert workflow.publish_due(at=THEN) == []

    update = ScheduledUpdate.objects.get()
    assert "Something else was recorded" in update.held_because
    assert article.coverage.get(season=None).relied_at == pinned


def test_what_somebody_else_recorded_is_relied_on(show, editor):
    news = scheduled(show, editor)
    there = record(show, "canceled", at=NOW + MINUTE, **SAME)
    assert foresight.foreseen([news.pk]) == {}

    assert workflow.publish_due(at=THEN) == [news]

    assert Report.objects.get().entry == there == entries().get()
    assert news.coverage.get(season=None).standing.entry == there
    assert notice_of(news) is None


def test_other_articles_may_come_out_meanwhile(show, editor):
    news = scheduled(show, editor)
    hopeful = make_article(shows=[show], published="2025-06-06T17:30:00+00:00")
    assert reports.at_its_moment(news, at=NOW, moment=THEN).was_foreseen == 0

    assert workflow.publish_due(at=THEN) == [news]

    assert notice_of(hopeful).kind == "contradiction"


def test_who_records_something_else_sees_that_it_will_be_held(show, editor):
    news = scheduled(show, editor)
    other, same = (
        status_changes.preview(make_change(show, status, **SAME), at=NOW + MINUTE) for status in ("ended", "canceled")
    )

    assert (other.held, same.held) == ((news,), ())
    other_news(show, editor)
    assert status_changes.preview(make_change(show, "ended", **SAME), at=NOW + 2 * MINUTE).held == ()


def test_what_was_held_goes_out_once_somebody_has_looked_again(show, editor):
    news = scheduled(show, editor)
    record(show, "airing", "2025-06-01", at=NOW + MINUTE, network="Prime Video")
    workflow.publish_due(at=THEN)

    news = Article.objects.get(pk=news.pk)
    workflow.publish(news, by=editor, at=THEN + MINUTE, seen=reports.look(news, at=THEN + MINUTE).seen)

    assert news.coverage.get(season=None).standing.entry == entries().get()


@pytest.mark.parametrize(
    ("said", "seen", "words"),
    [
        (
            {"effective_at": "2025-06-07T18:05:00+00:00"},
            None,
            "takes effect on June 7, 2025, .*later than the moment",
        ),
        ({"status": "aired"}, None, "no status of a show.*Put it right in what it reports, under “Status”"),
        ({}, "", "schedule it on its own page"),
        ({}, "1.1.2", "has changed since you looked. Nothing was scheduled"),
    ],
)
def test_nothing_is_scheduled_where_it_is_refused(show, editor, said, seen, words):
    news = make_draft(shows=[show])
    keep(news, show, **said)
    shown = reports.look(news, at=THEN).seen if seen is None else seen

    with pytest.raises(workflow.NotAllowed, match=words):
        workflow.schedule(news, by=editor, at=NOW, publish_at=THEN, seen=shown)

    assert Article.objects.get(pk=news.pk).stage == "draft"
    assert reports.waiting(news).foreseen is None


def test_what_was_recorded_and_denied_is_not_on_record(show, editor):
    news = make_draft(shows=[show])
    keep(news, show)
    a_denial(show, editor)

    found = reports.look(news, at=NOW + 3 * MINUTE)

    assert (found.already, found.seen) == (None, "")
    assert found.refused.endswith("It has been corrected since.")


def test_a_network_that_goes_into_another_takes_what_is_reported_of_it_along(show, editor):
    news = make_draft(shows=[show])
    keep(news, show)
    gone, kept = make_network("Prime Video"), make_network("Amazon Prime Video")

    merging.merge(gone, kept, by=None, at=NOW)

    assert reports.waiting(news).network == kept
