"""`tanshi allocate` on a file: workings, trees, papers; and a draft of the notice from the books."""

import json

import pytest
from python_calamine import CalamineWorkbook

from tanshi.application.documents import can_typeset
from tanshi.application.market import open_market
from tanshi.compliance.tables import ObligationRow
from tanshi.journal.table import read_rows
from tests.cli.test_rules import shown

FILE = (
    "unit_id,entity_id,unit_class,supply_mwh,heat_gj,heat_ratio,load_factor,cooling,chp,verified_t\n"
    "U1,E1,I,2820000,1500000,0.12,0.60,water,true,2650000\n"
    "U2,E1,IV,1000000,0,0,0.50,water,false,600000\n"
)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "units.csv"
    path.write_text(FILE, "utf-8")
    return path


def test_workings_are_written_beside_the_figures(capsys, file, tmp_path):
    out = tmp_path / "result.xlsx"
    printed = shown(capsys, "allocate", str(file), "--plan", "2022", "--out", str(out), "--json").out
    assert json.loads(printed)["entities"][0]["approved_t"] == 3_148_551
    book = CalamineWorkbook.from_path(str(out))
    assert book.sheet_names == ["机组 Units", "单位 Entities", "参数 Parameters", "分段 Pieces", "说明 Notes"]
    for wrong, told in (("r.pdf", "must end in .xlsx"), ("/no/x.xlsx", "cannot be written")):
        assert told in shown(capsys, "allocate", str(file), "--plan", "2022", "--out", wrong, code=2).err


def test_why_of_a_unit_and_of_an_entity(capsys, file):
    found = json.loads(shown(capsys, "allocate", str(file), "--plan", "2022", "--why", "U2", "--json").out)
    assert (found["subject"], found["plan"], found["value"], found["disagreements"]) == ("U2", "2022", "600000", [])
    assert found["tree"]["formula"] == "max(A0, E)"
    tree = shown(capsys, "allocate", str(file), "--plan", "2022", "--why", "E1").out
    assert "Gap" in tree
    assert "units.csv!A2" in tree
    assert "no unit or entity U9" in shown(capsys, "allocate", str(file), "--plan", "2022", "--why", "U9", code=2).err


def test_a_paper_of_an_entity_of_the_file(capsys, file, tmp_path):
    asked = ("allocate", str(file), "--plan", "2022", "--notice", "E1", "--language", "en")
    shown(capsys, *asked, "--out", str(tmp_path / "n.xlsx"))
    assert CalamineWorkbook.from_path(str(tmp_path / "n.xlsx")).sheet_names == ["own computation"]
    assert "--out" in shown(capsys, *asked, code=2).err
    assert ".pdf .xlsx" in shown(capsys, *asked, "--out", "n.doc", code=2).err
    if can_typeset():
        shown(capsys, *asked, "--out", str(tmp_path / "n.pdf"))
        assert (tmp_path / "n.pdf").read_bytes()[:5] == b"%PDF-"


def test_the_notice_from_the_books_is_a_draft(capsys, year_db, tmp_path):
    market = open_market(str(year_db), write=False)
    with market.view() as view:
        owed = read_rows(view, ObligationRow, state="met")[0]
    market.close()
    asked = ("allocate", owed.period, "--db", str(year_db), "--out", str(tmp_path / "n.xlsx"), "--language", "en")
    shown(capsys, *asked, "--notice", owed.entity)
    book = CalamineWorkbook.from_path(str(tmp_path / "n.xlsx"))
    assert book.sheet_names == ["DRAFT"]
    assert owed.obligation_t in [cell for row in book.get_sheet_by_index(0).to_python() for cell in row]
    assert "no pre-allocated or approved" in shown(capsys, *asked, "--notice", "nobody", code=2).err


def test_the_workings_of_a_year_come_from_the_books(capsys, year_db, tmp_path):
    asked = ("allocate", "2022", "--db", str(year_db))
    shown(capsys, *asked, "--out", str(tmp_path / "w.xlsx"))
    units, entities = (
        CalamineWorkbook.from_path(str(tmp_path / "w.xlsx")).get_sheet_by_index(n).to_python() for n in (0, 1)
    )
    approved = json.loads(shown(capsys, "why", "approved_t/2022", "--db", str(year_db), "--json").out)["value"]
    own = entities[3].index("tanshi: approved (t)")
    assert sum(row[own] for row in entities[4:] if isinstance(row[own], float)) == int(approved)
    assert len(units) > len(entities)
    assert "tanshi why approved_t/2022/E1" in shown(capsys, *asked, "--why", "E1", code=2).err


def test_how_plans_round(capsys):
    found = json.loads(shown(capsys, "rules", "rounding", "--plan", "2026-draft", "--json").out)
    by_step = {row["step"]: row for row in found if row["sector"] == "power"}
    assert by_step["load_coefficient"]["rounding"] == "half_up 6"
    assert {row["status"] for step, row in by_step.items() if step != "load_factor"} == {"draft"}
    assert "down to 1 t" in shown(capsys, "rules", "rounding").out


def test_why_of_a_line_and_of_its_entity(capsys, tmp_path):
    path = tmp_path / "lines.csv"
    header = "line_id,entity_id,verified_t,output_t,intensity_emission_t,special"
    rows = ("L1,E1,2650000,1500000,2550000,", "L2,E2,3650000,1900000,2950000,", "L3,E2,400000,,,white_clinker")
    path.write_text("\n".join((header, *rows)) + "\n", "utf-8")
    asked = ("allocate", str(path), "--sector", "cement", "--plan", "2025", "--json")
    whole = json.loads(shown(capsys, *asked).out)["entities"]
    for id, value in (("L1", whole[0]["approved_t"]), ("E2", whole[1]["approved_t"])):
        found = json.loads(shown(capsys, *asked, "--why", id).out)
        assert (found["subject"], found["value"], found["disagreements"]) == (id, str(value), [])
    assert "no unit or entity X" in shown(capsys, *asked, "--why", "X", code=2).err


def test_workings_and_a_paper_of_lines(capsys, tmp_path):
    path = tmp_path / "lines.csv"
    header = "生产线编号,重点排放单位编号,核查排放量,产品产量,强度排放量,特殊情形"
    rows = ("L1,E1,2650000,1500000,2550000,", "L2,E2,3650000,1900000,2950000,", "L3,E2,400000,,,白水泥熟料")
    path.write_text("\n".join((header, *rows)) + "\n", "utf-8")
    asked = ("allocate", str(path), "--sector", "cement", "--plan", "2025", "--language", "en")
    shown(capsys, *asked, "--out", str(tmp_path / "w.xlsx"))
    names = CalamineWorkbook.from_path(str(tmp_path / "w.xlsx")).sheet_names
    assert names == ["生产线 Lines", "单位 Entities", "平衡值 Balance", "参数 Parameters", "说明 Notes"]
    shown(capsys, *asked, "--notice", "E2", "--out", str(tmp_path / "n.xlsx"))
    assert CalamineWorkbook.from_path(str(tmp_path / "n.xlsx")).sheet_names == ["own computation"]
    assert "no entity E9" in shown(capsys, *asked, "--notice", "E9", "--out", str(tmp_path / "m.xlsx"), code=2).err
    newest = json.loads(shown(capsys, *(a for a in asked if a not in ("--plan", "2025")), "--json").out)
    assert newest["plan"] == "2026"
