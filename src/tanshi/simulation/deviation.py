"""A population held against what was published: entities, tonnes, capacity, generation, coal rate.

Nothing in a population is scaled to these figures, so the deviations say how good the model is. Tonnes are exact
integers of the accounting rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from tanshi.accounting.power import PowerRules
from tanshi.core.exact import scaled
from tanshi.core.period import Period
from tanshi.journal.engine import Snapshot
from tanshi.mrv.unit_months import MonthOfUnit
from tanshi.participants.commands import Unit
from tanshi.rules import Law
from tanshi.simulation.operation import KJ_PER_KGCE_E1, emission_t, figures, months_of_unit
from tanshi.simulation.population import Population


@dataclass(frozen=True, slots=True)
class UnitOfYear:
    """What a unit's modelled year comes to; `supply_kgce` is the fuel for the electricity it supplied, if coal."""

    entity: str
    area_gb2260: str
    unit: Unit
    emission_t: int
    generation_kwh: int
    supply_kwh: int
    supply_kgce: int


@dataclass(frozen=True, slots=True)
class Deviation:
    """One published figure and the population's; `permille` is how far the population stands over it."""

    measure: str
    unit: str
    modelled: int
    published: int
    permille: int
    cite: str


def units_of_year(law: Law, population: Population, year: int, seed: int) -> Iterator[UnitOfYear]:
    """Return the modelled year of every unit of a population that ran in it."""
    rules = PowerRules.of(law, Period.of(year))
    for entity in population.entities:
        for unit in entity.units:
            if months := months_of_unit(seed, unit, entity.area_gb2260, year):
                records = list(months.values())
                supply = sum(r.generation_mwh_e3 - r.own_use_mwh_e3 for r in records)
                emission = emission_t(rules, unit, months)
                generation = sum(r.generation_mwh_e3 for r in records)
                fuel = _supply_kgce(records) if unit.fuel == "coal" else 0
                yield UnitOfYear(entity.entity, entity.area_gb2260, unit, emission, generation, supply, fuel)


def _supply_kgce(records: list[MonthOfUnit]) -> int:
    kj = sum((r.fuel_e2 - r.fuel_for_heat_e2) * 10 * r.ncv_e3 for r in records)
    return kj * 10 // KJ_PER_KGCE_E1


def deviation(law: Law, population: Population, year: int, seed: int) -> tuple[Deviation, ...]:
    """Return a population's deviations from the published figures of a year (`figures/published.yaml`).

    The population is that of a period which holds the year. Entities count from the year's listing threshold on;
    capacity is that of the units that run at the end of the year.
    """
    return deviations_of(law, list(units_of_year(law, population, year, seed)), year)


def deviations_of(law: Law, units: list[UnitOfYear], year: int) -> tuple[Deviation, ...]:
    """Return the deviations of units whose year is modelled already."""
    threshold = law.value("participants.listing_threshold_t", Period.of(year).first_day).integer
    of_entity: dict[str, int] = {}
    for u in units:
        of_entity[u.entity] = of_entity.get(u.entity, 0) + u.emission_t
    covered = {entity: t for entity, t in of_entity.items() if t >= threshold}
    supply_kwh = sum(u.supply_kwh for u in units if u.unit.fuel == "coal")
    at_end = [u.unit for u in units if u.unit.retired_year == 0 or u.unit.retired_year > year]
    modelled = {
        "entities": len(covered),
        "emission_mt": sum(covered.values()) // 10**6,
        "coal_gw": sum(u.capacity_kw for u in at_end if u.fuel == "coal") // 10**6,
        "gas_gw": sum(u.capacity_kw for u in at_end if u.fuel == "gas") // 10**6,
        "coal_twh": sum(u.generation_kwh for u in units if u.unit.fuel == "coal") // 10**9,
        "supply_rate_e1": sum(u.supply_kgce for u in units) * 10**4 // supply_kwh if supply_kwh else 0,
    }
    return tuple(_deviations(modelled, str(year)))


def deviations_of_books(view: Snapshot, year: int) -> tuple[Deviation, ...]:
    """Return the deviations of what the books hold of a year: covered entities that reported, and their units.

    The coal rate is left out: reports do not keep the fuel for electricity apart.
    """
    name = str(year)
    ((entities, emission),) = view.fetch(
        "SELECT COUNT(*), COALESCE(SUM(r.verified_t), 0) FROM mrv_report r WHERE r.period = ? AND EXISTS (SELECT 1 FROM"
        " participants_listing l WHERE l.entity = r.entity AND l.covered = 1 AND (l.period = ? OR l.period LIKE ?"
        " OR l.period LIKE ?))",
        [name, name, f"{name}-%", f"%-{name}"],
    )
    rows = view.fetch(
        "SELECT u.fuel,"
        " COALESCE(SUM(CASE WHEN u.retired_year = 0 OR u.retired_year > ? THEN u.capacity_kw ELSE 0 END), 0),"
        " COALESCE(SUM(y.generation_mwh_e3), 0) FROM mrv_unit_year y JOIN participants_unit u ON u.id = y.unit"
        " WHERE y.period = ? AND y.stage = 'verified' GROUP BY u.fuel",
        [year, name],
    )
    of_fuel = {fuel: (int(kw), int(kwh)) for fuel, kw, kwh in rows}
    coal_kw, coal_kwh = of_fuel.get("coal", (0, 0))
    modelled = {
        "entities": entities,
        "emission_mt": int(emission) // 10**6,
        "coal_gw": coal_kw // 10**6,
        "gas_gw": of_fuel.get("gas", (0, 0))[0] // 10**6,
        "coal_twh": coal_kwh // 10**9,
    }
    return tuple(_deviations(modelled, name))


_UNITS = {
    "entities": "entities", "emission_mt": "Mt", "coal_gw": "GW", "gas_gw": "GW", "coal_twh": "TWh",
    "supply_rate_e1": "0.1 gce/kWh",
}  # fmt: skip


def _deviations(modelled: dict[str, int], year: str) -> Iterator[Deviation]:
    for measure, rows in figures("published").items():
        if year in rows and measure in modelled:
            published = rows[year]["value"]
            over = Fraction(modelled[measure] - published, published)
            permille = scaled(Fraction(round(over * 1000), 1000), 3)
            yield Deviation(measure, _UNITS[measure], modelled[measure], published, permille, rows["cite"])
