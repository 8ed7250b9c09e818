"""Which shows, people and networks a text names.

A pure function of the text and of the names that are known: no query, and no
rule of what follows from it. Names are walked through by their words, the
longest first, so that what it costs depends on the text and not on how many
names there are.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from anyascii import anyascii

from articles.said import seasons_in
from newsroom.lib import passages
from newsroom.lib.english import LITTLE, ORDINARY, PREPOSITIONS
from newsroom.lib.passages import Passage

SHORT = 4  # letters: a word of so few, or a frequent one, tells no title by itself
HEADLINE, DEK, HEADING, BODY = "headline", "dek", "heading", "body"

# Letters with points or asterisks between them are one word: S.W.A.T., M*A*S*H.
_TOKEN = re.compile(r"(?:[^\W\d_][.*]){2,}[^\W\d_]?(?![^\W_])|[^\W_]+(?:['’‘][^\W_]+)*|&")
_ARTICLES = ("the", "a", "an")
_ENDS = ""  # in the tree of names, whose branches are words
LONGEST = 40  # words
REACH = 300  # characters within which a season is said of a show
BEFORE, BEYOND = 4, 20  # characters of marks, and of a season, around a title that is set apart
_NOTHING_ELSE = re.compile(r"\W*(?:['’]s)?\W*(?:season \w+)?\W*", re.IGNORECASE)
_ENDS_SENTENCE = re.compile(r"[.!?…:;—–]|\s-\s|[\"“”‘(]")
_BETWEEN = re.compile(r"[\s\-‐‑–’'‘]*")
# In what is said right after a name, and right before one, nobody speaks of anything but a show.
_AFTER = re.compile(
    r"[’'”\"»‘`]*(?:[’']s)?(?:,|:|\s[–—-])?\s*(?:\((?:19|20)\d\d\)\s*)?(?:"
    r"seasons?\s(?:\d|one\b|two\b|three\b|four\b|five\b|six\b|seven\b|eight\b|nine\b|ten\b)|s\d{1,2}\b|"
    r"(?:(?:is|has|was|gets|been|just|officially|reportedly|finally|will|be|not|never|now|again)\s){0,4}"
    r"(?:renewed|cancell?ed|axed|scrapped|revived|resurrected|un-?renewed|greenlit|spin-?off|season finale|"
    r"series finale|renewal|cancell?ation|picked up (?:for|by)|saved (?:from|by)|"
    r"(?:ending|returns?|returning|coming back|back) (?:for|with|after) (?:a |an |its )?(?:\w+ (?:and |& )?){0,2}"
    r"season))",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:\bseasons?\s\w+\s(?:of|for)|\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|new|last|"
    r"final)\sseason\sof|\b(?:renew(?:s|ed)?|cancel(?:s|ed|led)?|axe[sd]?|un-?renews|revives?|resurrects?|greenlights?|"
    r"scraps)|\b(?:cancell?ation|renewal|reboot|revival|(?:series|season)\sfinale|showrunner|episodes?)\s(?:of|for))"
    r"\s*[‘’'“\"«`]*\s*$",
    re.IGNORECASE,
)


class Word(NamedTuple):
    folded: str
    start: int
    end: int


@dataclass(frozen=True)
class Named:
    """What bears a name: a ``row`` of ours as any hashable thing, of some ``kind``."""

    kind: str  # show, person or network
    row: Any


@dataclass(frozen=True)
class Mention:
    """A place that names something; several of one name are all meant."""

    named: tuple[Named, ...]
    passage: Passage
    start: int
    end: int
    is_marked: bool
    seasons: tuple[int, ...] = ()

    @property
    def where(self):
        return self.passage.where

    @property
    def text(self):
        return self.passage.text[self.start : self.end]

    @property
    def around(self):
        return self.passage.around(self.start, self.end)

    def of(self, kind):
        return [one.row for one in self.named if one.kind == kind]


@dataclass(frozen=True)
class _Name:
    words: tuple[str, ...]
    written: str
    between: tuple[str, ...]  # what stands between its words
    named: tuple[Named, ...]

    @property
    def own(self):
        """Its words but for a leading article."""
        return self.words[1:] if len(self.words) > 1 and self.words[0] in _ARTICLES else self.words

    @property
    def is_peculiar(self):
        """Whether nobody writes so unless the title is meant: with accents, or digits among letters."""
        letters = re.sub(r"[\W_]", "", self.written)
        mixed = re.search(r"\d", letters) and re.search(r"[^\W\d_]", letters)
        return (bool(mixed) and len(letters) > 2) or (not letters.isascii() and len(letters) > SHORT)

    def is_only_of(self, kind):
        return all(one.kind == kind for one in self.named)

    @property
    def is_weak(self):
        """Whether the words alone tell nothing: they stand in texts that don't mean the title."""
        if self.is_peculiar:
            return False
        own = self.own
        return LITTLE.issuperset(own) or (len(own) == 1 and (len(own[0]) <= SHORT or own[0] in ORDINARY))


def words_of(text):
    """The words of ``text`` as names are compared, with their places."""
    return [Word(_folded(one[0]), *one.span()) for one in _TOKEN.finditer(text)]


@lru_cache(20_000)
def _folded(word):
    if word == "&":
        return "and"
    bare = re.sub(r"[^\w]", "", word)
    return (bare if bare.isascii() else anyascii(bare)).lower()


def read(headline="", dek="", body=""):
    """The passages of an article's words; ``body`` is sanitized HTML."""
    lines = [passages.line(text, where) for text, where in ((headline, HEADLINE), (dek, DEK)) if text.strip()]
    return lines + passages.blocks(body, text=BODY, heading=HEADING)


class Names:
    """The names that are known, built once: pairs of what is named, as ``Named``, and how it is called."""

    def __init__(self, called: Iterable[tuple[Named, str]]):
        bearers, self._root = {}, {}
        for named, name in called:
            text = name.strip()
            if words := tuple(word.folded for word in words_of(text)):
                # How two of one name write it decides nothing: the first does.
                bearers.setdefault(words, (text, {}))[1].setdefault(named)
        for words, (text, named) in bearers.items():
            between = tuple(text[one.end : two.start] for one, two in pairwise(words_of(text)))
            node = self._root
            for word in words:
                node = node.setdefault(word, {})
            node[_ENDS] = _Name(words, text, between, tuple(named))

    def found_in(self, read: list[Passage]) -> list[Mention]:
        """What the passages name, in their order."""
        texts = [_Text(passage) for passage in read]
        candidates = [list(self._candidates(text)) for text in texts]
        # What is set apart once is known wherever it is written with a capital.
        known = {one.name.words for found in candidates for one in found if one.is_marked}
        mentions = []
        for text, found in zip(texts, candidates, strict=True):
            own = [one.mention for one in _longest(found, lambda one: one.counts or one.is_known(known))]
            mentions += _with_seasons(text.passage, own)
        return mentions

    def _candidates(self, text):
        for index in range(len(text.words)):
            for name in self._beginning_at(text, index):
                if text.joins(name, index):
                    yield _Candidate(text, name, index)

    def _beginning_at(self, text, index):
        """The names of which the words stand at ``index``, the last perhaps with ’s."""
        node = self._root
        for word in text.words[index : index + LONGEST]:
            if text.is_possessive(word) and _ENDS in (owner := node.get(word.folded[:-1], {})):
                yield owner[_ENDS]
            node = node.get(word.folded)
            if node is None:
                return
            if _ENDS in node:
                yield node[_ENDS]


def _longest(found, counts):
    """Of places that overlap the first, and of those that begin together the longest, which ``counts``."""
    done = 0
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= done and counts(one):
            done = one.end
            yield one


def _with_seasons(passage, mentions):
    """Each mention of a show with the seasons that are said nearest to it, in its sentence."""
    own, shows = defaultdict(list), [one for one in mentions if one.of("show")]
    starts = [one.start for one in shows]
    for season in seasons_in(passage.text):
        beside = shows[bisect_left(starts, season.start - REACH) : bisect_right(starts, season.end + REACH)]
        near = [one for one in beside if not _parted(passage.text, one, season)]
        if near:
            nearest = min(near, key=lambda one: max(one.start - season.end, season.start - one.end))
            own[nearest].extend(season.numbers)
    return [replace(one, seasons=tuple(dict.fromkeys(own[one]))) for one in mentions]


def _parted(text, one, season):
    between = text[min(one.end, season.end) : max(one.start, season.start)]
    return re.search(r"(?<!\b[A-Z][a-z]s)(?<!\bMr)[.!?;](?:[”\"’']?\s)", between) is not None


class _Text:
    """A passage by its words."""

    def __init__(self, passage):
        self.passage, self.text = passage, passage.text
        self.words = words_of(passage.text)
        self._marks = defaultdict(list)
        for begin, stop in passage.marked:
            self._marks[begin].append(stop)
        self._capital = [self.text[word.start].isupper() or self.text[word.start].isdigit() for word in self.words]
        self._begins = [self._begins_sentence(index) for index in range(len(self.words))]
        inner = [
            self._capital[index]
            for index, word in enumerate(self.words)
            if not self._begins[index] and len(word.folded) > SHORT and not self.text[word.start].isdigit()
        ]
        self.is_without_capitals = not any(self._capital)
        self.is_all_capitals = self.text.isupper()
        self._line = self.text.strip() if passage.where != BODY else ""
        # In a headline with capitals for all words, a capital tells nothing.
        self.is_capitalized = bool(inner) and sum(inner) > 0.6 * len(inner)

    def joins(self, name, index):
        """Whether nothing stands between the words of ``name``, which are at ``index``, that parts them."""
        words = self.words[index : index + len(name.words)]
        pairs = zip(words, words[1:], name.between, strict=False)
        return all(self._joins(one, self.text[one.end : two.start], between) for one, two, between in pairs)

    def is_possessive(self, word):
        return self.text[word.end - 2 : word.end].lower() in ("'s", "’s", "‘s")

    @staticmethod
    def _joins(one, gap, between):
        if _BETWEEN.fullmatch(gap):
            return True
        bare = gap.strip()
        short = len(one.folded) <= 3 and bare == "."  # Mrs. Maisel
        return short or bare in between

    def _begins_sentence(self, index):
        if index == 0:
            return True
        return bool(_ENDS_SENTENCE.search(self.text[self.words[index - 1].end : self.words[index].start]))

    def is_line_of(self, said):
        return self._line == said

    def is_capital(self, index):
        return self._capital[index]

    def begins(self, index):
        return self._begins[index]

    def is_marked(self, start, end):
        """Whether a place is set apart by itself, a season, a possessive or a point counting for nothing."""
        for begin in range(start - BEFORE, start + 1):
            for stop in self._marks.get(begin, ()):
                rest = self.text[begin:start] + self.text[end:stop]
                if end <= stop <= end + BEYOND and _NOTHING_ELSE.fullmatch(rest):
                    return True
        return self.text[start - 1 : start] == "#"

    def is_talked_of(self, start, end):
        return bool(_AFTER.match(self.text, end) or _BEFORE.search(self.text[max(start - 60, 0) : start]))

    def leads(self, start, end):
        """Whether a headline or heading is about it by its form: ``Minx: …``."""
        is_line = self.passage.where in (HEADLINE, HEADING)
        return is_line and start < 3 and not self.text[:start].strip() and self.text[end : end + 1] == ":"

    def is_alone(self, index, length):
        """Whether no word with a capital stands right beside it, as in the name of a person."""
        for here, there in ((index - 1, index), (index + length - 1, index + length)):
            beside = here if here < index else there
            if not 0 <= beside < len(self.words) or not self._capital[beside]:
                continue
            gap = self.text[self.words[here].end : self.words[there].start]
            if not gap.strip() and not self.begins(beside) and self.words[beside].folded not in LITTLE:
                return False
        return True

    def is_in_a_name(self, index, length):
        """The same where all words have capitals: whether a word beside it is like nothing but a name."""
        before, after = index - 1, index + length
        return self._is_like_a_name(before, before, index) or self._is_like_a_name(after, after - 1, after)

    def _is_like_a_name(self, beside, here, there):
        if not 0 <= beside < len(self.words):
            return False
        word = self.words[beside]
        said, gap = self.text[word.start : word.end], self.text[self.words[here].end : self.words[there].start]
        if gap.strip() or len(said) <= 2 or not said[0].isupper() or said.isupper():
            return False
        return said.isalpha() and word.folded not in ORDINARY and not word.folded.endswith(("s", "ed", "ing"))


class _Candidate:
    """A name at a place of a text, before it is known whether it is meant."""

    def __init__(self, text, name, index):
        words = text.words[index : index + len(name.words)]
        self.source, self.name, self.index = text, name, index
        self.start, self.end = words[0].start, words[-1].end
        if words[-1].folded != name.words[-1]:
            self.end -= 2  # without the ’s
        self.is_marked = text.is_marked(self.start, self.end)

    @property
    def mention(self):
        return Mention(self.name.named, self.source.passage, self.start, self.end, self.is_marked)

    @property
    def counts(self):
        """Whether it is meant, as far as this place alone tells."""
        return self.is_marked or self._is_in_its_form or self._is_spoken_of or self._stands_out

    def is_known(self, known):
        return self.name.words in known and self._has_capital and not LITTLE.issuperset(self.name.own)

    @property
    def _own(self):
        """The places of its words but for a leading article."""
        skipped = len(self.name.words) - len(self.name.own)
        return range(self.index + skipped, self.index + len(self.name.words))

    @property
    def _has_capital(self):
        return self.source.is_capital(self._own[0])

    @property
    def _is_in_its_form(self):
        """Whether it is written as only the title is: with its accents, or its capitals."""
        said, written = self.source.text[self.start : self.end], self.name.written
        if self.name.is_peculiar:
            return True
        if self.source.is_line_of(said):
            return True
        letters = re.sub(r"[\W_]", "", written)
        capitals = len(re.findall(r"[A-Z]", written)) > len(self.name.words)
        return capitals and re.sub(r"[\W_]", "", said) == letters and not self.source.is_all_capitals

    @property
    def _is_spoken_of(self):
        """Whether a season, a renewal or a cancellation of it is spoken of; a word like any other needs its capital."""
        words = self.name.words
        if LITTLE.issuperset(words) and (not self._has_capital or words[0] in PREPOSITIONS):
            return False
        if self.source.leads(self.start, self.end):
            return True
        is_written = self._has_capital or not self.name.is_weak
        return is_written and self.source.is_talked_of(self.start, self.end)

    @property
    def _stands_out(self):
        """Whether its capitals tell it from the words around it."""
        text, name = self.source, self.name
        if name.is_only_of("network"):
            return self._has_capital  # nobody sets them apart
        if name.is_weak:
            lone = len(name.words) == 1 or not self._begins
            return lone and self._is_lone_capital
        if len(name.own) == 1:
            return self._has_capital and self._is_no_part_of_a_name
        return text.is_without_capitals or self._has_its_capitals

    @property
    def _begins(self):
        return self.source.begins(self._own[0])

    @property
    def _is_lone(self):
        return self.source.is_alone(self._own[0], len(self.name.own))

    @property
    def _is_no_part_of_a_name(self):
        if not self.source.is_capitalized:
            return self._is_lone
        return not self.source.is_in_a_name(self._own[0], len(self.name.own))

    @property
    def _is_lone_capital(self):
        if self.source.is_capitalized or self._begins or not self._has_capital:
            return False
        return self._is_lone

    @property
    def _has_its_capitals(self):
        """Of several words, whether those that the title writes with capitals have them, but for one that begins."""
        written = words_of(self.name.written)[-len(self.name.own) :]
        wanted = [
            place
            for place, word in zip(self._own, written, strict=True)
            if self.name.written[word.start].isupper() or self.name.written[word.start].isdigit()
        ]
        inner = [place for place in wanted if not self.source.begins(place)]
        if not wanted:
            return self._has_capital
        held = [self.source.is_capital(place) for place in inner]
        return all(held) if len(held) < 3 else sum(held) >= len(held) - 1
