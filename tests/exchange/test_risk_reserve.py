"""The exchange's risk reserve: what is set aside of the fees, its ceiling, its use."""

from pathlib import Path

import pytest

from tanshi.application.second_check import second_check
from tanshi.application.session_fees import KIND, charges
from tanshi.exchange.risk_reserve import ReserveOutcome
from tanshi.simulation.acts import command
from tests.exchange.clerk_day import EXCHANGE, funded, must, session
from tests.exchange.day_table import run
from tests.rulemaking import acts

SHARE = {"way": "share", "rounding": "half_up", "charged": "settlement", "article": "trial"}
VALUES = {
    "exchange.fees": {"by": {"trade": {**SHARE, "rate": "0.0003", "methods": ["listing"]}}},
    "exchange.risk_reserve_share": {"by": {"share": "0.2", "rounding": "half_up"}},
    "exchange.risk_reserve_ceiling_fen": {"value": "1500"},
}
DAYS = ("2026-11-25", "2026-11-26")


@pytest.fixture
def books(market, clock):
    """Two days of fees: 2 x 2,437 fen and 2 x 1,500 fen."""
    funded(market, clock, "2026-11-20")
    acts.set_values(market, clock, "2026-11-24", VALUES)
    for day, trade in zip(DAYS, ("listing CEA22 H1 H2 1000 8123", "listing CEA22 H2 H1 1000 5000"), strict=True):
        session(market, clock, day, trade, {"CEA22": 8000})
        with market.view() as view:
            found = charges(view, market.law, day)
        must(market, *(command(id, EXCHANGE, KIND, request) for id, request in found))
    return market


def test_a_share_of_the_fees_is_set_aside_up_to_the_ceiling_and_used_by_two(books, clock):
    run(books, clock, """
        provide 2026-11-25 2026-11-26 -> reserve bad days
        at 2026-11-27 09:00
        provide 2026-11-26 2026-11-25 -> reserve bad days
        provide 2025-11-25 2026-11-26 -> reserve bad days
        provide today 2026-11-26 -> reserve bad days
        provide 2026-11-24 2026-11-24 -> reserve no fees
        use 1 default -> reserve too small
        provide 2026-11-24 2026-11-25 -> done
        provide 2026-11-25 2026-11-26 -> reserve days counted
        provide 2026-11-26 2026-11-26 -> done
        at 2026-11-28 09:00
        provide 2026-11-27 2026-11-27 -> reserve no fees
        use 0 default -> reserve not positive
        use 100 a_party -> reserve unknown ground
        use_silently 100 default -> reserve no text
        use_unshown 100 default -> reserve no evidence
        use 1501 default -> reserve too small
        use 400 default -> done
    """)  # fmt: skip
    with books.view() as view:
        rows = view.fetch("SELECT number, booking, fees_fen, amount_fen, balance_fen FROM exchange_reserve ORDER BY 1")
    assert rows == [(1, "provided", 4874, 975, 975), (2, "provided", 3000, 525, 1500), (3, "used", 0, 400, 1100)]
    assert (books.audit().ok, second_check(books.engine).ok) == (True, True)


@pytest.mark.parametrize("market", ["sqlite"], indirect=True)
def test_nothing_more_is_set_aside_at_the_ceiling(books, clock):
    run(books, clock, """
        at 2026-11-27 09:00
        provide 2026-11-25 2026-11-26 -> done
    """)  # fmt: skip
    session(books, clock, "2026-11-27", "listing CEA22 H1 H2 1000 8000", {"CEA22": 8000})
    with books.view() as view:
        found = charges(view, books.law, "2026-11-27")
    must(books, *(command(id, EXCHANGE, KIND, request) for id, request in found))
    run(books, clock, """
        at 2026-11-30 09:00
        provide 2026-11-27 2026-11-27 -> reserve ceiling
    """)  # fmt: skip


@pytest.mark.parametrize("market", ["sqlite"], indirect=True)
def test_without_a_rule_nothing_is_set_aside(market, clock):
    funded(market, clock, "2026-11-20")
    run(market, clock, "provide 2026-11-18 2026-11-19 -> reserve no rule")


def test_every_outcome_stands_in_a_table():
    text = Path(__file__).read_text("utf-8")
    assert [o.name for o in ReserveOutcome if f"-> {o.value.split('.')[1].replace('_', ' ')}" not in text] == []
