"""What came of a file of orders, as rows in the file's own words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from tanshi.core.exact import half_up
from tanshi.core.finding import Finding
from tanshi.exchange.matching.opening import Opening
from tanshi.exchange.matching.orders import ORDER
from tanshi.exchange.matching.outcome import ExchangeOutcome
from tanshi.exchange.matching.state import State
from tanshi.exchange.replay.columns import Codes
from tanshi.exchange.replay.orders_file import OrdersFile

TRADES = ("seq", "buy_order", "sell_order", "price", "qty")
REJECTS = ("seq", "reason")
BOOK = ("order_id", "account", "side", "price", "qty")
BALANCES = ("account", "cash", "holding", "cash_free", "holding_free")

_SIDES = ("buy", "sell")


@dataclass(frozen=True)
class Result:
    """What a session said to a file's orders. `spare`: money and units everybody has beyond what is shown."""

    orders: OrdersFile
    opening: Opening
    spare: tuple[int, int]
    parts: int
    refused: dict[int, ExchangeOutcome]  # by row
    played: Codes  # rows, in the order of the messages
    replies: npt.NDArray[np.void]
    made: npt.NDArray[np.void]
    state: State

    def trades(self) -> Iterator[tuple[int, str, str, str, int]]:
        """Yield trades as `TRADES`; a price is exact decimal text."""
        rows = self.played[self.made["sequence"].astype(np.int64) - 1]
        bought, sold = (self._called(self.made[side], rows) for side in ("buy_order", "sell_order"))
        prices = {p: self.money(p) for p in np.unique(self.made["price_fen"]).tolist()}
        for seq, buy, sell, price, quantity in zip(
            self.orders.seqs[rows].tolist(), bought.tolist(), sold.tolist(), self.made["price_fen"].tolist(),
            self.made["quantity_t"].tolist(), strict=True,
        ):  # fmt: skip
            yield seq, self.orders.order_ids[buy], self.orders.order_ids[sell], prices[price], quantity

    def rejects(self) -> Iterator[tuple[int, str]]:
        """Yield rows that were refused as `REJECTS`, in the order of the file."""
        for row, outcome in sorted(self.refused.items()):
            yield int(self.orders.seqs[row]), str(outcome)

    def book(self) -> Iterator[tuple[str, str, str, str, int]]:
        """Yield what rests as `BOOK`, in the order it came."""
        resting = sorted((row for row in self.state.orders if row[1] == ORDER), key=lambda row: row[7])
        for _, _, account, _, side, price, left, sequence, *_ in resting:
            order = self.orders.orders[self.played[sequence - 1]]
            yield self.orders.order_ids[order], self.opening.accounts[account], _SIDES[side], self.money(price), left

    def balances(self) -> Iterator[tuple[str, str, int, str, int]]:
        """Yield what accounts have as `BALANCES`; what rests in orders is theirs, and not free."""
        cash, held = self.spare
        purses = {row[0]: row for row in self.state.purses}
        positions = {row[0]: row for row in self.state.positions}
        nothing = (0,) * 11
        for number, name in enumerate(self.opening.accounts):
            purse, position = purses.get(number, nothing), positions.get(number, nothing)
            free = position[3] + position[5]
            yield name, self.money(purse[2] - cash), position[2] - held, self.money(purse[1] - cash), free - held

    def with_findings(self, more: tuple[Finding, ...]) -> Result:
        """Return the result with what is wrong with another file beside the orders."""
        return replace(self, orders=replace(self.orders, findings=(*self.orders.findings, *more)))

    @property
    def volume(self) -> int:
        """Tonnes traded."""
        return int(self.made["quantity_t"].sum())

    @cached_property
    def value(self) -> int:
        """Value traded, in parts of a CNY."""
        return sum(
            p * q for p, q in zip(self.made["price_fen"].tolist(), self.made["quantity_t"].tolist(), strict=True)
        )

    @property
    def close(self) -> str | None:
        """The closing price: the mean weighted by quantity, half-up to the tick; None without one."""
        product = self.opening.products[0]
        if self.volume:
            return self.money(int(half_up(Fraction(self.value, self.volume) / product.tick_fen)) * product.tick_fen)
        return self.money(product.previous_close_fen) if product.previous_close_fen else None

    def money(self, parts: int) -> str:
        """Return an amount as exact text in CNY, with as many places as money has."""
        places = len(str(self.parts)) - 1
        sign, parts = ("-", -parts) if parts < 0 else ("", parts)
        return f"{sign}{parts // self.parts}.{parts % self.parts:0{places}d}"

    def as_json(self, lists: bool) -> dict[str, Any]:
        """Return the document of the machine interface, with or without its long lists."""
        document: dict[str, Any] = {"messages": len(self.orders.messages)}
        if lists:
            document |= {
                "trades": list(self.trades()),
                "rejects": [dict(zip(REJECTS, row, strict=True)) for row in self.rejects()],
                "book": [dict(zip(BOOK, row, strict=True)) for row in self.book()],
                "balances": [dict(zip(BALANCES, row, strict=True)) for row in self.balances()],
            }
        return document | {
            "close": self.close, "volume": self.volume, "value": self.money(self.value),
            "state_hash": self.state.digest(), "findings": [f.as_json() for f in self.orders.findings],
        }  # fmt: skip

    def _called(self, names: npt.NDArray[np.uint64], rows: Codes) -> Codes:
        """Return the orders that names of trades are of; a take's is what the row of its message calls it."""
        found = self.orders.orders[rows].copy()
        given = np.flatnonzero(names)
        resting = np.flatnonzero(self.replies["order"])
        order = np.argsort(self.replies["order"][resting], kind="stable")
        known = self.replies["order"][resting][order]
        at = resting[order[np.searchsorted(known, names[given], side="left")]]
        found[given] = self.orders.orders[self.played[at]]
        return found
