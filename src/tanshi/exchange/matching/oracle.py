"""A session in plain Python: the statement of what is right. `ladder` does the same, compiled.

Listing (挂牌协议), by product. `agreement`: an order rests, even at a price that crosses; who takes trades at the
posted prices, best first, then time, from at most the levels shown, up to the price it names; at the best price it may
choose the counterparty. What a take finds no counterpart for is not left in the book. `price_time`: an order meets what
crosses first, and the rest of it rests. What is bought today may be sold in a later session; money from a sale may be
used at once. Orders last for the day. Blocks, auctions and errands have modules of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple

from tanshi.exchange.matching import blocks, entry
from tanshi.exchange.matching.books import Rare, examine, release, set_aside
from tanshi.exchange.matching.dispatch import not_for, rarely
from tanshi.exchange.matching.hours import Hours
from tanshi.exchange.matching.opening import PRICE_TIME, Opening
from tanshi.exchange.matching.orders import ORDER, Order, Orders, Queue, fills
from tanshi.exchange.matching.outcome import ExchangeOutcome
from tanshi.exchange.matching.purses import PlainPosition, PlainPurse, deliver, reserve, short_of
from tanshi.exchange.matching.quotes import Quote
from tanshi.exchange.matching.records import (
    BUY,
    CASH,
    CLIENTS,
    LISTING,
    ROOM,
    SELL,
    Deal,
    Kind,
    Message,
    Reply,
)  # fmt: skip
from tanshi.exchange.matching.state import State, order_row, rare_digest


class Oracle:
    """One session of the exchange."""

    def __init__(self, opening: Opening, room: int = ROOM) -> None:
        """Open a session with room for so many orders, postings, offers and bids at once."""
        self.rare = Rare(entered=examine(opening))
        self.products = opening.products
        self.accounts = len(opening.accounts)
        self.deals: list[Deal] = []
        self.quotes = [Quote(p.previous_close_fen) for p in opening.products]
        self.sequence = 0
        self.trades = 0
        self._hours = Hours(opening)
        self._purses = [PlainPurse(fen, fen, fen) for fen in opening.cash_fen]
        for b in opening.balances:
            found = PlainPosition(
                b.sellable_t + b.locked_t, b.sellable_t, b.locked_t, limit_t=b.limit_t, barred=b.barred
            )
            self._purses[b.account].positions[b.instrument] = found
        for account, bits in opening.barred:
            self._purses[account].barred = bits
        self._orders = Orders(room)
        self._queues = [(Queue(BUY), Queue(SELL)) for _ in opening.products]
        self._halted: set[int] = set()
        self._clients: dict[int, int] = {}
        self._closed = False

    # messages

    def at(self, time_ns: int) -> None:
        """Move to a time, in nanoseconds since midnight; it does not run back."""
        self._hours.at(time_ns)

    def handle(self, m: Message) -> Reply:
        """Carry out a message."""
        self.sequence += 1
        if m.client >= CLIENTS:
            return Reply(ExchangeOutcome.CLIENT_NOT_FOUND)
        if m.number <= self._clients.get(m.client, 0):
            return Reply(ExchangeOutcome.EXISTS)
        self._clients[m.client] = m.number
        if refused := not_for(m, self._closed):
            return Reply(refused)
        match m.kind:
            case Kind.POST:
                return self._post(m)
            case Kind.TAKE:
                return self._take(m)
            case Kind.CANCEL:
                return self._cancel(m)
        return rarely(self, m)

    def _post(self, m: Message) -> Reply:
        if refused := self._not_allowed(m):
            return Reply(refused)
        product = self.products[m.instrument]
        met: list[tuple[Order, int]] = []
        if product.matching == PRICE_TIME:
            seen = self._queues[m.instrument][1 - m.side].walk(m.price_fen)
            met = fills((o for o in seen if not entry.is_kept_out(self, o)), m.quantity)
            if not product.self_trade and any(o.account == m.account for o, _ in met):
                return Reply(ExchangeOutcome.SAME_PARTY)
        if self._orders.is_full():
            return Reply(ExchangeOutcome.BOOK_FULL)
        if short := set_aside(self, m.account, m.instrument, m.side, m.price_fen, m.quantity):
            return Reply(short)
        made = self._orders.add(
            ORDER, m.account, m.instrument, m.side, m.price_fen, m.quantity, self.sequence
        )  # fmt: skip
        value = self._trade(met, m, made.name)
        filled = sum(part for _, part in met)
        if m.side == BUY:
            self._purses[m.account].cash_fen += m.price_fen * filled - value
        made.left_t -= filled
        if made.left_t:
            self._queues[m.instrument][m.side].add(made)
        else:
            self._orders.drop(made)
        return Reply(ExchangeOutcome.ACCEPTED, made.name, filled, value, made.left_t)

    def _take(self, m: Message) -> Reply:
        if refused := self._not_allowed(m):
            return Reply(refused)
        product = self.products[m.instrument]
        seen = self._queues[m.instrument][1 - m.side].walk(m.price_fen, product.levels)
        found: Iterable[Order] = (
            o for o in seen
            if not entry.is_kept_out(self, o) and (product.self_trade or o.account != m.account)
        )  # fmt: skip
        if m.ref:
            chosen = self._orders.get(m.ref)
            if chosen is None or chosen.what != ORDER or (chosen.instrument, chosen.side) != (m.instrument, 1 - m.side):
                return Reply(ExchangeOutcome.ORDER_NOT_FOUND)
            if chosen.account == m.account and not product.self_trade:
                return Reply(ExchangeOutcome.SAME_PARTY)
            if entry.is_kept_out(self, chosen):
                return Reply(ExchangeOutcome.NO_COUNTERPART)
            best = next(iter(found), None)
            if best is None or chosen.price_fen != best.price_fen:
                return Reply(ExchangeOutcome.NOT_AT_BEST_PRICE)
            found = (chosen,)
        met = fills(found, m.quantity)
        if not met:
            return Reply(ExchangeOutcome.NO_COUNTERPART)
        value, total = sum(o.price_fen * part for o, part in met), sum(part for _, part in met)
        purse, position = self.purse(m.account), self.position(m.account, m.instrument)
        if short := short_of(purse, position, m.side, value, total):
            return Reply(short)
        reserve(purse, position, m.side, value, total)
        self._trade(met, m, 0)
        return Reply(ExchangeOutcome.ACCEPTED, 0, total, value)

    def _cancel(self, m: Message) -> Reply:
        order = self._orders.get(m.ref)
        if order is None:
            return Reply(ExchangeOutcome.ORDER_NOT_FOUND)
        if order.account != m.account:
            return Reply(ExchangeOutcome.NOT_YOUR_ORDER)
        if order.what == ORDER:
            release(self, order)
            self._leave(order)
        else:
            blocks.withdraw(self, order)
        return Reply(ExchangeOutcome.ACCEPTED, order.name)

    def _not_allowed(self, m: Message) -> ExchangeOutcome | None:
        if not self.is_open("listing"):
            return ExchangeOutcome.OUT_OF_HOURS
        return entry.party(self, m, m.side) or entry.amounts(self, LISTING, m)

    def _trade(self, met: list[tuple[Order, int]], m: Message, name: int) -> int:
        """Trade with resting orders at their prices and return the value; what both sides give is reserved."""
        value = 0
        for order, part in met:
            coming, resting = (m.account, name), (order.account, order.name)
            (seller, sold), (buyer, bought) = (coming, resting) if m.side == SELL else (resting, coming)
            deliver(
                self._purses[seller], self.position(seller, m.instrument),
                self._purses[buyer], self.position(buyer, m.instrument), order.price_fen, part,
                self.products[m.instrument].one_way,
            )  # fmt: skip
            self.record(LISTING, m.side, m.instrument, (seller, buyer), order.price_fen, part, (sold, bought))
            value += order.price_fen * part
            order.left_t -= part
            if order.left_t == 0:
                self._leave(order)
        return value

    def _leave(self, order: Order) -> None:
        self._queues[order.instrument][order.side].remove(order)
        self._orders.drop(order)

    # what the rare kinds work on

    def purse(self, account: int) -> PlainPurse:
        """Return an account's money."""
        return self._purses[account]

    def position(self, account: int, instrument: int) -> PlainPosition:
        """Return what an account has of an instrument."""
        positions = self._purses[account].positions
        found = positions.get(instrument)
        if found is None:
            found = positions[instrument] = PlainPosition()
        return found

    def is_open(self, way: str) -> bool:
        """Tell whether a way of trading is open now."""
        return self._hours.is_open(way)

    def is_halted(self, instrument: int) -> bool:
        """Tell whether an instrument, or all, are halted."""
        return instrument in self._halted or CASH in self._halted

    def halt(self, instrument: int, halted: bool) -> None:
        """Halt or resume an instrument, or all."""
        (self._halted.add if halted else self._halted.discard)(instrument)

    def is_full(self) -> bool:
        """Tell whether nothing more can rest."""
        return self._orders.is_full()

    def rest(
        self, what: int, account: int, instrument: int, side: int, price_fen: int, quantity_t: int, *,
        other: int = 0, answers: int = 0,
    ) -> Order:  # fmt: skip
        """Let a posting, offer or bid rest."""
        return self._orders.add(
            what, account, instrument, side, price_fen, quantity_t, self.sequence, other, answers
        )  # fmt: skip

    def resting(self, name: int) -> Order | None:
        """Return the posting, offer or bid of a name."""
        found = self._orders.get(name)
        return found if found is not None and found.what != ORDER else None

    def drop(self, order: Order) -> None:
        """Forget a posting, offer or bid."""
        self._orders.drop(order)

    def rests(self, account: int, instrument: int, side: int) -> bool:
        """Tell whether an account has something resting on a side of an instrument (CASH: of any)."""
        return any((o.account, o.side) == (account, side) and instrument in (CASH, o.instrument) for o in self._orders)

    def others(self) -> Iterator[Order]:
        """Yield all postings, offers and bids."""
        return (o for o in self._orders if o.what != ORDER)

    def listing(self, account: int) -> Iterator[Order]:
        """Yield the listing orders of an account."""
        return (o for o in self._orders if o.what == ORDER and o.account == account)

    def void_listing(self) -> None:
        """Free and forget all listing orders."""
        for order in list(self._orders):
            release(self, order)
            self._leave(order)

    def record(
        self, way: int, taker_side: int, instrument: int, parties: tuple[int, int], price_fen: int, quantity_t: int,
        orders: tuple[int, int],
    ) -> None:  # fmt: skip
        """Write down a trade that was delivered; parties and orders are (seller's, buyer's)."""
        self.trades += 1
        deal = Deal(
            self.trades, self.sequence, instrument, way, taker_side, *parties, price_fen, quantity_t, *orders
        )  # fmt: skip
        self.deals.append(deal)
        self.quotes[instrument].count(way, price_fen, quantity_t)

    def uncount(self, way: int, instrument: int, price_fen: int, quantity_t: int) -> None:
        """Take a trade out of the turnover."""
        self.quotes[instrument].count(way, price_fen, quantity_t, -1)

    def close(self) -> None:
        """Take nothing more."""
        self._closed = True

    # what can be seen

    @property
    def is_closed(self) -> bool:
        """Tell whether the session is over."""
        return self._closed

    def order(self, name: int) -> Order | None:
        """Return what rests under a name."""
        return self._orders.get(name)

    def queue(self, instrument: int, side: int) -> Queue:
        """Return a side of an instrument's listing."""
        return self._queues[instrument][side]

    def depth(self, instrument: int, side: int) -> list[tuple[int, int]]:
        """Return the levels of a side that are shown, best first, as (price, quantity)."""
        return self._queues[instrument][side].depth(self.products[instrument].levels)

    def state(self, trades_digest: str) -> State:
        """Return what the session came to; the digest is of the frames of its trades."""
        return State(
            sequence=self.sequence,
            trades=self.trades,
            trades_digest=trades_digest,
            orders=tuple(sorted(order_row(o) for o in self._orders)),
            purses=tuple(
                row for a, p in enumerate(self._purses)
                if any((row := (a, p.cash_fen, p.settled_fen, p.lowest_fen, p.barred))[1:])
            ),
            positions=tuple(
                (a, i, *row) for a, p in enumerate(self._purses) for i, position in sorted(p.positions.items())
                if any(row := astuple(position))
            ),
            quotes=tuple((i, *q.row()) for i, q in enumerate(self.quotes)),
            halted=tuple(sorted(self._halted)),
            clients=tuple(sorted(self._clients.items())),
            rare=rare_digest(self.rare),
            closed=self._closed,
        )  # fmt: skip
