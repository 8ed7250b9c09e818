"""Of the shows that a text names, those that its article leaves out: neither covered, nor seen to be named only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from articles.naming import BODY, Mention


@dataclass(frozen=True)
class LeftOut:
    """A show, as the names have it, where it is named first, and every season that a line says of it."""

    show: Any
    mention: Mention
    seasons: frozenset[int] = frozenset()
    has_twins: bool = False

    @property
    def season(self):
        """The only one that is said; ``None`` where none is, or several are."""
        return next(iter(self.seasons)) if len(self.seasons) == 1 else None


def left_out(mentions, settled):
    """Each show that is named and not ``settled``, which are keys, in the order of the text; of one title each.

    What settles one of several that bear a name settles the place for all of them.
    """
    first, seasons = {}, {}
    for mention in mentions:
        shows = mention.of("show")
        if settled.isdisjoint(row.pk for row in shows):
            for show in shows:
                first.setdefault(show, mention)
                seasons.setdefault(show, set()).update(mention.seasons if mention.where != BODY else ())
    return [
        LeftOut(show, mention, frozenset(seasons[show]), len(mention.of("show")) > 1) for show, mention in first.items()
    ]
