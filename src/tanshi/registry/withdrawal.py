"""Withdrawals (出金): a holder asks for its money, the registry pays it, the bank says that it went out.

  ask      two persons of the holder; the money leaves the trading account for the pending account
  cancel   any one person of the holder, until it is paid
  refuse   the registry, with the reason
  pay      two persons of the registry, to the account at a bank that was confirmed when it was asked for
  confirm  the bank's line of that reference (`bank_lines`)

What stands in the way is asked both times: a restriction, a failed trade of the holder's own, a claim it has not paid,
a freeze that waits for more than there was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Concern, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.registry.account_ids import pending, trading
from tanshi.registry.bank_accounts import bank_account_of
from tanshi.registry.events import BANK, open_on_need
from tanshi.registry.freeze import FreezeRow
from tanshi.registry.money import Posting, post, posting
from tanshi.registry.money_tables import ClaimRow, DayFileRow, FailureRow, WithdrawalRow
from tanshi.registry.moves import cannot_move, day_closed, not_by, own, stopped, touch_pair, with_exchange
from tanshi.registry.outcome import DONE
from tanshi.registry.tables import CASH, BookRow, HoldingRow

WAITING, PAID, CONFIRMED, CANCELLED, REFUSED = "waiting", "paid", "confirmed", "cancelled", "refused"

#: The file of a day's payments, as `day_closing` keeps it.
PAYMENTS = "payments"


class WithdrawalOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    NO_BANK_ACCOUNT = "registry.withdrawal_no_bank_account"
    TRADE_FAILED = "registry.withdrawal_trade_failed"
    CLAIM_UNPAID = "registry.withdrawal_claim_unpaid"
    FREEZE_WAITS = "registry.withdrawal_freeze_waits"
    NOT_FOUND = "registry.withdrawal_not_found"
    ENDED = "registry.withdrawal_ended"
    NO_REASON = "registry.withdrawal_no_reason"
    PAYMENTS_MADE = "registry.withdrawal_payments_made"


@dataclass(frozen=True, slots=True)
class RequestWithdrawal:
    """Ask to be paid money to one's own account at a bank."""

    holder: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class CancelWithdrawal:
    """Take a request for money back before it is paid."""

    withdrawal: str
    reason: str


@dataclass(frozen=True, slots=True)
class RefuseWithdrawal:
    """Refuse a holder's request for money, with the reason."""

    withdrawal: str
    reason: str


@dataclass(frozen=True, slots=True)
class PayWithdrawal:
    """Pay a holder the money it asked for; the day's file of payments takes it to the bank."""

    withdrawal: str


@dataclass(frozen=True, slots=True)
class WithdrawalRequested(Fact):
    """A holder asked for money; it is reserved."""

    type: ClassVar[str] = "registry.withdrawal_requested/1"
    withdrawal: str
    holder: str
    amount_fen: int
    bank: str
    bank_account: str
    asked_by: str
    approved_by: str
    postings: list[Posting]


@dataclass(frozen=True, slots=True)
class WithdrawalEnded(Fact):
    """A request for money was cancelled by the holder or refused by the registry; the money is free again."""

    type: ClassVar[str] = "registry.withdrawal_ended/1"
    withdrawal: str
    state: str  # cancelled, refused
    reason: str
    postings: list[Posting]


@dataclass(frozen=True, slots=True)
class WithdrawalPaid(Fact):
    """Money that a holder asked for left the clients' account."""

    type: ClassVar[str] = "registry.withdrawal_paid/1"
    withdrawal: str
    postings: list[Posting]


def _requested(fact: WithdrawalRequested, at: At, rows: Rows) -> None:
    open_on_need(rows, pending(fact.holder), "pending", fact.holder)
    rows.put(
        WithdrawalRow(
            fact.withdrawal, fact.holder, fact.amount_fen, fact.bank, fact.bank_account, fact.asked_by,
            fact.approved_by, at.day, WAITING, "", "", at.day,
        )
    )  # fmt: skip
    post(rows, at, fact.postings, fact.withdrawal)


def _ended(fact: WithdrawalEnded, at: At, rows: Rows) -> None:
    row = rows.edit(WithdrawalRow, fact.withdrawal)
    row.state, row.reason, row.changed_on = fact.state, fact.reason, at.day
    post(rows, at, fact.postings, fact.withdrawal)


def _paid(fact: WithdrawalPaid, at: At, rows: Rows) -> None:
    row = rows.edit(WithdrawalRow, fact.withdrawal)
    row.state, row.paid_on, row.changed_on = PAID, at.day, at.day
    post(rows, at, fact.postings, fact.withdrawal)


FACTS = (
    FactType(WithdrawalRequested, _requested),
    FactType(WithdrawalEnded, _ended),
    FactType(WithdrawalPaid, _paid),
)


def _request(request: RequestWithdrawal, rows: Rows, act: Act) -> Outcome:
    if refused := (
        day_closed(rows, act)
        or with_exchange(rows, act)
        or cannot_withdraw(request.holder, request.amount_fen, rows, act)
    ):
        return refused
    act.record(reserved(request.holder, request.amount_fen, act.command.actor, act.command.second, rows))
    return DONE


def cannot_withdraw(holder: str, amount_fen: int, rows: Rows, act: Act) -> Outcome | None:
    """Return why a holder's people cannot ask for its money, or None."""
    account = trading(holder)
    if refused := not_by("withdraw", account, rows, act) or cannot_move(rows, act, account, BANK, CASH, amount_fen):
        return refused
    if bank_account_of(rows, holder) is None:
        return act.refuse(WithdrawalOutcome.NO_BANK_ACCOUNT, holder=holder)
    return _owes(holder, rows, act)


def reserved(holder: str, amount_fen: int, asked_by: str, approved_by: str, rows: Rows) -> WithdrawalRequested:
    """Return the request under its number, with the money reserved for it."""
    bank = bank_account_of(rows, holder)
    assert bank is not None, f"{holder} has no account at a bank"
    number = len(rows.where(WithdrawalRow, holder=holder)) + 1
    kept = posting("withdrawal_requested", trading(holder), pending(holder), CASH, amount_fen)
    return WithdrawalRequested(
        f"{holder}/W{number}", holder, amount_fen, bank.bank, bank.account, asked_by, approved_by, [kept]
    )


def _cancel(request: CancelWithdrawal, rows: Rows, act: Act) -> Outcome:
    return _end(request, CANCELLED, rows, act)


def _refuse(request: RefuseWithdrawal, rows: Rows, act: Act) -> Outcome:
    return _end(request, REFUSED, rows, act)


def _end(request: CancelWithdrawal | RefuseWithdrawal, state: str, rows: Rows, act: Act) -> Outcome:
    """Give the money back to the trading account, while that is the registry's to touch."""
    found = _waiting(request.withdrawal, rows, act)
    if isinstance(found, Outcome):
        return found
    if refused := day_closed(rows, act) or with_exchange(rows, act):
        return refused
    if not request.reason.strip():
        return act.refuse(WithdrawalOutcome.NO_REASON)
    back = posting(f"withdrawal_{state}", pending(found.holder), trading(found.holder), CASH, found.amount_fen)
    act.record(WithdrawalEnded(found.id, state, request.reason, [back]))
    return DONE


def _pay(request: PayWithdrawal, rows: Rows, act: Act) -> Outcome:
    found = _waiting(request.withdrawal, rows, act)
    if isinstance(found, Outcome):
        return found
    if refused := day_closed(rows, act) or stopped("withdraw", trading(found.holder), rows, act):
        return refused
    if refused := _owes(found.holder, rows, act):
        return refused
    if rows.get(DayFileRow, (act.day, PAYMENTS)) is not None:
        return act.refuse(WithdrawalOutcome.PAYMENTS_MADE, day=act.day)
    paid = posting("withdrawal_paid", pending(found.holder), BANK, CASH, found.amount_fen)
    act.record(WithdrawalPaid(found.id, [paid]))
    return DONE


def _owes(holder: str, rows: Rows, act: Act) -> Outcome | None:
    """Refuse while a trade of the holder's own failed, a claim is unpaid, or a freeze waits for more."""
    failed = [
        f
        for side in ("seller", "buyer")
        for f in rows.where(FailureRow, state="open", **{side: holder})
        if f.failing in (side, "both")
    ]
    if failed:
        return act.refuse(WithdrawalOutcome.TRADE_FAILED, holder=holder, failure=failed[0].id)
    for claim in rows.where(ClaimRow, defaulter=holder):
        if claim.paid_fen < claim.due_fen:
            left = claim.due_fen - claim.paid_fen
            return act.refuse(
                WithdrawalOutcome.CLAIM_UNPAID, holder=holder, failure=f"{claim.session}/{claim.number}", left=left
            )
    for freeze in rows.where(FreezeRow, holder=holder):
        if freeze.waits_t and freeze.until_day >= act.day:
            return act.refuse(
                WithdrawalOutcome.FREEZE_WAITS, holder=holder, number=freeze.number, tonnes=freeze.waits_t
            )
    return None


def _waiting(id: str, rows: Rows, act: Act) -> WithdrawalRow | Outcome:
    found = rows.get(WithdrawalRow, id)
    if found is None:
        return act.refuse(WithdrawalOutcome.NOT_FOUND, withdrawal=id)
    if found.state != WAITING:
        return act.refuse(WithdrawalOutcome.ENDED, withdrawal=id, state=found.state)
    return found


def of_withdrawal(request: Any, rows: Rows) -> Concern:
    """Return whom a request about a withdrawal concerns: its holder."""
    found = rows.get(WithdrawalRow, request.withdrawal)
    return Concern(entity=found.holder, organisation=found.holder) if found else Concern()


def _touches(r: Any) -> Iterable[Touch]:
    yield BookRow, 1
    yield WithdrawalRow, r.withdrawal


def _touches_money(r: RequestWithdrawal) -> Iterable[Touch]:
    yield from touch_pair(trading(r.holder), BANK, CASH)
    yield HoldingRow, (pending(r.holder), CASH)


HANDLERS = (
    Handler("registry.request_withdrawal", RequestWithdrawal, _request, DONE, _touches_money, own),
    Handler("registry.cancel_withdrawal", CancelWithdrawal, _cancel, DONE, _touches, of_withdrawal),
    Handler("registry.refuse_withdrawal", RefuseWithdrawal, _refuse, DONE, _touches, of_withdrawal),
    Handler("registry.pay_withdrawal", PayWithdrawal, _pay, DONE, _touches, of_withdrawal),
)
