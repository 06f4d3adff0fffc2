"""Fees on trades charged when they are settled (交易费用清分): each trade, both sides, from the parties' money.

A fee of the exchange's or the registry's table whose entry says `charged: settlement` is reckoned on the value of each
settled trade by the rate of its session's day, for its ways of trading, and rounded once by the rounding its entry
names. It is taken after all trades of the session are delivered, so no fee stands in the way of a delivery; what a
party's money does not reach stays owed and is collected later. What was taken leaves the clients' bank account once
for each body. Trades are charged in the order of their numbers, each once; a failed trade that settled later is charged
by its own number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.outcome import Outcome
from tanshi.core.working_days import is_day
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.registry.account_ids import trading
from tanshi.registry.fees import TradeRate, trade_rates
from tanshi.registry.invoice_payment import ACCOUNTS
from tanshi.registry.money import TRADE_FEES, Posting, paid, post
from tanshi.registry.money_tables import ChargedRow, FailureRow, TradeFeeRow
from tanshi.registry.moves import day_closed, holding, own, with_exchange
from tanshi.registry.outcome import DONE, RegistryOutcome
from tanshi.registry.tables import CASH, BookRow, TradeRow
from tanshi.registry.void_trades import VoidTradeRow
from tanshi.rulemaking.law import Known, LawBook
from tanshi.rules import Law

OPEN, PAID = "open", "paid"

#: Trades of one command.
MOST = 500

_SIDES = ("sell", "buy")


class TradeFeeOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    NO_FEES = "registry.trade_fees_none"
    BAD_NUMBERS = "registry.trade_fees_bad_numbers"
    NOT_SETTLED = "registry.trade_fees_not_settled"
    CHARGED = "registry.trade_fees_charged"
    OUT_OF_ORDER = "registry.trade_fees_out_of_order"
    NOTHING_OWED = "registry.trade_fees_nothing_owed"
    NO_MONEY = "registry.trade_fees_no_money"


@dataclass(frozen=True, slots=True)
class ChargeTrades:
    """Charge the settled trades of a session from a number to another, both included."""

    session: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class CollectTradeFees:
    """Take from a holder's money what it owes of trade fees, the oldest first, as far as the money goes."""

    holder: str


@dataclass(frozen=True, slots=True)
class TradesCharged(Fact):
    """Trades were charged; `lines`: each trade's side, fee, what it is reckoned on, and what of it was paid at once."""

    type: ClassVar[str] = "registry.trades_charged/1"
    session: str
    first: int
    last: int
    lines: list[dict[str, Any]]
    postings: list[Posting]


@dataclass(frozen=True, slots=True)
class TradeFeesCollected(Fact):
    """A holder paid trade fees it owed; `lines` name each by its trade, side, body and fee."""

    type: ClassVar[str] = "registry.trade_fees_collected/1"
    holder: str
    lines: list[dict[str, Any]]
    postings: list[Posting]


@dataclass(frozen=True, slots=True)
class _Line:
    """What one side of a trade is charged by one fee."""

    number: int
    side: str
    holder: str
    rate: TradeRate
    value_fen: int
    amount_fen: int
    paid_fen: int

    def plain(self) -> dict[str, Any]:
        r = self.rate
        return {
            "number": self.number, "side": self.side, "body": r.body, "fee": r.fee, "holder": self.holder,
            "value_fen": self.value_fen, "rate": r.shown, "rounding": r.rounding, "amount_fen": self.amount_fen,
            "paid_fen": self.paid_fen, "citation": r.citation,
        }  # fmt: skip


class TradeFeeCommands:
    """Judges charges of trades under a law."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def charge(self, request: ChargeTrades, rows: Rows, act: Act) -> Outcome:
        book = rows.get(BookRow, 1)
        if book is None:
            return act.refuse(RegistryOutcome.NOT_OPENED)
        if refused := day_closed(rows, act):
            return refused
        if book.state == "open" and book.session != request.session:
            return act.refuse(RegistryOutcome.POSITIONS_WITH_EXCHANGE, session=book.session)
        if not (rates := self._rates(request, rows)):
            return act.refuse(TradeFeeOutcome.NO_FEES, session=request.session)
        if refused := _cannot_charge(request, rows, act):
            return refused
        numbers = range(request.first, request.last + 1)
        found = [t for n in numbers for t in rows.where(TradeRow, session=request.session, number=n)]
        lines = list(_lines(found, rates, rows))
        act.record(
            TradesCharged(
                request.session, request.first, request.last, [line.plain() for line in lines],
                _postings((line.holder, line.rate.body, line.paid_fen) for line in lines),
            )
        )  # fmt: skip
        return DONE

    def _rates(self, request: ChargeTrades, rows: Rows) -> list[TradeRate]:
        session = request.session
        return trade_rates(self._laws.on(rows, session), session) if is_day(session) else []

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of trade fees."""
        return (
            Handler("registry.charge_trades", ChargeTrades, self.charge, DONE, _touches),
            Handler("registry.collect_trade_fees", CollectTradeFees, _collect, DONE, _touches_holder, own),
        )


def fees_left(law: Law, rows: Known, session: str, trades: int) -> bool:
    """Tell whether trades of a session, of which there are so many, are still to be charged."""
    if not trade_rates(law, session):
        return False
    done = rows.get(ChargedRow, session)
    return (done.upto if done else 0) < trades


def _cannot_charge(request: ChargeTrades, rows: Rows, act: Act) -> Outcome | None:
    """Return why trades of these numbers are not charged, or None."""
    session, first, last = request.session, request.first, request.last
    if not 1 <= first <= last < first + MOST:
        return act.refuse(TradeFeeOutcome.BAD_NUMBERS, first=first, last=last, most=MOST)
    if not _is_settled(request, rows):
        return act.refuse(TradeFeeOutcome.NOT_SETTLED, session=session, number=last)
    done = rows.get(ChargedRow, session)
    upto = done.upto if done else 0
    if first <= upto:
        is_late = first == last and rows.get(FailureRow, (session, first)) is not None
        is_open = not rows.where(TradeFeeRow, session=session, number=first)
        is_late = is_late and bool(rows.where(TradeRow, session=session, number=first))
        return None if is_late and is_open else act.refuse(TradeFeeOutcome.CHARGED, session=session, upto=upto)
    if first != upto + 1:
        return act.refuse(TradeFeeOutcome.OUT_OF_ORDER, session=session, next=upto + 1)
    return None


def _is_settled(r: ChargeTrades, rows: Rows) -> bool:
    """Tell whether a session's trades up to the last number are settled; of an earlier one all are that there were."""
    book = rows.need(BookRow, 1)
    if book.session == r.session:
        return r.last <= book.settled
    return any(rows.where(kind, session=r.session, number=r.last) for kind in (TradeRow, FailureRow, VoidTradeRow))


def _lines(trades: Iterable[TradeRow], rates: Iterable[TradeRate], rows: Rows) -> Iterable[_Line]:
    """Yield what each side of each trade is charged, with what its money reaches, in the order of the trades."""
    money: dict[str, int] = {}
    for t in trades:
        value = t.price_fen * t.quantity_t
        for side, holder in zip(_SIDES, (t.seller, t.buyer), strict=True):
            for rate in rates:
                if t.method in rate.methods and (amount := rate.of(value)):
                    there = money[holder] if holder in money else _money(rows, holder)
                    taken = min(there, amount)
                    money[holder] = there - taken
                    yield _Line(t.number, side, holder, rate, value, amount, taken)


def _money(rows: Rows, holder: str) -> int:
    held = holding(rows, trading(holder), CASH)
    return held.amount if held else 0


def _postings(taken: Iterable[tuple[str, str, int]]) -> list[Posting]:
    """Return what moves: of each holder one payment for each body, then of each body one payment out of the bank."""
    by_holder: dict[tuple[str, str], int] = {}
    by_body: dict[str, int] = {}
    for holder, body, fen in taken:
        if fen:
            by_holder[body, holder] = by_holder.get((body, holder), 0) + fen
            by_body[body] = by_body.get(body, 0) + fen
    found = [p for (_, holder), fen in by_holder.items() for p in paid("trade_fee", trading(holder), TRADE_FEES, fen)]
    for body, fen in by_body.items():
        found += paid("trade_fees_handed", TRADE_FEES, ACCOUNTS[body], fen)
    return found


def _collect(request: CollectTradeFees, rows: Rows, act: Act) -> Outcome:
    if refused := day_closed(rows, act) or with_exchange(rows, act):
        return refused
    owed = rows.where(TradeFeeRow, holder=request.holder, state=OPEN)
    if not owed:
        return act.refuse(TradeFeeOutcome.NOTHING_OWED, holder=request.holder)
    money = _money(rows, request.holder)
    if not money:
        return act.refuse(TradeFeeOutcome.NO_MONEY, holder=request.holder)
    lines = []
    for row in sorted(owed, key=lambda r: (r.session, r.number, r.side, r.body, r.fee)):
        if taken := min(money, row.amount_fen - row.paid_fen):
            money -= taken
            lines.append({**_key(row), "paid_fen": taken})
    taken_by = ((request.holder, str(line["body"]), int(line["paid_fen"])) for line in lines)
    act.record(TradeFeesCollected(request.holder, lines, _postings(taken_by)))
    return DONE


def _key(row: TradeFeeRow) -> dict[str, Any]:
    return {"session": row.session, "number": row.number, "side": row.side, "body": row.body, "fee": row.fee}


def _on_charged(fact: TradesCharged, at: At, rows: Rows) -> None:
    done = rows.get(ChargedRow, fact.session)
    if done is None:
        rows.put(ChargedRow(fact.session, fact.last))
    elif fact.last > done.upto:
        rows.edit(ChargedRow, fact.session).upto = fact.last
    for line in fact.lines:
        state = PAID if line["paid_fen"] == line["amount_fen"] else OPEN
        rows.put(TradeFeeRow(session=fact.session, state=state, **line))
    post(rows, at, fact.postings, f"{fact.session}/{fact.first}-{fact.last}")


def _on_collected(fact: TradeFeesCollected, at: At, rows: Rows) -> None:
    for line in fact.lines:
        row = rows.edit(TradeFeeRow, tuple(line[n] for n in ("session", "number", "side", "body", "fee")))
        row.paid_fen += line["paid_fen"]
        row.state = PAID if row.paid_fen == row.amount_fen else OPEN
    post(rows, at, fact.postings, fact.holder)


FACTS = (FactType(TradesCharged, _on_charged), FactType(TradeFeesCollected, _on_collected))


def _touches(r: ChargeTrades) -> Iterable[Touch]:
    yield BookRow, 1
    yield ChargedRow, r.session


def _touches_holder(r: CollectTradeFees) -> Iterable[Touch]:
    yield BookRow, 1
