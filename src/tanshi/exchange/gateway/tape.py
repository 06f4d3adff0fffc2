"""What everybody may see of the session that is open: quotes, five levels, trades, bars; nobody is named.

Prices are fen per tonne, times milliseconds since midnight in China. Bars are of one way of trading and begin at
`from_ms`; one is there only if something was traded in it. A trade that was moved back since stays in what was seen:
the files of the day, made from the record, leave it out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tanshi.exchange.matching.opening import Opening
from tanshi.exchange.matching.quotes import Quote
from tanshi.exchange.matching.records import AUCTION, BLOCK, LISTING

#: Seconds of the bars that are kept.
BARS = (60, 300)

SIDES = ("buy", "sell")
WAYS = {LISTING: "listing", BLOCK: "block", AUCTION: "auction"}


@dataclass(slots=True)
class Bar:
    """What was traded from a moment on for so many seconds."""

    from_ms: int
    open_fen: int
    high_fen: int
    low_fen: int
    last_fen: int
    quantity_t: int = 0
    value_fen: int = 0
    trades: int = 0

    def count(self, price_fen: int, quantity_t: int) -> None:
        """Count a trade."""
        self.high_fen, self.low_fen = max(self.high_fen, price_fen), min(self.low_fen, price_fen)
        self.last_fen = price_fen
        self.quantity_t += quantity_t
        self.value_fen += price_fen * quantity_t
        self.trades += 1


@dataclass(frozen=True, slots=True)
class Trade:
    """A trade without names."""

    number: int
    time_ms: int
    instrument: str
    way: str
    taker_side: str
    price_fen: int
    quantity_t: int


@dataclass(slots=True)
class Tape:
    """The session's market data; whoever writes and whoever reads take turns."""

    opening: Opening
    trades: list[Trade] = field(default_factory=list)
    quotes: dict[str, Quote] = field(default_factory=dict)
    last_fen: dict[str, int] = field(default_factory=dict)
    depth: dict[tuple[str, str], list[tuple[int, int]]] = field(default_factory=dict)
    bars: dict[tuple[str, str, int], list[Bar]] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)  # places in the session
    instruments: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.accounts = {name: place for place, name in enumerate(self.opening.accounts)}
        self.instruments = {p.instrument: place for place, p in enumerate(self.opening.products)}
        for product in self.opening.products:
            self.quotes[product.instrument] = Quote(product.previous_close_fen)
            for side in SIDES:
                self.depth[product.instrument, side] = []

    def take_trades(self, records: Iterable[Mapping[str, Any]]) -> list[Trade]:
        """Add trades as the process tells them (`messages.TRADE`) and return those that are new."""
        new = []
        for record in records:
            if int(record["number"]) <= len(self.trades):
                continue
            trade = self._trade(record)
            self.trades.append(trade)
            self.quotes[trade.instrument].count(int(record["way"]), trade.price_fen, trade.quantity_t)
            if trade.way == WAYS[LISTING]:
                self.last_fen[trade.instrument] = trade.price_fen
            for seconds in BARS:
                self._bar(trade, seconds).count(trade.price_fen, trade.quantity_t)
            new.append(trade)
        return new

    def take_depths(self, records: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
        """Take the levels of sides as they are now (`frames.DEPTH`) and return whose changed."""
        new = []
        for record in records:
            place = self._name(int(record["instrument"])), SIDES[int(record["side"])]
            count = int(record["levels"])
            prices, tonnes = record["price_fen"][:count].tolist(), record["quantity_t"][:count].tolist()
            self.depth[place] = list(zip(prices, tonnes, strict=True))
            new.append(place)
        return new

    def _name(self, instrument: int) -> str:
        return self.opening.products[instrument].instrument

    def _trade(self, record: Mapping[str, Any]) -> Trade:
        return Trade(
            int(record["number"]), int(record["spare"]), self._name(int(record["instrument"])),
            WAYS[int(record["way"])], SIDES[int(record["taker_side"])], int(record["price_fen"]),
            int(record["quantity_t"]),
        )  # fmt: skip

    def _bar(self, trade: Trade, seconds: int) -> Bar:
        """Return the bar a trade falls into; time does not run back, so it is the last one or a new one."""
        bars = self.bars.setdefault((trade.instrument, trade.way, seconds), [])
        from_ms = trade.time_ms // (1000 * seconds) * 1000 * seconds
        if not bars or bars[-1].from_ms != from_ms:
            bars.append(Bar(from_ms, trade.price_fen, trade.price_fen, trade.price_fen, trade.price_fen))
        return bars[-1]
