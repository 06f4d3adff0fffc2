"""Messages to a session and what it says to them: fixed frames, little-endian, laid out here and nowhere else.

A message is 64 bytes. Accounts, instruments and clients are numbers within the session: their places in its opening;
`NONE` where there is none. Kinds from 16 on come from the exchange's own client, number 0, alone.

    kind          u8   what it is: `records.Kind`
    side          u8   0 buy, 1 sell; where the kind has a flag, the flag
    instrument    u16
    account       u32  whose order it is
    client        u32  who sends it: a connection with numbers of its own
    counterparty  u32  of a block, or NONE
    number        u64  of the client's messages, strictly rising, from 1; the exchange's own too
    price_fen     i64
    quantity      i64  tonnes; fen where money moves
    ref           u64  an order, a request of the registry, a trade: as the kind has it
    extra         i64  as the kind has it
    spare         u64  as the kind has it

`records` says what each kind does with them. A reply is 64 bytes, one for each message, in order:

    outcome       u16  number of an outcome: `CODES`
    kind          u8   of the message
    spare         5 x u8
    client        u32
    account       u32
    number        u64  the client's
    sequence      u64  of the message in the session, from 1
    order         u64  the order's name, 0 if there is none
    filled_t      i64  traded at once
    value_fen     i64  of what was traded at once, or given by a release (then fen or tonnes)
    left_t        i64  of the order that now rests

A trade is 64 bytes:

    number        u64  from 1
    sequence      u64  of the message that made it
    instrument    u16
    way           u8   0 listing, 1 block, 2 auction
    taker_side    u8   0 the buyer came last, 1 the seller
    seller        u32
    buyer         u32
    spare         u32  0; the process writes there when it was
    price_fen     i64
    quantity_t    i64
    sell_order    u64  the order, offer or bid; 0 of a take, whose message is `sequence`, and of an auction's offer
    buy_order     u64
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tanshi.exchange.matching.outcome import ExchangeOutcome
from tanshi.exchange.matching.records import AUCTION, BLOCK, BUY, CASH, LISTING, NONE, SELL, Kind

__all__ = [
    "AUCTION", "BLOCK", "BUY", "CASH", "CODES", "LISTING", "MESSAGE", "NONE", "OUTCOMES", "REPLY", "SELL", "TRADE",
    "Kind", "message",
]  # fmt: skip

MESSAGE = np.dtype(
    [
        ("kind", "u1"), ("side", "u1"), ("instrument", "<u2"), ("account", "<u4"), ("client", "<u4"),
        ("counterparty", "<u4"), ("number", "<u8"), ("price_fen", "<i8"), ("quantity", "<i8"), ("ref", "<u8"),
        ("extra", "<i8"), ("spare", "<u8"),
    ]
)  # fmt: skip

REPLY = np.dtype(
    [
        ("outcome", "<u2"), ("kind", "u1"), ("spare", "u1", 5), ("client", "<u4"), ("account", "<u4"),
        ("number", "<u8"), ("sequence", "<u8"), ("order", "<u8"), ("filled_t", "<i8"), ("value_fen", "<i8"),
        ("left_t", "<i8"),
    ]
)  # fmt: skip

TRADE = np.dtype(
    [
        ("number", "<u8"), ("sequence", "<u8"), ("instrument", "<u2"), ("way", "u1"), ("taker_side", "u1"),
        ("seller", "<u4"), ("buyer", "<u4"), ("spare", "<u4"), ("price_fen", "<i8"), ("quantity_t", "<i8"),
        ("sell_order", "<u8"), ("buy_order", "<u8"),
    ]
)  # fmt: skip

#: Numbers of outcomes on the wire: once given they stay, new ones are added behind.
CODES: dict[ExchangeOutcome, int] = {outcome: number for number, outcome in enumerate(ExchangeOutcome)}
OUTCOMES: tuple[ExchangeOutcome, ...] = tuple(ExchangeOutcome)


def message(kind: Kind, **fields: Any) -> np.ndarray[Any, Any]:
    """Return one message as an array of one; fields not given are 0, the counterparty `NONE`."""
    made = np.zeros(1, MESSAGE)
    made["kind"], made["counterparty"] = kind, NONE
    for name, value in fields.items():
        made[name] = value
    return made
