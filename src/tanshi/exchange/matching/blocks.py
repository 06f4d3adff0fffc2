"""Block agreements (大宗协议): posted openly, negotiated by offers, agreed when both confirm price and quantity.

A posting reserves what it offers. Who wants to deal with it offers price and quantity of its own, reserved too; the
party that posted confirms one of them, and the deal is what the offer says. A party one knows gets an offer without a
posting. What is left of a posting stays while it is still a block; with a posting that goes, the offers to it go.
"""

from __future__ import annotations

from tanshi.exchange.matching import entry
from tanshi.exchange.matching.books import Books, release, set_aside
from tanshi.exchange.matching.orders import BID, OFFER, POSTING, Order
from tanshi.exchange.matching.outcome import ExchangeOutcome
from tanshi.exchange.matching.purses import deliver, reserve, short_of
from tanshi.exchange.matching.records import BLOCK, NONE, SELL, Message, Reply


def post(books: Books, m: Message) -> Reply:
    """Post a block for everybody to see."""
    if refused := _not_allowed(books, m):
        return Reply(refused)
    return _rest(books, m, POSTING)


def offer(books: Books, m: Message) -> Reply:
    """Offer a block to a party, or in answer to a posting; it waits for that party."""
    if refused := _not_allowed(books, m):
        return Reply(refused)
    other = m.counterparty
    if m.ref:
        found = books.resting(m.ref)
        if not _answers(found, m):
            return Reply(ExchangeOutcome.ORDER_NOT_FOUND)
        assert found is not None
        other = found.account
    if other >= books.accounts:
        return Reply(ExchangeOutcome.ACCOUNT_NOT_FOUND)
    if other == m.account:
        return Reply(ExchangeOutcome.SAME_PARTY)
    return _rest(books, m, OFFER, other)


def confirm(books: Books, m: Message) -> Reply:
    """Agree to an offer that waits for the sender."""
    if not books.is_open("block"):
        return Reply(ExchangeOutcome.OUT_OF_HOURS)
    offered = books.resting(m.ref)
    if offered is None or offered.what != OFFER:
        return Reply(ExchangeOutcome.ORDER_NOT_FOUND)
    if offered.other != m.account:
        return Reply(ExchangeOutcome.NOT_YOUR_ORDER)
    if books.is_halted(offered.instrument):
        return Reply(ExchangeOutcome.HALTED)
    side = 1 - offered.side
    if entry.is_barred(books, m.account, offered.instrument, side):
        return Reply(ExchangeOutcome.BARRED)
    if entry.is_kept_out(books, offered):
        return Reply(ExchangeOutcome.NO_COUNTERPART)
    posting = books.resting(offered.answers) if offered.answers else None
    if posting is not None:
        _reserve(books, posting, -posting.left_t)
    if short := set_aside(books, m.account, offered.instrument, side, offered.price_fen, offered.left_t):
        if posting is not None:
            _reserve(books, posting, posting.left_t)
        return Reply(short)
    books.drop(offered)
    if posting is not None:
        del books.rare.answers[posting.name][offered.name]
        _shrink(books, posting, offered.left_t)
    return _deal(books, offered, m.account, posting)


def withdraw(books: Books, order: Order) -> None:
    """Take back a posting, an offer or a bid: free what it holds and forget it."""
    release(books, order)
    _forget(books, order)


def _not_allowed(books: Books, m: Message) -> ExchangeOutcome | None:
    if not books.is_open("block"):
        return ExchangeOutcome.OUT_OF_HOURS
    return entry.party(books, m, m.side) or entry.amounts(books, BLOCK, m)


def _answers(posting: Order | None, m: Message) -> bool:
    """Tell whether an offer answers a posting: of the other side, the same instrument, to the party that posted."""
    return (
        posting is not None
        and posting.what == POSTING
        and (posting.instrument, posting.side) == (m.instrument, 1 - m.side)
        and m.counterparty in (NONE, posting.account)
    )


def _rest(books: Books, m: Message, what: int, other: int = 0) -> Reply:
    if books.is_full():
        return Reply(ExchangeOutcome.BOOK_FULL)
    if short := set_aside(books, m.account, m.instrument, m.side, m.price_fen, m.quantity):
        return Reply(short)
    made = books.rest(
        what, m.account, m.instrument, m.side, m.price_fen, m.quantity,
        other=other, answers=m.ref if what == OFFER else 0,
    )  # fmt: skip
    if made.answers:
        books.rare.answers.setdefault(made.answers, {})[made.name] = None
    return Reply(ExchangeOutcome.ACCEPTED, made.name, left_t=m.quantity)


def _reserve(books: Books, order: Order, quantity_t: int) -> None:
    """Set aside so much for an order, below zero: take it out again, as if the order had never been."""
    purse, position = books.purse(order.account), books.position(order.account, order.instrument)
    reserve(purse, position, order.side, order.price_fen * quantity_t, quantity_t)


def _shrink(books: Books, posting: Order, dealt_t: int) -> None:
    """Keep what a deal leaves of a posting that holds nothing now, if it is still a block and can be paid."""
    posting.left_t = max(0, posting.left_t - dealt_t)
    purse, position = books.purse(posting.account), books.position(posting.account, posting.instrument)
    stays = posting.left_t >= books.products[posting.instrument].block_minimum_t
    if short_of(purse, position, posting.side, posting.price_fen * posting.left_t, posting.left_t):
        posting.left_t, stays = 0, False
    _reserve(books, posting, posting.left_t)
    if not stays:
        withdraw(books, posting)


def _deal(books: Books, offered: Order, confirming: int, posting: Order | None) -> Reply:
    answered = offered.name if posting is None else posting.name
    parties, names = (offered.account, confirming), (offered.name, answered)
    if offered.side != SELL:
        parties, names = parties[::-1], names[::-1]
    (seller, buyer), instrument = parties, offered.instrument
    deliver(
        books.purse(seller), books.position(seller, instrument), books.purse(buyer), books.position(buyer, instrument),
        offered.price_fen, offered.left_t, books.products[instrument].one_way,
    )  # fmt: skip
    books.record(BLOCK, 1 - offered.side, instrument, parties, offered.price_fen, offered.left_t, names)
    return Reply(
        ExchangeOutcome.ACCEPTED, offered.name, filled_t=offered.left_t, value_fen=offered.price_fen * offered.left_t
    )


def _forget(books: Books, order: Order) -> None:
    rare = books.rare
    books.drop(order)
    if order.what == BID:
        auction = rare.auctions[order.answers]
        del auction.bids[order.name]
        auction.asked[order.account] -= order.left_t
    elif order.what == OFFER and order.answers:
        del rare.answers[order.answers][order.name]
    elif order.what == POSTING:
        for name in rare.answers.pop(order.name, {}):
            answer = books.resting(name)
            assert answer is not None
            release(books, answer)
            books.drop(answer)
