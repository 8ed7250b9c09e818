"""What a sentence says in numbers of seasons."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newsroom.lib.english import CARDINALS, ORDINALS, number_of

_WORDS = "|".join((*ORDINALS, *CARDINALS))
_ORDINAL = rf"(?:\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(ORDINALS)})"
_NUMBER = rf"(?:\d{{1,2}}(?!\d|[,.:]\d|%)|{'|'.join(CARDINALS)})"
_SEASON = re.compile(
    rf"\b(?:season|series)[\s-]+(?P<after>{_NUMBER})\b"
    rf"|\bseasons\s+(?P<several>{_NUMBER}(?:(?:,|\s?&|\sand|\s?[-–]|\sto)\s?{_NUMBER}\b)+)"
    rf"|\bS(?P<short>\d{{1,2}})(?=E\d|\b)"
    rf"|\b(?P<before>{_ORDINAL})(?:[\s,]+(?:\(?(?:and|&)\s)?(?:the\s)?(?:final|last|concluding)\)?)?"
    rf"(?:\s+and\s+(?P<second>{_ORDINAL}))?[\s-]+(?:season|series)s?\b",
    re.IGNORECASE,
)
# Of a season after which something happens, nothing is said.
_AFTER = re.compile(
    r"\b(?:after|following|since|until|through|ahead of|before)\s(?:(?:just|only|its|the|a|his|her|their)\s)*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Said:
    """Seasons that are spoken of; ``is_past`` where something happens after them."""

    numbers: tuple[int, ...]
    start: int
    end: int
    is_past: bool = False


def all_seasons_in(text):
    """Every place of ``text`` that numbers a season."""
    found = []
    for one in _SEASON.finditer(text):
        before = text[max(one.start() - 60, 0) : one.start()]
        numbers = [number_of(word) for word in re.findall(rf"\d+|{_WORDS}", _said(one), re.IGNORECASE)]
        if one["several"] and re.search(r"[-–]|\bto\b", one["several"]):
            numbers = list(range(numbers[0], numbers[-1] + 1))
        if numbers and all(0 < number <= 200 for number in numbers):
            found.append(Said(tuple(numbers), *one.span(), _AFTER.search(before) is not None))
    return found


def _said(one):
    """The numbers of a match, as they are written."""
    return " ".join(part for part in (one["after"], one["several"], one["short"], one["before"], one["second"]) if part)


def seasons_in(text):
    """The seasons that ``text`` is about: not those after which something happens."""
    return [one for one in all_seasons_in(text) if not one.is_past]
