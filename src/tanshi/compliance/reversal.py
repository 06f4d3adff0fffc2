"""Reversal of a surrender (清缴撤销) as compliance is told of it: what the registry gave back counts no more.

The registry's messages about reversals are numbered from 1 per entity and period, as those about surrenders are; each
names the surrender it takes back from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.compliance.tables import ObligationRow, SurrenderRow
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.participants.commands import concern_of


class ReversalNotedOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "compliance.reversal_noted"
    OBLIGATION_NOT_FOUND = "compliance.reversal_without_obligation"
    ALREADY_ASSESSED = "compliance.reversal_after_assessment"
    OUT_OF_ORDER = "compliance.reversal_out_of_order"
    SURRENDER_NOT_FOUND = "compliance.reversal_of_nothing"
    AMOUNT_NOT_POSITIVE = "compliance.reversal_not_positive"
    EXCEEDS_SURRENDER = "compliance.reversal_exceeds"
    AFTER_DEADLINE = "compliance.reversal_after_deadline"


@dataclass(frozen=True, slots=True)
class NoteReversal:
    """The registry's message about a reversal; `surrender` is the number of the message about the surrender."""

    entity: str
    period: str
    number: int
    surrender: int
    amount_t: int
    reversed_on: str


@dataclass(frozen=True, slots=True)
class ReversalNoted(Fact):
    """The registry reported that so much of a surrender was taken back."""

    type: ClassVar[str] = "compliance.reversal_noted/1"
    entity: str
    period: str
    number: int
    surrender: int
    amount_t: int
    reversed_on: str


@table(
    "compliance_reversal",
    key=["entity", "period", "number"],
    checks=["amount_t > 0", "number > 0", "surrender > 0"],
)
@dataclass(slots=True)
class ReversalNotedRow(Row):
    """A reversal of a surrender as the registry reported it."""

    entity: str
    period: str
    number: int
    surrender: int  # the number of the surrender it takes back from
    amount_t: int
    reversed_on: str


TABLES: tuple[type[Row], ...] = (ReversalNotedRow,)


def reversed_t(rows: Rows, entity: str, period: str, surrender: int) -> int:
    """Return how much of a surrender was taken back, in tonnes."""
    return sum(
        r.amount_t for r in rows.where(ReversalNotedRow, entity=entity, period=period) if r.surrender == surrender
    )


def _note(request: NoteReversal, rows: Rows, act: Act) -> Outcome:
    obligation = rows.get(ObligationRow, (request.entity, request.period))
    if obligation is None:
        return act.refuse(ReversalNotedOutcome.OBLIGATION_NOT_FOUND, entity=request.entity, period=request.period)
    if obligation.state != "open":
        return act.refuse(ReversalNotedOutcome.ALREADY_ASSESSED, entity=request.entity, period=request.period)
    if request.number != len(rows.where(ReversalNotedRow, entity=request.entity, period=request.period)) + 1:
        return act.refuse(ReversalNotedOutcome.OUT_OF_ORDER, number=request.number)
    surrender = rows.get(SurrenderRow, (request.entity, request.period, request.surrender))
    if surrender is None:
        return act.refuse(
            ReversalNotedOutcome.SURRENDER_NOT_FOUND, entity=request.entity, period=request.period,
            surrender=request.surrender,
        )  # fmt: skip
    if request.amount_t <= 0:
        return act.refuse(ReversalNotedOutcome.AMOUNT_NOT_POSITIVE, amount=request.amount_t)
    left = surrender.amount_t - reversed_t(rows, request.entity, request.period, request.surrender)
    if request.amount_t > left:
        return act.refuse(
            ReversalNotedOutcome.EXCEEDS_SURRENDER, surrender=request.surrender, asked=request.amount_t, left=left
        )
    if request.reversed_on > obligation.deadline:
        return act.refuse(ReversalNotedOutcome.AFTER_DEADLINE, deadline=obligation.deadline, day=request.reversed_on)
    act.record(
        ReversalNoted(
            request.entity, request.period, request.number, request.surrender, request.amount_t, request.reversed_on
        )
    )
    return ReversalNotedOutcome.DONE


def _noted(fact: ReversalNoted, at: At, rows: Rows) -> None:
    rows.put(ReversalNotedRow(fact.entity, fact.period, fact.number, fact.surrender, fact.amount_t, fact.reversed_on))
    rows.edit(ObligationRow, (fact.entity, fact.period)).surrendered_t -= fact.amount_t


FACTS = (FactType(ReversalNoted, _noted),)

HANDLERS: tuple[Handler[Any], ...] = (
    Handler(
        "compliance.note_reversal",
        NoteReversal,
        _note,
        ReversalNotedOutcome.DONE,
        lambda r: [
            (ObligationRow, (r.entity, r.period)),
            (SurrenderRow, (r.entity, r.period, r.surrender)),
            (ReversalNotedRow, (r.entity, r.period, r.number)),
        ],
        lambda r, rows: concern_of(r.entity, rows),
    ),
)
