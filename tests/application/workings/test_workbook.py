"""The workings as LibreOffice recalculates them: the exact figures, unit by unit, at every edge of every plan; and of
industry line by line, with the balance value.
"""

import os
from math import exp

import pytest

from tanshi.allocation.from_file import plans
from tanshi.application.workings import lines_workbook, workbook
from tanshi.core.exact import show
from tests.application.workings.lines import sectors
from tests.application.workings.recalculation import libreoffice, recalculated, sheets
from tests.application.workings.units import LAW, edge_units, plan_named, random_units, read, slips

SOAK = "TANSHI_SOAK" in os.environ
#: One plan of each text; `make soak` takes all of them, and thousands of units.
PLANS = tuple(plans(LAW)) if SOAK else ("2019-2020", "2022", "2024", "2026-draft")
COUNT = 1500 if SOAK else 16

UNIT_COLUMNS = {
    "Electricity allowance (t)": "electricity_t", "Heat allowance (t)": "heat_t", "Initial (t)": "initial_t",
    "Relief (t)": "relief_t", "Approved (t)": "approved_t",
}  # fmt: skip
ENTITY_COLUMNS = {
    "Sum of the units (t)": "initial_t", "Emissions (whole t)": "verified_t", "Approved (t)": "approved_t",
    "Relief (t)": "relief_t", "Obligation (t)": "obligation_t", "Gap (t)": "gap_t",
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Every plan's edges and random units as workbooks, with what tanshi gives them."""
    folder = tmp_path_factory.mktemp("workings")
    found = {}
    for seed, name in enumerate(PLANS):
        plan = plan_named(LAW, name)
        file, given = read(plan, [*edge_units(plan), *random_units(seed, COUNT)])
        (folder / f"{name}.xlsx").write_bytes(workbook(LAW, plan, file, given))
        found[name] = (plan, file, given)
    plan, file, _ = found["2022"]
    _, other = read(plan_named(LAW, "2021"), [*edge_units(plan), *random_units(PLANS.index("2022"), COUNT)])
    (folder / "other.xlsx").write_bytes(workbook(LAW, plan, file, other))
    lines = sectors(1500 if SOAK else 24)
    for name, (sector, of) in lines.items():
        (folder / f"{name}.xlsx").write_bytes(lines_workbook(LAW, sector, of))
    return folder, found, lines


@pytest.fixture(scope="module")
def opened(made):
    if libreoffice() is None:
        pytest.skip("no LibreOffice is installed on this machine")
    folder, _, lines = made
    return recalculated([folder / f"{name}.xlsx" for name in (*PLANS, "other", *lines)], folder)


def test_no_result_is_stored_so_whatever_opens_the_file_computes_it(made):
    folder, _, _ = made
    assert {row["Approved (t)"] for row in sheets(folder / "cement.xlsx")["生产线 Lines"]} == {""}
    rows = sheets(folder / "2022.xlsx")["机组 Units"]
    assert {row["Approved (t)"] for row in rows} == {""}
    assert {row["Check"] for row in rows} == {""}
    assert all(row["tanshi: approved (t)"] >= 0 for row in rows)


def test_the_same_units_give_the_same_bytes():
    plan = plan_named(LAW, "2024")
    file, given = read(plan, random_units(1, 3))
    assert workbook(LAW, plan, file, given) == workbook(LAW, plan, file, given)


@pytest.mark.parametrize("name", PLANS)
def test_recalculated_units_are_ours(made, opened, name):
    _, found, _ = made
    _, _, given = found[name]
    rows = opened[name]["机组 Units"]
    assert [r["Unit"] for r in rows] == [unit.unit.unit_id for _, unit in given.units]
    for row, (_, unit) in zip(rows, given.units, strict=True):
        for column, attribute in UNIT_COLUMNS.items():
            assert row[column] == getattr(unit, attribute), (row["Unit"], column)
        assert abs(row["Load coefficient"] - float(unit.load.value)) < 1e-12
        assert row["Check"] == "一致 equal"


@pytest.mark.parametrize("name", PLANS)
def test_recalculated_entities_are_ours(made, opened, name):
    _, found, _ = made
    _, _, given = found[name]
    *rows, total = opened[name]["单位 Entities"]
    assert [r["Entity"] for r in rows] == [e.entity_id for e in given.entities]
    for row, entity in zip(rows, given.entities, strict=True):
        for column, attribute in ENTITY_COLUMNS.items():
            assert row[column] == getattr(entity.found, attribute), (row["Entity"], column)
        assert row["Gap rate, percent (shown)"] == float(show(100 * entity.found.gap_rate, 2))
        assert row.get("May borrow (t)", 0) == entity.borrow_limit_t
        assert row["Check"] == "一致 equal"
    assert total["Approved (t)"] == sum(e.found.approved_t for e in given.entities)


def test_a_plain_floor_of_floats_would_be_wrong_where_the_pieces_are_not(made):
    _, found, _ = made
    assert all(slips(*found[name]) for name in PLANS)


def test_what_a_sheet_cannot_decide_it_says_and_only_there(opened):
    told = {name: [r["How decided"].split()[-1] for r in opened[name]["机组 Units"]] for name in PLANS}
    assert all({"pieces", "margin"} <= set(words) for words in told.values())
    undecided = {name for name, words in told.items() if "undecided" in words}
    assert undecided == {name for name in PLANS if not name.endswith("draft")}, "only their powers are irrational"


def test_the_check_tells_another_figure(opened):
    assert {r["Check"] for r in opened["other"]["机组 Units"] if r["Unit"] == "U6"} == {"不一致 differs"}
    assert "不一致 differs" in {r["Check"] for r in opened["other"]["单位 Entities"]}


@pytest.mark.parametrize("name", ["cement", "steel", "aluminium", "one", "caps", "special", "published"])
def test_recalculated_lines_and_their_balance_value_are_ours(made, opened, name):
    _, _, lines = made
    _, found = lines[name]
    ours = {of.line.line_id: of for _, of in found.lines}
    *rows, total = opened[name]["生产线 Lines"]
    assert {r["Line"]: r["Approved (t)"] for r in rows} == {id: of.approved_t for id, of in ours.items()}
    assert {r["Check"] for r in rows} == {"一致 equal"}
    assert total["Approved (t)"] == sum(of.approved_t for of in ours.values())
    *entities, _ = opened[name]["单位 Entities"]
    assert {e["Entity"]: (e["Emissions (whole t)"], e["Approved (t)"]) for e in entities} == found.by_entity()
    if found.balance is None:
        assert "平衡值 Balance" not in opened[name]
    else:
        balance = opened[name]["平衡值 Balance"][-1]
        assert balance["Value"] == pytest.approx(float(found.balance), rel=1e-12)
        assert balance["Check"] == "一致 equal"


def test_lines_at_a_cap_are_whole_numbers_and_others_go_by_the_margin(opened):
    told = [r["How decided"].split()[-1] for r in opened["cement"]["生产线 Lines"] if r["How decided"]]
    assert {"whole", "margin"} <= set(told)
    assert [r["How decided"].split()[-1] for r in opened["published"]["生产线 Lines"] if r["Line"] == "Lreach"] == [
        "undecided"
    ]


def test_a_rounded_coefficient_is_never_so_near_a_tie_that_a_float_could_err():
    (piece,) = [p for p in plan_named(LAW, "2025-draft").load.value if p["form"] == "exponential"]
    for step in range(5000):
        millionths = 10**6 * (
            float(piece["start"])
            - sum(float(t["drop"]) * (1 - exp(-step / 100 / float(t["scale"]))) for t in piece["terms"])
        )
        assert abs(millionths % 1 - 0.5) > 1e-6, step
