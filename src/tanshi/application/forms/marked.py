"""The rows that were not taken, as a workbook to be corrected: what was typed, with each finding at its cell.

It is the form's template with those rows filled in as they were typed. A cell with a finding is coloured and has the
finding as a note; all findings stand on a sheet of their own as well. So it is corrected and handed in like any other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from tanshi.application.forms.cell import Raw, Wrong, is_blank, text_of
from tanshi.application.forms.definition import Form
from tanshi.application.forms.given import Given, GivenRow
from tanshi.application.forms.workbook import HEADING_ROWS, Workbook
from tanshi.core.catalogue import Language
from tanshi.core.finding import Finding

#: A note is as large as this, so that a sentence can be read without opening it.
_NOTE = {"x_scale": 2.2, "y_scale": 1.2, "author": "tanshi"}
_WRONG = "#F8D7DA"


def as_typed(raw: Raw) -> str:
    """Return what somebody typed into a cell, as a line of text; what cannot be kept is left out."""
    try:
        return "" if is_blank(raw) else text_of(raw)
    except Wrong:
        return "".join(c for c in str(raw)[:100] if c.isprintable())


def open_cells(given: Given, numbers: Collection[int]) -> dict[str, Any]:
    """Return header and some rows as a draft holds them: `{"header": {…}, "rows": [{…}]}`, as typed."""
    form = given.form
    columns = [c.name for c in form.table.columns] if form.table else []
    header = {name: as_typed(raw) for name, (raw, _) in given.header.items()}
    rows = [
        {name: typed for name, raw in zip(columns, row.cells, strict=True) if (typed := as_typed(raw))}
        for row in given.rows
        if row.number in numbers
    ]
    return {"header": header, "rows": rows}


def marked(
    given: Given,
    numbers: Collection[int],
    findings: Iterable[Finding],
    language: Language = "zh",
    known: Mapping[str, Mapping[str, Mapping[str, str]]] | None = None,
) -> bytes:
    """Return a workbook with the rows of these numbers and the findings beside them."""
    return _Marked(given, [r for r in given.rows if r.number in numbers], list(findings), language, known or {}).make()


class _Marked(Workbook):
    """Writes the template, and into it what was typed."""

    def __init__(
        self,
        given: Given,
        rows: Sequence[GivenRow],
        findings: Sequence[Finding],
        language: Language,
        known: Mapping[str, Mapping[str, Mapping[str, str]]],
    ) -> None:
        super().__init__(given.form, language, known, {})
        self._given, self._rows, self._findings = given, rows, findings
        self._by_place: dict[str, list[str]] = {}
        for found in findings:
            self._by_place.setdefault(found.where, []).append(found.message(language))

    def make(self) -> bytes:
        """Return the workbook."""
        return self.write({}, ())

    def more(self, header: Any, table: Any) -> None:
        """Fill in what was typed, and add the sheet of findings."""
        form = self._given.form
        if header is not None:
            for row, asked in enumerate(form.header, 4):
                raw, where = self._given.header.get(asked.name, (None, asked.name))
                self._put(header, row, 2, asked.is_number, as_typed(raw), self._by_place.get(where, []))
        if table is not None:
            self._fill(form, table)
        self._findings_sheet()

    def _fill(self, form: Form, sheet: Any) -> None:
        assert form.table is not None
        for line, row in enumerate(self._rows, HEADING_ROWS):
            whole = self._by_place.get(self._given.address(row.number, ""), [])
            for place, (column, raw) in enumerate(zip(form.table.columns, row.cells, strict=True)):
                notes = self._by_place.get(self._given.address(row.number, column.name), [])
                typed = as_typed(raw)
                self._put(sheet, line, place, column.is_number, typed, [*(whole if place == 0 else ()), *notes])

    def _put(self, sheet: Any, row: int, place: int, numeric: bool, typed: str, notes: Sequence[str]) -> None:
        shape: dict[str, object] = {"locked": False}
        if notes:
            shape["bg_color"] = _WRONG
            sheet.write_comment(row, place, "\n".join(notes)[:2_000], _NOTE)
        digits = typed.replace(",", "")
        plain = digits.replace(".", "", 1).isdecimal() and digits.isascii() and len(digits) < 15
        if numeric and plain:
            sheet.write_number(row, place, float(digits), self._format(**shape))  # at most 14 digits: exact
        elif typed:
            sheet.write_string(row, place, typed, self._format(**shape, num_format="@"))
        elif notes:
            sheet.write_blank(row, place, None, self._format(**shape))

    def _findings_sheet(self) -> None:
        sheet = self._book.add_worksheet(self._word("findings"))
        wrap = self._format(text_wrap=True, valign="top")
        head = self._format(bold=True, bg_color="#EEF2F6", border=1)
        for place, (name, width) in enumerate((("place", 28), ("note", 90))):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, self._word(name), head)
        for row, found in enumerate(self._findings, 1):
            sheet.write_string(row, 0, found.where, wrap)
            sheet.write_string(row, 1, found.message(self._language), wrap)
