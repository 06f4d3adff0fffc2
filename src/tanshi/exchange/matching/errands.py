"""What the exchange itself and the registry ask of an open session: units and money in and out, bars, halts, limits,
trades moved back, the end.
"""

from __future__ import annotations

from tanshi.exchange.matching import auctions
from tanshi.exchange.matching.books import Books, release
from tanshi.exchange.matching.outcome import ExchangeOutcome
from tanshi.exchange.matching.purses import enter_money, enter_units, move_back
from tanshi.exchange.matching.records import (
    AMOUNT_LIMIT,
    AUCTION,
    BUY,
    CASH,
    NO_BUYING,
    NO_SELLING,
    SELL,
    Message,
    Reply,
)  # fmt: skip

ACCEPTED = Reply(ExchangeOutcome.ACCEPTED)


def deposit(books: Books, m: Message) -> Reply:
    """Let units or money enter; a position of the registry is applied once."""
    rare = books.rare
    if m.ref <= rare.last_deposit:
        return Reply(ExchangeOutcome.EXISTS)
    if refused := _unknown(books, m, or_money=True):
        return Reply(refused)
    if m.quantity <= 0:
        return Reply(ExchangeOutcome.QUANTITY_NOT_POSITIVE)
    if rare.entered[m.instrument] + m.quantity >= AMOUNT_LIMIT:
        return Reply(ExchangeOutcome.AMOUNT_TOO_LARGE)
    rare.last_deposit = m.ref
    _enter(books, m.account, m.instrument, m.quantity)
    return ACCEPTED


def give(books: Books, m: Message) -> Reply:
    """Give out what the registry asks for, as far as it is free: `value_fen` says how much.

    Free are units that were there at the open and rest in no order, and money that rests in none and that no trade
    made so far needs when all are settled in turn: what was bought or earned today is settled after the close. By force
    is bound to no hours, and what it is short of cannot be offered again once an order gives it back.
    """
    by_force = m.side == SELL
    if m.ref <= books.rare.last_release:
        return Reply(ExchangeOutcome.EXISTS)
    books.rare.last_release = m.ref
    if not by_force and not books.is_open("move_out"):
        return Reply(ExchangeOutcome.OUT_OF_HOURS)
    if refused := _unknown(books, m, or_money=True):
        return Reply(refused)
    if m.side not in (BUY, SELL):
        return Reply(ExchangeOutcome.BAD_SIDE)
    if m.quantity <= 0:
        return Reply(ExchangeOutcome.QUANTITY_NOT_POSITIVE)
    given = min(m.quantity, _free_of(books, m.account, m.instrument))
    _enter(books, m.account, m.instrument, -given)
    if given == m.quantity:
        return Reply(ExchangeOutcome.ACCEPTED, value_fen=given)
    if by_force and m.instrument != CASH:
        position = books.position(m.account, m.instrument)
        position.claimed_t = min(position.claimed_t + m.quantity - given, AMOUNT_LIMIT)
    return Reply(_why_short(books, m.account, m.instrument), value_fen=given)


def bar(books: Books, m: Message) -> Reply:
    """Set what an account may not do."""
    if m.account >= books.accounts:
        return Reply(ExchangeOutcome.ACCOUNT_NOT_FOUND)
    if m.side > NO_BUYING | NO_SELLING:
        return Reply(ExchangeOutcome.BAD_SIDE)
    books.purse(m.account).barred = m.side
    return ACCEPTED


def halt(books: Books, m: Message) -> Reply:
    """Halt an instrument, or all."""
    return _halt(books, m, halted=True)


def resume(books: Books, m: Message) -> Reply:
    """Resume an instrument, or end the halt of all; an instrument halted by itself stays so."""
    return _halt(books, m, halted=False)


def limit(books: Books, m: Message) -> Reply:
    """Set the most an account may hold of an instrument; what it holds already stays."""
    if refused := _unknown(books, m):
        return Reply(refused)
    if m.quantity < 0:
        return Reply(ExchangeOutcome.QUANTITY_NOT_POSITIVE)
    books.position(m.account, m.instrument).limit_t = m.quantity
    return ACCEPTED


def void(books: Books, m: Message) -> Reply:
    """Move a trade back: the buyer's units and the seller's money, if both still have them."""
    rare = books.rare
    if m.account >= books.accounts or m.counterparty >= books.accounts:
        return Reply(ExchangeOutcome.ACCOUNT_NOT_FOUND)
    if m.instrument >= len(books.products):
        return Reply(ExchangeOutcome.INSTRUMENT_NOT_TRADED)
    if min(m.quantity, m.price_fen) <= 0:
        return Reply(ExchangeOutcome.QUANTITY_NOT_POSITIVE)
    if not 0 < m.ref <= books.trades or not 0 <= m.extra <= AUCTION:
        return Reply(ExchangeOutcome.TRADE_NOT_FOUND)
    if m.ref in rare.voided:
        return Reply(ExchangeOutcome.TRADE_VOID)
    giving, taking = books.purse(m.account), books.purse(m.counterparty)
    sold, bought = books.position(m.account, m.instrument), books.position(m.counterparty, m.instrument)
    if bought.bought_t < m.quantity:
        return Reply(ExchangeOutcome.EXCEEDS_HOLDING)
    if giving.cash_fen < m.price_fen * m.quantity:
        return Reply(ExchangeOutcome.EXCEEDS_CASH)
    move_back(giving, sold, taking, bought, m.price_fen, m.quantity)
    rare.voided.add(m.ref)
    books.uncount(m.extra, m.instrument, m.price_fen, m.quantity)
    return Reply(ExchangeOutcome.ACCEPTED, filled_t=m.quantity, value_fen=m.price_fen * m.quantity)


def tick(_books: Books, _m: Message) -> Reply:
    """Do nothing: the lot has its time."""
    return ACCEPTED


def close(books: Books, _m: Message) -> Reply:
    """Void all that rests, free what it holds, and take nothing more."""
    auctions.void(books)
    for order in list(books.others()):
        release(books, order)
        books.drop(order)
    books.rare.answers.clear()
    books.void_listing()
    books.close()
    return ACCEPTED


def _unknown(books: Books, m: Message, or_money: bool = False) -> ExchangeOutcome | None:
    if m.account >= books.accounts:
        return ExchangeOutcome.ACCOUNT_NOT_FOUND
    if m.instrument < len(books.products) or (or_money and m.instrument == CASH):
        return None
    return ExchangeOutcome.INSTRUMENT_NOT_TRADED


def _enter(books: Books, account: int, instrument: int, amount: int) -> None:
    if instrument == CASH:
        enter_money(books.purse(account), amount)
    else:
        enter_units(books.position(account, instrument), amount)
    books.rare.entered[instrument] += amount


def _free_of(books: Books, account: int, instrument: int) -> int:
    if instrument == CASH:
        purse = books.purse(account)
        return min(purse.cash_fen, purse.lowest_fen)
    return books.position(account, instrument).sellable_t


def _why_short(books: Books, account: int, instrument: int) -> ExchangeOutcome:
    side = BUY if instrument == CASH else SELL
    if books.rests(account, instrument, side) or auctions.asks(books, account, instrument, side):
        return ExchangeOutcome.RESTS_IN_ORDERS
    pending = books.purse(account).cash_fen if instrument == CASH else books.position(account, instrument).bought_t
    return ExchangeOutcome.NOT_SETTLED if pending else ExchangeOutcome.NOT_THERE


def _halt(books: Books, m: Message, halted: bool) -> Reply:
    if m.instrument != CASH and m.instrument >= len(books.products):
        return Reply(ExchangeOutcome.INSTRUMENT_NOT_TRADED)
    books.halt(m.instrument, halted)
    return ACCEPTED
