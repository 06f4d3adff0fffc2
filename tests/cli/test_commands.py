"""The real commands: output, exit codes, messages in both languages, and every example of --help."""

import json
import os
import re
import shlex
import sqlite3
import subprocess
import sys

import pytest

from tanshi.journal.sqlite import SQLiteEngine
from tests.cli.process import tanshi


def test_year_as_json(tmp_path, small_roster):
    done = tanshi("year", "2022", "--units", small_roster, "--db", tmp_path / "a.db", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    expected = {
        "year", "entities", "units", "verified_t", "preallocated_t", "approved_t", "relieved_entities", "traded_t",
        "traded_cny", "mean_price", "close", "participation", "ccer_t", "surrendered_t", "compliance_rate",
        "short_entities", "skipped_rows", "state_hash", "journal_size", "journal_root", "seconds",
    }  # fmt: skip
    assert expected <= set(found)
    assert found["modelled"] is True
    assert isinstance(found["verified_t"], int)
    assert re.fullmatch(r"\d+\.\d\d", found["traded_cny"])
    assert re.fullmatch(r"[0-9a-f]{64}", found["state_hash"])
    assert all(os.path.exists(f) for f in found["files"])  # noqa: PTH110
    assert re.search(r"^2023 .*\d+/\d+", done.stderr, re.MULTILINE), "progress by calendar year"


def test_year_with_findings_ends_with_1_and_names_the_cell(tmp_path, small_roster):
    lines = small_roster.read_text("utf-8").splitlines()
    wrong = tmp_path / "units.csv"
    wrong.write_text("\n".join([*lines, lines[1].replace("T13-01-1", "X1").replace("河北", "Atlantis")]), "utf-8")
    done = tanshi("year", "2022", "--units", wrong, "--db", tmp_path / "a.db", "--json", lang=None)
    assert done.returncode == 1
    assert json.loads(done.stdout)["findings"][0]["where"] == f"units.csv!G{len(lines) + 1}"
    assert "is not a province" in done.stderr
    assert "不是 GB/T 2260" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["year", "1999"], "no allocation plan"),
        (["year", "2018"], "no allocation plan"),
        (["year", "2022", "2019"], "no allocation plan"),
        (["year", "soon"], "not a period"),
        (["year", "2022", "--units", "nowhere.csv"], "no such file"),
        (["year", "2022", "--entities", "colour"], "not a way to group"),
        (["year", "2022", "--db", "no/such/place.db"], "does not exist"),
        (["audit", "--db", "nowhere.db"], "There is no database here"),
        (["why", "approved_t/2022", "--db", "nowhere.db"], "There is no database here"),
        (["serve", "--db", "nowhere.db"], "There is no database here"),
        (["rules", "show", "no.such"], "no parameter or instrument"),
        (["rules", "show", "allocation.plans", "--on", "someday"], "is not a day"),
        (["rules", "show", "allocation.borrowing", "--on", "2024-01-01"], "no text in force"),
        (["nonsense"], "No such command"),
        (["year"], "Missing argument"),
    ],
)
def test_wrong_use_ends_with_2_and_says_what_to_do(tmp_path, arguments, says):
    done = tanshi(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.glob("*.db")) == []


def test_messages_come_in_both_languages(tmp_path):
    done = tanshi("audit", "--db", "nowhere.db", cwd=tmp_path, lang=None)
    assert "There is no database here" in done.stderr
    assert "此处没有数据库" in done.stderr


def test_files_that_are_no_database_of_ours(tmp_path, year_db):
    (tmp_path / "text.db").write_text("hello")
    assert "not a SQLite database" in tanshi("audit", "--db", tmp_path / "text.db").stderr
    with sqlite3.connect(tmp_path / "other.db") as db:
        db.execute("CREATE TABLE t (x)")
    db.close()
    assert "was not made by tanshi" in tanshi("audit", "--db", tmp_path / "other.db").stderr
    assert "directory" in tanshi("audit", "--db", tmp_path).stderr


def copy_of(year_db, tmp_path):
    path = tmp_path / "copy.db"
    with sqlite3.connect(year_db) as source, sqlite3.connect(path) as target:
        source.backup(target)
    source.close()
    target.close()
    return path


def test_a_database_newer_than_the_program_is_refused_untouched(tmp_path, year_db, small_roster):
    path = copy_of(year_db, tmp_path)
    with sqlite3.connect(path) as db:
        db.execute("UPDATE journal_meta SET value = '99' WHERE name = 'schema'")
    db.close()
    for arguments in (["audit"], ["why", "approved_t/2022"], ["year", "2022", "--units", small_roster]):
        done = tanshi(*arguments, "--db", path)
        assert done.returncode == 2
        assert "written by a newer version" in done.stderr


def test_a_database_with_unknown_facts_is_refused(tmp_path, year_db):
    path = copy_of(year_db, tmp_path)
    with sqlite3.connect(path) as db:
        db.execute("INSERT INTO journal_fact_type VALUES ('registry.teleported/7')")
    db.close()
    done = tanshi("audit", "--db", path)
    assert done.returncode == 2
    assert "registry.teleported/7" in done.stderr


def test_a_second_writer_is_told_who_has_the_database(tmp_path, small_roster):
    path = tmp_path / "busy.db"
    first = SQLiteEngine(str(path))
    done = tanshi("year", "2022", "--units", small_roster, "--db", path)
    first.close()
    assert done.returncode == 2
    assert f"(pid {os.getpid()})" in done.stderr
    assert tanshi("year", "2022", "--units", small_roster, "--db", path).returncode == 0


def test_a_database_that_cannot_be_written(tmp_path, small_roster):
    place = tmp_path / "full"
    place.mkdir()
    (place / "a.db.lock").mkdir()
    done = tanshi("year", "2022", "--units", small_roster, "--db", place / "a.db")
    assert done.returncode == 2
    assert "cannot be written" in done.stderr


def test_audit_is_clean_and_names_a_changed_byte(tmp_path, year_db):
    path = copy_of(year_db, tmp_path)
    done = tanshi("audit", "--db", path, "--json")
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert found["ok"] is True
    assert found["differences"] == []
    with sqlite3.connect(path) as db:
        db.execute("UPDATE allocation_entity SET approved_t = approved_t + 1 WHERE entity = 'T13-01'")
    db.close()
    done = tanshi("audit", "--db", path, "--json")
    assert done.returncode == 1
    (difference,) = json.loads(done.stdout)["differences"]
    assert (difference["table"], difference["key"]) == ("allocation_entity", "T13-01/2022")
    assert "approved_t" in difference["found"]
    assert "allocation_entity T13-01/2022" in tanshi("audit", "--db", path).stdout


def test_why_as_tree_and_as_json(year_db):
    done = tanshi("why", "approved_t/2022/T13-01", "--db", year_db, "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert {"subject", "value", "unit", "tree", "position"} <= set(found)
    assert {"label", "value", "unit", "formula", "rounding", "citation", "confidence", "inputs"} <= set(found["tree"])
    assert found["disagreements"] == []
    shown = tanshi("why", "approved_t/2022/T13-01", "--db", year_db).stdout
    assert "Electricity benchmark" in shown
    assert "国环规气候〔2023〕1号 附件2 [F]" in shown
    assert "供电基准值" in tanshi("why", "approved_t/2022/T13-01", "--db", year_db, lang="zh").stdout


def test_rules_commands():
    shown = tanshi("rules", "show", "allocation.electricity_benchmark", "--on", "2022-05-01", "--json")
    values = {v["key"]: v["value"] for v in json.loads(shown.stdout)["values"]}
    assert values == {"I": "0.8177", "II": "0.8729", "III": "0.9303", "IV": "0.3901"}
    assert "国环规气候〔2023〕1号" in tanshi("rules", "show", "plan-2021-2022").stdout
    assert "allocation.gap_relief" in tanshi("rules", "show").stdout
    changed = json.loads(tanshi("rules", "diff", "2022-12-31", "2023-01-01", "--json").stdout)
    assert {"allocation.output_basis", "allocation.electricity_benchmark"} <= {d["parameter"] for d in changed}
    clean = tanshi("rules", "check", "--today", "--json")
    assert clean.returncode == 0
    assert json.loads(clean.stdout)["ok"] is True


def help_texts():
    """Yield (command words, its help)."""
    top = [["year"], ["why"], ["audit"], ["serve"], ["rules", "show"], ["rules", "diff"], ["rules", "check"]]
    return [(words, tanshi(*words, "--help").stdout) for words in top]


def test_every_help_shows_an_example_that_runs(tmp_path, year_db):
    copy_of(year_db, tmp_path).rename(tmp_path / "market.db")
    for words, text in help_texts():
        example = re.search(r"Example: tanshi (.*)", " ".join(text.split("\n")))
        assert example, words
        arguments = shlex.split(example[1].strip())
        if words == ["serve"]:
            continue  # served in tests/server
        if words == ["year"]:
            arguments = [*arguments[:2], "--help"]  # the nation takes half a minute; its small form runs above
        done = tanshi(*arguments, cwd=tmp_path)
        assert done.returncode == 0, (arguments, done.stderr)


def test_help_is_fast_because_nothing_heavy_is_imported():
    code = """
import sys
from tanshi.cli.main import run
try:
    run(["--help"])
except SystemExit:
    pass
print([m for m in ("sqlalchemy", "fastapi", "numpy", "matplotlib", "rich.progress") if m in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")


def test_version():
    assert re.match(r"tanshi \d+\.\d+", tanshi("--version").stdout)
