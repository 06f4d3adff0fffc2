"""Fitted coefficients: units made by a known law give it back, a planted fault is found, and plain least squares."""

from fractions import Fraction
from random import Random

import pytest

from tanshi.allocation.drafting.bench import Bench
from tanshi.allocation.drafting.fit import fit, pieces_of
from tanshi.allocation.drafting.least_squares import least_squares
from tanshi.core.exact import show
from tests.allocation.drafting.units import plan, sector, unit

BASES = {"I": 0.80, "II": 0.88, "III": 0.95, "IV": 0.39}


def made(name, count, noise=0.0, seed=1, slope=None):
    """A sector whose intensities are the plan's own coefficients times a base of the class."""
    chance, rows = Random(seed), []
    for n in range(count):
        unit_class = chance.choice(["I", "II", "III", "IV"])
        ratio = chance.choice([0, chance.randint(1, 600)])
        rows.append(
            {
                "unit": f"U{n}", "unit_class": unit_class, "supply_mwh": "1000000", "generation_mwh": "1000000",
                "heat_gj": "1000" if ratio else "0", "heat_ratio": show(Fraction(ratio, 1000), 3),
                "load_factor": show(Fraction(chance.randint(450, 980), 1000), 3),
                "cooling": chance.choice(["water", "air"]) if unit_class != "IV" else "water", "chp": "true",
                "verified_t": "0",
            }
        )  # fmt: skip
    blank = sector([unit(r, n) for n, r in enumerate(rows)])
    units = []
    for row, (found, weight) in zip(rows, Bench(plan(name), blank).weighted(), strict=True):
        electricity = BASES[row["unit_class"]] * float(weight) * (1 + chance.gauss(0, noise))
        if slope:
            electricity *= 1 - slope * float(found.output.heat_ratio)
        emission = electricity / (1 - float(found.output.heat_ratio))
        units.append(unit(row | {"verified_t": f"{emission:.6f}"}, len(units)))
    return sector(units)


def terms(found):
    return {(t.name, t.at): t for t in found.terms}


def test_units_made_by_the_plan_give_its_coefficients_back():
    coal, gas = fit(Bench(plan("2022"), made("2022", 400))).fits
    assert (coal.fuel, gas.fuel) == ("coal", "gas")
    for found in (coal, gas):
        assert found.r2 > 0.9999
        assert found.spread < 0.0005
        for term in found.terms:
            assert term.estimate == pytest.approx(term.plan, abs=0.006), term
    assert coal.bases["I"] == pytest.approx(0.80, rel=1e-3)
    assert terms(coal)["heat_slope", ""].estimate == pytest.approx(0.22, abs=1e-3)
    assert terms(gas)["heat_slope", ""].estimate == pytest.approx(0.6, abs=1e-6)
    assert terms(coal)["load_slope", "0-0.75"].estimate == pytest.approx(0.29777, abs=1e-3)


def test_the_jump_of_2023_is_found():
    coal, _ = fit(Bench(plan("2023"), made("2023", 400))).fits
    assert [p.jumps for p in pieces_of(plan("2023"))] == [True]
    assert [p.jumps for p in pieces_of(plan("2022"))] == [False, False, False]
    assert terms(coal)["load_jump", "0-0.65"].estimate == pytest.approx(1.045678, abs=1e-4)


def test_noise_is_the_residual_spread_and_the_estimates_lie_within_their_errors():
    coal, _ = fit(Bench(plan("2022"), made("2022", 800, noise=0.03))).fits
    assert coal.spread == pytest.approx(0.03, rel=0.15)
    for term in coal.terms:
        assert abs(term.estimate - term.plan) < 4 * term.error, term


def test_a_planted_fault_is_the_furthest_unit():
    clean = made("2022", 200, noise=0.01)
    planted = unit(
        {"unit": "X", "unit_class": "I", "supply_mwh": "1000000", "load_factor": "0.9", "verified_t": "1600000"}, 99
    )
    coal, _ = fit(Bench(plan("2022"), sector([*clean.units, planted]))).fits
    assert coal.furthest()[0].unit_id == "X"


def test_counted_by_output_large_units_say_more():
    rows = []
    for n in range(60):
        output, base, load = (4_000_000, 800, 500 + 4 * n) if n % 2 else (100_000, 900, 504 + 4 * n)
        rows.append(
            {
                "unit": f"U{n}", "unit_class": "I", "supply_mwh": str(output), "load_factor": f"0.{load}",
                "verified_t": str(output * base * (1000 + 750 - load) // 10**6),
            }
        )  # fmt: skip
    bench = Bench(plan("2022"), sector([unit(r, n) for n, r in enumerate(rows)]))
    each, weighted = (fit(bench, by_output=how).fits[0] for how in (False, True))
    assert each.bases["I"] == pytest.approx((0.8 * 0.9) ** 0.5, abs=0.01)
    assert weighted.bases["I"] == pytest.approx(0.80, abs=0.01)
    assert weighted.spread < each.spread


def test_units_without_intensity_are_left_out_and_too_few_are_not_fitted():
    found = fit(Bench(plan("2022"), made("2022", 4)))
    assert found.fits == ()
    idle = unit({"unit_class": "I", "supply_mwh": "0", "load_factor": "0.9", "verified_t": "5"}, 1)
    assert [f.code for f in fit(Bench(plan("2022"), sector([idle]))).findings] == ["draft.no_intensity"]


def test_least_squares_of_a_line_and_of_columns_that_say_the_same():
    ones, x, y = [1.0] * 5, [0.0, 1.0, 2.0, 3.0, 4.0], [1.0, 3.2, 4.8, 7.1, 8.9]
    found = least_squares([ones, x, [2 * v for v in x]], y)
    assert found.estimates[0] == pytest.approx(1.06)
    assert found.estimates[1] == pytest.approx(1.97)
    assert found.estimates[2] is None
    assert sum(found.residuals) == pytest.approx(0)
    assert found.errors[1] == pytest.approx((0.091 / 3 / 10) ** 0.5, rel=1e-6)
