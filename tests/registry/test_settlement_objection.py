"""Objections to a day's settlement: in time or not, decided, and trades moved back by a contrary act."""

from pathlib import Path

import pytest

from tanshi.application.second_check import second_check
from tanshi.journal.command import Command
from tanshi.registry.settlement_objection import SettlementObjectionOutcome
from tests.registry.money_table import held, opened, run


@pytest.fixture
def books(market, clock):
    """Have H1 sell 20 t to H2 for 100,000 fen on a Friday."""
    run(
        opened(market),
        clock,
        """
        at 2023-05-05 08:00
        issue H1 CEA22 100 -> done
        fund H1 CEA22 60 -> done
        deposit H2 300000 b/1 -> done
        hand_over 2023-05-05 -> done
        settle 2023-05-05 1 H1 H2 CEA22 20 5000 -> done
        take_positions 2023-05-05 1 -> done
        """,
    )
    return market


def good(market):
    found = second_check(market.engine)
    assert found.ok, found.differences[:4]
    assert market.audit().ok


def test_an_objection_is_taken_until_the_next_trading_day_opens(books, clock):
    run(
        books,
        clock,
        """
        object H1 2023-05-06 -> objection bad day
        object H1 today -> objection bad day
        object H1 20230505 -> objection bad day
        object_silently H1 2023-05-05 -> objection no reason
        object H1 2023-05-05 -> done
        object H1 2023-05-05 -> settlement objected
        at 2023-05-08 09:29
        object H2 2023-05-05 -> done
        at 2023-05-08 09:30
        object H3 2023-05-05 -> settlement accepted
        decide_silently H1 2023-05-05 -> objection no reason
        reject H1 2023-05-05 -> done
        reject H1 2023-05-05 -> objection not open
        uphold H3 2023-05-05 -> objection not open
        reverse H1 2023-05-05 1 -> objection not upheld
        """,
    )
    with books.view() as view:
        rows = view.fetch("SELECT holder, state, objected_on, decided_on FROM registry_settlement_objection")
    assert sorted(rows) == [("H1", "rejected", "2023-05-05", "2023-05-08"), ("H2", "open", "2023-05-08", "")]
    good(books)


def test_who_has_no_account_objects_to_nothing(market, clock):
    run(opened(market), clock, "at 2023-05-05 16:00")
    entity = {
        "entity": "H9", "name_zh": "H9", "name_en": "H9", "area_gb2260": "37", "sector_gbt4754": "4411",
        "source": "t", "units": [],
    }  # fmt: skip
    admitted = {"actor": "H9/1", "organisation": "H9", "role": "entity", "entity": "H9"}
    objected = {"holder": "H9", "day": "2023-05-05", "reason": "x"}
    *done, last = market.execute(
        [
            Command("e", "mee", "mee/1", "participants.register_entity", [entity]),
            Command("a", "mee", "mee/1", "participants.admit_actor", [admitted]),
            Command("o", "H9", "H9/1", "registry.object_settlement", [objected]),
        ]
    )
    assert all(a.done for a in done)
    assert str(last.outcome) == "registry.account_not_found"


def test_a_trade_is_moved_back_by_a_contrary_act_only(books, clock):
    run(
        books,
        clock,
        """
        object H2 2023-05-05 -> done
        object H3 2023-05-05 -> done
        reverse H2 2023-05-05 1 -> objection not upheld
        uphold H2 2023-05-05 -> done
        uphold H3 2023-05-05 -> done
        reverse H2 2023-05-05 2 -> no such trade
        reverse H3 2023-05-05 1 -> not a party
        reverse_unconfirmed H2 2023-05-05 1 -> reversal no paper
        at 2023-05-08 09:15
        hand_over 2023-05-08 -> done
        reverse H2 2023-05-05 1 -> positions with exchange
        take_positions 2023-05-08 0 -> done
        return H2 CEA22 1 -> done
        reverse H2 2023-05-05 1 -> exceeds holding
        fund H2 CEA22 1 -> done
        reverse H2 2023-05-05 1 -> done
        reverse H2 2023-05-05 1 -> trade reversed already
        """,
    )
    found = held(books)
    assert (found["H1/trading CEA22"], found["H2/trading CNY"]) == (60, 300_000)
    assert "H2/trading CEA22" not in found
    with books.view() as view:
        assert view.fetch("SELECT count(*) FROM registry_trade") == [(1,)]  # what was settled stays written
    good(books)


def test_who_spent_the_money_cannot_give_it_back(books, clock):
    run(
        books,
        clock,
        """
        object H2 2023-05-05 -> done
        uphold H2 2023-05-05 -> done
        at 2023-05-08 09:15
        issue H3 CEA22 10 -> done
        fund H3 CEA22 10 -> done
        hand_over 2023-05-08 -> done
        settle 2023-05-08 1 H3 H1 CEA22 1 1 -> done
        take_positions 2023-05-08 1 -> done
        reverse H2 2023-05-05 1 -> exceeds cash
        """,
    )
    good(books)


def test_every_outcome_stands_in_a_table():
    text = Path(__file__).read_text("utf-8")
    asked = [o for o in SettlementObjectionOutcome if o is not SettlementObjectionOutcome.DONE]
    assert [o.name for o in asked if f"-> {o.value.split('.')[1].replace('_', ' ')}" not in text] == []
