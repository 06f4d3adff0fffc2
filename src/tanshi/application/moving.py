"""Moving house: backup, restore, the way from one database to another, and the upgrade of an older one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from tanshi.application.assembly import PROJECTED, TABLES, fact_types
from tanshi.application.identity.gate import Entropy
from tanshi.application.market import MOVED, meta_of, witness_of
from tanshi.application.migrations import migrate
from tanshi.application.operational import Packing, are_empty, opened, put_back, seal
from tanshi.core.finding import problem
from tanshi.core.progress import Progress
from tanshi.journal.checkpoint import edge_at, publish
from tanshi.journal.ddl import define, drop, guard, unguard
from tanshi.journal.engine import Dialect, Engine, Snapshot, Writes
from tanshi.journal.evidence import evidence_of
from tanshi.journal.export import Live, Manifest, open_backup, write_backup
from tanshi.journal.open import open_engine
from tanshi.journal.rebuild import Rebuild, read_ahead
from tanshi.journal.restore import RESTORING, restore
from tanshi.journal.schema import SCHEMA, FactRow
from tanshi.journal.state_hash import state_hash

#: Tables that do not follow from facts: kept and migrated, where the others are built anew.
KEPT = tuple(t for t in TABLES if t not in PROJECTED)

_BATCH = 5_000
_FACTS = FactRow.__table__.select_sql("position >= ? AND position < ?")


@dataclass(frozen=True, slots=True)
class Moved:
    """What came out: the journal's size and root, the state hash of the tables, and the operational rows.

    `operational` None: logins, drafts and the like were left out, for want of a key or because the tables are older.
    """

    size: int
    root: str
    state_hash: str
    operational: int | None = None


def backup(url: str, path: Path, progress: Progress, key: bytes | None = None, entropy: Entropy = os.urandom) -> Moved:
    """Write a backup file of the market at `url`, publish its root as a checkpoint, and return what is in it.

    With a key the operational tables go into a sealed part of their own; without one they are left out.
    """
    with _opened(url, write=False) as engine, _exported(engine) as (view, state):
        packing = Packing(view)

        def sealed(root: str) -> Iterator[bytes]:
            return seal(packing.parts(), key or b"", root, entropy)

        with_them = key is not None and state != ""
        export = Live(view, evidence_of(engine), state, sealed if with_them else None)
        write_backup(export, path, progress)
        manifest = export.manifest
    witness = witness_of(None)
    if witness is not None:
        witness.keep(manifest.size, bytes.fromhex(manifest.root))
    return _moved(manifest, manifest.state_hash, packing.rows if with_them else None)


def restore_backup(path: Path, url: str, witness: Path | None, progress: Progress, key: bytes | None = None) -> Moved:
    """Make the database at `url`, which must be empty, from a backup file.

    With a key the operational tables are taken back, if the file has them. Raises `Problem` if the backup is damaged or
    sealed with another key, or would fork a checkpoint the witness holds.
    """
    published = found.read() if (found := witness_of(witness)) else {}
    rows: list[int] = []
    with open_backup(path) as export, _opened(url, write=True) as engine:

        def take(parts: Iterator[bytes], writes: Writes) -> None:
            plain = opened(parts, key or b"", export.manifest.root)
            rows.append(put_back(plain, writes, later=True))

        wanted = take if key is not None and export.has_apart else None
        state = restore(export, engine, TABLES, PROJECTED, fact_types(), published, progress, wanted)
        return _moved(export.manifest, state, rows[0] if rows else None)


def move(source: str, target: str, witness: Path | None, progress: Progress) -> Moved:
    """Bring the market at `source` to the empty database `target`; the source takes no more acts after that.

    Broken off, it can be run again. Raises `Problem` as `restore_backup` does.
    """
    published = found.read() if (found := witness_of(witness)) else {}
    with (
        _opened(source, write=True) as old,
        _opened(target, write=True) as new,
        old.alone() as hold,
        _exported(old) as (view, state),
    ):
        if MOVED in (meta := _meta(hold)):
            raise problem("db.moved", where=old.url, to=meta[MOVED])
        packing = Packing(view)
        export = Live(view, evidence_of(old), state, lambda root: packing.parts() if state else iter(()))

        def take(parts: Iterator[bytes], writes: Writes) -> None:
            put_back(parts, writes, later=False)

        if not _is_copy(new, export.manifest):
            restore(export, new, TABLES, PROJECTED, fact_types(), published, progress, take)
        elif _has_none(new):  # a copy made from a backup without them
            with new.aside() as writes:
                take(export.apart(), writes)
        _seal(hold, old.dialect, _place(new))
        return _moved(export.manifest, export.manifest.state_hash, packing.rows if state else None)


def upgrade(url: str, progress: Progress) -> Moved:
    """Bring an older database to this program's schema, in one transaction: all of it or nothing.

    Kept tables are migrated; projections are built anew from the facts, which do not change.
    """
    with _opened(url, write=True) as engine:
        with engine.alone() as writes:
            old = int(_meta(writes)["schema"])
            if old >= SCHEMA:
                raise problem("db.current" if old == SCHEMA else "db.newer", engine.url, schema=old, known=SCHEMA)
            unguard(writes, engine.dialect)
            migrate(writes, engine.dialect, old, SCHEMA)
            _rebuild(writes, engine.dialect, progress)
            writes.execute("UPDATE journal_meta SET value = ? WHERE name = 'schema'", [str(SCHEMA)])
            guard(writes, TABLES, engine.dialect)
        size, root = publish(engine)
        with engine.snapshot() as view:
            return Moved(size, root.hex(), state_hash(view, PROJECTED))


def _meta(writes: Writes) -> dict[str, str]:
    """Return what a database says of itself, inside a writing transaction."""
    return dict(writes.fetch("SELECT name, value FROM journal_meta"))


@contextmanager
def _opened(url: str, *, write: bool) -> Iterator[Engine]:
    engine = open_engine(url, write=write)
    try:
        yield engine
    finally:
        engine.close()


@contextmanager
def _exported(engine: Engine) -> Iterator[tuple[Snapshot, str]]:
    """Open a view of a database for export, with its state hash; one with older tables can be exported too, "" then."""
    if engine.is_empty():
        raise problem("db.empty", where=engine.url)
    with engine.snapshot() as view:
        meta = meta_of(view, engine.url)
        yield view, state_hash(view, PROJECTED) if int(meta["schema"]) == SCHEMA else ""


def _has_none(engine: Engine) -> bool:
    with engine.snapshot() as view:
        return are_empty(view)


def _is_copy(engine: Engine, manifest: Manifest) -> bool:
    """Tell whether a database holds this journal already: a move that was broken off before its last step."""
    if engine.is_empty():
        return False
    with engine.snapshot() as view:
        if RESTORING in dict(view.fetch("SELECT name, value FROM journal_meta")):
            return False
        edge = edge_at(view, manifest.size)
        return view.head().size == manifest.size and edge.root().hex() == manifest.root


_SEAL = {
    "sqlite": (
        """CREATE TRIGGER journal_fact_moved BEFORE INSERT ON journal_fact
BEGIN SELECT RAISE(ABORT, 'journal_fact: this journal was moved'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION journal_fact_moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  RAISE EXCEPTION 'journal_fact: this journal was moved' USING ERRCODE = 'integrity_constraint_violation';
END $$""",
        """CREATE TRIGGER journal_fact_moved BEFORE INSERT ON journal_fact
FOR EACH STATEMENT EXECUTE FUNCTION journal_fact_moved()""",
    ),
}


def _seal(writes: Writes, dialect: Dialect, to: str) -> None:
    """Make the journal refuse every further fact, whoever writes, and say where it went."""
    for statement in _SEAL[dialect]:
        writes.run(statement)
    writes.execute("INSERT INTO journal_meta (name, value) VALUES (?, ?)", [MOVED, to])


def _rebuild(writes: Writes, dialect: Dialect, progress: Progress) -> None:
    """Build all projections anew from the facts in the same database."""
    names = _stored_tables(writes, dialect) - {t.__table__.name for t in KEPT}
    drop(writes, sorted(names), dialect)
    define(writes, PROJECTED, dialect)
    types = fact_types()
    rebuild = Rebuild(writes, types, _changed)
    ((size,),) = writes.fetch("SELECT size FROM journal_head")
    progress.step("upgrade", size)
    for start in range(0, size, _BATCH):
        for stored, ready in read_ahead(writes.fetch(_FACTS, [start, start + _BATCH]), types):
            rebuild.take_next(stored, ready)
        progress.advance(min(_BATCH, size - start))
    rebuild.end()


def _stored_tables(writes: Writes, dialect: Dialect) -> set[str]:
    if dialect == "sqlite":
        sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"
    else:
        sql = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    return {name for (name,) in writes.fetch(sql)}


def _changed(position: int, expected: str, found: str) -> NoReturn:
    raise problem("upgrade.changed_fact", where=f"journal_fact {position}", expected=expected, found=found)


def _place(engine: Engine) -> str:
    """Return where a database is, without a password."""
    return getattr(engine, "where", engine.url)


def _moved(manifest: Manifest, state: str, operational: int | None) -> Moved:
    return Moved(manifest.size, manifest.root, state, operational)
