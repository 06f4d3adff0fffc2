"""How requests travel: by the standard library over kept connections, or through any client with httpx's `request`."""

from __future__ import annotations

import http.client
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: status, headers by lower-case name, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Lost(Exception):
    """No answer came: nobody knows whether the request was carried out."""


class Transport(Protocol):
    """Sends one request; raises `Lost` if no answer came."""

    def send(self, method: str, target: str, headers: Mapping[str, str], body: bytes | None) -> Reply: ...

    def close(self) -> None: ...


class HttpTransport:
    """HTTP/1.1 by the standard library: one connection a thread, kept between requests."""

    def __init__(self, url: str, timeout_s: float = 30.0, context: ssl.SSLContext | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url!r} is no address of a server, such as https://market.example.org")
        self._secure = parts.scheme == "https"
        self._host, self._port = parts.hostname, parts.port
        self._prefix = parts.path.rstrip("/")
        self._timeout_s = timeout_s
        self._context = context
        self._own = threading.local()
        self._open: set[http.client.HTTPConnection] = set()

    def send(self, method: str, target: str, headers: Mapping[str, str], body: bytes | None) -> Reply:
        """Send over this thread's connection; one that the server closed while it idled is opened anew."""
        fresh = getattr(self._own, "connection", None) is None
        try:
            return self._send(method, target, headers, body)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError) as error:
            self._drop()
            if fresh or method not in ("GET", "HEAD"):
                raise Lost(str(error) or type(error).__name__) from error
        except (OSError, http.client.HTTPException) as error:
            self._drop()
            raise Lost(str(error) or type(error).__name__) from error
        try:
            return self._send(method, target, headers, body)
        except (OSError, http.client.HTTPException) as error:
            self._drop()
            raise Lost(str(error) or type(error).__name__) from error

    def close(self) -> None:
        """Close the connections of all threads."""
        while self._open:
            self._open.pop().close()
        self._own = threading.local()

    def _send(self, method: str, target: str, headers: Mapping[str, str], body: bytes | None) -> Reply:
        connection = getattr(self._own, "connection", None) or self._connect()
        connection.request(method, self._prefix + target, body=body, headers=dict(headers))
        answer = connection.getresponse()
        data = answer.read()
        return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, data)

    def _connect(self) -> http.client.HTTPConnection:
        made: http.client.HTTPConnection
        if self._secure:
            made = http.client.HTTPSConnection(self._host, self._port, timeout=self._timeout_s, context=self._context)
        else:
            made = http.client.HTTPConnection(self._host, self._port, timeout=self._timeout_s)
        self._own.connection = made
        self._open.add(made)
        return made

    def _drop(self) -> None:
        connection = getattr(self._own, "connection", None)
        if connection is not None:
            self._open.discard(connection)
            connection.close()
        self._own.connection = None


class Through:
    """A transport through a client that has httpx's `request`: an own proxy, a test's client."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def send(self, method: str, target: str, headers: Mapping[str, str], body: bytes | None) -> Reply:
        """Send through the client; its own exceptions for lost connections count as `Lost`."""
        try:
            found = self._client.request(method, target, headers=dict(headers), content=body)
        except OSError as error:
            raise Lost(str(error)) from error
        except Exception as error:
            if type(error).__module__.split(".")[0] in ("httpx", "httpx2", "httpcore", "httpcore2"):
                raise Lost(str(error)) from error
            raise
        return Reply(found.status_code, {k.lower(): v for k, v in found.headers.items()}, found.content)

    def close(self) -> None:
        """Leave the client to who made it."""
