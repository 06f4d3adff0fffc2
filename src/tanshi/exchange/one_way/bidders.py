"""Bidders of an announced auction: they ask, and the exchange admits them, each up to a quantity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any, ClassVar

from tanshi.core.outcome import Outcome
from tanshi.exchange.bars import binding, may_not
from tanshi.exchange.one_way.applications import auction_terms, in_state
from tanshi.exchange.one_way.notices import last_close
from tanshi.exchange.one_way.outcome import AuctionOutcome
from tanshi.exchange.one_way.registry_side import CASH, RegistrySide
from tanshi.exchange.one_way.tables import ADMITTED, ANNOUNCED, ASKED, NOT_ADMITTED, SELL, AuctionRow, BidderRow
from tanshi.exchange.one_way.terms import AuctionTerms, named
from tanshi.exchange.outcome import DONE
from tanshi.exchange.participant_tables import ParticipantRow
from tanshi.exchange.positions import NO_BUY, NO_SELL
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.registry.representatives import whose
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law


@dataclass(frozen=True, slots=True)
class AskToBid:
    """Ask to bid in an announced auction, for so much at most."""

    holder: str
    number: int
    quantity_t: int


@dataclass(frozen=True, slots=True)
class DecideBidder:
    """Admit who asked to bid, or refuse with the reason."""

    holder: str
    number: int
    admit: bool
    reason: str


@dataclass(frozen=True, slots=True)
class BidAsked(Fact):
    """Somebody asked to bid in an auction."""

    type: ClassVar[str] = "exchange.bid_asked/1"
    number: int
    holder: str
    quantity_t: int


@dataclass(frozen=True, slots=True)
class BidderDecided(Fact):
    """A bidder was admitted up to `cap_t` tonnes, or refused. `deposit` stood there: fen, or tonnes of a seller."""

    type: ClassVar[str] = "exchange.bidder_decided/1"
    number: int
    holder: str
    admitted: bool
    cap_t: int
    deposit: int
    reason: str


class BidderCommands:
    """Judges bidders under a law."""

    def __init__(self, law: Law, registry: RegistrySide) -> None:
        self._laws = LawBook(law)
        self._registry = registry

    def ask(self, request: AskToBid, rows: Rows, act: Act) -> Outcome:
        found = in_state(request.number, (ANNOUNCED,), rows, act)
        if isinstance(found, Outcome):
            return found
        if request.holder == found.holder:
            return act.refuse(AuctionOutcome.OWN_AUCTION, number=found.number)
        if refused := _may_not_bid(found, request.holder, self._laws.on(rows, act.day), rows, act):
            return refused
        if not 0 < request.quantity_t <= found.quantity_t:
            return act.refuse(AuctionOutcome.BAD_QUANTITY, quantity=request.quantity_t, lot=1)
        if act.day > found.bidders_by:
            return act.refuse(AuctionOutcome.BIDDERS_CLOSED, number=found.number, last=found.bidders_by)
        if rows.get(BidderRow, (request.number, request.holder)) is not None:
            return act.refuse(AuctionOutcome.ASKED_ALREADY, number=found.number, holder=request.holder)
        act.record(BidAsked(request.number, request.holder, request.quantity_t))
        return DONE

    def decide(self, request: DecideBidder, rows: Rows, act: Act) -> Outcome:
        found = in_state(request.number, (ANNOUNCED,), rows, act)
        if isinstance(found, Outcome):
            return found
        asked = rows.get(BidderRow, (request.number, request.holder))
        if asked is None or asked.state != ASKED:
            return act.refuse(AuctionOutcome.NO_BIDDER, number=request.number, holder=request.holder)
        if not request.admit:
            if not request.reason.strip():
                return act.refuse(AuctionOutcome.NO_REASON)
            act.record(BidderDecided(request.number, request.holder, False, 0, 0, request.reason))
            return DONE
        if act.day >= found.day:
            return act.refuse(AuctionOutcome.BIDDING_BEGAN, number=request.number, day=found.day)
        law = self._laws.on(rows, act.day)
        terms = auction_terms(law, self._registry, found.instrument, rows, act)
        if isinstance(terms, Outcome):
            return terms
        if refused := _may_not_bid(found, request.holder, law, rows, act):
            return refused
        deposit, there = self._deposit(found, asked, terms, rows)
        if there < deposit:
            return act.refuse(AuctionOutcome.DEPOSIT_MISSING, holder=request.holder, asked=deposit, there=there)
        cap = min(asked.quantity_t, found.cap_t or asked.quantity_t)
        act.record(BidderDecided(request.number, request.holder, True, cap, deposit, request.reason))
        return DONE

    def _deposit(self, found: AuctionRow, asked: BidderRow, terms: AuctionTerms, rows: Rows) -> tuple[int, int]:
        """Return the deposit asked for, and what stands on the bidder's trading account."""
        if found.side != SELL:
            there = self._registry.trading_balance(asked.holder, found.instrument, rows)
            return ceil(terms.deposit_share * asked.quantity_t), there
        price, _ = terms.prices(found.side, found.reserve, found.reserve_fen, last_close(found.instrument, rows))
        there = self._registry.trading_balance(asked.holder, CASH, rows)
        return ceil(terms.deposit_share * asked.quantity_t * price), there

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of bidders."""
        return (
            Handler("exchange.ask_to_bid", AskToBid, self.ask, DONE, _touches, whose),
            Handler("exchange.decide_bidder", DecideBidder, self.decide, DONE, _touches, whose),
        )


def _may_not_bid(found: AuctionRow, holder: str, law: Law, rows: Rows, act: Act) -> Outcome | None:
    """Refuse who may not trade on the bidders' side, or is of a kind that may not bid in a paid allocation."""
    barred = may_not(holder, rows, binding(law, date.fromisoformat(act.day)))
    if barred & (NO_BUY if found.side == SELL else NO_SELL):
        return act.refuse(AuctionOutcome.NOT_ADMITTED, holder=holder)
    kinds = found.kinds.split()
    if kinds and (kind := rows.need(ParticipantRow, holder).kind) not in kinds:
        return act.refuse(AuctionOutcome.KIND_MAY_NOT_BID, holder=holder, kind=kind, known=named(kinds))
    return None


def _asked(fact: BidAsked, at: At, rows: Rows) -> None:
    rows.put(BidderRow(fact.number, fact.holder, fact.quantity_t, ASKED, at.day))


def _decided(fact: BidderDecided, at: At, rows: Rows) -> None:
    row = rows.edit(BidderRow, (fact.number, fact.holder))
    row.state, row.cap_t = ADMITTED if fact.admitted else NOT_ADMITTED, fact.cap_t
    row.decided_on, row.reason = at.day, fact.reason


def _touches(r: AskToBid | DecideBidder) -> Iterable[Touch]:
    yield AuctionRow, r.number
    yield BidderRow, (r.number, r.holder)
    yield ParticipantRow, r.holder


FACTS = (FactType(BidAsked, _asked), FactType(BidderDecided, _decided))
