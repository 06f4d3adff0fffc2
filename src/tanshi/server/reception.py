"""Who a request is from and whether it may come in: credential, bound on calls, origin of a browser's form, right."""

from __future__ import annotations

from typing import Any

from fastapi import Request

from tanshi.application.identity.caller import Caller, anonymous
from tanshi.application.identity.refusal import Refused
from tanshi.application.identity.sessions import csrf_ok, session_of
from tanshi.core.catalogue import Language
from tanshi.journal.engine import Snapshot
from tanshi.server.front import About
from tanshi.server.platform import COOKIE, Platform, Visit
from tanshi.server.routing import OPEN, SIGNED_IN, Route, Trouble, status_of
from tanshi.server.uploads import Upload

#: What every request needs first: the position it shows, and whether what is kept of callers still holds.
_OPENING = "SELECT size, (SELECT number FROM identity_revocation WHERE id = 1) FROM journal_head"


class Reception:
    """Makes a visit of a request, or raises the `Trouble` for which it is none."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def opening(self, view: Snapshot) -> tuple[int, int]:
        """Return the position a view shows, and its revocation number."""
        ((size, revoked),) = view.fetch(_OPENING)
        return size, revoked or 0

    def visit(self, request: Request, route: Route, body: Any, language: Language, view: Snapshot) -> Visit:
        """Return the visit of a request in a view of its own."""
        size, revoked = self.opening(view)
        caller, by_cookie = self._caller(request, revoked)
        self._limit(caller)
        if route.writes and by_cookie and not caller.is_public:
            self._must_come_from_us(request.cookies[COOKIE], request, body)
        return self._visit(request, route, body, language, caller, view, size)

    def visit_of_known(
        self, request: Request, route: Route, body: Any, language: Language, view: Snapshot, opening: tuple[int, int]
    ) -> Visit | None:
        """Return the visit of a request by a key whose caller the process remembers; None: it is to be looked up."""
        size, revoked = opening
        credential, by_cookie = _credential(request)
        caller = None if by_cookie else self._platform.callers.remembered(credential, _address(request), revoked)
        if caller is None:
            return None
        self._limit(caller)
        return self._visit(request, route, body, language, caller, view, size)

    def _visit(
        self, request: Request, route: Route, body: Any, language: Language, caller: Caller, view: Snapshot, size: int
    ) -> Visit:
        platform = self._platform
        visit = Visit(
            platform, caller, language, _params(request, route), view, size, platform.modelled(view), body,
            request.cookies, request.scope["path"], platform.settings.site or _site(request),
            request.headers.get("idempotency-key", ""), request.headers.get("last-event-id", ""),
        )  # fmt: skip
        if (actor := visit.actor) is not None:
            About.of(request.scope)["organisation"] = actor.organisation
        _must_have(visit, route)
        return visit

    def _caller(self, request: Request, revoked: int) -> tuple[Caller, bool]:
        """Return who asks, and whether a cookie says so."""
        credential, by_cookie = _credential(request)
        address = _address(request)
        return (self._known(credential, address, revoked) if credential else anonymous(address)), by_cookie

    def _known(self, credential: str, address: str, revoked: int) -> Caller:
        found = self._platform.callers.caller(credential, address, revoked)
        if isinstance(found, Refused):
            if credential.startswith("tsk_"):
                raise Trouble(401, str(found.outcome), details=found.details)
            return anonymous(address)
        return found

    def _limit(self, caller: Caller) -> None:
        settings = self._platform.settings
        most = settings.public_calls_per_minute if caller.is_public else settings.calls_per_minute
        if not self._platform.meter.allowed(caller.session or caller.address, most):
            raise Trouble(429, "http.too_many", details={"most": most}, headers={"Retry-After": "60"})

    def _must_come_from_us(self, credential: str, request: Request, body: Any) -> None:
        session = session_of(self._platform.gate, credential)
        given = request.headers.get("x-csrf-token", "")
        if not given and isinstance(body, dict):
            given = str(body.pop("csrf", ""))
        elif not given and isinstance(body, Upload):
            given = body.get("token")
        if isinstance(session, Refused) or not csrf_ok(session, given):
            raise Trouble(403, "http.csrf")


def _must_have(visit: Visit, route: Route) -> None:
    """Refuse a caller that has not the right the route needs over all it concerns."""
    if route.right == OPEN:
        return
    if route.right == SIGNED_IN:
        if visit.caller.is_public:
            raise Trouble(401, "http.sign_in_first")
        return
    refused = visit.refusal(route.right, route.concerns(visit))
    if refused is not None:
        status = 401 if visit.caller.is_public else status_of(refused)
        code = "http.sign_in_first" if visit.caller.is_public else str(refused)
        raise Trouble(status, code, details={"actor": visit.caller.actor, "kind": route.right})


def _credential(request: Request) -> tuple[str, bool]:
    """Return the key or the cookie of a request, and whether it is the cookie."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and given:
        return given.strip(), False
    return request.cookies.get(COOKIE, ""), True


def _address(request: Request) -> str:
    client = request.scope.get("client")
    return client[0] if client else ""


def _params(request: Request, route: Route) -> dict[str, str]:
    """Return the parameters of a request; programs are told what is none, browsers' pages take what they can."""
    given = dict(request.query_params) if request.scope["query_string"] else {}
    for param in route.params if route.is_api else ():
        if param.where == "query" and param.name in given and (reason := param.wrong(given[param.name])):
            details = {"name": param.name, "value": given[param.name][:100], "reason": reason}
            raise Trouble(400, "http.bad_parameter", details=details)
    every = {**given, **request.path_params}  # no id or name holds a NUL, and PostgreSQL takes none to look for
    return {name: str(value).replace("\0", "") for name, value in every.items()}


def _site(request: Request) -> str:
    """Return the address a request came to; reading the whole URL would cost more than the request's books."""
    return f"{request.scope['scheme']}://{request.headers.get('host', '')}"
