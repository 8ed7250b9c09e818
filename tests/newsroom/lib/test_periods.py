from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.lib.periods import (
    NotADate,
    Period,
    Precision,
    as_text,
    end_of,
    in_words,
    newsroom_date,
    on,
    parse,
    period_of,
    start_of,
    to_the_minute,
    with_zone,
)

days = st.dates(date(1900, 1, 1), date(2200, 12, 31))
moments = st.datetimes(datetime(1950, 1, 2), datetime(2199, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
precisions = st.sampled_from(list(Precision))


@pytest.mark.parametrize(
    ("text", "precision", "starts", "ends"),
    [
        ("2025", "year", "2025-01-01T05:00+00:00", "2026-01-01T05:00+00:00"),
        ("2025-Q2", "quarter", "2025-04-01T04:00+00:00", "2025-07-01T04:00+00:00"),
        ("2025-q4", "quarter", "2025-10-01T04:00+00:00", "2026-01-01T05:00+00:00"),
        ("2025-06", "month", "2025-06-01T04:00+00:00", "2025-07-01T04:00+00:00"),
        ("2025-12", "month", "2025-12-01T05:00+00:00", "2026-01-01T05:00+00:00"),
        ("2024-02-29", "day", "2024-02-29T05:00+00:00", "2024-03-01T05:00+00:00"),
        (" 2025-06-06 ", "day", "2025-06-06T04:00+00:00", "2025-06-07T04:00+00:00"),
        ("2025-03-09", "day", "2025-03-09T05:00+00:00", "2025-03-10T04:00+00:00"),
        ("2025-11-02", "day", "2025-11-02T04:00+00:00", "2025-11-03T05:00+00:00"),
        ("2025-06-06T14:05-04:00", "minute", "2025-06-06T18:05+00:00", "2025-06-06T18:05+00:00"),
        ("2025-06-06T14:05:59Z", "minute", "2025-06-06T14:05+00:00", "2025-06-06T14:05+00:00"),
    ],
)
def test_a_date_is_read_as_precisely_as_it_is_written(text, precision, starts, ends):
    moment, found = parse(text)

    assert found == precision
    assert moment.astimezone(UTC) == datetime.fromisoformat(starts)
    assert end_of(moment, found).astimezone(UTC) == datetime.fromisoformat(ends)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2025-02-30", "“2025-02-30” is no date of the calendar."),
        ("2025-13", "“2025-13” is no date of the calendar."),
        ("2025-Q5", "“2025-Q5” is no date: write YYYY, YYYY-Q1"),
        ("6/6/2025", "“6/6/2025” is no date: write YYYY"),
        ("20250606", "“20250606” is no date: write YYYY"),
        ("tomorrow", "“tomorrow” is no date: write YYYY"),
        ("", "“” is no date: write YYYY"),
        ("2025-06-06T14:05", "has a time without an offset: add one, such as 2025-06-06T14:05-04:00 or"),
        ("2025-06-06 14:05", "has a time without an offset"),
        ("9999", "“9999” is out of range: give a year from 1900 to 2200."),
        ("9999-12-31", "is out of range"),
        ("0001-01-01T00:00+14:00", "is out of range"),
    ],
)
def test_what_is_no_date_is_refused_with_the_way_to_write_one(text, says):
    with pytest.raises(NotADate) as refusal:
        parse(text)

    assert says in str(refusal.value)


def test_a_refusal_quotes_no_more_than_the_beginning():
    with pytest.raises(NotADate) as refusal:
        parse("x" * 10_000)

    assert len(str(refusal.value)) < 200


@given(moments, precisions)
def test_a_date_is_written_as_it_is_read(moment, precision):
    kept = start_of(moment, precision)

    assert parse(as_text(kept, precision)) == (kept, precision)


@given(moments, precisions)
def test_what_is_kept_is_the_start_of_its_period_and_stays_so(moment, precision):
    kept = start_of(moment, precision)

    assert kept <= moment
    assert start_of(kept, precision) == kept
    if precision != Precision.MINUTE:
        assert moment < end_of(kept, precision)
        assert start_of(end_of(kept, precision) - timedelta(seconds=1), precision) == kept


def test_the_day_is_that_of_the_newsroom_and_not_of_the_server():
    late_in_new_york = datetime(2025, 6, 7, 3, 59, tzinfo=UTC)

    assert newsroom_date(late_in_new_york) == date(2025, 6, 6)
    assert newsroom_date(late_in_new_york + timedelta(minutes=1)) == date(2025, 6, 7)
    assert start_of(late_in_new_york, Precision.DAY) == datetime(2025, 6, 6, 4, tzinfo=UTC)


@given(days, precisions)
def test_a_period_holds_its_day_and_every_finer_period_of_that_day(day, precision):
    period = period_of(day, precision)

    assert period.start <= day < period.end
    for finer in list(Precision)[: precision.coarseness]:
        assert period_of(day, finer) in period


@given(days, precisions)
def test_periods_of_one_precision_follow_each_other_without_a_gap(day, precision):
    period = period_of(day, precision)

    following = period_of(period.end, precision)

    assert following.start == period.end
    assert not period.overlaps(following)
    assert not following.overlaps(period)


def test_periods_overlap_where_they_share_a_day():
    second_quarter, june, year = (
        period_of(date(2025, 6, 6), precision) for precision in (Precision.QUARTER, Precision.MONTH, Precision.YEAR)
    )
    week = Period(date(2025, 6, 28), date(2025, 7, 5))

    assert june in second_quarter
    assert second_quarter not in june
    assert second_quarter.overlaps(june)
    assert june.overlaps(year)
    assert week.overlaps(june)
    assert week not in june
    assert not week.overlaps(period_of(date(2025, 7, 5), Precision.DAY))


def test_a_minute_is_the_day_on_which_it_falls():
    assert period_of(date(2025, 6, 6), Precision.MINUTE) == period_of(date(2025, 6, 6), Precision.DAY)


@pytest.mark.parametrize(
    ("precision", "words", "when"),
    [
        (Precision.MINUTE, "June 6, 2025", "on June 6, 2025"),
        (Precision.DAY, "June 6, 2025", "on June 6, 2025"),
        (Precision.MONTH, "June 2025", "in June 2025"),
        (Precision.QUARTER, "the second quarter of 2025", "in the second quarter of 2025"),
        (Precision.YEAR, "2025", "in 2025"),
    ],
)
def test_a_date_is_told_no_more_precisely_than_it_is_known(precision, words, when):
    day = date(2025, 6, 6)

    assert in_words(day, precision) == words
    assert on(day, precision) == when


@pytest.mark.parametrize(
    ("month", "quarter"), [(1, "first"), (3, "first"), (4, "second"), (9, "third"), (12, "fourth")]
)
def test_quarters_are_of_the_calendar(month, quarter):
    assert in_words(date(2025, month, 1), Precision.QUARTER) == f"the {quarter} quarter of 2025"


def test_the_repeated_hour_of_the_clock_change_is_two_hours():
    first, _ = parse("2025-11-02T01:30-04:00")
    second, _ = parse("2025-11-02T01:30-05:00")

    assert second - first == timedelta(hours=1)
    assert first < second
    assert first == datetime(2025, 11, 2, 5, 30, tzinfo=UTC)
    assert as_text(second, Precision.MINUTE) == "2025-11-02T01:30-05:00"


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2025, 6, 6, 18, 5, tzinfo=UTC), "June 6, 2025, 2:05 p.m."),
        (datetime(2025, 1, 1, 4, 0, tzinfo=UTC), "December 31, 2024, 11 p.m."),
        (datetime(2025, 6, 6, 16, 0, tzinfo=UTC), "June 6, 2025, noon"),
    ],
)
def test_a_moment_is_told_by_the_clocks_of_the_newsroom(moment, words):
    assert to_the_minute(moment) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 22, 14, 19, tzinfo=UTC), "November 22, 2026, 9:19 a.m. EST"),
        (datetime(2025, 6, 6, 18, 5, tzinfo=UTC), "June 6, 2025, 2:05 p.m. EDT"),
    ],
)
def test_a_moment_to_keep_to_names_its_zone(moment, words):
    assert with_zone(moment) == words
