"""Checkpoints: a root of the tree that was shown to somebody, kept to find later whether the log was changed
under it.
"""

from __future__ import annotations

from tanshi.journal.engine import Engine, Snapshot
from tanshi.journal.merkle import RightEdge
from tanshi.journal.schema import CheckpointRow

_BEFORE = "SELECT size, peaks FROM journal_checkpoint WHERE size <= ? ORDER BY size DESC LIMIT 1"
_LEAVES = "SELECT leaf FROM journal_fact WHERE position >= ? AND position < ? ORDER BY position"

_KNOWN = "SELECT root FROM journal_checkpoint WHERE size = ?"


def edge_at(view: Snapshot, size: int) -> RightEdge:
    """Return the right edge of the tree over the first `size` facts, from the checkpoint before on."""
    found = RightEdge()
    for known, peaks in view.fetch(_BEFORE, [size]):
        found.resume(known, bytes(peaks))
    found.extend(bytes(leaf) for (leaf,) in view.stream(_LEAVES, [found.size, size]))
    return found


def root_at(view: Snapshot, size: int) -> bytes | None:
    """Return the root over the first `size` facts, or None if there are not so many."""
    edge = edge_at(view, size)
    return edge.root() if edge.size == size else None


def publish(engine: Engine) -> tuple[int, bytes]:
    """Store the journal's present size and root as a checkpoint and return them."""
    with engine.snapshot() as view:
        now = edge_at(view, view.head().size)
    root = now.root()
    if now.size:
        with engine.alone() as writes:
            if not writes.fetch(_KNOWN, [now.size]):
                writes.insert(CheckpointRow.__table__, [(now.size, root, now.peaks())])
    return now.size, root
