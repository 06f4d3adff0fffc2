"""The witness: checkpoints that were published, kept somewhere else than the database they speak of.

A database that was restored, or changed, may be shorter than a checkpoint somebody holds, or tell another story. A
witness file shows it before anything more is written. One line a checkpoint: the journal's size and its root as hex.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from tanshi.core.finding import problem
from tanshi.journal.checkpoint import root_at
from tanshi.journal.engine import Snapshot


class Witness:
    """A file of published checkpoints; it only grows."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[int, bytes]:
        """Return the roots that were published, by size; a file that is not there holds none."""
        if not self.path.exists():
            return {}
        found: dict[int, bytes] = {}
        for number, line in enumerate(self.path.read_text("ascii", "replace").splitlines(), 1):
            try:
                size, root = line.split()
                found[int(size)] = _root(root)
            except ValueError:
                raise problem("witness.not_readable", where=f"{self.path}:{number}") from None
        return found

    def keep(self, size: int, root: bytes) -> None:
        """Add a published checkpoint; what is there already is not added again."""
        if self.read().get(size) == root:
            return
        try:
            with self.path.open("a", encoding="ascii") as file:
                file.write(f"{size} {root.hex()}\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise problem("witness.cannot_write", where=str(self.path), reason=error.strerror or str(error)) from error


def must_continue(published: Mapping[int, bytes], view: Snapshot, where: str) -> None:
    """Refuse a journal that is shorter than the last published checkpoint, or has another root at its size."""
    if published:
        last = max(published)
        must_agree(last, published[last], view.head().size, root_at(view, last), where)


def must_agree(size: int, published: bytes, have: int, root: bytes | None, where: str) -> None:
    """Refuse a journal of `have` facts, with this root at `size`, if another one was published."""
    if root is None:
        raise problem("witness.shorter", where=where, size=size, have=have, root=published.hex())
    if root != published:
        raise problem("witness.fork", where=where, size=size, have=root.hex(), root=published.hex())


def _root(text: str) -> bytes:
    root = bytes.fromhex(text)
    if len(root) != 32:
        raise ValueError(text)
    return root
