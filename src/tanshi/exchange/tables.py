"""What the exchange keeps of its sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tanshi.exchange.trading_days import TradingDays
from tanshi.journal.table import Row, table
from tanshi.rulemaking.law import Known


@table("exchange_session", key=["day"], checks=["state IN ('open', 'closed')"])
@dataclass(slots=True)
class SessionRow(Row):
    """A trading session; `segment` is the SHA-256 of its record."""

    day: str
    state: str
    trades: int
    segment: str
    state_hash: str


@table("exchange_quote", key=["instrument", "day"], indexes=[["day"]])
@dataclass(slots=True)
class QuoteRow(Row):
    """An instrument's prices (fen per t) and turnover of a day."""

    instrument: str
    day: str
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


@table("exchange_announcement", key=["year", "number"], immutable=True, checks=["number > 0"])
@dataclass(slots=True)
class AnnouncementRow(Row):
    """An announcement, numbered within its year; `text_sha256` is of its file."""

    year: int
    number: int
    kind: str
    title_zh: str
    title_en: str
    text_sha256: str
    about: str
    day: str


CALLED_OFF, OPENED = "called_off", "opened"


@table("exchange_day", key=["day"], checks=["state IN ('called_off', 'opened')"])
@dataclass(slots=True)
class DayRow(Row):
    """A day that is called off, or opened, against the calendar, by the announcement of a year and number."""

    day: str
    state: str
    ground: str
    year: int
    number: int


def days_of(rows: Known) -> TradingDays:
    """Return the trading days with what announcements changed."""
    called_off, opened = (
        frozenset(date.fromisoformat(row.day) for row in rows.where(DayRow, state=state))
        for state in (CALLED_OFF, OPENED)
    )
    return TradingDays(called_off, opened)


TICKED, OPEN_CHECK = "ticked", "open"


@table(
    "exchange_check",
    key=["day", "list", "item"],
    checks=["list IN ('opening', 'closing')", "state IN ('ticked', 'open')"],
)
@dataclass(slots=True)
class CheckRow(Row):
    """An item of a day's checklist that somebody ticked, or whose tick was taken back."""

    day: str
    list: str
    item: str
    state: str
    actor: str
    evidence_sha256: str


TABLES: tuple[type[Row], ...] = (SessionRow, QuoteRow, AnnouncementRow, DayRow, CheckRow)
