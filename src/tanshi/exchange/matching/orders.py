"""What rests in a session, by name, and the queues of a listing.

A name is a slot and how often the slot was used before: slot | generation << 32. Slots count from 1, the one freed last
is used first.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from tanshi.exchange.matching.records import SELL

#: What rests: a listing order, a block posted openly, a block offered to somebody, a bid.
ORDER, POSTING, OFFER, BID = 1, 2, 3, 4


@dataclass(slots=True)
class Order:
    """An order, posting, offer or bid; `left_t` is what is still to trade, `sequence` of the message that made it.

    `other`: the account an offer waits for. `answers`: the posting of an offer, the auction's number of a bid.
    """

    name: int
    what: int
    account: int
    instrument: int
    side: int
    price_fen: int
    left_t: int
    sequence: int
    other: int = 0
    answers: int = 0


class Orders:
    """All that rests, by name."""

    def __init__(self, room: int) -> None:
        """Begin with room for so many."""
        self._room = room
        self._generations: list[int] = [0]
        self._free: list[int] = []
        self._resting: dict[int, Order] = {}

    def is_full(self) -> bool:
        """Tell whether nothing more can rest."""
        return not self._free and len(self._generations) > self._room

    def add(
        self, what: int, account: int, instrument: int, side: int, price_fen: int, left_t: int, sequence: int,
        other: int = 0, answers: int = 0,
    ) -> Order:  # fmt: skip
        """Return a new order under a name of its own."""
        if not self._free:
            self._free.append(len(self._generations))
            self._generations.append(0)
        slot = self._free.pop()
        name = slot | self._generations[slot] << 32
        made = Order(name, what, account, instrument, side, price_fen, left_t, sequence, other, answers)
        self._resting[name] = made
        return made

    def drop(self, order: Order) -> None:
        """Forget an order; its slot may be used again."""
        del self._resting[order.name]
        slot = order.name & 0xFFFF_FFFF
        self._generations[slot] = self._generations[slot] + 1 & 0xFFFF_FFFF
        self._free.append(slot)

    def get(self, name: int) -> Order | None:
        """Return what rests under a name."""
        return self._resting.get(name)

    def __iter__(self) -> Iterator[Order]:
        return iter(self._resting.values())


class Queue:
    """One side of an instrument's listing: price levels, best first, each in the order of time."""

    def __init__(self, side: int) -> None:
        """Begin empty."""
        self._sign = 1 if side == SELL else -1
        self._keys: list[int] = []  # sign x price, rising
        self._levels: dict[int, dict[int, Order]] = {}

    def add(self, order: Order) -> None:
        """Put an order behind those of its price."""
        key = self._sign * order.price_fen
        if key not in self._levels:
            self._levels[key] = {}
            insort(self._keys, key)
        self._levels[key][order.name] = order

    def remove(self, order: Order) -> None:
        """Take an order out."""
        key = self._sign * order.price_fen
        level = self._levels[key]
        del level[order.name]
        if not level:
            del self._levels[key]
            del self._keys[bisect_left(self._keys, key)]

    def walk(self, limit_fen: int, levels: int | None = None) -> Iterator[Order]:
        """Yield orders up to a price, best first, then time, of at most so many levels."""
        for key in islice(self._keys, levels):
            if key > self._sign * limit_fen:
                return
            yield from self._levels[key].values()

    def depth(self, levels: int) -> list[tuple[int, int]]:
        """Return the best levels as (price, quantity)."""
        return [(self._sign * k, sum(o.left_t for o in self._levels[k].values())) for k in self._keys[:levels]]

    def best(self) -> int | None:
        """Return the best price."""
        return self._sign * self._keys[0] if self._keys else None


def fills(orders: Iterable[Order], quantity_t: int) -> list[tuple[Order, int]]:
    """Return how much of each order a quantity takes, in their order."""
    found = []
    for order in orders:
        part = min(order.left_t, quantity_t)
        found.append((order, part))
        quantity_t -= part
        if quantity_t == 0:
            break
    return found
