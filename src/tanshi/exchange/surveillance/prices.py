"""Orders and trades that carry a price somewhere: the close, the limit of the band, far from what was traded last."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tanshi.exchange.matching.records import BLOCK, BUY, SELL, Kind
from tanshi.exchange.surveillance.alert import Alert
from tanshi.exchange.surveillance.limits import Limits
from tanshi.exchange.surveillance.tape import UNKNOWN_NS, Table, accepted, mean_fen
from tanshi.exchange.surveillance.view import View, by, taker, tonnes

_S = 10**9


def marking_close(view: View, limits: Limits) -> Iterator[Alert]:
    """Yield groups whose late trades of one side moved the weighted close, and that were most of late trading."""
    begin_ns = view.tape.listing_end_ns - limits.count("minutes") * 60 * _S
    for instrument in view.instruments():
        deals = view.tape.listed(instrument)
        late = (deals["time_ns"] != UNKNOWN_NS) & (deals["time_ns"] >= begin_ns)
        close = mean_fen(deals, 0)
        for side in (BUY, SELL):
            coming = late & (deals["taker_side"] == side)
            pushed = view.group[taker(deals)]
            for group, _ in by(pushed[coming]):
                his = coming & (pushed == group)
                if his.all():
                    continue
                without = mean_fen(deals[~his], 0)
                moved = (close / without - 1) * (1 if side == BUY else -1)
                late_share, day_share = (tonnes(deals[his]) / tonnes(deals[part]) for part in (late, slice(None)))
                if (
                    moved >= limits["moved"]
                    and late_share >= limits["late_share"]
                    and day_share >= limits["quantity_share"]
                ):
                    figures = {
                        "moved": moved, "close_fen": close, "without_fen": without, "late_share": late_share,
                        "day_share": day_share,
                    }  # fmt: skip
                    yield view.alert(limits, instrument, taker(deals[his]), figures, deals=deals[his])


def band_hitting(view: View, limits: Limits) -> Iterator[Alert]:
    """Yield groups whose orders, much of what the day trades, buy at the highest price or sell at the lowest."""
    asked = accepted(view.tape, Kind.POST, Kind.TAKE)
    for instrument, product in enumerate(view.tape.products):
        traded = tonnes(view.tape.listed(instrument))
        for side, limit in ((BUY, product.listing_high_fen), (SELL, product.listing_low_fen)):
            there = asked[(asked["instrument"] == instrument) & (asked["side"] == side) & (asked["price_fen"] == limit)]
            for _, theirs in by(view.group[there["account"]]):
                mine = there[theirs]
                if len(mine) >= limits["orders"] and tonnes(mine) >= limits["share"] * traded:
                    figures = {"orders": len(mine), "tonnes": tonnes(mine), "limit_fen": limit, "traded": traded}
                    yield view.alert(limits, instrument, mine["account"], figures, messages=mine)


def odd_blocks(view: View, limits: Limits) -> Iterator[Alert]:
    """Yield blocks far from the day's listing close, nearer where the parties belong together."""
    blocks = view.tape.deals[view.tape.deals["way"] == BLOCK]
    for deal in blocks:
        instrument = int(deal["instrument"])
        close = view.tape.close_fen(instrument)
        distance = abs(int(deal["price_fen"]) / close - 1)
        related = bool(view.group[deal["seller"]] == view.group[deal["buyer"]])
        if distance >= limits["related_distance" if related else "distance"]:
            figures = {
                "price_fen": int(deal["price_fen"]), "close_fen": close, "distance": distance,
                "tonnes": int(deal["quantity_t"]), "related": int(related),
            }  # fmt: skip
            parties = np.array([deal["seller"], deal["buyer"]])
            yield view.alert(limits, instrument, parties, figures, deals=np.array([deal]))


def dense_orders(view: View, limits: Limits) -> Iterator[Alert]:
    """Yield accounts that post many orders of one side within a short time."""
    most = limits.count("orders")
    for instrument, account, side, posted in _posts(view):
        times = posted["time_ns"]
        if len(times) < most or times[0] == UNKNOWN_NS:
            continue
        counts = np.searchsorted(times, times + limits["within_s"] * _S, side="right") - np.arange(len(times))
        first = int(counts.argmax())
        if counts[first] >= most:
            dense = posted[first : first + int(counts[first])]
            figures = {"orders": len(dense), "tonnes": tonnes(dense), "side": side}
            yield view.alert(limits, instrument, np.array([account]), figures, messages=dense)


def far_orders(view: View, limits: Limits) -> Iterator[Alert]:
    """Yield accounts that post much, again and again, far from the last trade before, and from the mean so far."""
    for instrument, account, side, posted in _posts(view):
        deals = view.tape.listed(instrument)
        known = _known_fen(deals, posted["sequence"], view.tape.products[instrument].previous_close_fen)
        away = np.minimum(*(np.abs(posted["price_fen"] / fen - 1) for fen in known))
        far = posted[away >= limits["distance"]]
        if len(far) >= limits["orders"] and tonnes(far) >= limits["share"] * max(tonnes(deals), 1):
            figures = {"orders": len(far), "tonnes": tonnes(far), "distance": float(away.max()), "side": side}
            yield view.alert(limits, instrument, np.array([account]), figures, messages=far)


def _posts(view: View) -> Iterator[tuple[int, int, int, Table]]:
    posts = accepted(view.tape, Kind.POST)
    for instrument, of_it in by(posts["instrument"]):
        for account, his in by(posts[of_it]["account"]):
            for side in (BUY, SELL):
                mine = posts[of_it][his]
                mine = mine[mine["side"] == side]
                if len(mine):
                    yield instrument, account, side, mine


def _known_fen(deals: Table, sequences: Table, before_fen: int) -> tuple[Table, Table]:
    """Return the price of the last deal before each message, and the mean of all deals before it."""
    prices = np.concatenate([[before_fen], deals["price_fen"]]).astype(float)
    weights = np.concatenate([[1], deals["quantity_t"]]).astype(float)
    means = np.cumsum(prices * weights) / np.cumsum(weights)
    at = np.searchsorted(deals["sequence"], sequences, side="left")
    return prices[at], means[at]
