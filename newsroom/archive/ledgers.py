"""Synthetic shows with their seasons, ledgers and standing rows."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta
from itertools import accumulate

from newsroom.archive.bulk import check_references, copy, make_named, next_pks
from newsroom.archive.lives import Life
from newsroom.lib.periods import Precision, midnight, newsroom_date
from shows.history import History, Key, Line
from shows.models import Network, Season, Show, Standing, StatusEntry
from shows.statuses import EVIDENCE_OF_ORDER, Kind

BEGINS = date(2015, 1, 1)
NETWORKS = 30
DAY = Precision.DAY.value
ENTRY = (
    *(
        "id",
        "show_id",
        "season_id",
        "status",
        "event",
        "effective_at",
        "precision",
        "placed_at",
        "place",
        "recorded_at",
    ),
    *("confirmation", "source_name", "source_url", "network_id", "premiere_on", "premiere_precision", "corrects_id"),
    "implied_by_id",
)
STANDING = (
    *("id", "show_id", "season_id", "entry_id", "later", "kind", "turned_by_id", "now_id", "is_current"),
    *("flip_seq", "flipped_at", "recorded_seq"),
)


@dataclass(slots=True)
class Subject:
    """A show as a whole or one season: where an article about it stands, by when it relied on the ledger."""

    season: int | None  # pk
    number: int | None
    begins: list[float]
    keys: list[Key]
    rows: list[int]

    def pin(self, relied_at):
        at = bisect_right(self.begins, relied_at) - 1
        return self.keys[at], self.rows[at]


@dataclass(slots=True)
class Chronicle:
    """A synthetic show with its ledger."""

    pk: int
    title: str
    luck: random.Random
    happenings: list
    lines: list[Line] = field(default_factory=list)
    history: History | None = None
    seasons: dict[int, int] = field(default_factory=dict)  # number → pk
    orders: list[float] = field(default_factory=list)  # when each season was ordered
    subjects: dict[int | None, Subject] = field(default_factory=dict)

    @property
    def started(self):
        return self.lines[0].effective_at.timestamp()

    def season_at(self, moment):
        """The number of the season that was the talk of the day."""
        return max(bisect_right(self.orders, moment), 1)


def live(count, *, seed, at):
    """The chronicles of ``count`` shows until ``at``, by when they started; the first of them lasts."""
    today = newsroom_date(at)
    days = (today - BEGINS).days
    rng = random.Random(seed)  # noqa: S311 (nothing here is secret)
    # Two are there from the first day, so that the first show gets no article that belongs to others.
    starts = [BEGINS, BEGINS, *sorted(BEGINS + timedelta(days=rng.randrange(days)) for _ in range(2, count))][:count]
    networks = make_named(Network, "Synthetic network", NETWORKS)
    first = Show.objects.filter(slug__startswith="synthetic-show-").count() + 1
    chronicles = []
    for number, (pk, begins) in enumerate(zip(next_pks(Show, count), starts, strict=True)):
        # Chances of its own: the first show lives the same life in archives of any size.
        luck = random.Random(f"{seed} {number}")  # noqa: S311
        life = Life(luck, begins=begins, ends=today, networks=NETWORKS, lasting=not number)
        chronicles.append(Chronicle(pk, f"Synthetic show {first + number}", luck, life.found))
    pks = iter(next_pks(StatusEntry, sum(len(one.happenings) for one in chronicles)))
    for one in chronicles:
        places = Counter()
        for happening in one.happenings:
            one.lines.append(_line(next(pks), happening, one.lines, places, networks, rng=one.luck, at=at))
        one.history = History(one.lines)
    return chronicles


def _line(pk, happening, before, places, networks, *, rng, at):
    effective_at = midnight(happening.on).astimezone(UTC)
    late = timedelta(days=rng.randint(1, 6) if rng.random() < 0.1 else 0)
    recorded_at = min(effective_at + late + timedelta(minutes=rng.randint(540, 1320)), at)
    if happening.denies:
        wrong = before[-1]
        recorded_at = max(recorded_at, wrong.recorded_at)
        return Line(pk, None, None, wrong.effective_at, DAY, wrong.placed_at, wrong.place, recorded_at, wrong.pk)
    if happening.implied:
        recorded_at = before[-1].recorded_at
    place, places[effective_at] = places[effective_at], places[effective_at] + 1
    network, precision = networks[happening.network], DAY if happening.premiere else ""
    status, premiere = happening.status.value, happening.premiere
    when = effective_at, DAY, effective_at, place, recorded_at
    return Line(pk, happening.season, status, *when, None, network, premiere, precision)


def write(chronicles, seq_of_entry):
    # As lists: numbers can't be fetched while a COPY is under way.
    copy(Show, ("id", "title", "slug", "network_id", "version"), _shows(chronicles))
    copy(Season, ("id", "show_id", "number"), [*_seasons(chronicles)])
    copy(StatusEntry, ENTRY, _entries(chronicles))
    copy(Standing, STANDING, [*_standings(chronicles, seq_of_entry)])
    check_references()


def _shows(chronicles):
    for one in chronicles:
        yield one.pk, one.title, one.title.lower().replace(" ", "-"), one.history.network, len(one.lines)


def _seasons(chronicles):
    # One more than was ever decided: an article may ask about it.
    wanted = {one.pk: max(line.season or 0 for line in one.lines) + 1 for one in chronicles}
    pks = iter(next_pks(Season, sum(wanted.values())))
    for one in chronicles:
        for number in range(1, wanted[one.pk] + 1):
            one.seasons[number] = next(pks)
            yield one.seasons[number], one.pk, number


def _entries(chronicles):
    for one in chronicles:
        leader = None
        for line, happening in zip(one.lines, one.happenings, strict=True):
            if not happening.implied:
                leader = line.pk
            yield (
                *(line.pk, one.pk, one.seasons.get(line.season), line.status, happening.event.value),
                *(line.effective_at, line.precision, line.placed_at, line.place, line.recorded_at),
                *(happening.confirmation.value, "Synthetic Wire", f"https://example.com/{line.pk}", line.network),
                *(line.premiere_on, line.premiere_precision, line.corrects, leader if happening.implied else None),
            )


def _standings(chronicles, seq_of_entry):
    """A row for each entry, and for everything else on which an article may stand."""
    for one in chronicles:
        steps = {number: one.history.pins_over_time(number) for number in (None, *one.seasons)}
        on_the_way = (key for pins in steps.values() for _, key in pins)
        keys = list(dict.fromkeys((*one.history.own_keys(), *on_the_way)))
        rows = dict(zip(keys, next_pks(Standing, len(keys)), strict=True))
        one.orders = _orders(one)
        one.subjects = {number: _subject(one, number, pins, rows) for number, pins in steps.items()}
        currents = one.history.current_keys
        for key, row in rows.items():
            yield row, *_standing(one, key, key in currents, seq_of_entry)


def _standing(one, key, is_current, seq_of_entry):
    says = one.history.become(key)
    turned = one.history.by_pk[says.turned_by] if says.kind != Kind.SAME else None
    return (
        *(one.pk, one.seasons.get(key.season), key.entry, key.later, says.kind.value, says.turned_by, says.now),
        is_current,
        turned and seq_of_entry[turned.pk],
        turned and turned.recorded_at,
        seq_of_entry[key.entry] if key.entry and not key.later else None,
    )


def _orders(one):
    """When seasons were first spoken of, one moment each, in their order."""
    first = {}
    for line in one.lines:
        if line.season and line.status in EVIDENCE_OF_ORDER:
            first.setdefault(line.season, line.effective_at.timestamp())
    return list(accumulate((first[number] for number in sorted(first)), max))


def _subject(one, number, pins, rows):
    begins = [begins.timestamp() if begins else float("-inf") for begins, _ in pins]
    keys = [key for _, key in pins]
    return Subject(one.seasons.get(number), number, begins, keys, [rows[key] for key in keys])
