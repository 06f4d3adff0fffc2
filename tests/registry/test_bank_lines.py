"""The bank's file taken in: what each line does, what is refused whole, and what becomes of money of nobody known."""

from pathlib import Path

import pytest

from tanshi.application.second_check import second_check
from tanshi.registry.bank_lines import BankLineOutcome
from tests.registry.money_table import ON_SQLITE, held, opened, run


@pytest.fixture
def books(market, clock):
    """H1 has an account at a bank."""
    run(
        opened(market),
        clock,
        """
        at 2023-05-05 08:00
        bank H1 6222020200112233 -> done
        bank_ok H1 -> done
        """,
    )
    return market


def good(market):
    found = second_check(market.engine)
    assert found.ok, found.differences[:4]
    assert market.audit().ok


def lines(market):
    with market.view() as view:
        rows = view.fetch("SELECT direction, reference, holder, state, reason FROM registry_bank_line ORDER BY 1, 2")
    return [" ".join(row).strip() for row in rows]


def test_what_each_line_does(books, clock):
    run(
        books,
        clock,
        """
        deposit H2 500 b/hand -> done
        deposit H2 500 b/more -> done
        withdraw H2 100 w/hand -> done
        deposit H1 900 b/0 -> done
        ask H1 300 -> done
        pay H1/W1 -> done
        ask H1 300 -> done
        restrict H3 incapacity -> done
        take 2023-05-05 f1 in:b/1:H1:100,in:b/2:6222020200112233:200,in:b/3:6222020200119999:300,in:b/4::400 -> done
        take 2023-05-05 f2 in:b/5:H3:50,in:b/hand:H2:500,in:b/more:H2:501,out:w/hand::100,out:w/none::7 -> done
        take 2023-05-05 f3 out:H1/W1::300,out:H1/W2::300 -> done
        pay H1/W2 -> done
        deposit H1 100 b/1 -> told by bank
        deposit H2 7 b/other -> done
        """,
    )
    assert lines(books) == [
        "in b/1 H1 credited",
        "in b/2 H1 credited",
        "in b/3  unidentified unknown",
        "in b/4  unidentified unknown",
        "in b/5 H3 unidentified registry.restricted",
        "in b/hand H2 booked",
        "in b/more H2 open",
        "out H1/W1 H1 confirmed",
        "out H1/W2 H1 open",
        "out w/hand H2 booked",
        "out w/none  open",
    ]
    found = held(books)
    assert (found["H1/trading CNY"], found["H2/trading CNY"]) == (900 - 600 + 300, 907)
    assert found["system/unidentified CNY"] == 750
    good(books)


@ON_SQLITE
def test_a_file_is_taken_whole_or_not_at_all_and_once(books, clock):
    run(
        books,
        clock,
        """
        take 2023-05-06 f1 in:b/1:H1:100 -> bank file bad day
        take 2023-05-05 xyz in:b/1:H1:100 -> bank file no digest
        take 2023-05-05 f1 in:b/1:H1:100,in::H1:100 -> bank line bad
        take 2023-05-05 f1 in:b/1:H1:100,in:b/2:H1:0 -> bank line bad
        take 2023-05-05 f1 in:b/1:H1:100,up:b/2:H1:1 -> bank line bad
        take 2023-05-05 f1 in:b/1:H1:100,in:b/1:H1:100 -> bank line twice
        take 2023-05-05 f1 in:b/1:H1:9007199254740991,in:b/2:H1:9007199254740991 -> amount too large
        hand_over 2023-05-05 -> done
        take 2023-05-05 f1 in:b/1:H1:100 -> positions with exchange
        take_positions 2023-05-05 0 -> done
        take 2023-05-05 f1 in:b/1:H1:100,out:b/1:H1:100 -> done
        take 2023-05-05 f1 in:b/9:H1:100 -> bank file taken
        take 2023-05-05 f2 in:b/2:H1:100,in:b/1:H2:5 -> bank line taken
        take 2023-05-05 f3 - -> done
        """,
    )
    assert lines(books) == ["in b/1 H1 credited", "out b/1 H1 open"]
    assert held(books)["H1/trading CNY"] == 100
    with books.view() as view:
        found = view.fetch("SELECT day, lines, in_fen, out_fen FROM registry_bank_file ORDER BY lines")
    assert found == [("2023-05-05", 0, 0, 0), ("2023-05-05", 2, 100, 100)]
    good(books)


@ON_SQLITE
def test_unidentified_money_is_assigned_or_returned(books, clock):
    run(
        books,
        clock,
        """
        take 2023-05-05 f1 in:b/1::100,in:b/2::200,in:b/3::300,in:b/4:H1:1 -> done
        assign b/9 H1 -> money not unidentified
        assign b/4 H1 -> money not unidentified
        assign b/1 H9 -> account not found
        assign_unconfirmed b/1 H1 -> money no paper
        restrict H2 incapacity -> done
        assign b/1 H2 -> restricted
        assign b/1 H1 -> done
        send_back b/1 -> money not unidentified
        send_back_unconfirmed b/2 -> money no paper
        send_back b/2 -> done
        assign b/2 H1 -> money not unidentified
        close 2023-05-05 -> done
        assign b/3 H1 -> day closed
        send_back b/3 -> day closed
        take 2023-05-05 f2 in:b/5:H1:1 -> day closed
        at 2023-05-06 08:00
        take 2023-05-05 f2 in:b/5:H1:1 -> done
        """,
    )
    found = held(books)
    assert (found["H1/trading CNY"], found["system/unidentified CNY"]) == (102, 300)
    with books.view() as view:
        expected = view.fetch("SELECT direction, reference, holder, amount_fen FROM registry_booking")
    assert [(d, r[0], h, n) for d, r, h, n in expected] == [("out", "T", "", 200)]
    good(books)


def test_every_outcome_stands_in_a_table():
    text = Path(__file__).read_text("utf-8")
    assert [o.name for o in BankLineOutcome if f"-> {o.value.split('.')[1].replace('_', ' ')}" not in text] == []
