"""The load coefficient (负荷（出力）系数修正系数), and floors of products with it.

Where a plan's piece is base ^ (a - b F), the coefficient is irrational. It is kept with 50 digits for showing;
a floor is
decided by its error bound, and where the bound does not decide, by whole-number powers. No float is involved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tanshi.core.exact import decimal, floor, half_up
from tanshi.rules.trace import exponential, power, rounded

#: Relative error of a power to 50 digits, with room to spare.
_BOUND = Fraction(1, 10**48)


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A factor: its value, and where it is irrational the power it stands for."""

    value: Fraction
    base: Fraction | None = None
    exponent: Fraction | None = None
    formula: str = ""

    def floor_of(self, amount: Fraction) -> int:
        """Return floor(amount x coefficient), exactly; amount is not negative."""
        product = amount * self.value
        if self.base is None or self.exponent is None or amount == 0:
            return floor(product)
        low, high = floor(product * (1 - _BOUND)), floor(product * (1 + _BOUND))
        if low == high:
            return low
        reached = (Fraction(high) / amount) ** self.exponent.denominator <= self.base**self.exponent.numerator
        return high if reached else low


ONE = Coefficient(Fraction(1))


def load_coefficient(
    pieces: Sequence[Mapping[str, Any]], load_factor: Fraction, *, decimals: int, rounding: str
) -> Coefficient:
    """Return the coefficient of a load factor (a fraction).

    `pieces`: the plan's pieces, the highest first. `decimals`: how many the law's load factor has as a percentage;
    more are rounded half-up before use (docs/decisions/0004). `rounding`: of the coefficient, "" leaves it as it is.
    """
    factor = half_up(load_factor, decimals + 2)
    piece = next(p for p in pieces if factor >= decimal(p["from"]))
    found = _piece(piece, factor)
    return Coefficient(rounded(found.value, rounding), formula=found.formula) if rounding else found


def _piece(piece: Mapping[str, Any], factor: Fraction) -> Coefficient:
    if piece["form"] == "constant":
        return Coefficient(decimal(piece["value"]), formula=piece["value"])
    if piece["form"] == "linear":
        start, slope, at = (decimal(piece[k]) for k in ("start", "slope", "at"))
        shown = f"{_ratio(start)} + {_ratio(slope)} * ({piece['at']} - 100 * F)"
        return Coefficient(start + slope * (at - 100 * factor), formula=shown)
    if piece["form"] == "exponential":
        return _exponential(piece, 100 * factor)
    assert piece["form"] == "power", piece
    base, a, b = (decimal(piece[k]) for k in ("base", "a", "b"))
    exponent = a - b * factor
    shown = f"({_ratio(base)}) ** ({piece['a']} - {piece['b']} * F)"
    return Coefficient(power(base, exponent), base, exponent, shown)


def _exponential(piece: Mapping[str, Any], percent: Fraction) -> Coefficient:
    """Return start - the sum of drop x (1 - e ^ (-percent / scale)), to 50 digits: a plan that has it rounds it."""
    value = decimal(piece["start"])
    shown = f"({_ratio(value)})"
    for term in piece["terms"]:
        drop, scale = decimal(term["drop"]), decimal(term["scale"])
        value -= drop * (1 - exponential(-percent / scale))
        shown += f" - ({_ratio(drop)}) * (1 - exp(-100 * F / ({_ratio(scale)})))"
    return Coefficient(value, formula=shown)


def _ratio(value: Fraction) -> str:
    """Return a number as a formula can hold it: whole numbers and their quotients."""
    return str(value.numerator) if value.denominator == 1 else f"{value.numerator} / {value.denominator}"
