"""What may be entered twice: the same name, or nearly, of a show, a network or a person that is here already."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.urls import reverse

from newsroom.lib.text import one_line
from shows.finding import candidates_of, near_to, without_article
from shows.models import Network, Person, Show

MOST_NAMES = 30  # of those that are typed: who pastes more is asked about these
MOST = 5
LONG_ENOUGH = 6  # letters: shorter names that differ in one are names of two things, as Lost and Lust are


@dataclass(frozen=True)
class Twin:
    """A row that is here, and the name that was ``typed`` for which it may have been entered already."""

    row: Show | Network | Person
    typed: str
    is_same: bool

    @property
    def title(self):
        return getattr(self.row, "told_apart", str(self.row))

    @property
    def link(self):
        return reverse(f"admin:shows_{self.row._meta.model_name}_change", args=[self.row.pk])

    @property
    def told(self):
        """What else tells it: its network, its other names, or some shows of a person."""
        match self.row:
            case Show():
                parts = [str(self.row.network or ""), _also(self.row)]
            case Network():
                parts = [self.row.get_kind_display(), _also(self.row)]
            case _:
                parts = [self.row.known_for]
        return " · ".join(part for part in parts if part)


def twins_of(model, names, *, but=None):
    """The rows of ``model`` that have one of ``names`` or nearly so, but for the row of the pk ``but``; the same first.

    Accents, case and punctuation don't matter, nor does a leading article.
    """
    typed = [name for name in dict.fromkeys(map(one_line, names)) if name][:MOST_NAMES]
    found = {}
    for name, bare in zip(typed, _bare(typed), strict=True):
        for row in candidates_of(model, bare) if bare else ():
            if row.pk != but and row.pk not in found and (is_same := _fits(row, bare)) is not None:
                found[row.pk] = Twin(row, name, is_same)
    return sorted(found.values(), key=lambda twin: (not twin.is_same, twin.row.pk))[:MOST]


def _bare(names):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT newsroom_bare(name) FROM unnest(%s::text[]) WITH ORDINALITY AS typed (name, at) ORDER BY at",
            [names],
        )
        return [bare or "" for (bare,) in cursor.fetchall()]


def _fits(row, bare):
    """Whether a name of ``row`` is the same, or ``None`` where none is even nearly so."""
    asked = without_article(bare.split())
    own = [without_article(name.split()) for name in row.line.strip().split(" | ")]
    if asked in own or "".join(asked) in map("".join, own):
        return True
    return False if any(_nearly(asked, one) for one in own) else None


def _nearly(words, others):
    # The second station, or the second part, is no misspelling of the first.
    if _numbers(words) != _numbers(others) or min(len("".join(words)), len("".join(others))) < LONG_ENOUGH:
        return False
    near = len(words) == len(others) and all(map(near_to, words, others))
    return near or near_to("".join(words), "".join(others))


def _numbers(words):
    return [word for word in words if any(letter.isdigit() for letter in word)]


def _also(row):
    return f"also {', '.join(row.also_known_as)}" if row.also_known_as else ""
