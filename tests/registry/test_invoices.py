"""Fees by a table that an act sets, invoices, their payment, credit notes; and what the known table charges:
nothing.
"""

from datetime import date
from pathlib import Path

import pytest

from tanshi.application.second_check import second_check
from tanshi.registry.fees import TABLES
from tanshi.registry.invoices import UPCASTERS, InvoiceIssued, InvoiceOutcome
from tanshi.rules.fees import NOT_FOUND, Traded, charged
from tests.registry.money_table import ON_SQLITE, held, opened, run
from tests.rulemaking import acts

#: Amounts of no text: an act of a trial.
FEES = {
    "opening": {"way": "once", "rate": "20000", "rounding": "half_up", "article": "trial"},
    "yearly": {"way": "yearly", "rate": "120000", "rounding": "half_up", "article": "trial"},
    "trade": {"way": "share", "rate": "0.0003", "rounding": "half_up", "article": "trial"},
}
EXCHANGE_FEES = {**FEES, "trade": {"way": "share", "rate": "0.0001", "rounding": "half_up", "article": "trial"}}
LATER = {**FEES, "trade": {"way": "share", "rate": "0.0001", "rounding": "half_up", "article": "trial"}}


class Table:
    """A law that knows fees alone: from 2024 on the later ones."""

    def table(self, name, day):
        fees = FEES if day < date(2024, 1, 1) else LATER
        return {code: Cited(value) for code, value in fees.items()}

    def reference(self, citation):
        return citation


class Cited:
    citation = "trial"

    def __init__(self, value):
        self.value = value


@pytest.mark.parametrize(
    ("opened_on", "first", "last", "traded", "lines"),
    [
        ("2023-05-04", "2023-01-01", "2023-05-03", [], []),
        ("2023-05-04", "2023-05-04", "2023-05-04", [], ["opening 1 20000", "yearly 1 120000"]),
        ("2023-05-04", "2023-12-31", "2024-01-01", [], ["yearly 1 120000"]),
        ("2023-05-04", "2024-01-02", "2024-12-31", [], []),
        ("2023-01-01", "2023-01-01", "2025-12-31", [], ["opening 1 20000", "yearly 3 360000"]),
        ("2023-05-04", "2023-06-01", "2023-06-30", [("2023-06-01", 1_000), ("2023-06-30", 667)], ["trade 1667 1"]),
        ("2023-05-04", "2023-06-01", "2023-06-30", [("2023-06-02", 1_666)], []),
        ("2023-05-04", "2023-06-01", "2023-06-30", [("2023-05-31", 9_999), ("2023-07-01", 9_999)], []),
        (
            "2023-05-04", "2023-12-01", "2024-01-31", [("2023-12-29", 1_667), ("2024-01-02", 19_999)],
            ["yearly 1 120000", "trade 1667 1", "trade 19999 2"],
        ),
    ],
)  # fmt: skip
def test_what_is_charged(opened_on, first, last, traded, lines):
    found = charged(Table(), "registry.fees", opened_on, first, last, [Traded(*trade) for trade in traded])
    assert [f"{line.fee} {line.basis} {line.amount_fen}" for line in found] == lines


def test_the_known_table_names_the_fees_and_charges_none(law):
    for day in (date(2021, 7, 16), date(2026, 11, 22)):
        found = [c.value for name in TABLES.values() for c in law.table(name, day).values()]
        assert {(v["article"], v["rate"]) for v in found} == {(NOT_FOUND, "0")}


@pytest.fixture
def books(market, clock):
    """Set fees by an act on 2026-11-23; H1 sells 1,000 t to H2 two days later."""
    acts.put(clock, "2026-11-23")
    opened(market)
    assert acts.ask(market, "participants.admit_actor", acts.SECOND.items[0], second=False).done
    text = acts.draft("fees", "parameters", [], text_sha256=market.evidence.keep(b"fees"))
    text["values"] = [
        {"parameter": "registry.fees", "values": {"2026-11-24": {"by": FEES}}},
        {"parameter": "exchange.fees", "values": {"2026-11-24": {"by": EXCHANGE_FEES}}},
    ]
    assert acts.ask(market, "rulemaking.draft", text).done
    assert acts.ask(market, "rulemaking.issue", {"act": "fees", "number": "1", "in_force": "2026-11-24"}).done
    run(
        market,
        clock,
        """
        at 2026-11-25 08:00
        issue H1 CEA22 5000 -> done
        fund H1 CEA22 5000 -> done
        deposit H2 100000000 b/1 -> done
        hand_over 2026-11-25 -> done
        settle 2026-11-25 1 H1 H2 CEA22 1000 8123 -> done
        take_positions 2026-11-25 1 -> done
        at 2026-11-26 08:00
        """,
    )
    return market


def good(market):
    found = second_check(market.engine)
    assert found.ok, found.differences[:4]
    assert market.audit().ok


def test_a_holder_is_charged_once_for_a_day_and_pays_from_its_money(books, clock):
    run(
        books,
        clock,
        """
        charge H9 2026-11-24 2026-11-25 -> invoice no holder
        charge H1 2026-11-25 2026-11-24 -> invoice bad days
        charge H1 2026-11-24 2026-11-26 -> invoice bad days
        charge H1 today 2026-11-25 -> invoice bad days
        charge H3 2026-11-24 2026-11-25 -> invoice nothing
        charge H1 2026-11-25 2026-11-25 -> done
        charge H1 2026-11-24 2026-11-25 -> invoice overlaps
        charge H2 2026-11-24 2026-11-25 -> done
        pay_invoice H1/I9 -> out of scope
        hand_over 2026-11-26 -> done
        pay_invoice H1/I1 -> positions with exchange
        take_positions 2026-11-26 0 -> done
        pay_invoice H1/I1 -> done
        pay_invoice H1/I1 -> invoice not open
        credit H1/I9 1 -> invoice not found
        credit H2/I1 0 -> amount not positive
        credit H2/I1 2438 -> credit above invoice
        credit_silently H2/I1 1 -> credit no reason
        credit H2/I1 37 -> done
        credit H1/I1 437 -> done
        pay_invoice H2/I1 -> done
        credit H2/I1 2400 -> done
        charge H2 2026-11-24 2026-11-25 -> done
        """,
    )
    with books.view() as view:
        rows = view.fetch("SELECT id, amount_fen, paid_fen, credited_fen, state, due FROM registry_invoice ORDER BY id")
    assert rows == [
        ("H1/I1", 2437, 2000, 437, "paid", "2026-12-17"),
        ("H2/I1", 2437, 0, 2437, "void", "2026-12-17"),
        ("H2/I2", 2437, 0, 0, "open", "2026-12-17"),
    ]
    found = held(books)
    assert (found["system/fees CNY"], found["system/bank/own CNY"]) == (2000, -2000)
    assert found["H1/trading CNY"] == 8_123_000 - 2000
    good(books)


@ON_SQLITE
def test_the_bank_s_line_that_names_an_invoice_pays_it(books, clock):
    run(
        books,
        clock,
        """
        charge H1 2026-11-24 2026-11-25 -> done
        take 2026-11-25 f1 in:b/7:H1:1000:H1/I1,in:b/8:H2:500:H1/I1,in:b/9:H1:2000:H1/I1,in:b/10:H1:9:H1/I1 -> done
        close 2026-11-26 -> done
        credit H1/I1 1 -> day closed
        pay_invoice H1/I1 -> invoice not open
        charge H2 2026-11-24 2026-11-25 -> done
        pay_invoice H2/I1 -> day closed
        """,
    )
    with books.view() as view:
        assert view.fetch("SELECT paid_fen, state FROM registry_invoice WHERE id = 'H1/I1'") == [(2437, "paid")]
        lines = view.fetch("SELECT fee, basis, rate, amount_fen FROM registry_invoice_line WHERE invoice = 'H1/I1'")
    assert lines == [("trade", 8_123_000, "0.0003", 2437)]
    assert held(books)["H1/trading CNY"] == 8_123_000 + 1000 + 2000 + 9 - 2437
    good(books)


@ON_SQLITE
def test_the_exchange_s_fees_are_invoices_of_their_own(books, clock):
    """They number on with the registry's; their money goes to the exchange's own bank account."""
    run(
        books,
        clock,
        """
        charge H1 2026-11-24 2026-11-25 -> done
        charge_for nobody H1 2026-11-24 2026-11-25 -> invoice unknown body
        charge_for exchange H3 2026-11-24 2026-11-25 -> invoice nothing
        charge_for exchange H1 2026-11-24 2026-11-25 -> done
        charge_for exchange H1 2026-11-25 2026-11-25 -> invoice overlaps
        pay_invoice H1/I2 -> done
        credit H1/I2 400 -> done
        charge_for exchange H2 2026-11-24 2026-11-25 -> done
        take 2026-11-25 f1 in:b/7:H2:300:H2/I1 -> done
        """,
    )
    found = held(books)
    assert (found["system/exchange_fees CNY"], found["system/bank/exchange CNY"]) == (712, -712)
    assert "system/fees CNY" not in found
    with books.view() as view:
        rows = view.fetch("SELECT id, body, amount_fen, paid_fen, state FROM registry_invoice ORDER BY id")
    assert rows == [
        ("H1/I1", "registry", 2437, 0, "open"), ("H1/I2", "exchange", 812, 412, "paid"),
        ("H2/I1", "exchange", 812, 300, "open"),
    ]  # fmt: skip
    name, lift = UPCASTERS["registry.invoice_issued/1"]
    assert (name, lift({"invoice": "H1/I1"})["body"]) == (InvoiceIssued.type, "registry")
    good(books)


@ON_SQLITE
def test_nothing_is_paid_back_to_a_holder_whose_account_is_closed(books, clock):
    run(
        books,
        clock,
        """
        charge H1 2026-11-24 2026-11-25 -> done
        pay_invoice H1/I1 -> done
        charge H2 2026-11-24 2026-11-25 -> done
        return H1 CEA22 4000 -> done
        take_back H1 CEA22 4000 -> done
        withdraw H1 8120563 b/2 -> done
        close_holder H1 bankruptcy -> done
        credit H1/I1 1 -> holder closed
        credit H2/I1 1 -> done
        """,
    )
    assert held(books)["system/fees CNY"] == 2437
    good(books)


def test_every_outcome_stands_in_a_table():
    text = Path(__file__).read_text("utf-8")
    assert [o.name for o in InvoiceOutcome if f"-> {o.value.split('.')[1].replace('_', ' ')}" not in text] == []
