"""What a change costs: the same statements and rows, however many articles there are."""

import json
import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection

from articles import exemptions, notices, status_changes, workflow
from articles.models import Article, Coverage, Reliance, Revision, Stage
from shows.models import Show, Standing, StatusEntry
from tests.database import analyze
from tests.factories import make_change, make_draft, make_section, make_show, moment, record

pytestmark = pytest.mark.django_db

FIRST = moment("2025-02-01")
MINUTE = timedelta(minutes=1)
NOW = moment("2026-01-01")


# -- many rows at once ---------------------------------------------------------------------------


def make_archive(pins):
    """A published article for each of ``pins`` (a standing row), one a minute from February 1, 2025 on."""
    section = make_section()
    first = Article.objects.count()
    articles = Article.objects.bulk_create(
        [Article(slug=f"archived-{first + number}", section=section) for number in range(len(pins))], batch_size=5_000
    )
    Revision.objects.bulk_create(
        [Revision(article=article, number=1, headline=article.slug, saved_at=FIRST) for article in articles],
        batch_size=5_000,
    )
    Coverage.objects.bulk_create(
        [
            Coverage(
                article=article,
                show_id=row.show_id,
                season_id=row.season_id,
                standing=row,
                relied_at=FIRST + number * MINUTE,
                relied_by=Reliance.PUBLISHED,
                published_at=FIRST + number * MINUTE,
            )
            for number, (article, row) in enumerate(zip(articles, pins, strict=True))
        ],
        batch_size=5_000,
    )
    with connection.cursor() as cursor:
        # Without knowing how many there are, it may be planned as for a handful.
        cursor.execute("ANALYZE articles_article, articles_revision, articles_coverage")
        cursor.execute(
            "UPDATE articles_article a SET stage = 'published', live_revision_id = r.id, latest_revision_id = r.id,"
            " first_published_at = c.published_at, published_at = c.published_at, modified_at = c.published_at"
            " FROM articles_revision r, articles_coverage c"
            " WHERE r.article_id = a.id AND c.article_id = a.id AND a.stage = 'draft' AND a.id >= %s",
            [articles[0].pk],
        )
        cursor.execute(
            "UPDATE shows_standing s SET newest_pin_at = n.newest, newest_open_at = n.newest FROM"
            " (SELECT standing_id, max(published_at) AS newest FROM articles_coverage GROUP BY standing_id) n"
            " WHERE n.standing_id = s.id"
        )
        # How to check a foreign key was planned while there were few rows, and would read all of them for each.
        cursor.execute("DISCARD PLANS; SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def make_renewed_show(number, articles):
    """A show with a season ordered, and so many articles about it."""
    show = make_show(f"Show {number}", seasons=[2])
    record(show, "returning", "2025-01-10", network="Fox")
    record(show, "ordered", "2025-01-10", season=2, network="Fox")
    rows = list(Standing.objects.filter(show=show).order_by("pk"))
    make_archive([rows[number % 2] for number in range(articles)])
    return show


# -- measures ------------------------------------------------------------------------------------


@contextmanager
def statements():
    """The statements that the block runs, those that open and close a transaction apart."""
    found = []

    def note(execute, sql, params, many, context):
        if not re.match(r"(RELEASE )?SAVEPOINT|ROLLBACK TO", sql):
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def written():
    """Rows written so far by this transaction, by table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
        )
        return {table: counts for table, *counts in cursor.fetchall()}


def difference(before, after):
    found = {
        table: [now - then for now, then in zip(counts, before.get(table, [0, 0, 0]), strict=True)]
        for table, counts in after.items()
    }
    return {table: counts for table, counts in found.items() if any(counts)}


def cost(act):
    """The statements of ``act`` and the rows that it writes."""
    before = written()
    with statements() as found:
        act()
    return found, difference(before, written())


# -- a change of status --------------------------------------------------------------------------


def record_the_newest(show):
    change = make_change(show, "canceled", "2025-12-01", network="Fox")
    return cost(lambda: status_changes.record(change, by=None, at=NOW))


def compare_recording(few, many):
    few, many = make_renewed_show(1, few), make_renewed_show(2, many)

    small, rows = record_the_newest(few)
    large, more_rows = record_the_newest(many)

    assert rows == more_rows
    assert "articles_coverage" not in rows
    assert "articles_article" not in rows
    assert len(small) == len(large)
    # and with what it implies for the season
    assert len(large) <= 15, "\n\n".join(large)
    assert Article.objects.covering(many).since_changed().count() == Article.objects.covering(many).count()


def test_the_newest_status_costs_the_same_with_ten_and_with_two_thousand_articles():
    compare_recording(10, 2_000)


@pytest.mark.slow
def test_the_newest_status_costs_the_same_with_ten_and_with_twenty_thousand_articles():
    compare_recording(10, 20_000)


@pytest.mark.slow
def test_late_news_is_one_update_of_the_pins_that_it_moves():
    show = make_renewed_show(1, 1_000)
    canceled = record(show, "canceled", "2025-12-01", network="Fox")
    late = make_change(show, "airing", (FIRST + 600 * MINUTE).isoformat(), network="Fox")

    found, rows = cost(lambda: status_changes.record(late, by=None, at=NOW, implied=()))

    moved = Coverage.objects.filter(show=show, standing__entry__status="airing")
    assert moved.count() == 200
    assert set(moved.values_list("season", flat=True)) == {None}
    assert rows["articles_coverage"] == [0, 200, 0]
    assert len([sql for sql in found if re.search(r"UPDATE \"?articles_coverage", sql)]) == 1
    assert "articles_article" not in rows
    assert len(found) <= 15
    assert Standing.objects.get(entry=canceled).is_current


def test_a_correction_writes_the_pins_of_its_own_entry_only():
    show = make_renewed_show(1, 300)
    wrong = record(show, "airing", (FIRST + 200 * MINUTE).isoformat(), network="Fox")

    found, rows = cost(
        lambda: status_changes.correct(wrong, status_changes.void(wrong), by=None, at=NOW + timedelta(days=1))
    )

    assert rows["articles_coverage"] == [0, 50, 0]
    assert len(found) <= 15


def test_news_that_changes_no_word_flips_nothing():
    show = make_renewed_show(1, 20)
    record(show, "airing", "2025-06-01", network="Fox")
    flips = list(Standing.objects.order_by("pk").values_list("pk", "flip_seq"))

    record(show, "ending", "2025-07-01", network="Fox")

    known = [pk for pk, _ in flips]
    airing = Standing.objects.get(entry__status="airing").pk
    after = list(Standing.objects.filter(pk__in=known).order_by("pk").values_list("pk", "flip_seq"))
    assert [pair for pair in after if pair[0] != airing] == [pair for pair in flips if pair[0] != airing]


# -- a publication -------------------------------------------------------------------------------


def publish_one(show):
    article = make_draft(shows=[show, (show, 2)])
    return cost(lambda: workflow.publish(article, by=None, at=NOW))


@pytest.mark.slow
def test_a_publication_costs_the_same_however_long_the_ledger_and_the_archive():
    short, long = make_renewed_show(1, 1), make_renewed_show(2, 500)
    changes = [
        (make_change(long, "airing" if day % 2 else "on_hiatus", f"2025-03-{day:02}", season=None), None)
        for day in range(1, 31)
    ]
    status_changes.record_all(long, changes, by=None, at=NOW)

    small, rows = publish_one(short)
    large, more_rows = publish_one(long)

    assert rows == more_rows
    assert len(small) == len(large)
    assert len(large) <= 15, "\n\n".join(large)


def test_a_publication_costs_the_same_about_one_show_and_about_twelve():
    shows = [make_renewed_show(number, 1) for number in range(12)]
    one, all_of_them = make_draft(shows=shows[:1]), make_draft(shows=shows)

    found, _ = cost(lambda: workflow.publish(one, by=None, at=NOW))
    more, _ = cost(lambda: workflow.publish(all_of_them, by=None, at=NOW))

    assert len(more) == len(found), "\n\n".join(more)


def test_nothing_due_costs_one_statement():
    make_renewed_show(1, 100)

    found, rows = cost(lambda: workflow.publish_due(at=NOW))

    assert (len(found), rows) == (1, {})


# -- plans ---------------------------------------------------------------------------------------

LARGE = {"articles_article", "articles_coverage", "articles_revision", "shows_statusentry", "shows_standing"}


@contextmanager
def plans():
    """The plan of every statement of the block, in the state that it meets."""
    found = []

    def explain(execute, sql, params, many, context):
        if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", sql):
            execute(f"EXPLAIN (FORMAT JSON) {sql}", params, many, context)
            (plan,) = context["cursor"].fetchone()
            found.append((sql, json.loads(plan) if isinstance(plan, str) else plan))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        yield found


def scanned(plan):
    """The tables that a plan reads from end to end."""
    if isinstance(plan, list):
        return {table for part in plan for table in scanned(part)}
    tables = {plan["Relation Name"]} if plan.get("Node Type") == "Seq Scan" else set()
    return tables | scanned(plan.get("Plans", [])) | (scanned(plan["Plan"]) if "Plan" in plan else set())


def test_a_plan_that_reads_a_table_from_end_to_end_is_seen():
    with plans() as found:
        list(Article.objects.filter(held_because__contains="news"))

    assert [scanned(plan) for _, plan in found] == [{"articles_article"}]


def make_newsroom(*, shows, articles):
    """Shows with a ledger of five entries each and an archive, a tenth of it about one show."""
    Show.objects.bulk_create([Show(title=f"Series {number}", slug=f"series-{number}") for number in range(shows)])
    statuses = [("returning", "renewal"), ("airing", "premiere"), ("awaiting_decision", "finale")]
    statuses += [("returning", "renewal"), ("airing", "premiere")]
    entries = StatusEntry.objects.bulk_create(
        [
            StatusEntry(show=show, status=status, event=event, effective_at=at, placed_at=at, place=0, recorded_at=at)
            for show in Show.objects.filter(slug__startswith="series-").order_by("pk")
            for at, (status, event) in [(FIRST - timedelta(days=300 - 30 * n), what) for n, what in enumerate(statuses)]
        ],
        batch_size=5_000,
    )
    rows = Standing.objects.bulk_create(
        [
            Standing(show_id=entry.show_id, entry=entry, is_current=number % 5 == 4)
            for number, entry in enumerate(entries)
        ],
        batch_size=5_000,
    )
    make_archive([rows[4] if number % 10 == 0 else rows[number * 7 % len(rows)] for number in range(articles)])
    analyze()


def act_on(show):
    """All that happens to a show and its articles in a day, on the desk and for readers."""
    draft, scheduled = make_draft(shows=[show]), make_draft(shows=[show])
    with plans() as found:
        workflow.publish(draft, by=None, at=NOW)
        workflow.review(draft, by=None, at=NOW)
        workflow.redate(draft, by=None, at=NOW, published_at=NOW - MINUTE)
        workflow.withdraw(draft, by=None, at=NOW)
        workflow.restore(draft, by=None, at=NOW)
        exemptions.exempt(draft, reason="A review.", by=None, at=NOW)
        workflow.schedule(scheduled, by=None, at=NOW, publish_at=NOW + MINUTE)
        workflow.publish_due(at=NOW + MINUTE)
        late = make_change(show, "on_hiatus", (FIRST + 16_000 * MINUTE).isoformat())
        status_changes.record(late, by=None, at=NOW)
        newest = status_changes.record(make_change(show, "canceled", "2025-12-30"), by=None, at=NOW).entry
        status_changes.correct(newest, make_change(show, "ended", "2025-12-30"), by=None, at=NOW)
        page = list(Article.objects.published().newest_first().for_cards()[:50])
        notices.reporters_of(page)
        coverage = Coverage.objects.filter(show=show, published_at__isnull=False)
        newest = list(coverage.order_by("-published_at", "-article")[:50].values_list("article", flat=True))
        about = list(Article.objects.filter(pk__in=newest).for_notices())
        assert notices.reporters_of(about)
    return found


@pytest.mark.slow
def test_no_statement_reads_an_archive_from_end_to_end():
    make_newsroom(shows=2_000, articles=20_000)
    assert Article.objects.filter(stage=Stage.PUBLISHED).count() == 20_000
    small, large = Show.objects.get(slug="series-7"), Show.objects.get(slug="series-0")

    with plans() as previewing:
        # of the other show it would show, and so read, a tenth of the archive
        assert status_changes.preview(make_change(small, "canceled", "2025-12-30"), at=NOW).gains
    found = previewing + act_on(small) + act_on(large)

    ends = [(scanned(plan) & LARGE, sql) for sql, plan in found if scanned(plan) & LARGE]
    assert len(found) > 200
    assert ends == []
