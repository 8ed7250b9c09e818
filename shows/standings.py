"""The standing rows: what has become of each entry of a show's ledger, kept beside the ledger.

Derived from the ledger alone. Whoever calls this holds the lock of the show.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import connection

from shows.history import Become, Key
from shows.models import Season, Show, Standing
from shows.statuses import Kind


@dataclass
class Row:
    """A standing row in memory: its key, its pk, and what it says."""

    key: Key
    pk: int
    says: Become
    is_current: bool = False


@dataclass
class Table:
    """The standing rows of one show by key, and what ``refresh`` changed in them."""

    show: int
    seasons: dict[int, int]  # number → pk
    rows: dict[Key, Row]
    named: dict[int, Season] = field(default_factory=dict)  # by number, as they were read
    flipped: set[int] = field(default_factory=set)  # rows whose notice says something else now
    made: list[int] = field(default_factory=list)
    written: int = 0

    def pk_of(self, key):
        row = self.rows.get(key)
        return row.pk if row else None


def load(show):
    """The standing rows of ``show`` (or its pk), in two queries."""
    pk = getattr(show, "pk", show)
    return load_all([pk])[pk]


def load_all(shows):
    """The standing rows of several shows by their pks, in two queries."""
    seasons, rows, named = defaultdict(dict), defaultdict(dict), defaultdict(dict)
    for season in Season.objects.filter(show__in=shows).order_by():
        seasons[season.show_id][season.number] = season.pk
        named[season.show_id][season.number] = season
    columns = ("show", "season__number", "entry", "later", "pk", "kind", "turned_by", "now", "is_current")
    found = Standing.objects.filter(show__in=shows).values_list(*columns)
    for show, *key, pk, kind, turned_by, now, is_current in found:
        rows[show][Key(*key)] = Row(Key(*key), pk, Become(kind, turned_by, now), is_current)
    return {show: Table(show, seasons[show], rows[show], named[show]) for show in shows}


def speaks(says):
    """What of a row its notice tells: a change of anything else changes no word."""
    if says.kind == Kind.SAME:
        return (Kind.SAME,)
    if says.kind == Kind.PROGRESS:
        return says.kind, says.turned_by
    return tuple(says)


def flips(table, history, *, retold=()):
    """The rows of ``table`` whose notice would say something else with ``history``; nothing is written.

    ``retold`` are the entries that are told in other words from then on.
    """
    found = set()
    for row in table.rows.values():
        says = history.become(row.key)
        if speaks(says) != speaks(row.says) or says.turned_by in retold or says.now in retold:
            found.add(row.pk)
    return found


def refresh(table, history, *, also=()):
    """Bring the rows of ``table`` in line with ``history``, making those that it needs, and the keys ``also``."""
    currents = history.current_keys
    changed = []
    for row in table.rows.values():
        says, is_current = history.become(row.key), row.key in currents
        if speaks(says) != speaks(row.says):
            table.flipped.add(row.pk)
        if (says, is_current) != (row.says, row.is_current):
            changed.append((row, is_current))
            row.says = says
    _write(changed)
    for row, is_current in changed:
        row.is_current = is_current
    table.written += len(changed)
    return make(table, history, [*history.own_keys(), *also])


def make(table, history, keys):
    """Make those rows of ``keys`` that ``table`` lacks, in one statement."""
    make_all([(table, history, key) for key in keys])
    return table


def make_all(wanted):
    """Make the rows that are missing, of any number of shows, in one statement.

    ``wanted`` are triples of a show's table, its history, and the key of a row.
    """
    missing = {(table.show, key): (table, history) for table, history, key in wanted if key not in table.rows}
    if not missing:
        return
    made = Standing.objects.bulk_create(_row(*place, key) for (_, key), place in missing.items())
    for ((_, key), (table, _)), standing in zip(missing.items(), made, strict=True):
        says = Become(standing.kind, standing.turned_by_id, standing.now_id)
        table.rows[key] = Row(key, standing.pk, says, standing.is_current)
        table.made.append(standing.pk)
        table.written += 1


def _row(table, history, key):
    return Standing(
        show_id=table.show,
        season_id=table.seasons[key.season] if key.season is not None else None,
        entry_id=key.entry,
        later=key.later,
        is_current=key in history.current_keys,
        **dict(zip(("kind", "turned_by_id", "now_id"), history.become(key), strict=True)),
    )


def _write(changed):
    """Write changed rows, the old current ones first: a unique index allows one current row a subject."""
    if not changed:
        return
    leaving = [row.pk for row, is_current in changed if row.is_current and not is_current]
    if leaving:
        Standing.objects.filter(pk__in=leaving).update(is_current=False)
    pks, kinds, turned_by, now, current = zip(
        *((row.pk, str(row.says.kind), row.says.turned_by, row.says.now, is_current) for row, is_current in changed),
        strict=True,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE shows_standing AS s"
            " SET kind = v.kind, turned_by_id = v.turned_by, now_id = v.now, is_current = v.is_current,"
            # What was decided, was decided of another turn.
            " newest_open_at = CASE WHEN (s.kind, s.turned_by_id) IS DISTINCT FROM (v.kind, v.turned_by)"
            " THEN s.newest_pin_at ELSE s.newest_open_at END"
            " FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::bigint[], %s::boolean[])"
            " AS v (id, kind, turned_by, now, is_current) WHERE s.id = v.id",
            [list(pks), list(kinds), list(turned_by), list(now), list(current)],
        )


def keep_show(show, history):
    """Move the version of ``show`` and keep today's network beside it."""
    Show.objects.filter(pk=show.pk).update(version=show.version + 1, network=history.network)
    show.version += 1
    show.network_id = history.network
