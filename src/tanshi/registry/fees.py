"""Fees of the registry by a dated table (收费标准): what a holder is charged for a range of days, exactly.

`registry.fees` names each fee with the way it is reckoned: `once` when the account is opened, `yearly` for each
calendar year on whose first day the account is open and for the one it is opened in, `share` of the value of settled
trades, from both sides. A share is charged by invoice, or, where its entry says `charged: settlement`, when the trades
are settled (`trade_fees`); `methods` names its ways of trading. A fee of which no amount is
known (`not_found`) has the rate 0 and is not charged. The rate is that of the day it is about; a line is rounded once,
by the rounding its entry names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from tanshi.core.exact import decimal, floor, show
from tanshi.rules import Law
from tanshi.rules.law import NoTextInForce, UnknownParameter
from tanshi.rules.trace import rounded

PARAMETER = "registry.fees"

#: Whose fees can be charged when trades are settled, with the table of each, in the order in which they are taken.
TABLES = {"exchange": "exchange.fees", "registry": PARAMETER}

#: How an entry says that it is charged when trades are settled.
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
class TradeRate:
    """A share of a trade's value that each side is charged at settlement, for some ways of trading."""

    body: str  # exchange, registry
    fee: str
    rate: Fraction
    rounding: str
    methods: tuple[str, ...]
    citation: str

    @property
    def shown(self) -> str:
        return show(self.rate)

    def of(self, value_fen: int) -> int:
        """Return the fee of a trade of this value, in whole fen by the entry's rounding."""
        return _rounded(self.rate * value_fen, self.rounding)


@dataclass(frozen=True, slots=True)
class _Rate:
    """How a fee is reckoned on a day; equal rates of several days are one line."""

    fee: str
    way: str  # once, yearly, share
    rate: Fraction
    rounding: str
    citation: str


def charged(law: Law, opened_on: str, first: str, last: str, traded: Iterable[tuple[str, int]]) -> list[FeeLine]:
    """Return what a holder is charged for the days `first` to `last`; `traded`: day and value in fen of its trades."""
    sums: dict[_Rate, int] = {}

    def count(way: str, day: str, basis: int) -> None:
        for rate in _rates(law, day):
            if rate.way == way:
                sums[rate] = sums.get(rate, 0) + basis

    if first <= opened_on <= last:
        count("once", opened_on, 1)
        count("yearly", opened_on, 1)
    for year in range(int(first[:4]), int(last[:4]) + 1):
        new_year = f"{year:04d}-01-01"
        if first <= new_year <= last and opened_on < new_year:
            count("yearly", new_year, 1)
    for day, value in traded:
        if first <= day <= last:
            count("share", day, value)
    lines = [_line(rate, basis) for rate, basis in sums.items()]
    return [line for line in lines if line.amount_fen]


def trade_rates(law: Law, day: str) -> list[TradeRate]:
    """Return what both sides of a trade are charged at settlement on a day; none before there is a text."""
    found = []
    for body, parameter in TABLES.items():
        try:
            entries = law.table(parameter, date.fromisoformat(day)).items()
        except (NoTextInForce, UnknownParameter):
            continue
        found += [
            TradeRate(
                body, fee, decimal(cited.value["rate"]), cited.value["rounding"],
                tuple(cited.value["methods"]), law.reference(cited.citation),
            )
            for fee, cited in entries
            if _is_at_settlement(cited.value)
        ]  # fmt: skip
    return [rate for rate in found if rate.rate]


def _is_at_settlement(value: Mapping[str, Any]) -> bool:
    return value["way"] == "share" and value.get("charged") == AT_SETTLEMENT


def _rates(law: Law, day: str) -> list[_Rate]:
    found = law.table(PARAMETER, date.fromisoformat(day)).items()
    return [_rate(f, c.value, law.reference(c.citation)) for f, c in found if not _is_at_settlement(c.value)]


def _rate(fee: str, value: Mapping[str, Any], citation: str) -> _Rate:
    return _Rate(fee, value["way"], decimal(value["rate"]), value["rounding"], citation)


def _line(rate: _Rate, basis: int) -> FeeLine:
    amount = _rounded(rate.rate * basis, rate.rounding)
    return FeeLine(rate.fee, basis, show(rate.rate), rate.rounding, amount, rate.citation)


def _rounded(exact: Fraction, rounding: str) -> int:
    return floor(rounded(exact, f"{rounding} 0"))
