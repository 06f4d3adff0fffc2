"""What is set aside for a one-way auction (单向竞价冻结): it stands on an account of its own until the auction's day.

A seller sets aside units of its registration account, a buyer money of its trading account; more may follow. The
exchange has it freed: into trading before the session in which the auction is held, or back where it came from.
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
from tanshi.registry.account_ids import offered, registration, trading
from tanshi.registry.events import move, open_on_need
from tanshi.registry.moves import cannot_give, not_by, not_for, own, stopped, touch_pair, with_exchange
from tanshi.registry.outcome import DONE
from tanshi.registry.tables import CASH, AccountRow, HoldingRow

#: What becomes of what was set aside, and where it may be freed to.
HELD, FREED = "held", "freed"
TO_TRADING, BACK = "trading", "back"


class OfferOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    BAD_AUCTION = "registry.offer_bad_auction"
    OTHER_OFFER = "registry.offer_of_other_kind"
    NOT_HELD = "registry.offer_not_held"
    BAD_TARGET = "registry.offer_bad_target"


@dataclass(frozen=True, slots=True)
class SetAsideForAuction:
    """Set units (or money: instrument CNY) aside for an auction, by its number at the exchange; add to it."""

    holder: str
    auction: int
    instrument: str
    amount: int


@dataclass(frozen=True, slots=True)
class FreeFromAuction:
    """Free what is set aside: into `trading` for the session of the auction, or `back` since it is not held."""

    holder: str
    auction: int
    target: str


@dataclass(frozen=True, slots=True)
class AuctionSetAside(Fact):
    """Units or money were set aside for an auction; `total` is all of it by now."""

    type: ClassVar[str] = "registry.auction_set_aside/1"
    holder: str
    auction: int
    source: str
    account: str
    instrument: str
    amount: int
    total: int


@dataclass(frozen=True, slots=True)
class AuctionFreed(Fact):
    """What was set aside for an auction moved on."""

    type: ClassVar[str] = "registry.auction_freed/1"
    holder: str
    auction: int
    account: str
    target: str
    instrument: str
    amount: int


@table(
    "registry_auction_offer",
    key=["auction", "holder"],
    checks=["auction > 0", "amount >= 0", "state IN ('held', 'freed')"],
)
@dataclass(slots=True)
class OfferRow(Row):
    """What a holder set aside for an auction: tonnes, or fen of CNY; `since` when all of it is there."""

    auction: int
    holder: str
    instrument: str
    amount: int
    state: str
    since: str
    freed_to: str = ""
    freed_on: str = ""


TABLES: tuple[type[Row], ...] = (OfferRow,)


def _set_aside(request: SetAsideForAuction, rows: Rows, act: Act) -> Outcome:
    if request.auction <= 0:
        return act.refuse(OfferOutcome.BAD_AUCTION, auction=request.auction)
    money = request.instrument == CASH
    source = _home(request.holder, request.instrument)
    if refused := (
        (with_exchange(rows, act) if money else not_for("trade", request.instrument, rows, act))
        or not_by("fund", source, rows, act)
        or cannot_give(rows, act, source, request.instrument, request.amount)
    ):
        return refused
    before = rows.get(OfferRow, (request.auction, request.holder))
    if before is not None and (before.state, before.instrument) != (HELD, request.instrument):
        return act.refuse(OfferOutcome.OTHER_OFFER, auction=request.auction, instrument=before.instrument)
    total = request.amount + (before.amount if before else 0)
    act.record(
        AuctionSetAside(
            request.holder, request.auction, source, offered(request.holder), request.instrument, request.amount, total
        )
    )
    return DONE


def _free(request: FreeFromAuction, rows: Rows, act: Act) -> Outcome:
    found = rows.get(OfferRow, (request.auction, request.holder))
    if found is None or found.state != HELD:
        return act.refuse(OfferOutcome.NOT_HELD, auction=request.auction, holder=request.holder)
    if request.target not in (TO_TRADING, BACK):
        return act.refuse(OfferOutcome.BAD_TARGET, target=request.target, known=f"{TO_TRADING}, {BACK}")
    to_trading = request.target == TO_TRADING
    target = trading(found.holder) if to_trading else _home(found.holder, found.instrument)
    if refused := (
        (with_exchange(rows, act) if target == trading(found.holder) else None)
        or (stopped("fund", target, rows, act) if to_trading else None)
        or cannot_give(rows, act, offered(found.holder), found.instrument, found.amount)
    ):
        return refused
    act.record(AuctionFreed(found.holder, found.auction, offered(found.holder), target, found.instrument, found.amount))
    return DONE


def _home(holder: str, instrument: str) -> str:
    """Return the account of a holder on which an instrument stands before it is set aside."""
    return trading(holder) if instrument == CASH else registration(holder)


def reference(auction: int) -> str:
    """Return how the transfers of an auction's offer are told."""
    return f"auction/{auction}"


def _was_set_aside(fact: AuctionSetAside, at: At, rows: Rows) -> None:
    open_on_need(rows, fact.account, "pending", fact.holder)
    move(
        rows, at, "auction_set_aside", fact.source, fact.account, fact.instrument, fact.amount, reference(fact.auction)
    )
    key = (fact.auction, fact.holder)
    if rows.get(OfferRow, key) is None:
        rows.put(OfferRow(fact.auction, fact.holder, fact.instrument, 0, HELD, at.day))
    row = rows.edit(OfferRow, key)
    row.amount, row.since = fact.total, at.day


def _freed(fact: AuctionFreed, at: At, rows: Rows) -> None:
    move(rows, at, "auction_freed", fact.account, fact.target, fact.instrument, fact.amount, reference(fact.auction))
    row = rows.edit(OfferRow, (fact.auction, fact.holder))
    row.state, row.freed_to, row.freed_on = FREED, fact.target, at.day


def _touches(r: SetAsideForAuction) -> Iterable[Touch]:
    yield from touch_pair(_home(r.holder, r.instrument), offered(r.holder), r.instrument)
    yield OfferRow, (r.auction, r.holder)


def _touches_offer(r: FreeFromAuction) -> Iterable[Touch]:
    yield OfferRow, (r.auction, r.holder)
    for account in (offered(r.holder), trading(r.holder), registration(r.holder)):
        yield AccountRow, account
    yield HoldingRow, (trading(r.holder), CASH)


FACTS = (FactType(AuctionSetAside, _was_set_aside), FactType(AuctionFreed, _freed))

HANDLERS: tuple[Handler[Any], ...] = (
    Handler("registry.set_aside_for_auction", SetAsideForAuction, _set_aside, DONE, _touches, own),
    Handler("registry.free_from_auction", FreeFromAuction, _free, DONE, _touches_offer, own),
)
