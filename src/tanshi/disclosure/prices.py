"""Daily prices of local markets from a file (地方市场行情): whole fen and tonnes, findings at their cells.

The file has one row a day and market: `date` (20210831), `market`, `place` (the product code, "" where
the market has one product), `close` and `amount` in CNY, `vol` in t. A row that cannot be read exactly is left out
and named.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tanshi.core.exact import NotADecimal, decimal
from tanshi.core.finding import Finding, problem

_COLUMNS = ("date", "market", "place", "close", "vol", "amount")
_FEN = 100


@dataclass(frozen=True, slots=True)
class DayPrice:
    """A day of one product in one market."""

    day: date
    market: str
    product: str
    close_fen: int
    quantity_t: int
    value_fen: int


@dataclass(frozen=True, slots=True)
class YearTotal:
    """What a product's days of a year add up to."""

    market: str
    product: str
    year: int
    days: int
    quantity_t: int
    value_fen: int


def read_prices(path: Path) -> tuple[list[DayPrice], list[Finding]]:
    """Return the days of a file (.csv, .csv.gz), oldest first, and a finding for each row that is not used."""
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError, EOFError) as error:
        raise problem("prices.cannot_read", where=str(path), reason=str(error)) from error
    rows = csv.reader(text.splitlines(keepends=True))
    header = next(rows, [])
    if missing := [name for name in _COLUMNS if name not in header]:
        raise problem("prices.no_column", where=str(path), columns=", ".join(missing))
    places = {name: header.index(name) for name in _COLUMNS}
    found: list[DayPrice] = []
    findings: list[Finding] = []
    seen: set[tuple[date, str, str]] = set()
    for number, row in enumerate(rows, 2):
        price = _day(row, places, number)
        if isinstance(price, Finding):
            findings.append(price)
        elif (price.day, price.market, price.product) in seen:
            findings.append(Finding("prices.twice", _cell(places["date"], number), {"day": str(price.day)}))
        else:
            seen.add((price.day, price.market, price.product))
            found.append(price)
    return sorted(found, key=lambda p: (p.market, p.product, p.day)), findings


def _day(row: Sequence[str], places: dict[str, int], number: int) -> DayPrice | Finding:
    if len(row) <= max(places.values()):
        return Finding("prices.short_row", f"A{number}", {"cells": len(row)})
    cells = {name: row[place].strip() for name, place in places.items()}
    try:
        day = date(int(cells["date"][:4]), int(cells["date"][4:6]), int(cells["date"][6:]))
    except ValueError:
        return Finding("prices.bad_day", _cell(places["date"], number), {"value": cells["date"][:40]})
    whole: dict[str, int] = {}
    for name, scale in (("close", _FEN), ("vol", 1), ("amount", _FEN)):
        try:
            value = decimal(cells[name]) * scale
        except NotADecimal:
            return Finding("prices.bad_number", _cell(places[name], number), {"value": cells[name][:40]})
        if value.denominator != 1 or value < 0:
            return Finding("prices.not_whole", _cell(places[name], number), {"value": cells[name][:40]})
        whole[name] = value.numerator
    return DayPrice(day, cells["market"], cells["place"], whole["close"], whole["vol"], whole["amount"])


def _cell(place: int, number: int) -> str:
    return f"{chr(ord('A') + place)}{number}"


def year_totals(prices: Iterable[DayPrice]) -> list[YearTotal]:
    """Return what the days of each market, product and year add up to."""
    sums: dict[tuple[str, str, int], list[int]] = {}
    for price in prices:
        sum_ = sums.setdefault((price.market, price.product, price.day.year), [0, 0, 0])
        sum_[0] += 1
        sum_[1] += price.quantity_t
        sum_[2] += price.value_fen
    return [YearTotal(*key, *sums[key]) for key in sorted(sums)]
