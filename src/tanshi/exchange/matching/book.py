"""The plain order book of one session: listing agreement and block agreement (挂牌协议、大宗协议).

One object holds a session of all instruments. It owns the trading holdings and trading cash it was opened
with: an order reserves
here, not in a database. There is no clock: time comes in as frames. This plain form is the oracle for faster ones.

Listing: a party posts an order (`post`); another takes (`take`) at the posted prices, best first, from at most
the five best
levels, up to the price it names; at the best price it may choose the counterparty, otherwise the earlier order
comes first. What
a take finds no counterpart for is not left in the book. Block: two parties confirm one price and quantity
(`block`, `confirm`).
What is bought today may be sold in the next session; money from a sale may be used at once. Orders last for the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from tanshi.core.outcome import Outcome
from tanshi.exchange.matching.outcome import ExchangeOutcome
from tanshi.exchange.matching.release import CASH, Release, Released, ReleaseOutcome
from tanshi.exchange.matching.terms import Terms

BUY, SELL = "buy", "sell"


@dataclass(slots=True)
class Order:
    """A posted order; `left_t` is what is still to trade."""

    id: str
    account: str
    instrument: str
    side: str
    price_fen: int
    left_t: int
    seq: int


@dataclass(frozen=True, slots=True)
class Trade:
    """A trade of the session, numbered from 1 in the order made."""

    number: int
    way: str
    instrument: str
    seller: str
    buyer: str
    price_fen: int
    quantity_t: int
    sell_order: str
    buy_order: str


@dataclass(slots=True)
class _Block:
    """A block agreement one party has confirmed; what the proposer gives is reserved."""

    id: str
    instrument: str
    seller: str
    buyer: str
    price_fen: int
    quantity_t: int
    waits_for: str


@dataclass(slots=True)
class Quote:
    """An instrument's prices (fen per t) and turnover of the session. Open, high and low are of listing trades."""

    previous_close_fen: int
    open_fen: int | None = None
    high_fen: int | None = None
    low_fen: int | None = None
    listed_t: int = 0
    listed_fen: int = 0
    block_t: int = 0
    block_fen: int = 0
    trades: int = 0


@dataclass(slots=True)
class _Purse:
    """What an account can still sell and spend.

    `settled_fen` is its money when the trades so far are settled in their order, `lowest_fen` the least it is on the
    way: trades are settled after the close, so what leaves before is not to be missing at any of them.
    """

    cash_fen: int
    sellable_t: dict[str, int] = field(default_factory=dict)
    bought_t: dict[str, int] = field(default_factory=dict)
    settled_fen: int = 0
    lowest_fen: int = 0
    claimed_t: dict[str, int] = field(default_factory=dict)  # an organ wants it as soon as an order gives it back
    held_t: dict[str, int] = field(default_factory=dict)  # given back by orders, for an organ


class Session:
    """One session of the exchange."""

    def __init__(
        self,
        terms: Terms,
        previous_close_fen: Mapping[str, int],
        positions: Iterable[tuple[str, str, int]],
        cash: Mapping[str, int],
    ) -> None:
        """Open a session.

        `positions`: (account, instrument, sellable tonnes); `cash`: account → fen. Instruments are those with
        a previous close.
        """
        self.trades: list[Trade] = []
        self.quotes = {name: Quote(close) for name, close in sorted(previous_close_fen.items())}
        self._terms = terms
        self._bands = {
            (name, way): terms.band(way, close)
            for name, close in previous_close_fen.items()
            for way in ("listing", "block")
        }
        self._purses = {account: _Purse(fen, settled_fen=fen, lowest_fen=fen) for account, fen in cash.items()}
        for account, instrument, tonnes in positions:
            self._purses.setdefault(account, _Purse(0)).sellable_t[instrument] = tonnes
        self._orders: dict[str, Order] = {}
        self._blocks: dict[str, _Block] = {}
        self._used: set[str] = set()
        self._seq = 0
        self._minute = 0
        self._is_closed = False
        self._released: dict[int, tuple[Release, Released]] = {}

    # time

    def at(self, minute: int) -> None:
        """Put the session at a minute of the day; time does not run back."""
        assert minute >= self._minute, "a session's time does not run back"
        self._minute = minute

    # listing

    def post(self, order_id: str, account: str, instrument: str, side: str, price_fen: int, quantity_t: int) -> Outcome:
        """Post a listing order and reserve what it offers."""
        if refused := self._not_allowed("listing", order_id, account, instrument, side, price_fen, quantity_t):
            return refused
        if refused := self._reserve(account, instrument, side, price_fen, quantity_t):
            return refused
        self._used.add(order_id)
        self._seq += 1
        self._orders[order_id] = Order(order_id, account, instrument, side, price_fen, quantity_t, self._seq)
        return ExchangeOutcome.ACCEPTED

    def take(
        self,
        order_id: str,
        account: str,
        instrument: str,
        side: str,
        price_fen: int,
        quantity_t: int,
        counterpart: str | None = None,
    ) -> Outcome:
        """Trade with posted orders of the other side, up to a price; `counterpart` names an order at the best price."""
        if refused := self._not_allowed("listing", order_id, account, instrument, side, price_fen, quantity_t):
            return refused
        found = self._opposite(instrument, side, account, price_fen)
        if counterpart is not None:
            chosen = self._orders.get(counterpart)
            if chosen is None or chosen.side == side or chosen.instrument != instrument:
                return ExchangeOutcome.ORDER_NOT_FOUND
            if chosen.account == account:
                return ExchangeOutcome.SAME_PARTY
            if not found or chosen.price_fen != found[0].price_fen:
                return ExchangeOutcome.NOT_AT_BEST_PRICE
            found = [chosen]
        if not found:
            return ExchangeOutcome.NO_COUNTERPART
        fills = _fills(found, quantity_t)
        if refused := self._take_out(account, instrument, side, fills):
            return refused
        self._used.add(order_id)
        for order, part in fills:
            order.left_t -= part
            self._trade("listing", order, side, order_id, account, part)
            if order.left_t == 0:
                del self._orders[order.id]
        return ExchangeOutcome.ACCEPTED

    def cancel(self, order_id: str, account: str) -> Outcome:
        """Withdraw what is left of a posted order or of a block that is not yet agreed, and free what it reserved."""
        if (block := self._blocks.get(order_id)) is not None:
            if block.waits_for == account:
                return ExchangeOutcome.NOT_YOUR_ORDER
            proposer, side = _proposer(block)
            if proposer != account:
                return ExchangeOutcome.NOT_YOUR_ORDER
            self._free(proposer, block.instrument, side, block.price_fen, block.quantity_t)
            del self._blocks[order_id]
            return ExchangeOutcome.ACCEPTED
        order = self._orders.get(order_id)
        if order is None:
            return ExchangeOutcome.ORDER_NOT_FOUND
        if order.account != account:
            return ExchangeOutcome.NOT_YOUR_ORDER
        self._free(account, order.instrument, order.side, order.price_fen, order.left_t)
        del self._orders[order_id]
        return ExchangeOutcome.ACCEPTED

    # block

    def block(
        self,
        order_id: str,
        account: str,
        counterparty: str,
        instrument: str,
        side: str,
        price_fen: int,
        quantity_t: int,
    ) -> Outcome:
        """Propose a block to a party; the proposal reserves what the proposer gives."""
        if refused := self._not_allowed("block", order_id, account, instrument, side, price_fen, quantity_t):
            return refused
        if counterparty not in self._purses:
            return ExchangeOutcome.ACCOUNT_NOT_FOUND
        if counterparty == account:
            return ExchangeOutcome.SAME_PARTY
        if refused := self._reserve(account, instrument, side, price_fen, quantity_t):
            return refused
        self._used.add(order_id)
        seller, buyer = (account, counterparty) if side == SELL else (counterparty, account)
        self._blocks[order_id] = _Block(order_id, instrument, seller, buyer, price_fen, quantity_t, counterparty)
        return ExchangeOutcome.ACCEPTED

    def confirm(self, order_id: str, account: str) -> Outcome:
        """Confirm a proposed block: the agreement stands when both have confirmed price and quantity."""
        if not self._terms.is_open("block", self._minute):
            return ExchangeOutcome.OUT_OF_HOURS
        found = self._blocks.get(order_id)
        if found is None:
            return ExchangeOutcome.ORDER_NOT_FOUND
        if found.waits_for != account:
            return ExchangeOutcome.NOT_YOUR_ORDER
        side = SELL if account == found.seller else BUY
        if refused := self._reserve(account, found.instrument, side, found.price_fen, found.quantity_t):
            return refused
        del self._blocks[order_id]
        self._deliver(
            "block", found.instrument, found.seller, found.buyer, found.price_fen, found.quantity_t, order_id, order_id
        )
        return ExchangeOutcome.ACCEPTED

    # what leaves before the close

    def release(self, request: Release) -> Released:
        """Give out what the registry asks for, as far as it is free; asked again, return what was given.

        Free are units that were there at the open and rest in no order, and money that rests in none and that no trade
        made so far needs when all are settled in turn: what was bought or earned today is settled after the close.
        """
        known = self._released.get(request.number)
        if known is not None:
            assert known[0] == request, f"request {request.number} of the registry was another one"
            return known[1]
        found = self._release(request)
        self._released[request.number] = request, found
        return found

    def _release(self, request: Release) -> Released:
        purse = self._purses.get(request.account)
        if self._is_closed:
            return Released(0, ReleaseOutcome.SESSION_CLOSED)
        if purse is None:
            return Released(0, ReleaseOutcome.ACCOUNT_NOT_FOUND)
        if not request.by_force and not self._terms.is_open("move_out", self._minute):
            return Released(0, ReleaseOutcome.OUT_OF_HOURS)
        given = min(request.amount, self._free_of(purse, request.instrument))
        if request.instrument == CASH:
            purse.cash_fen -= given
            purse.settled_fen -= given
            purse.lowest_fen -= given
        elif given:
            purse.sellable_t[request.instrument] -= given
        short = request.amount - given
        if not short:
            return Released(given, ReleaseOutcome.GIVEN)
        if request.by_force and request.instrument != CASH:
            purse.claimed_t[request.instrument] = purse.claimed_t.get(request.instrument, 0) + short
        return Released(given, self._why_short(purse, request))

    def _free_of(self, purse: _Purse, instrument: str) -> int:
        if instrument == CASH:
            return min(purse.cash_fen, purse.lowest_fen)
        return purse.sellable_t.get(instrument, 0)

    def _why_short(self, purse: _Purse, request: Release) -> ReleaseOutcome:
        side = BUY if request.instrument == CASH else SELL
        if self._rests(request.account, request.instrument, side):
            return ReleaseOutcome.RESTS_IN_ORDERS
        pending = purse.cash_fen if request.instrument == CASH else purse.bought_t.get(request.instrument, 0)
        return ReleaseOutcome.NOT_SETTLED if pending else ReleaseOutcome.NOT_THERE

    def _rests(self, account: str, instrument: str, side: str) -> bool:
        """Tell whether an account offers units of an instrument, or money for any, in a posted order or a block."""
        return any(
            o.account == account and o.side == side and instrument in (CASH, o.instrument)
            for o in self._orders.values()
        ) or any(_proposer(b) == (account, side) and instrument in (CASH, b.instrument) for b in self._blocks.values())

    # end

    def close(self) -> dict[str, int]:
        """Void what is left of all orders and return each instrument's closing price in fen.

        It is the mean of the day's listing trades weighted by quantity; without any, the previous close stays.
        """
        for order in list(self._orders.values()):
            self._free(order.account, order.instrument, order.side, order.price_fen, order.left_t)
        for block in self._blocks.values():
            proposer, side = _proposer(block)
            self._free(proposer, block.instrument, side, block.price_fen, block.quantity_t)
        self._orders.clear()
        self._blocks.clear()
        self._is_closed = True
        return {
            name: self._terms.close(q.listed_fen, q.listed_t) if q.listed_t else q.previous_close_fen
            for name, q in self.quotes.items()
        }

    # what can be seen

    def depth(self, instrument: str, side: str) -> list[tuple[int, int]]:
        """Return the best price levels of a side, as (price, quantity), at most as many as are shown."""
        levels: dict[int, int] = {}
        for order in self._side(instrument, side):
            levels[order.price_fen] = levels.get(order.price_fen, 0) + order.left_t
        return list(levels.items())[: self._terms.levels]

    def best(self, instrument: str, side: str) -> int | None:
        """Return the best price of a side, or None."""
        shown = self.depth(instrument, side)
        return shown[0][0] if shown else None

    def open_orders(self) -> list[Order]:
        """Return the posted orders in the order they came."""
        return sorted(self._orders.values(), key=lambda o: o.seq)

    def sellable(self, account: str, instrument: str) -> int:
        """Return what an account may still sell in this session."""
        purse = self._purses.get(account)
        return purse.sellable_t.get(instrument, 0) if purse else 0

    def cash(self, account: str) -> int:
        """Return the fen an account may still spend."""
        purse = self._purses.get(account)
        return purse.cash_fen if purse else 0

    def holding(self, account: str, instrument: str) -> int:
        """Return what an account has free of an instrument, what it bought in this session included."""
        purse = self._purses.get(account)
        if purse is None:
            return 0
        return sum(of.get(instrument, 0) for of in (purse.sellable_t, purse.bought_t, purse.held_t))

    def state_hash(self) -> str:
        """Return a digest of trades, posted orders and what every account has free."""
        state = sha256()
        for trade in self.trades:
            state.update(f"{trade}\n".encode())
        for order in self.open_orders():
            state.update(f"{order}\n".encode())
        for account, purse in sorted(self._purses.items()):
            sellable = sorted((k, v) for k, v in purse.sellable_t.items() if v)
            bought = sorted((k, v) for k, v in purse.bought_t.items() if v)
            state.update(f"{account} {purse.cash_fen} {sellable} {bought}\n".encode())
        for number, (request, given) in sorted(self._released.items()):
            state.update(f"{number} {request} {given.amount} {given.outcome}\n".encode())
        return state.hexdigest()

    # inside

    def _not_allowed(
        self, way: str, order_id: str, account: str, instrument: str, side: str, price_fen: int, quantity_t: int
    ) -> Outcome | None:
        terms = self._terms
        if not terms.is_open(way, self._minute):
            return ExchangeOutcome.OUT_OF_HOURS
        if order_id in self._used:
            return ExchangeOutcome.ORDER_ID_EXISTS
        if account not in self._purses:
            return ExchangeOutcome.ACCOUNT_NOT_FOUND
        if instrument not in self.quotes:
            return ExchangeOutcome.INSTRUMENT_NOT_TRADED
        if side not in (BUY, SELL):
            return ExchangeOutcome.BAD_SIDE
        if quantity_t <= 0:
            return ExchangeOutcome.QUANTITY_NOT_POSITIVE
        if quantity_t % terms.lot_t:
            return ExchangeOutcome.QUANTITY_OFF_LOT
        if way == "listing" and quantity_t >= terms.listing_limit_t:
            return ExchangeOutcome.LISTING_TOO_LARGE
        if way == "block" and quantity_t < terms.block_minimum_t:
            return ExchangeOutcome.BLOCK_TOO_SMALL
        if price_fen % terms.tick_fen:
            return ExchangeOutcome.PRICE_OFF_TICK
        low, high = self._bands[instrument, way]
        return None if low <= price_fen <= high else ExchangeOutcome.OUTSIDE_BAND

    def _reserve(self, account: str, instrument: str, side: str, price_fen: int, quantity_t: int) -> Outcome | None:
        purse = self._purses[account]
        if side == SELL:
            if purse.sellable_t.get(instrument, 0) < quantity_t:
                return ExchangeOutcome.EXCEEDS_HOLDING
            purse.sellable_t[instrument] -= quantity_t
        else:
            if purse.cash_fen < price_fen * quantity_t:
                return ExchangeOutcome.EXCEEDS_CASH
            purse.cash_fen -= price_fen * quantity_t
        return None

    def _free(self, account: str, instrument: str, side: str, price_fen: int, quantity_t: int) -> None:
        purse = self._purses[account]
        if side == BUY:
            purse.cash_fen += price_fen * quantity_t
            return
        held = min(purse.claimed_t.get(instrument, 0), quantity_t)
        if held:
            purse.claimed_t[instrument] -= held
            purse.held_t[instrument] = purse.held_t.get(instrument, 0) + held
        purse.sellable_t[instrument] += quantity_t - held

    def _take_out(self, account: str, instrument: str, side: str, fills: list[tuple[Order, int]]) -> Outcome | None:
        """Reserve what a take gives at the prices it will trade at."""
        purse = self._purses[account]
        total = sum(part for _, part in fills)
        value = sum(order.price_fen * part for order, part in fills)
        if side == SELL:
            if purse.sellable_t.get(instrument, 0) < total:
                return ExchangeOutcome.EXCEEDS_HOLDING
            purse.sellable_t[instrument] -= total
        else:
            if purse.cash_fen < value:
                return ExchangeOutcome.EXCEEDS_CASH
            purse.cash_fen -= value
        return None

    def _opposite(self, instrument: str, side: str, account: str, limit_fen: int) -> list[Order]:
        """Return the orders a take may meet: other parties', within its price, in the best five levels."""
        other = BUY if side == SELL else SELL
        shown = {price for price, _ in self.depth(instrument, other)}
        return [
            o
            for o in self._side(instrument, other)
            if o.price_fen in shown
            and o.account != account
            and (o.price_fen >= limit_fen if side == SELL else o.price_fen <= limit_fen)
        ]

    def _side(self, instrument: str, side: str) -> list[Order]:
        """Return one side's orders, best price first, then time."""
        sign = 1 if side == SELL else -1
        found = [o for o in self._orders.values() if o.side == side and o.instrument == instrument]
        return sorted(found, key=lambda o: (sign * o.price_fen, o.seq))

    def _trade(self, way: str, order: Order, side: str, taker_order: str, taker: str, quantity_t: int) -> None:
        if side == SELL:
            parties = (taker, order.account, taker_order, order.id)
        else:
            parties = (order.account, taker, order.id, taker_order)
        seller, buyer, sell_order, buy_order = parties
        self._deliver(way, order.instrument, seller, buyer, order.price_fen, quantity_t, sell_order, buy_order)

    def _deliver(
        self,
        way: str,
        instrument: str,
        seller: str,
        buyer: str,
        price_fen: int,
        quantity_t: int,
        sell_order: str,
        buy_order: str,
    ) -> None:
        """Book a trade whose two sides are reserved."""
        value = price_fen * quantity_t
        giving, taking = self._purses[seller], self._purses[buyer]
        giving.cash_fen += value
        giving.settled_fen += value
        taking.settled_fen -= value
        taking.lowest_fen = min(taking.lowest_fen, taking.settled_fen)
        taking.bought_t[instrument] = taking.bought_t.get(instrument, 0) + quantity_t
        number = len(self.trades) + 1
        self.trades.append(Trade(number, way, instrument, seller, buyer, price_fen, quantity_t, sell_order, buy_order))
        quote = self.quotes[instrument]
        quote.trades += 1
        if way == "block":
            quote.block_t += quantity_t
            quote.block_fen += value
            return
        quote.listed_t += quantity_t
        quote.listed_fen += value
        quote.open_fen = price_fen if quote.open_fen is None else quote.open_fen
        quote.high_fen = price_fen if quote.high_fen is None else max(quote.high_fen, price_fen)
        quote.low_fen = price_fen if quote.low_fen is None else min(quote.low_fen, price_fen)


def _proposer(block: _Block) -> tuple[str, str]:
    """Return who proposed a block, and as which side."""
    return (block.buyer, BUY) if block.waits_for == block.seller else (block.seller, SELL)


def _fills(orders: list[Order], quantity_t: int) -> list[tuple[Order, int]]:
    """Return how much of each order a quantity takes, in their order."""
    fills = []
    for order in orders:
        part = min(order.left_t, quantity_t)
        fills.append((order, part))
        quantity_t -= part
        if quantity_t == 0:
            break
    return fills
