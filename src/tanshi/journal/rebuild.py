"""Rebuilding: stored facts, taken one by one in order, are checked and applied to a database without guards.

The audit does this into a fresh database to compare, a restore to have a database again, an upgrade to have new tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tanshi.journal.canonical import canonical, encoded, parse_stored
from tanshi.journal.engine import Head, Writes
from tanshi.journal.fact import At, FactTypes
from tanshi.journal.merkle import RightEdge, leaf_data, leaf_hash
from tanshi.journal.rows import Rows
from tanshi.journal.schema import FactRow
from tanshi.journal.writer import project_act

#: What to do about a fact that is not what it should be: position, expected, found.
Differs = Callable[[int, str, str], None]

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
        expected, self.next_position = self.next_position, stored.position + 1
        self.edge.append(stored.leaf)
        self.types.add(stored.type)
        if self.edge.size in self._watched:
            self.roots[self.edge.size] = (self.edge.root(), self.edge.peaks())
        if self.edge.size % _FLUSH == 0:
            self.flush()
        if stored.position != expected:
            self._differs(expected, f"position {expected}", f"position {stored.position}")
        leaf = leaf_hash(leaf_data(stored.type, stored.position, stored.day, stored.nonce, stored.body))
        if leaf != stored.leaf:
            self._differs(stored.position, f"leaf {leaf.hex()}", f"leaf {stored.leaf.hex()}")
        envelope = parse_stored(stored.body)
        fact = self._types.read_plainly(stored.type, envelope)
        if (canonical(envelope) if fact is None else encoded(envelope)) != stored.body:
            self._differs(stored.position, "a canonical body", "other bytes for the same body")
        self._follow_act(envelope, stored.position)
        if fact is None:
            fact = self._types.decode(stored.type, envelope["data"])
        self._types.project(fact, At(stored.position, stored.day, self._act["at"]), self._rows)

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


def plain_fact(stored: tuple[Any, ...]) -> FactRow:
    """Return a stored fact with plain bytes; a driver may hand out other buffer types, a vandal other types at all."""
    position, type_name, day, nonce, body, leaf = stored
    if type(nonce) is type(body) is type(leaf) is bytes:
        return FactRow(*stored)
    return FactRow(position, type_name, day, _bytes(nonce), _bytes(body), _bytes(leaf))


def _bytes(value: Any) -> bytes:
    return value.encode() if isinstance(value, str) else bytes(value)
