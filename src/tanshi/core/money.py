"""Money is whole fen (分) in `int`; one yuan (元, CNY) is 100 fen. Text has two decimals."""

from __future__ import annotations

from fractions import Fraction

from tanshi.core.exact import decimal, show
from tanshi.core.exact import scaled as _scaled

FEN_PER_YUAN = 100


def fen(yuan: str) -> int:
    """Return the fen of an amount in CNY written as decimal text with at most two decimals."""
    value = decimal(yuan)
    if (value * FEN_PER_YUAN).denominator != 1:
        raise ValueError(f"{yuan} CNY is not a whole number of fen")
    return _scaled(value, 2)


def yuan(fen_amount: int) -> str:
    """Return an amount in fen as CNY with two decimals."""
    return show(Fraction(fen_amount, FEN_PER_YUAN), 2)


def grouped(fen_amount: int) -> str:
    """Return fen as an amount in CNY with separators: 1,234,567.89."""
    whole, rest = divmod(abs(fen_amount), FEN_PER_YUAN)
    return f"{'-' if fen_amount < 0 else ''}{whole:,}.{rest:02d}"
