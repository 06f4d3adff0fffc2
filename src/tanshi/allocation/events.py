"""Facts of allocation and their projection. They carry the amounts and the parameters that were applied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.allocation.tables import EntityAllocationRow, PreallocationRow, UnitAllocationRow
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows


@dataclass(frozen=True, slots=True)
class Preallocated(Fact):
    """The province set what an entity's units are given in advance."""

    type: ClassVar[str] = "allocation.preallocated/1"
    entity: str
    period: str
    vintage: str
    base_year: str
    preallocated_t: int
    rules_revision: int
    parameters: list[dict[str, Any]]
    units: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Approved(Fact):
    """The province approved an entity's allowances of a period (核定); units of a joint period come with their year."""

    type: ClassVar[str] = "allocation.approved/1"
    entity: str
    period: str
    vintage: str
    initial_t: int
    relief_t: int
    approved_t: int
    verified_t: int
    obligation_t: int
    rules_revision: int
    parameters: list[dict[str, Any]]
    units: list[dict[str, Any]]


def _preallocated(fact: Preallocated, at: At, rows: Rows) -> None:
    for unit in fact.units:
        rows.put(
            PreallocationRow(
                unit["unit"], fact.period, fact.entity, fact.base_year, unit["base_t"], unit["preallocated_t"]
            )
        )
    rows.put(
        EntityAllocationRow(
            fact.entity, fact.period, fact.vintage, fact.preallocated_t, None, None, None, None, None,
            fact.rules_revision,
        )
    )  # fmt: skip


def _approved(fact: Approved, at: At, rows: Rows) -> None:
    for unit in fact.units:
        rows.put(UnitAllocationRow(period=unit.get("year", fact.period), entity=fact.entity, **_figures(unit)))
    earlier = rows.get(EntityAllocationRow, (fact.entity, fact.period))
    rows.put(
        EntityAllocationRow(
            fact.entity, fact.period, fact.vintage, earlier.preallocated_t if earlier else 0, fact.initial_t,
            fact.relief_t, fact.approved_t, fact.verified_t, fact.obligation_t, fact.rules_revision,
        )
    )  # fmt: skip


def _figures(unit: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in unit.items() if name != "year"}


FACTS = (FactType(Preallocated, _preallocated), FactType(Approved, _approved))
