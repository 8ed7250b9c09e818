"""A text as passages: blocks of plain text, with the places in them that are set apart as titles are."""

import re
import unicodedata
from dataclasses import dataclass
from html import unescape

from newsroom.lib.html import HEADINGS

_PIECE = re.compile(r"<(?P<end>/?)(?P<tag>[a-z][a-z0-9]*)[^>]*>|(?P<text>[^<]+)")
LONGEST = 10_000  # characters that are read of one block: no paragraph has more
_INLINE = {"a", "abbr", "b", "cite", "code", "em", "i", "q", "s", "strong", "sub", "sup", "time"}
_MARKS = {"em", "i", "cite", "q"}
# An opening mark stands before a word, a closing one after it: an apostrophe within a word is neither.
_OPENS = r"(?<![^\W_])"
_CLOSES = r"(?![^\W_])"
_WITHIN = r"(?P<said>[^“”\"«»\n]{1,120}?)"
_QUOTED = re.compile(
    rf"{_OPENS}[“\"]{_WITHIN}[”\"]|«\s?(?P<french>[^«»\n]{{1,120}}?)\s?»"
    # Single marks are closed carelessly, and within them stand apostrophes.
    rf"|{_OPENS}[‘'`](?P<single>(?=\S)[^‘\n“”\"]{{0,118}}?\S)[’'‘`](?:s\b)?{_CLOSES}"
)


@dataclass(frozen=True)
class Passage:
    """A line or a block; ``where`` says of what it is a part, ``marked`` are spans in italics or quotation marks."""

    text: str
    where: str
    marked: tuple[tuple[int, int], ...] = ()

    def around(self, start, end, *, reach=60):
        """The words around a place, cut at words: what stands before, in and after it."""
        before, said, after = self.text[:start], self.text[start:end], self.text[end:]
        if len(before) > reach:
            before = "…" + before[-reach:].partition(" ")[2]
        if len(after) > reach:
            after = after[:reach].rpartition(" ")[0] + "…"
        return before, said, after


def line(text, where):
    """A line without markup, such as a headline."""
    text = unicodedata.normalize("NFC", text)
    return Passage(text, where, _quoted(text))


def blocks(html, *, text="body", heading="heading"):
    """The blocks of sanitized ``html``, each a passage of the kind ``text`` or ``heading``."""
    found, reader = [], _Block()
    for piece in _PIECE.finditer(html):
        tag = piece["tag"]
        if tag is None:
            reader.read(unescape(piece["text"]))
        elif tag in _MARKS:
            reader.mark(opens=not piece["end"])
        elif tag not in _INLINE:
            found += reader.passages(heading if tag in HEADINGS and piece["end"] else text)
            reader = _Block()
    return found + reader.passages(text)


class _Block:
    def __init__(self):
        self.text, self.marked, self.begins = "", [], []

    def read(self, text):
        self.text += re.sub(r"\s", " ", unicodedata.normalize("NFC", text))

    def mark(self, *, opens):
        if opens:
            self.begins.append(len(self.text))
        elif self.begins:
            self.marked.append((self.begins.pop(), len(self.text)))

    def passages(self, where):
        text = self.text[:LONGEST]
        if not text.strip():
            return []
        return [Passage(text, where, (*self.marked, *_quoted(text)))]


def _quoted(text):
    found = []
    for one in _QUOTED.finditer(text):
        name = next(name for name in ("said", "french", "single") if one[name] is not None)
        found.append(one.span(name))
    return tuple(found)
