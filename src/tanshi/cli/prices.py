"""`tanshi prices`."""

from __future__ import annotations

from dataclasses import asdict
from fractions import Fraction
from pathlib import Path

from tanshi.cli import show
from tanshi.core.exact import half_up
from tanshi.core.exact import show as shown
from tanshi.disclosure.prices import read_prices, year_totals


def run_prices(file: Path, market: str, as_json: bool) -> int:
    """Show what the days of a price file add up to by year; return 1 if rows were left out."""
    prices, findings = read_prices(file)
    chosen = [price for price in prices if not market or price.market == market]
    totals = year_totals(chosen)
    if as_json:
        show.json_document({"years": [asdict(t) for t in totals], "left_out": [f.as_json() for f in findings]})
    else:
        rows = [
            (
                t.market, t.product, str(t.year), str(t.days), f"{t.quantity_t:,}", shown(Fraction(t.value_fen, 100)),
                shown(half_up(Fraction(t.value_fen, 100 * t.quantity_t), 2)) if t.quantity_t else "",
            )
            for t in totals
        ]  # fmt: skip
        show.table(file.name, ["market", "product", "year", "days", "t", "CNY", "CNY/t"], rows, left=3)
        show.findings(findings)
    return 1 if findings else 0
