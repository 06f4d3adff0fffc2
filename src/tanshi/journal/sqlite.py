"""SQLite as the journal's database: one file, one writing process.

Writing begins with BEGIN IMMEDIATE, so the lock is taken before anything is read (the driver's default would start
with a read and lose updates). A lock file beside the database names the writing process; a second one is told
so at once instead of meeting "database is locked" in the middle of its work.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.dialects import sqlite as dialect
from sqlalchemy.schema import CreateIndex, CreateTable

from tanshi.core.finding import problem
from tanshi.journal.ddl import guards, metadata
from tanshi.journal.engine import Head, Rows
from tanshi.journal.table import Row

_HEAD = "SELECT size, recorded_at FROM journal_head"

#: Readers and the one writer do not block each other under WAL; this bounds the wait for a checkpoint.
_BUSY_MS = 5_000


class SQLiteEngine:
    """A SQLite file (or `:memory:`)."""

    def __init__(self, path: str, *, write: bool = True) -> None:
        self.path = path
        self.url = f"sqlite:///{path}"
        self._lock: int | None = None
        if path != ":memory:":
            _must_be_usable(Path(path), write)
            if write:
                self._lock = _take_lock(Path(path))
        self._write = self._connect() if write else None

    def begin(self) -> SQLiteTransaction:
        assert self._write is not None, "this engine was opened for reading"
        try:
            self._write.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise _trouble(self.path, error) from error
        return SQLiteTransaction(self._write, self.path)

    @contextmanager
    def snapshot(self) -> Iterator[SQLiteSnapshot]:
        shared = self.path == ":memory:"
        connection = self._write if shared and self._write is not None else self._connect()
        try:
            if not shared:
                connection.execute("BEGIN")
            yield SQLiteSnapshot(connection)
        except sqlite3.DatabaseError as error:
            raise _trouble(self.path, error) from error
        finally:
            if not shared:
                connection.close()

    def create(self, tables: Iterable[type[Row]], rows: Rows = ()) -> None:
        assert self._write is not None, "this engine was opened for reading"
        kinds = list(tables)
        made = metadata(kinds)
        self._write.execute("BEGIN IMMEDIATE")
        for table in made.sorted_tables:
            self._write.execute(str(CreateTable(table).compile(dialect=dialect.dialect())))
            for index in sorted(table.indexes, key=lambda i: i.name or ""):
                self._write.execute(str(CreateIndex(index).compile(dialect=dialect.dialect())))
        for kind in kinds:
            for statement in guards(kind.__table__):
                self._write.execute(statement)
        for statement, values in rows:
            self._write.executemany(statement, values)
        self._write.execute("INSERT INTO journal_head (id, size, recorded_at) VALUES (1, 0, '')")
        self._write.execute("COMMIT")

    def is_empty(self) -> bool:
        if self.path != ":memory:" and not Path(self.path).exists():
            return True
        with self.snapshot() as view:
            return not view.fetch("SELECT 1 FROM sqlite_master LIMIT 1")

    def close(self) -> None:
        if self._write is not None:
            self._write.close()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _connect(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
            connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA cache_size = -64000")
        except sqlite3.DatabaseError as error:
            raise _trouble(self.path, error) from error
        return connection


class SQLiteSnapshot:
    """A reading transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def fetch(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, params).fetchall()

    def stream(self, sql: str, params: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        yield from self._connection.execute(sql, params)

    def head(self) -> Head:
        return Head(*self.fetch(_HEAD)[0])


class SQLiteTransaction:
    """A writing transaction; it holds the file's write lock until commit or rollback."""

    def __init__(self, connection: sqlite3.Connection, path: str) -> None:
        self._connection = connection
        self._path = path

    def fetch(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, params).fetchall()

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        self._connection.executemany(sql, rows)

    def head(self) -> Head:
        return Head(*self.fetch(_HEAD)[0])

    def commit(self) -> None:
        try:
            self._connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            self.rollback()
            raise _trouble(self._path, error) from error

    def rollback(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


def _must_be_usable(path: Path, write: bool) -> None:
    """Refuse a place that cannot hold, or does not hold, a database of ours."""
    if path.is_dir():
        raise problem("db.is_a_directory", where=str(path))
    if not path.exists():
        if not write:
            raise problem("db.not_found", where=str(path))
        if not path.parent.is_dir():
            raise problem("db.no_directory", where=str(path), parent=str(path.parent))
        return
    with path.open("rb") as file:
        head = file.read(16)
    if head and head != b"SQLite format 3\0":
        raise problem("db.not_a_database", where=str(path))


def _take_lock(path: Path) -> int:
    """Take the lock of the one writing process; the file names its holder."""
    lock = path.with_name(path.name + ".lock")
    try:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise problem("db.cannot_write", where=str(path), reason=error.strerror or str(error)) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = os.read(handle, 64).decode("ascii", "replace").strip()
        os.close(handle)
        raise problem("db.locked", where=str(path), holder=holder or "?") from error
    os.ftruncate(handle, 0)
    os.write(handle, f"{os.getpid()}\n".encode("ascii"))
    return handle


def _trouble(path: str, error: sqlite3.DatabaseError) -> Exception:
    """Return what a person should read about an error of the database file."""
    reason = str(error)
    if "locked" in reason or "busy" in reason:
        return problem("db.locked", where=path, holder="?")
    if "not a database" in reason or "malformed" in reason:
        return problem("db.damaged", where=path, reason=reason)
    if "readonly" in reason or "unable to open" in reason or "disk is full" in reason or "disk I/O" in reason:
        return problem("db.cannot_write", where=path, reason=reason)
    return error
