"""`tanshi cases`: a clue dismissed by command line, the published case shown, its decision written."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from tools.case_revision import OF_OWNER, OF_PERSONS
from tools.case_round import ACTS, FILE, PLANT, SHA, go, prepare

from tanshi.application import moving
from tanshi.application.documents import can_typeset
from tanshi.application.market import open_market
from tanshi.core.clock import SimulatedClock
from tanshi.core.progress import Progress
from tanshi.simulation.workload import opening


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cases")
    clock = SimulatedClock(datetime(2023, 5, 4, 1, 30, tzinfo=UTC))
    market = open_market(str(folder / "market.db"), clock=clock)
    market.execute(opening())
    prepare(market, clock, folder / "sheets")
    go(market, clock, ACTS, "walk")
    market.close()
    return folder


def test_a_clue_goes_from_deposit_to_dismissal(tanshi, books):
    where = ["--db", str(books / "market.db")]

    def act(kind, actor, **item):
        file = books / f"{kind}.json"
        file.write_text(json.dumps({"docket": "SD-2026-9", "text": "x", **item}), "utf-8")
        return tanshi("cases", "act", kind, str(file), "--as", actor, "--id", f"{kind}/{actor}", *where)

    shown_by = {"evidence_sha256": SHA}
    clue = {**shown_by, "subject": "K1", "source": "agency", "about": "", "area_gb2260": ""}
    assert act("deposit_clue", "sd/1", **clue).returncode == 0
    look = {**shown_by, "inspected_on": "2025-01-09", "officials": ["a", "b"], "doubts": ["c"]}
    assert act("inspect", "sd/1", **look).returncode == 0
    refused = act("dismiss_clue", "sd/2", **shown_by)
    assert refused.returncode != 0
    assert "each needs an explanation".capitalize() in refused.stdout
    assert act("explain_doubt", "K1/1", number=1, **shown_by).returncode == 0
    assert act("check_doubt", "mee/1", number=1, result="cleared").returncode == 0
    assert act("dismiss_clue", "sd/2", **shown_by).returncode == 0
    shown = json.loads(tanshi("cases", "show", "SD-2026-9", "--json", *where).stdout)
    assert (shown["state"], shown["tasks"], shown["doubts"][0]["result"]) == ("dismissed", [], "cleared")


def test_a_file_is_shown_with_what_comes_next(tanshi, books):
    where = ["--db", str(books / "market.db")]
    assert FILE in tanshi("cases", "list", *where).stdout
    found = tanshi("cases", "show", FILE, "--today", "2025-06-30", *where)
    assert found.returncode == 0, found.stderr
    for part in ("423997000.00", "order not followed", "verify a correction", "2025-09-03", "65"):
        assert part in found.stdout, part
    (entry,) = json.loads(tanshi("cases", "credit", "--json", *where).stdout)["credit"]
    assert entry["docket"] == FILE
    assert tanshi("cases", "show", "none", *where).returncode == 2


def test_the_page_shows_what_is_printed(tanshi, books):
    page = (Path(__file__).parents[2] / "docs" / "cases.md").read_text("utf-8")
    (shown,) = re.findall(r"\$ tanshi cases show [^\n]+\n(.*?)```", page, re.DOTALL)
    found = tanshi("cases", "show", FILE, "--today", "2025-06-30", "--db", str(books / "market.db"))
    assert [line.rstrip() for line in found.stdout.rstrip().splitlines()] == shown.rstrip().splitlines()


def test_papers_are_written(tanshi, books):
    where = ["--db", str(books / "market.db"), "--out"]
    for form, begin in (("xlsx", b"PK"), *((("pdf", b"%PDF"),) if can_typeset() else ())):
        out = books / f"decision.{form}"
        assert tanshi("cases", "paper", FILE, "decision", *where, str(out)).returncode == 0
        assert out.read_bytes().startswith(begin)
    assert tanshi("cases", "paper", FILE, "warrant", *where, str(books / "x.xlsx")).returncode == 2
    assert tanshi("cases", "paper", FILE, "notice", *where, str(books / "x.doc")).returncode == 2


ODD = [
    (["show", "案一"], "There is no file 案一"),
    (["show", FILE, "--today", "2025-02-30"], "2025-02-30 is not a day"),
    (["show", FILE, "--today", "昨天"], "昨天 is not a day"),
    (["show", FILE, "--today", "2020-01-01"], "2021-07-15"),
    (["paper", FILE, "决定书", "--out", "x.xlsx"], "papers are notice and decision"),
    (["paper", FILE, "decision", "--out", "none/x.xlsx"], "none/x.xlsx"),
    (["act", "deposit_clue", "y.json", "--as", "sd/1"], "YAML is not read"),
    (["act", "deposit_clue", "list.json", "--as", "sd/1"], "no JSON object"),
    (["act", "deposit_clue", "few.json", "--as", "sd/1"], "about is missing"),
    (["act", "deposit_clue", "absent.json", "--as", "sd/1"], "no such file"),
    (["act", "steal", "few.json", "--as", "sd/1"], "no command supervision.steal"),
    (["act", "deposit_clue", "zhid.json", "--as", "sd/1"], "cannot be the number of a file"),
    (["act", "deposit_clue", "few.json"], "--as"),
]


@pytest.mark.parametrize(("asked", "said"), ODD, ids=[str(n) for n in range(len(ODD))])
def test_a_mistake_is_answered_without_a_traceback(tanshi, books, tmp_path, asked, said):
    clue = {"docket": "案-1", "subject": PLANT, "source": "tip", "about": "", "text": "举报", "evidence_sha256": "ab"}
    for name, text in {"y.json": "docket: A", "list.json": "[]", "few.json": '{"docket": "A1"}',
                       "zhid.json": json.dumps(clue)}.items():  # fmt: skip
        (tmp_path / name).write_text(text, "utf-8")
    found = tanshi("cases", *asked, "--db", str(books / "market.db"), cwd=tmp_path)
    assert found.returncode in (1, 2), found.stdout
    assert said in found.stdout + found.stderr


def test_persons_and_what_became_of_a_decision_are_shown(tanshi, tmp_path):
    sample = Path(__file__).parents[1] / "data" / "corpus" / "2026-11-revised" / "revised.backup"
    db = str(tmp_path / "revised.db")
    moving.restore_backup(sample, db, None, Progress())
    shown = tanshi("cases", "show", OF_PERSONS, "--db", db, "--today", "2025-10-12").stdout
    for part in ("王五", "核算员", "30000.00", "2025-10-01", "own correction: changed"):
        assert part in shown, part
    assert "423997000.00 → 0.00 CNY, 865,300 → 0 t" in tanshi("cases", "show", FILE, "--db", db).stdout
    out = tmp_path / "decision.xlsx"
    assert tanshi("cases", "paper", FILE, "decision", "--db", db, "--out", str(out)).returncode == 0
    book = CalamineWorkbook.from_path(str(out))
    lines = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    said = " ".join(str(cell) for row in lines for cell in row)
    assert "Fine (CNY) 423997000" in said, "the decision as it was taken"
    assert "Allowances cut (t) 865300" in said
    credit = json.loads(tanshi("cases", "credit", "--db", db, "--json").stdout)["credit"]
    assert {e["docket"]: e["mark"]["result"] for e in credit} == {
        FILE: "annulled", OF_PERSONS: "changed", OF_OWNER: "annulled",
    }  # fmt: skip
    assert "annulled" in tanshi("cases", "credit", "--db", db).stdout
