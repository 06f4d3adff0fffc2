"""Databases behind the journal: one contract, SQLite in the process by default.

A write transaction takes the journal first, so that everything a judgement reads is read after the lock; both databases
behave alike. Statements are written with `?`. Reading happens in snapshots that see one position of the journal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from tanshi.core.finding import problem
from tanshi.journal.table import Row

#: Statements with the rows to insert by them.
Rows = Sequence[tuple[str, Sequence[Sequence[Any]]]]


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the journal: how many facts it has, and when the last was recorded."""

    size: int
    recorded_at: str


class Snapshot(Protocol):
    """A consistent view of one position of the journal."""

    def fetch(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]: ...

    def stream(self, sql: str, params: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]: ...

    def head(self) -> Head: ...


class Transaction(Protocol):
    """A write transaction that holds the journal."""

    def fetch(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]: ...

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]]) -> None: ...

    def head(self) -> Head: ...

    def commit(self) -> None: ...

    def rollback(self) -> None: ...


class Engine(Protocol):
    """One database."""

    url: str

    def begin(self) -> Transaction:
        """Start a write transaction: the journal's lock first."""

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """Open a consistent view for reading."""

    def create(self, tables: Iterable[type[Row]], rows: Rows = ()) -> None:
        """Create all tables, constraints and guards of an empty database and insert first rows, in one transaction."""

    def is_empty(self) -> bool:
        """Tell whether the database has no tables yet."""

    def close(self) -> None: ...


def open_engine(url: str, *, write: bool = True) -> Engine:
    """Return the engine of a URL or a file name.

    `file.db`, `sqlite:///file.db`: SQLite. Writing takes the file's lock: one writing process at a time.
    """
    if "://" not in url or url.startswith("sqlite:"):
        from tanshi.journal.sqlite import SQLiteEngine

        return SQLiteEngine(url.removeprefix("sqlite:///").removeprefix("sqlite:"), write=write)
    raise problem("db.unknown_url", where=url.split("://", maxsplit=1)[0])
