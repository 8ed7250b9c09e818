"""Many at once, on real connections."""

import io
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from threading import Barrier, Event

import pytest
from django.db import connection, transaction

from articles import clock, notices, pictures, status_changes, text, workflow
from articles.models import Article, Coverage, Publication, Revision
from newsroom import roles
from shows import ledger
from shows.models import Show, StatusEntry
from tests.articles.writing import change, filled
from tests.desk import sign_in
from tests.drawn import drawn
from tests.factories import (
    cover,
    make_article,
    make_change,
    make_draft,
    make_picture,
    make_section,
    make_show,
    moment,
    record,
)

pytestmark = pytest.mark.django_db(transaction=True)

APRIL_30 = moment("2025-04-30")
JUNE_6 = moment("2025-06-06T18:05+00:00")
JUNE_10 = moment("2025-06-10")
HOUR = timedelta(hours=1)


# -- threads -------------------------------------------------------------------------------------


@pytest.fixture
def threads():
    with ThreadPoolExecutor(max_workers=16) as pool:
        yield pool


def alone(act):
    """``act`` on a connection of its own."""
    try:
        return act()
    finally:
        connection.close()


def at_once(threads, *acts):
    """Do all ``acts`` at the same moment; what they return or raise, in order."""
    start = Barrier(len(acts))

    def one(act):
        connection.ensure_connection()
        start.wait(timeout=30)
        return act()

    futures = [threads.submit(alone, partial(one, act)) for act in acts]
    return [result_of(future) for future in futures]


def result_of(future):
    return future.exception(timeout=60) or future.result()


@contextmanager
def unfinished(threads, act):
    """``act`` done in a transaction that is committed at the end of the block."""
    done, finish = Event(), Event()

    def hold():
        with transaction.atomic():
            act()
            done.set()
            assert finish.wait(timeout=60)

    holding = threads.submit(alone, hold)
    assert done.wait(timeout=30)
    try:
        yield
    finally:
        finish.set()
        holding.result(timeout=30)


def wait_for_waiters(number):
    """Until so many connections wait for a lock."""
    for _ in range(1000):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] >= number:
                return
        time.sleep(0.01)
    pytest.fail(f"fewer than {number} wait for a lock")


def kinds(results):
    return sorted(type(result).__name__ for result in results)


# -- the same thing at once ----------------------------------------------------------------------


@pytest.mark.parametrize("event", ["pickup", ""], ids=["the event named", "no event named"])
def test_eight_editors_with_the_same_news_give_one_entry(threads, event):
    show = make_show()
    record(show, "canceled", "2025-06-05", network="Fox")
    make_article(shows=[show])
    change = make_change(show, "returning", "2025-06-06", network="NBC", event=event)
    before = clock.now()

    results = at_once(threads, *[lambda: status_changes.record(change, by=None, at=JUNE_6)] * 8)

    assert kinds(results) == ["AlreadyRecorded"] * 7 + ["Done"]
    assert StatusEntry.objects.filter(show=show, status="returning").count() == 1
    assert clock.now() == before + 1


def test_eight_corrections_of_one_entry_give_one(threads):
    wrong = record(make_show(), "canceled", "2025-06-06")

    results = at_once(
        threads,
        *[lambda: status_changes.correct(wrong, status_changes.void(wrong), by=None, at=moment("2026-01-02"))] * 8,
    )

    assert kinds(results) == ["Done"] + ["Refused"] * 7
    assert StatusEntry.objects.filter(corrects=wrong).count() == 1


def test_of_eight_writers_one_saves_and_seven_keep_their_text(threads):
    article = make_draft("First")

    results = at_once(
        threads,
        *[
            lambda name=f"By writer {number}": text.save_revision(article, base=1, by=None, at=JUNE_6, headline=name)
            for number in range(8)
        ],
    )

    saved = [result for result in results if isinstance(result, Revision)]
    stale = [result for result in results if isinstance(result, text.Stale)]
    assert (len(saved), len(stale)) == (1, 7)
    assert {one.rejected["headline"] for one in stale} | {saved[0].headline} == {f"By writer {n}" for n in range(8)}
    assert Article.objects.get(pk=article.pk).latest_revision == saved[0]


def test_an_article_is_published_once_however_many_publish_it(threads):
    article = make_draft(shows=[make_show()])

    results = at_once(threads, *[lambda: workflow.publish(Article.objects.get(pk=article.pk), by=None, at=JUNE_6)] * 6)

    assert kinds(results) == ["Article"] + ["NotAllowed"] * 5
    assert Publication.objects.filter(article=article).count() == 1


def test_what_is_due_is_published_once_by_whoever_comes_first(threads):
    article = make_draft(shows=[make_show()])
    workflow.schedule(article, by=None, at=APRIL_30, publish_at=JUNE_6)

    results = at_once(threads, *[lambda: workflow.publish_due(at=JUNE_6)] * 6)

    assert sorted(map(len, results)) == [0, 0, 0, 0, 0, 1]
    assert Publication.objects.filter(article=article).count() == 1


# -- one thing against another -------------------------------------------------------------------


def outcome(article):
    """All that readers and editors see of ``article``, apart from numbers."""
    article = Article.objects.for_notices().get(pk=article.pk)
    notice = notices.for_article(article)
    rows = [(one.standing, one.relied_by) for one in article.pins]
    pins = [(row.entry and row.entry.status, row.kind, act) for row, act in rows]
    return article.stage, bool(article.held_at), pins, notice and notice.text


def stage_a_race(number, *, effective, at):
    """A draft on a show that was renewed, and the two acts that race for it."""
    show = make_show("Étoile", year=2000 + number)
    record(show, "returning", "2025-01-10")
    article = make_draft(shows=[show], at=APRIL_30)
    change = make_change(show, "canceled", effective)

    def publish():
        return workflow.publish(Article.objects.get(pk=article.pk), by=None, at=at)

    def cancel():
        return status_changes.record(change, by=None, at=JUNE_6 + HOUR)

    return article, publish, cancel


@pytest.mark.slow
@pytest.mark.parametrize(
    ("effective", "at"),
    [("2025-06-06T14:05-04:00", JUNE_6 - HOUR), ("2025-06-06T14:05-04:00", JUNE_6 + HOUR), ("2025-06-06", JUNE_6)],
    ids=["before the news", "after the news", "on its day"],
)
def test_publish_racing_record_ends_as_if_one_had_come_first(threads, effective, at):
    serial = []
    for number, order in enumerate([(0, 1), (1, 0)]):
        article, *acts = stage_a_race(number, effective=effective, at=at)
        for index in order:
            acts[index]()
        serial.append(outcome(article))

    for number in range(2, 8):
        article, *acts = stage_a_race(number, effective=effective, at=at)
        assert kinds(at_once(threads, *acts)) == ["Article", "Done"]
        assert outcome(article) in serial


def stage_a_race_to_the_moment(number):
    """A scheduled article that comes due as its show is canceled."""
    article, _, cancel = stage_a_race(number, effective="2025-06-06T14:05-04:00", at=JUNE_6)
    workflow.schedule(article, by=None, at=APRIL_30, publish_at=JUNE_6)
    return article, lambda: workflow.publish_due(at=JUNE_6), cancel


@pytest.mark.slow
def test_the_moment_racing_the_news_ends_held_or_told(threads):
    serial = []
    for number, order in enumerate([(0, 1), (1, 0)]):
        article, *acts = stage_a_race_to_the_moment(number)
        for index in order:
            acts[index]()
        serial.append(outcome(article))

    assert [held for _, held, *_ in serial] == [False, True]
    for number in range(2, 8):
        article, *acts = stage_a_race_to_the_moment(number)
        assert kinds(at_once(threads, *acts)) == ["Done", "list"]
        assert outcome(article) in serial


@pytest.mark.parametrize("first", ["publish", "cancel"])
def test_who_comes_second_waits_for_the_first(threads, first):
    article, publish, cancel = stage_a_race(0, effective="2025-06-06T14:05-04:00", at=JUNE_6 - HOUR)
    one, other = (publish, cancel) if first == "publish" else (cancel, publish)

    with unfinished(threads, one):
        second = threads.submit(alone, other)
        wait_for_waiters(1)
        assert outcome(article)[0] == "draft"

    assert second.result(timeout=30)
    stage, _, pins, notice = outcome(article)
    assert (stage, pins) == ("published", [("returning", "contradiction", "published")])
    assert notice.startswith("Étoile was canceled on June 6, 2025.")


def test_a_preview_waits_for_an_unfinished_publication(threads):
    article, publish, _ = stage_a_race(0, effective="2025-06-06", at=APRIL_30)
    change = make_change(Show.objects.get(), "canceled", "2025-06-06")

    with unfinished(threads, publish):
        second = threads.submit(alone, lambda: status_changes.preview(change, at=JUNE_10))
        wait_for_waiters(1)

    assert [gain.article for gain in second.result(timeout=30).gains] == [article]


def test_a_text_is_saved_while_a_change_is_recorded(threads):
    article, _, cancel = stage_a_race(0, effective="2025-06-06", at=APRIL_30)

    with unfinished(threads, cancel):
        text.save_revision(article, base=1, by=None, at=JUNE_6, headline="Saved meanwhile")

    assert Article.objects.get(pk=article.pk).latest_revision.headline == "Saved meanwhile"


def test_a_show_that_is_covered_while_the_article_waits_is_locked_in_order(threads):
    first, second = make_show("Étoile"), make_show("GLOW")
    one, other = make_draft(shows=[second]), make_draft(shows=[first, second])

    with unfinished(threads, lambda: ledger.lock([second])):
        results = [threads.submit(alone, lambda: workflow.publish(one, by=None, at=JUNE_6))]
        wait_for_waiters(1)
        cover(one, first, position=1)
        results.append(threads.submit(alone, lambda: workflow.publish(other, by=None, at=JUNE_6)))
        wait_for_waiters(2)

    assert [result_of(one) for one in results] == [one, other]
    assert not Coverage.objects.filter(relied_at=None).exists()


def test_text_that_is_saved_as_a_held_article_is_published_is_not_lost(threads):
    article, *_ = stage_a_race_to_the_moment(0)
    record(Show.objects.get(), "canceled", "2025-06-06T14:05-04:00")
    workflow.publish_due(at=JUNE_6)
    freed = Article.objects.get(pk=article.pk)

    with unfinished(threads, lambda: workflow.publish(freed, by=None, at=JUNE_6 + HOUR)):
        saving = threads.submit(
            alone,
            lambda: text.save_revision(article, base=1, by=None, at=JUNE_6 + HOUR, headline="An afternoon's work"),
        )
        wait_for_waiters(1)

    assert result_of(saving).headline == "An afternoon's work"
    assert outcome(article)[0] == "published"


def test_readers_see_the_clock_move_in_the_order_of_commits(threads):
    """Whoever has read the log up to the clock has missed nothing that is committed later."""
    shows = [make_show(title) for title in ("Étoile", "GLOW", "Minx")]
    drafts = [make_draft(shows=[shows[number % 3]]) for number in range(12)]
    over, seen = Event(), []

    def read():
        while not over.is_set():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT (SELECT seq FROM articles_feedclock),"
                    " array(SELECT seq FROM articles_publication ORDER BY seq)"
                )
                seen.append(cursor.fetchone())

    reading = threads.submit(alone, read)
    published = at_once(threads, *[partial(workflow.publish, draft, by=None, at=JUNE_6) for draft in drafts])
    over.set()
    reading.result(timeout=30)

    assert published == drafts
    assert clock.now() == 12
    assert all(logged == list(range(1, (now or 0) + 1)) for now, logged in seen)


def test_who_describes_a_picture_keeps_nobody_from_saving_a_text_that_shows_it(threads, media):
    picture, article, has_the_clock, goes_on = make_picture(), make_article(), Event(), Event()

    def refile_and_save():
        clock.advance()  # as whoever files a published article otherwise does, in one transaction with the words
        has_the_clock.set()
        assert goes_on.wait(timeout=30)
        text.save_revision(article, base=1, by=None, at=JUNE_6, lead_picture=picture, lead_image_alt="A stage")

    saving = threads.submit(alone, transaction.atomic(refile_and_save))
    assert has_the_clock.wait(timeout=30)
    describing = threads.submit(alone, lambda: pictures.describe(picture, by=None, at=JUNE_6, alt="A theater"))
    wait_for_waiters(1)
    goes_on.set()

    assert result_of(saving) is None
    assert result_of(describing).alt == "A theater"


def test_who_replaces_a_picture_keeps_nobody_from_saving_an_article_that_shows_it(threads, media, client, monkeypatch):
    sign_in(client, roles.EDITORS)
    picture, article, is_filed, goes_on = make_picture(), make_article(), Event(), Event()
    sent = filled(client, change(article)) | {"lead_picture": picture.pk, "lead_image_alt": "A stage"}
    save_revision = text.save_revision

    def save_later(*args, **words):
        is_filed.set()
        assert goes_on.wait(timeout=30)
        return save_revision(*args, **words)

    monkeypatch.setattr(text, "save_revision", save_later)
    other = io.BytesIO(drawn(color="coral"))
    sent["section"] = make_section("Film").pk
    saving = threads.submit(alone, lambda: client.post(change(article), sent))
    assert is_filed.wait(timeout=30)
    replacing = threads.submit(alone, lambda: pictures.replace(picture, other, by=None, at=JUNE_6))
    wait_for_waiters(1)
    goes_on.set()

    assert result_of(saving).status_code == 302
    assert result_of(replacing).version == 2
    assert Article.objects.get().latest_revision.lead_picture == picture
