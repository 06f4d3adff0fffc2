"""`tanshi draft …` through the real commands, in this process: documents, tables, pictures, wrong use."""

import csv
import json
import shlex

import pytest

from tests.cli.test_commands import copy_of

HEADER = (
    "unit_id", "entity_id", "area_gb2260", "unit_class", "supply_mwh", "generation_mwh", "heat_gj", "heat_ratio",
    "load_factor", "cooling", "chp", "verified_t",
)  # fmt: skip
ROWS = [
    ("U1", "A", "山东", "I", "2500000", "2650000", "0", "0", "0.72", "water", "false", "2100000"),
    ("U2", "A", "山东", "II", "900000", "980000", "1500000", "0.18", "0.80", "water", "true", "980000.4"),
    ("U3", "B", "Hebei", "II", "700000", "760000", "0", "0", "0.60", "air", "false", "700000"),
    ("U4", "C", "", "IV", "800000", "815000", "0", "0", "0.55", "water", "false", "310000"),
]


@pytest.fixture
def units(tmp_path):
    return written(tmp_path / "units.csv", ROWS)


def written(path, rows, header=HEADER):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


@pytest.fixture
def document(tanshi):
    """Run a command of the bench and return its document."""

    def call(*arguments, code=0):
        done = tanshi("draft", *arguments, "--json")
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout)

    return call


def test_from_balance_to_a_draft_and_its_impact(tmp_path, units, document):
    found = document("balance", units, "--plan", "2021")
    lines = {line["line"]: line for line in found["lines"]}
    assert (found["units"], found["entities"], found["position"]) == (4, 3, None)
    assert lines["I"]["published"] == "0.8210"
    assert lines["heat.coal"]["balance_value_4"] == "0.1176"  # 0.18 x 980,000.4 / 1,500,000
    draft = tmp_path / "next.json"
    solved = document("solve", units, "--plan", "2023", "--surplus=-1%", "--strict", "IV=0", "--out", draft)
    assert abs(solved["off_target_t"]) <= int(solved["rounding_t"])
    assert solved["target_t"] == -40900
    table = tmp_path / "firms.csv"
    made = document("impact", units, "--plan", "2023", "--draft", draft, "--price", "80", "--out", table)
    assert made["draft"] == "next"
    assert {p["area_gb2260"] for p in made["provinces"]} == {"", "13", "37"}
    assert made["all"]["surplus_after_t"] == solved["surplus_after_relief_t"]
    rows = list(csv.DictReader(table.read_text("utf-8-sig").splitlines()))
    assert [r["entity_id"] for r in rows] == ["A", "B", "C"]
    assert sum(int(r["change_t"]) for r in rows) == made["all"]["change_t"]


def test_tables_in_both_languages(units, tanshi):
    shown = tanshi("draft", "impact", units, "--plan", "2021", "--draft", "2022", "--price", "80", lang="zh").stdout
    assert "受损最多的单位" in shown
    assert "306 家" in shown
    assert "Why ours differ" in tanshi("draft", "balance", units, "--plan", "2021").stdout
    assert "No balance values were published for 2022" in tanshi("draft", "balance", units, "--plan", "2022").stdout
    assert "15 of 22 agree" in tanshi("draft", "steps").stdout
    rising = ("draft", "solve", units, "--plan", "2023", "--surplus", "9%", "--strict", "II=2")
    assert "a stricter line then rises more" in tanshi(*rising).stdout
    assert "豁免后" in tanshi("draft", "solve", units, "--plan", "2022", "--after-relief", lang="zh").stdout


def test_pictures(tmp_path, units, year_db, tanshi):
    pytest.importorskip("matplotlib")
    for arguments in (
        ["impact", units, "--plan", "2022", "--draft", "2023"],
        ["fit", "2022", "--db", year_db],
    ):
        picture = tmp_path / f"{arguments[0]}.png"
        done = tanshi("draft", *arguments, "--chart", picture, lang="zh")
        assert done.returncode == 0, done.stderr
        assert "Glyph" not in done.stderr
        assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_the_books_give_the_same_as_the_trial(year_db, document, tanshi):
    found = document("impact", "2022", "--draft", "2022", "--db", year_db)
    trial = json.loads(tanshi("allocate", "2022", "--db", year_db, "--json").stdout)
    tried = {e["entity"]: e["tried_t"] for e in trial["entities"]}
    assert {f["entity_id"]: f["approved_after_t"] for f in found["firms"]} == tried
    assert found["position"] == trial["position"]
    assert found["all"]["change_t"] == 0


def test_every_help_has_an_example_that_runs(tmp_path, year_db, tanshi):
    copy_of(year_db, tmp_path).rename(tmp_path / "market.db")
    header = ("unit_id", "month", "unit_class", "generation_mwh", "load_factor", "verified_t")
    written(tmp_path / "months.csv", [("U", "2025-01", "I", "1000", "0.8", "800")], header)
    written(tmp_path / "before.csv", [("U", "2024-01", "I", "1000", "0.8", "800")], header)
    for name in ("balance", "fit", "solve", "steps", "impact", "estimate", "path"):
        text = " ".join(tanshi("draft", name, "--help").stdout.split())
        example = text.partition("Example: tanshi ")[2]
        done = tanshi(*shlex.split(example), cwd=tmp_path)
        assert done.returncode == 0, (example, done.stderr)


def test_a_running_year_of_the_books_is_estimated(year_db, document, tanshi):
    found = document("estimate", "2022", "--plan", "2021", "--months", "8", "--db", year_db)
    assert found["estimate"] is True
    assert found["position"] > 0
    assert all(e["approved_low_t"] <= e["approved_high_t"] for e in found["entities"])
    one = found["entities"][3]
    shown = document("estimate", "2022", "--months", "8", "--db", year_db, "--entity", one["entity_id"])
    assert shown["plan"] == "2021"
    assert shown["entities"] == [one]
    assert "1 to 12" in tanshi("draft", "estimate", "2022", "--months", "13", "--db", year_db).stderr
    assert "no month of 2031" in tanshi("draft", "estimate", "2031", "--plan", "2024", "--db", year_db).stderr


def test_a_wrong_row_is_told_by_its_cell_and_the_others_are_computed(tmp_path, document):
    rows = [*ROWS, ("U5", "D", "Atlantis", "I", "1", "1", "0", "0", "0.9", "water", "false", "1"),
            ("U6", "D", "", "I", "x", "1", "0", "0", "0.9", "water", "false", "1"),
            ("U7", "D", "", "I", "1", "1", "9", "0", "0.9", "water", "true", "1")]  # fmt: skip
    path = written(tmp_path / "units.csv", rows)
    found = document("balance", path, "--plan", "2022", code=1)
    assert {f["where"]: f["code"] for f in found["findings"]} == {
        "units.csv!E7": "allocate.not_a_number", "units.csv": "allocate.entity_incomplete",
        "units.csv!A6": "draft.unknown_area", "units.csv!A8": "draft.not_divisible",
    }  # fmt: skip
    assert document("impact", path, "--plan", "2022", "--draft", "2023", code=1)["all"]["entities"] == 4


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["impact", "units.csv"], "Say with --draft"),
        (["impact", "units.csv", "--draft", "2099"], "There is no plan 2099"),
        (["impact", "units.csv", "--draft", "nowhere.json"], "no such file"),
        (["impact", "units.csv", "--draft", "draft:x", "--db", "nowhere.db"], "There is no database here"),
        (["impact", "units.csv", "--draft", "2023", "--price", "80.123"], "no price"),
        (["balance", "soon", "--db", "nowhere.db"], "not a period"),
        (["balance", "2022", "--db", "nowhere.db"], "There is no database here"),
        (["solve", "units.csv", "--surplus", "much"], "no surplus"),
        (["solve", "units.csv", "--surplus", "0.5"], "no surplus"),
        (["solve", "units.csv", "--from", "air"], "no start"),
        (["solve", "units.csv", "--strict", "V=1"], "LINE=NUMBER"),
        (["solve", "units.csv", "--start", "I"], "LINE=NUMBER"),
        (["solve", "units.csv", "--start", "IV=0"], "LINE=NUMBER"),
        (["solve", "units.csv", "--strict", "heat.gas=-0.5"], "No line can be moved"),
        (["solve", "units.csv", "--surplus=-50%", "--strict", "heat.gas=9"], "zero or below"),
        (["solve", "units.csv", "--out", "no/place.json"], "cannot be written"),
        (["estimate", "units.csv"], "--months"),
        (["estimate", "nowhere.csv"], "no such file"),
    ],
)
def test_wrong_use_ends_with_2_and_says_what_to_do(tmp_path, units, tanshi, arguments, says):
    done = tanshi("draft", *arguments, cwd=tmp_path)
    assert done.returncode == 2, done.stdout
    assert says in done.stderr
    assert "Traceback" not in done.stderr
