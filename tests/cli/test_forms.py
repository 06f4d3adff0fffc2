"""Forms on the command line: template, check with cells, sending to a database and to a server."""

import json
import os

import pytest

from tanshi.application.forms import form
from tanshi.application.market import open_market
from tanshi.application.why import MEASURES, why
from tanshi.cli import forms as cli
from tanshi.cli.allocate import run_allocate
from tanshi.cli.forms_server import KEY
from tanshi.core.clock import SimulatedClock
from tanshi.core.finding import Problem
from tanshi.journal.writer import seeded_entropy
from tests.cli.process import tanshi
from tests.server import served
from tests.server.plant import ENTITY, MONTHS, TYPED, rows, table, with_plant, workbook
from tests.server.world import World


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "good.csv").write_bytes(table(rows()))
    (tmp_path / "bad.csv").write_bytes(table(rows(hours="9999")))
    (tmp_path / "months.xlsx").write_bytes(workbook())
    return tmp_path


@pytest.fixture
def plant_db(tmp_path, law, clock):
    path = tmp_path / "plant.db"
    market = open_market(str(path), law=law, clock=clock, entropy=seeded_entropy("test"))
    with_plant(World(market)).close()
    market.close()
    return path


def test_the_list_and_a_template_that_passes_its_own_check(tmp_path):
    listed = json.loads(tanshi("forms", "list", "--json").stdout)
    assert {f["form"]: f["command"] for f in listed}["power-month"] == "mrv.record_month"
    assert "Monthly record of generating units" in tanshi("forms", "list").stdout
    done = tanshi("forms", "template", "power-month", "--out", "m.xlsx", "--lang", "zh", cwd=tmp_path, lang="zh")
    assert (done.returncode, done.stdout.strip()) == (0, "已写入：m.xlsx")
    found = tanshi("forms", "check", "power-month", "m.xlsx", "--entity", ENTITY, "--json", cwd=tmp_path)
    assert (found.returncode, json.loads(found.stdout)["findings"]) == (0, [])


def test_a_check_names_the_cell(folder):
    done = tanshi("forms", "check", "power-month", "bad.csv", "--entity", ENTITY, cwd=folder)
    assert done.returncode == 1
    assert "bad.csv!H25: Operating hours 9999 is outside 0..744" in done.stdout
    assert "23 rows can be used, 1 cannot; 12 acts would follow" in done.stdout
    assert "运行小时数 9999" in tanshi("forms", "check", "power-month", "bad.csv", cwd=folder, lang="zh").stdout


def test_a_file_is_sent_to_the_database_of_this_machine(folder, plant_db):
    at = ("--db", plant_db, "--actor", "E1/1")
    first = tanshi("forms", "send", "power-month", "bad.csv", *at, cwd=folder)
    assert first.returncode == 1, first.stderr
    assert "23 rows taken, 0 recorded already, 1 to be corrected." in first.stdout
    assert "Receipt 1, proof code " in first.stdout
    second = tanshi("forms", "send", "power-month", "good.csv", *at, "--json", cwd=folder)
    assert second.returncode == 0, second.stderr
    assert {k: json.loads(second.stdout)[k] for k in ("taken", "same")} == {"taken": 1, "same": 23}
    other = tanshi("forms", "send", "power-month", "good.csv", "--db", plant_db, "--actor", "V/1", cwd=folder)
    assert (other.returncode, "may not" in other.stderr or "not permitted" in other.stderr) == (2, True), other.stderr


REPORT = "重点排放单位编号,报告年度,对报告的真实性、完整性、准确性负责\nE1,2022,是\n"


@pytest.fixture
def reported(folder, plant_db, capsys):
    (folder / "report.csv").write_text(REPORT, "utf-8")
    assert cli.send("power-month", folder / "good.csv", "", str(plant_db), "E1/1", "", False) == 0
    capsys.readouterr()
    assert cli.send("annual-report", folder / "report.csv", "", str(plant_db), "E1/1", "", False) == 0
    return plant_db


def test_a_filed_report_says_what_it_comes_to_and_how_to_go_on(reported, capsys):
    said = capsys.readouterr().out
    assert "E1, 2022: 2,635,380 t CO2 reported." in said
    assert f"tanshi why reported_t/2022/E1 --db {reported}" in said
    assert "/reports/2022/E1" in said


CONCLUSION = "重点排放单位编号,E1\n报告年度,2022\n核查机构编号,V\n核查组成员,张三；李四\n"


def test_in_trial_books_one_may_verify_and_confirm_alone(folder, law, clock, capsys):
    db = str(folder / "trial.db")
    market = open_market(db, law=law, clock=clock, entropy=seeded_entropy("test"))
    with_plant(World(market, modelled=True)).close()
    market.close()
    (folder / "report.csv").write_text(REPORT, "utf-8")
    (folder / "conclusion.csv").write_text(CONCLUSION, "utf-8")
    for name, file, actor in (
        ("power-month", "good.csv", "E1/1"), ("annual-report", "report.csv", "E1/1"),
    ):  # fmt: skip
        assert cli.send(name, folder / file, "", db, actor, "", False) == 0
    assert cli.confirm("E1", "2022", db, "sd/1") == 1, "it is not verified"
    assert cli.send("verification-findings", folder / "conclusion.csv", "", db, "V/1", "E1", False) == 0
    with pytest.raises(Problem):
        cli.confirm("E1", "2022", db, "E1/1")
    capsys.readouterr()
    assert cli.confirm("E1", "2022", db, "sd/1") == 0
    assert "A trial: sd/1 confirmed" in capsys.readouterr().out


def test_books_that_are_no_trial_are_not_confirmed_so(plant_db):
    with pytest.raises(Problem) as refused:
        cli.confirm("E1", "2022", str(plant_db), "sd/1")
    assert refused.value.findings[0].code == "forms.trial_only"


def test_a_plan_is_tried_on_what_is_reported(reported, capsys):
    with pytest.raises(Problem) as nothing:
        run_allocate("2022", "", str(reported), "2023-05-04", False)
    assert "--reported" in nothing.value.findings[0].message("en")
    capsys.readouterr()
    assert run_allocate("2022", "", str(reported), "2023-05-04", True, reported=True) == 0
    (found,) = json.loads(capsys.readouterr().out)["entities"]
    assert (found["entity"], found["verified_t"], found["approved_t"]) == ("E1", 2_635_380, None)
    assert found["tried_t"] > 1_000_000
    with pytest.raises(Problem) as none:
        run_allocate("2021", "", str(reported), "2023-05-04", False, reported=True)
    assert none.value.findings[0].code == "allocate.nothing_reported"


def test_a_figure_that_is_not_there_yet_is_named(reported):
    market = open_market(str(reported), write=False)
    of_unit = ["verified_t", "preallocated_t", "approved_t"]
    asked = [(m, "E1") for m in MEASURES if m != "reported_t"] + [(m, "E1-1") for m in of_unit]
    try:
        for measure, where in asked:
            with pytest.raises(Problem) as missing:
                why(market, f"{measure}/2022/{where}")
            said = missing.value.findings[0].message("en")
            assert "have nothing about" not in said, measure
            assert "2022" in said, measure
        assert why(market, "reported_t/2022/E1-1").node.value
    finally:
        market.close()


def test_a_month_standing_still_is_zeros_and_no_carbon(folder, plant_db, capsys):
    still = dict.fromkeys(TYPED, "0") | {"carbon": ""}
    (folder / "still.csv").write_bytes(table(rows(MONTHS[:1], **still)))
    assert cli.check("power-month", folder / "still.csv", str(plant_db), ENTITY, False) == 0
    assert "stood still" in form("power-month").about.en
    assert "全月停运" in form("power-month").about.zh


def test_a_template_of_a_database_holds_the_open_months(folder, plant_db, monkeypatch):
    cli.write_template("power-month", folder / "t.xlsx", "en", str(plant_db), ENTITY, "2022")
    monkeypatch.setenv("TANSHI_LANG", "en")
    assert cli.check("power-month", folder / "t.xlsx", str(plant_db), ENTITY, False) == 1, (
        "open months are to be filled"
    )


def test_a_file_is_sent_to_a_server(folder, law, monkeypatch, capsys, clock):
    assert isinstance(clock, SimulatedClock)
    market = open_market(":memory:", law=law, clock=clock, entropy=seeded_entropy("test"))
    world = with_plant(World(market))
    with served.serving(world.client.app) as address:
        monkeypatch.setitem(os.environ, KEY, world.key("E1/1")["Authorization"].removeprefix("Bearer "))
        assert cli.send("power-month", folder / "months.xlsx", address, "", "", "", False) == 0
        assert "24 rows taken" in capsys.readouterr().out
        (folder / "other.csv").write_bytes(table(rows(fuel="56000")))
        assert cli.send("power-month", folder / "other.csv", address, "", "", "", True) == 1
        assert json.loads(capsys.readouterr().out)["findings"][0]["where"] == "other.csv!I25"
        monkeypatch.setitem(os.environ, KEY, "tsk_x")
        with pytest.raises(Problem) as refused:
            cli.send("power-month", folder / "months.xlsx", address, "", "", "", False)
        assert refused.value.findings[0].code == "forms.server_refused"
    with pytest.raises(Problem) as gone:
        cli.send("power-month", folder / "months.xlsx", address, "", "", "", False)
    assert gone.value.findings[0].code == "forms.no_server"
    world.close()
    market.close()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["template", "nothing"], "no such form"),
        (["check", "power-month", "nowhere.xlsx"], "cannot be read"),
        (["send", "power-month", "good.csv"], "Say where to send it"),
        (["send", "power-month", "good.csv", "--server", "http://127.0.0.1:1"], "needs an API key"),
        (["template", "power-month", "--out", "no/such/folder/x.xlsx"], "cannot be written"),
    ],
)
def test_wrong_use_ends_with_2(folder, arguments, says):
    done = tanshi("forms", *arguments, cwd=folder)
    assert (done.returncode, says in done.stderr) == (2, True), done.stderr
    assert "Traceback" not in done.stderr
