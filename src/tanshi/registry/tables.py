"""What the registry keeps.

A transfer is one row with both after-balances, so an unbalanced state cannot be written at all. Transfers are
numbered by the registry itself; the journal position beside the number answers "as of". Cash is an instrument of fen.
"""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.table import Position, Row, table
from tanshi.registry import guards

#: Cash in these books: whole fen.
CASH = "CNY"


@table(
    "registry_account",
    key=["id"],
    checks=["overdraft IN (0, 1)", "kind IN ('registration', 'trading', 'frozen', 'pledged', 'pending', 'system')"],
    indexes=[["holder"]],
    guards=guards.ACCOUNT,
)
@dataclass(slots=True)
class AccountRow(Row):
    """An account. System accounts (issuance, bank) may be below zero by what others hold.

    What a holder has but may not move stands on accounts of their own kind (decision 0034): `frozen` by a court or an
    authority, `pledged` to a creditor, `pending` for an order of transfer that waits.
    What its holder is and may not do stands here too, so that a movement is judged by rows it reads anyway.
    """

    id: str
    kind: str
    holder: str
    overdraft: int


@table("registry_instrument", key=["id"], checks=["kind <> ''"])
@dataclass(slots=True)
class InstrumentRow(Row):
    """Something that can be held: a vintage of allowances in whole tonnes, or cash in fen; kinds are law data."""

    id: str
    kind: str
    unit: str
    approved_by: str


@table(
    "registry_holding",
    key=["account", "instrument"],
    posted=True,
    checks=["overdraft IN (0, 1)", "amount >= 0 OR overdraft = 1"],
    guards=guards.HOLDING,
)
@dataclass(slots=True)
class HoldingRow(Row):
    """What an account holds of an instrument now, and by which transfer."""

    account: str
    instrument: str
    amount: int
    overdraft: int
    last_transfer: int


@table(
    "registry_transfer",
    key=["number"],
    append_only=True,
    checks=["amount > 0", "debit <> credit", "number > 0"],
    indexes=[["debit", "instrument", "position", "number"], ["credit", "instrument", "position", "number"]],
    guards=guards.TRANSFER,
)
@dataclass(slots=True)
class TransferRow(Row):
    """Whole units moved from one account to another, with both balances after it."""

    number: int
    position: Position
    day: str
    kind: str
    debit: str
    credit: str
    instrument: str
    amount: int
    debit_after: int
    credit_after: int
    reference: str


@table("registry_book", key=["id"], checks=["id = 1", "state IN ('closed', 'open')"])
@dataclass(slots=True)
class BookRow(Row):
    """The registry's counters, and whether the exchange has the trading accounts."""

    id: int
    transfers: int
    session: str
    state: str
    settled: int  # trades of the session that are settled


@table("registry_instruction", key=["id"], checks=["amount_t > 0"])
@dataclass(slots=True)
class ExecutedRow(Row):
    """An instruction of the authority that was carried out, so that it is carried out once."""

    id: str
    holder: str
    instrument: str
    amount_t: int  # as moved; of a taking back what there was
    day: str


@table(
    "registry_trade",
    key=["session", "number"],
    append_only=True,
    checks=["quantity_t > 0", "price_fen > 0", "buyer <> seller"],
    indexes=[["buyer"], ["seller"]],
)
@dataclass(slots=True)
class TradeRow(Row):
    """A trade of the exchange as settled: allowances against cash at one moment."""

    session: str
    number: int
    method: str
    instrument: str
    seller: str
    buyer: str
    price_fen: int
    quantity_t: int


TABLES: tuple[type[Row], ...] = (AccountRow, InstrumentRow, HoldingRow, TransferRow, BookRow, ExecutedRow, TradeRow)
