"""The sockets of a session. A file's mode says who may connect; operators have a socket of their own."""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tanshi.core.finding import problem
from tanshi.exchange.process.connection import Door

#: File and mode of each.
DOORS = {
    Door.TRADING: ("trading.sock", 0o660),
    Door.OPERATOR: ("operator.sock", 0o600),
    Door.MARKET: ("market.sock", 0o660),
}

#: What an address of a Unix socket may have, the zero at its end included.
_LONGEST = 108

_BACKLOG = 128


def door_of(folder: Path, door: Door) -> Path:
    """Return where a session's socket lies."""
    return folder / DOORS[door][0]


@contextmanager
def unix_doors(folder: Path) -> Iterator[dict[socket.socket, Door]]:
    """Listen in a folder that this process owns; files a killed one left are replaced. Raises `Problem`."""
    opened: dict[socket.socket, Door] = {}
    try:
        for door, (_, mode) in DOORS.items():
            opened[_listen(door_of(folder, door), mode)] = door
        yield opened
    finally:
        for sock, door in opened.items():
            sock.close()
            with suppress(FileNotFoundError):
                door_of(folder, door).unlink()


def tcp_door(port: int) -> socket.socket:
    """Listen on loopback for clients, never for operators."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("127.0.0.1", port))
    sock.listen(_BACKLOG)
    sock.setblocking(False)
    return sock


def user_of(sock: socket.socket) -> int | None:
    """Return the user id on the other side; None where the system does not tell it: TCP."""
    if sock.family != socket.AF_UNIX:
        return None
    _, user, _ = struct.unpack("3i", sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
    return int(user)


def _listen(path: Path, mode: int) -> socket.socket:
    """Listen at a path whose file never has another mode than the one given."""
    if len(os.fsencode(path)) >= _LONGEST:
        raise problem("session.path_too_long", where=str(path), longest=_LONGEST - 1)
    with suppress(FileNotFoundError):
        path.unlink()
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o777 & ~mode)
    try:
        sock.bind(os.fspath(path))
    finally:
        os.umask(before)
    sock.listen(_BACKLOG)
    sock.setblocking(False)
    return sock
