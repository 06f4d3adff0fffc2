"""Many rows at once find what the exact arithmetic finds of each; records of a plant as somebody would read them."""

import calendar
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanshi.mrv.plausibility.check import Catalogue
from tanshi.mrv.plausibility.frames import frames
from tanshi.mrv.plausibility.judging import judge_one, numbers_of
from tanshi.mrv.plausibility.records import FIGURES, Filed, Records, Reported, Unit
from tanshi.mrv.plausibility.review import review
from tanshi.rules import Law

LAW = Law("cn")
COAL = Unit("u1", "e1", "coal", "subcritical", "bituminous", 300_000, False, False, "water", 2010)
CHP = Unit("u2", "e1", "coal", "subcritical", "bituminous", 330_000, True, False, "water", 2012)
GAS = Unit("g1", "e2", "gas", "combined cycle", "", 400_000, False, False, "water", 2015)


def plainly(records):
    """Return (check, place) of all findings, each row by itself with exact arithmetic, and how many were asked."""
    catalogue = Catalogue.of(LAW)
    found, asked = set(), 0
    for kind, frame in frames(catalogue, records).items():
        for row in range(len(frame)):
            if frame.asked is not None and not frame.asked[row]:
                continue
            words = {w: names[codes[row]] for w, (codes, names) in frame.words.items()}
            values = {n: Fraction(*c.at(row)) for n, c in frame.columns.items() if c.known is None or c.known[row]}
            for check in catalogue.of_rows(kind):
                numbers = numbers_of(catalogue, check, frame.days[frame.day[row]], words, values)
                asked += numbers is not None
                if numbers is not None and judge_one(check, numbers) is not None:
                    found.add((check.code, frame.where[row]))
    return found, asked


def test_nothing_recorded_nothing_found():
    assert review(LAW, Records(2022, [], [])).odd == []
    assert review(LAW, Records(2022, [COAL], [])).odd == []


FEW = st.one_of(st.integers(0, 5), st.sampled_from([100, 21_000, 2_100_000, 6_600_000, 150_000_000]))
MONTHS = st.dictionaries(
    st.tuples(
        st.sampled_from(["u1", "u2", "g1"]), st.sampled_from(["2021-03", "2021-12", "2022-01", "2022-02", "2022-03"])
    ),
    st.tuples(*[FEW if f != "carbon_e4" else st.one_of(st.none(), FEW) for f in FIGURES]),
    max_size=9,
)  # fmt: skip
FILEDS = st.dictionaries(st.sampled_from(["u1", "g1"]), st.tuples(*[FEW] * 13))


@settings(max_examples=20, deadline=None)
@given(MONTHS, FILEDS, st.integers(0, 10**6), st.one_of(st.none(), st.integers(0, 10)), st.sampled_from([2022, 2025]))
def test_many_rows_at_once_find_what_each_row_finds(months, filed, total, last, year):
    later = {(u, f"{int(m[:4]) + year - 2022}{m[4:]}"): f for (u, m), f in months.items()}
    records = Records(
        year,
        [COAL, CHP, GAS],
        [(unit, month, figures) for (unit, month), figures in later.items()],
        [Filed(unit, figures) for unit, figures in filed.items()],
        [Reported("e1", total, Fraction(1, 3), last)],
    )
    found = review(LAW, records)
    due, asked = plainly(records)
    assert {(o.check.code, o.where) for o in found.odd} == due
    assert sum(found.asked.values()) == sum(found.asked_by_check.values()) == asked


# one plant's months as somebody would write them

GOOD = dict(zip(FIGURES, (150_000_000, 9_000_000, 0, 0, 70_000, 6_500_000, 0, 21_000, 5500, 100_000), strict=True))


def year_of(unit="u1", year=2022, **changes):
    """Return twelve honest months that differ a little, with changes by month: `m03={"fuel_e2": 1}`."""
    found = []
    for n in range(1, 13):
        days = calendar.monthrange(year, n)[1]
        more = 1000 + (n * 37) % 53
        figures = {k: v * more // 1000 if v else v for k, v in GOOD.items()}
        figures["hours_e2"] = days * 2200 + n
        figures["ncv_e3"] = 21_000 + (n * 29) % 41
        figures["carbon_e4"] = 5500 + (n * 31) % 47
        figures |= changes.get(f"m{n:02d}", {})
        found.append((unit, f"{year}-{n:02d}", tuple(figures[f] for f in FIGURES)))
    return found


def codes(months, units=(COAL,), place=""):
    found = review(LAW, Records(2022, list(units), months))
    return {o.check.code for o in found.odd if place in o.where and o.check.severity != "advice"}


def test_honest_months_pass():
    assert codes(year_of()) == set()


@pytest.mark.parametrize(
    ("wrong", "finds"),
    [
        ({"hours_e2": 75_000}, "hours_over_calendar"),
        ({"generation_mwh_e3": 1_500_000_000}, "overload"),
        ({"fuel_e2": 650_000}, "efficiency_condensing_impossible"),
        ({"fuel_e2": 65_000_000}, "efficiency_condensing_low"),
        ({"ncv_e3": 5_016_000}, "ncv_unit"),
        ({"ncv_e3": 24_500}, "carbon_of_class"),
        ({"carbon_e4": 6479, "ncv_e3": 21_000}, "carbon_is_default"),
        ({"own_use_mwh_e3": 900}, "own_use_coal_low"),
        ({"heat_gj_e2": 500_000}, "heat_of_condensing_unit"),
        ({"network_use_mwh_e3": 10_000_000}, "network_over_own_use"),
    ],
)
def test_a_wrong_figure_is_found(wrong, finds):
    assert finds in codes(year_of(m03=wrong), place="2022-03")


def test_copied_months_and_units_are_found():
    months = year_of()
    april = ("u1", "2022-04", months[2][2])
    assert {"copied_month", "copied_fuel"} <= codes([*months[:3], april, *months[4:]], place="2022-04")
    twin = Unit("u3", "e1", "coal", "subcritical", "bituminous", 300_000, False, False, "water", 2010)
    assert "copied_unit" in codes([*months, *year_of("u3")], (COAL, twin))
    before = [(u, m.replace("2022", "2021"), f) for u, m, f in months]
    assert "copied_last_year" in codes([*before, *months])


def test_the_months_a_unit_lacks_are_told():
    assert "month_missing" in codes([*year_of(), *year_of("u2")[:10]], (COAL, CHP), "u2 2022")
    young = Unit("u2", "e1", "coal", "subcritical", "bituminous", 330_000, True, False, "water", 2022)
    assert "month_missing" not in codes([*year_of(), *year_of("u2")[:10]], (COAL, young), "u2 2022")


def test_the_limit_is_the_statistics_until_march_2025_and_the_standard_from_april():
    def asked(year):
        months = [(u, m.replace("2022", str(year)), f) for u, m, f in year_of(year=2022)]
        found = review(LAW, Records(year, [COAL], months)).asked_by_check
        return {c: n for c, n in found.items() if c.startswith("supply_rate")}

    assert asked(2024) == {
        "supply_rate_month_high": 12, "supply_rate_month_low": 12, "supply_rate_high": 1, "supply_rate_low": 1,
    }  # fmt: skip
    assert asked(2025) == {
        "supply_rate_month_high": 3, "supply_rate_month_low": 3, "supply_rate_month_limit": 9, "supply_rate_limit": 1,
        "supply_rate_better_than_best": 1,
    }  # fmt: skip


def test_air_cooled_and_fluidised_bed_units_are_not_held_against_the_table():
    for technology, cooling in (("cfb", "water"), ("subcritical", "air")):
        unit = Unit("u1", "e1", "coal", technology, "bituminous", 300_000, False, False, cooling, 2010)
        months = [(u, m.replace("2022", "2026"), f) for u, m, f in year_of()]
        assert "supply_rate_limit" not in review(LAW, Records(2026, [unit], months)).asked_by_check


def test_figures_per_entity_count_what_was_asked_and_found():
    found = review(LAW, Records(2022, [COAL], year_of(m03={"hours_e2": 75_000})))
    figure = found.by_entity()["e1"]
    assert figure["impossible"] == 1
    assert figure["asked"] == sum(found.asked_by_check.values())
