"""Checklists of the trading day (开市检查、收市检查): what is to be done before the open and after the close.

The items are law data (`exchange.checklists`), each of a list and either ticked by a person, with the file that shows
it, or seen by the system in its own books. A session opens only when no item of the opening list is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.core.working_days import is_day
from tanshi.exchange.large_holders import large_holders
from tanshi.exchange.outcome import DONE
from tanshi.exchange.tables import OPEN_CHECK, TICKED, CheckRow, SessionRow, days_of
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.registry.session_request import unanswered
from tanshi.registry.tables import BookRow
from tanshi.registry.trade_fees import fees_left
from tanshi.rulemaking.law import Known, LawBook
from tanshi.rules import Law

OPENING, CLOSING = "opening", "closing"

#: Who ticks an item.
PERSON, SYSTEM = "person", "system"


class CheckOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    BAD_CHECK_DAY = "exchange.check_bad_day"
    UNKNOWN_ITEM = "exchange.check_unknown_item"
    OF_SYSTEM = "exchange.check_of_system"
    TICKED = "exchange.check_ticked"
    NOT_TICKED = "exchange.check_not_ticked"
    NO_EVIDENCE = "exchange.check_no_evidence"
    NO_REASON = "exchange.check_no_reason"
    DAY_WENT_ON = "exchange.check_day_went_on"


@dataclass(frozen=True, slots=True)
class TickCheck:
    """Tick an item of a day's list, with the file that shows it."""

    day: str
    list: str
    item: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class UntickCheck:
    """Take back a tick of the opening list before the session opens, or of the closing list on its day."""

    day: str
    list: str
    item: str
    reason: str


@dataclass(frozen=True, slots=True)
class CheckTicked(Fact):
    """Somebody ticked an item of a day's checklist."""

    type: ClassVar[str] = "exchange.check_ticked/1"
    day: str
    list: str
    item: str
    actor: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class CheckUnticked(Fact):
    """A tick was taken back."""

    type: ClassVar[str] = "exchange.check_unticked/1"
    day: str
    list: str
    item: str
    reason: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a checklist: who ticks it, and where it is written."""

    code: str
    list: str
    by: str
    citation: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How an item stands on a day."""

    item: Item
    done: bool
    actor: str  # who ticked it; "" of the system's
    evidence_sha256: str


def items(law: Law, day: str) -> dict[str, Item]:
    """Return the items of both lists on a legal day, by code, in their order."""
    return {
        code: Item(code, cited.value["list"], cited.value["by"], law.reference(cited.citation))
        for code, cited in law.table("exchange.checklists", date.fromisoformat(day)).items()
    }


def standing(law: Law, rows: Known, day: str, list: str) -> tuple[Standing, ...]:
    """Return how the items of a day's list stand."""
    found = []
    for item in items(law, day).values():
        if item.list != list:
            continue
        if item.by == SYSTEM:
            found.append(Standing(item, _SEEN[item.code](rows, day, law), "", ""))
            continue
        tick = rows.get(CheckRow, (day, list, item.code))
        done = tick is not None and tick.state == TICKED
        found.append(Standing(item, done, tick.actor if tick and done else "", tick.evidence_sha256 if tick else ""))
    return tuple(found)


def left(law: Law, rows: Known, day: str, list: str) -> tuple[str, ...]:
    """Return the codes of a day's list that are not done."""
    return tuple(s.item.code for s in standing(law, rows, day, list) if not s.done)


class CheckCommands:
    """Judges ticks under a law."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def tick(self, request: TickCheck, rows: Rows, act: Act) -> Outcome:
        if refused := self._no_item(request, rows, act):
            return refused
        if _is_ticked(request, rows):
            return act.refuse(CheckOutcome.TICKED, item=request.item, day=request.day)
        if not is_sha256(request.evidence_sha256):
            return act.refuse(CheckOutcome.NO_EVIDENCE, item=request.item)
        act.record(CheckTicked(request.day, request.list, request.item, act.command.actor, request.evidence_sha256))
        return DONE

    def untick(self, request: UntickCheck, rows: Rows, act: Act) -> Outcome:
        if refused := self._no_item(request, rows, act):
            return refused
        if not _is_ticked(request, rows):
            return act.refuse(CheckOutcome.NOT_TICKED, item=request.item, day=request.day)
        if not request.reason.strip():
            return act.refuse(CheckOutcome.NO_REASON)
        if request.list == OPENING and rows.get(SessionRow, request.day) is not None:
            return act.refuse(CheckOutcome.DAY_WENT_ON, item=request.item, day=request.day)
        act.record(CheckUnticked(request.day, request.list, request.item, request.reason))
        return DONE

    def _no_item(self, request: TickCheck | UntickCheck, rows: Rows, act: Act) -> Outcome | None:
        if not is_day(request.day) or request.day > act.day:
            return act.refuse(CheckOutcome.BAD_CHECK_DAY, day=request.day)
        known = items(self._laws.on(rows, request.day), request.day)
        item = known.get(request.item)
        if item is None or item.list != request.list:
            codes = ", ".join(i.code for i in known.values() if i.list == request.list)
            return act.refuse(CheckOutcome.UNKNOWN_ITEM, item=request.item, list=request.list, known=codes or "–")
        if item.by == SYSTEM:
            return act.refuse(CheckOutcome.OF_SYSTEM, item=request.item)
        return None

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of checklists."""
        return (
            Handler("exchange.tick_check", TickCheck, self.tick, DONE, _touches),
            Handler("exchange.untick_check", UntickCheck, self.untick, DONE, _touches),
        )


def _is_ticked(request: TickCheck | UntickCheck, rows: Rows) -> bool:
    found = rows.get(CheckRow, (request.day, request.list, request.item))
    return found is not None and found.state == TICKED


def _positions_taken(rows: Known, day: str, law: Law) -> bool:
    """Tell whether the registry's accounts are with the exchange; books apart check it where the session opens."""
    book = rows.get(BookRow, 1)
    return book is None or (book.state == "open" and book.session == day)


def _day_before_closed(rows: Known, day: str, law: Law) -> bool:
    before = days_of(rows).before(date.fromisoformat(day)).isoformat()
    session = rows.get(SessionRow, before)
    return session is None or (session.state == "closed" and not left(law, rows, before, CLOSING))


def _session_closed(rows: Known, day: str, law: Law) -> bool:
    session = rows.get(SessionRow, day)
    return session is not None and session.state == "closed"


def _record_sealed(rows: Known, day: str, law: Law) -> bool:
    session = rows.get(SessionRow, day)
    return session is not None and bool(session.segment) and bool(session.state_hash)


def _requests_answered(rows: Known, day: str, law: Law) -> bool:
    return not unanswered(rows, day)


def _settlement_closed(rows: Known, day: str, law: Law) -> bool:
    """Tell whether every trade is settled and the positions are back at the registry."""
    book = rows.get(BookRow, 1)
    return book is None or book.session > day or (book.session == day and book.state == "closed")


def _fees_charged(rows: Known, day: str, law: Law) -> bool:
    """Tell whether every trade's fees are charged; books apart leave that to the registry."""
    session = rows.get(SessionRow, day)
    return rows.get(BookRow, 1) is None or session is None or not fees_left(law, rows, day, session.trades)


def _large_holders_found(rows: Known, day: str, law: Law) -> bool:
    """Tell whether everybody who reached the standard is found; books apart do not see holdings."""
    return not any(large.is_due for large in large_holders(law, rows, day))


#: What the system sees of an item itself.
_SEEN: Mapping[str, Callable[[Known, str, Law], bool]] = {
    "positions_taken": _positions_taken,
    "day_before_closed": _day_before_closed,
    "session_closed": _session_closed,
    "record_sealed": _record_sealed,
    "requests_answered": _requests_answered,
    "settlement_closed": _settlement_closed,
    "fees_charged": _fees_charged,
    "large_holders_found": _large_holders_found,
}


def _ticked(fact: CheckTicked, at: At, rows: Rows) -> None:
    rows.put(CheckRow(fact.day, fact.list, fact.item, TICKED, fact.actor, fact.evidence_sha256))


def _unticked(fact: CheckUnticked, at: At, rows: Rows) -> None:
    row = rows.edit(CheckRow, (fact.day, fact.list, fact.item))
    row.state, row.actor, row.evidence_sha256 = OPEN_CHECK, "", ""


def _touches(r: TickCheck | UntickCheck) -> Iterable[Touch]:
    yield CheckRow, (r.day, r.list, r.item)
    yield SessionRow, r.day


FACTS = (FactType(CheckTicked, _ticked), FactType(CheckUnticked, _unticked))
