"""Tables of a day's market data, without names of accounts or orders.

    trades  session, number, time_ns, instrument, way, taker_side, price_fen, quantity_t, value_fen
    bars    session, instrument, way, seconds, from_ns, open_fen, high_fen, low_fen, last_fen, quantity_t, value_fen,
            trades
    depth   session, time_ns, instrument, side, level, price_fen, quantity_t

Times are nanoseconds since midnight in China. A trade that was moved back is in no table. Numbers of trades are the
session's own, so a number may be missing. `way`: listing, block, auction; `taker_side`: buy, sell. A bar begins at
`from_ns`, that moment included, and is there only if something was traded in it; `seconds` is its length, 0 of the
whole day. Depth is as it stood at the beginning of each minute of listing hours, level 1 the best, as many levels as
the product shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tanshi.exchange.matching.core import Core
from tanshi.exchange.matching.opening import Opening
from tanshi.exchange.surveillance.reading import WAYS, Played, opening_of, played_watching, standing
from tanshi.exchange.surveillance.tape import Table

#: Seconds of bars; 0 is the whole day.
MINUTE, FIVE_MINUTES, DAY = 60, 300, 0
BARS = (MINUTE, FIVE_MINUTES, DAY)

SIDES = ("buy", "sell")

_S = 10**9
_MINUTE_NS = 60 * _S
_WAY_NAMES = {number: name for name, number in WAYS.items()}

#: A table: names of columns and rows.
Rows = Sequence[tuple[Any, ...]]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "trades": (
        "session", "number", "time_ns", "instrument", "way", "taker_side", "price_fen", "quantity_t", "value_fen",
    ),
    "bars": (
        "session", "instrument", "way", "seconds", "from_ns", "open_fen", "high_fen", "low_fen", "last_fen",
        "quantity_t", "value_fen", "trades",
    ),
    "depth": ("session", "time_ns", "instrument", "side", "level", "price_fen", "quantity_t"),
}  # fmt: skip


def tables_of(data: bytes, where: str = "", core: str = "") -> dict[str, Rows]:
    """Return a day's tables by name, from its segment. Raises `Problem`: it is not one, or is damaged."""
    opening = opening_of(data, where)
    shots = _Shots(opening, _minutes(opening))
    found = played_watching(data, shots.before, core, where)
    return {"trades": list(_trades(found)), "bars": list(_bars(found)), "depth": shots.rows}


def _trades(found: Played) -> Iterator[tuple[Any, ...]]:
    session, products = found.opening.session, found.opening.products
    for deal in standing(found):
        price, quantity = int(deal["price_fen"]), int(deal["quantity_t"])
        yield (
            session, int(deal["number"]), int(deal["time_ns"]), products[deal["instrument"]].instrument,
            _WAY_NAMES[int(deal["way"])], SIDES[int(deal["taker_side"])], price, quantity, price * quantity,
        )  # fmt: skip


def _bars(found: Played) -> Iterator[tuple[Any, ...]]:
    deals = standing(found)
    for place, product in enumerate(found.opening.products):
        for way, name in _WAY_NAMES.items():
            mine = deals[(deals["instrument"] == place) & (deals["way"] == way)]
            for seconds in BARS:
                for from_ns, part in _cut(mine, seconds):
                    yield (found.opening.session, product.instrument, name, seconds, from_ns, *_bar(part))


def _cut(deals: Table, seconds: int) -> Iterator[tuple[int, Table]]:
    """Yield deals by their bar, in order; the bar of the day begins at midnight."""
    begins = deals["time_ns"] // (seconds * _S) * (seconds * _S) if seconds else deals["time_ns"] * 0
    for from_ns in sorted(set(begins.tolist())):
        yield from_ns, deals[begins == from_ns]


def _bar(deals: Table) -> tuple[int, ...]:
    prices, tonnes = deals["price_fen"].tolist(), deals["quantity_t"].tolist()
    value = sum(p * t for p, t in zip(prices, tonnes, strict=True))  # Python's integers do not overflow
    return prices[0], max(prices), min(prices), prices[-1], sum(tonnes), value, len(prices)


@dataclass(slots=True)
class _Shots:
    """Depth at the beginning of minutes, taken as a session is carried out. `minutes` to come, the last first."""

    opening: Opening
    minutes: list[int]
    rows: list[tuple[Any, ...]] = field(default_factory=list)

    def before(self, at_ns: int, core: Core) -> None:
        """Take what is due at or before the time of a lot: the core stands as it stood then."""
        while self.minutes and self.minutes[-1] * _MINUTE_NS <= at_ns:
            self._take(self.minutes.pop() * _MINUTE_NS, core)

    def _take(self, time_ns: int, core: Core) -> None:
        for place, product in enumerate(self.opening.products):
            for side, name in enumerate(SIDES):
                self.rows += [
                    (self.opening.session, time_ns, product.instrument, name, level, price, quantity)
                    for level, (price, quantity) in enumerate(core.depth(place, side), 1)
                ]


def _minutes(opening: Opening) -> list[int]:
    """Return the minutes of listing hours, the last first."""
    hours = dict(opening.hours).get("listing", ())
    return sorted((minute for first, last in hours for minute in range(first, last)), reverse=True)
