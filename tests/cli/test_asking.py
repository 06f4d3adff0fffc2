"""`tanshi act`: what cannot be sent is said in a line, to a server and to a database."""

import json

import pytest

from tanshi.application.market import open_market
from tanshi.simulation.workload import opening


@pytest.fixture
def db(tmp_path):
    market = open_market(str(tmp_path / "market.db"))
    market.execute(opening())
    market.close()
    return str(tmp_path / "market.db")


@pytest.fixture
def item(tmp_path):
    file = tmp_path / "item.json"
    file.write_text("{}")
    return file


@pytest.mark.parametrize("kind", ["registry.surrendered", "close", "__class__", "."])
def test_a_command_that_is_not_there(tanshi, db, item, kind, monkeypatch):
    monkeypatch.setenv("TANSHI_KEY", "key")
    here = tanshi("act", kind, item, "--db", db, "--as", "mee/1")
    there = tanshi("act", kind, item, "--server", "http://127.0.0.1:1")
    assert (here.returncode, there.returncode) == (1, 2)
    for said in (here.stdout, there.stderr):
        assert f"There is no command {kind}." in said
        assert "Traceback" not in said


def test_a_value_that_cannot_be_read_is_answered_with_the_fields_there_are(tanshi, db, item):
    item.write_text(json.dumps({"holder": "H1", "amount": 5}))
    said = tanshi("act", "registry.surrender", item, "--db", db, "--as", "H1/1").stdout
    assert "amount is not a field of this request (its fields: holder, instrument, amount_t, period" in said
    item.write_text("[1]")
    assert tanshi("act", "registry.surrender", item, "--db", db, "--as", "H1/1").returncode == 2


def test_a_dry_run_and_an_act(tanshi, db, item):
    sent = ("act", "participants.admit_actor", item, "--db", db, "--as", "mee/1", "--id", "a1", "--json")
    item.write_text(json.dumps({"actor": "pupil/1", "organisation": "pupil", "role": "province", "area_gb2260": "37"}))
    tried, done, again = (json.loads(tanshi(*sent, *more).stdout) for more in (("--dry-run",), (), ()))
    assert (tried["done"], tried["dry_run"]) == (True, True)
    assert (done["done"], done["exists"], done["position"]) == (True, False, tried["position"])  # trying wrote nothing
    assert (again["done"], again["position"]) == (True, done["position"])
