"""The stale desk from its top: what has since changed and is undecided, without a look at all that there is.

Contradictions come before what was decided, and that before what our record
had wrong; within a kind the newest article, which stands highest on the front
page, comes first. ``Undecided.in_order`` says the same of any part of the desk.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db import connection

from articles.models import Undecided
from articles.models.outcomes import NOT_EXEMPT, undecided_on

ROWS = 64  # standing rows that are looked at first; four times as many wherever they were too few


class Place(NamedTuple):
    """Where an article stands on the desk: the rank of its worst kind, its date, its pk."""

    worst: int
    newest: datetime
    article: int


def first(size, *, after=None):
    """The first ``size`` places of the desk, those behind ``after`` where it is given; one statement where so many
    stand under the first kind, else two, seldom more."""
    ranks = [rank for rank in Undecided.RANKS if after is None or rank >= after.worst]
    places = _first_of(ranks[:1], size, after)
    if ranks[1:] and len(places) < size:
        places += _first_of(ranks[1:], size - len(places), after)
    return places


def _first_of(ranks, size, after):
    statement = " UNION ALL ".join(_of_rank(rank, behind=after and rank == after.worst) for rank in ranks)
    values = {"size": size, "rows": ROWS, "newest": after and after.newest, "article": after and after.article}
    while True:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            found = sorted(cursor.fetchall())
        places = []
        for rank, unread, dates, pks in found:
            page = list(zip(dates, pks, strict=True))[: size - len(places)]
            is_whole = len(places) + len(page) == size
            # What the rows have that were not looked at is no newer than this.
            if len(places) < size and unread and not (is_whole and page[-1][0] > unread):
                break
            places += [Place(rank, *one) for one in page]
        else:
            return places
        values["rows"] *= 4


_NEWEST = "AND {not_exempt} {behind} {weaker} ORDER BY c.published_at DESC, c.article_id DESC LIMIT %(size)s"
_BEHIND = "AND (c.published_at, c.article_id) < (%(newest)s, %(article)s)"
# An article stands under the worst of its kinds.
_WEAKER = """AND NOT EXISTS (
    SELECT FROM articles_coverage o JOIN shows_standing t ON t.id = o.standing_id
     WHERE o.article_id = c.article_id AND t.kind IN ({worse}) AND o.published_at IS NOT NULL
       AND NOT o.mention_only AND NOT o.is_exempt AND o.settled_turn_id IS DISTINCT FROM t.turned_by_id)"""
_OF_RANK = """(
WITH newest AS MATERIALIZED (
    SELECT id, turned_by_id, newest_open_at FROM shows_standing
     WHERE kind = {kind} AND newest_open_at IS NOT NULL
       AND kind IN ('contradiction', 'decided', 'record-corrected')
     ORDER BY newest_open_at DESC, id DESC LIMIT %(rows)s + 1
), looked_at AS (
    SELECT * FROM newest ORDER BY newest_open_at DESC, id DESC LIMIT %(rows)s
), pins AS (
    SELECT DISTINCT c.published_at, c.article_id FROM looked_at AS r CROSS JOIN LATERAL ({pins}) AS c
)
SELECT {rank}, (SELECT newest_open_at FROM newest ORDER BY newest_open_at DESC, id DESC OFFSET %(rows)s),
       coalesce(array_agg(published_at ORDER BY published_at DESC, article_id DESC), '{{}}'),
       coalesce(array_agg(article_id ORDER BY published_at DESC, article_id DESC), '{{}}')
  FROM (SELECT * FROM pins ORDER BY published_at DESC, article_id DESC LIMIT %(size)s) AS found
)"""


def _of_rank(rank, *, behind):
    kinds = {other: f"'{kind.value}'" for other, kind in Undecided.RANKS.items()}
    worse = ", ".join(kind for other, kind in kinds.items() if other < rank)
    said = {"behind": _BEHIND if behind else "", "weaker": _WEAKER.format(worse=worse) if worse else ""}
    newest = _NEWEST.format(not_exempt=NOT_EXEMPT, **said)
    pins = " UNION ALL ".join(f"({one})" for one in undecided_on("r", "c.article_id, c.published_at", newest))
    return _OF_RANK.format(rank=rank, kind=kinds[rank], pins=pins)
