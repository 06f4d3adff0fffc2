"""A small core that is plainly right: one product, price and time, balances. It stands in for the real ones where it is
the process that is tried.
"""

from hashlib import sha256
from itertools import count

import numpy as np

from tanshi.exchange.matching.messages import BUY, CODES, MESSAGE, REPLY, SELL, TRADE, Kind
from tanshi.exchange.matching.opening import Balance, Opening, Product
from tanshi.exchange.matching.outcome import ExchangeOutcome as Outcome

VERSION = "stub/1"


def an_opening(accounts=4, tonnes=1_000_000, fen=10**12, session="2026-11-23"):
    """Every account has units and money."""
    product = Product("CEA25", "price_time", 8000, 7200, 8800, 5600, 10400, 1, 1, 1, 100_000, 100_000, 5)
    return Opening(
        session,
        tuple(f"A{n}" for n in range(accounts)),
        (product,),
        tuple(Balance(n, 0, tonnes) for n in range(accounts)),
        (fen,) * accounts,
        (("listing", ((0, 1440),)),),
    )


class Stub:
    """A session of one product."""

    def __init__(self, opening):
        self.sequence = self.trades = 0
        self._cash = list(opening.cash_fen)
        self._units = {b.account: b.sellable_t for b in opening.balances}
        self._book = {BUY: [], SELL: []}  # (rank, order, account, left)
        self._last = {}
        self._names = count(1)
        self._is_closed = False
        self._digest = sha256(opening.encode())

    def lot(self, messages, time_ns):
        replies, trades = np.zeros(len(messages), REPLY), []
        for place, message in enumerate(messages.tolist()):
            kind, side, _, account, client, _, number, price, quantity, ref, _, _ = message
            self.sequence += 1
            order = filled = value = left = 0
            if number <= self._last.get(client, 0):
                outcome = Outcome.ORDER_ID_EXISTS
            else:
                self._last[client] = number
                outcome, order, filled, value, left = self._do(kind, side, account, price, quantity, ref, trades)
            code = CODES[outcome]
            replies[place] = (code, kind, [0] * 5, client, account, number, self.sequence, order, filled, value, left)
        made = np.array(trades, TRADE) if trades else np.zeros(0, TRADE)
        self._digest.update(replies.tobytes() + made.tobytes())
        return replies, made

    def state_hash(self):
        rest = repr((self._cash, sorted(self._units.items()), self._book, sorted(self._last.items())))
        return sha256(self._digest.digest() + rest.encode()).hexdigest()

    def depth(self, instrument, side):
        levels = {}
        for _, price, _, _, left in self._book[side]:
            levels[price] = levels.get(price, 0) + left
        return list(levels.items())[:5]

    def _do(self, kind, side, account, price, quantity, ref, trades):
        if self._is_closed:
            return Outcome.OUT_OF_HOURS, 0, 0, 0, 0
        if kind == Kind.CLOSE:
            self._is_closed = True
            return Outcome.ACCEPTED, 0, 0, 0, 0
        if kind == Kind.CANCEL:
            return self._cancel(account, ref)
        if kind != Kind.POST:
            return Outcome.ACCEPTED, 0, 0, 0, 0
        if account not in self._units:
            return Outcome.ACCOUNT_NOT_FOUND, 0, 0, 0, 0
        if quantity <= 0:
            return Outcome.QUANTITY_NOT_POSITIVE, 0, 0, 0, 0
        if self._take_out(account, side, price, quantity):
            return (Outcome.EXCEEDS_HOLDING if side == SELL else Outcome.EXCEEDS_CASH), 0, 0, 0, 0
        return self._post(account, side, price, quantity, trades)

    def _take_out(self, account, side, price, quantity):
        """Reserve; return whether it is too much."""
        if side == SELL:
            if self._units[account] < quantity:
                return True
            self._units[account] -= quantity
        else:
            if self._cash[account] < price * quantity:
                return True
            self._cash[account] -= price * quantity
        return False

    def _post(self, account, side, price, quantity, trades):
        name, left, value = next(self._names), quantity, 0
        other = self._book[1 - side]
        while left and other and (other[0][1] <= price if side == BUY else other[0][1] >= price):
            rank, at, order, maker, open_ = other[0]
            part = min(left, open_)
            left -= part
            value += at * part
            other[0] = (rank, at, order, maker, open_ - part)
            if part == open_:
                other.pop(0)
            buyer, seller = (account, maker) if side == BUY else (maker, account)
            self._cash[seller] += at * part
            self._cash[buyer] += (price - at) * part if side == BUY else 0
            self.trades += 1
            sell, buy = (order, name) if side == BUY else (name, order)
            trades.append((self.trades, self.sequence, 0, 0, side, seller, buyer, 0, at, part, sell, buy))
        if left:
            self._book[side].append(((price if side == SELL else -price, name), price, name, account, left))
            self._book[side].sort()
        return Outcome.ACCEPTED, name, quantity - left, value, left

    def _cancel(self, account, ref):
        for side, orders in self._book.items():
            for place, (_, price, name, owner, left) in enumerate(orders):
                if name == ref:
                    if owner != account:
                        return Outcome.NOT_YOUR_ORDER, 0, 0, 0, 0
                    del orders[place]
                    if side == SELL:
                        self._units[account] += left
                    else:
                        self._cash[account] += price * left
                    return Outcome.ACCEPTED, name, 0, 0, 0
        return Outcome.ORDER_NOT_FOUND, 0, 0, 0, 0


def posts(first, orders, client=1):
    """Messages of a client, numbered from `first`: (account, side, price, quantity) each."""
    made = np.zeros(len(orders), MESSAGE)
    made["kind"], made["client"] = Kind.POST, client
    made["number"] = np.arange(first, first + len(orders))
    for field, place in (("account", 0), ("side", 1), ("price_fen", 2), ("quantity", 3)):
        made[field] = [order[place] for order in orders]
    return made


def random_posts(chance, first, size, client=1, accounts=4):
    """Messages that meet now and then; `chance`: `random.Random`."""
    return posts(
        first,
        [
            (chance.randrange(accounts), chance.randrange(2), 8000 + chance.randint(-20, 20), chance.randint(1, 50))
            for _ in range(size)
        ],
        client,
    )
