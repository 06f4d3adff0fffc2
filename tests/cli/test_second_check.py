"""`tanshi audit --sql`: output, exit codes, both languages."""

import json
import shutil
import sqlite3

import pytest

from tests.cli.process import tanshi
from tests.cli.test_commands import copy_of


@pytest.fixture
def market_db(tmp_path, year_db):
    """A copy of the year's database with its evidence."""
    path = copy_of(year_db, tmp_path)
    shutil.copytree(f"{year_db}.evidence", f"{path}.evidence")
    return path


def changed(path, sql):
    with sqlite3.connect(path) as db:
        db.execute(sql)
    db.close()


def test_a_clean_database_as_json_and_as_table(market_db):
    done = tanshi("audit", "--sql", "--db", market_db, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    audit = json.loads(tanshi("audit", "--db", market_db, "--json").stdout)
    assert (found["ok"], found["differences"], found["more_differences"]) == (True, [], 0)
    assert (found["facts"], found["root"]) == (audit["facts"], audit["root"])
    allowances = next(i for i in found["instruments"] if i["instrument"] == "CEA22")
    assert allowances["issued"] == sum(
        allowances[name] for name in ("recovered", "surrendered", "held_registration", "held_trading", "cancelled")
    )
    assert allowances["carried_over"] == 0
    shown = tanshi("audit", "--sql", "--db", market_db).stdout
    assert f"{allowances['surrendered']:,}" in shown
    assert "no difference" in shown
    assert "无差异" in tanshi("audit", "--sql", "--db", market_db, lang="zh").stdout


def test_differences_end_with_1_and_are_named(market_db):
    changed(market_db, "UPDATE allocation_entity SET approved_t = approved_t + 1 WHERE entity = 'T13-01'")
    done = tanshi("audit", "--sql", "--db", market_db, "--json")
    assert done.returncode == 1
    (difference,) = json.loads(done.stdout)["differences"]
    assert set(difference) == {"table", "key", "expected", "found"}
    assert (difference["table"], difference["key"]) == ("allocation_entity", "T13-01/2022")
    assert difference["found"].startswith("approved_t=")
    assert "allocation_entity T13-01/2022: expected approved_t=" in tanshi("audit", "--sql", "--db", market_db).stdout
    assert "应为 approved_t=" in tanshi("audit", "--sql", "--db", market_db, lang="zh").stdout


def test_what_the_audit_must_refuse_the_check_names(market_db):
    """The rebuild needs to know all types of facts; the check needs not."""
    changed(market_db, "INSERT INTO journal_fact_type VALUES ('registry.teleported/7')")
    assert tanshi("audit", "--db", market_db).returncode == 2
    done = tanshi("audit", "--sql", "--db", market_db)
    assert done.returncode == 1
    assert "journal_fact_type registry.teleported/7: expected no row" in done.stdout


def test_a_published_checkpoint_is_held_against_the_journal(market_db, tmp_path, monkeypatch):
    witness = tmp_path / "published"
    witness.write_text(f"5 {'0' * 64}\n", "ascii")
    monkeypatch.setenv("TANSHI_WITNESS", str(witness))
    done = tanshi("audit", "--sql", "--db", market_db)
    assert done.returncode == 1
    assert "journal_checkpoint 5: expected root=" in done.stdout


def test_missing_evidence_is_named(market_db):
    shutil.rmtree(f"{market_db}.evidence")
    done = tanshi("audit", "--sql", "--db", market_db, "--json")
    assert done.returncode == 1
    assert {d["table"] for d in json.loads(done.stdout)["differences"]} == {"journal_evidence"}


@pytest.mark.parametrize(
    ("name", "says"), [("nowhere.db", "There is no database here"), ("text.db", "not a SQLite database")]
)
def test_wrong_use_ends_with_2(tmp_path, name, says):
    (tmp_path / "text.db").write_text("hello")
    done = tanshi("audit", "--sql", "--db", name, cwd=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_of_somebody_else_and_one_of_a_newer_program_are_refused(tmp_path, market_db):
    changed(tmp_path / "other.db", "CREATE TABLE t (x)")
    changed(market_db, "UPDATE journal_meta SET value = '99' WHERE name = 'schema'")
    assert "was not made by tanshi" in tanshi("audit", "--sql", "--db", tmp_path / "other.db").stderr
    assert "written by a newer version" in tanshi("audit", "--sql", "--db", market_db).stderr


def test_what_a_damaged_database_says_of_itself_is_named(market_db):
    changed(market_db, "DELETE FROM journal_meta WHERE name = 'schema'")
    done = tanshi("audit", "--sql", "--db", market_db)
    assert done.returncode == 1
    assert "journal_meta schema" in done.stdout


def test_postgresql(pg_url):
    done = tanshi("audit", "--sql", "--db", pg_url, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["facts"] == 0
