"""What a process needs of a core, whichever form it has."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from tanshi.exchange.matching.standing import Standing

#: Arrays of `messages.MESSAGE`, `messages.REPLY`, `messages.TRADE`.
Messages = np.ndarray[Any, Any]
Replies = np.ndarray[Any, Any]
Trades = np.ndarray[Any, Any]


class Core(Protocol):
    """A session under way. Equal openings and equal lots give equal replies, trades and hashes, in any form.

    How messages are cut into lots changes nothing but their time.
    """

    @property
    def sequence(self) -> int:
        """Messages seen."""
        ...

    @property
    def trades(self) -> int:
        """Trades made."""
        ...

    def lot(self, messages: Messages, time_ns: int) -> tuple[Replies, Trades]:
        """Carry out messages in their order at a time (nanoseconds since midnight); time does not run back."""
        ...

    def state_hash(self) -> str:
        """Return a digest of trades, resting orders, balances and what clients have sent."""
        ...

    def depth(self, instrument: int, side: int) -> list[tuple[int, int]]:
        """Return the best price levels of a side as (fen, tonnes), best first, at most as many as its product shows."""
        ...

    def standing(self, account: int) -> Standing:
        """Return how an account stands; of none (`NONE`), what is everybody's to see."""
        ...
