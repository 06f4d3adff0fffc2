"""A market: one database with all systems on it, opened for writing or for reading."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import tanshi
from tanshi.application.access import authorize
from tanshi.application.assembly import PROJECTED, TABLES, fact_types, handlers
from tanshi.core.clock import Clock, SystemClock
from tanshi.core.finding import problem
from tanshi.core.progress import Progress
from tanshi.journal.audit import Audit, audit
from tanshi.journal.checkpoint import publish
from tanshi.journal.command import Answer, Command
from tanshi.journal.engine import Engine, Snapshot
from tanshi.journal.evidence import Evidence, evidence_of
from tanshi.journal.open import open_engine
from tanshi.journal.schema import SCHEMA, HeadRow, MetaRow
from tanshi.journal.state_hash import state_hash
from tanshi.journal.writer import Entropy, Writer
from tanshi.rules import Law


def system_entropy(_: int) -> bytes:
    """Return a nonce from the operating system."""
    return os.urandom(32)


@dataclass(frozen=True, slots=True)
class Market:
    """The systems of one market on one database."""

    law: Law
    engine: Engine
    writer: Writer | None
    evidence: Evidence

    def execute(self, commands: Sequence[Command], *, dry_run: bool = False) -> list[Answer]:
        """Carry out commands in one transaction."""
        assert self.writer is not None, "this market was opened for reading"
        return self.writer.execute(commands, dry_run=dry_run)

    @contextmanager
    def view(self) -> Iterator[Snapshot]:
        """Open a consistent view."""
        with self.engine.snapshot() as view:
            yield view

    def state_hash(self) -> str:
        """Return the state hash of the database."""
        with self.engine.snapshot() as view:
            return state_hash(view, PROJECTED)

    def checkpoint(self) -> tuple[int, str]:
        """Keep a checkpoint and return the journal's size and root."""
        size, root = publish(self.engine)
        return size, root.hex()

    def audit(self, progress: Progress | None = None) -> Audit:
        """Rebuild the database from its facts and compare."""
        return audit(self.engine, TABLES, PROJECTED, fact_types(), progress)

    def close(self) -> None:
        self.engine.close()


def open_market(
    url: str,
    *,
    law: Law | None = None,
    clock: Clock | None = None,
    entropy: Entropy = system_entropy,
    write: bool = True,
) -> Market:
    """Open the market at a URL or file name; an empty database is created when opened for writing.

    Raises `Problem` with what to do: the place cannot hold a database, another process writes, the database is
    newer than the program.
    """
    law = law or Law("cn")
    engine = open_engine(url, write=write)
    try:
        if engine.is_empty():
            if not write:
                raise problem("db.empty", where=engine.url)
            _create(engine, law)
        _must_be_readable(engine)
        writer = None
        if write:
            writer = Writer(engine, handlers(law), fact_types(), clock or SystemClock(), entropy, authorize)
        return Market(law, engine, writer, evidence_of(engine))
    except BaseException:
        engine.close()
        raise


def _create(engine: Engine, law: Law) -> None:
    meta = {"schema": str(SCHEMA), "created_by": f"tanshi {tanshi.__version__}", "jurisdiction": law.jurisdiction}
    engine.create(TABLES, [HeadRow(1, 0, ""), *(MetaRow(name, value) for name, value in meta.items())])


def _must_be_readable(engine: Engine) -> None:
    """Refuse a database that is not ours, or newer than this program."""
    with engine.snapshot() as view:
        try:
            meta = dict(view.fetch("SELECT name, value FROM journal_meta"))
        except Exception as error:
            raise problem("db.not_ours", where=engine.url) from error
        if int(meta["schema"]) > SCHEMA:
            raise problem("db.newer", where=engine.url, schema=meta["schema"], known=SCHEMA)
        known = set(fact_types().names())
        for (name,) in view.fetch("SELECT type FROM journal_fact_type"):
            if name not in known:
                raise problem("journal.unknown_fact_type", where=engine.url, type=name)
