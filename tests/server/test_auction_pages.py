"""Pages of one-way auctions: what is announced is public, bids are after the end, nothing before the notice."""

from datetime import UTC, datetime

import pytest
from tools.auction_days import hold_auctions

from tanshi.exchange.one_way.book_file import RankedBid, write_book
from tests.server.world import World

BIDS = [RankedBid(8_200, 60_000, 60_000), RankedBid(8_000, 20_000, 20_000)]


@pytest.fixture
def world(market, clock):
    """The auctions of the corpus, with a book of bids behind the results."""

    clock.put(datetime(2026, 11, 16, 1, 0, tzinfo=UTC))
    made = World(market)
    book = market.evidence.keep(write_book(1, BIDS))
    hold_auctions(market, clock, book)
    yield made
    made.close()


def test_everybody_sees_what_is_announced(world):
    page = world.client.get("/market/auctions?lang=en").text
    assert [n for n in range(1, 8) if f"/market/auctions/{n}?lang=en" in page] == [1, 5, 6]
    assert "6,400,000.00" in page
    listed = world.client.get("/api/v1/auctions?limit=10").json()
    assert [row["number"] for row in listed["items"]] == [1, 5, 6]


def test_one_auction_with_its_bids_after_the_end(world):
    page = world.client.get("/market/auctions/1?lang=en").text
    for words in ("One-way auction 1", "sold in part", "80,000", "82.00", "60,000", "Demand by price"):
        assert words in page, words
    found = world.client.get("/api/v1/auctions/1/book").json()
    assert found["bids"] == [bid._asdict() for bid in BIDS]
    assert found["demand"] == [{"price_fen": 8200, "quantity_t": 60_000}, {"price_fen": 8000, "quantity_t": 80_000}]


@pytest.mark.parametrize("asked", ["2", "7", "99", "x", "9" * 20, "-1"])
def test_what_is_not_announced_is_not_there(world, asked):
    assert world.client.get(f"/market/auctions/{asked}").status_code == 404
    assert world.client.get(f"/api/v1/auctions/{asked}/book").status_code == 404


def test_applications_and_bidders_are_for_those_concerned(world):
    mine = world.client.get("/api/v1/auction-applications?limit=100", headers=world.key("H1/1")).json()["items"]
    assert {row["holder"] for row in mine} == {"H1"}
    assert world.client.get("/api/v1/auction-applications").status_code in (401, 403)
    every = world.client.get("/api/v1/auction-bidders?limit=100", headers=world.key("exchange/1")).json()["items"]
    assert {row["holder"] for row in every} == {"H2", "H3"}
