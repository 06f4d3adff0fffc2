"""Turnover of a season by vintage and way of trading, and of all vintages together."""

from __future__ import annotations

from typing import Any

from tanshi.core.money import yuan
from tanshi.disclosure.bulletins import ALL
from tanshi.disclosure.results import Season, yuan_per_t
from tanshi.journal.engine import Snapshot

WAYS = ("listing", "block")

_SUMS = """
SELECT instrument, SUM(listed_t), SUM(listed_fen), SUM(block_t), SUM(block_fen) FROM exchange_quote
WHERE day > ? AND day <= ? GROUP BY instrument ORDER BY instrument"""


def turnover(view: Snapshot, season: Season) -> list[dict[str, Any]]:
    """Return a row for each vintage and way, then those of all vintages."""
    found = [
        (instrument, [int(n) for n in sums]) for instrument, *sums in view.fetch(_SUMS, [season.after, season.until])
    ]
    if not found:
        return []
    every = [sum(column) for column in zip(*(sums for _, sums in found), strict=True)]
    return [_row(instrument, n, sums) for instrument, sums in [*found, (ALL, every)] for n in range(len(WAYS))]


def _row(instrument: str, way: int, sums: list[int]) -> dict[str, Any]:
    tonnes, fen = sums[2 * way], sums[2 * way + 1]
    return {
        "instrument": instrument,
        "way": WAYS[way],
        "traded_t": tonnes,
        "value_cny": yuan(fen),
        "mean_price": yuan_per_t(fen, tonnes),
    }
