"""Which messages a session takes from whom, and who carries out the rare ones, in any form."""

from __future__ import annotations

from collections.abc import Callable

from tanshi.exchange.matching import auctions, blocks, errands
from tanshi.exchange.matching.books import Books
from tanshi.exchange.matching.outcome import ExchangeOutcome
from tanshi.exchange.matching.records import EXCHANGE, KINDS, Kind, Message, Reply

_RARE: dict[int, Callable[[Books, Message], Reply]] = {
    Kind.BLOCK_POST: blocks.post,
    Kind.BLOCK_OFFER: blocks.offer,
    Kind.BLOCK_CONFIRM: blocks.confirm,
    Kind.BID: auctions.bid,
    Kind.DEPOSIT: errands.deposit,
    Kind.RELEASE: errands.give,
    Kind.BAR: errands.bar,
    Kind.HALT: errands.halt,
    Kind.RESUME: errands.resume,
    Kind.LIMIT: errands.limit,
    Kind.AUCTION_OPEN: auctions.begin,
    Kind.AUCTION_CLOSE: auctions.end,
    Kind.AUCTION_ADMIT: auctions.admit,
    Kind.AUCTION_CALL_OFF: auctions.call_off,
    Kind.VOID: errands.void,
    Kind.TICK: errands.tick,
    Kind.CLOSE: errands.close,
}


def not_for(m: Message, closed: bool) -> ExchangeOutcome | None:
    """Return why a message is not looked at."""
    if m.kind not in KINDS:
        return ExchangeOutcome.KIND_UNKNOWN
    if m.kind >= Kind.DEPOSIT and m.client != EXCHANGE:
        return ExchangeOutcome.EXCHANGE_ONLY
    return ExchangeOutcome.SESSION_CLOSED if closed else None


def rarely(books: Books, m: Message) -> Reply:
    """Carry out a message of a rare kind."""
    return _RARE[m.kind](books, m)
