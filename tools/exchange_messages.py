"""Random messages to a session, from a seed: all that clients and the exchange may send, good and bad.

A source is told the replies, because most messages name what rests. Most orders are near the middle of a narrow band,
so that queues form and are eaten; bad values of every field come now and then.
"""

from __future__ import annotations

import random

import numpy as np

from tanshi.exchange.matching.core import Messages, Replies, Trades
from tanshi.exchange.matching.messages import MESSAGE, Kind
from tanshi.exchange.matching.opening import AGREEMENT, PRICE_TIME, Balance, Opening, Product
from tanshi.exchange.matching.records import CASH, NONE

#: The whole day, so that a long trial is not cut by hours; the tables of tests look at hours.
_ALL_DAY = ((0, 24 * 60),)
HOURS = tuple((way, _ALL_DAY) for way in ("auction", "block", "listing", "move_out"))

#: The instrument with a coarse tick; its orders are on it.
_COARSE = 2

_COMMON = ((Kind.POST, 52), (Kind.TAKE, 12), (Kind.CANCEL, 26))
_RARE = (
    (Kind.BLOCK_POST, 6), (Kind.BLOCK_OFFER, 10), (Kind.BLOCK_CONFIRM, 10), (Kind.BID, 10), (Kind.DEPOSIT, 6),
    (Kind.RELEASE, 6), (Kind.BAR, 3), (Kind.HALT, 2), (Kind.RESUME, 1), (Kind.LIMIT, 3), (Kind.AUCTION_OPEN, 3),
    (Kind.AUCTION_CLOSE, 2), (Kind.VOID, 5), (Kind.TICK, 1),
)  # fmt: skip


def opening(accounts: int, instruments: int, *, tonnes: int = 200_000, fen: int = 10**10) -> Opening:
    """Return an opening with products of both kinds, a coarse one and one where parties may meet themselves."""
    products = tuple(
        Product(
            f"P{n}", PRICE_TIME if n % 2 else AGREEMENT, 1000, 950, 1050, 700, 1300, tick_fen=5 if n == _COARSE else 1,
            lot_t=10 if n == _COARSE else 1, listing_minimum_t=10 if n == _COARSE else 1, listing_limit_t=1000,
            block_minimum_t=1000, levels=5 if n % 2 == 0 else 1, self_trade=n == 3,
            one_way=n in (4, 5),
        )
        for n in range(instruments)
    )  # fmt: skip
    balances = tuple(
        Balance(a, i, tonnes, a % 7, tonnes + 3000 if a % 5 == 0 else 0, int(a % 11 == 3))
        for a in range(accounts) for i in range(instruments)
    )  # fmt: skip
    return Opening("trial", tuple(f"A{n}" for n in range(accounts)), products, balances, (fen,) * accounts, HOURS)


class Source:
    """Draws messages; `rare` and `bad` are parts of a thousand."""

    def __init__(self, seed: int, found: Opening, *, rare: int = 30, bad: int = 10, clients: int = 20) -> None:
        """Begin; equal seeds and replies give equal messages."""
        self._chance = random.Random(seed)
        self._opening = found
        self._rare, self._bad, self._clients = rare, bad, clients
        self._numbers = [0] * (clients + 1)
        self._live: list[tuple[int, int]] = []  # name, account
        self._postings: list[tuple[int, int, int]] = []  # name, instrument, side
        self._offers: list[tuple[int, int]] = []  # name, who may confirm it
        self._posters: dict[int, int] = {}
        self._auctions: list[tuple[int, int]] = [(0, 0)]  # instrument, asking side
        self._halted: int | None = None
        self._deposits = self._requests = 0
        self._deals: list[tuple[int, ...]] = []
        self._sent: Messages = np.zeros(0, MESSAGE)

    def draw(self, size: int) -> Messages:
        """Return so many messages."""
        self._sent = np.array([self._one() for _ in range(size)], MESSAGE)
        return self._sent

    def told(self, replies: Replies, trades: Trades) -> None:
        """Take in what was said to the messages drawn last."""
        for sent, said in zip(self._sent.tolist(), replies.tolist(), strict=True):
            if not said[0] and said[7] and said[10]:
                if sent[0] in (Kind.POST, Kind.BID) or said[7] % 4 == 0:
                    self._live.append((said[7], sent[3]))
                if sent[0] == Kind.BLOCK_POST:
                    self._postings.append((said[7], sent[2], sent[1]))
                    self._posters[said[7]] = sent[3]
                elif sent[0] == Kind.BLOCK_OFFER:
                    self._offers.append((said[7], self._posters.get(sent[9], sent[5])))
        self._deals += trades.tolist()[-20:]
        del self._deals[:-200], self._live[:-3000], self._offers[:-8], self._postings[:-8]

    def _one(self) -> tuple[int, ...]:
        draw = self._chance
        rare = draw.randrange(1000) < self._rare
        resumes = self._halted is not None and draw.randrange(30) == 0
        kinds, weights = zip(*(_RARE if rare else _COMMON), strict=True)
        (kind,) = (Kind.RESUME,) if resumes else draw.choices(kinds, weights)
        message = dict.fromkeys(MESSAGE.names or (), 0)
        message |= {
            "kind": int(kind), "side": draw.randrange(2), "instrument": draw.randrange(len(self._opening.products)),
            "account": draw.randrange(len(self._opening.accounts)), "counterparty": NONE,
            "client": 0 if kind >= Kind.DEPOSIT else 1 + draw.randrange(self._clients),
            "price_fen": self._price(),
            "quantity": draw.choice((10, 990, 1000, 2000, 3010) if rare else (1, 10, 50, 100, 990)),
        }  # fmt: skip
        if message["instrument"] == _COARSE:
            message["price_fen"] -= message["price_fen"] % 5
        self._complete(kind, message)
        if draw.randrange(1000) < self._bad:
            self._spoil(message)
        client = message["client"]
        if client < len(self._numbers):
            self._numbers[client] += 0 if draw.randrange(500) == 0 else 1
            message["number"] = self._numbers[client]
        return tuple(message.values())

    def _price(self) -> int:
        return 1000 + round(self._chance.gauss(0, 12))

    def _complete(self, kind: Kind, message: dict[str, int]) -> None:
        draw = self._chance
        match kind:
            case Kind.CANCEL if self._live:
                at = draw.randrange(len(self._live))
                self._live[at], self._live[-1] = self._live[-1], self._live[at]
                message["ref"], message["account"] = self._live.pop()
            case Kind.TAKE if self._live and draw.randrange(4) == 0:
                message["ref"] = draw.choice(self._live)[0]
            case Kind.BLOCK_OFFER:
                self._offer(message)
            case Kind.BLOCK_CONFIRM if self._offers:
                message["ref"], message["account"] = draw.choice(self._offers)
            case Kind.BID | Kind.AUCTION_OPEN | Kind.AUCTION_CLOSE:
                self._of_auction(kind, message)
            case Kind.HALT:
                message["instrument"] = self._halted = draw.choice((message["instrument"], CASH))
            case Kind.RESUME if self._halted is not None:
                message["instrument"], self._halted = self._halted, None
            case Kind.DEPOSIT | Kind.RELEASE | Kind.BAR | Kind.LIMIT:
                self._of_account(kind, message)
            case Kind.VOID if self._deals:
                deal = draw.choice(self._deals)
                message |= {
                    "ref": deal[0], "instrument": deal[2], "extra": deal[3], "account": deal[5],
                    "counterparty": deal[6], "price_fen": deal[8], "quantity": deal[9],
                }  # fmt: skip

    def _of_account(self, kind: Kind, message: dict[str, int]) -> None:
        draw = self._chance
        match kind:
            case Kind.BAR:
                message["side"] = draw.choice((0, 0, 0, 0, 0, 1, 2, 3))
                return
            case Kind.LIMIT:
                message["quantity"] = draw.choice((0, 0, 190_000, 210_000))
                return
            case Kind.DEPOSIT:
                self._deposits += 1
                message["ref"] = self._deposits
            case Kind.RELEASE:
                self._requests += 1
                message["ref"] = self._requests
        if draw.randrange(3) == 0:
            message["instrument"] = CASH

    def _of_auction(self, kind: Kind, message: dict[str, int]) -> None:
        draw = self._chance
        if kind == Kind.AUCTION_OPEN:
            self._auctions.append((message["instrument"], message["side"]))
            low, high = (1000 - 5 * draw.randrange(4), 1000 + 5 * draw.randrange(4))
            message["price_fen"], message["extra"] = (low, high) if message["side"] else (high, low)
            message["ref"], message["spare"] = len(self._auctions) - 1, draw.randrange(2)
            return
        message["ref"] = draw.randrange(max(0, len(self._auctions) - 3), len(self._auctions))
        if kind == Kind.BID:
            message["instrument"], side = self._auctions[message["ref"]]
            message["side"] = 1 - side

    def _offer(self, message: dict[str, int]) -> None:
        draw = self._chance
        if self._postings and draw.randrange(2):
            message["ref"], message["instrument"], side = draw.choice(self._postings)
            message["side"] = 1 - side
        else:
            message["counterparty"] = draw.randrange(len(self._opening.accounts))

    def _spoil(self, message: dict[str, int]) -> None:
        """Give a field a value that should not be."""
        draw = self._chance
        field = draw.choice([n for n in message if n not in ("number", "spare")] + ["number"])
        width = {"kind": 1, "side": 1, "instrument": 2, "account": 4, "client": 4, "counterparty": 4}.get(field, 8)
        low, high = (-(1 << 63), (1 << 63) - 1)
        if field not in ("price_fen", "quantity", "extra"):
            low, high = 0, (1 << 8 * width) - 1
        message[field] = draw.choice((low, high, high - 1, high // 2 + 1, low + draw.randrange(40), 0))
        if message["kind"] == Kind.CLOSE:
            message["kind"] = 255
