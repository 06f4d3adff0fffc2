"""Databases behind the journal: one contract, SQLite in the process by default, PostgreSQL for many users.

A write transaction takes the journal first, so that everything a judgement reads is read after the lock; both
databases behave
alike. What the judgement is known to need travels with the lock, and all writes travel with the commit, so a
group of commands
costs two round trips. Statements are written with `?`. Reading happens in snapshots that see one position of
the journal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from tanshi.core.finding import Finding, Problem
from tanshi.journal.table import Key, Row, TableSpec

Dialect = Literal["sqlite", "postgresql"]

#: Rows wanted from a table, by key.
Wanted = tuple[TableSpec, Sequence[Key]]
Values = Sequence[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the journal: how many facts it has, and when the last was recorded."""

    size: int
    recorded_at: str


class Unavailable(Problem):
    """The database cannot be worked with now: busy, unreachable, full. Nothing was written, but for a lost commit.

    A commit whose answer was lost may have happened; sending the same command again tells which.
    """

    def __init__(self, code: str, where: str, **params: object) -> None:
        super().__init__(Finding(code, where=where, params=params))


class Impossible(Exception):
    """The store refused rows that no lawful act can lead to: a constraint or a guard of a table spoke."""


class Reads(Protocol):
    """Something to read from."""

    def fetch(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]: ...


class Snapshot(Reads, Protocol):
    """A consistent view of one position of the journal."""

    def stream(self, sql: str, params: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]: ...

    def head(self) -> Head: ...


class Writes(Reads, Protocol):
    """Something to write to."""

    def insert(self, spec: TableSpec, rows: Values) -> None:
        """Insert new rows."""

    def upsert(self, spec: TableSpec, rows: Values) -> None:
        """Insert rows or replace the ones with their keys."""

    def begin_posted(self, spec: TableSpec, rows: Values) -> None:
        """Insert rows that a guard will post to, as they begin, where the guard does not do it itself."""

    def pick(self, spec: TableSpec, keys: Sequence[Key]) -> list[tuple[Any, ...]]:
        """Return the rows that have one of the keys."""

    def execute(self, sql: str, params: Sequence[Any] = ()) -> None: ...

    def run(self, sql: str) -> None:
        """Run a statement as it stands: no parameters, and `?` means itself."""


class Transaction(Writes, Protocol):
    """A write transaction that holds the journal until commit or rollback."""

    @property
    def head(self) -> Head:
        """The end of the journal under the lock."""

    @property
    def answers(self) -> Sequence[Values]:
        """The rows that were wanted when it began, one list each."""

    def commit(self) -> None:
        """Send what is not sent yet and commit; after an error nothing is written."""

    def rollback(self) -> None: ...


class Engine(Protocol):
    """One database."""

    url: str
    dialect: Dialect
    writes: bool  # whether this process may write at all

    def begin(self, wanted: Sequence[Wanted] = ()) -> Transaction:
        """Start a write transaction: the journal's lock first, then its head and the wanted rows."""

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """Open a consistent view for reading."""

    def aside(self) -> AbstractContextManager[Writes]:
        """Open a transaction on tables that are not the journal's: sessions, drafts, queues, evidence."""

    def alone(self) -> AbstractContextManager[Writes]:
        """Open a transaction that holds the journal as long as it takes: to restore, upgrade or move a database."""

    def create(self, tables: Iterable[type[Row]], first: Sequence[Row] = (), *, guarded: bool = True) -> None:
        """Create the tables with their constraints and first rows and, if guarded, the triggers of their guards."""

    def is_empty(self) -> bool:
        """Tell whether the database has no tables yet."""

    def close(self) -> None: ...
