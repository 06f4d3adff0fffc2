"""What the exchange keeps of one-way auctions."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.table import Row, table

#: What becomes of an auction, in its order.
APPLIED, ACCEPTED, ANNOUNCED = "applied", "accepted", "announced"
WITHDRAWN, REFUSED, LAPSED, CALLED_OFF = "withdrawn", "refused", "lapsed", "called_off"
SOLD, PARTLY_SOLD, FAILED = "sold", "partly_sold", "failed"

#: Sides of the asking party, and how prices are fixed.
BUY, SELL = "buy", "sell"
UNIFORM, PAY_AS_BID = "uniform", "pay_as_bid"

#: What becomes of what a paid allocation does not sell: it stays on the authority's account, or is cancelled.
KEEP, CANCEL = "keep", "cancel"

#: What becomes of a bidder.
ASKED, ADMITTED, NOT_ADMITTED = "asked", "admitted", "not_admitted"


_ONE_OF_STATES = (
    "state IN ('applied', 'accepted', 'announced', 'withdrawn', 'refused', 'lapsed', 'called_off', 'sold',"
    " 'partly_sold', 'failed')"
)


@table(
    "exchange_auction",
    key=["number"],
    checks=[
        "number > 0", "quantity_t > 0", "side IN ('buy', 'sell')", "mode IN ('uniform', 'pay_as_bid')",
        "paid IN (0, 1)", "late IN (0, 1)", "unsold IN ('', 'keep', 'cancel')", "reserve_fen >= 0",
        _ONE_OF_STATES,
        "sold_t >= 0", "sold_t <= quantity_t",
    ],
    indexes=[["day", "state"], ["holder"]],
)  # fmt: skip
@dataclass(slots=True)
class AuctionRow(Row):
    """A one-way auction: who asks for what, when it is held, what it came to.

    `reserve` is how far the reserve price is from the previous close, as a share; `reserve_fen` a price instead, 0:
    none. `paid`: a paid allocation of the authority. Days are working days.
    """

    number: int  # from 1, rising
    paid: int
    holder: str
    side: str
    instrument: str
    quantity_t: int
    mode: str
    reserve: str
    reserve_fen: int
    day: str
    state: str
    applied_on: str
    due: str  # the last day for the answer
    funded_by: str  # the last day on which what is offered is set aside
    bidders_by: str  # the last day for bidders' applications
    kinds: str = ""  # of accounts that may bid, with blanks between; "": all participants
    cap_t: int = 0  # the most one bidder may bid for; 0: no cap
    unsold: str = ""
    late: int = 0
    decided_on: str = ""
    reason: str = ""
    bids_from: str = ""  # 09:30, of the announcement
    bids_until: str = ""
    notice: str = ""  # announcement of it: year/number
    bids: int = 0
    bidders: int = 0
    demand_t: int = 0  # of all valid bids
    sold_t: int = 0
    value_fen: int = 0
    low_fen: int = 0  # lowest and highest price at which was dealt
    high_fen: int = 0
    book_sha256: str = ""  # of the ranked bids without names, in the evidence store
    result_notice: str = ""  # or of its calling off


@table("exchange_auction_paper", key=["auction", "number"], immutable=True)
@dataclass(slots=True)
class AuctionPaperRow(Row):
    """A paper of an application, by the digest of its file."""

    auction: int
    number: int
    paper: str
    sha256: str


@table(
    "exchange_bidder",
    key=["auction", "holder"],
    checks=["quantity_t > 0", "cap_t >= 0", "state IN ('asked', 'admitted', 'not_admitted')"],
)
@dataclass(slots=True)
class BidderRow(Row):
    """Who asked to bid in an auction, for how much at most, and what was decided."""

    auction: int
    holder: str
    quantity_t: int
    state: str
    asked_on: str
    cap_t: int = 0
    decided_on: str = ""
    reason: str = ""


TABLES: tuple[type[Row], ...] = (AuctionRow, AuctionPaperRow, BidderRow)
