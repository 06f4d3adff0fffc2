"""Objections to an allocation (异议): within the working days of the rule, decided within those it gives.

Days are counted from the instruction, with which the firm is notified. An objection that is upheld changes nothing by
itself: the amount is changed by a correcting act.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from tanshi.allocation.instruction import PREALLOCATION, SETTLE_UP, instruction_id
from tanshi.allocation.tables import AllocationObjectionRow, EntityAllocationRow, InstructionRow
from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.core.working_days import add_working_days
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.participants.commands import concern_of
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

OPEN, UPHELD, REJECTED = "open", "upheld", "rejected"

#: What can be objected to: the amount in advance, the approved amount.
STAGES = (PREALLOCATION, SETTLE_UP)


class ObjectionOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "objection.done"
    UNKNOWN_STAGE = "objection.unknown_stage"
    NOT_ALLOCATED = "objection.not_allocated"
    ALREADY_OBJECTED = "objection.already_objected"
    NOT_OPEN = "objection.not_open"
    TOO_LATE = "objection.too_late"
    NO_REASON = "objection.no_reason"
    BAD_EVIDENCE = "objection.bad_evidence"


@dataclass(frozen=True, slots=True)
class ObjectAllocation:
    """Object to what one's own entity was allocated; `stage` is preallocation or settle_up (the approved amount)."""

    entity: str
    period: str
    stage: str
    reason: str
    evidence_sha256: str = ""


@dataclass(frozen=True, slots=True)
class DecideAllocationObjection:
    """Decide on an objection; upheld, a correction has to follow."""

    entity: str
    period: str
    stage: str
    upheld: bool
    text: str


@dataclass(frozen=True, slots=True)
class AllocationObjected(Fact):
    """An entity objected to its allocation; `until` is the day by which it is to be decided."""

    type: ClassVar[str] = "allocation.objected/1"
    entity: str
    period: str
    stage: str
    reason: str
    evidence_sha256: str
    until: str


@dataclass(frozen=True, slots=True)
class AllocationObjectionDecided(Fact):
    """The province decided on an objection."""

    type: ClassVar[str] = "allocation.objection_decided/1"
    entity: str
    period: str
    stage: str
    upheld: bool
    text: str
    late: bool


def _objected(fact: AllocationObjected, at: At, rows: Rows) -> None:
    rows.put(
        AllocationObjectionRow(
            fact.entity, fact.period, fact.stage, fact.reason, fact.evidence_sha256, at.day, fact.until, OPEN, "", "", 0
        )
    )


def _decided(fact: AllocationObjectionDecided, at: At, rows: Rows) -> None:
    row = rows.edit(AllocationObjectionRow, (fact.entity, fact.period, fact.stage))
    row.state = UPHELD if fact.upheld else REJECTED
    row.text, row.decided_on, row.late = fact.text, at.day, int(fact.late)


FACTS = (FactType(AllocationObjected, _objected), FactType(AllocationObjectionDecided, _decided))


class ObjectionCommands:
    """Judges the commands under a law."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def object(self, request: ObjectAllocation, rows: Rows, act: Act) -> Outcome:
        if request.stage not in STAGES:
            return act.refuse(ObjectionOutcome.UNKNOWN_STAGE, stage=request.stage, known=", ".join(STAGES))
        decided = rows.get(EntityAllocationRow, (request.entity, request.period))
        if decided is None or (request.stage == SETTLE_UP) != (decided.approved_t is not None):
            return act.refuse(ObjectionOutcome.NOT_ALLOCATED, entity=request.entity, period=request.period)
        if rows.get(AllocationObjectionRow, (request.entity, request.period, request.stage)) is not None:
            return act.refuse(ObjectionOutcome.ALREADY_OBJECTED, entity=request.entity, period=request.period)
        law, today = self._laws.on(rows, act.day), date.fromisoformat(act.day)
        notified = rows.get(InstructionRow, instruction_id(request.stage, request.period, request.entity))
        limit = law.value("allocation.objection_days", today)
        if notified is not None:
            last = add_working_days(date.fromisoformat(notified.day), limit.integer)
            if today > last:
                return act.refuse(
                    ObjectionOutcome.TOO_LATE, notified=notified.day, days=limit.value, last=last.isoformat(),
                    citation=law.reference(limit.citation),
                )  # fmt: skip
        if not request.reason.strip():
            return act.refuse(ObjectionOutcome.NO_REASON)
        if request.evidence_sha256 and not is_sha256(request.evidence_sha256):
            return act.refuse(ObjectionOutcome.BAD_EVIDENCE, evidence=request.evidence_sha256)
        until = add_working_days(today, law.value("allocation.objection_decision_days", today).integer)
        act.record(
            AllocationObjected(
                request.entity, request.period, request.stage, request.reason, request.evidence_sha256,
                until.isoformat(),
            )
        )  # fmt: skip
        return ObjectionOutcome.DONE

    def decide(self, request: DecideAllocationObjection, rows: Rows, act: Act) -> Outcome:
        objection = rows.get(AllocationObjectionRow, (request.entity, request.period, request.stage))
        if objection is None or objection.state != OPEN:
            return act.refuse(ObjectionOutcome.NOT_OPEN, entity=request.entity, period=request.period)
        if not request.text.strip():
            return act.refuse(ObjectionOutcome.NO_REASON)
        act.record(
            AllocationObjectionDecided(
                request.entity, request.period, request.stage, request.upheld, request.text, act.day > objection.until
            )
        )
        return ObjectionOutcome.DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of the commands about objections."""
        done = ObjectionOutcome.DONE

        def whose(r: Any, rows: Rows) -> Any:
            return concern_of(r.entity, rows)

        return (
            Handler("allocation.object", ObjectAllocation, self.object, done, _touches, whose),
            Handler("allocation.decide_objection", DecideAllocationObjection, self.decide, done, _touches, whose),
        )


def _touches(r: ObjectAllocation | DecideAllocationObjection) -> Iterable[Touch]:
    yield EntityAllocationRow, (r.entity, r.period)
    yield AllocationObjectionRow, (r.entity, r.period, r.stage)
    yield InstructionRow, instruction_id(r.stage, r.period, r.entity)
