"""Units as the cases beside the law write them, as the bench reads them."""

from __future__ import annotations

from fractions import Fraction

from tanshi.allocation.drafting.observed import Observed, ObservedEntity, ObservedUnit, whole_t
from tanshi.allocation.from_file import plan_named
from tanshi.allocation.power import UnitOutput
from tanshi.core.exact import decimal, half_up, scaled
from tanshi.rules import Law

LAW = Law("cn")


def plan(name):
    return plan_named(LAW, name)


def unit(row, number=0):
    verified = decimal(row["verified_t"])
    id = row.get("unit", f"U{number}")
    return ObservedUnit(
        row.get("entity", "E"),
        UnitOutput(
            unit_id=id,
            unit_class=row["unit_class"],
            supply_mwh=decimal(row.get("supply_mwh", "0")),
            generation_mwh=decimal(row.get("generation_mwh", row.get("supply_mwh", "0"))),
            heat_gj=decimal(row.get("heat_gj", "0")),
            heat_ratio=decimal(row.get("heat_ratio", "0")),
            load_factor=decimal(row["load_factor"]),
            cooling=row.get("cooling", "water"),
            chp=row.get("chp", "false") == "true",
            verified_t=scaled(half_up(verified), 0),
        ),
        verified,
        f"row {number}",
    )


def observed(rows):
    """A sector of the units of a case."""
    return sector([unit(row, n) for n, row in enumerate(rows, 1)])


def sector(units):
    names = dict.fromkeys(u.entity_id for u in units)
    totals = {n: whole_t(u.verified_t for u in units if u.entity_id == n) for n in names}
    areas = {n: "13" if i % 2 else "37" for i, n in enumerate(names)}
    entities = {n: ObservedEntity(n, n, n, areas[n], totals[n]) for n in names}
    return Observed("a case", tuple(units), entities)


def tenths(value):
    return Fraction(value, 10)
