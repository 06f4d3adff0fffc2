"""What goes over the sockets of a session besides messages, replies and trades (`exchange.matching.messages`).

From a client: messages of 64 bytes, the first of them a hello in the same layout:

    kind    `HELLO`
    client  its number; 0, the exchange's own, on the operator's socket alone
    number  replies are wanted to its messages from this number on
    ref     last sequence of a reply it has seen, 0 for none
    extra   number of the last trade it has seen, 0 for none
    spare   `VERSION`

A look (`LOOK`, `account`: whose, or NONE) has no number and is not kept; it is answered by two blocks, how the account
stands and what rests, after all replies the client was behind with.

To a client: blocks, each a head of 8 bytes (what u16, version u16, count u32) and so many records of its kind: a
welcome or a refusal, replies to its messages in their order, trades of accounts it acts for (each once, rising), and on
the market's socket depths, and trades without names from the session's first on. A trade's `spare` is when it was made,
in milliseconds since midnight in China.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from enum import IntEnum, StrEnum
from typing import Any

import numpy as np

from tanshi.exchange.matching.messages import MESSAGE, NONE, REPLY, TRADE

VERSION = 1
HELLO = 255
LOOK = 254
FRAME = MESSAGE.itemsize

#: Levels of a depth.
LEVELS = 5

#: A welcome or a refusal: number of the client's last message here, messages and trades so far, and whose session.
NOTICE = np.dtype(
    [
        ("code", "<u2"), ("spare", "<u2"), ("client", "<u4"), ("number", "<u8"), ("sequence", "<u8"),
        ("trades", "<u8"), ("epoch", "<u8"), ("opening", "V24"),
    ]
)  # fmt: skip

#: The best levels of a side of an instrument, as they were after a message.
DEPTH = np.dtype(
    [
        ("instrument", "<u2"), ("side", "u1"), ("levels", "u1"), ("spare", "<u4"), ("sequence", "<u8"),
        ("price_fen", "<i8", LEVELS), ("quantity_t", "<i8", LEVELS),
    ]
)  # fmt: skip

#: What an account has of an instrument, or of money: `matching.standing.Held`.
HELD = np.dtype(
    [
        ("account", "<u4"), ("instrument", "<u2"), ("barred", "u1"), ("halted", "u1"), ("owned", "<i8"),
        ("free", "<i8"), ("bought", "<i8"), ("buying", "<i8"), ("limit", "<i8"),
    ]
)  # fmt: skip

#: What rests of an account, for it, or for everybody: `matching.orders.Order`; `other` and `account` may be NONE.
RESTING = np.dtype(
    [
        ("name", "<u8"), ("sequence", "<u8"), ("account", "<u4"), ("other", "<u4"), ("instrument", "<u2"),
        ("what", "u1"), ("side", "u1"), ("spare", "<u4"), ("price_fen", "<i8"), ("left_t", "<i8"), ("answers", "<u8"),
    ]
)  # fmt: skip

Records = np.ndarray[Any, Any]


class What(IntEnum):
    """Kinds of blocks."""

    WELCOME = 1
    REFUSED = 2
    REPLIES = 3
    TRADES = 4
    DEPTHS = 5
    HELD = 6
    RESTING = 7


class Refusal(StrEnum):
    """Why a connection is refused or ended; its place is the notice's code."""

    NO_HELLO = "connection.no_hello"  # the first frame is none, or it did not come in time
    VERSION = "connection.version"
    CLIENT = "connection.client"  # a number that is not for this socket or does not exist
    TAKEN = "connection.taken"  # the number belongs to another user, or is connected
    NOT_YOURS = "connection.not_yours"  # a message with somebody else's number
    FULL = "connection.full"
    CLOSED = "connection.closed"  # the session has ended


_DTYPES = {
    What.WELCOME: NOTICE, What.REFUSED: NOTICE, What.REPLIES: REPLY, What.TRADES: TRADE, What.DEPTHS: DEPTH,
    What.HELD: HELD, What.RESTING: RESTING,
}  # fmt: skip
_HEAD = struct.Struct("<HHI")
REFUSALS = tuple(Refusal)


def block(what: What, records: Records) -> bytes:
    """Return records as a block."""
    return _HEAD.pack(what, VERSION, len(records)) + records.tobytes()


def hello(client: int, number: int = 1, sequence: int = 0, trade: int = 0) -> bytes:
    """Return the first frame of a client."""
    made = np.zeros(1, MESSAGE)
    made["kind"], made["client"], made["counterparty"] = HELLO, client, NONE
    made["number"], made["ref"], made["extra"], made["spare"] = number, sequence, trade, VERSION
    return made.tobytes()


def look(client: int, account: int) -> bytes:
    """Return the frame that asks how an account stands."""
    made = np.zeros(1, MESSAGE)
    made["kind"], made["client"], made["counterparty"], made["account"] = LOOK, client, NONE, account
    return made.tobytes()


def refusal(why: Refusal) -> bytes:
    """Return a block that says why a connection ends."""
    made = np.zeros(1, NOTICE)
    made["code"] = REFUSALS.index(why)
    return block(What.REFUSED, made)


class NotABlock(Exception):
    """What came from the exchange is not of this version."""


class Blocks:
    """Cuts a stream of bytes into blocks."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[What, Records]]:
        """Yield the blocks that are whole now. Raises `NotABlock`."""
        self._waiting += data
        while len(self._waiting) >= _HEAD.size:
            code, version, count = _HEAD.unpack_from(self._waiting)
            if version != VERSION or code not in _DTYPES:
                raise NotABlock(f"block {code} of version {version}")
            what = What(code)
            size = _HEAD.size + count * _DTYPES[what].itemsize
            if len(self._waiting) < size:
                return
            yield what, np.frombuffer(bytes(self._waiting[_HEAD.size : size]), _DTYPES[what])
            del self._waiting[:size]
