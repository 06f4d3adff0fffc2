"""`tanshi compliance`: status of all and of one firm, progress with chart and paper, a group."""

import json

import pytest
from pypdf import PdfReader


def test_status_of_all_firms_on_a_day(tanshi, year_db):
    done = tanshi("compliance", "status", "--db", year_db, "--on", "2023-12-31", "--json")
    found = json.loads(done.stdout)
    assert (found["period"], found["day"]) == ("2022", "2023-12-31")
    assert sum(found["total"][f"{s}_firms"] for s in ("met", "open", "partly")) == len(found["firms"])
    first = found["firms"][0]
    assert first["due_t"] == max(0, first["obligation_t"] - first["surrendered_t"])
    assert (first["deadline"], first["days_left"]) == ("2023-12-31", 0)
    assert first["citation"]
    shown = tanshi("compliance", "status", "--db", year_db).stdout
    assert "Compliance of 2022 on 2024-01-02" in shown
    assert f"all {len(found['firms'])}" in shown


def test_status_of_one_firm_with_what_happened(tanshi, year_db):
    every = json.loads(tanshi("compliance", "status", "--db", year_db, "--json").stdout)["firms"]
    firm = next(f for f in every if f["status"] == "met" and f["obligation_t"])
    found = json.loads(tanshi("compliance", "status", "--db", year_db, "--firm", firm["entity_id"], "--json").stdout)
    steps = [h["step"] for h in found["timeline"]]
    assert steps[0] == "set"
    assert steps[-1] == "assessed"
    given = sum(h["amount_t"] for h in found["timeline"] if h["step"] == "surrendered")
    assert given == found["surrendered_t"]
    words = tanshi("compliance", "status", "--db", year_db, "--firm", firm["entity_id"], lang="zh").stdout
    assert "已足额清缴" in words


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--period", "1999"), "no obligations of 1999"),
        (("--firm", "nobody"), "nobody is on no list"),
        (("--status", "happy"), "no status happy"),
        (("--on", "soon"), "soon"),
    ],
)
def test_what_is_not_there_is_said(tanshi, year_db, asked, said):
    done = tanshi("compliance", "status", "--db", year_db, *asked)
    assert done.returncode != 0
    assert said in done.stderr


def test_progress_with_its_chart_and_paper(tanshi, year_db, tmp_path):
    made = [tmp_path / name for name in ("p.png", "p.pdf", "p.xlsx")]
    given = ("compliance", "progress", "--db", year_db, "--on", "2023-12-31")
    found = json.loads(tanshi(*given, "--chart", made[0], "--paper", made[1], "--json").stdout)
    rates = [w["rate"] for w in found["weeks"]]
    assert rates == sorted(rates)
    assert found["nation"]["rate"] == rates[-1]
    printed = tanshi(*given, "--paper", made[2]).stdout
    assert "Rate by tonnes" in printed
    assert made[0].read_bytes()[:4] == b"\x89PNG"
    words = "".join(page.extract_text() for page in PdfReader(made[1]).pages)
    assert "compliance of 2022" in words
    assert made[2].stat().st_size > 4_000
    assert "docx" in tanshi(*given, "--paper", tmp_path / "p.docx").stderr


def test_a_group_nobody_gave_a_mandate_is_named(tanshi, year_db):
    assert "No firm gave G a mandate" in tanshi("compliance", "group", "G", "--db", year_db).stderr
