"""One-way auctions (单向竞价): one party asks, many bid in a set time, the best bids are filled when it ends.

A seller's auction takes bids from its reserve up to the limit; the highest price first, equal prices in the order of
time, until the offer is used up; the last bid is filled in part. All pay the price of the last accepted bid, or each
its own, as the notice says. A buyer's auction is the mirror: bids from its limit up to its reserve, the lowest first.
An auction can be for those alone that are admitted to it, each up to a quantity of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tanshi.exchange.matching import entry
from tanshi.exchange.matching.books import Auction, Books, give_back, release, set_aside
from tanshi.exchange.matching.orders import BID, Order, fills
from tanshi.exchange.matching.outcome import ExchangeOutcome
from tanshi.exchange.matching.purses import deliver
from tanshi.exchange.matching.records import (
    ADMITTED_ONLY,
    AUCTION,
    CASH,
    PAY_AS_BID,
    SELL,
    UNIFORM,
    Message,
    Reply,
)


def begin(books: Books, m: Message) -> Reply:
    """Open an auction and reserve what the asking party gives."""
    if m.ref in books.rare.auctions_seen:
        return Reply(ExchangeOutcome.AUCTION_EXISTS)
    if refused := entry.party(books, m, m.side) or _unlawful(books, m):
        return Reply(refused)
    low, high = (m.price_fen, m.extra) if m.side == SELL else (m.extra, m.price_fen)
    made = Auction(
        m.ref, m.account, m.instrument, m.side, m.quantity, low, high, m.spare & ~ADMITTED_ONLY,
        caps={} if m.spare & ADMITTED_ONLY else None,
    )  # fmt: skip
    if short := set_aside(books, m.account, m.instrument, m.side, made.high_fen, m.quantity):
        return Reply(short)
    books.rare.auctions_seen.add(m.ref)
    books.rare.auctions[m.ref] = made
    return Reply(ExchangeOutcome.ACCEPTED, left_t=m.quantity)


def admit(books: Books, m: Message) -> Reply:
    """Let an account bid in an auction that is for the admitted alone."""
    auction = books.rare.auctions.get(m.ref)
    if auction is None or auction.caps is None:
        return Reply(ExchangeOutcome.AUCTION_NOT_FOUND)
    if m.account >= books.accounts:
        return Reply(ExchangeOutcome.ACCOUNT_NOT_FOUND)
    if m.quantity < 0:
        return Reply(ExchangeOutcome.QUANTITY_NOT_POSITIVE)
    auction.caps[m.account] = m.quantity
    return Reply(ExchangeOutcome.ACCEPTED)


def bid(books: Books, m: Message) -> Reply:
    """Bid in an auction, and reserve what the bid gives."""
    if not books.is_open("auction"):
        return Reply(ExchangeOutcome.OUT_OF_HOURS)
    auction = books.rare.auctions.get(m.ref)
    if auction is None:
        return Reply(ExchangeOutcome.AUCTION_NOT_FOUND)
    if refused := entry.party(books, m, m.side) or _unfit(books, auction, m):
        return Reply(refused)
    if m.account == auction.account:
        return Reply(ExchangeOutcome.SAME_PARTY)
    if refused := _not_let(auction, m):
        return Reply(refused)
    if books.is_full():
        return Reply(ExchangeOutcome.BOOK_FULL)
    if short := set_aside(books, m.account, m.instrument, m.side, m.price_fen, m.quantity):
        return Reply(short)
    made = books.rest(BID, m.account, m.instrument, m.side, m.price_fen, m.quantity, answers=m.ref)
    auction.bids[made.name] = None
    auction.asked[m.account] = auction.asked.get(m.account, 0) + m.quantity
    return Reply(ExchangeOutcome.ACCEPTED, made.name, left_t=m.quantity)


def end(books: Books, m: Message) -> Reply:
    """Rank the bids, fill them, free the rest."""
    auction = books.rare.auctions.pop(m.ref, None)
    if auction is None:
        return Reply(ExchangeOutcome.AUCTION_NOT_FOUND)
    ranked = sorted(_bids(books, auction), key=lambda b: (_rank(auction, b), b.sequence))
    asked_t = (
        0 if entry.is_barred_today(books, auction.account, auction.instrument, auction.side) else auction.quantity_t
    )
    filled = fills((b for b in ranked if not entry.is_kept_out(books, b)), asked_t) if asked_t else []
    single = filled[-1][0].price_fen if filled and auction.mode == UNIFORM else 0
    value = 0
    for found, part in filled:
        price = single or found.price_fen
        _deal(books, auction, found, price, part)
        value += price * part
    dealt = sum(part for _, part in filled)
    left = auction.quantity_t - dealt
    _free(books, auction, ranked, left)
    return Reply(ExchangeOutcome.ACCEPTED, filled_t=dealt, value_fen=value, left_t=left)


def call_off(books: Books, m: Message) -> Reply:
    """End an auction without a deal."""
    auction = books.rare.auctions.pop(m.ref, None)
    if auction is None:
        return Reply(ExchangeOutcome.AUCTION_NOT_FOUND)
    _free(books, auction, list(_bids(books, auction)), auction.quantity_t)
    return Reply(ExchangeOutcome.ACCEPTED, left_t=auction.quantity_t)


def void(books: Books) -> None:
    """End all auctions without a deal; their bids are freed by whoever frees all that rests."""
    for auction in books.rare.auctions.values():
        give_back(books, auction.account, auction.instrument, auction.side, auction.high_fen, auction.quantity_t)
    books.rare.auctions.clear()


def asks(books: Books, account: int, instrument: int, side: int) -> bool:
    """Tell whether an account is the asking party of an auction on a side (CASH: of any instrument)."""
    return any(
        (a.account, a.side) == (account, side) and instrument in (CASH, a.instrument)
        for a in books.rare.auctions.values()
    )


def _unlawful(books: Books, m: Message) -> ExchangeOutcome | None:
    """Tell what is wrong with an auction's terms. How much is offered at least, the notice has looked at."""
    product = books.products[m.instrument]
    if m.spare & ~ADMITTED_ONLY not in (UNIFORM, PAY_AS_BID):
        return ExchangeOutcome.MODE_UNKNOWN
    if m.quantity <= 0:
        return ExchangeOutcome.QUANTITY_NOT_POSITIVE
    if m.quantity % product.lot_t:
        return ExchangeOutcome.QUANTITY_OFF_LOT
    if m.price_fen % product.tick_fen or m.extra % product.tick_fen:
        return ExchangeOutcome.PRICE_OFF_TICK
    low, high = (m.price_fen, m.extra) if m.side == SELL else (m.extra, m.price_fen)
    return None if 0 < low <= high else ExchangeOutcome.OUTSIDE_BAND


def _unfit(books: Books, auction: Auction, m: Message) -> ExchangeOutcome | None:
    """Tell what makes a bid invalid."""
    product = books.products[m.instrument]
    if m.instrument != auction.instrument:
        return ExchangeOutcome.INSTRUMENT_NOT_TRADED
    if m.side == auction.side:
        return ExchangeOutcome.BAD_SIDE
    if m.quantity <= 0:
        return ExchangeOutcome.QUANTITY_NOT_POSITIVE
    if m.quantity % product.lot_t:
        return ExchangeOutcome.QUANTITY_OFF_LOT
    if m.price_fen % product.tick_fen:
        return ExchangeOutcome.PRICE_OFF_TICK
    return None if auction.low_fen <= m.price_fen <= auction.high_fen else ExchangeOutcome.OUTSIDE_BAND


def _not_let(auction: Auction, m: Message) -> ExchangeOutcome | None:
    """Tell why an account may not bid for so much."""
    if auction.caps is None:
        return None
    cap = auction.caps.get(m.account)
    if cap is None:
        return ExchangeOutcome.NOT_ADMITTED
    if cap and auction.asked.get(m.account, 0) + m.quantity > cap:
        return ExchangeOutcome.ABOVE_CAP
    return None


def _free(books: Books, auction: Auction, bids: Iterable[Order], left_t: int) -> None:
    """Forget bids and give back what they and the asking party still hold."""
    for found in bids:
        release(books, found)
        books.drop(found)
    give_back(books, auction.account, auction.instrument, auction.side, auction.high_fen, left_t)


def _bids(books: Books, auction: Auction) -> Iterator[Order]:
    for name in auction.bids:
        found = books.resting(name)
        assert found is not None
        yield found


def _rank(auction: Auction, order: Order) -> int:
    return -order.price_fen if auction.side == SELL else order.price_fen


def _deal(books: Books, auction: Auction, found: Order, price_fen: int, part_t: int) -> None:
    """Deliver a part of a bid; the buyer gets back what it reserved above the price."""
    instrument, selling = auction.instrument, auction.side == SELL
    found.left_t -= part_t
    asking, bidding = (auction.account, 0), (found.account, found.name)
    (seller, sold), (buyer, bought) = (asking, bidding) if selling else (bidding, asking)
    reserved_fen = found.price_fen if selling else auction.high_fen
    books.purse(buyer).cash_fen += (reserved_fen - price_fen) * part_t
    deliver(
        books.purse(seller), books.position(seller, instrument), books.purse(buyer), books.position(buyer, instrument),
        price_fen, part_t, books.products[instrument].one_way,
    )  # fmt: skip
    books.record(AUCTION, found.side, instrument, (seller, buyer), price_fen, part_t, (sold, bought))
