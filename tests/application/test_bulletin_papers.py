"""Bulletins as papers, and announced once each."""

import pytest

from tanshi.application.access import ViewRows
from tanshi.application.bulletin_papers import is_modelled, made, publish
from tanshi.application.documents import can_typeset
from tanshi.core.finding import Problem
from tanshi.disclosure.bulletins import bulletin
from tanshi.disclosure.spans import Span
from tanshi.exchange.tables import AnnouncementRow
from tests.application.test_statements import cells
from tests.exchange.clerk_day import funded, sender, session

#: market-facts H3: 200 t at 81.00, 300 t at 82.50, a block of 150,000 t at 70.00; the last day of 2024, a Tuesday.
DAY = "2024-12-31"
H3 = """
    listing CEA22 H1 H2    200 8100
    listing CEA22 H1 H3    300 8250
    block   CEA22 H2 H3 150000 7000
"""
SPANS = (("day", DAY), ("week", "2025-W01"), ("month", "2024-12"), ("year", "2024"))


@pytest.fixture
def books(market, clock):
    session(funded(market, clock, DAY), clock, DAY, H3, {"CEA22": 8000})
    return market


def paper(market, kind, which, language, form="xlsx"):
    with market.view() as view:
        found = bulletin(view, market.law, Span.named(kind, which))
        return made(market.law, found, language, form, is_modelled(view))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_bulletin_says_prices_turnover_and_ways(books, language):
    for kind, which in SPANS:
        rows = cells(paper(books, kind, which, language))
        assert any(which in str(cell) for row in rows for cell in row)
        all_, listing, block = {
            "zh": ("综合", "挂牌协议", "大宗协议"), "en": ("All vintages", "Listing agreements", "Block agreements"),
        }[language]  # fmt: skip
        assert [all_, 80, 81, 82.5, 81, 81.9, 1.9, 2.38] in rows
        assert [all_, 3, 500, 150_000, 0, 150_500, 10_540_950, 150_500, 10_540_950] in rows
        assert [listing, 500, 40_950, 81.9, 0.33] in rows
        assert [block, 150_000, 10_500_000, 70, 99.67] in rows


def test_a_bulletin_without_listing_trades_has_empty_prices(market, clock):
    session(funded(market, clock, DAY), clock, DAY, "block CEA22 H2 H3 150000 7000", {"CEA22": 8000})
    rows = cells(paper(market, "day", DAY, "en"))
    assert ["All vintages", 80, 80, 80, 0, 0] in rows, "close before, open, close, change; no high, no low"


def test_each_way_counts_once(market, clock):
    auctioned = H3 + "auction CEA22 H1 H3 1000 7500"
    session(funded(market, clock, DAY), clock, DAY, auctioned, {"CEA22": 8000})
    with market.view() as view:
        found = bulletin(view, market.law, Span.named("day", DAY))
    assert found.all.turnover.ways() == {
        "listing": (500, 4_095_000), "block": (150_000, 1_050_000_000), "auction": (1000, 7_500_000),
    }  # fmt: skip
    assert (found.all.turnover.trades, found.all.turnover.traded_t) == (4, 151_500)


def announced(market):
    with market.view() as view:
        rows = ViewRows(view).where(AnnouncementRow, year=2024)
    return [(r.number, r.about, r.text_sha256) for r in rows if r.kind == "bulletin"]


def test_a_bulletin_is_announced_once_with_the_paper_that_anybody_makes_again(books, clock):
    if not can_typeset():
        pytest.skip("the extra `report` is not here")
    send = sender(books)
    first = publish(books, send, Span.named("day", DAY))
    assert publish(books, send, Span.named("day", DAY)) == first
    assert publish(books, send, Span.named("year", "2024")).number == 2
    assert announced(books) == [(1, f"day {DAY}", first.text_sha256), (2, "year 2024", announced(books)[1][2])]
    assert books.evidence.read(first.text_sha256) == paper(books, "day", DAY, "zh", "pdf")
    assert books.evidence.read(first.text_sha256).startswith(b"%PDF")
    assert books.audit().ok


@pytest.mark.parametrize("market", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("kind", "which", "code"),
    [("week", "2025-W01", "bulletin.not_over"), ("day", "2024-12-30", "bulletin.no_day")],
)
def test_a_bulletin_that_is_not_due_is_not_announced(books, kind, which, code):
    with pytest.raises(Problem) as told:
        publish(books, sender(books), Span.named(kind, which))
    assert told.value.findings[0].code == code
    assert announced(books) == []
