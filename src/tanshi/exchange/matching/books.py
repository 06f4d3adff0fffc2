"""What the rare kinds of messages work on, whichever form the session has: a port, and what only they keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from tanshi.exchange.matching.opening import Opening, Product
from tanshi.exchange.matching.orders import Order
from tanshi.exchange.matching.outcome import ExchangeOutcome
from tanshi.exchange.matching.purses import Position, Purse, free, reserve, short_of
from tanshi.exchange.matching.records import AMOUNT_LIMIT, CASH


@dataclass(slots=True)
class Auction:
    """A one-way auction (单向竞价) that takes bids: `side` is the asking party's, who sells or buys `quantity_t`.

    Bids are between `low_fen` and `high_fen`, both included; what the asking party gives is reserved at `high_fen`.
    `caps`: who may bid, and for how many tonnes at most (0: as many as it likes); None: anybody may.
    """

    number: int
    account: int
    instrument: int
    side: int
    quantity_t: int
    low_fen: int
    high_fen: int
    mode: int
    bids: dict[int, None] = field(default_factory=dict)  # names
    caps: dict[int, int] | None = None
    asked: dict[int, int] = field(default_factory=dict)  # tonnes of an account's bids


@dataclass(slots=True)
class Rare:
    """What only rare messages change, beside purses and positions."""

    auctions: dict[int, Auction] = field(default_factory=dict)
    auctions_seen: set[int] = field(default_factory=set)
    answers: dict[int, dict[int, None]] = field(default_factory=dict)  # offers by the posting they answer
    voided: set[int] = field(default_factory=set)
    last_deposit: int = 0
    last_release: int = 0
    entered: dict[int, int] = field(default_factory=dict)  # all there is, by instrument or CASH


class Books(Protocol):
    """A session's books as the rare kinds see them."""

    products: tuple[Product, ...]
    accounts: int
    rare: Rare

    @property
    def trades(self) -> int:
        """How many trades were made."""
        ...

    def purse(self, account: int) -> Purse:
        """Return an account's money."""
        ...

    def position(self, account: int, instrument: int) -> Position:
        """Return what an account has of an instrument."""
        ...

    def is_open(self, way: str) -> bool:
        """Tell whether a way of trading is open at the time of the lot."""
        ...

    def is_halted(self, instrument: int) -> bool:
        """Tell whether an instrument, or all, are halted."""
        ...

    def halt(self, instrument: int, halted: bool) -> None:
        """Halt or resume an instrument, or all (CASH)."""
        ...

    def is_full(self) -> bool:
        """Tell whether nothing more can rest."""
        ...

    def rest(
        self, what: int, account: int, instrument: int, side: int, price_fen: int, quantity_t: int, *,
        other: int = 0, answers: int = 0,
    ) -> Order:  # fmt: skip
        """Let a posting, offer or bid rest."""
        ...

    def resting(self, name: int) -> Order | None:
        """Return the posting, offer or bid of a name."""
        ...

    def drop(self, order: Order) -> None:
        """Forget a posting, offer or bid."""
        ...

    def rests(self, account: int, instrument: int, side: int) -> bool:
        """Tell whether an account has an order, posting, offer or bid of a side for an instrument (CASH: any)."""
        ...

    def void_listing(self) -> None:
        """Free and forget all listing orders."""
        ...

    def others(self) -> Iterator[Order]:
        """Yield all postings, offers and bids."""
        ...

    def record(
        self, way: int, taker_side: int, instrument: int, parties: tuple[int, int], price_fen: int, quantity_t: int,
        orders: tuple[int, int],
    ) -> None:  # fmt: skip
        """Write down a trade that was delivered; parties and orders are (seller's, buyer's)."""
        ...

    def uncount(self, way: int, instrument: int, price_fen: int, quantity_t: int) -> None:
        """Take a trade out of the turnover."""
        ...

    def close(self) -> None:
        """Take nothing more."""
        ...


def set_aside(
    books: Books, account: int, instrument: int, side: int, price_fen: int, quantity_t: int
) -> ExchangeOutcome | None:  # fmt: skip
    """Reserve what an order offers, or tell why it cannot be."""
    purse, position = books.purse(account), books.position(account, instrument)
    value = price_fen * quantity_t
    if short := short_of(purse, position, side, value, quantity_t):
        return short
    reserve(purse, position, side, value, quantity_t)
    return None


def give_back(books: Books, account: int, instrument: int, side: int, price_fen: int, quantity_t: int) -> None:
    """Free what was reserved at a price."""
    free(books.purse(account), books.position(account, instrument), side, price_fen * quantity_t, quantity_t)


def release(books: Books, order: Order) -> None:
    """Free what an order, posting, offer or bid still holds."""
    give_back(books, order.account, order.instrument, order.side, order.price_fen, order.left_t)


def examine(opening: Opening) -> dict[int, int]:
    """Return all there is by instrument and CASH, or raise ValueError for an opening no session can hold."""
    if len(opening.cash_fen) != len(opening.accounts):
        raise ValueError("an opening names money for each account, 0 where there is none")
    for product in opening.products:
        name = product.instrument
        if min(product.tick_fen, product.lot_t, product.listing_low_fen, product.block_low_fen) < 1:
            raise ValueError(f"{name}: tick, lot and lowest prices are at least 1")
        if product.listing_high_fen * product.listing_limit_t >= 2 * AMOUNT_LIMIT:
            raise ValueError(f"{name}: a listing order could be worth more than a session can hold")
    entered = {CASH: sum(opening.cash_fen), **dict.fromkeys(range(len(opening.products)), 0)}
    for balance in opening.balances:
        entered[balance.instrument] += balance.sellable_t + balance.locked_t
    least = min((*opening.cash_fen, *(min(b.sellable_t, b.locked_t, b.limit_t) for b in opening.balances), 0))
    if least < 0 or max(entered.values()) >= AMOUNT_LIMIT:
        raise ValueError("balances of an opening are between 0 and what a session can hold")
    return entered
