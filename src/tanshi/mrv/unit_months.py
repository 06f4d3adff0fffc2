"""A unit's month: its figures as they are recorded, what cannot be, what is missing, and a figure changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from tanshi.accounting.power import UnitMonth
from tanshi.core.period import Period
from tanshi.journal.rows import Rows
from tanshi.mrv.month import last_day_of
from tanshi.mrv.tables import UnitMonthRow
from tanshi.participants.tables import UnitRow

_FIELDS = tuple(f.name for f in fields(UnitMonth) if f.name != "month")

#: What verification may change in a month.
CHANGEABLE = frozenset(_FIELDS)


@dataclass(frozen=True, slots=True)
class MonthOfUnit:
    """One unit's figures of a month (see `accounting.power.UnitMonth`)."""

    unit: str
    generation_mwh_e3: int
    own_use_mwh_e3: int
    network_use_mwh_e3: int
    heat_gj_e2: int
    hours_e2: int
    fuel_e2: int
    fuel_for_heat_e2: int
    ncv_e3: int
    carbon_e4: int | None
    purchased_mwh_e3: int


def months_by_unit(rows: Rows, entity: str, period: Period) -> dict[str, list[UnitMonth]]:
    """Return the recorded months of an entity's units in a period, in order."""
    wanted = set(period.months)
    found: dict[str, list[UnitMonth]] = {}
    for row in rows.where(UnitMonthRow, entity=entity):
        if row.month in wanted:
            found.setdefault(row.unit, []).append(unit_month(row))
    return found


def unit_month(row: UnitMonthRow) -> UnitMonth:
    """Return the month of a row as accounting reads it."""
    return UnitMonth(row.month, *(getattr(row, name) for name in _FIELDS))


def recorded_month(month: str, record: MonthOfUnit) -> UnitMonth:
    """Return a month as it is recorded as accounting reads it."""
    return UnitMonth(month, *(getattr(record, name) for name in _FIELDS))


def impossible(month: MonthOfUnit, rated_kw: int, days: int) -> str:
    """Return the first field whose value cannot be, or "": negative, or more than the unit and the month allow."""
    for name in _FIELDS:
        value = getattr(month, name)
        if value is not None and value < 0:
            return name
    if month.hours_e2 > days * 24 * 100:
        return "hours_e2"
    # generation may not exceed rated power over the hours run by more than the 10 % a unit can be overloaded
    if month.generation_mwh_e3 * 100 * 10 > rated_kw * month.hours_e2 * 11:
        return "generation_mwh_e3"
    if month.own_use_mwh_e3 > month.generation_mwh_e3 + month.purchased_mwh_e3:
        return "own_use_mwh_e3"
    if month.network_use_mwh_e3 > month.own_use_mwh_e3:
        return "network_use_mwh_e3"
    if month.fuel_for_heat_e2 > month.fuel_e2:
        return "fuel_for_heat_e2"
    return "carbon_e4" if month.carbon_e4 is not None and month.carbon_e4 > 100_000 else ""


def missing_month(unit: UnitRow, recorded: Sequence[UnitMonth], period: Period) -> str:
    """Return the first month a unit should have recorded and did not, or "".

    In the year it started a unit may begin in any month, in the year it retired end in any; between its first and
    its last month none may be missing.
    """
    have = {m.month for m in recorded}
    first = max(unit.start_year, period.first_year)
    last = min(unit.retired_year or period.last_year, period.last_year)
    if first > last:
        return ""
    begin = min(have, default="") if unit.start_year == first else f"{first}-01"
    end = max(have, default="") if unit.retired_year == last else f"{last}-12"
    if not have and begin == end == "":
        return ""
    return next((m for m in period.months if (begin or m) <= m <= (end or m) and m not in have), "")


def with_figure(
    of_unit: Sequence[UnitMonth], unit: UnitRow, month: str, field: str, after: str
) -> tuple[str, list[UnitMonth]] | None:
    """Return the figure before and the unit's months with another one, or None if it is not possible."""
    place = next((n for n, m in enumerate(of_unit) if m.month == month), None)
    if place is None or field not in CHANGEABLE or not (after.isdigit() or (after == "" and field == "carbon_e4")):
        return None
    value: Any = int(after) if after else None
    changed = replace(of_unit[place], **{field: value})
    days = last_day_of(month)
    assert days is not None
    if impossible(_of_unit(unit.id, changed), unit.capacity_kw, days.day):
        return None
    before = getattr(of_unit[place], field)
    return "" if before is None else str(before), [*of_unit[:place], changed, *of_unit[place + 1 :]]


def _of_unit(unit: str, month: UnitMonth) -> MonthOfUnit:
    return MonthOfUnit(unit, *(getattr(month, name) for name in _FIELDS))
