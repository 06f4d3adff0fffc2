"""`tanshi plausibility`: a year of the books, a file of months, the list of checks."""

import json

import pytest

from tests.server.plant import FIGURES, MONTHS, UNITS, rows, table

UNIT = ("--coal", "bituminous", "--technology", "subcritical", "--capacity-mw", "300")


def varied(**changes):
    """Return the plant's months as a meter would give them: no two alike."""
    found = rows(MONTHS)
    for n, row in enumerate(found):
        for field, places in (("generation_mwh", 3), ("own_use_mwh", 3), ("hours", 2), ("fuel", 2)):
            scaled = FIGURES[field] * (1000 + 7 * n % 40) // 1000 + n
            row[field] = f"{scaled // 10**places}.{scaled % 10**places:0{places}d}"
        row["ncv"], row["carbon"] = f"21.{n * 7 % 90:03d}", f"0.55{n * 3 % 90:02d}"
    found[-1] |= changes
    return table(found)


def test_a_year_of_the_books_is_clean(tanshi, year_db):
    done = tanshi("plausibility", "--db", year_db, "--year", "2022", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {e["impossible"] for e in found["entities"]} == {0}
    asked = {c["check"]: c["asked"] for c in found["checks"]}
    assert asked["hours_over_calendar"] > 300
    assert asked["sum_of_units"] == len(found["entities"]), "each entity has filed"
    one = found["entities"][0]
    alone = tanshi("plausibility", "--db", year_db, "--year", "2022", "--entity", one["entity"], "--json")
    assert json.loads(alone.stdout)["entities"] == [one]
    area = json.loads(tanshi("plausibility", "--db", year_db, "--year", "2022", "--area", "13", "--json").stdout)
    assert 0 < len(area["entities"]) < len(found["entities"])
    assert [e for e in found["entities"] if e["entity"] in {a["entity"] for a in area["entities"]}] == area["entities"]


def test_a_file_of_months(tanshi, tmp_path):
    (tmp_path / "good.csv").write_bytes(varied())
    (tmp_path / "bad.csv").write_bytes(varied(fuel="5500"))
    good = tanshi("plausibility", "good.csv", "--entity", "E1", *UNIT, cwd=tmp_path)
    assert good.returncode == 0, good.stdout + good.stderr
    assert "0 impossible, 0 to be explained" in good.stdout
    bad = tanshi("plausibility", "bad.csv", "--entity", "E1", *UNIT, cwd=tmp_path)
    assert bad.returncode == 1
    assert f"{UNITS[1].id} 2022-12: Heat of the fuel, against generation: 115" in bad.stdout
    told = tanshi(
        "plausibility", "bad.csv", "--entity", "E1", *UNIT, "--severity", "impossible", cwd=tmp_path, lang="zh"
    )
    assert "不可能成立" in told.stdout
    assert "供复核 " in told.stdout


def test_without_a_capacity_nothing_is_held_against_it(tanshi, tmp_path):
    (tmp_path / "good.csv").write_bytes(varied())
    found = json.loads(tanshi("plausibility", "good.csv", "--entity", "E1", "--json", cwd=tmp_path).stdout)
    assert "overload" not in {c["check"] for c in found["checks"]}


def test_the_list_of_checks(tanshi):
    found = json.loads(tanshi("plausibility", "--checks", "--json").stdout)
    assert len(found) >= 40
    assert all(c["citation"] and c["source"] + c["citation"] for c in found)
    assert "plausibility checks" in tanshi("plausibility", "--checks").stdout


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--year", "2022", "--severity", "dire"), "impossible, explain, advice"),
        (("--year", "2022", "--area", "99"), "no province with the code 99"),
        (("--year", "2022", "--entity", "nobody"), "no entity nobody"),
        ((), "--year"),
    ],
)
def test_what_cannot_be_asked(tanshi, year_db, more, says):
    done = tanshi("plausibility", "--db", year_db, *more)
    assert done.returncode == 2
    assert says in done.stderr


def test_a_file_of_activity_data(tanshi, tmp_path):
    rows = [f"S1,2025-{n:02d},fuel,cleaned_coal,{1000 + 17 * n}.3{n % 7},26.3{n}" for n in range(1, 12)]
    (tmp_path / "works.csv").write_text("entity_id,month,stream,item,fc,ncv\n" + "\n".join(rows), "utf-8")
    found = tanshi("plausibility", tmp_path / "works.csv", "--sector", "steel", "--json")
    assert found.returncode == 0
    told = json.loads(found.stdout)
    assert [(f["check"], f["where"]) for f in told["findings"]] == [("stream_month_gap", "S1 fuel cleaned_coal 2025")]
