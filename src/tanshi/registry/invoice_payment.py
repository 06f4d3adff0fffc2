"""How an invoice is paid: from the holder's money, out of the clients' account into that of the body whose it is."""

from __future__ import annotations

from tanshi.journal.rows import Rows
from tanshi.registry.account_ids import trading
from tanshi.registry.fees import EXCHANGE, REGISTRY
from tanshi.registry.money import EXCHANGE_FEES, FEES, Posting, paid
from tanshi.registry.money_tables import InvoiceRow

OPEN, PAID, VOID = "open", "paid", "void"

#: Where each body's fees go.
ACCOUNTS = {EXCHANGE: EXCHANGE_FEES, REGISTRY: FEES}


def account_of(invoice: InvoiceRow) -> str:
    """Return the account into which an invoice is paid."""
    return ACCOUNTS[invoice.body]


def pay_postings(invoice: InvoiceRow, amount_fen: int) -> list[Posting]:
    """Return the postings of a payment."""
    return paid("invoice_paid", trading(invoice.holder), account_of(invoice), amount_fen)


def paid_by(rows: Rows, invoice: str, amount_fen: int) -> None:
    """Note in an invoice that it was paid, or, below zero, paid back."""
    row = rows.edit(InvoiceRow, invoice)
    row.paid_fen += amount_fen
    settle(row)


def settle(row: InvoiceRow) -> None:
    """Put an invoice's state right after a payment or a credit note."""
    row.state = VOID if row.credited_fen == row.amount_fen else PAID if row.left_fen == 0 else OPEN


def of_line(rows: Rows, purpose: str, holder: str, amount_fen: int) -> tuple[str, int, list[Posting]]:
    """Return the invoice that an incoming payment of its holder names, how much of it that pays, and the postings;
    none: ("", 0, []).
    """
    found = rows.get(InvoiceRow, purpose.strip()) if purpose.strip() else None
    if found is None or found.holder != holder or found.state != OPEN:
        return "", 0, []
    part = min(found.left_fen, amount_fen)
    return found.id, part, pay_postings(found, part)
