"""Orders that were posted to be withdrawn (频繁申报撤单): many and quick, large ones, or in layers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from tanshi.exchange.matching.records import BUY
from tanshi.exchange.surveillance.alert import Alert
from tanshi.exchange.surveillance.limits import Limits
from tanshi.exchange.surveillance.lives import withdrawn
from tanshi.exchange.surveillance.tape import Table
from tanshi.exchange.surveillance.view import View, by, tonnes

_S = 10**9

#: Picks from orders of one side, all withdrawn soon after a trade of the other side, those that make an episode.
Pick = Callable[[Table, Table], Table]


def frequent_cancels(view: View, limits: Limits) -> Iterator[Alert]:
    """Yield accounts that withdrew whole orders often and soon, mostly on one side, and traded little beside."""
    for instrument, account, posted in _orders(view):
        gone = withdrawn(posted)
        away = int(gone["posted_t"].sum())
        if len(gone) < limits["cancels"] or away < limits["cancel_share"] * posted["posted_t"].sum():
            continue
        bid = int(gone["posted_t"][gone["side"] == BUY].sum())
        one_sided = max(bid, away - bid) / away
        life_s = float(np.median(gone["to_ns"] - gone["from_ns"])) / _S
        traded = tonnes(_traded(view, instrument, np.array([account])))
        if one_sided >= limits["one_sided"] and life_s <= limits["life_s"] and traded <= limits["traded_share"] * away:
            figures = {"cancels": len(gone), "tonnes": away, "one_sided": one_sided, "life_s": life_s, "traded": traded}
            yield view.alert(limits, instrument, np.array([account]), figures, orders=gone)


def spoofing(view: View, limits: Limits) -> Iterator[Alert]:
    """Yield groups whose large orders were withdrawn whole, again and again, after trades on the other side."""
    posted = view.lives["posted_t"]
    large_t = limits["times_median"] * float(np.median(posted)) if len(posted) else 0.0

    def pick(orders: Table, deals: Table) -> Table:
        most = max(large_t, limits["times_traded"] * tonnes(deals))
        quick = orders["to_ns"] - orders["from_ns"] <= limits["life_s"] * _S
        large: Table = orders[(orders["posted_t"] >= most) & quick]
        return large

    yield from _after_trades(view, limits, pick)


def layering(view: View, limits: Limits) -> Iterator[Alert]:
    """Yield groups that built orders at several prices and withdrew them whole after trades on the other side."""

    def pick(orders: Table, deals: Table) -> Table:
        recent: Table = orders[deals["time_ns"].max() - orders["from_ns"] <= limits["before_s"] * _S]
        enough = (
            len(recent) >= limits["orders"]
            and len(np.unique(recent["price_fen"])) >= limits["prices"]
            and recent["posted_t"].sum() >= limits["times_traded"] * tonnes(deals)
        )
        return recent if enough else recent[:0]

    yield from _after_trades(view, limits, pick)


def _after_trades(view: View, limits: Limits, pick: Pick) -> Iterator[Alert]:
    gone = withdrawn(view.lives)
    for instrument, of_it in by(gone["instrument"]):
        of_instrument = gone[of_it]
        for group, theirs in by(view.group[of_instrument["account"]]):
            for side in (0, 1):
                orders = of_instrument[theirs & (of_instrument["side"] == side)]
                found = _episodes(view, limits, instrument, group, side, orders, pick)
                if len(found) >= limits["episodes"]:
                    lured, deals = (np.unique(np.concatenate(parts)) for parts in zip(*found, strict=True))
                    figures = {
                        "episodes": len(found), "orders": len(lured), "tonnes": int(lured["posted_t"].sum()),
                        "traded": tonnes(deals),
                    }  # fmt: skip
                    yield view.alert(limits, instrument, lured["account"], figures, deals=deals, orders=lured)


def _episodes(
    view: View, limits: Limits, instrument: int, group: int, side: int, orders: Table, pick: Pick
) -> list[tuple[Table, Table]]:
    """Return episodes as (orders, deals): each order is of one episode, each begins with a trade while they stood."""
    members = np.flatnonzero(view.group == group)
    deals = _traded(view, instrument, members, 1 - side)
    found = []
    used = np.zeros(len(orders), bool)
    for time_ns in np.unique(deals["time_ns"]).tolist():
        stood = (orders["from_ns"] <= time_ns) & (orders["to_ns"] >= time_ns)
        soon = orders["to_ns"] <= time_ns + limits["within_s"] * _S
        open_now = np.flatnonzero(stood & soon & ~used)
        if not len(open_now):
            continue
        meanwhile = deals["time_ns"] >= orders["from_ns"][open_now].min()
        meanwhile &= deals["time_ns"] <= orders["to_ns"][open_now].max()
        picked = pick(orders[open_now], deals[meanwhile])
        if len(picked):
            used |= np.isin(orders["order"], picked["order"])
            found.append((picked, deals[meanwhile]))
    return found


def _orders(view: View) -> Iterator[tuple[int, int, Table]]:
    for instrument, of_it in by(view.lives["instrument"]):
        orders = view.lives[of_it]
        for account, his in by(orders["account"]):
            yield instrument, account, orders[his]


def _traded(view: View, instrument: int, accounts: Table, side: int | None = None) -> Table:
    """Return listing deals of accounts, of one side or both."""
    deals = view.tape.listed(instrument)
    bought, sold = np.isin(deals["buyer"], accounts), np.isin(deals["seller"], accounts)
    return deals[bought | sold] if side is None else deals[bought if side == BUY else sold]
