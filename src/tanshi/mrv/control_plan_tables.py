"""Facts of control plans and what is kept of them, version by version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table

FILED, ACCEPTED, RETURNED = "filed", "accepted", "returned"


@dataclass(frozen=True, slots=True)
class ControlPlanFiled(Fact):
    """A version of a plan was filed; `late`: the first one of a year after its deadline."""

    type: ClassVar[str] = "mrv.control_plan_filed/1"
    entity: str
    year: str
    version: int
    reason: str
    late: bool
    figures: list[dict[str, Any]]
    meters: list[dict[str, Any]]
    persons: list[dict[str, Any]]
    file_name: str
    file_bytes: int
    file_sha256: str


@dataclass(frozen=True, slots=True)
class ControlPlanDecided(Fact):
    """The province accepted a version, or sent it back."""

    type: ClassVar[str] = "mrv.control_plan_decided/1"
    entity: str
    year: str
    version: int
    accepted: bool
    reason: str


@table(
    "mrv_control_plan",
    key=["entity", "year", "version"],
    checks=["version > 0", "late IN (0, 1)", "state IN ('filed', 'accepted', 'returned')"],
)
@dataclass(slots=True)
class ControlPlanRow(Row):
    """A version of an entity's plan for a year; `answer` is what the province wrote to one it sent back."""

    entity: str
    year: str
    version: int
    reason: str
    state: str
    late: int
    file_name: str
    file_bytes: int
    file_sha256: str
    filed_on: str
    decided_on: str
    answer: str


@table("mrv_planned_figure", key=["entity", "year", "version", "unit", "field"])
@dataclass(slots=True)
class PlannedFigureRow(Row):
    """How a figure is got under a version of the plan."""

    entity: str
    year: str
    version: int
    unit: str
    field: str
    way: str
    meter: str
    frequency: str
    gap: str
    department: str
    records: str


@table("mrv_planned_meter", key=["entity", "year", "version", "number"])
@dataclass(slots=True)
class PlannedMeterRow(Row):
    """A meter of a version of the plan."""

    entity: str
    year: str
    version: int
    number: str
    model: str
    place: str
    accuracy_percent: str
    calibration_months: int


@table("mrv_planned_person", key=["entity", "year", "version", "name"])
@dataclass(slots=True)
class PlannedPersonRow(Row):
    """Who is responsible for what under a version of the plan."""

    entity: str
    year: str
    version: int
    name: str
    duty: str


def _filed(fact: ControlPlanFiled, at: At, rows: Rows) -> None:
    key = (fact.entity, fact.year, fact.version)
    rows.put(
        ControlPlanRow(
            *key, fact.reason, FILED, int(fact.late), fact.file_name, fact.file_bytes, fact.file_sha256,
            at.day, "", "",
        )
    )  # fmt: skip
    for figure in fact.figures:
        rows.put(PlannedFigureRow(*key, **figure))
    for meter in fact.meters:
        rows.put(PlannedMeterRow(*key, **meter))
    for person in fact.persons:
        rows.put(PlannedPersonRow(*key, **person))


def _decided(fact: ControlPlanDecided, at: At, rows: Rows) -> None:
    plan = rows.edit(ControlPlanRow, (fact.entity, fact.year, fact.version))
    plan.state, plan.decided_on, plan.answer = ACCEPTED if fact.accepted else RETURNED, at.day, fact.reason


FACTS = (FactType(ControlPlanFiled, _filed), FactType(ControlPlanDecided, _decided))
TABLES: tuple[type[Row], ...] = (ControlPlanRow, PlannedFigureRow, PlannedMeterRow, PlannedPersonRow)


def versions(rows: Any, entity: str, year: str) -> list[ControlPlanRow]:
    """Return the versions of a year's plan in order."""
    return sorted(rows.where(ControlPlanRow, entity=entity, year=year), key=lambda p: p.version)


def in_force(plans: Sequence[ControlPlanRow]) -> ControlPlanRow | None:
    """Return the last version that was accepted, None if none was."""
    return next((p for p in reversed(plans) if p.state == ACCEPTED), None)


def planned(rows: Any, plan: ControlPlanRow) -> Mapping[tuple[str, str], PlannedFigureRow]:
    """Return how a version of a plan gets its figures, by unit and field."""
    found = rows.where(PlannedFigureRow, entity=plan.entity, year=plan.year, version=plan.version)
    return {(f.unit, f.field): f for f in found}
