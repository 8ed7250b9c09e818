"""What a text asserts of shows: that one is coming back, is over, is in its last season, or comes on a date.

A pure function of the words. It is careful: what is asked, supposed, wished
for, denied or told as the background of something else is no assertion.
``articles.doubts`` asks the ledger.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from articles.claim_words import (
    ASKS,
    AT_SOME_TIME,
    BACKGROUND,
    BESIDE,
    BETWEEN,
    CLAUSE,
    DENIED,
    EITHER,
    LAST_NUMBER,
    MONTHS,
    NOT,
    NOT_AT_ALL,
    OF_ANY,
    OF_ITSELF,
    OR_ELSE,
    PREMIERES,
    SO_MANY,
    UNSURE,
    Kind,
)
from articles.naming import BODY, Mention
from articles.said import seasons_in
from newsroom.lib.english import number_of
from newsroom.lib.passages import Passage
from newsroom.lib.periods import Precision


@dataclass(frozen=True)
class Day:
    """A date as far as it is said: its year may be missing, and its day."""

    year: int | None
    month: int
    day: int | None = None

    @property
    def precision(self):
        return Precision.DAY if self.day else Precision.MONTH


@dataclass(frozen=True)
class Claim:
    """``show`` and ``networks``, those said to act, are keys; ``after`` is how many seasons had come by then."""

    kind: Kind
    show: int
    season: int | None
    passage: Passage
    start: int
    end: int
    networks: frozenset = frozenset()
    after: int | None = None
    day: Day | None = None

    @property
    def text(self):
        return self.passage.text[self.start : self.end]

    @property
    def around(self):
        return self.passage.around(self.start, self.end, reach=80)


_SENTENCE = re.compile(
    r"(?<!\bMr)(?<!\bMrs)(?<!\bDr)(?<!\bSt)(?<!\bvs)(?<!\b[A-Z])[.!?…]+(?=[\"'”’)]*(?:\s(?!\d)|$))|;(?=\s)"
)


LONGEST = 1000  # characters of what can be called a line


def made_in(passages: list[Passage], mentions: list[Mention], *, covered=()) -> list[Claim]:
    """What ``passages`` assert of the shows that ``mentions`` name there.

    Of a line that names none, the only show that is ``covered`` is meant.
    """
    found = []
    for passage in passages:
        if len(passage.text) > LONGEST:
            continue
        own = [one for one in mentions if one.passage is passage]
        for start, end in _sentences(passage.text):
            found += _Sentence(passage, start, end, own, covered).claims()
    return found


def _sentences(text):
    begins = 0
    for stop in _SENTENCE.finditer(text):
        if "?" not in stop[0]:
            yield begins, stop.start()
        begins = stop.end()
    if text[begins:].strip():
        yield begins, len(text)


def _plain(text):
    """``text`` with straight marks and in lower case, letter by letter."""
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text.translate(_STRAIGHT))


_STRAIGHT = str.maketrans("’‘`“”«»\u00a0", '\'\'\'"""" ')


class _Sentence:
    def __init__(self, passage, start, end, mentions, covered):
        self.passage, self.start = passage, start
        self.text = _plain(passage.text[start:end])
        self.all = [one for one in mentions if one.of("show")]
        self.shows = [one for one in self.all if start <= one.start < end]
        self.networks = [one for one in mentions if one.of("network") and start <= one.start < end]
        self.covered = covered

    def claims(self):
        found, places = {}, list(self._places())
        for kind, begins, ends, is_of_itself in sorted(places, key=lambda place: place[1]):
            if any(one[1] <= begins and ends <= one[2] and ends - begins < one[2] - one[1] for one in places):
                continue  # a renewal that is taken back
            if self._is_asserted(kind, begins, ends) and (not is_of_itself or self._follows_its_show(begins)):
                for claim in self._claims(kind, begins, ends):
                    found.setdefault((claim.kind, claim.show, claim.season), claim)
        return [*found.values(), *self._dates()]

    def _places(self):
        for patterns, is_of_itself in ((OF_ANY, False), (OF_ITSELF, True)):
            for kind, pattern in patterns.items():
                for place in re.finditer(rf"(?<![\w'-])(?:{pattern})", self.text):
                    yield kind, place.start(), place.end(), is_of_itself

    # -- whether it is asserted --------------------------------------------------------------------

    def _is_asserted(self, kind, begins, ends):
        before, after = self.text[:begins], self.text[ends:]
        if not self._is_news(before) or EITHER.search(before) or OR_ELSE.match(after) or DENIED.search(before):
            return False
        if kind in (Kind.CANCELED, Kind.OVER) and AT_SOME_TIME.match(after):
            return NOT_AT_ALL.search(self.text[begins:ends]) is not None
        is_attribute = self.text[begins:ends].endswith("ed") and BESIDE.match(after)
        return not is_attribute

    @staticmethod
    def _is_news(before):
        clause = CLAUSE.split(before)[-1]
        if UNSURE.search(clause) or BACKGROUND.search(clause):
            return False
        return not (UNSURE.search(before) and ASKS.match(before))

    def _follows_its_show(self, begins):
        near = [one.end - self.start for one in self.shows if one.end - self.start <= begins + 1]
        return bool(near) and BETWEEN.fullmatch(self.text[near[-1] : begins]) is not None

    # -- of which show -----------------------------------------------------------------------------

    def _claims(self, kind, begins, ends):
        mention, shows = self._subject(begins)
        if len(shows) != 1:
            return
        counted = SO_MANY.search(self.text)
        for season in self._seasons_of(kind, mention, begins, ends) or (None,):
            yield Claim(
                kind,
                shows[0],
                season,
                self.passage,
                self.start + begins,
                self.start + ends,
                networks=self._acting(),
                after=number_of(counted["named"] or counted["counted"]) if counted else None,
            )

    def _subject(self, begins):
        """The mention nearest to a place, and the keys of the shows that it may be; without one, what is covered."""
        if here := self.shows or self.all:
            at = self.start + begins
            nearest = min(here, key=lambda one: max(at - one.end, one.start - at))
            return nearest, [row.pk for row in nearest.of("show")]
        return None, list(self.covered) if self.passage.where != BODY else []

    def _seasons_of(self, kind, mention, begins, ends):
        seasons = self._seasons(mention)
        if kind == Kind.LAST and not seasons and (ending := LAST_NUMBER.search(self.text[begins:ends])):
            seasons = [number_of(ending[1])]
        return seasons[:1] if kind == Kind.LAST else seasons

    def _seasons(self, mention):
        if mention is not None and len(self.shows) > 1:
            return list(mention.seasons)
        said = seasons_in(self.passage.text[self.start : self.start + len(self.text)])
        return list(dict.fromkeys(number for one in said for number in one.numbers))

    def _acting(self):
        """The network that acts, and not those of the background."""
        acting = [
            one for one in self.networks if not BACKGROUND.search(CLAUSE.split(self.text[: one.start - self.start])[-1])
        ]
        if len({one.text.lower() for one in acting}) != 1:
            return frozenset()
        return frozenset(row.pk for one in acting for row in one.of("network"))

    # -- dates -------------------------------------------------------------------------------------

    def _dates(self):
        for place in [place for pattern in PREMIERES for place in pattern.finditer(self.text)][:1]:
            before = self.text[: place.start()]
            if not self._is_news(before) or DENIED.search(before) or re.search(rf"\b{NOT}\b", place[0]):
                continue
            mention, shows = self._subject(place.start())
            day = _day(place)
            if len(shows) == 1 and day is not None:
                season = (self._seasons(mention) or [None])[0]
                start, end = self.start + place.start(), self.start + place.end()
                yield Claim(Kind.DATED, shows[0], season, self.passage, start, end, day=day)


def _day(place):
    day = place["day"] or place["before"]
    if day and not 1 <= int(day) <= 31:
        return None
    return Day(int(place["year"]) if place["year"] else None, MONTHS[place["month"]], int(day) if day else None)
