"""`tanshi report`: a power plant's annual report with the guide's tables, as PDF or workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from tanshi.application.documents import pdf, xlsx
from tanshi.application.forms import Context, form, take
from tanshi.application.forms.plausible import months_in
from tanshi.application.market import open_market
from tanshi.application.power_report import PowerReport, of_books, of_months, total_of
from tanshi.application.power_report_paper import paper
from tanshi.application.practice import legal_today
from tanshi.cli import show
from tanshi.cli.forms import file_bytes
from tanshi.core.finding import problem
from tanshi.journal.table import read_rows
from tanshi.mrv.plausibility.records import Month, Unit, unit_of
from tanshi.participants.tables import UnitRow
from tanshi.rules import Law

_FORMS = (".pdf", ".xlsx")


def run_report(db: str, entity: str, period: str, out: Path) -> int:
    """Write the report of an entity's year as the books have it."""
    _must_be_form(out)
    market = open_market(db, write=False)
    try:
        with market.view() as view:
            found = of_books(view, entity, period)
    finally:
        market.close()
    _write(found, market.law, out)
    return 0


def run_file(file: Path, db: str, entity: str, unit: Unit, out: Path) -> int:
    """Write the report of a file's months (the form power-month), one for each year; 1 if rows are left out."""
    _must_be_form(out)
    data, law = file_bytes(file), Law("cn")
    settled = {"entity": entity} if entity else {}
    intake = take(
        form("power-month"), data, Context(entity, {}, settled), name=file.name, digest=sha256(data).hexdigest()
    )
    show.findings(intake.findings)
    months = months_in(intake)
    if not months:
        raise problem("power_report.no_months", where=file.name)
    whose = str(intake.requests[0].item["entity"])
    found = of_months(whose, _units(db, whose, unit, months), months)
    for report in found:
        target = out if len(found) == 1 else out.with_stem(f"{out.stem}-{report.period.name}")
        _write(report, law, target)
    return 1 if intake.findings else 0


def _units(db: str, entity: str, like: Unit, months: Sequence[Month]) -> list[Unit]:
    """Return a file's units: those of the books, or all alike as the caller says."""
    names = sorted({u for u, _, _ in months})
    if not db:
        if not like.capacity_kw:
            raise problem("power_report.no_capacity")
        return [replace(like, id=name, entity=entity) for name in names]
    market = open_market(db, write=False)
    try:
        with market.view() as view:
            known = {row.id: unit_of(row) for row in read_rows(view, UnitRow, entity=entity)}
    finally:
        market.close()
    for name in names:
        if name not in known:
            raise problem("power_report.unknown_unit", where=entity, unit=name)
    return [known[name] for name in names]


def _must_be_form(out: Path) -> None:
    if out.suffix not in _FORMS:
        raise problem("power_report.bad_form", where=str(out))


def _write(report: PowerReport, law: Law, out: Path) -> None:
    made = paper(report, law, show.language(), legal_today().isoformat())
    try:
        out.write_bytes(xlsx(made, by_heading=True) if out.suffix == ".xlsx" else pdf(made).data)
    except OSError as error:
        raise problem("forms.cannot_write", where=str(out), reason=error.strerror or str(error)) from error
    told = {"year": report.period.name, "total": f"{total_of(report, law):,}", "file": out}
    show.out.print(show.word("power_report.written", **told), markup=False, soft_wrap=True)
