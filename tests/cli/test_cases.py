"""`tanshi cases`: a clue dismissed by command line, the published case shown, its decision written."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tools.case_round import ACTS, FILE, SHA, go, prepare

from tanshi.application.documents import can_typeset
from tanshi.application.market import open_market
from tanshi.core.clock import SimulatedClock
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
