"""Recovery as tables: ordered by a paper or for the rest of an instruction, collected, replaced, ended otherwise."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tools.allocation_round import PROVINCE, Round

from tanshi.application.market import open_market
from tanshi.application.second_check import second_check
from tanshi.core.clock import SimulatedClock
from tanshi.registry.recovery import RecoveryOutcome
from tanshi.simulation.workload import opening
from tests.registry import test_carryover, test_freeze
from tests.registry.money_table import opened
from tests.registry.test_instructions import instruct, said

REST = ["holder", "instrument", "amount_t"]
ACTS = {
    "recover": ("registry.order_recovery", "registry", REST, {"ground": "order", "instruction": "p/1"}),
    "recover_silently": ("registry.order_recovery", "registry", REST, {"ground": "order", "instruction": " "}),
    "recover_for": ("registry.order_recovery", "registry", [*REST, "ground", "instruction"], {}),
    "collect": ("registry.collect_recovery", "registry", ["holder", "number", "instrument", "amount_t"], {}),
    "end_by": ("registry.close_recovery", "registry", ["holder", "number", "ground"], {"paper": "p/2"}),
    "end_silently": ("registry.close_recovery", "registry", ["holder", "number", "ground"], {"paper": " "}),
    "list_kind": ("registry.list_instrument", "registry", ["instrument", "kind"], {"approved_by": "notice"}),
    "ask_closing": ("registry.ask_closing", "holder", ["holder"], {"reason": "no more trading"}),
    "close": ("registry.close_holder", "registry", ["holder", "ground"], {}),
}


@pytest.fixture
def books(market, monkeypatch):
    monkeypatch.setattr(test_carryover, "ACTS", {**test_carryover.ACTS, **ACTS})
    opened(market)
    yield market
    good(market)


def good(market):
    check = second_check(market.engine)
    assert check.ok, check.differences[:4]
    assert market.audit().ok


def held(market):
    return {f"{a} {i}": n for (a, i), n in test_freeze.holdings(market).items()}


def test_a_claim_by_paper_is_met_from_what_arrives_or_by_another_vintage(books, clock):
    test_carryover.run(
        books,
        clock,
        """
        list_kind CCER offset                           -> done
        issue   H1 CEA22 100                            -> done
        surrender H1 CEA22 90                           -> done
        recover H1 CNY 1                                -> not an allowance
        recover H1 CEA99 1                              -> instrument not found
        recover H9 CEA22 60                             -> account not found
        recover H1 CEA22 0                              -> amount not positive
        recover_for H1 CEA22 60 favour p                -> unknown ground
        recover_for H1 CEA22 60 order instruction/x     -> not instructed
        recover_silently H1 CEA22 60                    -> not instructed
        recover H1 CEA22 60                             -> done
        collect H1 2 CEA22 10                           -> no open recovery
        collect H1 1 CEA22 0                            -> amount not positive
        collect H1 1 CEA22 11                           -> exceeds holding
        collect H1 1 CEA22 61                           -> recovery above claim
        collect H1 1 CNY 1                              -> not an allowance
        collect H1 1 CCER 1                             -> recovery not replaceable
        collect H1 1 CEA22 10                           -> done
        issue   H1 CEA21 40                             -> done
        collect H1 1 CEA21 40                           -> done
        end_by  H1 1 habit                              -> unknown recovery ending
        end_by  H1 1 deduction                          -> recovery no deduction
        end_silently H1 1 decision                      -> recovery no paper
        ask_closing H1                                  -> done
        close   H1 own_wish                             -> closing under way
        end_by  H1 1 decision                           -> done
        collect H1 1 CEA22 1                            -> no open recovery
        end_by  H1 1 decision                           -> no open recovery
        close   H1 own_wish                             -> done
        """,
    )
    assert held(books) == {
        "system/issuance CEA22": -90, "system/surrendered CEA22": 90,
        "system/issuance CEA21": -40, "system/recovered CEA21": 40,
    }  # fmt: skip
    totals = {i.instrument: i for i in second_check(books.engine).instruments}
    assert [(t.issued, t.recovered) for t in (totals["CEA22"], totals["CEA21"])] == [(100, 10), (40, 40)]
    with books.view() as view:
        rows = view.fetch("SELECT taken_t, state, ending, paper FROM registry_recovery")
    assert rows == [(50, "closed", "decision", "p/2")]


@pytest.fixture
def sold():
    """A correction that takes more than N1 still has: 500,000 of it were put on the trading account."""
    market = open_market(":memory:", clock=SimulatedClock(datetime(2026, 11, 23, 2, tzinfo=UTC)))
    market.execute(opening())
    made = Round(market)
    made.enrol()
    made.must(PROVINCE, "allocation.preallocate", made.of("N1"))
    instruct(made)
    first = "instruction/preallocation/2022/N1"
    issued = {"holder": "N1", "instrument": "CEA22", "amount_t": 700_000, "ground": "preallocation"}
    made.must("registry", "registry.issue", {**issued, "instruction": first})
    made.confirm("N1", "2021", 20_000_00)
    changed = made.of("N1", stage="preallocation", ground="emission_changed", reason="x")
    made.must(PROVINCE, "allocation.correct", changed)
    instruct(made, "correction")
    made.must("N1", "registry.fund_trading", {"holder": "N1", "instrument": "CEA22", "amount_t": 500_000})
    yield made
    good(market)
    market.close()


#: What N1 was given too much, and how much of it is there.
TOO_MUCH, THERE = 364_588, 200_000
TOLD = {"holder": "N1", "instrument": "CEA22", "ground": "correction",
        "instruction": "instruction/correction/2022/N1/1"}  # fmt: skip


def order(made, amount, **change):
    return said(made.ask("registry", "registry.order_recovery", {**TOLD, **change, "amount_t": amount}))


def test_the_rest_of_an_instruction_is_claimed_once_and_withheld_later(sold):
    rest = TOO_MUCH - THERE
    assert order(sold, TOO_MUCH) == "registry.take_back_first"
    assert order(sold, 1, instruction="instruction/preallocation/2022/N1") == "registry.not_as_instructed"
    assert order(sold, 1, ground="preallocation", instruction="instruction/preallocation/2022/N1") == (
        "registry.nothing_to_recover"
    )
    sold.must("registry", "registry.take_back", {**TOLD, "amount_t": THERE})
    for wrong in (rest - 1, rest + 1):
        assert order(sold, wrong) == "registry.recovery_not_the_rest"
    assert order(sold, rest) == "registry.done"
    assert order(sold, rest) == "registry.recovery_already_ordered"
    with sold.market.view() as view:
        assert view.fetch("SELECT amount_t, due, state FROM registry_recovery") == [(rest, "2026-12-07", "open")]
    noted = {"entity": "N1", "kind": "not_taken_back", "from_period": "2023", "amount_t": rest, "ground": "g"}
    end = {"holder": "N1", "number": 1, "ground": "deduction", "deduction": 1}
    assert said(sold.ask("registry", "registry.close_recovery", end)) == "registry.recovery_no_deduction"
    sold.must(PROVINCE, "allocation.note_deduction", {**noted, "amount_t": rest + 1})
    assert said(sold.ask("registry", "registry.close_recovery", end)) == "registry.recovery_no_deduction"
    sold.must(PROVINCE, "allocation.note_deduction", noted)
    sold.must("registry", "registry.close_recovery", {**end, "deduction": 2})


def test_what_is_claimed_whole_is_not_taken_back_beside_it(sold):
    sold.must("N1", "registry.fund_trading", {"holder": "N1", "instrument": "CEA22", "amount_t": THERE})
    assert order(sold, TOO_MUCH) == "registry.done"
    sold.must("N1", "registry.return_from_trading", {"holder": "N1", "instrument": "CEA22", "amount_t": TOO_MUCH})
    back = {**TOLD, "amount_t": TOO_MUCH}
    assert said(sold.ask("registry", "registry.take_back", back)) == "registry.already_executed"
    sold.must("registry", "registry.collect_recovery", {"holder": "N1", "number": 1, **_of(TOO_MUCH)})
    with sold.market.view() as view:
        assert view.fetch("SELECT state, taken_t FROM registry_recovery") == [("met", TOO_MUCH)]


def _of(amount):
    return {"instrument": "CEA22", "amount_t": amount}


def test_every_outcome_stands_in_a_table():
    text = Path(__file__).read_text("utf-8")
    words = [(o, o.value.split(".")[1]) for o in RecoveryOutcome]
    assert [o for o, w in words if f"-> {w.replace('_', ' ')}" not in text and f'"registry.{w}"' not in text] == []
