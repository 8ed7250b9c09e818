from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import clock, exemptions, status_changes, text, workflow
from articles.models import Coverage, Publication
from shows.models import Standing
from tests.factories import make_article, make_change, make_draft, make_show, moment, record

pytestmark = pytest.mark.django_db

MAY_1 = moment("2025-05-01")
NOW = moment("2026-01-01")


def make_world():
    """A show that returns, with a published article, a draft, and something to write about."""
    show = make_show()
    entry = record(show, "returning", "2025-01-10")
    article = make_article(shows=[show])
    text.save_revision(article, base=1, by=None, at=MAY_1, headline="Another headline")
    return show, entry, article, make_draft(shows=[show])


def withdraw_and_restore(show, entry, article, draft):
    workflow.withdraw(article, by=None, at=MAY_1)
    workflow.restore(article, by=None, at=MAY_1)


def publish_due(show, entry, article, draft):
    workflow.schedule(draft, by=None, at=MAY_1, publish_at=MAY_1 + timedelta(hours=1))
    workflow.publish_due(at=MAY_1 + timedelta(hours=1))


PUBLIC_ACTS = {
    "record": lambda show, entry, article, draft: record(show, "canceled", "2025-06-06"),
    "late news": lambda show, entry, article, draft: record(show, "airing", "2025-04-24"),
    "correct": lambda show, entry, article, draft: status_changes.correct(
        entry, make_change(show, "canceled", "2025-01-10"), by=None, at=NOW
    ),
    "void": lambda show, entry, article, draft: status_changes.correct(
        entry, status_changes.void(entry), by=None, at=NOW
    ),
    "import": lambda show, entry, article, draft: status_changes.record_all(
        show, [(make_change(show, "airing", "2025-04-24"), None)], by=None, at=NOW
    ),
    "publish": lambda show, entry, article, draft: workflow.publish(draft, by=None, at=MAY_1),
    "publish when due": publish_due,
    "update": lambda show, entry, article, draft: workflow.update(article, by=None, at=MAY_1, substantive=True),
    "typo": lambda show, entry, article, draft: workflow.update(article, by=None, at=MAY_1, substantive=False),
    "review": lambda show, entry, article, draft: workflow.review(article, by=None, at=MAY_1),
    "redate": lambda show, entry, article, draft: workflow.redate(article, by=None, at=NOW, published_at=MAY_1),
    "withdraw": lambda show, entry, article, draft: workflow.withdraw(article, by=None, at=MAY_1),
    "exempt": lambda show, entry, article, draft: exemptions.exempt(article, reason="A review.", by=None, at=MAY_1),
}
QUIET_ACTS = {
    "submit": lambda show, entry, article, draft: workflow.submit(draft, by=None, at=MAY_1),
    "schedule": lambda show, entry, article, draft: workflow.schedule(draft, by=None, at=MAY_1, publish_at=NOW),
    "save": lambda show, entry, article, draft: text.save_revision(
        article, base=2, by=None, at=MAY_1, headline="Third"
    ),
    "preview": lambda show, entry, article, draft: status_changes.preview(
        make_change(show, "canceled", "2025-06-06"), at=NOW
    ),
    "nothing due": lambda show, entry, article, draft: workflow.publish_due(at=MAY_1),
    "nothing new": lambda show, entry, article, draft: status_changes.record_all(
        show, [(make_change(show, "returning", "2025-01-10"), None)], by=None, at=NOW
    ),
}


def test_the_clock_stands_at_zero_before_anything_was_public():
    assert clock.now() == 0


@pytest.mark.parametrize("act", PUBLIC_ACTS)
def test_what_the_public_can_see_moves_the_clock_by_one(act):
    world = make_world()
    before = clock.now()

    PUBLIC_ACTS[act](*world)

    assert clock.now() == before + 1


def test_two_acts_move_it_by_two():
    world = make_world()
    before = clock.now()

    withdraw_and_restore(*world)

    assert clock.now() == before + 2


@pytest.mark.parametrize("act", QUIET_ACTS)
def test_what_nobody_can_see_leaves_the_clock(act):
    world = make_world()
    before = clock.now()

    QUIET_ACTS[act](*world)

    assert clock.now() == before


@pytest.mark.parametrize("act", PUBLIC_ACTS)
def test_nothing_is_written_after_the_clock(act):
    world = make_world()

    with CaptureQueriesContext(
        connection,
    ) as queries:
        PUBLIC_ACTS[act](*world)

    written = [
        query["sql"] for query in queries if query["sql"].lstrip().startswith(("INSERT", "UPDATE", "DELETE", "WITH"))
    ]
    assert "articles_feedclock" in written[-1]


def test_what_is_taken_back_leaves_no_gap():
    world = make_world()
    before = clock.now()
    with transaction.atomic():
        PUBLIC_ACTS["record"](*world)
        transaction.set_rollback(True)

    PUBLIC_ACTS["publish"](*world)

    assert clock.now() == before + 1


def test_the_clock_marks_what_changed_with_it():
    show, entry, article, _ = make_world()

    canceled = record(show, "canceled", "2025-06-06")

    flipped = Standing.objects.get(entry=entry)
    fresh = Standing.objects.get(entry=canceled)
    assert (flipped.kind, flipped.flip_seq) == ("contradiction", clock.now())
    assert (fresh.recorded_seq, fresh.flip_seq) == (clock.now(), None)
    assert abs(timezone.now() - flipped.flipped_at) < timedelta(minutes=1)
    assert Publication.objects.get(article=article).seq == clock.now() - 1


def test_a_row_whose_notice_says_the_same_is_not_marked():
    show, entry, _, _ = make_world()
    record(show, "canceled", "2025-06-06")
    before = Standing.objects.values().get(entry=entry)

    record(show, "in_development", "2010-01-01")

    assert Standing.objects.values().get(entry=entry) == before


def test_the_clock_marks_the_pins_that_it_moves():
    show, _, article, _ = make_world()

    airing = record(show, "airing", "2025-04-24")

    coverage = Coverage.objects.get(article=article)
    assert coverage.standing.entry == airing
    assert coverage.moved_seq == clock.now()
    assert abs(timezone.now() - coverage.moved_at) < timedelta(minutes=1)
    assert Standing.objects.get(entry=airing).newest_pin_at == article.published_at


def test_a_standing_that_comes_back_is_marked_again():
    show, entry, _, _ = make_world()
    record(show, "canceled", "2025-06-06")
    first = Standing.objects.get(entry=entry).flip_seq

    record(show, "returning", "2025-07-01")

    again = Standing.objects.get(entry=entry)
    assert (again.kind, again.flip_seq) == ("same", first + 1)
