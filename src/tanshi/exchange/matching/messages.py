"""Messages to a session and what it says to them: fixed frames, little-endian, laid out here and nowhere else.

A message is 64 bytes. Accounts, instruments and clients are numbers within the session: their places in its opening;
`NONE` where there is none. Kinds from 16 on come from the exchange's own client, number 0, alone.

    kind          u8   what it is: `Kind`
    side          u8   0 buy, 1 sell; where the kind has a flag, the flag
    instrument    u16
    account       u32  whose order it is
    client        u32  who sends it: a connection with numbers of its own
    counterparty  u32  of a block, or NONE
    number        u64  of the client's messages, strictly rising
    price_fen     i64
    quantity      i64  tonnes; fen where money moves
    ref           u64  an order, a request of the registry, a trade: as the kind has it
    extra         i64  as the kind has it
    spare         u64  0

A reply is 64 bytes, one for each message, in order:

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
    spare         u32
    price_fen     i64
    quantity_t    i64
    sell_order    u64  0 if none rested and none came: an auction's offer
    buy_order     u64
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np

from tanshi.exchange.matching.outcome import ExchangeOutcome

BUY, SELL = 0, 1

#: No account, no instrument.
NONE = 0xFFFF_FFFF

LISTING, BLOCK, AUCTION = 0, 1, 2


class Kind(IntEnum):
    """What a message asks for. Those from 16 on are the exchange's own."""

    POST = 1  # a listing order; in a price_time product it first meets what crosses
    TAKE = 2  # take posted orders up to a price; ref: an order at the best price, or 0
    CANCEL = 3  # withdraw what is left of an order, a posting, an offer or a bid; ref: which
    BLOCK_POST = 4  # post a block openly; it reserves what it offers
    BLOCK_OFFER = 5  # offer a block to the counterparty; ref: the posting it answers, or 0
    BLOCK_CONFIRM = 6  # agree to an offer; ref: the offer
    BID = 7  # in an auction; ref: the auction
    DEPOSIT = 16  # units (or money: instrument 0xFFFF) enter; ref: the registry's position, each once, rising
    RELEASE = 17  # the registry asks units or money back; ref: its request, each once; side 1: by force
    BAR = 18  # side: bits of what the account may not do from now on: 1 buy, 2 sell
    HALT = 19  # no message of clients for an instrument (0xFFFF: all) but cancels
    RESUME = 20
    LIMIT = 21  # quantity: the most an account may hold of an instrument; 0: no limit
    AUCTION_OPEN = (
        22  # account, side, quantity, price_fen: reserve; extra: limit; ref: its number; number of mode in spare
    )
    AUCTION_CLOSE = 23  # rank and fill; ref: its number
    VOID = 24  # undo a trade of this session with both parties' consent; ref: the trade
    TICK = 30  # nothing but the lot's time
    CLOSE = 31  # end: what rests is void


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

#: Money, where an instrument is named.
CASH = 0xFFFF

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
