"""Sanitized HTML as the blocks that a reader sees: each with its place in the text, and its words with their looks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

CONTAINERS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "figure", "figcaption", "dl", "dt", "dd"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr"),
}
CELLS = {"td", "th"}
LOOKS = {
    **{"strong": "bold", "b": "bold", "em": "italic", "i": "italic", "s": "struck through", "code": "code"},
    **{"sub": "subscript", "sup": "superscript", "cite": "title", "q": "quotation"},
}
KINDS = {
    **{"h2": "Heading", "h3": "Heading 3", "h4": "Heading 4", "ul": "List item", "ol": "Numbered item"},
    **{"blockquote": "Quote", "figcaption": "Caption", "caption": "Caption", "tr": "Table row", "hr": "Line"},
    "img": "Picture",
    **{"dt": "Term", "dd": "Definition"},
}
_SPACE = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look: ``looks`` are in words, as “bold” or “link to https://…”."""

    text: str
    looks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """``path`` are the elements around it that say what it is, from the outside."""

    path: tuple[str, ...]
    runs: tuple[Run, ...]

    @property
    def text(self):
        return "".join(run.text for run in self.runs)

    @property
    def kind(self):
        """What it is, in words: the innermost element that says so."""
        return KINDS[self.path[-1]] if self.path else "Paragraph"

    @property
    def level(self):
        """How deep it stands in lists and quotes."""
        return sum(tag in ("ul", "ol", "blockquote") for tag in self.path)


def blocks_of(html):
    """The blocks of sanitized ``html``, in order; a row of a table is one, its cells parted by bars."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return reader.blocks


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.blocks = []
        self._path, self._looks, self._runs = [], [], []
        self._is_first_cell = True
        self._picture = None

    def handle_starttag(self, tag, attrs):
        if tag == "br":
            self._add("\n")
        elif tag == "hr":
            self.end_block()
            self._keep("hr")
        elif tag == "figure":
            self._begin(tag)
            self._picture = dict(attrs).get("data-picture")
        elif tag == "img":
            self._keep("img", runs=(_image(dict(attrs), self._picture),))
        elif tag in CELLS:
            self._begin_cell()
        elif tag in CONTAINERS:
            self._begin(tag)
        else:
            is_credit = tag == "cite" and "figcaption" in self._path
            self._looks.append((tag, "credit" if is_credit else _look(tag, dict(attrs))))

    def handle_endtag(self, tag):
        if tag in CONTAINERS:
            self._end(tag)
        elif tag not in CELLS:
            place = next((i for i in reversed(range(len(self._looks))) if self._looks[i][0] == tag), None)
            if place is not None:
                del self._looks[place]

    def handle_data(self, data):
        self._add(_SPACE.sub(" ", data))

    def end_block(self):
        runs = _trimmed(self._runs)
        if runs:
            self._keep(*self._path, runs=runs)
        self._runs = []

    def _keep(self, *path, runs=()):
        self.blocks.append(Block(tuple(tag for tag in path if tag in KINDS), runs))

    def _begin(self, tag):
        if "tr" not in self._path:
            self.end_block()
            self._path.append(tag)
            self._is_first_cell = True

    def _end(self, tag):
        if "tr" in self._path and tag != "tr":
            # What a cell holds is one line of its row.
            self._add(" ")
        elif tag in self._path:
            self.end_block()
            while self._path.pop() != tag:
                pass

    def _begin_cell(self):
        if not self._is_first_cell:
            self._runs.append(Run(" | "))
        self._is_first_cell = False

    def _add(self, text):
        self._runs.append(Run(text, tuple(sorted({look for _, look in self._looks if look}))))


def _look(tag, attrs):
    if tag == "a":
        return f"link to {attrs['href']}" if attrs.get("href") else ""
    if tag == "abbr":
        return f"short for {attrs['title']}" if attrs.get("title") else ""
    return LOOKS.get(tag, "")


def _image(attrs, picture):
    """A picture by its alternative text; that it is another one of the library is a look, too."""
    return Run(attrs.get("alt") or "no alternative text", (f"picture {picture}",) if picture else ())


def _trimmed(runs):
    """``runs`` without white space that isn't seen: at the ends, and where there is some already."""
    kept, ends_in_space = [], True
    for run in runs:
        text = run.text.lstrip(" ") if ends_in_space else run.text
        if text:
            kept.append(Run(text, run.looks))
            ends_in_space = text[-1] in " \n"
    while kept and not (text := kept[-1].text.rstrip(" \n")):
        kept.pop()
    return (*kept[:-1], Run(text, kept[-1].looks)) if kept else ()
