"""`tanshi registry bank`, `fees` and `invoice`: the bank's file handed in, the table of fees, invoices as papers."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path

from tanshi.application import fees
from tanshi.application.bank_taking import handed
from tanshi.application.market import Market, open_market
from tanshi.application.practice import process_clock
from tanshi.cli import show
from tanshi.core.clock import instant, legal_day_of
from tanshi.core.finding import problem
from tanshi.core.money import yuan
from tanshi.journal.command import Command
from tanshi.participants.tables import ActorRow
from tanshi.registry.bank_lines import TakeBankFile

_TAKE = "registry.take_bank_file"


def run_bank(db: str, file: Path, day: date, actor: str, second: str) -> int:
    """Read the bank's file, and take it in if two persons are named; return 1 if it cannot be used."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise problem("input.not_found", where=str(file)) from error
    given = handed(data, day.isoformat())
    if given.request is None:
        show.findings(given.findings)
        return 1
    count = len(given.request.lines)
    if not (actor and second):
        show.err.print(show.word("bank.taken_waits", day=day, lines=count))
        return 0
    market = open_market(db)
    try:
        market.evidence_for(_TAKE).keep(data)
        _take(market, given.request, actor, second, file)
    finally:
        market.close()
    show.err.print(show.word("bank.taken_done", day=day, lines=count))
    return 0


def _take(market: Market, request: TakeBankFile, actor: str, second: str, file: Path) -> None:
    with market.view() as view:
        bodies = view.fetch(f"SELECT organisation FROM {ActorRow.__table__.name} WHERE id = ?", [actor])
    body = str(bodies[0][0]) if bodies else actor
    id = f"bank/{request.day}/{request.sha256[:16]}"
    (answer,) = market.execute([Command.of(id, body, actor, _TAKE, request, second=second)])
    if not answer.done:
        raise problem("registry_cli.not_made", where=str(file), reason=answer.message(show.language()))


def run_fees(db: str, as_json: bool, books: fees.Books = fees.NATIONAL) -> int:
    """Print today's table of fees and what is to be paid; return the exit code."""
    today = legal_day_of(instant(process_clock().now()))
    market = open_market(db, write=False)
    try:
        with market.view() as view:
            table = fees.fee_table(market.law_on(today), today, books)
            invoices = fees.open_invoices(view, today, books)
    finally:
        market.close()
    if as_json:
        show.json_document({"fees": [asdict(f) for f in table], "invoices": [asdict(i) for i in invoices]})
        return 0
    heads = [
        show.word(n) for n in ("list_column.fee", "list_column.body", "fees.way", "list_column.rate", "fees.source")
    ]
    rows = [
        (fees.fee_words(f.fee, show.language()), books.body(f.body, show.language()), show.word(f"fees.way_{f.way}"),
         f.rate if f.known else show.word("fees.not_found"), f.citation)
        for f in table
    ]  # fmt: skip
    show.table(show.word("fees.table"), heads, rows, left=5)
    if invoices:
        names = ("list_column.invoice", "list_column.invoices.due", "list_column.amount_fen", "fees.left")
        due = [(i.invoice, _due(i), yuan(i.amount_fen), yuan(i.left_fen)) for i in invoices]
        show.table(show.word("fees.open"), [show.word(n) for n in names], due, left=2)
    return 0


def _due(i: fees.OpenInvoice) -> str:
    return f"{i.due} ({show.word('fees.overdue', days=i.overdue)})" if i.overdue else i.due


def run_invoice(db: str, invoice: str, out: Path, books: fees.Books = fees.NATIONAL) -> int:
    """Write an invoice as a paper; return the exit code."""
    form = out.suffix.removeprefix(".")
    if form not in fees.FORMS:
        raise problem("statement.bad_form", where="--out", form=form or "–", known=", ".join(fees.FORMS))
    market = open_market(db, write=False)
    try:
        with market.view() as view:
            found = fees.invoice_of(view, invoice, books)
            if found is None:
                raise problem("fees.no_invoice", where=invoice, invoice=invoice)
            out.write_bytes(fees.made(view, found, show.language(), form))
    finally:
        market.close()
    return 0
