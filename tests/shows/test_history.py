from datetime import UTC, datetime, timedelta
from itertools import count, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.lib.periods import parse
from shows.history import History, Line, place
from shows.statuses import SEASON_STATUSES, SHOW_STATUSES
from tests.factories import make_show, moment, record

LATER = moment("2026-01-01")


def ledger(*texts):
    """A history of lines that arrived in this order, each placed as the ledger places it."""
    history = History([])
    for pk, text in enumerate(texts, start=1):
        history = History([*history.lines, line(history, pk, text)])
    return history


def line(history, pk, text, **fields):
    effective_at, precision = parse(text)
    where = place(history, effective_at=effective_at, precision=precision)
    return Line(pk, None, "returning", effective_at, precision, *where, LATER, **fields)


def placed(history, text, **options):
    effective_at, precision = parse(text)
    return place(history, effective_at=effective_at, precision=precision, **options)


# -- ledger order --------------------------------------------------------------------------------


def test_entries_of_one_moment_stand_in_the_order_recorded():
    history = ledger("2025-06-06", "2025-06-06", "2025-06-06")

    assert [line.pk for line in history.standing] == [1, 2, 3]
    assert [line.place for line in history.standing] == [0, 1, 2]


def test_late_news_stands_at_its_own_time():
    history = ledger("2025-06-06", "2025-04-24", "2025-05-01")

    assert [line.pk for line in history.standing] == [2, 3, 1]


@pytest.mark.parametrize("coarse", ["2025-06-06", "2025-06", "2025-Q2", "2025"])
def test_a_coarser_entry_goes_after_the_finer_ones_inside_its_period(coarse):
    history = ledger("2025-06-06T09:00-04:00", "2025-06-06T14:05-04:00", coarse, "2026-01-01")

    assert [line.pk for line in history.standing] == [1, 2, 3, 4]


@pytest.mark.parametrize("coarse", ["2025-06-06", "2025-06", "2025-Q2", "2025"])
def test_a_coarser_entry_goes_before_them_if_the_editor_says_so(coarse):
    history = ledger("2025-06-06T09:00-04:00", "2025-06-06T14:05-04:00")

    assert placed(history, coarse, before=True) < placed(history, coarse)
    assert placed(history, coarse, before=True) < history.standing[0].order[:2]


def test_a_finer_entry_recorded_after_a_coarser_one_stands_at_its_own_time():
    history = ledger("2025-06", "2025-06-06T14:05-04:00")

    assert [line.pk for line in history.standing] == [1, 2]


@pytest.mark.parametrize("outside", ["2025-06-05T23:59-04:00", "2025-06-07T00:00-04:00"])
def test_what_stands_outside_its_period_does_not_move_a_coarser_entry(outside):
    history = ledger(outside)

    assert placed(history, "2025-06-06") == (parse("2025-06-06")[0], 0)


def test_a_day_of_the_newsroom_reaches_into_the_next_day_in_utc():
    history = ledger("2025-06-07T03:59Z")

    assert placed(history, "2025-06-06") == (parse("2025-06-07T03:59Z")[0], 1)


def test_a_coarse_entry_is_not_finer_than_its_like():
    history = ledger("2025-06", "2025-05")

    assert placed(history, "2025-06") == (parse("2025-06")[0], 1)


def test_a_third_entry_finds_the_place_of_one_that_was_moved():
    history = ledger("2025-06-06T14:05-04:00", "2025-06", "2025-06-06T14:05-04:00")

    assert [line.pk for line in history.standing] == [1, 2, 3]


def test_a_correction_takes_the_place_of_what_it_corrects():
    history = ledger("2025-06-06", "2025-06-06")
    wrong = history.by_pk[1]

    assert placed(history, "2025-06-06", corrects=wrong) == (wrong.placed_at, wrong.place)


@pytest.mark.parametrize("text", ["2025-06-05", "2025-06", "2025-06-06T00:00-04:00"])
def test_a_correction_of_another_time_or_precision_finds_its_own_place(text):
    history = ledger("2025-06-06", "2025-06-06")

    assert placed(history, text, corrects=history.by_pk[1]) == placed(history, text)


# -- what stands ---------------------------------------------------------------------------------


def test_the_end_of_a_chain_of_corrections_stands_in_place_of_its_start():
    wrong = line(History([]), 1, "2025-06-06")
    still_wrong = line(History([]), 2, "2025-06-05", corrects=1)
    right = line(History([]), 3, "2025-06-04", corrects=2)

    history = History([right, wrong, still_wrong])

    assert history.standing == [right]
    assert history.final_correction(wrong) == history.final_correction(still_wrong) == right
    assert history.current() == right


@pytest.mark.django_db
def test_a_ledger_is_read_as_it_was_recorded_by_then():
    show = make_show()
    first = record(show, "returning", "2025-01-10", at="2025-01-10")
    record(show, "canceled", "2025-06-06", at="2025-06-08")

    then = History.of(show, recorded_by=moment("2025-06-07"))

    assert [line.pk for line in then.lines] == [first.pk]
    assert History.of(show).current().status == "canceled"


@pytest.mark.django_db
def test_all_ledgers_are_read_in_one_query(django_assert_num_queries):
    shows = [make_show(title) for title in ("Étoile", "GLOW", "Minx")]
    for show in shows[:2]:
        record(show, "returning", "2025-01-10")

    with django_assert_num_queries(1):
        found = History.of_all([show.pk for show in shows])

    assert [len(found[show.pk].lines) for show in shows] == [1, 1, 0]


# -- pins as a function of time ------------------------------------------------------------------

START = datetime(2025, 1, 1, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)


@st.composite
def histories(draw):
    """A ledger of up to ten lines on a few days, some of them corrections, some of those void."""
    numbers, history = count(1), History([])
    for _ in range(draw(st.integers(0, 10))):
        season = draw(st.sampled_from([None, 1, 2, 3]))
        open_lines = [line for line in history.lines if line.pk not in history.corrected_by]
        wrong = draw(st.sampled_from([None, None, *open_lines])) if open_lines else None
        effective_at = START + draw(st.integers(0, 5)) * 24 * HOUR
        status = draw(st.sampled_from(SEASON_STATUSES if season else SHOW_STATUSES))
        if wrong and draw(st.booleans()):
            status, effective_at, season = None, wrong.effective_at, wrong.season
        recorded_at = max(effective_at, wrong.recorded_at if wrong else START) + draw(st.integers(0, 60)) * HOUR
        where = place(history, effective_at=effective_at, precision="day", corrects=wrong)
        entry = Line(
            next(numbers), season, status, effective_at, "day", *where, recorded_at, corrects=wrong and wrong.pk
        )
        history = History([*history.lines, entry])
    return history


@given(histories(), st.sampled_from([None, 1, 2, 3]), st.integers(-30, 300))
def test_the_steps_of_a_pin_over_time_are_the_pin_at_each_time(history, season, hours):
    relied_at = START + hours * HOUR

    steps = history.pins_over_time(season)

    assert [key for begins, key in steps if begins is None or begins <= relied_at][-1] == history.pin(season, relied_at)
    assert all(one[1] != other[1] for one, other in pairwise(steps))


@given(histories())
def test_no_two_standing_entries_share_a_place(history):
    places = [(line.placed_at, line.place) for line in history.standing]

    assert len(set(places)) == len(places)
