"""A session as tables: what was asked and answered, what was traded, and trades of sessions before.

An event is a message with its reply; a deal is a trade with its session and, where the record has it, its time. All
tables of one tape number accounts and instruments alike. A deal that was moved back is in none of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tanshi.exchange.matching.messages import CODES
from tanshi.exchange.matching.opening import Product
from tanshi.exchange.matching.outcome import ExchangeOutcome
from tanshi.exchange.matching.records import LISTING

Table = np.ndarray[Any, Any]

ACCEPTED = CODES[ExchangeOutcome.ACCEPTED]
SAME_PARTY = CODES[ExchangeOutcome.SAME_PARTY]

#: No time was recorded, or it is not known who came last.
UNKNOWN_NS, UNKNOWN_SIDE = -1, 255

EVENT = np.dtype(
    [
        ("sequence", "<i8"), ("time_ns", "<i8"), ("kind", "u1"), ("side", "u1"), ("instrument", "<u2"),
        ("account", "<u4"), ("price_fen", "<i8"), ("quantity_t", "<i8"), ("ref", "<u8"), ("outcome", "<u2"),
        ("order", "<u8"), ("filled_t", "<i8"), ("left_t", "<i8"),
    ]
)  # fmt: skip

DEAL = np.dtype(
    [
        ("session", "<i4"), ("number", "<i8"), ("sequence", "<i8"), ("time_ns", "<i8"), ("instrument", "<u2"),
        ("way", "u1"), ("taker_side", "u1"), ("seller", "<u4"), ("buyer", "<u4"), ("price_fen", "<i8"),
        ("quantity_t", "<i8"), ("sell_order", "<u8"), ("buy_order", "<u8"),
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tape:
    """One session and those before it.

    `sessions`: names, oldest first, the watched one last; a deal's `session` is its place there. `events` and `deals`
    are of the watched one, in order; `earlier` are deals of those before. `holdings_t`: accounts by instruments at
    its opening, or None where the record has none.
    """

    sessions: tuple[str, ...]
    accounts: tuple[str, ...]
    products: tuple[Product, ...]
    events: Table
    deals: Table
    earlier: Table
    holdings_t: Table | None = None
    listing_end_ns: int = 0

    @property
    def session(self) -> str:
        """Name of the watched session."""
        return self.sessions[-1]

    def listed(self, instrument: int) -> Table:
        """Return the session's listing deals of an instrument."""
        found: Table = self.deals[(self.deals["instrument"] == instrument) & (self.deals["way"] == LISTING)]
        return found

    def since(self, sessions: int) -> Table:
        """Return deals of so many sessions, the watched one included."""
        first = len(self.sessions) - sessions
        return np.concatenate([self.earlier[self.earlier["session"] >= first], self.deals])

    def close_fen(self, instrument: int) -> float:
        """Return the mean price of the session's listing deals, weighted; without any the close before."""
        return mean_fen(self.listed(instrument), self.products[instrument].previous_close_fen)


def mean_fen(deals: Table, otherwise: float) -> float:
    """Return the mean price of deals, weighted by tonnes."""
    tonnes = int(deals["quantity_t"].sum())
    return float((deals["price_fen"].astype(float) * deals["quantity_t"]).sum() / tonnes) if tonnes else otherwise


def accepted(tape: Tape, *kinds: int) -> Table:
    """Return events of some kinds that were accepted."""
    found: Table = tape.events[(tape.events["outcome"] == ACCEPTED) & np.isin(tape.events["kind"], kinds)]
    return found
