"""Facts of transfers between holders, and their projection.

An order's units move to the holder's pending account when it is approved and leave it when the order ends, so what is
ordered cannot be spent a second time, and the books' own guards see to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.registry.events import move, open_on_need
from tanshi.registry.transfer_tables import (
    CANCELLED,
    CARRIED_OUT,
    FROZEN,
    HELD_UP,
    WAITING,
    OrderRow,
    TrustedRow,
)


@dataclass(frozen=True, slots=True)
class TransferOrdered(Fact):
    """Two persons of a holder ordered a transfer; its units are reserved and it waits until it is due."""

    type: ClassVar[str] = "registry.transfer_ordered/1"
    transfer: str
    holder: str
    receiver: str
    debit: str
    pending: str
    instrument: str
    amount_t: int
    ground: str
    reference: str
    trusted: bool
    ordered_by: str
    approved_by: str
    at: str
    due_at: str
    delay: dict[str, Any]  # the parameter that was applied


@dataclass(frozen=True, slots=True)
class TransferCancelled(Fact):
    """An order was cancelled; what was still reserved went back to the holder."""

    type: ClassVar[str] = "registry.transfer_cancelled/1"
    transfer: str
    pending: str
    credit: str
    instrument: str
    amount_t: int  # 0: nothing was left of what was reserved
    reason: str
    actor: str
    at: str


@dataclass(frozen=True, slots=True)
class TransferFrozen(Fact):
    """An order was stopped until two persons of the registry lift the freeze."""

    type: ClassVar[str] = "registry.transfer_frozen/1"
    transfer: str
    reason: str
    actor: str
    at: str


@dataclass(frozen=True, slots=True)
class TransferReleased(Fact):
    """The freeze of an order was lifted; its waiting time began anew."""

    type: ClassVar[str] = "registry.transfer_released/1"
    transfer: str
    reason: str
    actor: str
    at: str
    due_at: str
    delay: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TransferHeldUp(Fact):
    """A due order could not be carried out; it stays listed with the outcome that stands in its way."""

    type: ClassVar[str] = "registry.transfer_held_up/1"
    transfer: str
    outcome: str
    actor: str
    at: str


@dataclass(frozen=True, slots=True)
class TransferCarriedOut(Fact):
    """The units of an order came to the receiver."""

    type: ClassVar[str] = "registry.transfer_carried_out/1"
    transfer: str
    pending: str
    credit: str
    instrument: str
    amount_t: int
    actor: str
    at: str


@dataclass(frozen=True, slots=True)
class AccountTrusted(Fact):
    """Two persons of a holder put an account on its trusted list; it is trusted from an instant on."""

    type: ClassVar[str] = "registry.account_trusted/1"
    holder: str
    receiver: str
    reason: str
    added_by: str
    approved_by: str
    at: str
    from_at: str
    delay: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AccountDistrusted(Fact):
    """An account went off a holder's trusted list at once."""

    type: ClassVar[str] = "registry.account_distrusted/1"
    holder: str
    receiver: str
    actor: str
    at: str


#: What became of an order.
_Change = TransferCancelled | TransferFrozen | TransferReleased | TransferHeldUp | TransferCarriedOut


def _ordered(fact: TransferOrdered, at: At, rows: Rows) -> None:
    open_on_need(rows, fact.pending, "pending", fact.holder)
    move(rows, at, "transfer_ordered", fact.debit, fact.pending, fact.instrument, fact.amount_t, fact.transfer)
    rows.put(
        OrderRow(
            fact.transfer, fact.holder, fact.receiver, fact.instrument, fact.amount_t, fact.ground, fact.reference,
            int(fact.trusted), fact.ordered_by, fact.approved_by, fact.at, fact.due_at, WAITING, "",
            fact.approved_by or fact.ordered_by, fact.at,
        )
    )  # fmt: skip


def _cancelled(fact: TransferCancelled, at: At, rows: Rows) -> None:
    if fact.amount_t:
        move(rows, at, "transfer_cancelled", fact.pending, fact.credit, fact.instrument, fact.amount_t, fact.transfer)
    _changed(rows, fact, CANCELLED, fact.reason)


def _frozen(fact: TransferFrozen, at: At, rows: Rows) -> None:
    _changed(rows, fact, FROZEN, fact.reason)


def _released(fact: TransferReleased, at: At, rows: Rows) -> None:
    _changed(rows, fact, WAITING, fact.reason)
    rows.edit(OrderRow, fact.transfer).due_at = fact.due_at


def _held_up(fact: TransferHeldUp, at: At, rows: Rows) -> None:
    _changed(rows, fact, HELD_UP, fact.outcome)


def _carried_out(fact: TransferCarriedOut, at: At, rows: Rows) -> None:
    move(rows, at, "transfer", fact.pending, fact.credit, fact.instrument, fact.amount_t, fact.transfer)
    _changed(rows, fact, CARRIED_OUT, "")


def _changed(rows: Rows, fact: _Change, state: str, reason: str) -> None:
    row = rows.edit(OrderRow, fact.transfer)
    row.state, row.reason, row.changed_by, row.changed_at = state, reason, fact.actor, fact.at


def _trusted(fact: AccountTrusted, at: At, rows: Rows) -> None:
    rows.put(
        TrustedRow(
            fact.holder, fact.receiver, fact.reason, fact.added_by, fact.approved_by, fact.from_at, "", ""
        )
    )  # fmt: skip


def _distrusted(fact: AccountDistrusted, at: At, rows: Rows) -> None:
    row = rows.edit(TrustedRow, (fact.holder, fact.receiver))
    row.removed_at, row.removed_by = fact.at, fact.actor


FACTS = (
    FactType(TransferOrdered, _ordered),
    FactType(TransferCancelled, _cancelled),
    FactType(TransferFrozen, _frozen),
    FactType(TransferReleased, _released),
    FactType(TransferHeldUp, _held_up),
    FactType(TransferCarriedOut, _carried_out),
    FactType(AccountTrusted, _trusted),
    FactType(AccountDistrusted, _distrusted),
)
