"""The picture that social networks show beside a link, drawn: headline, section, date, and what has since changed."""

from __future__ import annotations

import io
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import lru_cache

from anyascii import anyascii
from django.contrib.staticfiles import finders
from PIL import Image, ImageDraw, ImageFont

from newsroom.lib import tokens
from newsroom.lib.tokens import token

WIDTH, HEIGHT = 1200, 630
STRIP = 84  # the masthead
MARGIN = 56
PICTURE = 480  # its width, where there is one
GAP = 44
LARGEST, LARGEST_ALONE, SMALLEST = 84, 108, 34  # of a headline, in pixels
LEADING = 1.09
FONTS = ("fonts/bricolage-grotesque.woff2", "fonts/bricolage-grotesque-ext.woff2")
BOLD, PLAIN = 800, 600
QUALITY = 88


@dataclass(frozen=True)
class Face:
    """All that a card says; ``tone``, and ``mark`` where there is a notice, name colors of static/css/tokens.css."""

    headline: str
    section: str
    date: str
    tone: str
    mark: str = ""
    stamp: str = ""
    news: str = ""


def sources():
    """The files that make a card look as it does."""
    return [__file__, *(finders.find(name) for name in (tokens.SHEET, *FONTS))]


def drawn(face, picture=None):
    """The card as the bytes of a JPEG; ``picture`` gives an image of a size in pixels, where there is one."""
    words = {name: _writable(getattr(face, name)) for name in ("headline", "section", "date", "stamp", "news")}
    face = replace(face, **words)
    card = Image.new("RGB", (WIDTH, HEIGHT), token("ground"))
    pen = ImageDraw.Draw(card)
    _masthead(pen)
    bottom = _notice(pen, face) if face.mark else HEIGHT
    if picture is None:
        _words(pen, face, WIDTH - 2 * MARGIN, bottom, LARGEST_ALONE)
    else:
        card.paste(picture((PICTURE, bottom - STRIP)), (WIDTH - PICTURE, STRIP))
        _words(pen, face, WIDTH - PICTURE - GAP - MARGIN, bottom, LARGEST)
    written = io.BytesIO()
    card.save(written, "JPEG", quality=QUALITY, subsampling=0, optimize=True, progressive=True)
    return written.getvalue()


def _masthead(pen):
    pen.rectangle((0, 0, WIDTH, STRIP - 1), fill=token("deep"))
    begin, base = MARGIN, STRIP - 26
    begin += _say(pen, (begin, base), "News", 50, BOLD, token("deep-ink")) + 4
    width = _length("room", 50, BOLD)
    pen.rectangle((begin, 14, begin + width + 14, STRIP - 12), fill=token("marker"))
    _say(pen, (begin + 7, base), "room", 50, BOLD, token("on-marker"))


def _words(pen, face, width, bottom, largest):
    top = STRIP + 32
    _say(pen, (MARGIN, top + 24), _cut(face.section, width, 30, BOLD), 30, BOLD, token(face.tone))
    top += 48
    room = bottom - top - 66
    size, lines = _fitted(face.headline, width, room, largest)
    for number, line in enumerate(lines):
        _say(pen, (MARGIN, top + size * 0.86 + number * size * LEADING), line, size, BOLD, token("ink"))
    _say(pen, (MARGIN, bottom - 30), face.date, 26, PLAIN, token("ink-quiet"))


def _notice(pen, face):
    """The notice along the lower edge; returns where it begins."""
    edge, ground, ink = (token(f"{face.mark}-{part}") for part in ("edge", "ground", "ink"))
    lines = _lines(face.news, WIDTH - 2 * MARGIN, 29, PLAIN, most=2)
    begin = HEIGHT - (62 + 36 + 38 * len(lines))
    pen.rectangle((0, begin, WIDTH, HEIGHT), fill=ground)
    pen.rectangle((0, begin, WIDTH, begin + 5), fill=edge)
    width = _length(face.stamp, 34, BOLD)
    pen.rectangle((0, begin, MARGIN + 52 + width + 28, begin + 62), fill=edge)
    _sign(pen, face.mark, (MARGIN + 19, begin + 32), edge)
    _say(pen, (MARGIN + 52, begin + 44), face.stamp, 34, BOLD, token("on-edge"))
    for number, line in enumerate(lines):
        _say(pen, (MARGIN, begin + 62 + 42 + 38 * number), line, 29, PLAIN, ink)
    return begin


def _sign(pen, mark, center, color):
    """The sign of a kind of notice in its disk, drawn: fonts set such signs where they like."""
    x, y = center
    pen.ellipse((x - 19, y - 19, x + 19, y + 19), fill=token("on-edge"))
    if mark == "contradiction":
        pen.rounded_rectangle((x - 3, y - 12, x + 3, y + 4), 3, fill=color)
        pen.ellipse((x - 3, y + 7, x + 3, y + 13), fill=color)
    elif mark == "decided":
        pen.line(((x - 9, y + 1), (x - 3, y + 7), (x + 9, y - 7)), fill=color, width=5, joint="curve")
    else:
        pen.arc((x - 10, y - 10, x + 10, y + 10), 300, 200, fill=color, width=5)
        pen.polygon(((x - 14, y - 2), (x - 2, y - 2), (x - 10, y - 12)), fill=color)


# -- text -------------------------------------------------------------------------------------------


def _fitted(text, width, height, largest):
    """The largest size in which ``text`` fits, and its lines, of about one length; cut where none is small enough."""
    sizes = range(largest, SMALLEST - 1, -2)

    def fits(size):
        return len(_lines(text, width, size, BOLD)) <= _room(size, height)

    found = bisect_left(sizes, True, key=fits)
    if found == len(sizes):
        return SMALLEST, _lines(text, width, SMALLEST, BOLD, most=_room(SMALLEST, height))
    size = sizes[found]
    return size, _balanced(text, width, size)


def _room(size, height):
    return max(1, int(height // (size * LEADING)))


def _balanced(text, width, size):
    number, narrow, wide = len(_lines(text, width, size, BOLD)), width // 3, width
    while wide - narrow > 8:
        middle = (narrow + wide) // 2
        narrow, wide = (narrow, middle) if len(_lines(text, middle, size, BOLD)) <= number else (middle, wide)
    return _lines(text, wide, size, BOLD)


def _lines(text, width, size, weight, *, most=None):
    """``text`` in lines that are no wider; words that are wider by themselves are broken."""
    lines = [""]
    for word in text.split():
        for piece in _pieces(word, width, size, weight):
            longer = f"{lines[-1]} {piece}".strip()
            if _length(longer, size, weight) <= width:
                lines[-1] = longer
            else:
                lines.append(piece)
    if most is not None and len(lines) > most:
        return [*lines[: most - 1], _cut(" ".join(lines[most - 1 :]), width, size, weight)]
    return lines


def _pieces(word, width, size, weight):
    while _length(word, size, weight) > width:
        end = max(1, _fit_in(word, width, size, weight))
        yield word[:end]
        word = word[end:]
    yield word


def _cut(text, width, size, weight):
    """As much of ``text`` as fits in one line."""
    if _length(text, size, weight) <= width:
        return text
    end = _fit_in(text, width - _length("…", size, weight), size, weight)
    return f"{text[:end].rstrip()}…"


def _fit_in(text, width, size, weight):
    """How many of the characters of ``text`` fit in ``width``."""
    ends = range(1, len(text) + 1)
    return bisect_right(ends, width, key=lambda end: _length(text[:end], size, weight))


def _say(pen, place, text, size, weight, color):
    """Write ``text`` from ``place`` on its base line, and return its length."""
    begin, base = place
    for number, run in _runs(text):
        font = _font(number, size, weight)
        pen.text((begin, base), run, fill=color, font=font, anchor="ls")
        begin += font.getlength(run)
    return begin - place[0]


@lru_cache(maxsize=1024)
def _length(text, size, weight):
    return sum(_font(number, size, weight).getlength(run) for number, run in _runs(text))


def _runs(text):
    """``text`` in pieces of one font each, with the number of the font; a space belongs to what is before it."""
    runs = []
    for char in text:
        number = _font_of(char) if char != " " else (runs[-1][0] if runs else 0)
        if runs and runs[-1][0] == number:
            runs[-1] = number, runs[-1][1] + char
        else:
            runs.append((number, char))
    return runs


def _writable(text):
    """``text`` in characters that the fonts have: letters of other scripts in Latin ones, and no other signs."""
    found = []
    for char in " ".join(text.split()):
        if char == " " or _font_of(char) is not None:
            found.append(char)
        elif char.isalnum():
            found += [other for other in anyascii(char) if _font_of(other) is not None]
    return " ".join("".join(found).split())


@lru_cache(maxsize=4096)
def _font_of(char):
    """The number of the font that has ``char``, or ``None``: what a font lacks looks as all that it lacks."""
    for number in range(len(FONTS) if char.isprintable() else 0):
        font = _font(number, 40, PLAIN)
        mask, none = font.getmask(char), font.getmask("\U0010ffff")
        if mask.size != (0, 0) and (mask.size, bytes(mask)) != (none.size, bytes(none)):
            return number
    return None


@lru_cache(maxsize=128)
def _font(number, size, weight):
    font = ImageFont.truetype(finders.find(FONTS[number]), size)
    font.set_variation_by_axes([weight])
    return font
