"""Allowances under the plans: the cases beside the law, the worked cases that came with it, and properties."""

import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanshi.allocation.from_file import plan_named, plans
from tanshi.allocation.load_coefficient import Coefficient, load_coefficient
from tanshi.allocation.power import (
    PowerPlan,
    UnitOutput,
    allocate_entity,
    allocate_unit,
    explain_entity,
    explain_unit,
    preallocated_t,
)
from tanshi.core.exact import decimal, floor, show
from tanshi.core.finding import Problem
from tanshi.core.period import Period
from tanshi.rules import Law
from tests.conftest import shared

LAW = Law("cn")
PLANS = {name: plan_named(LAW, name) for name in plans(LAW)}


def output(case):
    return UnitOutput(
        unit_id="u",
        unit_class=case["unit_class"],
        supply_mwh=decimal(case.get("supply_mwh", "0")),
        generation_mwh=decimal(case.get("generation_mwh", "0")),
        heat_gj=decimal(case["heat_gj"]),
        heat_ratio=decimal(case.get("heat_ratio", "0")),
        load_factor=decimal(case["load_factor"]),
        cooling=case.get("cooling", "water"),
        chp=str(case.get("chp", "false")).lower() == "true",
        verified_t=int(case.get("verified_t", "0")),
    )


@pytest.mark.parametrize(
    "case", LAW.document("cases/load_coefficient.yaml"), ids=lambda c: f"{c['plan']} {c['load_factor']}"
)
def test_load_coefficient_cases(case):
    plan = PLANS[case["plan"]]
    found = load_coefficient(plan.load.value, decimal(case["load_factor"]), decimals=2, rounding="")
    assert show(found.value, 12) == case["exact"]


@pytest.mark.parametrize("case", LAW.document("cases/power_allocation.yaml"), ids=lambda c: c["name"])
def test_unit_cases(case):
    plan = PLANS[case["plan"]]
    found = allocate_unit(plan, output(case["unit"]))
    assert show(found.electricity_allowance, 6) == show(decimal(case["electricity_allowance"]), 6)
    assert show(found.heat_allowance) == case["heat_allowance"]
    assert found.approved_t == int(case["approved_t"])
    assert explain_unit(plan, found).check() == []


@pytest.mark.parametrize(
    "case", LAW.document("cases/entity_relief.yaml"), ids=lambda c: f"{c['plan']} {c['initial_t']}"
)
def test_entity_cases(case):
    plan = PLANS[case["plan"]]
    found = allocate_entity(plan, [_unit_of(plan, int(case["initial_t"]))], int(case["verified_t"]))
    assert found.approved_t == int(case["approved_t"])
    assert found.obligation_t == int(case["obligation_t"])
    if "gap_rate" in case:
        assert show(found.gap_rate) == case["gap_rate"]


@pytest.mark.parametrize("case", LAW.document("cases/preallocation.yaml"), ids=lambda c: c["base_t"])
def test_preallocation_cases(case):
    assert preallocated_t(PLANS[case["plan"]], int(case["base_t"])) == int(case["preallocated_t"])


def _unit_of(plan, approved_t):
    """A unit whose approved amount is a given one."""
    from dataclasses import replace

    found = allocate_unit(plan, output({"unit_class": "III", "heat_gj": "0", "load_factor": "0.9"}))
    return replace(found, approved_t=approved_t, initial_t=approved_t)


def _cases(*ids):
    return {c["id"]: c for c in json.loads(shared("reference/cases.json").read_text("utf-8")) if c["id"] in ids}


def test_the_worked_cases_that_came_with_the_product():
    cases = _cases("A01", "A02", "A04", "A06", "A07", "A09", "A10", "A11")
    for id in ("A01", "A02", "A04", "A07"):
        case = cases[id]
        found = allocate_unit(PLANS[case["input"]["plan"]], output(case["input"]))
        assert found.approved_t == case["expected"]["allowance_floor"], id
    plan = PLANS["2022"]
    for factor, expected in zip(cases["A06"]["input"]["F"], cases["A06"]["expected"]["Ff"], strict=True):
        found = load_coefficient(plan.load.value, decimal(factor), decimals=2, rounding="")
        assert show(found.value, 12).rstrip("0").rstrip(".") == expected.rstrip("0").rstrip(".")
    base = int(cases["A09"]["input"]["verified_previous_t"])
    assert preallocated_t(plan, base) == cases["A09"]["expected"]["pre70_floor"]
    for (verified, initial), expected in zip(
        cases["A10"]["input"]["cases"], cases["A10"]["expected"]["results"], strict=True
    ):
        found = allocate_entity(plan, [_unit_of(plan, int(initial))], int(verified))
        assert found.approved_t == int(expected["approved"])
        assert found.relief_t == int(expected["top_up"])
        assert found.gap_t == int(expected["gap"])
        assert 100 * found.gap_rate == Fraction(expected["gap_rate_pct"])
    first = PLANS["2019-2020"]
    found = allocate_entity(first, [_unit_of(first, 700_000)], 1_000_000)
    assert found.obligation_t == int(cases["A11"]["expected"]["obligation"])


def test_a_period_no_plan_covers_is_refused():
    with pytest.raises(Problem, match="first known text"):
        PowerPlan.of(LAW, Period.of(2018))
    with pytest.raises(Problem, match="only a draft"):
        PowerPlan.of(LAW, Period.of(2025))
    with pytest.raises(Problem, match="2027"):
        PowerPlan.of(LAW, Period.of(2027), drafts=True)


units = st.fixed_dictionaries(
    {
        "unit_class": st.sampled_from(["I", "II", "III", "IV"]),
        "supply_mwh": st.integers(0, 10**10).map(lambda n: show(Fraction(n, 1000))),
        "heat_gj": st.integers(0, 10**9).map(lambda n: show(Fraction(n, 100))),
        "heat_ratio": st.integers(0, 10**4).map(lambda n: show(Fraction(n, 10**4))),
        "load_factor": st.integers(0, 11_000).map(lambda n: show(Fraction(n, 10**4))),
        "cooling": st.sampled_from(["water", "air", "back_pressure"]),
        "chp": st.booleans(),
        "verified_t": st.integers(0, 10**7).map(str),
    }
)


@settings(max_examples=150)
@given(units, st.sampled_from(sorted(PLANS)))
def test_every_tree_proves_its_figure(case, name):
    plan = PLANS[name]
    found = allocate_unit(plan, output({**case, "generation_mwh": case["supply_mwh"]}))
    node = explain_unit(plan, found)
    assert node.check() == []
    assert node.value == found.approved_t
    entity = allocate_entity(plan, [found], int(case["verified_t"]))
    assert explain_entity(plan, entity, [node]).check() == []


@given(units, st.integers(0, 10**8), st.sampled_from(sorted(PLANS)))
def test_an_allowance_never_falls_when_output_or_heat_rises(case, more, name):
    plan = PLANS[name]
    case = {**case, "generation_mwh": case["supply_mwh"]}
    before = allocate_unit(plan, output(case)).approved_t
    grown = show(decimal(case["supply_mwh"]) + Fraction(more, 1000))
    assert allocate_unit(plan, output({**case, "supply_mwh": grown, "generation_mwh": grown})).approved_t >= before
    hotter = show(decimal(case["heat_gj"]) + Fraction(more, 100))
    assert allocate_unit(plan, output({**case, "heat_gj": hotter})).approved_t >= before


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_relief_never_leaves_more_than_a_fifth_open(initial, verified):
    plan = PLANS["2022"]
    found = allocate_entity(plan, [_unit_of(plan, initial)], verified)
    assert found.approved_t >= initial
    assert found.approved_t >= floor(Fraction(8, 10) * verified)
    if initial >= Fraction(8, 10) * verified:
        assert found.relief_t == 0


def test_an_irrational_floor_is_decided_by_whole_numbers_where_the_bound_does_not_decide():
    """amount = m / 1.015^(n/500) to 60 digits: the product is m or just below it, closer than the bound."""
    from decimal import Decimal, localcontext

    for k in range(1, 60):
        exponent = Fraction(8000 - 37 * k, 500)
        with localcontext() as context:
            context.prec = 70
            value = Decimal("1.015") ** (Decimal(exponent.numerator) / Decimal(exponent.denominator))
            amount = Fraction(Decimal(123456) / value)
        coefficient = Coefficient(Fraction(value), Fraction("1.015"), exponent)
        exact = 123456 if (Fraction(123456) / amount) ** 500 <= Fraction("1.015") ** int(exponent * 500) else 123455
        assert coefficient.floor_of(amount) == exact


@settings(max_examples=80)
@given(st.integers(1, 10**10), st.integers(0, 7499))
def test_floors_of_powers_agree_with_whole_number_arithmetic(kwh, factor):
    plan = PLANS["2022"]
    found = load_coefficient(plan.load.value, Fraction(factor, 10**4), decimals=2, rounding="")
    amount = Fraction(kwh, 1000) * Fraction("0.8177")
    t = found.floor_of(amount)
    n = 8000 - factor
    # t <= amount x 1.015^(n/500) < t + 1, raised to the 500th power
    power = Fraction("1.015") ** n
    assert (Fraction(t) / amount) ** 500 <= power < (Fraction(t + 1) / amount) ** 500
