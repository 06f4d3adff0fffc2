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
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.types import TypeEngine

from tanshi.journal.engine import Dialect, Writes
from tanshi.journal.table import Row, TableSpec

_TYPES: dict[type, TypeEngine[Any]] = {
    # BIGINT is no type of a STRICT SQLite table; INTEGER there holds 64 bits
    int: Integer().with_variant(BigInteger(), "postgresql"),
    str: Text().with_variant(Text(collation="C"), "postgresql"),
    bytes: LargeBinary(),
}

_DIALECTS: dict[Dialect, Any] = {"sqlite": sqlite.dialect(), "postgresql": postgresql.dialect()}  # type: ignore[no-untyped-call]


def define(writes: Writes, rows: Iterable[type[Row]], dialect: Dialect) -> None:
    """Create the tables with their constraints and indexes."""
    for row in rows:
        if (row, dialect) not in _DEFINITIONS:
            _DEFINITIONS[row, dialect] = _definition(row.__table__, dialect)
        for statement in _DEFINITIONS[row, dialect]:
            writes.run(statement)


#: The statements that create a table and its indexes: putting them together takes longer than carrying them out.
_DEFINITIONS: dict[tuple[type[Row], Dialect], list[str]] = {}


def _definition(spec: TableSpec, dialect: Dialect) -> list[str]:
    made, speaks = _table(spec, MetaData()), _DIALECTS[dialect]
    indexes = sorted(made.indexes, key=lambda i: i.name or "")
    return [
        str(CreateTable(made).compile(dialect=speaks)),
        *[str(CreateIndex(index).compile(dialect=speaks)) for index in indexes],
    ]


def guard(writes: Writes, rows: Iterable[type[Row]], dialect: Dialect) -> None:
    """Put the guards on: from here on the tables can only be written the lawful way."""
    for row in rows:
        for statement in (*_immutable(row.__table__, dialect), *_guards(row, dialect)):
            writes.run(statement)


def unguard(writes: Writes, dialect: Dialect) -> None:
    """Take all guards off, whatever version of the program put them on."""
    if dialect == "sqlite":
        for (name,) in writes.fetch("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            writes.run(f"DROP TRIGGER {name}")
    else:
        for (name,) in writes.fetch(_TRIGGER_FUNCTIONS):
            writes.run(f"DROP FUNCTION {name} CASCADE")


_TRIGGER_FUNCTIONS = """
SELECT p.oid::regprocedure::text FROM pg_proc p
WHERE p.prorettype = 'trigger'::regtype AND p.pronamespace = current_schema()::regnamespace"""


def drop(writes: Writes, names: Iterable[str], dialect: Dialect) -> None:
    """Drop tables with their guards, to build them anew from the journal."""
    for name in names:
        writes.run(f"DROP TABLE IF EXISTS {name}{' CASCADE' if dialect == 'postgresql' else ''}")
        if dialect == "postgresql":
            writes.run(_DROP_FUNCTIONS.replace("TABLE", name.replace("_", r"\_")))


_DROP_FUNCTIONS = r"""
DO $$ DECLARE f regprocedure; BEGIN
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p
    WHERE p.proname LIKE 'TABLE\_%' AND p.pronamespace = current_schema()::regnamespace
  LOOP EXECUTE 'DROP FUNCTION ' || f || ' CASCADE'; END LOOP;
END $$"""


def _table(spec: TableSpec, into: MetaData) -> Table:
    columns = [Column(c.name, _TYPES[c.type], nullable=c.nullable, autoincrement=False) for c in spec.columns]
    made = Table(
        spec.name,
        into,
        *columns,
        PrimaryKeyConstraint(*spec.key),
        *[CheckConstraint(condition, name=f"{spec.name}_c{n}") for n, condition in enumerate(spec.checks, 1)],
        *[UniqueConstraint(*names, name=f"{spec.name}_u{n}") for n, names in enumerate(spec.unique, 1)],
        sqlite_strict=True,
        # what is changed all the time finds room beside itself, so that no index has to follow
        postgresql_with={"fillfactor": 50} if spec.posted else {},
        sqlite_with_rowid=not (len(spec.key) > 1 or spec.columns[0].type is not int),
    )
    for n, names in enumerate(spec.indexes, 1):
        Index(f"{spec.name}_i{n}", *[made.c[name] for name in names])
    return made


def _guards(kind: type[Row], dialect: Dialect) -> Iterable[str]:
    return kind.__table__.guards.get(dialect, ())


def _immutable(spec: TableSpec, dialect: Dialect) -> list[str]:
    """Return the triggers that refuse to change or remove rows of a table that only grows."""
    if not spec.immutable:
        return []
    if dialect == "sqlite":
        # OR REPLACE deletes without firing a trigger, so a key that is there is refused before
        key = " AND ".join(f"{name} = NEW.{name}" for name in spec.key)
        there = f"WHEN EXISTS (SELECT 1 FROM {spec.name} WHERE {key}) "
        return [
            f"CREATE TRIGGER {spec.name}_no_{word} BEFORE {act} ON {spec.name} {when}"
            f"BEGIN SELECT RAISE(ABORT, '{spec.name} only grows'); END"
            for word, act, when in (("update", "UPDATE", ""), ("delete", "DELETE", ""), ("replace", "INSERT", there))
            if not (spec.dense and word == "replace")
        ]
    refuse = f"RAISE EXCEPTION '{spec.name} only grows' USING ERRCODE = 'integrity_constraint_violation'"
    name = f"{spec.name}_only_grows"
    on = f"BEFORE UPDATE OR DELETE OR TRUNCATE ON {spec.name} FOR EACH STATEMENT"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {refuse}; END $$",
        f"CREATE TRIGGER {name} {on} EXECUTE FUNCTION {name}()",
    ]
