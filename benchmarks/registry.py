"""The registry's write path beside its peers: pgbench on the same server, and plain drivers doing the least a
ledger needs.

python -m benchmarks.registry [--rounds N] [--seconds S] [--json FILE]

Every round runs all contestants one after the other, so that a machine that slows down slows all of them;
ratios are of the
same round, and the median over the rounds is reported. Single commands go through the group commit from real
caller threads.
"""

from __future__ import annotations

import argparse
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import psycopg
from tools.postgres import Server, binaries

from benchmarks.report import Figure, median_and_spread, show
from tanshi.application.market import Market, open_market
from tanshi.core.clock import SimulatedClock
from tanshi.journal.command import Command
from tanshi.journal.grouping import Grouping
from tanshi.simulation.workload import CONFIRMS, HOLDERS, opening

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Rate:
    """Commands a second, and how long callers waited, in milliseconds."""

    per_s: float
    p50: float = 0.0
    p99: float = 0.0


def _moves(holder: str) -> Iterator[Command]:
    """Yield lawful single transfers of a holder between its two accounts, to and fro."""
    kinds = ("registry.fund_trading", "registry.return_from_trading")
    item = {"holder": holder, "instrument": "CEA22", "amount_t": 5}
    for n in count():
        yield Command(f"b/{next(_numbers):09d}", holder, f"{holder}/1", kinds[n % 2], [item])


def _market(url: str) -> Market:
    market = open_market(url, clock=SimulatedClock(datetime(2023, 6, 1, tzinfo=UTC)))
    commands = opening()
    for holder in HOLDERS:
        item = {
            "holder": holder,
            "instrument": "CEA22",
            "amount_t": 1_000_000,
            "ground": "order",
            "instruction": "",
        }
        commands.append(Command(f"i/{holder}", "registry", "registry/1", "registry.issue", [item], CONFIRMS))
    assert all(a.done for a in market.execute(commands))
    return market


def _callers(number: int, seconds: float, call: Callable[[int], None]) -> Rate:
    """Let so many threads call as fast as they are answered."""
    waits: list[list[float]] = [[] for _ in range(number)]
    start_line = threading.Barrier(number + 1)

    def caller(me: int) -> None:
        start_line.wait()
        until = time.perf_counter() + seconds
        while (begin := time.perf_counter()) < until:
            call(me)
            waits[me].append(time.perf_counter() - begin)

    threads = [threading.Thread(target=caller, args=(me,)) for me in range(number)]
    for thread in threads:
        thread.start()
    start_line.wait()
    begin = time.perf_counter()
    for thread in threads:
        thread.join()
    taken = time.perf_counter() - begin
    every = sorted(w for part in waits for w in part)
    return Rate(len(every) / taken, every[len(every) // 2] * 1e3, every[len(every) * 99 // 100] * 1e3)


def singles(market: Market, callers: int, seconds: float) -> Rate:
    """Single commands through the group commit."""
    return batches(market, callers, 1, seconds)


def batches(market: Market, callers: int, size: int, seconds: float) -> Rate:
    """Ready-made groups of commands, sent by several callers at once; the waits are those of a whole group."""
    assert market.writer is not None
    grouping = Grouping(market.writer)
    own = [_moves(HOLDERS[n % len(HOLDERS)]) for n in range(callers)]

    def call(me: int) -> None:
        answers = grouping.execute([next(own[me]) for _ in range(size)])
        assert all(answer.done for answer in answers)

    rate = _callers(callers, seconds, call)
    grouping.close()
    return Rate(rate.per_s * size, rate.p50, rate.p99)


def groups(market: Market, size: int, seconds: float) -> Rate:
    """Ready-made groups of one caller, one transaction each."""
    own = [_moves(holder) for holder in HOLDERS]
    turn = count()

    def call(_: int) -> None:
        answers = market.execute([next(own[next(turn) % len(own)]) for _ in range(size)])
        assert all(a.done for a in answers)

    rate = _callers(1, seconds, call)
    return Rate(rate.per_s * size, rate.p50, rate.p99)


def pgbench(server: Server, clients: int, seconds: float) -> Rate:
    """TPC-B-like transactions: three updates, a read and an insert, as pgbench has them built in."""
    log = Path(tempfile.mkdtemp(prefix="pgbench-"))
    command = [
        str(binaries() / "pgbench"), "-h", str(server.folder), "-U", "postgres", "-n", "-M", "prepared",
        "-c", str(clients), "-j", str(min(clients, os.cpu_count() or 1)), "-T", str(max(1, round(seconds))),
        "-l", f"--log-prefix={log}/t", "pgbench",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(r"tps = ([\d.]+) \(without initial", done.stdout)
    assert found, done.stdout
    waits = sorted(int(line.split()[2]) / 1e3 for file in log.glob("t*") for line in file.read_text().splitlines())
    return Rate(float(found[1]), waits[len(waits) // 2], waits[len(waits) * 99 // 100])


def plain_psycopg(url: str, callers: int, seconds: float) -> Rate:
    """Two updates and an insert in a transaction, rows locked in order, without journal, ids or access check."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS plain_holding, plain_transfer")
        connection.execute("CREATE TABLE plain_holding (id int PRIMARY KEY, amount bigint CHECK (amount >= 0))")
        connection.execute("CREATE TABLE plain_transfer (debit int, credit int, amount bigint)")
        connection.execute("INSERT INTO plain_holding SELECT n, 1000000 FROM generate_series(0, 15) n")
    connections = [psycopg.connect(url, autocommit=True) for _ in range(callers)]
    turn = count()

    def call(me: int) -> None:
        debit, credit = (me % 8, me % 8 + 8) if next(turn) % 2 else (me % 8 + 8, me % 8)
        connection = connections[me]
        with connection.transaction():
            for account, delta in sorted([(debit, -5), (credit, 5)]):
                connection.execute("UPDATE plain_holding SET amount = amount + %s WHERE id = %s", (delta, account))
            connection.execute("INSERT INTO plain_transfer VALUES (%s, %s, 5)", (debit, credit))

    rate = _callers(callers, seconds, call)
    for connection in connections:
        connection.close()
    return rate


def plain_sqlite(folder: str, seconds: float) -> Rate:
    """The same with sqlite3 and one caller."""
    connection = sqlite3.connect(f"{folder}/plain.db", isolation_level=None, check_same_thread=False)
    for sql in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "DROP TABLE IF EXISTS holding",
                "DROP TABLE IF EXISTS transfer",
                "CREATE TABLE holding (id INTEGER PRIMARY KEY, amount INTEGER CHECK (amount >= 0)) STRICT",
                "CREATE TABLE transfer (debit INTEGER, credit INTEGER, amount INTEGER) STRICT",
                "INSERT INTO holding VALUES (0, 1000000), (1, 1000000)"):  # fmt: skip
        connection.execute(sql)
    turn = count()

    def call(_: int) -> None:
        debit = next(turn) % 2
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE holding SET amount = amount - 5 WHERE id = ?", (debit,))
        connection.execute("UPDATE holding SET amount = amount + 5 WHERE id = ?", (1 - debit,))
        connection.execute("INSERT INTO transfer VALUES (?, ?, 5)", (debit, 1 - debit))
        connection.execute("COMMIT")

    rate = _callers(1, seconds, call)
    connection.close()
    return rate


def cpu_ms(market: Market, commands: int) -> float:
    """Our own processor time for a single command in a transaction of its own, in milliseconds."""
    own = [_moves(holder) for holder in HOLDERS]
    every = [next(own[n % len(own)]) for n in range(commands)]
    begin = time.thread_time()
    for command in every:
        market.execute([command])
    return (time.thread_time() - begin) / commands * 1e3


def one_round(
    server: Server, url: str, on_pg: Market, on_sqlite: Market, folder: str, seconds: float
) -> dict[str, Rate]:
    """Run all contestants once."""
    found = {}
    for clients in (1, 8, 32):
        found[f"pgbench, {clients} clients"] = pgbench(server, clients, seconds)
        found[f"PostgreSQL, {clients} callers"] = singles(on_pg, clients, seconds)
    found["plain psycopg, 1 caller"] = plain_psycopg(url, 1, seconds)
    found["plain psycopg, 8 callers"] = plain_psycopg(url, 8, seconds)
    found["PostgreSQL, groups of 8"] = groups(on_pg, 8, seconds)
    found["PostgreSQL, groups of 32"] = groups(on_pg, 32, seconds)
    found["PostgreSQL, groups of 32, 8 callers"] = batches(on_pg, 8, 32, seconds)
    found["plain sqlite3, 1 caller"] = plain_sqlite(folder, seconds)
    found["SQLite, 1 callers"] = singles(on_sqlite, 1, seconds)
    found["SQLite, 8 callers"] = singles(on_sqlite, 8, seconds)
    found["SQLite, 32 callers"] = singles(on_sqlite, 32, seconds)
    found["SQLite, groups of 32"] = groups(on_sqlite, 32, seconds)
    return found


#: Contestant, peer, least ratio.
GOALS = (
    ("PostgreSQL, 1 callers", "pgbench, 1 clients", 0.4),
    ("PostgreSQL, 8 callers", "pgbench, 8 clients", 0.4),
    ("PostgreSQL, 32 callers", "pgbench, 32 clients", 0.7),
    ("PostgreSQL, groups of 32", "pgbench, 8 clients", 2.0),
    ("PostgreSQL, groups of 32, 8 callers", "pgbench, 8 clients", 2.0),
)
CPU_GOAL_MS = 0.8


def figures(rounds: Sequence[dict[str, Rate]], cpu: Sequence[float]) -> list[Figure]:
    """Return medians over the rounds, with ratios within each round."""
    goals = {name: (peer, least) for name, peer, least in GOALS}
    found = []
    for name in rounds[0]:
        value, spread = median_and_spread([r[name].per_s for r in rounds])
        p50, p99 = (median_and_spread([getattr(r[name], p) for r in rounds])[0] for p in ("p50", "p99"))
        title = f"{name} (p50 {p50:.2f}, p99 {p99:.2f} ms)"
        if name in goals:
            peer, least = goals[name]
            ratio, _ = median_and_spread([r[name].per_s / r[peer].per_s for r in rounds])
            beside, _ = median_and_spread([r[peer].per_s for r in rounds])
            found.append(Figure(title, value, "/s", spread, peer, beside, ratio, f">= {least}", ratio >= least))
        else:
            found.append(Figure(title, value, "/s", spread))
    own, spread = median_and_spread(cpu)
    found.append(
        Figure(
            "own CPU of a single command on SQLite",
            own,
            "ms",
            spread,
            goal=f"<= {CPU_GOAL_MS} ms",
            met=own <= CPU_GOAL_MS,
        )
    )
    return found


def main() -> int:
    """Run the rounds and show the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    server = Server().start()
    rounds, cpu = [], []
    try:
        server.create("pgbench")
        subprocess.run(
            [binaries() / "pgbench", "-h", server.folder, "-U", "postgres", "-i", "-q", "-s", "10", "pgbench"],
            capture_output=True, check=True,
        )  # fmt: skip
        url = server.create("market")
        on_pg = _market(url)
        with tempfile.TemporaryDirectory() as folder:
            on_sqlite = _market(f"{folder}/market.db")
            for number in range(options.rounds):
                rounds.append(one_round(server, url, on_pg, on_sqlite, folder, options.seconds))
                cpu.append(cpu_ms(on_sqlite, 1_000))
                sys.stderr.write(f"round {number + 1} of {options.rounds}\n")
            for market in (on_pg, on_sqlite):
                assert market.audit().ok
                market.close()
    finally:
        server.stop()
    return show(figures(rounds, cpu), options.json)


if __name__ == "__main__":
    sys.exit(main())
