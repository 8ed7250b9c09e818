"""What is kept with an article as its report: recorded by the act that publishes it, or neither is done."""

import pytest

from articles import notices, reports, text, workflow
from articles.models import Article, Report
from newsroom import roles
from shows.models import StatusEntry
from tests.again import again
from tests.desk import make_member
from tests.factories import make_article, make_draft, make_network, make_show, moment, record

pytestmark = pytest.mark.django_db

NOW = moment("2025-06-06T18:20:00+00:00")
SAID = {
    **{"status": "canceled", "event": "", "precision": "minute", "before": False, "confirmation": "official"},
    **{"effective_at": "2025-06-06T18:05:00+00:00", "episodes": None, "episodes_remain": "", "reason": "", "note": ""},
    **{"source_name": "Deadline", "source_url": "", "premiere_on": None, "premiere_precision": ""},
}


@pytest.fixture
@again
def show():
    show = make_show(seasons=[2])
    record(show, "returning", "2025-04-24", network="Prime Video", at="2025-04-24T18:00:00+00:00")
    record(show, "ordered", "2023-04-26", season=2, network="Prime Video", at="2025-04-24T18:00:00+00:00")
    return show


@pytest.fixture
def editor(show):
    return make_member(roles.EDITORS)


def keep(article, show, *, version=0, by=None, **said):
    return reports.save(
        article,
        show=show,
        season=None,
        network=None if "new_network" in said else make_network("Prime Video"),
        said=SAID | said,
        version=version,
        by=by,
        at=NOW,
    )


def seen(article, at=NOW):
    return reports.look(article, at=at).seen


def notice_of(article):
    return notices.for_article(Article.objects.for_notices().get(pk=article.pk))


def test_both_are_done_and_what_was_seen_is_what_happens(show, editor):
    hopeful = make_article(shows=[show, (show, 2)], published="2025-04-30")
    news = make_draft("Étoile is canceled", shows=[show, (show, 2)])
    keep(news, show)
    (gain,) = reports.look(news, at=NOW).gains

    workflow.publish(news, by=editor, at=NOW, seen=seen(news))

    entry = StatusEntry.objects.get(status="canceled")
    assert (entry.recorded_by, entry.source_name) == (editor, "Deadline")
    assert StatusEntry.objects.get(status="order_reversed").implied_by == entry
    assert notice_of(hopeful).text == gain.after.text
    assert notice_of(news) is None
    assert news.coverage.get(season=None).standing.entry == entry
    assert Report.objects.get().entry == entry


def test_an_update_reports_as_well(show, editor):
    article = make_article(shows=[show], published="2025-04-30")
    text.save_revision(article, base=1, by=None, at=NOW, dek="It is canceled.")
    keep(article, show)
    assert reports.look(article, at=NOW).gains == []  # it relies on what it reports

    workflow.update(article, by=editor, at=NOW, substantive=True, seen=seen(article))

    assert article.coverage.get().standing.entry == StatusEntry.objects.get(status="canceled")
    assert notice_of(article) is None


def test_a_small_change_leaves_the_report_waiting(show, editor):
    article = make_article(shows=[show], published="2025-04-30")
    text.save_revision(article, base=1, by=None, at=NOW, dek="A comma.")
    keep(article, show)

    workflow.update(article, by=editor, at=NOW, substantive=False)

    assert reports.waiting(article)
    assert not StatusEntry.objects.filter(status="canceled").exists()


def test_what_is_on_record_already_is_relied_on(show, editor):
    news = make_draft("Étoile is canceled", shows=[show])
    keep(news, show)
    there = record(show, "canceled", "2025-06-06T14:05-04:00", network="Prime Video", at="2025-06-06T18:10:00+00:00")
    assert reports.look(news, at=NOW).already == there

    workflow.publish(news, by=editor, at=NOW, seen=seen(news))

    assert Report.objects.get().entry == there == StatusEntry.objects.get(status="canceled")
    assert news.coverage.get().standing.entry == there


@pytest.mark.parametrize(
    ("moved", "words"),
    [
        ("seen", "publish it on its own page"),
        ("ledger", "has changed since you looked"),
        ("report", "has changed since you looked"),
        ("coverage", "does not cover “Étoile” any more"),
        ("future", "cannot be recorded: .* Nothing was published"),
        ("reporter", "somebody publishes it who may record one"),
    ],
)
def test_nothing_is_done_where_it_is_refused(show, editor, moved, words):
    news = make_draft("Étoile is canceled", shows=[show, make_show("GLOW")])
    keep(news, show, **({"effective_at": "2025-06-07T18:05:00+00:00"} if moved == "future" else {}))
    confirmed, by = seen(news), editor
    match moved:
        case "seen":
            confirmed = ""
        case "ledger":
            record(show, "airing", "2025-06-01", at="2025-06-06T18:10:00+00:00")
        case "report":
            keep(news, show, version=1, source_name="Variety")
        case "coverage":
            news.coverage.filter(show=show).delete()
        case "reporter":
            by = make_member(roles.REPORTERS, "writer")

    with pytest.raises(workflow.NotAllowed, match=words):
        workflow.publish(news, by=by, at=NOW, seen=confirmed)

    news.refresh_from_db()
    assert news.stage == "draft"
    assert not StatusEntry.objects.filter(status="canceled").exists()
    assert reports.waiting(news)


def test_what_is_scheduled_is_given_no_report(show, editor):
    news = make_draft("News", shows=[show])
    workflow.schedule(news, by=editor, at=NOW, publish_at=moment("2025-06-07"))

    with pytest.raises(workflow.NotAllowed, match="take it off the schedule first"):
        keep(news, show)


def test_nobody_writes_over_what_was_not_seen(show, editor):
    news = make_draft("News", shows=[show])
    keep(news, show, by=editor)

    with pytest.raises(reports.ChangedMeanwhile, match="has changed what “News” reports since you looked"):
        keep(news, show, source_name="Variety")
    with pytest.raises(reports.ChangedMeanwhile):
        reports.drop(news, version=0)

    assert reports.waiting(news).said["source_name"] == "Deadline"
    reports.drop(news, version=1)
    assert reports.waiting(news) is None


def test_an_article_reports_on_what_it_covers(show):
    with pytest.raises(workflow.NotAllowed, match="add it under “What it covers” first"):
        keep(make_draft("News", shows=[make_show("GLOW")]), show)


def test_looking_makes_no_season(show, editor):
    news = make_draft("News", shows=[show])
    report = keep(news, show, status="ordered")
    Report.objects.filter(pk=report.pk).update(season_number=3)

    assert reports.look(news, at=NOW).change.season.number == 3
    assert not show.seasons.filter(number=3).exists()

    workflow.publish(news, by=editor, at=NOW, seen=seen(news))
    assert StatusEntry.objects.get(status="ordered", season__number=3)


def test_a_withdrawal_leaves_the_ledger_as_it_is(show, editor):
    news = make_draft("News", shows=[show])
    keep(news, show)
    workflow.publish(news, by=editor, at=NOW, seen=seen(news))

    workflow.withdraw(news, by=editor, at=moment("2025-06-07"))

    assert not StatusEntry.objects.filter(corrects__isnull=False).exists()
