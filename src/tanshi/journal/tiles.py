"""Inclusion paths without reading the whole log: the roots of complete groups of 256 leaves are kept in the process.

A complete group never changes, so what is kept is only ever added to; over the groups stand groups of groups. A path
needs the leaves of one group, those after the last complete one, and what is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock

from tanshi.journal.engine import Snapshot
from tanshi.journal.merkle import RightEdge, inclusion_path, root

#: Nodes of one group; the tiles of C2SP's tlog-tiles are as wide.
WIDTH = 256

_LEAVES = "SELECT leaf FROM journal_fact WHERE position >= ? AND position < ? ORDER BY position"


class Tiles:
    """The roots of complete groups of one journal, by level; every thread may ask."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._levels: list[list[bytes]] = [[]]

    def inclusion_path(self, view: Snapshot, index: int, size: int) -> list[bytes]:
        """Return the audit path of a fact in the tree over the first `size` facts (RFC 9162)."""
        if not 0 <= index < size:
            raise IndexError(f"leaf {index} is not in a tree of {size}")
        self._follow(view, size // WIDTH)
        group, count = index // WIDTH, size // WIDTH
        path = inclusion_path(_leaves(view, group * WIDTH, min(size, (group + 1) * WIDTH)), index % WIDTH)
        rest = _leaves(view, count * WIDTH, size)
        tail = [root(rest)] if rest else []
        for level in self._levels:
            if count + len(tail) == 1:
                break
            complete = count // WIDTH
            last = [*level[complete * WIDTH : count], *tail]
            above = group // WIDTH
            nodes: Sequence[bytes] = level[above * WIDTH : (above + 1) * WIDTH] if above < complete else last
            path += inclusion_path(nodes, group % WIDTH)
            group, count, tail = above, complete, [root(last)] if last else []
        return path

    def _follow(self, view: Snapshot, groups: int) -> None:
        """Add the groups that were completed since."""
        with self._turn:
            known = len(self._levels[0])
            if groups <= known:
                return
            edge = RightEdge()
            for (leaf,) in view.stream(_LEAVES, [known * WIDTH, groups * WIDTH]):
                edge.append(bytes(leaf))
                if edge.size == WIDTH:
                    self._add(0, edge.root())
                    edge = RightEdge()

    def _add(self, level: int, node: bytes) -> None:
        if level == len(self._levels) - 1:
            self._levels.append([])
        self._levels[level].append(node)
        if len(self._levels[level]) % WIDTH == 0:
            self._add(level + 1, root(self._levels[level][-WIDTH:]))


def _leaves(view: Snapshot, first: int, end: int) -> list[bytes]:
    return [bytes(leaf) for (leaf,) in view.fetch(_LEAVES, [first, end])]
