"""Tables people hand in as files: CSV (also gzipped, UTF-8 or GB 18030) and Excel workbooks, as rows of cells."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from unicodedata import normalize
from xml.etree.ElementTree import ParseError

from tanshi.core.finding import problem
from tanshi.core.sheet_cells import put, without_value

Sheet = tuple[str, list[list[Any]]]

#: How a text of two bytes a character begins, which spreadsheets call Unicode text.
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")

#: What the row of sums under a table says of itself.
_TOTALS = {"合计", "总计", "小计", "total", "sum"}


def bytes_of(file: Path) -> bytes:
    """Return a file's content; `Problem` if it cannot be read or is empty."""
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        raise problem("input.not_found", where=str(file)) from None
    except (IsADirectoryError, PermissionError) as error:
        raise problem("input.cannot_read", where=str(file), reason=error.strerror) from None
    if not data:
        raise problem("input.empty", where=str(file))
    return data


def sheets_of(file: Path, data: bytes) -> list[Sheet]:
    """Return the sheets of a file as (name, rows of cells); a CSV has one without a name."""
    if data[:2] == b"PK":
        return _workbook(file, data)
    if data[:2] == b"\x1f\x8b":
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError) as error:
            raise problem("input.damaged", where=file.name, reason=str(error)) from None
    for encoding in ("utf-16",) if data[:2] in _UTF_16 else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise problem("input.unknown_text", where=file.name)
    if "\0" in text:
        raise problem("input.not_a_table", where=file.name)
    try:
        return [("", [list(row) for row in csv.reader(io.StringIO(text), delimiter=_delimiter(text))])]
    except csv.Error as error:
        raise problem("input.damaged", where=file.name, reason=str(error)) from None


def _delimiter(text: str) -> str:
    """Return what separates the cells: the comma, or what the first line has in its place."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return next((mark for mark in ",\t;" if mark in first), ",")


def _workbook(file: Path, data: bytes) -> list[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
        lost = without_value(data)
    except (
        CalamineError,
        zipfile.BadZipFile,
        EOFError,
        KeyError,
        NotImplementedError,
        OSError,
        ParseError,
        RuntimeError,
        ValueError,
        zlib.error,
    ) as error:
        raise problem("input.damaged", where=file.name, reason=str(error)) from None
    for name, rows in found:
        put(rows, lost.get(name, {}))
    return found


def cell_text(value: Any) -> str:
    """Return what a cell says; a float is taken as its shortest decimal, and none is written with an exponent."""
    if value is None:
        return ""
    if value.__class__ is str:  # most cells of most files
        words = value.split()
        return words[0] if len(words) == 1 else " ".join(words)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = " ".join(str(value).split())
    if isinstance(value, float | Decimal) and "e" in text.casefold():
        return format(Decimal(text), "f")
    return text


def places_of(header: Sequence[Any], columns: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return where the columns of fields are in a header row; `columns`: each field's titles, in any case and width."""
    names = {_title(cell): place for place, cell in reversed(list(enumerate(header)))}
    return {
        field: names[_title(title)]
        for field, titles in columns.items()
        for title in reversed(titles)
        if _title(title) in names
    }


def _title(cell: Any) -> str:
    """Return a title as titles are compared: without spaces and breaks of the line, brackets of either width
    the same.
    """
    return "".join(normalize("NFKC", str(cell)).split()).casefold()


#: A header row is looked for among so many rows of a sheet.
_HEADER_ROWS = 20


def table_in(
    sheets: Iterable[Sheet], columns: Mapping[str, Sequence[str]], needed: Sequence[str]
) -> tuple[str, dict[str, int], list[list[Any]], int] | None:
    """Return the first table that has the needed fields: its sheet's name, places, rows, and the header's number."""
    for name, rows in sheets:
        for number, header in enumerate(rows[:_HEADER_ROWS], 1):
            places = places_of(header, columns)
            if all(field in places for field in needed):
                return name, places, rows, number
    return None


def nearest_header(
    sheets: Iterable[Sheet], columns: Mapping[str, Sequence[str]], needed: Sequence[str]
) -> tuple[str, int, list[str]] | None:
    """Return the row that has most of the needed fields, where no table has all: its sheet's name, its number, and the
    fields it lacks; None if no row has any.
    """
    found = [
        (name, number, [field for field in needed if field not in places])
        for name, rows in sheets
        for number, header in enumerate(rows[:_HEADER_ROWS], 1)
        if (places := places_of(header, columns))
    ]
    nearest = min(found, key=lambda row: len(row[2]), default=None)
    return nearest if nearest is not None and len(nearest[2]) < len(needed) else None


def column_letters(place: int) -> str:
    """Return the letters of a column, A for 0."""
    place, letters = place + 1, ""
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class Row:
    """A row's cells by the fields their columns stand for."""

    def __init__(self, number: int, cells: Sequence[Any], places: Mapping[str, int]) -> None:
        self.number = number
        self._cells = cells
        self._places = places

    def text(self, field: str) -> str:
        place = self._places.get(field)
        if place is None or place >= len(self._cells):
            return ""
        return cell_text(self._cells[place])

    def has(self, field: str) -> bool:
        """Tell whether the file has the column."""
        return field in self._places

    def cell(self, field: str) -> str:
        """Return the address of a field's cell, e.g. F17."""
        return f"{column_letters(self._places.get(field, 0))}{self.number}"

    def is_blank(self) -> bool:
        return all(cell is None or str(cell).strip() == "" for cell in self._cells)

    def is_total(self, field: str = "") -> bool:
        """Tell whether the row says of itself that it sums others; one with something else in the field does not."""
        said = _title(self.text(field)) if field else ""
        return said in ("", *_TOTALS) and any(isinstance(cell, str) and _title(cell) in _TOTALS for cell in self._cells)


def workbook_of(sheets: Iterable[tuple[str, Iterable[Sequence[str]]]]) -> bytes:
    """Return sheets as a workbook; cells stay text, so that no program reshapes them."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, rows in sheets:
        sheet = book.add_worksheet(name or None)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    book.close()
    return out.getvalue()
