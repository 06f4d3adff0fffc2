"""A scenario on institutions that are apart: a process and a database for each, and a courier between them.

The acts are the same as on one database. Each goes to the institution it belongs to, after what the others have to
tell that one was carried there. The model's agents read the books through read-only views, each of one institution.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any, Self

from tanshi.application.assembly import PROJECTED, TABLES, fact_types
from tanshi.application.institutions.bodies import AUTHORITY, INSTITUTIONS, own_tables, owner
from tanshi.application.institutions.commands import Begin, FirstActor
from tanshi.application.institutions.courier import carry
from tanshi.application.institutions.kinds import PAIRS
from tanshi.application.institutions.line import Line
from tanshi.core.clock import SimulatedClock, instant
from tanshi.core.finding import Problem
from tanshi.journal.audit import Audit, audit
from tanshi.journal.command import Answer, Command
from tanshi.journal.engine import Engine, Head, Snapshot
from tanshi.journal.open import open_engine
from tanshi.journal.state_hash import state_hash
from tanshi.rules import Law
from tanshi.simulation.acts import MINISTRY, command
from tanshi.simulation.institution import COURIERS

#: Seconds a process has to open its books.
_START_S = 60

_TABLE = re.compile(r"\b(?:FROM|JOIN)\s+([a-z_]+)")


class Apart:
    """Institutions as processes of their own; where a scenario expects a market, it may be given this."""

    def __init__(self, urls: Mapping[str, str], clock: SimulatedClock, seed: int, law: Law | None = None) -> None:
        """Start the processes on databases (one for each institution of `urls`), empty or with part of the scenario."""
        self.law = law or Law("cn")
        self.names = tuple(name for name in INSTITUTIONS if name in urls)
        self.pairs = tuple(pair for pair in PAIRS if set(pair) <= set(self.names))
        self.where = " ".join(urls[name] for name in self.names)
        self.seconds_carrying = 0.0
        self._clock = clock
        self._stack = ExitStack()
        self._sockets = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="tanshi-")))
        self.urls = dict(urls)
        self._seed = seed
        self._untold = set(self.pairs)
        self._runs: dict[str, str] = {}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.lines: dict[str, Line] = {}
        try:
            for name in self.names:
                self.start(name)
            self._engines: dict[str, Engine] = {}
            for name in self.names:
                self._wait_for(name)
                self._engines[name] = open_engine(self.urls[name], write=False)
            self._begin()
        except BaseException:
            self.close()
            raise

    # processes

    def start(self, name: str) -> None:
        """Start an institution's process; one that was ended goes on where its journal ends."""
        at = self._sockets / name
        arguments = ["-m", "tanshi.simulation.institution", name, self.urls[name], str(at), "--seed", str(self._seed)]
        self.processes[name] = subprocess.Popen([sys.executable, *arguments])
        self.lines[name] = Line(at)

    def _wait_for(self, name: str) -> None:
        until = time.monotonic() + _START_S
        while True:
            try:
                self.lines[name].ask("received", sender="")
                return
            except Problem:
                if self.processes[name].poll() is not None or time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def _begin(self) -> None:
        for name in self.names:
            delivers = () if name == AUTHORITY else (FirstActor(*MINISTRY, AUTHORITY),)
            begin = command("begin", COURIERS[name], "institutions.begin", Begin(name, delivers))
            (answer,) = self._execute(name, [begin])
            assert answer.done, answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        for line in self.lines.values():
            line.close()
        for process in self.processes.values():
            process.terminate()
            process.wait()
        for engine in getattr(self, "_engines", {}).values():
            engine.close()
        self._stack.close()

    # what a scenario asks of a market

    def execute(self, commands: Sequence[Command]) -> list[Answer]:
        """Carry out commands in order, each at its institution, once it has heard what it rests on."""
        answers: list[Answer] = []
        for name, of_one in groupby(commands, key=self._goes_to):
            self.hear(name)
            answers += self._execute(name, list(of_one))
            self._untold |= {pair for pair in self.pairs if pair[0] == name}
        return answers

    def _execute(self, name: str, commands: Sequence[Command]) -> list[Answer]:
        sent = [
            {
                "id": c.id, "organisation": c.organisation, "actor": c.actor, "kind": c.kind,
                "items": list(c.items), "second": c.second,
            }
            for c in commands
        ]  # fmt: skip
        found = self.lines[name].ask("execute", now=instant(self._clock.now()), commands=sent)
        return [Answer(**answer) for answer in found]

    def hear(self, name: str) -> None:
        """Carry to an institution what the others have to tell it."""
        begin = time.perf_counter()
        for pair in sorted(p for p in self._untold if p[1] == name):
            self.lines[name].ask("put", now=instant(self._clock.now()))
            carry(self.lines[pair[0]], pair[0], self.lines[name], name)
            self._untold.discard(pair)
        self.seconds_carrying += time.perf_counter() - begin

    def _goes_to(self, sent: Command) -> str:
        if sent.kind == "run.open":
            self._runs[sent.items[0]["run"]] = owner(sent.items[0]["kind"])
        if sent.kind in ("run.open", "run.close"):
            return self._run_of(sent.items[0]["run"])
        return owner(sent.kind) or AUTHORITY

    def _run_of(self, run: str) -> str:
        if run not in self._runs:
            with self.view() as view:
                ((kind,),) = view.fetch("SELECT kind FROM journal_run WHERE id = ?", [run])
            self._runs[run] = owner(kind)
        return self._runs[run]

    def evidence_for(self, kind: str) -> _Files:
        """Return the evidence store of the institution that carries out a kind of command."""
        self.hear(owner(kind))
        return _Files(self.lines[owner(kind)])

    @contextmanager
    def view(self) -> Iterator[Views]:
        """Open the read-only views, each when it is first read."""
        with ExitStack() as stack:
            yield Views(lambda name: stack.enter_context(self._engines[name].snapshot()), self.names)

    # the end

    def tell_all(self) -> None:
        """Carry everything to everybody."""
        for name in self.names:
            self.hear(name)

    def own_hash(self, name: str) -> str:
        """Return the state hash of an institution's own tables."""
        with self._engines[name].snapshot() as view:
            return state_hash(view, own_tables(name, PROJECTED))

    def told(self, sender: str, receiver: str) -> int:
        """Return how many messages of one institution another one has."""
        return self.lines[receiver].received(sender)

    def checkpoint(self, name: str) -> tuple[int, str]:
        """Return the size and root of an institution's journal."""
        size, root = self.lines[name].ask("checkpoint")
        return size, root

    def audit(self, name: str) -> Audit:
        """Rebuild an institution's database from its facts and compare."""
        return audit(self._engines[name], TABLES, PROJECTED, fact_types())


class _Files:
    """An institution's evidence store, over its line."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def keep(self, data: bytes) -> str:
        return self._line.keep("", data)

    def read(self, name: str) -> bytes:
        return self._line.file("", 0, name)


class Views:
    """One view of each institution; a statement reads one institution's tables, runs are everybody's."""

    def __init__(self, open_view: Callable[[str], Snapshot], names: Sequence[str]) -> None:
        self._open, self._names = open_view, names
        self._views: dict[str, Snapshot] = {}

    def fetch(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a statement."""
        owners = {owner(name) for name in _TABLE.findall(sql)}
        assert len(owners) == 1, f"reads the tables of several institutions: {sql}"
        (name,) = owners
        asked = [name] if name else self._names
        return [row for one in asked for row in self._of(one).fetch(sql, params)]

    def head(self) -> Head:
        """Return how many facts there are in all journals, and when the last was recorded."""
        heads = [self._of(name).head() for name in self._names]
        return Head(sum(h.size for h in heads), max(h.recorded_at for h in heads))

    def _of(self, name: str) -> Snapshot:
        if name not in self._views:
            self._views[name] = self._open(name)
        return self._views[name]
