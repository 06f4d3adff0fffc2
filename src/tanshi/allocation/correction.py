"""Corrections (更正): the only way in which an amount that was set is changed.

The amount is computed again from what is confirmed now, under the law of the day, never typed. What stood before
stays in the journal; the registry is instructed with the difference.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.allocation.commands import AllocationCommands, Approve, Preallocate
from tanshi.allocation.events import Approved, Preallocated
from tanshi.allocation.instruction import PREALLOCATION, SETTLE_UP
from tanshi.allocation.objection import UPHELD
from tanshi.allocation.tables import AllocationObjectionRow, CorrectionRow, EntityAllocationRow, UnitAllocationRow
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.participants.commands import concern_of
from tanshi.rules import Law

#: Why an amount is set anew.
GROUNDS = ("objection", "emission_changed", "unit_changed", "rule_changed", "supervision")

_STAGES = (PREALLOCATION, SETTLE_UP)


class CorrectionOutcome(Outcome):
    """Outcomes, in the order in which they are checked; those of computing come from `allocation`."""

    DONE = "correction.done"
    UNKNOWN_STAGE = "correction.unknown_stage"
    UNKNOWN_GROUND = "correction.unknown_ground"
    NOT_SET = "correction.not_set"
    NO_REASON = "correction.no_reason"
    NOT_UPHELD = "correction.not_upheld"
    NOTHING_CHANGES = "correction.nothing_changes"


@dataclass(frozen=True, slots=True)
class Correct:
    """Set an entity's pre-allocation or approved amount (stage settle_up) anew from what is confirmed now."""

    entity: str
    period: str
    stage: str
    ground: str
    reason: str


@dataclass(frozen=True, slots=True)
class Corrected(Fact):
    """An amount was set anew; the fact of the new amount stands beside this one."""

    type: ClassVar[str] = "allocation.corrected/1"
    entity: str
    period: str
    number: int
    stage: str
    ground: str
    reason: str
    before_t: int
    after_t: int


def _corrected(fact: Corrected, at: At, rows: Rows) -> None:
    rows.put(
        CorrectionRow(
            fact.entity, fact.period, fact.number, fact.stage, fact.ground, fact.reason, fact.before_t, fact.after_t,
            at.day,
        )
    )  # fmt: skip


FACTS = (FactType(Corrected, _corrected),)


class CorrectionCommands:
    """Judges the commands with what computes the amounts."""

    def __init__(self, law: Law) -> None:
        self._amounts = AllocationCommands(law)

    def correct(self, request: Correct, rows: Rows, act: Act) -> Outcome:
        if request.stage not in _STAGES:
            return act.refuse(CorrectionOutcome.UNKNOWN_STAGE, stage=request.stage, known=", ".join(_STAGES))
        if request.ground not in GROUNDS:
            return act.refuse(CorrectionOutcome.UNKNOWN_GROUND, ground=request.ground, known=", ".join(GROUNDS))
        row = rows.get(EntityAllocationRow, (request.entity, request.period))
        if row is None or (row.approved_t is not None) != (request.stage == SETTLE_UP):
            return act.refuse(CorrectionOutcome.NOT_SET, entity=request.entity, period=request.period)
        if not request.reason.strip():
            return act.refuse(CorrectionOutcome.NO_REASON)
        if request.ground == "objection" and not _upheld(request, rows):
            return act.refuse(CorrectionOutcome.NOT_UPHELD, entity=request.entity, period=request.period)
        found = self._computed(request, rows, act)
        if isinstance(found, Outcome):
            return found
        before = row.preallocated_t if row.approved_t is None else row.approved_t
        after = found.approved_t if isinstance(found, Approved) else found.preallocated_t
        if before == after and (not isinstance(found, Approved) or _is_same(found, row, rows)):
            return act.refuse(CorrectionOutcome.NOTHING_CHANGES, entity=request.entity, amount=after)
        act.record(found)
        number = 1
        while rows.get(CorrectionRow, (request.entity, request.period, number)) is not None:
            number += 1
        act.record(
            Corrected(
                request.entity, request.period, number, request.stage, request.ground, request.reason, before, after
            )
        )
        return CorrectionOutcome.DONE

    def _computed(self, request: Correct, rows: Rows, act: Act) -> Approved | Preallocated | Outcome:
        if request.stage == SETTLE_UP:
            return self._amounts.approval(Approve(request.entity, request.period), rows, act)
        return self._amounts.preallocation(Preallocate(request.entity, request.period), rows, act)

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of the commands about corrections."""
        return (
            Handler(
                "allocation.correct", Correct, self.correct, CorrectionOutcome.DONE, _touches,
                lambda r, rows: concern_of(r.entity, rows),
            ),
        )  # fmt: skip


def _touches(r: Correct) -> Iterable[Touch]:
    yield EntityAllocationRow, (r.entity, r.period)
    yield AllocationObjectionRow, (r.entity, r.period, r.stage)
    yield CorrectionRow, (r.entity, r.period, 1)


def _is_same(found: Approved, row: EntityAllocationRow, rows: Rows) -> bool:
    """Tell whether what is approved is what was: the sums, and what each unit put out and is given."""
    if (found.obligation_t, found.verified_t) != (row.obligation_t, row.verified_t):
        return False
    for unit in found.units:
        earlier = rows.get(UnitAllocationRow, (unit["unit"], unit.get("year", found.period)))
        if earlier is None or any(getattr(earlier, name) != said for name, said in unit.items() if name != "year"):
            return False
    return True


def _upheld(request: Correct, rows: Rows) -> bool:
    objection = rows.get(AllocationObjectionRow, (request.entity, request.period, request.stage))
    return objection is not None and objection.state == UPHELD
