"""The evidence store: files too large for a fact, named by their SHA-256 and written before the fact that
names them.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from tanshi.core.finding import problem


class Evidence:
    """A folder of immutable files; without a folder (in-memory databases) a dictionary with the same contract."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._memory: dict[str, bytes] = {}

    @staticmethod
    def beside(path: str) -> Evidence:
        """Return the store that belongs to a database file."""
        return Evidence(None if path == ":memory:" else Path(path + ".evidence"))

    def keep(self, data: bytes) -> str:
        """Store a file durably and return its SHA-256 as hex; storing it again changes nothing."""
        name = sha256(data).hexdigest()
        if self._folder is None:
            self._memory[name] = data
            return name
        target = self._path(name)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.with_suffix(".part")
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
            _sync_folder(target.parent)
        return name

    def read(self, name: str) -> bytes:
        """Return a stored file; refuses one that is missing or whose bytes are not the ones that were stored."""
        if self._folder is None:
            data = self._memory.get(name)
        else:
            path = self._path(name)
            data = path.read_bytes() if path.is_file() else None
        if data is None:
            raise problem("evidence.missing", where=name)
        if sha256(data).hexdigest() != name:
            raise problem("evidence.changed", where=name)
        return data

    def _path(self, name: str) -> Path:
        assert self._folder is not None
        return self._folder / name[:2] / name


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
