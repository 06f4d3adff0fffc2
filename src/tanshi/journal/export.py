"""A journal on its way: everything that makes a database again, read from a database or from a backup file.

A backup is a gzipped tar: `tanshi-backup.json` says what it is; `facts/…jsonl` hold the facts in order, one JSON array
a line (position, type, day, nonce and body and leaf as hex or text); `evidence/` holds files by their SHA-256; `apart/`
holds what is not of the journal, sealed by whoever gives it; `end.json` says how many of each there were. The tables of
the market are not in it: they follow from the facts. A file without parts apart is of format 1, one with them of 2.
"""

from __future__ import annotations

import io
import json
import os
import tarfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol, cast

from tanshi.core.finding import problem
from tanshi.core.progress import Progress
from tanshi.journal.checkpoint import edge_at
from tanshi.journal.engine import Snapshot
from tanshi.journal.evidence import Evidence
from tanshi.journal.rebuild import plain_fact
from tanshi.journal.schema import CheckpointRow, FactRow

PLAIN, WITH_APART = 1, 2

_HEAD = "tanshi-backup.json"
_END = "end.json"
_LINES = 10_000
_FACTS = FactRow.__table__.select_sql()
_CHECKPOINTS = CheckpointRow.__table__.select_sql()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is on its way. `state_hash` is empty if its tables are of another version than this program's."""

    created_by: str
    schema: int
    jurisdiction: str
    size: int
    root: str
    recorded_at: str
    state_hash: str
    checkpoints: tuple[tuple[int, str], ...]  # size, root


class Export(Protocol):
    """A journal to be read once: its manifest, its facts in order, its evidence after them."""

    @property
    def manifest(self) -> Manifest: ...

    def facts(self) -> Iterator[FactRow]:
        """Yield all facts in order."""

    def evidence(self) -> Iterator[bytes]:
        """Yield all evidence files."""

    def apart(self) -> Iterator[bytes]:
        """Yield what travels beside the journal, as it was given."""


#: Given the journal's root, what travels beside it.
Beside = Callable[[str], Iterable[bytes]]


class Live:
    """The journal of a database, as one snapshot sees it; `beside` gives what travels with it, None is nothing."""

    def __init__(self, view: Snapshot, evidence: Evidence, state_hash: str, beside: Beside | None = None) -> None:
        self._view = view
        self._evidence = evidence
        self._beside = beside
        meta = dict(view.fetch("SELECT name, value FROM journal_meta"))
        head = view.head()
        checkpoints = tuple((size, bytes(root).hex()) for size, root, _ in view.fetch(_CHECKPOINTS))
        root = edge_at(view, head.size).root().hex()
        self.manifest = Manifest(
            meta["created_by"], int(meta["schema"]), meta["jurisdiction"], head.size, root, head.recorded_at,
            state_hash, checkpoints,
        )  # fmt: skip

    def facts(self) -> Iterator[FactRow]:
        for stored in self._view.stream(_FACTS):
            yield plain_fact(stored)

    def evidence(self) -> Iterator[bytes]:
        for name in self._evidence.names():
            yield self._evidence.read(name)

    @property
    def has_apart(self) -> bool:
        return self._beside is not None

    def apart(self) -> Iterator[bytes]:
        if self._beside is not None:
            yield from self._beside(self.manifest.root)


def write_backup(export: Live, path: Path, progress: Progress) -> None:
    """Write a backup file; it is there whole or not at all. Raises `Problem` if it exists or cannot be written."""
    if path.exists():
        raise problem("backup.exists", where=str(path))
    part = path.with_name(path.name + ".part")
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:  # holds nonces
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=3) as tar:
                _write(export, tar, progress)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise problem("backup.cannot_write", where=str(path), reason=error.strerror or str(error)) from error


def _write(export: Live, tar: tarfile.TarFile, progress: Progress) -> None:
    form = WITH_APART if export.has_apart else PLAIN
    _put(tar, _HEAD, _json({"format": form, **asdict(export.manifest)}))
    progress.step("facts", export.manifest.size)
    lines: list[bytes] = []
    count = 0
    for fact in export.facts():
        row = [fact.position, fact.type, fact.day, fact.nonce.hex(), fact.body.decode("utf-8"), fact.leaf.hex()]
        lines.append(_json(row))
        count += 1
        if len(lines) == _LINES:
            _put_facts(tar, count, lines)
            progress.advance(_LINES)
            lines = []
    if lines:
        _put_facts(tar, count, lines)
    files = 0
    for data in export.evidence():
        _put(tar, f"evidence/{files:08d}", data)
        files += 1
    end = {"facts": count, "files": files}
    if export.has_apart:
        end["apart"] = 0
        for data in export.apart():
            _put(tar, f"apart/{end['apart']:08d}", data)
            end["apart"] += 1
    _put(tar, _END, _json(end))


def _put_facts(tar: tarfile.TarFile, count: int, lines: list[bytes]) -> None:
    _put(tar, f"facts/{count - len(lines):012d}.jsonl", b"\n".join(lines) + b"\n")


def _put(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    entry.mode = 0o600
    tar.addfile(entry, io.BytesIO(data))


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


@contextmanager
def open_backup(path: Path) -> Iterator[Backup]:
    """Open a backup file. Raises `Problem` if it is not one, is newer than the program, or is damaged."""
    if not path.is_file():
        raise problem("input.not_found", where=str(path))
    try:
        with tarfile.open(path, mode="r|gz") as tar:
            yield Backup(path, tar)
    except (tarfile.TarError, EOFError, OSError, ValueError, KeyError, TypeError) as error:
        raise problem("backup.damaged", where=str(path), reason=str(error) or type(error).__name__) from error


class Backup:
    """A backup file, read from front to back."""

    def __init__(self, path: Path, tar: tarfile.TarFile) -> None:
        self._path = path
        self._entries = _entries(tar)
        name, data = next(self._entries, ("", b""))
        if name != _HEAD:
            raise problem("backup.not_one", where=str(path))
        head = json.loads(data)
        self.format = int(head.pop("format"))
        if self.format not in (PLAIN, WITH_APART):
            raise problem("backup.newer", where=str(path), created_by=head.get("created_by", "?"))
        checkpoints = tuple((int(size), str(root)) for size, root in head.pop("checkpoints"))
        self.manifest = Manifest(**head, checkpoints=checkpoints)
        self._next: tuple[str, bytes] | None = None
        self._facts = self._files = self._parts = 0

    def facts(self) -> Iterator[FactRow]:
        for name, data in self._entries:
            if not name.startswith("facts/"):
                self._next = (name, data)
                return
            for line in data.splitlines():
                self._facts += 1
                yield _fact(json.loads(line))
        raise problem("backup.damaged", where=str(self._path), reason="it breaks off")

    def evidence(self) -> Iterator[bytes]:
        for data in self._under("evidence/"):
            self._files += 1
            yield data

    def apart(self) -> Iterator[bytes]:
        """Yield what travels beside the journal; after it the file must end as it was written."""
        for data in self._under("apart/"):
            self._parts += 1
            yield data
        if self._next is None or self._next[0] != _END:
            raise problem("backup.damaged", where=str(self._path), reason="it breaks off")
        found = {"facts": self._facts, "files": self._files}
        if self.format == WITH_APART:
            found["apart"] = self._parts
        if json.loads(self._next[1]) != found:
            raise problem("backup.damaged", where=str(self._path), reason="parts of it are missing")

    @property
    def has_apart(self) -> bool:
        """Whether something travels beside the journal."""
        return self.format == WITH_APART

    def _under(self, folder: str) -> Iterator[bytes]:
        """Yield the entries of a folder up to the first that is of another one, which waits as the next."""
        while self._next is not None and self._next[0].startswith(folder):
            yield self._next[1]
            self._next = next(self._entries, None)


def _entries(tar: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    for entry in tar:
        yield entry.name, cast("Any", tar.extractfile(entry)).read()


def _fact(row: list[Any]) -> FactRow:
    position, type_name, day, nonce, body, leaf = row
    return FactRow(int(position), type_name, day, bytes.fromhex(nonce), body.encode("utf-8"), bytes.fromhex(leaf))
