"""PostgreSQL as the journal's database: many processes may write, one at a time.

A write transaction begins with an advisory lock on the journal, as a statement of its own, in READ COMMITTED:
every later
statement has a snapshot taken after the lock, so nothing that is judged on is stale and no two writers meet on a row.
Statements travel together: lock, head and what is to be read in one trip, all writes and the commit in
another. Rows go as one array a column. A session that is lost, or that holds the lock and does nothing, gives it up.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict

from tanshi.journal.ddl import define, guard
from tanshi.journal.engine import Dialect, Head, Impossible, Unavailable, Values, Wanted
from tanshi.journal.pipeline import Pipeline
from tanshi.journal.table import Key, Row, TableSpec

_HEAD = "SELECT size, recorded_at FROM journal_head"

#: The advisory lock of the journal; advisory locks belong to one database.
_LOCK = "SELECT pg_advisory_xact_lock(7241001)::text"
_BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED"

#: Waiting for the journal, for a statement, and idling with the journal in hand are all bounded.
_OPTIONS = (
    "-c lock_timeout=10s -c statement_timeout=120s -c idle_in_transaction_session_timeout=10s "
    "-c client_min_messages=warning -c timezone=UTC"
)

#: The writer finds rows by their keys, whatever the planner believes of a table: a plan made while the table was small
#: is kept for the session, and would read the whole of it when it is large.
_BY_KEY = " -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off"

_STREAM = 2_000

#: So many rows are sent at once, before the commit.
_AT_ONCE = 8

Connection = psycopg.Connection[tuple[Any, ...]]


class PostgresEngine:
    """A PostgreSQL database with UTF-8 text; text columns are compared byte by byte (collation C)."""

    dialect: Dialect = "postgresql"
    writes = True

    def __init__(self, url: str) -> None:
        self.url = url
        self.where = _shown(url)
        self._turn = threading.Lock()  # one writing thread at a time on the one writing connection
        self._guard = threading.Lock()
        self._idle: list[Connection] = []
        self._write: Connection | None = None
        self._pipeline: Pipeline
        self._give(self._connect())

    def begin(self, wanted: Sequence[Wanted] = ()) -> PostgresTransaction:
        self._turn.acquire()
        try:
            fresh = self._write is None or self._write.closed
            try:
                return self._begin(wanted)
            except Unavailable as lost:
                if fresh or lost.findings[0].code != "db.unreachable":
                    raise
                return self._begin(wanted)  # the connection was lost while it idled
        except BaseException:
            self.lose_writer()
            self._turn.release()
            raise

    def _begin(self, wanted: Sequence[Wanted]) -> PostgresTransaction:
        if self._write is None or self._write.closed:
            self._write = self._connect(_OPTIONS + _BY_KEY)
            self._pipeline = Pipeline(self._write)
        try:
            with self.translated():
                return PostgresTransaction(self, self._write, self._pipeline, wanted)
        except BaseException:
            self.lose_writer()
            raise

    def end_turn(self) -> None:
        """Let the next writing thread have its turn."""
        self._turn.release()

    def lose_writer(self) -> None:
        """Close the writing connection: what became of its transaction is the server's matter."""
        if self._write is not None:
            with suppress(Exception):
                self._write.close()
            self._write = None

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Say what an error of the driver means to the caller."""
        try:
            yield
        except (errors.LockNotAvailable, errors.QueryCanceled) as error:
            raise Unavailable("db.busy", self.where, reason=_words(error)) from error
        except errors.DiskFull as error:
            raise Unavailable("db.cannot_write", self.where, reason=_words(error)) from error
        except psycopg.IntegrityError as error:
            raise Impossible(_words(error)) from error
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            raise Unavailable("db.unreachable", self.where, reason=_words(error)) from error

    @contextmanager
    def snapshot(self) -> Iterator[PostgresSnapshot]:
        with self._borrowed() as connection:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield PostgresSnapshot(connection)
            connection.execute("COMMIT")

    @contextmanager
    def aside(self) -> Iterator[PostgresWrites]:
        with self._borrowed() as connection:
            connection.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
            yield PostgresWrites(self, connection)
            connection.execute("COMMIT")

    @contextmanager
    def _borrowed(self) -> Iterator[Connection]:
        """Lend an idle connection; one that saw an error is not used again."""
        connection = self._take()
        try:
            with self.translated():
                yield connection
        except BaseException:
            connection.close()
            raise
        self._give(connection)

    @contextmanager
    def alone(self) -> Iterator[PostgresWrites]:
        with self.aside() as writes:
            writes.run("SET LOCAL statement_timeout = 0")
            writes.run("SET LOCAL idle_in_transaction_session_timeout = 0")
            writes.run(_LOCK)
            yield writes

    def create(self, tables: Iterable[type[Row]], first: Sequence[Row] = (), *, guarded: bool = True) -> None:
        kinds = list(tables)
        with self.aside() as writes:
            define(writes, kinds, self.dialect)
            for row in first:
                writes.insert(row.__table__, [row.__table__.values(row)])
            if guarded:
                guard(writes, kinds, self.dialect)

    def is_empty(self) -> bool:
        with self.snapshot() as view:
            sql = "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() LIMIT 1"
            return not view.fetch(sql)

    def close(self) -> None:
        self.lose_writer()
        with self._guard:
            for connection in self._idle:
                connection.close()
            self._idle.clear()

    def _take(self) -> Connection:
        """Return an idle connection that still lives, or a new one."""
        while True:
            with self._guard:
                connection = self._idle.pop() if self._idle else None
            if connection is None:
                return self._connect()
            try:
                connection.execute("SELECT 1")
            except psycopg.Error:
                connection.close()
            else:
                return connection

    def _give(self, connection: Connection) -> None:
        with self._guard:
            if len(self._idle) < 8:
                self._idle.append(connection)
                return
        connection.close()

    def _connect(self, options: str = _OPTIONS) -> Connection:
        with self.translated():
            return psycopg.connect(self.url, autocommit=True, options=options, connect_timeout=10)


class PostgresSnapshot:
    """A reading transaction that sees one state."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._streams = 0

    def fetch(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(_placed(sql), params).fetchall()

    def stream(self, sql: str, params: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        self._streams += 1
        with self._connection.cursor(name=f"stream_{self._streams}") as cursor:
            cursor.itersize = _STREAM
            cursor.execute(_placed(sql), params)
            yield from cursor

    def head(self) -> Head:
        return Head(*self.fetch(_HEAD)[0])


class PostgresWrites:
    """A connection inside a writing transaction."""

    def __init__(self, engine: PostgresEngine, connection: Connection) -> None:
        self._engine = engine
        self._connection = connection

    def fetch(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._engine.translated():
            return self._connection.execute(_placed(sql), params).fetchall()

    def insert(self, spec: TableSpec, rows: Values) -> None:
        if rows:
            self.execute(spec.insert_many_sql, _arrays(spec, rows))

    def upsert(self, spec: TableSpec, rows: Values) -> None:
        if rows:
            self.execute(spec.upsert_many_sql, _arrays(spec, rows))

    def begin_posted(self, spec: TableSpec, rows: Values) -> None:
        """Leave it to the guard, which posts for all rows of a statement at once."""

    def pick(self, spec: TableSpec, keys: Sequence[Key]) -> list[tuple[Any, ...]]:
        return self.fetch(spec.pick_many_sql, _keys(spec, keys)) if keys else []

    def execute(self, sql: str, params: Sequence[Any] = ()) -> None:
        with self._engine.translated():
            self._connection.execute(_placed(sql), params)

    def run(self, sql: str) -> None:
        """Run a statement as it is, without parameters."""
        with self._engine.translated():
            self._connection.execute(sql)


class PostgresTransaction(PostgresWrites):
    """A writing transaction with the journal's lock; writes wait for the commit, or for the next reading."""

    def __init__(
        self, engine: PostgresEngine, connection: Connection, pipeline: Pipeline, wanted: Sequence[Wanted]
    ) -> None:
        super().__init__(engine, connection)
        self._open = True
        self._pipeline = pipeline
        for statement in (_BEGIN, _LOCK, _HEAD):
            pipeline.add(statement)
        for spec, keys in wanted:
            pipeline.add(spec.pick_many_sql, _keys(spec, keys))
        _, _, head, *answers = pipeline.run()
        self.head = Head(*head[0])
        self.answers: list[list[tuple[Any, ...]]] = answers

    def fetch(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        self._send()
        return super().fetch(sql, params)

    def insert(self, spec: TableSpec, rows: Values) -> None:
        super().insert(spec, rows)
        self._push(len(rows))

    def upsert(self, spec: TableSpec, rows: Values) -> None:
        super().upsert(spec, rows)
        self._push(len(rows))

    def _push(self, rows: int) -> None:
        """Let the server begin with many rows while the next are made ready."""
        if rows >= _AT_ONCE:
            with self._engine.translated():
                self._pipeline.push()

    def execute(self, sql: str, params: Sequence[Any] = ()) -> None:
        self._pipeline.add(sql, params)

    def run(self, sql: str) -> None:
        self._send()
        super().run(sql)

    def commit(self) -> None:
        try:
            self._pipeline.add("COMMIT")
            self._send()
        except BaseException:
            self.rollback()
            raise
        self._open = False
        self._engine.end_turn()

    def rollback(self) -> None:
        """Give everything up; a connection in doubt is not used again."""
        if not self._open:
            return
        self._open = False
        try:
            self._pipeline.give_up()
            self._pipeline.add("ROLLBACK")
            self._pipeline.run()
        except Exception:  # the session is lost, and its transaction with it
            self._engine.lose_writer()
        self._engine.end_turn()

    def _send(self) -> None:
        if len(self._pipeline):
            with self._engine.translated():
                self._pipeline.run()


def _arrays(spec: TableSpec, rows: Values) -> list[str]:
    """Return rows as one array literal a column; written here because a driver looks at every element anew."""
    return [_ARRAY[c.type](values) for c, values in zip(spec.columns, zip(*rows, strict=True), strict=True)]


def _keys(spec: TableSpec, keys: Sequence[Key]) -> list[str]:
    """Return keys as one array literal a column of the key."""
    types = [c.type for name in spec.key for c in spec.columns if c.name == name]
    columns = [keys] if len(types) == 1 else zip(*keys, strict=True)
    return [_ARRAY[t](values) for t, values in zip(types, columns, strict=True)]


def _integers(values: Sequence[int | None]) -> str:
    if None in values:
        return "{" + ",".join(["NULL" if v is None else str(v) for v in values]) + "}"
    return "{" + ",".join(map(str, values)) + "}"


def _texts(values: Sequence[str | None]) -> str:
    if None not in values:
        joined = '","'.join(values)  # type: ignore[arg-type]
        if joined.count('"') == 2 * (len(values) - 1) and "\\" not in joined:
            return '{"' + joined + '"}'
    quoted = ["NULL" if v is None else f'"{v.translate(_QUOTED)}"' for v in values]
    return "{" + ",".join(quoted) + "}"


def _bytes(values: Iterable[bytes | None]) -> str:
    return "{" + ",".join(["NULL" if v is None else f'"\\\\x{v.hex()}"' for v in values]) + "}"


_QUOTED = str.maketrans({'"': '\\"', "\\": "\\\\"})
_ARRAY: Mapping[type, Callable[[Any], str]] = {int: _integers, str: _texts, bytes: _bytes}


_PLACED: dict[str, str] = {}


def _placed(sql: str) -> Any:
    """Return a statement with psycopg's placeholders; ours hold `?` only as placeholder."""
    found = _PLACED.get(sql)
    if found is None:
        found = sql.replace("%", "%%").replace("?", "%s")
        if len(_PLACED) < 5_000:
            _PLACED[sql] = found
    return found


def _words(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


def _shown(url: str) -> str:
    """Return where a URL leads, without its password."""
    parts = conninfo_to_dict(url)
    host = parts.get("host") or parts.get("hostaddr") or "local socket"
    return f"postgresql: {parts.get('dbname') or parts.get('user')} on {host}"
