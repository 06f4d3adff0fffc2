"""The composite quote (综合价格行情): how the line of all vintages gets its open and its close, as the day's law says.

A market without a text on it has no composite: its line of all vintages has prices only while one vintage is quoted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tanshi.core.exact import half_up
from tanshi.rules import Law
from tanshi.rules.law import NoTextInForce, UnknownParameter

PARAMETER = "exchange.composite_quote"


@dataclass(frozen=True, slots=True)
class Composite:
    """How a day's composite is made; `is_published`: the exchange itself publishes one."""

    open: str
    close: str
    is_published: bool

    def open_fen(self, first_fen: int | None, before_fen: int | None) -> int | None:
        """Return the open: by the price of the day's first listing trade, without one the composite close before."""
        return _OPENS[self.open](first_fen, before_fen)

    def close_fen(self, listed_t: int, listed_fen: int, before_fen: int | None) -> int | None:
        """Return the close of a day's listing trades, half-up to the fen; without any the composite close before."""
        return _CLOSES[self.close](listed_t, listed_fen) if listed_t else before_fen


def _first_listing(first_fen: int | None, before_fen: int | None) -> int | None:
    return before_fen if first_fen is None else first_fen


def _weighted_mean(listed_t: int, listed_fen: int) -> int:
    return int(half_up(Fraction(listed_fen, listed_t)))


_OPENS: Mapping[str, Callable[[int | None, int | None], int | None]] = {"first_listing": _first_listing}
_CLOSES: Mapping[str, Callable[[int, int], int]] = {"weighted_mean": _weighted_mean}


def composite_on(law: Law, day: str) -> Composite | None:
    """Return how the composite of a day is made, or None where no text says."""
    try:
        found = law.table(PARAMETER, date.fromisoformat(day))
    except (NoTextInForce, UnknownParameter):
        return None
    return Composite(found["open"].value, found["close"].value, found["published"].value == "true")
