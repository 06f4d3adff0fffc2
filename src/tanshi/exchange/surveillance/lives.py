"""Lives of listing orders: posted, traded in part or not, withdrawn or left to the close."""

from __future__ import annotations

import numpy as np

from tanshi.exchange.matching.records import LISTING, Kind
from tanshi.exchange.surveillance.tape import Table, Tape, accepted

#: Still resting at the close.
NEVER = np.iinfo(np.int64).max

LIFE = np.dtype(
    [
        ("order", "<u8"), ("account", "<u4"), ("instrument", "<u2"), ("side", "u1"), ("price_fen", "<i8"),
        ("posted_t", "<i8"), ("traded_t", "<i8"), ("from_ns", "<i8"), ("to_ns", "<i8"), ("posted_by", "<i8"),
        ("ended_by", "<i8"),
    ]
)  # fmt: skip


def lives(tape: Tape) -> Table:
    """Return the lives of all listing orders, as posted.

    `to_ns` is when what was left was withdrawn, `NEVER` if nobody did; `posted_by` and `ended_by` are numbers of
    messages, 0 for none.
    """
    posts = accepted(tape, Kind.POST)
    posts = posts[posts["order"] > 0]
    made = np.zeros(len(posts), LIFE)
    for of, name in _OF_POST.items():
        made[of] = posts[name]
    made["to_ns"] = NEVER
    places = np.argsort(made["order"], kind="stable")
    names = made["order"][places]
    cancels = accepted(tape, Kind.CANCEL)
    known, at = _find(names, cancels["ref"])
    made["to_ns"][places[at]] = cancels["time_ns"][known]
    made["ended_by"][places[at]] = cancels["sequence"][known]
    listing = tape.deals[tape.deals["way"] == LISTING]
    for name in ("sell_order", "buy_order"):
        known, at = _find(names, listing[name])
        np.add.at(made["traded_t"], places[at], listing["quantity_t"][known])
    return made


def withdrawn(found: Table) -> Table:
    """Return the lives that ended whole: nothing traded, all withdrawn."""
    whole: Table = found[(found["to_ns"] != NEVER) & (found["traded_t"] == 0)]
    return whole


def _find(names: Table, wanted: Table) -> tuple[Table, Table]:
    """Return which of the wanted are among sorted names, and where."""
    if not len(names):
        return np.zeros(len(wanted), bool), np.zeros(0, np.intp)
    at = np.minimum(np.searchsorted(names, wanted), len(names) - 1)
    known = names[at] == wanted
    return known, at[known]


_OF_POST = {
    "order": "order", "account": "account", "instrument": "instrument", "side": "side", "price_fen": "price_fen",
    "posted_t": "quantity_t", "from_ns": "time_ns", "posted_by": "sequence",
}  # fmt: skip
