"""Units' output, emissions and allowances of a period added up: by emission year, by class, by province and class.

Amounts are those of units: what the limit on the gap adds is of the entity and in no unit's row, and emissions are
rounded to the tonne unit by unit, so that their sum may differ from that of entities by a few tonnes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tanshi.core.exact import show, total
from tanshi.core.period import Period
from tanshi.journal.engine import Snapshot
from tanshi.participants.areas import areas

_UNITS = """
SELECT a.period, e.area_gb2260, a.unit_class, a.unit, u.capacity_kw, a.output_mwh, a.heat_gj, a.verified_t, a.initial_t,
       a.approved_t
FROM allocation_unit a JOIN participants_unit u ON u.id = a.unit JOIN participants_entity e ON e.id = a.entity
WHERE a.period IN ({years})"""


@dataclass(frozen=True, slots=True)
class UnitYear:
    """An approved unit in an emission year."""

    year: str
    area: str
    unit_class: str
    unit: str
    capacity_kw: int
    output_mwh: str
    heat_gj: str
    verified_t: int
    initial_t: int
    approved_t: int


def read_unit_years(view: Snapshot, period: str) -> list[UnitYear]:
    """Return the approved units of a period's years; of the joint first period a unit stands in two."""
    years = [str(year) for year in Period.named(period).years]
    rows = view.fetch(_UNITS.format(years=", ".join("?" * len(years))), years)
    return [UnitYear(*row) for row in rows]


def by_year(units: Iterable[UnitYear]) -> list[dict[str, Any]]:
    """Return a row for each emission year."""
    return [{"emission_year": year, **sums} for (year,), sums in _grouped(units, lambda u: (u.year,))]


def by_class(units: Iterable[UnitYear]) -> list[dict[str, Any]]:
    """Return a row for each class; a unit counts once, its amounts of all years are added."""
    return [{"unit_class": kind, **sums} for (kind,), sums in _grouped(units, lambda u: (u.unit_class,))]


def by_province_and_class(units: Iterable[UnitYear]) -> list[dict[str, Any]]:
    """Return a row for each province and class, as `by_class` does."""
    return [
        {"area_gb2260": code, "name_zh": areas()[code].zh, "name_en": areas()[code].en, "unit_class": kind, **sums}
        for (code, kind), sums in _grouped(units, lambda u: (u.area, u.unit_class))
    ]


def _grouped(
    units: Iterable[UnitYear], key: Callable[[UnitYear], tuple[str, ...]]
) -> list[tuple[tuple[str, ...], dict[str, Any]]]:
    groups: dict[tuple[str, ...], list[UnitYear]] = {}
    for unit in units:
        groups.setdefault(key(unit), []).append(unit)
    return [(name, _sums(groups[name])) for name in sorted(groups)]


def _sums(units: list[UnitYear]) -> dict[str, Any]:
    verified, approved = sum(u.verified_t for u in units), sum(u.approved_t for u in units)
    capacities = {u.unit: u.capacity_kw for u in units}
    return {
        "units": len(capacities),
        "capacity_kw": sum(capacities.values()),
        "output_mwh": show(total(u.output_mwh for u in units)),
        "heat_gj": show(total(u.heat_gj for u in units)),
        "verified_t": verified,
        "initial_t": sum(u.initial_t for u in units),
        "approved_t": approved,
        "gap_t": verified - approved,
    }
