"""The same paper as a workbook: same words, number and proof code, one sheet, figures as numbers.

The same paper gives the same bytes. Text is written as text, so nothing of the data becomes a formula or a link.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from tanshi.application.documents.paper import Composed, Paper, Part, Table, compose

#: More digits than a spreadsheet keeps exactly go in as text.
_DIGITS = 15

#: Characters of a sheet's name.
_NAME = 31


def xlsx(paper: Paper | Composed, *, by_heading: bool = False) -> bytes:
    """Return a paper as an Excel workbook; `Problem` if its data does not fit its template.

    `by_heading`: what stands under each heading is a sheet of its own, called as the heading.
    """
    import xlsxwriter

    composed = paper if isinstance(paper, Composed) else compose(paper)
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties(
        {
            "title": composed.title,
            "author": composed.issuing_body,
            "subject": composed.number,
            "comments": composed.code,
            "created": datetime.fromisoformat(composed.iso_day),
        }
    )
    _Sheet(book, composed, by_heading).write()
    book.close()
    return out.getvalue()


class _Sheet:
    """Writes a paper from top to bottom."""

    def __init__(self, book: Any, composed: Composed, by_heading: bool) -> None:
        self._book = book
        self._paper = composed
        self._by_heading = by_heading
        self._formats: dict[tuple[str, str], Any] = {}
        tables = [p.table for p in composed.parts if p.table]
        self._width = max((len(t.heads) for t in tables), default=2)
        self._begin(composed.number or composed.mark or "1")

    def _begin(self, name: str) -> None:
        """Begin a sheet; a name loses what no sheet's name may have."""
        paper = self._paper
        self._sheet = self._book.add_worksheet("".join(c for c in name if c not in "[]:*?/\\'")[:_NAME])
        self._row = 0
        self._sheet.set_paper(9)  # A4
        self._sheet.fit_to_pages(1, 0)
        self._sheet.set_column(0, self._width - 1, 24)
        self._sheet.set_footer(f"&L{paper.words['proof']} {paper.code}&C&P" if paper.code else "&C&P")

    def write(self) -> None:
        paper, words = self._paper, self._paper.words
        self._line(paper.issuing_body, "body")
        self._line(paper.number or paper.mark, "centre")
        self._line(paper.title, "title")
        if paper.addressee:
            self._line(paper.addressee, "text")
        for part in paper.parts:
            if self._by_heading and part.kind == "heading":
                self._begin(part.text)
            self._part(part)
        for number, annex in enumerate(paper.annexes, 1):
            self._line(f"{words['annex']} {number}: {annex}", "text")
        self._row += 1
        self._pair(words["issued_by"], paper.issuing_body)
        self._pair(words["day"], paper.day)
        if paper.number:
            self._pair(words["number"], paper.number)
        if paper.code:
            self._pair(words["proof"], paper.code)
            self._pair(words["scan"], paper.verify)

    def _part(self, part: Part) -> None:
        if part.text:
            self._line(part.text, "heading" if part.kind != "paragraph" else "text")
        for place, (label, value) in enumerate(part.figures):
            self._pair(label, value, any(part.numeric[place : place + 1]))
        if part.table:
            self._table(part.table)

    def _table(self, table: Table) -> None:
        for column, head in enumerate(table.heads):
            self._sheet.write_string(self._row, column, head, self._format("head"))
        self._row += 1
        for cells in table.rows:
            self._cells(cells, table.numeric, "")
        if table.total:
            self._cells(table.total, table.numeric, "total")
        self._row += 1

    def _cells(self, cells: Sequence[str], numeric: Sequence[bool], style: str) -> None:
        for column, cell in enumerate(cells):
            self._value(column, cell, numeric[column], style)
        self._row += 1

    def _value(self, column: int, cell: str, numeric: bool, style: str) -> None:
        digits = cell.replace(",", "")
        is_number = digits.lstrip("+-").replace(".", "", 1).isdecimal()  # a dash stands for what is not there
        if numeric and is_number and sum(c.isdigit() for c in digits) <= _DIGITS:
            places = len(digits.partition(".")[2])
            shape = "#,##0" + ("." + "0" * places if places else "")
            self._sheet.write_number(self._row, column, float(digits), self._format(style, shape))  # at most 15 digits
        else:
            self._sheet.write_string(self._row, column, cell, self._format(style))

    def _pair(self, label: str, value: str, numeric: bool = False) -> None:
        self._sheet.write_string(self._row, 0, label, self._format("head"))
        self._value(1, value, numeric, "")
        self._row += 1

    def _line(self, words: str, style: str) -> None:
        shape = self._format(style)
        if self._width > 1:
            self._sheet.merge_range(self._row, 0, self._row, self._width - 1, "", shape)
        self._sheet.write_string(self._row, 0, words, shape)
        per_line = self._width * 11  # Chinese characters that fit beside each other
        lines = sum(1 + len(piece) // per_line for piece in words.split("\n"))
        if style == "text" and lines > 1:
            self._sheet.set_row(self._row, 16 * lines)
        self._row += 1

    def _format(self, style: str, number: str = "") -> Any:
        if (style, number) not in self._formats:
            shape = dict(_STYLES[style])
            if number:
                shape["num_format"] = number
            self._formats[style, number] = self._book.add_format(shape)
        return self._formats[style, number]


_STYLES: dict[str, dict[str, object]] = {
    "": {"border": 1, "border_color": "#999999", "valign": "top"},
    "total": {"border": 1, "border_color": "#999999", "bold": True},
    "head": {"border": 1, "border_color": "#999999", "bg_color": "#F3F3F3", "bold": True},
    "heading": {"bold": True},
    "text": {"text_wrap": True, "valign": "top"},
    "centre": {"align": "center"},
    "title": {"align": "center", "bold": True, "font_size": 15},
    "body": {"align": "center", "bold": True, "font_size": 18, "font_color": "#C00000"},
}
