"""Cells of a workbook that have no value to read: errors (#N/A), and formulas whose result was never computed.

Readers of workbooks give both as empty cells. Here they are texts as the spreadsheet writes them, so that who reads the
row says they are no numbers.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from posixpath import normpath
from typing import Any

_SHEET = re.compile(r"<(?:\w+:)?sheet\s([^>]*)>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s([^>]*)>")
_ATTRIBUTE = re.compile(r"([\w:]+)=(?:\"([^\"]*)\"|'([^']*)')")
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*[^/>])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_FORMULA = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>(.*?)</(?:\w+:)?f>)", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|t)(?:\s[^>]*)?>(.*?)</(?:\w+:)?(?:v|t)>", re.DOTALL)
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})\Z")


def without_value(data: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Return the cells without a value by sheet, row and column (from 0), with what they say; {} of a file that is no
    .xlsx.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        names = set(book.namelist())
        if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
            return {}
        parts = {
            said.get("Id", ""): normpath(f"xl/{target}" if not target.startswith("/") else target[1:])
            for said in _said(_RELATION, book.read("xl/_rels/workbook.xml.rels"))
            if (target := said.get("Target", ""))
        }
        found = {}
        for said in _said(_SHEET, book.read("xl/workbook.xml")):
            part = parts.get(said.get("r:id", ""), "")
            if part in names and (cells := dict(_cells(book.read(part)))):
                found[said.get("name", "")] = cells
        return found


def put(rows: list[list[Any]], cells: dict[tuple[int, int], str]) -> None:
    """Put the texts of cells without a value into a sheet's rows."""
    for (row, column), text in cells.items():
        if row < len(rows) and (column >= len(rows[row]) or rows[row][column] in ("", None)):
            rows[row] += [""] * (column + 1 - len(rows[row]))
            rows[row][column] = text


def _said(pattern: re.Pattern[str], xml: bytes) -> Iterator[dict[str, str]]:
    for found in pattern.findall(xml.decode("utf-8", "replace")):
        yield {name: unescape(double or single) for name, double, single in _ATTRIBUTE.findall(found)}


def _cells(xml: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    if b't="e"' not in xml and b"f>" not in xml:  # nearly every file
        return
    for attributes, inner in _CELL.findall(xml):
        said = {n: a or b for n, a, b in _ATTRIBUTE.findall(attributes.decode("utf-8", "replace"))}
        value, formula = _VALUE.search(inner), _FORMULA.search(inner)
        if said.get("t") == "e":
            text = value[1].decode("utf-8", "replace") if value else "#"
        elif formula and not (value and value[1].strip()) and said.get("t") != "str":
            text = f"={(formula[1] or b'').decode('utf-8', 'replace')[:40]}"
        else:
            continue
        if at := _ADDRESS.match(said.get("r", "")):
            yield (int(at[2]) - 1, _column(at[1])), unescape(text)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
