"""Fees of the national market: the tables of registry and exchange, and what of them is charged at settlement.

A share of the value of trades is charged by invoice, or, where its entry says `charged: settlement`, when the trades
are settled (`trade_fees`). Opening and yearly fees of both bodies are charged by invoices (`invoices`), one for each:
the registry keeps the holders' money.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tanshi.core.exact import decimal, show
from tanshi.rules import Law
from tanshi.rules.fees import in_fen, is_at_settlement
from tanshi.rules.law import NoTextInForce, UnknownParameter

REGISTRY, EXCHANGE = "registry", "exchange"

#: The table of each body's fees, in the order in which they are taken when trades are settled.
TABLES = {EXCHANGE: "exchange.fees", REGISTRY: "registry.fees"}


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
        return in_fen(self.rate * value_fen, self.rounding)


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
            if is_at_settlement(cited.value)
        ]  # fmt: skip
    return [rate for rate in found if rate.rate]
