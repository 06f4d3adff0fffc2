"""A session of one class of products by name: accounts, instruments and orders are called what people call them.

What is right is said in `oracle`; here names become numbers and back. Time comes in by minutes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from tanshi.core.outcome import Outcome
from tanshi.exchange.matching.opening import Balance, Opening, Product, Times
from tanshi.exchange.matching.oracle import Oracle
from tanshi.exchange.matching.outcome import ExchangeOutcome
from tanshi.exchange.matching.quotes import Quote
from tanshi.exchange.matching.records import CASH as MONEY
from tanshi.exchange.matching.records import EXCHANGE, NONE, Deal, Kind, Message, Reply
from tanshi.exchange.matching.release import CASH, Release, Released, ReleaseOutcome

BUY, SELL = "buy", "sell"
_SIDES = {BUY: 0, SELL: 1}
_WAYS = ("listing", "block", "auction")

#: Numbers of what has no name.
_NO_SIDE, _NO_INSTRUMENT, _NO_ORDER = 2, MONEY - 1, (1 << 64) - 1


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


class Session:
    """One session of the exchange."""

    def __init__(
        self,
        products: Sequence[Product],
        hours: Times,
        positions: Iterable[tuple[str, str, int]],
        cash: Mapping[str, int],
    ) -> None:
        """Open a session.

        `products`: what is traded, with the limits of the day; `hours`: when, by way of trading; `positions`: (account,
        instrument, sellable tonnes); `cash`: account → fen.
        """
        positions = list(positions)
        self._accounts = list(dict.fromkeys([*cash, *(account for account, _, _ in positions)]))
        self._account = {name: number for number, name in enumerate(self._accounts)}
        products = sorted(products, key=lambda product: product.instrument)
        self._instruments = [product.instrument for product in products]
        self._instrument = {name: number for number, name in enumerate(self._instruments)}
        self.opening = Opening(
            session="",
            accounts=tuple(self._accounts),
            products=tuple(products),
            balances=tuple(Balance(self._account[a], self._instrument[i], tonnes) for a, i, tonnes in positions),
            cash_fen=tuple(cash.get(name, 0) for name in self._accounts),
            hours=hours,
        )
        self._oracle = Oracle(self.opening)
        self.trades: list[Trade] = []
        self.quotes: dict[str, Quote] = dict(zip(self._instruments, self._oracle.quotes, strict=True))
        self._sent = 0
        self._names: dict[str, int] = {}  # of orders that came to rest; a take has none
        self._ids: dict[int, str] = {}
        self._seq: dict[str, int] = {}
        self._released: dict[int, tuple[Release, Released]] = {}

    # time

    def at(self, minute: int) -> None:
        """Put the session at a minute of the day; time does not run back."""
        self._oracle.at(minute * 60 * 10**9)

    # listing

    def post(self, order_id: str, account: str, instrument: str, side: str, price_fen: int, quantity_t: int) -> Outcome:
        """Post a listing order and reserve what it offers."""
        made = self._order(Kind.POST, "listing", order_id, account, instrument, side, price_fen, quantity_t)
        if made is ExchangeOutcome.ACCEPTED:
            self._seq[order_id] = len(self._seq) + 1
        return made

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
        ref = 0 if counterpart is None else self._names.get(counterpart, _NO_ORDER)
        return self._order(Kind.TAKE, "listing", order_id, account, instrument, side, price_fen, quantity_t, ref=ref)

    def cancel(self, order_id: str, account: str) -> Outcome:
        """Withdraw what is left of a posted order or of a block that is not yet agreed, and free what it reserved."""
        return self._send(Kind.CANCEL, order_id, account=self._number(account), ref=self._name(order_id)).outcome

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
        other = self._number(counterparty)
        return self._order(
            Kind.BLOCK_OFFER, "block", order_id, account, instrument, side, price_fen, quantity_t, counterparty=other
        )

    def confirm(self, order_id: str, account: str) -> Outcome:
        """Confirm a proposed block: the agreement stands when both have confirmed price and quantity."""
        sent = self._send(Kind.BLOCK_CONFIRM, order_id, account=self._number(account), ref=self._name(order_id))
        return sent.outcome

    # what leaves before the close

    def release(self, request: Release) -> Released:
        """Give out what the registry asks for, as far as it is free; asked again, return what was given."""
        known = self._released.get(request.number)
        if known is not None:
            assert known[0] == request, f"request {request.number} of the registry was another one"
            return known[1]
        found = self._release(request)
        self._released[request.number] = request, found
        return found

    def _release(self, request: Release) -> Released:
        instrument = MONEY if request.instrument == CASH else self._place(request.instrument)
        gave = self._send(
            Kind.RELEASE, "", account=self._number(request.account), instrument=instrument, quantity=request.amount,
            side=int(request.by_force), ref=self._sent + 1,
        )  # fmt: skip
        match gave.outcome:
            case ExchangeOutcome.ACCEPTED:
                return Released(gave.value_fen, ReleaseOutcome.GIVEN)
            case ExchangeOutcome.INSTRUMENT_NOT_TRADED:
                return Released(0, ReleaseOutcome.NOT_THERE)
        return Released(gave.value_fen, ReleaseOutcome[gave.outcome.name])

    # end

    def close(self) -> Mapping[str, Quote]:
        """Void what is left of all orders and return what each instrument was traded at."""
        self._send(Kind.CLOSE, "")
        return self.quotes

    # what can be seen

    def depth(self, instrument: str, side: str) -> list[tuple[int, int]]:
        """Return the best price levels of a side, as (price, quantity), at most as many as are shown."""
        return self._oracle.depth(self._instrument[instrument], _SIDES[side])

    def best(self, instrument: str, side: str) -> int | None:
        """Return the best price of a side, or None."""
        return self._oracle.queue(self._instrument[instrument], _SIDES[side]).best()

    def open_orders(self) -> list[Order]:
        """Return the posted orders in the order they came."""
        return [o for id, seq in self._seq.items() if (o := self._open_order(id, seq)) is not None]

    def sellable(self, account: str, instrument: str) -> int:
        """Return what an account may still sell in this session."""
        if account not in self._account or instrument not in self._instrument:
            return 0
        return self._oracle.position(self._account[account], self._instrument[instrument]).sellable_t

    def cash(self, account: str) -> int:
        """Return the fen an account may still spend."""
        return self._oracle.purse(self._account[account]).cash_fen if account in self._account else 0

    def holding(self, account: str, instrument: str) -> int:
        """Return what an account has free of an instrument, what it bought in this session included."""
        if account not in self._account or instrument not in self._instrument:
            return 0
        found = self._oracle.position(self._account[account], self._instrument[instrument])
        return found.sellable_t + found.bought_t + found.held_t

    def state_hash(self) -> str:
        """Return a digest of trades, posted orders and what every account has free."""
        state = sha256()
        for trade in self.trades:
            state.update(f"{trade}\n".encode())
        for order in self.open_orders():
            state.update(f"{order}\n".encode())
        for account in sorted(self._accounts):
            purse = self._oracle.purse(self._account[account])
            found = [(i, self._oracle.position(self._account[account], n)) for i, n in self._instrument.items()]
            sellable = [(i, p.sellable_t) for i, p in found if p.sellable_t]
            bought = [(i, p.bought_t) for i, p in found if p.bought_t]
            state.update(f"{account} {purse.cash_fen} {sellable} {bought}\n".encode())
        for number, (request, given) in sorted(self._released.items()):
            state.update(f"{number} {request} {given.amount} {given.outcome}\n".encode())
        return state.hexdigest()

    # inside

    def _order(
        self, kind: Kind, way: str, order_id: str, account: str, instrument: str, side: str, price_fen: int,
        quantity_t: int, *, ref: int = 0, counterparty: int = NONE,
    ) -> Outcome:  # fmt: skip
        if not self._oracle.is_closed:
            if not self._oracle.is_open(way):
                return ExchangeOutcome.OUT_OF_HOURS
            if order_id in self._names:
                return ExchangeOutcome.ORDER_ID_EXISTS
        said = self._send(
            kind, order_id, account=self._number(account), instrument=self._place(instrument),
            side=_SIDES.get(side, _NO_SIDE), price_fen=price_fen, quantity=quantity_t, ref=ref,
            counterparty=counterparty,
        )  # fmt: skip
        if said.outcome is ExchangeOutcome.ACCEPTED:
            self._names[order_id] = said.order
            self._ids[said.order] = order_id
        return said.outcome

    def _send(self, kind: Kind, order_id: str, **fields: int) -> Reply:
        self._sent += 1
        said, deals = self._handle(Message(kind, client=EXCHANGE, number=self._sent, **fields))
        self.trades += [self._trade(deal, order_id) for deal in deals]
        return said

    def _handle(self, asked: Message) -> tuple[Reply, list[Deal]]:
        """Carry out a message; return what is said to it and the trades it made."""
        said, deals = self._oracle.handle(asked), self._oracle.deals.copy()
        self._oracle.deals.clear()
        return said, deals

    def _trade(self, deal: Deal, order_id: str) -> Trade:
        sold, bought = (self._ids[name] if name else order_id for name in (deal.sell_order, deal.buy_order))
        return Trade(
            deal.number, _WAYS[deal.way], self._instruments[deal.instrument], self._accounts[deal.seller],
            self._accounts[deal.buyer], deal.price_fen, deal.quantity_t, sold, bought,
        )  # fmt: skip

    def _open_order(self, order_id: str, seq: int) -> Order | None:
        found = self._oracle.order(self._names[order_id])
        if found is None:
            return None
        account, instrument = self._accounts[found.account], self._instruments[found.instrument]
        return Order(order_id, account, instrument, (BUY, SELL)[found.side], found.price_fen, found.left_t, seq)

    def _number(self, account: str) -> int:
        return self._account.get(account, NONE)

    def _place(self, instrument: str) -> int:
        return self._instrument.get(instrument, _NO_INSTRUMENT)

    def _name(self, order_id: str) -> int:
        return self._names.get(order_id, _NO_ORDER)
