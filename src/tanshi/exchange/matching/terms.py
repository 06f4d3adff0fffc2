"""The terms of trading on a day: bands, sizes, ticks, hours, as the dated texts set them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tanshi.core.exact import half_up, scaled
from tanshi.rules import Cited, Law


@dataclass(frozen=True, slots=True)
class Terms:
    """What a session trades by. Prices are in fen per tonne, times in minutes after midnight."""

    listing_limit_t: int
    block_minimum_t: int
    listing_band: Fraction
    block_band: Fraction
    tick_fen: int
    lot_t: int
    levels: int
    hours: dict[str, tuple[tuple[int, int], ...]]
    cited: tuple[Cited, ...]

    @staticmethod
    def of(law: Law, day: date) -> Terms:
        """Return the terms that hold on a day."""
        names = (
            "listing_order_limit_t",
            "block_order_minimum_t",
            "listing_band",
            "block_band",
            "tick_fen",
            "lot_t",
            "price_levels_shown",
            "resale_trading_days",
            "sale_money_same_day",
        )
        cited = {name: law.value(f"exchange.{name}", day) for name in names}
        hours = {**law.table("exchange.sessions", day), **law.table("exchange.move_out_hours", day)}
        assert cited["resale_trading_days"].integer == 1, "the session keeps bought units until the next one"
        assert cited["sale_money_same_day"].value == "true"
        return Terms(
            listing_limit_t=cited["listing_order_limit_t"].integer,
            block_minimum_t=cited["block_order_minimum_t"].integer,
            listing_band=cited["listing_band"].number,
            block_band=cited["block_band"].number,
            tick_fen=cited["tick_fen"].integer,
            lot_t=cited["lot_t"].integer,
            levels=cited["price_levels_shown"].integer,
            hours={way: tuple((_minutes(a), _minutes(b)) for a, b in c.value) for way, c in hours.items()},
            cited=tuple(cited.values()),
        )

    def band(self, way: str, previous_close_fen: int) -> tuple[int, int]:
        """Return the lowest and highest price of a way of trading ("listing", "block"), in fen.

        The limits are rounded half-up to the tick (docs/decisions/0006).
        """
        width = self.listing_band if way == "listing" else self.block_band
        return (
            self._to_tick(previous_close_fen * (1 - width)),
            self._to_tick(previous_close_fen * (1 + width)),
        )

    def close(self, value_fen: int, quantity_t: int) -> int:
        """Return the closing price of a day's listing trades: their mean weighted by quantity, half-up to the tick."""
        return self._to_tick(Fraction(value_fen, quantity_t))

    def is_open(self, way: str, minute: int) -> bool:
        """Tell whether orders of a way of trading, or what is to leave (`move_out`), are taken at a minute of the day
        (the last minute excluded).
        """
        return any(first <= minute < last for first, last in self.hours[way])

    def _to_tick(self, price_fen: Fraction) -> int:
        return scaled(half_up(price_fen / self.tick_fen), 0) * self.tick_fen


def _minutes(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)
