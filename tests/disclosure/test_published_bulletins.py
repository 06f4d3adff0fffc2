"""Our formulas against what the exchange published: 61 months of the national market.

The figures are not ours and lie beside the project; without them nothing is checked. Where total exceeds listing and
block, the rest is the third way of trading, one-way auctions.
"""

import csv
import gzip
from fractions import Fraction
from pathlib import Path

import pytest

from tanshi.core.exact import decimal, show
from tanshi.core.money import yuan
from tanshi.disclosure.bulletins import Quotes
from tanshi.disclosure.spans import Span
from tanshi.disclosure.traded import Turnover
from tanshi.exchange.tables import QuoteRow
from tanshi.rules import Law

FILE = Path(__file__).parents[3] / "shared" / "data" / "cea_monthly.csv.gz"

pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="the published figures are not beside the project")

#: Months in which the total exceeds listing and block.
THIRD_WAY = ["2025-07", "2025-08", "2025-09", "2025-10", "2025-11", "2026-05"]


def fen(text):
    """Return yuan as published in whole fen."""
    amount = decimal(text) * 100
    assert amount.denominator == 1, text
    return int(amount)


@pytest.fixture(scope="module")
def months():
    with gzip.open(FILE, "rt", encoding="utf-8") as file:
        return {row["month"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def book(months):
    """Make each published month one day of one instrument; its highest, lowest and last prices where they are known."""
    quotes, auctions, close = [], {}, 4800
    for month, row in months.items():
        day = f"{month}-15"
        listed, block = (int(row[f"{way}_vol_t"]) for way in ("listed", "block"))
        listed_fen, block_fen = (fen(row[f"{way}_amt_cny"]) for way in ("listed", "block"))
        high, low, last = (fen(row[name]) if row[name] else None for name in ("high", "low", "close"))
        before, close = close, last or close
        quotes.append(QuoteRow("CEA", day, before, before, high, low, close, listed, listed_fen, block, block_fen, 0))
        third_t = int(row["total_vol_t"]) - listed - block
        third_fen = fen(row["total_amt_cny"]) - listed_fen - block_fen
        if third_t:
            auctions[day, "CEA"] = Turnover(auction_t=third_t, auction_fen=third_fen)
    return Quotes.of(quotes, Law("cn"), {}, auctions)


def lines(book, months):
    for month, row in months.items():
        yield month, row, book.bulletin(Span.named("month", month))


def test_the_months_with_a_third_way_are_these(book, months):
    assert len(months) == 61
    found = [m for m, _, b in lines(book, months) if "auction" in b.all.turnover.ways()]
    assert found == THIRD_WAY


def test_volume_value_and_block_share_are_the_published_ones(book, months):
    for month, row, found in lines(book, months):
        ours = found.all.row()
        assert ours["traded_t"] == int(row["total_vol_t"]), month
        assert ours["value_cny"] == yuan(fen(row["total_amt_cny"])), month
        share = next(w["share_percent"] for w in found.ways() if w["way"] == "block")
        assert share == show(Fraction(100 * int(row["block_vol_t"]), int(row["total_vol_t"])), 2), month


def test_what_was_traded_since_the_first_day_is_the_published_sum(book, months):
    published = 0
    for month, row, found in lines(book, months):
        if row["cum_vol_t"]:
            published += 1
            assert found.all.cumulated.traded_t == int(decimal(row["cum_vol_t"])), month
            assert found.all.cumulated.value_fen == fen(row["cum_amt_cny"]), month
    assert published == 60


def test_a_year_has_the_prices_of_its_months(book, months):
    known = {m: row for m, row in months.items() if row["close"]}
    assert max(known) == "2023-07"
    year = book.bulletin(Span.named("year", "2022")).vintages[0].row()
    of_2022 = [row for m, row in known.items() if m.startswith("2022")]
    assert year["high"] == yuan(max(fen(r["high"]) for r in of_2022))
    assert year["low"] == yuan(min(fen(r["low"]) for r in of_2022))
    assert year["close"] == yuan(fen(of_2022[-1]["close"]))
    assert year["previous_close"] == yuan(fen(known["2021-12"]["close"]))
    for month, row in known.items():
        ours = book.bulletin(Span.named("month", month)).vintages[0].row()
        assert [ours[n] for n in ("high", "low", "close")] == [yuan(fen(row[n])) for n in ("high", "low", "close")]
