"""Trades that fail when they are settled (交收违约): noted, topped up or covered, and what they cost recovered.

A trade whose units or money are missing does not stop the others. It is noted as failed under its own number, and
what the party that kept its side owes for it is handed in at once (`system/clearing`), so that nobody trades with it
meanwhile. The failing party may bring what is missing up to a moment the rules set; then the trade settles in full.
After that moment the settlement reserve or the operator's own money stands in: it pays the seller and holds the units
until the buyer has paid for them, or adds what units of another holder cost more who offered them. The claim against
the failing party, with costs, is recovered from its money. Where both sides failed nobody kept his, and the trade is
void; so it is where the party that kept its side no longer wants it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, ClassVar

from tanshi.core.clock import CHINA, instant
from tanshi.core.outcome import Outcome
from tanshi.core.working_days import next_trading_day
from tanshi.journal.command import Act, Concern, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.registry.account_ids import trading
from tanshi.registry.events import BANK
from tanshi.registry.money import CLEARING, SOURCES, Posting, paid, post, posting
from tanshi.registry.money_tables import ClaimRow, CoverOfferRow, FailureRow
from tanshi.registry.moves import cannot_move, day_closed, holding, not_by, not_for, stopped, touch_pair, with_exchange
from tanshi.registry.outcome import RegistryOutcome
from tanshi.registry.tables import CASH, AccountRow, BookRow, HoldingRow, TradeRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

SELLER, BUYER, BOTH = "seller", "buyer", "both"
OPEN, TOPPED_UP, COVERED, VOID = "open", "topped_up", "covered", "void"


class FailureOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "registry.failure_done"
    NO_REASON = "registry.failure_no_reason"
    TRADE_CAN_SETTLE = "registry.trade_can_settle"
    FAILURE_NOT_OPEN = "registry.failure_not_open"
    NOTHING_MISSES = "registry.no_units_miss"
    UNKNOWN_SOURCE = "registry.unknown_source"
    STILL_MISSING = "registry.still_missing"
    TIME_RUNS = "registry.top_up_time_runs"
    BOTH_FAILED = "registry.both_failed"
    NOT_BOTH_FAILED = "registry.not_both_failed"
    NOT_THE_KEEPER = "registry.not_who_kept_its_side"
    IS_PARTY = "registry.offer_of_party"
    NO_OFFER = "registry.no_such_offer"
    NO_PAPER = "registry.no_paper"
    COSTS_BELOW_ZERO = "registry.costs_below_zero"
    SOURCE_TOO_SMALL = "registry.source_too_small"
    NO_CLAIM = "registry.no_open_claim"
    ABOVE_CLAIM = "registry.above_claim"


DONE = FailureOutcome.DONE


@dataclass(frozen=True, slots=True)
class FailTrade:
    """Note the next trade of a session as failed; `reason` says in words why units or money are not there."""

    session: str
    number: int
    method: str
    instrument: str
    seller: str
    buyer: str
    price_fen: int
    quantity_t: int
    reason: str


@dataclass(frozen=True, slots=True)
class SettleFailedTrade:
    """Settle a failed trade, since what was missing has come."""

    session: str
    number: int


@dataclass(frozen=True, slots=True)
class OfferCover:
    """Offer the units that a failed trade lacks, at a price a tonne."""

    holder: str
    session: str
    number: int
    price_fen: int


@dataclass(frozen=True, slots=True)
class CoverFailure:
    """Stand in for a failing party with the settlement reserve (`reserve`) or the operator's money (`own`).

    `offered_by`: whose offer of units is taken, where units miss. `paper`: the joint confirmation.
    """

    session: str
    number: int
    source: str
    offered_by: str
    costs_fen: int
    paper: str


@dataclass(frozen=True, slots=True)
class RecoverClaim:
    """Take from the money of a defaulter what it owes for a trade that was covered."""

    session: str
    number: int
    amount_fen: int


@dataclass(frozen=True, slots=True)
class VoidFailedTrade:
    """Let a trade go in which both sides failed."""

    session: str
    number: int
    paper: str


@dataclass(frozen=True, slots=True)
class LeaveFailedTrade:
    """Step back from a trade the other side of which failed; what was handed in comes back."""

    holder: str
    session: str
    number: int


@dataclass(frozen=True, slots=True)
class FundReserve:
    """Book money that arrived in the bank account of the reserve (`reserve`) or of the operator (`own`)."""

    source: str
    amount_fen: int
    reference: str


# facts


@dataclass(frozen=True, slots=True)
class TradeFailed(Fact):
    """A trade could not be settled; what the side that was kept owes for it is handed in."""

    type: ClassVar[str] = "registry.trade_failed/1"
    session: str
    number: int
    method: str
    instrument: str
    seller: str
    buyer: str
    price_fen: int
    quantity_t: int
    failing: str
    missing_t: int
    missing_fen: int
    reason: str
    until: str
    postings: list[Posting]


@dataclass(frozen=True, slots=True)
class FailedTradeSettled(Fact):
    """What was missing came, and the trade was delivered against payment."""

    type: ClassVar[str] = "registry.failed_trade_settled/1"
    session: str
    number: int
    late: bool
    postings: list[Posting]


@dataclass(frozen=True, slots=True)
class CoverOffered(Fact):
    """A holder offers the units that a failed trade lacks."""

    type: ClassVar[str] = "registry.cover_offered/1"
    holder: str
    session: str
    number: int
    price_fen: int


@dataclass(frozen=True, slots=True)
class FailureCovered(Fact):
    """The reserve or the operator stood in; `due_fen` is claimed from the defaulter, `held_t` is held for it."""

    type: ClassVar[str] = "registry.failure_covered/1"
    session: str
    number: int
    source: str
    offered_by: str
    defaulter: str
    instrument: str
    due_fen: int
    held_t: int
    paper: str
    postings: list[Posting]


@dataclass(frozen=True, slots=True)
class ClaimRecovered(Fact):
    """A defaulter paid for its covered trade; paid in full, it gets the units that were held for it."""

    type: ClassVar[str] = "registry.claim_recovered/1"
    session: str
    number: int
    amount_fen: int
    released_t: int
    postings: list[Posting]


@dataclass(frozen=True, slots=True)
class FailedTradeVoided(Fact):
    """A failed trade was let go; what had been handed in for it is back."""

    type: ClassVar[str] = "registry.failed_trade_voided/1"
    session: str
    number: int
    asked_by: str
    paper: str
    postings: list[Posting]


@dataclass(frozen=True, slots=True)
class ReserveFunded(Fact):
    """Money arrived in the bank account of the reserve or of the operator."""

    type: ClassVar[str] = "registry.reserve_funded/1"
    source: str
    amount_fen: int
    reference: str
    postings: list[Posting]


def _failed(fact: TradeFailed, at: At, rows: Rows) -> None:
    rows.edit(BookRow, 1).settled = fact.number
    rows.put(
        FailureRow(
            fact.session, fact.number, fact.method, fact.instrument, fact.seller, fact.buyer, fact.price_fen,
            fact.quantity_t, fact.failing, fact.missing_t, fact.missing_fen, fact.reason, at.day, fact.until, OPEN, "",
            0,
        )
    )  # fmt: skip
    post(rows, at, fact.postings, _reference(fact))


def _settled(fact: FailedTradeSettled, at: At, rows: Rows) -> None:
    row = rows.edit(FailureRow, (fact.session, fact.number))
    row.state, row.ended_on, row.late = TOPPED_UP, at.day, int(fact.late)
    post(rows, at, fact.postings, _reference(fact))
    rows.add(
        TradeRow(
            row.session, row.number, row.method, row.instrument, row.seller, row.buyer, row.price_fen, row.quantity_t
        )
    )


def _offered(fact: CoverOffered, at: At, rows: Rows) -> None:
    rows.put(CoverOfferRow(fact.session, fact.number, fact.holder, fact.price_fen, "open"))


def _covered(fact: FailureCovered, at: At, rows: Rows) -> None:
    row = rows.edit(FailureRow, (fact.session, fact.number))
    row.state, row.ended_on = COVERED, at.day
    if fact.offered_by:
        rows.edit(CoverOfferRow, (fact.session, fact.number, fact.offered_by)).state = "taken"
    rows.put(
        ClaimRow(fact.session, fact.number, fact.defaulter, fact.source, fact.due_fen, 0, fact.instrument, fact.held_t)
    )
    post(rows, at, fact.postings, _reference(fact))


def _recovered(fact: ClaimRecovered, at: At, rows: Rows) -> None:
    claim = rows.edit(ClaimRow, (fact.session, fact.number))
    claim.paid_fen += fact.amount_fen
    claim.held_t -= fact.released_t
    post(rows, at, fact.postings, _reference(fact))


def _voided(fact: FailedTradeVoided, at: At, rows: Rows) -> None:
    row = rows.edit(FailureRow, (fact.session, fact.number))
    row.state, row.ended_on = VOID, at.day
    post(rows, at, fact.postings, _reference(fact))


def _funded(fact: ReserveFunded, at: At, rows: Rows) -> None:
    post(rows, at, fact.postings, fact.reference)


def _reference(fact: Any) -> str:
    return f"{fact.session}/{fact.number}"


FACTS = (
    FactType(TradeFailed, _failed),
    FactType(FailedTradeSettled, _settled),
    FactType(CoverOffered, _offered),
    FactType(FailureCovered, _covered),
    FactType(ClaimRecovered, _recovered),
    FactType(FailedTradeVoided, _voided),
    FactType(ReserveFunded, _funded),
)


# judgement


class FailureCommands:
    """Judges the commands about failed trades under a law."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def fail(self, request: FailTrade, rows: Rows, act: Act) -> Outcome:
        """Note a trade that cannot be settled; one that can be settled does not fail."""
        if refused := _not_next(request, rows, act):
            return refused
        if not request.reason.strip():
            return act.refuse(FailureOutcome.NO_REASON)
        missing_t = _missing(rows, trading(request.seller), request.instrument, request.quantity_t)
        missing_fen = _missing(rows, trading(request.buyer), CASH, request.price_fen * request.quantity_t)
        if not missing_t and not missing_fen:
            return act.refuse(FailureOutcome.TRADE_CAN_SETTLE, session=request.session, number=request.number)
        failing = BOTH if missing_t and missing_fen else SELLER if missing_t else BUYER
        act.record(
            TradeFailed(
                request.session, request.number, request.method, request.instrument, request.seller, request.buyer,
                request.price_fen, request.quantity_t, failing, missing_t, missing_fen, request.reason,
                self._until(rows, act), _hand_in(request, failing),
            )
        )  # fmt: skip
        return DONE

    def _until(self, rows: Rows, act: Act) -> str:
        """Return the moment up to which the missing may come: a time of the trading day the rules name."""
        law, day = self._laws.on(rows, act.day), date.fromisoformat(act.day)
        for _ in range(law.value("registry.top_up_trading_days", day).integer):
            day = next_trading_day(day)
        at = time.fromisoformat(law.value("registry.top_up_time", day).value)
        return instant(datetime.combine(day, at, CHINA))

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of the commands about failed trades."""
        return (
            Handler("registry.fail_trade", FailTrade, self.fail, DONE, _touches_trade),
            Handler("registry.settle_failed_trade", SettleFailedTrade, settle_failed, DONE, _touches),
            Handler("registry.offer_cover", OfferCover, offer_cover, DONE, _touches, _of_holder),
            Handler("registry.cover_failure", CoverFailure, cover, DONE, _touches),
            Handler("registry.recover_claim", RecoverClaim, recover, DONE, _touches),
            Handler("registry.void_failed_trade", VoidFailedTrade, void, DONE, _touches),
            Handler("registry.leave_failed_trade", LeaveFailedTrade, leave, DONE, _touches, _of_holder),
            Handler("registry.fund_reserve", FundReserve, fund_reserve, DONE),
        )


def settle_failed(request: SettleFailedTrade, rows: Rows, act: Act) -> Outcome:
    """Settle a failed trade in full: what was handed in from the clearing account, the rest from its party."""
    found = _open_failure(request, rows, act)
    if isinstance(found, Outcome):
        return found
    if refused := day_closed(rows, act) or with_exchange(rows, act):
        return refused
    units_from = CLEARING if found.failing == BUYER else trading(found.seller)
    money_from = CLEARING if found.failing == SELLER else trading(found.buyer)
    missing_t = 0 if units_from == CLEARING else _missing(rows, units_from, found.instrument, found.quantity_t)
    missing_fen = 0 if money_from == CLEARING else _missing(rows, money_from, CASH, found.value_fen)
    if missing_t or missing_fen:
        return act.refuse(FailureOutcome.STILL_MISSING, failure=found.id, tonnes=missing_t, fen=missing_fen)
    postings = [
        posting("trade_delivery", units_from, trading(found.buyer), found.instrument, found.quantity_t),
        posting("trade_payment", money_from, trading(found.seller), CASH, found.value_fen),
    ]
    act.record(FailedTradeSettled(found.session, found.number, act.now > found.until, postings))
    return DONE


def offer_cover(request: OfferCover, rows: Rows, act: Act) -> Outcome:
    """Take an offer of units for a trade that lacks them; a later offer of the same holder replaces it."""
    found = _open_failure(request, rows, act)
    if isinstance(found, Outcome):
        return found
    if refused := not_by("cover", trading(request.holder), rows, act):
        return refused
    if found.failing != SELLER:
        return act.refuse(FailureOutcome.NOTHING_MISSES, failure=found.id)
    if request.holder in (found.seller, found.buyer):
        return act.refuse(FailureOutcome.IS_PARTY, holder=request.holder)
    if request.price_fen <= 0:
        return act.refuse(RegistryOutcome.PRICE_NOT_POSITIVE, price_fen=request.price_fen)
    seller, buyer = trading(request.holder), trading(found.buyer)
    if refused := cannot_move(rows, act, seller, buyer, found.instrument, found.quantity_t):
        return refused
    act.record(CoverOffered(request.holder, found.session, found.number, request.price_fen))
    return DONE


def cover(request: CoverFailure, rows: Rows, act: Act) -> Outcome:
    """Let the reserve or the operator stand in once the failing party's time is over."""
    found = _open_failure(request, rows, act)
    if isinstance(found, Outcome):
        return found
    if refused := _not_coverable(request, found, rows, act):
        return refused
    if found.failing == BUYER:
        return _pay_for_buyer(request, found, rows, act)
    offer = rows.get(CoverOfferRow, (found.session, found.number, request.offered_by))
    if offer is None or offer.state != "open":
        return act.refuse(FailureOutcome.NO_OFFER, failure=found.id, holder=request.offered_by)
    return _buy_for_seller(request, found, offer, rows, act)


def _not_coverable(request: CoverFailure, found: FailureRow, rows: Rows, act: Act) -> Outcome | None:
    if request.source not in SOURCES:
        return act.refuse(FailureOutcome.UNKNOWN_SOURCE, source=request.source, known=", ".join(SOURCES))
    if act.now <= found.until:
        return act.refuse(FailureOutcome.TIME_RUNS, failure=found.id, until=found.until)
    if refused := day_closed(rows, act) or with_exchange(rows, act):
        return refused
    if found.failing == BOTH:
        return act.refuse(FailureOutcome.BOTH_FAILED, failure=found.id)
    if not request.paper.strip():
        return act.refuse(FailureOutcome.NO_PAPER)
    if request.costs_fen < 0:
        return act.refuse(FailureOutcome.COSTS_BELOW_ZERO, costs_fen=request.costs_fen)
    return None


def _pay_for_buyer(request: CoverFailure, found: FailureRow, rows: Rows, act: Act) -> Outcome:
    """Pay the seller; the units that it handed in are held until the buyer has paid the claim."""
    account, _ = SOURCES[request.source]
    if refused := _too_small(rows, act, account, found.value_fen):
        return refused
    postings = [
        posting("failure_covered", CLEARING, account, found.instrument, found.quantity_t),
        *paid("failure_covered", account, trading(found.seller), found.value_fen),
    ]
    due = found.value_fen + request.costs_fen
    _record_cover(request, found, "", due, found.quantity_t, postings, act)
    return DONE


def _buy_for_seller(request: CoverFailure, found: FailureRow, offer: CoverOfferRow, rows: Rows, act: Act) -> Outcome:
    """Deliver units that another holder offered; the buyer's money goes as far as it goes, the source adds the rest.

    What the units cost less than the trade was worth stays the failing seller's.
    """
    account, _ = SOURCES[request.source]
    giver = trading(offer.holder)
    if refused := stopped("cover", giver, rows, act) or cannot_move(
        rows, act, giver, trading(found.buyer), found.instrument, found.quantity_t
    ):
        return refused
    cost = offer.price_fen * found.quantity_t
    more, less = max(0, cost - found.value_fen), max(0, found.value_fen - cost)
    if more and (refused := _too_small(rows, act, account, more)):
        return refused
    postings = [
        posting("failure_covered", giver, trading(found.buyer), found.instrument, found.quantity_t),
        posting("failure_covered", CLEARING, giver, CASH, found.value_fen - less),
    ]
    if less:
        postings.append(posting("failure_covered", CLEARING, trading(found.seller), CASH, less))
    if more:
        postings += paid("failure_covered", account, giver, more)
    _record_cover(request, found, offer.holder, more + request.costs_fen, 0, postings, act)
    return DONE


def _record_cover(
    request: CoverFailure, found: FailureRow, offered_by: str, due: int, held_t: int, postings: list[Posting], act: Act
) -> None:
    act.record(
        FailureCovered(
            found.session, found.number, request.source, offered_by, found.defaulter, found.instrument, due, held_t,
            request.paper, postings,
        )
    )  # fmt: skip


def recover(request: RecoverClaim, rows: Rows, act: Act) -> Outcome:
    """Take money of the defaulter for a claim; with the last fen it gets the units that were held for it."""
    claim = rows.get(ClaimRow, (request.session, request.number))
    if claim is None or claim.paid_fen >= claim.due_fen:
        return act.refuse(FailureOutcome.NO_CLAIM, failure=f"{request.session}/{request.number}")
    if refused := day_closed(rows, act) or with_exchange(rows, act):
        return refused
    left = claim.due_fen - claim.paid_fen
    if request.amount_fen > left:
        return act.refuse(FailureOutcome.ABOVE_CLAIM, asked=request.amount_fen, left=left)
    account, _ = SOURCES[claim.source]
    payer = trading(claim.defaulter)
    if refused := cannot_move(rows, act, payer, BANK, CASH, request.amount_fen):
        return refused
    postings = paid("claim_recovered", payer, account, request.amount_fen)
    released = claim.held_t if request.amount_fen == left else 0
    if released:
        postings.append(posting("claim_recovered", account, payer, claim.instrument, released))
    act.record(ClaimRecovered(request.session, request.number, request.amount_fen, released, postings))
    return DONE


def void(request: VoidFailedTrade, rows: Rows, act: Act) -> Outcome:
    """Let a trade go in which both sides failed, once their time is over."""
    found = _open_failure(request, rows, act)
    if isinstance(found, Outcome):
        return found
    if found.failing != BOTH:
        return act.refuse(FailureOutcome.NOT_BOTH_FAILED, failure=found.id)
    if act.now <= found.until:
        return act.refuse(FailureOutcome.TIME_RUNS, failure=found.id, until=found.until)
    if not request.paper.strip():
        return act.refuse(FailureOutcome.NO_PAPER)
    act.record(FailedTradeVoided(found.session, found.number, "", request.paper, []))
    return DONE


def leave(request: LeaveFailedTrade, rows: Rows, act: Act) -> Outcome:
    """Give back what the side that was kept had handed in, at its own wish, once the other side's time is over."""
    found = _open_failure(request, rows, act)
    if isinstance(found, Outcome):
        return found
    if refused := not_by("consent", trading(request.holder), rows, act):
        return refused
    if found.failing == BOTH:
        return act.refuse(FailureOutcome.BOTH_FAILED, failure=found.id)
    keeper = found.buyer if found.failing == SELLER else found.seller
    if request.holder != keeper:
        return act.refuse(FailureOutcome.NOT_THE_KEEPER, holder=request.holder, failure=found.id)
    if act.now <= found.until:
        return act.refuse(FailureOutcome.TIME_RUNS, failure=found.id, until=found.until)
    if refused := day_closed(rows, act) or with_exchange(rows, act):
        return refused
    back = (
        posting("failure_voided", CLEARING, trading(keeper), CASH, found.value_fen)
        if found.failing == SELLER
        else posting("failure_voided", CLEARING, trading(keeper), found.instrument, found.quantity_t)
    )
    act.record(FailedTradeVoided(found.session, found.number, keeper, "", [back]))
    return DONE


def fund_reserve(request: FundReserve, rows: Rows, act: Act) -> Outcome:
    """Book money of the reserve or of the operator that arrived in its own bank account."""
    if rows.get(BookRow, 1) is None:
        return act.refuse(RegistryOutcome.NOT_OPENED)
    if refused := day_closed(rows, act):
        return refused
    if request.source not in SOURCES:
        return act.refuse(FailureOutcome.UNKNOWN_SOURCE, source=request.source, known=", ".join(SOURCES))
    if request.amount_fen <= 0:
        return act.refuse(RegistryOutcome.AMOUNT_NOT_POSITIVE, amount=request.amount_fen)
    account, bank = SOURCES[request.source]
    postings = [posting("reserve_funded", bank, account, CASH, request.amount_fen)]
    act.record(ReserveFunded(request.source, request.amount_fen, request.reference, postings))
    return DONE


def _not_next(request: FailTrade, rows: Rows, act: Act) -> Outcome | None:
    """Return why this is not the trade that is to be settled next, in the order in which settlement asks."""
    book = rows.get(BookRow, 1)
    if book is None:
        return act.refuse(RegistryOutcome.NOT_OPENED)
    if refused := not_for("trade", request.instrument, rows, act):
        return refused
    if book.state != "open" or book.session != request.session:
        return act.refuse(RegistryOutcome.SESSION_OTHER, session=request.session, open=book.session)
    if request.seller == request.buyer:
        return act.refuse(RegistryOutcome.SAME_PARTY, holder=request.seller)
    if request.price_fen <= 0:
        return act.refuse(RegistryOutcome.PRICE_NOT_POSITIVE, price_fen=request.price_fen)
    if request.number <= book.settled:
        return act.refuse(RegistryOutcome.ALREADY_SETTLED, session=request.session, number=request.number)
    if request.number != book.settled + 1:
        return act.refuse(RegistryOutcome.OUT_OF_ORDER, number=request.number, next=book.settled + 1)
    seller, buyer = trading(request.seller), trading(request.buyer)
    value = request.price_fen * request.quantity_t
    moves = ((seller, buyer, request.instrument, request.quantity_t), (buyer, seller, CASH, value))
    for move in moves:
        refused = cannot_move(rows, act, *move)
        if refused and refused not in (RegistryOutcome.EXCEEDS_HOLDING, RegistryOutcome.EXCEEDS_CASH):
            return refused
    return None


def _missing(rows: Rows, account: str, instrument: str, amount: int) -> int:
    """Return how much of an amount an account lacks."""
    held = holding(rows, account, instrument)
    return max(0, amount - (held.amount if held else 0))


def _hand_in(request: FailTrade, failing: str) -> list[Posting]:
    """Return what the side that is kept hands in: the buyer its money, the seller its units."""
    if failing == SELLER:
        value = request.price_fen * request.quantity_t
        return [posting("failure_handed_in", trading(request.buyer), CLEARING, CASH, value)]
    if failing == BUYER:
        units = trading(request.seller)
        return [posting("failure_handed_in", units, CLEARING, request.instrument, request.quantity_t)]
    return []


def _open_failure(request: Any, rows: Rows, act: Act) -> FailureRow | Outcome:
    found = rows.get(FailureRow, (request.session, request.number))
    if found is None or found.state != OPEN:
        return act.refuse(FailureOutcome.FAILURE_NOT_OPEN, failure=f"{request.session}/{request.number}")
    return found


def _too_small(rows: Rows, act: Act, account: str, amount: int) -> Outcome | None:
    """Return why an account of the operator cannot pay; one that was never opened has nothing."""
    held = holding(rows, account, CASH)
    has = held.amount if held else 0
    if has < amount:
        return act.refuse(FailureOutcome.SOURCE_TOO_SMALL, account=account, held=has, asked=amount)
    return None


def _of_holder(r: Any, rows: Rows) -> Concern:
    return Concern(organisation=r.holder, entity=r.holder)


def _touches(r: Any) -> Iterable[Touch]:
    yield BookRow, 1
    yield FailureRow, (r.session, r.number)
    yield ClaimRow, (r.session, r.number)


def _touches_trade(r: FailTrade) -> Iterable[Touch]:
    yield from touch_pair(trading(r.seller), trading(r.buyer), r.instrument, CASH)
    yield AccountRow, CLEARING
    for instrument in (r.instrument, CASH):
        yield HoldingRow, (CLEARING, instrument)
