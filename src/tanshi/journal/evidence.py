"""The evidence store: files too large for a fact, named by their SHA-256 and written before the fact that names them.

A SQLite database has a folder beside it; PostgreSQL, which several machines may share, keeps them in a table
of its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from tanshi.core.finding import problem
from tanshi.journal.engine import Engine, Impossible
from tanshi.journal.schema import EvidenceRow

#: Bytes of one row of the evidence table.
_PART = 1 << 20


class Evidence(Protocol):
    """Immutable files by name."""

    def keep(self, data: bytes) -> str:
        """Store a file durably and return its SHA-256 as hex; storing it again changes nothing."""

    def read(self, name: str) -> bytes:
        """Return a stored file; refuses one that is missing or whose bytes are not the ones that were stored."""

    def names(self) -> Iterator[str]:
        """Yield the names of all stored files, sorted."""


def evidence_of(engine: Engine) -> Evidence:
    """Return the store that belongs to a database."""
    if engine.dialect == "postgresql":
        return Table(engine)
    path = engine.url.removeprefix("sqlite:///")
    return Memory() if path == ":memory:" else Folder(Path(path + ".evidence"))


class Memory:
    """A store that ends with the process, as its database does."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}

    def keep(self, data: bytes) -> str:
        name = sha256(data).hexdigest()
        self._files[name] = data
        return name

    def read(self, name: str) -> bytes:
        return _checked(name, self._files.get(name))

    def names(self) -> Iterator[str]:
        yield from sorted(self._files)


class Folder:
    """A folder of files, in folders by the first two characters of their names."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, data: bytes) -> str:
        name = sha256(data).hexdigest()
        target = self._path(name)
        if not target.exists():
            try:
                _write(target, data)
            except OSError as error:
                reason = error.strerror or str(error)
                raise problem("evidence.cannot_write", where=str(target), reason=reason) from error
        return name

    def read(self, name: str) -> bytes:
        path = self._path(name)
        return _checked(name, path.read_bytes() if path.is_file() else None)

    def names(self) -> Iterator[str]:
        yield from sorted(p.name for p in self._folder.glob("??/*") if p.suffix != ".part")

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name


class Table:
    """Files in the database, in parts."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, data: bytes) -> str:
        name = sha256(data).hexdigest()
        parts = [data[start : start + _PART] for start in range(0, len(data), _PART)] or [b""]
        try:
            with self._engine.aside() as writes:
                if not writes.fetch("SELECT 1 FROM journal_evidence WHERE name = ? LIMIT 1", [name]):
                    writes.insert(EvidenceRow.__table__, [(name, n, part) for n, part in enumerate(parts)])
        except Impossible:  # somebody else stored the same file at the same moment
            self.read(name)
        return name

    def read(self, name: str) -> bytes:
        with self._engine.snapshot() as view:
            parts = view.fetch("SELECT data FROM journal_evidence WHERE name = ? ORDER BY part", [name])
        return _checked(name, b"".join(bytes(part) for (part,) in parts) if parts else None)

    def names(self) -> Iterator[str]:
        with self._engine.snapshot() as view:
            yield from (name for (name,) in view.fetch("SELECT DISTINCT name FROM journal_evidence ORDER BY name"))


def _checked(name: str, data: bytes | None) -> bytes:
    if data is None:
        raise problem("evidence.missing", where=name)
    if sha256(data).hexdigest() != name:
        raise problem("evidence.changed", where=name)
    return data


def _write(target: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(target)
    for folder in (target.parent, target.parent.parent):
        _sync(folder)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
