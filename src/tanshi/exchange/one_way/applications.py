"""Applications for one-way auctions: filed by a participant, looked at by the exchange, withdrawn before the notice.

An authority's paid allocation (有偿分配) needs no application: it orders one, if a text lets it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.core.working_days import YearNotAnnounced
from tanshi.exchange.bars import binding, may_not
from tanshi.exchange.one_way.outcome import AuctionOutcome
from tanshi.exchange.one_way.registry_side import RegistrySide
from tanshi.exchange.one_way.tables import (
    ACCEPTED,
    APPLIED,
    BUY,
    REFUSED,
    SELL,
    WITHDRAWN,
    AuctionPaperRow,
    AuctionRow,
)
from tanshi.exchange.one_way.terms import AuctionTerms, day_before, is_whole, named
from tanshi.exchange.outcome import DONE
from tanshi.exchange.positions import NO_BUY, NO_SELL
from tanshi.exchange.tables import days_of
from tanshi.journal.command import Act, Concern, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.request import plain
from tanshi.journal.rows import Rows
from tanshi.registry.kinds import after_working_days
from tanshi.registry.representatives import whose
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law


@dataclass(frozen=True, slots=True)
class AuctionPaper:
    """A paper of an application, by the digest of its file."""

    paper: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ApplyAuction:
    """Ask for an auction on a day: sell or buy so much, with a reserve price so far from the previous close."""

    holder: str
    side: str
    instrument: str
    quantity_t: int
    mode: str
    reserve: str
    day: str
    papers: tuple[AuctionPaper, ...]


@dataclass(frozen=True, slots=True)
class WithdrawAuction:
    """Withdraw an application before the auction is announced."""

    holder: str
    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class ReviewAuction:
    """Accept an application, or refuse it with the reason."""

    number: int
    accept: bool
    reason: str


@dataclass(frozen=True, slots=True)
class AuctionApplied(Fact):
    """Somebody asked for an auction; the exchange answers by `due`."""

    type: ClassVar[str] = "exchange.auction_applied/1"
    number: int
    holder: str
    side: str
    instrument: str
    quantity_t: int
    mode: str
    reserve: str
    day: str
    papers: list[dict[str, Any]]  # paper, sha256
    due: str
    funded_by: str
    bidders_by: str
    citation: str


@dataclass(frozen=True, slots=True)
class AuctionWithdrawn(Fact):
    """The party that asked for an auction withdrew."""

    type: ClassVar[str] = "exchange.auction_withdrawn/1"
    number: int
    holder: str
    reason: str


@dataclass(frozen=True, slots=True)
class AuctionReviewed(Fact):
    """The exchange accepted an application, or refused it."""

    type: ClassVar[str] = "exchange.auction_reviewed/1"
    number: int
    accepted: bool
    reason: str
    late: bool


class ApplicationCommands:
    """Judges applications under a law."""

    def __init__(self, law: Law, registry: RegistrySide) -> None:
        self._laws = LawBook(law)
        self._registry = registry

    def apply(self, request: ApplyAuction, rows: Rows, act: Act) -> Outcome:
        law = self._laws.on(rows, act.day)
        barred = may_not(request.holder, rows, binding(law, date.fromisoformat(act.day)))
        if barred & (NO_SELL if request.side == SELL else NO_BUY):
            return act.refuse(AuctionOutcome.NOT_ADMITTED, holder=request.holder)
        terms = auction_terms(law, self._registry, request.instrument, rows, act)
        if isinstance(terms, Outcome):
            return terms
        if refused := _unlawful(request, terms, act) or not_a_day(request.day, terms.apply_days, rows, act):
            return refused
        if refused := _bad_papers(request.papers, terms, act):
            return refused
        act.record(
            AuctionApplied(
                next_number(rows), request.holder, request.side, request.instrument, request.quantity_t, request.mode,
                request.reserve, request.day, [plain(p) for p in request.papers],
                after_working_days(act.day, terms.review_days), day_before(request.day, terms.funding_days),
                day_before(request.day, terms.bidder_days), terms.citation,
            )
        )  # fmt: skip
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of applications."""
        return (
            Handler("exchange.apply_auction", ApplyAuction, self.apply, DONE, concern=whose),
            Handler("exchange.withdraw_auction", WithdrawAuction, _withdraw, DONE, touches, whose),
            Handler("exchange.review_auction", ReviewAuction, _review, DONE, touches, concern_of),
        )


def auction_terms(
    law: Law, registry: RegistrySide, instrument: str, rows: Rows, act: Act
) -> AuctionTerms | Outcome:  # fmt: skip
    """Return the terms of auctions of a product today, or why there are none."""
    kind = registry.product(instrument, act.day, rows)
    terms = AuctionTerms.of(law, kind, date.fromisoformat(act.day)) if kind else None
    if terms is None:
        return act.refuse(AuctionOutcome.NOT_AUCTIONED, instrument=instrument)
    return terms


def not_a_day(day: str, ahead: int, rows: Rows, act: Act) -> Outcome | None:
    """Refuse what is no trading day, or one that is fewer working days away."""
    try:
        trading = date.fromisoformat(day) in days_of(rows)
    except (ValueError, YearNotAnnounced):
        trading = False
    if not trading:
        return act.refuse(AuctionOutcome.NO_TRADING_DAY, day=day)
    if act.day > (last := day_before(day, ahead)):
        return act.refuse(AuctionOutcome.TOO_LATE, day=day, days=ahead, last=last)
    return None


def next_number(rows: Rows) -> int:
    """Return the number of the next auction."""
    return len(rows.where(AuctionRow)) + 1


def in_state(number: int, states: Sequence[str], rows: Rows, act: Act) -> AuctionRow | Outcome:
    """Return an auction that is in one of some states, or the refusal."""
    found = rows.get(AuctionRow, number)
    if found is None:
        return act.refuse(AuctionOutcome.NO_AUCTION, number=number)
    if found.state not in states:
        return act.refuse(AuctionOutcome.NOT_IN_STATE, number=number, state=found.state)
    return found


def concern_of(request: Any, rows: Rows) -> Concern:
    """Return whose an auction is."""
    found = rows.get(AuctionRow, request.number)
    return Concern(organisation=found.holder, entity=found.holder) if found is not None else Concern()


def touches(r: Any) -> Iterable[Touch]:
    """Return the row of an auction."""
    yield AuctionRow, r.number


def _unlawful(request: ApplyAuction, terms: AuctionTerms, act: Act) -> Outcome | None:
    if request.side not in (SELL, BUY):
        return act.refuse(AuctionOutcome.BAD_SIDE, side=request.side)
    if not is_whole(request.quantity_t, terms.product.lot_t):
        return act.refuse(AuctionOutcome.BAD_QUANTITY, quantity=request.quantity_t, lot=terms.product.lot_t)
    if request.quantity_t < terms.minimum_t:
        return act.refuse(
            AuctionOutcome.TOO_SMALL, quantity=request.quantity_t, least=terms.minimum_t, citation=terms.citation
        )
    if request.mode not in terms.modes:
        return act.refuse(AuctionOutcome.UNKNOWN_MODE, mode=request.mode, known=named(terms.modes))
    if request.reserve not in terms.reserves:
        return act.refuse(AuctionOutcome.UNKNOWN_RESERVE, reserve=request.reserve, known=named(terms.reserves))
    return None


def _bad_papers(papers: Sequence[AuctionPaper], terms: AuctionTerms, act: Act) -> Outcome | None:
    filed = [p.paper for p in papers]
    if sorted(filed) != sorted(terms.papers) or not all(is_sha256(p.sha256) for p in papers):
        return act.refuse(AuctionOutcome.BAD_PAPERS, filed=named(filed) or "–", asked=named(terms.papers))
    return None


def _withdraw(request: WithdrawAuction, rows: Rows, act: Act) -> Outcome:
    found = rows.get(AuctionRow, request.number)
    if found is None or found.holder != request.holder:
        return act.refuse(AuctionOutcome.NO_AUCTION, number=request.number)
    if found.state not in (APPLIED, ACCEPTED):
        return act.refuse(AuctionOutcome.NOT_IN_STATE, number=request.number, state=found.state)
    if not request.reason.strip():
        return act.refuse(AuctionOutcome.NO_REASON)
    act.record(AuctionWithdrawn(request.number, request.holder, request.reason))
    return DONE


def _review(request: ReviewAuction, rows: Rows, act: Act) -> Outcome:
    found = in_state(request.number, (APPLIED,), rows, act)
    if isinstance(found, Outcome):
        return found
    if not request.accept and not request.reason.strip():
        return act.refuse(AuctionOutcome.NO_REASON)
    act.record(AuctionReviewed(request.number, request.accept, request.reason, act.day > found.due))
    return DONE


def _applied(fact: AuctionApplied, at: At, rows: Rows) -> None:
    rows.put(
        AuctionRow(
            fact.number, 0, fact.holder, fact.side, fact.instrument, fact.quantity_t, fact.mode, fact.reserve, 0,
            fact.day, APPLIED, at.day, fact.due, fact.funded_by, fact.bidders_by,
        )
    )  # fmt: skip
    for number, paper in enumerate(fact.papers, 1):
        rows.put(AuctionPaperRow(fact.number, number, paper["paper"], paper["sha256"]))


def _withdrawn(fact: AuctionWithdrawn, at: At, rows: Rows) -> None:
    row = rows.edit(AuctionRow, fact.number)
    row.state, row.reason, row.decided_on = WITHDRAWN, fact.reason, at.day


def _reviewed(fact: AuctionReviewed, at: At, rows: Rows) -> None:
    row = rows.edit(AuctionRow, fact.number)
    row.state, row.reason, row.decided_on = ACCEPTED if fact.accepted else REFUSED, fact.reason, at.day
    row.late = int(fact.late)


FACTS = (
    FactType(AuctionApplied, _applied),
    FactType(AuctionWithdrawn, _withdrawn),
    FactType(AuctionReviewed, _reviewed),
)
