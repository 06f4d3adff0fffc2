"""What a sealed session came to: its record carried out again by the core, its trades and its quotes.

A trade that was moved back in the session keeps its number and counts in no quote; it is settled as void.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tanshi.exchange.commands import DayQuote
from tanshi.exchange.matching.book import Trade
from tanshi.exchange.matching.core import Messages, Replies, Trades
from tanshi.exchange.matching.messages import CODES, TRADE, Kind
from tanshi.exchange.matching.opening import Opening
from tanshi.exchange.matching.outcome import ExchangeOutcome
from tanshi.exchange.matching.records import AUCTION, BLOCK, LISTING
from tanshi.exchange.process.cores import make_core
from tanshi.exchange.segments.layout import Header
from tanshi.exchange.segments.writer import lots_of

#: The close of a product from (its name, value in fen and tonnes of the day's listing trades, previous close).
Close = Callable[[str, int, int, int], int]

_WAYS = {LISTING: "listing", BLOCK: "block", AUCTION: "auction"}
_ACCEPTED = CODES[ExchangeOutcome.ACCEPTED]


@dataclass(frozen=True, slots=True)
class Played:
    """A session carried out to its end. `trades`: array of all; `void`: numbers of those that were moved back."""

    opening: Opening
    trades: Trades
    void: frozenset[int]
    messages: int
    state_hash: str

    def named(self) -> list[Trade]:
        """Return all trades with the names of their parties and instruments, numbered from 1 without gap."""
        who, what = self.opening.accounts, self.opening.products
        return [
            Trade(
                int(t["number"]), _WAYS[t["way"]], what[t["instrument"]].instrument, who[t["seller"]], who[t["buyer"]],
                int(t["price_fen"]), int(t["quantity_t"]), str(t["sell_order"]), str(t["buy_order"]),
            )
            for t in self.trades
        ]  # fmt: skip

    def quotes(self, close: Close) -> tuple[DayQuote, ...]:
        """Return what each instrument's day came to; open, high, low and close are of listing trades that stand."""
        found = []
        stands = self.trades[~np.isin(self.trades["number"], np.array(sorted(self.void), np.uint64))]
        for place, product in enumerate(self.opening.products):
            mine = stands[stands["instrument"] == place]
            listed, block = mine[mine["way"] == LISTING], mine[mine["way"] == BLOCK]
            prices = listed["price_fen"].tolist()
            previous = product.previous_close_fen
            tonnes, value = _turnover(listed)
            block_t, block_fen = _turnover(block)
            found.append(
                DayQuote(
                    product.instrument, previous, prices[0] if prices else previous, max(prices, default=None),
                    min(prices, default=None), close(product.instrument, value, tonnes, previous), tonnes, value,
                    block_t, block_fen, len(listed) + len(block),
                )
            )  # fmt: skip
        return tuple(found)


def play(record: bytes, form: str = "") -> Played:
    """Carry a sealed session out again. Raises `Problem`: the record is not sealed."""
    header = Header.decode(record)
    assert header is not None, "a session's record begins with its opening"
    opening = Opening.decode(header.opening)
    core, made, void = make_core(form)(opening), [np.zeros(0, TRADE)], set[int]()
    for lot in lots_of(record):
        replies, trades = core.lot(lot.messages, lot.time_ns)
        made.append(trades)
        void |= _voided(lot.messages, replies)
    return Played(opening, np.concatenate(made), frozenset(void), core.sequence, core.state_hash())


def replies_of(record: bytes, client: int, form: str = "") -> dict[int, Any]:
    """Return what a sealed session answered to a client, by the client's numbers. Raises `Problem`: not sealed."""
    header = Header.decode(record)
    assert header is not None, "a session's record begins with its opening"
    core, found = make_core(form)(Opening.decode(header.opening)), dict[int, Any]()
    for lot in lots_of(record):
        replies, _ = core.lot(lot.messages, lot.time_ns)
        for reply in replies[replies["client"] == client]:
            found.setdefault(int(reply["number"]), reply)
    return found


def _voided(messages: Messages, replies: Replies) -> set[int]:
    done = (messages["kind"] == Kind.VOID) & (replies["outcome"] == _ACCEPTED)
    return set(messages["ref"][done].tolist()) if done.any() else set()


def _turnover(trades: Any) -> tuple[int, int]:
    """Return tonnes and fen of trades; in Python's integers, which do not overflow."""
    pairs = zip(trades["quantity_t"].tolist(), trades["price_fen"].tolist(), strict=True)
    worth = [(quantity, quantity * price) for quantity, price in pairs]
    return sum(q for q, _ in worth), sum(v for _, v in worth)
