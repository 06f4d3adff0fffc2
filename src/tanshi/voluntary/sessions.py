"""Trading days of voluntary units as their exchange tells them: open, closed with what was traded, settled in turn.

Matching and money are the exchange's (Order 31, art. 6); the registry moves the units of each trade once the day is
over (rules on trading, arts. 26-28). While a session is open the units with the exchange are its own affair.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar

from tanshi.core.exact import half_up
from tanshi.core.outcome import Outcome
from tanshi.core.working_days import is_trading_day
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.voluntary.outcome import DONE, VoluntaryOutcome
from tanshi.voluntary.unit_tables import InstrumentRow, TradeRow

OPEN, CLOSED = "open", "closed"


@table("voluntary_session", key=["session"], checks=["state IN ('open', 'closed')", "trades >= 0"])
@dataclass(slots=True)
class SessionRow(Row):
    """A trading day of voluntary units, and how many trades it came to."""

    session: str
    state: str
    trades: int


@table("voluntary_quote", key=["session", "instrument"], checks=["listing_t >= 0", "block_t >= 0"])
@dataclass(slots=True)
class QuoteRow(Row):
    """What was traded of a product on a day, by way of trading; `base_fen` is the next day's base price."""

    session: str
    instrument: str
    listing_t: int
    listing_fen: int
    block_t: int
    block_fen: int
    base_fen: int


TABLES: tuple[type[Row], ...] = (SessionRow, QuoteRow)


@dataclass(frozen=True, slots=True)
class Quote:
    """What was traded of a product on a day: tonnes and value in fen of listing trades, and of block trades."""

    instrument: str
    listing_t: int
    listing_fen: int
    block_t: int
    block_fen: int


@dataclass(frozen=True, slots=True)
class OpenSession:
    """Tell that trading of a day begins; `session` is the day."""

    session: str


@dataclass(frozen=True, slots=True)
class CloseSession:
    """Tell that trading of a day is over, how many trades there were, and what was traded of each product."""

    session: str
    trades: int
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class SessionOpened(Fact):
    """Trading of a day began."""

    type: ClassVar[str] = "voluntary.session_opened/1"
    session: str


@dataclass(frozen=True, slots=True)
class SessionClosed(Fact):
    """Trading of a day is over; quotes have the next day's base price with them."""

    type: ClassVar[str] = "voluntary.session_closed/1"
    session: str
    trades: int
    quotes: list[dict[str, Any]]


def _opened(fact: SessionOpened, at: At, rows: Rows) -> None:
    rows.put(SessionRow(fact.session, OPEN, 0))


def _closed(fact: SessionClosed, at: At, rows: Rows) -> None:
    row = rows.edit(SessionRow, fact.session)
    row.state, row.trades = CLOSED, fact.trades
    for quote in fact.quotes:
        rows.put(QuoteRow(fact.session, **quote))


FACTS = (FactType(SessionOpened, _opened), FactType(SessionClosed, _closed))


def open_session(rows: Any) -> str:
    """Return the session that is open, or ""."""
    return next((s.session for s in rows.where(SessionRow, state=OPEN)), "")


def unsettled(rows: Any, day: str) -> str:
    """Return the session that has units of its own on a day: open, or of that day with trades not booked yet; or ""."""
    if found := open_session(rows):
        return str(found)
    row = rows.get(SessionRow, day)
    if row is None or len(rows.where(TradeRow, session=day)) >= row.trades:
        return ""
    return day


def not_to_book(session: str, number: int, rows: Rows, act: Act) -> Outcome | None:
    """Refuse a trade that a closed session does not have."""
    row = rows.get(SessionRow, session)
    if row is None:
        return act.refuse(VoluntaryOutcome.NO_SESSION, session=session[:40])
    if row.state == OPEN:
        return act.refuse(VoluntaryOutcome.SESSION_OPEN, session=session)
    if not 0 < number <= row.trades:
        return act.refuse(VoluntaryOutcome.NO_SUCH_TRADE, session=session, number=number, trades=row.trades)
    return None


def _open(request: OpenSession, rows: Rows, act: Act) -> Outcome:
    if request.session != act.day or not is_trading_day(date.fromisoformat(act.day)):
        return act.refuse(VoluntaryOutcome.NOT_A_TRADING_DAY, session=request.session[:40], day=act.day)
    if there := open_session(rows):
        return act.refuse(VoluntaryOutcome.SESSION_OPEN, session=there)
    if rows.get(SessionRow, request.session) is not None:
        return act.refuse(VoluntaryOutcome.SESSION_OVER, session=request.session)
    act.record(SessionOpened(request.session))
    return DONE


def _close(request: CloseSession, rows: Rows, act: Act) -> Outcome:
    row = rows.get(SessionRow, request.session)
    if row is None:
        return act.refuse(VoluntaryOutcome.NO_SESSION, session=request.session[:40])
    if row.state != OPEN:
        return act.refuse(VoluntaryOutcome.SESSION_OVER, session=request.session)
    named = [quote.instrument for quote in request.quotes]
    if request.trades < 0 or len(set(named)) != len(named) or not all(map(_is_quote, request.quotes)):
        return act.refuse(VoluntaryOutcome.BAD_QUOTES, session=request.session)
    for name in named:
        if rows.get(InstrumentRow, name) is None:
            return act.refuse(VoluntaryOutcome.UNKNOWN_INSTRUMENT, instrument=name[:96])
    quotes = [
        {
            "instrument": q.instrument, "listing_t": q.listing_t, "listing_fen": q.listing_fen, "block_t": q.block_t,
            "block_fen": q.block_fen, "base_fen": _base(q, rows),
        }
        for q in request.quotes
    ]  # fmt: skip
    act.record(SessionClosed(request.session, request.trades, quotes))
    return DONE


def _is_quote(quote: Quote) -> bool:
    """Tell whether tonnes and value are both there, or neither."""
    return all(
        t >= 0 and fen >= 0 and (t > 0) == (fen > 0)
        for t, fen in ((quote.listing_t, quote.listing_fen), (quote.block_t, quote.block_fen))
    )


def _base(quote: Quote, rows: Rows) -> int:
    """Return the next day's base price: the weighted mean of listing trades, half up to the tick; without any the last.

    Rules on trading, art. 17. 0: nothing was listed yet.
    """
    if quote.listing_t:
        return int(half_up(Fraction(quote.listing_fen, quote.listing_t)))
    before = rows.where(QuoteRow, instrument=quote.instrument)
    return max(before, key=lambda q: q.session).base_fen if before else 0


def _touches(request: Any) -> Iterable[Touch]:
    return [(SessionRow, request.session)]


HANDLERS: tuple[Handler[Any], ...] = (
    Handler("voluntary.open_session", OpenSession, _open, DONE, _touches),
    Handler("voluntary.close_session", CloseSession, _close, DONE, _touches),
)
