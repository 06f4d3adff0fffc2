"""What accounts have in a session, and what orders and trades do to it.

Invariants, true after every message:
  - nothing that can be sold, spent or given back is below zero;
  - what is owned of an instrument by all accounts together changes by deposits and releases alone, money too;
  - money never leaves that a trade made so far will need when all are settled in turn.

The functions work on whatever has the attributes of `Purse` and `Position`: plain records here, views of the arrays of
the compiled form there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from tanshi.exchange.matching.outcome import ExchangeOutcome
from tanshi.exchange.matching.records import BUY, NO_BUYING, NO_SELLING, SELL


class Purse(Protocol):
    """An account's money, in fen.

    `settled_fen` is its money when the trades so far are settled in their order, `lowest_fen` the least it is on the
    way: trades are settled after the close, so what leaves before is not to be missing at any of them.
    """

    cash_fen: int
    settled_fen: int
    lowest_fen: int
    barred: int


class Position(Protocol):
    """What an account has of an instrument, in tonnes.

    Owned is all of it: what may be sold, is locked, rests in orders, was bought today, or is held for an organ.
    """

    owned_t: int
    sellable_t: int
    bought_t: int
    buying_t: int  # in open orders
    limit_t: int  # the most it may own, open orders to buy counted; 0: no limit
    claimed_t: int  # an organ wants it as soon as an order gives it back
    held_t: int  # given back by orders, for an organ
    barred: int  # bits of what the account may not do with this instrument


@dataclass(slots=True)
class PlainPurse:
    """A purse as a plain record, and its positions by instrument."""

    cash_fen: int = 0
    settled_fen: int = 0
    lowest_fen: int = 0
    barred: int = 0
    positions: dict[int, PlainPosition] = field(default_factory=dict)


@dataclass(slots=True)
class PlainPosition:
    """A position as a plain record."""

    owned_t: int = 0
    sellable_t: int = 0
    locked_t: int = 0  # bought on an earlier day and not to be sold yet; nothing in a session changes it
    bought_t: int = 0
    buying_t: int = 0
    limit_t: int = 0
    claimed_t: int = 0
    held_t: int = 0
    barred: int = 0


def short_of(purse: Purse, position: Position, side: int, value_fen: int, quantity_t: int) -> ExchangeOutcome | None:
    """Tell why an account cannot give or get so much, if it cannot."""
    if side != BUY:
        return ExchangeOutcome.EXCEEDS_HOLDING if position.sellable_t < quantity_t else None
    if position.limit_t and position.owned_t + position.buying_t + quantity_t > position.limit_t:
        return ExchangeOutcome.EXCEEDS_LIMIT
    return ExchangeOutcome.EXCEEDS_CASH if purse.cash_fen < value_fen else None


def reserve(purse: Purse, position: Position, side: int, value_fen: int, quantity_t: int) -> None:
    """Set aside what an order offers."""
    if side != BUY:
        position.sellable_t -= quantity_t
        return
    purse.cash_fen -= value_fen
    position.buying_t += quantity_t


def free(purse: Purse, position: Position, side: int, value_fen: int, quantity_t: int) -> None:
    """Give back what an order offered; what an organ claims of it is held for the organ."""
    if side != BUY:
        held = min(position.claimed_t, quantity_t)
        position.claimed_t -= held
        position.held_t += held
        position.sellable_t += quantity_t - held
        return
    purse.cash_fen += value_fen
    position.buying_t -= quantity_t


def deliver(
    giving: Purse, sold: Position, taking: Purse, bought: Position, price_fen: int, quantity_t: int,
    one_way: bool = False,
) -> None:  # fmt: skip
    """Carry out a trade whose two sides are reserved, the buyer's at the price of the trade.

    `one_way`: who bought of the instrument does not sell of it today, who sold does not buy.
    """
    if one_way:
        sold.barred |= NO_BUYING
        bought.barred |= NO_SELLING
    value = price_fen * quantity_t
    giving.cash_fen += value
    giving.settled_fen += value
    taking.settled_fen -= value
    taking.lowest_fen = min(taking.lowest_fen, taking.settled_fen)
    sold.owned_t -= quantity_t
    bought.owned_t += quantity_t
    bought.bought_t += quantity_t
    bought.buying_t -= quantity_t


def move_back(
    giving: Purse, sold: Position, taking: Purse, bought: Position, price_fen: int, quantity_t: int
) -> None:  # fmt: skip
    """Undo a trade: it is settled and, after all trades, moved back, so no trade in between misses anything."""
    value = price_fen * quantity_t
    giving.cash_fen -= value
    giving.settled_fen -= value
    giving.lowest_fen = min(giving.lowest_fen, giving.settled_fen)
    taking.cash_fen += value
    taking.settled_fen += value
    bought.owned_t -= quantity_t
    bought.bought_t -= quantity_t
    sold.owned_t += quantity_t
    free(giving, sold, SELL, 0, quantity_t)


def enter_money(purse: Purse, amount_fen: int) -> None:
    """Add money that was there before any trade of the session is settled; an amount below zero leaves."""
    purse.cash_fen += amount_fen
    purse.settled_fen += amount_fen
    purse.lowest_fen += amount_fen


def enter_units(position: Position, amount_t: int) -> None:
    """Add units that may be sold; an amount below zero leaves."""
    position.owned_t += amount_t
    position.sellable_t += amount_t
