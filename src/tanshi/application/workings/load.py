"""The load coefficient as a formula: the plan's pieces, from the lowest up, over a load factor in whole steps.

The factor has the decimals of the law, so it is a whole number of steps (of 0.01 % where the law has two decimals as a
percentage); comparing whole numbers decides a jump where comparing decimals could not.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from tanshi.allocation.power import PowerPlan
from tanshi.application.workings.parameters import Parameters
from tanshi.application.workings.pieces import PIECE
from tanshi.core.exact import decimal

#: Decimals a load factor of a file may have and still be rounded rightly; more can only matter beside a tie.
_DECIMALS = 10

#: Decimals that make a coefficient a whole number of millionths.
_MILLIONTHS = 6


class LoadFormula:
    """The coefficient of a plan over the address of a load factor in steps."""

    def __init__(self, plan: PowerPlan, parameters: Parameters) -> None:
        self._pieces: list[Mapping[str, Any]] = list(plan.load.value)
        self._parameters = parameters
        self._rounding = plan.rounding["load_coefficient"].value
        self._places = plan.load_decimals.integer + 2
        self.steps: int = 10**self._places

    def in_steps(self, factor: str) -> str:
        """Return the expression of a load factor rounded half-up to whole steps."""
        tenths = 10 ** (_DECIMALS - self._places)
        return f"INT(ROUND({factor}*{10**_DECIMALS},0)/{tenths}+0.5)"

    def value(self, steps: str) -> str:
        """Return the expression of the coefficient."""
        return self._over(steps, [self._value(place, piece, steps) for place, piece in enumerate(self._pieces, 1)])

    def is_exact(self, steps: str) -> str:
        """Return the expression that is 1 where the coefficient is a whole number of millionths, else 0."""
        return self._over(steps, [self._exact(place, piece, steps) for place, piece in enumerate(self._pieces, 1)])

    def _over(self, steps: str, by_piece: list[str]) -> str:
        found = by_piece[-1]
        for place in range(len(by_piece) - 1, 0, -1):
            lowest = f"ROUND({self._number(place, 'from')}*{self.steps},0)"
            found = f"IF({steps}>={lowest},{by_piece[place - 1]},{found})"
        return found

    def _number(self, place: int, name: str) -> str:
        return self._parameters.value("load_piece", f"{place}.{name}")

    def _value(self, place: int, piece: Mapping[str, Any], steps: str) -> str:
        def number(name: str) -> str:
            return self._number(place, name)

        if piece["form"] == "constant":
            return number("value")
        percent = f"{steps}/{self.steps // 100}"
        if piece["form"] == "linear":
            return self._rounded(f"{number('start')}+{number('slope')}*({number('at')}-{percent})")
        if piece["form"] == "exponential":
            drops = [
                f"-{number(f'drop{term}')}*(1-EXP(-{percent}/{number(f'scale{term}')}))"
                for term in range(1, len(piece["terms"]) + 1)
            ]
            return self._rounded(number("start") + "".join(drops))
        assert piece["form"] == "power", piece
        return self._rounded(f"POWER({number('base')},{number('a')}-{number('b')}*{steps}/{self.steps})")

    def _rounded(self, value: str) -> str:
        """Return a value rounded as the plan rounds the coefficient."""
        if not self._rounding:
            return value
        name, places = self._rounding.split()
        assert name == "half_up", f"no formula for {self._rounding}"
        return f"INT(({value})*{10 ** int(places)}+0.5)/{10 ** int(places)}"

    def _exact(self, place: int, piece: Mapping[str, Any], steps: str) -> str:
        if piece["form"] == "constant" or self._rounding:
            return "1"
        if piece["form"] == "linear":
            steepness = decimal(piece["slope"]) / (self.steps // 100)
            whole = _is_whole(steepness) and _is_whole(
                decimal(piece["start"]) + decimal(piece["slope"]) * int(piece["at"])
            )
            return "1" if whole else "0"
        if piece["form"] != "power" or not _is_whole(decimal(piece["base"])):
            return "0"
        highest = next(n for n in range(_MILLIONTHS + 1) if not _is_whole(decimal(piece["base"]) ** (n + 1)))
        exponent = f"(ROUND({self._number(place, 'a')}*{self.steps},0)-ROUND({self._number(place, 'b')},0)*{steps})"
        assert decimal(piece["b"]).denominator == 1, "an exponent that falls by whole numbers"
        return f"IF(AND(MOD({exponent},{self.steps})=0,{exponent}>=0,{exponent}<={highest * self.steps}),1,0)"


def _is_whole(value: Fraction) -> bool:
    """Tell whether a number is a whole number of millionths."""
    return (value * PIECE).denominator == 1
