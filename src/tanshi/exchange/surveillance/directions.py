"""Trades whose direction is odd: bought high and sold low again and again, or much at once before a disclosure."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tanshi.exchange.matching.records import LISTING
from tanshi.exchange.surveillance.alert import Alert
from tanshi.exchange.surveillance.limits import Limits
from tanshi.exchange.surveillance.relations import Disclosure
from tanshi.exchange.surveillance.tape import UNKNOWN_NS, Table, mean_fen
from tanshi.exchange.surveillance.view import View, by, tonnes


def losing_trades(view: View, limits: Limits) -> Iterator[Alert]:
    """Yield accounts that bought above and sold below the day's mean, as much as often, today too."""
    recent = view.tape.since(limits.count("sessions"))
    today = len(view.tape.sessions) - 1
    for instrument in view.instruments():
        deals = recent[(recent["instrument"] == instrument) & (recent["way"] == LISTING)]
        against = _against_mean(deals)
        dear, cheap = against >= 1 + limits["off_mean"], against <= 1 - limits["off_mean"]
        for account in np.intersect1d(deals["buyer"][dear], deals["seller"][cheap]).tolist():
            bought, sold = dear & (deals["buyer"] == account), cheap & (deals["seller"] == account)
            mine = deals[bought | sold]
            each_way, back = min(bought.sum(), sold.sum()), min(tonnes(deals[bought]), tonnes(deals[sold]))
            if each_way < limits["trades_each_way"] or back < limits["quantity_t"]:
                continue
            loss = _mean(against[bought], deals[bought]) / _mean(against[sold], deals[sold]) - 1
            if (mine["session"] == today).any():
                figures = {"each_way": int(each_way), "tonnes": back, "loss": loss}
                yield view.alert(limits, instrument, np.array([account]), figures, deals=mine)


def before_disclosure(view: View, limits: Limits) -> Iterator[Alert]:
    """Yield groups that traded one way before a disclosure of this session, far more than is usual for them."""
    for disclosure in view.disclosures:
        if disclosure.session != view.tape.session:
            continue
        for instrument in view.instruments():
            if disclosure.instrument in ("", view.tape.products[instrument].instrument):
                yield from _before(view, limits, disclosure, instrument)


def _before(view: View, limits: Limits, disclosure: Disclosure, instrument: int) -> Iterator[Alert]:
    window, usual = limits.count("sessions"), limits.count("usual_sessions")
    today = len(view.tape.sessions) - 1
    deals = view.tape.since(window + 1 + usual)
    deals = deals[(deals["instrument"] == instrument) & (deals["way"] == LISTING)]
    known = (deals["session"] < today) | ((deals["time_ns"] != UNKNOWN_NS) & (deals["time_ns"] < disclosure.time_ns))
    close_by = known & (deals["session"] >= today - window)
    before, past = deals[close_by], deals[deals["session"] < today - window]
    for group, _ in by(view.group[np.concatenate([before["buyer"], before["seller"]])]):
        net, mine = _net(view, before, group)
        usually = sum(abs(_net(view, past[day], group)[0]) for _, day in by(past["session"])) / usual
        much = abs(net) / (window + 1) >= limits["times_usual"] * usually and len(mine) >= limits["trades"]
        share = abs(net) / tonnes(before)
        if much and abs(net) >= limits["quantity_t"] and share >= limits["share"]:
            parties = np.concatenate([mine["buyer"], mine["seller"]])
            figures = {"net": net, "usual": usually, "share": share}
            members = parties[view.group[parties] == group]
            yield view.alert(limits, instrument, members, figures, deals=mine)


def _net(view: View, deals: Table, group: int) -> tuple[int, Table]:
    """Return what a group bought less what it sold, and those deals."""
    bought, sold = view.group[deals["buyer"]] == group, view.group[deals["seller"]] == group
    return tonnes(deals[bought]) - tonnes(deals[sold]), deals[bought | sold]


def _against_mean(deals: Table) -> Table:
    """Return prices as parts of their session's mean."""
    against = deals["price_fen"].astype(float)
    for _, day in by(deals["session"]):
        against[day] /= mean_fen(deals[day], 1.0)
    return against


def _mean(values: Table, deals: Table) -> float:
    return float((values * deals["quantity_t"]).sum() / deals["quantity_t"].sum())
