"""What is looked at before an order of any way of trading is taken, in the order of the outcomes."""

from __future__ import annotations

from tanshi.exchange.matching.books import Books
from tanshi.exchange.matching.orders import Order
from tanshi.exchange.matching.outcome import ExchangeOutcome
from tanshi.exchange.matching.records import BLOCK, BUY, LISTING, NO_BUYING, NO_SELLING, SELL, Kind, Message


def party(books: Books, m: Message, side: int) -> ExchangeOutcome | None:
    """Return why an account may not deal in an instrument on a side."""
    if m.account >= books.accounts:
        return ExchangeOutcome.ACCOUNT_NOT_FOUND
    if m.instrument >= len(books.products):
        return ExchangeOutcome.INSTRUMENT_NOT_TRADED
    if books.is_halted(m.instrument):
        return ExchangeOutcome.HALTED
    if side not in (BUY, SELL):
        return ExchangeOutcome.BAD_SIDE
    return ExchangeOutcome.BARRED if is_barred(books, m.account, m.instrument, side) else None


def is_barred(books: Books, account: int, instrument: int, side: int) -> bool:
    """Tell whether an account may not trade on a side, at all or in an instrument."""
    bits = books.purse(account).barred | books.position(account, instrument).barred
    return bool(bits & (NO_BUYING if side == BUY else NO_SELLING))


def is_kept_out(books: Books, order: Order) -> bool:
    """Tell whether what rests may no longer trade: its account did the other thing with the instrument today."""
    return is_barred_today(books, order.account, order.instrument, order.side)


def is_barred_today(books: Books, account: int, instrument: int, side: int) -> bool:
    """Tell whether an account did the other thing with an instrument today, where the rules forbid both."""
    return books.products[instrument].one_way and bool(books.position(account, instrument).barred >> side & 1)


def amounts(books: Books, way: int, m: Message) -> ExchangeOutcome | None:
    """Return why a quantity or price cannot be."""
    product = books.products[m.instrument]
    if m.quantity <= 0:
        return ExchangeOutcome.QUANTITY_NOT_POSITIVE
    if m.quantity % product.lot_t:
        return ExchangeOutcome.QUANTITY_OFF_LOT
    if way == LISTING:
        # The rest of an order may be below the minimum, and somebody has to be able to take it.
        if m.quantity < product.listing_minimum_t and m.kind == Kind.POST:
            return ExchangeOutcome.LISTING_TOO_SMALL
        if m.quantity >= product.listing_limit_t:
            return ExchangeOutcome.LISTING_TOO_LARGE
    if way == BLOCK and m.quantity < product.block_minimum_t:
        return ExchangeOutcome.BLOCK_TOO_SMALL
    if m.price_fen % product.tick_fen:
        return ExchangeOutcome.PRICE_OFF_TICK
    low, high = (
        (product.listing_low_fen, product.listing_high_fen)
        if way == LISTING
        else (product.block_low_fen, product.block_high_fen)
    )
    return None if low <= m.price_fen <= high else ExchangeOutcome.OUTSIDE_BAND
