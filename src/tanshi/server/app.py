"""The application: pages and API over one market, every route with its right, one reader thread a request.

An async wrapper takes body and credentials, hands the request to a reader thread, which finds the caller, opens one
snapshot, asks the access table, and calls the route's handler. Answers carry the journal's position; errors are
problem+json for programs and pages for people.
"""

from __future__ import annotations

import json
import logging
import time
from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import parse_qsl, quote

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from tanshi import __version__
from tanshi.application.identity.caller import Caller, anonymous
from tanshi.application.identity.refusal import Refused
from tanshi.application.identity.sessions import csrf_ok, session_of
from tanshi.core.catalogue import LANGUAGES, Language, text
from tanshi.core.citation import Citation
from tanshi.core.finding import Problem
from tanshi.journal.engine import Unavailable
from tanshi.server import (
    account,
    api,
    console,
    filing,
    filing_api,
    pages,
    papers,
    receipts,
    report_pages,
    results_pages,
)
from tanshi.server.openapi import openapi
from tanshi.server.platform import COOKIE, Platform, Visit
from tanshi.server.routing import OPEN, SIGNED_IN, File, Moved, Page, Route, Trouble, status_of
from tanshi.server.uploads import Upload, read_upload

_HERE = Path(__file__).parent


_log = logging.getLogger("tanshi.server")

#: Pages load nothing from elsewhere and run no script that is not a file of ours.
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
}


def routes(platform: Platform) -> list[Route]:
    """Return every route of the application."""
    return [
        *results_pages.ROUTES,
        *account.ROUTES,
        *console.ROUTES,
        *api.routes(platform.market.law),
        *filing.routes(),
        *filing_api.routes(),
        *receipts.ROUTES,
        *papers.ROUTES,
        *report_pages.ROUTES,
    ]


def make_app(platform: Platform) -> FastAPI:
    """Return the application over a platform."""
    app = FastAPI(title="tanshi", version=__version__, docs_url=None, redoc_url=None, openapi_url=None)
    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")
    shell = _Shell(platform)
    every = routes(platform)
    for route in every:
        app.add_api_route(
            route.path, shell.endpoint(route), methods=[route.method], include_in_schema=False, name=route.operation
        )
    document = openapi(every)
    app.add_api_route("/api/v1/openapi.json", lambda: JSONResponse(document), methods=["GET"])
    app.middleware("http")(shell.around)
    app.add_exception_handler(HTTPException, shell.http_trouble)
    return app


class _Shell:
    """What surrounds every handler."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._templates = Jinja2Templates(directory=_HERE / "templates")
        law = platform.market.law
        self._templates.env.filters.update(tonnes=pages.tonnes, number=pages.number, reference=law.reference)
        self._templates.env.filters.update(base64=lambda svg: b64encode(svg.encode()).decode("ascii"))
        self._templates.env.filters.update(instrument=lambda id: law.reference(Citation(id)))

    def endpoint(self, route: Route) -> Callable[[Request], Awaitable[Response]]:
        """Return the function that serves a route."""

        async def serve(request: Request) -> Response:
        self._templates.env.filters.update(china=pages.china)
            language = language_of(request)
            try:
                body = await self._body(request, route)
                found = await run_in_threadpool(self._work, request, route, body, language)
            except Trouble as trouble:
                return self._trouble(request, route, trouble, language)
            except Unavailable as trouble:
                wrong = Trouble(503, trouble.findings[0].code, findings=trouble.findings, headers={"Retry-After": "2"})
                return self._trouble(request, route, wrong, language)
            except Problem as trouble:
                return self._trouble(
                    request, route, Trouble(404, trouble.findings[0].code, findings=trouble.findings), language
                )
            return found

        return serve

    async def _body(self, request: Request, route: Route) -> Any:
        """Return the body as the route takes it, within bounds."""
        if route.takes == "none":
            return None
        most = self._platform.settings.upload_bytes
        data = bytearray()
        async for part in request.stream():
            data += part
            if len(data) > most:
                raise Trouble(413, "http.too_large", details={"most": most})
        if route.takes == "raw":
            return bytes(data)
        if route.takes == "upload":
            return await read_upload(request.headers, bytes(data), most)
        if route.takes == "form":
            return dict(parse_qsl(data.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=2_000))
        try:
            return json.loads(data)
        except (ValueError, RecursionError) as error:
            raise Trouble(400, "http.not_json", details={"reason": str(error)[:200]}) from error

    def _work(self, request: Request, route: Route, body: Any, language: Language) -> Response:
        """Serve a request on a reader thread."""
        credential, by_cookie = _credential(request)
        caller = self._caller(credential, _address(request, self._platform.settings.trusted_proxies))
        self._limit(caller)
        params = {**dict(request.query_params), **{k: str(v) for k, v in request.path_params.items()}}
        if route.writes and by_cookie and not caller.is_public:
            self._must_come_from_us(credential, request, body)
        self._wait_for(request.headers.get("tanshi-min-position", ""))
        platform = self._platform
        modelled = platform.is_modelled
        with platform.market.view() as view:
            position = view.head().size
            visit = Visit(
                platform, caller, language, params, view, position, modelled, body, dict(request.cookies),
                request.url.path, platform.settings.site or str(request.base_url).rstrip("/"),
            )  # fmt: skip
            _must_have(visit, route)
            found = route.handler(visit)
            return self._answer(request, visit, found)

    def _caller(self, credential: str, address: str) -> Caller:
        if not credential:
            return anonymous(address)
        found = self._platform.callers.caller(credential, address)
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

    def _wait_for(self, wanted: str) -> None:
        """Wait until this process sees the position the client has seen already."""
        if not wanted.isdecimal():
            return
        until = time.monotonic() + self._platform.settings.wait_for_position_s
        while True:
            with self._platform.market.view() as view:
                size = view.head().size
            if size >= int(wanted):
                return
            if time.monotonic() > until:
                raise Trouble(503, "http.behind", details={"position": size, "wanted": wanted})
            time.sleep(0.02)

    def _answer(self, request: Request, visit: Visit, found: Any) -> Response:
        position = {"Tanshi-Position": str(visit.position)}
        if isinstance(found, Page):
            response = self._page(request, visit, found)
        elif isinstance(found, Moved):
            response = RedirectResponse(found.to, status_code=303)
            self._cookies(response, found.cookies)
        elif isinstance(found, File):
            response = Response(found.data, media_type=found.media_type, headers=dict(found.headers))
            if found.name:
                response.headers["Content-Disposition"] = disposition(found.name)
        elif isinstance(found, Response):
            response = found
        else:
            response = JSONResponse(found)
        response.headers.update(position)
        return response

    def _page(self, request: Request, visit: Visit, page: Page) -> Response:
        content = {**self._frame(visit.language, visit.path), **self._navigation(visit), "visit": visit, **page.content}
        response = self._templates.TemplateResponse(
            request, f"{page.template}.html", content, status_code=page.status, headers=dict(page.headers)
        )
        if not visit.caller.is_public:
            response.headers["Cache-Control"] = "no-store"
        return response

    def _frame(self, language: Language, path: str) -> dict[str, Any]:
        def word(code: str, /, **params: object) -> str:
            return text(code, language, params)

        return {"lang": language, "other": "en" if language == "zh" else "zh", "t": word, "path": path}

    def _navigation(self, visit: Visit) -> dict[str, Any]:
        """Return the ways on from every page, and what stands beside the language."""
        links = [("/", "kit.home"), ("/lists", "web.lists"), ("/search", "web.search"), ("/law", "web.law")]
        if not visit.caller.is_public:
            links += [("/forms", "filing.forms"), ("/tasks", "web.tasks"), ("/do", "web.commands")]
            if visit.may("see.console"):
                links.append(("/console", "web.console"))
        suffix = f"?lang={visit.language}"
        nav = [
            {"href": href + suffix, "text": text(code, visit.language), "current": visit.path == href}
            for href, code in links
        ]
        return {"nav": nav, "signed_in": visit.caller.login, "csrf_out": console.csrf(visit)}

    def _cookies(self, response: Response, cookies: Mapping[str, str]) -> None:
        for name, value in cookies.items():
            if value:
                response.set_cookie(
                    name, value, httponly=True, samesite="lax", secure=self._platform.settings.secure_cookies
                )
            else:
                response.delete_cookie(name)

    def _trouble(self, request: Request, route: Route | None, trouble: Trouble, language: Language) -> Response:
        if (route is not None and route.is_api) or request.url.path.startswith("/api/"):
            return JSONResponse(
                trouble.document(language), trouble.status, trouble.headers, media_type="application/problem+json"
            )
        if trouble.status == 401:
            return RedirectResponse(f"/sign-in?lang={language}&then={request.url.path}", status_code=303)
        lines = trouble.words(language).splitlines()
        content = {**self._frame(language, request.url.path), "visit": None, "lines": lines}
        return self._templates.TemplateResponse(
            request, "problem.html", content, status_code=trouble.status, headers=trouble.headers
        )

    async def around(self, request: Request, handle: Callable[[Request], Awaitable[Response]]) -> Response:
        """Measure, set the headers, and show what broke without telling how."""
        begin = time.perf_counter()
        try:
            response = await handle(request)
        except Exception:
            number = token_hex(6)
            _log.exception("request failed", extra={"number": number, "path": request.url.path})
            trouble = Trouble(500, "http.broken", details={"number": number})
            response = self._trouble(request, None, trouble, language_of(request))
        route = request.scope.get("route")
        name = getattr(route, "path", "other")
        taken = time.perf_counter() - begin
        self._platform.meter.note(request.method, name, response.status_code, taken)
        response.headers.update(_HEADERS)
        response.headers["Server-Timing"] = f"app;dur={taken * 1000:.1f}"
        return response

    async def http_trouble(self, request: Request, error: Exception) -> Response:
        """Show what the framework itself refuses: no such address, method not offered."""
        assert isinstance(error, HTTPException)
        headers = dict(error.headers or {})
        trouble = Trouble(error.status_code, "http.not_found", headers=headers)
        return self._trouble(request, None, trouble, language_of(request))


def disposition(name: str) -> str:
    """Return the header that gives a download its name, in Chinese as well (RFC 6266)."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


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


def _address(request: Request, proxies: Iterable[str]) -> str:
    """Return where a request comes from; a proxy we trust tells whom it speaks for."""
    direct = request.client.host if request.client else ""
    if direct in set(proxies) and (told := request.headers.get("x-forwarded-for", "")):
        return told.split(",")[-1].strip()
    return direct


def language_of(request: Request) -> Language:
    """Return the language of a request: ?lang=, or what the browser prefers, or Chinese."""
    asked = request.query_params.get("lang", "")
    for language in LANGUAGES:
        if asked == language:
            return language
    preferred = request.headers.get("accept-language", "zh").lower()
    return "en" if preferred.startswith("en") else "zh"
