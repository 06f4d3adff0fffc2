"""Fees on trades charged at settlement by a table that an act sets; and what the known table charges: nothing."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanshi.application.second_check import second_check
from tanshi.application.session_fees import charges
from tanshi.registry.fees import TABLES, TradeRate, trade_rates
from tanshi.registry.statement import statement
from tanshi.registry.trade_fees import TradeFeeOutcome
from tanshi.rules.fees import AT_SETTLEMENT
from tests.registry.money_table import ON_SQLITE, held, opened, run
from tests.rulemaking import acts

#: Rates of no text: an act of a trial. Blocks cost less; the registry has its share from everything.
SHARE = {"way": "share", "rounding": "half_up", "charged": "settlement", "article": "trial"}
EXCHANGE = {
    "trade": {**SHARE, "rate": "0.0003", "methods": ["listing", "auction"]},
    "block": {**SHARE, "rate": "0.0002", "methods": ["block"]},
    "yearly": {"way": "yearly", "rate": "120000", "rounding": "half_up", "article": "trial"},
}
REGISTRY = {"trade": {**SHARE, "rate": "0.0001", "methods": ["listing", "block", "auction"]}}


def set_fees(market, clock, exchange=EXCHANGE, registry=REGISTRY):
    """Set the tables of fees by an act in force from 2026-11-24."""
    tables = {"exchange.fees": exchange, "registry.fees": registry}
    acts.set_values(market, clock, "2026-11-24", {name: {"by": fees} for name, fees in tables.items()})


@pytest.fixture
def books(market, clock):
    """H1 has units, H2 and H3 money; of H2's, 1,000 fen will be left."""
    opened(market)
    set_fees(market, clock)
    run(
        market,
        clock,
        """
        at 2026-11-25 08:00
        issue H1 CEA22 900000 -> done
        fund H1 CEA22 900000 -> done
        deposit H2 8124000 b/1 -> done
        deposit H3 1000000000 b/2 -> done
        hand_over 2026-11-25 -> done
        settle 2026-11-25 1 H1 H2 CEA22 1000 8123 -> done
        """,
    )
    return market


def good(market):
    found = second_check(market.engine)
    assert found.ok, found.differences[:4]
    assert market.audit().ok


def charged(market):
    with market.view() as view:
        return view.fetch(
            "SELECT number, side, body, fee, holder, value_fen, rate, amount_fen, paid_fen, state"
            " FROM registry_trade_fee ORDER BY number, side DESC, body, fee"
        )


def test_both_sides_are_charged_what_is_not_there_stays_owed_and_is_collected(books, clock):
    run(
        books,
        clock,
        """
        charge_trades 2026-11-25 0 1 -> trade fees bad numbers
        charge_trades 2026-11-25 2 1 -> trade fees bad numbers
        charge_trades 2026-11-25 1 501 -> trade fees bad numbers
        charge_trades 2026-11-25 1 2 -> trade fees not settled
        charge_trades 2026-11-25 2 2 -> trade fees not settled
        settle_block 2026-11-25 2 H1 H3 CEA22 100000 7999 -> done
        charge_trades 2026-11-25 2 2 -> trade fees out of order
        charge_trades 2026-11-24 1 1 -> positions with exchange
        charge_trades today 1 1 -> positions with exchange
        charge_trades 2026-11-25 1 1 -> done
        charge_trades 2026-11-25 1 2 -> trade fees charged
        charge_trades 2026-11-25 2 2 -> done
        collect H2 -> positions with exchange
        take_positions 2026-11-25 2 -> done
        collect H1 -> trade fees nothing owed
        collect H2 -> trade fees no money
        deposit H2 2000 b/3 -> done
        collect H2 -> done
        at 2026-11-26 08:00
        deposit H2 400 b/4 -> done
        collect H2 -> done
        collect H2 -> trade fees nothing owed
        hand_over 2026-11-26 -> done
        take_positions 2026-11-26 0 -> done
        charge_trades 2026-11-25 3 3 -> trade fees not settled
        charge_trades 2026-11-25 2 3 -> trade fees not settled
        charge H1 2026-11-24 2026-11-25 -> invoice nothing
        """,
    )
    block = 100_000 * 7999
    assert charged(books) == [
        (1, "sell", "exchange", "trade", "H1", 8_123_000, "0.0003", 2437, 2437, "paid"),
        (1, "sell", "registry", "trade", "H1", 8_123_000, "0.0001", 812, 812, "paid"),
        (1, "buy", "exchange", "trade", "H2", 8_123_000, "0.0003", 2437, 2437, "paid"),
        (1, "buy", "registry", "trade", "H2", 8_123_000, "0.0001", 812, 812, "paid"),
        (2, "sell", "exchange", "block", "H1", block, "0.0002", 159_980, 159_980, "paid"),
        (2, "sell", "registry", "trade", "H1", block, "0.0001", 79_990, 79_990, "paid"),
        (2, "buy", "exchange", "block", "H3", block, "0.0002", 159_980, 159_980, "paid"),
        (2, "buy", "registry", "trade", "H3", block, "0.0001", 79_990, 79_990, "paid"),
    ]
    found = held(books)
    assert found["system/exchange_fees CNY"] == -found["system/bank/exchange CNY"] == 2 * (2437 + 159_980)
    assert found["system/fees CNY"] == -found["system/bank/own CNY"] == 2 * (812 + 79_990)
    assert "system/trade_fees CNY" not in found, "nothing stays between"
    assert found["H2/trading CNY"] == 1000 + 2000 + 400 - 2437 - 812
    assert found["H1/trading CNY"] == 8_123_000 + block - 2437 - 812 - 159_980 - 79_990
    good(books)


@ON_SQLITE
def test_what_is_paid_first_is_the_exchange_s_and_what_is_left_is_owed(books, clock):
    run(books, clock, "charge_trades 2026-11-25 1 1 -> done")
    of_h2 = [row[2:] for row in charged(books) if row[4] == "H2"]
    assert [(body, amount, paid, state) for body, _, _, _, _, amount, paid, state in of_h2] == [
        ("exchange", 2437, 1000, "open"), ("registry", 812, 0, "open"),
    ]  # fmt: skip
    good(books)


@ON_SQLITE
def test_a_failed_trade_is_charged_when_it_settled_later(books, clock):
    run(
        books,
        clock,
        """
        fail 2026-11-25 2 H1 H2 CEA22 10 8000 -> done
        charge_trades 2026-11-25 1 2 -> done
        charge_trades 2026-11-25 2 2 -> trade fees charged
        take_positions 2026-11-25 2 -> done
        deposit H2 90000 b/3 -> done
        top_up 2026-11-25 2 -> done
        charge_trades 2026-11-25 2 2 -> done
        charge_trades 2026-11-25 2 2 -> trade fees charged
        """,
    )
    assert [row[:5] for row in charged(books) if row[0] == 2] == [
        (2, "sell", "exchange", "trade", "H1"), (2, "sell", "registry", "trade", "H1"),
        (2, "buy", "exchange", "trade", "H2"), (2, "buy", "registry", "trade", "H2"),
    ]  # fmt: skip
    good(books)


@ON_SQLITE
def test_a_statement_shows_what_each_trade_was_charged(books, clock):
    run(books, clock, "charge_trades 2026-11-25 1 1 -> done")
    with books.view() as view:
        found = statement(view, "H2", "2026-11-25")
    assert [(f.number, f.side, f.body, f.fee, f.rate, f.amount_fen, f.paid_fen) for f in found.fees] == [
        (1, "buy", "exchange", "trade", "0.0003", 2437, 1000), (1, "buy", "registry", "trade", "0.0001", 812, 0),
    ]  # fmt: skip
    assert [(m.kind, m.change) for m in found.movements if m.kind == "trade_fee"] == [("trade_fee", -1000)]
    money = next(b for b in found.balances if b.account == "H2/trading" and b.instrument == "CNY")
    assert (money.after, money.before + money.got - money.gave) == (0, 0)


@ON_SQLITE
def test_without_a_rate_nothing_is_charged(market, clock):
    run(opened(market), clock, """
        charge_trades 2026-11-25 1 1 -> trade fees none
        charge_trades x 1 1 -> trade fees none
    """)  # fmt: skip
    with market.view() as view:
        assert charges(view, market.law, "2026-11-25") == []


def test_the_known_tables_charge_nothing_at_settlement(law):
    assert [trade_rates(law, day) for day in ("2020-01-01", "2021-07-16", "2026-12-31")] == [[], [], []]
    for name in TABLES.values():
        found = law.table(name, date(2026, 1, 1)).items()
        assert [fee for fee, cited in found if cited.value.get("charged") == AT_SETTLEMENT] == ["trade"]


@given(st.integers(1, 10**13), st.fractions(0, 1, max_denominator=10**6))
def test_a_fee_is_the_nearest_fen_a_tie_going_up(value, rate):
    found = TradeRate("exchange", "trade", rate, "half_up", ("listing",), "").of(value)
    assert found - Fraction(1, 2) <= rate * value < found + Fraction(1, 2)


def test_every_outcome_stands_in_a_table():
    text = Path(__file__).read_text("utf-8")
    assert [o.name for o in TradeFeeOutcome if f"-> {o.value.split('.')[1].replace('_', ' ')}" not in text] == []
