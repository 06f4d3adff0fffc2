"""The state hash: SHA-256 over the projection tables.

Tables in name order; rows by primary key as canonical JSON arrays of the column values in declared order;
digests per chunk of
rows, which localise a difference between two databases. Bytes are hashed as hex. Columns that are coordinates in one
journal are left out, so the same acts give the same hash in one database or in three (docs/decisions/0003). So are
tables without rows: a newer program that knows one more table gives an old state the same hash.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import islice
from typing import Any, Protocol

import orjson

from tanshi.journal.table import Row, TableSpec

CHUNK = 1_000

_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode  # for what only damage makes


class Readable(Protocol):
    def stream(self, sql: str) -> Iterator[tuple[Any, ...]]: ...


def chunks(view: Readable, spec: TableSpec, *, positional: bool) -> Iterator[list[tuple[Any, ...]]]:
    """Yield a table's rows in key order, bytes as hex, so many at once."""
    columns = [c for c in spec.columns if positional or not c.positional]
    binary = [n for n, c in enumerate(columns) if c.type is bytes]
    sql = f"SELECT {', '.join(c.name for c in columns)} FROM {spec.name} ORDER BY {', '.join(spec.key)}"
    rows = view.stream(sql)
    while part := list(islice(rows, CHUNK)):
        yield [_hexed(values, binary) for values in part] if binary else part


def table_digest(view: Readable, spec: TableSpec) -> bytes | None:
    """Return the digest of one table, journal coordinates left out; None if it has no rows."""
    digests = [_digest(chunk) for chunk in chunks(view, spec, positional=False)]
    return sha256(b"".join(digests)).digest() if digests else None


def state_hash(view: Readable, tables: Iterable[type[Row]]) -> str:
    """Return the state hash of the hashed tables among these, as hex."""
    whole = sha256()
    for row in sorted(tables, key=lambda t: t.__table__.name):
        if row.__table__.hashed and (digest := table_digest(view, row.__table__)) is not None:
            whole.update(row.__table__.name.encode() + b"\n" + digest)
    return whole.hexdigest()


def _digest(rows: list[tuple[Any, ...]]) -> bytes:
    try:
        data = orjson.dumps(rows)
    except TypeError:  # half a character, or a value of no type a column has
        data = _encode(rows).encode("utf-8", "surrogatepass")
    return sha256(data).digest()


def _hexed(values: tuple[Any, ...], binary: list[int]) -> tuple[Any, ...]:
    row = list(values)
    for n in binary:
        row[n] = bytes(row[n]).hex() if isinstance(row[n], bytes | memoryview) else row[n]
    return tuple(row)
