"""Units that deceit brought forth (Order 31, art. 43): suspend, order, cancel by force, hand back.

The order names a number of tonnes; which units are cancelled does not matter, so many of the owner's do. Until then the
owner's units stay out of trading. What force does not find is handed back later, and the owner applies no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.core.working_days import is_day
from tanshi.journal.command import Act, Concern, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.rules import Law
from tanshi.voluntary.accounts import of_owner
from tanshi.voluntary.holdings import FREE
from tanshi.voluntary.outcome import DONE, VoluntaryOutcome
from tanshi.voluntary.remedy_days import missing_t
from tanshi.voluntary.rules import Book, years_later
from tanshi.voluntary.sessions import unsettled
from tanshi.voluntary.standing import REGISTERED, REVOKED, state_of, step
from tanshi.voluntary.tables import ProjectRow
from tanshi.voluntary.unit_tables import (
    EnforcementRow,
    HoldingRow,
    InstrumentRow,
    OrderRow,
    ReplacementRow,
    WithdrawnOrderRow,
)
from tanshi.voluntary.units import FROZEN, cannot_give
from tanshi.voluntary.use import consume, serials


@dataclass(frozen=True, slots=True)
class OrderCancellation:
    """Find tonnes of a project false and order its owner to cancel as many until a day; `deceit`: deliberate."""

    project: str
    amount_t: int
    deceit: bool
    cancel_until: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class CancelFalse:
    """Cancel units on an order, before it is enforced or to hand back what was missing."""

    owner: str
    project: str
    order: int
    instrument: str
    amount_t: int


@dataclass(frozen=True, slots=True)
class EnforceOrder:
    """Cancel by force what an order's owner holds, once its time is over."""

    project: str
    order: int


@dataclass(frozen=True, slots=True)
class CancellationOrdered(Fact):
    """An authority found units false; the owner applies for nothing until `banned_until`, "" if it may."""

    type: ClassVar[str] = "voluntary.cancellation_ordered/1"
    project: str
    number: int
    owner: str
    authority: str
    amount_t: int
    deceit: bool
    cancel_until: str
    banned_until: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class FalseCancelled(Fact):
    """Units were cancelled on an order."""

    type: ClassVar[str] = "voluntary.false_cancelled/1"
    project: str
    order_number: int
    number: int
    holder: str
    instrument: str
    amount_t: int
    first_serial: int
    last_serial: int
    forced: bool
    place: str


@dataclass(frozen=True, slots=True)
class OrderEnforced(Fact):
    """An order was enforced; so much was not to be found."""

    type: ClassVar[str] = "voluntary.order_enforced/1"
    project: str
    order_number: int
    missing_t: int


@dataclass(frozen=True, slots=True)
class OrderWithdrawn(Fact):
    """An order asks for nothing any more, since the decision behind it was annulled."""

    type: ClassVar[str] = "voluntary.order_withdrawn/1"
    project: str
    order_number: int
    reason: str


def _ordered(fact: CancellationOrdered, at: At, rows: Rows) -> None:
    rows.put(
        OrderRow(
            fact.project, fact.number, fact.owner, fact.authority, fact.amount_t, int(fact.deceit), fact.cancel_until,
            fact.banned_until, fact.evidence_sha256, at.day,
        )
    )  # fmt: skip


def _cancelled(fact: FalseCancelled, at: At, rows: Rows) -> None:
    rows.put(
        ReplacementRow(
            fact.project, fact.order_number, fact.number, fact.holder, fact.instrument, fact.amount_t,
            fact.first_serial, fact.last_serial, int(fact.forced), at.day,
        )
    )  # fmt: skip
    consume(rows, fact.holder, fact.instrument, fact.amount_t, fact.place)


def _enforced(fact: OrderEnforced, at: At, rows: Rows) -> None:
    rows.put(EnforcementRow(fact.project, fact.order_number, fact.missing_t, at.day))


def _withdrawn(fact: OrderWithdrawn, at: At, rows: Rows) -> None:
    rows.put(WithdrawnOrderRow(fact.project, fact.order_number, fact.reason, at.day))


FACTS = (
    FactType(CancellationOrdered, _ordered),
    FactType(FalseCancelled, _cancelled),
    FactType(OrderEnforced, _enforced),
    FactType(OrderWithdrawn, _withdrawn),
)


class RemedyCommands:
    """Judges orders and what follows."""

    def __init__(self, law: Law) -> None:
        self._book = Book(law)

    def order(self, request: OrderCancellation, rows: Rows, act: Act) -> Outcome:
        project = rows.get(ProjectRow, request.project)
        if project is None:
            return act.refuse(VoluntaryOutcome.PROJECT_NOT_FOUND, project=request.project[:96])
        if not is_day(request.cancel_until) or request.cancel_until < act.day:
            return act.refuse(VoluntaryOutcome.BAD_DAYS, day=request.cancel_until[:40])
        if not is_sha256(request.evidence_sha256):
            return act.refuse(VoluntaryOutcome.BAD_FILE, file=request.project)
        if request.amount_t <= 0:
            return act.refuse(VoluntaryOutcome.BAD_AMOUNT, amount=request.amount_t)
        before = rows.where(OrderRow, project=request.project)
        issued = sum(i.issued_t for i in rows.where(InstrumentRow, project=request.project))
        if request.amount_t > issued - sum(o.amount_t for o in before):
            return act.refuse(VoluntaryOutcome.TOO_MUCH, project=request.project, issued=issued)
        rules = self._book.on(rows, act.day)
        assert rules is not None
        banned = ""
        if request.deceit:
            banned = years_later(rules.today, rules.number("deceit_ban_years")).isoformat()
        act.record(
            CancellationOrdered(
                request.project, len(before) + 1, project.owner, act.command.organisation, request.amount_t,
                request.deceit, request.cancel_until, banned, request.evidence_sha256,
            )
        )  # fmt: skip
        if request.deceit and state_of(rows, request.project, 0) == REGISTERED:
            act.record(step(rows, request.project, 0, REVOKED, act, text="43"))
        return DONE

    def withdraw(self, project: str, number: int, reason: str, rows: Rows, act: Act) -> None:
        """Withdraw an order whose ground fell away; a project that was revoked for it is registered again."""
        if rows.get(WithdrawnOrderRow, (project, number)) is not None:
            return
        act.record(OrderWithdrawn(project, number, reason))
        if rows.need(OrderRow, (project, number)).deceit and state_of(rows, project, 0) == REVOKED:
            act.record(step(rows, project, 0, REGISTERED, act, text=reason))

    def cancel(self, request: CancelFalse, rows: Rows, act: Act) -> Outcome:
        order = rows.get(OrderRow, (request.project, request.order))
        if order is None or order.owner != request.owner:
            return act.refuse(VoluntaryOutcome.ORDER_NOT_FOUND, project=request.project[:96], number=request.order)
        left = missing_t(rows, order)
        if left == 0:
            return act.refuse(VoluntaryOutcome.ORDER_FULFILLED, project=order.project, number=order.number)
        if request.amount_t > left:
            return act.refuse(VoluntaryOutcome.MORE_THAN_ORDERED, project=order.project, left=left)
        if refused := cannot_give(rows, act, request.owner, request.instrument, FREE, request.amount_t):
            return refused
        act.record(_taken(order, request.instrument, request.amount_t, False, FREE, rows))
        return DONE

    def enforce(self, request: EnforceOrder, rows: Rows, act: Act) -> Outcome:
        order = rows.get(OrderRow, (request.project, request.order))
        if order is None:
            return act.refuse(VoluntaryOutcome.ORDER_NOT_FOUND, project=request.project[:96], number=request.order)
        if missing_t(rows, order) == 0:
            return act.refuse(VoluntaryOutcome.ORDER_FULFILLED, project=order.project, number=order.number)
        if rows.get(EnforcementRow, (order.project, order.number)) is not None:
            return act.refuse(VoluntaryOutcome.ALREADY_ENFORCED, project=order.project, number=order.number)
        if act.day <= order.cancel_until:
            return act.refuse(VoluntaryOutcome.TIME_RUNS, project=order.project, until=order.cancel_until)
        if session := unsettled(rows, act.day):
            return act.refuse(VoluntaryOutcome.NOT_SETTLED, session=session)
        for held in rows.where(HoldingRow, holder=order.owner):
            left = missing_t(rows, order)
            if held.place != FROZEN and min(held.amount_t, left) > 0:
                taken = min(held.amount_t, left)
                act.record(_taken(order, held.instrument, taken, True, held.place, rows))
        act.record(OrderEnforced(order.project, order.number, missing_t(rows, order)))
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of the remedy."""
        return (
            Handler("voluntary.order_cancellation", OrderCancellation, self.order, DONE, _touches, _of_project),
            Handler("voluntary.cancel_false", CancelFalse, self.cancel, DONE, _touches, of_owner),
            Handler("voluntary.enforce_order", EnforceOrder, self.enforce, DONE, _touches),
        )


def _taken(order: OrderRow, instrument: str, amount_t: int, forced: bool, place: str, rows: Rows) -> FalseCancelled:
    first, last = serials(rows, instrument, amount_t)
    number = len(rows.where(ReplacementRow, project=order.project, order_number=order.number)) + 1
    return FalseCancelled(
        order.project, order.number, number, order.owner, instrument, amount_t, first, last, forced, place
    )


def _of_project(request: OrderCancellation, rows: Rows) -> Concern:
    project = rows.get(ProjectRow, request.project)
    return Concern(area=project.area_gb2260 if project else "")


def _touches(request: Any) -> Iterable[Touch]:
    return [(ProjectRow, request.project)]
