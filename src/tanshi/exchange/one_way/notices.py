"""Announcing an auction once what is offered is set aside; letting it lapse where it is not; calling it off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from tanshi.core.outcome import Outcome
from tanshi.exchange.announcements import announced, unreadable
from tanshi.exchange.one_way.applications import auction_terms, concern_of, in_state, not_a_day, touches
from tanshi.exchange.one_way.outcome import AuctionOutcome
from tanshi.exchange.one_way.registry_side import RegistrySide
from tanshi.exchange.one_way.tables import ACCEPTED, ANNOUNCED, CALLED_OFF, LAPSED, SELL, AuctionRow
from tanshi.exchange.one_way.terms import AuctionTerms, named
from tanshi.exchange.outcome import DONE
from tanshi.exchange.tables import QuoteRow
from tanshi.journal.command import Act, Handler
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.rulemaking.law import Known, LawBook
from tanshi.rules import Law

#: Kind of the announcements.
KIND = "auction"


@dataclass(frozen=True, slots=True)
class AnnounceAuction:
    """Announce an accepted auction with the minutes in which bids are taken, as 09:30."""

    number: int
    bids_from: str
    bids_until: str
    title_zh: str
    title_en: str
    text_sha256: str


@dataclass(frozen=True, slots=True)
class LapseAuction:
    """Note that what an auction offers was not set aside in time: it counts as withdrawn."""

    number: int


@dataclass(frozen=True, slots=True)
class CallOffAuction:
    """Call an announced auction off on a ground, and announce it."""

    number: int
    ground: str
    reason: str
    title_zh: str
    title_en: str
    text_sha256: str


@dataclass(frozen=True, slots=True)
class AuctionAnnounced(Fact):
    """An auction is announced; `offered` was set aside for it (tonnes, or fen of a buyer)."""

    type: ClassVar[str] = "exchange.auction_announced/1"
    number: int
    day: str
    bids_from: str
    bids_until: str
    offered: int
    notice: str  # year/number


@dataclass(frozen=True, slots=True)
class AuctionLapsed(Fact):
    """What an auction offers was not there in time: of `needed` (tonnes, or fen of a buyer) `offered`."""

    type: ClassVar[str] = "exchange.auction_lapsed/1"
    number: int
    offered: int
    needed: int


@dataclass(frozen=True, slots=True)
class AuctionCalledOff(Fact):
    """The exchange called an auction off."""

    type: ClassVar[str] = "exchange.auction_called_off/1"
    number: int
    ground: str
    reason: str
    notice: str


class NoticeCommands:
    """Judges announcements of auctions under a law."""

    def __init__(self, law: Law, registry: RegistrySide) -> None:
        self._laws = LawBook(law)
        self._registry = registry

    def announce(self, request: AnnounceAuction, rows: Rows, act: Act) -> Outcome:
        found = in_state(request.number, (ACCEPTED,), rows, act)
        if isinstance(found, Outcome):
            return found
        terms = auction_terms(self._laws.on(rows, act.day), self._registry, found.instrument, rows, act)
        if isinstance(terms, Outcome):
            return terms
        if not terms.is_within(request.bids_from, request.bids_until):
            return act.refuse(
                AuctionOutcome.BAD_HOURS,
                bids_from=request.bids_from,
                bids_until=request.bids_until,
                known=terms.shown_hours(),
            )
        if refused := not_a_day(found.day, terms.notice_days, rows, act):
            return refused
        offered, since = self._registry.offered(found.number, found.holder, rows)
        needed = _needed(found, terms, rows)
        if offered < needed or since > found.funded_by:
            return act.refuse(
                AuctionOutcome.NOT_FUNDED, number=found.number, offered=offered, needed=needed, last=found.funded_by
            )
        if refused := unreadable(request, act):
            return refused
        published = announced(request, KIND, f"auction/{found.number}", rows, act)
        notice = f"{published.year}/{published.number}"
        act.record(published)
        act.record(AuctionAnnounced(found.number, found.day, request.bids_from, request.bids_until, offered, notice))
        return DONE

    def lapse(self, request: LapseAuction, rows: Rows, act: Act) -> Outcome:
        found = in_state(request.number, (ACCEPTED,), rows, act)
        if isinstance(found, Outcome):
            return found
        if act.day <= found.funded_by:
            return act.refuse(AuctionOutcome.FUNDING_TIME, number=found.number, last=found.funded_by)
        terms = auction_terms(self._laws.on(rows, act.day), self._registry, found.instrument, rows, act)
        if isinstance(terms, Outcome):
            return terms
        offered, since = self._registry.offered(found.number, found.holder, rows)
        needed = _needed(found, terms, rows)
        if offered >= needed and since <= found.funded_by:
            return act.refuse(AuctionOutcome.IS_FUNDED, number=found.number)
        act.record(AuctionLapsed(found.number, offered, needed))
        return DONE

    def call_off(self, request: CallOffAuction, rows: Rows, act: Act) -> Outcome:
        found = in_state(request.number, (ANNOUNCED,), rows, act)
        if isinstance(found, Outcome):
            return found
        law = self._laws.on(rows, act.day)
        grounds = law.value("exchange.suspension_grounds", date.fromisoformat(act.day)).value
        if request.ground not in grounds:
            return act.refuse(AuctionOutcome.UNKNOWN_GROUND, ground=request.ground, known=named(grounds))
        if not request.reason.strip():
            return act.refuse(AuctionOutcome.NO_REASON)
        if refused := unreadable(request, act):
            return refused
        published = announced(request, KIND, f"auction/{found.number}", rows, act)
        act.record(published)
        act.record(
            AuctionCalledOff(found.number, request.ground, request.reason, f"{published.year}/{published.number}")
        )
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of announcements of auctions."""
        return (
            Handler("exchange.announce_auction", AnnounceAuction, self.announce, DONE, touches, concern_of),
            Handler("exchange.lapse_auction", LapseAuction, self.lapse, DONE, touches, concern_of),
            Handler("exchange.call_off_auction", CallOffAuction, self.call_off, DONE, touches, concern_of),
        )


def last_close(instrument: str, rows: Known) -> int:
    """Return the last close of an instrument in fen, 0 before the first."""
    quotes: Iterable[QuoteRow] = rows.where(QuoteRow, instrument=instrument)
    return max(((q.day, q.close_fen) for q in quotes), default=("", 0))[1]


def _needed(found: AuctionRow, terms: AuctionTerms, rows: Known) -> int:
    """Return what has to be set aside: a seller's tonnes; a buyer's fen at its highest price by the last close."""
    if found.side == SELL:
        return found.quantity_t
    reserve, _ = terms.prices(found.side, found.reserve, found.reserve_fen, last_close(found.instrument, rows))
    return found.quantity_t * reserve


def _announced(fact: AuctionAnnounced, at: At, rows: Rows) -> None:
    row = rows.edit(AuctionRow, fact.number)
    row.state, row.bids_from, row.bids_until, row.notice = ANNOUNCED, fact.bids_from, fact.bids_until, fact.notice


def _lapsed(fact: AuctionLapsed, at: At, rows: Rows) -> None:
    row = rows.edit(AuctionRow, fact.number)
    row.state, row.decided_on = LAPSED, at.day


def _called_off(fact: AuctionCalledOff, at: At, rows: Rows) -> None:
    row = rows.edit(AuctionRow, fact.number)
    row.state, row.reason, row.decided_on, row.result_notice = CALLED_OFF, fact.reason, at.day, fact.notice


FACTS = (
    FactType(AuctionAnnounced, _announced),
    FactType(AuctionLapsed, _lapsed),
    FactType(AuctionCalledOff, _called_off),
)
