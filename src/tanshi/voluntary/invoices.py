"""Invoices for fees of the voluntary registry and of its exchange (费用账单): issued, paid at the bank, credited.

Neither keeps the payer's money, so a payment is noted when the bank tells it, once by its reference. A body invoices a
day once: a later invoice begins after the last day of the one before, unless that was credited in full. An invoice
stays as it was issued; what was wrong in it is credited, and what of it was paid is to be returned outside the books.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, ClassVar

from tanshi.core.outcome import Outcome
from tanshi.core.working_days import add_working_days, is_day
from tanshi.journal.canonical import LIMIT
from tanshi.journal.command import Act, Concern, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.participants.tables import ActorRow
from tanshi.rules import Law
from tanshi.rules.fees import Traded, charged
from tanshi.voluntary.accounts import TEXT, is_text
from tanshi.voluntary.invoice_tables import InvoiceLineRow, InvoiceRow, PaymentRow
from tanshi.voluntary.outcome import DONE, VoluntaryOutcome
from tanshi.voluntary.rules import Book
from tanshi.voluntary.unit_tables import AccountRow, TradeRow

OPEN, PAID, VOID = "open", "paid", "void"

REGISTRY, EXCHANGE = "registry", "exchange"

#: The table of each body's fees.
TABLES: Mapping[str, str] = {REGISTRY: "voluntary.fees", EXCHANGE: "voluntary.exchange_fees"}

#: Whose people act for each body.
_ROLES: Mapping[str, str] = {REGISTRY: "voluntary", EXCHANGE: "voluntary_exchange"}


@dataclass(frozen=True, slots=True)
class IssueInvoice:
    """Charge a holder the own body's fees of a range of days, both included. `body`: `registry` or `exchange`."""

    body: str
    holder: str
    from_day: str
    until_day: str


@dataclass(frozen=True, slots=True)
class NotePayment:
    """Note what arrived for an invoice in the own body's bank account, by the bank's reference."""

    invoice: str
    amount_fen: int
    reference: str
    paid_on: str


@dataclass(frozen=True, slots=True)
class CreditInvoice:
    """Credit a holder what an invoice charged wrongly; what was paid of it is returned to it."""

    invoice: str
    amount_fen: int
    reason: str


@dataclass(frozen=True, slots=True)
class InvoiceIssued(Fact):
    """A holder was charged a body's fees; `lines` say how each was reckoned, `due` is the last day to pay."""

    type: ClassVar[str] = "voluntary.invoice_issued/1"
    invoice: str
    body: str
    holder: str
    from_day: str
    until_day: str
    due: str
    amount_fen: int
    lines: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class PaymentNoted(Fact):
    """A payment of an invoice arrived."""

    type: ClassVar[str] = "voluntary.payment_noted/1"
    invoice: str
    body: str
    amount_fen: int
    reference: str
    paid_on: str


@dataclass(frozen=True, slots=True)
class InvoiceCredited(Fact):
    """Part of an invoice was credited; `back_fen` of it had been paid and goes back."""

    type: ClassVar[str] = "voluntary.invoice_credited/1"
    invoice: str
    amount_fen: int
    back_fen: int
    reason: str


def _issued(fact: InvoiceIssued, at: At, rows: Rows) -> None:
    rows.put(
        InvoiceRow(
            fact.invoice, fact.body, fact.holder, fact.from_day, fact.until_day, at.day, fact.due, fact.amount_fen, 0,
            0, OPEN,
        )
    )  # fmt: skip
    for number, line in enumerate(fact.lines, 1):
        rows.put(InvoiceLineRow(fact.invoice, number, **line))


def _paid(fact: PaymentNoted, at: At, rows: Rows) -> None:
    row = rows.edit(InvoiceRow, fact.invoice)
    row.paid_fen += fact.amount_fen
    _settle(row)
    rows.put(PaymentRow(fact.body, fact.reference, fact.invoice, fact.amount_fen, fact.paid_on, at.day))


def _credited(fact: InvoiceCredited, at: At, rows: Rows) -> None:
    row = rows.edit(InvoiceRow, fact.invoice)
    row.credited_fen += fact.amount_fen
    row.paid_fen -= fact.back_fen
    _settle(row)


def _settle(row: InvoiceRow) -> None:
    row.state = VOID if row.credited_fen == row.amount_fen else PAID if row.left_fen == 0 else OPEN


FACTS = (FactType(InvoiceIssued, _issued), FactType(PaymentNoted, _paid), FactType(InvoiceCredited, _credited))


class InvoiceCommands:
    """Judges invoices under a law."""

    def __init__(self, law: Law) -> None:
        self._book = Book(law)

    def issue(self, request: IssueInvoice, rows: Rows, act: Act) -> Outcome:
        rules = self._book.on(rows, act.day)
        if rules is None:
            return act.refuse(VoluntaryOutcome.NOT_OPEN_YET, day=act.day)
        if request.body not in TABLES:
            return act.refuse(VoluntaryOutcome.UNKNOWN_FEE_BODY, body=request.body[:40], known=", ".join(TABLES))
        if refused := _others(request.body, rows, act):
            return refused
        account = rows.get(AccountRow, request.holder)
        if account is None:
            return act.refuse(VoluntaryOutcome.NO_ACCOUNT, holder=request.holder[:96])
        first, last = request.from_day, request.until_day
        if not (is_day(first) and is_day(last) and first <= last < act.day):
            return act.refuse(VoluntaryOutcome.BAD_SPAN, first=first[:40], last=last[:40])
        before = rows.where(InvoiceRow, holder=request.holder)
        for earlier in before:
            if earlier.body == request.body and earlier.state != VOID and earlier.until_day >= first:
                return act.refuse(VoluntaryOutcome.INVOICE_OVERLAPS, invoice=earlier.id, until=earlier.until_day)
        first = max(first, account.opened_on)  # the tables begin later than a day that anybody can name
        lines = charged(rules.law, TABLES[request.body], account.opened_on, first, last, _traded(request.holder, rows))
        if not (amount := sum(line.amount_fen for line in lines)):
            return act.refuse(VoluntaryOutcome.NOTHING_CHARGED, holder=request.holder, first=first, last=last)
        if amount >= LIMIT:
            return act.refuse(VoluntaryOutcome.BAD_AMOUNT, amount=amount)
        due = add_working_days(date.fromisoformat(act.day), rules.number("invoice_due_days")).isoformat()
        act.record(
            InvoiceIssued(
                f"{request.holder}/V{len(before) + 1}", request.body, request.holder, request.from_day, last, due,
                amount, [asdict(line) for line in lines],
            )
        )  # fmt: skip
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of invoices."""
        return (
            Handler("voluntary.issue_invoice", IssueInvoice, self.issue, DONE, _touches_holder),
            Handler("voluntary.note_payment", NotePayment, _note, DONE, _touches, of_invoice),
            Handler("voluntary.credit_invoice", CreditInvoice, _credit, DONE, _touches, of_invoice),
        )


def _note(request: NotePayment, rows: Rows, act: Act) -> Outcome:
    found = _asked(request.invoice, rows, act)
    if isinstance(found, Outcome):
        return found
    if request.amount_fen <= 0:
        return act.refuse(VoluntaryOutcome.BAD_AMOUNT, amount=request.amount_fen)
    if request.amount_fen > found.left_fen:
        return act.refuse(
            VoluntaryOutcome.ABOVE_INVOICE, invoice=found.id, asked=request.amount_fen, most=found.left_fen
        )
    if not is_text(request.reference):
        return act.refuse(VoluntaryOutcome.BAD_TEXT, most=TEXT)
    if not is_day(request.paid_on) or request.paid_on > act.day:
        return act.refuse(VoluntaryOutcome.BAD_DAYS, day=request.paid_on[:40])
    if rows.get(PaymentRow, (found.body, request.reference)) is not None:
        return act.refuse(VoluntaryOutcome.PAYMENT_NOTED, reference=request.reference)
    act.record(PaymentNoted(found.id, found.body, request.amount_fen, request.reference, request.paid_on))
    return DONE


def _credit(request: CreditInvoice, rows: Rows, act: Act) -> Outcome:
    found = _asked(request.invoice, rows, act)
    if isinstance(found, Outcome):
        return found
    if request.amount_fen <= 0:
        return act.refuse(VoluntaryOutcome.BAD_AMOUNT, amount=request.amount_fen)
    most = found.amount_fen - found.credited_fen
    if request.amount_fen > most:
        return act.refuse(VoluntaryOutcome.ABOVE_INVOICE, invoice=found.id, asked=request.amount_fen, most=most)
    if not is_text(request.reason):
        return act.refuse(VoluntaryOutcome.WITHOUT_REASON, most=TEXT)
    back = max(0, request.amount_fen - found.left_fen)
    act.record(InvoiceCredited(found.id, request.amount_fen, back, request.reason))
    return DONE


def _asked(invoice: str, rows: Rows, act: Act) -> InvoiceRow | Outcome:
    """Return the invoice that is asked about, if it is of the own body."""
    found = rows.get(InvoiceRow, invoice)
    if found is None:
        return act.refuse(VoluntaryOutcome.NO_INVOICE, invoice=invoice[:96])
    return _others(found.body, rows, act) or found


def _others(body: str, rows: Rows, act: Act) -> Outcome | None:
    """Refuse what is the other body's business."""
    if rows.need(ActorRow, act.command.actor).role == _ROLES[body]:
        return None
    return act.refuse(VoluntaryOutcome.OTHERS_FEES, body=body)


def _traded(holder: str, rows: Rows) -> list[Traded]:
    """Return a holder's booked trades, sold and bought; of its day's session the exchange said what each was worth."""
    trades = [*rows.where(TradeRow, seller=holder), *rows.where(TradeRow, buyer=holder)]
    return [Traded(t.session, t.value_fen, t.method) for t in trades if t.value_fen]


def of_invoice(request: Any, rows: Rows) -> Concern:
    """Return whom a request about an invoice concerns: its holder."""
    found = rows.get(InvoiceRow, request.invoice)
    return Concern(entity=found.holder, organisation=found.holder) if found else Concern()


def _touches_holder(request: IssueInvoice) -> Iterable[Touch]:
    return [(AccountRow, request.holder)]


def _touches(request: NotePayment | CreditInvoice) -> Iterable[Touch]:
    return [(InvoiceRow, request.invoice)]
