"""Figures of a report as verification reads them: records to be sampled, one figure, a figure raised or lowered.

A record is a unit's month; of activity data it is a row, named by its number and its month or year.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tanshi.core.exact import decimal, show
from tanshi.core.period import Period
from tanshi.mrv.activity_year import figures_of, rows_of
from tanshi.mrv.tables import UnitMonthRow
from tanshi.mrv.unit_months import CHANGEABLE
from tanshi.mrv.verification.guide import Recorded

#: The library of power plants; other sectors have the clauses that are for all.
POWER = "power"


def sector_of(rows: Any, entity: str, period: str) -> str:
    """Return the sector of a report: of activity data the one it was recorded as, else power."""
    of_activity = rows_of(rows, entity, period)
    return of_activity[0].sector if of_activity else POWER


def recorded(rows: Any, entity: str, period: str) -> list[Recorded]:
    """Return the records of a report; `rows` has `where(kind, **equals)`. Rows of one line or unit stand together."""
    if of_activity := rows_of(rows, entity, period):
        figures = figures_of(rows, entity, period)
        return [
            Recorded(str(r.number), r.month or period, _largest(figures.get(r.number, {})), False, bool(r.late), r.part)
            for r in of_activity
        ]
    months = set(Period.named(period).months)
    found = [m for m in rows.where(UnitMonthRow, entity=entity) if m.month in months]
    return [
        Recorded(m.unit, m.month, Fraction(m.fuel_e2), bool(m.fuel_e2) and m.carbon_e4 is None, bool(m.late), m.unit)
        for m in sorted(found, key=lambda m: (m.unit, m.month))
    ]


def _largest(figures: dict[str, str]) -> Fraction:
    """Return the largest figure of a row, its amount, whatever it is called."""
    return max((decimal(value) for value in figures.values() if value), default=Fraction(0))


def figure(rows: Any, entity: str, unit: str, month: str, field: str) -> str | None:
    """Return a figure as it is recorded, "" if it was not measured, None if there is none such."""
    row = rows.get(UnitMonthRow, (unit, month))
    if row is None:
        return _of_row(rows, entity, unit, month, field)
    if row.entity != entity or field not in CHANGEABLE:
        return None
    value = getattr(row, field)
    return "" if value is None else str(value)


def _of_row(rows: Any, entity: str, number: str, month: str, field: str) -> str | None:
    for row in rows_of(rows, entity, month[:4]):
        if (str(row.number), row.month or row.period) == (number, month):
            return figures_of(rows, entity, row.period).get(row.number, {}).get(field)
    return None


def adjusted(value: str, factor: Fraction) -> str:
    """Return a figure times a factor, rounded away from what it was in its own last place."""
    scale: int = 10 ** len(value.partition(".")[2])
    exact = decimal(value) * scale * factor
    whole = exact.numerator // exact.denominator if factor < 1 else -(-exact.numerator // exact.denominator)
    return show(Fraction(whole, scale))


def favours(before: str, after: str, lowered: bool) -> bool:
    """Tell whether a figure in place of another favours the firm."""
    if not before or not after:
        return False
    return decimal(after) > decimal(before) if lowered else decimal(after) < decimal(before)
