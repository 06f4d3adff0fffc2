"""What the voluntary registry keeps of invoices for fees."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.table import Row, table


@table(
    "voluntary_invoice",
    key=["id"],
    checks=[
        "body IN ('exchange', 'registry')", "amount_fen > 0", "paid_fen >= 0", "credited_fen >= 0",
        "paid_fen + credited_fen <= amount_fen", "state IN ('open', 'paid', 'void')",
    ],
    indexes=[["holder"], ["state", "due"]],
)  # fmt: skip
@dataclass(slots=True)
class InvoiceRow(Row):
    """An invoice for fees of the voluntary registry or its exchange: what was charged, paid and credited, in fen."""

    id: str
    body: str
    holder: str
    from_day: str
    until_day: str
    issued_on: str
    due: str
    amount_fen: int
    paid_fen: int
    credited_fen: int
    state: str

    @property
    def left_fen(self) -> int:
        return self.amount_fen - self.paid_fen - self.credited_fen


@table("voluntary_invoice_line", key=["invoice", "number"], checks=["number > 0", "amount_fen >= 0"])
@dataclass(slots=True)
class InvoiceLineRow(Row):
    """A line of an invoice: the fee, what it was reckoned on (times, or fen of trades), at which rate."""

    invoice: str
    number: int
    fee: str
    basis: int
    rate: str
    rounding: str
    amount_fen: int
    citation: str


@table("voluntary_payment", key=["body", "reference"], checks=["amount_fen > 0"], indexes=[["invoice"]])
@dataclass(slots=True)
class PaymentRow(Row):
    """A payment of an invoice that arrived in a body's bank account, by the bank's reference."""

    body: str
    reference: str
    invoice: str
    amount_fen: int
    paid_on: str
    noted_on: str


TABLES: tuple[type[Row], ...] = (InvoiceRow, InvoiceLineRow, PaymentRow)
