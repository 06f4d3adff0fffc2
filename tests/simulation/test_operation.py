"""Modelled operation: it depends on year, province and season, and stays within what a unit can do."""

import calendar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanshi.participants.areas import areas
from tanshi.participants.commands import Unit
from tanshi.simulation.operation import (
    CLASSES,
    coal_hours,
    figures,
    gas_hours,
    gas_mw,
    mean_dispatch_permille,
    months_of_unit,
)

YEARS = range(2018, 2025)


def unit(**changes):
    plain = {
        "id": "u", "name_zh": "", "name_en": "", "fuel": "coal", "technology": "subcritical", "coal_type": "bituminous",
        "unit_class": "II", "capacity_kw": 330_000, "cooling": "water", "chp": 0, "captive": 0, "start_year": 2005,
        "retired_year": 0, "modelled": "",
    }  # fmt: skip
    return Unit(**{**plain, **changes})


def energy(months):
    return sum(m.generation_mwh_e3 for m in months.values())


@pytest.mark.parametrize(
    ("years", "year", "months"),
    [
        ({"start_year": 2021}, 2020, 0),
        ({"start_year": 2021}, 2021, 6),
        ({"start_year": 2021}, 2022, 12),
        ({"retired_year": 2022}, 2021, 12),
        ({"retired_year": 2022}, 2022, 6),
        ({"retired_year": 2022}, 2023, 0),
        ({"start_year": 0}, 2018, 12),
    ],
)
def test_a_unit_runs_from_its_start_to_its_end(years, year, months):
    assert len(months_of_unit(1, unit(**years), "32", year)) == months


@pytest.mark.parametrize("year", YEARS)
def test_the_nations_coal_hours_are_the_published_ones(year):
    """Over the tracker's capacity the provinces' hours have the published mean, but for rounding down."""
    hours = total = 0
    for code, row in figures("nation_coal")["provinces"].items():
        mw = sum(b[2] for c in CLASSES if c in row for b in row[c]["bands"])
        hours += coal_hours(code, year) * mw
        total += mw
    published = figures("thermal_by_province")["national_coal_hours"][str(year)]
    assert 0 <= published - hours // total <= 2


def test_units_of_a_province_run_its_hours_in_expectation():
    for area, year in (("37", 2022), ("15", 2019), ("44", 2024)):
        mean = mean_dispatch_permille(area)
        size = figures("operation")["size_hours_permille"][2]["value"]  # 300-499 MW
        expected = coal_hours(area, year) * size / mean
        units = [unit(id=f"u{n}") for n in range(300)]
        found = sum(energy(months_of_unit(1, u, area, year)) / u.capacity_kw for u in units) / len(units)
        assert found == pytest.approx(expected, rel=0.02)


def test_gas_capacity_by_province_sums_to_the_nation():
    for year, national in figures("gas_by_province")["national_mw"].items():
        assert 0 <= national - sum(gas_mw(code, int(year)) for code in areas()) <= 31


def test_where_nearly_all_is_gas_gas_runs_the_thermal_hours():
    assert gas_hours("11", 2022) == figures("thermal_by_province")["hours"]["11"]["2022"]
    assert gas_hours("44", 2022) == figures("gas_by_province")["hours"]["2022"]


def test_weights_of_months_are_whole():
    weights = figures("operation")["month_weights"]
    for region in ("north", "south", "hydro"):
        assert sum(weights[region]) == 10_000
        assert len(weights[region]) == 12


def test_the_north_runs_more_in_winter_and_the_south_in_summer():
    def share(area, month):
        units = [unit(id=f"u{n}") for n in range(40)]
        return sum(months_of_unit(1, u, area, 2022)[f"2022-{month:02d}"].generation_mwh_e3 for u in units)

    assert share("23", 1) > share("23", 7)
    assert share("44", 7) > share("44", 1)


@pytest.mark.parametrize(("fuel", "last"), [("coal", 0), ("gas", 0)])
def test_whoever_measures_goes_on_measuring(fuel, last):
    """The share that does not measure falls, and nobody who measures stops; gas always has its carbon."""
    before = None
    for year in YEARS:
        without = {
            n
            for n in range(300)
            if all(m.carbon_e4 is None for m in months_of_unit(1, unit(id=f"u{n}", fuel=fuel), "32", year).values())
        }
        assert before is None or without <= before
        before = without
        if fuel == "gas":
            assert not without


def test_figures_for_every_year_and_province():
    for code in areas():
        for year in YEARS:
            assert 300 < coal_hours(code, year) < 7000
            assert 300 < gas_hours(code, year) < 4800


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    kw=st.integers(6_000, 1_350_000),
    area=st.sampled_from(sorted(areas())),
    year=st.sampled_from(YEARS),
    fuel=st.sampled_from(["coal", "gas"]),
    chp=st.integers(0, 1),
    captive=st.integers(0, 1),
)
def test_a_month_is_possible(seed, kw, area, year, fuel, chp, captive):
    found = months_of_unit(seed, unit(capacity_kw=kw, fuel=fuel, chp=chp, captive=captive), area, year)
    assert found == months_of_unit(seed, unit(capacity_kw=kw, fuel=fuel, chp=chp, captive=captive), area, year)
    for month, m in found.items():
        clock = calendar.monthrange(year, int(month[5:]))[1] * 24
        assert 0 < m.generation_mwh_e3 <= kw * clock
        assert 0 <= m.own_use_mwh_e3 < m.generation_mwh_e3
        assert 0 <= m.fuel_for_heat_e2 < m.fuel_e2
        assert 0 < m.hours_e2 <= clock * 100
        assert chp or m.heat_gj_e2 == 0
        assert fuel == "coal" or m.carbon_e4
