"""What the exchange keeps of its sessions."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.table import Row, table


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


TABLES: tuple[type[Row], ...] = (SessionRow, QuoteRow)
