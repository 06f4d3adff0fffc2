"""The steps of past plans, computed again and compared with what was published."""

from fractions import Fraction

import pytest

from tanshi.allocation.drafting.steps import steps
from tanshi.core.exact import show
from tests.allocation.drafting.units import LAW

STEPS = {(s.plan, s.line): s for s in steps(LAW)}


@pytest.mark.parametrize("case", LAW.document("cases/benchmark_steps.yaml"), ids=lambda c: f"{c['plan']} {c['line']}")
def test_cases(case):
    step = STEPS[case["plan"], case["line"]]
    assert show(step.computed, 4) == case["computed"]
    assert step.published.value in (case["published"], case["published"].rstrip("0"))


def test_only_three_of_the_stated_steps_differ_and_each_by_one_digit():
    """2021 states no step by class: about 10 % of the sector."""
    off = {key: s.difference for key, s in STEPS.items() if s.difference and s.plan != "2021"}
    digit = Fraction(1, 10**4)
    assert off == {("2022", "IV"): -digit, ("2023", "IV"): -digit, ("2024", "II"): digit}


def test_rounding_twice_explains_class_ii_of_2024_and_not_the_gas_of_2022():
    assert STEPS["2024", "II"].chained == STEPS["2024", "II"].published.number
    assert STEPS["2022", "IV"].chained != STEPS["2022", "IV"].published.number


def test_every_step_is_cited_and_marked():
    assert all(s.change.citation.source and s.change.confidence for s in STEPS.values())
    assert str(STEPS["2022", "I"].change.confidence) == "D"
