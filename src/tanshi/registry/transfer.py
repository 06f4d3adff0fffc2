"""Transfers to another holder (非交易过户): ordered by two, due after a while, stopped by one.

  order      one representative proposes, another person approves (`access.FOUR_EYES`); the units leave the holder's
             registration account for its pending account, and the moment it is due is computed and written down
  cancel     any one representative, as long as it was not carried out
  freeze     any one person of the holder or of the registry, at once; lifting takes two of the registry, and the
             waiting time begins anew, so that the holder has all of it to look
  carry out  the registry, once it is due; what stands in its way is recorded, and the order stays listed

Receivers on the holder's trusted list wait a shorter time. Movements by law (merger, inheritance, enforcement) are not
ordered here. Grounds and delays are law data; nothing here names one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from tanshi.core.clock import instant, moment
from tanshi.core.outcome import Outcome
from tanshi.core.working_hours import WorkingHours
from tanshi.journal.command import Act, Concern, Handler, Touch
from tanshi.journal.rows import Rows
from tanshi.registry.account_ids import pending, registration
from tanshi.registry.moves import cannot_move, holding, not_by, not_for, own, stopped, touch_pair
from tanshi.registry.outcome import DONE
from tanshi.registry.tables import AccountRow
from tanshi.registry.transfer_events import (
    AccountDistrusted,
    AccountTrusted,
    TransferCancelled,
    TransferCarriedOut,
    TransferFrozen,
    TransferHeldUp,
    TransferOrdered,
    TransferReleased,
)
from tanshi.registry.transfer_outcome import TransferOutcome
from tanshi.registry.transfer_tables import FROZEN, HELD_UP, OPEN, OrderRow, TrustedRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law
from tanshi.rules.parameter import Cited


@dataclass(frozen=True, slots=True)
class OrderTransfer:
    """Order a transfer to another holder; its units are reserved and it waits before it is carried out."""

    holder: str
    receiver: str
    instrument: str
    amount_t: int
    ground: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class CancelTransfer:
    """Cancel an order of transfer that was not carried out; its units are free again."""

    transfer: str
    reason: str


@dataclass(frozen=True, slots=True)
class FreezeTransfer:
    """Stop an order of transfer at once; only the registry can lift the freeze."""

    transfer: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReleaseTransfer:
    """Lift the freeze of an order of transfer; its waiting time begins anew."""

    transfer: str
    reason: str


@dataclass(frozen=True, slots=True)
class CarryOutTransfer:
    """Carry out an order of transfer that is due."""

    transfer: str


@dataclass(frozen=True, slots=True)
class TrustAccount:
    """Put another holder's account on the trusted list; orders to it wait a shorter time, from a later moment on."""

    holder: str
    receiver: str
    reason: str


@dataclass(frozen=True, slots=True)
class DistrustAccount:
    """Take an account off the trusted list at once."""

    holder: str
    receiver: str


def of_order(request: Any, rows: Rows) -> Concern:
    """Return whom a request about an order concerns: its holder."""
    order = rows.get(OrderRow, request.transfer)
    return Concern(entity=order.holder, organisation=order.holder) if order else Concern()


def trusts(rows: Rows, holder: str, receiver: str, now: str) -> bool:
    """Tell whether a holder trusts an account at an instant."""
    row = rows.get(TrustedRow, (holder, receiver))
    return row is not None and not row.removed_at and row.from_at <= now


class TransferCommands:
    """Judges transfers between holders under a law: its grounds, delays and working hours."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    # orders

    def order(self, request: OrderTransfer, rows: Rows, act: Act) -> Outcome:
        source, target = registration(request.holder), registration(request.receiver)
        if refused := (
            self._without_ground(request, rows, act)
            or _bad_receiver(request, rows, act)
            or not_for("transfer", request.instrument, rows, act)
            or not_by("transfer", source, rows, act)
            or stopped("receive", target, rows, act)
            or cannot_move(rows, act, source, target, request.instrument, request.amount_t)
        ):
            return refused
        trusted = trusts(rows, request.holder, request.receiver, act.now)
        due_at, delay = self._due(rows, act, "registry.transfer_delay_h", "trusted" if trusted else "other")
        number = len(rows.where(OrderRow, holder=request.holder)) + 1
        act.record(
            TransferOrdered(
                f"{request.holder}/T{number}", request.holder, request.receiver, source, pending(request.holder),
                request.instrument, request.amount_t, request.ground, request.reference, trusted, act.command.actor,
                act.command.second, act.now, due_at, delay.as_json(),
            )
        )  # fmt: skip
        return DONE

    def cancel(self, request: CancelTransfer, rows: Rows, act: Act) -> Outcome:
        order = rows.get(OrderRow, request.transfer)
        if refused := _no_reason(request.reason, act) or _not_open(request.transfer, order, act):
            return refused
        assert order is not None
        stock = pending(order.holder)
        left = holding(rows, stock, order.instrument)
        amount = min(order.amount_t, left.amount if left else 0)
        act.record(
            TransferCancelled(
                order.id, stock, registration(order.holder), order.instrument, amount, request.reason,
                act.command.actor, act.now,
            )
        )  # fmt: skip
        return DONE

    def freeze(self, request: FreezeTransfer, rows: Rows, act: Act) -> Outcome:
        order = rows.get(OrderRow, request.transfer)
        if refused := _no_reason(request.reason, act) or _not_open(request.transfer, order, act):
            return refused
        assert order is not None
        if order.state == FROZEN:
            return act.refuse(TransferOutcome.ORDER_FROZEN, order=order.id, reason=order.reason)
        act.record(TransferFrozen(order.id, request.reason, act.command.actor, act.now))
        return DONE

    def release(self, request: ReleaseTransfer, rows: Rows, act: Act) -> Outcome:
        order = rows.get(OrderRow, request.transfer)
        if refused := _no_reason(request.reason, act) or _not_open(request.transfer, order, act):
            return refused
        assert order is not None
        if order.state != FROZEN:
            return act.refuse(TransferOutcome.ORDER_NOT_FROZEN, order=order.id)
        trusted = trusts(rows, order.holder, order.receiver, act.now)
        due_at, delay = self._due(rows, act, "registry.transfer_delay_h", "trusted" if trusted else "other")
        act.record(TransferReleased(order.id, request.reason, act.command.actor, act.now, due_at, delay.as_json()))
        return DONE

    def carry_out(self, request: CarryOutTransfer, rows: Rows, act: Act) -> Outcome:
        order = rows.get(OrderRow, request.transfer)
        if refused := _not_open(request.transfer, order, act):
            return refused
        assert order is not None
        if order.state == FROZEN:
            return act.refuse(TransferOutcome.ORDER_FROZEN, order=order.id, reason=order.reason)
        if act.now < order.due_at:
            return act.refuse(TransferOutcome.ORDER_NOT_DUE, order=order.id, due=order.due_at)
        stock, target = pending(order.holder), registration(order.receiver)
        in_the_way = (
            not_for("transfer", order.instrument, rows, act)
            or stopped("transfer", registration(order.holder), rows, act)
            or stopped("receive", target, rows, act)
            or cannot_move(rows, act, stock, target, order.instrument, order.amount_t)
        )
        if in_the_way is None:
            act.record(
                TransferCarriedOut(
                    order.id, stock, target, order.instrument, order.amount_t, act.command.actor, act.now
                )
            )
            return DONE
        if (order.state, order.reason) == (HELD_UP, str(in_the_way)):
            return act.refuse(TransferOutcome.ORDER_HELD_UP, order=order.id, cause=in_the_way)
        act.record(TransferHeldUp(order.id, str(in_the_way), act.command.actor, act.now))
        return DONE

    # the trusted list

    def trust(self, request: TrustAccount, rows: Rows, act: Act) -> Outcome:
        if refused := _no_reason(request.reason, act) or _bad_receiver(request, rows, act):
            return refused
        if rows.get(AccountRow, registration(request.holder)) is None:
            return act.refuse(TransferOutcome.RECEIVER_NOT_FOUND, receiver=request.holder)
        if refused := not_by("trust", registration(request.holder), rows, act):
            return refused
        row = rows.get(TrustedRow, (request.holder, request.receiver))
        if row is not None and not row.removed_at:
            return act.refuse(
                TransferOutcome.ALREADY_TRUSTED, holder=row.holder, receiver=row.receiver, since=row.from_at
            )
        from_at, delay = self._due(rows, act, "registry.trust_activation_h")
        act.record(
            AccountTrusted(
                request.holder, request.receiver, request.reason, act.command.actor, act.command.second,
                act.now, from_at, delay.as_json(),
            )
        )  # fmt: skip
        return DONE

    def distrust(self, request: DistrustAccount, rows: Rows, act: Act) -> Outcome:
        row = rows.get(TrustedRow, (request.holder, request.receiver))
        if row is None or row.removed_at:
            return act.refuse(TransferOutcome.NOT_TRUSTED, holder=request.holder, receiver=request.receiver)
        act.record(AccountDistrusted(request.holder, request.receiver, act.command.actor, act.now))
        return DONE

    # what the law says

    def _without_ground(self, request: OrderTransfer, rows: Rows, act: Act) -> Outcome | None:
        known = self._laws.on(rows, act.day).table("registry.transfer_grounds", date.fromisoformat(act.day))
        found = known.get(request.ground)
        if found is None:
            grounds = ", ".join(sorted(known))
            return act.refuse(TransferOutcome.UNKNOWN_TRANSFER_GROUND, ground=request.ground, known=grounds)
        if found.value["paper"] == "required" and not request.reference.strip():
            return act.refuse(TransferOutcome.TRANSFER_PAPER_MISSING, ground=request.ground)
        return None

    def _due(self, rows: Rows, act: Act, parameter: str, key: str = "") -> tuple[str, Cited]:
        """Return when a limit in working hours that begins now ends, and the parameter that sets it."""
        law, on = self._laws.on(rows, act.day), date.fromisoformat(act.day)
        hours = law.value(parameter, on, key)
        opens, closes = map(time.fromisoformat, law.value("registry.working_hours", on).value)
        return instant(WorkingHours(opens, closes).after(moment(act.now), hours.integer)), hours

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of transfers and of the trusted list."""

        def ordered(r: OrderTransfer) -> Iterable[Touch]:
            yield from touch_pair(registration(r.holder), registration(r.receiver), r.instrument)
            yield from touch_pair(pending(r.holder), pending(r.holder), r.instrument)
            yield TrustedRow, (r.holder, r.receiver)

        def order(r: Any) -> Iterable[Touch]:
            yield OrderRow, r.transfer

        def trusted(r: Any) -> Iterable[Touch]:
            yield TrustedRow, (r.holder, r.receiver)

        return (
            Handler("registry.order_transfer", OrderTransfer, self.order, DONE, ordered, own),
            Handler("registry.cancel_transfer", CancelTransfer, self.cancel, DONE, order, of_order),
            Handler("registry.freeze_transfer", FreezeTransfer, self.freeze, DONE, order, of_order),
            Handler("registry.release_transfer", ReleaseTransfer, self.release, DONE, order, of_order),
            Handler("registry.carry_out_transfer", CarryOutTransfer, self.carry_out, DONE, order, of_order),
            Handler("registry.trust_account", TrustAccount, self.trust, DONE, trusted, own),
            Handler("registry.distrust_account", DistrustAccount, self.distrust, DONE, trusted, own),
        )


def _bad_receiver(request: OrderTransfer | TrustAccount, rows: Rows, act: Act) -> Outcome | None:
    if request.receiver == request.holder:
        return act.refuse(TransferOutcome.TRANSFER_TO_ONESELF, holder=request.holder)
    if rows.get(AccountRow, registration(request.receiver)) is None:
        return act.refuse(TransferOutcome.RECEIVER_NOT_FOUND, receiver=request.receiver)
    return None


def _no_reason(reason: str, act: Act) -> Outcome | None:
    return None if reason.strip() else act.refuse(TransferOutcome.TRANSFER_REASON_MISSING)


def _not_open(asked: str, order: OrderRow | None, act: Act) -> Outcome | None:
    if order is None:
        return act.refuse(TransferOutcome.ORDER_NOT_FOUND, order=asked)
    if order.state not in OPEN:
        return act.refuse(TransferOutcome.ORDER_ENDED, order=order.id, state=order.state)
    return None
