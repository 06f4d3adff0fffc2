"""Facts of the registry and their projection: every one of them says in full which amounts moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Key
from tanshi.registry import bookings
from tanshi.registry.serials import give_numbers
from tanshi.registry.tables import (
    CASH,
    HELD_OPEN,
    SPACING,
    AccountRow,
    BookRow,
    ExecutedRow,
    HolderRow,
    HoldingRow,
    PaidIssueRow,
    TradeRow,
    TransferRow,
    WaymarkRow,
)

#: System accounts.
ISSUANCE = "system/issuance"
SURRENDERED = "system/surrendered"
BANK = "system/bank"

#: Kind of the holders the authority's list brings.
ENTITY = "entity"

#: Ground on which allowances are issued to be auctioned.
PAID = "paid_allocation"

#: How the ids of the authority's instructions begin.
INSTRUCTION = "instruction/"

#: Kind of the transfers that open the books.
OPENING = "opening"


@dataclass(frozen=True, slots=True)
class RegistryOpened(Fact):
    """The registry's books begin: its system accounts exist."""

    type: ClassVar[str] = "registry.opened/1"
    system_accounts: list[str]
    overdraft_accounts: list[str]


@dataclass(frozen=True, slots=True)
class AccountOpened(Fact):
    """A holder's registration and trading accounts are open."""

    type: ClassVar[str] = "registry.account_opened/1"
    holder: str
    registration: str
    trading: str


@dataclass(frozen=True, slots=True)
class Issued(Fact):
    """Allowances were put on a holder's registration account."""

    type: ClassVar[str] = "registry.issued/1"
    account: str
    instrument: str
    amount_t: int
    ground: str
    instruction: str


@dataclass(frozen=True, slots=True)
class TakenBack(Fact):
    """Allowances issued in excess were taken back."""

    type: ClassVar[str] = "registry.taken_back/1"
    account: str
    instrument: str
    amount_t: int
    ground: str
    instruction: str


@dataclass(frozen=True, slots=True)
class OpeningTaken(Fact):
    """Balances of earlier books were taken over: allowances stand as issued, money as arrived at the bank."""

    type: ClassVar[str] = "registry.opening_taken/1"
    opening: str  # the signed file, by its SHA-256
    holdings: list[dict[str, Any]]  # account, instrument, amount


@dataclass(frozen=True, slots=True)
class CashDeposited(Fact):
    """Money of a holder arrived at the settlement bank."""

    type: ClassVar[str] = "registry.cash_deposited/1"
    account: str
    amount_fen: int
    reference: str


@dataclass(frozen=True, slots=True)
class CashWithdrawn(Fact):
    """Money of a holder left the settlement bank."""

    type: ClassVar[str] = "registry.cash_withdrawn/1"
    account: str
    amount_fen: int
    reference: str


@dataclass(frozen=True, slots=True)
class TradingFunded(Fact):
    """Allowances moved from a registration account to the holder's trading account."""

    type: ClassVar[str] = "registry.trading_funded/1"
    registration: str
    trading: str
    instrument: str
    amount_t: int


@dataclass(frozen=True, slots=True)
class TradingReturned(Fact):
    """Allowances moved from a trading account back to the holder's registration account."""

    type: ClassVar[str] = "registry.trading_returned/1"
    registration: str
    trading: str
    instrument: str
    amount_t: int


@dataclass(frozen=True, slots=True)
class PositionsHandedOver(Fact):
    """The trading accounts belong to the exchange until its session is settled."""

    type: ClassVar[str] = "registry.positions_handed_over/1"
    session: str
    digest: str


@dataclass(frozen=True, slots=True)
class TradeSettled(Fact):
    """A trade was delivered against payment."""

    type: ClassVar[str] = "registry.trade_settled/1"
    session: str
    number: int
    method: str
    instrument: str
    seller: str
    buyer: str
    price_fen: int
    quantity_t: int
    seller_account: str
    buyer_account: str


@dataclass(frozen=True, slots=True)
class PositionsTakenBack(Fact):
    """The session is settled and the trading accounts belong to the registry again."""

    type: ClassVar[str] = "registry.positions_taken_back/1"
    session: str
    trades: int
    segment: str


@dataclass(frozen=True, slots=True)
class Surrendered(Fact):
    """Allowances were surrendered for an obligation (清缴)."""

    type: ClassVar[str] = "registry.surrendered/1"
    holder: str
    account: str
    instrument: str
    amount_t: int
    period: str


def move(rows: Rows, at: At, kind: str, debit: str, credit: str, instrument: str, amount: int, reference: str) -> None:
    """Post one transfer: both holdings and the row with their balances after it."""
    book, held = rows.edit(BookRow, 1), rows.in_hand(HoldingRow)
    post(rows, at, book, held, rows.adding(TransferRow), kind, debit, credit, instrument, amount, reference)


def post(
    rows: Rows, at: At, book: BookRow, held: Mapping[Key, HoldingRow], added: list[tuple[object, ...]],
    kind: str, debit: str, credit: str, instrument: str, amount: int, reference: str,
) -> None:  # fmt: skip
    """Post one transfer as the next of the book at hand; `held`: the holdings in hand, `added`: where transfers go."""
    giving = held.get((debit, instrument)) or _taken(rows, debit, instrument)
    taking = held.get((credit, instrument)) or _taken(rows, credit, instrument)
    book.transfers = number = book.transfers + 1
    giving.amount = left = giving.amount - amount
    taking.amount = had = taking.amount + amount
    assert left >= 0 or giving.overdraft, f"{debit} would fall below zero"
    added.append((
        number, at.position, at.day, kind, debit, credit, instrument, amount, left, had,
        giving.last_transfer, taking.last_transfer, reference,
    ))  # fmt: skip
    giving.last_transfer = taking.last_transfer = number
    giving.moves = given = giving.moves + 1
    taking.moves = taken = taking.moves + 1
    if not (given % SPACING and taken % SPACING):
        _mark(rows, at, giving, taking)


def _mark(rows: Rows, at: At, *sides: HoldingRow) -> None:
    """Set waymarks at those sides of the last transfer whose turn it is."""
    for side in sides:
        if not side.moves % SPACING:
            rows.add(WaymarkRow(side.account, side.instrument, side.last_transfer, at.position))


def put_out(
    rows: Rows, at: At, ground: str, source: str, account: str, instrument: str, amount_t: int, reference: str
) -> None:
    """Post tonnes that come into being, with their serial numbers."""
    move(rows, at, ground, source, account, instrument, amount_t, reference)
    give_numbers(rows, at, instrument, account, amount_t, ground, rows.need(BookRow, 1).transfers)


def open_on_need(rows: Rows, account: str, kind: str, holder: str) -> None:
    """Open an account that a projection needs, if it is not there: a holder's `frozen` one, a system account."""
    if rows.get(AccountRow, account) is None:
        rows.put(AccountRow(account, kind, holder, 0))


def _taken(rows: Rows, account: str, instrument: str) -> HoldingRow:
    """Return a holding to be changed; one that is not there begins with nothing."""
    if (known := rows.edit_known(HoldingRow, (account, instrument))) is not None:
        return known
    held = HoldingRow(account, instrument, 0, rows.need(AccountRow, account).overdraft, 0, 0)
    rows.put(held)
    return held


def _opened_registry(fact: RegistryOpened, at: At, rows: Rows) -> None:
    for account in fact.system_accounts:
        rows.put(AccountRow(account, "system", "registry", int(account in fact.overdraft_accounts)))
    rows.put(BookRow(1, 0, "", "closed", 0))


def _opened_account(fact: AccountOpened, at: At, rows: Rows) -> None:
    rows.put(AccountRow(fact.registration, "registration", fact.holder, 0, ENTITY))
    rows.put(AccountRow(fact.trading, "trading", fact.holder, 0, ENTITY))
    earlier = rows.get(HolderRow, fact.holder)
    papers = earlier.papers if earlier else 0
    rows.put(HolderRow(fact.holder, ENTITY, "", "", "", HELD_OPEN, opened_on=at.day, papers=papers))


def _issued(fact: Issued, at: At, rows: Rows) -> None:
    put_out(rows, at, fact.ground, ISSUANCE, fact.account, fact.instrument, fact.amount_t, fact.instruction)
    _executed(fact, at, rows)
    if fact.ground == PAID:
        noted = rows.edit_known(PaidIssueRow, fact.instrument)
        if noted is None:
            rows.put(PaidIssueRow(fact.instrument, fact.amount_t))
        else:
            noted.amount_t += fact.amount_t


def _taken_back(fact: TakenBack, at: At, rows: Rows) -> None:
    move(rows, at, fact.ground, fact.account, ISSUANCE, fact.instrument, fact.amount_t, fact.instruction)
    _executed(fact, at, rows)


def _executed(fact: Issued | TakenBack, at: At, rows: Rows) -> None:
    """Keep which instruction was carried out; an act on another ground names a paper, not an instruction."""
    if fact.instruction.startswith(INSTRUCTION):
        holder = rows.need(AccountRow, fact.account).holder
        rows.put(ExecutedRow(fact.instruction, holder, fact.instrument, fact.amount_t, at.day))


def _opening_taken(fact: OpeningTaken, at: At, rows: Rows) -> None:
    for held in fact.holdings:
        if held["instrument"] == CASH:
            move(rows, at, OPENING, BANK, held["account"], CASH, held["amount"], fact.opening)
        else:
            put_out(rows, at, OPENING, ISSUANCE, held["account"], held["instrument"], held["amount"], fact.opening)


def _deposited(fact: CashDeposited, at: At, rows: Rows) -> None:
    move(rows, at, "cash_deposit", BANK, fact.account, CASH, fact.amount_fen, fact.reference)
    bookings.note(rows, at, bookings.IN, fact.reference, rows.need(AccountRow, fact.account).holder, fact.amount_fen)


def _withdrawn(fact: CashWithdrawn, at: At, rows: Rows) -> None:
    move(rows, at, "cash_withdrawal", fact.account, BANK, CASH, fact.amount_fen, fact.reference)
    bookings.note(rows, at, bookings.OUT, fact.reference, rows.need(AccountRow, fact.account).holder, fact.amount_fen)


def _funded(fact: TradingFunded, at: At, rows: Rows) -> None:
    move(rows, at, "fund_trading", fact.registration, fact.trading, fact.instrument, fact.amount_t, "")


def _returned(fact: TradingReturned, at: At, rows: Rows) -> None:
    move(rows, at, "return_from_trading", fact.trading, fact.registration, fact.instrument, fact.amount_t, "")


def _handed_over(fact: PositionsHandedOver, at: At, rows: Rows) -> None:
    book = rows.edit(BookRow, 1)
    book.session, book.state, book.settled = fact.session, "open", 0


def _settled(fact: TradeSettled, at: At, rows: Rows) -> None:
    reference = f"{fact.session}/{fact.number}"
    seller, buyer = fact.seller_account, fact.buyer_account
    book, held, added = rows.edit(BookRow, 1), rows.in_hand(HoldingRow), rows.adding(TransferRow)
    instrument, quantity_t = fact.instrument, fact.quantity_t
    post(rows, at, book, held, added, "trade_delivery", seller, buyer, instrument, quantity_t, reference)
    post(rows, at, book, held, added, "trade_payment", buyer, seller, CASH, quantity_t * fact.price_fen, reference)
    book.settled = fact.number
    rows.adding(TradeRow).append((
        fact.session, fact.number, fact.method, fact.instrument, fact.seller, fact.buyer, fact.price_fen,
        fact.quantity_t,
    ))  # fmt: skip


def _taken_back_positions(fact: PositionsTakenBack, at: At, rows: Rows) -> None:
    rows.edit(BookRow, 1).state = "closed"


def _surrendered(fact: Surrendered, at: At, rows: Rows) -> None:
    move(rows, at, "surrender", fact.account, SURRENDERED, fact.instrument, fact.amount_t, fact.period)


FACTS = (
    FactType(RegistryOpened, _opened_registry),
    FactType(AccountOpened, _opened_account),
    FactType(Issued, _issued),
    FactType(TakenBack, _taken_back),
    FactType(OpeningTaken, _opening_taken),
    FactType(CashDeposited, _deposited),
    FactType(CashWithdrawn, _withdrawn),
    FactType(TradingFunded, _funded),
    FactType(TradingReturned, _returned),
    FactType(PositionsHandedOver, _handed_over),
    FactType(TradeSettled, _settled),
    FactType(PositionsTakenBack, _taken_back_positions),
    FactType(Surrendered, _surrendered),
)
