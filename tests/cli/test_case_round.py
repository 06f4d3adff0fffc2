"""A breach by the command line alone, each act on its day (`TANSHI_DAY`)."""

import json
from datetime import date

import pytest
from tools import case_round
from typer.testing import CliRunner

from tanshi.application.access import FOUR_EYES
from tanshi.application.market import open_market
from tanshi.application.practice import DAY
from tanshi.simulation.workload import opening


class Shell:
    """Somebody who does one act after the other by the command line."""

    def __init__(self, folder, monkeypatch):
        self.db, self._folder, self._days = str(folder / "market.db"), folder, monkeypatch

    def run(self, *words):
        from tanshi.cli.main import app

        done = CliRunner().invoke(app, [*words, "--db", self.db])
        assert done.exit_code == 0, (words, done.output, done.exception)
        return done.output

    def act(self, day, who, kind, item):
        self._days.setenv(DAY, day)
        file = self._folder / "item.json"
        file.write_text(json.dumps(item, ensure_ascii=False), "utf-8")
        body = who.partition("/")[0]
        second = ["--second", f"{body}/2"] if kind in FOUR_EYES else []
        answer = json.loads(self.run("act", kind, str(file), "--as", who, "--json", *second))
        assert answer["done"], answer
        return answer


@pytest.fixture
def shell(tmp_path, monkeypatch):
    return Shell(tmp_path, monkeypatch)


def test_a_breach_from_its_clue_to_the_closed_file(shell, clock, tmp_path):
    clock.put_day(date(2024, 12, 30))
    market = open_market(shell.db, clock=clock)
    market.execute(opening())
    case_round.prepare(market, clock, tmp_path / "sheets")
    market.close()
    for day, who, kind, item in case_round.ACTS:
        shell.act(day, who, f"supervision.{kind}", item)
    of = {"entity": case_round.PLANT, "period": case_round.NEXT}
    shell.act("2025-09-01", "sd/1", "allocation.preallocate", of)
    shell.act("2025-09-01", "sd/1", "allocation.instruct", {**of, "stage": "preallocation"})
    for day, who, kind, item in case_round.TO_CLOSE:
        shell.act(day, who, f"supervision.{kind}", item)
    found = json.loads(shell.run("cases", "show", case_round.FILE, "--json"))
    days = [step["done_on"] for step in found["steps"]]
    assert days == sorted(days)
    assert (days[0], days[-1], found["state"]) == ("2025-01-06", "2025-09-25", "closed")
    assert found["owed"]["left_fen"] == 0
    assert "ok: no difference" in shell.run("audit")
