"""Dates that are known to the minute, the day, the month, the quarter or the year.

A date of day or coarser precision is a calendar date of the newsroom
(``settings.TIME_ZONE``). It is kept as the start of its period and is never
shifted when shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from django.db import models
from django.utils import dateformat, timezone


class Precision(models.TextChoices):
    MINUTE = "minute", "to the minute"
    DAY = "day", "to the day"
    MONTH = "month", "to the month"
    QUARTER = "quarter", "to the quarter"
    YEAR = "year", "to the year"

    @property
    def coarseness(self) -> int:
        """0 for the minute, 4 for the year."""
        return list(Precision).index(self)


YEARS = range(1900, 2201)  # in which television can be dated


class NotADate(ValueError):
    """The text is no date of this precision; its text says what one looks like."""


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open span of calendar days ``[start, end)``; a minute is the day it falls on."""

    start: date
    end: date

    def __contains__(self, other: Period) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Period) -> bool:
        return self.start < other.end and other.start < self.end


def newsroom_date(moment: datetime) -> date:
    """The calendar date of an aware ``moment`` in the newsroom's time zone."""
    return _date_in(timezone.get_default_timezone(), moment)


@lru_cache(10_000)  # the rules ask for the same few dates over and over
def _date_in(zone, moment):
    return timezone.localtime(moment, zone).date()


def midnight(day: date) -> datetime:
    """The aware moment at which ``day`` begins in the newsroom."""
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone()).astimezone(UTC)


def first_day(day: date, precision: str) -> date:
    """The first day of the period of ``precision`` in which ``day`` lies."""
    match precision:
        case Precision.MONTH:
            return day.replace(day=1)
        case Precision.QUARTER:
            return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)
        case Precision.YEAR:
            return day.replace(month=1, day=1)
    return day


@lru_cache(10_000)
def period_of(day: date, precision: str) -> Period:
    """The calendar period of ``precision`` in which ``day`` lies."""
    start = first_day(day, precision)
    months = {Precision.MONTH: 1, Precision.QUARTER: 3, Precision.YEAR: 12}.get(precision)
    if months is None:
        return Period(start, start + timedelta(days=1))
    month = start.month - 1 + months
    return Period(start, date(start.year + month // 12, month % 12 + 1, 1))


def start_of(moment: datetime, precision: str) -> datetime:
    """``moment`` as it is kept: the start of its period, or itself to the minute."""
    if precision == Precision.MINUTE:
        return moment.replace(second=0, microsecond=0).astimezone(UTC)
    return midnight(first_day(newsroom_date(moment), precision))


def end_of(moment: datetime, precision: str) -> datetime:
    """The moment at which the period that begins at ``moment`` is over."""
    if precision == Precision.MINUTE:
        return moment
    return midnight(period_of(newsroom_date(moment), precision).end)


_SHAPES = (
    (re.compile(r"(\d{4})"), Precision.YEAR),
    (re.compile(r"(\d{4})-[Qq]([1-4])"), Precision.QUARTER),
    (re.compile(r"(\d{4})-(\d{2})"), Precision.MONTH),
    (re.compile(r"(\d{4})-(\d{2})-(\d{2})"), Precision.DAY),
)
FORMS = "YYYY, YYYY-Q1, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDTHH:MM with an offset such as -04:00 or Z"


def parse(text: str) -> tuple[datetime, Precision]:
    """Read a date as its precision tells: ``2025``, ``2025-Q2``, ``2025-06``, ``2025-06-06``,
    or ``2025-06-06T14:05-04:00``.

    Returns the start of the period as an aware datetime, and the precision. In UTC:
    in the hour that is repeated when the clocks go back, local times do not compare.
    Raises ``NotADate``, whose text shows the forms.
    """
    text = str(text).strip()
    for shape, precision in _SHAPES:
        if found := shape.fullmatch(text):
            numbers = [int(number) for number in found.groups()]
            if precision == Precision.QUARTER:
                numbers[1] = 3 * numbers[1] - 2
            if numbers[0] not in YEARS:
                raise NotADate(f"“{text[:40]}” is out of range: give a year from {YEARS.start} to {YEARS.stop - 1}.")
            try:
                return midnight(date(*[*numbers, 1, 1][:3])), precision
            except (ValueError, OverflowError) as error:
                raise NotADate(f"“{text[:40]}” is no date of the calendar.") from error
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise NotADate(
                f"“{text[:40]}” has a time without an offset: add one, such as {text[:16]}-04:00 or {text[:16]}Z."
                if "T" in text or " " in text
                else f"“{text[:40]}” is no date: write {FORMS}."
            )
        if moment.year not in YEARS:
            raise NotADate(f"“{text[:40]}” is out of range: give a year from {YEARS.start} to {YEARS.stop - 1}.")
        return start_of(moment, Precision.MINUTE), Precision.MINUTE
    except NotADate:
        raise
    except (ValueError, OverflowError) as error:
        raise NotADate(f"“{text[:40]}” is no date: write {FORMS}.") from error


def in_words(day: date, precision: str = Precision.DAY) -> str:
    """``June 6, 2025``, ``June 2025``, ``the second quarter of 2025`` or ``2025``."""
    match precision:
        case Precision.YEAR:
            return f"{day.year}"
        case Precision.QUARTER:
            quarter = ("first", "second", "third", "fourth")[(day.month - 1) // 3]
            return f"the {quarter} quarter of {day.year}"
        case Precision.MONTH:
            return f"{day:%B} {day.year}"
    return f"{day:%B} {day.day}, {day.year}"


def to_the_minute(moment: datetime) -> str:
    """``June 6, 2025, 2:05 p.m.``, as the newsroom's clocks showed it."""
    return dateformat.format(timezone.localtime(moment, timezone.get_default_timezone()), "F j, Y, P")


def with_zone(moment: datetime) -> str:
    """``June 6, 2025, 2:05 p.m. EDT``: a moment of the newsroom that somebody is to keep to."""
    return f"{to_the_minute(moment)} {timezone.localtime(moment, timezone.get_default_timezone()):%Z}"


def on(day: date, precision: str = Precision.DAY) -> str:
    """As ``in_words`` with its preposition: ``on June 6, 2025``, ``in June 2025``."""
    return f"{'on' if precision in (Precision.MINUTE, Precision.DAY) else 'in'} {in_words(day, precision)}"


def as_text(moment: datetime, precision: str) -> str:
    """As ``parse`` reads it: ``2025-06-06``, ``2025-06``, ``2025-Q2``, ``2025``; a minute in ISO form."""
    if precision == Precision.MINUTE:
        return timezone.localtime(moment, timezone.get_default_timezone()).isoformat(timespec="minutes")
    day = newsroom_date(moment)
    match precision:
        case Precision.YEAR:
            return f"{day.year:04}"
        case Precision.QUARTER:
            return f"{day.year:04}-Q{(day.month + 2) // 3}"
        case Precision.MONTH:
            return f"{day:%Y-%m}"
    return day.isoformat()
