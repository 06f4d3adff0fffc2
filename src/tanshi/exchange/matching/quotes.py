"""An instrument's prices and turnover of a session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass
from typing import Any

from tanshi.exchange.matching.records import BLOCK, LISTING


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
    auction_t: int = 0
    auction_fen: int = 0

    def row(self) -> tuple[int, ...]:
        """Return all of it in order, 0 where there is nothing; auctions only where there were some, so that the digest
        of a session without them is what it was before they were counted apart.
        """
        return shown(tuple(value or 0 for value in astuple(self)))

    def booked(self) -> dict[str, Any]:
        """Return it by the names of the books' quote of a day, which has no auctions: their own acts are counted."""
        assert not self.auction_t, "a session with auctions is booked from its record"
        return {name: value for name, value in asdict(self).items() if not name.startswith("auction_")}

    def count(self, way: int, price_fen: int, quantity_t: int, times: int = 1) -> None:
        """Count a trade; `times` -1 takes it out of the turnover again, open, high and low stay as they were seen."""
        self.trades += times
        value_fen = times * price_fen * quantity_t
        if way == BLOCK:
            self.block_t += times * quantity_t
            self.block_fen += value_fen
            return
        if way != LISTING:
            self.auction_t += times * quantity_t
            self.auction_fen += value_fen
            return
        self.listed_t += times * quantity_t
        self.listed_fen += value_fen
        if times > 0:
            self.open_fen = price_fen if self.open_fen is None else self.open_fen
            self.high_fen = price_fen if self.high_fen is None else max(self.high_fen, price_fen)
            self.low_fen = price_fen if self.low_fen is None else min(self.low_fen, price_fen)


def shown(row: Sequence[int]) -> tuple[int, ...]:
    """Return a quote's row without its last two numbers, those of auctions, where they are 0."""
    return tuple(row if any(row[-2:]) else row[:-2])
