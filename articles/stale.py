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

ROWS = 64  # standing rows that are looked at first; four times as many wherever they were too few


class Place(NamedTuple):
    """Where an article stands on the desk: the rank of its worst kind, its date, its pk."""

    worst: int
    newest: datetime
    article: int


def first(size, *, after=None):
    """The first ``size`` places of the desk, those behind ``after`` where it is given."""
    found = []
    for rank in Undecided.RANKS:
        if len(found) < size and (after is None or rank >= after.worst):
            behind = after if after and after.worst == rank else None
            found += _of_rank(rank, size - len(found), behind)
    return found


# Of each row what nobody has decided, and what was decided of another turn: each by an index of its own.
_PINS = """
(SELECT c.article_id, c.published_at
   FROM articles_coverage c
  WHERE c.standing_id = r.id AND c.settled_turn_id {which} AND c.published_at IS NOT NULL
    AND NOT c.mention_only AND NOT c.is_exempt {behind} {weaker}
    AND NOT EXISTS (SELECT FROM articles_article a WHERE a.id = c.article_id AND a.is_exempt)
  ORDER BY c.published_at DESC, c.article_id DESC LIMIT %(size)s)"""
_BEHIND = "AND (c.published_at, c.article_id) < (%(newest)s, %(article)s)"
# An article stands under the worst of its kinds.
_WEAKER = """AND NOT EXISTS (
    SELECT FROM articles_coverage o JOIN shows_standing t ON t.id = o.standing_id
     WHERE o.article_id = c.article_id AND t.kind = ANY(%(worse)s) AND o.published_at IS NOT NULL
       AND NOT o.mention_only AND NOT o.is_exempt AND o.settled_turn_id IS DISTINCT FROM t.turned_by_id)"""
_OF_RANK = """
WITH newest AS MATERIALIZED (
    SELECT id, turned_by_id, newest_open_at FROM shows_standing
     WHERE kind = %(kind)s AND newest_open_at IS NOT NULL
       AND kind IN ('contradiction', 'decided', 'record-corrected')
     ORDER BY newest_open_at DESC, id DESC LIMIT %(rows)s + 1
), looked_at AS (
    SELECT * FROM newest ORDER BY newest_open_at DESC, id DESC LIMIT %(rows)s
), pins AS (
    SELECT DISTINCT c.published_at, c.article_id FROM looked_at AS r CROSS JOIN LATERAL ({pins}) AS c
)
SELECT (SELECT newest_open_at FROM newest ORDER BY newest_open_at DESC, id DESC OFFSET %(rows)s),
       coalesce(array_agg(published_at ORDER BY published_at DESC, article_id DESC), '{{}}'),
       coalesce(array_agg(article_id ORDER BY published_at DESC, article_id DESC), '{{}}')
  FROM (SELECT * FROM pins ORDER BY published_at DESC, article_id DESC LIMIT %(size)s) AS found
"""


def _of_rank(rank, size, behind):
    ranges = ("IS NULL", "< r.turned_by_id", "> r.turned_by_id")
    said = {"behind": _BEHIND if behind else "", "weaker": _WEAKER if rank > min(Undecided.RANKS) else ""}
    statement = _OF_RANK.format(pins=" UNION ALL ".join(_PINS.format(which=which, **said) for which in ranges))
    worse = [str(kind) for other, kind in Undecided.RANKS.items() if other < rank]
    values = {"kind": str(Undecided.RANKS[rank]), "worse": worse, "size": size, "rows": ROWS}
    values |= {"newest": behind.newest, "article": behind.article} if behind else {}
    while True:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            unread, dates, pks = cursor.fetchone()
        # What the rows have that were not looked at is no newer than this.
        if unread is None or (len(pks) == size and dates[-1] > unread):
            return [Place(rank, *one) for one in zip(dates, pks, strict=True)]
        values["rows"] *= 4
