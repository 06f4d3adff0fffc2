"""Whose money it is: clients' money, the settlement reserve and the operator's own lie in bank accounts of their own.

Every pool has a bank account, which is below zero by what the pool's other accounts hold, so each pool sums to zero by
itself. Money goes from one pool to another only as the bank sees it: out of the one bank account and into the other,
in two postings. The only acts that take money of clients out to the operator are the payment of an invoice, of a
claim for a trade that was covered, and the fees on trades, which are the exchange's as well; out to the proceeds of
auctions goes the booking of a paid allocation. `never_mixed` holds for every posting of every fact, and the second
check reckons it again from the facts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tanshi.journal.fact import At
from tanshi.journal.rows import Rows
from tanshi.registry import bookings
from tanshi.registry.events import BANK, move
from tanshi.registry.tables import CASH, AccountRow, BookRow

#: Clients' money that is nobody's yet (不明款项), and what a failed trade's kept side has handed in (清算过渡).
UNIDENTIFIED = "system/unidentified"
CLEARING = "system/clearing"

#: Trade fees on their way from the parties to the bodies that charge them; between two acts it is empty.
TRADE_FEES = "system/trade_fees"

#: The settlement reserve (结算风险准备金), the operator's own money, its fees, the proceeds of auctions.
RESERVE = "system/reserve"
OWN = "system/own"
FEES = "system/fees"
AUCTION = "system/auction_revenue"

#: What the exchange got of trade fees; the money is its own, in its own bank account.
EXCHANGE_FEES = "system/exchange_fees"

#: The bank account of each pool that is not the clients'; that one is `events.BANK`.
RESERVE_BANK = "system/bank/reserve"
OWN_BANK = "system/bank/own"
AUCTION_BANK = "system/bank/auction"
EXCHANGE_BANK = "system/bank/exchange"

#: Who can stand in for a party that fails, and where its money lies.
SOURCES: Mapping[str, tuple[str, str]] = {"reserve": (RESERVE, RESERVE_BANK), "own": (OWN, OWN_BANK)}

_POOLS = {
    RESERVE: "reserve", RESERVE_BANK: "reserve", OWN: "own", OWN_BANK: "own", FEES: "own", AUCTION: "auction",
    AUCTION_BANK: "auction", EXCHANGE_FEES: "exchange", EXCHANGE_BANK: "exchange",
}  # fmt: skip

_BANKS = {
    "clients": BANK, "reserve": RESERVE_BANK, "own": OWN_BANK, "auction": AUCTION_BANK, "exchange": EXCHANGE_BANK,
}  # fmt: skip

#: Kinds of postings that take clients' money out of the clients' bank account.
OUT_OF_CLIENTS = (
    "cash_withdrawal",
    "withdrawal_paid",
    "money_returned",
    "invoice_paid",
    "claim_recovered",
    "auction_revenue",
    "trade_fees_handed",
)

#: Kinds of postings that the bank has told, or knows by the reference of their own act.
_KNOWN_TO_BANK = ("bank_credited", "bank_unidentified", "withdrawal_paid")

Posting = dict[str, Any]


def pool(account: str) -> str:
    """Return whose money an account holds: `clients`, `reserve`, `own`, `auction` or `exchange`."""
    return _POOLS.get(account, "clients")


def posting(kind: str, debit: str, credit: str, instrument: str, amount: int) -> Posting:
    """Return a movement as facts carry it."""
    return {"kind": kind, "debit": debit, "credit": credit, "instrument": instrument, "amount": amount}


def paid(kind: str, debit: str, credit: str, amount_fen: int) -> list[Posting]:
    """Return the postings of a payment; between pools it leaves one bank account and arrives in the other."""
    if pool(debit) == pool(credit):
        return [posting(kind, debit, credit, CASH, amount_fen)]
    return [
        posting(kind, debit, bank_of(debit), CASH, amount_fen),
        posting(kind, bank_of(credit), credit, CASH, amount_fen),
    ]


def bank_of(account: str) -> str:
    """Return the bank account in which an account's money lies."""
    return _BANKS[pool(account)]


def never_mixed(postings: Sequence[Posting]) -> bool:
    """Tell whether no posting of money leaves its pool, and none takes clients' money out but those that may."""
    return all(
        pool(p["debit"]) == pool(p["credit"]) and (p["credit"] != BANK or p["kind"] in OUT_OF_CLIENTS)
        for p in postings
        if p["instrument"] == CASH
    )


def post(rows: Rows, at: At, postings: Sequence[Posting], reference: str) -> None:
    """Post a fact's movements; system accounts are opened by the first of them."""
    assert never_mixed(postings), f"{reference} would mix clients' money with other money"
    for p in postings:
        for account in (p["debit"], p["credit"]):
            if account.startswith("system/") and rows.get(AccountRow, account) is None:
                rows.put(AccountRow(account, "system", "registry", int(account.startswith("system/bank/"))))
        move(rows, at, p["kind"], p["debit"], p["credit"], p["instrument"], p["amount"], reference)
        if BANK in (p["debit"], p["credit"]) and p["kind"] not in _KNOWN_TO_BANK:
            _expect(rows, at, p)


def _expect(rows: Rows, at: At, p: Posting) -> None:
    """Expect the bank to tell a payment under the number of its transfer."""
    direction, account = (bookings.IN, p["credit"]) if p["debit"] == BANK else (bookings.OUT, p["debit"])
    holder = "" if account.startswith("system/") else rows.need(AccountRow, account).holder
    bookings.note(rows, at, direction, f"T{rows.need(BookRow, 1).transfers}", holder, p["amount"])
