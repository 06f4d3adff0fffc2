"""One year's allowances under three timings: given after the year, within it, or before it (配额发放时点).

The same nation, the same plan: only what is known when the allowances are given differs. After: all by the year's
confirmed output, nothing in advance. Within: the plan's advance while the year runs, settled up after it. Before: by
the output of the year before, in full, before the year begins. What is given early is compared with what the year's
output earns: what would be issued or taken back in settling up, and who is hurt if nothing is corrected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tanshi.allocation.commands import unit_output
from tanshi.allocation.power import PowerPlan, UnitAllocation, allocate_unit
from tanshi.core.finding import problem
from tanshi.core.period import Period
from tanshi.journal.engine import Snapshot
from tanshi.journal.table import read_rows
from tanshi.mrv.tables import VERIFIED, UnitYearRow
from tanshi.participants.tables import UnitRow
from tanshi.rules import Law

AFTER, WITHIN, BEFORE = "after", "within", "before"


@dataclass(frozen=True, slots=True)
class EntityTimings:
    """What an entity is given early under each timing, and what its year earns, in whole tonnes."""

    entity: str
    area_gb2260: str
    given: Mapping[str, int]
    earned_t: int
    obligation_t: int


@dataclass(frozen=True, slots=True)
class Timings:
    """The three timings of a period."""

    period: str
    in_force: str  # the plan's own timing
    entities: tuple[EntityTimings, ...]
    position: int

    def row(self, timing: str, of: Iterable[EntityTimings] | None = None) -> dict[str, Any]:
        """Return a timing's figures over entities (all of them without `of`).

        `issued_after_t`, `taken_back_t`: what settling up moves. `balance_*`: given less owed, before and after it.
        `hurt`: entities that were given less than their output earned, and by how much, if nothing is corrected.
        """
        every = list(self.entities if of is None else of)
        gaps = [(e.earned_t - e.given[timing], e) for e in every]
        less = [gap for gap, _ in gaps if gap > 0]
        more = [-gap for gap, _ in gaps if gap < 0]
        short = [e.obligation_t - e.given[timing] for e in every if e.obligation_t > e.given[timing]]
        return {
            "timing": timing,
            "entities": len(every),
            "given_t": sum(e.given[timing] for e in every),
            "earned_t": sum(e.earned_t for e in every),
            "issued_after_t": sum(less),
            "taken_back_t": sum(more),
            "entities_giving_back": len(more),
            "balance_uncorrected_t": sum(e.given[timing] - e.obligation_t for e in every),
            "balance_t": sum(e.earned_t - e.obligation_t for e in every),
            "short_uncorrected": len(short),
            "short_uncorrected_t": sum(short),
            "hurt": len(less),
            "hurt_t": sum(less),
        }

    def by_area(self, timing: str) -> list[dict[str, Any]]:
        """Return a timing's figures by province, those first that lose most if nothing is corrected."""
        areas: dict[str, list[EntityTimings]] = {}
        for entity in self.entities:
            areas.setdefault(entity.area_gb2260, []).append(entity)
        rows = [{"area_gb2260": area, **self.row(timing, of)} for area, of in areas.items()]
        return sorted(rows, key=lambda r: (r["given_t"] - r["earned_t"], r["area_gb2260"]))


def timings(law: Law, view: Snapshot, period: str) -> Timings:
    """Return the three timings of a finished period; its year before must be in the books too."""
    year = Period.named(period)
    before = str(year.first_year - 1)
    plan = PowerPlan.of(law, year)
    rows = view.fetch(
        "SELECT a.entity, e.area_gb2260, a.preallocated_t, a.approved_t, a.obligation_t FROM allocation_entity a"
        " JOIN participants_entity e ON e.id = a.entity"
        " WHERE a.period = ? AND a.approved_t IS NOT NULL ORDER BY a.entity",
        [period],
    )
    earlier = _earlier(plan, view, before)
    if not rows or not earlier:
        raise problem("timings.no_year", where=period, period=period, before=before)
    found = []
    for entity, area, advance, approved, obligation in rows:
        given = {AFTER: 0, WITHIN: advance, BEFORE: sum(u.initial_t for u in earlier.get(entity, ()))}
        found.append(EntityTimings(entity, area, given, approved, obligation))
    return Timings(period, str(plan.timing.value), tuple(found), view.head().size)


def _earlier(plan: PowerPlan, view: Snapshot, year: str) -> dict[str, Sequence[UnitAllocation]]:
    """Return what the plan gives for the output of an earlier year, by entity."""
    units = {u.id: u for u in read_rows(view, UnitRow)}
    found: dict[str, list[UnitAllocation]] = {}
    for of_unit in read_rows(view, UnitYearRow, period=year, stage=VERIFIED):
        output = unit_output(of_unit, units[of_unit.unit])
        found.setdefault(of_unit.entity, []).append(allocate_unit(plan, output))
    return {entity: tuple(of_entity) for entity, of_entity in found.items()}
