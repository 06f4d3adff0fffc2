"""`tanshi exchange watch` and `data` by their real commands, on a segment and on days of a database."""

import json
import shlex

import pytest

from tanshi.application.market import open_market
from tests.cli.process import tanshi
from tests.exchange.day_files.made import segment


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("uses")
    (made / "session").mkdir()
    (made / "session" / "segment").write_bytes(segment(3, "layering"))
    (made / "honest").write_bytes(segment(1))
    return made


def example(command):
    return shlex.split(tanshi("exchange", command, "--help").stdout.partition("Example: tanshi ")[2])


def test_watch_prints_alerts_and_says_so_in_its_exit_code(folder):
    done = tanshi(*example("watch"), cwd=folder)
    assert done.returncode == 1, done.stderr
    assert "layers of orders" in done.stdout
    found = json.loads(tanshi("exchange", "watch", "session", "--json", cwd=folder).stdout)
    (alert,) = [a for a in found["alerts"] if a["detector"] == "layering"]
    assert (alert["accounts"], alert["article"], alert["instrument"]) == (["suspect 0"], "44(4)", "CEA24")
    assert alert["messages"]
    assert set(alert["words"]) == {"zh", "en"}
    assert tanshi("exchange", "watch", "honest", cwd=folder).returncode == 0


def test_watch_takes_what_is_known_from_outside(folder):
    known = folder / "known.json"
    relations = [{"kind": "controller", "accounts": ["maker 0", "maker 1", *(f"trader {n}" for n in range(16))]}]
    known.write_text(json.dumps({"relations": relations, "disclosures": [{"session": "2024-11-14", "time": "14:00"}]}))
    found = json.loads(tanshi("exchange", "watch", "honest", "--known", known, "--json", cwd=folder).stdout)
    assert "related_trades" in {a["detector"] for a in found["alerts"]}
    known.write_text('{"relations": [{"kind": "friends", "accounts": []}]}')
    done = tanshi("exchange", "watch", "honest", "--known", known, cwd=folder)
    assert done.returncode == 2
    assert "friends" in done.stderr


def test_data_writes_the_files(folder):
    assert tanshi(*example("data"), cwd=folder).returncode == 0
    assert {f.name for f in (folder / "data").iterdir()} == {"trades.csv", "bars.csv", "depth.csv"}


def test_what_is_refused(folder, tmp_path):
    assert tanshi("exchange", "watch", "nowhere", cwd=folder).returncode == 2
    open_market(str(tmp_path / "market.db")).close()
    done = tanshi("exchange", "watch", "2024-11-14", "--db", tmp_path / "market.db")
    assert done.returncode == 2
    assert "no closed session" in done.stderr
    assert "not a day" in tanshi("exchange", "data", "x", "--db", tmp_path / "market.db", "--out", tmp_path).stderr
