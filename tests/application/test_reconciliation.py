"""Three books of a day compared: what agrees is silent, each planted difference is listed with its holder."""

import pytest

from tanshi.application.reconciliation import booked, reconcile
from tanshi.application.registry_day import registry_day
from tanshi.exchange import segment
from tanshi.exchange.matching.book import Trade
from tanshi.journal.command import Command
from tanshi.registry.bank_file import IN, BankLine
from tests.registry.money_table import ON_SQLITE, opened, run

DAY = "2023-05-04"
TRADES = [
    Trade(1, "listing", "CEA22", "H1", "H2", 5000, 20, "s", "b"),
    Trade(2, "listing", "CEA22", "H1", "H2", 4000, 50, "s", "b"),
]


def session(market, trades, positions="d"):
    """Open and close the exchange's session of the day with a record of trades."""
    record = market.evidence.keep(segment.write(DAY, trades))
    steps = [
        ("exchange.open_session", {"day": DAY, "positions": positions, "previous_close": []}),
        (
            "exchange.close_session",
            {"day": DAY, "trades": len(trades), "segment": record, "state_hash": "", "quotes": []},
        ),
    ]
    for kind, item in steps:
        (answer,) = market.execute([Command(f"s/{kind}", "exchange", "exchange/1", kind, [item])])
        assert answer.done, answer.message()


@pytest.fixture
def books(market, clock):
    run(
        opened(market),
        clock,
        """
        at 2023-05-04 08:00
        issue H1 CEA22 100 -> done
        fund H1 CEA22 60 -> done
        deposit H2 300000 b/1 -> done
        deposit H3 500 b/2 -> done
        hand_over 2023-05-04 -> done
        """,
    )
    return market


def settle(market, clock):
    run(
        market,
        clock,
        """
        at 2023-05-04 15:30
        settle 2023-05-04 1 H1 H2 CEA22 20 5000 -> done
        fail 2023-05-04 2 H1 H2 CEA22 50 4000 -> done
        take_positions 2023-05-04 2 -> done
        """,
    )


def differences(market, bank=None):
    with market.view() as view:
        found = reconcile(view, market.evidence, DAY, bank)
    return [(d.kind, d.subject, d.holder) for d in found.differences]


def test_books_that_agree_have_no_difference_failed_trades_among_them(books, clock):
    session(books, TRADES)
    assert differences(books) == [("not_settled", DAY, "")]
    settle(books, clock)
    with books.view() as view:
        lines = booked(view, DAY)
    assert lines == [BankLine(IN, "b/1", "H2", 300_000, DAY), BankLine(IN, "b/2", "H3", 500, DAY)]
    assert differences(books, lines) == []
    run(books, clock, "at 2023-05-05 08:30\nfund H1 CEA22 10 -> done\ntop_up 2023-05-04 2 -> done")
    assert differences(books, lines) == []


def test_a_day_without_a_session_compares_the_bank_alone(books):
    assert differences(books) == []
    assert differences(books, []) == [("deposit", "b/1", "H2"), ("deposit", "b/2", "H3")]


def test_each_planted_difference_is_listed(books, clock):
    other = Trade(1, "listing", "CEA22", "H1", "H3", 5001, 20, "s", "b")
    more = Trade(3, "listing", "CEA22", "H1", "H2", 1, 1, "s", "b")
    session(books, [other, TRADES[1], more], positions="e")
    settle(books, clock)
    bank = [
        BankLine(IN, "b/1", "H2", 300_001, DAY),
        BankLine(IN, "b/2", "H4", 500, DAY),
        BankLine(IN, "b/9", "", 7, DAY),
    ]
    assert differences(books, bank) == [
        ("positions", DAY, ""),
        ("trade", f"{DAY}/1", "H1 H2 H3"),
        ("trade", f"{DAY}/3", "H1 H2"),
        ("units", "CEA22", "H1"),
        ("money", "CNY", "H1"),
        ("units", "CEA22", "H2"),
        ("money", "CNY", "H2"),
        ("units", "CEA22", "H3"),
        ("money", "CNY", "H3"),
        ("deposit", "b/1", "H2"),
        ("deposit", "b/2", "H3"),
        ("deposit", "b/9", ""),
    ]


def test_a_deposit_booked_twice_is_found_by_the_bank(books, clock):
    session(books, TRADES)
    settle(books, clock)
    with books.view() as view:
        lines = booked(view, DAY)
    run(books, clock, "deposit H2 300000 b/1 -> done")
    assert differences(books, lines) == [("deposit", "b/1", "H2")]


def checked(market, day=DAY, now="2023-05-04T08:00:00.000Z"):
    """Return what is open, but for the files nobody made and the day nobody closed."""
    with market.view() as view:
        found = registry_day(market.law, view, market.evidence, day, now)
    open_ = {i.code: i.detail or i.ok for i in (*found.opening, *found.closing) if not i.ok}
    assert [open_.pop(code) for code in ("bank_file", "statements", "closed")] == [False] * 3
    return open_


def test_the_day_s_checklists_name_what_is_open(books, clock):
    assert checked(books) == {}
    session(books, TRADES)
    assert checked(books) == {"session_settled": False, "trades_agree": f"not_settled {DAY}"}
    assert checked(books, "2023-05-05") == {"last_settled": DAY}
    settle(books, clock)
    assert checked(books) == {"no_failure": f"{DAY}/2"}
    run(books, clock, "object H3 2023-05-04 -> done")
    assert checked(books) == {"no_failure": f"{DAY}/2", "no_objection": "H3"}
    run(books, clock, "reject H3 2023-05-04 -> done")
    assert checked(books, "2023-05-05", "2023-05-05T02:00:00.000Z") == {"no_overdue": f"{DAY}/2"}
    run(
        books,
        clock,
        """
        at 2023-05-05 09:01
        offer H3 2023-05-04 2 5000 -> exceeds holding
        issue H3 CEA22 50 -> done
        fund H3 CEA22 50 -> done
        offer H3 2023-05-04 2 5000 -> done
        reserve own 50000 -> done
        cover 2023-05-04 2 own H3 0 -> done
        """,
    )
    assert checked(books) == {"no_claim": f"{DAY}/2"}
    opened_run = {"run": "r/1", "kind": "drill", "chunks": 1, "items": 1, "plan": ""}
    (answer,) = books.execute([Command("r/1", "mee", "mee/1", "run.open", [opened_run])])
    assert answer.done
    assert checked(books)["no_run"] == "r/1"


def test_before_the_books_are_open_nothing_else_is_asked(market):
    assert checked(market)["books_open"] is False


@ON_SQLITE
def test_the_bank_s_lines_that_were_taken_in_are_compared(books, clock):
    session(books, TRADES)
    settle(books, clock)
    run(
        books,
        clock,
        """
        bank H2 6222020200112233 -> done
        bank_ok H2 -> done
        deposit H1 70 b/7 -> done
        deposit H1 80 b/8 -> done
        take 2023-05-04 f1 in:b/1:6222020200112233:300000,in:b/2:H3:501,in:b/3::9,in:b/4:H3:6,out:w/9::4 -> done
        """,
    )
    assert differences(books) == [
        ("deposit", "b/2", "H3"),
        ("withdrawal", "w/9", ""),
        ("deposit", "b/7", "H1"),
        ("deposit", "b/8", "H1"),
    ]
    run(books, clock, "take 2023-05-04 f2 in:b/7::70,in:b/8:H3:80 -> done\nwithdraw H3 4 w/9 -> done")
    assert differences(books) == [("deposit", "b/2", "H3"), ("deposit", "b/8", "H1")]
    with books.view() as view:
        digest = view.fetch("SELECT sha256 FROM registry_bank_file")[0][0]
        assert reconcile(view, books.evidence, DAY, [], digest).differences  # taken in: the books have its lines
        found = {i.code: i for i in registry_day(books.law, view, books.evidence, DAY, "2023-05-04T08:00:00Z").closing}
    assert (found["bank_file"].ok, found["bank_file"].detail) == (True, "7")
    assert (found["bank_lines"].ok, found["bank_lines"].detail) == (False, "b/2, b/8, w/9")
    assert [code for code, item in found.items() if item.blocks] == ["session_settled", "payments"]
    assert not found["closed"].ok
    run(books, clock, "close 2023-05-04 -> done\nat 2023-05-08 08:00")
    with books.view() as view:
        day = registry_day(books.law, view, books.evidence, "2023-05-08", "2023-05-08T00:00:00Z")
        assert [(i.ok, i.detail) for i in day.opening if i.code == "before_closed"] == [(False, "2023-05-05")]
        assert next(i.ok for i in day.closing if i.code == "closed") is False
