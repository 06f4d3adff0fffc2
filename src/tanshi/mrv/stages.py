"""Months of a unit, or rows of activity data, at a stage of the report: as reported, or as verification left them."""

from __future__ import annotations

from typing import Any

from tanshi.accounting.activity import Activity
from tanshi.core.period import Period
from tanshi.journal.table import Fetches, read_rows
from tanshi.mrv.activity_year import activities, figures_of, rows_of
from tanshi.mrv.tables import REPORTED, ChangeRow, UnitMonthRow, UnitYearRow


def months_at(view: Fetches, year: UnitYearRow) -> list[UnitMonthRow]:
    """Return the months of a unit's year in order; as reported, what verification changed is put back."""
    wanted = set(Period.named(year.period).months)
    rows = {m.month: m for m in read_rows(view, UnitMonthRow, unit=year.unit) if m.month in wanted}
    if year.stage == REPORTED:
        changes = read_rows(view, ChangeRow, entity=year.entity, period=year.period)
        for change in reversed([c for c in changes if c.unit == year.unit]):  # a figure may have been changed twice
            setattr(rows[change.month], change.field, int(change.before) if change.before else None)
    return list(rows.values())


def activities_at(rows: Any, entity: str, period: str, stage: str) -> tuple[str, list[Activity]]:
    """Return the sector and rows of a firm's year, ("", []) if there are none; `rows` has `where(kind, **equals)`."""
    recorded, figures = rows_of(rows, entity, period), figures_of(rows, entity, period)
    if not recorded:
        return "", []
    if stage == REPORTED:
        changes = sorted(rows.where(ChangeRow, entity=entity, period=period), key=lambda c: c.number)
        for change in reversed(changes):
            figures[int(change.unit)][change.field] = change.before
    return recorded[0].sector, activities(recorded, figures)
