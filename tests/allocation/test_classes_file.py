"""A file of units: class by fuels and power, one class where units are reported together, bad rows by their cell."""

import pytest

from tanshi.allocation.classes_file import COLUMNS, classify_file, template
from tanshi.allocation.classification import ClassRules
from tanshi.core.finding import Problem
from tanshi.core.period import Period
from tanshi.rules import Law

HEADER = [titles[0] for titles in COLUMNS.values()]


def rules(year="2023"):
    return ClassRules(Law("cn"), Period.named(year), drafts=int(year) > 2024)


def written(tmp_path, *rows, header=None):
    file = tmp_path / "units.csv"
    lines = [header or HEADER, *([row.get(name, "") for name in HEADER] for row in rows)]
    file.write_text("\n".join(",".join(map(str, line)) for line in lines) + "\n", "utf-8")
    return file


COAL = {"unit_id": "A", "capacity_mw": 660, "coal_gj": 1_000}


def test_units_reported_together_take_the_lowest_benchmark_among_those_by_benchmark(tmp_path):
    small = {**COAL, "unit_id": "B", "capacity_mw": 135, "reporting_unit": "R"}
    cfb = {**COAL, "unit_id": "C", "technology": "CFB", "reporting_unit": "R"}
    new = {**COAL, "unit_id": "D", "reporting_unit": "R", "marks": "new_in_year"}
    found = classify_file(rules(), written(tmp_path, COAL, small, cfb, new), "2023")
    assert [(u.unit_id, u.own.treatment, u.own.unit_class, u.unit_class) for u in found.units] == [
        ("A", "benchmark", "I", "I"),
        ("B", "benchmark", "II", "II"),
        ("C", "benchmark", "III", "II"),
        ("D", "excluded", "I", ""),
    ]


def test_the_draft_names_what_stands_as_a_class_in_a_file_to_be_allocated(tmp_path):
    new = {**COAL, "unit_id": "B", "marks": "new_in_year"}
    for year, expected in (("2024", "excluded"), ("2025", "verified")):
        _, found = classify_file(rules(year), written(tmp_path, COAL, new), year).as_json()["units"]
        assert (found["treatment"], found["unit_class"]) == (expected, "verified" if year == "2025" else "")


def test_shares_are_exact_at_the_limit(tmp_path):
    at = {**COAL, "coal_gj": 9, "biomass_gj": 1}
    over = {**COAL, "unit_id": "B", "coal_gj": "9", "biomass_gj": "1.0000001"}
    found = classify_file(rules(), written(tmp_path, at, over), "2023")
    assert [u.own.treatment for u in found.units] == ["benchmark", "excluded"]
    assert classify_file(rules("2025"), written(tmp_path, over), "2025-draft").units[0].own.treatment == "benchmark"


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        ({**COAL, "unit_id": ""}, "allocate.missing", "A3"),
        ({**COAL}, "allocate.duplicate_unit", "A3"),
        ({**COAL, "unit_id": "B", "capacity_mw": ""}, "allocate.missing", "C3"),
        ({**COAL, "unit_id": "B", "coal_gj": "much"}, "allocate.not_a_number", "E3"),
        ({**COAL, "unit_id": "B", "coal_gj": "-1"}, "allocate.negative", "E3"),
        ({**COAL, "unit_id": "B", "coal_gj": "0"}, "classify.no_heat", "A3"),
        ({**COAL, "unit_id": "B", "marks": "luck"}, "allocate.unknown_word", "M3"),
        ({**COAL, "unit_id": "B", "coal_gj": 40, "special_gas_gj": 60}, "classify.no_class", "A3"),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_stay(tmp_path, row, code, cell):
    found = classify_file(rules(), written(tmp_path, COAL, row), "2023")
    assert [(f.code, f.where) for f in found.findings] == [(code, f"units.csv!{cell}")]
    assert [u.unit_id for u in found.units] == ["A"]
    assert found.as_json()["findings"][0]["code"] == code


def test_a_file_that_cannot_be_used(tmp_path):
    with pytest.raises(Problem, match="capacity_mw"):
        classify_file(rules(), written(tmp_path, COAL, header=["a"] * 13), "2023")
    with pytest.raises(Problem, match="row"):
        classify_file(rules(), written(tmp_path), "2023")


def test_the_template_classifies(tmp_path):
    header, *rows = template()
    file = written(tmp_path, *(dict(zip(header, row, strict=True)) for row in rows))
    found = classify_file(rules(), file, "2023")
    assert found.findings == ()
    assert {u.unit_class for u in found.units} == {"I"}
