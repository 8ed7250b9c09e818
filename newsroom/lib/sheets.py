"""Tables for spreadsheets, of which no cell is a formula: CSV line by line, XLSX of a bounded number of rows."""

from __future__ import annotations

import csv
import io
from datetime import date

from newsroom.lib.text import one_line

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
MOST = 20_000  # rows of a workbook, which is whole before its first byte goes out
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def harmless(text):
    """``text`` as a cell of a CSV file: a spreadsheet takes what begins with a sign for a formula."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULAS) else text


def as_meant(cell):
    """The text that ``harmless`` made into ``cell``."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULAS) else cell


class _Line:
    """A file that gives back what is written, so that each line goes out as it is made."""

    def write(self, line):
        return line


def csv_lines(columns, rows):
    """The lines of a CSV file with ``columns`` as its first, as text; ``rows`` are read as they go out."""
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(columns)  # by which spreadsheets know the accents
    for row in rows:
        yield writer.writerow([harmless(_text(cell)) for cell in row])


def workbook(columns, rows, *, title):
    """The bytes of an XLSX workbook of one sheet; numbers are numbers, everything else is text, dates as well.

    The caller bounds ``rows`` by ``MOST``.
    """
    # Not before it is asked for: a web worker that makes no workbook is smaller without it.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, _ in enumerate(columns, start=1):
        column = sheet.column_dimensions[get_column_letter(number)]
        # As text, so that what is typed into it stays as it is typed: 2025-06 is a month, not the first day of one.
        column.width, column.number_format = 20, "@"

    def cell(value, **look):
        made = WriteOnlyCell(sheet, value if isinstance(value, int) else _text(value))
        if not isinstance(value, int):
            made.data_type, made.number_format = "s", "@"  # whatever it begins with
        for name, said in look.items():
            setattr(made, name, said)
        return made

    sheet.append([cell(column, font=Font(bold=True)) for column in columns])
    for row in rows:
        sheet.append([None if value in (None, "") else cell(value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _text(value):
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else one_line(value)
