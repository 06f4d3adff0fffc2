"""Files as sheets of cells: Excel workbooks (.xlsx) and CSV in the encodings people send.

A workbook is looked at before it is read: how large it is when unpacked, how far its cells reach, which cells hold an
error (#N/A), which are shown as percent. What is too large or is no workbook is refused; nothing of a file can make
reading raise anything but `Problem`.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

from tanshi.application.forms.archive import Damaged, archive_of, content
from tanshi.application.forms.cell import Percent, Raw
from tanshi.core.finding import problem

#: Bytes of a file, and of everything in it when unpacked.
LARGEST_FILE = 64 << 20
LARGEST_UNPACKED = 512 << 20

#: Cells a sheet may reach over, filled or not: a few more rows and columns than any form has.
LARGEST_AREA = 10_000_000

#: Characters of all text cells together: a text that stands once in the file may be shown in every cell.
LARGEST_TEXT = 1 << 29

#: Merged ranges of a sheet.
MOST_MERGED = 5_000

#: Parts of a workbook: sheets and the rest.
MOST_PARTS = 2_000

Address = tuple[int, int]  # row and column, from 0


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet: rows of cells as they stand in the file, and the cells that are more than their value."""

    name: str
    rows: Sequence[Sequence[Raw]]
    errors: frozenset[Address] = frozenset()
    merged: Sequence[tuple[Address, Address]] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """What a file holds."""

    kind: str  # xlsx or csv
    grids: Sequence[Grid] = field(default_factory=list)


def read_file(data: bytes, name: str = "") -> Read:
    """Return the sheets of a file; `Problem` if it is neither a workbook nor a table, damaged, empty or too large."""
    if len(data) > LARGEST_FILE:
        raise problem("forms.file_too_large", where=name, largest=f"{LARGEST_FILE >> 20} MB")
    if not data.strip():
        raise problem("forms.file_empty", where=name)
    if data[:4] == b"PK\x03\x04":
        return Read("xlsx", _workbook(data, name))
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise problem("forms.old_workbook", where=name)
    return Read("csv", [_csv(data, name)])


# CSV


def _csv(data: bytes, name: str) -> Grid:
    text = _decoded(data, name)
    if "\0" in text:
        raise problem("forms.not_a_table", where=name)
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise problem("forms.file_damaged", where=name, reason=str(error)) from None
    return Grid("", rows)


def _decoded(data: bytes, name: str) -> str:
    """Return a text: UTF-8 with or without mark, UTF-16 with mark, or GB 18030, which Excel in China writes."""
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise problem("forms.unknown_text", where=name)


# workbooks


def _workbook(data: bytes, name: str) -> list[Grid]:
    parts = unpack(data, name)
    if "xl/workbook.xml" not in parts or {"xl/workbook.bin", "content.xml", "mimetype"} & parts.keys():
        raise problem("forms.not_a_workbook", where=name)
    percents, lengths = _percents(parts), [len(t) for t in parts.get("xl/sharedStrings.xml", b"").split(b"</si>")]
    looks = {}
    for sheet, xml in _sheets(parts, name).items():
        _must_be_bounded(xml, lengths, name)
        looks[sheet] = _look(xml, percents)
    return [_grid(sheet, looks) for sheet in _cells(data, name)]


def unpack(data: bytes, name: str, largest: int = LARGEST_UNPACKED) -> dict[str, bytes]:
    """Return the files of a zip archive; `Problem` for tricks: too large unpacked, paths that lead out, doubles."""
    found: dict[str, bytes] = {}
    left = largest
    try:
        with archive_of(data) as archive:
            if len(archive.infolist()) > MOST_PARTS:
                raise problem("forms.file_too_large", where=name, largest=f"{MOST_PARTS} parts")
            for info in archive.infolist():
                _must_be_plain(info, found, name)
                if info.is_dir():
                    continue
                part = content(archive, info, left + 1)
                left -= len(part)
                if left < 0:
                    raise problem("forms.file_too_large", where=name, largest=f"{largest >> 20} MB")
                found[info.filename] = part
    except Damaged as error:
        raise problem("forms.file_damaged", where=name, reason=str(error)) from None
    return found


def _must_be_plain(info: zipfile.ZipInfo, found: Mapping[str, bytes], name: str) -> None:
    path = info.filename
    link = (info.external_attr >> 16) & 0o170000 == 0o120000
    outside = path.startswith(("/", "\\")) or "\\" in path or ":" in path or ".." in path.split("/")
    if link or outside or path in found or info.flag_bits & 1:
        raise problem("forms.archive_tricks", where=name, part=path[:80])


def _sheets(parts: Mapping[str, bytes], name: str) -> dict[str, bytes]:
    """Return the XML of the sheets by their names."""
    book = _xml(parts["xl/workbook.xml"], name)
    links = _xml(parts.get("xl/_rels/workbook.xml.rels", b""), name)
    relations = {r.get("Id"): r.get("Target", "") for r in links.iter()}
    found = {}
    for element in book.iter():
        if element.tag.rpartition("}")[2] == "sheet":
            relation = next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == "id"), "")
            target = relations.get(relation, "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            found[element.get("name", "")] = parts.get(path, b"")
    return found


def _xml(data: bytes, name: str) -> ElementTree.Element:
    """Return a small XML part. Documents with declarations of their own entities are refused: nobody needs them."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise problem("forms.archive_tricks", where=name, part="DOCTYPE")
    try:
        return ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise problem("forms.file_damaged", where=name, reason=str(error)) from None


_PERCENT_FORMATS = {9, 10}  # numbers of the built-in formats 0% and 0.00%


def _percents(parts: Mapping[str, bytes]) -> frozenset[str]:
    """Return the cell styles that show numbers as percent."""
    styles = parts.get("xl/styles.xml", b"")
    if b"<!" in styles or not styles:
        return frozenset()
    try:
        root = ElementTree.fromstring(styles)
    except ElementTree.ParseError:
        return frozenset()
    formats = set(_PERCENT_FORMATS)
    found: set[str] = set()
    for element in root.iter():
        tag = element.tag.rpartition("}")[2]
        if tag == "numFmt" and "%" in element.get("formatCode", ""):
            formats.add(_int(element.get("numFmtId", "")))
        elif tag == "cellXfs":
            found |= {str(n) for n, xf in enumerate(element) if _int(xf.get("numFmtId", "")) in formats}
    return frozenset(found)


def _int(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


@dataclass(frozen=True, slots=True)
class _Look:
    errors: frozenset[Address]
    percents: frozenset[Address]


_REFERENCE = re.compile(rb"""\sr=["']([A-Za-z]{0,3})([0-9]{1,7})["']""")
_ERROR_CELL = re.compile(rb"""<(?:\w+:)?c\s([^>]*?\bt=["']e["'][^>]*)>""")


_SHARED = re.compile(rb"""\bt=["']s["'][^>]*>\s*<(?:\w+:)?v[^>]*>\s*(\d{1,9})""")


def _must_be_bounded(xml: bytes, lengths: Sequence[int], name: str) -> None:
    """Refuse a sheet that reaches over too many cells, or shows a long text in too many of them."""
    columns: set[bytes] = set()
    last = 0
    for letters, digits in _REFERENCE.findall(xml):
        columns.add(letters)
        last = max(last, int(digits))
    reach = max((column_number(c.decode()) for c in columns), default=0)
    merged = xml.count(b"mergeCell ")
    if last * (reach + 1) > LARGEST_AREA or xml.count(b"<c") > LARGEST_AREA or merged > MOST_MERGED:
        raise problem("forms.file_too_large", where=name, largest=f"{LARGEST_AREA} cells")
    if xml.count(b"<c") * max(lengths, default=0) > LARGEST_TEXT:
        shown = sum(lengths[n] for found in _SHARED.findall(xml) if (n := int(found)) < len(lengths))
        if shown > LARGEST_TEXT:
            raise problem("forms.file_too_large", where=name, largest=f"{LARGEST_TEXT >> 20} MB of text")


def _look(xml: bytes, percents: frozenset[str]) -> _Look:
    """Return which cells of a sheet are errors or shown as percents."""
    errors = frozenset(a for found in _ERROR_CELL.findall(xml) if (a := _address(found)))
    shown = frozenset[Address]()
    if percents:
        styles = "|".join(sorted(percents)).encode()
        cells = re.findall(rb"""<(?:\w+:)?c\s([^>]*?\bs=["'](?:%s)["'][^>]*)>""" % styles, xml)
        shown = frozenset(a for found in cells if (a := _address(found)))
    return _Look(errors, shown)


def _address(attributes: bytes) -> Address | None:
    found = _REFERENCE.search(b" " + attributes)
    return (int(found[2]) - 1, column_number(found[1].decode())) if found and found[1] else None


def column_number(letters: str) -> int:
    """Return a column's number from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    """Return a column's letters: 0 is A."""
    letters, number = "", number + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    rows: list[list[Any]]
    merged: Sequence[tuple[Address, Address]]
    hidden: bool


def _cells(data: bytes, name: str) -> list[_Sheet]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = []
        for meta in book.sheets_metadata:
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            rows = sheet.to_python(skip_empty_area=False)
            hidden = meta.visible != SheetVisibleEnum.Visible
            found.append(_Sheet(meta.name, rows, sheet.merged_cell_ranges or [], hidden))
        return found
    except BaseException as error:  # a panic of the reader is not an Exception
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise problem("forms.file_damaged", where=name, reason=str(error)[:200]) from None


def _grid(sheet: _Sheet, looks: Mapping[str, _Look]) -> Grid:
    look = looks.get(sheet.name, _Look(frozenset(), frozenset()))
    for row, column in look.percents:
        if row < len(sheet.rows) and column < len(sheet.rows[row]):
            sheet.rows[row][column] = _as_percent(sheet.rows[row][column])
    return Grid(sheet.name, sheet.rows, look.errors, sheet.merged, sheet.hidden)


def _as_percent(value: Any) -> Raw:
    """Return what a cell shown as percent means: 0.123 is 12.3 %."""
    from tanshi.core.exact import decimal, show

    if not isinstance(value, int | float) or isinstance(value, bool):
        return value
    text = format(value, ".15g")
    return Percent(f"{show(decimal(text) * 100)}%") if "e" not in text and "n" not in text else value
