"""What a sector's units ran and emitted, as the bench reads it: from a file, or handed over from the books."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from tanshi.allocation.power import PowerPlan, UnitOutput
from tanshi.allocation.units_file import FileUnit, by_entity, units_of
from tanshi.core.exact import half_up, scaled
from tanshi.core.finding import Finding
from tanshi.core.sheets import bytes_of
from tanshi.participants.areas import area_code


@dataclass(frozen=True, slots=True)
class ObservedUnit:
    """A unit's year. `verified_t` is exact, the rounded amount stands in `output`; `where` is its place."""

    entity_id: str
    output: UnitOutput
    verified_t: Fraction
    where: str

    @property
    def electricity_emission(self) -> Fraction:
        """The share of the emission that is of electricity: what the heat-supply ratio (供热比) leaves."""
        return (1 - self.output.heat_ratio) * self.verified_t

    @property
    def heat_emission(self) -> Fraction:
        """The share of the emission that is of heat: the heat-supply ratio of it."""
        return self.output.heat_ratio * self.verified_t


@dataclass(frozen=True, slots=True)
class ObservedEntity:
    """An entity and its verified emissions in whole tonnes; `area_gb2260` is "" where the source does not say."""

    entity_id: str
    name_zh: str
    name_en: str
    area_gb2260: str
    verified_t: int


@dataclass(frozen=True, slots=True)
class Observed:
    """A sector's units and entities, and what is wrong with the source. `position` of the journal, None for a file."""

    origin: str
    units: tuple[ObservedUnit, ...]
    entities: Mapping[str, ObservedEntity]
    findings: tuple[Finding, ...] = ()
    position: int | None = None


def observed_file(path: Path | str, plan: PowerPlan, *others: PowerPlan) -> Observed:
    """Return the units of a file as several plans need them; `Problem` if the file cannot be used."""
    file = Path(path)
    return observed_units(file.name, bytes_of(file), plan, *others)


def observed_units(name: str, data: bytes, plan: PowerPlan, *others: PowerPlan) -> Observed:
    """Return the same of a file's content; `name` is what findings call it."""
    file = units_of(name, data, plan, *others, any_year=True)
    units = tuple(ObservedUnit(u.entity_id, u.output, u.verified_t, u.where) for u in file.units)
    entities, wrong = {}, []
    for id, of_entity in by_entity(file.units).items():
        area, findings = _area(of_entity)
        wrong += findings
        entities[id] = ObservedEntity(id, id, id, area, whole_t(u.verified_t for u in of_entity))
    return Observed(name, units, entities, (*file.findings, *wrong))


def whole_t(amounts: Iterable[Fraction]) -> int:
    """Return an exact sum of emissions, half-up to a tonne."""
    return scaled(half_up(sum(amounts, Fraction(0))), 0)


def _area(units: list[FileUnit]) -> tuple[str, list[Finding]]:
    """Return the province of an entity, the first that its rows name."""
    findings: list[Finding] = []
    for unit in units:
        if not unit.area:
            continue
        code = area_code(unit.area)
        if code is not None:
            return code, findings
        findings.append(Finding("draft.unknown_area", unit.where, {"value": unit.area, "entity": unit.entity_id}))
    return "", findings
