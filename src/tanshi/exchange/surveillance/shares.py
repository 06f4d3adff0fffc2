"""How much of a day's trading, or of what there is, one group has."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tanshi.exchange.surveillance.alert import Alert
from tanshi.exchange.surveillance.limits import Limits
from tanshi.exchange.surveillance.tape import Table
from tanshi.exchange.surveillance.view import View, by, tonnes


def concentration(view: View, limits: Limits) -> Iterator[Alert]:
    """Yield groups that are most of a side of a day's listing, or come to hold much of all there is by it."""
    for instrument in view.instruments():
        deals = view.tape.listed(instrument)
        if len(deals) < limits["trades"]:
            continue
        held = _held(view, instrument)
        for side, column in enumerate(("buyer", "seller")):
            groups = view.group[deals[column]]
            for group, theirs in by(groups):
                mine = deals[theirs]
                share = tonnes(mine) / tonnes(deals)
                part = _part(view, held, group)
                grew = side == 0 and part >= limits["holdings_share"]
                if tonnes(mine) >= limits["quantity_t"] and (share >= limits["share"] or grew):
                    figures = {"share": share, "tonnes": tonnes(mine), "side": side, "holdings_share": part}
                    yield view.alert(limits, instrument, mine[column], figures, deals=mine)


def _held(view: View, instrument: int) -> Table | None:
    """Return what each account holds at the end, or None where the record has no holdings."""
    if view.tape.holdings_t is None:
        return None
    held = view.tape.holdings_t[:, instrument].astype(np.int64)
    deals = view.tape.deals[view.tape.deals["instrument"] == instrument]
    np.add.at(held, deals["buyer"], deals["quantity_t"])
    np.subtract.at(held, deals["seller"], deals["quantity_t"])
    return held


def _part(view: View, held: Table | None, group: int) -> float:
    if held is None or not held.sum():
        return 0.0
    return float(held[view.group == group].sum() / held.sum())
