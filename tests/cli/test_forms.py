"""Forms on the command line: template, check with cells, sending to a database and to a server."""

import json
import os

import pytest

from tanshi.application.market import open_market
from tanshi.cli import forms as cli
from tanshi.core.clock import SimulatedClock
from tanshi.core.finding import Problem
from tanshi.journal.writer import seeded_entropy
from tests.cli.test_commands import tanshi
from tests.server import served
from tests.server.plant import ENTITY, rows, table, with_plant, workbook
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
        monkeypatch.setitem(os.environ, cli.KEY, world.key("E1/1")["Authorization"].removeprefix("Bearer "))
        assert cli.send("power-month", folder / "months.xlsx", address, "", "", "", False) == 0
        assert "24 rows taken" in capsys.readouterr().out
        (folder / "other.csv").write_bytes(table(rows(fuel="56000")))
        assert cli.send("power-month", folder / "other.csv", address, "", "", "", True) == 1
        assert json.loads(capsys.readouterr().out)["findings"][0]["where"] == "other.csv!I25"
        monkeypatch.setitem(os.environ, cli.KEY, "tsk_x")
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
