"""A synthetic archive for benchmarks: shows that never were, with their ledgers, and articles about them.

Written by COPY, yet valid in everything that holds of what editors make: pins
and standing rows are derived by the same code, and each entry and publication
has its own number of the clock, as if they had happened one after the other.
"""

import random
from array import array
from dataclasses import dataclass

from django.db import connection, transaction

from articles.models import Article, Unread
from newsroom.archive import ledgers
from newsroom.archive.bulk import check_references
from newsroom.archive.pieces import Pieces, Seqs
from newsroom.lib.periods import midnight

BATCH = 5000


@dataclass(frozen=True)
class Made:
    """How much was generated."""

    shows: int
    entries: int
    articles: int
    pins: int


@transaction.atomic
def generate(*, shows, articles, seed, at, advance=lambda amount: None):
    """Write ``shows`` and ``articles`` that lie before ``at``; the first show has a tenth of the articles.

    The same ``seed`` tells the same on the same day. ``advance`` hears how many
    articles were written since it was called last.
    """
    rng = random.Random(seed)  # noqa: S311 (nothing here is secret)
    chronicles = ledgers.live(shows, seed=seed, at=at)
    times = _times(articles, rng=rng, at=at)
    seqs = Seqs(_held_clock(), chronicles, times)
    was_empty = not Article.objects.exists()
    ledgers.write(chronicles, seqs.of_entry)
    if was_empty:
        # The names of these shows stand in no article but in those that follow, which know them.
        Unread.objects.exclude(name="").delete()
    pieces = Pieces(chronicles, times, rng=rng, seqs=seqs)
    for begins in range(0, articles, BATCH):
        batch = range(begins, min(begins + BATCH, articles))
        pieces.write(batch)
        check_references()
        advance(len(batch))
    _finish(pieces.newest, seqs.last)
    return Made(shows, len(seqs.recorded), articles, pieces.pins)


def _times(count, *, rng, at):
    """When the articles came out: one after the other, evenly over the years."""
    begins = midnight(ledgers.BEGINS).timestamp()
    step = (at.timestamp() - begins) / max(count, 1)
    return array("d", (begins + step * (number + rng.random()) for number in range(count)))


def _held_clock():
    """The clock's number, held until the commit: what is numbered from there on is in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO articles_feedclock AS clock (id, seq) VALUES (1, 0)"
            " ON CONFLICT (id) DO UPDATE SET seq = clock.seq RETURNING seq"
        )
        return cursor.fetchone()[0]


def _finish(newest, seq):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE shows_standing AS s SET newest_pin_at = v.newest, newest_open_at = v.newest"
            "  FROM unnest(%s::bigint[], %s::text[]::timestamptz[]) AS v (id, newest) WHERE s.id = v.id",
            [list(newest), [moment.isoformat() for moment in newest.values()]],
        )
        cursor.execute("UPDATE articles_feedclock SET seq = %s WHERE id = 1", [seq])
