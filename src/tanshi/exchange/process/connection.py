"""One connection of a session: what came in as whole frames, what is to go out; a slow reader is not waited for."""

from __future__ import annotations

import socket
from enum import Enum, auto

from tanshi.exchange.process.frames import FRAME, Records, What, block

#: Read at once from a connection, so that none keeps the others waiting.
_READ = 1 << 16


class Door(Enum):
    """Which socket a connection came by."""

    TRADING = auto()
    OPERATOR = auto()
    MARKET = auto()


class Gone(Exception):
    """The other side has closed, or the connection broke."""


class Connection:
    """A connection that is never waited for.

    `client`: None before its hello. `is_live`: it has all its answers and gets new ones as they come; one that is
    behind is at `reply` and `trade`, and wants replies to its messages from `number` on.
    """

    def __init__(self, sock: socket.socket, door: Door, user: int | None, since_s: float) -> None:
        sock.setblocking(False)
        self.sock, self.door, self.user, self.since_s = sock, door, user, since_s
        self.client: int | None = None
        self.is_live = False
        self.number = 1
        self.reply = self.trade = 0
        self._came = b""
        self._leaving = bytearray()

    def fileno(self) -> int:
        """Return the socket's number, for selectors."""
        return self.sock.fileno()

    def receive(self) -> bytes:
        """Return the whole frames that came. Raises `Gone`: nothing more will."""
        try:
            came = self.sock.recv(_READ)
        except BlockingIOError:
            return b""
        except OSError as trouble:
            raise Gone from trouble
        if not came:
            raise Gone
        came = self._came + came
        whole = len(came) // FRAME * FRAME
        self._came = came[whole:]
        return came[:whole]

    def say(self, what: What, records: Records) -> None:
        """Put a block on its way; `flush` sends it."""
        self._leaving += block(what, records)

    def say_bytes(self, data: bytes) -> None:
        """Put a block that is made already on its way."""
        self._leaving += data

    @property
    def waiting(self) -> int:
        """Bytes that the other side has not taken."""
        return len(self._leaving)

    def flush(self) -> None:
        """Send what the other side takes. Raises `Gone`."""
        while self._leaving:
            try:
                sent = self.sock.send(self._leaving)
            except BlockingIOError:
                return
            except OSError as trouble:
                raise Gone from trouble
            del self._leaving[:sent]

    def close(self) -> None:
        """Close the socket."""
        self.sock.close()
