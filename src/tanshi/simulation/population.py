"""The entities of a scenario: from a roster, which a file of real units or the reference nation gives.

Whatever a source does not say and the product needs (cooling, for a generated unit all of it) is drawn from
the seed and named in the unit's `modelled` field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from tanshi.core.finding import Finding, problem
from tanshi.core.period import Period
from tanshi.participants.commands import RegisterEntity, Skipped, Unit
from tanshi.participants.firms_file import Firms
from tanshi.participants.roster import Roster, RosterUnit, by_owner, by_plant, why_not_running
from tanshi.participants.unit_class import unit_class
from tanshi.rules import Law
from tanshi.simulation.nation import reference_nation
from tanshi.simulation.operation import cooling_of

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
    parts: tuple[Population, ...] = ()  # of a population from several sources

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


def from_firms(firms: Firms) -> Population:
    """Return firms that have no units in the books: they record by their guide's streams."""
    return Population(f"firms {firms.source}", firms.source, firms.entities, (), firms.findings)


def together(parts: Sequence[Population]) -> Population:
    """Return one population of several; an entity or unit in two of them is refused, nobody knows which one counts."""
    if len(parts) == 1:
        return parts[0]
    seen: set[str] = set()
    for part in parts:
        ids = {e.entity for e in part.entities} | {u.id for e in part.entities for u in e.units}
        if both := sorted(seen & ids):
            raise problem("roster.in_two_files", where=part.source, id=both[0], count=len(both))
        seen |= ids
    return Population(
        origin=" + ".join(p.origin for p in parts),
        source=" + ".join(p.source for p in parts),
        entities=tuple(e for p in parts for e in p.entities),
        skipped=tuple(s for p in parts for s in p.skipped),
        findings=tuple(f for p in parts for f in p.findings),
        parts=tuple(parts),
    )


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
    modelled = [unit.modelled] if unit.modelled else []
    if not unit.cooling and unit.modelled != "all":
        modelled.append("cooling")
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


def generated(law: Law, period: Period, seed: int, times: int = 1) -> Population:
    """Return the entities of the reference nation that ran in a period; `times` 10 for ten times the nation."""
    found = from_roster(law, reference_nation(seed, times), period, seed)
    return replace(found, origin=f"generated from cited aggregates: {found.source}")
