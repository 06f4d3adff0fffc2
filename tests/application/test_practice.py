"""Modelled books on a day that is named: each act on its day, never on books that are not modelled, never backwards."""

import json
import shutil
from datetime import UTC, date, datetime, timedelta

import pytest
from typer.testing import CliRunner

from tanshi.application.identity.gate import open_gate
from tanshi.application.identity.settings import Settings
from tanshi.application.market import open_market
from tanshi.application.practice import DAY, legal_today, process_clock
from tanshi.cli.main import app
from tanshi.core.clock import PracticeClock, SystemClock, instant, legal_day
from tanshi.core.finding import Problem
from tanshi.journal.command import Command

KEYS = (("test", b"k" * 32),)


def code_of(refused):
    return [found.code for found in refused.value.findings]


def test_without_a_day_the_clock_is_the_computers(monkeypatch):
    monkeypatch.delenv(DAY, raising=False)
    assert isinstance(process_clock(), SystemClock)
    assert legal_today() == legal_day(datetime.now(UTC))


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        ("2025-02-10", datetime(2025, 2, 10, 1, tzinfo=UTC)),
        ("2025-02-10T14:30", datetime(2025, 2, 10, 6, 30, tzinfo=UTC)),
        (" 2028-02-29T00:00:05 ", datetime(2028, 2, 28, 16, 0, 5, tzinfo=UTC)),
    ],
)
def test_a_named_day_runs_on_from_its_morning_in_china(said, begins):
    clock = process_clock({DAY: said})
    assert timedelta(0) <= clock.now() - begins < timedelta(minutes=1)
    assert clock.now() <= clock.now()
    assert legal_day(clock.now()) == date.fromisoformat(said.strip()[:10])


@pytest.mark.parametrize(
    "said",
    [
        "tomorrow",
        "2025-02-30",
        "2025-2-1",
        "2025-02-10T25:00",
        "2025-02-10T",
        "0",
        "2025-02-10T14:30Z",
        "2025-02-10T14:30+00:00",
        "2025-W07-1",
        "20250210",
        "2025-02-10x14:30",
    ],
)
def test_what_is_no_day_is_said(said):
    with pytest.raises(Problem) as refused:
        process_clock({DAY: said})
    assert code_of(refused) == ["practice.no_day"]


@pytest.fixture
def books(year_db, tmp_path):
    """A modelled year of 2022 that somebody goes on with."""
    return shutil.copy(year_db, tmp_path / "year.db")


def last_day(books):
    market = open_market(str(books), write=False)
    with market.view() as view:
        recorded = view.head().recorded_at
    market.close()
    return legal_day(datetime.fromisoformat(recorded))


def test_an_act_is_of_the_day_that_is_named(books, monkeypatch):
    day = (last_day(books) + timedelta(days=30)).isoformat()
    monkeypatch.setenv(DAY, day)
    market = open_market(str(books))
    item = {"actor": "pupil/1", "organisation": "pupil", "role": "province", "area_gb2260": "37"}
    (answer,) = market.execute([Command("practice/1", "mee", "mee/1", "participants.admit_actor", [item])])
    assert answer.done, answer.message("en")
    with market.view() as view:
        assert legal_day(datetime.fromisoformat(view.head().recorded_at)).isoformat() == day
    market.close()
    monkeypatch.setenv(DAY, (last_day(books) - timedelta(days=1)).isoformat())
    with pytest.raises(Problem) as refused:
        open_market(str(books))
    assert code_of(refused) == ["practice.past"]
    open_market(str(books), write=False).close()  # who reads asks for a day of its own


@pytest.mark.parametrize("founded", [False, True])
def test_books_that_are_not_modelled_have_no_other_clock(tmp_path, monkeypatch, founded):
    file = str(tmp_path / "official.db")
    market = open_market(file)
    if founded:
        found = {"jurisdiction": "cn", "origin": "", "actor": "mee/1", "organisation": "mee"}
        (answer,) = market.execute([Command("found", "mee", "mee/1", "participants.found", [found])])
        assert answer.done, answer.message("en")
    market.close()
    monkeypatch.setenv(DAY, "2026-02-10")
    for use in (lambda: open_market(file), lambda: open_gate(open_market(file, write=False).engine, KEYS)):
        with pytest.raises(Problem) as refused:
            use()
        assert code_of(refused) == ["practice.not_modelled"]


def test_codes_of_authenticators_are_those_of_the_computers_time(books, monkeypatch):
    monkeypatch.setenv(DAY, "2031-02-10")
    market = open_market(str(books), write=False)
    gate = open_gate(market.engine, KEYS, Settings())
    assert isinstance(gate.clock, PracticeClock)
    assert gate.now()[:10] == "2031-02-10"
    assert abs(gate.outside.now() - datetime.now(UTC)) < timedelta(minutes=1)
    assert instant(gate.outside.now())[:4] != "2031"
    market.close()


def test_the_command_line_goes_by_the_day(books, tmp_path, monkeypatch):
    """A tip is deposited on a day of 2031, and the file says so; on a day before it the books refuse, and say why."""
    market = open_market(str(books), write=False)
    with market.view() as view:
        ((entity,),) = view.fetch("SELECT id FROM participants_entity ORDER BY id LIMIT 1")
    market.close()
    tip = {"docket": "P1", "subject": entity, "source": "tip", "about": "", "text": "t", "evidence_sha256": "ab" * 32}
    file = tmp_path / "tip.json"
    file.write_text(json.dumps(tip), "utf-8")
    asked = ["cases", "act", "deposit_clue", str(file), "--db", str(books), "--as", "mee/1"]
    monkeypatch.setenv(DAY, "2031-02-10")
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.output
    shown = CliRunner().invoke(app, ["cases", "show", "P1", "--db", str(books), "--json"])
    assert json.loads(shown.output)["steps"][0]["done_on"] == "2031-02-10"
    monkeypatch.setenv(DAY, "2031-02-09")
    refused = CliRunner().invoke(app, [*asked, "--id", "again"])
    assert refused.exit_code != 0
    assert "2031-02-10" in str(refused.exception)
