"""Paid allocation (有偿分配) in the registry: what the plan lets be issued for it, its proceeds, and what was not sold.

Allowances for it are issued to the authority's account of the kind `reserve` on a ground of their own, up to the share
the vintage's plan states. After the auction's session is settled the price of every trade goes from the authority's
trading account to the proceeds of auctions (拍卖收入), which lie in a bank account of their own; what was not sold goes
back to its registration account, or is cancelled, as the announcement says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.registry.account_ids import registration, trading
from tanshi.registry.auction_offers import FREED, OfferRow, reference
from tanshi.registry.cancellation import CANCELLED
from tanshi.registry.kinds import RESERVE_KIND
from tanshi.registry.money import AUCTION, AUCTION_BANK, Posting, paid, post, posting
from tanshi.registry.moves import cannot_give, day_closed, own, with_exchange
from tanshi.registry.outcome import DONE
from tanshi.registry.tables import CASH, AccountRow, BookRow, HoldingRow, TradeRow

#: What becomes of what was not sold.
KEEP, CANCEL = "keep", "cancel"

#: How the trades of an auction are told.
_METHOD = "auction"


class PaidOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    NOT_AUTHORITYS = "registry.paid_not_authoritys"
    BOOKED = "registry.paid_booked"
    NO_OFFER = "registry.paid_no_offer"
    UNKNOWN_UNSOLD = "registry.paid_unknown_unsold"


@dataclass(frozen=True, slots=True)
class BookPaidAllocation:
    """Book the proceeds of a paid allocation of a settled session; `unsold`: keep or cancel what is left."""

    holder: str
    auction: int
    session: str
    unsold: str


@dataclass(frozen=True, slots=True)
class PaidAllocationBooked(Fact):
    """The proceeds of a paid allocation stand with the proceeds of auctions; what was not sold is where it belongs."""

    type: ClassVar[str] = "registry.paid_allocation_booked/1"
    holder: str
    auction: int
    session: str
    instrument: str
    trades: int
    sold_t: int
    revenue_fen: int
    unsold_t: int
    unsold: str
    postings: list[dict[str, Any]]  # kind, debit, credit, instrument, amount


@table(
    "registry_paid_allocation",
    key=["auction"],
    checks=["sold_t >= 0", "unsold_t >= 0", "revenue_fen >= 0", "unsold IN ('keep', 'cancel')"],
    immutable=True,
)
@dataclass(slots=True)
class PaidAllocationRow(Row):
    """A paid allocation as the registry booked it: tonnes sold and not sold, proceeds in fen."""

    auction: int
    holder: str
    session: str
    instrument: str
    trades: int
    sold_t: int
    revenue_fen: int
    unsold_t: int
    unsold: str
    booked_on: str


TABLES: tuple[type[Row], ...] = (PaidAllocationRow,)


def _book(request: BookPaidAllocation, rows: Rows, act: Act) -> Outcome:
    account = trading(request.holder)
    opened = rows.get(AccountRow, account)
    if opened is None or opened.holder_kind != RESERVE_KIND:
        return act.refuse(PaidOutcome.NOT_AUTHORITYS, holder=request.holder)
    if refused := day_closed(rows, act) or with_exchange(rows, act):
        return refused
    if (before := rows.get(PaidAllocationRow, request.auction)) is not None:
        return act.refuse(PaidOutcome.BOOKED, auction=request.auction, on=before.booked_on)
    offer = rows.get(OfferRow, (request.auction, request.holder))
    if offer is None or offer.state != FREED or offer.freed_to != account or offer.freed_on > request.session:
        return act.refuse(PaidOutcome.NO_OFFER, auction=request.auction, holder=request.holder)
    if request.unsold not in (KEEP, CANCEL):
        return act.refuse(PaidOutcome.UNKNOWN_UNSOLD, unsold=request.unsold, known=f"{KEEP}, {CANCEL}")
    trades = [
        t for t in rows.where(TradeRow, session=request.session, seller=request.holder, instrument=offer.instrument)
        if t.method == _METHOD
    ]  # fmt: skip
    sold, revenue = sum(t.quantity_t for t in trades), sum(t.quantity_t * t.price_fen for t in trades)
    unsold = offer.amount - sold
    if refused := (cannot_give(rows, act, account, CASH, revenue) if revenue else None) or (
        cannot_give(rows, act, account, offer.instrument, unsold) if unsold else None
    ):
        return refused
    act.record(
        PaidAllocationBooked(
            request.holder, request.auction, request.session, offer.instrument, len(trades), sold, revenue, unsold,
            request.unsold, _postings(request, offer.instrument, revenue, unsold),
        )
    )  # fmt: skip
    return DONE


def _postings(request: BookPaidAllocation, instrument: str, revenue_fen: int, unsold_t: int) -> list[Posting]:
    account = trading(request.holder)
    made = paid("auction_revenue", account, AUCTION, revenue_fen) if revenue_fen else []
    if unsold_t and request.unsold == CANCEL:
        made.append(posting("unsold_cancelled", account, CANCELLED, instrument, unsold_t))
    elif unsold_t:
        made.append(posting("unsold_returned", account, registration(request.holder), instrument, unsold_t))
    return made


def _booked(fact: PaidAllocationBooked, at: At, rows: Rows) -> None:
    post(rows, at, fact.postings, reference(fact.auction))
    rows.put(
        PaidAllocationRow(
            fact.auction, fact.holder, fact.session, fact.instrument, fact.trades, fact.sold_t, fact.revenue_fen,
            fact.unsold_t, fact.unsold, at.day,
        )
    )  # fmt: skip


def _touches(r: BookPaidAllocation) -> Iterable[Touch]:
    yield BookRow, 1
    yield PaidAllocationRow, r.auction
    yield OfferRow, (r.auction, r.holder)
    for account in (trading(r.holder), registration(r.holder), AUCTION, AUCTION_BANK, CANCELLED):
        yield AccountRow, account
    for account in (trading(r.holder), AUCTION, AUCTION_BANK):
        yield HoldingRow, (account, CASH)


FACTS = (FactType(PaidAllocationBooked, _booked),)

HANDLERS: tuple[Handler[Any], ...] = (
    Handler("registry.book_paid_allocation", BookPaidAllocation, _book, DONE, _touches, own),
)
