"""Faults that can be ordered inside a process: a crash at any operation on the database, a clock that jumps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

from tanshi.journal.engine import Dialect, Engine, Head, Snapshot, Transaction, Values, Wanted, Writes
from tanshi.journal.table import Key, Row, TableSpec
from tanshi.simulation.chance import Chance


class Crash(BaseException):
    """The process ends here: nothing after this line happens."""


class Boundaries:
    """Counts the operations on a database and ends the process at one of them."""

    def __init__(self) -> None:
        self.crash_at = 0  # 0: never
        self.passed = 0
        self.names: set[str] = set()

    def arm(self, crash_at: int) -> None:
        """Crash at the operation with this number, counted from 1 from now on."""
        self.crash_at, self.passed = crash_at, 0

    def reach(self, name: str) -> None:
        self.passed += 1
        self.names.add(name)
        if 0 < self.crash_at <= self.passed:
            raise Crash(name)

    @property
    def crashed(self) -> bool:
        return 0 < self.crash_at <= self.passed


class CrashingEngine:
    """An engine that crashes where it is told to: before an operation, or after a commit whose answer is lost."""

    def __init__(self, engine: Engine, boundaries: Boundaries) -> None:
        self._engine = engine
        self._boundaries = boundaries
        self.url = engine.url
        self.dialect: Dialect = engine.dialect
        self.writes = engine.writes

    def begin(self, wanted: Sequence[Wanted] = ()) -> Transaction:
        self._boundaries.reach("before begin")
        return _CrashingTransaction(self._engine.begin(wanted), self._boundaries)

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        return self._engine.snapshot()

    def aside(self) -> AbstractContextManager[Writes]:
        return self._engine.aside()

    def create(self, tables: Iterable[type[Row]], first: Sequence[Row] = (), *, guarded: bool = True) -> None:
        self._engine.create(tables, first, guarded=guarded)

    def alone(self) -> AbstractContextManager[Writes]:
        return self._engine.alone()

    def is_empty(self) -> bool:
        return self._engine.is_empty()

    def close(self) -> None:
        self._engine.close()


class _CrashingTransaction:
    def __init__(self, transaction: Transaction, boundaries: Boundaries) -> None:
        self._transaction = transaction
        self._boundaries = boundaries
        self.head: Head = transaction.head
        self.answers: Sequence[Values] = transaction.answers

    def fetch(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        self._boundaries.reach("before fetch")
        return self._transaction.fetch(sql, params)

    def pick(self, spec: TableSpec, keys: Sequence[Key]) -> list[tuple[Any, ...]]:
        self._boundaries.reach(f"before pick {spec.name}")
        return self._transaction.pick(spec, keys)

    def insert(self, spec: TableSpec, rows: Values) -> None:
        self._boundaries.reach(f"before insert {spec.name}")
        self._transaction.insert(spec, rows)

    def upsert(self, spec: TableSpec, rows: Values) -> None:
        self._boundaries.reach(f"before upsert {spec.name}")
        self._transaction.upsert(spec, rows)

    def begin_posted(self, spec: TableSpec, rows: Values) -> None:
        self._boundaries.reach(f"before beginning {spec.name}")
        self._transaction.begin_posted(spec, rows)

    def execute(self, sql: str, params: Sequence[Any] = ()) -> None:
        self._boundaries.reach("before head")
        self._transaction.execute(sql, params)

    def run(self, sql: str) -> None:
        self._transaction.run(sql)

    def commit(self) -> None:
        self._boundaries.reach("before commit")
        self._transaction.commit()
        self._boundaries.reach("after commit")

    def rollback(self) -> None:
        if not self._boundaries.crashed:  # the dead roll nothing back
            self._transaction.rollback()


class JumpingClock:
    """A clock that runs, and now and then jumps by up to two days in either direction."""

    def __init__(self, start: datetime, seed: int) -> None:
        self._now = start.astimezone(UTC)
        self._chance = Chance(seed, "clock")

    def now(self) -> datetime:
        self._now += timedelta(milliseconds=self._chance.below(40))
        if self._chance.happens(100):
            self._now += timedelta(seconds=self._chance.between(-172_800, 172_800))
        return self._now
