"""The yearly run under kill -9 at random moments, then run again: it ends like a run that nothing happened to.

Each trial starts a year on an empty database, kills the process at a moment drawn evenly over the time a whole run
takes (now and then kills the second run as well), runs it again to its end and compares root and state hash.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tanshi.application.market import open_market
from tanshi.simulation.chance import Chance


@dataclass(frozen=True, slots=True)
class End:
    """How a year ended: facts, root, state hash."""

    facts: int
    root: str
    state_hash: str


class Differs(AssertionError):
    """A killed year did not end like the whole one; the message has the moment."""


def whole_year(roster: Path, url: str, out: Path) -> tuple[End, float]:
    """Run a year without harm; return its end and how many seconds it took."""
    begin = time.monotonic()
    found = _finish(roster, url, out)
    return found, time.monotonic() - begin


def killed_year(roster: Path, url: str, out: Path, moments: list[float]) -> tuple[End, int]:
    """Run a year, killed so many seconds after each start, and once more to its end; return it and the kills."""
    kills = 0
    for moment in moments:
        process = _start(roster, url, out)
        try:
            process.communicate(timeout=moment)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            kills += 1
    return _finish(roster, url, out), kills


class Places(Protocol):
    """Where databases come from, by number."""

    def new(self, number: int) -> str:
        """Return the URL of an empty database."""

    def drop(self, number: int) -> None: ...


def trials(roster: Path, places: Places, out: Path, kills: int, seed: int) -> dict[str, object]:
    """Kill so many years. Raises `Differs`."""
    seconds = 0.0
    for _ in range(2):
        due, taken = whole_year(roster, places.new(0), out)
        places.drop(0)
        seconds = min(seconds or taken, taken)  # the machine may be slower now and then: most kills shall meet a run
    chance, done, years = Chance(seed, "killed years"), 0, 0
    while done < kills:
        years += 1
        url = places.new(years)
        often = 1 if chance.below(4) else 2
        moments = [chance.below(int(seconds * 900)) / 1000 for _ in range(often)]
        found, killed = killed_year(roster, url, out, moments)
        done += killed
        if found != due:
            raise Differs(f"seed {seed}, year {years}, killed after {moments} s: {found} instead of {due}")
        if not _clean(url):
            raise Differs(f"seed {seed}, year {years}, killed after {moments} s: the audit finds differences")
        places.drop(years)
        sys.stderr.write(f"\r{done} kills in {years} years ")
    sys.stderr.write("\n")
    return {"kills": done, "years": years, "facts": due.facts, "root": due.root, "state_hash": due.state_hash}


def _start(roster: Path, url: str, out: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tanshi", "year", "2022", "--units", str(roster), "--db", url, "--json"]
    return subprocess.Popen(
        [*command, "--out", str(out)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip


def _finish(roster: Path, url: str, out: Path) -> End:
    output, errors = (process := _start(roster, url, out)).communicate()
    if process.returncode not in (0, 1):
        raise Differs(f"the year ended with {process.returncode}: {errors[-1000:]}")
    result = json.loads(output)
    return End(result["journal_size"], result["journal_root"], result["state_hash"])


def _clean(url: str) -> bool:
    market = open_market(url, write=False)
    try:
        return market.audit().ok
    finally:
        market.close()
