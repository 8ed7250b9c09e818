"""Tables uploaded at the desk: looked at row by row, and imported when somebody has read what that does."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db import transaction

from articles.models import Coverage
from newsroom.imports import columns, show_table, tables
from newsroom.imports.models import Upload
from newsroom.imports.reading import Problems
from newsroom.imports.shows import Act, bring, called
from newsroom.lib.text import one_line
from shows.models import Show
from shows.twins import twins_of

SHOWN = 200  # places that are wrong
KEPT = timedelta(days=1)
MOST = 5  # that one person keeps without importing them
COMPARED = 50  # new names, with all that are here
_ROW = re.compile(r"row (\d+)")


class AlreadyImported(Exception):
    """It was imported, by the same button most likely."""


class Moved(Exception):
    """The import would do something else than its preview said, which is made anew. Nothing was imported."""


@dataclass(frozen=True)
class Look:
    """What an import does: its lines, as the preview shows them, what names them, and how many articles it touches."""

    lines: list
    seen: str
    articles: int = 0


def keep(data, name, *, by, at):
    """Keep the table of the file ``data`` with what its import would do; returns the ``Upload``.

    Raises ``BadInput``, whose places are rows of the table.
    """
    name = one_line(name)[:200] or "table"
    table, rows = show_table.table_of(tables.read(data, name), name)
    found = look(table, rows, by=by, at=at)
    Upload.objects.filter(imported_at=None, at__lt=at - KEPT).delete()
    older = Upload.objects.filter(imported_at=None, by=by).order_by("-at", "-pk").values("pk")[MOST - 1 :]
    Upload.objects.filter(pk__in=list(older.values_list("pk", flat=True))).delete()
    told = {"lines": found.lines, "seen": found.seen, "articles": found.articles}
    return Upload.objects.create(by=by, at=at, name=name, table=table.name, rows=rows, **told)


def look(table, rows, *, by, at):
    """What importing ``rows`` does, as it is done and taken back; nothing stays written. Raises ``BadInput``."""
    with transaction.atomic():
        found, outcome = _bring(table, rows, by=by, at=at, rehearsed=True)
        lines = _with_twins(found.lines, outcome.made)
        turned = Coverage.objects.filter(
            standing__in=outcome.flipped, published_at__isnull=False, mention_only=False, is_exempt=False
        )
        articles = turned.order_by().values("article").distinct().count() if outcome.flipped else 0
        transaction.set_rollback(True)
    return Look(lines, found.seen, articles)


def import_seen(upload, *, by, at):
    """Import what ``upload`` has, if that does what its preview said; returns it.

    Raises ``AlreadyImported``, ``Moved`` with the new preview kept, and ``BadInput`` where it is possible no more.
    """
    try:
        return _import_seen(upload, by=by, at=at)
    except Moved:
        found = look(_table(upload), upload.rows, by=by, at=at)
        told = {"lines": found.lines, "seen": found.seen, "articles": found.articles}
        Upload.objects.filter(pk=upload.pk, imported_at=None).update(**told)
        raise


@transaction.atomic
def _import_seen(upload, *, by, at):
    # Whoever presses twice waits here.
    upload = Upload.objects.select_for_update(no_key=True).get(pk=upload.pk)
    if upload.imported_at:
        raise AlreadyImported(upload.told)
    found, outcome = _bring(_table(upload), upload.rows, by=by, at=at)
    if found.seen != upload.seen:
        raise Moved(
            "Shows or ledgers have changed since this preview was made. Nothing was imported: look at the new preview "
            "and confirm again."
        )
    _log(outcome, upload, by=by)
    upload.imported_at, upload.told, upload.rows, upload.lines = at, summary(upload), [], []
    upload.save(update_fields=["imported_at", "told", "rows", "lines"])
    return upload


def _table(upload):
    return next(table for table in columns.TABLES if table.name == upload.table)


def _bring(table, rows, *, by, at, rehearsed=False):
    problems = Problems(shown=SHOWN)
    file, there = show_table.file_of(table, rows, problems, at=at)
    problems.refuse()
    outcome = bring(file, problems, by=by, at=at, rehearsed=rehearsed)
    lines = _lines(rows, [*outcome.told, *((f"row {number}", Act.LEFT, "") for number in there)])
    said = json.dumps([(line["row"], line["act"], line["words"]) for line in lines], ensure_ascii=False)
    return Look(lines, hashlib.sha256(said.encode()).hexdigest()), outcome


def row_of(place):
    """The number of the row that a place names."""
    return int(_ROW.search(place)[1])


def _lines(rows, told):
    by_row = {}
    for place, act, words in told:
        by_row.setdefault(row_of(place), []).append((act, words))
    lines = []
    for number, cells in rows:
        said = [one for one in by_row.get(number, ()) if one != (Act.LEFT, "")] or [(Act.LEFT, "")]
        about = cells.get("title", "") + (f", season {cells['season']}" if "season" in cells else "")
        lines += [{"row": number, "act": str(act), "about": about, "words": words} for act, words in said]
    return lines


def _with_twins(lines, made):
    """The lines, those of what is made with whatever is here by nearly its name."""
    new = {(type(row), row.pk) for _, row in made}
    like = {}
    for _, row in made[:COMPARED]:
        names = [getattr(row, "title", None) or row.name, *row.also_known_as]
        found = [twin for twin in twins_of(type(row), names, but=row.pk) if (type(row), twin.row.pk) not in new]
        if found:
            like[called(row)] = [twin.title for twin in found]
    return [line | {"like": like[line["words"]]} if line["words"] in like else line for line in lines]


def _log(outcome, upload, *, by):
    made = [row for _, row in outcome.made if isinstance(row, Show)]
    known = {show.pk for show in made}
    changed = list({show.pk: show for show in outcome.changed if show.pk not in known}.values())
    for shows, flag in ((made, ADDITION), (changed, CHANGE)):
        if shows:
            LogEntry.objects.log_actions(by.pk, shows, flag, change_message=f"Imported from “{upload}”.")


def summary(upload):
    """What an import does, in a line: ``142 rows: nothing to do.``"""
    acts = Counter(line["act"] for line in upload.lines)
    rows = len({line["row"] for line in upload.lines})
    counted = f"{rows:,} row" if rows == 1 else f"{rows:,} rows"
    done = [f"{acts[act]:,} {act}" for act in (Act.MADE, Act.CHANGED, Act.RECORDED) if acts[act]]
    if not done:
        return f"{counted}: nothing to do."
    left = len({line["row"] for line in upload.lines if line["act"] == Act.LEFT})
    return f"{counted}: {', '.join(done)}{f', {left:,} left as they are' if left else ''}."
