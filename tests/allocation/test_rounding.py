"""The table of how plans round says what the calculation does."""

from fractions import Fraction

import pytest

from tanshi.allocation.borrowing import BorrowingTerms
from tanshi.allocation.from_file import plan_named, plans
from tanshi.allocation.rounding import POWER_STEPS, SECTORS, rounding_of, rounding_words
from tanshi.core.exact import floor
from tanshi.core.finding import Problem
from tanshi.core.period import Period
from tanshi.rules import Law
from tanshi.rules.trace import rounded

LAW = Law("cn")


@pytest.mark.parametrize("name", plans(LAW))
def test_every_step_of_a_plan_stands_in_the_table_with_its_confidence(name):
    steps = {s.step: s for s in rounding_of(LAW, name) if s.sector == "power"}
    expected = {"load_factor", *(step for step, _ in POWER_STEPS)}
    assert set(steps) == expected - (set() if name in ("2021", "2022") else {"borrowing"})
    assert all(s.cited.confidence and s.cited.citation.instrument for s in steps.values())
    assert all(
        s.status == ("draft" if name.endswith("draft") else "in force") or s.step == "load_factor"
        for s in steps.values()
    )
    plan = plan_named(LAW, name)
    for step in ("electricity_allowance", "heat_allowance", "approved", "preallocation"):
        assert plan.round(step, Fraction(17897, 10)) == rounded(Fraction(17897, 10), steps[step].rounding)


def test_industry_stands_in_it_too():
    assert {(s.plan, s.sector) for s in rounding_of(LAW) if s.sector != "power"} == {
        (year, sector) for year in ("2024", "2025", "2026") for sector in SECTORS
    }


def test_what_may_be_borrowed_is_rounded_as_the_table_says():
    terms = BorrowingTerms.of(LAW, Period.named("2022"))
    (step,) = (s for s in rounding_of(LAW, "2022") if s.step == "borrowing")
    assert terms.limit_t(0, 101, 101) == floor(rounded(101 * terms.share_of_gap, step.rounding)) == 50


def test_words_and_an_unknown_plan():
    assert rounding_words("half_up 2", "gap_rate_shown", "en") == "half-up to 2 decimals as a percentage"
    assert [rounding_words(r, "approved", "zh") for r in ("", "floor", "half_up 0")] == [
        "不修约", "向下取整到 1 吨", "四舍五入到 1 吨",
    ]  # fmt: skip
    with pytest.raises(Problem, match="no plan 2018"):
        rounding_of(LAW, "2018")
