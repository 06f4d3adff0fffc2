"""Double-entry book of whole units: tonnes of an instrument, or fen of cash.

Invariants, true after every posting:
  - the balances of one instrument sum to zero: what an issuing account is below zero, others hold;
  - an account that may not go below zero is not below zero;
  - an account that issues is never as far below zero as `LIMIT`, so nobody holds as much;
  - a transfer id appears once, and posting it again changes nothing.

`judge` decides and changes nothing; `post` does. Both work on any holding that has an amount and a floor, so
the registry's rows and the plain `Book` here are judged by the same lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from tanshi.core.outcome import Outcome

#: Amounts and balances stay below this, so sums fit 64 bits on every database.
LIMIT = 2**53


class LedgerOutcome(Outcome):
    """Outcomes of a transfer, in the order in which they are checked."""

    POSTED = "ledger.posted"
    EXISTS = "ledger.exists"
    EXISTS_WITH_OTHER_BODY = "ledger.exists_with_other_body"
    AMOUNT_NOT_POSITIVE = "ledger.amount_not_positive"
    AMOUNT_TOO_LARGE = "ledger.amount_too_large"
    SAME_ACCOUNT = "ledger.same_account"
    DEBIT_ACCOUNT_NOT_FOUND = "ledger.debit_account_not_found"
    CREDIT_ACCOUNT_NOT_FOUND = "ledger.credit_account_not_found"
    EXCEEDS_BALANCE = "ledger.exceeds_balance"


class Holding(Protocol):
    """What one account holds of one instrument. `overdraft` is 1 for accounts that issue and may go below zero."""

    account: str
    amount: int
    overdraft: int


def judge(debit: Holding | None, credit: Holding | None, amount: int) -> LedgerOutcome:
    """Return what moving `amount` from debit to credit would give; change nothing."""
    if amount <= 0:
        return LedgerOutcome.AMOUNT_NOT_POSITIVE
    if amount >= LIMIT:
        return LedgerOutcome.AMOUNT_TOO_LARGE
    if debit is None:
        return LedgerOutcome.DEBIT_ACCOUNT_NOT_FOUND
    if credit is None:
        return LedgerOutcome.CREDIT_ACCOUNT_NOT_FOUND
    if debit.account == credit.account:
        return LedgerOutcome.SAME_ACCOUNT
    if (left := debit.amount - amount) < 0:
        if not debit.overdraft:
            return LedgerOutcome.EXCEEDS_BALANCE
        if left <= -LIMIT:  # all others together would hold what no figure of a fact can say
            return LedgerOutcome.AMOUNT_TOO_LARGE
    return LedgerOutcome.POSTED


def post(debit: Holding, credit: Holding, amount: int) -> None:
    """Move `amount`; the caller has judged it."""
    assert judge(debit, credit, amount) is LedgerOutcome.POSTED
    debit.amount -= amount
    credit.amount += amount


@dataclass(frozen=True, slots=True)
class Transfer:
    """Move whole units of one instrument from one account to another, once."""

    id: str
    debit: str
    credit: str
    instrument: str
    amount: int


@dataclass(slots=True)
class _Holding:
    account: str
    amount: int
    overdraft: int


class Book:
    """A book in memory: the plain form, used where no database is wanted and as the model in tests."""

    def __init__(self) -> None:
        self._overdraft: dict[str, int] = {}
        self._holdings: dict[tuple[str, str], _Holding] = {}
        self._transfers: dict[str, Transfer] = {}

    def open(self, account: str, *, overdraft: bool = False) -> None:
        """Open an account; opening it again changes nothing."""
        self._overdraft.setdefault(account, int(overdraft))

    def judge(self, transfer: Transfer) -> LedgerOutcome:
        """Return what posting would give; change nothing."""
        if (known := self._transfers.get(transfer.id)) is not None:
            same = known == transfer
            return LedgerOutcome.EXISTS if same else LedgerOutcome.EXISTS_WITH_OTHER_BODY
        debit, credit = self._peek(transfer.debit, transfer), self._peek(transfer.credit, transfer)
        return judge(debit, credit, transfer.amount)

    def post(self, transfer: Transfer) -> LedgerOutcome:
        """Judge a transfer and, if nothing stands against it, carry it out."""
        outcome = self.judge(transfer)
        if outcome is LedgerOutcome.POSTED:
            debit, credit = self._peek(transfer.debit, transfer), self._peek(transfer.credit, transfer)
            assert debit is not None
            assert credit is not None
            post(debit, credit, transfer.amount)
            for holding in (debit, credit):
                self._holdings[holding.account, transfer.instrument] = holding
            self._transfers[transfer.id] = transfer
        return outcome

    def balance(self, account: str, instrument: str) -> int:
        """Return what an account holds of an instrument."""
        found = self._holdings.get((account, instrument))
        return found.amount if found else 0

    @property
    def balances(self) -> dict[tuple[str, str], int]:
        """All balances that were ever touched, by account and instrument."""
        return {key: holding.amount for key, holding in sorted(self._holdings.items())}

    def _peek(self, account: str, transfer: Transfer) -> _Holding | None:
        if account not in self._overdraft:
            return None
        found = self._holdings.get((account, transfer.instrument))
        return found or _Holding(account, 0, self._overdraft[account])
