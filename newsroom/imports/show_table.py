"""The tables of ``columns`` as the form of ``newsroom.shows/1``: each cell is read by the rules of that form."""

from __future__ import annotations

from difflib import get_close_matches

from newsroom.imports import columns
from newsroom.imports.reading import BadInput, Fields
from newsroom.imports.show_form import ShowFile, ShowRow, each_once, entry_row, facts_of_show, season_row
from newsroom.lib.text import one_line
from shows.models import StatusEntry

NUMBERS = {"year", "season", "number", "episodes", "entry", "corrects"}
WORDS = {"status", "event", "confirmation", "episodes_remain"}  # of the vocabulary
OF_SEASON = ("episodes", "premiered_on", "finale_on", "release")
OF_ENTRY = (
    *("effective", "status", "season", "event", "network", "confirmation", "source_name", "source_url", "episodes"),
    *("episodes_remain", "premiere_on", "reason", "note"),
)


class Cells(Fields):
    """A row of a table; what it calls a season is the number of one in the form."""

    def __init__(self, cells, number, problems):
        super().__init__(cells, f"row {number}", problems, joint=", ")

    def at(self, key):
        return super().at("season" if key == "number" else key)


def table_of(rows, name):
    """Which table it is, and its rows as pairs of number and cells by column. Raises ``BadInput``."""
    if not rows:
        raise BadInput(f"{name} has no rows. Nothing was written.")
    (first, head), *rows = rows
    head = [one_line(column).lower().replace(" ", "_") for column in head]
    table = _meant(head)
    missing = [column for column in table.needs if column not in head]
    places = [
        (f"row {first}, {column}", f"is missing: the table of {table.name} needs this column.") for column in missing
    ]
    for at, column in enumerate(head):
        if column and column in head[:at]:
            places.append((f"row {first}, {column[:60]}", "stands there twice: keep one column."))
        elif column and column not in table.columns:
            near = get_close_matches(column, table.columns, n=1)
            meant = f"perhaps “{near[0]}” is meant" if near else f"leave it out, known are {', '.join(table.columns)}"
            places.append((f"row {first}, {column[:60]}", f"is no column of the table of {table.name}: {meant}."))
    for number, cells in rows:
        if any(cell and not column for cell, column in zip(cells, [*head, *[""] * len(cells)], strict=False)):
            places.append((f"row {number}", "has a cell in a column without a name: empty it, or name the column."))
            break
    if places:
        text = "\n".join(f"{place}: {said}" for place, said in places)
        raise BadInput(f"{text}\nNothing was written.", places=places, count=len(places))
    named = [(number, dict(zip(head, cells, strict=False))) for number, cells in rows]
    return table, [(number, {name: cell for name, cell in cells.items() if name and cell}) for number, cells in named]


def _meant(head):
    if {"effective", "event", "confirmation", "source_name", "source_url", "premiere_on"}.intersection(head):
        return columns.LEDGER
    return columns.SEASONS if {"season", "finale_on", "premiered_on"}.intersection(head) else columns.SHOWS


def file_of(table, rows, problems, *, at):
    """The rows as a ``ShowFile``, with the numbers of those that need nothing: corrections that the ledger has.

    What is wrong goes to ``problems``.
    """
    if table is columns.SHOWS:
        return ShowFile((), tuple(_show([row], problems) for row in rows)), []
    there = []
    if table is columns.LEDGER:
        there = _corrections(rows, problems)
        rows = [row for row in rows if not _is_correction(row[1])]
    inside = _seasons if table is columns.SEASONS else _entries
    shows = [_show(group, problems, **inside(group, problems, at=at)) for group in _by_show(rows)]
    return ShowFile((), tuple(shows)), there


def _by_show(rows):
    """The rows of each show; one that was added below without a slug is of the show that the others mean."""
    known = {}
    for _, cells in rows:
        if (key := _key(cells))[-1]:
            known.setdefault(key[0], set()).add(key)
    groups = {}
    for number, cells in rows:
        key = _key(cells)
        if not key[-1]:
            meant = [other for other in known.get(key[0], ()) if all(not one or one in other for one in key[1:])]
            key = meant[0] if len(meant) == 1 else key
        groups.setdefault(key, []).append((number, cells))
    return groups.values()


def _key(cells):
    # However a title is typed, it is one show; what the cells mean, the finder says.
    return tuple(cells.get(name, "").casefold() for name in columns.WHICH)


def _show(group, problems, **inside):
    number, cells = next((row for row in group if "slug" in row[1]), group[0])
    said = {name: cells[name] for name in (*columns.WHICH, "title_language") if name in cells}
    said |= {"also_known_as": columns.parted(cells["also_known_as"])} if "also_known_as" in cells else {}
    facts = facts_of_show(Cells(_typed(said), number, problems))
    nothing = {"credits": (), "seasons": (), "ledger": ()}
    told = tuple((name, cells[name]) for name in columns.SHOWS.to_read if name in cells) if not inside else ()
    return ShowRow(place=f"row {number}", slug=cells.get("slug", ""), told=told, **facts, **nothing | inside)


def _seasons(group, problems, *, at):
    rows = []
    for number, cells in group:
        said = {name: cells[name] for name in OF_SEASON if name in cells}
        said |= {"number": cells["season"]} if "season" in cells else {}
        rows.append(season_row(Cells(_typed(said), number, problems)))
    each_once(rows, lambda row: row.number, problems, "season", "season {}")
    return {"seasons": tuple(rows)}


def _entries(group, problems, *, at):
    rows = []
    for number, cells in group:
        fields = Cells(_typed({name: cells[name] for name in OF_ENTRY if name in cells}), number, problems)
        rows.append(entry_row(fields, at=at, entry=_typed(cells).get("entry")))
    return {"ledger": tuple(rows)}


def _typed(cells):
    """The cells as JSON would have them: numbers as numbers, words of the vocabulary as it writes them."""
    typed = dict(cells)
    for name, cell in cells.items():
        if name in NUMBERS and cell.isascii() and cell.isdigit() and len(cell) < 10:
            typed[name] = int(cell)
        elif name in WORDS:
            typed[name] = cell.lower().replace(" ", "_")
    return typed


def _is_correction(cells):
    return "corrects" in cells or ("status" not in cells and cells.get("standing") == "void")


def _corrections(rows, problems):
    """The numbers of the rows that are corrections of ours, as the ledger has them; only the desk makes others."""
    told = {number: _typed(cells) for number, cells in rows if _is_correction(cells)}
    wanted = [cells["entry"] for cells in told.values() if isinstance(cells.get("entry"), int)]
    found = StatusEntry.objects.filter(pk__in=wanted, corrects__isnull=False) if wanted else ()
    ours = {entry.pk: entry for entry in found.select_related("show", "season")} if wanted else {}
    there = []
    for number, cells in told.items():
        entry = ours.get(cells.get("entry"))
        if entry and _says(entry) == _said(cells):
            there.append(number)
        else:
            problems.add(
                f"row {number}, corrects",
                "an entry is corrected at the desk alone, and this correction is not there as the row has it: take the "
                "row out, or clear “entry” and “corrects” to record it as news of its own.",
            )
    return there


def _says(entry):
    season = entry.season.number if entry.season_id else None
    return entry.show.slug, season, entry.status or None, entry.effective_text, entry.corrects_id


def _said(cells):
    return tuple(cells.get(name) for name in ("slug", "season", "status", "effective", "corrects"))
