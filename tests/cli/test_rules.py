"""The law on the command line: conflicts, another jurisdiction, acts of a journal, a plan tried."""

import json
from datetime import UTC, datetime

import pytest

from tanshi.application.market import open_market
from tanshi.cli.main import run
from tanshi.core.clock import SimulatedClock
from tests.conftest import run_small_year
from tests.rulemaking.acts import SECOND, ask, draft, plan_values


def shown(capsys, *arguments, code=0):
    with pytest.raises(SystemExit) as ended:
        run(list(arguments))
    assert ended.value.code in (code, None if code == 0 else code)
    return capsys.readouterr()


@pytest.fixture(scope="module")
def drafted(tmp_path_factory, small_roster):
    """A finished year, and the draft of a plan for 2027 with lower benchmarks and a total."""
    path = str(tmp_path_factory.mktemp("drafted") / "year.db")
    run_small_year(path, small_roster).close()
    market = open_market(path, clock=SimulatedClock(datetime(2026, 11, 23, 4, tzinfo=UTC)))
    market.execute([SECOND])
    low = {"I": "0.7800", "II": "0.7900", "III": "0.8000", "IV": "0.3288"}
    benchmark = {"2027-01-01": {"by": low, "to": "2027-12-31"}}
    assert ask(
        market, "rulemaking.draft", draft(values=plan_values(**{"allocation.electricity_benchmark": benchmark}))
    ).done
    parts = {"total_t": 100_000_000, "reserve_t": 2_000_000, "paid_t": 0, "adjustment_t": 0, "verified_t": 96_640_228}
    total = {"plan": "plan-2027", "vintage": "CEA27", **parts, "verified_of": "2022"}
    assert ask(market, "rulemaking.state_total", total).done
    market.close()
    return path


def test_conflicts(capsys):
    assert "plan-2023-2024 gross_generation" in shown(capsys, "rules", "conflicts").out
    found = json.loads(shown(capsys, "rules", "conflicts", "--json").out)
    assert {"parameter", "prevails", "yields", "ground", "answers"} <= found[0].keys()


def test_another_jurisdiction(capsys):
    assert "bj-trading-2014" in shown(capsys, "rules", "show", "exchange.tick_fen", "--jurisdiction", "beijing").out
    assert "0 wrong" in shown(capsys, "rules", "check", "--jurisdiction", "beijing").out
    assert "no rules for mars" in shown(capsys, "rules", "show", "--jurisdiction", "mars", code=2).err


def test_acts_of_a_journal(capsys, drafted):
    out = shown(capsys, "rules", "acts", "--db", drafted).out
    assert "plan-2027" in out
    assert "103.48 %" in out
    found = json.loads(shown(capsys, "rules", "acts", "--db", drafted, "--json").out)
    assert [a["state"] for a in found["acts"]] == ["draft"]


def test_a_draft_is_shown_when_asked_for(capsys, drafted):
    asked = ("rules", "show", "allocation.electricity_benchmark", "--on", "2027-01-01", "--db", drafted)
    assert "0.7800 (draft)" in shown(capsys, *asked, "--draft", "plan-2027").out
    assert "0.7800" not in shown(capsys, *asked, code=2).out
    assert "no draft" in shown(capsys, *asked, "--draft", "plan-2028", code=2).err
    assert "--db" in shown(capsys, "rules", "show", "--draft", "plan-2027", code=2).err


def test_a_draft_of_the_journal_on_the_bench(capsys, drafted, tmp_path):
    asked = ("draft", "impact", "2022", "--draft", "draft:plan-2027", "--db", drafted, "--json")
    found = json.loads(shown(capsys, *asked).out)
    tried = json.loads(shown(capsys, "allocate", "2022", "--plan", "draft:plan-2027", "--db", drafted, "--json").out)
    assert {f["entity_id"]: f["approved_after_t"] for f in found["firms"]} == {
        e["entity"]: e["tried_t"] for e in tried["entities"]
    }
    assert found["all"]["change_t"] < 0
    units = tmp_path / "units.csv"
    row = "U,I,1000,1000,0.9,800"
    units.write_text(f"unit_id,unit_class,supply_mwh,generation_mwh,load_factor,verified_t\n{row}\n")
    asked = ("draft", "impact", str(units), "--plan", "2023", "--draft", "draft:plan-2027", "--db", drafted, "--json")
    assert json.loads(shown(capsys, *asked).out)["all"]["change_t"] == 780 - 795
    assert "no draft" in shown(capsys, *asked[:6], "draft:plan-2028", *asked[7:], code=2).err


def test_a_plan_is_tried(capsys, drafted):
    def totals(*more):
        found = json.loads(shown(capsys, "allocate", "2022", "--db", drafted, "--json", *more).out)
        assert all(e["approved_t"] is not None for e in found["entities"])
        return sum(e["approved_t"] for e in found["entities"]), sum(e["tried_t"] for e in found["entities"])

    approved, again = totals()
    assert approved == again
    assert totals("--plan", "draft:plan-2027")[1] < approved
    assert "nothing was allocated" in shown(capsys, "allocate", "2022", "--db", drafted).out
    assert "draft:ID" in shown(capsys, "allocate", "2022", "--db", drafted, "--plan", "plan-2027", code=2).err
    assert "no confirmed" in shown(capsys, "allocate", "2021", "--db", drafted, code=2).err
    assert "not a period" in shown(capsys, "allocate", "last", "--db", drafted, code=2).err
