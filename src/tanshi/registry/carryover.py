"""Carry-over (结转): tonnes of old vintages leave their holder's account and as many of a later one come there.

The holder applies in the days of the text, more than once if it likes; what it applies for stands on its `carrying`
account until the registry carries it out or refuses it. How much at most, and who may not, is reckoned by compliance
from these books, each time it is asked (`Limits`). The old tonnes rest on `CARRIED_OVER`, the new ones come from
`CARRY_IN` with serial numbers of their own; over all vintages these two sum to zero, which is the conservation of a
carry-over. A correcting act gives the very old tonnes back and ends as many of the new ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.registry.account_ids import carrying, registration
from tanshi.registry.events import move, open_on_need, put_out
from tanshi.registry.moves import (
    cannot_give,
    cannot_move,
    may_not_hold,
    not_allowance,
    not_by,
    not_for,
    own,
    stopped,
    touch_pair,
)
from tanshi.registry.outcome import DONE, RegistryOutcome
from tanshi.registry.serials import CARRIED_OVER, OF_TRANSFER
from tanshi.registry.tables import AccountRow, BookRow

#: The account the tonnes of the later vintage come from; below zero by what was carried over into it.
CARRY_IN = "system/carry_in"

#: What becomes of an application.
OPEN, CARRIED, REFUSED = "open", "carried", "refused"

#: What the transfers of a carry-over are called, and those that correct it.
KIND, CORRECTED = "carry_over", "carry_over_corrected"


class CarryOverOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    VINTAGE_NOT_CARRIED = "registry.vintage_not_carried"
    NOT_YET = "registry.carry_over_not_yet"
    TOO_LATE = "registry.carry_over_too_late"
    NOT_OPEN = "registry.carry_over_not_open"
    WAS_LATE = "registry.carry_over_was_late"
    ABOVE_MOST = "registry.carry_over_above_most"
    NO_REASON = "registry.carry_over_no_reason"
    NOT_CARRIED = "registry.not_carried_over"
    NO_PAPER = "registry.carry_over_no_paper"
    ABOVE_CARRIED = "registry.above_carried_over"


class Terms(Protocol):
    """The terms of a carry-over; days are legal days."""

    @property
    def vintages(self) -> tuple[str, ...]: ...
    @property
    def into(self) -> str: ...
    @property
    def held_on(self) -> str: ...
    @property
    def apply_until(self) -> str: ...
    @property
    def source(self) -> str: ...

    def done_by(self, applied_on: str) -> str: ...


class Limit(Protocol):
    """What a holder may carry over in all, in tonnes; `late_for` names periods for which it may not at all."""

    @property
    def late_for(self) -> tuple[str, ...]: ...
    @property
    def most_t(self) -> int: ...


class Limits(Protocol):
    """Where terms and limits are found: compliance is a system of its own."""

    def terms(self, rows: Rows, day: str) -> Terms: ...

    def of(self, terms: Any, holder: str, rows: Rows) -> Limit: ...


@dataclass(frozen=True, slots=True)
class ApplyCarryOver:
    """Apply for the carry-over of tonnes of one vintage; they stand still until it is decided."""

    holder: str
    instrument: str
    amount_t: int


@dataclass(frozen=True, slots=True)
class CarryOver:
    """Carry out an application: its tonnes become tonnes of the later vintage."""

    holder: str
    number: int


@dataclass(frozen=True, slots=True)
class RefuseCarryOver:
    """Refuse an application; its tonnes are the holder's to use again."""

    holder: str
    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class CorrectCarryOver:
    """Undo so much of a carry-over by a paper: the old tonnes come back, as many new ones end."""

    holder: str
    number: int
    amount_t: int
    paper: str


@dataclass(frozen=True, slots=True)
class CarryOverApplied(Fact):
    """A holder applied; `before_t` of the `most_t` it may carry over it had applied for earlier."""

    type: ClassVar[str] = "registry.carry_over_applied/1"
    holder: str
    number: int
    account: str
    instrument: str
    carried_into: str
    amount_t: int
    before_t: int
    most_t: int
    due: str
    citation: str


@dataclass(frozen=True, slots=True)
class CarriedOver(Fact):
    """An application was carried out; `late`: after the day the text sets."""

    type: ClassVar[str] = "registry.carried_over/1"
    holder: str
    number: int
    account: str
    instrument: str
    carried_into: str
    amount_t: int
    late: bool


@dataclass(frozen=True, slots=True)
class CarryOverRefused(Fact):
    """An application was refused."""

    type: ClassVar[str] = "registry.carry_over_refused/1"
    holder: str
    number: int
    account: str
    instrument: str
    amount_t: int
    reason: str
    late: bool


@dataclass(frozen=True, slots=True)
class CarryOverCorrected(Fact):
    """So much of a carry-over was undone; `transfer` is the one that took the old tonnes."""

    type: ClassVar[str] = "registry.carry_over_corrected/1"
    holder: str
    number: int
    account: str
    instrument: str
    carried_into: str
    amount_t: int
    transfer: int
    paper: str


@table(
    "registry_carry_over",
    key=["holder", "number"],
    checks=[
        "number > 0", "amount_t > 0", "corrected_t >= 0", "corrected_t <= amount_t", "late IN (0, 1)",
        "state IN ('open', 'carried', 'refused')",
    ],
    indexes=[["state", "due"]],
)  # fmt: skip
@dataclass(slots=True)
class CarryOverRow(Row):
    """An application for a carry-over, and what became of it."""

    holder: str
    number: int  # from 1 in the order in which they were filed
    instrument: str
    carried_into: str
    amount_t: int
    corrected_t: int  # of the amount what was undone
    state: str
    applied_on: str
    due: str  # the day by which the text wants it carried out
    decided_on: str
    late: int
    reason: str  # of a refusal
    transfer: int  # which took the old tonnes; 0 none yet


TABLES: tuple[type[Row], ...] = (CarryOverRow,)


class CarryOverCommands:
    """Judges the commands by terms and limits."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def apply(self, request: ApplyCarryOver, rows: Rows, act: Act) -> Outcome:
        terms = self._limits.terms(rows, act.day)
        account = registration(request.holder)
        if refused := _not_of(terms, request.instrument, rows, act):
            return refused
        if rows.get(AccountRow, account) is None:
            return act.refuse(RegistryOutcome.ACCOUNT_NOT_FOUND, account=account)
        if refused := not_by(KIND, account, rows, act) or _not_in_time(terms, act):
            return refused
        if request.amount_t <= 0:
            return act.refuse(RegistryOutcome.AMOUNT_NOT_POSITIVE, amount=request.amount_t)
        limit = self._limits.of(terms, request.holder, rows)
        if refused := _was_late(limit, request.holder, act):
            return refused
        earlier = rows.where(CarryOverRow, holder=request.holder)
        before = sum(a.amount_t - a.corrected_t for a in earlier if a.carried_into == terms.into and a.state != REFUSED)
        if before + request.amount_t > limit.most_t:
            return act.refuse(
                CarryOverOutcome.ABOVE_MOST, holder=request.holder, asked=request.amount_t, before=before,
                most=limit.most_t, source=terms.source,
            )  # fmt: skip
        if refused := cannot_give(rows, act, account, request.instrument, request.amount_t):
            return refused
        act.record(
            CarryOverApplied(
                request.holder, len(earlier) + 1, account, request.instrument, terms.into, request.amount_t, before,
                limit.most_t, terms.done_by(act.day), terms.source,
            )
        )  # fmt: skip
        return DONE

    def carry_over(self, request: CarryOver, rows: Rows, act: Act) -> Outcome:
        found = _open(request, rows)
        if found is None:
            return act.refuse(CarryOverOutcome.NOT_OPEN, holder=request.holder, number=request.number)
        account = registration(found.holder)
        limit = self._limits.of(self._limits.terms(rows, found.applied_on), found.holder, rows)
        if refused := (
            stopped(KIND, account, rows, act)
            or _was_late(limit, found.holder, act)
            or cannot_give(rows, act, carrying(found.holder), found.instrument, found.amount_t)
            or may_not_hold(rows, act, account, found.carried_into)
        ):
            return refused
        late = act.day > found.due
        act.record(
            CarriedOver(found.holder, found.number, account, found.instrument, found.carried_into, found.amount_t, late)
        )
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of carry-overs."""
        return (
            Handler(
                "registry.apply_carry_over",
                ApplyCarryOver,
                self.apply,
                DONE,
                lambda r: touch_pair(registration(r.holder), carrying(r.holder), r.instrument),
                own,
            ),
            Handler("registry.carry_over", CarryOver, self.carry_over, DONE, _touches, own),
            Handler("registry.refuse_carry_over", RefuseCarryOver, _refuse, DONE, _touches, own),
            Handler("registry.correct_carry_over", CorrectCarryOver, _correct, DONE, _touches, own),
        )


def _not_of(terms: Terms, instrument: str, rows: Rows, act: Act) -> Outcome | None:
    """Refuse what the terms do not name, and what is not listed."""
    if refused := not_allowance(instrument, rows, act):
        return refused
    if instrument not in terms.vintages:
        return act.refuse(
            CarryOverOutcome.VINTAGE_NOT_CARRIED, instrument=instrument, vintages=", ".join(terms.vintages),
            into=terms.into, source=terms.source,
        )  # fmt: skip
    return not_for(KIND, instrument, rows, act) or not_allowance(terms.into, rows, act)


def _not_in_time(terms: Terms, act: Act) -> Outcome | None:
    if act.day <= terms.held_on:
        return act.refuse(CarryOverOutcome.NOT_YET, day=act.day, held_on=terms.held_on, source=terms.source)
    if act.day > terms.apply_until:
        return act.refuse(CarryOverOutcome.TOO_LATE, day=act.day, last=terms.apply_until, source=terms.source)
    return None


def _was_late(limit: Limit, holder: str, act: Act) -> Outcome | None:
    if not limit.late_for:
        return None
    return act.refuse(CarryOverOutcome.WAS_LATE, holder=holder, periods=", ".join(limit.late_for))


def _open(request: CarryOver | RefuseCarryOver, rows: Rows) -> CarryOverRow | None:
    found = rows.get(CarryOverRow, (request.holder, request.number))
    return found if found is not None and found.state == OPEN else None


def _refuse(request: RefuseCarryOver, rows: Rows, act: Act) -> Outcome:
    found = _open(request, rows)
    if found is None:
        return act.refuse(CarryOverOutcome.NOT_OPEN, holder=request.holder, number=request.number)
    if not request.reason.strip():
        return act.refuse(CarryOverOutcome.NO_REASON)
    if refused := cannot_give(rows, act, carrying(found.holder), found.instrument, found.amount_t):
        return refused
    act.record(
        CarryOverRefused(
            found.holder, found.number, registration(found.holder), found.instrument, found.amount_t, request.reason,
            act.day > found.due,
        )
    )  # fmt: skip
    return DONE


def _correct(request: CorrectCarryOver, rows: Rows, act: Act) -> Outcome:
    found = rows.get(CarryOverRow, (request.holder, request.number))
    if found is None or found.state != CARRIED:
        return act.refuse(CarryOverOutcome.NOT_CARRIED, holder=request.holder, number=request.number)
    if not request.paper.strip():
        return act.refuse(CarryOverOutcome.NO_PAPER, holder=request.holder)
    if request.amount_t <= 0:
        return act.refuse(RegistryOutcome.AMOUNT_NOT_POSITIVE, amount=request.amount_t)
    left = found.amount_t - found.corrected_t
    if request.amount_t > left:
        return act.refuse(
            CarryOverOutcome.ABOVE_CARRIED, holder=found.holder, number=found.number, asked=request.amount_t, left=left
        )
    account = registration(found.holder)
    if refused := cannot_move(rows, act, account, CARRY_IN, found.carried_into, request.amount_t):
        return refused
    act.record(
        CarryOverCorrected(
            found.holder, found.number, account, found.instrument, found.carried_into, request.amount_t, found.transfer,
            request.paper,
        )
    )  # fmt: skip
    return DONE


def reference(holder: str, number: int) -> str:
    """Return how the transfers of an application are told: what went and what came name the same one."""
    return f"{holder}/C{number}"


def _applied(fact: CarryOverApplied, at: At, rows: Rows) -> None:
    of = reference(fact.holder, fact.number)
    open_on_need(rows, carrying(fact.holder), "pending", fact.holder)
    move(rows, at, "carry_over_applied", fact.account, carrying(fact.holder), fact.instrument, fact.amount_t, of)
    rows.put(
        CarryOverRow(
            fact.holder,
            fact.number,
            fact.instrument,
            fact.carried_into,
            fact.amount_t,
            0,
            OPEN,
            at.day,
            fact.due,
            "",
            0,
            "",
            0,
        )
    )


def _carried(fact: CarriedOver, at: At, rows: Rows) -> None:
    of = reference(fact.holder, fact.number)
    open_on_need(rows, CARRIED_OVER, "system", "registry")
    if rows.get(AccountRow, CARRY_IN) is None:
        rows.put(AccountRow(CARRY_IN, "system", "registry", 1))
    move(rows, at, KIND, carrying(fact.holder), CARRIED_OVER, fact.instrument, fact.amount_t, of)
    row = _decided(fact, CARRIED, at, rows)
    row.transfer = rows.need(BookRow, 1).transfers
    put_out(rows, at, KIND, CARRY_IN, fact.account, fact.carried_into, fact.amount_t, of)


def _refused(fact: CarryOverRefused, at: At, rows: Rows) -> None:
    _decided(fact, REFUSED, at, rows).reason = fact.reason
    of = reference(fact.holder, fact.number)
    move(rows, at, "carry_over_refused", carrying(fact.holder), fact.account, fact.instrument, fact.amount_t, of)


def _decided(fact: CarriedOver | CarryOverRefused, state: str, at: At, rows: Rows) -> CarryOverRow:
    row = rows.edit(CarryOverRow, (fact.holder, fact.number))
    row.state, row.decided_on, row.late = state, at.day, int(fact.late)
    return row


def _corrected(fact: CarryOverCorrected, at: At, rows: Rows) -> None:
    rows.edit(CarryOverRow, (fact.holder, fact.number)).corrected_t += fact.amount_t
    move(rows, at, CORRECTED, fact.account, CARRY_IN, fact.carried_into, fact.amount_t, fact.paper)
    lot = f"{OF_TRANSFER}{fact.transfer}"
    move(rows, at, CORRECTED, CARRIED_OVER, fact.account, fact.instrument, fact.amount_t, lot)


FACTS = (
    FactType(CarryOverApplied, _applied),
    FactType(CarriedOver, _carried),
    FactType(CarryOverRefused, _refused),
    FactType(CarryOverCorrected, _corrected),
)


def _touches(r: CarryOver | RefuseCarryOver | CorrectCarryOver) -> Iterable[Touch]:
    yield BookRow, 1
    yield CarryOverRow, (r.holder, r.number)
    yield AccountRow, registration(r.holder)
    yield AccountRow, carrying(r.holder)
