"""Tables of factors read as proposals: each cell a proposal, or a finding at its place."""

import pytest

from tanshi.core.finding import Problem
from tanshi.core.texts import load_yaml
from tanshi.rulemaking.factors.table_file import Common, own_mappings, read_factors
from tanshi.rules import Law
from tests.rulemaking.factors.factor_table import SHA

LAW = Law("cn")
COMMON = Common(SHA, "2026-01-01", "2026-12-31", 2025)
TITLES = "参数,项目,取值,单位,有效期起,有效期止,来源,来源年份,不确定度（小数）\n"
OWN = """
grid:
  columns: {area: [电网], value: [排放因子], year: [年]}
  values: [{value: value, factor: "{area}", from: "{year}-01-01", to: "{year}-12-31", times: "0.001"}]
  words:
    area: {华北: "factors.electricity_by_area[grid_north]", 华中*: "factors.electricity_by_area[grid_central] * 10"}
  refused: {area: {台湾: not of this list}}
"""


def read(text, common=COMMON, mappings=None):
    return read_factors(LAW, "f.csv", text.encode(), common, mappings)


def said(found):
    return [f"{f.where.removeprefix('f.csv!')} {f.code.removeprefix('factors.')}" for f in found.findings]


def test_a_table_of_proposals_says_all_of_a_proposal():
    found = read(
        TITLES + "accounting.power.default_carbon,coal,0.0295,tC/GJ,2022-01-01,2022-12-31,报告 表3,2025,0.02\n"
    )
    ((cell, proposal),) = found.offered.items()
    assert (cell, found.mapping, found.findings) == ("f.csv!C2", "proposals", [])
    assert (proposal.parameter, proposal.key, proposal.value, proposal.unit) == (
        "accounting.power.default_carbon", "coal", "0.0295", "tC/GJ",
    )  # fmt: skip
    assert (proposal.from_day, proposal.to_day, proposal.source, proposal.source_year, proposal.uncertainty) == (
        "2022-01-01", "2022-12-31", "报告 表3", 2025, "0.02",
    )  # fmt: skip


def test_what_rows_leave_open_the_caller_says_for_the_file():
    (proposal,) = read("parameter,value,unit\nfactors.heat,0.1,tCO2/GJ\n").offered.values()
    assert (proposal.key, proposal.from_day, proposal.to_day, proposal.source_year) == (
        "", "2026-01-01", "2026-12-31", 2025,
    )  # fmt: skip
    assert proposal.source == "f.csv B2"


def test_the_same_cell_has_the_same_id_and_another_value_another():
    one, same, other = (
        next(iter(read(f"parameter,value,unit\nfactors.heat,{value},tCO2/GJ\n").offered.values())).factor
        for value in ("0.1", "0.10", "0.11")
    )
    assert one == same != other


def test_each_wrong_cell_is_a_finding_and_the_others_stay():
    found = read(
        "guide,fuel_cn,ncv,ncv_unit,cc_tC_per_GJ,oxidation_pct,source\n"
        "NDRC 2015 set,烟煤,23.3,GJ/t,0.0262,93,x\n"
        "NDRC 2015 set,太阳,23.3,GJ/t,0.0262,93,x\n"
        "NDRC 2015 set,褐煤,14.4,kcal,0.028-0.029,96,x\n"
        "Power guide 2021,烟煤,26.7,GJ/t,0.03085,99,x\n"
        "another,无烟煤,24.5,GJ/t,,,x\n"
    )
    assert sorted(found.offered) == ["f.csv!C2", "f.csv!E2", "f.csv!F2", "f.csv!F4"]
    assert [p.value for p in found.offered.values()] == ["23.3", "0.0262", "0.93", "0.96"]
    assert said(found) == [
        "B3 cell_unknown",
        "D4 cell_unit",
        "E4 cell_no_number",
        "A5 cell_refused",
        "A6 cell_no_factor",
    ]


def test_a_caller_reads_its_own_table_by_its_own_mapping():
    mapping = own_mappings("own.yaml", load_yaml(OWN))
    found = read("电网,排放因子,年\n华北,580.1,2024\n华中四省,52.5（50-55）,2024\n台湾,1,2024\n", mappings=mapping)
    assert [(p.parameter, p.key, p.value, p.to_day) for p in found.offered.values()] == [
        ("factors.electricity_by_area", "grid_north", "0.5801", "2024-12-31"),
    ]
    assert said(found) == ["B3 cell_no_number", "A4 cell_refused"]
    found = read("电网,排放因子,年\n华中四省,52.5 (50-55),2024\n", mappings=mapping)
    assert [p.value for p in found.offered.values()] == ["0.525"]


@pytest.mark.parametrize(
    ("text", "common", "expected"),
    [
        ("parameter,value,unit\nfactors.heat,0.1,tCO2/GJ\n", Common(SHA, source_year=2025), "B2 cell_no_validity"),
        ("parameter,value,unit\nfactors.heat,0.1,tCO2/GJ\n", Common(SHA, "2026-01-01"), "B2 cell_no_source_year"),
        ("parameter,value,unit\nmarket.band,0.1,1\n", COMMON, "A2 cell_no_factor"),
        ("parameter,value,unit\nFactors Heat,0.1,1\n", COMMON, "A2 cell_no_factor"),
        ("parameter,value,unit\nfactors.heat,1e-1,tCO2/GJ\n", COMMON, "B2 cell_no_number"),
        ("parameter,value,unit\nfactors.heat,0.1,tCO2/GJ\nfactors.heat,0.10,tCO2/GJ\n", COMMON, "B3 cell_twice"),
    ],
)
def test_what_cannot_be_a_proposal(text, common, expected):
    assert said(read(text, common)) == [expected]


def test_a_file_without_a_known_table_says_what_the_nearest_one_has():
    with pytest.raises(Problem, match="proposals: parameter, key, value"):
        read("parameter,unit\nfactors.heat,tCO2/GJ\n")


@pytest.mark.parametrize(
    "document",
    ["- a", "t: {columns: [a]}", "t: {columns: {a: [A]}}", "t: {columns: {a: [A]}, values: [{value: b, factor: c}]}"],
)  # fmt: skip
def test_what_is_no_mapping(document):
    with pytest.raises(Problem, match="no mapping"):
        own_mappings("m.yaml", load_yaml(document))
