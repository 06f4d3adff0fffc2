"""The outermost layer: everything that surrounds a request, as one plain ASGI application.

It believes the proxies it is told to trust, gives the request a number, finds routes without parameters by one look
instead of one after the other, serves files and the sign of life without the books, sets the headers that keep browsers
from harm, counts, and writes the line of the request.
"""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from secrets import token_hex
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tanshi import __version__
from tanshi.server import log
from tanshi.server.meter import Meter
from tanshi.server.platform import ServerSettings
from tanshi.server.statics import Statics

Endpoint = Callable[[Request], Awaitable[Response]]

#: Pages load nothing from elsewhere and run no script that is not a file of ours.
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
}

#: The sign of life: the process answers. Whether it can work with the books is `/readyz`.
ALIVE = "/healthz"

#: Numbers of requests: the process by chance, then one after the other.
_PROCESS, _NUMBERS = token_hex(4), itertools.count()

_NUMBER = re.compile(r"[0-9A-Za-z-]{8,64}\Z")


class About(dict[str, Any]):
    """What is noted of a request on its way: number, route's template, the caller's organisation."""

    @staticmethod
    def of(scope: MutableMapping[str, Any]) -> About:
        """Return the notes of a request."""
        found: About | None = scope.get("tanshi")
        if found is None:
            found = scope["tanshi"] = About(number=f"{_PROCESS}{next(_NUMBERS):08x}", route="other", organisation="")
        return found


class Front:
    """The outermost layer; `direct` are the routes without parameters, by method and path."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        settings: ServerSettings,
        meter: Meter,
        statics: Statics,
        direct: Mapping[tuple[str, str], Endpoint],
        broken: Callable[[Request, str], Response],
    ) -> None:
        self._app = app
        self._meter = meter
        self._statics = statics
        self._direct = direct
        self._broken = broken
        self._proxies = frozenset(settings.trusted_proxies)
        headers = {**HEADERS}
        if settings.secure_cookies:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, or hand on what is none."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begin = time.perf_counter()
        about = self._begin(scope)
        done = _Done()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                done.status, taken = message["status"], time.perf_counter() - begin
                message["headers"] = [
                    *message.get("headers", ()),
                    *self._headers,
                    (b"server-timing", f"app;dur={taken * 1000:.1f}".encode()),
                    (b"tanshi-request", about["number"].encode()),
                ]
            else:
                done.size += len(message.get("body", b""))
            await send(message)

        self._meter.running += 1
        try:
            await self._serve(scope, receive, sending)
        except Exception as error:
            log.broken(error, {"request": about["number"], "route": about["route"]})
            if done.status:
                raise  # half of an answer is out; the connection has to end
            await self._broken(Request(scope), about["number"])(scope, receive, sending)
        finally:
            self._meter.running -= 1
            self._finish(scope, about, done, time.perf_counter() - begin)

    def _begin(self, scope: Scope) -> About:
        about = About.of(scope)
        client = scope.get("client")
        if self._proxies and (client[0] if client else "unix") in self._proxies:
            self._believe(scope, about)
        return about

    def _believe(self, scope: Scope, about: About) -> None:
        """Take address, scheme and number from a proxy we trust: the nearest address that is not a proxy's own."""
        told = {key: value.decode("latin-1") for key, value in scope["headers"] if key in _TOLD}
        addresses = [part.strip() for part in told.get(b"x-forwarded-for", "").split(",") if part.strip()]
        direct = scope.get("client") or ("unix", 0)
        strangers = [address for address in addresses if address not in self._proxies]
        scope["client"] = (strangers[-1] if strangers else direct[0], 0)
        if told.get(b"x-forwarded-proto") in ("http", "https"):
            scope["scheme"] = told[b"x-forwarded-proto"]
        if _NUMBER.match(told.get(b"x-request-id", "")):
            about["number"] = told[b"x-request-id"]

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if path.startswith("/static/"):
            About.of(scope)["route"] = "/static"
            await self._statics(scope, receive, send)
        elif path == ALIVE:
            About.of(scope)["route"] = ALIVE
            await Response(_ALIVE, media_type="application/json")(scope, receive, send)
        elif (found := self._direct.get((scope["method"], path))) is not None:
            response = await found(Request(scope, receive))
            await response(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _finish(self, scope: Scope, about: About, done: _Done, seconds: float) -> None:
        method, status = scope["method"] if scope["method"] in _METHODS else "OTHER", done.status or 500
        self._meter.note(method, about["route"], status, seconds)
        log.access(
            {
                "request": about["number"],
                "method": method,
                "route": about["route"],
                "status": status,
                "ms": round(seconds * 1000, 1),
                "bytes": done.size,
                "organisation": about["organisation"],
            }
        )


class _Done:
    """What was answered so far."""

    __slots__ = ("size", "status")

    def __init__(self) -> None:
        self.status = 0
        self.size = 0


_ALIVE = b'{"ok":true,"version":"%s"}' % __version__.encode()
_TOLD: Sequence[bytes] = (b"x-forwarded-for", b"x-forwarded-proto", b"x-request-id")
_METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"}
