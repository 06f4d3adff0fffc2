"""Modelled operation of generating units: what a year's monthly records would hold.

From capacity, technology, province, season and seed; figures and choices are in `figures/operation.yaml`. Whole numbers
only. Nothing is scaled to hit a total, and whatever is computed from it is labelled as modelled.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any

from tanshi.accounting.power import PowerRules, UnitMonth, unit_year
from tanshi.core.exact import half_up, scaled
from tanshi.core.finding import problem
from tanshi.core.texts import load_yaml
from tanshi.mrv.unit_months import MonthOfUnit
from tanshi.participants.commands import Unit
from tanshi.simulation.chance import Chance

KJ_PER_KGCE_E1 = 293_076  # 29,307.6 kJ
MILLE = 1000
#: Classes of coal units in the figures: from 400 MW, from 300 MW, smaller, unconventional.
CLASSES = ("I", "II_300", "II_small", "III")


@cache
def figures(name: str) -> Any:
    """Return a file of figures with its numbers as integers."""
    text = (resources.files("tanshi.simulation.figures") / f"{name}.yaml").read_text("utf-8")
    return _integers(load_yaml(text))


def _integers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _integers(v) for key, v in value.items()}
    if isinstance(value, list):
        return [_integers(v) for v in value]
    return int(value) if isinstance(value, str) and value.lstrip("-").isdigit() else value


@dataclass(frozen=True, slots=True)
class Traits:
    """What stays the same of a unit over the years, drawn once from its id."""

    rate_e1: int  # gce/kWh x 10 at 75 % load; gas: kJ/kWh
    own_use_permille: int
    heat_ratio_permille: int
    load_permille: int
    boiler_permille: int
    ncv_e3: int
    carbon_content_e6: int
    diligence: int  # 0-999: measures carbon in the years in which fewer of 1,000 units than this do not


def cooling_of(seed: int, unit_id: str, area: str, fuel: str) -> str:
    """Return the cooling of a unit whose source does not say it."""
    share = figures("operation")["air_cooled_permille"].get(area, 0)
    air = fuel == "coal" and Chance(seed, "cooling", unit_id).happens(share)
    return "air" if air else "water"


def traits(seed: int, unit: Unit, area: str) -> Traits:
    """Return a unit's traits."""
    f = figures("operation")
    chance = Chance(seed, "traits", unit.id)
    mw = unit.capacity_kw // 1000
    if unit.fuel == "gas":
        size = f["gas_rate_kj_per_kwh"]
        rate = chance.around(*size["large" if mw >= size["large_from_mw"] else "small"])
        own = chance.around(*f["gas_own_use_permille"])
        ncv, content = chance.around(*f["gas_ncv_e3"]), chance.around(*f["gas_carbon_content_e6"])
    else:
        rate = chance.around(*_by_size(f["supply_rate_e1"], mw))
        if mw < f["technology_below_mw"]:
            rate = rate * f["technology_permille"].get(unit.technology, MILLE) // MILLE
        rate += f["air_cooling_rate_e1"] if unit.cooling == "air" else 0
        own = chance.around(*_by_size(f["own_use_permille"], mw))
        own += f["cfb_own_use_more_permille"] if unit.technology == "cfb" else 0
        coal = coal_of(unit.coal_type, area)
        ncv = chance.around(*f["ncv_kj_per_kg"][coal])  # kJ/kg is GJ/t x 10^3
        content = f["carbon_content_e6"][coal] * chance.around(*f["carbon_around_permille"]) // MILLE
    kind = "gas" if unit.fuel == "gas" else "captive" if unit.captive else "chp" if unit.chp else "condensing"
    boiler = f["boiler_efficiency_permille"]
    efficiency = chance.around(*boiler["large" if mw >= boiler["large_from_mw"] else "small"])
    return Traits(
        rate_e1=rate,
        own_use_permille=own,
        heat_ratio_permille=chance.around(*_by_size(f["heat_ratio_permille"], mw)) if unit.chp else 0,
        load_permille=chance.around(*f["load_around_permille"][kind]),
        boiler_permille=efficiency,
        ncv_e3=ncv,
        carbon_content_e6=content,
        diligence=MILLE if unit.fuel == "gas" else chance.below(MILLE),
    )


def coal_of(coal_type: str, area: str) -> str:
    """Return which coal a unit is modelled with."""
    f = figures("operation")
    known = f["ncv_kj_per_kg"]
    return coal_type if coal_type in known else str(f["unknown_coal"].get(area, "bituminous"))


def months_of_unit(seed: int, unit: Unit, area: str, year: int) -> dict[str, MonthOfUnit]:
    """Return the modelled months of a unit in a year, by month; none if it did not run.

    A unit that starts in the year runs from July, one that retires in it to June.
    """
    if unit.start_year > year or 0 < unit.retired_year < year:
        return {}
    first = 7 if unit.start_year == year else 1
    last = 6 if unit.retired_year == year else 12
    of_unit = traits(seed, unit, area)
    chance = Chance(seed, "year", unit.id, year)
    hours = _hours(unit, area, year, chance)
    measures = of_unit.diligence >= _unmeasured_permille(unit, year)
    found = {}
    for month in range(1, 13):
        drawn = _Draw(chance)
        if first <= month <= last:
            record = _month(unit, area, year, month, of_unit, hours, drawn, measures)
            if record is not None:
                found[f"{year}-{month:02d}"] = record
    return found


def emission_t(rules: PowerRules, unit: Unit, months: Mapping[str, MonthOfUnit]) -> int:
    """Return what modelled months come to, in whole tonnes."""
    recorded = [
        UnitMonth(month, *(getattr(record, name) for name in MonthOfUnit.__slots__[1:]))
        for month, record in months.items()
    ]
    year = unit_year(rules, fuel=unit.fuel, chp=bool(unit.chp), rated_kw=unit.capacity_kw, months=recorded)
    return scaled(half_up(Fraction(year.emission_t_e2, 100)), 0)


class _Draw:
    """The draws of one month, taken whether the unit runs or not, so that months do not shift each other."""

    __slots__ = ("bought", "carbon", "generation", "load", "measured", "ncv")

    def __init__(self, chance: Chance) -> None:
        f = figures("operation")
        self.generation = chance.around(*f["month_around_permille"])
        self.load = chance.around(0, 25)
        self.ncv = chance.around(*f["ncv_month_around_permille"])
        self.carbon = chance.around(MILLE, 6)
        self.measured = not chance.happens(f["month_unmeasured_permille"])
        self.bought = chance.around(*f["purchased_permille"])


def _hours(unit: Unit, area: str, year: int, chance: Chance) -> int:
    """Return a unit's utilisation hours of a whole year."""
    f = figures("operation")
    if unit.fuel == "gas":
        return gas_hours(area, year) * chance.around(*f["gas_hours_around_permille"]) // MILLE
    weight = _dispatch_permille(unit.capacity_kw // 1000, bool(unit.captive)) * chance.around(
        *f["hours_around_permille"]
    )
    return coal_hours(area, year) * weight // (mean_dispatch_permille(area) * MILLE)


def coal_hours(area: str, year: int) -> int:
    """Return the mean hours of a province's coal units in a year.

    Thermal hours without what gas ran, over their mean of the nation, times the nation's coal hours: the
    provinces' figures say how they differ, the nation's how long its units ran.
    """
    national = _of_year(figures("thermal_by_province")["national_coal_hours"], year)
    return _provincial_hours(area, year) * national // _mean_provincial_hours(year)


@cache
def _provincial_hours(area: str, year: int) -> int:
    f = figures("thermal_by_province")
    hours: int = _of_year(f["hours"][area], year)
    thermal_mw, gas = _of_year(f["capacity"][area], year) * 10, gas_mw(area, year)
    if not _has_coal(area):
        return hours
    return (hours * thermal_mw - _of_year(figures("gas_by_province")["hours"], year) * gas) // (thermal_mw - gas)


@cache
def _mean_provincial_hours(year: int) -> int:
    """Return the mean of the provinces' hours over the coal capacity of the tracker."""
    hours = total = 0
    for code, row in figures("nation_coal")["provinces"].items():
        mw = sum(band[2] for c in CLASSES if c in row for band in row[c]["bands"])
        hours += _provincial_hours(code, year) * mw
        total += mw
    return hours // total


def gas_hours(area: str, year: int) -> int:
    """Return the mean hours of a province's gas units: the nation's, or the thermal hours where there is no coal."""
    if not _has_coal(area):
        hours: int = _of_year(figures("thermal_by_province")["hours"][area], year)
        return hours
    return _of_year(figures("gas_by_province")["hours"], year)


def _has_coal(area: str) -> bool:
    return area in figures("nation_coal")["provinces"]


@cache
def gas_mw(area: str, year: int) -> int:
    """Return a province's gas capacity at the end of a year, MW: `figures/gas_by_province.yaml`."""
    f = figures("gas_by_province")
    rows = f["provinces"]
    early, late = sum(r[0] for r in rows.values()), sum(r[1] for r in rows.values())
    own = rows.get(area, (0, 0))
    here: int = own[0] + own[1] * (_of_year(f["national_mw"], year) - early) // late
    return here


def _dispatch_permille(mw: int, captive: bool) -> int:
    """Return how much more or less than others a coal unit of a size and use runs."""
    f = figures("operation")
    by_size: int = _by_size(f["size_hours_permille"], mw)
    return by_size * f["captive_hours_permille"] // MILLE if captive else by_size


@cache
def mean_dispatch_permille(area: str) -> int:
    """Return the mean of a province's dispatch weights over its coal capacity, so that its units together run
    its hours.
    """
    row = figures("nation_coal")["provinces"].get(area, {})
    weights = total = 0
    for of_class in (row[c] for c in CLASSES if c in row):
        units = sum(count for _, count, _ in of_class["bands"])
        for _, count, mw in of_class["bands"]:
            captive = mw * of_class["captive"] // units
            weights += captive * _dispatch_permille(mw // count, True)
            weights += (mw - captive) * _dispatch_permille(mw // count, False)
            total += mw
    return weights // total if total else MILLE


def _unmeasured_permille(unit: Unit, year: int) -> int:
    f = figures("operation")["unmeasured_permille"]
    size = "large" if unit.capacity_kw // 1000 >= f["large_from_mw"] else "small"
    return _of_year(f[size], year)


def _month(
    unit: Unit, area: str, year: int, month: int, t: Traits, hours: int, drawn: _Draw, measures: bool
) -> MonthOfUnit | None:
    f = figures("operation")
    clock_hours = calendar.monthrange(year, month)[1] * 24
    generation = unit.capacity_kw * hours * _month_weight(area, month) * drawn.generation // (10**4 * MILLE)
    generation = min(generation, unit.capacity_kw * clock_hours * 97 // 100)  # kWh
    if generation <= 0:
        return None
    least = generation * MILLE // (unit.capacity_kw * clock_hours) + 1
    load = min(max(t.load_permille + drawn.load, least, 350), MILLE)
    own = generation * t.own_use_permille // MILLE
    ratio = _heat_ratio(t, area, year, month)
    energy = _fuel_energy_kj(unit, t, generation - own, load, ratio, year)
    energy_heat = energy * ratio // (MILLE - ratio)
    ncv = t.ncv_e3 * drawn.ncv // MILLE
    fuel, fuel_heat = energy_heat + energy, energy_heat
    carbon = ncv * t.carbon_content_e6 * drawn.carbon // (10**5 * MILLE)
    return MonthOfUnit(
        unit=unit.id,
        generation_mwh_e3=generation,
        own_use_mwh_e3=own,
        network_use_mwh_e3=own * f["network_use_permille_of_own"] * ratio // (MILLE * MILLE),
        heat_gj_e2=energy_heat * t.boiler_permille // (MILLE * 10**4),
        hours_e2=min(generation * MILLE * 100 // (unit.capacity_kw * load), clock_hours * 100),
        fuel_e2=fuel // (10 * ncv),  # kJ / (kJ/kg) = kg; 10 kg are a hundredth of a tonne
        fuel_for_heat_e2=fuel_heat // (10 * ncv),
        ncv_e3=ncv,
        carbon_e4=carbon if unit.fuel == "gas" or (measures and drawn.measured) else None,
        purchased_mwh_e3=generation * drawn.bought // (MILLE * MILLE),
    )


def is_heated(area: str) -> bool:
    """Tell whether a province heats from power plants in winter."""
    return area in figures("operation")["heating_provinces"].split()


def _month_weight(area: str, month: int) -> int:
    f = figures("operation")["month_weights"]
    if area in f["hydro_provinces"].split():
        region = "hydro"
    else:
        region = "north" if area in f["north_provinces"].split() else "south"
    weight: int = f[region][month - 1]
    return weight


def _heat_ratio(t: Traits, area: str, year: int, month: int) -> int:
    """Return the heat-supply ratio of a month, thousandths.

    Year and season move the heat per unit of electricity (ratio / (1 - ratio)), so that a year's heat is that of its
    mean ratio however it falls on the months.
    """
    f = figures("operation")
    per_power = t.heat_ratio_permille * MILLE // (MILLE - t.heat_ratio_permille)
    per_power = per_power * _of_year(f["heat_of_year_permille"], year) // MILLE
    if is_heated(area):
        per_power = per_power * f["heating_weights_permille"][month - 1] // MILLE
    return per_power * MILLE // (MILLE + per_power)


def _fuel_energy_kj(unit: Unit, t: Traits, supply_kwh: int, load: int, ratio: int, year: int) -> int:
    """Return the energy of the fuel for electricity in kJ."""
    f = figures("operation")
    rate: int = t.rate_e1
    if unit.fuel == "coal":
        reference: int = f["reference_supply_rate_e1"]
        rate = rate * _of_year(f["national_supply_rate_e1"], year) // reference
    below = max(0, 750 - load)
    more: int = f["load_rate_permille"] * below
    saved: int = f["chp_rate_saving_permille"] * ratio
    rate = rate * (10 * MILLE + more) // (10 * MILLE)
    rate = rate * (MILLE * MILLE - saved) // (MILLE * MILLE)
    if unit.fuel == "gas":
        return supply_kwh * rate
    return supply_kwh * rate * KJ_PER_KGCE_E1 // 10**5


def _by_size(rows: Sequence[Mapping[str, Any]], mw: int) -> Any:
    return next(row["value"] for row in rows if mw >= row["from_mw"])


def _of_year(values: Mapping[str, int], year: int) -> int:
    found = values.get(str(year))
    if found is None:
        raise problem("simulation.no_figures", year=year, first=min(values), last=max(values))
    return found
