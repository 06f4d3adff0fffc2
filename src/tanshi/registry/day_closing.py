"""The closing of a day (日终封账): a fact, after which no act of settlement or money is of that day.

A day is closed once, after the days before it. What must be done first is law data (`registry.closing_requires`): the
session is settled in any case, the payments are made out for the bank, and what else an operator asks of itself. What
was wrong is put right by a contrary act of a later day. From the first closing on, the exchange gets the trading
accounts only when the trading day before is closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from tanshi.core.outcome import Outcome
from tanshi.core.working_days import is_day
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.registry.events import BANK
from tanshi.registry.money import AUCTION_BANK, OWN_BANK, RESERVE_BANK, UNIDENTIFIED
from tanshi.registry.money_tables import BankFileRow, DayFileRow, DayRow, WithdrawalRow
from tanshi.registry.moves import holding
from tanshi.registry.outcome import DONE, RegistryOutcome
from tanshi.registry.tables import CASH, AccountRow, BookRow, HoldingRow
from tanshi.registry.withdrawal import PAID, PAYMENTS
from tanshi.rulemaking.law import Known, LawBook
from tanshi.rules import Law

STATEMENTS = "statements"

#: Files of a day that are noted.
FILES = (PAYMENTS, STATEMENTS)

#: What stands in the way of closing a day in any case, and what the law can ask besides.
SESSION = "session"

_SHA256 = re.compile(r"[0-9a-f]{64}\Z")


class DayOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    BAD_DAY = "registry.closing_bad_day"
    ALREADY_CLOSED = "registry.day_closed_already"
    OPEN = "registry.day_open"
    UNKNOWN_FILE = "registry.unknown_day_file"
    NO_DIGEST = "registry.day_file_no_digest"
    FILE_NOTED = "registry.day_file_noted"


@dataclass(frozen=True, slots=True)
class CloseDay:
    """Close a legal day and all before it."""

    day: str


@dataclass(frozen=True, slots=True)
class NoteDayFile:
    """Note a file that was made of a day: `payments` for the bank, `statements` of the holders."""

    day: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class DayClosed(Fact):
    """A day was closed; the amounts are what was held for whom, in fen."""

    type: ClassVar[str] = "registry.day_closed/1"
    day: str
    clients_fen: int
    unidentified_fen: int
    reserve_fen: int
    own_fen: int
    auction_fen: int


@dataclass(frozen=True, slots=True)
class DayFileNoted(Fact):
    """A file was made of a day."""

    type: ClassVar[str] = "registry.day_file_noted/1"
    day: str
    file: str
    sha256: str


def _closed(fact: DayClosed, at: At, rows: Rows) -> None:
    rows.edit(BookRow, 1).closed_day = fact.day
    rows.put(
        DayRow(
            fact.day, at.day, fact.clients_fen, fact.unidentified_fen, fact.reserve_fen, fact.own_fen, fact.auction_fen
        )
    )


def _file_noted(fact: DayFileNoted, at: At, rows: Rows) -> None:
    rows.put(DayFileRow(fact.day, fact.file, fact.sha256, at.day))


FACTS = (FactType(DayClosed, _closed), FactType(DayFileNoted, _file_noted))


class DayCommands:
    """Judges the closing of a day under a law."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def required(self, rows: Known, day: str) -> tuple[str, ...]:
        """Return what must be done before a day is closed."""
        found = self._laws.on(rows, day).value("registry.closing_requires", date.fromisoformat(day)).value
        return (SESSION, *(code for code in found if code != SESSION))

    def close(self, request: CloseDay, rows: Rows, act: Act) -> Outcome:
        book = rows.get(BookRow, 1)
        if book is None:
            return act.refuse(RegistryOutcome.NOT_OPENED)
        if not is_day(request.day) or request.day > act.day:
            return act.refuse(DayOutcome.BAD_DAY, day=request.day)
        if request.day <= book.closed_day:
            return act.refuse(DayOutcome.ALREADY_CLOSED, day=request.day, closed=book.closed_day)
        if left := [code for code in self.required(rows, act.day) if is_open(code, request.day, rows)]:
            return act.refuse(DayOutcome.OPEN, day=request.day, open=", ".join(left))
        banks = [_held(rows, bank) for bank in (BANK, RESERVE_BANK, OWN_BANK, AUCTION_BANK)]
        clients, reserve, own, auction = (-below for below in banks)
        act.record(DayClosed(request.day, clients, _held(rows, UNIDENTIFIED), reserve, own, auction))
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of the closing of a day."""
        return (
            Handler("registry.close_day", CloseDay, self.close, DONE, _touches),
            Handler("registry.note_day_file", NoteDayFile, _note_file, DONE, _touches_file),
        )


def is_open(code: str, day: str, rows: Rows) -> bool:
    """Tell whether something that a day's closing asks for is left to do; what nobody knows is left."""
    match code:
        case "session":
            book = rows.need(BookRow, 1)
            return book.state == "open" and book.session <= day
        case "payments":
            paid = {w.paid_on for w in rows.where(WithdrawalRow, state=PAID) if w.paid_on <= day}
            return any(rows.get(DayFileRow, (on, PAYMENTS)) is None for on in paid)
        case "statements":
            return rows.get(DayFileRow, (day, STATEMENTS)) is None
        case "bank_file":
            return not rows.where(BankFileRow, day=day)
    return True


def _note_file(request: NoteDayFile, rows: Rows, act: Act) -> Outcome:
    if rows.get(BookRow, 1) is None:
        return act.refuse(RegistryOutcome.NOT_OPENED)
    if not is_day(request.day) or request.day > act.day:
        return act.refuse(DayOutcome.BAD_DAY, day=request.day)
    if request.file not in FILES:
        return act.refuse(DayOutcome.UNKNOWN_FILE, file=request.file, known=", ".join(FILES))
    if not _SHA256.match(request.sha256):
        return act.refuse(DayOutcome.NO_DIGEST, file=request.file)
    if rows.get(DayFileRow, (request.day, request.file)) is not None:
        return act.refuse(DayOutcome.FILE_NOTED, file=request.file, day=request.day)
    act.record(DayFileNoted(request.day, request.file, request.sha256))
    return DONE


def _held(rows: Rows, account: str) -> int:
    found = holding(rows, account, CASH)
    return found.amount if found else 0


def _touches(r: CloseDay) -> Iterable[Touch]:
    yield BookRow, 1
    for account in (BANK, RESERVE_BANK, OWN_BANK, AUCTION_BANK, UNIDENTIFIED):
        yield AccountRow, account
        yield HoldingRow, (account, CASH)


def _touches_file(r: NoteDayFile) -> Iterable[Touch]:
    yield BookRow, 1
    yield DayFileRow, (r.day, r.file)
