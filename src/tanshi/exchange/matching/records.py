"""Messages, replies and trades as plain records, and the numbers they are written with. `messages` lays out frames."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from tanshi.exchange.matching.outcome import ExchangeOutcome

BUY, SELL = 0, 1

#: Ways of trading.
LISTING, BLOCK, AUCTION = 0, 1, 2

#: No account.
NONE = 0xFFFF_FFFF

#: Money, where an instrument is named; all instruments, where one is halted.
CASH = 0xFFFF

#: Bits of what an account may not do.
NO_BUYING, NO_SELLING = 1, 2

#: How an auction is paid: all the price of the last accepted bid, or each its own.
UNIFORM, PAY_AS_BID = 0, 1

#: Added to the mode of an auction in which only those may bid that are admitted to it.
ADMITTED_ONLY = 4

#: The exchange's own client, and one beyond the last.
EXCHANGE, CLIENTS = 0, 1 << 16

#: What all amounts of an instrument, or of money, stay below together.
AMOUNT_LIMIT = 1 << 60

#: Orders, postings, offers and bids that rest at once.
ROOM = 1 << 20


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
    RELEASE = 17  # the registry asks units or money back; ref: its request, each once, rising; side 1: by force
    BAR = 18  # side: bits of what the account may not do from now on: 1 buy, 2 sell
    HALT = 19  # no message of clients for an instrument (0xFFFF: all) but cancels
    RESUME = 20
    LIMIT = 21  # quantity: the most an account may hold of an instrument; 0: no limit
    AUCTION_OPEN = 22  # account, side, quantity, price_fen: reserve; extra: limit of bids; ref: its number
    # spare: its mode, with ADMITTED_ONLY
    AUCTION_CLOSE = 23  # rank and fill; ref: its number
    VOID = 24  # move a trade back, both parties having consented; ref: its number; account: seller; counterparty:
    # buyer; instrument, price_fen, quantity: its own; extra: its way. The process fills these from its segment.
    AUCTION_ADMIT = 25  # account, ref: the auction's number; quantity: the most it may bid for in all, 0: no such limit
    AUCTION_CALL_OFF = 26  # end an auction, nothing is filled; ref: its number
    TICK = 30  # nothing but the lot's time
    CLOSE = 31  # end: what rests is void


KINDS = frozenset(Kind)


class Message(NamedTuple):
    """A message; fields as in `messages.MESSAGE`."""

    kind: int
    side: int = 0
    instrument: int = 0
    account: int = 0
    client: int = 0
    counterparty: int = NONE
    number: int = 0
    price_fen: int = 0
    quantity: int = 0
    ref: int = 0
    extra: int = 0
    spare: int = 0


class Reply(NamedTuple):
    """What is said to a message; the message's own fields are not repeated."""

    outcome: ExchangeOutcome
    order: int = 0
    filled_t: int = 0
    value_fen: int = 0
    left_t: int = 0


class Deal(NamedTuple):
    """A trade; fields as in `messages.TRADE`."""

    number: int
    sequence: int
    instrument: int
    way: int
    taker_side: int
    seller: int
    buyer: int
    price_fen: int
    quantity_t: int
    sell_order: int
    buy_order: int
