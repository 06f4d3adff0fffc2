"""Orders of a file played on the matching core, compiled where Numba is installed, and what came of it.

`plain`: price, then time; no band, lot or size, and a party may meet itself. Else the terms of a class of products on a
day, around a previous close. Without an opening nobody is short of anything: everybody gets more than the whole file
could use, and what is shown begins at zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from importlib.util import find_spec
from typing import Any

import numpy as np

from tanshi.exchange.matching.messages import OUTCOMES, Kind
from tanshi.exchange.matching.opening import PRICE_TIME, Balance, Opening, Product
from tanshi.exchange.matching.outcome import ExchangeOutcome
from tanshi.exchange.matching.plain import Plain
from tanshi.exchange.matching.records import AMOUNT_LIMIT, NONE
from tanshi.exchange.product_class import ProductClass
from tanshi.exchange.replay.columns import Codes
from tanshi.exchange.replay.opening_file import Balances
from tanshi.exchange.replay.orders_file import OFF, OrdersFile
from tanshi.exchange.replay.result import Result
from tanshi.rules import Law

_ALL_DAY = (("listing", ((0, 24 * 60),)),)
_NS_PER_MINUTE = 60 * 10**9

#: Levels of a ladder that are worth their memory; beyond, the plain form plays.
_WIDEST = 20_000_000


@dataclass(frozen=True, slots=True)
class Terms:
    """What a file is played by: a product's terms in parts of a CNY, and its hours."""

    product: Product
    hours: tuple[tuple[str, tuple[tuple[int, int], ...]], ...]


def plain_terms(orders: OrdersFile, tick: int) -> Terms:
    """Return terms of nothing but price and time, with room for the prices of a file."""
    prices = orders.messages["price_fen"][orders.messages["kind"] != Kind.CANCEL]
    prices = prices[prices > 0]
    low, high = (int(prices.min()), int(prices.max())) if len(prices) else (1, 1)
    product = Product(
        "", PRICE_TIME, 0, low, high, low, high, tick, 1, 1, 2 * AMOUNT_LIMIT // (high + 1), 1, levels=1 << 40,
        self_trade=True,
    )  # fmt: skip
    return Terms(product, _ALL_DAY)


def law_terms(law: Law, kind: str, day: date, close_fen: int | None, tick_fen: int) -> Terms:
    """Return the terms of a kind of products on a day, at a tick, around a previous close (None: the law's last)."""
    found = replace(ProductClass.of(law, kind, day), tick_fen=tick_fen)
    close = law.value("exchange.opening_reference_fen", day).integer if close_fen is None else close_fen
    return Terms(found.product("", close), found.hours)


def play(orders: OrdersFile, terms: Terms, balances: Balances | None, parts: int) -> Result:
    """Return what a session says to the orders of a file."""
    opening, spare = _opening(orders, terms, balances)
    orders = _numbered(orders, opening)
    off = orders.messages["price_fen"] == OFF
    off &= orders.messages["kind"] != Kind.CANCEL
    played = np.flatnonzero(~off)
    core = _core(opening, terms.product, len(played) + 1)
    replies, trades = _carry_out(core, orders, played)
    state = core.state()
    refused = np.flatnonzero(replies["outcome"])
    rejects = {int(row): OUTCOMES[int(replies["outcome"][n])] for n, row in zip(refused, played[refused], strict=True)}
    rejects |= dict.fromkeys(np.flatnonzero(off).tolist(), ExchangeOutcome.PRICE_OFF_TICK)
    return Result(orders, opening, spare, parts, rejects, played, replies, trades, state)


def _carry_out(core: Any, orders: OrdersFile, played: Codes) -> tuple[Any, Any]:
    """Play the rows minute by minute: hours are of minutes."""
    names = np.zeros(len(orders.order_ids) + 1, np.int64)
    pieces = [
        core.named_lot(orders.messages[rows], int(orders.times_ns[rows[-1]]), orders.orders[rows],
        orders.refs[rows], names) for rows in _minutes(orders.times_ns, played)
    ]  # fmt: skip
    if not pieces:
        pieces = [core.named_lot(orders.messages[:0], 0, orders.orders[:0], orders.refs[:0], names)]
    replies, trades = zip(*pieces, strict=True)
    return np.concatenate(replies), np.concatenate(trades)


def _minutes(times_ns: Codes, played: Codes) -> Iterator[Codes]:
    if len(played):
        minutes = times_ns[played] // _NS_PER_MINUTE
        yield from np.split(played, np.flatnonzero(np.diff(minutes)) + 1)


def _opening(orders: OrdersFile, terms: Terms, balances: Balances | None) -> tuple[Opening, tuple[int, int]]:
    """Return the opening, and what of money and units of everybody is not shown."""
    if balances is not None:
        names, rows, spare = list(balances.of), list(balances.of.values()), (0, 0)
    else:
        names = list(dict.fromkeys(orders.accounts))
        spare = _enough(orders, terms, len(names))
        rows = [spare] * len(names)
    return (
        Opening(
            "replay", tuple(names), (terms.product,),
            tuple(Balance(n, 0, tonnes) for n, (_, tonnes) in enumerate(rows)), tuple(fen for fen, _ in rows),
            terms.hours,
        ),
        spare,
    )  # fmt: skip


def _numbered(orders: OrdersFile, opening: Opening) -> OrdersFile:
    """Return the orders with accounts by their places in the opening; who is not in it has a number no account has."""
    place = {name: number for number, name in enumerate(opening.accounts)}
    numbers = np.array([*(place.get(name, NONE) for name in orders.accounts), NONE], np.int64)
    messages = orders.messages.copy()
    messages["account"] = numbers[np.minimum(messages["account"], len(orders.accounts))]
    return replace(orders, messages=messages)


def _enough(orders: OrdersFile, terms: Terms, accounts: int) -> tuple[int, int]:
    """Return money and units that cannot run out in a file, as much as a session can hold for everybody."""
    quantities = np.clip(orders.messages["quantity"], 0, terms.product.listing_limit_t)
    tonnes = sum(quantities.tolist())
    most = AMOUNT_LIMIT // (accounts + 1)
    return min(most, tonnes * terms.product.listing_high_fen + 1), min(most, tonnes + 1)


def _core(opening: Opening, product: Product, room: int) -> Any:
    levels = (product.listing_high_fen - product.listing_low_fen) // product.tick_fen
    if find_spec("numba") and levels < _WIDEST:
        from tanshi.exchange.matching.ladder import Ladder

        return Ladder(opening, room)
    return Plain(opening, room)
