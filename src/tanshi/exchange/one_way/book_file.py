"""The ranked bids of an auction as a file: price, quantity and what was filled, without names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tanshi.journal.canonical import canonical, parse


class RankedBid(NamedTuple):
    """A valid bid: fen a tonne, tonnes, and what of them was filled."""

    price_fen: int
    quantity_t: int
    filled_t: int


def write_book(number: int, bids: Iterable[RankedBid]) -> bytes:
    """Return the file of an auction's bids, which come the best first."""
    return canonical({"auction": number, "bids": [list(bid) for bid in bids]})


def read_book(data: bytes) -> list[RankedBid]:
    """Return the bids of such a file, the best first; none of a file that is another."""
    try:
        return [RankedBid(*map(int, bid)) for bid in parse(data)["bids"]]
    except (ValueError, KeyError, TypeError):
        return []


def demand_of(bids: Iterable[RankedBid]) -> list[tuple[int, int]]:
    """Return the demand as steps: price in fen, and all tonnes asked for at that price or a better one."""
    steps: dict[int, int] = {}
    total = 0
    for bid in bids:
        total += bid.quantity_t
        steps[bid.price_fen] = total
    return list(steps.items())
