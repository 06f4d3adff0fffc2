"""A million mixed messages in a band of ten percent: limit orders, a fifth of which meet something, and cancels of live
orders, about five thousand of which rest at any time.

Buyers and sellers are different accounts, so that a rule against trading with oneself refuses nothing and every engine
makes the same trades. What each should have made by any message is known.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from tanshi.exchange.matching.ladder import Ladder
from tanshi.exchange.matching.messages import MESSAGE, Kind
from tanshi.exchange.matching.opening import PRICE_TIME, Balance, Opening, Product
from tanshi.exchange.matching.records import NONE

SEED = 20210716
ACCOUNTS, CLIENTS, LIVE = 5_000, 64, 5_000

#: All rules: band, lot, sizes, limits on holdings, own orders not met, nothing sold that was bought today.
RULES = Product("CEA22", PRICE_TIME, 8000, 7200, 8800, 5600, 10400, 1, 1, 1, 100_000, 100_000, 5, False)
PLAIN = replace(RULES, listing_limit_t=1 << 40, self_trade=True)


#: post (else cancel), buy, price, quantity, account, number of the post
Row = tuple[bool, bool, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Workload:
    """Messages as frames and as rows - a cancel names a post by its number -, and how many trades are made, tonnes
    moved and tonnes withdrawn up to each.
    """

    frames: npt.NDArray[Any]
    rows: list[Row]
    trades: npt.NDArray[np.int64]
    tonnes: npt.NDArray[np.int64]
    withdrawn: npt.NDArray[np.int64]

    def given(self, messages: int) -> tuple[int, int]:
        """Return the tonnes posted and withdrawn by the first so many messages."""
        return sum(row[3] for row in self.rows[:messages] if row[0]), int(self.withdrawn[messages - 1])


def opening(product: Product) -> Opening:
    """Return an opening in which nobody is short; with rules everybody has a limit, too, that nobody comes to."""
    limit = 0 if product.self_trade else 1 << 50
    return Opening(
        "benchmark", tuple(f"A{n}" for n in range(ACCOUNTS)), (product,),
        tuple(Balance(n, 0, 10**9, limit_t=limit) for n in range(ACCOUNTS)), (10**14,) * ACCOUNTS,
        (("listing", ((0, 24 * 60),)),),
    )  # fmt: skip


def workload(messages: int, seed: int = SEED) -> Workload:
    """Draw messages: who cancels names a live order, so they are carried out as they are drawn."""
    draws = _Draws(seed)
    rows, fields = zip(*(draws.draw(n) for n in range(messages)), strict=True)
    sums = np.cumsum(np.array(draws.made, np.int64), axis=0)
    return Workload(np.array(list(fields), MESSAGE), list(rows), *(np.ascontiguousarray(c) for c in sums.T))


@dataclass(slots=True)
class _Live:
    """An order that rests."""

    place: int
    post: int
    account: int
    left_t: int


class _Draws:
    """Draws messages one by one on a ladder of its own; `made`: trades, tonnes and tonnes withdrawn by each."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._ladder = Ladder(opening(PLAIN))
        self._live: dict[int, _Live] = {}
        self._names: list[int] = []
        self._posts = 0
        self.made: list[tuple[int, int, int]] = []

    def draw(self, n: int) -> tuple[Row, tuple[int, ...]]:
        """Return the n-th message as a row and as a frame's fields."""
        full = len(self._live) > LIVE
        if full or (len(self._live) > LIVE * 0.9 and self._chance.random() < 0.44):
            row, name = self._withdrawal()
        else:
            row, name = self._post(), 0
        post, buy, price, quantity, account, _ = row
        kind, client, number = Kind.POST if post else Kind.CANCEL, 1 + n % CLIENTS, 1 + n // CLIENTS
        first = int(kind) | (not buy) << 8 | account << 32
        said = self._ladder.call(first, client, number, price, quantity, name)
        assert said > 0
        self._note(row, said)
        return row, (int(kind), int(not buy), 0, account, client, NONE, number, price, quantity, name, 0, 0)

    def _post(self) -> Row:
        chance = self._chance
        buy = chance.random() < 0.5
        away = int(chance.expovariate(1 / 220)) - 34
        price = min(8800, max(7200, 8000 - away if buy else 8000 + away))
        self._posts += 1
        account = chance.randrange(ACCOUNTS // 2) * 2 + (not buy)
        return True, buy, price, chance.randint(1, 100), account, self._posts - 1

    def _withdrawal(self) -> tuple[Row, int]:
        name = self._names[self._chance.randrange(len(self._names))]
        live = self._live[name]
        return (False, False, 0, 0, live.account, live.post), name

    def _note(self, row: Row, name: int) -> None:
        """Note what a message made, and what rests after it."""
        post, buy, _, quantity, account, number = row
        if not post:
            self.made.append((0, 0, self._live[name].left_t))
            self._forget(name)
            return
        trades = self._ladder.take_trades()
        dealt = sum(trades["quantity_t"].tolist()) if len(trades) else 0
        for resting, part in zip(
            trades["sell_order" if buy else "buy_order"].tolist(), trades["quantity_t"].tolist(), strict=True
        ):
            self._live[resting].left_t -= part
            if not self._live[resting].left_t:
                self._forget(resting)
        self.made.append((len(trades), dealt, 0))
        if dealt < quantity:
            self._live[name] = _Live(len(self._names), number, account, quantity - dealt)
            self._names.append(name)

    def _forget(self, name: int) -> None:
        place, last = self._live.pop(name).place, self._names.pop()
        if last != name:
            self._names[place] = last
            self._live[last].place = place
