"""A way to PostgreSQL that can be cut: it forwards a Unix socket and, when armed, swallows the answer to a commit."""

from __future__ import annotations

import select
import socket
import threading
from contextlib import suppress
from pathlib import Path

#: How the server says that a commit is done.
_COMMITTED = b"C\x00\x00\x00\x0bCOMMIT\x00"


class Proxy:
    """Forwards `folder/.s.PGSQL.5432` to the server's socket."""

    def __init__(self, server: Path, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._server = str(server / ".s.PGSQL.5432")
        self.armed = False
        path = folder / ".s.PGSQL.5432"
        path.unlink(missing_ok=True)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen(64)
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def close(self) -> None:
        """Stop when the last connection has ended."""
        self._listener.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                thread = threading.Thread(target=self._forward, args=(client,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _forward(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as server, suppress(OSError):
            server.connect(self._server)
            while True:
                ready, _, _ = select.select([client, server], [], [])
                for source in ready:
                    data = source.recv(1 << 16)
                    if not data or (source is server and self._cuts(data)):
                        return
                    (client if source is server else server).sendall(data)

    def _cuts(self, data: bytes) -> bool:
        if not self.armed or _COMMITTED not in data:
            return False
        self.armed = False
        return True
