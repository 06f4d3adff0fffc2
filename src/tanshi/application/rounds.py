"""A province's round of a period, as its officers see it: who waits for what, what was told and carried out.

A round has steps in one order. Whoever a step is open for stands in its list; who is covered and stands in none of
the lists is done with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tanshi.allocation.instruction import PREALLOCATION, SETTLE_UP
from tanshi.allocation.tables import AllocationObjectionRow, ApplicationRow, DeductionRow, RoundRow
from tanshi.journal.engine import Reads
from tanshi.journal.table import read_rows


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a round: the act that does it, the stage it is of ("" where it has none), by whom it can be done."""

    id: str
    kind: str
    stage: str
    of_area: bool = False

    def item(self, entity: str, area: str, period: str) -> dict[str, Any]:
        """Return the act's item for an entity, or for the area."""
        about = {"area_gb2260": area} if self.of_area else {"entity": entity}
        found = {**about, "period": period}
        return {**found, "stage": self.stage} if self.stage else found


STEPS: Mapping[str, Step] = {
    step.id: step
    for step in (
        Step("preallocate", "allocation.preallocate", ""),
        Step("instruct_advance", "allocation.instruct", PREALLOCATION),
        Step("report_advance", "allocation.report_round", PREALLOCATION, of_area=True),
        Step("publish_advance", "allocation.publish_round", PREALLOCATION, of_area=True),
        Step("approve", "allocation.approve", ""),
        Step("instruct_final", "allocation.instruct", SETTLE_UP),
        Step("report_final", "allocation.report_round", SETTLE_UP, of_area=True),
        Step("publish_final", "allocation.publish_round", SETTLE_UP, of_area=True),
    )
}


@dataclass(frozen=True, slots=True)
class Standing:
    """An entity in a round. Whole tonnes; None where nothing is decided yet."""

    entity: str
    name_zh: str
    name_en: str
    preallocated_t: int | None
    approved_t: int | None
    instructed_t: int | None
    withheld_t: int
    waiting_t: int  # instructed and not carried out yet, net
    told: tuple[str, ...]  # stages that were instructed

    @property
    def open_steps(self) -> tuple[str, ...]:
        """The steps that are open for the entity."""
        found = []
        if self.preallocated_t is None and self.approved_t is None:
            found.append("preallocate")
        elif self.approved_t is None and PREALLOCATION not in self.told:
            found.append("instruct_advance")
        if self.approved_t is None:
            found.append("approve")
        elif SETTLE_UP not in self.told:
            found.append("instruct_final")
        return tuple(found)


@dataclass(frozen=True, slots=True)
class RoundView:
    """A province's round: its entities, what the steps wait for, what was reported, and what is to be decided."""

    area: str
    period: str
    entities: tuple[Standing, ...]
    reported: Mapping[str, RoundRow]  # by stage
    objections: tuple[AllocationObjectionRow, ...]
    applications: tuple[ApplicationRow, ...]
    deductions: tuple[DeductionRow, ...]

    def waiting(self, step: str) -> list[str]:
        """Return the entities a step is open for; for a step of the area the area itself, if it is open."""
        found = STEPS[step]
        if not found.of_area:
            return [e.entity for e in self.entities if step in e.open_steps]
        row = self.reported.get(found.stage)
        is_open = (row is None) if found.kind.endswith("report_round") else (row is not None and not row.published_on)
        return [self.area] if is_open else []


_ENTITIES = """
SELECT e.id, e.name_zh, e.name_en, a.preallocated_t, a.approved_t, i.instructed_t, COALESCE(i.deducted_t, 0)
FROM participants_entity AS e
JOIN participants_listing AS l ON l.entity = e.id AND l.period = ? AND l.covered = 1
LEFT JOIN allocation_entity AS a ON a.entity = e.id AND a.period = l.period
LEFT JOIN allocation_issue AS i ON i.entity = e.id AND i.period = l.period
WHERE e.area_gb2260 = ? ORDER BY e.id
"""

_TOLD = """
SELECT x.entity, x.stage, x.amount_t, n.amount_t FROM participants_entity AS e
JOIN allocation_instruction AS x ON x.entity = e.id AND x.period = ?
LEFT JOIN registry_instruction AS n ON n.id = x.id
WHERE e.area_gb2260 = ?
"""


def round_of(view: Reads, area: str, period: str) -> RoundView:
    """Return a province's round of a period as the books have it."""
    told: dict[str, list[str]] = {}
    waiting: dict[str, int] = {}
    for entity, stage, amount, moved in view.fetch(_TOLD, [period, area]):
        told.setdefault(entity, []).append(stage)
        if moved is None:
            waiting[entity] = waiting.get(entity, 0) + amount
    entities = tuple(
        Standing(id, zh, en, advance, approved, instructed, withheld, waiting.get(id, 0), tuple(told.get(id, ())))
        for id, zh, en, advance, approved, instructed, withheld in view.fetch(_ENTITIES, [period, area])
    )
    known = {e.entity for e in entities}
    return RoundView(
        area,
        period,
        entities,
        {row.stage: row for row in read_rows(view, RoundRow, area_gb2260=area, period=period)},
        tuple(row for row in read_rows(view, AllocationObjectionRow, period=period) if row.entity in known),
        tuple(row for row in read_rows(view, ApplicationRow, period=period) if row.entity in known),
        tuple(row for row in read_rows(view, DeductionRow, from_period=period) if row.entity in known),
    )
