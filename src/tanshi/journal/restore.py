"""Restoring: a database is made again from its facts, and believed only when root and state are the ones expected.

While it is being made it is marked, so that a restore that was broken off is seen and done again, never taken for a
database. Published checkpoints must all be found in it: a log that tells another story is a fork and is refused.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NoReturn

from tanshi.core.finding import problem
from tanshi.core.progress import Progress
from tanshi.journal.ddl import define, drop, guard
from tanshi.journal.engine import Engine, Writes
from tanshi.journal.evidence import evidence_of
from tanshi.journal.export import Export
from tanshi.journal.fact import FactTypes
from tanshi.journal.rebuild import Rebuild, read_ahead
from tanshi.journal.schema import SCHEMA, CheckpointRow, FactRow, FactTypeRow, HeadRow, MetaRow
from tanshi.journal.state_hash import state_hash
from tanshi.journal.table import Row
from tanshi.journal.witness import must_agree

#: Puts parts back into tables that are not of the journal.
TakeApart = Callable[[Iterator[bytes], Writes], object]

#: The mark of a database that is being made.
RESTORING = "restoring"

_FACTS = 2_000
_UPDATE_HEAD = "UPDATE journal_head SET size = ?, recorded_at = ?"


def restore(
    export: Export,
    engine: Engine,
    tables: Sequence[type[Row]],
    projected: Sequence[type[Row]],
    types: FactTypes,
    published: Mapping[int, bytes],
    progress: Progress,
    take_apart: TakeApart | None = None,
) -> str:
    """Make the database at `engine`, which must be empty or half-made, from an export; return its state hash.

    `published`: roots that were published, by size; the export's own checkpoints are checked as well. `take_apart`
    puts back what travels beside the journal, before the database is believed; without it that is left out.
    """
    _begin(engine, tables, export)
    _take_facts(export, engine, tables, types, published, progress)
    evidence = evidence_of(engine)
    for data in export.evidence():
        evidence.keep(data)
    with engine.aside() as writes:
        if take_apart is not None:
            take_apart(export.apart(), writes)
        else:
            deque(export.apart(), maxlen=0)  # read nevertheless: the end of the export stands behind it
    with engine.snapshot() as view:
        state = state_hash(view, projected)
    due = export.manifest.state_hash if export.manifest.schema == SCHEMA else ""  # other tables, other hash
    if due and state != due:
        raise problem("restore.other_state", where=engine.url, expected=due, found=state)
    with engine.aside() as writes:
        writes.execute("DELETE FROM journal_meta WHERE name = ?", [RESTORING])
    return state


def _begin(engine: Engine, tables: Sequence[type[Row]], export: Export) -> None:
    if not engine.is_empty():
        with engine.snapshot() as view:
            if not view.fetch("SELECT 1 FROM journal_meta WHERE name = ?", [RESTORING]):
                raise problem("restore.not_empty", where=engine.url)
    manifest = export.manifest
    meta = {"schema": str(SCHEMA), "created_by": manifest.created_by, "jurisdiction": manifest.jurisdiction}
    meta |= {RESTORING: manifest.root}
    with engine.aside() as writes:
        drop(writes, [t.__table__.name for t in tables], engine.dialect)
        define(writes, tables, engine.dialect)
        writes.insert(HeadRow.__table__, [(1, 0, "")])
        writes.insert(MetaRow.__table__, list(meta.items()))


def _take_facts(
    export: Export,
    engine: Engine,
    tables: Sequence[type[Row]],
    types: FactTypes,
    published: Mapping[int, bytes],
    progress: Progress,
) -> None:
    manifest = export.manifest
    due = {size: bytes.fromhex(root) for size, root in manifest.checkpoints}
    with engine.alone() as writes:
        rebuild = Rebuild(writes, types, _damaged, [*due, *published])
        progress.step("restore", manifest.size)
        _store(export, writes, rebuild, types, progress)
        if (rebuild.edge.size, rebuild.edge.root().hex()) != (manifest.size, manifest.root):
            _damaged(rebuild.edge.size, f"{manifest.size} facts, root {manifest.root}", rebuild.edge.root().hex())
        for size, root in [*due.items(), *published.items()]:
            have = rebuild.roots.get(size)
            must_agree(size, root, rebuild.edge.size, have[0] if have else None, engine.url)
        writes.insert(CheckpointRow.__table__, [(size, *rebuild.roots[size]) for size in sorted(due)])
        writes.insert(FactTypeRow.__table__, [(name,) for name in sorted(rebuild.types)])
        if rebuild.edge.size:
            writes.execute(_UPDATE_HEAD, [rebuild.head.size, rebuild.head.recorded_at])
        guard(writes, tables, engine.dialect)


def _store(export: Export, writes: Writes, rebuild: Rebuild, types: FactTypes, progress: Progress) -> None:
    rows: list[tuple[object, ...]] = []
    for stored, ready in read_ahead(map(FactRow.__table__.values, export.facts()), types):
        rebuild.take_next(stored, ready)
        rows.append(stored)
        if len(rows) == _FACTS:
            writes.insert(FactRow.__table__, rows)
            progress.advance(_FACTS)
            rows = []
    writes.insert(FactRow.__table__, rows)
    progress.advance(len(rows))
    rebuild.end()


def _damaged(position: int, expected: str, found: str) -> NoReturn:
    raise problem("restore.changed_fact", where=f"journal_fact {position}", expected=expected, found=found)
