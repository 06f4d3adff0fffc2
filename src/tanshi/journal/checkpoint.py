"""Checkpoints: a root of the tree that was shown to somebody, kept to find later whether the log was changed
under it.
"""

from __future__ import annotations

from tanshi.journal.engine import Engine, Snapshot
from tanshi.journal.merkle import RightEdge
from tanshi.journal.schema import CheckpointRow

_LAST = "SELECT size, peaks FROM journal_checkpoint ORDER BY size DESC LIMIT 1"
_LEAVES = "SELECT leaf FROM journal_fact WHERE position >= ? ORDER BY position"

_KEEP = CheckpointRow.__table__.insert_sql + " ON CONFLICT DO NOTHING"


def edge(view: Snapshot) -> RightEdge:
    """Return the right edge of the tree over all facts, from the last checkpoint on."""
    found = RightEdge()
    for size, peaks in view.fetch(_LAST):
        found.resume(size, bytes(peaks))
    found.extend(bytes(leaf) for (leaf,) in view.stream(_LEAVES, [found.size]))
    return found


def publish(engine: Engine) -> tuple[int, bytes]:
    """Store the journal's present size and root as a checkpoint and return them."""
    with engine.snapshot() as view:
        now = edge(view)
        known = view.fetch("SELECT root FROM journal_checkpoint WHERE size = ?", [now.size])
    root = now.root()
    if not known and now.size:
        with engine.aside() as writes:
            writes.execute(_KEEP, [now.size, root, now.peaks()])
    return now.size, root
