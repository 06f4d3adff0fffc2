"""The year on institutions apart ends with the books of the year on one database, whatever is killed."""

import json
import os
import random
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tanshi.application.institutions.bodies import INSTITUTIONS, VOLUNTARY
from tanshi.application.institutions.kinds import PAIRS
from tanshi.application.market import open_market
from tanshi.application.second_check import second_check
from tanshi.core.clock import SimulatedClock
from tanshi.core.finding import Problem
from tanshi.core.period import Period
from tanshi.journal.open import open_engine
from tanshi.journal.writer import seeded_entropy
from tanshi.participants.roster import read_roster
from tanshi.rules import Law
from tanshi.simulation.apart import Apart
from tanshi.simulation.chain import Chain
from tanshi.simulation.population import from_roster

ROSTER = Path(__file__).parent.parent / "data" / "small_roster.csv"
YEAR = Period.named("2022")
#: Those the year has acts for; the voluntary registry hears what all hear, and has nothing to say.
BUSY = tuple(name for name in INSTITUTIONS if name != VOLUNTARY)
KILLS = 2


@pytest.fixture(scope="module")
def roster(tmp_path_factory):
    """One unit in eight: enough that both sides of the market are there."""
    header, *rows = ROSTER.read_text("utf-8").splitlines()
    path = tmp_path_factory.mktemp("roster") / "few.csv"
    path.write_text("\n".join([header, *rows[::8]]) + "\n", "utf-8")
    return path


def play(stage, clock, roster):
    Chain(stage, clock, {YEAR: from_roster(Law("cn"), read_roster(roster), YEAR, 1)}, 1).run()


def new_clock():
    return SimulatedClock(datetime(2022, 1, 1, tzinfo=UTC))


def apart_on(urls):
    clock = new_clock()
    return Apart(urls, clock, 1), clock


def files(folder, names=BUSY):
    return {name: str(folder / f"{name}.db") for name in names}


@pytest.fixture(scope="module")
def together(roster, once):
    """What each institution's own tables come to on one database, where there were trades."""

    def fill(folder):
        clock = new_clock()
        market = open_market(":memory:", clock=clock, entropy=seeded_entropy("1"))
        play(market, clock, roster)
        with market.view() as view:
            assert view.fetch("SELECT COUNT(*) FROM registry_trade")[0][0] > 0
            assert view.fetch("SELECT COUNT(*) FROM compliance_surrender")[0][0] > 0
        found = {name: market.own_hash(name) for name in INSTITUTIONS}
        market.close()
        (folder / "hashes.json").write_text(json.dumps(found))

    return json.loads((once("together", fill) / "hashes.json").read_text())


@pytest.fixture(scope="module")
def whole(roster, tmp_path_factory):
    """A year of a process for each that nothing happened to: own hashes, roots, messages."""
    apart, clock = apart_on(files(tmp_path_factory.mktemp("apart"), INSTITUTIONS))
    with apart:
        play(apart, clock, roster)
        apart.tell_all()
        yield apart


def ends(apart):
    return {name: apart.own_hash(name) for name in apart.names}


def of(apart, together):
    return {name: together[name] for name in apart.names}


def test_a_year_of_institutions_apart(whole, together):
    """Their books are those of one database, right by both checks; all tell what they have and keep only their own."""
    assert ends(whole) == together
    _passes_both_checks(whole)
    told = {pair: whole.told(*pair) for pair in PAIRS if pair[0] != VOLUNTARY}
    assert all(told.values()), told
    _keeps_its_own(whole)


def _passes_both_checks(whole):
    for name in INSTITUTIONS:
        assert whole.audit(name).ok
        engine = open_engine(whole.urls[name], write=False)
        assert not second_check(engine).differences
        engine.close()


def _keeps_its_own(whole):
    with whole.view() as view:
        for name, table in (
            ("registry", "exchange_session"), ("exchange", "registry_holding"), ("registry", "allocation_entity"),
            ("registry", "mrv_report"), ("authority", "registry_transfer"), ("registry", "participants_unit"),
            ("exchange", "compliance_obligation"),
        ):  # fmt: skip
            assert view._of(name).fetch(f"SELECT COUNT(*) FROM {table}") == [(0,)], (name, table)


@pytest.mark.skipif("TANSHI_SOAK" not in os.environ, reason="the year once more: `make soak` runs it")
def test_on_postgresql_too(postgres, together, roster):
    urls = {name: postgres.create(f"apart_{name}", "empty") for name in BUSY}
    apart, clock = apart_on(urls)
    with apart:
        play(apart, clock, roster)
        apart.tell_all()
        assert ends(apart) == of(apart, together)
        assert all(apart.audit(name).ok for name in BUSY)


class Killing(Apart):
    """Kills a process at drawn moments; who goes on starts everything again."""

    def __init__(self, urls, clock, seed, chance, kills):
        super().__init__(urls, clock, seed)
        self._chance, self._kills = chance, kills

    def hear(self, name):
        if self._kills and self._chance.random() < 0.03:
            self._kills -= 1
            victim = self.processes[self._chance.choice(BUSY)]
            threading.Timer(self._chance.random() * 0.05, victim.kill).start()
        super().hear(name)


@pytest.mark.skipif("TANSHI_SOAK" not in os.environ, reason="a year with kills: `make soak` runs it")
def test_killed_processes_lose_nothing_and_double_nothing(roster, whole, together, tmp_path):
    chance = random.Random(1)
    for kills in (1,) * KILLS:
        clock = new_clock()
        with Killing(files(tmp_path), clock, 1, chance, kills) as apart, pytest.raises(Problem):
            play(apart, clock, roster)
    apart, clock = apart_on(files(tmp_path))
    with apart:
        play(apart, clock, roster)
        apart.tell_all()
        assert ends(apart) == of(apart, together)
        assert {p: apart.told(*p) for p in apart.pairs} == {p: whole.told(*p) for p in apart.pairs}
        assert all(apart.audit(name).ok for name in BUSY)
