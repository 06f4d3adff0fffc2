"""The audit: rebuild everything from the facts into a fresh database and find no difference.

It checks, in this order: every fact against its leaf; the chain of acts; the checkpoints against the leaves;
every projection
table against the rebuilt one, by chunk digests and then row by row. Each difference names table and key.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from tanshi.core.progress import Progress
from tanshi.journal.canonical import canonical, parse
from tanshi.journal.engine import Engine, Head, Snapshot
from tanshi.journal.fact import At, FactTypes
from tanshi.journal.merkle import RightEdge, leaf_data, leaf_hash
from tanshi.journal.rows import Rows
from tanshi.journal.schema import CheckpointRow, FactRow, HeadRow
from tanshi.journal.sqlite import SQLiteEngine
from tanshi.journal.state_hash import chunks, state_hash
from tanshi.journal.table import Row, TableSpec
from tanshi.journal.writer import project_act

#: More differences than this are counted, not listed.
LISTED = 200

_FLUSH = 20_000
_SHOWN = 500
_FACTS = FactRow.__table__.select_sql()


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
    with engine.snapshot() as view:
        rebuilt = _Rebuild(fresh, types, result)
        progress.step("audit", view.head().size)
        for stored in view.stream(_FACTS):
            rebuilt.take(FactRow(*_plain(stored)))
            if len(rebuilt.leaves) % _SHOWN == 0:
                progress.advance(_SHOWN)
        rebuilt.finish(view.head())
        _check_checkpoints(view, rebuilt.leaves, result)
        with fresh.snapshot() as expected:
            for row in sorted(projected, key=lambda t: t.__table__.name):
                _compare(expected, view, row.__table__, result)
            result.state_hash = state_hash(expected, projected)
    fresh.close()
    result.facts, result.root = rebuilt.edge.size, rebuilt.edge.root().hex()
    return result


class _Rebuild:
    """Takes stored facts one by one, checks them, and applies them to a fresh database."""

    def __init__(self, fresh: SQLiteEngine, types: FactTypes, result: Audit) -> None:
        self.edge = RightEdge()
        self.leaves: list[bytes] = []
        self._types = types
        self._result = result
        self._rows = Rows(guarded=False)
        self._transaction = fresh.begin()
        self._rows.attach(self._transaction)
        self._act: dict[str, Any] = {}
        self._left = 0
        self._last_at = ""

    def take(self, stored: FactRow) -> None:
        try:
            self._take(stored)
        except Exception as error:  # a changed body can break anything; the fact is named and the rest goes on
            self._differs(stored.position, "a fact that can be applied", f"{type(error).__name__}: {error}")
        if stored.position % _FLUSH == _FLUSH - 1:
            self._rows.flush()

    def _take(self, stored: FactRow) -> None:
        expected = len(self.leaves)
        if stored.position != expected:
            self._differs(stored.position, f"position {expected}", f"position {stored.position}")
        leaf = leaf_hash(leaf_data(stored.type, stored.position, stored.day, stored.nonce, stored.body))
        self.leaves.append(stored.leaf)
        self.edge.append(stored.leaf)
        if leaf != stored.leaf:
            self._differs(stored.position, f"leaf {leaf.hex()}", f"leaf {stored.leaf.hex()}")
        envelope = parse(stored.body)
        if canonical(envelope) != stored.body:
            self._differs(stored.position, "a canonical body", "other bytes for the same body")
        self._follow_act(envelope, stored.position)
        self._rows.begin()
        fact = self._types.decode(stored.type, envelope["data"])
        self._types.project(fact, At(stored.position, stored.day, self._act["at"]), self._rows)

    def _follow_act(self, envelope: dict[str, Any], position: int) -> None:
        """Check that acts follow each other without gap, and project the command."""
        if "act" in envelope:
            if self._left:
                self._differs(position, f"{self._left} more facts of {self._act['id']}", "a new act")
            self._act = envelope["act"]
            self._left = self._act["facts"]
            if self._act["at"] < self._last_at:
                self._differs(position, f"recorded at {self._last_at} or later", self._act["at"])
            self._last_at = self._act["at"]
            project_act(self._act, position, self._rows)
        elif not self._left:
            self._differs(position, "an act", "a fact without one")
        self._left -= 1

    def finish(self, head: Head) -> None:
        if head != Head(len(self.leaves), self._last_at):
            self._result.add("journal_head", 1, (len(self.leaves), self._last_at), (head.size, head.recorded_at))
        self._rows.flush()
        self._transaction.commit()

    def _differs(self, position: int, expected: str, found: str) -> None:
        self._result.add("journal_fact", position, expected, found)


def _check_checkpoints(view: Snapshot, leaves: Sequence[bytes], result: Audit) -> None:
    edge = RightEdge()
    for size, root, peaks in view.stream(CheckpointRow.__table__.select_sql()):
        if size > len(leaves):
            result.add("journal_checkpoint", size, f"at least {size} facts", f"{len(leaves)} facts")
            continue
        edge.extend(leaves[edge.size : size])
        if (edge.root(), edge.peaks()) != (bytes(root), bytes(peaks)):
            result.add("journal_checkpoint", size, f"root {bytes(root).hex()}", f"root {edge.root().hex()}")


def _compare(expected: Snapshot, found: Snapshot, spec: TableSpec, result: Audit) -> None:
    """Compare a table by chunk digests, and the rows of the chunks that differ."""
    pairs = zip_longest(chunks(expected, spec, positional=True), chunks(found, spec, positional=True))
    ahead: dict[Any, tuple[Any, ...]] = {}
    behind: dict[Any, tuple[Any, ...]] = {}
    places = [spec.column_names.index(name) for name in spec.key]
    for one, other in pairs:
        if one is not None and other is not None and one.digest == other.digest:
            continue
        ahead.update(_by_key(one.rows if one else (), places))
        behind.update(_by_key(other.rows if other else (), places))
        for key in [k for k, row in ahead.items() if behind.get(k) == row]:
            del ahead[key], behind[key]
    for key in sorted({**ahead, **behind}, key=repr):
        _report(spec, key, ahead.get(key), behind.get(key), result)


def _by_key(rows: Sequence[tuple[Any, ...]], places: Sequence[int]) -> Iterator[tuple[Any, tuple[Any, ...]]]:
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


def _plain(stored: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a stored fact with plain bytes; a driver may hand out other buffer types, a vandal other types at all."""
    position, type_name, day, nonce, body, leaf = stored
    return position, type_name, day, _bytes(nonce), _bytes(body), _bytes(leaf)


def _bytes(value: Any) -> bytes:
    return value.encode() if isinstance(value, str) else bytes(value)


def _text(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 300 else text[:300] + "…"
