"""Evidence files against their names, and the files that facts name against the store.

PostgreSQL keeps the files in parts in a table, a SQLite database has a folder beside it (`journal.evidence` writes
both). A database in memory keeps them in the process; there is nothing to look at from outside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

from tanshi.journal.engine import Engine, Snapshot

TABLE = "journal_evidence"

#: How the store cuts a file: every part but the last has so many bytes.
_PART = 1 << 20

_NAME = re.compile(r"[0-9a-f]{64}")
_PARTS = f"SELECT name, part, length(data) FROM {TABLE} ORDER BY name, part"
_DATA = f"SELECT data FROM {TABLE} WHERE name = ? AND part = ?"

#: What to do about a file: its key, and the codes of what was expected and what was found.
Differs = Callable[[str, str, str], None]


def check_evidence(engine: Engine, view: Snapshot, named: Collection[str], differs: Differs) -> None:
    """Check all files there are, and that those named by facts are there."""
    names = set(_check_table(view, differs))
    if engine.dialect == "sqlite":
        path = engine.url.removeprefix("sqlite:///")
        if path == ":memory:":
            return
        names.update(_check_folder(Path(f"{path}.evidence"), differs))
    for name in sorted(set(named) - names):
        if _NAME.fullmatch(name):
            differs(name, "check.evidence_named", "check.no_file")


def _check_table(view: Snapshot, differs: Differs) -> Iterator[str]:
    """Yield the names of the files in the table, checking each one's parts."""
    for name, rows in groupby(view.fetch(_PARTS), key=lambda row: str(row[0])):
        parts = list(rows)
        if not _are_whole(parts):
            differs(name, "check.evidence_parts", "check.other_parts")
        elif _digest(bytes(view.fetch(_DATA, row[:2])[0][0]) for row in parts) != name:
            differs(name, "check.evidence_bytes", "check.other_bytes")
        yield name


def _are_whole(parts: Sequence[tuple[Any, ...]]) -> bool:
    """Tell whether parts are numbered from 0 and cut as the store cuts: full ones, and a last one that is not empty."""
    sizes = [size for _, _, size in parts]
    return (
        [number for _, number, _ in parts] == list(range(len(parts)))
        and all(size == _PART for size in sizes[:-1])
        and (0 < sizes[-1] <= _PART or sizes == [0])
    )


def _check_folder(folder: Path, differs: Differs) -> Iterator[str]:
    """Yield the names of the files in the folder, checking each one's bytes. Files half-written end in .part."""
    for path in sorted(folder.glob("??/*")):
        if path.suffix == ".part":
            continue
        with path.open("rb") as file:
            digest = _digest(iter(lambda: file.read(_PART), b""))
        if digest != path.name:
            differs(path.name, "check.evidence_bytes", "check.other_bytes")
        yield path.name


def _digest(blocks: Iterator[bytes]) -> str:
    whole = sha256()
    for block in blocks:
        whole.update(block)
    return whole.hexdigest()
