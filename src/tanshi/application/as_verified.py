"""A report as verification left it: units' years and sources without what was corrected after the confirmation.

The books hold what stands now. Where it was corrected, the figures are put back and the year is computed again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

from tanshi.accounting.power import PowerRules, unit_year
from tanshi.core.period import Period
from tanshi.mrv.activity_tables import SourceRow
from tanshi.mrv.activity_year import activities, figures_of, rows_of, year_of
from tanshi.mrv.emission_correction import as_verified
from tanshi.mrv.tables import VERIFIED, ChangeRow, ReportRow, UnitYearRow
from tanshi.mrv.unit_months import months_by_unit
from tanshi.participants.tables import UnitRow
from tanshi.rules import Law


def unit_years(law: Law, rows: Any, entity: str, period: str) -> list[UnitYearRow]:
    """Return the years of a firm's units as verified; `rows` has `get` and `where`."""
    found = [y for y in rows.where(UnitYearRow, entity=entity, period=period) if y.stage == VERIFIED]
    later = _later(rows, entity, period)
    if not later or not found:
        return found
    months = months_by_unit(rows, entity, Period.named(period))
    for change in later:
        before: Any = int(change.before) if change.before else None
        months[change.unit] = [
            replace(m, **{change.field: before}) if m.month == change.month else m for m in months[change.unit]
        ]
    rules = PowerRules.of(law, Period.named(period))
    years = []
    for year in found:
        unit = rows.get(UnitRow, year.unit)
        made = unit_year(rules, fuel=unit.fuel, chp=bool(unit.chp), rated_kw=unit.capacity_kw, months=months[year.unit])
        years.append(UnitYearRow(year.unit, period, VERIFIED, entity, **asdict(made)))
    return years


def sources(law: Law, rows: Any, entity: str, period: str) -> list[SourceRow]:
    """Return what the sources of activity data came to as verified; `rows` has `get` and `where`."""
    found = [s for s in rows.where(SourceRow, entity=entity, period=period) if s.stage == VERIFIED]
    later = _later(rows, entity, period)
    if not later or not found:
        return found
    recorded, figures = rows_of(rows, entity, period), figures_of(rows, entity, period)
    for change in later:
        figures[int(change.unit)][change.field] = change.before
    year = year_of(law, recorded[0].sector, entity, period, activities(recorded, figures))
    return [SourceRow(entity, period, VERIFIED, **source) for source in year.sources]


def _later(rows: Any, entity: str, period: str) -> Iterable[ChangeRow]:
    """Return what corrections changed, the last first."""
    report = rows.get(ReportRow, (entity, period))
    if report is None:
        return []
    kept = {c.number for c in as_verified(rows, report)[1]}
    made = [c for c in rows.where(ChangeRow, entity=entity, period=period) if c.number not in kept]
    return sorted(made, key=lambda c: -c.number)
