"""What may be asked of the exchange's books: open a session, close it with its record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tanshi.core.outcome import Outcome
from tanshi.core.working_days import YearNotAnnounced
from tanshi.exchange.checklists import OPENING, left
from tanshi.exchange.events import SessionClosed, SessionOpened
from tanshi.exchange.outcome import DONE, SessionOutcome
from tanshi.exchange.tables import SessionRow, days_of
from tanshi.journal.command import Act, Handler
from tanshi.journal.request import plain
from tanshi.journal.rows import Rows
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law


@dataclass(frozen=True, slots=True)
class PreviousClose:
    """An instrument's price the day starts from, in fen."""

    instrument: str
    close_fen: int


@dataclass(frozen=True, slots=True)
class OpenSession:
    """Open the session of a trading day on the positions with this digest."""

    day: str
    positions: str
    previous_close: tuple[PreviousClose, ...]


@dataclass(frozen=True, slots=True)
class DayQuote:
    """What an instrument's day came to (see `exchange.tables.QuoteRow`)."""

    instrument: str
    previous_close_fen: int
    open_fen: int
    high_fen: int | None
    low_fen: int | None
    close_fen: int
    listed_t: int
    listed_fen: int
    block_t: int
    block_fen: int
    trades: int


@dataclass(frozen=True, slots=True)
class CloseSession:
    """Close a session; `segment` is the SHA-256 of its record in the evidence store."""

    day: str
    trades: int
    segment: str
    state_hash: str
    quotes: tuple[DayQuote, ...]


class SessionCommands:
    """Judges sessions under a law."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def open(self, request: OpenSession, rows: Rows, act: Act) -> Outcome:
        try:
            trading = date.fromisoformat(request.day) in days_of(rows)
        except (ValueError, YearNotAnnounced):
            trading = False
        if not trading:
            return act.refuse(SessionOutcome.NOT_A_TRADING_DAY, day=request.day)
        if rows.get(SessionRow, request.day) is not None:
            return act.refuse(SessionOutcome.SESSION_EXISTS, day=request.day)
        if undone := left(self._laws.on(rows, request.day), rows, request.day, OPENING):
            return act.refuse(SessionOutcome.OPENING_INCOMPLETE, day=request.day, left=", ".join(undone))
        closes = {p.instrument: p.close_fen for p in request.previous_close}
        act.record(SessionOpened(request.day, request.positions, closes))
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of sessions."""
        return (
            Handler("exchange.open_session", OpenSession, self.open, DONE, touch=lambda r: [(SessionRow, r.day)]),
            Handler("exchange.close_session", CloseSession, _close, DONE, touch=lambda r: [(SessionRow, r.day)]),
        )


def _close(request: CloseSession, rows: Rows, act: Act) -> Outcome:
    session = rows.get(SessionRow, request.day)
    if session is None or session.state != "open":
        return act.refuse(SessionOutcome.SESSION_NOT_OPEN, day=request.day)
    act.record(
        SessionClosed(
            request.day, request.trades, request.segment, request.state_hash, [plain(q) for q in request.quotes]
        )
    )
    return DONE
