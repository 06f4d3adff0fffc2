"""`tanshi timings`: one year's allowances given after it, within it, before it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanshi.application.market import open_market
from tanshi.cli import show
from tanshi.disclosure.timings import AFTER, BEFORE, WITHIN, Timings, timings
from tanshi.participants.areas import areas

_TONNES = ("given_t", "earned_t", "issued_after_t", "taken_back_t", "balance_uncorrected_t", "balance_t", "hurt_t")
_COLUMNS = (
    "given_t", "earned_t", "issued_after_t", "taken_back_t", "entities_giving_back", "balance_uncorrected_t",
    "balance_t", "short_uncorrected", "hurt", "hurt_t",
)  # fmt: skip

#: Rows of the second table.
_SHOWN = 10


def run_timings(period: str, db: str, as_json: bool) -> None:
    """Print a period under the three timings; `Problem` if the books do not hold what it needs."""
    market = open_market(db, write=False)
    try:
        with market.view() as view:
            found = timings(market.law, view, period)
    finally:
        market.close()
    if as_json:
        show.json_document(_document(found))
        return
    rows = [(show.word(f"timings.{t}"), *_cells(found.row(t))) for t in (AFTER, WITHIN, BEFORE)]
    own = show.word(f"timings.{found.in_force}")
    heads = [show.word(f"timings.column.{c}") for c in ("timing", *_COLUMNS)]
    show.table(show.word("timings.title", period=period, own=own), heads, rows)
    by_area = found.by_area(BEFORE)[:_SHOWN]
    heads[0] = show.word("timings.column.area")
    names = {code: f"{area.zh} {area.en}" for code, area in areas().items()}
    show.table(show.word("timings.areas"), heads, [(names[r["area_gb2260"]], *_cells(r)) for r in by_area])


def _cells(row: Mapping[str, Any]) -> list[str]:
    return [f"{row[c] / 1e6:,.2f}" if c in _TONNES else f"{row[c]:,}" for c in _COLUMNS]


def _document(found: Timings) -> dict[str, object]:
    return {
        "period": found.period,
        "in_force": found.in_force,
        "position": found.position,
        "timings": [found.row(t) for t in (AFTER, WITHIN, BEFORE)],
        "provinces": {t: found.by_area(t) for t in (AFTER, WITHIN, BEFORE)},
    }
