"""Trades that fail when they are settled: each act and each refusal, and whose units and money stand where."""

import pytest

from tanshi.application.second_check import second_check
from tanshi.registry.failure import FailureOutcome
from tests.registry.money_table import held, opened, run


@pytest.fixture
def books(market, clock):
    """Have H1 sell 10 t and H2 pay 50,000 fen for them, and H3 stand by with 30 t; trade 2 is of H3 and H2."""
    run(
        opened(market),
        clock,
        """
        at 2023-05-04 08:00
        issue H1 CEA22 100 -> done
        issue H3 CEA22 30 -> done
        fund H3 CEA22 30 -> done
        fund H1 CEA22 10 -> done
        deposit H2 60000 b/1 -> done
        """,
    )
    return market


SELLER_FAILS = """
    return H1 CEA22 4 -> done
    at 2023-05-04 09:15
    hand_over 2023-05-04 -> done
    at 2023-05-04 15:30
    fail 2023-05-04 1 H1 H2 CEA22 10 5000 -> done
    settle 2023-05-04 2 H3 H2 CEA22 2 5000 -> done
    take_positions 2023-05-04 2 -> done
"""
BUYER_FAILS = """
    at 2023-05-04 09:15
    hand_over 2023-05-04 -> done
    at 2023-05-04 15:30
    fail 2023-05-04 1 H1 H2 CEA22 10 7000 -> done
    settle 2023-05-04 2 H3 H2 CEA22 2 5000 -> done
    take_positions 2023-05-04 2 -> done
"""
BOTH_FAIL = """
    hand_over 2023-05-04 -> done
    fail 2023-05-04 1 H1 H2 CEA22 11 7000 -> done
    take_positions 2023-05-04 1 -> done
"""


def failure(market):
    with market.view() as view:
        return view.fetch("SELECT failing, missing_t, missing_fen, state, until, late FROM registry_failure")


def good(market):
    """Check what must be true after every table: the books agree with their facts, and each pool sums to zero."""
    found = second_check(market.engine)
    assert found.ok, found.differences[:4]
    assert market.audit().ok
    money = {k.removesuffix(" CNY"): v for k, v in held(market).items() if k.endswith(" CNY")}
    for bank, members in (
        ("system/bank/reserve", ["system/reserve"]),
        ("system/bank/own", ["system/own", "system/fees"]),
    ):
        assert money.get(bank, 0) + sum(money.get(m, 0) for m in members) == 0, bank
    assert sum(money.values()) == 0


def test_a_trade_fails_only_in_its_turn_and_only_if_something_misses(books, clock):
    run(
        books,
        clock,
        """
        fail 2023-05-04 1 H1 H2 CEA22 10 5000 -> session other
        hand_over 2023-05-04 -> done
        fail 2023-05-04 1 H1 H2 CNY 10 5000 -> not an allowance
        fail 2023-05-04 1 H1 H2 CEA99 10 5000 -> instrument not found
        fail 2023-05-05 1 H1 H2 CEA22 10 5000 -> session other
        fail 2023-05-04 1 H1 H1 CEA22 10 5000 -> same party
        fail 2023-05-04 1 H1 H2 CEA22 10 0 -> price not positive
        fail 2023-05-04 0 H1 H2 CEA22 11 5000 -> already settled
        fail 2023-05-04 2 H1 H2 CEA22 11 5000 -> out of order
        fail 2023-05-04 1 H1 H2 CEA22 0 5000 -> amount not positive
        fail 2023-05-04 1 H1 H99 CEA22 11 5000 -> account not found
        fail 2023-05-04 1 H1 H99 CEA22 10 5000 -> account not found
        fail_silently 2023-05-04 1 H1 H2 CEA22 11 5000 -> failure no reason
        fail 2023-05-04 1 H1 H2 CEA22 10 5000 -> trade can settle
        fail 2023-05-04 1 H1 H2 CEA22 11 5000 -> done
        fail 2023-05-04 1 H1 H2 CEA22 11 5000 -> already settled
        settle 2023-05-04 1 H1 H2 CEA22 10 5000 -> already settled
        take_positions 2023-05-04 0 -> trades missing
        take_positions 2023-05-04 1 -> done
        """,
    )
    assert failure(books) == [("seller", 1, 0, "open", "2023-05-05T01:00:00.000Z", 0)]
    good(books)


def test_a_seller_who_brings_what_misses_is_paid_the_others_settled_before(books, clock):
    run(books, clock, SELLER_FAILS)
    assert held(books)["system/clearing CNY"] == 50_000
    assert "H2/trading CNY" not in held(books)  # 10,000 went for the second trade
    run(
        books,
        clock,
        """
        top_up 2023-05-04 9 -> failure not open
        top_up 2023-05-04 1 -> still missing
        fund H1 CEA22 4 -> done
        top_up 2023-05-04 1 -> done
        top_up 2023-05-04 1 -> failure not open
        """,
    )
    found = held(books)
    assert (found["H2/trading CEA22"], found["H1/trading CNY"]) == (12, 50_000)
    assert "system/clearing CNY" not in found
    assert failure(books) == [("seller", 4, 0, "topped_up", "2023-05-05T01:00:00.000Z", 0)]
    with books.view() as view:
        assert view.fetch("SELECT number FROM registry_trade ORDER BY number") == [(1,), (2,)]
    good(books)


def test_what_comes_too_late_still_settles_as_long_as_nobody_stood_in(books, clock):
    run(
        books,
        clock,
        BUYER_FAILS
        + """
        at 2023-05-05 09:10
        hand_over 2023-05-05 -> done
        top_up 2023-05-04 1 -> positions with exchange
        take_positions 2023-05-05 0 -> done
        deposit H2 20000 b/2 -> done
        top_up 2023-05-04 1 -> done
        """,
    )
    assert failure(books) == [("buyer", 0, 10_000, "topped_up", "2023-05-05T01:00:00.000Z", 1)]
    assert held(books)["H1/trading CNY"] == 70_000
    good(books)


def test_the_reserve_pays_for_a_buyer_and_holds_the_units_until_it_has_paid(books, clock):
    run(
        books,
        clock,
        BUYER_FAILS
        + """
        at 2023-05-05 09:00
        cover 2023-05-04 1 reserve - 300 -> top up time runs
        at 2023-05-05 09:01
        cover 2023-05-04 1 bank - 300 -> unknown source
        cover 2023-05-04 1 reserve - 300 -> source too small
        reserve bank 100000 -> unknown source
        reserve reserve 0 -> amount not positive
        reserve reserve 69999 -> done
        cover 2023-05-04 1 reserve - 300 -> source too small
        reserve reserve 30001 -> done
        cover_unconfirmed 2023-05-04 1 reserve - 300 -> no paper
        cover 2023-05-04 1 reserve - -1 -> costs below zero
        cover 2023-05-04 1 reserve - 300 -> done
        cover 2023-05-04 1 reserve - 300 -> failure not open
        top_up 2023-05-04 1 -> failure not open
        """,
    )
    found = held(books)
    assert (found["H1/trading CNY"], found["system/reserve CNY"], found["system/reserve CEA22"]) == (70_000, 30_000, 10)
    good(books)
    run(
        books,
        clock,
        """
        recover 2023-05-04 2 100 -> no open claim
        recover 2023-05-04 1 70301 -> above claim
        recover 2023-05-04 1 0 -> amount not positive
        recover 2023-05-04 1 50001 -> exceeds cash
        recover 2023-05-04 1 50000 -> done
        deposit H2 20300 b/2 -> done
        recover 2023-05-04 1 20301 -> above claim
        recover 2023-05-04 1 20300 -> done
        recover 2023-05-04 1 1 -> no open claim
        """,
    )
    found = held(books)
    assert (found["H2/trading CEA22"], found["system/reserve CNY"]) == (12, 100_300)
    assert "H2/trading CNY" not in found
    assert "system/reserve CEA22" not in found
    good(books)


@pytest.mark.parametrize(
    ("price", "offerer", "seller", "owed"), [(6_000, 60_000, 0, 10_300), (4_500, 45_000, 5_000, 300)]
)
def test_units_of_another_holder_stand_in_for_a_seller(books, clock, price, offerer, seller, owed):
    run(
        books,
        clock,
        SELLER_FAILS
        + f"""
        offer H1 2023-05-04 1 5000 -> offer of party
        offer H2 2023-05-04 1 5000 -> offer of party
        offer H3 2023-05-04 2 5000 -> failure not open
        offer H3 2023-05-04 1 0 -> price not positive
        offer H3 2023-05-04 1 9999 -> done
        offer H3 2023-05-04 1 {price} -> done
        at 2023-05-05 09:01
        reserve own 10000 -> done
        cover 2023-05-04 1 own H4 300 -> no such offer
        cover 2023-05-04 1 own H3 300 -> done
        """,
    )
    found = held(books)
    assert (found["H3/trading CNY"], found.get("H1/trading CNY", 0)) == (10_000 + offerer, seller)
    assert (found["H2/trading CEA22"], found["H1/trading CEA22"]) == (12, 6)
    with books.view() as view:
        assert view.fetch("SELECT defaulter, due_fen, paid_fen, held_t FROM registry_claim") == [("H1", owed, 0, 0)]
    good(books)
    run(books, clock, f"deposit H1 10300 b/3 -> done\nrecover 2023-05-04 1 {owed} -> done")
    assert held(books)["system/own CNY"] == 10_300
    good(books)


def test_an_offer_needs_the_units_when_it_is_made_and_when_it_is_taken(books, clock):
    run(
        books,
        clock,
        SELLER_FAILS
        + """
        return H3 CEA22 19 -> done
        offer H3 2023-05-04 1 5000 -> exceeds holding
        fund H3 CEA22 1 -> done
        offer H3 2023-05-04 1 5100 -> done
        return H3 CEA22 1 -> done
        at 2023-05-05 09:01
        cover 2023-05-04 1 own H3 0 -> exceeds holding
        fund H3 CEA22 1 -> done
        cover 2023-05-04 1 own H3 0 -> source too small
        hand_over 2023-05-05 -> done
        cover 2023-05-04 1 own H3 0 -> positions with exchange
        """,
    )


def test_who_is_restricted_covers_nothing_but_what_it_handed_in_comes_back(books, clock):
    run(
        books,
        clock,
        SELLER_FAILS
        + """
        restrict H3 inquiry -> done
        offer H3 2023-05-04 1 5000 -> restricted
        lift H3 1 -> done
        offer H3 2023-05-04 1 5000 -> done
        restrict H3 exchange_measure -> done
        restrict H2 inquiry -> done
        at 2023-05-05 09:01
        cover 2023-05-04 1 own H3 0 -> restricted
        leave H2 2023-05-04 1 -> done
        """,
    )
    good(books)


def test_a_buyer_who_fails_needs_no_units(books, clock):
    run(books, clock, BUYER_FAILS + "offer H3 2023-05-04 1 5000 -> no units miss")


def test_who_kept_its_side_may_step_back(books, clock):
    run(
        books,
        clock,
        SELLER_FAILS
        + """
        leave H1 2023-05-04 1 -> not who kept its side
        leave H2 2023-05-04 1 -> top up time runs
        void 2023-05-04 1 -> not both failed
        at 2023-05-05 09:01
        leave H2 2023-05-04 1 -> done
        leave H2 2023-05-04 1 -> failure not open
        """,
    )
    assert held(books)["H2/trading CNY"] == 50_000
    good(books)


def test_a_trade_both_sides_failed_is_void_after_their_time(books, clock):
    run(
        books,
        clock,
        BOTH_FAIL
        + """
        leave H2 2023-05-04 1 -> both failed
        void 2023-05-04 1 -> top up time runs
        at 2023-05-05 09:01
        cover 2023-05-04 1 own - 0 -> both failed
        void_unconfirmed 2023-05-04 1 -> no paper
        void 2023-05-04 1 -> done
        """,
    )
    assert failure(books)[0][:4] == ("both", 1, 17_000, "void")
    good(books)


def test_both_may_bring_what_misses(books, clock):
    run(
        books,
        clock,
        BOTH_FAIL
        + """
        fund H1 CEA22 1 -> done
        top_up 2023-05-04 1 -> still missing
        deposit H2 17000 b/2 -> done
        top_up 2023-05-04 1 -> done
        """,
    )
    assert held(books)["H1/trading CNY"] == 77_000
    good(books)


def test_every_outcome_stands_in_a_table():
    from pathlib import Path

    text = Path(__file__).read_text("utf-8")
    asked = [o for o in FailureOutcome if o is not FailureOutcome.DONE]
    assert [o.name for o in asked if f"-> {o.value.split('.')[1].replace('_', ' ')}" not in text] == []
