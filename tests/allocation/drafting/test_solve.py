"""Benchmarks for a target: the cases beside the law, and solving then allocating."""

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tanshi.allocation.drafting.bench import PLACES, Bench, Benchmarks, lines_of
from tanshi.allocation.drafting.solve import solve
from tanshi.core.exact import decimal, show
from tanshi.core.finding import Problem
from tests.allocation.drafting.test_balance import random_units
from tests.allocation.drafting.units import LAW, observed, plan

ONE = Fraction(1)


def strictness(bench, given):
    return dict.fromkeys(lines_of(bench.plan), ONE) | {line: decimal(v) for line, v in given.items()}


@pytest.mark.parametrize("case", LAW.document("cases/benchmark_solution.yaml"), ids=lambda c: c["name"])
def test_cases(case):
    bench = Bench(plan(case["plan"]), observed(case["units"]))
    found = solve(
        bench,
        Benchmarks.of(bench.plan).lines(),
        strictness(bench, case.get("strictness", {})),
        int(case["surplus_t"]),
        after_relief=case.get("after_relief") == "true",
    )
    solved = {n.line: show(n.value, PLACES) for n in found.lines}
    assert {line: solved[line] for line in case["benchmarks"]} == case["benchmarks"]
    assert found.surplus_t == int(case["really_t"])


@settings(max_examples=50, deadline=None)
@given(random_units(), st.integers(-50, 50), st.sampled_from(["2022", "2023", "2025-draft"]))
def test_solving_then_allocating_meets_the_target_but_for_rounding(found, permille, name):
    bench = Bench(plan(name), found)
    verified = sum(e.verified_t for e in found.entities.values())
    target = verified * permille // 1000
    base = Benchmarks.of(bench.plan).lines()
    try:
        solution = solve(bench, base, dict.fromkeys(base, ONE), target)
    except Problem:
        assume(False)
    assert abs(solution.surplus_t - target) <= solution.rounding_t
    assert solution.rounding_t <= sum(bench.weights().values()) / (2 * 10**PLACES) + 2 * len(found.units) + 1
    assert all((n.value * 10**PLACES).denominator == 1 for n in solution.lines)
    assert solution.sector.units == bench.under(solution.benchmarks).units


def test_units_given_their_emission_are_given_it_under_any_benchmarks():
    rows = [
        {"unit_class": "I", "load_factor": "0.8", "generation_mwh": "1000000", "verified_t": "800000"},
        {"unit_class": "verified", "load_factor": "0", "verified_t": "500000"},
    ]
    bench = Bench(plan("2026-draft"), observed(rows))
    base = Benchmarks.of(bench.plan).lines()
    found = solve(bench, base, dict.fromkeys(base, ONE), 0)
    assert (found.surplus_t, found.sector.units[1].approved_t) == (0, 500_000)
    assert found.benchmarks.electricity["I"] == Fraction("0.8")


@settings(max_examples=20, deadline=None)
@given(random_units(), st.integers(0, 100))
def test_after_relief_no_other_factor_of_the_grid_comes_nearer(found, permille):
    bench = Bench(plan("2022"), found)
    base = Benchmarks.of(bench.plan).lines()
    even = dict.fromkeys(base, ONE)
    target = sum(e.verified_t for e in found.entities.values()) * permille // 1000
    try:
        solution = solve(bench, base, even, target, after_relief=True)
    except Problem:
        assume(False)
    off = abs(solution.surplus_t - target)
    for tenth in range(-10, 11):
        factor = Fraction(tenth, 10)
        values = {n: max(v * (1 - factor), Fraction(1, 10**PLACES)) for n, v in base.items()}
        rounded = {n: decimal(show(v, PLACES)) for n, v in values.items()}
        other = bench.under(Benchmarks.by_line(rounded, bench.plan.electricity)).surplus_t(after_relief=True)
        assert off <= abs(other - target) + sum(bench.weights().values()) / 10**PLACES


@settings(max_examples=30, deadline=None)
@given(random_units(), st.integers(1, 50), st.sampled_from(["2019-2020", "2022", "2023"]))
def test_a_higher_benchmark_never_gives_anybody_less(found, step, name):
    bench = Bench(plan(name), found)
    own = Benchmarks.of(bench.plan)
    more = Benchmarks(
        {c: v + Fraction(step, 10**PLACES) for c, v in own.electricity.items()},
        {c: v + Fraction(step, 10**PLACES) for c, v in own.heat.items()},
    )
    before, after = bench.own(), bench.under(more)
    assert all(b.approved_t >= a.approved_t for a, b in zip(before.units, after.units, strict=True))
    assert all(after.entities[id].gap_t <= e.gap_t for id, e in before.entities.items())


@pytest.mark.parametrize(
    ("strict", "target", "says"),
    [
        ({"I": "0", "II": "0"}, 0, "No line can be moved"),
        ({"I": "-1"}, 0, "No line can be moved"),
        ({}, -(10**9), "zero or below"),
    ],
)
def test_what_cannot_be_solved_is_told(strict, target, says):
    rows = LAW.document("cases/benchmark_solution.yaml")[0]["units"]
    bench = Bench(plan("2022"), observed(rows))
    with pytest.raises(Problem, match=says):
        solve(bench, Benchmarks.of(bench.plan).lines(), strictness(bench, strict), target)
    with pytest.raises(Problem, match="between"):
        solve(bench, Benchmarks.of(bench.plan).lines(), strictness(bench, {}), -(10**9), after_relief=True)
