"""The opening of a day's session from the books: participants, what is on the trading accounts, what was traded.

Participants are those the exchange admitted; books that know none of them (a modelled market) let everybody trade who
has a trading account. The previous close of a product is its last quote; one that was never quoted begins where the one
before it stands, the first of all at the reference the law gives.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tanshi.application.access import ViewRows
from tanshi.core.finding import problem
from tanshi.exchange.bars import binding, standing_of
from tanshi.exchange.matching.opening import Opening
from tanshi.exchange.participant_tables import ADMITTED, SUSPENDED, ParticipantRow
from tanshi.exchange.positions import Handed, Participant, Position, Traded, opening, recent_from
from tanshi.exchange.product_class import ProductClass, holding_limits
from tanshi.exchange.tables import days_of
from tanshi.exchange.trading_days import TradingDays
from tanshi.journal.engine import Reads
from tanshi.registry.moves import TONNES, is_tradable
from tanshi.registry.tables import CASH, InstrumentRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law


def opening_of(view: Reads, law: Law, day: date, kind: str = "allowance") -> Opening:
    """Return the opening of the session of a kind of products on a trading day, as the books stand.

    Raises `Problem`: no product of the kind may be traded; `NoTextInForce`.
    """
    rows = ViewRows(view)
    law = LawBook(law).on(rows, day.isoformat())
    terms, days = ProductClass.of(law, kind, day), days_of(rows)
    closes = _closes(view, rows, law, day, kind)
    if not closes:
        raise problem("exchange.nothing_to_trade", where=day.isoformat(), kind=kind)
    participants = list(_participants(view, rows, law, day))
    handed = Handed(
        participants,
        list(_positions(view, {p.holder for p in participants}, closes)),
        list(_recent(view, terms, days, day)),
        closes,
    )
    return opening(day.isoformat(), day, terms, holding_limits(law, day), days, handed)


def _closes(view: Reads, rows: ViewRows, law: Law, day: date, kind: str) -> dict[str, int]:
    latest = law.value("exchange.opening_reference_fen", day).integer
    found: dict[str, int] = {}
    sql = "SELECT close_fen FROM exchange_quote WHERE instrument = ? AND day < ? ORDER BY day DESC LIMIT 1"
    for product in sorted(rows.where(InstrumentRow, unit=TONNES), key=lambda p: p.id):
        if product.kind == kind and is_tradable(product, day.isoformat()):
            known = view.fetch(sql, [product.id, day.isoformat()])
            latest = int(known[0][0]) if known else latest
            found[product.id] = latest
    return found


def _participants(view: Reads, rows: ViewRows, law: Law, day: date) -> Iterable[Participant]:
    binds = binding(law, day)
    cash = dict(
        view.fetch(
            "SELECT a.holder, h.amount FROM registry_holding AS h JOIN registry_account AS a ON a.id = h.account"
            " WHERE a.kind = 'trading' AND h.instrument = ?",
            [CASH],
        )
    )
    known = rows.where(ParticipantRow)
    kinds = (
        {p.holder: p.kind for p in known if p.state in (ADMITTED, SUSPENDED)}
        if known
        else dict(view.fetch("SELECT holder, holder_kind FROM registry_account WHERE kind = 'trading'"))
    )
    for holder in sorted(kinds):
        bits = standing_of(holder, rows).bits(binds, unknown=0)
        yield Participant(holder, kinds[holder], int(cash.get(holder, 0)), bits)


def _positions(view: Reads, holders: set[str], closes: dict[str, int]) -> Iterable[Position]:
    held = view.fetch(
        "SELECT a.holder, h.instrument, h.amount FROM registry_holding AS h JOIN registry_account AS a"
        " ON a.id = h.account WHERE a.kind = 'trading' AND h.amount > 0 ORDER BY a.holder, h.instrument"
    )
    for holder, instrument, amount in held:
        if holder in holders and instrument in closes:
            yield Position(holder, instrument, int(amount))


def _recent(view: Reads, terms: ProductClass, days: TradingDays, day: date) -> Iterable[Traded]:
    trades = view.fetch(
        "SELECT session, instrument, seller, buyer, quantity_t FROM registry_trade WHERE session >= ? AND session < ?"
        " ORDER BY session, number",
        [recent_from(terms, days, day).isoformat(), day.isoformat()],
    )
    for session, instrument, seller, buyer, quantity_t in trades:
        yield Traded(date.fromisoformat(session), instrument, seller, buyer, int(quantity_t))
