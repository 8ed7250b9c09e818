"""HTML from outside: made harmless once, on its way in, and shown as it was kept."""

import re
import unicodedata
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser

import nh3
from django.utils.safestring import mark_safe

from newsroom.lib.text import without_controls

MAX_LENGTH = 300_000
MAX_PASSES = 8
MAX_UNCLOSED = 100

HEADINGS = {"h2", "h3", "h4"}
# No <pre>: a parser drops its first line end, each time that it reads it.
TAGS = HEADINGS | {
    *("p", "br", "hr", "ul", "ol", "li", "blockquote", "cite", "q", "a", "em", "strong", "b", "i"),
    *("s", "sub", "sup", "code", "figure", "figcaption", "img", "dl", "dt", "dd", "abbr", "time"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
ATTRIBUTES = {
    "a": {"href", "hreflang"},
    "abbr": {"title"},
    "figure": {"data-picture"},
    "img": {"alt"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "*": {"lang"},
}
# An address of the web or of mail, or one of our own; anything else is no link.
_LINK = re.compile(r"\s*(?:https?://|mailto:|/(?![/\\])|#)", re.IGNORECASE)
# What a parser opens again in every later paragraph until it is closed: a page of it grows with the square.
_FORMATTING = re.compile(r"<(/?)(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?![a-z0-9-])", re.IGNORECASE)

_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
# Of HTML as it was written anew: attributes stand in quotation marks, and have none within.
_FIGURE = re.compile(
    r'(?P<begin><figure(?: data-picture="(?P<picture>[^"]*)")?>)(?:\s*<img(?: alt="(?P<alt>[^"]*)")?>)?'
    r"|(?P<end></figure>)|<img[^>]*>"
)
# The same, whatever an attribute says.
_TAG = re.compile(r'<(?:(?P<table>table)|[a-z][a-z0-9]*)(?: [a-z-]+="[^"]*")*>')


class TooLong(ValueError):
    """More HTML than an article can be, or too broken to read."""


def sanitized(html):
    """``html`` with nothing in it but text, structure, links to web and mail addresses, and pictures of the library.

    A picture is a figure that names it, ``<figure data-picture="12"><img alt="…">``,
    which always has an image, and nothing else has one. Scripts and styles go with their
    content, every other unknown element goes and leaves its text. Sanitizing
    again changes nothing. Raises ``TooLong`` beyond 300,000 characters, and for hundreds of elements left open.
    """
    html = _checked(without_controls(html))
    opened = [found.group(1) == "" for found in _FORMATTING.finditer(html)]
    if opened.count(True) - opened.count(False) > MAX_UNCLOSED:
        raise TooLong(f"The text leaves more than {MAX_UNCLOSED} elements such as <b> or <a> open: close them.")
    for _ in range(MAX_PASSES):
        # What was written as a character reference is a character now, and what
        # stood around an element that is gone may read as something else: until
        # nothing changes, it isn't known to be harmless.
        clean = _checked(_with_figures_alone(without_controls(_cleaned(html))))
        if clean == html:
            return clean
        html = clean
    return _checked(without_controls(nh3.clean(html, tags=set())))


def _cleaned(html):
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_kept,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
        clean_content_tags={"script", "style", "template", "noscript", "iframe", "object", "svg", "math"},
    )


def _kept(tag, name, value):
    """The value of an attribute that stays, or ``None``."""
    if name == "href":
        return value if _LINK.match(value) else None
    if name == "data-picture":
        return value if _NUMBER.fullmatch(value) else None
    return None if tag in ("figure", "img") and name != "alt" else value


def _checked(html):
    if len(html) > MAX_LENGTH:
        raise TooLong(f"The text has {len(html):,} characters, more than the {MAX_LENGTH:,} that an article may have.")
    return html


def _with_figures_alone(html):
    """``html`` whose images stand first in figures that name their pictures; of figures in figures, none does."""
    depth = 0

    def settled(found):
        nonlocal depth
        if found["end"]:
            depth -= 1
            return found[0]
        if not found["begin"]:
            return ""
        depth += 1
        if depth > 1 or not found["picture"]:
            return "<figure>"
        return f'{found["begin"]}<img alt="{found["alt"] or ""}">'

    return _FIGURE.sub(settled, html)


@dataclass(frozen=True)
class Figure:
    """A picture in a sanitized text: its number, what is said of it, and where its element stands."""

    picture: int
    alt: str
    caption: str  # as HTML
    begins: int
    ends: int


def figures(html):
    """The pictures in sanitized ``html``, in their order."""
    found, depth, own = [], 0, None
    for one in _FIGURE.finditer(html) if "data-picture" in html else ():
        if one["begin"]:
            depth += 1
            if depth == 1:
                own = one if one["picture"] else None
        elif one["end"]:
            depth -= 1
            if depth == 0 and own:
                found.append(_figure(html, own, one))
    return found


def _figure(html, begin, end):
    caption = html[begin.end() : end.start()].strip()
    return Figure(int(begin["picture"]), unescape(begin["alt"] or ""), caption, begin.start(), end.end())


def with_figures(html, shown):
    """Sanitized ``html`` with each of its figures as the function ``shown`` has it, which is given a ``Figure``."""
    pieces, done = [], 0
    for figure in figures(html):
        pieces += [html[done : figure.begins], shown(figure)]
        done = figure.ends
    return "".join([*pieces, html[done:]])


def without_figures(html, *, but=frozenset()):
    """Sanitized ``html`` without its pictures, ``but`` those of these numbers; what was said under one stays."""

    def bare(figure):
        if figure.picture in but:
            return html[figure.begins : figure.ends]
        return f"<figure>{figure.caption}</figure>" if figure.caption else ""

    return with_figures(html, bare)


def trusted(html):
    """``html`` that ``sanitized`` made, as templates take it unescaped: the one place that says so."""
    return mark_safe(html)  # noqa: S308


def reachable(html):
    """Sanitized ``html`` whose tables can be gone to by the keyboard: where they are wider than a page they scroll."""
    return _TAG.sub(lambda tag: tag[0].replace("<table", '<table tabindex="0"', 1) if tag["table"] else tag[0], html)


def folded(text):
    """``text`` as headings are compared: case, accents and white space ignored."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join(bare.casefold().split())


def under_headings(html, inserts):
    """Sanitized ``html`` with each of ``inserts``, pairs of a heading's text and HTML, under that heading.

    Where two headings read the same, the first is meant. Nothing else of
    ``html`` changes, and what has no heading there is left out.
    """
    if not inserts:
        return html
    found = _Headings(html).ends
    places = [(found[folded(heading)], insert) for heading, insert in inserts if folded(heading) in found]
    pieces, done = [], 0
    for end, insert in sorted(places, key=lambda place: place[0]):
        pieces += [html[done:end], insert]
        done = end
    return "".join([*pieces, html[done:]])


class _Headings(HTMLParser):
    """Where, after each heading of sanitized HTML, an element of its own can stand; by the heading's folded text."""

    HOLD_BLOCKS = {"li", "blockquote", "dd", "td", "th", "figure", "figcaption"}
    HOLD_THOSE = HOLD_BLOCKS | {"ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr"}

    def __init__(self, html):
        super().__init__()
        self.ends = {}
        self._open, self._waiting = [], []
        self._text = None
        self._lines = [0]
        for line in html.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag in ("br", "hr", "img"):
            return
        self._open.append(tag)
        if tag in HEADINGS:
            self._text = []

    def handle_data(self, data):
        if self._text is not None:
            self._text.append(data)

    def handle_endtag(self, tag):
        if tag not in self._open:
            return
        while self._open.pop() != tag:
            pass
        if tag in HEADINGS and self._text is not None:
            self._waiting.append(folded("".join(self._text)))
            self._text = None
        if self._holds_blocks():
            self._settle(tag)

    def _holds_blocks(self):
        return not self._open or (self._open[-1] in self.HOLD_BLOCKS and self.HOLD_THOSE.issuperset(self._open))

    def _settle(self, tag):
        line, column = self.getpos()
        end = self._lines[line - 1] + column + len(f"</{tag}>")
        for heading in self._waiting:
            self.ends.setdefault(heading, end)
        self._waiting = []
