"""The form of archives: one published article a line, as a JSON object, read and checked by itself."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime

from django.core.validators import slug_re

from newsroom.imports.reading import BadInput, Fields, decoded, parsed
from newsroom.lib.html import MAX_LENGTH
from newsroom.lib.slugs import ascii_slug

LONGEST_LINE = 16 * MAX_LENGTH  # bytes: every character may be escaped, and then some


@dataclass(frozen=True, slots=True)
class CoverageRow:
    fields: Fields
    show: str
    year: int | None
    country: str
    season: int | None
    mention_only: bool
    heading: str

    @property
    def called(self):
        """How the line tells which show it is: its name, year and country."""
        return self.show, self.year, self.country


@dataclass(frozen=True, slots=True)
class PictureRow:
    """A lead picture; ``file`` is its path as seen from the folder of the file of articles."""

    fields: Fields
    file: str
    alt: str
    caption: str
    credit: str


@dataclass(frozen=True, slots=True)
class ArticleRow:
    line: int
    place: str
    slug: str
    headline: str
    dek: str
    body: str
    published_at: datetime
    section: str
    bylines: tuple[str, ...]
    topics: tuple[str, ...]
    coverage: tuple[CoverageRow, ...] | None  # None: the line says nothing of it
    lead_image: PictureRow | None


def rows(file, name, problems, *, at, advance):
    """The articles in the open ``file``, line by line. What is wrong goes to ``problems``; such a row is of no use.

    ``advance`` is told the bytes that were read.
    """
    file.seek(0)
    number, is_empty = 0, True
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        place = f"{name}, line {number}"
        if len(line) > LONGEST_LINE:
            raise BadInput(f"{place}: this is longer than any article. Put each on a line of its own.")
        advance(len(line))
        text = decoded(line, place, line=number)
        if not text.strip():
            continue
        is_empty = False
        yield _article(Fields(parsed(text, place, line=number), place, problems, joint=", "), line=number, at=at)
    if is_empty:
        raise BadInput(f"{name} holds no article: nothing was written.")


def size_of(file):
    return os.fstat(file.fileno()).st_size


def _article(fields, *, line, at):
    slug = fields.text("slug", limit=200, required=True)
    if slug and not slug_re.match(slug):
        remedy = f"write it with ASCII letters, digits and hyphens, such as “{ascii_slug(slug)}”"
        fields.wrong("slug", f"“{slug[:60]}” is no slug: {remedy}.")
    row = ArticleRow(
        line=line,
        place=fields.place,
        slug=slug,
        headline=fields.text("headline", limit=300, required=True),
        dek=fields.text("dek", limit=1000),
        body=fields.body("body_html", limit=MAX_LENGTH),
        published_at=fields.moment("published_at", latest=at, required=True),
        section=fields.text("section", limit=100, required=True),
        bylines=fields.texts("bylines", limit=200),
        topics=fields.texts("topics", limit=100),
        coverage=tuple(map(_coverage, fields.objects("coverage"))) if fields.says("coverage") else None,
        lead_image=_picture(fields.object("lead_image")),
    )
    fields.done()
    return row


def _coverage(fields):
    row = CoverageRow(
        fields=fields,
        show=fields.text("show", limit=200, required=True),
        year=fields.number("year", low=1920, high=2200),
        country=fields.text("country", limit=2).upper(),
        season=fields.number("season", low=1, high=200),
        mention_only=fields.truth("mention_only"),
        heading=fields.text("heading", limit=300),
    )
    fields.done()
    return row


def _picture(fields):
    if fields is None:
        return None
    row = PictureRow(
        fields=fields,
        file=fields.text("file", limit=1000, required=True),
        alt=fields.text("alt", limit=500, required=True),
        caption=fields.text("caption", limit=500),
        credit=fields.text("credit", limit=200),
    )
    fields.done()
    return row
