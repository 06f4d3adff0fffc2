"""One owner: of three who race for the exchange one wins, on both databases; who lost it goes on with nothing."""

import os
import subprocess
import sys
import threading

import pytest

from tanshi.application.market import open_market
from tanshi.core.finding import Problem
from tanshi.exchange.ownership import Lock, current_epoch, locked, must_own, raise_epoch

RACES = 200 if "TANSHI_SOAK" in os.environ else 12
CANDIDATES = 3


def race(engine, seen):
    """Let the candidates raise the same epoch at the same moment; return how each fared."""
    ready, outcomes = threading.Barrier(CANDIDATES), []

    def candidate():
        ready.wait()
        try:
            outcomes.append(raise_epoch(engine, seen))
        except Problem as trouble:
            outcomes.append(trouble.findings[0].code)

    threads = [threading.Thread(target=candidate) for _ in range(CANDIDATES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_of_those_who_race_one_wins(database):
    market = open_market(database)
    for number in range(RACES):
        outcomes = race(market.engine, number)
        assert sorted(map(str, outcomes)) == sorted([str(number + 1)] + ["exchange.epoch_taken"] * (CANDIDATES - 1))
    with market.view() as view:
        assert current_epoch(view) == RACES
    market.close()


def test_an_older_epoch_owns_nothing(market):
    first = raise_epoch(market.engine, 0)
    with market.view() as view:
        must_own(view, first)
    second = raise_epoch(market.engine, first, at_least=40)
    assert second == 41
    with market.view() as view, pytest.raises(Problem) as caught:
        must_own(view, first)
    assert caught.value.findings[0].code == "exchange.epoch_lost"


_OTHER = """
import sys, pathlib
from tanshi.exchange.ownership import locked
from tanshi.core.finding import Problem
try:
    with locked(pathlib.Path(sys.argv[1])):
        print("held")
except Problem as trouble:
    print(trouble.findings[0].code)
"""


def other(folder):
    done = subprocess.run([sys.executable, "-c", _OTHER, str(folder)], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_folder_has_one_process(tmp_path):
    with locked(tmp_path) as lock:
        assert lock.holds()
        assert other(tmp_path) == "exchange.folder_locked"
    assert other(tmp_path) == "held"


def test_a_lock_whose_file_was_taken_away_holds_nothing(tmp_path):
    with locked(tmp_path) as lock:
        (tmp_path / "lock").unlink()
        assert not lock.holds()
        (tmp_path / "lock").touch()
        assert not lock.holds()
    assert isinstance(lock, Lock)
