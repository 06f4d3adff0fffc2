"""Invoices for fees (费用账单): issued by the tables of fees, paid from the holder's money, corrected by credit notes.

An invoice is of one body, the registry or the exchange, and its money goes to that body. A body invoices a day once: a
later invoice of a holder begins after the last day of the one before, unless that was credited in full. An invoice
stays as it was issued; what was wrong in it is credited, and what was already paid comes back to the holder while its
account is open.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from tanshi.core.outcome import Outcome
from tanshi.core.working_days import is_day
from tanshi.journal.canonical import LIMIT
from tanshi.journal.command import Act, Concern, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.registry.account_ids import trading
from tanshi.registry.events import BANK
from tanshi.registry.fees import REGISTRY, TABLES
from tanshi.registry.invoice_payment import ACCOUNTS, OPEN, VOID, account_of, paid_by, pay_postings, settle
from tanshi.registry.kinds import RegistryLaw, after_working_days
from tanshi.registry.money import Posting, bank_of, paid, post
from tanshi.registry.money_tables import InvoiceLineRow, InvoiceRow
from tanshi.registry.moves import cannot_move, closed, day_closed, not_by, own, touch_pair, with_exchange
from tanshi.registry.outcome import DONE, RegistryOutcome
from tanshi.registry.tables import CASH, BookRow, HolderRow, HoldingRow, TransferRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law
from tanshi.rules.fees import Traded, charged

#: Kinds of movements that are trades of the party that pays and of the one that is paid.
_TRADED = "trade_payment"


class InvoiceOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    UNKNOWN_BODY = "registry.invoice_unknown_body"
    NO_HOLDER = "registry.invoice_no_holder"
    BAD_DAYS = "registry.invoice_bad_days"
    OVERLAPS = "registry.invoice_overlaps"
    NOTHING = "registry.invoice_nothing"
    NOT_OPEN = "registry.invoice_not_open"
    NOT_FOUND = "registry.invoice_not_found"
    ABOVE = "registry.credit_above_invoice"
    NO_REASON = "registry.credit_no_reason"


@dataclass(frozen=True, slots=True)
class IssueInvoice:
    """Charge a holder the fees of a range of days, both included. `body`: whose, `registry` or `exchange`."""

    holder: str
    from_day: str
    until_day: str
    body: str = REGISTRY


@dataclass(frozen=True, slots=True)
class PayInvoice:
    """Pay what is left of one's own invoice from one's money in the books."""

    invoice: str


@dataclass(frozen=True, slots=True)
class CreditInvoice:
    """Credit a holder what an invoice charged wrongly; what was paid of it comes back."""

    invoice: str
    amount_fen: int
    reason: str


@dataclass(frozen=True, slots=True)
class InvoiceIssued(Fact):
    """A holder was charged a body's fees; `lines` say how each was reckoned, `due` is the last day to pay."""

    type: ClassVar[str] = "registry.invoice_issued/2"
    invoice: str
    body: str
    holder: str
    from_day: str
    until_day: str
    due: str
    amount_fen: int
    lines: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class InvoicePaid(Fact):
    """A holder paid what was left of an invoice."""

    type: ClassVar[str] = "registry.invoice_paid/1"
    invoice: str
    amount_fen: int
    postings: list[Posting]


@dataclass(frozen=True, slots=True)
class InvoiceCredited(Fact):
    """Part of an invoice was credited; `back_fen` of it had been paid and came back."""

    type: ClassVar[str] = "registry.invoice_credited/1"
    invoice: str
    amount_fen: int
    back_fen: int
    reason: str
    postings: list[Posting]


def _issued(fact: InvoiceIssued, at: At, rows: Rows) -> None:
    rows.put(
        InvoiceRow(
            fact.invoice, fact.body, fact.holder, fact.from_day, fact.until_day, at.day, fact.due, fact.amount_fen, 0,
            0, OPEN,
        )
    )  # fmt: skip
    for number, line in enumerate(fact.lines, 1):
        rows.put(InvoiceLineRow(fact.invoice, number, **line))


def _paid(fact: InvoicePaid, at: At, rows: Rows) -> None:
    paid_by(rows, fact.invoice, fact.amount_fen)
    post(rows, at, fact.postings, fact.invoice)


def _credited(fact: InvoiceCredited, at: At, rows: Rows) -> None:
    row = rows.edit(InvoiceRow, fact.invoice)
    row.credited_fen += fact.amount_fen
    row.paid_fen -= fact.back_fen
    settle(row)
    post(rows, at, fact.postings, fact.invoice)


def _of_registry(body: dict[str, Any]) -> dict[str, Any]:
    """Before the exchange's fees were invoiced too, an invoice was the registry's."""
    return {**body, "body": REGISTRY}


FACTS = (FactType(InvoiceIssued, _issued), FactType(InvoicePaid, _paid), FactType(InvoiceCredited, _credited))

UPCASTERS = {"registry.invoice_issued/1": (InvoiceIssued.type, _of_registry)}


class InvoiceCommands:
    """Judges invoices under a law."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)
        self._limits = RegistryLaw(law)

    def issue(self, request: IssueInvoice, rows: Rows, act: Act) -> Outcome:
        if request.body not in TABLES:
            return act.refuse(InvoiceOutcome.UNKNOWN_BODY, body=request.body[:40], known=", ".join(TABLES))
        found = rows.get(HolderRow, request.holder)
        if found is None or not found.opened_on:
            return act.refuse(InvoiceOutcome.NO_HOLDER, holder=request.holder)
        first, last = request.from_day, request.until_day
        if not (is_day(first) and is_day(last) and first <= last < act.day):
            return act.refuse(InvoiceOutcome.BAD_DAYS, first=first, last=last)
        before = rows.where(InvoiceRow, holder=request.holder)
        for earlier in before:
            if earlier.body == request.body and earlier.state != VOID and earlier.until_day >= first:
                return act.refuse(InvoiceOutcome.OVERLAPS, invoice=earlier.id, until=earlier.until_day)
        law, traded = self._laws.on(rows, act.day), _traded(request.holder, first, rows)
        lines = charged(law, TABLES[request.body], found.opened_on, first, last, traded)
        if not (amount := sum(line.amount_fen for line in lines)):
            return act.refuse(InvoiceOutcome.NOTHING, holder=request.holder, first=first, last=last)
        if amount >= LIMIT:
            return act.refuse(RegistryOutcome.AMOUNT_TOO_LARGE, amount=amount)
        days, _ = self._limits.days("invoice_due_days", rows, act.day)
        act.record(
            InvoiceIssued(
                f"{request.holder}/I{len(before) + 1}", request.body, request.holder, first, last,
                after_working_days(act.day, days), amount, [asdict(line) for line in lines],
            )
        )  # fmt: skip
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of invoices."""
        return (
            Handler("registry.issue_invoice", IssueInvoice, self.issue, DONE, _touches_holder, own),
            Handler("registry.pay_invoice", PayInvoice, _pay, DONE, _touches, of_invoice),
            Handler("registry.credit_invoice", CreditInvoice, _credit, DONE, _touches, of_invoice),
        )


def _pay(request: PayInvoice, rows: Rows, act: Act) -> Outcome:
    found = rows.get(InvoiceRow, request.invoice)
    if found is None or found.state != OPEN:
        return act.refuse(InvoiceOutcome.NOT_OPEN, invoice=request.invoice)
    account = trading(found.holder)
    if refused := (
        day_closed(rows, act)
        or with_exchange(rows, act)
        or not_by("pay", account, rows, act)
        or cannot_move(rows, act, account, BANK, CASH, found.left_fen)
    ):
        return refused
    act.record(InvoicePaid(found.id, found.left_fen, pay_postings(found, found.left_fen)))
    return DONE


def _credit(request: CreditInvoice, rows: Rows, act: Act) -> Outcome:
    found = rows.get(InvoiceRow, request.invoice)
    if found is None:
        return act.refuse(InvoiceOutcome.NOT_FOUND, invoice=request.invoice)
    if refused := day_closed(rows, act) or with_exchange(rows, act):
        return refused
    if request.amount_fen <= 0:
        return act.refuse(RegistryOutcome.AMOUNT_NOT_POSITIVE, amount=request.amount_fen)
    most = found.amount_fen - found.credited_fen
    if request.amount_fen > most:
        return act.refuse(InvoiceOutcome.ABOVE, invoice=found.id, asked=request.amount_fen, most=most)
    if not request.reason.strip():
        return act.refuse(InvoiceOutcome.NO_REASON)
    back = max(0, request.amount_fen - found.left_fen)
    fees, account = account_of(found), trading(found.holder)
    if back and (refused := closed(account, rows, act) or cannot_move(rows, act, fees, account, CASH, back)):
        return refused
    postings = paid("invoice_credited", fees, account, back) if back else []
    act.record(InvoiceCredited(found.id, request.amount_fen, back, request.reason, postings))
    return DONE


def _traded(holder: str, first: str, rows: Rows) -> list[Traded]:
    """Return a holder's settled trades since a day, bought and sold: payments on its trading account.

    They are followed from each to the one before, a row read for each movement of money since then.
    """
    account, found = trading(holder), []
    held = rows.get(HoldingRow, (account, CASH))
    number = held.last_transfer if held else 0
    while number:
        (t,) = rows.where(TransferRow, number=number)
        if t.day < first:
            break
        if t.kind == _TRADED:
            found.append(Traded(t.day, t.amount))
        number = t.debit_before if t.debit == account else t.credit_before
    return found


def of_invoice(request: Any, rows: Rows) -> Concern:
    """Return whom a request about an invoice concerns: its holder."""
    found = rows.get(InvoiceRow, request.invoice)
    return Concern(entity=found.holder, organisation=found.holder) if found else Concern()


def _touches_holder(r: IssueInvoice) -> Iterable[Touch]:
    yield HolderRow, r.holder


def _touches(r: Any) -> Iterable[Touch]:
    yield BookRow, 1
    yield InvoiceRow, r.invoice
    for fees in ACCOUNTS.values():
        yield from touch_pair(fees, bank_of(fees), CASH)
