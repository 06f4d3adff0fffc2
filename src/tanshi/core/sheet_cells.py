"""Cells of a workbook that have no value to read: errors (#N/A), and formulas whose result was never computed.

Readers of workbooks give both as empty cells. Here they are texts as the spreadsheet writes them, so that who reads the
row says they are no numbers.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from posixpath import normpath
from typing import Any
from xml.etree import ElementTree

_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})\Z")


def without_value(data: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Return the cells without a value by sheet, row and column (from 0), with what they say; {} of a file that is no
    .xlsx. `ElementTree.ParseError` of a part that is no XML.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        names = set(book.namelist())
        if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
            return {}
        parts = {
            said.get("Id", ""): normpath(f"xl/{target}" if not target.startswith("/") else target[1:])
            for said in _elements(book.read("xl/_rels/workbook.xml.rels"), "Relationship")
            if (target := said.get("Target", ""))
        }
        found = {}
        for said in _elements(book.read("xl/workbook.xml"), "sheet"):
            part = parts.get(said.get(_RELATION_ID, said.get(_STRICT_RELATION_ID, "")), "")
            if part in names and (cells := dict(_cells(book.read(part)))):
                found[said.get("name", "")] = cells
        return found


def put(rows: list[list[Any]], cells: dict[tuple[int, int], str]) -> None:
    """Put the texts of cells without a value into a sheet's rows."""
    for (row, column), text in cells.items():
        if row < len(rows) and (column >= len(rows[row]) or rows[row][column] in ("", None)):
            rows[row] += [""] * (column + 1 - len(rows[row]))
            rows[row][column] = text


def _elements(xml: bytes, name: str) -> Iterator[ElementTree.Element]:
    """Yield the elements of a name, whatever their namespace; each is emptied when the next is asked for."""
    for _, element in ElementTree.iterparse(io.BytesIO(xml)):
        if _name(element) == name:
            yield element
            element.clear()


def _cells(xml: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    if b't="e"' not in xml and b"t='e'" not in xml and b"f>" not in xml and b"f " not in xml:  # nearly every file
        return
    for cell in _elements(xml, "c"):
        parts = {_name(part): "".join(part.itertext()) for part in cell}
        value, formula = parts.get("v", parts.get("is", "")), parts.get("f")
        if cell.get("t") == "e":
            text = value or "#"
        elif formula is not None and not value.strip() and cell.get("t") != "str":
            text = f"={formula[:40]}"
        else:
            continue
        if at := _ADDRESS.match(cell.get("r", "")):
            yield (int(at[2]) - 1, _column(at[1])), text


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
