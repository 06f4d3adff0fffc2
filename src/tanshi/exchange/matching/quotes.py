"""An instrument's prices and turnover of a session."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.exchange.matching.records import LISTING


@dataclass(slots=True)
class Quote:
    """An instrument's prices (fen per t) and turnover of the session. Open, high and low are of listing trades.

    Blocks and auctions count for volume and value, not for the close.
    """

    previous_close_fen: int
    open_fen: int | None = None
    high_fen: int | None = None
    low_fen: int | None = None
    listed_t: int = 0
    listed_fen: int = 0
    block_t: int = 0
    block_fen: int = 0
    trades: int = 0

    def count(self, way: int, price_fen: int, quantity_t: int, times: int = 1) -> None:
        """Count a trade; `times` -1 takes it out of the turnover again, open, high and low stay as they were seen."""
        self.trades += times
        if way != LISTING:
            self.block_t += times * quantity_t
            self.block_fen += times * price_fen * quantity_t
            return
        self.listed_t += times * quantity_t
        self.listed_fen += times * price_fen * quantity_t
        if times > 0:
            self.open_fen = price_fen if self.open_fen is None else self.open_fen
            self.high_fen = price_fen if self.high_fen is None else max(self.high_fen, price_fen)
            self.low_fen = price_fen if self.low_fen is None else min(self.low_fen, price_fen)
