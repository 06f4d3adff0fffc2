"""Packs of methodologies: every example in the law data comes out as it was worked by hand."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanshi.core.exact import floor, show
from tanshi.core.finding import Problem
from tanshi.rules import Law
from tanshi.voluntary.methodology import codes, methodology
from tanshi.voluntary.monitoring_file import Monitored, MonitoringFile, read_monitoring_of, template_rows
from tanshi.voluntary.reduction import compute, computed

LAW = Law("cn")
PACKS = [methodology(LAW, code) for code in codes(LAW)]
EXAMPLES = [(pack, example) for pack in PACKS for example in pack.examples]
WIND = "CCER-01-002-V01"


def _numbers(said):
    return {name: Fraction(value) for name, value in said.items()}


def _monitored(row):
    return Monitored("P", int(row.pop("year")), "", row.pop("stream"), _numbers(row))


@pytest.mark.parametrize(("pack", "example"), EXAMPLES, ids=lambda x: getattr(x, "code", None) or x["name"])
def test_the_examples_of_a_pack(pack, example):
    assert [c.code for c in pack.outside(_numbers(example["project"]))] == example.get("outside", [])
    if "rows" not in example:
        return
    rows = [_monitored(dict(row)) for row in example["rows"]]
    found = computed(LAW, pack, MonitoringFile(rows))
    assert found.findings == ()
    assert {str(y.year): str(y.reduction_t) for y in found.years} == example["reductions"]
    nodes = {node.symbol: node.value for y in found.years for node in y.tree.walk()}
    places = int(example["places"]) if "places" in example else None
    assert {s: show(nodes[s], places) for s in example.get("figures", {})} == example.get("figures", {})
    assert [line for y in found.years for line in y.tree.check()] == []


def test_every_pack_has_an_example_inside_and_one_outside_its_scope_unless_the_scope_is_one_line():
    for pack in PACKS:
        assert any("rows" in e for e in pack.examples)
        assert len(pack.scope) == 1 or any("outside" in e for e in pack.examples), pack.code


def test_what_nobody_read_computes_only_when_asked_for_as_such(tmp_path):
    file = tmp_path / "m.json"
    of = {"project_id": "T", "year": 2025, "ef": "0.5"}
    rows = [
        {**of, "stream": "lighting", "used_mwh": 1},
        {**of, "stream": "baseline", "baseline_kw": 1.5, "hours": 8000},
    ]
    file.write_text(json.dumps(rows))
    with pytest.raises(Problem) as refused:
        compute(LAW, file, "CCER-07-001-V01")
    assert refused.value.findings[0].code == "voluntary.unverified"
    found = compute(LAW, file, "ccer-07-001-v01", unverified=True)
    assert found.as_json()["unverified"] is True
    assert [y.reduction_t for y in found.years] == [5]  # 1.5 x 8000 / 1000 x 0.5 - 0.5 = 5.5
    with pytest.raises(Problem) as unknown:
        compute(LAW, file, "CCER-99-001-V01")
    assert WIND in str(unknown.value)


def test_wrong_rows_are_told_by_their_cell_and_the_others_count():
    table = "project_id,year,stream,export_mwh,import_mwh,om,bm,export_class,export_late_days,days\n" + "\n".join(
        [
            "A,2023,electricity,1000,0,0.8,0.3,,,",
            "A,2023,electricity,1000,0,0.8,0.3,,,",
            "B,23,electricity,1000,0,0.8,0.3,,,",
            "C,2023,steam,1000,0,0.8,0.3,,,",
            "D,2023,electricity,,0,0.8,0.3,,,",
            "E,2023,electricity,x,0,0.8,0.3,,,",
            "F,2023,electricity,-1,0,0.8,0.3,,,",
            "G,2023,电表,1000,0,0.8,0.3,0.5,40,30",
            "H,2023,上网电量与下网电量,1000,0,0.8,0.3,,10,30",
        ]
    )
    pack = methodology(LAW, WIND)
    found = computed(LAW, pack, read_monitoring_of(pack, "m.csv", table.encode()))
    assert [(y.project, y.reduction_t) for y in found.years] == [("A", 550)]
    assert [(f.where, f.code) for f in found.findings] == [
        ("m.csv!A3", "voluntary.row_twice"),
        ("m.csv!B4", "emissions.bad_year"),
        ("m.csv!C5", "emissions.unknown_stream"),
        ("m.csv!D6", "voluntary.figure_missing"),
        ("m.csv!D7", "emissions.not_a_number"),
        ("m.csv!D8", "emissions.negative"),
        ("m.csv!C9", "emissions.unknown_stream"),
        ("m.csv!10", "voluntary.check_not_met"),
    ]


HEADS = "project_id,year,month,stream,export_mwh,import_mwh,om,bm,days,export_class,export_error,export_error_days"


@pytest.mark.parametrize(
    ("rows", "years", "findings"),
    [
        (["A,2024,,{}366,,,", "A,2024,3,{}31,,,"], [550], ["A3 voluntary.row_twice"]),
        (["A,2024,3,{}31,,,", "A,2024,03,{}31,,,"], [550], ["A3 voluntary.row_twice"]),
        (["A,2024,3,{}31,,,", "A,2024,,{}366,,,"], [550], ["A3 voluntary.row_twice"]),
        (["A,2024,13,{}31,,,", "A,2024,1,{}31,,,"], [550], ["C2 emissions.bad_month"]),
        (["A,2024,2,{}30,,,", "A,2024,1,{}31,,,"], [550], ["I2 voluntary.too_many_days"]),
        (["A,2023,,{}366,,,", "A,2024,,{}366,,,"], [550], ["I2 voluntary.too_many_days"]),
        (["A,2024,1,{}31,0.5,150,1", "A,2024,2,{}29,,,"], [550], ["K2 emissions.too_large"]),
        (["A,2024,1,{}31,,,", "A,2024,4,{}30,,,"], [1100], ["A voluntary.months_missing"]),
        (["A,2024,11,{}30,,,", "A,2024,12,{}31,,,", "A,2025,1,{}31,,,"], [1100, 550], []),
    ],
)
def test_months_and_meters_that_cannot_be(rows, years, findings):
    pack = methodology(LAW, WIND)
    text = "\n".join([HEADS, *(row.format("electricity,1000,0,0.8,0.3,") for row in rows)])
    found = computed(LAW, pack, read_monitoring_of(pack, "m.csv", text.encode()))
    assert [y.reduction_t for y in found.years] == years
    assert [f"{f.where.removeprefix('m.csv!')} {f.code}" for f in found.findings] == findings
    assert all("{" not in f.message(language) for f in found.findings for language in ("zh", "en"))


@pytest.mark.parametrize(
    "fuel",
    ["100,21,x,0.98,31,,", "100,21,0.026,0.98,31,0.5,40", "100,21,0.026,,31,,"],
    ids=["unreadable", "unmet", "blank"],
)
def test_what_is_taken_off_cannot_be_left_out(fuel):
    """A fuel row that does not count would make the year's reductions larger, so the year has none."""
    pack = methodology(LAW, "CCER-01-001-V01")
    heads = "project_id,year,month,stream,export_mwh,import_mwh,om,bm,fuel_fc,ncv,cc,of,days,fuel_class,fuel_late_days"
    rows = ["P,2024,12,electricity,1000,0,0.8,0.3,,,,,,,", f"P,2024,12,fuel,,,,,{fuel}",
            "P,2025,1,electricity,1000,0,0.8,0.3,,,,,,,"]  # fmt: skip
    found = computed(LAW, pack, read_monitoring_of(pack, "m.csv", "\n".join([heads, *rows]).encode()))
    assert [(y.year, y.reduction_t) for y in found.years] == [(2025, 550)]
    assert found.findings[-1].code == "voluntary.year_incomplete"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("code", codes(LAW))
def test_a_template_is_read_again(code, language):
    pack = methodology(LAW, code)
    rows = template_rows(pack, language)
    heads, *given_rows = rows
    filled = [[cell or ("" if n == 2 else "1") for n, cell in enumerate(row)] for row in given_rows]
    text = "\n".join(",".join(row) for row in [heads, *filled])
    assert len(read_monitoring_of(pack, "t.csv", text.encode()).rows) == len(pack.streams)


@given(
    st.integers(0, 10**9), st.integers(0, 10**6), st.integers(0, 2000), st.integers(0, 2000), st.integers(0, 365),
    st.integers(1, 500),
)  # fmt: skip
def test_offshore_wind_is_the_formula_written_out(export, bought, om, bm, late, permitted):
    values = {
        "export_mwh": Fraction(export, 1000), "import_mwh": Fraction(bought, 1000), "om": Fraction(om, 1000),
        "bm": Fraction(bm, 1000), "w_om": Fraction(1, 2), "w_bm": Fraction(1, 2), "days": Fraction(365),
        "export_class": Fraction(permitted, 100), "export_late_days": Fraction(late),
    }  # fmt: skip
    pack = methodology(LAW, WIND)
    (year,) = computed(LAW, pack, MonitoringFile([Monitored("P", 2023, "", "electricity", values)])).years
    net = Fraction(export, 1000) * (1 - Fraction(late * permitted, 365 * 10_000)) - Fraction(bought, 1000)
    assert year.reduction_t == max(0, floor(net * Fraction(om + bm, 2000)))
