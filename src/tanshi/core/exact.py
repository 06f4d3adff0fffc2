"""Exact decimal numbers: read, rounded once by name, shown.

What a law multiplies or divides is an integer or a `Fraction` here, never a float, and `Decimal` only where
a number is shown. Text is the form in which numbers travel (YAML, spreadsheets, JSON), so reading and
showing are exact inverses of each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

_DECIMAL = re.compile(r"[+-]?\d+(\.\d+)?\Z")

#: Decimals shown for a number that has no end as a decimal (44/12, a weighted mean) and was not rounded by law.
SHOWN_PLACES = 12


class NotADecimal(ValueError):
    """The text is not a plain decimal number."""

    def __init__(self, text: object) -> None:
        self.text = text
        super().__init__(f"{text!r} is not a decimal number such as 12, -3 or 0.8177")


def decimal(text: str) -> Fraction:
    """Return the number a decimal text stands for, exactly.

    Raises `NotADecimal` for anything else: exponents, thousands separators, spaces, `nan`.
    """
    if not isinstance(text, str) or not _DECIMAL.match(text) or not text.isascii():
        raise NotADecimal(text)
    return Fraction(text)


def digits(text: str) -> tuple[int, int]:
    """Return the number a decimal text stands for as numerator and denominator, a power of ten; not reduced.

    Raises `NotADecimal` as `decimal` does.
    """
    if not _DECIMAL.match(text) or not text.isascii():
        raise NotADecimal(text)
    whole, _, places = text.partition(".")
    return int(whole + places), 10 ** len(places)


def total(texts: Iterable[str]) -> Fraction:
    """Return the exact sum of decimal texts; many at once cost far less than as many fractions.

    Raises `NotADecimal` as `decimal` does.
    """
    by_places: dict[int, int] = {}
    for text in texts:
        if not _DECIMAL.match(text) or not text.isascii():
            raise NotADecimal(text)
        whole, _, places = text.partition(".")
        by_places[len(places)] = by_places.get(len(places), 0) + int(whole + places)
    return sum((Fraction(digits, 10**places) for places, digits in by_places.items()), Fraction(0))


def floor(value: Fraction | int) -> int:
    """Return the largest integer not above the value (向下取整)."""
    return value.numerator // value.denominator


def half_up(value: Fraction | int, places: int = 0) -> Fraction:
    """Return the value rounded to `places` decimals, a tie going up (四舍五入).

    Negative numbers are mirrored: -0.5 rounds to -1, as the trade writes it.
    """
    scale: int = 10**places
    n, d = abs(value.numerator) * scale, value.denominator
    rounded = Fraction((2 * n + d) // (2 * d), scale)
    return -rounded if value < 0 else rounded


def scaled(value: Fraction | int, places: int) -> int:
    """Return value x 10^places as an integer; the value must have no more decimals than that."""
    number = Fraction(value * 10**places)
    assert number.denominator == 1, f"{value} has more than {places} decimals"
    return number.numerator


def show(value: Fraction | int, places: int | None = None) -> str:
    """Return the value as decimal text.

    With `places`, half-up to exactly that many decimals. Without, all decimals the number has, or
    `SHOWN_PLACES` half-up where it has no end.
    """
    if places is None:
        places = _decimals(value)
        if places is None:
            return _strip(show(value, SHOWN_PLACES))
    number = half_up(value, places)
    digits = abs(scaled(number, places))
    sign = "-" if number < 0 else ""
    if places == 0:
        return f"{sign}{digits}"
    return f"{sign}{digits // 10**places}.{digits % 10**places:0{places}d}"


def _decimals(value: Fraction | int) -> int | None:
    """Return how many decimals the number needs, or None if it never ends or is longer than shown."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest //= 2
        twos += 1
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    places = max(twos, fives)
    return places if rest == 1 and places <= SHOWN_PLACES else None


def _strip(text: str) -> str:
    return text.rstrip("0").rstrip(".")
