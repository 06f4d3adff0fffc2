"""Emissions of generating units: worked cases, missing carbon by year, and trees that prove themselves."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanshi.accounting.power import PowerRules, UnitMonth, carbon_burnt, entity_total, explain, load_factor, unit_year
from tanshi.core.exact import show
from tanshi.core.period import Period
from tanshi.rules import Law

LAW = Law("cn")


EMPTY = {
    "generation_mwh_e3": 0,
    "own_use_mwh_e3": 0,
    "network_use_mwh_e3": 0,
    "heat_gj_e2": 0,
    "hours_e2": 1,
    "fuel_e2": 0,
    "fuel_for_heat_e2": 0,
    "ncv_e3": 21000,
    "carbon_e4": 5000,
    "purchased_mwh_e3": 0,
}


def month(name="2022-01", **changes):
    return UnitMonth(name, **{**EMPTY, **changes})


def year(*months, period=2022, fuel="coal", chp=False, rated_kw=100_000):
    return unit_year(PowerRules.of(LAW, Period.of(period)), fuel=fuel, chp=chp, rated_kw=rated_kw, months=months)


def test_measured_carbon_by_month():
    """facts 2.2: months 60,000 t at 0.540 and 40,000 t at 0.500 give 0.524 and 190,212 t."""
    found = year(month(fuel_e2=6_000_000, carbon_e4=5400), month("2022-02", fuel_e2=4_000_000, carbon_e4=5000))
    assert found.emission_t_e2 == 19021200
    assert found.carbon_e4 == 5240


def test_default_carbon_before_and_from_2021():
    """M02: 100,000 t at 21.000 GJ/t: 235,169.55 t with 0.03085, 255,827.88 t with 0.03356."""
    burnt = month(fuel_e2=10_000_000, ncv_e3=21000, carbon_e4=None)
    assert year(burnt, period=2022).emission_t_e2 == 23516955
    assert year(burnt, period=2020).emission_t_e2 == 25582788


def test_natural_gas_at_default_values():
    """M04 has 0.01532 tC/GJ; the power guide's default is 0.0153."""
    burnt = month(fuel_e2=1_200_000, ncv_e3=389310, carbon_e4=None)
    assert year(burnt, fuel="gas").combustion_t_e2 == 25946266


def test_purchased_electricity():
    """M05: 1,234.567 MWh x 0.5703 = 704.07 t, while it counts."""
    assert year(month(purchased_mwh_e3=1_234_567)).purchased_t_e2 == 70407
    assert year(month(purchased_mwh_e3=1_234_567), period=2023).purchased_t_e2 == 0


def test_load_factor_to_two_decimals_of_a_percent():
    """M07: 3,000,000 MWh of 660 MW over 7,000 h is 64.94 %."""
    rules = PowerRules.of(LAW, Period.of(2022))
    assert show(load_factor(rules, 3_000_000_000, 700_000, 660_000)) == "0.6494"
    assert load_factor(rules, 1, 0, 660_000) == 0


@pytest.mark.parametrize(
    ("period", "measured", "expected"),
    [
        # a missing month takes the mean of the measured ones in 2021 and 2022 if there are three of them
        (2022, [5000, 5100, 5200, None], 4 * 51000),
        (2021, [5000, 5100, 5200, None], 4 * 51000),
        # with two it takes the default by heat: 21 GJ/t x 0.03085 = 0.64785
        (2022, [5000, 5200, None, None], 50000 + 52000 + 2 * 64785),
        # and in other years always
        (2023, [5000, 5100, 5200, None], 153000 + 64785),
        (2020, [5000, 5100, 5200, None], 153000 + 70476),
    ],
)
def test_a_month_without_measured_carbon(period, measured, expected):
    months = [month(f"{period}-{n:02d}", fuel_e2=100, carbon_e4=c) for n, c in enumerate(measured, 1)]
    rules = PowerRules.of(LAW, Period.of(period))
    assert carbon_burnt(rules, "coal", months) == Fraction(expected, 10**5)


def test_net_supply_of_condensing_and_chp_units():
    plain = month(generation_mwh_e3=1_000_000, own_use_mwh_e3=60_000, fuel_e2=100_000)
    assert year(plain).supply_mwh_e3 == 940_000
    heated = month(
        generation_mwh_e3=1_000_000,
        own_use_mwh_e3=60_000,
        network_use_mwh_e3=10_000,
        fuel_e2=100_000,
        fuel_for_heat_e2=25_000,
    )
    found = year(heated, chp=True)
    assert found.heat_ratio_e4 == 2500
    assert found.supply_mwh_e3 == 1_000_000 - 37_500


def test_an_entity_is_rounded_once():
    units = [year(month(fuel_e2=n, carbon_e4=5000)) for n in (27, 27, 27)]
    assert [u.emission_t_e2 for u in units] == [49, 49, 49]
    assert entity_total(PowerRules.of(LAW, Period.of(2022)), units) == 1  # 1.47, not three times 0


months_of_a_year = st.lists(
    st.builds(
        month,
        name=st.sampled_from(Period.of(2022).months),
        generation_mwh_e3=st.integers(0, 10**9),
        fuel_e2=st.integers(0, 10**8),
        ncv_e3=st.integers(5_000, 29_000),
        carbon_e4=st.none() | st.integers(1000, 8000),
        purchased_mwh_e3=st.integers(0, 10**6),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60)
@given(months_of_a_year, st.sampled_from([2020, 2021, 2022, 2023]), st.sampled_from(["coal"]))
def test_every_tree_proves_its_figure(months, period, fuel):
    rules = PowerRules.of(LAW, Period.of(period))
    found = unit_year(rules, fuel=fuel, chp=False, rated_kw=10**6, months=months)
    node = explain(rules, fuel=fuel, months=months, year=found)
    assert node.check() == []
    assert node.value == Fraction(found.emission_t_e2, 100)


@given(months_of_a_year)
def test_more_fuel_is_never_less_emission(months):
    more = [
        UnitMonth(**{**{f: getattr(m, f) for f in UnitMonth.__slots__}, "fuel_e2": m.fuel_e2 + 100}) for m in months
    ]
    assert year(*more).emission_t_e2 >= year(*months).emission_t_e2
