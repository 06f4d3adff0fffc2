"""The seeded workload on a writing process that suffers faults; after each, nothing acknowledged is lost or doubled.

A trial sends commands to a worker process and lets things happen to it: SIGKILL at any moment, a full disk,
connections cut between commit and answer, the database server killed. Then it starts the worker again, sends what was
not answered again, in another order, and lets the referee judge all answers and the books. What is sent, what happens,
and after which command follows from the seed; only the machine's own timing does not.
"""

from __future__ import annotations

import queue
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import IO, Any

from tanshi.application.market import Market, open_market
from tanshi.journal.command import Answer, Command
from tanshi.journal.schema import CommandRow
from tanshi.journal.table import read_rows
from tanshi.simulation.auditor import Auditor
from tanshi.simulation.chance import Chance
from tanshi.simulation.referee import Referee, Sent, out_of_order
from tanshi.simulation.worker import Broken, command_line, read_answer
from tanshi.simulation.workload import Workload, opening
from tools.postgres import Server
from tools.proxy import Proxy

#: The module that runs as the writing process.
WORKER = "tanshi.simulation.worker"


class TrialFailed(AssertionError):
    """Something acknowledged was lost, doubled, or is wrong; the message has the seed."""


class Worker:
    """A worker process and the answers it gave so far."""

    def __init__(self, database: str, seed: int, file_limit: int = 0, module: str = WORKER) -> None:
        command = [sys.executable, "-m", module, database, "--seed", str(seed)]
        if file_limit:
            command += ["--file-limit", str(file_limit)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input: IO[str] = self._process.stdin
        self._answers: queue.Queue[tuple[int, Answer | None, float] | Broken | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True)
        self._reader.start()
        if self.next(60) is None:
            assert self._process.stderr is not None
            said = self._process.stderr.read()
            self.gone()
            raise TrialFailed(f"the worker did not start: {said[-2000:]}")

    def send(self, number: int, command: Command) -> bool:
        """Send a command; False if the process is gone."""
        try:
            self._input.write(command_line(number, command) + "\n")
            self._input.flush()
        except (BrokenPipeError, ValueError):
            return False
        return True

    def next(self, timeout: float) -> tuple[int, Answer | None, float] | None:
        """Return the next answer with its number and moment; None if the process is gone."""
        try:
            said = self._answers.get(timeout=timeout)
        except queue.Empty as error:
            raise TrialFailed("the worker gave no answer in time") from error
        if isinstance(said, Broken):
            raise TrialFailed(f"the worker broke: {said}")
        return said

    def kill(self) -> None:
        self._process.kill()

    def gone(self) -> None:
        """Wait until the killed process is gone, with all it said."""
        self._process.kill()
        self._process.wait()
        self._reader.join()
        with suppress(BrokenPipeError):
            self._input.close()
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

    def _read(self, output: IO[str]) -> None:
        with suppress(ValueError):  # half a line: the process died while it spoke
            for line in output:
                try:
                    number, answer = read_answer(line)
                except Broken as broken:
                    self._answers.put(broken)
                else:
                    self._answers.put((number, answer, time.monotonic()))
        self._answers.put(None)


@dataclass(slots=True)
class Report:
    """What a trial went through."""

    seed: int
    commands: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    lost_answers: int = 0  # carried out, but the answer did not arrive
    turned_away: int = 0  # answered that the database cannot be worked with now
    torn_states: int = 0
    facts: int = 0
    root: str = ""
    seconds: float = 0.0

    def plain(self) -> dict[str, Any]:
        return {
            "seed": self.seed, "commands": self.commands, "faults": dict(sorted(self.faults.items())),
            "kills": sum(n for f, n in self.faults.items() if "kill" in f),
            "lost_answers": self.lost_answers, "turned_away": self.turned_away,
            "torn_states_examined": self.torn_states, "outcomes": dict(sorted(self.outcomes.items())),
            "facts": self.facts, "root": self.root, "seconds": round(self.seconds, 1),
        }  # fmt: skip


class Stage:
    """A database to do harm to. `faults` lists what can happen here besides SIGKILL of the worker."""

    faults: tuple[str, ...] = ()
    url: str

    def harm(self, fault: str, chance: Chance) -> None:
        """Let a fault happen now."""

    def heal(self) -> None:
        """Undo what the last fault left behind, so that work can go on."""

    def file_limit(self, chance: Chance) -> int:
        """Return the size at which the next worker's disk is full."""
        return 0

    def examine(self, chance: Chance, acknowledged: int) -> int:
        """Look at what a crash may have left on the disk; return how many states were examined."""
        return 0

    def end(self) -> None: ...


#: SQLite begins to copy its log into the file when it has 1,000 pages.
_CHECKPOINT_AFTER = 1_000 * 4_096


class SQLiteStage(Stage):
    """A SQLite file."""

    faults = ("disk full",)

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / "trial.db"
        self.url = str(self._path)

    def file_limit(self, chance: Chance) -> int:
        return chance.between(40_000, 400_000)  # the write-ahead log of a fresh process begins at nothing

    def examine(self, chance: Chance, acknowledged: int) -> int:
        """Cut the write-ahead log at random bytes, or spoil bytes of it, as a power cut in the middle of a write does.

        The database must open as a whole prefix of the journal with a clean audit. Where the damage is behind the last
        acknowledged commit, nothing acknowledged may be missing.
        """
        wal = Path(f"{self._path}-wal")
        if not wal.exists() or not wal.stat().st_size:
            return 0
        data = wal.read_bytes()
        sound = _sound_until(data)
        # pages of a log this long may have been copied into the file already, which is done only once the log is safe
        # on the disk: damage before its end is no crash, but a broken disk
        copied = len(data) >= _CHECKPOINT_AFTER
        if copied and sound >= len(data) - 1:
            return 0
        for number in range(4):
            copy = self._folder / "torn.db"
            for old in self._folder.glob("torn.db*"):
                old.unlink() if old.is_file() else shutil.rmtree(old)
            shutil.copy(self._path, copy)
            if copied:
                cut = chance.between(sound, len(data) - 1)
            else:
                cut = chance.below(len(data)) if number % 2 else chance.between(sound - 6000, len(data) - 1) % len(data)
            torn = bytearray(data[: cut + 1] if number < 2 else data)
            if number >= 2:
                end = min(len(torn), cut + 1 + chance.below(500))
                torn[cut:end] = bytes(b ^ 0x5A for b in torn[cut:end])
            Path(f"{copy}-wal").write_bytes(torn)
            market = open_market(str(copy))
            try:
                with market.view() as view:
                    size = view.head().size
                if cut >= sound and size < acknowledged:
                    raise TrialFailed(f"cut at {cut} of {len(data)}: {size} facts, {acknowledged} were acknowledged")
                found = market.audit()
                if not found.ok:
                    raise TrialFailed(f"torn at {cut}: {found.differences[:3]}")
            finally:
                market.close()
        return 4


def _sound_until(wal: bytes) -> int:
    """Return the end of the last commit in a write-ahead log: all before it was synced before it was acknowledged.

    The format: a header of 32 bytes; frames of 24 bytes and a page, the size after commit in bytes 4-7 (0 within a
    transaction), the salts of the header in bytes 8-15.
    """
    page = int.from_bytes(wal[8:12], "big")
    at, end = 32, 32
    while at + 24 + page <= len(wal) and wal[at + 8 : at + 16] == wal[16:24]:
        at += 24 + page
        if int.from_bytes(wal[at - page - 20 : at - page - 16], "big"):
            end = at
    return end


class PostgresStage(Stage):
    """A database of a PostgreSQL server of ours, reached through a proxy; `ballast` fills the server's small disk."""

    def __init__(self, server: Server, database: str, ballast: Path | None = None) -> None:
        self._server = server
        self._database = database
        self._ballast = ballast
        self.faults = ("server kill", "connection cut", "answer cut", *(("disk full",) if ballast else ()))
        server.create(database)
        self._proxy = Proxy(server.folder, server.folder / "proxy")
        self.url = f"postgresql://postgres@/{database}?host={server.folder}/proxy"

    def harm(self, fault: str, chance: Chance) -> None:
        if fault == "server kill":
            self._server.kill()
        elif fault == "answer cut":
            self._proxy.armed = True
        elif fault == "connection cut":
            self._server.sql(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self._database}'"
            )
        elif fault == "disk full":
            assert self._ballast is not None
            with suppress(OSError), self._ballast.open("wb", buffering=0) as file:
                while True:
                    file.write(bytes(4096))

    def heal(self) -> None:
        self._proxy.armed = False
        if self._ballast is not None:
            self._ballast.unlink(missing_ok=True)
        self._server.ensure()

    def end(self) -> None:
        self.heal()
        self._proxy.close()
        self._server.drop(self._database)


@dataclass(slots=True)
class _Flight:
    """Commands on their way: still to come, waiting for an answer, under way now, answered."""

    source: Iterator[tuple[int, Command]]
    waiting: dict[int, Command] = field(default_factory=dict)
    under_way: set[int] = field(default_factory=set)
    sent_at: dict[int, float] = field(default_factory=dict)
    again: set[int] = field(default_factory=set)
    doubtful: list[Command] = field(default_factory=list)  # refused, but sent before without an answer
    judged: list[Sent] = field(default_factory=list)


class Trial:
    """A workload on a stage, with faults between and during its commands."""

    def __init__(self, stage: Stage, seed: int, module: str = WORKER) -> None:
        self._stage = stage
        self._module = module
        self._seed = seed
        self._chance = Chance(seed, "trial")
        self._referee = Referee(Auditor())
        self._work = Workload(seed, known=self._referee.auditor)
        self.report = Report(seed)
        self._lives = 0
        self._workers: list[Worker] = []
        self._faults: list[str] = []
        self._acknowledged = 0

    def run(self, commands: int, faults: int, told: Callable[[int], None] = lambda _: None) -> Report:
        """Send so many commands and let so many faults happen; raises `TrialFailed` with the seed."""
        start = time.perf_counter()
        try:
            self._run(commands, faults, told)
        except TrialFailed as error:
            raise TrialFailed(f"seed {self._seed}, after {self.report.commands} commands: {error}") from error
        finally:
            for worker in self._workers:
                worker.gone()
        self.report.seconds = time.perf_counter() - start
        return self.report

    def _run(self, commands: int, faults: int, told: Callable[[int], None]) -> None:
        worker = self._new_worker()
        worker = self._batch(worker, iter(opening()), 1, "")
        per_batch = max(1, commands // (faults + 1))
        for number in range(faults + 1):
            left = commands * (number + 1) // (faults + 1) - commands * number // (faults + 1)
            while left > 0:
                size = min(left, per_batch, self._chance.between(100, 400))
                left -= size
                fault = "" if left or number == faults else self._fault()
                worker = self._batch(worker, (self._work.next() for _ in range(size)), size, fault)
                told(size)
        worker.gone()
        self._compare()

    def _fault(self) -> str:
        """Return the next fault: all kinds in turn, each round in another order, kills twice."""
        if not self._faults:
            kinds = ["kill", "kill while busy", *self._stage.faults, "kill", "kill while busy"]
            self._faults = sorted(kinds, key=lambda _: self._chance.below(1 << 20))
        return self._faults.pop()

    def _new_worker(self, file_limit: int = 0) -> Worker:
        self._lives += 1
        worker = Worker(self._stage.url, self._seed * 1000 + self._lives, file_limit, self._module)
        self._workers = [worker]  # the earlier one is gone
        return worker

    def _batch(self, worker: Worker, source: Iterator[Command], size: int, fault: str) -> Worker:
        """Send commands, let the fault happen among them, bring all to an answer, and judge."""
        flight = _Flight(enumerate(source))
        if fault == "disk full" and (limit := self._stage.file_limit(self._chance)):
            worker.gone()
            worker = self._new_worker(limit)
        if fault:
            self.report.faults[fault] += 1
        strike_at = self._chance.below(size) if fault else -1
        for attempt in range(50):
            alive = self._exchange(worker, flight, fault, strike_at if attempt == 0 else -1)
            if not alive or (fault and attempt == 0):
                worker.gone()
                if fault.startswith("kill"):
                    self.report.torn_states += self._stage.examine(self._chance, self._acknowledged)
                self._stage.heal()
                worker = self._new_worker()
            if alive and not flight.waiting:
                self._judge(flight)
                return worker
        raise TrialFailed(f"{len(flight.waiting)} commands get no answer after {fault or 'nothing'}")

    def _exchange(self, worker: Worker, flight: _Flight, fault: str, strike_at: int) -> bool:
        """Send what waits and what comes, in windows, and take the answers; False once the process is gone."""
        again = sorted(flight.waiting.items(), key=lambda _: self._chance.below(1 << 20))  # in another order
        window = self._chance.between(1, 64)
        flight.under_way.clear()
        for count, (number, command) in enumerate(chain(again, flight.source)):
            if count == strike_at and fault == "kill while busy":
                window = self._take_some(worker, flight)
            if number in flight.sent_at:
                flight.again.add(number)
            flight.waiting[number] = command
            flight.sent_at[number] = time.monotonic()
            flight.under_way.add(number)
            worker.send(number, command)
            if count == strike_at:
                self._strike(worker, fault)
            while len(flight.under_way) >= window:
                if not self._take(worker, flight):
                    return False
        while flight.under_way:
            if not self._take(worker, flight):
                return False
        return True

    def _take_some(self, worker: Worker, flight: _Flight) -> int:
        """Let the worker answer what it has, so that the next kill meets it with a full window just sent."""
        while flight.under_way and self._take(worker, flight):
            pass
        return 64

    def _take(self, worker: Worker, flight: _Flight) -> bool:
        said = worker.next(60)
        if said is None:
            return False
        number, answer, moment = said
        flight.under_way.discard(number)
        if answer is None:
            self.report.turned_away += 1
            return True
        command = flight.waiting.pop(number)
        flight.judged.append(Sent(command, answer, flight.sent_at[number], moment))
        if number in flight.again and not answer.done:
            flight.doubtful.append(command)
        self._acknowledged = max(self._acknowledged, answer.size if answer.done else 0)
        self._work.noticed(command, answer.done and not answer.exists)
        self.report.outcomes["exists" if answer.exists else str(answer.outcome)] += 1
        return True

    def _strike(self, worker: Worker, fault: str) -> None:
        """Let the fault happen now, or, for a worker that is busy, a few milliseconds of its work later."""
        if fault == "kill while busy":
            time.sleep(self._chance.below(30) / 1000)
        if fault.startswith("kill"):
            worker.kill()
        else:
            self._stage.harm(fault, self._chance)

    def _judge(self, flight: _Flight) -> None:
        self.report.commands += len(flight.judged)
        if wrong := self._referee.judge(flight.judged, self._found(flight.doubtful)) + out_of_order(flight.judged):
            raise TrialFailed("; ".join(wrong[:3]))

    def _found(self, doubtful: Sequence[Command]) -> list[tuple[Command, int]]:
        """Return those of the commands the books hold, with their positions."""
        if not doubtful:
            return []
        market = open_market(self._stage.url, write=False)
        try:
            with market.view() as view:
                rows = [(c, read_rows(view, CommandRow, organisation=c.organisation, id=c.id)) for c in doubtful]
        finally:
            market.close()
        return [(command, row[0].first_position) for command, row in rows if row]

    def _compare(self) -> None:
        market = open_market(self._stage.url)
        try:
            self._check_books(market)
        finally:
            market.close()

    def _check_books(self, market: Market) -> None:
        with market.view() as view:
            if wrong := self._referee.auditor.compare(view):
                raise TrialFailed("; ".join(wrong[:3]))
        found = market.audit()
        if not found.ok:
            raise TrialFailed(str(found.differences[:3]))
        self.report.lost_answers = self._referee.lost_answers
        self.report.facts, self.report.root = found.facts, found.root
