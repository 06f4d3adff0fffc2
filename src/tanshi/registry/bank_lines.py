"""The bank's file taken in (银行流水入账): one act, a fact for the file and one for each of its lines.

An incoming line that somebody booked by hand under its reference confirms that; any other is credited to its holder,
or, where that is not known or may not be paid, kept as unidentified money (不明款项) until it is assigned or returned.
An outgoing line confirms a withdrawal that was paid, or what was booked by hand. A line that fits nothing moves
nothing and stays listed: the bank and the books then differ, and a person finds out why. A reference is taken once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.outcome import Outcome
from tanshi.core.working_days import is_day
from tanshi.journal.canonical import LIMIT
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.registry.account_ids import trading
from tanshi.registry.bank_accounts import CONFIRMED as CONFIRMED_ACCOUNT
from tanshi.registry.bookings import IN, OUT
from tanshi.registry.events import BANK
from tanshi.registry.invoice_payment import of_line, paid_by
from tanshi.registry.money import UNIDENTIFIED, Posting, post, posting
from tanshi.registry.money_tables import BankFileRow, BankLineRow, BookingRow, InvoiceRow, WithdrawalRow
from tanshi.registry.moves import cannot_move, day_closed, holding, own, stopped, touch_pair, with_exchange
from tanshi.registry.outcome import DONE, RegistryOutcome
from tanshi.registry.tables import CASH, AccountRow, BankAccountRow, BookRow, HoldingRow
from tanshi.registry.withdrawal import CONFIRMED, PAID

#: What became of a line: money credited, of nobody known, assigned or returned later; a withdrawal confirmed; what
#: was booked by hand found; nothing found.
CREDITED, NOBODYS, ASSIGNED, RETURNED, CONFIRMS, BOOKED, OPEN = (
    "credited", "unidentified", "assigned", "returned", "confirmed", "booked", "open",
)  # fmt: skip

_SHA256 = re.compile(r"[0-9a-f]{64}\Z")


class BankLineOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    BAD_DAY = "registry.bank_file_bad_day"
    NO_DIGEST = "registry.bank_file_no_digest"
    FILE_TAKEN = "registry.bank_file_taken"
    BAD_LINE = "registry.bank_line_bad"
    TWICE = "registry.bank_line_twice"
    LINE_TAKEN = "registry.bank_line_taken"
    NOT_UNIDENTIFIED = "registry.money_not_unidentified"
    NO_PAPER = "registry.money_no_paper"


@dataclass(frozen=True, slots=True)
class GivenLine:
    """A line as the bank gives it; `holder` is a holder's id or its account at a bank, "" where none is known."""

    direction: str
    reference: str
    holder: str
    amount_fen: int
    purpose: str = ""  # what the payer wrote; the number of an invoice pays it


@dataclass(frozen=True, slots=True)
class TakeBankFile:
    """Take the bank's file of a day in, whole; `sha256` is of the file as it came."""

    day: str
    sha256: str
    lines: tuple[GivenLine, ...]


@dataclass(frozen=True, slots=True)
class AssignMoney:
    """Give unidentified money to the holder it is found to be of."""

    reference: str
    holder: str
    paper: str


@dataclass(frozen=True, slots=True)
class ReturnMoney:
    """Send unidentified money back to where it came from."""

    reference: str
    paper: str


@dataclass(frozen=True, slots=True)
class BankFileTaken(Fact):
    """The bank's file of a day was taken in; its lines are facts of their own."""

    type: ClassVar[str] = "registry.bank_file_taken/1"
    day: str
    sha256: str
    lines: int
    in_fen: int
    out_fen: int


@dataclass(frozen=True, slots=True)
class BankLineTaken(Fact):
    """A line of the bank's file, and what it did in the books."""

    type: ClassVar[str] = "registry.bank_line_taken/1"
    day: str
    direction: str
    reference: str
    named: str  # whom the bank names
    holder: str  # whose it is by the books; "" is nobody known
    amount_fen: int
    purpose: str
    state: str
    reason: str  # why money is unidentified: unknown, or the outcome that keeps its holder from being paid
    invoice: str  # that was paid by it, with how much
    invoice_fen: int
    postings: list[Posting]


@dataclass(frozen=True, slots=True)
class MoneyAssigned(Fact):
    """Unidentified money was given to its holder."""

    type: ClassVar[str] = "registry.money_assigned/1"
    reference: str
    holder: str
    paper: str
    postings: list[Posting]


@dataclass(frozen=True, slots=True)
class MoneyReturned(Fact):
    """Unidentified money was sent back."""

    type: ClassVar[str] = "registry.money_returned/1"
    reference: str
    paper: str
    postings: list[Posting]


def _file_taken(fact: BankFileTaken, at: At, rows: Rows) -> None:
    rows.put(BankFileRow(fact.sha256, fact.day, fact.lines, fact.in_fen, fact.out_fen, at.day))


def _line_taken(fact: BankLineTaken, at: At, rows: Rows) -> None:
    rows.put(
        BankLineRow(
            fact.direction, fact.reference, fact.day, fact.named, fact.holder, fact.amount_fen, fact.purpose,
            fact.state, fact.reason, "", at.day,
        )
    )  # fmt: skip
    if fact.state == CONFIRMS:
        row = rows.edit(WithdrawalRow, fact.reference)
        row.state, row.changed_on = CONFIRMED, at.day
    post(rows, at, fact.postings[:1], fact.reference)
    if fact.invoice:
        paid_by(rows, fact.invoice, fact.invoice_fen)
        post(rows, at, fact.postings[1:], fact.invoice)


def _assigned(fact: MoneyAssigned, at: At, rows: Rows) -> None:
    row = rows.edit(BankLineRow, (IN, fact.reference))
    row.state, row.holder, row.paper, row.changed_on = ASSIGNED, fact.holder, fact.paper, at.day
    post(rows, at, fact.postings, fact.reference)


def _returned(fact: MoneyReturned, at: At, rows: Rows) -> None:
    row = rows.edit(BankLineRow, (IN, fact.reference))
    row.state, row.paper, row.changed_on = RETURNED, fact.paper, at.day
    post(rows, at, fact.postings, fact.reference)


FACTS = (
    FactType(BankFileTaken, _file_taken),
    FactType(BankLineTaken, _line_taken),
    FactType(MoneyAssigned, _assigned),
    FactType(MoneyReturned, _returned),
)


# the file


def _take(request: TakeBankFile, rows: Rows, act: Act) -> Outcome:
    if rows.get(BookRow, 1) is None:
        return act.refuse(RegistryOutcome.NOT_OPENED)
    if refused := day_closed(rows, act) or with_exchange(rows, act):
        return refused
    if not is_day(request.day) or request.day > act.day:
        return act.refuse(BankLineOutcome.BAD_DAY, day=request.day)
    if not _SHA256.match(request.sha256):
        return act.refuse(BankLineOutcome.NO_DIGEST)
    if (taken := rows.get(BankFileRow, request.sha256)) is not None:
        return act.refuse(BankLineOutcome.FILE_TAKEN, day=taken.day, taken_on=taken.taken_on)
    if refused := _unusable(request, rows, act):
        return refused
    sums = {d: sum(line.amount_fen for line in request.lines if line.direction == d) for d in (IN, OUT)}
    if (most := max(sums.values())) >= LIMIT or _beyond(sums[IN], rows):
        return act.refuse(RegistryOutcome.AMOUNT_TOO_LARGE, amount=most)
    act.record(BankFileTaken(request.day, request.sha256, len(request.lines), sums[IN], sums[OUT]))
    for line in request.lines:
        act.record(
            _came_in(line, request.day, rows, act) if line.direction == IN else _went_out(line, request.day, rows)
        )
    return DONE


def _beyond(comes_in: int, rows: Rows) -> bool:
    """Tell whether all the clients' money would be more than any figure can say."""
    bank = holding(rows, BANK, CASH)
    return bank is not None and comes_in > 0 and bank.amount - comes_in <= -LIMIT


def _unusable(request: TakeBankFile, rows: Rows, act: Act) -> Outcome | None:
    """Refuse the whole file for a line that cannot be read, stands twice or was taken before."""
    seen: set[tuple[str, str]] = set()
    for number, line in enumerate(request.lines, 1):
        if line.direction not in (IN, OUT) or not line.reference.strip() or line.amount_fen <= 0:
            return act.refuse(BankLineOutcome.BAD_LINE, line=number, reference=line.reference or "–")
        key = (line.direction, line.reference)
        if key in seen:
            return act.refuse(BankLineOutcome.TWICE, line=number, reference=line.reference)
        if (taken := rows.get(BankLineRow, key)) is not None:
            return act.refuse(BankLineOutcome.LINE_TAKEN, reference=line.reference, day=taken.day)
        seen.add(key)
    return None


def _came_in(line: GivenLine, day: str, rows: Rows, act: Act) -> BankLineTaken:
    """Return what an incoming line does: it confirms a booking, is credited, or stays with nobody."""
    holder = _holder(line.holder, rows)
    booked = rows.get(BookingRow, (IN, line.reference))
    if booked is not None:
        fits = booked.amount_fen == line.amount_fen and holder in ("", booked.holder)
        return _taken(line, day, booked.holder, BOOKED if fits else OPEN)
    reason = "unknown" if not holder else _not_payable(holder, rows, act)
    if reason:
        return _taken(
            line,
            day,
            holder,
            NOBODYS,
            reason,
            [posting("bank_unidentified", BANK, UNIDENTIFIED, CASH, line.amount_fen)],
        )
    credit = posting("bank_credited", BANK, trading(holder), CASH, line.amount_fen)
    invoice, amount, postings = of_line(rows, line.purpose, holder, line.amount_fen)
    return _taken(line, day, holder, CREDITED, "", [credit, *postings], invoice, amount)


def _went_out(line: GivenLine, day: str, rows: Rows) -> BankLineTaken:
    """Return what an outgoing line does: it confirms a withdrawal or a booking, or fits nothing."""
    asked = rows.get(WithdrawalRow, line.reference)
    if asked is not None:
        fits = asked.state == PAID and asked.amount_fen == line.amount_fen
        return _taken(line, day, asked.holder, CONFIRMS if fits else OPEN)
    booked = rows.get(BookingRow, (OUT, line.reference))
    if booked is None:
        return _taken(line, day, _holder(line.holder, rows), OPEN)
    return _taken(line, day, booked.holder, BOOKED if booked.amount_fen == line.amount_fen else OPEN)


def _taken(
    line: GivenLine, day: str, holder: str, state: str, reason: str = "", postings: list[Posting] | None = None,
    invoice: str = "", invoice_fen: int = 0,
) -> BankLineTaken:  # fmt: skip
    return BankLineTaken(
        day, line.direction, line.reference, line.holder, holder, line.amount_fen, line.purpose, state, reason,
        invoice, invoice_fen, postings or [],
    )  # fmt: skip


def _holder(named: str, rows: Rows) -> str:
    """Return the holder that the bank names by its id or by its account there; "" where that is none, or several."""
    if not named:
        return ""
    if rows.get(AccountRow, trading(named)) is not None:
        return named
    known = rows.where(BankAccountRow, account=named, state=CONFIRMED_ACCOUNT)
    return known[0].holder if len(known) == 1 else ""


def _not_payable(holder: str, rows: Rows, act: Act) -> str:
    """Return the outcome that keeps a holder from being credited, "" if nothing does."""
    refused = stopped("deposit", trading(holder), rows, act) or cannot_move(rows, act, BANK, trading(holder), CASH, 1)
    return str(refused) if refused else ""


# unidentified money


def _assign(request: AssignMoney, rows: Rows, act: Act) -> Outcome:
    found = _unidentified(request.reference, rows, act)
    if isinstance(found, Outcome):
        return found
    account = trading(request.holder)
    if refused := (
        day_closed(rows, act)
        or with_exchange(rows, act)
        or stopped("deposit", account, rows, act)
        or cannot_move(rows, act, UNIDENTIFIED, account, CASH, found.amount_fen)
    ):
        return refused
    if not request.paper.strip():
        return act.refuse(BankLineOutcome.NO_PAPER)
    given = posting("money_assigned", UNIDENTIFIED, account, CASH, found.amount_fen)
    act.record(MoneyAssigned(found.reference, request.holder, request.paper, [given]))
    return DONE


def _return(request: ReturnMoney, rows: Rows, act: Act) -> Outcome:
    found = _unidentified(request.reference, rows, act)
    if isinstance(found, Outcome):
        return found
    if refused := day_closed(rows, act):
        return refused
    if not request.paper.strip():
        return act.refuse(BankLineOutcome.NO_PAPER)
    sent = posting("money_returned", UNIDENTIFIED, BANK, CASH, found.amount_fen)
    act.record(MoneyReturned(found.reference, request.paper, [sent]))
    return DONE


def _unidentified(reference: str, rows: Rows, act: Act) -> BankLineRow | Outcome:
    found = rows.get(BankLineRow, (IN, reference))
    if found is None or found.state != NOBODYS:
        return act.refuse(BankLineOutcome.NOT_UNIDENTIFIED, reference=reference)
    return found


def _touches_file(r: TakeBankFile) -> Iterable[Touch]:
    yield BookRow, 1
    yield BankFileRow, r.sha256
    yield from touch_pair(BANK, UNIDENTIFIED, CASH)
    for line in r.lines:
        yield BankLineRow, (line.direction, line.reference)
        yield BookingRow, (line.direction, line.reference)
        yield WithdrawalRow, line.reference
        yield AccountRow, trading(line.holder)
        yield HoldingRow, (trading(line.holder), CASH)
        if line.purpose:
            yield InvoiceRow, line.purpose


def _touches(r: Any) -> Iterable[Touch]:
    yield BankLineRow, (IN, r.reference)
    yield from touch_pair(BANK, UNIDENTIFIED, CASH)


HANDLERS = (
    Handler("registry.take_bank_file", TakeBankFile, _take, DONE, _touches_file),
    Handler("registry.assign_money", AssignMoney, _assign, DONE, _touches, own),
    Handler("registry.return_money", ReturnMoney, _return, DONE, _touches),
)
