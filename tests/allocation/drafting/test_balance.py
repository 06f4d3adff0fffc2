"""Balance values: the cases beside the law, the published values beside ours, and what must always be true."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanshi.allocation.drafting.balance import balance
from tanshi.allocation.drafting.bench import PLACES, Bench, Benchmarks
from tanshi.core.exact import show
from tests.allocation.drafting.units import LAW, observed, plan, sector, unit


@pytest.mark.parametrize("case", LAW.document("cases/balance_value.yaml"), ids=lambda c: c["name"])
def test_cases(case):
    found = balance(Bench(plan(case["plan"]), observed(case["units"])))
    assert {line: show(value, PLACES) for line, value in found.values().items()} == case["values"]
    assert len(found.findings) == int(case.get("left_out", "0"))


def test_the_published_value_stands_beside_ours():
    rows = [{"unit_class": "I", "supply_mwh": "1000000", "load_factor": "0.90", "verified_t": "812790"}]
    found = balance(Bench(plan("2021"), observed(rows)), LAW)
    line = next(n for n in found.lines if n.line == "I")
    assert line.published.value == "0.8210"
    assert line.difference == Fraction("-0.01")
    assert found.together == {"I": Fraction("-0.01")}
    assert all(n.published is None for n in balance(Bench(plan("2022"), observed(rows)), LAW).lines)


def test_how_heat_is_divided_does_not_move_the_two_together():
    row = {"unit_class": "II", "supply_mwh": "1000000", "heat_gj": "2000000", "load_factor": "0.90",
           "chp": "true", "verified_t": "900000"}  # fmt: skip
    found = [balance(Bench(plan("2023"), observed([row | {"heat_ratio": ratio}])), LAW) for ratio in ("0.20", "0.30")]
    assert found[0].values() != found[1].values()
    assert found[0].together == found[1].together


def random_units(classes=("I", "II", "III", "IV")):
    """Units as they come: some with heat, of a few entities."""
    return st.lists(
        st.builds(
            _random,
            st.sampled_from(classes),
            st.integers(10**6, 4 * 10**9),
            st.integers(350, 1000),
            st.one_of(st.just(0), st.integers(1, 700)),
            st.integers(300, 1400),
            st.sampled_from(["water", "air"]),
            st.sampled_from("ABC"),
        ),
        min_size=1,
        max_size=12,
    ).map(lambda rows: sector([unit(r, n) for n, r in enumerate(rows)]))


def _random(unit_class, kwh, load, ratio, intensity, cooling, entity):
    supply = Fraction(kwh, 1000)
    return {
        "unit_class": unit_class,
        "supply_mwh": show(supply * Fraction(94, 100), 5),
        "generation_mwh": show(supply, 3),
        "heat_gj": show(supply * ratio / 200, 2) if ratio else "0",
        "heat_ratio": show(Fraction(ratio, 1000), 3),
        "load_factor": show(Fraction(load, 1000), 3),
        "cooling": cooling if unit_class != "IV" else "water",
        "chp": "true" if ratio else "false",
        "verified_t": show(supply * intensity / 1000, 2),
        "entity": entity,
    }


@settings(max_examples=60, deadline=None)
@given(random_units(), st.sampled_from(["2019-2020", "2022", "2023", "2025-draft"]))
def test_balance_values_give_what_was_emitted(found, name):
    bench = Bench(plan(name), found)
    values = balance(bench)
    weights = bench.weights()
    exact = sum((values.values()[line] * weight for line, weight in weights.items() if weight), Fraction(0))
    assert exact == sum(u.verified_t for u in found.units)
    rounded = Benchmarks.of(bench.plan).lines() | values.values(PLACES)
    sector_ = bench.under(Benchmarks.by_line(rounded, bench.plan.electricity))
    within = sum(weights.values()) / (2 * 10**PLACES) + 2 * len(found.units) + len(found.entities)
    assert abs(sector_.surplus_t(after_relief=False)) <= within


@settings(max_examples=40, deadline=None)
@given(random_units(), st.sampled_from(["2019-2020", "2021", "2023", "2025-draft"]))
def test_the_bench_gives_what_the_plan_gives(found, name):
    from tanshi.allocation.power import allocate_entity, allocate_unit

    bench = Bench(plan(name), found)
    own = bench.own()
    units = [allocate_unit(bench.plan, u.output) for u in found.units]
    assert list(own.units) == units
    for id, entity in found.entities.items():
        of = [a for u, a in zip(found.units, units, strict=True) if u.entity_id == id]
        assert own.entities[id] == allocate_entity(bench.plan, of, entity.verified_t)
    other = Benchmarks({c: v * 9 / 10 for c, v in Benchmarks.of(bench.plan).electricity.items()}, {
        c: v * 11 / 10 for c, v in Benchmarks.of(bench.plan).heat.items()
    })  # fmt: skip
    moved = replace(
        bench.plan,
        electricity={c: replace(v, value=show(other.electricity[c])) for c, v in bench.plan.electricity.items()},
        heat={c: replace(v, value=show(other.heat[c])) for c, v in bench.plan.heat.items()},
    )
    assert list(bench.under(other).units) == [allocate_unit(moved, u.output) for u in found.units]
