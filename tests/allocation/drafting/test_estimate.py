"""Estimates before a plan exists: the cases beside the law through files, wrong rows, and what bounds the range."""

import csv
from fractions import Fraction

import pytest

from tanshi.allocation.drafting.estimate import HIGH, LOW, UNCHANGED, estimate, seen_steps
from tanshi.allocation.drafting.projection import projected
from tanshi.core.exact import show
from tanshi.core.finding import Problem
from tests.allocation.drafting.units import LAW, plan

HEADER = (
    "unit_id",
    "month",
    "unit_class",
    "generation_mwh",
    "heat_gj",
    "heat_ratio",
    "load_factor",
    "chp",
    "verified_t",
)


def written(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows([row.get("unit" if n == "unit_id" else n, "") for n in HEADER] for row in rows)
    return path


@pytest.mark.parametrize("case", LAW.document("cases/draft_estimate.yaml"), ids=lambda c: c["name"])
def test_cases(tmp_path, case):
    file = written(tmp_path / "year.csv", case["rows"])
    before = written(tmp_path / "before.csv", case["last_year"]) if "last_year" in case else None
    months = int(case["months"]) if "months" in case else None
    year = projected(file, plan(case["plan"]), months, before)
    found = estimate(LAW, plan(case["plan"]), case["plan"], year)
    (unit,) = year.units
    assert show(unit.output.generation_mwh) == case["generation_mwh"]
    assert unit.output.verified_t == int(case["emission_t"])
    for name in ("load_factor", "heat_ratio"):
        if name in case:
            assert show(getattr(unit.output, name)) == case[name]
    assert found.scenario(UNCHANGED).sector.approved_t == int(case["unchanged_t"])
    assert [found.scenario(n).sector.approved_t for n in (LOW, HIGH)] == [int(n) for n in case["range_t"]]
    assert year.findings == ()


def test_every_seen_step_lies_in_the_range(tmp_path):
    rows = [
        {"unit": f"U{n}", "unit_class": c, "generation_mwh": "1234567", "load_factor": "0.62", "heat_gj": "100",
         "heat_ratio": "0.001", "verified_t": "1"}
        for n, c in enumerate(("I", "II", "III", "IV"))
    ]  # fmt: skip
    found = estimate(LAW, plan("2024"), "2024", projected(written(tmp_path / "a.csv", rows), plan("2024"), 12))
    low, high = found.scenario(LOW).sector, found.scenario(HIGH).sector
    assert [s.year for s in found.steps] == ["2022", "2024", "2025", "2026"]
    assert [s.draft for s in found.steps] == [False, False, True, True]
    for step in found.steps:
        of_step = found.scenario(step.year).sector
        for least, unit, most in zip(low.units, of_step.units, high.units, strict=True):
            assert least.approved_t <= unit.approved_t <= most.approved_t


def test_steps_are_read_from_the_benchmarks():
    steps = {s.year: s.changes["I"] for s in seen_steps(LAW, ("I",), plan("2024").period.first_day)}
    assert steps["2024"] == Fraction("0.7910") / Fraction("0.7950") - 1


@pytest.mark.parametrize(
    "text", ["8", "08", "2025-08", "2025/8", "202508", "2025年8月", "2025-08-01", "2025-08-01 00:00:00"]
)
def test_a_month_is_known_however_it_is_written(tmp_path, text):
    row = {
        "unit": "U",
        "month": text,
        "unit_class": "I",
        "generation_mwh": "100",
        "load_factor": "0.8",
        "verified_t": "9",
    }
    (unit,) = projected(written(tmp_path / "a.csv", [row]), plan("2024"), None).units
    assert unit.output.generation_mwh == 500  # from August on, and four months to come


@pytest.mark.parametrize("second", ["2024-08", "", "0", "13", "2025-00", "2025-08-01-01", "August"])
def test_a_second_year_or_a_sum_beside_months_is_told(tmp_path, second):
    row = {"unit": "U", "month": "2025-08", "unit_class": "I", "generation_mwh": "100", "load_factor": "0.8",
           "verified_t": "9"}  # fmt: skip
    year = projected(written(tmp_path / "a.csv", [row, row | {"month": second}]), plan("2024"), 8)
    assert [f.where for f in year.findings] == ["a.csv!A3"]
    assert year.units[0].output.generation_mwh == 500


def test_wrong_rows_and_missing_words_are_told(tmp_path):
    good = {"unit": "U", "unit_class": "I", "generation_mwh": "1", "load_factor": "0.8", "verified_t": "1"}
    by_month = written(tmp_path / "a.csv", [good | {"month": "2025-01"}, good | {"month": "2025-13"}])
    (finding,) = projected(by_month, plan("2024"), None).findings
    assert (finding.code, finding.where) == ("draft.bad_month", "a.csv!A3")
    plain = written(tmp_path / "b.csv", [good])
    with pytest.raises(Problem, match="--months"):
        projected(plain, plan("2024"), None)
    with pytest.raises(Problem, match="1 to 12"):
        projected(plain, plan("2024"), 13)
    with pytest.raises(Problem, match="a row for each month"):
        projected(by_month, plan("2024"), None, plain)
    other = written(tmp_path / "c.csv", [good | {"unit": "V", "month": "2024-01"}])
    assert [f.code for f in projected(by_month, plan("2024"), None, other).findings][-1] == "draft.no_last_year"
