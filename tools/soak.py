"""The long trials; their result is kept as a dated file in docs/soak.

python -m tools.soak [--commands N] [--kills N] [--year-kills N] [--mutations N] [--exchange-kills N]
    [--workbooks N] [--seed S]

Workload: seeded commands on both engines, half each, among kills, full disks, cut connections and killed servers,
judged by the independent auditor. Years: the yearly run under kill -9. Mutations: one unit or byte of a database
changed; all must be named. Exchange: a loaded session under kill -9, torn ends and full disks. Workbooks: spoiled
ones of every kind. A failure ends the soak with the seed that reproduces it.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tools.carrier_kills import trial as carrier_trial
from tools.exchange_kills import trial
from tools.faults import PostgresStage, SQLiteStage, Trial
from tools.killed_years import trials
from tools.mutations import mutate
from tools.postgres import Server
from tools.workbook_mutations import run as spoil

HERE = Path(__file__).parent.parent
FOLDER = HERE / "docs" / "soak"
ROSTER = HERE / "tests" / "data" / "small_roster.csv"

#: Of all faults on a stage, about so many are kills of a process or server.
_KILLS = {"sqlite": 0.8, "postgresql": 0.6}

#: The small disk that is filled up under the server.
_DISK_MB = 400


@contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """Mount a small file system, for a disk that is really full; None where that is not permitted."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={_DISK_MB}m", "tanshi", str(folder)]
    mounted = shutil.which("mount") and subprocess.run(command, check=False, capture_output=True).returncode == 0
    try:
        folder.parent.chmod(0o755)  # the server runs as another user
        yield folder if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=False)


def workload(commands: int, kills: int, seed: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Run the seeded workload with its faults on both engines."""
    with tempfile.TemporaryDirectory() as name, small_disk(Path(name) / "disk") as disk:
        stage = SQLiteStage(Path(name))
        yield "workload on SQLite", _trial(stage, seed, commands // 2, round(kills / 2 / _KILLS["sqlite"]))
        server = Server(disk / "server" if disk else None, max_wal_size="64MB", min_wal_size="32MB").start()
        try:
            place = PostgresStage(server, "soak", disk / "ballast" if disk else None)
            found = _trial(place, seed + 1, commands - commands // 2, round(kills / 2 / _KILLS["postgresql"]))
            yield "workload on PostgreSQL", found | {"disk_full_tried": disk is not None}
            place.end()
        finally:
            server.stop()


def _trial(stage: SQLiteStage | PostgresStage, seed: int, commands: int, faults: int) -> dict[str, Any]:
    begin, done = time.monotonic(), 0

    def told(count: int) -> None:
        nonlocal done
        done += count
        sys.stderr.write(f"\r{done:,} of {commands:,} commands, {time.monotonic() - begin:.0f} s ")

    found = Trial(stage, seed).run(commands, faults, told).plain()
    sys.stderr.write("\n")
    return found


def years(kills: int, seed: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Kill the yearly run at random moments on both engines."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = trials(ROSTER, _Files(folder), folder / "out", kills, seed)
        yield "years on SQLite", found
        server = Server().start()
        try:
            other = trials(ROSTER, _Databases(server), folder / "out", kills, seed + 1)
        finally:
            server.stop()
        yield "years on PostgreSQL", other | {"same_as_sqlite": other["state_hash"] == found["state_hash"]}


class _Files:
    """SQLite files, one after the other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def new(self, number: int) -> str:
        return str(self._folder / f"year{number}.db")

    def drop(self, number: int) -> None:
        for path in self._folder.glob(f"year{number}.db*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


class _Databases:
    """Databases of a server, one after the other."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def new(self, number: int) -> str:
        return self._server.create(f"year{number}")

    def drop(self, number: int) -> None:
        self._server.drop(f"year{number}")


def mutations(count: int, seed: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Change one unit or one byte of a database at a time; every change must be found and named."""
    with ProcessPoolExecutor(2) as pool:
        halves = [pool.submit(mutate, "sqlite", count // 2, seed + n) for n in (0, 1)]
        for n, half in enumerate(halves, 1):
            yield f"mutations on SQLite, half {n}", half.result()
    yield "mutations on PostgreSQL", mutate("postgresql", max(1, count // 10), seed)


def exchange(kills: int, seed: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Kill a loaded session of the exchange; then one together with what carries the journal to it."""
    yield "exchange", trial(kills, seed)
    yield "exchange and carrier", carrier_trial(max(1, kills // 2), seed)


def workbooks(count: int, seed: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Spoil workbooks of every kind that is taken; each must be answered clearly."""
    yield "spoiled workbooks", spoil(count, seed).as_json()


def main() -> int:
    """Run the soak and keep its result as a dated file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--commands", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--year-kills", type=int, default=50)
    parser.add_argument("--mutations", type=int, default=10_000)
    parser.add_argument("--exchange-kills", type=int, default=200)
    parser.add_argument("--workbooks", type=int, default=500)
    parser.add_argument("--seed", type=int, default=20231229)
    parser.add_argument("--only", choices=["workload", "years", "mutations", "exchange", "workbooks"])
    options = parser.parse_args()
    parts = {
        "workload": lambda: workload(options.commands, options.kills, options.seed),
        "years": lambda: years(options.year_kills, options.seed),
        "mutations": lambda: mutations(options.mutations, options.seed),
        "exchange": lambda: exchange(options.exchange_kills, options.seed),
        "workbooks": lambda: workbooks(options.workbooks, options.seed),
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{datetime.now(UTC):%Y-%m-%d}.json"
    kept = json.loads(path.read_text("utf-8")) if options.only and path.exists() else {}
    result = {"commit": _commit(), "machine": f"{platform.machine()}, Python {platform.python_version()}"} | kept
    for name in [options.only] if options.only else parts:
        for title, found in parts[name]():
            sys.stderr.write(f"{title}: {found}\n")
            result[title] = {"seed": options.seed, "commit": _commit()} | found  # parts may be of several commits
            path.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", "utf-8")
    sys.stdout.write(f"{path}\n")
    return 0


def _commit() -> str:
    done = subprocess.run(["git", "-C", HERE, "rev-parse", "HEAD"], check=False, capture_output=True, text=True)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
