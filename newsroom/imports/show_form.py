"""The form ``newsroom.shows/1``: a JSON file of networks and shows with their ledgers, read and checked by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from newsroom.imports.reading import Fields, Problems, decoded, opened, parsed
from newsroom.lib.periods import Precision, newsroom_date, start_of
from shows.models import Credit, Network, StatusEntry
from shows.models.shows import LANGUAGE
from shows.statuses import SEASON_STATUSES, SHOW_STATUSES, Confirmation, Event, Status

FORMAT = "newsroom.shows/1"
_is_web_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class NetworkRow:
    place: str
    name: str
    kind: str
    also_known_as: tuple[str, ...]


@dataclass(frozen=True)
class CreditRow:
    place: str
    role: str
    person: str
    character: str = ""


@dataclass(frozen=True)
class SeasonRow:
    place: str
    number: int
    facts: dict


@dataclass(frozen=True)
class LedgerRow:
    """One entry; ``details`` are the fields of a ``ledger.Change`` that need no looking up."""

    fields: Fields
    season: int | None
    network: str
    recorded_at: datetime | None
    details: dict
    entry: int | None = None  # the number under which a table of ours has it


@dataclass(frozen=True)
class ShowRow:
    place: str
    title: str
    year: int | None
    country: str
    title_language: str
    also_known_as: tuple[str, ...]
    credits: tuple[CreditRow, ...]
    seasons: tuple[SeasonRow, ...]
    ledger: tuple[LedgerRow, ...]
    slug: str = ""  # as a table of ours has it
    told: tuple[tuple[str, str], ...] = ()  # what such a table only tells: the status and network of that day


@dataclass(frozen=True)
class ShowFile:
    networks: tuple[NetworkRow, ...]
    shows: tuple[ShowRow, ...]


def read(path, *, at):
    """The file at ``path``, with nothing in it after ``at``. Raises ``BadInput``."""
    problems = Problems()
    with opened(path) as (file, name):
        value = parsed(decoded(file.read(), name), name)
    root = Fields(value, name, problems, joint=": ")
    form = root.text("format", limit=100, required=True)
    if form and form != FORMAT:
        root.wrong("format", f"“{form}” is not the form that this reads: it must be “{FORMAT}”.")
    networks = [_network(item) for item in root.objects("networks")]
    shows = []
    for item in root.objects("shows", required=True):
        show, named = _show(item, at=at)
        shows.append(show)
        networks += named
    root.done()
    problems.refuse()
    return ShowFile(tuple(networks), tuple(shows))


def _network(fields, *, dated=False):
    """A network, at the top of the file or, ``dated``, in a show's list: when it was there, the ledger says."""
    name = fields.text("name", limit=100, required=True)
    kind = fields.choice("kind", Network.NetworkKind.values)
    also_known_as = fields.texts("also_known_as", limit=100)
    if dated:
        begins, _ = fields.date("from")
        ends, _ = fields.date("to")
        if begins and ends and ends < begins:
            fields.wrong("to", "comes before “from”: correct one of them.")
    fields.done()
    return NetworkRow(fields.at("name"), name, kind, also_known_as)


def facts_of_show(fields):
    """What tells a show from others and how it is called, by the fields of a ``ShowRow``."""
    title = fields.text("title", limit=200, required=True)
    year = fields.number("year", low=1920, high=2200)
    country = fields.text("country", limit=100).upper()
    if country and not re.fullmatch("[A-Z]{2}", country):
        fields.wrong("country", f"“{country[:60]}” is no country: write two letters, such as US.")
    title_language = fields.text("title_language", limit=100)
    if title_language and not re.fullmatch(LANGUAGE, title_language):
        fields.wrong(
            "title_language", f"“{title_language[:60]}” is no tag of a language: write it as fr, pt-BR or zh-Hant."
        )
    return {
        "title": title,
        "year": year,
        "country": country,
        "title_language": title_language,
        "also_known_as": fields.texts("also_known_as", limit=200),
    }


def _show(fields, *, at):
    facts = facts_of_show(fields)
    networks = [_network(item, dated=True) for item in fields.objects("networks")]
    credits = [
        CreditRow(fields.at(f"creators[{number}]"), Credit.Role.CREATOR, person)
        for number, person in enumerate(fields.texts("creators", limit=200))
    ]
    credits += [_cast(item) for item in fields.objects("cast")]
    seasons = [season_row(item) for item in fields.objects("seasons")]
    each_once(seasons, lambda row: row.number, fields.problems, "number", "season {}")
    ledger = [entry_row(item, at=at) for item in fields.objects("ledger")]
    fields.done()
    return (
        ShowRow(
            place=fields.at("title"),
            **facts,
            credits=tuple(credits),
            seasons=tuple(seasons),
            ledger=tuple(ledger),
        ),
        networks,
    )


def each_once(rows, key, problems, name, what):
    seen = {}
    for row in rows:
        if key(row) is not None and key(row) in seen:
            where = seen[key(row)].place.rpartition(": ")[2]
            problems.add(f"{row.place}.{name}", f"{what.format(key(row))} stands at {where} already: keep one.")
        seen.setdefault(key(row), row)


def _cast(fields):
    person = fields.text("person", limit=200, required=True)
    character = fields.text("character", limit=200)
    fields.done()
    return CreditRow(fields.at("person"), Credit.Role.CAST, person, character)


def season_row(fields):
    number = fields.number("number", low=1, high=200, required=True)
    premiered_on = _day(fields, "premiered_on")
    finale_on = _day(fields, "finale_on")
    if premiered_on and finale_on and finale_on < premiered_on:
        fields.wrong("finale_on", "comes before the premiere: correct one of them.")
    facts = {
        "episodes": fields.number("episodes", low=0, high=10_000),
        "premiered_on": premiered_on,
        "finale_on": finale_on,
        "release": fields.text("release", limit=100).replace("_", " "),
    }
    fields.done()
    return SeasonRow(fields.place, number, {key: value for key, value in facts.items() if value not in (None, "")})


def _day(fields, key) -> date | None:
    moment, precision = fields.date(key)
    if moment is None:
        return None
    if precision != Precision.DAY:
        fields.wrong(key, "must be known to the day, such as 2025-04-24: write it so, or leave it out.")
        return None
    return newsroom_date(moment)


def entry_row(fields, *, at, entry=None):
    effective_at, precision = _effective(fields, at=at)
    season = fields.number("season", low=1, high=200)
    status = _status(fields, of_season=fields.value.get("season") is not None)
    premiere_on, premiere_precision = _premiere(fields, status)
    recorded_at = fields.moment("recorded", latest=at)
    if recorded_at and effective_at and recorded_at < effective_at:
        fields.wrong("recorded", "lies before “effective”: what has not happened cannot be known.")
    network = fields.text("network", limit=100)
    details = {
        "status": status,
        "event": fields.choice("event", Event.values),
        "effective_at": effective_at,
        "precision": precision,
        "confirmation": fields.choice("confirmation", Confirmation.values, default=Confirmation.OFFICIAL),
        "source_name": fields.text("source_name", limit=200),
        "source_url": _web_address(fields, "source_url"),
        "episodes": fields.number("episodes", low=0, high=10_000),
        "episodes_remain": fields.choice("episodes_remain", StatusEntry.Remaining.values),
        "premiere_on": premiere_on,
        "premiere_precision": premiere_precision,
        "reason": fields.text("reason", limit=300),
        "note": fields.text("note", limit=300),
    }
    fields.done()
    return LedgerRow(fields, season, network, recorded_at, details, entry)


def _effective(fields, *, at):
    moment, precision = _period(fields, "effective", "precision", Precision.values, required=True)
    if moment and moment > at:
        fields.wrong("effective", "lies in the future: the ledger holds what has happened. Leave the entry out.")
        return None, precision
    return moment, precision


def _status(fields, *, of_season):
    status = fields.take("status", required=True)
    allowed = SEASON_STATUSES if of_season else SHOW_STATUSES
    if status in Status.values and status not in allowed:
        of, other = ("season", "show") if of_season else ("show", "season")
        listed = ", ".join(allowed)
        fields.wrong("status", f"“{status}” is a status of a {other}, not of a {of}: choose one of {listed}.")
        return ""
    return fields.choice("status", allowed)


def _premiere(fields, status):
    precisions = [precision for precision in Precision.values if precision != Precision.MINUTE]
    moment, precision = _period(fields, "premiere_on", "premiere_precision", precisions)
    if moment:
        return newsroom_date(moment), precision
    if precision and fields.value.get("premiere_on") is None:
        fields.wrong("premiere_on", "is missing, though its precision is given: give it.")
    if status == Status.DATED and fields.value.get("premiere_on") is None:
        fields.wrong("premiere_on", "is missing: a season that is dated needs its premiere date.")
    return None, ""


def _period(fields, key, precision_key, precisions, *, required=False):
    """The start of a period and its precision, which may stand apart or show in how the date is written."""
    precision = fields.choice(precision_key, precisions)
    moment, written = fields.date(key, required=required)
    if moment is None:
        return None, precision
    if not precision:
        if written in precisions:
            return moment, written
        fields.wrong(key, "has a time, which nobody can know here: leave the time out.")
        return None, ""
    if written == precision:
        return moment, precision
    if Precision.MINUTE in (written, precision):
        has = "a time" if written == Precision.MINUTE else "no time"
        fields.wrong(key, f"has {has}, but “{precision_key}” is “{precision}”: make them agree.")
        return None, precision
    if written.coarseness > Precision(precision).coarseness:
        fields.wrong(key, f"is known {written.label}, but “{precision_key}” is “{precision}”: make them agree.")
        return None, precision
    return start_of(moment, precision), precision


def _web_address(fields, key):
    address = fields.text(key, limit=1000)
    if address:
        try:
            _is_web_address(address)
        except ValidationError:
            fields.wrong(key, f"“{address[:60]}” is no web address: write it as https://example.com/page.")
            return ""
    return address
