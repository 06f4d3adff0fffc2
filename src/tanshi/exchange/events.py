"""Facts of the exchange and their projection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.exchange.tables import QuoteRow, SessionRow
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows


@dataclass(frozen=True, slots=True)
class SessionOpened(Fact):
    """The exchange opened a session on the positions it was handed."""

    type: ClassVar[str] = "exchange.session_opened/1"
    day: str
    positions: str  # digest of the positions
    previous_close_fen: dict[str, int]


@dataclass(frozen=True, slots=True)
class SessionClosed(Fact):
    """The exchange closed a session; its record and what it came to."""

    type: ClassVar[str] = "exchange.session_closed/1"
    day: str
    trades: int
    segment: str
    state_hash: str
    quotes: list[dict[str, Any]]


def _opened(fact: SessionOpened, at: At, rows: Rows) -> None:
    rows.put(SessionRow(fact.day, "open", 0, "", ""))


def _closed(fact: SessionClosed, at: At, rows: Rows) -> None:
    session = rows.edit(SessionRow, fact.day)
    session.state, session.trades = "closed", fact.trades
    session.segment, session.state_hash = fact.segment, fact.state_hash
    for quote in fact.quotes:
        rows.put(QuoteRow(day=fact.day, **quote))


FACTS = (FactType(SessionOpened, _opened), FactType(SessionClosed, _closed))
