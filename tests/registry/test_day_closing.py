"""The closing of a day: what must be done first, and what is refused once a day is closed."""

from pathlib import Path

import pytest

from tanshi.application.second_check import second_check
from tanshi.registry.day_closing import DayOutcome
from tests.registry.money_table import ON_SQLITE, opened, run


@pytest.fixture
def books(market, clock):
    """Give H1 units and H2 money and an account at a bank, on a Friday."""
    run(
        opened(market),
        clock,
        """
        at 2023-05-05 08:00
        issue H1 CEA22 100 -> done
        fund H1 CEA22 60 -> done
        deposit H2 300000 b/1 -> done
        bank H2 6222020200112233 -> done
        bank_ok H2 -> done
        """,
    )
    return market


def good(market):
    found = second_check(market.engine)
    assert found.ok, found.differences[:4]
    assert market.audit().ok


@ON_SQLITE
def test_books_that_never_closed_a_day_open_as_before(books, clock):
    run(
        books,
        clock,
        """
        hand_over 2023-05-05 -> done
        close 2023-05-05 -> day open
        take_positions 2023-05-05 0 -> done
        at 2023-05-10 09:15
        hand_over 2023-05-10 -> done
        take_positions 2023-05-10 0 -> done
        close 2023-05-09 -> done
        at 2023-05-11 09:15
        hand_over 2023-05-11 -> day not closed
        close 2023-05-10 -> done
        hand_over 2023-05-11 -> done
        """,
    )
    good(books)


def test_a_closed_day_takes_no_act_of_settlement_or_money(books, clock):
    run(
        books,
        clock,
        """
        hand_over 2023-05-05 -> done
        settle 2023-05-05 1 H1 H2 CEA22 20 5000 -> done
        fail 2023-05-05 2 H1 H2 CEA22 90 1 -> done
        take_positions 2023-05-05 2 -> done
        object H2 2023-05-05 -> done
        uphold H2 2023-05-05 -> done
        close 2023-05-06 -> closing bad day
        close today -> closing bad day
        close 2023-05-05 -> done
        close 2023-05-05 -> day closed already
        close 2023-05-04 -> day closed already
        deposit H2 1 b/2 -> day closed
        withdraw H2 1 w/1 -> day closed
        ask H2 1 -> day closed
        reserve own 1 -> day closed
        hand_over 2023-05-06 -> day closed
        top_up 2023-05-05 2 -> day closed
        reverse H2 2023-05-05 1 -> day closed
        fund H1 CEA22 1 -> done
        at 2023-05-08 09:00
        reverse H2 2023-05-05 1 -> done
        deposit H2 1 b/2 -> done
        hand_over 2023-05-08 -> done
        close 2023-05-08 -> day open
        close 2023-05-07 -> done
        """,
    )
    with books.view() as view:
        days = view.fetch("SELECT day, closed_on, clients_fen FROM registry_day ORDER BY day")
        assert view.fetch("SELECT closed_day FROM registry_book") == [("2023-05-07",)]
    assert days == [("2023-05-05", "2023-05-05", 300_000), ("2023-05-07", "2023-05-08", 300_001)]
    good(books)


@ON_SQLITE
def test_payments_are_made_out_before_the_day_is_closed(books, clock):
    run(
        books,
        clock,
        """
        ask H2 100 -> done
        pay H2/W1 -> done
        close 2023-05-05 -> day open
        note 2023-05-05 receipts -> unknown day file
        note_without 2023-05-05 payments -> day file no digest
        note 2023-05-06 payments -> closing bad day
        note 2023-05-05 payments -> done
        note 2023-05-05 payments -> day file noted
        close 2023-05-05 -> done
        note 2023-05-05 statements -> done
        """,
    )
    good(books)


def test_every_outcome_stands_in_a_table():
    text = Path(__file__).read_text("utf-8")
    assert [o.name for o in DayOutcome if f"-> {o.value.split('.')[1].replace('_', ' ')}" not in text] == []


def test_no_more_money_comes_in_than_a_figure_can_say_and_the_day_is_closed(books, clock):
    run(
        books,
        clock,
        """
        deposit H1 9007199254440991 b/2 -> done
        deposit H3 1 b/3 -> amount too large
        take 2023-05-05 f1 in:b/4:H3:1 -> amount too large
        withdraw H2 1 b/5 -> done
        take 2023-05-05 f1 in:b/4:H3:1 -> done
        issue H1 CEA22 9007199254740891 -> done
        issue H3 CEA22 1 -> amount too large
        hand_over 2023-05-05 -> done
        take_positions 2023-05-05 0 -> done
        at 2023-05-08 08:00
        close 2023-05-05 -> done
        """,
    )
    with books.view() as view:
        assert view.fetch("SELECT clients_fen FROM registry_day") == [(2**53 - 1,)]
    good(books)
