"""A market: one database with all systems on it, opened for writing or for reading."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import tanshi
from tanshi.application.access import ViewRows, authorize
from tanshi.application.assembly import PROJECTED, TABLES, fact_types, handlers
from tanshi.application.institutions.bodies import INSTITUTIONS, own_tables, takes
from tanshi.application.institutions.commands import InstitutionOutcome
from tanshi.application.practice import must_practise, process_clock
from tanshi.application.second_person import Thresholds
from tanshi.core.clock import Clock
from tanshi.core.finding import problem
from tanshi.core.outcome import Outcome
from tanshi.core.progress import Progress
from tanshi.journal.audit import Audit, audit
from tanshi.journal.checkpoint import publish
from tanshi.journal.command import Answer, Command, Concern
from tanshi.journal.engine import Engine, Snapshot
from tanshi.journal.evidence import Evidence, evidence_of
from tanshi.journal.open import open_engine
from tanshi.journal.restore import RESTORING
from tanshi.journal.rows import Rows
from tanshi.journal.schema import SCHEMA, HeadRow, MetaRow
from tanshi.journal.state_hash import state_hash
from tanshi.journal.witness import Witness, must_continue
from tanshi.journal.writer import Authorize, Entropy, Writer, system_entropy
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

#: Where published checkpoints are kept, apart from the database; see `journal.witness`.
WITNESS = "TANSHI_WITNESS"

#: Note in the database that its journal lives elsewhere now.
MOVED = "moved_to"


@dataclass(frozen=True, slots=True)
class Market:
    """The systems of one market on one database; `institution`: of one that is apart from the others, "" of all."""

    law: Law
    engine: Engine
    writer: Writer | None
    evidence: Evidence
    witness: Witness | None = None
    institution: str = ""

    def execute(self, commands: Sequence[Command], *, dry_run: bool = False) -> list[Answer]:
        """Carry out commands in one transaction."""
        assert self.writer is not None, "this market was opened for reading"
        return self.writer.execute(commands, dry_run=dry_run)

    def law_on(self, day: str, draft: str = "") -> Law:
        """Return the law on a day: the shipped texts and the acts of the journal in force by then.

        With a draft's id, the law in which that draft may be asked for; refuses one that is not there.
        """
        book = LawBook(self.law)
        with self.engine.snapshot() as view:
            rows = ViewRows(view)
            found = book.with_draft(rows, day, draft) if draft else book.on(rows, day)
        if found is None:
            raise problem("rulemaking.no_such_draft", where=draft)
        return found

    @contextmanager
    def view(self) -> Iterator[Snapshot]:
        """Open a consistent view."""
        with self.engine.snapshot() as view:
            yield view

    def state_hash(self) -> str:
        """Return the state hash of the database."""
        with self.engine.snapshot() as view:
            return state_hash(view, PROJECTED)

    @property
    def where(self) -> str:
        """The database, for messages."""
        return self.engine.url

    def own_hash(self, institution: str) -> str:
        """Return the state hash of the tables that are one institution's own."""
        with self.engine.snapshot() as view:
            return state_hash(view, own_tables(institution, PROJECTED))

    def evidence_for(self, kind: str) -> Evidence:
        """Return where the files behind a command of a kind are kept: here."""
        return self.evidence

    def checkpoint(self) -> tuple[int, str]:
        """Publish a checkpoint, to the witness as well if there is one, and return the journal's size and root."""
        size, root = publish(self.engine)
        if self.witness is not None:
            self.witness.keep(size, root)
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
    witness: Path | None = None,
    institution: str = "",
) -> Market:
    """Open the market at a URL or file name; an empty database is created when opened for writing.

    `institution`: which one's database it is to be, apart from the others'; "" takes what the database says.
    `clock`: default the computer's, or of modelled books the one `TANSHI_DAY` sets (`application.practice`).
    `witness`: the file of published checkpoints (default: what TANSHI_WITNESS names); a journal that does not
    continue the last of them is refused. Raises `Problem` with what to do: the place cannot hold a database, another
    process writes, the database is older or newer than the program, half-made, or moved away.
    """
    published = witness_of(witness)
    engine = open_engine(url, write=write)
    try:
        if engine.is_empty():
            if not write:
                raise problem("db.empty", where=engine.url)
            _create(engine, law or Law("cn"))
        must_be_readable(engine, write=write)
        law = _law_of(engine, law)
        whose = _institution_of(engine, institution)
        if published is not None:
            with engine.snapshot() as view:
                must_continue(published.read(), view, engine.url)
        writer = None
        if write:
            _wait_for_others(engine)
            judged, clock = handlers(law, whose), clock or process_clock()
            with engine.snapshot() as view:
                must_practise(view, engine.url, clock)
            writer = Writer(engine, judged, fact_types(), clock, entropy, _authorizing(whose, law))
        return Market(law, engine, writer, evidence_of(engine), published, whose)
    except BaseException:
        engine.close()
        raise


def _institution_of(engine: Engine, asked: str) -> str:
    """Return the institution a database belongs to, "" if all share it; refuses another one than was asked for."""
    if asked and asked not in INSTITUTIONS:
        raise problem("institutions.unknown", where=asked, known=", ".join(INSTITUTIONS))
    with engine.snapshot() as view:
        begun = view.fetch("SELECT institution FROM institutions_self")
        is_empty = view.head().size == 0
    here = begun[0][0] if begun else (asked if is_empty else "")
    if asked and asked != here:
        raise problem("institutions.other", where=engine.url, here=here or "all", asked=asked)
    return str(here)


def _authorizing(institution: str, law: Law) -> Authorize:
    """Return who may ask what, under the law's thresholds; of an institution that is apart only what is its own."""
    permitted = partial(authorize, asks=Thresholds(law).asks)
    if not institution:
        return permitted

    def judge(command: Command, concerns: Sequence[Concern], rows: Rows, on: str) -> Outcome | None:
        if not takes(institution, command.kind):
            return InstitutionOutcome.NOT_OURS
        return permitted(command, concerns, rows, on)

    return judge


def _wait_for_others(engine: Engine) -> None:
    """Take the journal once and give it back: whoever goes on after a killed process reads what it committed.

    A database server may still carry out the last transaction of a process that is gone; a reading that is made
    before it ends would be older than the journal.
    """
    engine.begin().rollback()


def _law_of(engine: Engine, asked: Law | None) -> Law:
    """Return the law of the jurisdiction a database was made for; refuses another one."""
    with engine.snapshot() as view:
        jurisdiction = meta_of(view, engine.url)["jurisdiction"]
    if asked is not None and asked.jurisdiction != jurisdiction:
        raise problem("db.other_jurisdiction", where=engine.url, here=jurisdiction, asked=asked.jurisdiction)
    return asked or Law(jurisdiction)


def _create(engine: Engine, law: Law) -> None:
    meta = {"schema": str(SCHEMA), "created_by": f"tanshi {tanshi.__version__}", "jurisdiction": law.jurisdiction}
    engine.create(TABLES, [HeadRow(1, 0, ""), *(MetaRow(name, value) for name, value in meta.items())])


def witness_of(path: Path | None) -> Witness | None:
    """Return the witness that was asked for, or the one the environment names."""
    named = path or os.environ.get(WITNESS)
    return Witness(Path(named)) if named else None


def meta_of(view: Snapshot, where: str) -> Mapping[str, str]:
    """Return what a database says of itself; refuses one that is not ours or was left half-made."""
    try:
        meta = dict(view.fetch("SELECT name, value FROM journal_meta"))
    except Exception as error:
        raise problem("db.not_ours", where=where) from error
    if RESTORING in meta:
        raise problem("db.half_made", where=where)
    if int(meta["schema"]) > SCHEMA:
        raise problem("db.newer", where=where, schema=meta["schema"], known=SCHEMA)
    return meta


def must_be_readable(engine: Engine, *, write: bool) -> None:
    """Refuse a database this program cannot work on: not ours, of another version, half-made, moved away."""
    with engine.snapshot() as view:
        meta = meta_of(view, engine.url)
        if int(meta["schema"]) < SCHEMA:
            raise problem("db.older", where=engine.url, schema=meta["schema"], known=SCHEMA)
        if write and MOVED in meta:
            raise problem("db.moved", where=engine.url, to=meta[MOVED])
        known = set(fact_types().names())
        for (name,) in view.fetch("SELECT type FROM journal_fact_type"):
            if name not in known:
                raise problem("journal.unknown_fact_type", where=engine.url, type=name)
