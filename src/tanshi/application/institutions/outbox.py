"""What an institution tells another, read from its journal: number n is the n-th fact that is told there.

Nothing is kept for it, so there is nothing that could be lost or sent otherwise: whoever asks again is told the same.
Where each message's fact stands is remembered as long as the process lives, and read on with the journal.
"""

from __future__ import annotations

import threading
from array import array

from tanshi.application.institutions.kinds import kinds_of
from tanshi.application.institutions.message import Message, sealed
from tanshi.journal.canonical import parse
from tanshi.journal.engine import Engine

#: Facts whose positions are read on at a time.
_STEP = 20_000


class Outbox:
    """The messages of one institution to another."""

    def __init__(self, engine: Engine, sender: str, receiver: str) -> None:
        self.sender = sender
        self.receiver = receiver
        self._engine = engine
        self._kinds = kinds_of(sender, receiver)
        self._positions = array("q")  # of the messages, by number less one
        self._read = -1  # the last position that was looked at
        self._turn = threading.Lock()

    def size(self) -> int:
        """Return how many messages there are by now."""
        self._read_on()
        return len(self._positions)

    def after(self, number: int, most: int) -> list[Message]:
        """Return the messages that follow a number, at most so many."""
        self._read_on()
        wanted = self._positions[number : number + most]
        if not wanted:
            return []
        marks = ", ".join("?" * len(wanted))
        sql = f"SELECT position, day, type, body FROM journal_fact WHERE position IN ({marks}) ORDER BY position"
        with self._engine.snapshot() as view:
            rows = view.fetch(sql, list(wanted))
        return [
            self._message(number + n, position, day, name, bytes(body))
            for n, (position, day, name, body) in enumerate(rows, 1)
        ]

    def _message(self, number: int, position: int, day: str, name: str, stored: bytes) -> Message:
        kind = self._kinds[name]
        body = kind.body_of(parse(stored)["data"])
        return sealed(self.sender, self.receiver, number, position, day, name, body, kind.files_of(body))

    def _read_on(self) -> None:
        with self._turn:
            self._look_on()

    def _look_on(self) -> None:
        marks = ", ".join("?" * len(self._kinds))
        sql = (
            f"SELECT position FROM journal_fact WHERE position > ? AND position <= ? AND type IN ({marks})"
            " ORDER BY position"
        )
        with self._engine.snapshot() as view:
            size = view.head().size
            while self._read < size - 1:
                last = min(self._read + _STEP, size - 1)
                self._positions.extend(p for (p,) in view.fetch(sql, [self._read, last, *self._kinds]))
                self._read = last
