"""The record of a session, kept in the evidence store before the close is a fact: its trades as lines of canonical
JSON; or, of a session that had a process of its own, its segment, from which the core makes the trades again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import NamedTuple

from tanshi.exchange.matching.book import Trade
from tanshi.journal.canonical import canonical, parse

#: What a segment begins with (`segments.layout`).
_SEGMENT = b"TANSHIXS"


def write(day: str, trades: Sequence[Trade]) -> bytes:
    """Return a session's record."""
    head = canonical({"session": day, "trades": len(trades)})
    return b"\n".join([head, *(canonical(asdict(t)) for t in trades)]) + b"\n"


class Record(NamedTuple):
    """What a session's record says: its day, all its trades, and the numbers of those it moved back itself."""

    day: str
    trades: list[Trade]
    void: frozenset[int]


def read(data: bytes) -> Record:
    """Return what a session's record says."""
    if data.startswith(_SEGMENT):
        from tanshi.exchange.played import play  # needs NumPy, which whoever has segments has

        played = play(data)
        return Record(played.opening.session, played.named(), played.void)
    head, *lines = data.splitlines()
    trades = [Trade(**parse(line)) for line in lines]
    start = parse(head)
    assert start["trades"] == len(trades), "a session's record is not complete"
    return Record(start["session"], trades, frozenset())
