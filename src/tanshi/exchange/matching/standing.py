"""What one party sees of a session beside the market: its money and units, what of its own rests, what waits for it.

Postings are everybody's to see, without whose they are; so are auctions that are open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tanshi.exchange.matching.books import Books
from tanshi.exchange.matching.orders import OFFER, POSTING, Order
from tanshi.exchange.matching.records import CASH, NONE

#: What rests, beside `orders.ORDER` and its like: an auction that takes bids.
ASKED = 5


@dataclass(frozen=True, slots=True)
class Held:
    """What an account has of an instrument in tonnes, or of money (`CASH`) in fen. `free` may be sold or spent now."""

    instrument: int
    owned: int
    free: int
    bought: int
    buying: int
    limit: int
    barred: int  # bits: 1 buy, 2 sell
    is_halted: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """An account's money first, then its instruments; and what rests of it, for it, or for everybody."""

    held: tuple[Held, ...]
    resting: tuple[Order, ...]


def standing(books: Books, account: int, listing: Iterable[Order]) -> Standing:
    """Return how an account stands; `listing`: its own listing orders. Nobody's has what is everybody's alone."""
    if account >= books.accounts:
        return Standing((), tuple(_everybodys(books, account)))
    rest = (*listing, *_everybodys(books, account), *_own(books, account))
    return Standing(tuple(_held(books, account)), tuple(sorted(rest, key=lambda o: (o.sequence, o.name))))


def _held(books: Books, account: int) -> Iterator[Held]:
    purse = books.purse(account)
    yield Held(CASH, purse.settled_fen, purse.cash_fen, 0, 0, 0, purse.barred, False)
    for instrument in range(len(books.products)):
        p, halted = books.position(account, instrument), books.is_halted(instrument)
        yield Held(instrument, p.owned_t, p.sellable_t, p.bought_t, p.buying_t, p.limit_t, p.barred, halted)


def _own(books: Books, account: int) -> Iterator[Order]:
    return (
        o for o in books.others() if o.what != POSTING and account in (o.account, o.other if o.what == OFFER else NONE)
    )


def _everybodys(books: Books, account: int) -> Iterator[Order]:
    for order in books.others():
        if order.what == POSTING:
            yield order if order.account == account else _nameless(order)
    for a in books.rare.auctions.values():
        asked = a.account if a.account == account else NONE
        yield Order(a.number, ASKED, asked, a.instrument, a.side, 0, a.quantity_t, 0)


def _nameless(order: Order) -> Order:
    return Order(
        order.name, order.what, NONE, order.instrument, order.side, order.price_fen, order.left_t, order.sequence
    )
