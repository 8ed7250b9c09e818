"""Revisions beside each other: what changed between two, when readers saw which, and how an old one comes back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from django.db import transaction

from articles import audit, text
from articles.models import Publication
from articles.models.audit import Act
from newsroom.lib import difference
from newsroom.lib.length import Length, words_of

LABELS = {
    "headline": "Headline",
    "dek": "Dek",
    "body": "Text",
    "lead_picture": "Lead picture",
    "lead_image_alt": "Alternative text",
    "lead_image_caption": "Caption",
    "lead_image_credit": "Credit",
    "seo_title": "Title for search engines",
    "seo_description": "Description for search engines",
}
AROUND = 1  # blocks that are shown beside a change; what is further away is folded,
FEWEST = 3  # where it is as many


class NothingToRestore(Exception):
    """The latest revision says already what the one to be restored says."""


@transaction.atomic
def restore(revision, *, base, by, at):
    """Save the words of ``revision`` as the next one of its article, and return that.

    ``base`` is the number of the latest revision as whoever restores knew it.
    Raises ``text.Stale`` if another was saved since, and ``NothingToRestore``.
    """
    words = {name: getattr(revision, name) for name in LABELS}
    latest = revision.article.latest_revision
    if latest.number == base and not any(one.is_changed for one in compared(revision, latest)):
        raise NothingToRestore(f"Revision {base} says what revision {revision.number} says: nothing to restore.")
    restored = text.save_revision(revision.article, base=base, by=by, at=at, **words)
    audit.note(revision.article, Act.RESTORED_TEXT, by=by, at=at, revision=restored, number=revision.number)
    return restored


# -- the difference of two -----------------------------------------------------------------------


@dataclass(frozen=True)
class Field:
    """One field of a revision, in an older and a newer one."""

    name: str
    old: object
    new: object

    @property
    def label(self):
        return LABELS[self.name]

    @property
    def is_changed(self):
        return self.old != self.new

    @property
    def is_empty(self):
        return not self.old and not self.new

    @cached_property
    def rows(self):
        """What stands beside each other: pairs of blocks; of any field but the body, one."""
        if self.name != "body":
            return [Row(difference.of_lines(self.old, self.new))]
        return [Row(pair.pieces, pair) for pair in difference.of_bodies(self.old, self.new)]

    @cached_property
    def folds(self):
        """Its rows, in stretches that are folded and such that are not: what is the same, but for what is around."""
        near = {
            place
            for index, row in enumerate(self.rows)
            if row.is_changed
            for place in range(index - AROUND, index + AROUND + 1)
        }
        places = groupby(enumerate(self.rows), key=lambda place: place[0] not in near)
        stretches = [(is_far, [row for _, row in rows]) for is_far, rows in places]
        return [Fold(is_far and len(rows) >= FEWEST, rows) for is_far, rows in stretches]

    @cached_property
    def markup(self):
        """The HTML of both as text, where a reader sees no difference in the blocks and yet there is one."""
        if self.name != "body" or not self.is_changed or any(row.is_changed for row in self.rows):
            return None
        return Row(difference.of_lines(self.old, self.new))


@dataclass(frozen=True)
class Row:
    pieces: tuple
    pair: difference.Pair | None = None

    @property
    def is_changed(self):
        return self.pair.did != difference.KEPT if self.pair else any(one.did != difference.KEPT for one in self.pieces)

    @property
    def before(self):
        return [piece for piece in self.pieces if piece.did != difference.INSERTED]

    @property
    def after(self):
        return [piece for piece in self.pieces if piece.did != difference.DELETED]


@dataclass(frozen=True)
class Fold:
    is_folded: bool
    rows: list


def compared(old, new):
    """Every field of two revisions, in the order in which an article is read."""
    return [Field(name, text.said(old, name), text.said(new, name)) for name in LABELS]


# -- all of them ---------------------------------------------------------------------------------


@dataclass
class Line:
    """A revision in the list of all: what it changed of the one before, and when readers saw it."""

    revision: object
    length: Length
    seen: list
    changed: list = field(default_factory=list)
    inserted: int = 0
    deleted: int = 0
    is_first: bool = False


@dataclass
class Span:
    """``until`` is ``None`` while readers see it."""

    since: object
    until: object = None


def lines(revisions, spans):
    """A line for each but the last of ``revisions``, newest first; the last too if it is the very first."""
    bags = [Counter(words_of(revision.body)) for revision in revisions]
    found = []
    for index, revision in enumerate(revisions):
        line = Line(revision, Length(bags[index].total()), spans.get(revision.pk, []))
        if index + 1 < len(revisions):
            before = revisions[index + 1]
            line.changed = [one for one in compared(before, revision) if one.is_changed]
            line.inserted = (bags[index] - bags[index + 1]).total()
            line.deleted = (bags[index + 1] - bags[index]).total()
        elif revision.number == 1:
            line.is_first = True
        else:
            break
        found.append(line)
    return found


def spans_of(article):
    """When readers saw which revision, by its key: from the log of public acts."""
    spans, current = {}, None
    log = article.publications.order_by("pk").values_list("act", "at", "revision")
    for act, at, revision in log:
        shown = None if act == Publication.Act.WITHDRAWN else revision
        if shown == current:
            continue
        if current is not None:
            spans[current][-1].until = at
        if shown is not None:
            spans.setdefault(shown, []).append(Span(at))
        current = shown
    return spans
