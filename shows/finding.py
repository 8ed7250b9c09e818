"""Shows and people by what readers type: a beginning, a whole name within a question, or a misspelling."""

import re
from dataclasses import dataclass
from enum import IntEnum

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Case, F, Q, TextField, Value, When
from django.db.models.functions import Concat, StrIndex

from shows.models import NameLine, Near, OwnName, Person, Show

LOOKED_AT = 100  # rows that one index gives
CANDIDATES = 40  # rows that are looked at closely, the most similar ones
# Words that many names have: nobody misspells them, and alone they tell no name.
LITTLE = frozenset(
    (
        *("a", "about", "after", "all", "an", "and", "are", "as", "at", "be", "but", "by", "can", "did", "do", "does"),
        *("for", "from", "had", "has", "have", "he", "her", "his", "how", "i", "if", "in", "is", "it", "its", "me"),
        *("more", "my", "new", "no", "not", "now", "of", "off", "on", "one", "or", "our", "out", "over", "season"),
        *("she", "show", "so", "that", "the", "their", "there", "they", "this", "to", "up", "us", "was", "we", "what"),
        *("when", "where", "which", "who", "why", "will", "with", "you", "your"),
    )
)
ALIKE = 0.6  # of the letters that were typed, those of words that the name has or nearly has
TELLING = 0.4  # the same of the letters of the name


class Match(IntEnum):
    """How a name was found, the surest first."""

    WHOLE = 1
    BEGINNING = 2
    WITHIN = 3  # the whole name, in a longer question
    WORDS = 4
    NEAR = 5


@dataclass(frozen=True)
class Named:
    """A row, the ``name`` of it that was found, without punctuation, and how."""

    row: object
    name: str
    match: Match
    alike: float

    @property
    def is_near(self):
        return self.match == Match.NEAR

    @property
    def order(self):
        return self.match, -self.alike


def shows_named(bare, *, most):
    """The shows that ``bare`` names, by ``newsroom_bare``; those nearly so named only where there are no others."""
    return _named(Show.objects.all(), Show.objects.with_status(), F("search_names"), bare, most)


def people_named(bare, *, most):
    """The same of people: those who have a page."""
    return _named(Person.objects.with_credits(), Person.objects.with_titles(), OwnName("search_name"), bare, most)


def candidates_of(model, bare):
    """The likely rows of ``model``, each with its names in one ``line``, people without a page as well."""
    told = {Show: Show.objects.with_status, Person: Person.objects.with_titles}.get(model, model.objects.all)
    names = OwnName("search_name") if model is Person else F("search_names")
    return _candidates(model.objects.all(), told(), names, bare)


def surest(*kinds):
    """Of what was found of several kinds what is named, each kind apart; where nothing is, what is nearly named."""
    named = [[one for one in found if not one.is_near] for found in kinds]
    return named if any(named) else list(kinds)


def _named(rows, told, names, bare, most):
    if not bare:
        return []
    found = [named for row in _candidates(rows, told, names, bare) if (named := _best(row, bare)) is not None]
    (sure,) = surest(found)
    return sorted(sure, key=lambda named: (*named.order, named.row.pk))[:most]


def _candidates(rows, told, names, bare):
    """The likely ones of ``rows`` as ``told`` has them, with what their results tell."""
    # Each by an index of its own, and of each a bounded number: a word may stand in thousands of names.
    likely = [rows.annotate(line=NameLine(names)).filter(line__contains=f" {bare}")]
    words = [word for word in bare.split() if word not in LITTLE]
    if words:
        near = rows.annotate(near=Near(names))
        likely.append(near.filter(*(Q(near__overlap=_forms([word])) for word in words)))
        # Written in one word what is two, or the other way round.
        joined = [bare.replace(" ", "")] if len(words) <= 4 else []
        likely.append(near.filter(near__overlap=_forms([*words, *joined])))
    first, *others = (each.order_by().values("pk")[:LOOKED_AT] for each in [_so_named(rows, bare), *likely])
    line = Concat(Value("|"), F("line"), Value("|"), output_field=TextField())
    return (
        told.filter(pk__in=first.union(*others, all=True))
        .annotate(line=NameLine(names))
        .alias(whole=StrIndex(line, Value(f"| {bare} |")), alike=TrigramSimilarity("line", bare))
        .alias(is_part=Case(When(whole=0, then=1), default=0))
        .order_by("is_part", "-alike", "pk")[:CANDIDATES]
    )


def _so_named(rows, bare):
    return rows.filter(search_name=bare) if rows.model is Person else rows.filter(search_names__contains=[bare])


def _forms(words):
    return Near(Value(words, output_field=ArrayField(TextField())))


def _best(row, bare):
    """The name of ``row`` that fits ``bare`` best, or ``None`` where none does."""
    found = [named for name in row.line.strip().split(" | ") if (named := _fit(row, name, bare)) is not None]
    return min(found, key=lambda named: named.order, default=None)


def _fit(row, name, bare):
    asked, own = bare.split(), name.split()
    alike = len(bare) / max(len(name), 1)
    if name == bare or without_article(own) == asked:
        return Named(row, name, Match.WHOLE, 1)
    if name.startswith(bare) or " ".join(without_article(own)).startswith(bare):
        return Named(row, name, Match.BEGINNING, alike)
    telling = without_article(own)
    if not LITTLE.issuperset(telling) and f" {' '.join(telling)} " in f" {bare} ":
        return Named(row, name, Match.WITHIN, 1 / alike)
    if f" {bare}" in f" {name}":
        return Named(row, name, Match.WORDS, alike)
    return _nearly(row, name, asked, own)


def _nearly(row, name, asked, own):
    if near_to("".join(asked), "".join(own)):
        return Named(row, name, Match.NEAR, 1)
    typed, said = _shared(asked, own), _shared(own, asked)
    fits = (typed >= ALIKE and said >= TELLING) or (said == 1 and not LITTLE.issuperset(own))
    return Named(row, name, Match.NEAR, typed + said) if fits else None


def _shared(words, others):
    """Of the letters of ``words``, those in words that ``others`` have, or nearly."""
    told = [word for word in words if word not in LITTLE] or words
    near = [word for word in told if any(near_to(word, other) for other in others)]
    return sum(map(len, near)) / sum(map(len, told))


def near_to(word, other):
    """Whether one is the other but for a letter: left out, too much, another, or two in each other's place."""
    return not forms_of(word).isdisjoint(forms_of(other))


def forms_of(word):
    """``word`` as it sounds and its forms with a letter left out, as ``newsroom_near`` in the database has them."""
    word = word[:60].replace("ph", "f").replace("ck", "k").replace("y", "i")
    word = re.sub(r"(.)\1", r"\1", word)
    left_out = range(len(word)) if 4 <= len(word) <= 30 else ()
    return {word, *(word[:place] + word[place + 1 :] for place in left_out)}


def without_article(words):
    return words[1:] if len(words) > 1 and words[0] in ("the", "a", "an") else words
