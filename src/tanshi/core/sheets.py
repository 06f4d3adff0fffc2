"""Tables people hand in as files: CSV (also gzipped, UTF-8 or GB 18030) and Excel workbooks, as rows of cells."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from tanshi.core.finding import problem

Sheet = tuple[str, list[list[Any]]]


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
    for encoding in ("utf-8-sig", "gb18030"):
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
        return [("", [list(row) for row in csv.reader(io.StringIO(text))])]
    except csv.Error as error:
        raise problem("input.damaged", where=file.name, reason=str(error)) from None


def _workbook(file: Path, data: bytes) -> list[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise problem("input.damaged", where=file.name, reason=str(error)) from None


def cell_text(value: Any) -> str:
    """Return what a cell says; a float is taken as its shortest decimal, and none is written with an exponent."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = " ".join(str(value).split())
    if isinstance(value, float | Decimal) and "e" in text.casefold():
        return format(Decimal(text), "f")
    return text


def places_of(header: Sequence[Any], columns: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return where the columns of fields are in a header row; `columns`: each field's titles, in any case."""
    names = {" ".join(str(cell).split()).casefold(): place for place, cell in reversed(list(enumerate(header)))}
    return {
        field: names[title.casefold()]
        for field, titles in columns.items()
        for title in reversed(titles)
        if title.casefold() in names
    }


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
        place, letters = self._places.get(field, 0) + 1, ""
        while place:
            place, rest = divmod(place - 1, 26)
            letters = chr(ord("A") + rest) + letters
        return f"{letters}{self.number}"

    def is_blank(self) -> bool:
        return all(cell is None or str(cell).strip() == "" for cell in self._cells)
