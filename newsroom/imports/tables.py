"""CSV files and workbooks as rows of text, read warily: somebody else made them."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime, time

from newsroom.imports.reading import BadInput, decoded
from newsroom.lib.sheets import as_meant
from newsroom.lib.text import one_line

BYTES = 5_000_000
UNPACKED = 40_000_000  # of a workbook, in bytes
ROWS = 5_000  # beside the first
COLUMNS = 100
FURTHEST = 20_000  # rows down, empty ones among them


def read(data, name):
    """The rows of the CSV file or workbook ``data`` that are not empty, as pairs of number and cells, all of them text.

    A spreadsheet's numbers: the first row is 1. Raises ``BadInput``.
    """
    if not data:
        raise BadInput(f"{name} is empty: nothing was written.")
    if len(data) > BYTES:
        raise BadInput(f"{name} has more than {BYTES // 1_000_000} MB: divide it. Nothing was written.")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadInput(
            f"{name} is an old Excel file, or has a password: save it as .xlsx without. Nothing was written."
        )
    found, filled = [], _workbook(data, name) if data.startswith(b"PK") else _csv(data, name)
    for number, cells in enumerate(filled, start=1):
        if number > FURTHEST:
            raise BadInput(f"{name} has rows below row {FURTHEST:,}: delete the empty ones. Nothing was written.")
        if not any(cells):
            continue
        if len(cells) > COLUMNS and any(cells[COLUMNS:]):
            raise BadInput(f"{name}, row {number}: has more than {COLUMNS} columns. Nothing was written.")
        found.append((number, cells[:COLUMNS]))
        if len(found) > ROWS + 1:
            raise BadInput(f"{name} has more than {ROWS:,} rows: divide it. Nothing was written.")
    return found


def _csv(data, name):
    text = decoded(data, name)
    first = text.partition("\n")[0]
    # By a semicolon where the comma is in numbers, and by tabs when it comes from the clipboard.
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in rows:
            yield [one_line(as_meant(cell)) for cell in row]
    except csv.Error as error:
        raise BadInput(
            f"{name}, line {rows.line_num}: this is no CSV ({error}): save it anew. Nothing was written."
        ) from None


def _workbook(data, name):
    # Not before it is asked for: a web worker that reads no workbook is smaller without it.
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            # What a part says of its size is all that is read of it.
            size = sum(part.file_size for part in packed.infolist())
        if size > UNPACKED:
            raise BadInput(f"{name} unpacks to more than {UNPACKED // 1_000_000} MB: divide it. Nothing was written.")
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # which a file may tell wrongly
        for number, cells in enumerate(sheet.iter_rows(max_row=FURTHEST + 1, max_col=COLUMNS + 1), start=1):
            yield [_cell(cell, number, name) for cell in cells]
    except BadInput:
        raise
    except Exception as error:
        # A broken workbook breaks its reader in every way there is.
        raise BadInput(
            f"{name} is no workbook that can be read: save it anew as .xlsx. Nothing was written."
        ) from error


def _cell(cell, number, name):
    if cell.data_type == "f":
        raise BadInput(f"{name}, row {number}: a cell is a formula: paste its value in its place. Nothing was written.")
    if cell.data_type == "e":
        raise BadInput(f"{name}, row {number}: a cell is an error, {cell.value}: correct it. Nothing was written.")
    match cell.value:
        case None:
            return ""
        case datetime() as moment if moment.time() == time.min:
            # What is shown as June 2025 was typed as a month.
            return f"{moment:%Y-%m-%d}" if "d" in cell.number_format.lower() else f"{moment:%Y-%m}"
        case datetime() | date() | time() as moment:
            return moment.isoformat()
        case float() as value if value.is_integer():
            return f"{value:.0f}"
    return one_line(cell.value)
