from tanshi.disclosure.results import results
from tanshi.disclosure.unit_sums import UnitYear, by_class, by_province_and_class, by_year, read_unit_years


def test_a_unit_of_the_joint_period_counts_once():
    units = [
        UnitYear("2019", "13", "I", "u1", 660_000, "10.5", "1", 100, 90, 90),
        UnitYear("2020", "13", "I", "u1", 660_000, "11.25", "2", 110, 95, 99),
        UnitYear("2020", "14", "II", "u2", 300_000, "1", "0", 10, 20, 20),
    ]
    first, second = by_class(units)
    assert (first["units"], first["capacity_kw"], first["output_mwh"], first["verified_t"]) == (
        1,
        660_000,
        "21.75",
        210,
    )
    assert (second["unit_class"], second["gap_t"]) == ("II", -10)
    assert [(y["emission_year"], y["units"], y["approved_t"]) for y in by_year(units)] == [
        ("2019", 1, 90),
        ("2020", 2, 119),
    ]
    assert [(p["area_gb2260"], p["unit_class"], p["gap_t"]) for p in by_province_and_class(units)] == [
        ("13", "I", 21),
        ("14", "II", -10),
    ]


def test_a_year_agrees_however_it_is_added(year_market):
    with year_market.view() as view:
        units, found = read_unit_years(view, "2022"), results(view, "2022")
    (year,) = by_year(units)
    for name in ("units", "capacity_kw", "verified_t", "initial_t", "approved_t", "gap_t"):
        assert year[name] == sum(c[name] for c in found.classes) == sum(p[name] for p in by_province_and_class(units))
    assert year["units"] == found.nation["units"]
    assert abs(year["verified_t"] - found.nation["verified_t"]) < year["units"], "each unit is rounded by itself"
    relief = sum(e["relief_t"] for e in found.entities)
    assert year["approved_t"] + relief == found.nation["approved_t"]
