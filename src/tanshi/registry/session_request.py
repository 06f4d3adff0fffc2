"""What the registry asks of an open session (盘中转出、盘中冻结): units and money that leave it before its close.

While a session is open the exchange has the trading accounts and nothing moves on them here. A holder that wants units
back, a payment that is to leave, a court whose freeze waits there: each is a request, numbered per session from 1
without gap. The exchange answers what it gave, and that is carried out here at once, as the act it would be on any
other day. The session's end waits until every request is answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Concern, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.registry.account_ids import frozen, registration, trading
from tanshi.registry.bank_accounts import bank_account_of
from tanshi.registry.events import BANK, TradingReturned
from tanshi.registry.freeze import FreezeFilled, FreezeOutcome, FreezeRow, standing, waits_before
from tanshi.registry.moves import cannot_move, holding, not_allowance, not_by, own, stopped, touch_pair
from tanshi.registry.outcome import DONE
from tanshi.registry.tables import CASH, AccountRow, BookRow
from tanshi.registry.withdrawal import cannot_withdraw, reserved
from tanshi.rulemaking.law import Known

#: What is asked: units back to the registration account, money to be paid out (`registry.withdrawal`), units for a
#: freeze that waits.
RETURN, MONEY, FREEZE = "return", "money", "freeze"


class RequestOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    NO_SESSION = "registry.no_session_open"
    NOT_ON_TRADING = "registry.freeze_not_on_trading"
    ASKED_ALREADY = "registry.session_asked_already"
    REQUEST_NOT_FOUND = "registry.session_request_not_found"
    ANSWERED = "registry.session_request_answered"
    GIVEN_TOO_MUCH = "registry.session_gave_too_much"
    UNANSWERED = "registry.session_requests_unanswered"


@dataclass(frozen=True, slots=True)
class RequestReturn:
    """Ask the exchange for a holder's units on the trading account, back to registration while a session is open."""

    holder: str
    instrument: str
    amount_t: int


@dataclass(frozen=True, slots=True)
class RequestMoney:
    """Ask for money that is with the exchange, to be paid to one's own account at a bank."""

    holder: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class RequestFreeze:
    """Ask the exchange for the units a freeze on a trading account waits for, while a session is open."""

    holder: str
    number: int


@dataclass(frozen=True, slots=True)
class NoteAnswer:
    """The exchange's answer to the request of a number: so much left the session; `reason`: why not all of it."""

    session: str
    number: int
    given: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SessionRequested(Fact):
    """The exchange was asked to give units (tonnes) or money (fen) out of an open session."""

    type: ClassVar[str] = "registry.session_requested/1"
    session: str
    number: int
    what: str  # return, money, freeze
    holder: str
    account: str
    instrument: str
    amount: int
    freeze_number: int  # from 1; 0: of no freeze
    asked_by: str  # actor
    approved_by: str  # actor; "" where one person was enough


@dataclass(frozen=True, slots=True)
class SessionAnswered(Fact):
    """The exchange gave so much. Of it `moved` is carried out by the fact that follows; less where a restriction, a
    release or the last day of a freeze came between, or where a trade that was settled had taken it.
    """

    type: ClassVar[str] = "registry.session_answered/1"
    session: str
    number: int
    given: int
    moved: int
    reason: str


@table(
    "registry_session_request",
    key=["session", "number"],
    checks=["number > 0", "amount > 0", "given >= 0", "given <= amount", "moved <= given"],
    indexes=[["holder"]],
)
@dataclass(slots=True)
class SessionRequestRow(Row):
    """What was asked of a session, and what was given and moved: tonnes, or fen of money."""

    session: str
    number: int
    what: str
    holder: str
    account: str
    instrument: str
    amount: int
    freeze_number: int
    asked_by: str
    approved_by: str
    state: str  # asked, answered
    given: int
    moved: int
    reason: str


TABLES: tuple[type[Row], ...] = (SessionRequestRow,)


def unanswered(rows: Known, session: str) -> list[SessionRequestRow]:
    """Return the requests of a session that the exchange has not answered."""
    return [r for r in rows.where(SessionRequestRow, session=session) if r.state == "asked"]


def _return(request: RequestReturn, rows: Rows, act: Act) -> Outcome:
    source, target = trading(request.holder), registration(request.holder)
    if refused := (
        not_allowance(request.instrument, rows, act)
        or _no_session(rows, act)
        or not_by("return", target, rows, act)
        or cannot_move(rows, act, source, target, request.instrument, request.amount_t)
    ):
        return refused
    return _ask(RETURN, request.holder, request.instrument, request.amount_t, 0, rows, act)


def _money(request: RequestMoney, rows: Rows, act: Act) -> Outcome:
    if refused := _no_session(rows, act) or cannot_withdraw(request.holder, request.amount_fen, rows, act):
        return refused
    return _ask(MONEY, request.holder, CASH, request.amount_fen, 0, rows, act)


def _freeze(request: RequestFreeze, rows: Rows, act: Act) -> Outcome:
    found, refused = standing(request.holder, request.number, rows, act)
    if found is None:
        return refused
    if found.account != trading(request.holder):
        return act.refuse(RequestOutcome.NOT_ON_TRADING, holder=found.holder, number=found.number)
    if not found.waits_t:
        return act.refuse(FreezeOutcome.NOTHING_WAITS, holder=found.holder, number=found.number)
    if closed := _no_session(rows, act):
        return closed
    if before := waits_before(found, rows, act):
        return act.refuse(FreezeOutcome.OTHERS_BEFORE, holder=found.holder, number=found.number, first=before[0])
    asked = rows.where(SessionRequestRow, session=rows.need(BookRow, 1).session, holder=found.holder)
    if any(r.freeze_number == found.number for r in asked):
        return act.refuse(RequestOutcome.ASKED_ALREADY, holder=found.holder, number=found.number)
    return _ask(FREEZE, found.holder, found.instrument, found.waits_t, found.number, rows, act)


def _no_session(rows: Rows, act: Act) -> Outcome | None:
    book = rows.get(BookRow, 1)
    if book is None or book.state != "open":
        return act.refuse(RequestOutcome.NO_SESSION)
    return None


def _ask(what: str, holder: str, instrument: str, amount: int, freeze: int, rows: Rows, act: Act) -> Outcome:
    session = rows.need(BookRow, 1).session
    number = len(rows.where(SessionRequestRow, session=session)) + 1
    by = act.command
    act.record(
        SessionRequested(
            session, number, what, holder, trading(holder), instrument, amount, freeze, by.actor, by.second
        )
    )
    return DONE


def _note(request: NoteAnswer, rows: Rows, act: Act) -> Outcome:
    asked = rows.get(SessionRequestRow, (request.session, request.number))
    if asked is None:
        return act.refuse(RequestOutcome.REQUEST_NOT_FOUND, session=request.session, number=request.number)
    if asked.state != "asked":
        return act.refuse(RequestOutcome.ANSWERED, session=request.session, number=request.number)
    if not 0 <= request.given <= asked.amount:
        return act.refuse(RequestOutcome.GIVEN_TOO_MUCH, number=request.number, asked=asked.amount, given=request.given)
    moved = min(request.given, _still_asked(asked, rows, act))
    act.record(SessionAnswered(request.session, request.number, request.given, moved, request.reason))
    if moved:
        act.record(_carried_out(asked, moved, rows))
    return DONE


def _still_asked(asked: SessionRequestRow, rows: Rows, act: Act) -> int:
    """Return how much may still be moved as it was asked, of what is there."""
    held = holding(rows, asked.account, asked.instrument)
    there = held.amount if held is not None else 0
    if asked.what == FREEZE:
        found = rows.get(FreezeRow, (asked.holder, asked.freeze_number))
        return 0 if found is None or found.until_day < act.day else min(there, found.waits_t)
    if asked.what == MONEY and bank_account_of(rows, asked.holder) is None:
        return 0
    deed = "withdraw" if asked.what == MONEY else "return"
    return 0 if stopped(deed, asked.account, rows, act) else there


def _carried_out(asked: SessionRequestRow, moved: int, rows: Rows) -> Fact:
    match asked.what:
        case "return":
            return TradingReturned(registration(asked.holder), asked.account, asked.instrument, moved)
        case "money":
            return reserved(asked.holder, moved, asked.asked_by, asked.approved_by, rows)
    return FreezeFilled(asked.holder, asked.freeze_number, asked.account, asked.instrument, moved)


def _requested(fact: SessionRequested, at: At, rows: Rows) -> None:
    rows.put(
        SessionRequestRow(
            fact.session, fact.number, fact.what, fact.holder, fact.account, fact.instrument, fact.amount,
            fact.freeze_number, fact.asked_by, fact.approved_by, "asked", 0, 0, "",
        )
    )  # fmt: skip


def _answered(fact: SessionAnswered, at: At, rows: Rows) -> None:
    row = rows.edit(SessionRequestRow, (fact.session, fact.number))
    row.state, row.given, row.moved, row.reason = "answered", fact.given, fact.moved, fact.reason


FACTS = (FactType(SessionRequested, _requested), FactType(SessionAnswered, _answered))


def _note_touches(r: NoteAnswer) -> list[Touch]:
    return [(SessionRequestRow, (r.session, r.number)), (BookRow, 1)]


def _of_request(r: NoteAnswer, rows: Rows) -> Concern:
    asked = rows.get(SessionRequestRow, (r.session, r.number))
    return Concern(organisation=asked.holder, entity=asked.holder) if asked else Concern()


HANDLERS: tuple[Handler[Any], ...] = (
    Handler(
        "registry.request_return",
        RequestReturn,
        _return,
        DONE,
        lambda r: touch_pair(trading(r.holder), registration(r.holder), r.instrument),
        own,
    ),
    Handler(
        "registry.request_money",
        RequestMoney,
        _money,
        DONE,
        lambda r: touch_pair(trading(r.holder), BANK, CASH),
        own,
    ),
    Handler(
        "registry.request_freeze",
        RequestFreeze,
        _freeze,
        DONE,
        lambda r: [(FreezeRow, (r.holder, r.number)), (AccountRow, frozen(r.holder)), (BookRow, 1)],
        own,
    ),
    Handler("registry.note_request_answer", NoteAnswer, _note, DONE, _note_touches, _of_request),
)
