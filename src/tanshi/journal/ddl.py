"""Tables, constraints and guards for both databases, made from the row declarations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeEngine

from tanshi.journal.table import Row, TableSpec

_TYPES: dict[type, TypeEngine[Any]] = {
    # BIGINT is no type of a STRICT SQLite table; INTEGER there holds 64 bits
    int: Integer().with_variant(BigInteger(), "postgresql"),
    str: Text().with_variant(Text(collation="C"), "postgresql"),
    bytes: LargeBinary(),
}


def metadata(rows: Iterable[type[Row]]) -> MetaData:
    """Return the SQLAlchemy metadata of the tables, for DDL and for reports."""
    found = MetaData()
    for row in rows:
        _table(row.__table__, found)
    return found


def _table(spec: TableSpec, into: MetaData) -> Table:
    columns = [Column(c.name, _TYPES[c.type], nullable=c.nullable) for c in spec.columns]
    made = Table(
        spec.name,
        into,
        *columns,
        PrimaryKeyConstraint(*spec.key),
        *[CheckConstraint(condition, name=f"{spec.name}_c{n}") for n, condition in enumerate(spec.checks, 1)],
        *[UniqueConstraint(*names, name=f"{spec.name}_u{n}") for n, names in enumerate(spec.unique, 1)],
        sqlite_strict=True,
        sqlite_with_rowid=not (len(spec.key) > 1 or spec.columns[0].type is not int),
    )
    for n, names in enumerate(spec.indexes, 1):
        Index(f"{spec.name}_i{n}", *[made.c[name] for name in names])
    return made


def guards(spec: TableSpec) -> list[str]:
    """Return SQLite's triggers that refuse to change or remove rows of a table that only grows."""
    if not spec.append_only:
        return []
    return [
        f"CREATE TRIGGER {spec.name}_no_{act.lower()} BEFORE {act} ON {spec.name} "
        f"BEGIN SELECT RAISE(ABORT, '{spec.name} only grows'); END"
        for act in ("UPDATE", "DELETE")
    ]
