"""Trades of voluntary units as their exchange tells them, booked one by one once its session is closed.

What a trade was worth is asked for while a fee on trades is in force: the fee is a share of it (`invoices`). The trades
of a product and way of trading come to no more than the session said was traded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law
from tanshi.rules.fees import has_share
from tanshi.voluntary.holdings import give
from tanshi.voluntary.invoices import EXCHANGE, TABLES
from tanshi.voluntary.outcome import DONE, VoluntaryOutcome
from tanshi.voluntary.remedy_days import is_suspended
from tanshi.voluntary.sessions import QuoteRow, SessionRow, not_to_book
from tanshi.voluntary.unit_tables import AccountRow, InstrumentRow, TradeRow
from tanshi.voluntary.units import TRADING, cannot_give

#: Ways of trading a session tells of.
METHODS = ("listing", "block")


@dataclass(frozen=True, slots=True)
class BookTrade:
    """Book a trade of a closed session; money is the exchange's own business.

    `method` (`listing`, `block`) and `value_fen` are asked for while a fee on trades is in force.
    """

    session: str
    number: int
    seller: str
    buyer: str
    instrument: str
    amount_t: int
    method: str = ""
    value_fen: int = 0


@dataclass(frozen=True, slots=True)
class TradeBooked(Fact):
    """Units of a trade changed hands."""

    type: ClassVar[str] = "voluntary.trade_booked/2"
    session: str
    number: int
    seller: str
    buyer: str
    instrument: str
    amount_t: int
    method: str
    value_fen: int


def _booked(fact: TradeBooked, at: At, rows: Rows) -> None:
    give(rows, fact.seller, fact.instrument, TRADING, -fact.amount_t)
    give(rows, fact.buyer, fact.instrument, TRADING, fact.amount_t)
    rows.put(
        TradeRow(
            fact.session, fact.number, fact.seller, fact.buyer, fact.instrument, fact.amount_t, fact.method,
            fact.value_fen,
        )
    )  # fmt: skip


def _without_value(body: dict[str, Any]) -> dict[str, Any]:
    """Before trades were charged, nobody asked what each was worth."""
    return {**body, "method": "", "value_fen": 0}


FACTS = (FactType(TradeBooked, _booked),)

UPCASTERS = {"voluntary.trade_booked/1": (TradeBooked.type, _without_value)}


class TradeCommands:
    """Judges trades; whether a fee is in force is the law's."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def book(self, request: BookTrade, rows: Rows, act: Act) -> Outcome:
        if refused := not_to_book(request.session, request.number, rows, act):
            return refused
        if rows.get(TradeRow, (request.session, request.number)) is not None:
            return act.refuse(VoluntaryOutcome.TRADE_BOOKED, session=request.session, number=request.number)
        if request.seller == request.buyer:
            return act.refuse(VoluntaryOutcome.SAME_HOLDER, holder=request.seller[:96])
        if is_suspended(rows, request.seller):
            return act.refuse(VoluntaryOutcome.SUSPENDED, holder=request.seller)
        if rows.get(AccountRow, request.buyer) is None:
            return act.refuse(VoluntaryOutcome.NO_ACCOUNT, holder=request.buyer[:96])
        if refused := cannot_give(rows, act, request.seller, request.instrument, TRADING, request.amount_t):
            return refused
        if refused := self._not_as_told(request, rows, act):
            return refused
        said = (request.session, request.number, request.seller, request.buyer, request.instrument, request.amount_t)
        act.record(TradeBooked(*said, request.method, request.value_fen))
        return DONE

    def _not_as_told(self, request: BookTrade, rows: Rows, act: Act) -> Outcome | None:
        """Refuse a trade without its value while that is charged, or with more than its session said."""
        method, value = request.method, request.value_fen
        if not method and not value:
            law = self._laws.on(rows, act.day)
            if has_share(law, TABLES[EXCHANGE], date.fromisoformat(request.session)):
                return act.refuse(VoluntaryOutcome.BAD_TRADE_VALUE, known=", ".join(METHODS))
            return None
        if method not in METHODS or value <= 0:
            return act.refuse(VoluntaryOutcome.BAD_TRADE_VALUE, known=", ".join(METHODS))
        quote = rows.get(QuoteRow, (request.session, request.instrument))
        told_t = getattr(quote, f"{method}_t") if quote else 0
        told_fen = getattr(quote, f"{method}_fen") if quote else 0
        same = [
            t
            for t in rows.where(TradeRow, session=request.session)
            if (t.instrument, t.method) == (request.instrument, method)
        ]
        left_t = told_t - sum(t.amount_t for t in same)
        left_fen = told_fen - sum(t.value_fen for t in same)
        if request.amount_t > left_t or value > left_fen:
            return act.refuse(
                VoluntaryOutcome.MORE_THAN_TRADED, session=request.session, instrument=request.instrument,
                left_t=left_t, left_fen=left_fen,
            )  # fmt: skip
        return None

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handler of trades."""
        return (Handler("voluntary.book_trade", BookTrade, self.book, DONE, _touches),)


def _touches(request: BookTrade) -> Iterable[Touch]:
    return [
        (SessionRow, request.session),
        (QuoteRow, (request.session, request.instrument)),
        (TradeRow, (request.session, request.number)),
        (InstrumentRow, request.instrument),
    ]
