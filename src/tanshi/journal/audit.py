"""The audit: rebuild everything from the facts into a fresh database and find no difference.

It checks, in this order: every fact against its leaf; the chain of acts; the checkpoints against the leaves;
every projection
table against the rebuilt one, chunk by chunk and then row by row. Each difference names table and key.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import zip_longest
from typing import Any

from tanshi.core.progress import Progress
from tanshi.journal.collector import uncollected
from tanshi.journal.engine import Engine, Snapshot
from tanshi.journal.fact import FactTypes
from tanshi.journal.rebuild import Rebuild, read_ahead
from tanshi.journal.schema import CheckpointRow, FactRow, HeadRow
from tanshi.journal.sqlite import SQLiteEngine
from tanshi.journal.state_hash import chunks, state_hash
from tanshi.journal.table import Row, TableSpec

#: More differences than this are counted, not listed.
LISTED = 200

_SHOWN = 500

#: A version of the interpreter's own format that says values and types and nothing of how they lie in memory.
_PLAIN = 2

Rows = Sequence[tuple[Any, ...]]
_FACTS = FactRow.__table__.select_sql()
_HEAD = HeadRow.__table__.select_sql()
_CHECKPOINTS = CheckpointRow.__table__.select_sql()


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the database is not what its facts say."""

    table: str
    key: str
    expected: str
    found: str


@dataclass(slots=True)
class Audit:
    """What an audit found."""

    facts: int = 0
    root: str = ""
    state_hash: str = ""
    differences: list[Difference] = field(default_factory=list)
    more: int = 0

    @property
    def ok(self) -> bool:
        return not self.differences

    def add(self, table: str, key: object, expected: object, found: object) -> None:
        if len(self.differences) < LISTED:
            self.differences.append(Difference(table, _text(key), _text(expected), _text(found)))
        else:
            self.more += 1


def audit(
    engine: Engine,
    tables: Sequence[type[Row]],
    projected: Sequence[type[Row]],
    types: FactTypes,
    progress: Progress | None = None,
) -> Audit:
    """Rebuild the database at `engine` from its facts and compare.

    `tables`: all tables of the assembly; `projected`: those that follow from facts.
    """
    result = Audit()
    progress = progress or Progress()
    fresh = SQLiteEngine(":memory:")
    fresh.create(tables, [HeadRow(1, 0, "")], guarded=False)
    fresh.connection().execute("PRAGMA ignore_check_constraints = ON")  # changed facts are compared, not refused
    with engine.snapshot() as view:
        kept = view.fetch(_CHECKPOINTS)
        with fresh.alone() as target, uncollected():
            rebuild = Rebuild(target, types, partial(result.add, "journal_fact"), [size for size, *_ in kept])
            progress.step("audit", sum(size for _, size, _ in view.fetch(_HEAD)))
            for stored, ready in read_ahead(view.stream(_FACTS), types):
                try:
                    rebuild.take_next(stored, ready)
                except Exception as error:  # a changed body can break anything; the fact is named and the rest goes on
                    _cannot_be_applied(stored[0], error, result)
                if rebuild.edge.size % _SHOWN == 0:
                    progress.advance(_SHOWN)
            try:
                rebuild.end()
            except Exception as error:
                _cannot_be_applied(rebuild.edge.size, error, result)
        _check_head(view, rebuild, result)
        _check_checkpoints(kept, rebuild, result)
        with fresh.snapshot() as expected:
            for row in sorted(projected, key=lambda t: t.__table__.name):
                _compare(expected, view, row.__table__, result)
            result.state_hash = state_hash(expected, projected)
    fresh.close()
    result.facts, result.root = rebuild.edge.size, rebuild.edge.root().hex()
    return result


def _cannot_be_applied(position: int, error: Exception, result: Audit) -> None:
    result.add("journal_fact", position, "a fact that can be applied", f"{type(error).__name__}: {error}")


def _check_head(view: Snapshot, rebuild: Rebuild, result: Audit) -> None:
    """The head is one row and stands where the facts end; the types noted beside it are theirs."""
    due, heads = (1, rebuild.head.size, rebuild.head.recorded_at), view.fetch(_HEAD)
    if not heads:
        result.add("journal_head", 1, due, "no row")
    for number, size, recorded_at in [head for head in heads if head != due]:
        result.add("journal_head", number, due, (number, size, recorded_at))
        if size > rebuild.next_position:
            result.add("journal_fact", rebuild.next_position, f"{size} facts", "no row")
    noted = {name for (name,) in view.fetch("SELECT type FROM journal_fact_type")}
    for name in sorted(noted ^ rebuild.types):
        result.add("journal_fact_type", name, name in rebuild.types, name in noted)


def _check_checkpoints(kept: Sequence[tuple[Any, ...]], rebuild: Rebuild, result: Audit) -> None:
    """Compare the checkpoints with the tree as it was at their sizes."""
    for size, root, peaks in kept:
        due = rebuild.roots.get(size)
        if due is None:
            result.add("journal_checkpoint", size, f"at least {size} facts", f"{rebuild.edge.size} facts")
        elif due != (bytes(root), bytes(peaks)):
            result.add("journal_checkpoint", size, f"root {due[0].hex()}", f"root {bytes(root).hex()}")


def _compare(expected: Snapshot, found: Snapshot, spec: TableSpec, result: Audit) -> None:
    """Compare a table chunk by chunk, and the rows of the chunks that differ."""
    pairs = zip_longest(chunks(expected, spec, positional=True), chunks(found, spec, positional=True))
    ahead: dict[Any, tuple[Any, ...]] = {}
    behind: dict[Any, tuple[Any, ...]] = {}
    places = [spec.column_names.index(name) for name in spec.key]
    for one, other in pairs:
        if one is not None and other is not None and _same(one, other):
            continue
        ahead.update(_by_key(one or (), places))
        behind.update(_by_key(other or (), places))
        for key in [k for k, row in ahead.items() if k in behind and _same([behind[k]], [row])]:
            del ahead[key], behind[key]
    for key in sorted({**ahead, **behind}, key=repr):
        _report(spec, key, ahead.get(key), behind.get(key), result)


def _same(one: Rows, other: Rows) -> bool:
    """Tell whether rows are the same to the byte: a whole number is no fraction that equals it."""
    return marshal.dumps(list(one), _PLAIN) == marshal.dumps(list(other), _PLAIN)


def _by_key(rows: Rows, places: Sequence[int]) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    for row in rows:
        yield tuple(row[p] for p in places), row


def _report(
    spec: TableSpec, key: tuple[Any, ...], one: tuple[Any, ...] | None, other: tuple[Any, ...] | None, result: Audit
) -> None:
    shown = "/".join(map(str, key))
    if one is None or other is None:
        result.add(spec.name, shown, "no row" if one is None else one, "no row" if other is None else other)
        return
    names = [n for n, a, b in zip(spec.column_names, one, other, strict=True) if a != b]
    places = [spec.column_names.index(n) for n in names]
    result.add(
        spec.name,
        shown,
        ", ".join(f"{n}={one[p]!r}" for n, p in zip(names, places, strict=True)),
        ", ".join(f"{n}={other[p]!r}" for n, p in zip(names, places, strict=True)),
    )


def _text(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 300 else text[:300] + "…"
