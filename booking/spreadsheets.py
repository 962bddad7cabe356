"""Tables written for spreadsheets: as CSV, row by row as it is sent, and as XLSX, in a file that memory never holds.

A text stays a text: one that a spreadsheet would work out as a formula is marked as none, and control characters,
which XLSX cannot hold, are left out (reliability, 35).
"""

import csv
import datetime as dt
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import formats, translation
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

#: All but the tab and the end of a line.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
#: What a spreadsheet takes for the beginning of a formula.
FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r]")
#: By it a spreadsheet knows that a file is UTF-8.
MARK = "\ufeff"
READ_AT_ONCE = 500
SENT_AT_ONCE = 200
#: XLSX holds no longer text in a cell, and no more rows.
LONGEST_TEXT = 32_767
MOST_ROWS = 1_048_576 - 1
WIDTH = 18


@dataclass(frozen=True)
class Table:
    """A table to send: the name of its file, without an ending; its columns; its rows, such as a queryset.

    `cells_of` makes of a row as many cells as there are columns: texts, numbers, dates, times, or None.
    """

    name: str
    columns: Sequence[str]
    rows: Iterable
    cells_of: Callable[[object], Sequence]

    def __iter__(self):
        read = isinstance(self.rows, QuerySet)
        for row in self.rows.iterator(chunk_size=READ_AT_ONCE) if read else self.rows:
            yield [cleaned(cell) for cell in self.cells_of(row)]


def cleaned(cell):
    """Return a cell without the characters that nobody types, lines ending as they do everywhere."""
    if not isinstance(cell, str):
        return cell
    return CONTROLS.sub("", cell.replace("\r\n", "\n").replace("\r", "\n"))


# --- CSV -------------------------------------------------------------------------------------------


def csv_of(table):
    """Yield the table as UTF-8, in pieces: commas between the cells, numbers as the language in force writes them.

    Every cell is in quotes, so that neither a comma in a price nor a semicolon in a name parts it in two: LibreOffice
    takes both for ends of cells. Excel in French wants semicolons alone; for it there is XLSX.
    """
    return in_language(translation.get_language(), pieces_of(table))


def in_language(language, pieces):
    """Yield the pieces, each made in `language`: by the time that they are sent, another may be in force."""
    while True:
        with translation.override(language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


def pieces_of(table):
    comma = formats.get_format("DECIMAL_SEPARATOR")
    lines = io.StringIO()
    writer = csv.writer(lines, quoting=csv.QUOTE_ALL)
    lines.write(MARK)
    writer.writerow(table.columns)
    for number, cells in enumerate(table, start=1):
        writer.writerow([in_csv(cell, comma) for cell in cells])
        if number % SENT_AT_ONCE == 0:
            yield taken_out(lines)
    yield taken_out(lines)


def in_csv(cell, comma):
    if isinstance(cell, str):
        return f"'{cell}" if FORMULA.match(cell) else cell
    if isinstance(cell, Decimal):
        return str(cell).replace(".", comma)
    return f"{cell:%H:%M}" if isinstance(cell, dt.time) else cell


def taken_out(lines):
    text = lines.getvalue()
    lines.seek(0)
    lines.truncate()
    return text.encode()


# --- XLSX ------------------------------------------------------------------------------------------


class TooManyRows(Exception):
    """XLSX holds `MOST_ROWS` rows besides the columns' names."""


def xlsx_of(table):
    """Return an open file with the table, for the caller to close. Raises `TooManyRows`."""
    if table.rows.count() > MOST_ROWS:
        raise TooManyRows
    book = Workbook(write_only=True)
    sheet = book.create_sheet(table.name[:31])
    sheet.freeze_panes = "A2"
    for number in range(1, len(table.columns) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTH
    sheet.append([as_text(sheet, name) for name in table.columns])
    for cells in table:
        sheet.append([in_xlsx(sheet, cell) for cell in cells])
    file = tempfile.TemporaryFile()  # noqa: SIM115
    book.save(file)
    file.seek(0)
    return file


def in_xlsx(sheet, cell):
    return as_text(sheet, cell[:LONGEST_TEXT]) if isinstance(cell, str) and cell.startswith("=") else shortened(cell)


def shortened(cell):
    return cell[:LONGEST_TEXT] if isinstance(cell, str) else cell


def as_text(sheet, text):
    """Return a cell that holds a text, whatever it begins with."""
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    return cell
