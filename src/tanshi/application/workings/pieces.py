"""Products of whole numbers in pieces of six digits, so that a spreadsheet rounds them down without error.

A spreadsheet reckons in binary floats of 15 to 16 digits and treats what differs after that as equal. An allowance has
more: 3 decimals of output, 4 of a benchmark, 6 of each of up to three coefficients. So each factor is a whole number of
millionths; a number is held as pieces of six digits, the lowest first; and it is multiplied piece by piece, each
product taking up what the piece below carries over. No cell passes 14 digits:

  - what is multiplied first is under 10^14 millionths, so its pieces are three, the highest under 100;
  - a factor is under 10^7 millionths (9.999999), so a piece times it is under 10^13, and with what is carried over
    under 10^13 + 10^7; divided by 10^6 that has 7 digits before the point and 6 behind it.

Each factor adds one piece. The lowest 1 + (number of factors) pieces of the product are what stands behind the point;
the two above them are its whole part, and together they are the last cell of the last factor as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic

from tanshi.application.workings.grid import Column, Formula, T

#: What a piece counts up to, and parts of a whole in which factors are held.
PIECE = 1_000_000

#: Amounts (MWh, GJ) from here on have more millionths than a spreadsheet keeps with room to spare.
MOST = 100_000_000

#: Pieces of an amount in millionths.
_FIRST = 3

Address = Callable[[str, int], str]


def first_pieces(amount: str) -> list[str]:
    """Return the expressions of the pieces of a cell of millionths, the lowest first."""
    return [
        f"MOD({amount},{PIECE})",
        f"MOD(INT({amount}/{PIECE}),{PIECE})",
        f"INT({amount}/{PIECE**2})",
    ]


@dataclass(frozen=True, slots=True)
class Product(Generic[T]):
    """The columns that multiply, and the name of the one that holds the whole part of the product."""

    columns: list[Column[T]]
    whole: str


def product(prefix: str, amount: str, factors: Sequence[str], at: Address) -> Product[T]:
    """Return the columns that multiply a column by others, all in millionths.

    `at` gives the address of a column's cell in a row.
    """
    columns: list[Column[T]] = []
    names: list[str] = []
    for stage, factor in enumerate(factors, 1):
        below, names = names, [f"{prefix}.{stage}.{place}" for place in range(_FIRST + stage - 1)]
        for place, name in enumerate(names):
            columns.append(Column(name, _step(amount, below, names[:place], factor, at), "whole"))
    return Product(columns, names[-1])


def _step(
    amount: str, below: Sequence[str], lower: Sequence[str], factor: str, at: Address
) -> Callable[[int, T], Formula]:
    """Return the formula of one piece times a factor; `below`: the cells of the factor before, `lower`: of this one."""
    place = len(lower)

    def formula(row: int, _: T) -> Formula:
        pieces = _pieces([at(name, row) for name in below]) if below else first_pieces(at(amount, row))
        carried = f"+INT({at(lower[-1], row)}/{PIECE})" if lower else ""
        return Formula(f"={pieces[place]}*{at(factor, row)}{carried}")

    return formula


def _pieces(cells: Sequence[str]) -> list[str]:
    return [*(f"MOD({cell},{PIECE})" for cell in cells), f"INT({cells[-1]}/{PIECE})"]
