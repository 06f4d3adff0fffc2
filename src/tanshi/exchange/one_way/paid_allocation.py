"""Paid allocation (有偿分配): the authority auctions allowances from its account, if a text lets it.

Who may bid, how much of it, and what becomes of the rest is law data (`exchange.paid_allocation`). No national text
opens it today, so it is refused; an act that does carries its values. The plan of the vintage states how much may be
allocated against payment (`paid_t`), and no auction goes beyond it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar

from tanshi.core.exact import floor
from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.exchange.one_way.applications import auction_terms, next_number, not_a_day
from tanshi.exchange.one_way.outcome import AuctionOutcome
from tanshi.exchange.one_way.registry_side import RegistrySide, paid_left_t
from tanshi.exchange.one_way.tables import (
    ACCEPTED,
    ANNOUNCED,
    PARTLY_SOLD,
    SELL,
    SOLD,
    AuctionRow,
)
from tanshi.exchange.one_way.terms import AuctionTerms, day_before, is_whole, named
from tanshi.exchange.outcome import DONE
from tanshi.exchange.participants import Accounts
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.participants.tables import ActorRow
from tanshi.registry.kinds import RESERVE_KIND
from tanshi.registry.representatives import whose
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law


@dataclass(frozen=True, slots=True)
class OrderPaidAllocation:
    """Have allowances of the authority's account auctioned on a day, by an order.

    `reserve_fen`: the reserve price, 0: so far from the previous close as `reserve` says. `unsold`: what becomes of
    the rest.
    """

    holder: str
    instrument: str
    quantity_t: int
    mode: str
    reserve: str
    reserve_fen: int
    day: str
    unsold: str
    order_sha256: str


@dataclass(frozen=True, slots=True)
class PaidAllocationOrdered(Fact):
    """The authority has allowances auctioned; `kinds` of accounts may bid, each for `cap_t` at most (0: no cap)."""

    type: ClassVar[str] = "exchange.paid_allocation_ordered/1"
    number: int
    holder: str
    instrument: str
    quantity_t: int
    mode: str
    reserve: str
    reserve_fen: int
    day: str
    unsold: str
    kinds: str
    cap_t: int
    order_sha256: str
    funded_by: str
    bidders_by: str
    citation: str


class PaidAllocationCommands:
    """Judges paid allocation under a law."""

    def __init__(self, law: Law, registry: RegistrySide, accounts: Accounts) -> None:
        self._laws = LawBook(law)
        self._registry, self._accounts = registry, accounts

    def order(self, request: OrderPaidAllocation, rows: Rows, act: Act) -> Outcome:
        law, today = self._laws.on(rows, act.day), date.fromisoformat(act.day)
        actor = rows.need(ActorRow, act.command.actor)
        cited = law.table("exchange.paid_allocation", today).get(actor.role)
        if cited is None or cited.value["open"] != "true":
            citation = law.reference(cited.citation) if cited else "–"
            return act.refuse(AuctionOutcome.PAID_CLOSED, role=actor.role, citation=citation)
        if self._accounts.kind(request.holder, rows) != RESERVE_KIND:
            return act.refuse(AuctionOutcome.NOT_AUTHORITYS, holder=request.holder)
        terms = auction_terms(law, self._registry, request.instrument, rows, act)
        if isinstance(terms, Outcome):
            return terms
        if refused := _unlawful(request, terms, cited.value["unsold"], rows, act) or not_a_day(
            request.day, terms.funding_days, rows, act
        ):
            return refused
        same_day = rows.where(AuctionRow, day=request.day, holder=request.holder, instrument=request.instrument)
        if any(row.state in (ACCEPTED, ANNOUNCED) for row in same_day):
            return act.refuse(AuctionOutcome.ONE_A_DAY, day=request.day, instrument=request.instrument)
        if not is_sha256(request.order_sha256):
            return act.refuse(AuctionOutcome.BAD_PAPERS, filed="–", asked="order")
        act.record(
            PaidAllocationOrdered(
                next_number(rows), request.holder, request.instrument, request.quantity_t, request.mode,
                request.reserve, request.reserve_fen, request.day, request.unsold, " ".join(cited.value["kinds"]),
                floor(Fraction(cited.value["bidder_share"]) * request.quantity_t), request.order_sha256,
                day_before(request.day, terms.funding_days), day_before(request.day, terms.bidder_days),
                law.reference(cited.citation),
            )
        )  # fmt: skip
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handler of paid allocation."""

        def touched(r: OrderPaidAllocation) -> Iterable[Touch]:
            return self._accounts.touches(r.holder)

        return (Handler("exchange.order_paid_allocation", OrderPaidAllocation, self.order, DONE, touched, whose),)


def _unlawful(
    request: OrderPaidAllocation, terms: AuctionTerms, unsold: Iterable[str], rows: Rows, act: Act
) -> Outcome | None:
    if not is_whole(request.quantity_t, terms.product.lot_t):
        return act.refuse(AuctionOutcome.BAD_QUANTITY, quantity=request.quantity_t, lot=terms.product.lot_t)
    offered = sum(
        row.sold_t if row.state in (SOLD, PARTLY_SOLD) else row.quantity_t
        for row in rows.where(AuctionRow, paid=1, instrument=request.instrument)
        if row.state in (ACCEPTED, ANNOUNCED, SOLD, PARTLY_SOLD)
    )
    paid = paid_left_t(request.instrument, act.day, rows)
    if offered + request.quantity_t > paid:
        return act.refuse(
            AuctionOutcome.ABOVE_PAID_SHARE, instrument=request.instrument, asked=request.quantity_t, offered=offered,
            paid=paid,
        )  # fmt: skip
    if request.mode not in terms.modes:
        return act.refuse(AuctionOutcome.UNKNOWN_MODE, mode=request.mode, known=named(terms.modes))
    if request.reserve_fen < 0 or request.reserve_fen % terms.product.tick_fen or (
        not request.reserve_fen and request.reserve not in terms.reserves
    ):  # fmt: skip
        return act.refuse(AuctionOutcome.UNKNOWN_RESERVE, reserve=request.reserve or "–", known=named(terms.reserves))
    if request.unsold not in unsold:
        return act.refuse(AuctionOutcome.UNKNOWN_UNSOLD, unsold=request.unsold, known=named(unsold))
    return None


def _ordered(fact: PaidAllocationOrdered, at: At, rows: Rows) -> None:
    """It needs no review: it stands as accepted."""
    rows.put(
        AuctionRow(
            fact.number, 1, fact.holder, SELL, fact.instrument, fact.quantity_t, fact.mode, fact.reserve,
            fact.reserve_fen, fact.day, ACCEPTED, at.day, "", fact.funded_by, fact.bidders_by, fact.kinds, fact.cap_t,
            fact.unsold, decided_on=at.day,
        )
    )  # fmt: skip


FACTS = (FactType(PaidAllocationOrdered, _ordered),)
