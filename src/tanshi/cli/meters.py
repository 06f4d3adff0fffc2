"""`tanshi meters`: hourly CO2 of units with its gaps filled, beside what their months come to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tanshi.application.market import open_market
from tanshi.cli import show
from tanshi.core.exact import half_up
from tanshi.core.exact import show as decimal_text
from tanshi.core.finding import problem
from tanshi.disclosure.charts import can_draw
from tanshi.journal.table import read_rows
from tanshi.mrv.hourly import UnitHours, calculated_t, unit_hours
from tanshi.mrv.hourly_file import HourlyFile, read_hours
from tanshi.mrv.tables import UnitMonthRow
from tanshi.mrv.unit_months import unit_month
from tanshi.participants.tables import UnitRow
from tanshi.rules import Law

_FORMS = (".png", ".svg", ".pdf")


def run_meters(file: Path, db: str, chart: Path | None, as_json: bool) -> int:
    """Show a file's months, measured beside calculated; 1 if rows are wrong or a month is beyond the tolerance."""
    read = read_hours(file)
    law = Law("cn")
    found = _with_books(law, read, db) if db else [unit_hours(law, u, y, s, {}) for (u, y), s in read.series.items()]
    if chart is not None:
        _draw(found, chart, file.name)
    if as_json:
        show.json_document({
            "units": [
                {"unit_id": u.unit, "year": u.year, "gaps": len(u.gaps), "months": [m.as_json() for m in u.months]}
                for u in found
            ],
            "findings": [f.as_json() for f in read.findings],
        })  # fmt: skip
    else:
        _print(found, file.name)
        show.findings(read.findings)
    return 1 if read.findings or any(m.is_beyond for u in found for m in u.months) else 0


def _with_books(law: Law, read: HourlyFile, db: str) -> list[UnitHours]:
    market = open_market(db, write=False)
    found = []
    try:
        with market.view() as view:
            for (unit, year), series in read.series.items():
                known = read_rows(view, UnitRow, id=unit)
                if not known:
                    raise problem("meters.unknown_unit", where=unit)
                rows = [m for m in read_rows(view, UnitMonthRow, unit=unit) if m.month.startswith(str(year))]
                months = [unit_month(m) for m in sorted(rows, key=lambda m: m.month)]
                calculated = calculated_t(law, known[0].fuel, year, months) if months else {}
                found.append(unit_hours(law, unit, year, series, calculated))
    finally:
        market.close()
    return found


def _draw(found: Sequence[UnitHours], chart: Path, origin: str) -> None:
    from tanshi.disclosure.meter_charts import draw_hours

    if chart.suffix not in _FORMS:
        raise problem("meters.bad_form", where=str(chart))
    if not can_draw():
        raise problem("documents.not_installed", missing="matplotlib")
    for unit in found:
        target = chart if len(found) == 1 else chart.with_stem(f"{chart.stem}-{unit.unit}-{unit.year}")
        draw_hours(unit, target, origin, show.language())
        show.err.print(show.word("meters.drawn", file=target), markup=False, soft_wrap=True)


def _print(found: Sequence[UnitHours], name: str) -> None:
    heads = ("unit", "month", "valid", "measured", "filled", "calculated", "difference", "note")
    rows = []
    for unit in found:
        for m in unit.months:
            difference = m.difference
            note = "" if m.calculated_t is None else "beyond" if m.is_beyond else "" if m.compared else "too_few"
            rows.append((
                m.unit, m.month, f"{m.valid}/{m.hours}", f"{m.measured_kg / 1000:,.0f}", f"{m.filled_kg / 1000:,.0f}",
                "" if m.calculated_t is None else f"{half_up(m.calculated_t).numerator:,}",
                "" if difference is None else f"{decimal_text(half_up(100 * difference, 1), 1)} %",
                show.word(f"meters.{note}") if note else "",
            ))  # fmt: skip
    show.table(name, [show.word(f"meters.word_{h}") for h in heads], rows, left=2)
