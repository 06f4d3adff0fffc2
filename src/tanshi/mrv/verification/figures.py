"""Figures of a report as verification reads them: records to be sampled, one figure, a figure raised or lowered."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tanshi.core.period import Period
from tanshi.mrv.commands import CHANGEABLE
from tanshi.mrv.tables import UnitMonthRow
from tanshi.mrv.verification.guide import Recorded


def recorded(rows: Any, entity: str, period: str) -> list[Recorded]:
    """Return the records of a report; `rows` has `where(kind, **equals)`."""
    months = set(Period.named(period).months)
    found = [m for m in rows.where(UnitMonthRow, entity=entity) if m.month in months]
    return [
        Recorded(m.unit, m.month, Fraction(m.fuel_e2), bool(m.fuel_e2) and m.carbon_e4 is None, bool(m.late))
        for m in sorted(found, key=lambda m: (m.unit, m.month))
    ]


def figure(rows: Any, entity: str, unit: str, month: str, field: str) -> str | None:
    """Return a figure as it is recorded, "" if it was not measured, None if there is none such."""
    row = rows.get(UnitMonthRow, (unit, month))
    if row is None or row.entity != entity or field not in CHANGEABLE:
        return None
    value = getattr(row, field)
    return "" if value is None else str(value)


def adjusted(value: str, factor: Fraction) -> str:
    """Return a figure times a factor, rounded away from what it was."""
    exact = int(value) * factor
    return str(exact.numerator // exact.denominator if factor < 1 else -(-exact.numerator // exact.denominator))


def favours(before: str, after: str, lowered: bool) -> bool:
    """Tell whether a figure in place of another favours the firm."""
    if not before or not after:
        return False
    return int(after) > int(before) if lowered else int(after) < int(before)
