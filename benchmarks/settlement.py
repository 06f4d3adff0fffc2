"""Settlement: a session's trades through the whole product path, beside its peers.

python -m benchmarks.settlement [--part trades|day|growth] [--rounds N] [--trades N] [--json FILE]

Every trade is judged in turn, its fact and leaf are written, four entries posted (units and money, from and to) under
the guards of the database. `trades`: batches on both engines beside pgbench with one client, and beside rows written
one by one through SQLAlchemy's session. `day`: a day end with so many trades on each engine, in chunks, with the peak
of memory. `growth`: the cost of a trade, a holding as of a position, and the rebuild, as the books grow.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count, islice
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, String, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from tools.postgres import Server, binaries

from benchmarks.registry import pgbench
from benchmarks.report import Figure, median_and_spread, show
from benchmarks.trades import HOLDERS, INSTRUMENT, POSTINGS, batches, in_session, trades
from tanshi.application.assembly import TABLES, fact_types
from tanshi.application.market import Market
from tanshi.journal.collector import uncollected
from tanshi.journal.command import Command
from tanshi.journal.rebuild import Rebuild, read_ahead
from tanshi.journal.schema import FactRow, HeadRow
from tanshi.journal.sqlite import SQLiteEngine
from tanshi.registry.account_ids import trading
from tanshi.registry.asof import holding_at
from tanshi.registry.tables import CASH

#: Trades of a command, and commands sent together: a transaction holds the journal for less than half a second.
BATCH = 1_000

#: Books of at most so many facts are rebuilt.
_REBUILT = 1_000_000

GOALS = {"pgbench": 10.0, "sqlalchemy": 20.0, "postings": 100_000.0, "day_s": 60.0, "day_gib": 1.0}


def settle(market: Market, commands: Iterator[Command], seconds: float) -> float:
    """Return how many trades a second are settled, sent batch after batch by one caller; drawing them does not
    count.
    """
    spent, done = 0.0, 0
    while spent < seconds:
        command = next(commands)
        begin = time.perf_counter()
        (answer,) = market.execute([command])
        spent += time.perf_counter() - begin
        assert answer.done, answer
        done += len(command.items)
    return done / spent


class _Base(DeclarativeBase):
    pass


class _Holding(_Base):
    __tablename__ = "peer_holding"
    account: Mapped[str] = mapped_column(String, primary_key=True)
    instrument: Mapped[str] = mapped_column(String, primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)


class _Transfer(_Base):
    __tablename__ = "peer_transfer"
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    debit: Mapped[str]
    credit: Mapped[str]
    instrument: Mapped[str]
    amount: Mapped[int] = mapped_column(BigInteger)


class RowByRow:
    """What most registries do: objects loaded, changed and flushed one trade after the other; no journal, no ids."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
        _Base.metadata.create_all(self._engine)
        self._source, self._numbers = trades(3), count(1)
        with Session(self._engine) as session:
            for holder in HOLDERS:
                session.add(_Holding(account=trading(holder), instrument=INSTRUMENT, amount=10**10))
                session.add(_Holding(account=trading(holder), instrument=CASH, amount=10**12))
            session.commit()

    def settle(self, size: int, seconds: float) -> float:
        """Return how many trades a second are settled, `size` of them in a transaction."""
        spent, done = 0.0, 0
        while spent < seconds:
            batch = list(islice(self._source, size))
            begin = time.perf_counter()
            with Session(self._engine) as session:
                for trade in batch:
                    self._one(session, trade)
                session.commit()
            spent += time.perf_counter() - begin
            done += size
        return done / spent

    def _one(self, session: Session, trade: dict[str, Any]) -> None:
        seller, buyer = trading(trade["seller"]), trading(trade["buyer"])
        value = trade["price_fen"] * trade["quantity_t"]
        for debit, credit, instrument, amount in (
            (seller, buyer, INSTRUMENT, trade["quantity_t"]), (buyer, seller, CASH, value),
        ):  # fmt: skip
            giving = session.get_one(_Holding, (debit, instrument))
            taking = session.get_one(_Holding, (credit, instrument))
            assert giving.amount >= amount
            giving.amount -= amount
            taking.amount += amount
            session.add(_Transfer(number=next(self._numbers), debit=debit, credit=credit, instrument=instrument,
                                  amount=amount))  # fmt: skip
            session.flush()


def part_trades(server: Server, folder: str, rounds: int, seconds: float) -> list[Figure]:
    """Batches beside their peers, all of them in every round."""
    large, small = in_session(server.create("large")), in_session(server.create("small"))
    lite = in_session(f"{folder}/lite.db")
    peer = RowByRow(server.create("peer"))
    to_large, to_small, to_lite = batches(1, BATCH), batches(1, 100), batches(1, BATCH)
    found: dict[str, list[float]] = {}
    for number in range(rounds):
        for name, run in {
            "pgbench": lambda: pgbench(server, 1, seconds).per_s,
            "large": lambda: settle(large, to_large, seconds),
            "small": lambda: settle(small, to_small, seconds),
            "row by row": lambda: peer.settle(100, seconds),
            "lite": lambda: settle(lite, to_lite, seconds),
        }.items():
            found.setdefault(name, []).append(run())
        sys.stderr.write(f"round {number + 1} of {rounds}\n")
    for market in (large, small, lite):
        sys.stderr.write(
            f"the journal was held for {market.writer.longest_hold_s if market.writer else 0:.3f} s at most\n"
        )
        market.close()
    postings, spread = median_and_spread([v * POSTINGS for v in found["lite"]])
    return [
        _beside("PostgreSQL, batches of 1,000 trades", found, "large", "pgbench", "pgbench, 1 client",
                GOALS["pgbench"]),
        _beside("PostgreSQL, batches of 100 trades", found, "small", "row by row", "SQLAlchemy row by row, 100",
                GOALS["sqlalchemy"]),
        Figure("SQLite, batches of 1,000 trades: postings", postings, "/s", spread,
               goal=f">= {GOALS['postings']:,.0f}/s", met=postings >= GOALS["postings"]),
    ]  # fmt: skip


def _beside(title: str, found: dict[str, list[float]], own: str, peer: str, words: str, least: float) -> Figure:
    value, spread = median_and_spread(found[own])
    ratio, _ = median_and_spread([a / b for a, b in zip(found[own], found[peer], strict=True)])
    beside, _ = median_and_spread(found[peer])
    return Figure(title, value, "trades/s", spread, words, beside, ratio, f">= {least:g}", ratio >= least)


def part_day(server: Server, folder: str, number: int) -> list[Figure]:
    """A day end on each engine, in a process of its own so that its peak of memory is its own."""
    found = []
    for engine, url in (("SQLite", f"{folder}/day.db"), ("PostgreSQL", server.create("day"))):
        source = [sys.executable, "-m", "benchmarks.settlement", "--part", "one-day", "--url", url, "--trades"]
        done = subprocess.run([*source, str(number)], capture_output=True, text=True, check=True)
        seconds, memory = map(float, done.stdout.split())
        gib = memory / 2**30
        found += [
            Figure(f"{engine}, day end with {number:,} trades", seconds, "s", goal=f"< {GOALS['day_s']:g} s",
                   met=seconds < GOALS["day_s"]),
            Figure(f"{engine}, its peak of memory", gib, "GiB", goal=f"< {GOALS['day_gib']:g} GiB",
                   met=gib < GOALS["day_gib"]),
        ]  # fmt: skip
    return found


def one_day(url: str, number: int) -> None:
    """Settle so many trades and take the positions back; print seconds and the peak of memory in bytes."""
    market = in_session(url)
    commands = batches(1, BATCH)
    seconds = 0.0
    for _ in range(number // BATCH):
        command = next(commands)
        begin = time.perf_counter()
        (answer,) = market.execute([command])
        seconds += time.perf_counter() - begin
        assert answer.done, answer
    begin = time.perf_counter()
    back = {"session": "2023-06-01", "trades": number // BATCH * BATCH, "segment": "benchmark"}
    (answer,) = market.execute([Command("back", "exchange", "exchange/1", "registry.take_back_positions", [back])])
    assert answer.done, answer
    seconds += time.perf_counter() - begin
    sys.stdout.write(f"{seconds} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}\n")
    market.close()


def part_growth(folder: str, facts: int) -> list[Figure]:
    """The cost of a trade in books of a thousand facts and more, a holding as of a position, the rebuild; SQLite."""
    market = in_session(f"{folder}/growth.db")
    commands = batches(1, BATCH)
    found, rebuilt, size = [], [], 0
    for at in [m for m in (10_000, 100_000, 1_000_000, 10_000_000) if m <= facts]:
        spent: list[float] = []
        while size < at:
            command = next(commands)
            begin = time.process_time()
            (answer,) = market.execute([command])
            spent.append(time.process_time() - begin)
            assert answer.done, answer
            size = answer.size
        last = spent[-20:]
        found.append(Figure(f"a trade in books of {at:,} facts", sum(last) / len(last) / BATCH * 1e6, "us CPU"))
        sys.stderr.write(f"{at:,} facts\n")
        if at <= _REBUILT:  # the rebuild is in memory
            rebuilt = _rebuilt(market, at)
    dearest = max(f.value for f in found) / found[0].value
    found += [Figure("a trade at its dearest, to the first", dearest, "times"), _as_of(market, size), *rebuilt]
    market.close()
    return found


def _rebuilt(market: Market, facts: int) -> list[Figure]:
    market.checkpoint()
    begin = time.perf_counter()
    _rebuild(market)
    rate = facts / (time.perf_counter() - begin)
    begin = time.perf_counter()
    audited = market.audit()
    assert audited.ok
    compared = audited.facts / (time.perf_counter() - begin)
    return [
        Figure(f"rebuild of {facts:,} facts", rate, "facts/s", goal=">= 50,000", met=rate >= 50_000),
        Figure("the same, every row compared", compared, "facts/s"),
    ]


def _rebuild(market: Market) -> None:
    """Check every fact and apply it to tables in memory, as an upgrade, a restore and an audit do."""
    fresh, types = SQLiteEngine(":memory:"), fact_types()
    fresh.create(TABLES, [HeadRow(1, 0, "")], guarded=False)
    with market.engine.snapshot() as view, fresh.alone() as target, uncollected():
        rebuild = Rebuild(target, types, _differs)
        for stored, ready in read_ahead(view.stream(FactRow.__table__.select_sql()), types):
            rebuild.take_next(stored, ready)
        rebuild.end()
    fresh.close()


def _differs(position: int, expected: str, found: str) -> None:
    raise AssertionError((position, expected, found))


def _as_of(market: Market, size: int) -> Figure:
    chance = random.Random(5)
    waits = []
    with market.view() as view:
        for _ in range(2_000):
            account, position = trading(chance.choice(HOLDERS)), chance.randrange(size)
            begin = time.perf_counter()
            holding_at(view, account, INSTRUMENT, position)
            waits.append(time.perf_counter() - begin)
    waits.sort()
    p99 = waits[len(waits) * 99 // 100] * 1e3
    return Figure("a holding as of a position, p99", p99, "ms", goal="< 1 ms", met=p99 < 1)


def main() -> int:
    """Run the parts and show the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=["trades", "day", "growth", "one-day"])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--trades", type=int, default=1_000_000)
    parser.add_argument("--facts", type=int, default=1_000_000)
    parser.add_argument("--url", default="")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if options.part == "one-day":
        one_day(options.url, options.trades)
        return 0
    parts: dict[str, Callable[[Server, str], Sequence[Figure]]] = {
        "trades": lambda server, folder: part_trades(server, folder, options.rounds, options.seconds),
        "day": lambda server, folder: part_day(server, folder, options.trades),
        "growth": lambda _, folder: part_growth(folder, options.facts),
    }
    found: list[Figure] = []
    server = Server().start()
    try:
        server.create("pgbench")
        filling = [binaries() / "pgbench", "-h", server.folder, "-U", "postgres", "-i", "-q", "-s", "10", "pgbench"]
        subprocess.run(filling, capture_output=True, check=True)
        with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
            for name, part in parts.items():
                if options.part in (None, name):
                    found += part(server, folder)
    finally:
        server.stop()
    return show(found, options.json)


if __name__ == "__main__":
    sys.exit(main())
