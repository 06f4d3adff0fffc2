"""Objections to a day's settlement (结算异议), and the contrary act that corrects what was settled wrongly.

A participant checks its statement and objects in writing before the next trading day opens; who says nothing has
accepted it. The operator decides. An objection that is upheld changes nothing by itself: the trade stays in the books,
and a contrary act moves units and money back, both at once, from where they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, ClassVar

from tanshi.core.clock import CHINA, instant
from tanshi.core.outcome import Outcome
from tanshi.core.working_days import is_day, next_trading_day
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.registry.account_ids import trading
from tanshi.registry.money import Posting, post, posting
from tanshi.registry.money_tables import SettlementObjectionRow, TradeReversalRow
from tanshi.registry.moves import cannot_move, day_closed, not_by, own, with_exchange
from tanshi.registry.outcome import RegistryOutcome
from tanshi.registry.tables import CASH, AccountRow, BookRow, TradeRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

OPEN, UPHELD, REJECTED = "open", "upheld", "rejected"


class SettlementObjectionOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "registry.objection_done"
    BAD_DAY = "registry.objection_bad_day"
    ALREADY_OBJECTED = "registry.settlement_objected"
    TOO_LATE = "registry.settlement_accepted"
    NO_REASON = "registry.objection_no_reason"
    NOT_OPEN = "registry.objection_not_open"
    NOT_UPHELD = "registry.objection_not_upheld"
    NO_SUCH_TRADE = "registry.no_such_trade"
    NOT_A_PARTY = "registry.not_a_party"
    REVERSED = "registry.trade_reversed_already"
    NO_PAPER = "registry.reversal_no_paper"


DONE = SettlementObjectionOutcome.DONE


@dataclass(frozen=True, slots=True)
class ObjectSettlement:
    """Object to one's own settlement of a day."""

    holder: str
    day: str
    reason: str


@dataclass(frozen=True, slots=True)
class DecideSettlementObjection:
    """Decide on an objection; upheld, a contrary act has to follow."""

    holder: str
    day: str
    upheld: bool
    text: str


@dataclass(frozen=True, slots=True)
class ReverseTrade:
    """Move a settled trade back, units and money at once, on an objection of `holder` that was upheld."""

    holder: str
    session: str
    number: int
    paper: str


@dataclass(frozen=True, slots=True)
class SettlementObjected(Fact):
    """A participant objected to its settlement of a day; `until` is the moment up to which it could."""

    type: ClassVar[str] = "registry.settlement_objected/1"
    holder: str
    day: str
    reason: str
    until: str


@dataclass(frozen=True, slots=True)
class SettlementObjectionDecided(Fact):
    """The operator decided on an objection."""

    type: ClassVar[str] = "registry.settlement_objection_decided/1"
    holder: str
    day: str
    upheld: bool
    text: str


@dataclass(frozen=True, slots=True)
class TradeReversed(Fact):
    """A settled trade was moved back by a contrary act."""

    type: ClassVar[str] = "registry.trade_reversed/1"
    holder: str
    session: str
    number: int
    paper: str
    postings: list[Posting]


def _objected(fact: SettlementObjected, at: At, rows: Rows) -> None:
    rows.put(SettlementObjectionRow(fact.holder, fact.day, fact.reason, at.day, OPEN, "", ""))


def _decided(fact: SettlementObjectionDecided, at: At, rows: Rows) -> None:
    row = rows.edit(SettlementObjectionRow, (fact.holder, fact.day))
    row.state = UPHELD if fact.upheld else REJECTED
    row.text, row.decided_on = fact.text, at.day


def _reversed(fact: TradeReversed, at: At, rows: Rows) -> None:
    rows.put(TradeReversalRow(fact.session, fact.number, fact.holder, fact.paper, at.day))
    post(rows, at, fact.postings, f"{fact.session}/{fact.number}")


FACTS = (
    FactType(SettlementObjected, _objected),
    FactType(SettlementObjectionDecided, _decided),
    FactType(TradeReversed, _reversed),
)


class SettlementObjectionCommands:
    """Judges the commands about objections under a law."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def object(self, request: ObjectSettlement, rows: Rows, act: Act) -> Outcome:
        """Take an objection in time; a day can be objected to once."""
        if rows.get(AccountRow, trading(request.holder)) is None:
            return act.refuse(RegistryOutcome.ACCOUNT_NOT_FOUND, account=trading(request.holder))
        if refused := not_by("object", trading(request.holder), rows, act):
            return refused
        if not _is_past(request.day, act.day):
            return act.refuse(SettlementObjectionOutcome.BAD_DAY, day=request.day)
        if rows.get(SettlementObjectionRow, (request.holder, request.day)) is not None:
            return act.refuse(SettlementObjectionOutcome.ALREADY_OBJECTED, holder=request.holder, day=request.day)
        until = self._until(request.day, rows, act)
        if act.now >= until:
            return act.refuse(SettlementObjectionOutcome.TOO_LATE, holder=request.holder, day=request.day, until=until)
        if not request.reason.strip():
            return act.refuse(SettlementObjectionOutcome.NO_REASON)
        act.record(SettlementObjected(request.holder, request.day, request.reason, until))
        return DONE

    def _until(self, day: str, rows: Rows, act: Act) -> str:
        """Return the moment at which the next trading day opens."""
        following = next_trading_day(date.fromisoformat(day))
        hours = self._laws.on(rows, act.day).table("exchange.sessions", following)
        opens = min(first for cited in hours.values() for first, _ in cited.value)
        return instant(datetime.combine(following, time.fromisoformat(opens), CHINA))

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of the commands about objections to a settlement."""
        return (
            Handler("registry.object_settlement", ObjectSettlement, self.object, DONE, _touches, own),
            Handler("registry.decide_settlement_objection", DecideSettlementObjection, decide, DONE, _touches),
            Handler("registry.reverse_trade", ReverseTrade, reverse, DONE),
        )


def decide(request: DecideSettlementObjection, rows: Rows, act: Act) -> Outcome:
    """Decide on an open objection, with reasons."""
    found = rows.get(SettlementObjectionRow, (request.holder, request.day))
    if found is None or found.state != OPEN:
        return act.refuse(SettlementObjectionOutcome.NOT_OPEN, holder=request.holder, day=request.day)
    if not request.text.strip():
        return act.refuse(SettlementObjectionOutcome.NO_REASON)
    act.record(SettlementObjectionDecided(request.holder, request.day, request.upheld, request.text))
    return DONE


def reverse(request: ReverseTrade, rows: Rows, act: Act) -> Outcome:
    """Move a trade back: the buyer gives the units, the seller the money, or nothing moves."""
    objection = rows.get(SettlementObjectionRow, (request.holder, request.session))
    if objection is None or objection.state != UPHELD:
        return act.refuse(SettlementObjectionOutcome.NOT_UPHELD, holder=request.holder, day=request.session)
    trade = next(iter(rows.where(TradeRow, session=request.session, number=request.number)), None)
    if trade is None:
        return act.refuse(SettlementObjectionOutcome.NO_SUCH_TRADE, session=request.session, number=request.number)
    if request.holder not in (trade.seller, trade.buyer):
        return act.refuse(SettlementObjectionOutcome.NOT_A_PARTY, holder=request.holder, number=request.number)
    if rows.get(TradeReversalRow, (request.session, request.number)) is not None:
        return act.refuse(SettlementObjectionOutcome.REVERSED, session=request.session, number=request.number)
    if refused := day_closed(rows, act) or with_exchange(rows, act):
        return refused
    if not request.paper.strip():
        return act.refuse(SettlementObjectionOutcome.NO_PAPER)
    seller, buyer, value = trading(trade.seller), trading(trade.buyer), trade.price_fen * trade.quantity_t
    if refused := cannot_move(rows, act, buyer, seller, trade.instrument, trade.quantity_t) or cannot_move(
        rows, act, seller, buyer, CASH, value
    ):
        return refused
    postings = [
        posting("trade_reversed", buyer, seller, trade.instrument, trade.quantity_t),
        posting("trade_reversed", seller, buyer, CASH, value),
    ]
    act.record(TradeReversed(request.holder, request.session, request.number, request.paper, postings))
    return DONE


def _is_past(day: str, today: str) -> bool:
    """Tell whether a text is a legal day that has begun."""
    return is_day(day) and day <= today


def _touches(r: Any) -> Iterable[Touch]:
    yield BookRow, 1
    yield AccountRow, trading(r.holder)
    yield SettlementObjectionRow, (r.holder, r.day)
