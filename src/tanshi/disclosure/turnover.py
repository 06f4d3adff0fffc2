"""Turnover of a season by vintage and way of trading, and of all vintages together."""

from __future__ import annotations

from typing import Any

from tanshi.core.money import yuan
from tanshi.disclosure.bulletins import ALL
from tanshi.disclosure.results import Season
from tanshi.disclosure.traded import Turnover, turnovers, yuan_per_t
from tanshi.journal.engine import Snapshot


def turnover(view: Snapshot, season: Season) -> list[dict[str, Any]]:
    """Return a row for each vintage and way, then those of all vintages; auctions only where there were any."""
    found: dict[str, Turnover] = {}
    for (_, instrument), of_day in sorted(turnovers(view, season.after, season.until).items()):
        found[instrument] = found.get(instrument, Turnover()) + of_day
    if not found:
        return []
    every = [*sorted(found.items()), (ALL, sum(found.values(), start=Turnover()))]
    return [_row(instrument, way, *sums) for instrument, of in every for way, sums in of.ways().items()]


def _row(instrument: str, way: str, tonnes: int, fen: int) -> dict[str, Any]:
    return {
        "instrument": instrument,
        "way": way,
        "traded_t": tonnes,
        "value_cny": yuan(fen),
        "mean_price": yuan_per_t(fen, tonnes),
    }
