"""The catalogue of factors: every one has its metadata, and the law answers by one record for a day."""

from datetime import date, timedelta

import pytest

from tanshi.core.exact import decimal
from tanshi.rules import Law, NoTextInForce
from tanshi.rules.factors import all_records, history, parameters, regions, scopes, search, set_of

LAW = Law("cn")


def test_every_factor_has_its_metadata():
    for record in all_records(LAW):
        assert decimal(record.value) >= 0, record.name
        assert set(record.scope) <= set(scopes(LAW)), record.name
        assert record.scope, record.name
        assert record.region in regions(LAW), record.name
        assert record.technology["zh"], record.name
        assert record.source, record.name
        assert 2000 < record.source_year < 2100, record.name


def test_all_of_the_folder_are_factors_and_each_line_of_the_catalogue_is_used():
    found = parameters(LAW)
    assert [name for name in LAW.names() if name.startswith("factors.") and name not in found] == []
    assert {row["of"] for row in LAW.document("factor_sets.yaml")["sets"]} - {"factors"} <= {
        about.of for name in found if (about := set_of(LAW, name))
    }
    assert set_of(LAW, "allocation.preallocation_share") is None
    assert {LAW.parameter(name).axis for name in found} == {"emission"}


@pytest.mark.parametrize("name", ["accounting.power.default_carbon", "factors.electricity_by_area", "factors.heat"])
def test_of_the_records_of_a_day_the_law_answers_by_one(name):
    day = date(2012, 6, 1)
    while day < date(2027, 1, 1):
        for key in {r.key for r in history(LAW, name)}:
            holding = [
                r for r in history(LAW, name, key) if r.holds and r.from_day <= day <= (r.to_day or date(2030, 1, 1))
            ]
            try:
                assert [r.value for r in holding] == [LAW.value(name, day, key).value]
            except NoTextInForce:
                assert holding == []
        day += timedelta(days=200)


SEARCHES = {
    "燃煤 未实测": ({}, "accounting.power.default_carbon[coal]"),
    "北京 电力": ({"scope": "regions"}, "factors.electricity_by_area[11]"),
    "electricity": ({"region": "grid_north"}, "factors.electricity_by_area[grid_north]"),
    "原煤": ({}, ""),
    "raw_coal tce/t": ({"scope": "firms"}, "factors.standard_coal.mass[raw_coal]"),
    "光伏发电 摇篮到坟墓": (
        {"scope": "products"},
        "factors.footprint.electricity[主要发电类型电力碳足迹因子-光伏发电/摇篮到坟墓]",
    ),
}


@pytest.mark.parametrize("words", SEARCHES)
def test_search(words):
    asked, expected = SEARCHES[words]
    names = {r.name for r in search(LAW, words, **asked)}
    assert names == {expected} if expected else not names


def test_what_was_corrected_stands_beside_what_holds():
    held = search(LAW, "default_carbon 燃煤", year=2021)
    every = search(LAW, "default_carbon 燃煤", year=2021, superseded=True)
    assert [(r.value, r.cited.revision) for r in held] == [("0.03085", 2)]
    assert {(r.value, r.cited.revision) for r in every} == {("0.03085", 2), ("0.03356", 1)}
