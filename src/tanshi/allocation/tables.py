"""What is kept of allocation."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.table import Row, table


@table(
    "allocation_preallocation", key=["unit", "period"], checks=["preallocated_t >= 0"], indexes=[["entity", "period"]]
)
@dataclass(slots=True)
class PreallocationRow(Row):
    """What a unit is given in advance, and of which base."""

    unit: str
    period: str
    entity: str
    base_year: str
    base_t: int
    preallocated_t: int


@table("allocation_unit", key=["unit", "period"], indexes=[["entity", "period"]])
@dataclass(slots=True)
class UnitAllocationRow(Row):
    """A unit's allowances of a year, step by step. Exact figures before rounding are decimal text.

    `period` is the emission year: of the joint first period a unit has two rows.
    """

    unit: str
    period: str
    entity: str
    unit_class: str
    output_mwh: str
    heat_gj: str
    heat_ratio: str
    load_factor: str
    cooling: str
    chp: int
    load_coef: str
    heat_coef: str
    cooling_coef: str
    electricity_t: int
    heat_t: int
    initial_t: int
    relief_t: int
    approved_t: int
    verified_t: int


@table("allocation_entity", key=["entity", "period"], checks=["preallocated_t >= 0"], indexes=[["period"]])
@dataclass(slots=True)
class EntityAllocationRow(Row):
    """An entity's allowances of a period: in advance, approved, and what it owes."""

    entity: str
    period: str
    vintage: str
    preallocated_t: int
    initial_t: int | None
    relief_t: int | None
    approved_t: int | None
    verified_t: int | None
    obligation_t: int | None
    rules_revision: int


@table(
    "allocation_borrowing",
    key=["entity", "period"],
    checks=["amount_t > 0", "amount_t <= limit_t"],
    indexes=[["out_of"]],
)
@dataclass(slots=True)
class BorrowingRow(Row):
    """What an entity may use of a later period's pre-allocation for this one's obligation (预支), whole tonnes."""

    entity: str
    period: str
    gap_t: int
    limit_t: int
    amount_t: int
    out_of: str
    vintage: str
    granted_on: str


TABLES: tuple[type[Row], ...] = (PreallocationRow, UnitAllocationRow, EntityAllocationRow, BorrowingRow)
