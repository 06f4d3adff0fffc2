"""Rebuilding: stored facts, taken one by one in order, are checked and applied to a database without guards.

The audit does this into a fresh database to compare, a restore to have a database again, an upgrade to have new tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from tanshi.journal.canonical import canonical, encoded, parse_stored
from tanshi.journal.engine import Head, Writes
from tanshi.journal.fact import At, Fact, FactTypes
from tanshi.journal.merkle import RightEdge, leaf_data, leaf_hash
from tanshi.journal.rows import Rows
from tanshi.journal.schema import FactRow
from tanshi.journal.writer import project_act

#: What to do about a fact that is not what it should be: position, expected, found.
Differs = Callable[[int, str, str], None]

#: Facts that are read at once.
_AHEAD = 250

#: How the body of a fact begins that carries no act.
_NO_ACT = b'{"data":'

#: Facts between two flushes.
_FLUSH = 20_000


class Rebuild:
    """Applies facts to the projection tables behind `target`; `watched` are the sizes at which to note the root."""

    def __init__(self, target: Writes, types: FactTypes, differs: Differs, watched: Iterable[int] = ()) -> None:
        self.edge = RightEdge()
        self.types: set[str] = set()
        self.roots: dict[int, tuple[bytes, bytes]] = {}
        self.recorded_at = ""
        self.next_position = 0
        self._target = target
        self._types = types
        self._differs = differs
        self._watched = set(watched)
        self._rows = Rows(guarded=False, undo=False)
        self._rows.attach(target)
        self._act: dict[str, Any] = {}
        self._left = 0

    @property
    def head(self) -> Head:
        """The end of the journal so far."""
        return Head(self.edge.size, self.recorded_at)

    def take(self, stored: FactRow) -> None:
        """Check the next fact and apply it. Any exception means that it cannot be applied."""
        expected = self._arrived(stored.position, stored.type, stored.leaf)
        if stored.position != expected:
            self._differs(expected, f"position {expected}", f"position {stored.position}")
        leaf = leaf_hash(leaf_data(stored.type, stored.position, stored.day, stored.nonce, stored.body))
        if leaf != stored.leaf:
            self._differs(stored.position, f"leaf {leaf.hex()}", f"leaf {stored.leaf.hex()}")
        envelope = parse_stored(stored.body)
        if canonical(envelope) != stored.body:
            self._differs(stored.position, "a canonical body", "other bytes for the same body")
        self._follow_act(envelope, stored.position)
        fact = self._types.decode(stored.type, envelope["data"])
        self._types.project(fact, At(stored.position, stored.day, self._act["at"]), self._rows)

    def take_next(self, stored: tuple[Any, ...], ready: Fact | None) -> None:
        """Do as `take`, with what `read_ahead` says of the fact."""
        position, type_name, day, _, _, leaf = stored
        if ready is None or position != self.next_position or self._left <= 0:
            self.take(plain_fact(stored))
            return
        self._arrived(position, type_name, leaf)
        self._left -= 1
        self._types.project(ready, At(position, day, self._act["at"]), self._rows)

    def _arrived(self, position: int, type_name: str, leaf: bytes) -> int:
        """Count a fact in, and return the position at which one was expected."""
        expected, self.next_position = self.next_position, position + 1
        edge = self.edge
        edge.append(leaf)
        self.types.add(type_name)
        if edge.size in self._watched:
            self.roots[edge.size] = (edge.root(), edge.peaks())
        if edge.size % _FLUSH == 0:
            self.flush()
        return expected

    def flush(self) -> None:
        """Write what is in memory."""
        self._rows.flush()
        self._rows.detach()
        self._rows.attach(self._target)

    def end(self) -> None:
        """Write the rest; the last act must be whole."""
        if self._left > 0:
            self._differs(self.edge.size, f"{self._left} more facts of {self._act['id']}", "the end of the journal")
        self.flush()

    def _follow_act(self, envelope: dict[str, Any], position: int) -> None:
        """Check that acts follow each other without gap, and project the command."""
        if "act" in envelope:
            if self._left:
                self._differs(position, f"{self._left} more facts of {self._act['id']}", "a new act")
            self._act = envelope["act"]
            self._left = self._act["facts"]
            if self._act["at"] < self.recorded_at:
                self._differs(position, f"recorded at {self.recorded_at} or later", self._act["at"])
            self.recorded_at = self._act["at"]
            project_act(self._act, position, self._rows)
        elif not self._left:
            self._differs(position, "an act", "a fact without one")
        self._left -= 1


def read_ahead(stored: Iterable[tuple[Any, ...]], types: FactTypes) -> Iterator[tuple[tuple[Any, ...], Fact | None]]:
    """Yield stored facts, each with its record if it is plainly in order, carries no act and agrees with its leaf.

    What is not plainly in order is left to the careful look of `Rebuild.take`, which says what is wrong.
    """
    source = iter(stored)
    while chunk := list(islice(source, _AHEAD)):
        yield from zip(chunk, _ready(chunk, types), strict=True)


def _ready(chunk: Sequence[tuple[Any, ...]], types: FactTypes) -> list[Fact | None]:
    found: list[Fact | None] = [None] * len(chunk)
    sound: dict[str, dict[int, tuple[Any, ...]]] = {}
    for n, (position, type_name, day, nonce, body, leaf) in enumerate(chunk):
        try:
            if body.startswith(_NO_ACT) and leaf_hash(leaf_data(type_name, position, day, nonce, body)) == leaf:
                envelope = parse_stored(body)
                if encoded(envelope) == body and (values := types.values(type_name, envelope)) is not None:
                    sound.setdefault(type_name, {})[n] = values
        except Exception:
            continue
    for type_name, of in sound.items():
        for n, record in zip(of, types.plain_records(type_name, list(of.values())), strict=False):
            found[n] = record
    return found


def plain_fact(stored: tuple[Any, ...]) -> FactRow:
    """Return a stored fact with plain bytes; a driver may hand out other buffer types, a vandal other types at all."""
    position, type_name, day, nonce, body, leaf = stored
    if type(nonce) is type(body) is type(leaf) is bytes:
        return FactRow(*stored)
    return FactRow(position, type_name, day, _bytes(nonce), _bytes(body), _bytes(leaf))


def _bytes(value: Any) -> bytes:
    return value.encode() if isinstance(value, str) else bytes(value)
