"""Correction of an obligation (应清缴量更正): it follows the allocation when that was set anew, never a typed number.

What was surrendered stays and counts. What a correction adds is due at the deadline, or, where that is nearer or over,
some working days after the correction, since nobody can have surrendered it before. An obligation that was assessed is
open again and assessed anew; the fines that the assessment named are void.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tanshi.allocation.tables import EntityAllocationRow
from tanshi.compliance.events import ObligationCorrected
from tanshi.compliance.tables import ObligationRow
from tanshi.core.outcome import Outcome
from tanshi.core.working_days import add_working_days
from tanshi.journal.command import Act, Handler
from tanshi.journal.rows import Rows
from tanshi.participants.commands import concern_of
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

#: A reason is no longer than this.
_TEXT = 1_000


class ObligationCorrectionOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "compliance.obligation_corrected"
    OBLIGATION_NOT_FOUND = "compliance.nothing_to_correct"
    NOT_APPROVED = "compliance.correction_not_approved"
    NO_REASON = "compliance.correction_without_reason"
    NOTHING_CHANGES = "compliance.correction_changes_nothing"


@dataclass(frozen=True, slots=True)
class CorrectObligation:
    """Set an obligation anew from the allocation as it stands now, saying why."""

    entity: str
    period: str
    reason: str


class ObligationCorrections:
    """Judges the command under a law."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def correct(self, request: CorrectObligation, rows: Rows, act: Act) -> Outcome:
        key = request.entity, request.period
        obligation = rows.get(ObligationRow, key)
        if obligation is None:
            return act.refuse(
                ObligationCorrectionOutcome.OBLIGATION_NOT_FOUND, entity=request.entity, period=request.period
            )
        allocation = rows.get(EntityAllocationRow, key)
        if allocation is None or allocation.obligation_t is None:
            return act.refuse(ObligationCorrectionOutcome.NOT_APPROVED, entity=request.entity, period=request.period)
        if not 0 < len(request.reason.strip()) <= _TEXT:
            return act.refuse(ObligationCorrectionOutcome.NO_REASON, most=_TEXT)
        after_t = allocation.obligation_t
        if after_t == obligation.obligation_t:
            return act.refuse(
                ObligationCorrectionOutcome.NOTHING_CHANGES, entity=request.entity, period=request.period,
                amount=after_t,
            )  # fmt: skip
        law = self._laws.on(rows, act.day)
        deadline = obligation.deadline
        if after_t > obligation.obligation_t:
            deadline = max(deadline, due_by(law, act.day))
        act.record(
            ObligationCorrected(*key, obligation.obligation_t, after_t, deadline, request.reason.strip(), law.revision)
        )
        return ObligationCorrectionOutcome.DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handler of corrections."""
        return (
            Handler(
                "compliance.correct_obligation", CorrectObligation, self.correct, ObligationCorrectionOutcome.DONE,
                lambda r: [(ObligationRow, (r.entity, r.period)), (EntityAllocationRow, (r.entity, r.period))],
                lambda r, rows: concern_of(r.entity, rows),
            ),
        )  # fmt: skip


def due_by(law: Law, day: str) -> str:
    """Return the day by which what a correction of a legal day adds is to be surrendered, at the earliest."""
    corrected = date.fromisoformat(day)
    return add_working_days(corrected, law.value("compliance.correction_days", corrected).integer).isoformat()
