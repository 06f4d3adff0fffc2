"""What everybody may see of a session: trades without names at once, depths as they are after a while of changes."""

from __future__ import annotations

from typing import Any

import numpy as np

from tanshi.exchange.matching.core import Core, Trades
from tanshi.exchange.matching.messages import BUY, NONE, SELL
from tanshi.exchange.process.frames import DEPTH, LEVELS, Records


def nameless(trades: Trades) -> Trades:
    """Return trades as everybody may see them: without parties and orders."""
    shown = trades.copy()
    shown["seller"] = shown["buyer"] = NONE
    shown["sell_order"] = shown["buy_order"] = 0
    return shown


def depths(core: Core, instruments: int) -> Records:
    """Return the best levels of both sides of so many instruments."""
    made = np.zeros(2 * instruments, DEPTH)
    for place in range(2 * instruments):
        made[place] = _depth(core, place // 2, SELL if place % 2 else BUY)
    return made


def changed(before: Records | None, now: Records) -> Records:
    """Return those depths that are not what they were."""
    if before is None:
        return now
    fields: list[Any] = ["levels", "price_fen", "quantity_t"]
    differ = np.zeros(len(now), bool)
    for field in fields:
        differ |= (before[field] != now[field]).reshape(len(now), -1).any(axis=1)
    return now[differ]


def _depth(core: Core, instrument: int, side: int) -> tuple[Any, ...]:
    levels = core.depth(instrument, side)[:LEVELS]
    empty = [0] * (LEVELS - len(levels))
    prices, quantities = [p for p, _ in levels] + empty, [q for _, q in levels] + empty
    return instrument, side, len(levels), 0, core.sequence, prices, quantities
