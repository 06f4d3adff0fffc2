"""A session on integer arrays: what is frequent is compiled (`kernel`), what is rare is Python on the same array.

The room for orders and trades is taken once; pages of it that are never used cost nothing. Memory stays flat over any
number of messages: slots are used again, trades are handed out with each lot.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from hashlib import sha256

import numpy as np

from tanshi.exchange.matching import blocks
from tanshi.exchange.matching import kernel as k
from tanshi.exchange.matching.books import Rare, examine, give_back
from tanshi.exchange.matching.core import Messages, Replies, Trades
from tanshi.exchange.matching.dispatch import not_for, rarely
from tanshi.exchange.matching.hours import Hours
from tanshi.exchange.matching.memory import ArrayPosition, ArrayPurse, Memory, Words, signed
from tanshi.exchange.matching.messages import CODES, MESSAGE, REPLY, TRADE
from tanshi.exchange.matching.opening import Opening
from tanshi.exchange.matching.orders import Order
from tanshi.exchange.matching.outcome import ExchangeOutcome
from tanshi.exchange.matching.records import AUCTION, BLOCK, CASH, LISTING, ROOM, Kind, Message, Reply
from tanshi.exchange.matching.standing import Standing, standing
from tanshi.exchange.matching.state import State, order_row, rare_digest

_NS_PER_MINUTE = 60 * 10**9

#: Where the turnover of a way of trading is counted in a product: tonnes, fen.
_TURNOVER = {
    LISTING: (k.LISTED_T, k.LISTED_FEN), BLOCK: (k.BLOCK_T, k.BLOCK_FEN), AUCTION: (k.AUCTION_T, k.AUCTION_FEN),
}  # fmt: skip

_NO_TRADES = np.zeros(0, TRADE)
_NO_TRADES.flags.writeable = False

#: Replies that are given out of one piece of memory: a piece for each lot, wrapped and handed over, takes a tenth of a
#: lot of 64.
_GIVEN = 4096

_FRAME = REPLY.itemsize

#: Trades are written into pieces of memory that are given out, so many in each: half of it is room for one message's,
#: or a piece as large as all that can rest is taken for it.
_PIECE = 2048


class Ladder:
    """A session under way, compiled. `core.Core` and `books.Books` say what its methods do."""

    def __init__(self, opening: Opening, room: int = ROOM) -> None:
        """Open a session with room for so many orders at once; compiles, or reads what was compiled before."""
        self.rare = Rare(entered=examine(opening))
        self.products = opening.products
        self.accounts = len(opening.accounts)
        self._memory = Memory(opening, room)
        self._mem = self._memory.words
        self._hours = Hours(opening)
        self._time_ns = self._minute = -1
        self._others: dict[int, Order] = {}
        self._trades_digest = sha256()
        self._address = self._mem.ctypes.data
        self._room = room
        self._deals, self._taken = _NO_TRADES, 0
        self._kept: list[Trades] = []
        self._next_piece(room)
        self._at(0)
        self._given = 0
        self._take_room(0)
        #: One listing message at the time of the last lot (midnight before one), given by the words of its frame, all
        #: `int`: the first, the second, number, price, quantity, ref. `kernel.one` says what it returns. Its trades
        #: come with `take_trades`, or before those of the next lot.
        self.call = partial(k.one, self._address)
        self.call.__dict__["memory"] = self._mem  # lives as long as what knows its address

    # the core

    @property
    def sequence(self) -> int:
        """Messages seen."""
        return int(self._mem[k.SEQUENCE])

    @property
    def trades(self) -> int:
        """Trades made."""
        return int(self._mem[k.TRADES])

    def lot(self, messages: Messages, time_ns: int) -> tuple[Replies, Trades]:
        """Carry out messages in their order at a time."""
        assert messages.dtype is MESSAGE or messages.dtype == MESSAGE
        if time_ns != self._time_ns:
            self._at(time_ns)
        size = len(messages)
        begin = self._given
        if begin + size > self._room_given:
            self._take_room(size)
            begin = 0
        self._given = end = begin + size
        said_at = self._replies_at + begin * _FRAME
        done, why, deals = k.run(self._address, messages, said_at, 0)
        replies = self._replies[begin:end]
        while why:
            if why == k.RARE:
                self._write(replies, done, self._rarely(Message(*messages[done].item())))
                done += 1
            elif why == k.FULL:
                self._next_piece(self._room)
            else:
                messages = messages.copy()
            done, why, deals = k.run(self._address, messages, said_at, done)
        return replies, (_NO_TRADES if deals == self._taken and not self._kept else self._take_deals(deals))

    def named_lot(
        self, messages: Messages, time_ns: int, orders: Words, refs: Words, names: Words
    ) -> tuple[Replies, Trades]:
        """Carry out listing messages that call orders by numbers of their own; `kernel.run_named` says how."""
        self._at(time_ns)
        asked, said = messages.view(np.int64), np.zeros(len(messages) * 8, np.int64)
        done = 0
        while (done := k.run_named(self._mem, asked, said, done, orders, refs, names)) < len(messages):
            self._next_piece(self._room)
        return said.view(REPLY), self.take_trades()

    def take_trades(self) -> Trades:
        """Return the trades since they were last taken."""
        found = self._take_deals(int(self._mem[k.DEALS]))
        self._next_piece(self._room)
        return found

    def state_hash(self) -> str:
        """Return the digest of what the session came to."""
        return self.state().digest()

    def depth(self, instrument: int, side: int) -> list[tuple[int, int]]:
        """Return the levels of a side that are shown, best first, as (price, quantity)."""
        return self._memory.depth(instrument, side, self.products[instrument].levels)

    def standing(self, account: int) -> Standing:
        """Return how an account stands."""
        listing = (Order(*row) for row in self._memory.order_rows(account))
        return standing(self, account, listing)

    def state(self) -> State:
        """Return what the session came to."""
        memory = self._memory
        digest = self._trades_digest.copy()
        digest.update(self._deals[: int(self._mem[k.DEALS])].tobytes())
        orders = [*memory.order_rows(), *map(order_row, self._others.values())]
        return State(
            sequence=self.sequence,
            trades=self.trades,
            trades_digest=digest.hexdigest(),
            orders=tuple(sorted(orders)),
            purses=memory.purse_rows(),
            positions=memory.position_rows(),
            quotes=memory.quote_rows(),
            halted=memory.halted(),
            clients=memory.client_rows(),
            rare=rare_digest(self.rare),
            closed=bool(self._mem[k.CLOSED]),
        )

    # inside

    def _at(self, time_ns: int) -> None:
        self._hours.at(time_ns)
        self._time_ns = time_ns
        minute = time_ns // _NS_PER_MINUTE
        if minute != self._minute:
            self._minute = minute
            self._mem[k.LISTING_OPEN] = self._hours.is_open("listing")

    def _take_room(self, size: int) -> None:
        """Take room for the replies to so many messages, or to those of some lots more."""
        self._room_given = max(size, _GIVEN)
        self._replies = np.empty(self._room_given, REPLY)
        self._replies_at = self._replies.ctypes.data
        self._given = 0

    def _take_deals(self, count: int) -> Trades:
        """Return the trades from the last one taken up to one of those written."""
        found = self._deals[self._taken : count]
        self._taken = count
        if self._kept:
            found = np.concatenate([*self._kept, found])
            self._kept.clear()
        if count > _PIECE // 2:
            self._next_piece(_PIECE)
        return found

    def _next_piece(self, size: int) -> None:
        """Write trades into another piece of memory from here on; those written and not taken are kept to be taken."""
        count = int(self._mem[k.DEALS])
        if count > self._taken:
            self._kept.append(self._deals[self._taken : count])
        self._trades_digest.update(self._deals[:count].tobytes())
        self._deals, self._taken = np.empty(size, TRADE), 0
        self._mem[k.DEALS], self._mem[k.DEALS_ROOM] = 0, size
        self._mem[k.AT_DEALS] = (self._deals.ctypes.data - self._address) >> 3

    def _rarely(self, m: Message) -> Reply:
        if refused := not_for(m, bool(self._mem[k.CLOSED])):
            return Reply(refused)
        if m.kind != Kind.CANCEL:
            return rarely(self, m)
        order = self._others[m.ref]
        blocks.withdraw(self, order)
        return Reply(ExchangeOutcome.ACCEPTED, order.name)

    @staticmethod
    def _write(replies: Replies, place: int, said: Reply) -> None:
        reply = replies[place : place + 1]
        reply["outcome"] = CODES[said.outcome]
        reply["order"], reply["filled_t"] = said.order, said.filled_t
        reply["value_fen"], reply["left_t"] = said.value_fen, said.left_t

    # what the rare kinds work on

    def purse(self, account: int) -> ArrayPurse:
        """Return an account's money."""
        return self._memory.purse(account)

    def position(self, account: int, instrument: int) -> ArrayPosition:
        """Return what an account has of an instrument."""
        return self._memory.position(account, instrument)

    def is_open(self, way: str) -> bool:
        """Tell whether a way of trading is open now."""
        return self._hours.is_open(way)

    def is_halted(self, instrument: int) -> bool:
        """Tell whether an instrument, or all, are halted."""
        return bool(self._mem[k.ALL_HALTED]) or bool(self._mem[self._memory.product(instrument) + k.HALTED])

    def halt(self, instrument: int, halted: bool) -> None:
        """Halt or resume an instrument, or all."""
        at = k.ALL_HALTED if instrument == CASH else self._memory.product(instrument) + k.HALTED
        self._mem[at] = halted

    def is_full(self) -> bool:
        """Tell whether nothing more can rest."""
        return self._mem[k.FREE_SLOT] == 0 and bool(self._mem[k.SLOTS_USED] >= self._mem[k.ROOM])

    def rest(
        self, what: int, account: int, instrument: int, side: int, price_fen: int, quantity_t: int, *,
        other: int = 0, answers: int = 0,
    ) -> Order:  # fmt: skip
        """Let a posting, offer or bid rest: in a slot, for its name, and with the rest of it here."""
        name = self._memory.rest(what, account, instrument, side)
        made = Order(name, what, account, instrument, side, price_fen, quantity_t, self.sequence, other, answers)
        self._others[name] = made
        return made

    def resting(self, name: int) -> Order | None:
        """Return the posting, offer or bid of a name."""
        return self._others.get(name)

    def drop(self, order: Order) -> None:
        """Forget a posting, offer or bid."""
        del self._others[order.name]
        k.drop_slot(self._mem, order.name & 0xFFFF_FFFF)

    def rests(self, account: int, instrument: int, side: int) -> bool:
        """Tell whether an account has something resting on a side of an instrument (CASH: of any)."""
        return self._memory.rests(account, instrument, side)

    def others(self) -> Iterator[Order]:
        """Yield all postings, offers and bids."""
        return iter(self._others.values())

    def void_listing(self) -> None:
        """Free and forget all listing orders."""
        for name, _, account, instrument, side, price_fen, left_t, *_ in self._memory.order_rows():
            give_back(self, account, instrument, side, price_fen, left_t)
            k.drop_slot(self._mem, name & 0xFFFF_FFFF)
        self._memory.clear_ladders()

    def record(
        self, way: int, taker_side: int, instrument: int, parties: tuple[int, int], price_fen: int, quantity_t: int,
        orders: tuple[int, int],
    ) -> None:  # fmt: skip
        """Write down a trade that was delivered; parties and orders are (seller's, buyer's)."""
        assert way != LISTING
        if self._mem[k.DEALS] == len(self._deals):
            self._next_piece(_PIECE)
        k.write_deal(
            self._mem, instrument, way, taker_side, *parties, price_fen, quantity_t, *map(signed, orders)
        )  # fmt: skip
        self._count(way, instrument, price_fen, quantity_t, 1)

    def uncount(self, way: int, instrument: int, price_fen: int, quantity_t: int) -> None:
        """Take a trade out of the turnover."""
        self._count(way, instrument, price_fen, quantity_t, -1)

    def close(self) -> None:
        """Take nothing more."""
        self._mem[k.CLOSED] = 1

    def _count(self, way: int, instrument: int, price_fen: int, quantity_t: int, times: int) -> None:
        product = self._memory.product(instrument)
        for at, change in zip((k.TRADED, *_TURNOVER[way]), (1, quantity_t, price_fen * quantity_t), strict=True):
            self._mem[product + at] += times * change
