"""Each operation of the registry and each of its refusals, as tables."""

import pytest

from tanshi.application.access import FOUR_EYES
from tanshi.journal.command import Command
from tanshi.registry.outcome import RegistryOutcome
from tanshi.simulation.workload import opening
from tests.rulemaking import acts

#: word in a table → command kind, actor's organisation, names of the fields that follow
AMOUNT = ["holder", "instrument", "amount_t"]
TRADE = ["session", "number", "seller", "buyer", "instrument", "quantity_t", "price_fen"]
SETTLE_UP = {"ground": "order", "instruction": "i"}
TOTAL = {"plan": "plan-2021-2022", "paid_t": 0, "adjustment_t": 5, "verified_t": 100, "verified_of": "2021"}
PAID = {"ground": "paid_allocation", "instruction": "order"}
OPERATIONS = {
    "issue": ("registry.issue", "registry", AMOUNT, SETTLE_UP),
    "auctioned": ("registry.issue", "registry", AMOUNT, PAID),
    "unauctioned": ("registry.take_back", "registry", AMOUNT, PAID),
    "reserve": ("registry.bring_holder", "registry", ["holder"], {"kind": "reserve", "name": "储备", "identity": ""}),
    "shared": ("rulemaking.state_total", "mee", ["vintage", "total_t", "reserve_t"], {**TOTAL, "paid_t": 30}),
    "favour": ("registry.issue", "registry", AMOUNT, {"ground": "favour", "instruction": "i"}),
    "take_back": ("registry.take_back", "registry", AMOUNT, SETTLE_UP),
    "deposit": ("registry.deposit_cash", "registry", ["holder", "amount_fen"], {"reference": "r"}),
    "withdraw": ("registry.withdraw_cash", "registry", ["holder", "amount_fen"], {"reference": "r"}),
    "account": ("registry.open_account", "registry", ["holder"], {}),
    "list": ("registry.list_instrument", "registry", ["instrument"], {"approved_by": "plan"}),
    "open": ("registry.open", "registry", ["name"], {}),
    "fund": ("registry.fund_trading", "", AMOUNT, {}),
    "return": ("registry.return_from_trading", "", AMOUNT, {}),
    "surrender": ("registry.surrender", "", AMOUNT, {"period": "2022"}),
    "hand_over": ("registry.hand_over_positions", "exchange", ["session"], {"digest": "d"}),
    "settle": ("registry.settle_trade", "exchange", TRADE, {"method": "listing"}),
    "leave_out": ("registry.settle_trade", "exchange", TRADE, {"method": "listing", "void_by": "record/1"}),
    "total": ("rulemaking.state_total", "mee", ["vintage", "total_t", "reserve_t"], TOTAL),
    "take_positions": ("registry.take_back_positions", "exchange", ["session", "trades"], {"segment": "s"}),
}
NUMBERS = {"total_t", "reserve_t", "amount_t", "amount_fen", "number", "quantity_t", "price_fen", "trades"}


def run(market, table):
    """Run a table of `operation fields… -> outcome` one command a line; outcomes as words of RegistryOutcome."""
    for number, line in enumerate(filter(None, map(str.strip, table.splitlines()))):
        request, _, expected = line.partition("->")
        word, *values = request.split()
        kind, organisation, names, fixed = OPERATIONS[word]
        fields = {n: int(v) if n in NUMBERS else v for n, v in zip(names, values, strict=True)}
        who = organisation or fields["holder"]
        command = Command(
            f"t/{number}", who, f"{who}/1", kind, [{**fields, **fixed}], f"{who}/2" if kind in FOUR_EYES else ""
        )
        (answer,) = market.execute([command])
        assert str(answer.outcome).split(".")[1].replace("_", " ") == expected.strip(), line
        if not answer.done:
            assert "<" not in answer.message("en"), f"{line}: the message lacks a value: {answer.message('en')}"


@pytest.fixture
def books(market):
    assert all(a.done for a in market.execute(opening()))
    return market


def admit(market, actor, organisation, role):
    item = {"actor": actor, "organisation": organisation, "role": role}
    (answer,) = market.execute([Command(f"admit/{actor}", "mee", "mee/1", "participants.admit_actor", [item])])
    assert answer.done


def holdings(market):
    with market.view() as view:
        rows = view.fetch("SELECT account, instrument, amount FROM registry_holding WHERE amount <> 0")
    return {(a, i): n for a, i, n in rows}


def test_opening(books):
    run(
        books,
        """
        open      again               -> already opened
        list      CEA21               -> instrument exists
        list      CNY                 -> instrument exists
        list      CEA-23              -> done
        list      碳                  -> bad id
        account   H1                  -> holder has account
        account   N1                  -> done
        account   system/x            -> bad id
        """,
    )


def test_before_the_books_are_open(market):
    market.execute(opening()[:5])
    run(
        market,
        """
        list      CEA22               -> not opened
        account   H1                  -> not opened
        hand_over 2023-05-04          -> not opened
        settle    2023-05-04 1 H1 H2 CEA22 1 1 -> not opened
        take_positions 2023-05-04 0   -> session other
        """,
    )


def test_issuance_and_taking_back(books):
    run(
        books,
        """
        issue     H1 CEA22 100        -> done
        issue     H1 CEA22 0          -> amount not positive
        issue     H1 CEA22 -1         -> amount not positive
        issue     H1 CEA22 9007199254740892 -> amount too large
        issue     H1 CEA22 9007199254740891 -> done
        issue     H9 CEA22 1          -> account not found
        issue     H1 CEA99 1          -> instrument not found
        issue     H1 CNY 1            -> not an allowance
        favour    H1 CEA22 1          -> unknown ground
        take_back H1 CEA22 9007199254740891 -> done
        take_back H1 CEA22 101        -> exceeds holding
        take_back H1 CEA21 1          -> exceeds holding
        take_back H1 CEA22 40         -> done
        """,
    )
    assert holdings(books) == {("H1/registration", "CEA22"): 60, ("system/issuance", "CEA22"): -60}


def test_nothing_is_issued_above_the_total_its_plan_states(books):
    admit(books, "mee/2", "mee", "nation")
    run(
        books,
        """
        issue     H1 CEA22 60         -> done
        total     CEA22 100 15        -> done
        issue     H1 CEA22 21         -> above total
        issue     H1 CEA22 20         -> done
        issue     H2 CEA22 1          -> above total
        take_back H1 CEA22 10         -> done
        issue     H2 CEA22 11         -> above total
        issue     H2 CEA22 10         -> done
        issue     H2 CEA21 1000000    -> done
        total     CEA22 200 15        -> done
        issue     H2 CEA22 100        -> done
        issue     H2 CEA22 1          -> above total
        """,
    )


def test_what_is_to_be_auctioned_comes_out_of_the_paid_share(books):
    """Of 100 t are 30 to be auctioned, 65 free: neither is issued in the other's place, in any order."""
    admit(books, "mee/2", "mee", "nation")
    run(
        books,
        """
        reserve   mee                 -> done
        auctioned mee CEA22 1         -> no paid share
        total     CEA22 100 0         -> done
        auctioned mee CEA22 1         -> no paid share
        shared    CEA22 100 0         -> done
        auctioned H1 CEA22 1          -> no paid share
        auctioned mee CEA22 20        -> done
        issue     H1 CEA22 65         -> done
        issue     H1 CEA22 1          -> above total
        auctioned mee CEA22 11        -> above paid share
        auctioned mee CEA22 10        -> done
        unauctioned mee CEA22 10      -> unknown ground
        """,
    )


def test_nothing_is_issued_of_a_vintage_whose_plan_is_a_draft(books):
    admit(books, "mee/2", "mee", "nation")
    assert acts.ask(books, "rulemaking.draft", acts.draft()).done
    run(
        books,
        """
        list      CEA27               -> done
        issue     H1 CEA27 1          -> plan not in force
        issue     H1 CEA22 1          -> done
        """,
    )


def test_money(books):
    run(
        books,
        """
        deposit   H1 5000             -> done
        deposit   H9 5000             -> account not found
        deposit   H1 0                -> amount not positive
        withdraw  H1 5001             -> exceeds cash
        withdraw  H1 5000             -> done
        """,
    )
    assert holdings(books) == {}


def test_between_registration_and_trading(books):
    run(
        books,
        """
        issue     H1 CEA22 100        -> done
        fund      H1 CEA22 101        -> exceeds holding
        fund      H1 CEA22 70         -> done
        fund      H1 CNY 1            -> not an allowance
        return    H1 CEA22 71         -> exceeds holding
        return    H1 CEA22 20         -> done
        """,
    )
    assert holdings(books)["H1/trading", "CEA22"] == 50
    assert holdings(books)["H1/registration", "CEA22"] == 50


def test_trading_accounts_have_one_owner_at_a_time(books):
    run(
        books,
        """
        issue     H1 CEA22 100        -> done
        fund      H1 CEA22 70         -> done
        deposit   H2 1000000          -> done
        hand_over 2023-05-04          -> done
        hand_over 2023-05-05          -> positions with exchange
        fund      H1 CEA22 1          -> positions with exchange
        return    H1 CEA22 1          -> positions with exchange
        deposit   H2 1                -> positions with exchange
        withdraw  H2 1                -> positions with exchange
        surrender H1 CEA22 5          -> done
        issue     H1 CEA22 5          -> done
        take_positions 2023-05-04 0   -> done
        hand_over 2023-05-04          -> session not later
        hand_over 2023-05-03          -> session not later
        fund      H1 CEA22 1          -> done
        """,
    )


def test_delivery_versus_payment(books):
    run(
        books,
        """
        issue     H1 CEA22 100        -> done
        fund      H1 CEA22 100        -> done
        deposit   H2 500000           -> done
        settle    2023-05-04 1 H1 H2 CEA22 10 5000 -> session other
        hand_over 2023-05-04          -> done
        settle    2023-05-05 1 H1 H2 CEA22 10 5000 -> session other
        settle    2023-05-04 2 H1 H2 CEA22 10 5000 -> out of order
        settle    2023-05-04 1 H1 H1 CEA22 10 5000 -> same party
        settle    2023-05-04 1 H1 H2 CEA22 10 0    -> price not positive
        settle    2023-05-04 1 H1 H2 CEA22 0 5000  -> amount not positive
        settle    2023-05-04 1 H1 H2 CEA99 10 5000 -> instrument not found
        settle    2023-05-04 1 H1 H2 CEA22 101 10  -> exceeds holding
        settle    2023-05-04 1 H1 H2 CEA22 100 5001 -> exceeds cash
        settle    2023-05-04 1 H1 H9 CEA22 10 5000 -> account not found
        settle    2023-05-04 1 H1 H2 CEA22 40 5000 -> done
        settle    2023-05-04 1 H1 H2 CEA22 40 5000 -> already settled
        take_positions 2023-05-04 2   -> trades missing
        leave_out 2023-05-04 3 H1 H2 CEA22 60 5000 -> out of order
        leave_out 2023-05-05 2 H1 H2 CEA22 60 5000 -> session other
        leave_out 2023-05-04 2 H1 H2 CEA22 999 5000 -> done
        leave_out 2023-05-04 2 H1 H2 CEA22 999 5000 -> already settled
        settle    2023-05-04 3 H1 H2 CEA22 60 5000 -> done
        take_positions 2023-05-04 3   -> done
        """,
    )
    found = holdings(books)
    assert found["H2/trading", "CEA22"] == 100
    assert found["H1/trading", "CNY"] == 500_000
    assert ("H2/trading", "CNY") not in found


def test_surrender(books):
    run(
        books,
        """
        issue     H1 CEA22 100        -> done
        surrender H1 CEA22 101        -> exceeds holding
        surrender H1 CEA22 100        -> done
        surrender H1 CEA22 1          -> exceeds holding
        surrender H1 CNY 1            -> not an allowance
        """,
    )
    assert holdings(books) == {("system/surrendered", "CEA22"): 100, ("system/issuance", "CEA22"): -100}


def test_every_transfer_keeps_both_balances_after_it(books):
    run(
        books,
        """
        issue     H1 CEA22 100        -> done
        fund      H1 CEA22 70         -> done
        return    H1 CEA22 20         -> done
        """,
    )
    with books.view() as view:
        rows = view.fetch(
            "SELECT debit, credit, amount, debit_after, credit_after FROM registry_transfer ORDER BY number"
        )
    assert rows == [
        ("system/issuance", "H1/registration", 100, -100, 100),
        ("H1/registration", "H1/trading", 70, 30, 70),
        ("H1/trading", "H1/registration", 20, 50, 50),
    ]


def test_every_outcome_appears_in_a_table():
    from pathlib import Path

    tables = (
        "test_commands.py", "test_holders.py", "test_products.py", "test_day_closing.py", "test_bank_lines.py",
    )  # fmt: skip
    text = "".join(Path(__file__).with_name(name).read_text("utf-8") for name in tables)
    missing = [o.name for o in RegistryOutcome if f"-> {o.value.split('.')[1].replace('_', ' ')}\n" not in text]
    instructed = ["NOT_INSTRUCTED", "ALREADY_EXECUTED", "NOT_AS_INSTRUCTED"]  # in test_instructions
    assert missing == instructed


def test_an_amount_beyond_any_balance(books):
    item = {"holder": "H2", "amount_fen": 2**53 - 1, "reference": "r"}
    deposit = Command("d", "registry", "registry/1", "registry.deposit_cash", [item], "registry/2")
    assert books.execute([deposit])[0].done
    issue = {"holder": "H1", "instrument": "CEA22", "amount_t": 2**40, "ground": "order", "instruction": "i"}
    fund = {"holder": "H1", "instrument": "CEA22", "amount_t": 2**40}
    session = {"session": "2023-05-04", "digest": "d"}
    trade = {
        "session": "2023-05-04",
        "number": 1,
        "method": "listing",
        "instrument": "CEA22",
        "seller": "H1",
        "buyer": "H2",
        "price_fen": 2**20,
        "quantity_t": 2**40,
    }
    steps = [
        Command("i", "registry", "registry/1", "registry.issue", [issue], "registry/2"),
        Command("f", "H1", "H1/1", "registry.fund_trading", [fund]),
        Command("s", "exchange", "exchange/1", "registry.hand_over_positions", [session]),
        Command("t", "exchange", "exchange/1", "registry.settle_trade", [trade], "exchange/2"),
    ]
    *done, last = books.execute(steps)
    assert all(a.done for a in done)
    assert last.outcome is RegistryOutcome.AMOUNT_TOO_LARGE
