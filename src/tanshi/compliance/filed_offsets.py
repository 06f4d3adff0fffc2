"""Offsets with reductions of projects filed before 2017-03-14 (备案项目减排量).

The registry of Order 31 does not hold them; they were cancelled in the registry of that time. The firm hands the proof
of the cancellation to its province, which looks at it and has it counted: within the share of what is due, together
with units of today's registry, if the text for the year of the emissions lets filed reductions serve. A proof counts
once, for whichever firm and period.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.compliance.commands import ComplianceOutcome
from tanshi.compliance.eligibility import Credit, judge, judge_amount
from tanshi.compliance.offsets import FiledRow, OffsetCountedOutcome, taken_t
from tanshi.compliance.tables import ObligationRow
from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.core.working_days import is_day
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.participants.commands import concern_of
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

#: Characters of a project's or a proof's name.
_TEXT = 200


@dataclass(frozen=True, slots=True)
class CountFiled:
    """Count cancelled reductions of a filed project. `proof`: the number of the cancellation.

    `covered`: the project's emissions are covered by the market, which lets its reductions offset nothing.
    """

    entity: str
    period: str
    project: str
    proof: str
    amount_t: int
    cancelled_on: str
    covered: bool
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class FiledCounted(Fact):
    """A cancellation of a filed project's reductions counts for an obligation; numbered per entity and period."""

    type: ClassVar[str] = "compliance.filed_counted/1"
    entity: str
    period: str
    number: int
    project: str
    proof: str
    amount_t: int
    cancelled_on: str
    evidence_sha256: str
    rules_revision: int


def _counted(fact: FiledCounted, at: At, rows: Rows) -> None:
    rows.put(
        FiledRow(
            fact.entity, fact.period, fact.number, fact.project, fact.proof, fact.amount_t, fact.cancelled_on,
            fact.evidence_sha256, at.day,
        )
    )  # fmt: skip
    rows.edit(ObligationRow, (fact.entity, fact.period)).surrendered_t += fact.amount_t


FACTS = (FactType(FiledCounted, _counted),)


class FiledCommands:
    """Judges proofs of cancelled reductions of filed projects."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def count(self, request: CountFiled, rows: Rows, act: Act) -> Outcome:
        obligation = rows.get(ObligationRow, (request.entity, request.period))
        if obligation is None or obligation.state != "open":
            outcome = (
                ComplianceOutcome.OBLIGATION_NOT_FOUND if obligation is None else ComplianceOutcome.ALREADY_ASSESSED
            )
            return act.refuse(outcome, entity=request.entity, period=request.period)
        if act.day > obligation.deadline:
            return act.refuse(ComplianceOutcome.AFTER_DEADLINE, deadline=obligation.deadline, day=act.day)
        named = all(0 < len(text.strip()) <= _TEXT for text in (request.project, request.proof))
        if not named or not is_sha256(request.evidence_sha256) or not _is_past(request.cancelled_on, act.day):
            return act.refuse(OffsetCountedOutcome.BAD_PROOF, most=_TEXT)
        if rows.where(FiledRow, proof=request.proof):
            return act.refuse(OffsetCountedOutcome.PROOF_USED, proof=request.proof)
        law = self._laws.on(rows, act.day)
        served = judge(law, request.period, Credit("", request.covered), request.cancelled_on)
        if not served.ok:
            return act.refuse(served.outcome, **served.details)
        before = taken_t(rows, request.entity, request.period)
        judged = judge_amount(law, obligation.obligation_t, before, request.amount_t, act.day)
        if not judged.ok:
            return act.refuse(judged.outcome, **judged.details)
        number = len(rows.where(FiledRow, entity=request.entity, period=request.period)) + 1
        act.record(
            FiledCounted(
                request.entity, request.period, number, request.project, request.proof, request.amount_t,
                request.cancelled_on, request.evidence_sha256, law.revision,
            )
        )  # fmt: skip
        return OffsetCountedOutcome.COUNTED

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handler."""
        done = OffsetCountedOutcome.COUNTED
        return (Handler("compliance.count_filed", CountFiled, self.count, done, _touches, _whose),)


def _is_past(day: str, today: str) -> bool:
    return is_day(day) and day <= today


def _touches(request: CountFiled) -> Iterable[Touch]:
    return [(ObligationRow, (request.entity, request.period))]


def _whose(request: CountFiled, rows: Rows) -> Any:
    return concern_of(request.entity, rows)
