"""Fees and invoices as people read them: the dated tables, what is open and overdue, an invoice as a paper.

The national market and the voluntary market each have books of invoices, with fees of two bodies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from tanshi.application.documents import Composed, IssuingBody, Paper, compose, pdf, xlsx
from tanshi.core.catalogue import Language, known, text
from tanshi.core.working_days import working_days
from tanshi.journal.engine import Reads
from tanshi.journal.table import read_rows
from tanshi.registry import fees as registry_fees
from tanshi.registry import money_tables as registry
from tanshi.registry.invoice_payment import OPEN
from tanshi.registry.tables import HolderRow
from tanshi.rules import Law
from tanshi.rules.fees import NOT_FOUND
from tanshi.voluntary import invoice_tables as voluntary
from tanshi.voluntary import invoices as voluntary_invoices
from tanshi.voluntary.unit_tables import AccountRow

TEMPLATE = "fee_invoice"

#: Forms an invoice is made in.
FORMS = ("pdf", "xlsx")

#: Invoices of one page.
_PAGE = 200

Invoice = registry.InvoiceRow | voluntary.InvoiceRow
_Line = registry.InvoiceLineRow | voluntary.InvoiceLineRow


@dataclass(frozen=True, slots=True)
class Books:
    """Where a market keeps invoices: each body's table of fees, and the rows. `bodies`: what bodies are called."""

    tables: Mapping[str, str]
    invoice: type[registry.InvoiceRow] | type[voluntary.InvoiceRow]
    line: type[registry.InvoiceLineRow] | type[voluntary.InvoiceLineRow]
    bodies: str

    def body(self, body: str, language: Language) -> str:
        """Return what a body is called."""
        return text(f"{self.bodies}_{body}", language)


NATIONAL = Books(registry_fees.TABLES, registry.InvoiceRow, registry.InvoiceLineRow, "statement.body")
VOLUNTARY = Books(voluntary_invoices.TABLES, voluntary.InvoiceRow, voluntary.InvoiceLineRow, "voluntary.body")


@dataclass(frozen=True, slots=True)
class Fee:
    """An entry of a body's table on a day; one whose amount nobody found is not charged."""

    body: str
    fee: str
    way: str
    rate: str
    rounding: str
    known: bool
    citation: str


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """An invoice that is not paid; `overdue` counts working days after its last day, 0 for none."""

    invoice: str
    body: str
    holder: str
    from_day: str
    until_day: str
    due: str
    amount_fen: int
    left_fen: int
    overdue: int


def fee_table(law: Law, day: str, books: Books = NATIONAL) -> list[Fee]:
    """Return the fees of a day as the law has them; before there is a table, none."""
    found = []
    for body, parameter in books.tables.items():
        if date.fromisoformat(day) >= law.parameter(parameter).entries[0].from_day:
            table = law.table(parameter, date.fromisoformat(day))
            found += [_fee(body, code, cited.value, law.reference(cited.citation)) for code, cited in table.items()]
    return found


def _fee(body: str, code: str, value: Mapping[str, Any], citation: str) -> Fee:
    return Fee(body, code, value["way"], value["rate"], value["rounding"], value["article"] != NOT_FOUND, citation)


def open_invoices(view: Reads, today: str, books: Books = NATIONAL) -> list[OpenInvoice]:
    """Return what is to be paid, the longest overdue first."""
    rows: list[Invoice] = sorted(read_rows(view, books.invoice, state=OPEN), key=lambda i: (i.due, i.id))[:_PAGE]
    return [
        OpenInvoice(
            i.id, i.body, i.holder, i.from_day, i.until_day, i.due, i.amount_fen, i.left_fen,
            overdue_days(i.due, today),
        )
        for i in rows
    ]  # fmt: skip


def overdue_days(due: str, today: str) -> int:
    """Return how many working days passed after the last day to pay, today among them."""
    if today <= due:
        return 0
    return len(working_days(date.fromisoformat(due) + timedelta(days=1), date.fromisoformat(today)))


def invoice_of(view: Reads, invoice: str, books: Books = NATIONAL) -> Invoice | None:
    """Return an invoice, or None."""
    return next(iter(read_rows(view, books.invoice, id=invoice)), None)


def invoice_paper(view: Reads, found: Invoice, language: Language) -> Composed:
    """Return an invoice in words."""
    books = VOLUNTARY if isinstance(found, voluntary.InvoiceRow) else NATIONAL
    lines: list[_Line] = sorted(read_rows(view, books.line, invoice=found.id), key=lambda line: line.number)
    data: dict[str, Any] = {
        "invoice": found.id, "body": books.body(found.body, language), "holder": found.holder,
        "name": _name(view, found.holder, language), "from_day": found.from_day, "until_day": found.until_day,
        "issued_on": found.issued_on, "due": found.due, "amount_fen": found.amount_fen, "paid_fen": found.paid_fen,
        "credited_fen": found.credited_fen, "left_fen": found.left_fen,
        "lines": [_line(line, language) for line in lines],
    }  # fmt: skip
    issuer = IssuingBody(books.body(found.body, "zh"), books.body(found.body, "en"), "")
    paper = Paper(TEMPLATE, language, issuer, found.holder, data, found.issued_on)
    return replace(compose(paper), mark=found.id.replace("/", " "))


def made(view: Reads, found: Invoice, language: Language, form: str) -> bytes:
    """Return an invoice as a file."""
    paper = invoice_paper(view, found, language)
    return pdf(paper).data if form == "pdf" else xlsx(paper)


def fee_words(fee: str, language: Language) -> str:
    """Return a fee in words; one that an act named later stands as its code."""
    code = f"list_value.fee.{fee}"
    return text(code, language) if known(code) else fee


def _line(line: _Line, language: Language) -> dict[str, Any]:
    return {
        "number": line.number, "fee": fee_words(line.fee, language), "basis": line.basis, "rate": line.rate,
        "amount_fen": line.amount_fen, "citation": line.citation,
    }  # fmt: skip


def _name(view: Reads, holder: str, language: Language) -> str:
    for zh, en in view.fetch("SELECT name_zh, name_en FROM participants_entity WHERE id = ?", [holder]):
        return str((zh or en) if language == "zh" else (en or zh)) or holder
    for row in read_rows(view, HolderRow, id=holder):
        if row.name:
            return row.name
    return next((row.name for row in read_rows(view, AccountRow, holder=holder)), holder)
