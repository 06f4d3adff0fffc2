"""Tables from records: one slotted dataclass says what a row is, and its table follows from it.

Columns are whole numbers, text or bytes, so both databases hold the same bytes; decimals are scaled integers
with the scale in their name (`fuel_t_e2` is hundredths of a tonne) or canonical text. Columns of type `Position` are
coordinates in one journal and stay out of the state hash (docs/decisions/0003); everything else is in it.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Annotated, Any, ClassVar, Protocol, TypeVar, Union, get_args, get_origin, get_type_hints

#: A position in the journal. Positions begin with 0 and have no gaps.
Position = Annotated[int, "position"]

Key = Any  # the value of a one-column key, or the tuple of a longer one

_POSTGRES_TYPES = {int: "bigint", str: "text", bytes: "bytea"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, Python type (int, str, bytes) and whether it may be null or is a journal coordinate."""

    name: str
    type: type
    nullable: bool
    positional: bool


@dataclass(frozen=True, slots=True)
class TableSpec:
    """What a table is, for DDL, statements, hashing and rebuild alike.

    `append_only`: rows are added and never read back one by one. `immutable`: rows never change or go (append-only
    tables are). `dense`: a guard of its own refuses every key but the next number, so that no row can be replaced.
    `posted`: a guard of another table writes the rows where guards are on. `guards`: triggers by dialect
    that refuse states the row alone cannot show to be wrong.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    append_only: bool
    immutable: bool
    dense: bool
    posted: bool
    hashed: bool
    checks: tuple[str, ...]
    indexes: tuple[tuple[str, ...], ...]
    unique: tuple[tuple[str, ...], ...]
    guards: Mapping[str, Sequence[str]]
    make: Callable[..., Any]
    values: Callable[[Any], tuple[Any, ...]]
    key_of: Callable[[Any], Key]
    description: str
    column_names: tuple[str, ...]
    insert_sql: str  # one row, SQLite
    upsert_sql: str
    insert_many_sql: str  # rows as one array a column, PostgreSQL
    upsert_many_sql: str
    pick_many_sql: str  # by keys as one array a column, PostgreSQL

    def select_sql(self, where: str = "", order: Sequence[str] | None = None) -> str:
        """Return the statement that reads rows in key order."""
        clause = f" WHERE {where}" if where else ""
        by = f" ORDER BY {', '.join(order if order is not None else self.key)}"
        return f"SELECT {', '.join(self.column_names)} FROM {self.name}{clause}{by}"


class Row:
    """Base of all rows; `@table` gives it its table."""

    __slots__ = ()
    __table__: ClassVar[TableSpec]


R = TypeVar("R", bound=Row)


class Fetches(Protocol):
    def fetch(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]: ...


def read_rows(view: Fetches, kind: type[R], **equals: int | str) -> list[R]:
    """Return the rows of a table whose columns equal the given values, in key order, for reading."""
    spec = kind.__table__
    sql = spec.select_sql(" AND ".join(f"{name} = ?" for name in equals))
    return [spec.make(*values) for values in view.fetch(sql, list(equals.values()))]


def table(
    name: str,
    *,
    key: Sequence[str],
    append_only: bool = False,
    immutable: bool = False,
    dense: bool = False,
    posted: bool = False,
    hashed: bool = True,
    checks: Sequence[str] = (),
    indexes: Sequence[Sequence[str]] = (),
    unique: Sequence[Sequence[str]] = (),
    guards: Mapping[str, Sequence[str]] | None = None,
) -> Callable[[type[R]], type[R]]:
    """Declare the table of a row class (a slotted dataclass); see `TableSpec` for the words."""

    def declare(cls: type[R]) -> type[R]:
        hints = get_type_hints(cls, include_extras=True)
        columns = tuple(_column(f.name, hints[f.name]) for f in dataclasses.fields(cls))  # type: ignore[arg-type]
        names = tuple(c.name for c in columns)
        one = f"INSERT INTO {name} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
        many = f"INSERT INTO {name} ({', '.join(names)}) SELECT * FROM {_arrays(columns)}"
        keyed = [c for k in key for c in columns if c.name == k]
        replace = _replace(names, key)
        cls.__table__ = TableSpec(
            name=name,
            columns=columns,
            key=tuple(key),
            append_only=append_only,
            immutable=immutable or append_only,
            dense=dense,
            posted=posted,
            hashed=hashed,
            checks=tuple(checks),
            indexes=tuple(map(tuple, indexes)),
            unique=tuple(map(tuple, unique)),
            guards=guards or {},
            make=cls,
            values=_getter(names),
            key_of=attrgetter(*key),
            description=(cls.__doc__ or "").strip().splitlines()[0],
            column_names=names,
            insert_sql=one,
            upsert_sql=one + replace,
            insert_many_sql=many,
            upsert_many_sql=many + replace,
            pick_many_sql=f"SELECT {', '.join(names)} FROM {name} "
            f"JOIN {_arrays(keyed)} AS wanted ({', '.join(key)}) USING ({', '.join(key)})",
        )
        return cls

    return declare


def _arrays(columns: Sequence[Column]) -> str:
    return f"unnest({', '.join(f'?::{_POSTGRES_TYPES[c.type]}[]' for c in columns)})"


def _replace(names: Sequence[str], key: Sequence[str]) -> str:
    rest = [name for name in names if name not in key]
    change = f"UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in rest)}" if rest else "NOTHING"
    return f" ON CONFLICT ({', '.join(key)}) DO {change}"


def _getter(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda row: (get(row),)


def _column(name: str, hint: Any) -> Column:
    positional = nullable = False
    if get_origin(hint) in (Union, types.UnionType):
        (hint,) = [a for a in get_args(hint) if a is not type(None)]
        nullable = True
    if get_origin(hint) is Annotated:
        hint, mark = get_args(hint)
        positional = mark == "position"
    assert hint in (int, str, bytes), f"column {name}: {hint} has no column type"
    return Column(name, hint, nullable, positional)
