"""SQLite as the journal's database: one file, one writing process.

Writing begins with BEGIN IMMEDIATE, so the lock is taken before anything is read (the driver's default would
start with a
read and lose updates). A lock file beside the database names the writing process; a second one is told so at
once instead of meeting "database is locked" in the middle of its work.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from functools import lru_cache
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path
from typing import Any

from tanshi.core.finding import problem
from tanshi.journal.ddl import define, guard
from tanshi.journal.engine import Dialect, Head, Impossible, Unavailable, Values, Wanted
from tanshi.journal.table import Key, Row, TableSpec

_HEAD = "SELECT size, recorded_at FROM journal_head"

#: Readers and the one writer do not block each other under WAL; this bounds the wait for a checkpoint.
_BUSY_MS = 5_000

#: Reading connections kept open while nobody reads, as many as a server has threads: opening one costs ten times a
#: small read. Each keeps its own pages, so that they are few; the system's cache has the rest.
_IDLE = 48
_READER_KIB = 8_000

#: Rows a stream reads at once.
_STREAM = 1_000

#: Values of one writing statement: as many as every SQLite takes.
_PARAMS = 999

#: Keys of one reading statement.
_KEYS = 400


class SQLiteEngine:
    """A SQLite file (or `:memory:`)."""

    dialect: Dialect = "sqlite"

    def __init__(self, path: str, *, write: bool = True, beside: bool = False) -> None:
        """Open a file. `beside`: it may be another process that writes the journal; use `aside` and `snapshot`
        alone.
        """
        self.path = path
        self.url = f"sqlite:///{path}"
        self.writes = write
        self._lock: int | None = None
        self._turn = threading.Lock()  # one writing thread at a time on the one writing connection
        self._idle: list[sqlite3.Connection] = []
        self._closed = False
        if path != ":memory:":
            _must_be_usable(Path(path), write)
            if write and not beside:
                self._lock = _take_lock(Path(path))
        self._write = self._connect() if write else None

    def begin(self, wanted: Sequence[Wanted] = ()) -> SQLiteTransaction:
        assert self._write is not None, "this engine was opened for reading"
        self._turn.acquire()
        try:
            self._write.execute("BEGIN IMMEDIATE")
            return SQLiteTransaction(self._write, self.path, wanted, self._turn)
        except sqlite3.DatabaseError as error:
            _give_up(self._write)
            self._turn.release()
            raise _trouble(self.path, error) from error

    @contextmanager
    def snapshot(self) -> Iterator[SQLiteSnapshot]:
        if self.path == ":memory:":
            assert self._write is not None
            yield SQLiteSnapshot(self._write)
            return
        try:  # list methods are atomic, so readers need no lock to share the idle ones
            connection = self._idle.pop()
        except IndexError:
            connection = self._connect()
            connection.execute(f"PRAGMA cache_size = -{_READER_KIB}")
        view = SQLiteSnapshot(connection)
        good = True
        try:
            connection.execute("BEGIN")
            yield view
        except sqlite3.DatabaseError as error:
            good = False
            raise _trouble(self.path, error) from error
        finally:
            # a stream that was not read to its end would hold its old state of the books
            if good and not view.streaming and len(self._idle) < _IDLE and not self._closed:
                connection.execute("ROLLBACK")
                self._idle.append(connection)
            else:
                connection.close()

    @contextmanager
    def aside(self) -> Iterator[SQLiteWrites]:
        if self._write is None:  # who asks over the network cannot know it, and is not told a path
            raise Unavailable("db.read_only", "")
        with self._turn:
            try:
                self._write.execute("BEGIN IMMEDIATE")
                yield SQLiteWrites(self._write, self.path)
                self._write.execute("COMMIT")
            except sqlite3.DatabaseError as error:
                raise _trouble(self.path, error) from error
            finally:
                _give_up(self._write)

    def alone(self) -> AbstractContextManager[SQLiteWrites]:
        return self.aside()

    def create(self, tables: Iterable[type[Row]], first: Sequence[Row] = (), *, guarded: bool = True) -> None:
        kinds = list(tables)
        with self.aside() as writes:
            define(writes, kinds, self.dialect)
            for row in first:
                writes.insert(row.__table__, [row.__table__.values(row)])
            if guarded:
                guard(writes, kinds, self.dialect)

    def is_empty(self) -> bool:
        if self.path != ":memory:" and not Path(self.path).exists():
            return True
        with self.snapshot() as view:
            return not view.fetch("SELECT 1 FROM sqlite_master LIMIT 1")

    def close(self) -> None:
        self._closed = True
        while self._idle:
            self._idle.pop().close()
        if self._write is not None:
            self._write.close()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def connection(self) -> sqlite3.Connection:
        """Return the writing connection, for migrations."""
        assert self._write is not None, "this engine was opened for reading"
        return self._write

    def _connect(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
            connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA cache_size = -64000")
            connection.execute("PRAGMA temp_store = MEMORY")  # a statement's undo log would be a file each time
            connection.create_function("sha256", 1, lambda data: sha256(data).digest(), deterministic=True)
        except sqlite3.DatabaseError as error:
            raise _trouble(self.path, error) from error
        return connection


class SQLiteSnapshot:
    """A reading transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.streaming = 0  # streams begun and not read to their end

    def fetch(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(sql, params).fetchall()
        except sqlite3.OperationalError as error:
            self._read_damaged_text(error)
            return self._connection.execute(sql, params).fetchall()

    def stream(self, sql: str, params: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        given = 0
        self.streaming += 1
        try:
            found = self._connection.execute(sql, params)
            while part := found.fetchmany(_STREAM):
                yield from part
                given += len(part)
        except sqlite3.OperationalError as error:
            self._read_damaged_text(error)
            yield from islice(self._connection.execute(sql, params), given, None)
        self.streaming -= 1

    def _read_damaged_text(self, error: sqlite3.OperationalError) -> None:
        """Go on where text is no UTF-8, which only damage makes: shown legibly, so that an audit can name its row."""
        if "decode" not in str(error):
            raise error
        self.streaming += 1  # this connection is not for anybody else
        self._connection.text_factory = lambda text: text.decode("utf-8", "backslashreplace")

    def head(self) -> Head:
        return Head(*self.fetch(_HEAD)[0])


class SQLiteWrites:
    """A connection inside a writing transaction."""

    def __init__(self, connection: sqlite3.Connection, path: str) -> None:
        self._connection = connection
        self._path = path

    def fetch(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(sql, params).fetchall()
        except sqlite3.DatabaseError as error:
            raise _trouble(self._path, error) from error

    def insert(self, spec: TableSpec, rows: Values) -> None:
        at_once = _PARAMS // len(spec.columns)
        whole = len(rows) - len(rows) % at_once
        if whole:
            several = _several_sql(spec.insert_sql, len(spec.columns), at_once)
            parts = (rows[start : start + at_once] for start in range(0, whole, at_once))
            self._many(several, (list(chain.from_iterable(part)) for part in parts))
        self._many(spec.insert_sql, rows[whole:])

    def upsert(self, spec: TableSpec, rows: Values) -> None:
        self._many(spec.upsert_sql, rows)

    def begin_posted(self, spec: TableSpec, rows: Values) -> None:
        self._many(spec.insert_sql, rows)

    def execute(self, sql: str, params: Sequence[Any] = ()) -> None:
        try:
            self._connection.execute(sql, params)
        except sqlite3.DatabaseError as error:
            raise _trouble(self._path, error) from error

    def run(self, sql: str) -> None:
        self.execute(sql)

    def pick(self, spec: TableSpec, keys: Sequence[Key]) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        for start in range(0, len(keys), _KEYS):
            part = keys[start : start + _KEYS]
            params = part if len(spec.key) == 1 else [value for key in part for value in key]
            found += self.fetch(_pick_sql(spec.name, spec.column_names, spec.key, len(part)), params)
        return found

    def _many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        try:
            self._connection.executemany(sql, rows)
        except sqlite3.DatabaseError as error:
            raise _trouble(self._path, error) from error


class SQLiteTransaction(SQLiteWrites):
    """A writing transaction on the journal; it holds the file's write lock until commit or rollback."""

    def __init__(
        self, connection: sqlite3.Connection, path: str, wanted: Sequence[Wanted], turn: threading.Lock
    ) -> None:
        super().__init__(connection, path)
        self._turn = turn
        self._open = True
        self.head = Head(*connection.execute(_HEAD).fetchall()[0])
        self.answers = [self.pick(spec, keys) for spec, keys in wanted]

    def commit(self) -> None:
        try:
            self._connection.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            self.rollback()
            raise _trouble(self._path, error) from error
        self._end()

    def rollback(self) -> None:
        if self._open:
            _give_up(self._connection)
            self._end()

    def _end(self) -> None:
        self._open = False
        self._turn.release()


@lru_cache(maxsize=2_000)
def _several_sql(one: str, columns: int, rows: int) -> str:
    """Return the statement that inserts so many rows; each statement begins and ends at a cost of its own."""
    return one + f", ({', '.join('?' * columns)})" * (rows - 1)


@lru_cache(maxsize=2_000)
def _pick_sql(table: str, columns: tuple[str, ...], key: tuple[str, ...], count: int) -> str:
    if len(key) == 1:
        return f"SELECT {', '.join(columns)} FROM {table} WHERE {key[0]} IN ({', '.join('?' * count)})"
    one = f"({', '.join('?' * len(key))})"
    on = " AND ".join(f"{name} = wanted.column{n}" for n, name in enumerate(key, 1))
    # CROSS JOIN keeps the order: for `(a, b) IN (VALUES ...)` SQLite reads the whole table
    return f"SELECT {', '.join(columns)} FROM (VALUES {', '.join([one] * count)}) AS wanted CROSS JOIN {table} ON {on}"


def _give_up(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")


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
    if not _is_database(path):
        raise problem("db.not_a_database", where=str(path))


def _is_database(path: Path) -> bool:
    """Tell whether a file is one of SQLite's, or may be; by SQLite itself, as whoever opens the file past it lets go of
    all locks this process has on it when closing it: another process would then take the log of what is open here away.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("PRAGMA schema_version")
    except sqlite3.DatabaseError as error:
        return "not a database" not in str(error)
    return True


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
    try:
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode("ascii"))
    except OSError as error:
        os.close(handle)
        raise problem("db.cannot_write", where=str(path), reason=error.strerror or str(error)) from error
    return handle


def _trouble(path: str, error: sqlite3.DatabaseError) -> Exception:
    """Return what an error of the database file means to the caller."""
    reason = str(error)
    if isinstance(error, sqlite3.IntegrityError):
        return Impossible(reason)
    if "locked" in reason or "busy" in reason:
        return Unavailable("db.locked", path, holder="?")
    if "not a database" in reason or "malformed" in reason:
        return problem("db.damaged", where=path, reason=reason)
    if any(word in reason for word in ("readonly", "unable to open", "disk is full", "disk I/O", "database or disk")):
        return Unavailable("db.cannot_write", path, reason=reason)
    return error
