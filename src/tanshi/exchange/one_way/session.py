"""Between an auction in the books and the session that holds it.

`auctions_of_day` says what the session of a day is told, and when: before its first minute that the auctions begin,
which reserves what they offer; when bids are taken, who is admitted; at the end of that time, that they end. All of it
can be told again: what was done is answered without effect. `results_of` reads what the auctions came to out of the
session's sealed record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from tanshi.exchange.matching.core import Messages, Trades
from tanshi.exchange.matching.messages import CODES, message
from tanshi.exchange.matching.opening import Opening
from tanshi.exchange.matching.outcome import ExchangeOutcome
from tanshi.exchange.matching.records import ADMITTED_ONLY, AUCTION, PAY_AS_BID, SELL, UNIFORM, Kind
from tanshi.exchange.one_way import tables
from tanshi.exchange.one_way.registry_side import RegistrySide
from tanshi.exchange.one_way.tables import ADMITTED, ANNOUNCED, AuctionRow, BidderRow
from tanshi.exchange.one_way.terms import AuctionTerms
from tanshi.exchange.process.cores import make_core
from tanshi.exchange.segments.layout import Header
from tanshi.exchange.segments.writer import lots_of
from tanshi.rulemaking.law import Known
from tanshi.rules import Law

_ACCEPTED = CODES[ExchangeOutcome.ACCEPTED]
_MODES = {tables.UNIFORM: UNIFORM, tables.PAY_AS_BID: PAY_AS_BID}

#: What is followed of a session while there are auctions.
_FOLLOWED = [Kind.AUCTION_OPEN, Kind.BID, Kind.CANCEL, Kind.AUCTION_CALL_OFF, Kind.AUCTION_CLOSE]

#: Before the session's first minute.
AT_ONCE = 0


@dataclass(frozen=True, slots=True)
class Step:
    """What the exchange tells a session from a minute of the day on: one message of its own client, not numbered."""

    minute: int
    auction: int
    frame: Messages


@dataclass(frozen=True, slots=True)
class Bid:
    """A valid bid as the auction's end found it, in the order of its rank; what of it was filled."""

    account: str
    price_fen: int
    quantity_t: int
    filled_t: int
    paid_fen: int  # a tonne


@dataclass(frozen=True, slots=True)
class Held:
    """An auction that was held to its end: its bids, the best first."""

    number: int
    bids: tuple[Bid, ...]

    @property
    def demand_t(self) -> int:
        return sum(b.quantity_t for b in self.bids)

    @property
    def sold_t(self) -> int:
        return sum(b.filled_t for b in self.bids)

    @property
    def value_fen(self) -> int:
        return sum(b.filled_t * b.paid_fen for b in self.bids)

    @property
    def bidders(self) -> int:
        return len({b.account for b in self.bids})

    @property
    def prices(self) -> tuple[int, int]:
        """Return the lowest and highest price at which was dealt, in fen; zeros if nothing was."""
        paid = [b.paid_fen for b in self.bids if b.filled_t]
        return min(paid, default=0), max(paid, default=0)


def auctions_of_day(rows: Known, law: Law, registry: RegistrySide, opening: Opening) -> tuple[Step, ...]:
    """Return what the session of an opening is told for the auctions announced for its day, in the order of time.

    An auction whose party or product the opening has not is left out: nothing of it was brought to the session.
    """
    found = rows.where(AuctionRow, day=opening.session, state=ANNOUNCED)
    steps = [step for row in found for step in _steps(row, rows, law, registry, opening)]
    return tuple(sorted(steps, key=lambda step: step.minute))


def _steps(row: AuctionRow, rows: Known, law: Law, registry: RegistrySide, opening: Opening) -> Iterator[Step]:
    places = {name: number for number, name in enumerate(opening.accounts)}
    products = {p.instrument: number for number, p in enumerate(opening.products)}
    if row.holder not in places or row.instrument not in products:
        return
    instrument = products[row.instrument]
    kind = registry.product(row.instrument, opening.session, rows)
    terms = AuctionTerms.of(law, kind, date.fromisoformat(opening.session))
    assert terms is not None, f"auction {row.number} was announced, so its product is auctioned"
    close = opening.products[instrument].previous_close_fen
    reserve, limit = terms.prices(row.side, row.reserve, row.reserve_fen, close)
    begin = message(
        Kind.AUCTION_OPEN, side=int(row.side == tables.SELL), instrument=instrument, account=places[row.holder],
        quantity=row.quantity_t, price_fen=reserve, extra=limit, ref=row.number, spare=_MODES[row.mode] | ADMITTED_ONLY,
    )  # fmt: skip
    yield Step(AT_ONCE, row.number, begin)
    for bidder in rows.where(BidderRow, auction=row.number, state=ADMITTED):
        if bidder.holder in places:
            let = message(Kind.AUCTION_ADMIT, account=places[bidder.holder], ref=row.number, quantity=bidder.cap_t)
            yield Step(_minute(row.bids_from), row.number, let)
    yield Step(_minute(row.bids_until), row.number, message(Kind.AUCTION_CLOSE, ref=row.number))


def _minute(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


@dataclass(slots=True)
class _Book:
    """An auction under way: its bids by name, as (account, price, quantity)."""

    side: int
    bids: dict[int, tuple[int, int, int]] = field(default_factory=dict)


def results_of(record: bytes, form: str = "") -> tuple[Held, ...]:
    """Return the auctions that a sealed session held to their end, by number. Raises `Problem`: it is not sealed."""
    header = Header.decode(record)
    assert header is not None, "a session's record begins with its opening"
    opening = Opening.decode(header.opening)
    core, books, ended = make_core(form)(opening), dict[int, _Book](), dict[int, Held]()
    for lot in lots_of(record):
        replies, trades = core.lot(lot.messages, lot.time_ns)
        kinds = lot.messages["kind"]
        if not books and not (kinds == Kind.AUCTION_OPEN).any():
            continue
        done = (replies["outcome"] == _ACCEPTED) & np.isin(kinds, _FOLLOWED)
        for said, asked in zip(replies[done], lot.messages[done], strict=True):
            if held := _follow(books, asked, said, trades, opening.accounts):
                ended[held.number] = held
    return tuple(ended[number] for number in sorted(ended))


def _follow(books: dict[int, _Book], asked: Any, said: Any, trades: Trades, names: tuple[str, ...]) -> Held | None:
    """Take in an accepted message; return the auction that it ended."""
    ref = int(asked["ref"])
    match Kind(asked["kind"]):
        case Kind.AUCTION_OPEN:
            books[ref] = _Book(int(asked["side"]))
        case Kind.BID:
            bid = (int(asked["account"]), int(asked["price_fen"]), int(asked["quantity"]))
            books[ref].bids[int(said["order"])] = bid
        case Kind.CANCEL:
            for book in books.values():
                book.bids.pop(ref, None)
        case Kind.AUCTION_CALL_OFF:
            books.pop(ref)
        case Kind.AUCTION_CLOSE:
            return _ended(ref, books.pop(ref), trades[trades["sequence"] == said["sequence"]], names)
    return None


def _ended(number: int, book: _Book, trades: Trades, names: tuple[str, ...]) -> Held:
    """Rank the bids of an auction; those of equal price are in the order in which they came."""
    of_bid = "buy_order" if book.side == SELL else "sell_order"
    dealt = {int(t[of_bid]): (int(t["quantity_t"]), int(t["price_fen"])) for t in trades if t["way"] == AUCTION}
    ranked = sorted(book.bids.items(), key=lambda bid: -bid[1][1] if book.side == SELL else bid[1][1])
    return Held(
        number,
        tuple(
            Bid(names[account], price, quantity, *dealt.get(name, (0, 0)))
            for name, (account, price, quantity) in ranked
        ),
    )
