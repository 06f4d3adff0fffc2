"""What a file of activity data comes to, as the machine interface gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from tanshi.accounting.activity_file import ActivityFile, read_activity
from tanshi.accounting.guide import Guide
from tanshi.accounting.measured import back_to_defaults
from tanshi.accounting.totals import EntityYear, PartYear, Totals, explain
from tanshi.core.exact import show
from tanshi.core.finding import Finding, problem
from tanshi.rules import Law, Node


@dataclass(frozen=True, slots=True)
class Report:
    """Entities of a file in their years, and what is wrong with rows that do not count."""

    sector: str
    guides: Mapping[int, Guide]
    entities: tuple[EntityYear, ...]
    findings: tuple[Finding, ...]
    read: ActivityFile

    def as_json(self) -> dict[str, Any]:
        """Return the result as the machine interface gives it."""
        return {
            "sector": self.sector,
            "guides": {str(y): str(g.citation) for y, g in sorted(self.guides.items())},
            "entities": [self.entity(e) for e in self.entities],
            "units": self.parts(),
            "findings": [f.as_json() for f in self.findings],
            "remarks": [f.as_json() for f in self.read.remarks],
        }

    def parts(self) -> list[dict[str, Any]]:
        """Return all lines and units as the machine interface gives them."""
        return [self._unit(p) for e in self.entities for p in e.parts if p.part or p.level != "entity"]

    def entity(self, found: EntityYear) -> dict[str, Any]:
        """Return an entity as the machine interface gives it."""
        places = self.guides[found.year].source_places
        return {
            "entity_id": found.entity,
            "year": found.year,
            "emissions_t": next(iter(found.totals.values())),
            "totals": dict(found.totals),
            "by_source": {code: show(value, places) for code, value in found.sources.items()},
            "gases_t": {gas: show(mass) for gas, mass in found.gases.items()},
            "figures": {code: show(value) for code, value in found.figures.items()},
        }

    def _unit(self, found: PartYear) -> dict[str, Any]:
        places = self.guides[found.year].source_places
        first = self.guides[found.year].totals[0].sources
        own = [value for code, value in found.sources.items() if code in first] or list(found.sources.values())
        return {
            "entity_id": found.entity,
            "year": found.year,
            "unit_id": found.part,
            "level": found.level,
            "emissions_t": show(sum(own, Fraction(0)), places),
            "by_source": {code: show(value, places) for code, value in found.sources.items()},
            "figures": {code: show(value) for code, value in found.figures.items()},
        }

    def why(self, entity: str, year: int = 0, total: str = "") -> Node:
        """Return the tree of an entity's total; `Problem` if the file has no such entity."""
        found = [e for e in self.entities if e.entity == entity and year in (0, e.year)]
        if not found:
            raise problem(
                "emissions.no_such_entity", value=entity, known=", ".join(e.entity for e in self.entities[:20])
            )
        guide = self.guides[found[-1].year]
        rows = [row for row in self.read.rows[guide.year] if row.entity == entity]
        return explain(guide, rows, total or guide.totals[0].code)


def report_of(law: Law, sector: str, path: Path | str, year: int = 0) -> Report:
    """Return what a file's rows come to; `Problem` if it cannot be used."""
    return computed(read_activity(law, sector, path, year))


def computed(read: ActivityFile) -> Report:
    """Return what rows that were read come to."""
    entities: list[EntityYear] = []
    findings = list(read.findings)
    for year in sorted(read.rows):
        totals = Totals(read.guides[year])
        totals.add(read.rows[year])
        entities += totals.finished()
        findings += totals.findings
    findings += back_to_defaults(read)
    return Report(read.sector, read.guides, tuple(entities), tuple(findings), read)
