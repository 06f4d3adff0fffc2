"""A class of traded products (交易产品类别) and the terms its session goes by on a day: read from the law, in integers.

Which kinds of products there are, and by which parameters each is traded, is law data (`exchange.product_classes`): a
new class needs no code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Any

from tanshi.core.exact import half_up
from tanshi.exchange.matching.book import Session
from tanshi.exchange.matching.opening import Product, Times
from tanshi.exchange.matching.quotes import Quote
from tanshi.rules import Cited, Law

CLASSES = "exchange.product_classes"

#: What the days between buying and selling bind; `account` binds within a session too.
UNITS, ACCOUNT = "units", "account"

#: Makes a session of products, hours, positions and cash.
MakeSession = Callable[[Sequence[Product], Times, Iterable[tuple[str, str, int]], Mapping[str, int]], Session]

_HOURS = ("sessions", "auction_hours", "move_out_hours")


@dataclass(frozen=True, slots=True)
class ProductClass:
    """Terms of one class on one day: prices in fen per tonne, times in minutes after midnight."""

    kind: str  # of product, as the registry lists it
    matching: str
    listing_band: Fraction
    block_band: Fraction
    band_rounding: str
    close_rounding: str
    tick_fen: int
    lot_t: int
    listing_minimum_t: int
    listing_limit_t: int
    block_minimum_t: int
    levels: int
    self_trade: bool
    resale_trading_days: int
    resale_counting: str
    resale_scope: str
    hours: Times
    cited: tuple[Cited, ...]

    @staticmethod
    def of(law: Law, kind: str, day: date) -> ProductClass:
        """Return the class of a kind of products; raises `NoTextInForce` where the law has none on the day."""
        terms = law.value(CLASSES, day, kind).value["terms"]
        found = {name: law.value(f"{terms}.{name}", day) for name in _NAMES}
        assert found["sale_money_same_day"].value == "true", "a session lets sale money be used at once"
        assert found["close"].value == "weighted_mean"
        return ProductClass(
            kind=kind,
            matching=found["matching"].value,
            listing_band=found["listing_band"].number,
            block_band=found["block_band"].number,
            band_rounding=found["band_rounding"].value,
            close_rounding=found["close_rounding"].value,
            tick_fen=found["tick_fen"].integer,
            lot_t=found["lot_t"].integer,
            listing_minimum_t=found["listing_minimum_t"].integer,
            listing_limit_t=found["listing_order_limit_t"].integer,
            block_minimum_t=found["block_order_minimum_t"].integer,
            levels=found["price_levels_shown"].integer,
            self_trade=found["self_trade"].value == "true",
            resale_trading_days=found["resale_trading_days"].integer,
            resale_counting=found["resale_counting"].value,
            resale_scope=found["resale_scope"].value,
            hours=_hours(law, terms, day),
            cited=tuple(found.values()),
        )

    def session(
        self,
        previous_close_fen: Mapping[str, int],
        positions: Iterable[tuple[str, str, int]],
        cash: Mapping[str, int],
        make: MakeSession = Session,
    ) -> Session:
        """Open a session of this class by name; see `Session` for positions and cash."""
        products = [self.product(name, fen) for name, fen in previous_close_fen.items()]
        return make(products, self.hours, positions, cash)

    def product(self, instrument: str, previous_close_fen: int) -> Product:
        """Return an instrument with the limits its previous close gives it."""
        listing = self.band("listing", previous_close_fen)
        block = self.band("block", previous_close_fen)
        return Product(
            instrument, self.matching, previous_close_fen, *listing, *block, self.tick_fen, self.lot_t,
            self.listing_minimum_t, self.listing_limit_t, self.block_minimum_t, self.levels, self.self_trade,
            self.resale_scope == ACCOUNT,
        )  # fmt: skip

    def band(self, way: str, previous_close_fen: int) -> tuple[int, int]:
        """Return the lowest and highest price of a way of trading (`listing`, `block`) on the tick, in fen.

        They are rounded as `band_rounding` says: `half_up` each, or `inward`, so that neither is beyond the exact one.
        """
        width = self.listing_band if way == "listing" else self.block_band
        return self.limits(1 - width, 1 + width, previous_close_fen)

    def limits(self, low: Fraction, high: Fraction, previous_close_fen: int) -> tuple[int, int]:
        """Return two shares of a previous close as prices on the tick, in fen, rounded as those of a band."""
        exact = (previous_close_fen * low / self.tick_fen, previous_close_fen * high / self.tick_fen)
        first, last = _ROUNDINGS[self.band_rounding](*exact)
        return first * self.tick_fen, last * self.tick_fen

    def close(self, value_fen: int, quantity_t: int, previous_fen: int) -> int:
        """Return the close of a day's listing trades: their mean weighted by quantity; without trades the one
        before.
        """
        if not quantity_t:
            return previous_fen
        return to_tick(Fraction(value_fen, quantity_t), self.tick_fen, self.close_rounding)

    def closes(self, quotes: Mapping[str, Quote]) -> dict[str, int]:
        """Return the close of every instrument of a session, in fen."""
        return {i: self.close(q.listed_fen, q.listed_t, q.previous_close_fen) for i, q in quotes.items()}


def classes(law: Law, day: date) -> list[str]:
    """Return the kinds of products that are traded on a day."""
    return list(law.table(CLASSES, day))


def to_tick(price_fen: Fraction, tick_fen: int, rounding: str) -> int:
    """Return a price on the tick, in fen."""
    assert rounding == "half_up", f"rounding {rounding!r} is not one of ours"
    return int(half_up(price_fen / tick_fen)) * tick_fen


def _half_up(low: Fraction, high: Fraction) -> tuple[int, int]:
    return int(half_up(low)), int(half_up(high))


def _inward(low: Fraction, high: Fraction) -> tuple[int, int]:
    return ceil(low), floor(high)


_ROUNDINGS = {"half_up": _half_up, "inward": _inward}

_NAMES = (
    "matching", "listing_band", "block_band", "band_rounding", "close", "close_rounding", "tick_fen", "lot_t",
    "listing_minimum_t", "listing_order_limit_t", "block_order_minimum_t", "price_levels_shown", "self_trade",
    "resale_trading_days", "resale_counting", "resale_scope", "sale_money_same_day",
)  # fmt: skip


def _hours(law: Law, terms: str, day: date) -> Times:
    found: dict[str, Any] = {}
    for name in _HOURS:
        found |= {way: cited.value for way, cited in law.table(f"{terms}.{name}", day).items()}
    return tuple(sorted((way, _times(times)) for way, times in found.items()))


def _times(times: list[list[str]]) -> tuple[tuple[int, int], ...]:
    return tuple((_minutes(first), _minutes(last)) for first, last in times)


def _minutes(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


@dataclass(frozen=True, slots=True)
class HoldingLimit:
    """The most a kind of participant may hold of a product (最大持仓量), in tonnes; `limit_t` 0: none is set."""

    limit_t: int
    plus_allowance: bool

    def of(self, allowance_t: int) -> int:
        """Return the limit of a participant that was allocated so much of the vintage; 0: none."""
        return self.limit_t + allowance_t * self.plus_allowance if self.limit_t else 0


NO_LIMIT = HoldingLimit(0, False)


def holding_limits(law: Law, day: date) -> Mapping[str, HoldingLimit]:
    """Return the limits by kind of participant."""
    found = law.table("exchange.holding_limits", day).items()
    return {k: HoldingLimit(int(c.value["limit_t"]), c.value["plus_allowance"] == "true") for k, c in found}
