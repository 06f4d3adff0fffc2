"""What every movement of units checks before it is recorded, each check returning the refusal or None."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Concern, Touch
from tanshi.journal.rows import Rows
from tanshi.ledger.book import LedgerOutcome, judge
from tanshi.registry.account_ids import carrying, frozen, offered, pending, pledged, registration, trading
from tanshi.registry.outcome import RegistryOutcome
from tanshi.registry.representatives import may_approve, may_initiate
from tanshi.registry.tables import CASH, AccountRow, BookRow, HoldingRow, InstrumentRow

#: Unit of the products that are not money.
TONNES = "t"

#: What stands as stopped on the accounts of a holder that is closed.
CLOSED_TO_ALL = "*"


def not_allowance(instrument: str, rows: Rows, act: Act) -> Outcome | None:
    """Refuse what is not listed, and money: units are whole tonnes."""
    found = rows.get(InstrumentRow, instrument)
    if found is None:
        return act.refuse(RegistryOutcome.INSTRUMENT_NOT_FOUND, instrument=instrument)
    if found.unit != TONNES:
        return act.refuse(RegistryOutcome.NOT_AN_ALLOWANCE, instrument=instrument)
    return None


def not_for(deed: str, instrument: str, rows: Rows, act: Act) -> Outcome | None:
    """Refuse what may not be done with a product: its kind's acts say so, as they were when it was listed.

    Issue and trade are refused outside the days of its approval as well; what is held stays and goes its other ways.
    """
    found = rows.get(InstrumentRow, instrument)
    if found is None:
        return act.refuse(RegistryOutcome.INSTRUMENT_NOT_FOUND, instrument=instrument)
    if found.unit != TONNES:
        return act.refuse(RegistryOutcome.NOT_AN_ALLOWANCE, instrument=instrument)
    if deed not in found.acts.split():
        return act.refuse(RegistryOutcome.NOT_FOR_THIS, instrument=instrument, kind=found.kind, deed=deed)
    if deed in _WHILE_VALID and not _is_valid(found, act.day):
        return act.refuse(
            RegistryOutcome.NOT_VALID, instrument=instrument, approved_by=found.approved_by, day=act.day,
            first=found.valid_from or "…", last=found.valid_until or "…",
        )  # fmt: skip
    return None


#: What needs the approval of a product to stand on the day.
_WHILE_VALID = ("issue", "trade")


def is_tradable(product: InstrumentRow, day: str) -> bool:
    """Tell whether a product may be traded on a legal day."""
    return product.unit == TONNES and "trade" in product.acts.split() and _is_valid(product, day)


def _is_valid(found: InstrumentRow, day: str) -> bool:
    return found.valid_from <= day and (not found.valid_until or day <= found.valid_until)


def closed(account: str, rows: Rows, act: Act) -> Outcome | None:
    """Refuse what would move something of a holder whose account is closed."""
    found = rows.get(AccountRow, account)
    if found is not None and found.stopped == CLOSED_TO_ALL:
        return act.refuse(RegistryOutcome.HOLDER_CLOSED, holder=found.holder)
    return None


def stopped(deed: str, account: str, rows: Rows, act: Act) -> Outcome | None:
    """Refuse what the restriction of an account's holder stops, and everything of a closed one."""
    found = rows.get(AccountRow, account)
    if found is None or not found.stopped:
        return None
    if refused := closed(account, rows, act):
        return refused
    if deed in found.stopped.split():
        return act.refuse(RegistryOutcome.RESTRICTED, holder=found.holder, deed=deed, stopped=found.stopped)
    return None


def not_by(deed: str, account: str, rows: Rows, act: Act) -> Outcome | None:
    """Refuse an act of a holder that a restriction stops, or that somebody begins or approves who is not named
    for it.
    """
    found = rows.get(AccountRow, account)
    if found is not None and (found.stopped or found.represented):
        if refused := stopped(deed, account, rows, act):
            return refused
        if not may_initiate(rows, found.holder, act.command.actor, act.day):
            return act.refuse(RegistryOutcome.NOT_AN_INITIATOR, holder=found.holder, actor=act.command.actor)
        second = act.command.second
        if second and not may_approve(rows, found.holder, second, act.day):
            return act.refuse(RegistryOutcome.NOT_AN_APPROVER, holder=found.holder, actor=second)
    return None


def with_exchange(rows: Rows, act: Act) -> Outcome | None:
    book = rows.get(BookRow, 1)
    if book is not None and book.state == "open":
        return act.refuse(RegistryOutcome.POSITIONS_WITH_EXCHANGE, session=book.session)
    return None


def day_closed(rows: Rows, act: Act) -> Outcome | None:
    """Refuse an act of settlement or money on a day that is closed; it is an act of the next day."""
    book = rows.get(BookRow, 1)
    if book is not None and act.day <= book.closed_day:
        return act.refuse(RegistryOutcome.DAY_CLOSED, day=act.day, closed=book.closed_day)
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
        assert taking is not None
        return None if taking.last_transfer else may_not_hold(rows, act, credit, instrument)
    if verdict is LedgerOutcome.EXCEEDS_BALANCE:
        assert giving is not None
        return _exceeds(giving, amount, act)
    missing = debit if giving is None else credit
    return act.refuse(_FROM_LEDGER[verdict], account=missing, amount=amount, holder=debit)


def cannot_give(rows: Rows, act: Act, debit: str, instrument: str, amount: int) -> Outcome | None:
    """Return why an amount cannot leave an account for one that is opened on need, or None."""
    giving = holding(rows, debit, instrument)
    verdict = judge(giving, HoldingRow("", instrument, 0, 0, 0, 0), amount)
    if verdict is LedgerOutcome.POSTED:
        return None
    if verdict is LedgerOutcome.EXCEEDS_BALANCE:
        assert giving is not None
        return _exceeds(giving, amount, act)
    return act.refuse(_FROM_LEDGER[verdict], account=debit, amount=amount, holder=debit)


def _exceeds(giving: HoldingRow, amount: int, act: Act) -> Outcome:
    outcome = RegistryOutcome.EXCEEDS_CASH if giving.instrument == CASH else RegistryOutcome.EXCEEDS_HOLDING
    return act.refuse(outcome, account=giving.account, instrument=giving.instrument, asked=amount, held=giving.amount)


def left_on(rows: Rows, holder: str, unit: str = "") -> HoldingRow | None:
    """Return something a holder still has on any of its accounts, of products of a unit or of all; None: nothing."""
    for place in (registration, trading, frozen, pledged, pending, carrying, offered):
        account = place(holder)
        for held in rows.where(HoldingRow, account=account):
            if held.amount and (not unit or rows.need(InstrumentRow, held.instrument).unit == unit):
                return held
    return None


def may_not_hold(rows: Rows, act: Act, account: str, instrument: str) -> Outcome | None:
    """Refuse the first units of a product on an account of a kind that may not hold it."""
    opened, product = rows.get(AccountRow, account), rows.get(InstrumentRow, instrument)
    if opened is None or product is None or not (opened.holder_kind and product.holders):
        return None
    if opened.holder_kind in product.holders.split():
        return None
    return act.refuse(
        RegistryOutcome.MAY_NOT_HOLD, holder=opened.holder, kind=opened.holder_kind, instrument=instrument,
        holders=product.holders,
    )  # fmt: skip


def holding(rows: Rows, account: str, instrument: str) -> HoldingRow | None:
    """Return what an account holds of an instrument; an account that never held it has nothing; None: no account."""
    found = rows.get(HoldingRow, (account, instrument))
    if found is None and (opened := rows.get(AccountRow, account)) is not None:
        return HoldingRow(account, instrument, 0, opened.overdraft, 0, 0)
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
