"""Random changes of one unit, one byte or one row are named: the short form of `python -m tools.mutations`."""

import os

import pytest
from tools import mutations
from tools.mutations import Mutation, Report, SQLiteStore, Trial, Vandal, build_workload, run, world_of

from tanshi.application.assembly import TABLES
from tanshi.simulation.chance import Chance

SEED = 7
COUNTS = {"sqlite": 12 if "TANSHI_SOAK" in os.environ else 6, "postgresql": 6}
SPECS = {kind.__table__.name: kind.__table__ for kind in TABLES}


@pytest.mark.parametrize(("engine", "count"), COUNTS.items())
def test_every_change_is_named(engine, count):
    report = run(engine, SEED, range(count))
    assert report.missed == []
    assert report.made == count
    assert report.named["second_check"] + sum(n for why, n in report.unseen.items() if "second" in why) == count
    assert report.named["audit"] > count // 2
    assert {world_of(number) for number in range(count)} == set(mutations.WORLDS)


@pytest.fixture
def trial(tmp_path):
    """A trial on the workload's market, and its report."""
    url = str(tmp_path / "workload.db")
    build_workload(url, groups=8)
    made = Trial(url, SQLiteStore(url), SEED, Report("sqlite", SEED))
    yield made
    made.close()


def test_the_same_number_is_the_same_change(trial):
    vandal = Vandal(trial._store)
    drawn = [str(vandal.draw(Chance(SEED, "mutation", 5))) for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert drawn[0] != str(vandal.draw(Chance(SEED, "mutation", 6)))


def test_changes_are_of_all_kinds_and_of_every_table_with_rows(trial):
    vandal = Vandal(trial._store)
    drawn = [vandal.draw(Chance(SEED, "mutation", number)) for number in range(1_500)]
    assert {m.act for m in drawn} == {"change", "delete", "add"}
    assert {m.spec.name for m in drawn} == {name for name, spec in SPECS.items() if trial._store.rows(spec)}
    assert {m.column for m in drawn if m.spec.name == "journal_fact"} >= {"type", "day", "nonce", "body", "leaf"}


def test_a_change_is_taken_back(trial):
    before = {name: trial._store.rows(spec) for name, spec in SPECS.items()}
    for number in range(10):
        trial.run(number)
    assert {name: trial._store.rows(spec) for name, spec in SPECS.items()} == before


@pytest.mark.parametrize("blind", ["audit", "second_check"])
def test_a_check_that_sees_nothing_is_reported_with_what_reproduces_it(trial, monkeypatch, blind):
    monkeypatch.setattr(Trial, f"_{blind}", lambda self: [])
    spec = SPECS["registry_book"]
    (row,) = trial._store.rows(spec)
    trial._look(41, Mutation("change", spec, "transfers", row, (row[0], row[1] + 1, *row[2:])))
    missed = [m for m in trial._report.missed if m["check"] == blind]
    assert missed[0]["again"] == f"--engine sqlite --seed {SEED} --only 41"
    assert "registry_book 1: transfers" in missed[0]["change"]


def test_a_check_that_breaks_has_not_named_anything(trial, monkeypatch):
    def broken(self):
        raise ZeroDivisionError("broken")

    monkeypatch.setattr(Trial, "_second_check", broken)
    trial.run(3)
    assert [m["check"] for m in trial._report.missed] == ["second_check"]
    assert "ZeroDivisionError" in trial._report.missed[0]["found"]
    monkeypatch.undo()


def test_mutate_raises_with_the_seed_when_something_is_missed(monkeypatch):
    def missed(engine, seed, numbers, said):
        return Report(engine, seed, made=1, missed=[{"again": f"--seed {seed} --only 0"}])

    monkeypatch.setattr(mutations, "run", missed)
    with pytest.raises(mutations.Unnoticed, match="--seed 3 --only 0"):
        mutations.mutate("sqlite", 1, 3)
