"""Records against the control plan: what a year's months say that the plan in force does not.

Every departure is a finding for the firm, its authority and who verifies; it holds nothing up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from tanshi.core.finding import Finding
from tanshi.core.period import Period
from tanshi.mrv.activity_year import rows_of
from tanshi.mrv.calibration import CalibrationRow
from tanshi.mrv.control_plan_tables import ControlPlanRow, PlannedFigureRow, in_force, planned, versions
from tanshi.mrv.month import last_day_of
from tanshi.mrv.stream_departures import of_rows
from tanshi.mrv.tables import METER_READING, EvidenceRow, UnitMonthRow
from tanshi.rules import Law


def departures(rows: Any, law: Law, entity: str, year: str) -> list[Finding]:
    """Return what the records of an entity's year say against its plan; `rows` has `where(kind, **equals)`."""
    months = [m for m in rows.where(UnitMonthRow, entity=entity) if m.month in Period.named(year).months]
    if not months and not rows_of(rows, entity, year):
        return []
    months.sort(key=lambda m: (m.unit, m.month))
    cite = law.value("mrv.departure", date(int(year), 1, 1)).citation
    return [replace(finding, citation=cite) for finding in _found(rows, entity, year, months)]


def _found(rows: Any, entity: str, year: str, months: Sequence[UnitMonthRow]) -> Iterator[Finding]:
    plans = versions(rows, entity, year)
    plan = in_force(plans)
    if plan is None:
        code = "mrv.departure_no_plan" if not plans else "mrv.departure_not_accepted"
        yield Finding(code, entity, {"entity": entity, "year": year})
        return
    if plan.late and plan.version == 1:
        yield Finding("mrv.departure_late_plan", entity, {"entity": entity, "year": year, "day": plan.filed_on})
    figures = planned(rows, plan)
    calibrations: dict[str, list[CalibrationRow]] = {}
    for made in rows.where(CalibrationRow, entity=entity):
        calibrations.setdefault(made.meter, []).append(made)
    read = _readings(rows, entity)
    for month in months:
        yield from _of_month(plan, figures, month, calibrations, read)
    yield from of_rows(rows, plan, figures, rows_of(rows, entity, year), calibrations, _is_calibrated)


def _readings(rows: Any, entity: str) -> Mapping[tuple[str, str, str], set[str]]:
    """Return the meters whose readings are deposited, by unit, month and figure."""
    found: dict[tuple[str, str, str], set[str]] = {}
    for piece in rows.where(EvidenceRow, entity=entity):
        if piece.kind == METER_READING:
            found.setdefault((piece.unit, piece.month, piece.field), set()).add(piece.source)
    return found


def _of_month(
    plan: ControlPlanRow,
    figures: Mapping[tuple[str, str], PlannedFigureRow],
    month: UnitMonthRow,
    calibrations: Mapping[str, Sequence[CalibrationRow]],
    read: Mapping[tuple[str, str, str], set[str]],
) -> Iterator[Finding]:
    where = f"{month.unit}/{month.month}"
    params = {"unit": month.unit, "month": month.month, "version": plan.version}
    if not any(unit == month.unit for unit, _ in figures):
        yield Finding("mrv.departure_unit", where, params)
        return
    carbon = figures[month.unit, "carbon_e4"]
    if month.fuel_e2 and carbon.way == "measured" and month.carbon_e4 is None:
        yield Finding("mrv.departure_not_measured", where, params)
    if carbon.way == "default" and month.carbon_e4 is not None:
        yield Finding("mrv.departure_measured", where, params)
    for (unit, field), figure in sorted(figures.items()):
        if unit != month.unit or not figure.meter:
            continue
        others = read.get((unit, month.month, field), set()) - {figure.meter}
        if others:
            said = {**params, "field": field, "meter": figure.meter, "others": ", ".join(sorted(others))}
            yield Finding("mrv.departure_meter", where, said)
        if getattr(month, field) and not _is_calibrated(calibrations.get(figure.meter, ()), month.month):
            yield Finding("mrv.departure_calibration", where, {**params, "field": field, "meter": figure.meter})


def _is_calibrated(made: Sequence[CalibrationRow], month: str) -> bool:
    """Tell whether calibrations cover every day of a month."""
    last = last_day_of(month)
    assert last is not None
    day = f"{month}-01"
    for one in sorted(made, key=lambda c: c.day):
        if one.day <= day <= one.until_day:
            if one.until_day >= last.isoformat():
                return True
            day = max(day, one.until_day)
    return False
