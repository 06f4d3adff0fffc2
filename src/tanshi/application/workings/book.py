"""The workbook of a plan applied to a file: units or lines, entities, parameters, how it is rounded, notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from tanshi.allocation.borrowing import BorrowingTerms
from tanshi.allocation.from_file import FileAllocation
from tanshi.allocation.industry import IndustryPlan
from tanshi.allocation.lines_file import LinesAllocation
from tanshi.allocation.power import PowerPlan
from tanshi.allocation.units_file import UnitsFile
from tanshi.application.workings.entities import entity_grid
from tanshi.application.workings.grid import HEADING_ROWS, Writer
from tanshi.application.workings.industry import LineSheets
from tanshi.application.workings.lines import unit_lines
from tanshi.application.workings.parameters import Parameters, industry_entries, power_entries
from tanshi.application.workings.units import UnitSheets
from tanshi.core.catalogue import LANGUAGES, Language, text
from tanshi.core.finding import Finding, problem
from tanshi.rules import Law

#: Rows a sheet of this kind of workbook has.
_ROWS = 1_048_576

#: Lines whose balance value a sheet solves: it sums over all of them at two bends of each.
_LINES = 5_000

#: Workings carry no time: the plan and the file say what they are of.
_TIMELESS = datetime(2021, 1, 1)  # noqa: DTZ001 - a spreadsheet has no time zones


def workbook(law: Law, plan: PowerPlan, file: UnitsFile, found: FileAllocation) -> bytes:
    """Return the workings of a plan over the units of a file as an Excel workbook.

    `found` is what the plan gives those units. The same units give the same bytes. Formulas carry no stored results, so
    what opens the file computes them. `Problem` if a sheet has no room for the units.
    """
    if len(file.units) > _ROWS - HEADING_ROWS - 1:
        raise problem("workings.too_many", units=len(file.units), most=_ROWS - HEADING_ROWS - 1)
    titles = [text("workings.title", language, {"plan": _plan_name(plan, found, language)}) for language in LANGUAGES]
    book, out = _book(titles)
    parameters = Parameters(law, power_entries(plan, BorrowingTerms.of(law, plan.period)))
    sheets = UnitSheets(plan, parameters, unit_lines(file.units, found))
    entities = entity_grid(parameters, sheets, found.entities)
    writer = Writer(book)
    summed = ("units_t", "verified_t", "approved_t", "relief_t", "obligation_t", "gap_t", "borrow_limit_t")
    own = tuple(f"own_{name}" for name in summed)
    writer.write(sheets.units, titles)
    writer.write(entities, titles, totals=(*summed, *own))
    writer.write(parameters.grid, titles)
    writer.write(sheets.exact, [text("workings.exact_about", language) for language in LANGUAGES])
    _notes(book, writer, titles, "workings.notes", law, found.findings)
    book.close()
    return out.getvalue()


def lines_workbook(law: Law, plan: IndustryPlan, found: LinesAllocation) -> bytes:
    """Return the workings of a sector's plan over the lines of a file, in the same way as those of units.

    `Problem` if there are more lines than a sheet solves a balance value over.
    """
    if len(found.lines) > _LINES:
        raise problem("workings.too_many_lines", lines=len(found.lines), most=_LINES)
    titles = [
        text("workings.title_lines", language, {"plan": found.plan, "sector": _sector(plan, language)})
        for language in LANGUAGES
    ]
    book, out = _book(titles)
    parameters = Parameters(law, industry_entries(plan))
    sheets = LineSheets(plan, parameters, found)
    writer = Writer(book)
    writer.write(sheets.lines, titles, totals=("verified_t", "approved_t", "own_approved_t"))
    summed = ("verified_t", "approved_t", "gap_t")
    writer.write(sheets.entities, titles, totals=(*summed, *(f"own_{name}" for name in summed)))
    if sheets.balance is not None:
        writer.write(sheets.balance, titles)
    writer.write(parameters.grid, titles)
    _notes(book, writer, titles, "workings.notes_lines", law, found.findings)
    book.close()
    return out.getvalue()


def _sector(plan: IndustryPlan, language: Language) -> str:
    return text(f"industry.sector_{plan.sector}", language)


def _book(titles: Sequence[str]) -> tuple[Any, BytesIO]:
    """Return an empty workbook and where it is written to."""
    import xlsxwriter

    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": titles[0], "comments": titles[1], "created": _TIMELESS})
    return book, out


def _plan_name(plan: PowerPlan, found: FileAllocation, language: Any) -> str:
    drafted = text("workings.draft", language) if plan.plan.status == "draft" else ""
    return f"{found.plan}{drafted}"


def _notes(book: Any, writer: Writer, titles: Sequence[str], says: str, law: Law, findings: Sequence[Finding]) -> None:
    sheet = book.add_worksheet(text("workings.sheet_notes", "en"))
    sheet.set_column(0, 0, 120)
    wrap = writer.format(text_wrap=True, valign="top")
    lines = [(title, writer.format(bold=True)) for title in titles]
    for language in LANGUAGES:
        params = {"law": law.name}
        notes = text(says, language, params).split("\n")
        lines += [("", wrap), *((note, wrap) for note in notes if note)]
    lines += [("", wrap), *((f.line(language), wrap) for f in findings for language in LANGUAGES)]
    for row, (line, shape) in enumerate(lines):
        sheet.write_string(row, 0, line, shape)
