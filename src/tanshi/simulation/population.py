"""The entities of a scenario: from a roster file of real units, or generated from published aggregates.

Whatever a source does not say and the product needs (cooling, for a generated unit all of it) is drawn from
the seed and named in the unit's `modelled` field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from hashlib import sha256

from tanshi.core.finding import Finding, problem
from tanshi.core.period import Period
from tanshi.participants.areas import areas
from tanshi.participants.commands import RegisterEntity, Skipped, Unit
from tanshi.participants.roster import Roster, RosterUnit, by_owner, by_plant, why_not_running
from tanshi.participants.unit_class import unit_class
from tanshi.rules import Law
from tanshi.simulation.chance import Chance
from tanshi.simulation.operation import cooling_of, figures

#: GB/T 4754: thermal power generation, combined heat and power (the list's scope 4411, 4412).
POWER, HEAT_AND_POWER = "4411", "4412"

#: How the units of a roster become entities.
GROUPINGS: Mapping[str, Callable[[Sequence[RosterUnit]], dict[str, list[RosterUnit]]]] = {
    "plant": by_plant,
    "owner": by_owner,
}


@dataclass(frozen=True, slots=True)
class Population:
    """Entities with their units, and the rows of the source that are not among them."""

    origin: str
    source: str  # digest of the source, or "generated"
    entities: tuple[RegisterEntity, ...]
    skipped: tuple[Skipped, ...]
    findings: tuple[Finding, ...]

    @property
    def units(self) -> int:
        return sum(len(e.units) for e in self.entities)


def from_roster(law: Law, roster: Roster, period: Period, seed: int, grouping: str = "plant") -> Population:
    """Return the entities of a roster's units that ran in a period."""
    excluded = law.value("allocation.excluded_technologies", period.first_day).value
    running: list[RosterUnit] = []
    skipped = [Skipped(s.row, s.id, s.name, s.reason) for s in roster.skipped]
    for unit in roster.units:
        reason = _why_not(unit, period, excluded)
        if reason:
            skipped.append(Skipped(unit.row, unit.id, unit.plant_name_zh or unit.plant_name_en, reason))
        else:
            running.append(unit)
    if not running:
        raise problem("roster.none_ran", where=roster.name, period=period.name)
    source = f"{roster.name}#{roster.sha256[:16]}"
    entities = [
        _entity(law, key, units, period, seed, source, grouping)
        for key, units in sorted(GROUPINGS[grouping](running).items())
    ]
    skipped.sort(key=lambda s: s.row)
    origin = f"roster {source} by {grouping}"
    return Population(origin, source, tuple(entities), tuple(skipped), roster.findings)


def _why_not(unit: RosterUnit, period: Period, excluded: Sequence[str]) -> str:
    reasons = [why_not_running(unit, year) for year in period.years]
    if all(reasons):
        return reasons[-1]
    return f"technology {unit.technology} is not under the plan" if unit.technology in excluded else ""


def _entity(
    law: Law, key: str, units: list[RosterUnit], period: Period, seed: int, source: str, grouping: str
) -> RegisterEntity:
    units = sorted(units, key=lambda u: u.id)
    first = units[0]
    chinese = next((u.plant_name_zh for u in units if u.plant_name_zh), "")
    return RegisterEntity(
        entity=key,
        name_zh=chinese or first.plant_name_en,
        name_en=first.owner if grouping == "owner" and first.owner else first.plant_name_en,
        area_gb2260=first.area_gb2260,
        sector_gbt4754=HEAT_AND_POWER if any(u.chp for u in units) else POWER,
        source=source,
        units=tuple(_unit(law, u, period, seed) for u in units),
    )


def _unit(law: Law, unit: RosterUnit, period: Period, seed: int) -> Unit:
    modelled = [] if unit.cooling else ["cooling"]
    return Unit(
        id=unit.id,
        name_zh=unit.unit_name,
        name_en=unit.unit_name,
        fuel=unit.fuel,
        technology=unit.technology,
        coal_type=unit.coal_type,
        unit_class=class_of(law, period.first_day, unit.fuel, unit.technology, unit.coal_type, unit.capacity_kw),
        capacity_kw=unit.capacity_kw,
        cooling=unit.cooling or cooling_of(seed, unit.id, unit.area_gb2260, unit.fuel),
        chp=int(unit.chp),
        captive=int(unit.captive),
        start_year=unit.start_year,
        retired_year=unit.retired_year,
        modelled=", ".join(modelled),
    )


def class_of(law: Law, on: date, fuel: str, technology: str, coal_type: str, capacity_kw: int) -> str:
    """Return a unit's class by the rule of the day."""
    rated = Fraction(capacity_kw, 1000)
    return unit_class(law, on, fuel=fuel, technology=technology, coal_type=coal_type, rated_mw=rated)


# A generated population: the first form, made whole by the reference nation.

#: Sizes units are built in, MW, by bucket of the capacity table; the mix gives the province's mean in expectation.
_SIZES = {
    "I": (600, 660, 1000),
    "II_300": (300, 330, 350),
    "II_small": (50, 135, 200),
    "III": (50, 135, 300),
    "gas": (180, 460),
}
_UNITS_PER_PLANT = {"I": (2, 2), "II_300": (1, 2), "II_small": (1, 4), "III": (1, 3), "gas": (1, 3)}
_FIRST_START, _LAST_START = 1996, 2018


def generated(law: Law, period: Period, seed: int) -> Population:
    """Return entities drawn from capacity by province, class and size (`figures/coal_capacity.yaml`).

    Gas capacity stands in no table by province; the national figure is spread by each province's thermal capacity
    beyond its coal capacity. Counts and mean sizes follow the tables, nothing is scaled afterwards.
    """
    entities: list[RegisterEntity] = []
    coal = figures("coal_capacity")["provinces"]
    for code, area in areas().items():
        chance = Chance(seed, "population", code)
        row = coal.get(code, {})
        number = 0
        total = sum(row[b][1] for b in ("I", "II_300", "II_small", "III")) if row else 0
        chp = row["chp_mw"] * 1000 // total if total else 0
        captive = row["captive_mw"] * 1000 // total if total else 0
        for bucket in ("I", "II_300", "II_small", "III"):
            count, mw = row[bucket] if row else (0, 0)
            for plant in _plants(chance, bucket, count, mw):
                number += 1
                entities.append(_generated_entity(law, period, seed, area.code, number, bucket, plant, chp, captive))
        for plant in _gas_plants(chance, code):
            number += 1
            entities.append(_generated_entity(law, period, seed, area.code, number, "gas", plant, 600, 0))
    digest = sha256(repr(entities).encode()).hexdigest()[:16]
    return Population("generated from cited aggregates", f"generated#{digest}", tuple(entities), (), ())


def _plants(chance: Chance, bucket: str, count: int, mw: int) -> list[list[int]]:
    """Return plants as lists of unit sizes (MW): so many units with that mean, in expectation."""
    if not count:
        return []
    sizes = [_size(chance, _SIZES[bucket], mw // count) for _ in range(count)]
    plants: list[list[int]] = []
    low, high = _UNITS_PER_PLANT[bucket]
    while sizes:
        take = chance.between(low, high)
        plants.append(sizes[:take])
        sizes = sizes[take:]
    return plants


def _size(chance: Chance, sizes: Sequence[int], mean: int) -> int:
    """Return one of the two sizes around the mean, so that the mean is met in expectation."""
    if mean <= sizes[0] or mean >= sizes[-1]:
        return mean
    above = next(s for s in sizes if s >= mean)
    below = max(s for s in sizes if s <= mean)
    if above == below:
        return above
    return above if chance.below(above - below) < mean - below else below


def _gas_plants(chance: Chance, code: str) -> list[list[int]]:
    f = figures("thermal_by_province")
    coal = figures("coal_capacity")["provinces"]

    def beyond(area: str) -> int:
        row = coal.get(area, {})
        coal_mw = sum(row[b][1] for b in ("I", "II_300", "II_small", "III")) if row else 0
        return max(0, int(f["capacity"][area]["2022"]) * 10 - coal_mw)

    national_mw = figures("operation")["gas_capacity_mw"]
    mw = national_mw * beyond(code) // sum(beyond(a) for a in f["capacity"])
    count = mw // 330
    return _plants(chance, "gas", count, mw) if count else []


def _generated_entity(
    law: Law, period: Period, seed: int, code: str, number: int, bucket: str, sizes: list[int], chp: int, captive: int
) -> RegisterEntity:
    area = areas()[code]
    entity = f"M{code}-{number:04d}"
    chance = Chance(seed, "entity", entity)
    is_chp, is_captive = chance.happens(chp), chance.happens(captive)
    units = tuple(
        _generated_unit(law, period, seed, code, f"{entity}-{n}", bucket, mw, is_chp, is_captive, chance)
        for n, mw in enumerate(sizes, 1)
    )
    return RegisterEntity(
        entity=entity,
        name_zh=f"{area.zh}模型电厂{number:04d}",
        name_en=f"{area.en} model plant {number:04d}",
        area_gb2260=code,
        sector_gbt4754=HEAT_AND_POWER if is_chp else POWER,
        source="generated",
        units=units,
    )


def _generated_unit(
    law: Law, period: Period, seed: int, code: str, unit: str, bucket: str, mw: int, chp: bool, captive: bool,
    chance: Chance
) -> Unit:  # fmt: skip
    fuel = "gas" if bucket == "gas" else "coal"
    technology = "combined cycle" if fuel == "gas" else "cfb" if bucket == "III" else _technology(chance, mw)
    coal_type = "waste coal" if bucket == "III" else "unknown" if fuel == "coal" else ""
    return Unit(
        id=unit,
        name_zh=f"{unit.rsplit('-', 1)[1]}号机组",
        name_en=f"Unit {unit.rsplit('-', 1)[1]}",
        fuel=fuel,
        technology=technology,
        coal_type=coal_type,
        unit_class=class_of(law, period.first_day, fuel, technology, coal_type, mw * 1000),
        capacity_kw=mw * 1000,
        cooling=cooling_of(seed, unit, code, fuel),
        chp=int(chp),
        captive=int(captive),
        start_year=chance.between(_FIRST_START, _LAST_START),
        retired_year=0,
        modelled="all",
    )


def _technology(chance: Chance, mw: int) -> str:
    """Return a technology as often as the fleet has it in the unit's size band."""
    bands = [(1000, ">=1000"), (600, "600-999"), (400, "400-599"), (300, "300-399"), (100, "100-299"), (0, "<100")]
    band = next(name for least, name in bands if mw >= least)
    rows = [r for r in figures("coal_fleet")["fleet"] if r["band"] == band and r["technology"] not in ("igcc", "cfb")]
    return str(rows[chance.pick([r["units"] for r in rows])]["technology"])
