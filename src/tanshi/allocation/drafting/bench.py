"""A sector on the bench: its units under one plan's form, while the benchmarks vary.

What does not hang on a benchmark (output, coefficients) is computed once; under other benchmarks every unit and entity
is computed anew to the tonne, and equals what `allocate_unit` and `allocate_entity` give under a plan with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from tanshi.allocation.drafting.observed import Observed, ObservedUnit
from tanshi.allocation.power import (
    GAS_CLASS,
    VERIFIED_CLASS,
    EntityAllocation,
    PowerPlan,
    UnitAllocation,
    allocate_entity,
    allocate_unit,
)

#: Decimals with which the plans write their benchmarks.
PLACES = 4

#: The lines of a plan's table of benchmarks: electricity by class; heat, where the coal classes share one value.
HEAT_COAL, HEAT_GAS = "heat.coal", "heat.gas"


def heat_line(unit_class: str) -> str:
    """Return the line of the table that sets a class's heat benchmark."""
    return HEAT_GAS if unit_class == GAS_CLASS else HEAT_COAL


def lines_of(plan: PowerPlan) -> tuple[str, ...]:
    """Return the lines of a plan's table, as people write them."""
    return (*plan.electricity, *dict.fromkeys(heat_line(c) for c in plan.heat))


@dataclass(frozen=True, slots=True)
class Benchmarks:
    """Electricity benchmarks (tCO2/MWh) and heat benchmarks (tCO2/GJ) by class."""

    electricity: Mapping[str, Fraction]
    heat: Mapping[str, Fraction]

    @staticmethod
    def of(plan: PowerPlan) -> Benchmarks:
        """Return a plan's own."""
        return Benchmarks(
            {c: v.number for c, v in plan.electricity.items()}, {c: v.number for c, v in plan.heat.items()}
        )

    @staticmethod
    def by_line(values: Mapping[str, Fraction], classes: Iterable[str]) -> Benchmarks:
        """Return the benchmarks of a table by line."""
        every = list(classes)
        return Benchmarks({c: values[c] for c in every}, {c: values[heat_line(c)] for c in every})

    def lines(self) -> dict[str, Fraction]:
        """Return the table by line; of a plan whose coal classes differ in heat the first class stands for all."""
        heat: dict[str, Fraction] = {}
        for unit_class, value in self.heat.items():
            heat.setdefault(heat_line(unit_class), value)
        return {**self.electricity, **heat}


@dataclass(frozen=True, slots=True)
class Sector:
    """What a sector is given under one table of benchmarks, beside what it owes. Whole tonnes."""

    units: tuple[UnitAllocation, ...]
    entities: Mapping[str, EntityAllocation]

    @property
    def verified_t(self) -> int:
        return sum(e.verified_t for e in self.entities.values())

    @property
    def initial_t(self) -> int:
        """What the benchmarks give, before any relief."""
        return sum(u.initial_t for u in self.units)

    @property
    def approved_t(self) -> int:
        return sum(e.approved_t for e in self.entities.values())

    @property
    def obligation_t(self) -> int:
        return sum(e.obligation_t for e in self.entities.values())

    def surplus_t(self, *, after_relief: bool) -> int:
        """What is given beyond what is owed; below zero a deficit."""
        return self.approved_t - self.obligation_t if after_relief else self.initial_t - self.verified_t

    @property
    def relieved(self) -> int:
        """Entities that the 20 % rule helps: a raised allocation, or a lowered obligation."""
        return sum(is_relieved(e) for e in self.entities.values())


def is_relieved(entity: EntityAllocation) -> bool:
    """Tell whether the 20 % rule changes what an entity gets or owes; what gas units are forgiven does not count."""
    if entity.relief_t > 0:
        return True
    forgiven = sum(max(0, u.unit.verified_t - u.initial_t) for u in entity.units if u.unit.unit_class == GAS_CLASS)
    return entity.obligation_t < entity.verified_t - forgiven


class Bench:
    """The units of a sector under a plan's form."""

    def __init__(self, plan: PowerPlan, observed: Observed) -> None:
        self.plan = plan
        self.observed = observed
        self._units = [(unit, allocate_unit(plan, unit.output)) for unit in observed.units]

    @property
    def classes(self) -> list[str]:
        """The classes that have units, in the plan's order."""
        found = {u.output.unit_class for u in self.observed.units}
        return [c for c in self.plan.electricity if c in found]

    def weighted(self) -> list[tuple[ObservedUnit, Fraction]]:
        """Return each unit with a benchmark and its output times its coefficients: the allowance of a
        benchmark of 1.
        """
        return [
            (unit, _plain(found) * found.load.value)
            for unit, found in self._units
            if unit.output.unit_class != VERIFIED_CLASS
        ]

    @property
    def fixed_t(self) -> int:
        """What no benchmark decides: the emissions of the units that are given these."""
        return sum(found.initial_t for _, found in self._units if found.unit.unit_class == VERIFIED_CLASS)

    def weights(self) -> dict[str, Fraction]:
        """Return by line how many tonnes a benchmark of 1 would give, before rounding."""
        sums = dict.fromkeys(lines_of(self.plan), Fraction(0))
        for unit, weight in self.weighted():
            sums[unit.output.unit_class] += weight
            sums[heat_line(unit.output.unit_class)] += unit.output.heat_gj
        return sums

    def under(self, benchmarks: Benchmarks) -> Sector:
        """Return what every unit and entity is given under other benchmarks."""
        units = tuple(self._unit(found, benchmarks) for _, found in self._units)
        of_entity: dict[str, list[UnitAllocation]] = {id: [] for id in self.observed.entities}
        for (unit, _), found in zip(self._units, units, strict=True):
            of_entity[unit.entity_id].append(found)
        entities = self.observed.entities
        return Sector(
            units, {id: allocate_entity(self.plan, of, entities[id].verified_t) for id, of in of_entity.items()}
        )

    def own(self) -> Sector:
        """Return what the plan's own benchmarks give."""
        return self.under(Benchmarks.of(self.plan))

    def _unit(self, found: UnitAllocation, benchmarks: Benchmarks) -> UnitAllocation:
        unit = found.unit
        if unit.unit_class == VERIFIED_CLASS:
            return found
        plain = _plain(found) * benchmarks.electricity[unit.unit_class]
        heat = unit.heat_gj * benchmarks.heat[unit.unit_class]
        electricity_t, heat_t = found.load.floor_of(plain), self.plan.round("heat_allowance", heat)
        initial = electricity_t + heat_t
        raised = unit.unit_class == GAS_CLASS and self.plan.gas.value == "raises_allocation"
        approved = max(initial, unit.verified_t) if raised else initial
        return replace(
            found,
            electricity_allowance=plain * found.load.value,
            heat_allowance=heat,
            electricity_t=electricity_t,
            heat_t=heat_t,
            initial_t=initial,
            relief_t=approved - initial,
            approved_t=approved,
        )


def _plain(found: UnitAllocation) -> Fraction:
    """Return a unit's output times the coefficients that are no powers."""
    return found.output_mwh * found.cooling_coef * found.heat_coef
