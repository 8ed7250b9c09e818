"""Files from elsewhere, read strictly: what is wrong is told with its place and its remedy, twenty places at once."""

from __future__ import annotations

import codecs
import json
import os
import stat
from contextlib import contextmanager
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path

from newsroom.lib.periods import YEARS, NotADate, parse
from newsroom.lib.text import one_line

SHOWN = 20


class BadInput(Exception):
    """A file cannot be taken as it is: the text names each place and the remedy. Nothing was written.

    ``places`` are the same as pairs of place and text, and ``count`` how many there are with those not told.
    """

    def __init__(self, text, *, places=(), count=0):
        super().__init__(text)
        self.places, self.count = places, count


class Problems:
    """What is wrong with a file, place by place; no more than ``shown`` are told."""

    def __init__(self, *, shown=SHOWN):
        self.shown = shown
        self.places = []
        self.count = 0

    def add(self, place, text):
        self.count += 1
        if self.count <= self.shown:
            self.places.append((place, text))

    @property
    def told(self):
        return [f"{place}: {text}" for place, text in self.places]

    @property
    def enough(self):
        return self.count >= self.shown

    def refuse(self, *, all_seen=True):
        """Raise ``BadInput`` if there are any; ``all_seen``, whether the whole file was looked at."""
        if not self.places:
            return
        told, rest = self.told, self.count - len(self.places)
        if rest or not all_seen:
            told.append(f"There are {rest} more." if all_seen else "There may be more: the rest was not read.")
        raise BadInput("\n".join([*told, "Nothing was written."]), places=self.places, count=self.count)


@contextmanager
def opened(path):
    """The regular file at ``path``, open for reading bytes, and how messages call it."""
    name = one_line(Path(path).name)
    try:
        # Not by opening it, as a pipe would keep us waiting.
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise BadInput(f"“{one_line(path)}” is no file, but a folder or a device: name the file to import.")
        file = open(path, "rb")  # noqa: SIM115
    except FileNotFoundError:
        raise BadInput(f"There is no file “{one_line(path)}”: check its name and folder.") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise BadInput(f"“{one_line(path)}” cannot be read ({why}): make it readable.") from error
    with file:
        if os.fstat(file.fileno()).st_size == 0:
            raise BadInput(f"{name} is empty: nothing was written.")
        yield file, name


def decoded(data, place, *, line=None):
    """Bytes as text. They have to be UTF-8; its byte order mark is dropped. ``line`` is their line in the file."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\x00" in data[:4]:
        raise BadInput(f"{place}: this is UTF-16, not UTF-8: save the file as UTF-8. Nothing was written.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if line is None:
            place += f", line {data.count(b'\n', 0, error.start) + 1}"
        byte = f"0x{data[error.start]:02X}"
        raise BadInput(f"{place}: the byte {byte} is no UTF-8: save the file as UTF-8. Nothing was written.") from error


class Pairs(dict):
    """A JSON object that remembers which keys it was given more than once."""

    def __init__(self, pairs):
        super().__init__(pairs)
        self.repeated = ()
        if len(self) < len(pairs):
            keys = [key for key, _ in pairs]
            self.repeated = [key for key in self if keys.count(key) > 1]


def _whole(digits):
    """A whole number; one that is too long for any column counts as none."""
    return int(digits) if len(digits) < 19 else float(digits)


def parsed(text, place, *, line=None):
    """JSON as Python has it. Control characters within strings are let through: whoever reads them cleans them."""
    try:
        return json.loads(text, object_pairs_hook=Pairs, parse_int=_whole, strict=False)
    except RecursionError:
        raise BadInput(f"{place}: this is nested too deeply to be a file of ours. Nothing was written.") from None
    except json.JSONDecodeError as error:
        if line is None:
            place += f", line {error.lineno}"
        cut = error.msg.startswith("Unterminated") or not text[error.pos :].strip()
        why = "it ends in the middle: fetch it whole" if cut else f"{error.msg.lower()}: mend it there"
        raise BadInput(f"{place}, column {error.colno}: this is no JSON, {why}. Nothing was written.") from None


def quoted(value):
    """A value as a message shows it: short, on one line, harmless to a terminal."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"{value}"
        case list():
            return "a list"
        case dict():
            return "an object"
    text = one_line(value)
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"


class Fields:
    """A JSON object at its place in a file, read key by key; what is wrong goes to ``problems``.

    A key that is wrong gives what a missing one gives, so that all can be read.
    """

    def __init__(self, value, place, problems, *, joint="."):
        self.place, self.problems, self.joint = place, problems, joint
        self.read = {}  # in order, as a suggestion is made from them
        self.is_object = isinstance(value, dict)
        self.value = value if self.is_object else {}
        if not self.is_object:
            problems.add(place, f"must be an object in braces, not {quoted(value)}.")
        for key in getattr(value, "repeated", ()):
            self.wrong(one_line(key)[:60], "is given twice: keep one.")

    def at(self, key):
        return f"{self.place}{self.joint}{key}"

    def wrong(self, key, text):
        self.problems.add(self.at(key), text)

    def take(self, key, *, required):
        """The value of ``key``; null counts as missing."""
        self.read[key] = None
        value = self.value.get(key)
        if value is None and required and self.is_object:
            self.wrong(key, "is missing: give it.")
        return value

    def text(self, key, *, limit, required=False):
        """A line of text, cleaned; ``""`` where there is none."""
        value = self.take(key, required=required)
        if value is None:
            return ""
        return self.cleaned(key, value, limit=limit, required=required)

    def cleaned(self, key, value, *, limit, required=True):
        if not isinstance(value, str):
            self.wrong(key, f"must be text in quotation marks, not {quoted(value)}.")
            return ""
        # The short way for what most lines are: only ASCII, nothing to clean.
        line = " ".join(value.split()) if value.isascii() and value.isprintable() else one_line(value)
        if required and not line:
            self.wrong(key, "is blank: give it.")
        if len(line) > limit:
            self.wrong(key, f"has {len(line)} characters, more than the {limit} that it may have: shorten it.")
            return ""
        return line

    def body(self, key, *, limit):
        """A text of many lines as it is: whoever keeps it cleans it."""
        value = self.take(key, required=True)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.wrong(key, f"must be text in quotation marks, not {quoted(value)}.")
            return ""
        if len(value) > limit:
            self.wrong(key, f"has {len(value):,} characters, more than the {limit:,} that it may have: shorten it.")
            return ""
        return value

    def number(self, key, *, low, high, required=False):
        value = self.take(key, required=required)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.wrong(key, f"must be a whole number from {low} to {high}, not {quoted(value)}.")
            return None
        return value

    def truth(self, key):
        value = self.take(key, required=False)
        if value is not None and not isinstance(value, bool):
            self.wrong(key, f"must be true or false, not {quoted(value)}.")
        return value is True

    def choice(self, key, choices, *, required=False, default=""):
        value = self.take(key, required=required)
        if value is None:
            return default
        choices = [str(choice) for choice in choices]
        if value in choices:
            return value
        near = get_close_matches(value, choices, n=1) if isinstance(value, str) else []
        meant = f" (perhaps “{near[0]}”)" if near else ""
        self.wrong(key, f"{quoted(value)} is none of {', '.join(choices)}: choose one{meant}.")
        return default

    def elements(self, key, *, required=False):
        value = self.take(key, required=required)
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(key, f"must be a list in brackets, not {quoted(value)}.")
            return []
        return value

    def object(self, key):
        """The object at ``key``, or ``None`` where there is none."""
        value = self.take(key, required=False)
        return None if value is None else Fields(value, self.at(key), self.problems)

    def says(self, key):
        """Whether there is anything at ``key``."""
        return self.take(key, required=False) is not None

    def objects(self, key, *, required=False):
        for number, value in enumerate(self.elements(key, required=required)):
            yield Fields(value, self.at(f"{key}[{number}]"), self.problems)

    def texts(self, key, *, limit):
        """A list of lines of text, each once, in order."""
        values = enumerate(self.elements(key))
        lines = [self.cleaned(f"{key}[{number}]", value, limit=limit) for number, value in values]
        return tuple(dict.fromkeys(filter(None, lines)))

    def date(self, key, *, required=False):
        """A date as ``periods.parse`` reads it, with its precision; ``(None, None)`` where there is none."""
        text = self.text(key, limit=40, required=required)
        if not text:
            return None, None
        try:
            moment, precision = parse(text)
        except NotADate as error:
            self.wrong(key, f"{error}" if ": " in f"{error}" else f"{error} Correct it.")
            return None, None
        return moment, precision

    def moment(self, key, *, latest, required=False):
        """A date and time with its offset, not after ``latest``; ``None`` where there is none."""
        text = self.text(key, limit=40, required=required)
        if not text:
            return None
        remedy = "write it as 2025-06-06T14:05:00-04:00 or 2025-06-06T18:05:00Z"
        try:
            moment = datetime.fromisoformat(text)
            if moment.tzinfo is not None and moment.year in YEARS:
                if moment <= latest:
                    return moment.astimezone(UTC)
                self.wrong(key, f"{quoted(text)} lies in the future: only what has happened can be imported.")
                return None
        except (ValueError, OverflowError):
            self.wrong(key, f"{quoted(text)} is no date with a time: {remedy}.")
            return None
        why = "has no offset" if moment.tzinfo is None else f"lies before {YEARS.start} or after {YEARS.stop - 1}"
        self.wrong(key, f"{quoted(text)} {why}: {remedy}.")
        return None

    def done(self):
        """Everything was read that may be there: what is left is unknown."""
        for key in self.value:
            if key in self.read:
                continue
            near = get_close_matches(key, self.read, n=1)
            meant = f"perhaps “{near[0]}” is meant" if near else f"leave it out, known are {', '.join(self.read)}"
            self.wrong(one_line(key)[:60], f"is an unknown key: {meant}.")
