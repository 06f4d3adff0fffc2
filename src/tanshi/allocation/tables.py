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


@table("allocation_instruction", key=["id"], indexes=[["entity", "period"], ["period", "stage"]])
@dataclass(slots=True)
class InstructionRow(Row):
    """What the registry was told to put on an account (below zero: to take back), in whole tonnes.

    `due_t`: what the period gives in all by then; `deducted_t`: what of it is withheld; both include earlier stages.
    """

    id: str
    entity: str
    period: str
    stage: str
    vintage: str
    holder: str
    amount_t: int
    due_t: int
    deducted_t: int
    ground: str  # of an issue to the province's account, else ""
    day: str


@table("allocation_issue", key=["entity", "period"], checks=["instructed_t >= 0", "deducted_t >= 0"])
@dataclass(slots=True)
class IssueRow(Row):
    """What the registry was told in all for an entity's period: net tonnes, what was withheld, how far it got."""

    entity: str
    period: str
    due_t: int
    instructed_t: int
    deducted_t: int
    corrections: int
    stage: str
    day: str


@table("allocation_deduction", key=["entity", "number"], checks=["amount_t > 0"])
@dataclass(slots=True)
class DeductionRow(Row):
    """What is to be withheld from an entity's allowances from a period on, beside what it borrowed (扣减)."""

    entity: str
    number: int
    kind: str
    from_period: str
    amount_t: int
    ground: str
    citation: str
    noted_on: str


@table("allocation_deduction_lift", key=["entity", "number", "lift"], checks=["amount_t > 0"])
@dataclass(slots=True)
class DeductionLiftRow(Row):
    """So much of a deduction stands no more, from a day on."""

    entity: str
    number: int
    lift: int
    amount_t: int
    ground: str
    lifted_on: str


@table("allocation_withheld", key=["entity", "source", "period"], checks=["withheld_t >= 0"])
@dataclass(slots=True)
class WithheldRow(Row):
    """How much of a deduction a period withheld."""

    entity: str
    source: str  # borrowing/PERIOD or noted/NUMBER
    period: str
    withheld_t: int


@table(
    "allocation_application",
    key=["entity", "period", "kind"],
    checks=["amount_t > 0", "state IN ('open', 'granted', 'refused')"],
    indexes=[["period", "state"]],
)
@dataclass(slots=True)
class ApplicationRow(Row):
    """An entity's application for relief of a period: borrowing, hardship; and what was decided."""

    entity: str
    period: str
    kind: str
    amount_t: int
    ground: str
    evidence_sha256: str
    applied_on: str
    state: str
    granted_t: int
    reason: str
    decided_on: str


@table(
    "allocation_objection",
    key=["entity", "period", "stage"],
    checks=["state IN ('open', 'upheld', 'rejected')"],
    indexes=[["period", "state"]],
)
@dataclass(slots=True)
class AllocationObjectionRow(Row):
    """An entity's objection to what it was allocated, and the decision on it."""

    entity: str
    period: str
    stage: str
    reason: str
    evidence_sha256: str
    filed_on: str
    until: str
    state: str
    text: str
    decided_on: str
    late: int


@table("allocation_correction", key=["entity", "period", "number"])
@dataclass(slots=True)
class CorrectionRow(Row):
    """A correcting act: what was decided before, and what stands instead, whole tonnes."""

    entity: str
    period: str
    number: int
    stage: str
    ground: str
    reason: str
    before_t: int
    after_t: int
    day: str


@table("allocation_round", key=["area_gb2260", "period", "stage"], indexes=[["period"]])
@dataclass(slots=True)
class RoundRow(Row):
    """A province's round of a period as it reported it to the ministry, and when it was published."""

    area_gb2260: str
    period: str
    stage: str
    covered: int
    allocated: int
    exceptions: int
    allocated_t: int
    instructed_t: int
    withheld_t: int
    verified_t: int
    obligation_t: int
    relieved: int
    relief_t: int
    borrowing: int
    borrowed_t: int
    deadline: str
    late: int
    digest: str
    reported_on: str
    published_on: str


TABLES: tuple[type[Row], ...] = (
    PreallocationRow,
    UnitAllocationRow,
    EntityAllocationRow,
    BorrowingRow,
    InstructionRow,
    IssueRow,
    DeductionRow,
    DeductionLiftRow,
    WithheldRow,
    ApplicationRow,
    AllocationObjectionRow,
    CorrectionRow,
    RoundRow,
)
