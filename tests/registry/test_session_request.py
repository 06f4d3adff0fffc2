"""Units and money asked out of an open session, as tables: every operation, each refusal, and what crosses."""

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from tanshi.application.access import FOUR_EYES
from tanshi.application.market import open_market
from tanshi.application.reconciliation import reconcile
from tanshi.application.second_check import second_check
from tanshi.exchange.requests import AnswerOutcome
from tanshi.journal.command import Command
from tanshi.journal.writer import seeded_entropy
from tanshi.registry.session_request import RequestOutcome
from tanshi.simulation.workload import opening
from tests.registry import test_freeze
from tests.registry.test_commands import holdings

DAY = "2023-05-04"
RECORD = sha256(b"the record of a session").hexdigest()
ACTS = {
    **test_freeze.ACTS,
    "deposit": ("registry.deposit_cash", "registry", ["holder", "amount_fen"], {"reference": "d/1"}),
    "open": ("exchange.open_session", "exchange", ["day"], {"positions": RECORD, "previous_close": []}),
    "close": (
        "exchange.close_session", "exchange", ["day"],
        {"trades": 0, "segment": RECORD, "state_hash": RECORD, "quotes": []},
    ),
    "hand": ("registry.hand_over_positions", "exchange", ["session"], {"digest": RECORD}),
    "back": ("registry.take_back_positions", "exchange", ["session", "trades"], {"segment": RECORD}),
    "return": ("registry.return_from_trading", "holder", ["holder", "instrument", "amount_t"], {}),
    "settle_one": (
        "registry.settle_trade", "exchange",
        ["session", "number", "seller", "buyer", "instrument", "quantity_t", "price_fen"], {"method": "listing"},
    ),
    "restrict": ("registry.restrict_holder", "registry", ["holder", "ground"], {"text": "n"}),
    "ask_units": ("registry.request_return", "holder", ["holder", "instrument", "amount_t"], {}),
    "ask_money": ("registry.request_money", "holder", ["holder", "amount_fen"], {}),
    "bank": (
        "registry.file_bank_account", "holder", ["holder"],
        {"bank": "ICBC", "bank_account": "6222020200112233", "account_name": "H2"},
    ),
    "bank_ok": ("registry.decide_bank_account", "registry", ["holder"], {"accepted": True, "reason": ""}),
    "pay": ("registry.pay_withdrawal", "registry", ["withdrawal"], {}),
    "ask_freeze": ("registry.request_freeze", "registry", ["holder", "number"], {}),
    "give": (
        "exchange.answer_request", "exchange", ["day", "number", "holder", "instrument", "amount", "given"],
        {"reason": ""},
    ),
    "give_part": (
        "exchange.answer_request", "exchange", ["day", "number", "holder", "instrument", "amount", "given", "reason"],
        {},
    ),
    "note": ("registry.note_request_answer", "exchange", ["session", "number", "given"], {}),
    "note_part": ("registry.note_request_answer", "exchange", ["session", "number", "given", "reason"], {}),
}  # fmt: skip
NUMBERS = {*test_freeze.NUMBERS, "given", "amount"}
_sent = iter(range(10**6))


def run(market, table):
    """Run a table of `operation fields… -> outcome`, one command a line; `rests` is a reason the exchange gives."""
    for line in filter(None, map(str.strip, table.replace("DAY", DAY).splitlines())):
        request, _, expected = line.partition("->")
        word, *values = request.replace(" rests", " release.rests_in_orders").split()
        kind, who, names, fixed = ACTS[word]
        fields = {n: int(v) if n in NUMBERS else v for n, v in zip(names, values, strict=True)}
        body = fields.get(who, who)
        second = f"{body}/2" if kind in FOUR_EYES else ""
        command = Command(f"s/{next(_sent)}", body, f"{body}/1", kind, [{**fields, **fixed}], second)
        (answer,) = market.execute([command])
        assert str(answer.outcome).split(".")[1].replace("_", " ") == expected.strip(), line
        if not answer.done:
            assert "<" not in answer.message("en"), f"{line}: the message lacks a value: {answer.message('en')}"


def opened(market):
    """Return the market in which H1 has 100 t and H2 has 1,000.00 with the exchange, which has a session open."""
    assert all(a.done for a in market.execute(opening()))
    assert market.evidence.keep(b"the record of a session") == RECORD
    run(
        market,
        """
        issue   H1 CEA22 150         -> done
        fund    H1 CEA22 100         -> done
        bank    H2                   -> done
        bank_ok H2                   -> done
        deposit H2 100000            -> done
        hand    DAY                  -> done
        open    DAY                  -> done
        """,
    )
    return market


def checked(market):
    check = second_check(market.engine)
    assert check.ok, check.differences
    assert market.audit().ok


@pytest.fixture
def books(law, clock):
    market = opened(open_market(":memory:", law=law, clock=clock, entropy=seeded_entropy("test")))
    yield market
    checked(market)
    market.close()


def rows(market, sql):
    with market.view() as view:
        return view.fetch(sql)


def test_units_come_back_while_the_session_is_open(books):
    run(
        books,
        """
        ask_units H1 CEA22 30               -> done
        back      DAY 0                     -> session requests unanswered
        give      DAY 1 H1 CEA22 30 30      -> done
        note      DAY 1 30                  -> done
        note      DAY 1 30                  -> session request answered
        back      DAY 0                     -> done
        """,
    )
    held = holdings(books)
    assert (held["H1/registration", "CEA22"], held["H1/trading", "CEA22"]) == (80, 70)


def test_all_of_it_on_both_engines(market):
    run(
        opened(market),
        """
        ask_units  H1 CEA22 30              -> done
        ask_money  H2 60000                 -> done
        freeze     H1 trading CEA22 80 2023-12-31 -> done
        ask_freeze H1 1                     -> done
        give       DAY 1 H1 CEA22 30 30     -> done
        give_part  DAY 2 H2 CNY 60000 50000 rests -> done
        give_part  DAY 3 H1 CEA22 80 20 rests -> done
        note       DAY 1 30                 -> done
        note_part  DAY 2 50000 rests        -> done
        note_part  DAY 3 20 rests           -> done
        settle_one DAY 1 H1 H2 CEA22 50 1000 -> done
        back       DAY 1                    -> done
        fill       H1 1                     -> nothing to freeze
        """,
    )
    held = {key: amount for key, amount in holdings(market).items() if key[0].startswith("H")}
    assert held == {
        ("H1/registration", "CEA22"): 80,
        ("H1/frozen", "CEA22"): 20,
        ("H1/trading", "CNY"): 50_000,
        ("H2/trading", "CEA22"): 50,
        ("H2/pending", "CNY"): 50_000,
    }
    checked(market)


def test_an_answer_in_part_moves_that_part(books):
    run(
        books,
        """
        ask_units H1 CEA22 30               -> done
        give_part DAY 1 H1 CEA22 30 10 rests -> done
        note_part DAY 1 10 rests            -> done
        ask_units H1 CEA22 91               -> exceeds holding
        ask_units H1 CEA22 90               -> done
        give_part DAY 2 H1 CEA22 90 0 rests -> done
        note_part DAY 2 0 rests             -> done
        """,
    )
    assert holdings(books)["H1/trading", "CEA22"] == 90
    found = rows(books, "SELECT number, state, given, moved, reason FROM registry_session_request ORDER BY number")
    reason = "release.rests_in_orders"
    assert found == [(1, "answered", 10, 10, reason), (2, "answered", 0, 0, reason)]


def test_what_cannot_be_asked(books):
    run(
        books,
        """
        ask_units  H1 CNY 1                 -> not an allowance
        ask_units  H1 CEA99 1               -> instrument not found
        ask_units  H1 CEA22 0               -> amount not positive
        ask_units  H1 CEA22 101             -> exceeds holding
        ask_money  H2 100001                -> exceeds cash
        ask_money  H2 0                     -> amount not positive
        ask_money  H3 1                     -> exceeds cash
        ask_money  H1 1                     -> exceeds cash
        ask_freeze H1 1                     -> freeze not found
        freeze     H1 registration CEA22 60 2023-12-31 -> done
        ask_freeze H1 1                     -> freeze not on trading
        note       DAY 1 0                  -> session request not found
        back       DAY 0                    -> done
        ask_units  H1 CEA22 1               -> no session open
        ask_money  H2 1                     -> no session open
        freeze     H1 trading CEA22 90 2023-12-31 -> done
        ask_freeze H1 2                     -> nothing waits
        freeze     H1 trading CEA22 90 2023-12-31 -> done
        ask_freeze H1 3                     -> no session open
        """,
    )


def test_a_court_reaches_into_the_session_and_the_rest_waits_for_its_end(books):
    """60 of 100 t rest in an order: 40 are frozen at once, the order trades 25, the rest is filled at the end."""
    run(
        books,
        """
        freeze     H1 trading CEA22 80 2023-12-31 -> done
        freeze     H1 trading CEA22 50 2023-12-31 -> done
        ask_freeze H1 2                     -> others before
        ask_freeze H1 1                     -> done
        ask_freeze H1 1                     -> session asked already
        give_part  DAY 1 H1 CEA22 80 40 rests -> done
        note_part  DAY 1 40 rests           -> done
        fill       H1 1                     -> positions with exchange
        settle_one DAY 1 H1 H2 CEA22 25 10  -> done
        back       DAY 1                    -> done
        fill       H1 2                     -> others before
        fill       H1 1                     -> done
        fill       H1 2                     -> others before
        """,
    )
    held = holdings(books)
    assert (held["H1/frozen", "CEA22"], held.get(("H1/trading", "CEA22"), 0)) == (75, 0)
    assert rows(books, "SELECT number, amount_t, frozen_t FROM registry_freeze ORDER BY number") == [
        (1, 80, 75),
        (2, 50, 0),
    ]


def test_a_freeze_that_was_released_while_the_exchange_looked_takes_only_what_it_waits_for(books):
    run(
        books,
        """
        freeze     H1 trading CEA22 80 2023-12-31 -> done
        ask_freeze H1 1                     -> done
        give       DAY 1 H1 CEA22 80 80     -> done
        release    H1 1 50                  -> done
        note       DAY 1 80                 -> done
        """,
    )
    held = holdings(books)
    assert (held["H1/frozen", "CEA22"], held["H1/trading", "CEA22"]) == (30, 70)
    assert rows(books, "SELECT given, moved FROM registry_session_request") == [(80, 30)]


def test_a_freeze_that_is_over_takes_nothing(books):
    run(
        books,
        """
        freeze     H1 trading CEA22 80 2023-12-31 -> done
        ask_freeze H1 1                     -> done
        release    H1 1 80                  -> done
        note       DAY 1 80                 -> done
        """,
    )
    assert holdings(books)["H1/trading", "CEA22"] == 100


def test_a_freeze_whose_last_day_passed_before_the_answer_takes_nothing(books, clock):
    run(books, f"freeze H1 trading CEA22 80 {DAY} -> done")
    run(books, "ask_freeze H1 1 -> done")
    clock.put_day(date(2023, 5, 5))
    run(books, "note DAY 1 80 -> done")
    assert holdings(books)["H1/trading", "CEA22"] == 100


def test_money_leaves_through_the_bank(books):
    run(
        books,
        """
        ask_money H2 60000                  -> done
        give      DAY 1 H2 CNY 60000 60000  -> done
        note      DAY 1 60001               -> session gave too much
        note      DAY 1 -1                  -> session gave too much
        note      DAY 1 60000               -> done
        pay       H2/W1                     -> done
        settle_one DAY 1 H1 H2 CEA22 10 4001 -> exceeds cash
        settle_one DAY 1 H1 H2 CEA22 10 4000 -> done
        back      DAY 1                     -> done
        """,
    )
    assert holdings(books)["system/bank", "CNY"] == -40_000


def test_who_was_restricted_meanwhile_is_paid_nothing(books):
    run(
        books,
        """
        ask_money H2 60000                  -> done
        restrict  H2 inquiry                -> done
        note      DAY 1 60000               -> done
        """,
    )
    assert rows(books, "SELECT given, moved FROM registry_session_request") == [(60_000, 0)]
    assert holdings(books)["H2/trading", "CNY"] == 100_000


def test_what_a_trade_had_taken_is_not_moved_again(books):
    """The exchange gave what it also sold: a mistake that neither breaks the books nor holds the session up."""
    run(
        books,
        """
        ask_units H1 CEA22 30               -> done
        settle_one DAY 1 H1 H2 CEA22 80 10  -> done
        note      DAY 1 30                  -> done
        back      DAY 1                     -> done
        """,
    )
    assert rows(books, "SELECT given, moved FROM registry_session_request") == [(30, 20)]


def test_the_exchange_answers_each_request_once_in_their_order(books):
    run(
        books,
        """
        ask_units H1 CEA22 30               -> done
        ask_units H1 CEA22 40               -> done
        give      2023-05-05 1 H1 CEA22 30 30 -> unknown
        give      DAY 2 H1 CEA22 40 40      -> request out of order
        give      DAY 0 H1 CEA22 30 30      -> request out of order
        give      DAY 1 H1 CEA22 30 31      -> request amount
        give      DAY 1 H1 CEA22 30 -1      -> request amount
        give      DAY 1 H1 CEA22 0 0        -> request amount
        give      DAY 1 H1 CEA22 30 29      -> release reason
        give_part DAY 1 H1 CEA22 30 30 rests -> release reason
        give_part DAY 1 H1 CEA22 30 29 tired -> release reason
        give_part DAY 1 H1 CEA22 30 29 release.given -> release reason
        give      DAY 1 H1 CEA22 30 30      -> done
        give      DAY 1 H1 CEA22 30 30      -> request answered
        close     DAY                       -> done
        give      DAY 2 H1 CEA22 40 40      -> given after close
        give_part DAY 2 H1 CEA22 40 0 release.session_closed -> done
        """,
    )


def test_a_request_that_crosses_the_close_is_answered_before_the_session_ends(books):
    """The exchange had closed before it heard: it gives nothing, and the units come back with the positions."""
    run(
        books,
        """
        close     DAY                       -> done
        ask_units H1 CEA22 30               -> done
        back      DAY 0                     -> session requests unanswered
        give_part DAY 1 H1 CEA22 30 0 release.session_closed -> done
        note_part DAY 1 0 release.session_closed -> done
        back      DAY 0                     -> done
        return    H1 CEA22 30               -> done
        """,
    )
    assert holdings(books)["H1/registration", "CEA22"] == 80


def test_an_answer_that_is_noted_otherwise_than_given_is_seen(books):
    run(
        books,
        """
        ask_units H1 CEA22 30               -> done
        ask_units H1 CEA22 5                -> done
        give      DAY 1 H1 CEA22 30 30      -> done
        give      DAY 2 H1 CEA22 5 5        -> done
        note_part DAY 1 20 rests            -> done
        note      DAY 2 5                   -> done
        """,
    )
    with books.view() as view:
        found = reconcile(view, books.evidence, DAY).differences
    assert [(d.subject, d.holder) for d in found if d.kind == "request"] == [(f"{DAY}/1", "H1")]


def test_every_outcome_stands_in_a_table():
    text = Path(__file__).read_text("utf-8")
    asked = [o.value.split(".")[1].replace("_", " ") for o in (*RequestOutcome, *AnswerOutcome)]
    assert [o for o in asked if f"-> {o}" not in text] == []
