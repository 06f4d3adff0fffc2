"""Who may write a session: one process, by a lock on its folder and by an epoch that only rises.

The lock keeps a second process of this machine out as long as the first one lives. The epoch stands in the main
database; a process raises it by compare-and-set when it starts. Whoever holds an older one may neither append, nor
close or settle a session.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tanshi.core.finding import problem
from tanshi.journal.engine import Engine, Reads
from tanshi.journal.table import Row, table

_LOCK = "lock"
_FIRST = "INSERT INTO exchange_epoch (id, epoch) VALUES (1, 0) ON CONFLICT DO NOTHING"
_NOW = "SELECT epoch FROM exchange_epoch WHERE id = 1"
_RAISE = "UPDATE exchange_epoch SET epoch = ? WHERE id = 1 AND epoch = ? RETURNING epoch"


@table("exchange_epoch", key=["id"], hashed=False, checks=["id = 1", "epoch >= 0"])
@dataclass(slots=True)
class EpochRow(Row):
    """The epoch of the process that owns the exchange; one row. It is no fact: nothing in the books follows from it."""

    id: int
    epoch: int


TABLES: tuple[type[Row], ...] = (EpochRow,)


def current_epoch(reads: Reads) -> int:
    """Return the epoch as it is; 0 before the first."""
    found = reads.fetch(_NOW)
    return int(found[0][0]) if found else 0


def raise_epoch(engine: Engine, seen: int, at_least: int = 0) -> int:
    """Raise the epoch from the one that was seen, above `at_least`, and return the new one.

    Raises `Problem`: another process raised it meanwhile, and owns the exchange.
    """
    new = max(seen, at_least) + 1
    with engine.aside() as writes:
        writes.execute(_FIRST)
        won = writes.fetch(_RAISE, [new, seen])
    if not won:
        raise problem("exchange.epoch_taken", epoch=seen)
    return new


def must_own(reads: Reads, epoch: int) -> None:
    """Refuse to go on with an epoch that is not the last one. Raises `Problem`."""
    if (now := current_epoch(reads)) != epoch:
        raise problem("exchange.epoch_lost", epoch=epoch, now=now)


class Lock:
    """The lock on a session's folder, held as long as the process lives."""

    def __init__(self, path: Path, file: int) -> None:
        self._path, self._file = path, file

    def holds(self) -> bool:
        """Tell whether the lock is still the one others would meet: its file is in its place."""
        try:
            here, there = os.fstat(self._file), self._path.stat()
        except FileNotFoundError:
            return False
        return (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino)


@contextmanager
def locked(folder: Path, name: str = _LOCK) -> Iterator[Lock]:
    """Hold a folder, for what the lock's name says. Raises `Problem`: another process does."""
    path = folder / name
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise problem("exchange.folder_locked", where=str(folder)) from None
        lock = Lock(path, file)
        if not lock.holds():
            raise problem("exchange.folder_locked", where=str(folder))
        yield lock
    finally:
        os.close(file)
