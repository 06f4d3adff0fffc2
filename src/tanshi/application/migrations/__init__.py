"""Migrations of the tables that do not follow from facts, one Alembic revision a schema number.

Alembic keeps the order of the revisions and writes their statements for the database at hand; the statements run inside
the one transaction of the upgrade. Projections are not migrated: they are built anew from the facts. A revision spells
its DDL out and never imports table declarations, which change later. The schema number lives in `journal_meta`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TextIO, cast

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from tanshi.journal.engine import Dialect, Writes

_HERE = Path(__file__).parent


def migrate(writes: Writes, dialect: Dialect, old: int, new: int) -> None:
    """Run the revisions that lead from schema `old` to schema `new`."""
    directory = ScriptDirectory(str(_HERE), version_locations=[str(_HERE / "versions")])
    steps = [r for r in directory.iterate_revisions(str(new), str(old)) if r.revision != str(old)]
    options = {"as_sql": True, "transactional_ddl": False, "output_buffer": cast("TextIO", _Statements(writes))}
    context = MigrationContext.configure(dialect_name=dialect, opts=options)
    with Operations.context(context):
        for step in reversed(steps):
            cast("Any", step.module).upgrade()


class _Statements:
    """Runs each statement Alembic writes."""

    def __init__(self, writes: Writes) -> None:
        self._writes = writes

    def write(self, text: str) -> None:
        if statement := text.strip().removesuffix(";"):
            self._writes.run(statement)

    def flush(self) -> None: ...
