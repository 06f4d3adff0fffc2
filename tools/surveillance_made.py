"""Sessions made from a seed: an honest market, and abuse of known kind, place and strength in it.

Prices, sizes and habits are modelled, not taken from anywhere. What looks like abuse and is none stands in every
session: makers of a market that withdraw hundreds of orders, plants that buy every day before a deadline, a group
whose members meet by chance, blocks at a discount, orders left far below the market, a slip against one's own order, a
product hardly anybody trades, and a disclosure that nobody knew of.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np

from tanshi.exchange.matching.messages import CODES, MESSAGE, REPLY
from tanshi.exchange.matching.opening import AGREEMENT, Balance, Opening, Product
from tanshi.exchange.matching.oracle import Oracle
from tanshi.exchange.matching.plain import frames
from tanshi.exchange.matching.records import BUY, SELL, Kind, Message, Reply
from tanshi.exchange.surveillance.reading import Deal, Played, tape_of, with_earlier
from tanshi.exchange.surveillance.relations import Disclosure, Known, Relation
from tanshi.exchange.surveillance.tape import Tape

S = 10**9
CLOSE_FEN = 8000
SESSION = "2024-11-14"
EARLIER = ("2024-11-06", "2024-11-07", "2024-11-08", "2024-11-11", "2024-11-12", "2024-11-13")
HOURS = (
    ("auction", ((570, 900),)), ("block", ((780, 900),)), ("listing", ((570, 690), (780, 900))),
    ("move_out", ((570, 900),)),
)  # fmt: skip
OPEN_S, NOON_S, AFTER_S, END_S = 570 * 60, 690 * 60, 780 * 60, 900 * 60

MAKERS = tuple(f"maker {n}" for n in range(2))
PLANTS = tuple(f"plant {n}" for n in range(24))
DAILY = PLANTS[:3]  # buy every day before the deadline
TRADERS = tuple(f"trader {n}" for n in range(16))
GROUP = (PLANTS[10], PLANTS[11], TRADERS[0], TRADERS[1])
ABUSERS = ("suspect 0", "suspect 1")
ACCOUNTS = (*MAKERS, *PLANTS, *TRADERS, *ABUSERS)
INSTRUMENTS = ("CEA24", "CEA23")

#: How strong an abuse is: parts of what is plain.
STRENGTHS = {"slight": 0.6, "plain": 1.0, "gross": 1.8}


@dataclass(frozen=True, slots=True)
class Planted:
    """An abuse in a session: what a detector of this name should find."""

    detector: str
    strength: str
    accounts: tuple[str, ...]
    instrument: str


@dataclass(frozen=True, slots=True)
class Made:
    """A session, what is known from outside, and what was planted."""

    played: Played
    tape: Tape
    known: Known
    planted: Planted | None


class Market:
    """A session being made: what is to happen at which second, on the plain core."""

    def __init__(self, seed: int) -> None:
        """Open the session."""
        self.chance = random.Random(seed)
        self.opening = _opening()
        self.core = Oracle(self.opening)
        self.mid = [CLOSE_FEN * (1 + self.chance.gauss(0, 0.005)) for _ in INSTRUMENTS]
        self.deals_before: dict[str, list[Deal]] = {}
        self.relations: list[Relation] = [Relation("group_mandate", GROUP)]
        self._queue: list[tuple[float, int, Callable[[], object]]] = []
        self._said = 0
        self.now_s = 0.0
        self._messages: list[Message] = []
        self._times: list[int] = []
        self._replies: list[Reply] = []

    def at(self, second: float, do: Callable[[], object]) -> None:
        """Do something at a second of the day; in the noon break, or after the close, nothing is done."""
        self._said += 1
        heappush(self._queue, (second, self._said, do))

    def play(self) -> Played:
        """Let happen what is to happen."""
        while self._queue:
            self.now_s, _, do = heappop(self._queue)
            if OPEN_S <= self.now_s < NOON_S or AFTER_S <= self.now_s < END_S:
                do()
        self.now_s = END_S
        self._send(Kind.CLOSE, client=0)
        return self._played()

    # what accounts do

    def post(self, who: str, instrument: int, side: int, price_fen: float, quantity_t: float) -> int:
        """Post an order within the band; return its name, 0 if it was refused."""
        product = self.opening.products[instrument]
        price = min(max(round(price_fen), product.listing_low_fen), product.listing_high_fen)
        return self._send(
                Kind.POST, account=_place(who), instrument=instrument, side=side, price_fen=price,
                quantity=_size(quantity_t),
            ).order  # fmt: skip

    def take(self, who: str, instrument: int, side: int, price_fen: float, quantity_t: float, ref: int = 0) -> int:
        """Take up to a price, or one order at the best price; return the tonnes."""
        product = self.opening.products[instrument]
        price = min(max(round(price_fen), product.listing_low_fen), product.listing_high_fen)
        return self._send(
                Kind.TAKE, account=_place(who), instrument=instrument, side=side, price_fen=price,
                quantity=_size(quantity_t), ref=ref,
            ).filled_t  # fmt: skip

    def cancel(self, who: str, order: int) -> None:
        """Withdraw an order."""
        self._send(Kind.CANCEL, account=_place(who), ref=order)

    def block(self, seller: str, buyer: str, instrument: int, price_fen: float, quantity_t: int) -> None:
        """Agree on a block."""
        product = self.opening.products[instrument]
        price = min(max(round(price_fen), product.block_low_fen), product.block_high_fen)
        offered = self._send(
            Kind.BLOCK_OFFER, account=_place(seller), instrument=instrument, side=SELL, price_fen=price,
            quantity=quantity_t, counterparty=_place(buyer),
        )  # fmt: skip
        self._send(Kind.BLOCK_CONFIRM, account=_place(buyer), ref=offered.order)

    def best(self, instrument: int, side: int) -> int:
        """Return the best price of a side, or one near the middle if nobody is there."""
        levels = self.core.depth(instrument, side)
        return levels[0][0] if levels else round(self.mid[instrument] * (0.995 if side == BUY else 1.005))

    def inside(self, instrument: int, side: int) -> int:
        """Return a price one fen better than the best of a side."""
        return self.best(instrument, side) + (1 if side == BUY else -1)

    def _send(self, kind: Kind, *, client: int = 1, **fields: int) -> Reply:
        sent = Message(kind, client=client, number=len(self._messages) + 1, **fields)
        time_ns = int(self.now_s * S)
        self.core.at(time_ns)
        self._messages.append(sent)
        self._times.append(time_ns)
        self._replies.append(self.core.handle(sent))
        return self._replies[-1]

    def _played(self) -> Played:
        replies = np.zeros(len(self._replies), REPLY)
        replies["sequence"] = np.arange(1, len(replies) + 1)
        replies["outcome"] = [CODES[said.outcome] for said in self._replies]
        for name in ("order", "filled_t", "value_fen", "left_t"):
            replies[name] = [getattr(said, name) for said in self._replies]
        for name in ("kind", "client", "account", "number"):
            replies[name] = [getattr(sent, name) for sent in self._messages]
        return Played(
            self.opening, np.array(self._messages, MESSAGE), np.array(self._times, np.int64), replies,
            frames(self.core.deals),
        )  # fmt: skip


def made(seed: int, abuse: str = "", strength: str = "plain") -> Made:
    """Return the session of a seed, with an abuse in it; equal arguments give equal sessions."""
    from tools.surveillance_abuse import ABUSES

    market = Market(seed)
    _honest(market)
    planted = None
    if abuse:
        accounts, instrument = ABUSES[abuse](market, STRENGTHS[strength])
        planted = Planted(abuse, strength, accounts, INSTRUMENTS[instrument])
    played = market.play()
    disclosures = (Disclosure(SESSION, 14 * 3600 * S),)
    tape = with_earlier(tape_of(played), market.deals_before)
    return Made(played, tape, Known(tuple(market.relations), disclosures), planted)


def _opening() -> Opening:
    products = tuple(
        Product(name, AGREEMENT, CLOSE_FEN, 7200, 8800, 5600, 10400, 1, 1, 1, 100_000, 100_000, 5)
        for name in INSTRUMENTS
    )
    balances = tuple(Balance(a, i, 3_000_000) for a in range(len(ACCOUNTS)) for i in range(len(products)))
    return Opening(SESSION, ACCOUNTS, products, balances, (10**12,) * len(ACCOUNTS), HOURS)


def _honest(market: Market) -> None:
    _wander(market)
    _past(market)
    for who in MAKERS:
        for instrument in range(len(INSTRUMENTS)):
            _make(market, who, instrument, [])
    for who in (*TRADERS, *ABUSERS):
        _trade(market, who, mean_s=900, side=None)
    for who in PLANTS:
        side = BUY if who in DAILY or market.chance.random() < 0.5 else SELL
        _trade(market, who, mean_s=400 if who in DAILY else 3600, side=side)
    _blocks(market)


def _wander(market: Market) -> None:
    """Let the middle price wander every minute, a little less than two percent a day."""

    def step() -> None:
        for n in range(len(INSTRUMENTS)):
            market.mid[n] *= 1 + market.chance.gauss(0, 0.0011)
            market.mid[n] = min(max(market.mid[n], CLOSE_FEN * 0.93), CLOSE_FEN * 1.07)

    for second in range(OPEN_S, END_S, 60):
        market.at(second, step)


def _make(market: Market, who: str, instrument: int, resting: list[int]) -> None:
    """Quote both sides at two prices, and again every few minutes."""

    def quote() -> None:
        while resting:
            market.cancel(who, resting.pop())
        for level in (1, 2):
            for side in (BUY, SELL):
                away = (0.002 + 0.003 * level) * (1 + market.chance.random() / 2) * (-1 if side == BUY else 1)
                size = market.chance.uniform(800, 4000)
                resting.append(market.post(who, instrument, side, market.mid[instrument] * (1 + away), size))

    for start, end in ((OPEN_S, NOON_S), (AFTER_S, END_S)):
        second = start + market.chance.uniform(0, 20)
        while second < end:
            market.at(second, quote)
            second += market.chance.uniform(120, 360)


def _trade(market: Market, who: str, mean_s: float, side: int | None) -> None:
    """Post, take or think again, now and then, more often towards the end."""
    chance = market.chance

    def act() -> None:
        instrument = 0 if chance.random() < 0.9 else 1
        way = side if side is not None else chance.choice((BUY, SELL))
        size = chance.lognormvariate(7.0, 0.9)
        if chance.random() < 0.45:
            _take_if_fair(market, who, instrument, way, size)
            return
        away = abs(chance.gauss(0, 0.006)) if chance.random() < 0.95 else chance.uniform(0.05, 0.09)
        order = market.post(who, instrument, way, market.mid[instrument] * (1 + (away if way else -away)), size)
        if order and chance.random() < 0.3:
            market.at(market.now_s + chance.expovariate(1 / 600), lambda: market.cancel(who, order))
        if order and chance.random() < 0.01:
            market.take(who, instrument, 1 - way, market.best(instrument, way), size, order)  # a slip

    for start, end in ((OPEN_S, NOON_S), (AFTER_S, END_S - 900), (END_S - 900, END_S)):
        mean = mean_s if end != END_S else mean_s / 2
        second = start + chance.expovariate(1 / mean)
        while second < end:
            market.at(second, act)
            second += chance.expovariate(1 / mean)


def _take_if_fair(market: Market, who: str, instrument: int, side: int, size_t: float) -> None:
    best, fair = market.best(instrument, 1 - side), market.mid[instrument]
    if best <= fair * 1.02 if side == BUY else best >= fair * 0.98:
        market.take(who, instrument, side, best, size_t)


def _blocks(market: Market) -> None:
    chance = market.chance
    for _ in range(chance.randint(0, 3)):
        seller, buyer = chance.sample((*PLANTS, *TRADERS), 2)
        price = CLOSE_FEN * (1 + chance.gauss(-0.02, 0.04))
        size = chance.randint(100, 400) * 1000
        market.at(
            chance.uniform(AFTER_S, END_S),
            lambda s=seller, b=buyer, p=price, t=size: market.block(s, b, 0, p, t),  # type: ignore[misc]
        )


def _past(market: Market) -> None:
    """Draw the trades of the sessions before: who buys every day did so then too."""
    chance = market.chance
    for name in EARLIER:
        mean = CLOSE_FEN * (1 + chance.gauss(0, 0.02))
        deals = []
        for number in range(1, chance.randint(120, 200)):
            seller, buyer = chance.sample((*MAKERS, *MAKERS, *PLANTS, *TRADERS, *TRADERS, *ABUSERS), 2)
            buyer = chance.choice(DAILY) if number % 6 == 0 else buyer
            if seller == buyer:
                continue
            price = round(mean * (1 + chance.gauss(0, 0.006)))
            instrument = INSTRUMENTS[0 if chance.random() < 0.9 else 1]
            size = _size(chance.lognormvariate(7.0, 0.9))
            deals.append(Deal(number, "listing", instrument, seller, buyer, price, size))
        market.deals_before[name] = deals


def _place(who: str) -> int:
    return ACCOUNTS.index(who)


def _size(quantity_t: float) -> int:
    return min(max(round(quantity_t / 10) * 10, 10), 99_990)
