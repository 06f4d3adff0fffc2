"""What a session came to, as plain rows: two sessions that went the same way have equal states, in any form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from tanshi.exchange.matching.books import Rare
from tanshi.exchange.matching.orders import Order

Rows = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class State:
    """A session's state; rows of nothing but zeros are left out, all are sorted."""

    sequence: int
    trades: int
    trades_digest: str  # SHA-256 of the frames of all trades
    orders: Rows  # as `order_row`
    purses: Rows  # account, cash_fen, settled_fen, lowest_fen, barred
    positions: Rows  # account, instrument, owned, sellable, locked, bought, buying, limit, claimed, held
    quotes: Rows  # as `Quote.row`, the instrument before it
    halted: tuple[int, ...]
    clients: Rows  # client, last number
    rare: str
    closed: bool

    def digest(self) -> str:
        """Return a SHA-256 of all of it."""
        return sha256(repr([getattr(self, name) for name in self.__slots__]).encode()).hexdigest()


def order_row(order: Order) -> tuple[int, ...]:
    """Return an order as a row."""
    return (
        order.name, order.what, order.account, order.instrument, order.side, order.price_fen, order.left_t,
        order.sequence, order.other, order.answers,
    )  # fmt: skip


def rare_digest(rare: Rare) -> str:
    """Return a digest of what only rare messages change."""
    found: Iterable[object] = (
        sorted((a.number, a.account, a.instrument, a.side, a.quantity_t, a.low_fen, a.high_fen, a.mode, sorted(a.bids),
                *(() if a.caps is None else (sorted(a.caps.items()),)))
               for a in rare.auctions.values()),
        sorted(rare.auctions_seen),
        sorted((posting, sorted(offers)) for posting, offers in rare.answers.items() if offers),
        sorted(rare.voided),
        (rare.last_deposit, rare.last_release),
        sorted(rare.entered.items()),
    )  # fmt: skip
    return sha256(repr(tuple(found)).encode()).hexdigest()
