"""Trades between accounts that belong together, or always the same two; and attempts to trade with oneself."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tanshi.exchange.surveillance.alert import Alert
from tanshi.exchange.surveillance.limits import Limits
from tanshi.exchange.surveillance.tape import SAME_PARTY
from tanshi.exchange.surveillance.view import View, by, tonnes


def related_trades(view: View, limits: Limits) -> Iterator[Alert]:
    """Yield groups that trade with themselves: often and much of what they trade, much at all, or one account."""
    for instrument in view.instruments():
        deals = view.tape.deals[view.tape.deals["instrument"] == instrument]
        sold, bought = view.group[deals["seller"]], view.group[deals["buyer"]]
        for group, _ in by(sold[sold == bought]):
            among = (sold == group) & (bought == group)
            of_all = (sold == group) | (bought == group)
            inner = deals[among]
            part = tonnes(inner) / tonnes(deals[of_all])
            with_itself = int((inner["seller"] == inner["buyer"]).sum())
            often = len(inner) >= limits["trades"] and part >= limits["internal_share"]
            if often or tonnes(inner) >= limits["quantity_t"] or with_itself >= limits["self_trades"]:
                figures = {"trades": len(inner), "tonnes": tonnes(inner), "part": part, "with_itself": with_itself}
                parties = np.concatenate([inner["seller"], inner["buyer"]])
                yield view.alert(limits, instrument, parties, figures, deals=inner)


def reverse_trades(view: View, limits: Limits) -> Iterator[Alert]:
    """Yield pairs of accounts that traded both ways with each other, much of what either traded, today too."""
    recent = view.tape.since(limits.count("sessions"))
    today = len(view.tape.sessions) - 1
    for instrument in view.instruments():
        deals = recent[(recent["instrument"] == instrument) & (recent["seller"] != recent["buyer"])]
        low, high = np.minimum(deals["seller"], deals["buyer"]), np.maximum(deals["seller"], deals["buyer"])
        pair = low.astype(np.int64) << 32 | high
        for key, mine in by(pair):
            between = deals[mine]
            there = between["seller"] == key >> 32
            each_way = min(int(there.sum()), int((~there).sum()))
            if each_way < limits["trades_each_way"] or not (between["session"] == today).any():
                continue
            back = 2 * min(tonnes(between[there]), tonnes(between[~there]))
            parties = np.array([key >> 32, key & 0xFFFF_FFFF])
            most = max(tonnes(deals[(deals["seller"] == p) | (deals["buyer"] == p)]) for p in parties.tolist())
            if back >= limits["quantity_t"] and back / most >= limits["share"]:
                figures = {"each_way": each_way, "tonnes": back, "part": back / most}
                yield view.alert(limits, instrument, parties, figures, deals=between)


def self_trade_attempts(view: View, limits: Limits) -> Iterator[Alert]:
    """Yield accounts whose orders were refused again and again because they would have met their own."""
    refused = view.tape.events[view.tape.events["outcome"] == SAME_PARTY]
    for instrument, of_it in by(refused["instrument"]):
        for account, his in by(refused[of_it]["account"]):
            tried = refused[of_it][his]
            if len(tried) >= limits["attempts"]:
                figures = {"attempts": len(tried), "tonnes": tonnes(tried)}
                yield view.alert(limits, instrument, np.array([account]), figures, messages=tried)
