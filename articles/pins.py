"""Which entry of the ledger an article relies on.

The rule itself is ``shows.history.History.pin``; this module applies it to
coverage: one by one when an article relies on the ledger anew, and as a
function of time when the ledger changes under many articles.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest

from articles.models import Coverage, Reliance
from shows import standings
from shows.history import History, Key
from shows.models import Standing


@dataclass(frozen=True)
class Move:
    """All automatic pins on row ``source`` whose articles relied in ``[begins, ends)`` move to ``key``."""

    source: int
    key: Key
    begins: datetime | None
    ends: datetime | None
    target: int | None = None

    @property
    def where(self):
        """The coverage that it moves, as a condition."""
        condition = Q(standing=self.source, hand_set=False, relied_at__isnull=False)
        if self.begins is not None:
            condition &= Q(relied_at__gte=self.begins)
        if self.ends is not None:
            condition &= Q(relied_at__lt=self.ends)
        return condition

    def takes(self, one):
        """Whether it moves ``one``, a coverage as it stands: the same condition, asked of a row in memory."""
        if one.standing_id != self.source or one.hand_set or one.relied_at is None:
            return False
        begun = self.begins is None or one.relied_at >= self.begins
        return begun and (self.ends is None or one.relied_at < self.ends)


def moves(before: History, after: History, table: standings.Table, *, numbers=None) -> list[Move]:
    """What a change of the ledger moves: the difference of the automatic pins over time, before and after.

    ``numbers`` are seasons that have another number now: the rows of the one are rows of the other.
    """
    numbers = numbers or {}
    found = []
    for season in (None, *table.seasons, *numbers):
        now = numbers.get(season, season)
        then = [(begins, key._replace(season=now)) for begins, key in before.pins_over_time(season)]
        for begins, ends, old, new in _differences(then, after.pins_over_time(now)):
            source = table.pk_of(old)
            if source is not None:
                found.append(Move(source, new, begins, ends))
    return found


def _differences(before, after):
    """The spans in which two step functions differ: ``(begins, ends, old, new)``."""
    turns = sorted({at for at, _ in before + after if at is not None})
    spans = []
    for begins, ends in zip([None, *turns], [*turns, None], strict=True):
        old, new = _at(before, begins), _at(after, begins)
        if old == new:
            continue
        if spans and spans[-1][1] == begins and spans[-1][2:] == (old, new):
            spans[-1] = (spans[-1][0], ends, old, new)
        else:
            spans.append((begins, ends, old, new))
    return spans


def _at(steps, moment):
    value = steps[0][1]
    for begins, key in steps[1:]:
        if moment is None or begins > moment:
            break
        value = key
    return value


def aim(found, table):
    """The moves with the rows that they lead to; the rows exist by now."""
    return [Move(move.source, move.key, move.begins, move.ends, table.pk_of(move.key)) for move in found]


def coverage_moved_by(found):
    """The coverage whose pins the moves will move."""
    condition = Q(pk__in=[])
    for move in found:
        condition |= move.where
    return Coverage.objects.filter(condition)


def rely(coverage, *, at, by: Reliance, tables, histories):
    """Let each of ``coverage`` rely on the ledger at ``at``, and set the pins that are not set by hand.

    ``tables`` and ``histories`` are those of the shows by pk, which the caller
    has locked. The rows are not saved.
    """
    keys = {}
    for one in coverage:
        one.relied_at, one.relied_by = at, by
        if not (one.hand_set and one.standing_id):
            keys[one] = histories[one.show_id].pin(one.season_number, at)
    standings.make_all([(tables[one.show_id], histories[one.show_id], key) for one, key in keys.items()])
    for one, key in keys.items():
        one.standing_id = tables[one.show_id].pk_of(key)


def note_newest(rows, published_at):
    """Keep beside each standing row the publication of its newest pin."""
    rows = [row for row in rows if row]
    lower = Q(newest_pin_at=None) | Q(newest_pin_at__lt=published_at)
    lower |= Q(newest_open_at=None) | Q(newest_open_at__lt=published_at)
    Standing.objects.filter(lower, pk__in=rows).update(
        newest_pin_at=Greatest("newest_pin_at", Value(published_at)),
        newest_open_at=Greatest("newest_open_at", Value(published_at)),
    )


def carry_newest(found):
    """What moves takes the newest publication of its row along: it may be too high, never too low."""
    if not found:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE shows_standing AS t SET newest_pin_at = greatest(t.newest_pin_at, m.newest),"
            "       newest_open_at = greatest(t.newest_open_at, m.newest) FROM ("
            " SELECT m.target, max(s.newest_pin_at) AS newest"
            "   FROM unnest(%s::bigint[], %s::bigint[]) AS m (source, target)"
            "   JOIN shows_standing s ON s.id = m.source GROUP BY m.target"
            ") AS m WHERE t.id = m.target AND m.newest IS NOT NULL"
            " AND (t.newest_pin_at IS NULL OR t.newest_pin_at < m.newest"
            "      OR t.newest_open_at IS NULL OR t.newest_open_at < m.newest)",
            [[move.source for move in found], [move.target for move in found]],
        )


def set_by_hand(coverage, entry, *, at, history, table):
    """Pin ``coverage`` to ``entry`` (``None``: nothing recorded) by an editor's hand; no rule moves it after.

    The row is not saved; the caller holds the lock of the show, saves it, and calls ``note_newest``.
    """
    season = coverage.season_number
    later = history.is_later(season, coverage.relied_at)
    if entry is None:
        key = Key(season, None, later)
    elif entry.season_id == coverage.season_id:
        key = history.key(season, history.by_pk[entry.pk], later=later)
    else:
        key = Key(season, entry.pk, True)
    standings.make(table, history, [key])
    coverage.standing_id, coverage.hand_set, coverage.hand_set_at = table.pk_of(key), True, at


def of_article(article):
    """What an article relies on, as its publication log keeps it."""
    rows = Coverage.objects.filter(article=article, relied_at__isnull=False).annotate(
        number=F("season__number"), entry=F("standing__entry"), later=F("standing__later")
    )
    return [
        {
            "coverage": row.pk,
            "show": row.show_id,
            "season": row.number,
            "entry": row.entry,
            "later": row.later,
            "relied_at": row.relied_at.isoformat(),
            "relied_by": row.relied_by,
            "hand_set": row.hand_set,
            "mention_only": row.mention_only,
        }
        for row in rows
    ]
