"""The matching core beside its peers and beside itself in plain Python, on the same messages.

Every round runs all contestants one after the other for a while each, so slow ones see only the beginning; a round's
ratios are of the same round. Time is the processor's, of one thread. After each run trades and tonnes must be what they
should be by then.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from benchmarks.exchange.peers import PEERS
from benchmarks.exchange.workload import PLAIN, RULES, Workload, opening, workload
from benchmarks.report import Figure, median_and_spread
from tanshi.exchange.matching.ladder import Ladder
from tanshi.exchange.matching.messages import Kind
from tanshi.exchange.matching.opening import Product
from tanshi.exchange.matching.oracle import Oracle
from tanshi.exchange.matching.records import Message

BATCH = 64

#: Messages between two looks at the clock, for what is fast and what is slow.
_STRIDE, _SHORT = BATCH * 512, 500

#: As often as the best peer, or bourse.
GOALS = {"core, batches of 64, all rules": 5.0, "core, batches of 64, plain": 10.0, "core, one call each": 1.0}


class Batches:
    """The compiled core in lots of 64, cut before as the rows of its peers are made before."""

    def __init__(self, product: Product, work: Workload) -> None:
        self._core, frames = Ladder(opening(product)), work.frames
        self._lots, self._at = [frames[at : at + BATCH] for at in range(0, len(frames), BATCH)], 0

    def eat(self, rows: list[Any]) -> None:
        """Carry out the next so many messages."""
        lot, end = self._core.lot, self._at + len(rows) // BATCH
        for messages in self._lots[self._at : end]:
            lot(messages, 0)
        self._at = end

    def made(self) -> tuple[int, int]:
        """Return trades and tonnes."""
        return self._core.trades, self._core.state().quotes[0][5]


class Calls:
    """The compiled core, one call for each message, with all rules."""

    def __init__(self, work: Workload) -> None:
        self._core, self._at = Ladder(opening(RULES)), 0
        self._asked = work.frames.view(np.int64).reshape(-1, 8)[:, :6].tolist()

    def eat(self, rows: list[Any]) -> None:
        """Carry out the next so many messages, each given by the words of its frame."""
        call = self._core.call
        for first, client, number, price, quantity, ref in self._asked[self._at : self._at + len(rows)]:
            call(first, client, number, price, quantity, ref)
        self._at += len(rows)

    def made(self) -> tuple[int, int]:
        """Return trades and tonnes."""
        return self._core.trades, self._core.state().quotes[0][5]


class Plainly:
    """The same rules in plain Python."""

    def __init__(self, work: Workload) -> None:
        self._oracle, self._at = Oracle(opening(RULES)), 0
        self._asked = [Message(*row) for row in work.frames.tolist()]

    def eat(self, rows: list[Any]) -> None:
        """Carry out the next so many messages."""
        handle = self._oracle.handle
        for asked in self._asked[self._at : self._at + len(rows)]:
            handle(asked)
        self._at += len(rows)

    def made(self) -> tuple[int, int]:
        """Return trades and tonnes."""
        return self._oracle.trades, self._oracle.quotes[0].listed_t


CONTESTANTS: dict[str, Callable[[Workload], Any]] = {
    "core, batches of 64, all rules": partial(Batches, RULES),
    "core, batches of 64, plain": partial(Batches, PLAIN),
    "core, one call each": Calls,
    "pure Python, all rules": Plainly,
    **PEERS,
}


def rate(make: Callable[[Workload], Any], work: Workload, seconds: float, stride: int) -> float:
    """Return messages a second of a contestant; raises AssertionError where it made other trades."""
    contestant, rows = make(work), work.rows
    spent, eaten = 0.0, 0
    while spent < seconds and eaten < len(rows):
        piece = rows[eaten : eaten + stride]
        begin = time.process_time()
        contestant.eat(piece)
        spent += time.process_time() - begin
        eaten += len(piece)
    for made, expected in zip(contestant.made(), (work.trades[eaten - 1], work.tonnes[eaten - 1]), strict=True):
        assert made is None or made == expected, (make, eaten, made, expected)
    return eaten / spent


def core_figures(rounds: int, messages: int, seconds: float) -> list[Figure]:
    """Return the core's speed beside its peers'."""
    work = workload(messages)
    posts = int((work.frames["kind"] == Kind.POST).sum())
    shape = [
        Figure("messages", float(messages), ""), Figure("of them cancels", 100 * (1 - posts / messages), "%"),
        Figure("trades", float(work.trades[-1]), ""),
    ]  # fmt: skip
    rate(partial(Batches, RULES), work, 0.1, _STRIDE)  # compiled before the clock runs
    rate(Calls, work, 0.1, _STRIDE)
    rates: dict[str, list[float]] = {name: [] for name in CONTESTANTS}
    for _ in range(rounds):
        for name, make in CONTESTANTS.items():
            stride = _SHORT if name == "order-matching" else _STRIDE
            rates[name].append(rate(make, work, seconds, stride))
    return shape + [_figure(name, rates) for name in CONTESTANTS]


def _figure(name: str, rates: dict[str, list[float]]) -> Figure:
    value, spread = median_and_spread(rates[name])
    peers = [p for p in rates if p in PEERS and p != name]
    if name not in GOALS or not peers:
        return Figure(name, value / 1e6, "M/s", spread)
    best = max(peers, key=lambda p: median_and_spread(rates[p])[0])
    peer = "bourse" if "call" in name and "bourse" in peers else best
    ratio, of_rounds = median_and_spread([ours / theirs for ours, theirs in zip(rates[name], rates[peer], strict=True)])
    return Figure(
        name, value / 1e6, "M/s", f"{spread} (ratio {of_rounds})", peer, median_and_spread(rates[peer])[0] / 1e6, ratio,
        f">= {GOALS[name]:g} x {peer}", ratio >= GOALS[name],
    )  # fmt: skip
