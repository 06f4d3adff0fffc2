"""Fees by a dated table (收费标准): what a holder of an account is charged for a range of days, exactly.

A table names each fee with the way it is reckoned: `once` when the account is opened, `yearly` for each calendar year
on whose first day the account is open and for the one it is opened in, `share` of the value of trades, for the ways of
trading in `methods`. A fee of which no amount is known (`not_found`) has the rate 0 and is not charged. The rate is
that of the day it is about; a line is rounded once, by the rounding its entry names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from tanshi.core.exact import decimal, floor, show
from tanshi.rules.law import Law
from tanshi.rules.trace import rounded

#: How an entry says that it is charged when trades are settled, so no invoice has it.
AT_SETTLEMENT = "settlement"

#: How a fee is marked whose amount nobody found.
NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class FeeLine:
    """A line of an invoice: the fee, what it is reckoned on (times, or fen of trades), rate, amount in fen, source."""

    fee: str
    basis: int
    rate: str
    rounding: str
    amount_fen: int
    citation: str


@dataclass(frozen=True, slots=True)
class Traded:
    """The value of a trade, or of several, of a day; `method` "" where the way of trading is not kept."""

    day: str
    value_fen: int
    method: str = ""


@dataclass(frozen=True, slots=True)
class _Rate:
    """How a fee is reckoned on a day; equal rates of several days are one line."""

    fee: str
    way: str  # once, yearly, share
    rate: Fraction
    rounding: str
    methods: tuple[str, ...]
    citation: str


def charged(law: Law, parameter: str, opened_on: str, first: str, last: str, traded: Iterable[Traded]) -> list[FeeLine]:
    """Return what a table charges the holder of an account for the days `first` to `last`; lines of 0 are left out."""
    sums: dict[_Rate, int] = {}

    def count(way: str, day: str, basis: int, method: str = "") -> None:
        for rate in _rates(law, parameter, day):
            if rate.way == way and (not method or method in rate.methods):
                sums[rate] = sums.get(rate, 0) + basis

    if first <= opened_on <= last:
        count("once", opened_on, 1)
        count("yearly", opened_on, 1)
    for year in range(int(first[:4]), int(last[:4]) + 1):
        new_year = f"{year:04d}-01-01"
        if first <= new_year <= last and opened_on < new_year:
            count("yearly", new_year, 1)
    for trade in traded:
        if first <= trade.day <= last:
            count("share", trade.day, trade.value_fen, trade.method)
    lines = [_line(rate, basis) for rate, basis in sums.items()]
    return [line for line in lines if line.amount_fen]


def is_at_settlement(value: Mapping[str, Any]) -> bool:
    """Tell whether an entry is charged when trades are settled."""
    return value["way"] == "share" and value.get("charged") == AT_SETTLEMENT


def has_share(law: Law, parameter: str, day: date) -> bool:
    """Tell whether a table charges a share of trades of a day by invoice."""
    found = (cited.value for cited in law.table(parameter, day).values())
    return any(v["way"] == "share" and decimal(v["rate"]) and not is_at_settlement(v) for v in found)


def in_fen(exact: Fraction, rounding: str) -> int:
    """Return whole fen by a named rounding."""
    return floor(rounded(exact, f"{rounding} 0"))


def _rates(law: Law, parameter: str, day: str) -> list[_Rate]:
    found = law.table(parameter, date.fromisoformat(day)).items()
    return [_rate(f, c.value, law.reference(c.citation)) for f, c in found if not is_at_settlement(c.value)]


def _rate(fee: str, value: Mapping[str, Any], citation: str) -> _Rate:
    methods = tuple(value.get("methods", ()))
    return _Rate(fee, value["way"], decimal(value["rate"]), value["rounding"], methods, citation)


def _line(rate: _Rate, basis: int) -> FeeLine:
    amount = in_fen(rate.rate * basis, rate.rounding)
    return FeeLine(rate.fee, basis, show(rate.rate), rate.rounding, amount, rate.citation)
