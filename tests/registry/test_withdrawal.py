"""Withdrawals: asked for by the holder, reserved, cancelled, refused, paid; and what stands in their way."""

from pathlib import Path

import pytest

from tanshi.application.second_check import second_check
from tanshi.registry.withdrawal import WithdrawalOutcome
from tests.registry.money_table import ON_SQLITE, held, opened, run


@pytest.fixture
def books(market, clock):
    """Give H1 and H2 money; H1 has an account at a bank."""
    run(
        opened(market),
        clock,
        """
        at 2023-05-05 08:00
        bank H1 6222020200112233 -> done
        bank_ok H1 -> done
        deposit H1 1000 b/1 -> done
        deposit H2 1000 b/2 -> done
        """,
    )
    return market


def good(market):
    found = second_check(market.engine)
    assert found.ok, found.differences[:4]
    assert market.audit().ok


def test_money_is_reserved_until_it_is_paid_or_given_back(books, clock):
    run(
        books,
        clock,
        """
        ask H1 0 -> amount not positive
        ask H1 1001 -> exceeds cash
        ask H2 100 -> withdrawal no bank account
        ask H1 400 -> done
        ask H1 601 -> exceeds cash
        withdraw H1 601 w/1 -> exceeds cash
        ask H1 500 -> done
        ask H1 100 -> done
        refuse_silently H1/W1 -> withdrawal no reason
        refuse H1/W1 -> done
        cancel_silently H1/W2 -> withdrawal no reason
        cancel H1/W2 -> done
        cancel H1/W2 -> withdrawal ended
        refuse H1/W2 -> withdrawal ended
        pay H1/W1 -> withdrawal ended
        pay H1/W9 -> withdrawal not found
        """,
    )
    assert {k: v for k, v in held(books).items() if k.startswith("H1/")} == {
        "H1/trading CNY": 900,
        "H1/pending CNY": 100,
    }
    run(books, clock, "pay H1/W3 -> done\ncancel H1/W3 -> withdrawal ended")
    assert (held(books)["H1/trading CNY"], held(books)["system/bank CNY"]) == (900, -1900)
    with books.view() as view:
        rows = view.fetch("SELECT id, state, reason, paid_on, bank_account FROM registry_withdrawal ORDER BY id")
    number = "6222020200112233"
    assert rows == [
        ("H1/W1", "refused", "why", "", number),
        ("H1/W2", "cancelled", "why", "", number),
        ("H1/W3", "paid", "", "2023-05-05", number),
    ]
    good(books)


@ON_SQLITE
def test_what_stands_in_the_way_is_asked_when_money_is_asked_for_and_when_it_is_paid(books, clock):
    run(
        books,
        clock,
        """
        issue H1 CEA22 100 -> done
        issue H2 CEA22 100 -> done
        fund H1 CEA22 10 -> done
        ask H1 100 -> done
        ask H1 100 -> done
        bank H1 6222020200112244 -> money left
        restrict H1 inquiry -> done
        ask H1 100 -> restricted
        pay H1/W1 -> restricted
        lift H1 1 -> done
        freeze H1 CEA22 200 -> done
        ask H1 100 -> withdrawal freeze waits
        pay H1/W1 -> withdrawal freeze waits
        hand_over 2023-05-05 -> done
        ask H1 100 -> positions with exchange
        cancel H1/W1 -> positions with exchange
        fail 2023-05-05 1 H1 H2 CEA22 20 1 -> done
        take_positions 2023-05-05 1 -> done
        ask H1 100 -> withdrawal trade failed
        pay H1/W1 -> withdrawal trade failed
        ask H2 100 -> withdrawal no bank account
        cancel H1/W1 -> done
        """,
    )
    good(books)


@ON_SQLITE
def test_who_was_covered_pays_that_before_it_is_paid(books, clock):
    run(
        books,
        clock,
        """
        ask H1 900 -> done
        reserve reserve 90000 -> done
        issue H2 CEA22 100 -> done
        fund H2 CEA22 100 -> done
        hand_over 2023-05-05 -> done
        fail 2023-05-05 1 H2 H1 CEA22 20 10 -> done
        take_positions 2023-05-05 1 -> done
        at 2023-05-09 09:01
        cover 2023-05-05 1 reserve - 0 -> done
        pay H1/W1 -> withdrawal claim unpaid
        ask H1 1 -> withdrawal claim unpaid
        refuse H1/W1 -> done
        recover 2023-05-05 1 200 -> done
        ask H1 800 -> done
        pay H1/W2 -> done
        """,
    )
    good(books)


@ON_SQLITE
def test_payments_made_out_take_no_more(books, clock):
    run(
        books,
        clock,
        """
        ask H1 100 -> done
        ask H1 100 -> done
        pay H1/W1 -> done
        note 2023-05-05 payments -> done
        pay H1/W2 -> withdrawal payments made
        at 2023-05-06 08:00
        pay H1/W2 -> done
        """,
    )
    good(books)


def test_every_outcome_stands_in_a_table():
    text = Path(__file__).read_text("utf-8")
    assert [o.name for o in WithdrawalOutcome if f"-> {o.value.split('.')[1].replace('_', ' ')}" not in text] == []
