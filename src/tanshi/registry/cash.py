"""Money of holders at the settlement bank (结算银行): it arrives and leaves, in whole fen."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler
from tanshi.journal.rows import Rows
from tanshi.registry.account_ids import trading
from tanshi.registry.bookings import IN, OUT
from tanshi.registry.events import BANK, CashDeposited, CashWithdrawn
from tanshi.registry.money_tables import BankLineRow, BookingRow
from tanshi.registry.moves import cannot_move, day_closed, stopped, touch_pair, with_exchange
from tanshi.registry.outcome import DONE, RegistryOutcome
from tanshi.registry.tables import CASH


@dataclass(frozen=True, slots=True)
class DepositCash:
    """Book money that arrived at the settlement bank for a holder."""

    holder: str
    amount_fen: int
    reference: str


@dataclass(frozen=True, slots=True)
class WithdrawCash:
    """Pay money of a holder out through the settlement bank."""

    holder: str
    amount_fen: int
    reference: str


def _deposit(request: DepositCash, rows: Rows, act: Act) -> Outcome:
    account = trading(request.holder)
    if refused := day_closed(rows, act) or with_exchange(rows, act) or stopped("deposit", account, rows, act):
        return refused
    if refused := cannot_move(rows, act, BANK, account, CASH, request.amount_fen):
        return refused
    if (taken := rows.get(BankLineRow, (IN, request.reference))) is not None and taken.state not in ("open", "booked"):
        return act.refuse(RegistryOutcome.TOLD_BY_BANK, reference=request.reference, day=taken.day)
    act.record(CashDeposited(account, request.amount_fen, request.reference))
    return DONE


def _withdraw(request: WithdrawCash, rows: Rows, act: Act) -> Outcome:
    account = trading(request.holder)
    if refused := day_closed(rows, act) or with_exchange(rows, act) or stopped("withdraw", account, rows, act):
        return refused
    if refused := cannot_move(rows, act, account, BANK, CASH, request.amount_fen):
        return refused
    act.record(CashWithdrawn(account, request.amount_fen, request.reference))
    return DONE


HANDLERS = (
    Handler(
        "registry.deposit_cash",
        DepositCash,
        _deposit,
        DONE,
        touch=lambda r: [
            *touch_pair(BANK, trading(r.holder), CASH),
            (BookingRow, (IN, r.reference)),
            (BankLineRow, (IN, r.reference)),
        ],
    ),
    Handler(
        "registry.withdraw_cash",
        WithdrawCash,
        _withdraw,
        DONE,
        touch=lambda r: [*touch_pair(BANK, trading(r.holder), CASH), (BookingRow, (OUT, r.reference))],
    ),
)
