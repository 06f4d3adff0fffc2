"""Settlement (结算): the exchange has the trading accounts for a session, then each of its trades is delivered
against payment.

Trading accounts have one owner at any time: the registry, or the exchange from the handing over of positions until its
session is settled. While the exchange has them, nothing but the session's trades moves on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tanshi.core.identifier import is_id
from tanshi.core.outcome import Outcome
from tanshi.core.working_days import previous_trading_day
from tanshi.journal.command import Act, Handler
from tanshi.journal.flat import maker
from tanshi.journal.rows import Rows
from tanshi.journal.table import Key, Row
from tanshi.registry.account_ids import trading
from tanshi.registry.events import PositionsHandedOver, PositionsTakenBack, TradeSettled
from tanshi.registry.moves import cannot_move, day_closed, is_tradable, not_for
from tanshi.registry.outcome import DONE, RegistryOutcome
from tanshi.registry.session_request import RequestOutcome, unanswered
from tanshi.registry.tables import CASH, AccountRow, BookRow, HoldingRow, InstrumentRow
from tanshi.registry.void_trades import TradeLeftOut


@dataclass(frozen=True, slots=True)
class HandOverPositions:
    """Give the trading accounts to the exchange for a session; `digest` is of the positions handed over."""

    session: str
    digest: str


@dataclass(frozen=True, slots=True)
class SettleTrade:
    """Deliver one trade of the exchange against payment; trades are numbered from 1 and come in that order.

    `void_by`: the exchange's decision that the trade is void, its fact or record; then its number passes and nothing is
    delivered.
    """

    session: str
    number: int
    method: str
    instrument: str
    seller: str
    buyer: str
    price_fen: int
    quantity_t: int
    void_by: str = ""


@dataclass(frozen=True, slots=True)
class TakeBackPositions:
    """Take the trading accounts back after a session of so many trades is settled; `segment` is the session's
    record.
    """

    session: str
    trades: int
    segment: str


def _hand_over(request: HandOverPositions, rows: Rows, act: Act) -> Outcome:
    book = rows.get(BookRow, 1)
    if book is None:
        return act.refuse(RegistryOutcome.NOT_OPENED)
    if book.state == "open":
        return act.refuse(RegistryOutcome.POSITIONS_WITH_EXCHANGE, session=book.session)
    if refused := day_closed(rows, act) or _before_is_open(book, act):
        return refused
    if request.session <= book.session or not is_id(request.session):
        return act.refuse(RegistryOutcome.SESSION_NOT_LATER, session=request.session, last=book.session)
    act.record(PositionsHandedOver(request.session, request.digest))
    return DONE


def _before_is_open(book: BookRow, act: Act) -> Outcome | None:
    """Refuse while the trading day before is not closed; books in which no day was ever closed know no such rule."""
    if book.closed_day and (before := previous_trading_day(date.fromisoformat(act.day)).isoformat()) > book.closed_day:
        return act.refuse(RegistryOutcome.DAY_NOT_CLOSED, day=before, closed=book.closed_day)
    return None


def _settle(request: SettleTrade, rows: Rows, act: Act) -> Outcome:
    book = rows.get(BookRow, 1)
    if book is None:
        return act.refuse(RegistryOutcome.NOT_OPENED)
    if not request.void_by and (refused := not_for("trade", request.instrument, rows, act)):
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
    if request.void_by:
        act.record(
            TradeLeftOut(
                request.session, request.number, request.method, request.instrument, request.seller, request.buyer,
                request.price_fen, request.quantity_t, request.void_by,
            )
        )  # fmt: skip
        return DONE
    seller, buyer = trading(request.seller), trading(request.buyer)
    value = request.price_fen * request.quantity_t
    if refused := cannot_move(rows, act, seller, buyer, request.instrument, request.quantity_t) or cannot_move(
        rows, act, buyer, seller, CASH, value
    ):
        return refused
    act.record(
        TradeSettled(
            request.session, request.number, request.method, request.instrument, request.seller, request.buyer,
            request.price_fen, request.quantity_t, seller, buyer,
        )
    )  # fmt: skip
    return DONE


def _settle_all(requests: Sequence[SettleTrade], rows: Rows, act: Act) -> tuple[Outcome, int]:
    """Settle trades in turn; what is not plainly in order is looked at closely, as a single trade is."""
    book, held = rows.get(BookRow, 1), rows.known(HoldingRow)
    products = {name: rows.get(InstrumentRow, name) for name in {r.instrument for r in requests}}
    tradable = {name for name, found in products.items() if found is not None and is_tradable(found, act.day)}
    for number, request in enumerate(requests):
        if book is None or request.instrument not in tradable or not _settle_plainly(request, book, held, act):
            outcome = _settle(request, rows, act)
            if outcome is not DONE:
                return outcome, number
    return DONE, len(requests) - 1


_settled = maker(TradeSettled)


def _settle_plainly(r: SettleTrade, book: BookRow, held: Mapping[Key, HoldingRow | None], act: Act) -> bool:
    """Settle a trade of a tradable product against which nothing stands; False: nothing was done."""
    seller, buyer = trading(r.seller), trading(r.buyer)
    given, paid = held.get((seller, r.instrument)), held.get((buyer, CASH))
    in_order = (
        given is not None
        and not r.void_by
        and paid is not None
        and held.get((buyer, r.instrument)) is not None
        and held.get((seller, CASH)) is not None
        and book.state == "open"
        and book.session == r.session
        and book.settled + 1 == r.number
        and r.price_fen > 0
        and 0 < r.quantity_t <= given.amount
        and r.price_fen * r.quantity_t <= paid.amount
        and r.seller != r.buyer
    )
    if in_order:
        act.record(
            _settled(
                r.session, r.number, r.method, r.instrument, r.seller, r.buyer, r.price_fen, r.quantity_t, seller, buyer
            )
        )
    return in_order


def _touched_by(requests: Sequence[SettleTrade]) -> Mapping[type[Row], Iterable[Key]]:
    """Return the rows that settling trades needs, as `touch_pair` does for one."""
    accounts = {trading(holder) for r in requests for holder in (r.seller, r.buyer)}
    instruments = {r.instrument for r in requests}
    held = {(account, instrument) for account in accounts for instrument in (*instruments, CASH)}
    return {BookRow: [1], AccountRow: accounts, HoldingRow: held, InstrumentRow: {*instruments, CASH}}


def _take_back_positions(request: TakeBackPositions, rows: Rows, act: Act) -> Outcome:
    book = rows.get(BookRow, 1)
    if book is None or book.state != "open" or book.session != request.session:
        return act.refuse(RegistryOutcome.SESSION_OTHER, session=request.session, open=book.session if book else "")
    if book.settled != request.trades:
        return act.refuse(RegistryOutcome.TRADES_MISSING, trades=request.trades, settled=book.settled)
    if waiting := unanswered(rows, request.session):
        return act.refuse(RequestOutcome.UNANSWERED, session=request.session, number=waiting[0].number)
    act.record(PositionsTakenBack(request.session, request.trades, request.segment))
    return DONE


HANDLERS = (
    Handler("registry.hand_over_positions", HandOverPositions, _hand_over, DONE),
    Handler(
        "registry.settle_trade",
        SettleTrade,
        _settle,
        DONE,
        touch_all=_touched_by,
        judge_all=_settle_all,
    ),
    Handler("registry.take_back_positions", TakeBackPositions, _take_back_positions, DONE),
)
