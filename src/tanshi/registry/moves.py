"""What every movement of units checks before it is recorded, each check returning the refusal or None."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Concern, Touch
from tanshi.journal.rows import Rows
from tanshi.ledger.book import LedgerOutcome, judge
from tanshi.registry.outcome import RegistryOutcome
from tanshi.registry.tables import CASH, AccountRow, BookRow, HoldingRow, InstrumentRow


def not_allowance(instrument: str, rows: Rows, act: Act) -> Outcome | None:
    found = rows.get(InstrumentRow, instrument)
    if found is None:
        return act.refuse(RegistryOutcome.INSTRUMENT_NOT_FOUND, instrument=instrument)
    if found.kind != "allowance":
        return act.refuse(RegistryOutcome.NOT_AN_ALLOWANCE, instrument=instrument)
    return None


def with_exchange(rows: Rows, act: Act) -> Outcome | None:
    book = rows.get(BookRow, 1)
    if book is not None and book.state == "open":
        return act.refuse(RegistryOutcome.POSITIONS_WITH_EXCHANGE, session=book.session)
    return None


_FROM_LEDGER = {
    LedgerOutcome.AMOUNT_NOT_POSITIVE: RegistryOutcome.AMOUNT_NOT_POSITIVE,
    LedgerOutcome.AMOUNT_TOO_LARGE: RegistryOutcome.AMOUNT_TOO_LARGE,
    LedgerOutcome.DEBIT_ACCOUNT_NOT_FOUND: RegistryOutcome.ACCOUNT_NOT_FOUND,
    LedgerOutcome.CREDIT_ACCOUNT_NOT_FOUND: RegistryOutcome.ACCOUNT_NOT_FOUND,
    LedgerOutcome.SAME_ACCOUNT: RegistryOutcome.SAME_PARTY,
}


def cannot_move(rows: Rows, act: Act, debit: str, credit: str, instrument: str, amount: int) -> Outcome | None:
    """Return why an amount cannot move between two accounts, or None."""
    giving, taking = holding(rows, debit, instrument), holding(rows, credit, instrument)
    verdict = judge(giving, taking, amount)
    if verdict is LedgerOutcome.POSTED:
        return None
    if verdict is LedgerOutcome.EXCEEDS_BALANCE:
        assert giving is not None
        outcome = RegistryOutcome.EXCEEDS_CASH if instrument == CASH else RegistryOutcome.EXCEEDS_HOLDING
        return act.refuse(outcome, account=debit, instrument=instrument, asked=amount, held=giving.amount)
    missing = debit if giving is None else credit
    return act.refuse(_FROM_LEDGER[verdict], account=missing, amount=amount, holder=debit)


def holding(rows: Rows, account: str, instrument: str) -> HoldingRow | None:
    """Return what an account holds of an instrument; an account that never held it has nothing; None: no account."""
    found = rows.get(HoldingRow, (account, instrument))
    if found is None and (opened := rows.get(AccountRow, account)) is not None:
        return HoldingRow(account, instrument, 0, opened.overdraft, 0)
    return found


def touch_pair(debit: str, credit: str, *instruments: str) -> Iterable[Touch]:
    yield BookRow, 1
    for account in (debit, credit):
        yield AccountRow, account
        for instrument in instruments:
            yield HoldingRow, (account, instrument)
    for instrument in instruments:
        yield InstrumentRow, instrument


def own(r: Any, rows: Rows) -> Concern:
    return Concern(organisation=r.holder, entity=r.holder)
