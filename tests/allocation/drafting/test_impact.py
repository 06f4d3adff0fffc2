"""What a draft does to firms: the cases beside the law, and sums that must agree."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanshi.allocation.drafting.bench import Bench
from tanshi.allocation.drafting.impact import impact
from tanshi.core.money import fen, yuan
from tests.allocation.drafting.test_balance import random_units
from tests.allocation.drafting.units import LAW, observed, plan


def compared(found, before, after, price="80"):
    return impact(Bench(plan(before), found), Bench(plan(after), found), (before, after), fen(price))


@pytest.mark.parametrize("case", LAW.document("cases/draft_impact.yaml"), ids=lambda c: c["name"])
def test_cases(case):
    found = compared(observed(case["units"]), case["before"], case["after"], case["price"])
    assert {e.entity.entity_id: e.change_t for e in found.entities} == {k: int(v) for k, v in case["changes"].items()}
    row = found.row()
    assert [row["relieved_before"], row["relieved_after"]] == [int(n) for n in case["relieved"]]
    assert yuan(row["cost_fen"]) == case["cost"]


def test_relief_of_the_first_plan_is_a_lowered_obligation_and_gas_is_not_counted():
    rows = [
        {"entity": "A", "unit_class": "I", "supply_mwh": "100000", "load_factor": "0.9", "verified_t": "200000"},
        {"entity": "B", "unit_class": "IV", "supply_mwh": "100000", "load_factor": "0.9", "verified_t": "90000"},
    ]
    row = compared(observed(rows), "2019-2020", "2021").row()
    assert (row["relieved_before"], row["relieved_after"]) == (1, 1)


@settings(max_examples=40, deadline=None)
@given(random_units(), st.sampled_from(["2019-2020", "2021", "2022", "2023"]), st.sampled_from(["2022", "2024"]))
def test_provinces_and_firms_add_up_to_the_whole(found, before, after):
    made = compared(found, before, after)
    whole, areas = made.row(), made.by_area()
    for name, value in whole.items():
        assert value == sum(r[name] for r in areas), name
    assert whole["change_t"] == whole["won_t"] - whole["lost_t"] == whole["surplus_after_t"] - whole["surplus_before_t"]
    assert whole["cost_fen"] == -whole["change_t"] * 8000
    assert sum(r["verified_t"] for r in made.by_class()) == sum(u.output.verified_t for u in found.units)


def test_a_plan_against_itself_changes_nothing():
    rows = [{"unit_class": "I", "supply_mwh": "1000000", "load_factor": "0.61", "verified_t": "900001"}]
    row = compared(observed(rows), "2022", "2022").row()
    assert (row["winners"], row["losers"], row["change_t"], row["cost_fen"]) == (0, 0, 0, 0)
