"""Issue and taking back by the authority's instructions: what was instructed, as it was instructed, once."""

from datetime import UTC, datetime

import pytest
from tools.allocation_round import PROVINCE, Round

from tanshi.application.market import open_market
from tanshi.core.clock import SimulatedClock
from tanshi.simulation.workload import opening

TOLD = "instruction/preallocation/2022/N1"
AS_TOLD = {"holder": "N1", "instrument": "CEA22", "amount_t": 700_000, "ground": "preallocation", "instruction": TOLD}


@pytest.fixture
def round_():
    clock = SimulatedClock(datetime(2026, 11, 23, 2, tzinfo=UTC))
    market = open_market(":memory:", clock=clock)
    market.execute(opening())
    made = Round(market)
    made.enrol()
    made.must(PROVINCE, "allocation.preallocate", made.of("N1"))
    yield made
    market.close()


def instruct(round_, stage="preallocation"):
    round_.must(PROVINCE, "allocation.instruct", round_.of("N1", stage=stage))


def said(answer):
    for language in ("en", "zh"):
        assert "<" not in answer.message(language), answer.message(language)
    return str(answer.outcome)


def test_nothing_is_issued_before_it_is_instructed(round_):
    assert said(round_.ask("registry", "registry.issue", AS_TOLD)) == "registry.not_instructed"
    instruct(round_)
    round_.must("registry", "registry.issue", AS_TOLD)


@pytest.mark.parametrize(
    "change",
    [{"holder": "N2"}, {"instrument": "CEA23"}, {"amount_t": 699_999}, {"amount_t": 700_001}, {"ground": "settle_up"}],
)
def test_nothing_is_issued_otherwise_than_instructed(round_, change):
    instruct(round_)
    assert said(round_.ask("registry", "registry.issue", AS_TOLD | change)) == "registry.not_as_instructed"


def test_an_instruction_is_carried_out_once(round_):
    instruct(round_)
    round_.must("registry", "registry.issue", AS_TOLD)
    assert said(round_.ask("registry", "registry.issue", AS_TOLD)) == "registry.already_executed"


def test_an_instruction_to_issue_takes_nothing_back(round_):
    instruct(round_)
    assert said(round_.ask("registry", "registry.take_back", AS_TOLD)) == "registry.not_as_instructed"


def test_a_paper_cannot_stand_for_an_instruction(round_):
    paper = AS_TOLD | {"ground": "order"}
    assert said(round_.ask("registry", "registry.issue", paper)) == "registry.not_instructed"
    for nothing in ("", " "):
        unnamed = round_.ask("registry", "registry.issue", paper | {"instruction": nothing})
        assert said(unnamed) == "registry.not_instructed"
    round_.must("registry", "registry.issue", paper | {"instruction": "环办函〔2023〕9号"})


def test_what_was_sold_cannot_be_taken_back_and_the_rest_can(round_):
    instruct(round_)
    round_.must("registry", "registry.issue", AS_TOLD)
    round_.confirm("N1", "2021", 20_000_00)
    correct = round_.of("N1", stage="preallocation", ground="emission_changed", reason="x")
    round_.must(PROVINCE, "allocation.correct", correct)
    instruct(round_, "correction")
    less = 700_000 - 335_412
    with round_.market.view() as view:
        ((told,),) = view.fetch("SELECT amount_t FROM allocation_instruction WHERE stage = 'correction'")
    assert told == -less
    sold = 500_000
    round_.must("N1", "registry.fund_trading", {"holder": "N1", "instrument": "CEA22", "amount_t": sold})
    back = {"holder": "N1", "instrument": "CEA22", "ground": "correction", "instruction": TOLD.replace(
        "preallocation", "correction") + "/1"}  # fmt: skip
    for wrong in (less, 1):
        assert said(round_.ask("registry", "registry.take_back", {**back, "amount_t": wrong})) == (
            "registry.not_as_instructed"
        )
    round_.must("registry", "registry.take_back", {**back, "amount_t": 700_000 - sold})
    assert said(round_.ask("registry", "registry.take_back", {**back, "amount_t": 1})) == "registry.already_executed"
