"""The clock of public changes: one number that every commit which the public can see moves by one."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from articles.models.outcomes import NOT_EXEMPT, undecided_on

_MOVES = """,
moves AS (
    UPDATE articles_coverage AS c
       SET standing_id = m.target, moved_at = clock_timestamp(), moved_seq = (SELECT seq FROM tick)
      FROM unnest(
               %(sources)s::bigint[], %(froms)s::text[]::timestamptz[], %(untils)s::text[]::timestamptz[],
               %(targets)s::bigint[]
           ) AS m (source, begins, ends, target)
     WHERE c.standing_id = m.source AND NOT c.hand_set AND c.relied_at IS NOT NULL
       AND c.relied_at >= m.begins AND c.relied_at < m.ends
 RETURNING c.id
)"""

# The stale desk begins with the newest of what nobody has decided on: of each row of which something is decided now.
_NEWEST = undecided_on("s", "c.published_at", f"AND {NOT_EXEMPT} ORDER BY c.published_at DESC LIMIT 1")
_LOWER = """,
lowered AS (
    UPDATE shows_standing AS s SET newest_open_at = greatest({})
     WHERE s.turned_by_id IN (SELECT unnest(turns) FROM articles_outcome WHERE id = ANY(%(outcomes)s))
)"""
_LOWERED = _LOWER.format(", ".join(f"({one})" for one in _NEWEST))

_STATEMENT = """
WITH tick AS (
    INSERT INTO articles_feedclock AS clock (id, seq) VALUES (1, 1)
    ON CONFLICT (id) DO UPDATE SET seq = clock.seq + 1
    RETURNING seq
),
flips AS (
    UPDATE shows_standing SET flip_seq = (SELECT seq FROM tick), flipped_at = clock_timestamp()
     WHERE id = ANY(%(flipped)s)
),
recorded AS (
    UPDATE shows_standing SET recorded_seq = (SELECT seq FROM tick) WHERE id = ANY(%(recorded)s)
),
acts AS (
    UPDATE articles_publication SET seq = (SELECT seq FROM tick) WHERE id = ANY(%(publications)s)
),
exemptions AS (
    UPDATE articles_exemption SET seq = (SELECT seq FROM tick) WHERE id = ANY(%(exemptions)s)
),
outcomes AS (
    UPDATE articles_outcome SET seq = (SELECT seq FROM tick) WHERE id = ANY(%(outcomes)s)
),
told AS (
    INSERT INTO articles_occasion (entry_id, seq)
    SELECT news.id, (SELECT seq FROM tick) FROM unnest(%(news)s::bigint[]) AS news (id)
),
touched AS (
    UPDATE shows_show SET version = version + 1 WHERE id = ANY(%(shows)s)
){moves}
SELECT (SELECT seq FROM tick), {count}
"""


def advance(
    *,
    flipped: Iterable[int] = (),
    recorded: Iterable[int] = (),
    publications: Iterable[int] = (),
    exemptions: Iterable[int] = (),
    outcomes: Iterable[int] = (),
    shows: Iterable[int] = (),
    news: Iterable[int] = (),
    moves=(),
):
    """Move the clock and mark with it what this transaction changed. Returns ``(seq, pins moved)``.

    It has to be the last statement of its transaction: the lock of the clock's
    row, held to the commit, is what makes the sequence gapless and in commit
    order. ``flipped`` and ``recorded`` are standing rows, ``moves`` are
    ``pins.Move`` whose target row exists; all the pins that they move are moved
    in this one statement. ``shows``, which whoever acts has locked, are those
    whose coverage it changed: their version moves. ``news`` are entries of the
    ledger of which people are to be told.
    """
    moves, lowered = list(moves), _LOWERED if outcomes else ""
    parameters = {
        "flipped": list(flipped),
        "recorded": list(recorded),
        "publications": list(publications),
        "exemptions": list(exemptions),
        "outcomes": list(outcomes),
        "shows": list(shows),
        "news": list(news),
    }
    if moves:
        parameters |= {
            "sources": [move.source for move in moves],
            "froms": [move.begins.isoformat() if move.begins else "-infinity" for move in moves],
            "untils": [move.ends.isoformat() if move.ends else "infinity" for move in moves],
            "targets": [move.target for move in moves],
        }
        statement = _STATEMENT.format(moves=_MOVES + lowered, count="(SELECT count(*) FROM moves)")
    else:
        statement = _STATEMENT.format(moves=lowered, count="0")
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()


def now():
    """The clock's present number; 0 before anything was public."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM articles_feedclock WHERE id = 1")
        row = cursor.fetchone()
    return row[0] if row else 0


def mark(*, at):
    """What moves whenever something public does: the present number, and when rights to a picture ended last.

    From that moment on readers get our artwork in its place, though nobody has done anything.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT seq FROM articles_feedclock WHERE id = 1),"
            " (SELECT max(rights_until) FROM articles_picture WHERE rights_until <= %s)",
            [at],
        )
        seq, ended = cursor.fetchone()
    return seq or 0, ended and ended.isoformat()
