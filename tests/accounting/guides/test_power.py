"""The guide for power and the model's own accounting of units come to the same emission, whatever the months."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanshi.accounting.activity import Activity
from tanshi.accounting.guide import Guide
from tanshi.accounting.power import PowerRules, UnitMonth, entity_total, unit_year
from tanshi.accounting.totals import Totals
from tanshi.core.period import Period
from tanshi.rules import Law

LAW = Law("cn")
COUNTS = range(2019, 2023)  # years in which electricity bought counts for allocation


@st.composite
def months(draw, fuel):
    """Return up to twelve months; of gas all are measured or none, as the rule of the mean is one for coal."""
    number = draw(st.integers(1, 12))
    measured = st.integers(1, 9000) if fuel == "coal" else st.integers(40000, 65000)
    carbon = st.one_of(st.none(), measured) if fuel == "coal" else draw(st.sampled_from([st.none(), measured]))
    return [
        UnitMonth(
            f"{n:02d}", 1000, 0, 0, 0, 100, draw(st.integers(0, 10**8)), 0, draw(st.integers(1, 400_000)), draw(carbon),
            draw(st.integers(0, 10**7)),
        )
        for n in range(1, number + 1)
    ]  # fmt: skip


def rows_of(fuel, year, unit, found):
    stream, item = ("coal", "coal") if fuel == "coal" else ("gas", "natural_gas")
    for m in found:
        values = {"fc": (m.fuel_e2, 100), "ncv": (m.ncv_e3, 1000)}
        if m.carbon_e4 is not None:
            values["c_ar"] = (m.carbon_e4, 10**4)
        yield Activity("E1", year, f"{year}-{m.month}", unit, stream, item, values)
        yield Activity("E1", year, f"{year}-{m.month}", unit, "electricity", "", {"mwh": (m.purchased_mwh_e3, 1000)})


@pytest.mark.parametrize("year", range(2019, 2026))
@settings(max_examples=8)
@given(data=st.data())
def test_guide_and_model_agree(year, data):
    fuels = data.draw(st.lists(st.sampled_from(["coal", "gas"]), min_size=1, max_size=3))
    rules = PowerRules.of(LAW, Period.of(year))
    guide = Guide.of(LAW, "power", year)
    totals, units = Totals(guide), []
    for number, fuel in enumerate(fuels):
        found = data.draw(months(fuel))
        totals.add(rows_of(fuel, year, f"U{number}", found))
        units.append(unit_year(rules, fuel=fuel, chp=False, rated_kw=100_000, months=found))
    (entity,) = totals.finished()
    assert totals.findings == []
    assert [scaled(part.sources["fuel"]) for part in entity.parts] == [u.combustion_t_e2 for u in units]
    if year in COUNTS:
        assert [scaled(part.sources["electricity"]) for part in entity.parts] == [u.purchased_t_e2 for u in units]
    assert entity.totals["covered"] == entity_total(rules, units)


def scaled(value):
    assert (value * 100).denominator == 1
    return int(Fraction(value) * 100)


@pytest.mark.parametrize(("year", "measured", "share"), [(2021, 3, "mean"), (2022, 3, "mean"), (2023, 3, "default")])
def test_a_missing_month_of_coal(year, measured, share):
    """From three measured months on the mean holds in 2021 and 2022: 0.5000 x 1,000 t, else 21 x 0.03085."""
    found = [UnitMonth(f"{n:02d}", 0, 0, 0, 0, 0, 100_000, 0, 21000, 5000, 0) for n in range(1, measured + 1)]
    found.append(UnitMonth("12", 0, 0, 0, 0, 0, 100_000, 0, 21000, None, 0))
    totals = Totals(Guide.of(LAW, "power", year))
    totals.add(rows_of("coal", year, "U1", found))
    (entity,) = totals.finished()
    carbon = 1000 * measured * Fraction("0.5") + 1000 * (
        Fraction("0.5") if share == "mean" else 21 * Fraction("0.03085")
    )
    assert abs(entity.sources["fuel"] - carbon * Fraction("0.99") * 44 / 12) <= Fraction("0.005")
