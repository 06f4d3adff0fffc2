"""Instructions to the registry (配额发放指令): what it is to put on an account, or take back, signed by two.

A period gives an entity its pre-allocation, later its approved amount; deductions are withheld from it. Each
instruction is the difference to what was instructed before, so settling up, corrections and what carries on follow
from one rule. An instruction is carried out once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.allocation.deduction import keep_withheld, outstanding, touches, withheld
from tanshi.allocation.relief import BORROWING, GRANTED, HARDSHIP
from tanshi.allocation.tables import (
    ApplicationRow,
    BorrowingRow,
    EntityAllocationRow,
    InstructionRow,
    IssueRow,
)
from tanshi.core.finding import Problem
from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.core.period import Period
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.participants.commands import concern_of
from tanshi.participants.tables import EntityRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

PREALLOCATION, SETTLE_UP, CORRECTION = "preallocation", "settle_up", "correction"

#: Stages of a period's own allowances, each once but corrections; and what is given beside them.
OF_THE_PERIOD = (PREALLOCATION, SETTLE_UP, CORRECTION)
STAGES = (*OF_THE_PERIOD, BORROWING, HARDSHIP)


class InstructionOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "instruction.done"
    UNKNOWN_STAGE = "instruction.unknown_stage"
    NOT_DECIDED = "instruction.not_decided"
    NOT_INSTRUCTED_BEFORE = "instruction.not_instructed_before"
    NOTHING_CORRECTED = "instruction.nothing_corrected"
    ALREADY_INSTRUCTED = "instruction.already_instructed"
    NOT_DIFFERENTIATED = "instruction.not_differentiated"
    NO_EVIDENCE = "instruction.no_evidence"


@dataclass(frozen=True, slots=True)
class Instruct:
    """Instruct the registry for an entity's stage of a period.

    `ground`: "" for the entity's own account; why else it goes to the province's (差异化发放), with the digest of the
    paper that shows it.
    """

    entity: str
    period: str
    stage: str
    ground: str = ""
    evidence_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Instructed(Fact):
    """The province instructed the registry: the amount of this stage, and how it follows."""

    type: ClassVar[str] = "allocation.instructed/1"
    id: str
    entity: str
    period: str
    stage: str
    vintage: str
    holder: str
    amount_t: int
    due_t: int
    before_t: int
    deducted_t: int
    withheld: list[dict[str, Any]]  # source, kind, in_period_t, left_t
    ground: str
    evidence_sha256: str
    citation: str


def provincial_account(area_gb2260: str) -> str:
    """Return the holder whose account a province keeps for differentiated issue (省级账户)."""
    return f"province/{area_gb2260}"


def _instructed(fact: Instructed, at: At, rows: Rows) -> None:
    rows.put(
        InstructionRow(
            fact.id, fact.entity, fact.period, fact.stage, fact.vintage, fact.holder, fact.amount_t, fact.due_t,
            fact.deducted_t, fact.ground, at.day,
        )
    )  # fmt: skip
    if fact.stage not in OF_THE_PERIOD:
        return
    earlier = rows.get(IssueRow, (fact.entity, fact.period))
    corrections = (earlier.corrections if earlier else 0) + (fact.stage == CORRECTION)
    total = fact.before_t + fact.amount_t
    rows.put(IssueRow(fact.entity, fact.period, fact.due_t, total, fact.deducted_t, corrections, fact.stage, at.day))
    keep_withheld(fact.entity, fact.period, fact.withheld, rows)


FACTS = (FactType(Instructed, _instructed),)


@dataclass(frozen=True, slots=True)
class _Given:
    """What a stage gives: in all by then, the vintage, and what the entity had before it."""

    id: str
    due_t: int
    vintage: str
    before_t: int = 0
    most_withheld_t: int = 0


class InstructionCommands:
    """Judges the commands under a law."""

    def __init__(self, law: Law) -> None:
        self._base = law
        self._laws = LawBook(law)

    def instruct(self, request: Instruct, rows: Rows, act: Act) -> Outcome:
        if request.stage not in STAGES:
            return act.refuse(InstructionOutcome.UNKNOWN_STAGE, stage=request.stage, known=", ".join(STAGES))
        given = _given(request, rows, act)
        if isinstance(given, Outcome):
            return given
        if rows.get(InstructionRow, given.id) is not None:
            return act.refuse(InstructionOutcome.ALREADY_INSTRUCTED, instruction=given.id)
        law = self._laws.on(rows, act.day)
        citation = ""
        if request.ground:
            grounds = _differentiated(law, request.period)
            if request.ground not in grounds:
                return act.refuse(
                    InstructionOutcome.NOT_DIFFERENTIATED, ground=request.ground, period=request.period,
                    known=", ".join(grounds),
                )  # fmt: skip
            if not is_sha256(request.evidence_sha256):
                return act.refuse(InstructionOutcome.NO_EVIDENCE, ground=request.ground)
            citation = grounds[request.ground]
        shares: list[dict[str, Any]] = []
        if given.most_withheld_t:
            of = outstanding(law, request.entity, Period.named(request.period), rows)
            shares = withheld(of, given.most_withheld_t)
        deducted = sum(share["in_period_t"] for share in shares)
        amount = given.due_t - deducted - given.before_t
        if request.stage == CORRECTION and not amount:
            return act.refuse(InstructionOutcome.NOTHING_CORRECTED, entity=request.entity, period=request.period)
        act.record(
            Instructed(
                given.id, request.entity, request.period, request.stage, given.vintage, self._holder(request, rows),
                amount, given.due_t, given.before_t, deducted, shares, request.ground, request.evidence_sha256,
                citation,
            )
        )  # fmt: skip
        return InstructionOutcome.DONE

    def _holder(self, request: Instruct, rows: Rows) -> str:
        if not request.ground:
            return request.entity
        return provincial_account(rows.need(EntityRow, request.entity).area_gb2260)

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of the commands about instructions."""
        return (
            Handler(
                "allocation.instruct", Instruct, self.instruct, InstructionOutcome.DONE, self._touches,
                lambda r, rows: concern_of(r.entity, rows),
            ),
        )  # fmt: skip

    def _touches(self, r: Instruct) -> Iterator[Touch]:
        key = (r.entity, r.period)
        yield EntityRow, r.entity
        yield EntityAllocationRow, key
        yield IssueRow, key
        yield InstructionRow, instruction_id(r.stage, r.period, r.entity)
        yield from touches(self._base, r.entity)


def instruction_id(stage: str, period: str, entity: str, number: int = 0) -> str:
    """Return the id of an instruction; corrections are numbered from 1."""
    return f"instruction/{stage}/{period}/{entity}" + (f"/{number}" if number else "")


def _given(request: Instruct, rows: Rows, act: Act) -> _Given | Outcome:
    """Return what the stage gives, or the refusal."""
    key = (request.entity, request.period)
    if request.stage == BORROWING:
        borrowing = rows.get(BorrowingRow, key)
        if borrowing is None:
            return _not_decided(request, act)
        return _beside(request, borrowing.amount_t, borrowing.vintage)
    decided = rows.get(EntityAllocationRow, key)
    if decided is None:
        return _not_decided(request, act)
    if request.stage == HARDSHIP:
        application = rows.get(ApplicationRow, (*key, HARDSHIP))
        if application is None or application.state != GRANTED:
            return _not_decided(request, act)
        return _beside(request, application.granted_t, decided.vintage)
    return _of_period(request, decided, rows, act)


def _of_period(request: Instruct, decided: EntityAllocationRow, rows: Rows, act: Act) -> _Given | Outcome:
    issue = rows.get(IssueRow, (request.entity, request.period))
    is_final = decided.approved_t is not None
    # A pre-allocation that was not instructed before the approval is part of what is settled up.
    if (request.stage == PREALLOCATION and issue is None and is_final) or (request.stage == SETTLE_UP and not is_final):
        return _not_decided(request, act)
    number = 0
    if request.stage == CORRECTION:
        if issue is None:
            return act.refuse(InstructionOutcome.NOT_INSTRUCTED_BEFORE, entity=request.entity, period=request.period)
        if issue.stage == PREALLOCATION and is_final:
            return act.refuse(InstructionOutcome.NOTHING_CORRECTED, entity=request.entity, period=request.period)
        number = issue.corrections + 1
    id = instruction_id(request.stage, request.period, request.entity, number)
    due = decided.preallocated_t if decided.approved_t is None else decided.approved_t
    if issue is None:
        return _Given(id, due, decided.vintage, 0, due)
    most = min(due, issue.deducted_t + max(0, due - issue.due_t))  # no issue, nothing more to withhold
    return _Given(id, due, decided.vintage, issue.instructed_t, most)


def _beside(request: Instruct, amount_t: int, vintage: str) -> _Given:
    id = instruction_id(request.stage, request.period, request.entity)
    return _Given(id, amount_t, vintage)


def _not_decided(request: Instruct, act: Act) -> Outcome:
    return act.refuse(InstructionOutcome.NOT_DECIDED, entity=request.entity, period=request.period, stage=request.stage)


def _differentiated(law: Law, period: str) -> dict[str, str]:
    """Return the grounds on which a period's allowances go to the province's account, with the article."""
    try:
        cited = law.value("allocation.differentiated_issue", Period.named(period).first_day)
    except Problem:
        return {}
    return dict.fromkeys(cited.value, str(cited.citation))


@dataclass(frozen=True, slots=True)
class Instruction:
    """An instruction as the registry reads it: `amount_t` below zero is to be taken back."""

    holder: str
    instrument: str
    amount_t: int
    ground: str


class Instructions:
    """The instructions of these books, for the registry."""

    def touches(self, instruction: str) -> Iterable[Touch]:
        """Return the rows that hold an instruction."""
        return [(InstructionRow, instruction)]

    def find(self, instruction: str, rows: Rows) -> Instruction | None:
        """Return an instruction, or None if there is none of that id."""
        row = rows.get(InstructionRow, instruction)
        return Instruction(row.holder, row.vintage, row.amount_t, row.stage) if row else None
