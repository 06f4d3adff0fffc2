"""What the exchange is handed for a session, and the opening that follows from it.

`opening` decides nothing but what the law says: which units may be sold today, who may not buy or sell a product, and
what each may hold at most. Equal input gives an equal opening, byte by byte, so registry and exchange can compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tanshi.exchange.matching.opening import Balance, Opening
from tanshi.exchange.product_class import ACCOUNT, NO_LIMIT, UNITS, HoldingLimit, ProductClass
from tanshi.exchange.trading_days import COUNTINGS, TradingDays, resale_day

#: Bits of what an account may not do.
NO_BUY, NO_SELL = 1, 2


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody with a trading account, its kind, its money, and what it may not do at all (bits)."""

    holder: str
    kind: str
    cash_fen: int = 0
    barred: int = 0


@dataclass(frozen=True, slots=True)
class Position:
    """Tonnes of a product on a trading account."""

    holder: str
    instrument: str
    amount_t: int


@dataclass(frozen=True, slots=True)
class Traded:
    """A trade of an earlier session."""

    day: date
    instrument: str
    seller: str
    buyer: str
    quantity_t: int


@dataclass(frozen=True, slots=True)
class Handed:
    """What a session begins from. `allocated_t`: what a holder was allocated of an instrument, for its limit."""

    participants: Sequence[Participant]
    positions: Sequence[Position]
    recent: Sequence[Traded]
    closes: Mapping[str, int]
    allocated_t: Mapping[tuple[str, str], int] = field(default_factory=dict)


def recent_from(terms: ProductClass, days: TradingDays, day: date) -> date:
    """Return the first day whose trades still bind anybody on a trading day."""
    interval = COUNTINGS[terms.resale_counting](terms.resale_trading_days)
    return days.before(day, interval) if interval else day


def opening(
    session: str,
    day: date,
    terms: ProductClass,
    limits: Mapping[str, HoldingLimit],
    days: TradingDays,
    handed: Handed,
) -> Opening:
    """Return the opening of a class's session on a trading day.

    Accounts are in the order of their holders, products of their names. A position of somebody who has no trading
    account, or of a product without a previous close, is the caller's mistake.
    """
    participants = sorted(handed.participants, key=lambda p: p.holder)
    instruments = sorted(handed.closes)
    place = {p.holder: number for number, p in enumerate(participants)}
    which = {name: number for number, name in enumerate(instruments)}
    held = {(p.holder, p.instrument): p.amount_t for p in handed.positions}
    assert len(held) == len(handed.positions), "a position stands twice"
    bought, sold = _bound(terms, days, day, handed.recent)
    kinds = {p.holder: p.kind for p in participants}
    balances = []
    for holder, instrument in sorted({*held, *bought, *sold, *_limited(participants, instruments, limits)}):
        if instrument not in which or holder not in place:
            assert (holder, instrument) not in held, f"{holder}'s {instrument} is not of this session"
            continue
        amount = held.get((holder, instrument), 0)
        locked, barred = _locked(terms, amount, bought.get((holder, instrument), 0), (holder, instrument) in sold)
        limit = limits.get(kinds[holder], NO_LIMIT).of(handed.allocated_t.get((holder, instrument), 0))
        if amount or limit or barred:
            balances.append(Balance(place[holder], which[instrument], amount - locked, locked, limit, barred))
    return Opening(
        session=session,
        accounts=tuple(p.holder for p in participants),
        products=tuple(terms.product(name, handed.closes[name]) for name in instruments),
        balances=tuple(sorted(balances, key=lambda b: (b.account, b.instrument))),
        cash_fen=tuple(p.cash_fen for p in participants),
        hours=terms.hours,
        barred=tuple((place[p.holder], p.barred) for p in participants if p.barred),
    )


def _bound(
    terms: ProductClass, days: TradingDays, day: date, recent: Iterable[Traded]
) -> tuple[dict[tuple[str, str], int], set[tuple[str, str]]]:
    """Return what each bought so lately that it is bound today, and who sold a product so lately."""
    bought: dict[tuple[str, str], int] = {}
    sold: set[tuple[str, str]] = set()
    free_on: dict[date, date] = {}
    for trade in recent:
        if trade.day not in free_on:
            free_on[trade.day] = resale_day(days, trade.day, terms.resale_trading_days, terms.resale_counting)
        if free_on[trade.day] > day:
            key = (trade.buyer, trade.instrument)
            bought[key] = bought.get(key, 0) + trade.quantity_t
            sold.add((trade.seller, trade.instrument))
    return bought, sold


def _locked(terms: ProductClass, amount_t: int, bought_t: int, has_sold: bool) -> tuple[int, int]:
    """Return how many of an account's tonnes are locked, and what it may not do with the product (bits)."""
    if terms.resale_scope == UNITS:
        return min(amount_t, bought_t), 0
    assert terms.resale_scope == ACCOUNT
    return (amount_t if bought_t else 0), NO_BUY * has_sold


def _limited(
    participants: Iterable[Participant], instruments: Sequence[str], limits: Mapping[str, HoldingLimit]
) -> set[tuple[str, str]]:
    """Return what a limit stands on, held or not."""
    return {(p.holder, i) for p in participants if p.kind in limits and limits[p.kind].limit_t for i in instruments}
