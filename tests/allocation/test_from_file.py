"""A plan on somebody's own file: the worked cases through files of each kind, bad cells, and what is refused."""

import csv
import json
from fractions import Fraction

import pytest

from tanshi.allocation.from_file import allocate_file, newest_plan, plan_named, plans, template
from tanshi.core.exact import decimal, show
from tanshi.core.finding import Problem
from tanshi.rules import Law
from tests.conftest import shared

LAW = Law("cn")
HEADER = (
    "unit_id", "entity_id", "unit_class", "supply_mwh", "generation_mwh", "heat_gj", "heat_ratio", "load_factor",
    "cooling", "chp", "verified_t",
)  # fmt: skip
GOOD = ("u1", "e1", "I", "2500000", "2600000", "0", "0", "0.72", "water", "false", "2400000")


def written(path, *rows, header=HEADER):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def row(**changes):
    return tuple({**dict(zip(HEADER, GOOD, strict=True)), **changes}.values())


def test_the_document_has_what_scripts_rely_on(tmp_path):
    found = allocate_file(LAW, written(tmp_path / "u.csv", GOOD), "2019-2020").as_json()
    (unit,), (entity,) = found["units"], found["entities"]
    assert unit == {
        "unit_id": "u1", "entity_id": "e1", "load_coef": "1.024107785126", "heat_coef": "1", "cooling_coef": "1",
        "electricity_allowance": "2245356.318889", "heat_allowance": "0", "initial_t": 2245356, "relief_t": 0,
        "approved_t": 2245356,
    }  # fmt: skip
    assert {k: entity[k] for k in ("entity_id", "approved_t", "obligation_t", "gap_t", "borrow_limit_t")} == {
        "entity_id": "e1", "approved_t": 2245356, "obligation_t": 2400000, "gap_t": 154644, "borrow_limit_t": 0,
    }  # fmt: skip
    assert decimal(entity["gap_rate"]) == Fraction(show(Fraction(154644, 2400000)))
    json.dumps(found)


@pytest.mark.parametrize("kind", ["csv", "gb18030", "xlsx", "parquet"])
def test_every_kind_of_file_gives_the_same(tmp_path, kind):
    rows = [GOOD, row(unit_id="u2", unit_class="IV", load_factor="0.5", heat_gj="1000.25", verified_t="1000000.5")]
    path = tmp_path / f"units.{kind}"
    if kind in ("csv", "gb18030"):
        header = ("机组编号", "重点排放单位编号", "机组类别", "供电量", "发电量", "供热量", "供热比", "负荷系数",
                  "冷却方式", "热电联产", "核查排放量")  # fmt: skip
        text = "\n".join(",".join(r) for r in (header, *rows)).replace("water", "水冷").replace("false", "否")
        path.write_bytes(text.encode("utf-8-sig" if kind == "csv" else "gb18030"))
    elif kind == "xlsx":
        openpyxl = pytest.importorskip("openpyxl")
        book = openpyxl.Workbook()
        for r in (HEADER, *rows):
            book.active.append([float(c) if c.replace(".", "").isdigit() else c for c in r])
        book.save(path)
    else:
        pa = pytest.importorskip("pyarrow")
        from pyarrow import parquet

        columns = {n: [r[i] for r in rows] for i, n in enumerate(HEADER)}
        columns["verified_t"] = [float(v) for v in columns["verified_t"]]
        parquet.write_table(pa.table(columns), path)
    plain = allocate_file(LAW, written(tmp_path / "plain.csv", *rows), "2022").as_json()
    assert allocate_file(LAW, path, "2022").as_json() == plain
    assert plain["entities"][0]["verified_t"] == 3_400_001  # 2,400,000 and 1,000,000.5, rounded once


@pytest.mark.parametrize(
    ("changes", "cell", "code"),
    [
        ({"unit_id": ""}, "A3", "allocate.missing"),
        ({"unit_class": "V"}, "C3", "allocate.unknown_class"),
        ({"supply_mwh": ""}, "D3", "allocate.missing"),
        ({"supply_mwh": "viel"}, "D3", "allocate.not_a_number"),
        ({"supply_mwh": "-1"}, "D3", "allocate.negative"),
        ({"load_factor": "72"}, "H3", "allocate.not_a_fraction"),
        ({"load_factor": "72%"}, "H3", "allocate.percent"),
        ({"heat_ratio": "1.2"}, "G3", "allocate.not_a_fraction"),
        ({"cooling": "ice"}, "I3", "allocate.unknown_word"),
        ({"chp": "maybe"}, "J3", "allocate.unknown_word"),
        ({"verified_t": ""}, "K3", "allocate.missing"),
        ({"unit_id": "u1"}, "A3", "allocate.duplicate_unit"),
    ],
)
def test_a_wrong_cell_loses_its_row_and_no_other(tmp_path, changes, cell, code):
    bad = row(**{"unit_id": "u2", **changes})
    found = allocate_file(LAW, written(tmp_path / "u.csv", GOOD, bad, row(unit_id="u3", entity_id="e3")), "2021")
    assert [u.unit.unit_id for _, u in found.units] == ["u1", "u3"]
    first, second = found.findings
    assert (first.code, first.where) == (code, f"u.csv!{cell}")
    assert "{" not in first.line("zh") + first.line("en")
    assert (second.code, second.params["entity"]) == ("allocate.entity_incomplete", "e1")


def test_a_unit_given_its_emission_needs_nothing_else_and_counts_in_its_entity(tmp_path):
    bare = dict.fromkeys(("supply_mwh", "generation_mwh", "heat_gj", "heat_ratio", "load_factor"), "")
    rows = [
        row(unit_id="u2", unit_class="verified", verified_t="1000.5", **bare),
        row(unit_id="u3", unit_class="等于核查排放量", verified_t="700.4", heat_gj="50000"),
        row(unit_id="u4", unit_class="verified", entity_id="e2", **(bare | {"verified_t": ""})),
        row(unit_id="u5", unit_class="verified", entity_id="e2", load_factor="72"),
    ]
    found = allocate_file(LAW, written(tmp_path / "u.csv", GOOD, *rows), "2026-draft")
    first, given, chinese = (u for _, u in found.units)
    assert [(u.electricity_t, u.heat_t, u.initial_t, u.relief_t, u.approved_t) for u in (given, chinese)] == [
        (0, 0, 1001, 0, 1001), (0, 0, 700, 0, 700),
    ]  # fmt: skip
    (entity,) = found.entities
    assert entity.found.initial_t == first.approved_t + 1701
    assert entity.found.verified_t == 2_401_701  # 2,400,000 + 1,000.5 + 700.4, rounded once
    assert [(f.code, f.where) for f in found.findings[:2]] == [
        ("allocate.missing", "u.csv!K5"), ("allocate.not_a_fraction", "u.csv!H6"),
    ]  # fmt: skip
    with pytest.raises(Problem, match="I II III IV"):
        allocate_file(LAW, written(tmp_path / "w.csv", rows[0]), "2024")  # before 2025 such a unit gets nothing


@pytest.mark.parametrize(
    ("changes", "is_as"),
    [
        ({"unit_class": "Ⅱ"}, {"unit_class": "II"}),
        ({"unit_class": "ii 类"}, {"unit_class": "II"}),
        ({"supply_mwh": "１，０００.５"}, {"supply_mwh": "1000.5"}),
        ({"cooling": "背压"}, {"cooling": "back_pressure"}),
    ],
)
def test_cells_as_chinese_papers_write_them(tmp_path, changes, is_as):
    given = allocate_file(LAW, written(tmp_path / "a.csv", row(**changes)), "2022")
    assert given.as_json() == allocate_file(LAW, written(tmp_path / "b.csv", row(**is_as)), "2022").as_json()


def test_a_row_of_sums_is_no_unit_and_a_row_without_its_entity_is_not_guessed(tmp_path):
    rows = [("", *GOOD), ("", *row(unit_id="u2", entity_id="")), ("合 计", *[""] * 11)]
    path = written(tmp_path / "u.csv", *rows, header=("note", *HEADER))
    found = allocate_file(LAW, path, "2022")
    assert [(f.code, f.where) for f in found.findings] == [("allocate.missing", "u.csv!C3")]
    assert [e.entity_id for e in found.entities] == ["e1"]
    assert [e.entity_id for e in allocate_file(LAW, _without_entities(path), "2022").entities] == ["u1", "u2"]


def _without_entities(path):
    path.write_text(path.read_text("utf-8").replace("entity_id", "owner"), "utf-8")
    return path


def test_a_back_pressure_unit_has_the_coefficient_of_the_text(tmp_path):
    rows = [row(unit_id=f"u{n}", cooling=word) for n, word in enumerate(("back_pressure", "water", "air"))]
    found = allocate_file(LAW, written(tmp_path / "u.csv", *rows), "2022").as_json()
    assert [u["cooling_coef"] for u in found["units"]] == ["1", "1", "1.05"]


def test_a_header_that_lacks_a_column_is_told_which(tmp_path):
    path = tmp_path / "u.csv"
    path.write_text("2024\n机组编号,机组类别,发电量（万千瓦时）,负荷系数(%),核查排放量(tCO2)\n", "utf-8")
    with pytest.raises(Problem, match=r"Row 2 .*: load_factor 负荷（出力）系数, generation_mwh 发电量\. `tanshi"):
        allocate_file(LAW, path, "2024")


def test_two_years_of_the_first_period_are_one_obligation(tmp_path):
    rows = [(year, *row(verified_t=v)) for year, v in (("2019", "2400000"), ("2020", "2500000"))]
    path = written(tmp_path / "u.csv", *rows, header=("year", *HEADER))
    found = allocate_file(LAW, path, "2019-2020")
    (entity,) = found.entities
    assert entity.found.verified_t == 4_900_000
    assert entity.found.approved_t == 2 * 2_245_356
    wrong = allocate_file(
        LAW, written(tmp_path / "w.csv", *rows, ("2021", *row(unit_id="u9")), header=("year", *HEADER)), "2019-2020"
    )
    assert wrong.findings[0].code == "allocate.other_year"


def test_what_cannot_be_used_at_all(tmp_path):
    with pytest.raises(Problem, match="no plan 2018"):
        allocate_file(LAW, written(tmp_path / "u.csv", GOOD), "2018")
    with pytest.raises(Problem, match="There is no such file"):
        allocate_file(LAW, tmp_path / "none.csv", "2022")
    with pytest.raises(Problem, match="generation_mwh"):
        allocate_file(LAW, written(tmp_path / "x.csv", ("1", "2"), header=("a", "b")), "2023")
    with pytest.raises(Problem, match="No row"):
        allocate_file(LAW, written(tmp_path / "y.csv", row(unit_class="V")), "2022")
    damaged = tmp_path / "z.parquet"
    damaged.write_bytes(b"PAR1 not really")
    with pytest.raises(Problem):
        allocate_file(LAW, damaged, "2022")


PLANS = ("2019-2020", "2021", "2022", "2023", "2024", "2025-draft", "2026-draft")


def test_the_plans_are_those_of_the_law_and_a_draft_is_never_the_newest():
    assert tuple(plans(LAW)) == PLANS
    assert newest_plan(LAW) == "2024"


@pytest.mark.parametrize("plan", PLANS)
def test_the_template_of_a_plan_computes(tmp_path, plan):
    header, *rows = template(plan_named(LAW, plan))
    found = allocate_file(LAW, written(tmp_path / "t.csv", *rows, header=header), plan)
    assert found.findings == ()
    assert found.entities[0].found.approved_t > 2_000_000


def test_the_drafts_curve_jumps_at_half_load(tmp_path):
    rows = [row(unit_id=f"u{n}", load_factor=f) for n, f in enumerate(("0.4999", "0.50", "0.30"))]
    found = allocate_file(LAW, written(tmp_path / "u.csv", *rows), "2025-draft").as_json()
    assert [u["load_coef"] for u in found["units"]] == ["1.100321", "1", "1.281146"]


def test_worked_cases_through_a_file(tmp_path):
    cases = [c for c in json.loads(shared("reference/cases.json").read_text("utf-8")) if c["group"] == "allocation"]
    seen = 0
    for case in cases:
        given, expected = case["input"], case["expected"]
        if "unit_class" not in given or "allowance_floor" not in expected:
            continue
        seen += 1
        values = {k: str(v).lower() if isinstance(v, bool) else str(v) for k, v in given.items() if k in HEADER}
        line = row(**{"generation_mwh": "", "supply_mwh": "", **values, "verified_t": "1"})
        (unit,) = allocate_file(LAW, written(tmp_path / "c.csv", line), given["plan"]).as_json()["units"]
        want = expected["allowance_floor"]
        if "allowance_exact" not in expected and "heat_allowance" in expected:
            assert unit["initial_t"] == want, case["id"]
        else:
            assert abs(unit["initial_t"] - want) <= 1, case["id"]  # parts are floored, the case floors the sum
    assert seen >= 4
