"""Carry-over: the amount at its limits, and by the books with a day that ends it."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanshi.application.access import FOUR_EYES
from tanshi.application.market import open_market
from tanshi.compliance.carryover import CarryOverTerms, carry_overs
from tanshi.core.clock import SimulatedClock
from tanshi.journal.command import Command
from tanshi.rules import Law, NoTextInForce
from tanshi.simulation.workload import opening

TERMS = CarryOverTerms.of(Law("cn"), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("sold", "bought", "held", "most"),
    [
        (0, 0, 9_999, 9_999),
        (0, 0, 10_000, 10_000),
        (0, 0, 10_001, 10_000),
        (100, 0, 20_000, 10_150),
        (101, 0, 20_000, 10_151),  # 151.5, floored
        (100, 100, 20_000, 10_000),
        (100, 5_000, 20_000, 10_000),  # who bought more than it sold has no net sales
        (10_000_000, 0, 12, 12),
        (0, 0, 0, 0),
    ],
)
def test_the_amount(sold, bought, held, most):
    assert TERMS.most_t(sold, bought, held) == most


TONNES = st.integers(0, 10**9)


@given(TONNES, TONNES, TONNES)
def test_never_more_than_held_and_as_the_formula_says(sold, bought, held):
    found = TERMS.most_t(sold, bought, held)
    exact = 10_000 + Fraction(3, 2) * max(0, sold - bought)
    assert found <= held
    assert found == held or found <= exact < found + 1


def test_no_text_before_it():
    with pytest.raises(NoTextInForce):
        CarryOverTerms.of(Law("cn"), date(2024, 12, 31))


@pytest.fixture
def books():
    clock = SimulatedClock(datetime(2023, 6, 1, 2, tzinfo=UTC))
    market = open_market(":memory:", clock=clock)
    market.execute(opening())
    yield market, clock
    market.close()


def send(market, number, kind, who, item):
    body = who.rpartition("/")[0]
    second = f"{body}/2" if kind in FOUR_EYES else ""
    (answer,) = market.execute([Command(f"c/{number}", body, who, kind, [item], second)])
    assert answer.done, answer.message()


def trade(books, number, day, seller, buyer, tonnes):
    market, clock = books
    clock.put(datetime.fromisoformat(f"{day}T02:00:00").replace(tzinfo=UTC))
    fund = {"holder": seller, "instrument": "CEA22", "amount_t": tonnes}
    send(market, f"{number}/f", "registry.fund_trading", f"{seller}/1", fund)
    money = {"holder": buyer, "amount_fen": 100 * tonnes, "reference": "r"}
    send(market, f"{number}/d", "registry.deposit_cash", "registry/1", money)
    session = {"session": day}
    send(market, f"{number}/h", "registry.hand_over_positions", "exchange/1", {**session, "digest": "d"})
    sold = {"number": 1, "method": "listing", "instrument": "CEA22", "seller": seller, "buyer": buyer}
    send(market, f"{number}/s", "registry.settle_trade", "exchange/1",
         {**session, **sold, "price_fen": 100, "quantity_t": tonnes})  # fmt: skip
    send(market, f"{number}/b", "registry.take_back_positions", "exchange/1", {**session, "trades": 1, "segment": "s"})


def test_by_the_books_only_sales_of_the_two_years_and_what_was_held_that_day_count(books):
    market, _ = books
    issue = {"instrument": "CEA22", "ground": "order", "instruction": "x"}
    send(market, 1, "registry.issue", "registry/1", {**issue, "holder": "H1", "amount_t": 50_000})
    trade(books, 2, "2023-06-01", "H1", "H2", 1_000)  # too early
    trade(books, 3, "2024-01-02", "H1", "H2", 2_000)
    trade(books, 4, "2025-12-31", "H1", "H2", 3_000)
    trade(books, 5, "2026-01-05", "H1", "H2", 4_000)  # too late, but gone from the account after the day
    with market.view() as view:
        found = {c.entity: c for c in carry_overs(TERMS, view)}
    assert (found["H1"].sold_t, found["H1"].held_t, found["H1"].most_t) == (5_000, 44_000, 17_500)
    assert (found["H2"].bought_t, found["H2"].held_t, found["H2"].most_t) == (5_000, 6_000, 6_000)
