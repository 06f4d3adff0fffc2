"""The oracle behind the `Core` protocol: frames in, frames out."""

from __future__ import annotations

from hashlib import sha256

import numpy as np
import numpy.typing as npt

from tanshi.exchange.matching.core import Messages, Replies, Trades
from tanshi.exchange.matching.messages import CODES, MESSAGE, REPLY, TRADE
from tanshi.exchange.matching.opening import Opening
from tanshi.exchange.matching.oracle import Oracle
from tanshi.exchange.matching.outcome import ExchangeOutcome
from tanshi.exchange.matching.records import ROOM, Deal, Kind, Message, Reply
from tanshi.exchange.matching.standing import Standing, standing
from tanshi.exchange.matching.state import State

Words = npt.NDArray[np.int64]

_WORD = (1 << 64) - 1


class Plain:
    """A session under way, in plain Python. `core.Core` says what its methods do."""

    def __init__(self, opening: Opening, room: int = ROOM) -> None:
        """Open a session."""
        self.oracle = Oracle(opening, room)
        self._trades_digest = sha256()

    @property
    def sequence(self) -> int:
        """Messages seen."""
        return self.oracle.sequence

    @property
    def trades(self) -> int:
        """Trades made."""
        return self.oracle.trades

    def lot(self, messages: Messages, time_ns: int) -> tuple[Replies, Trades]:
        """Carry out messages in their order at a time."""
        assert messages.dtype == MESSAGE
        self.oracle.at(time_ns)
        replies = np.zeros(len(messages), REPLY)
        for n, fields in enumerate(messages.tolist()):
            message = Message(*fields)
            said = self.oracle.handle(message)
            replies[n] = (
                CODES[said.outcome], message.kind, 0, message.client, message.account, message.number,
                self.oracle.sequence, said.order, said.filled_t, said.value_fen, said.left_t,
            )  # fmt: skip
        return replies, self._take_deals()

    def named_lot(
        self, messages: Messages, time_ns: int, orders: Words, refs: Words, names: Words
    ) -> tuple[Replies, Trades]:  # fmt: skip
        """Carry out listing messages that call orders by numbers of their own; `kernel.run_named` says how."""
        self.oracle.at(time_ns)
        replies = np.zeros(len(messages), REPLY)
        for n, fields in enumerate(messages.tolist()):
            asked = Message(*fields)
            if refs[n] >= 0:
                asked = asked._replace(ref=int(names[refs[n]]) & _WORD or _WORD)
            if asked.kind != Kind.CANCEL and names[orders[n]]:
                self.oracle.sequence += 1
                said = Reply(ExchangeOutcome.ORDER_ID_EXISTS)
            else:
                said = self.oracle.handle(asked)
                if said.outcome is ExchangeOutcome.ACCEPTED and asked.kind != Kind.CANCEL:
                    names[orders[n]] = said.order or -1
            replies[n] = (
                CODES[said.outcome], asked.kind, 0, 0, 0, 0, self.oracle.sequence, said.order, said.filled_t,
                said.value_fen, said.left_t,
            )  # fmt: skip
        return replies, self._take_deals()

    def depth(self, instrument: int, side: int) -> list[tuple[int, int]]:
        """Return the levels of a side that are shown."""
        return self.oracle.depth(instrument, side)

    def standing(self, account: int) -> Standing:
        """Return how an account stands."""
        return standing(self.oracle, account, self.oracle.listing(account))

    def state(self) -> State:
        """Return what the session came to."""
        return self.oracle.state(self._trades_digest.hexdigest())

    def state_hash(self) -> str:
        """Return the digest of it."""
        return self.state().digest()

    def _take_deals(self) -> Trades:
        trades = frames(self.oracle.deals)
        self.oracle.deals.clear()
        self._trades_digest.update(trades.tobytes())
        return trades


def frames(deals: list[Deal]) -> Trades:
    """Return trades as an array of `messages.TRADE`."""
    made = np.zeros(len(deals), TRADE)
    for column, name in enumerate(Deal._fields):
        made[name] = [deal[column] for deal in deals]
    return made
