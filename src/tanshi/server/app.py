"""The application: pages and API over one market, every route with its right, one reader thread a request.

An async wrapper takes body and credentials, hands the request to a reader thread, which finds the caller, opens one
snapshot, asks the access table, and calls the route's handler. Answers carry the journal's position; errors are
problem+json for programs and pages for people.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import time
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import orjson
from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from fastapi.templating import Jinja2Templates
from starlette.exceptions import HTTPException
from starlette.routing import Route as Carried

from tanshi import __version__
from tanshi.application.identity.caller import anonymous
from tanshi.application.work.reminders import unseen
from tanshi.application.work.reviews import LEVELS
from tanshi.core.catalogue import LANGUAGES, Language, known, text
from tanshi.core.citation import Citation
from tanshi.core.clock import legal_day_of
from tanshi.core.finding import Problem
from tanshi.journal.engine import Unavailable
from tanshi.server import (
    account,
    activity_pages,
    allocate_pages,
    api,
    approvals,
    auction_pages,
    case_pages,
    compliance_pages,
    console,
    correction_pages,
    drafting_api,
    drafting_pages,
    exchange_pages,
    factor_pages,
    fee_pages,
    filing,
    filing_api,
    gap_pages,
    holder_pages,
    institutions_api,
    issuing,
    list_pages,
    look,
    market_data,
    money_pages,
    open_pages,
    orders,
    pages,
    papers,
    plausibility_pages,
    publication_pages,
    receipts,
    report_pages,
    results_pages,
    round_pages,
    settlement_pages,
    sso,
    text_pages,
    tonne_pages,
    trading_pages,
    verification_pages,
    voluntary_pages,
    work,
)
from tanshi.server.admission import Admission
from tanshi.server.drafting import BENCH_ROLES
from tanshi.server.front import About, Endpoint, Front
from tanshi.server.mailbox import Mailboxes
from tanshi.server.openapi import openapi
from tanshi.server.platform import Platform, Visit
from tanshi.server.reception import Reception
from tanshi.server.routing import File, Later, Moved, Page, Route, Trouble
from tanshi.server.statics import Statics
from tanshi.server.uploads import read_upload

_HERE = Path(__file__).parent

#: Requests worked on at once. What waits - for the writer, for a position - waits without a thread; more threads than
#: this only take the interpreter from each other (48 of them halved the commands a second). PostgreSQL answers from
#: elsewhere, so more can be under way.
_READERS = {"sqlite": 6, "postgresql": 16}

#: Answers shorter than this are not compressed: they fit into one packet.
_SMALL = 1_400


#: What a page that cannot be served is headed with, by status.
_TITLES = {403: "web.not_permitted", 404: "page.not_found"}


def routes(platform: Platform) -> list[Route]:
    """Return every route of the application."""
    return [
        *work.ROUTES,  # before /{period}/entity/{entity}, which /comments/entity/… would be too
        *look.ROUTES,
        *results_pages.ROUTES,
        *round_pages.ROUTES,
        *holder_pages.ROUTES,
        *settlement_pages.ROUTES,
        *money_pages.ROUTES,
        *fee_pages.ROUTES,
        *tonne_pages.ROUTES,
        *voluntary_pages.ROUTES,
        *compliance_pages.ROUTES,
        *gap_pages.ROUTES,
        *case_pages.ROUTES,
        *allocate_pages.ROUTES,
        *drafting_pages.ROUTES,
        *drafting_api.ROUTES,
        *market_data.ROUTES,
        *orders.ROUTES,
        *trading_pages.ROUTES,
        *exchange_pages.ROUTES,
        *auction_pages.ROUTES,
        *list_pages.ROUTES,
        *open_pages.ROUTES,
        *text_pages.ROUTES,
        *account.ROUTES,
        *sso.ROUTES,
        *console.ROUTES,
        *approvals.ROUTES,
        *institutions_api.ROUTES,
        *api.routes(platform.market.law),
        *filing.routes(),
        *filing_api.routes(),
        *receipts.ROUTES,
        *papers.ROUTES,
        *issuing.ROUTES,
        *report_pages.ROUTES,
        *verification_pages.ROUTES,
        *activity_pages.ROUTES,
        *publication_pages.ROUTES,
        *correction_pages.ROUTES,
        *plausibility_pages.ROUTES,
        *factor_pages.ROUTES,
    ]


def make_app(platform: Platform) -> Application:
    """Return the application over a platform."""
    app = Application(title="tanshi", version=__version__, docs_url=None, redoc_url=None, openapi_url=None)
    statics = Statics()
    every = routes(platform)
    shell = _Shell(platform, statics, every)
    app.rehearse = shell.rehearse
    carried = {(route.method, route.path): shell.endpoint(route) for route in every}
    app.describe = cache(lambda: _described(every))
    carried["GET", "/api/v1/openapi.json"] = shell.document(app.describe)
    for (method, path), endpoint in carried.items():
        app.router.routes.append(Carried(path, endpoint, methods=[method]))
    app.add_middleware(
        Front,
        settings=platform.settings,
        meter=platform.meter,
        statics=statics,
        direct={key: endpoint for key, endpoint in carried.items() if "{" not in key[1]},
        broken=shell.broken,
    )
    app.add_exception_handler(HTTPException, shell.http_trouble)
    return app


class Application(FastAPI):
    """The framework's application with our layers.

    `rehearse` makes a page without a parameter in its path for nobody, so that what is kept of it is there. `describe`
    returns the API's description as JSON, plain and compressed; it is made once.
    """

    rehearse: Callable[[str, Mapping[str, str], Language], None]
    describe: Callable[[], tuple[bytes, bytes]]


def _described(every: Sequence[Route]) -> tuple[bytes, bytes]:
    data = orjson.dumps(openapi(every))
    return data, gzip.compress(data, mtime=0)


class _Shell:
    """What surrounds every handler."""

    def __init__(self, platform: Platform, statics: Statics, every: Sequence[Route]) -> None:
        self._platform = platform
        self._pages = {route.path: route for route in every if not route.writes and not route.is_api}
        self._mail = Mailboxes()
        self._reception = Reception(platform)
        self._admission = Admission(platform, self._reception, self._mail)
        self._readers = ThreadPoolExecutor(_READERS[platform.market.engine.dialect], "tanshi-reader")
        self._templates = Jinja2Templates(directory=_HERE / "templates")
        law = platform.market.law
        self._templates.env.globals.update(asset=statics.address, keep=pages.keep)
        self._templates.env.filters.update(tonnes=pages.tonnes, number=pages.number, reference=law.reference)
        self._templates.env.filters.update(china=pages.china, china_day=legal_day_of)
        self._templates.env.filters.update(law_value=text_pages.shown_value)
        self._templates.env.filters.update(base64=lambda svg: b64encode(svg.encode()).decode("ascii"))
        self._templates.env.filters.update(instrument=lambda id: law.reference(Citation(id)))

    def document(self, describe: Callable[[], tuple[bytes, bytes]]) -> Endpoint:
        """Return the function that serves the API's description."""

        async def serve(request: Request) -> Response:
            data, zipped = describe()
            About.of(request.scope)["route"] = "/api/v1/openapi.json"
            headers = {"Vary": "Accept-Encoding"}
            if not _takes_gzip(request):
                return Response(data, media_type="application/json", headers=headers)
            return Response(zipped, media_type="application/json", headers={**headers, "Content-Encoding": "gzip"})

        return serve

    def endpoint(self, route: Route) -> Endpoint:
        """Return the function that serves a route."""

        async def serve(request: Request) -> Response:
            About.of(request.scope)["route"] = route.path
            language = language_of(request)
            try:
                body = await self._body(request, route)
                if wanted := request.headers.get("tanshi-min-position", ""):
                    await self._wait_for(wanted)
                if route.queues:
                    asked = self._admission.ask(request, route, body, language)
                    answer = await asked.answered
                    if asked.visit is not None and asked.later is not None:
                        return self._answer(request, asked.visit, asked.later.then(answer))
                work = self._readers.submit(self._work, request, route, body, language)
                found: Response | Later
                found, visit = await self._mail.awaited(work)
                if isinstance(found, Later):
                    # a caller that goes away does not take a command out of the writer's hands
                    return self._answer(request, visit, found.then(await self._mail.awaited(found.future)))
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
            # a parser's words may repeat what was sent
            raise Trouble(400, "http.not_json", details={"reason": _reason(error)}) from error

    def _work(self, request: Request, route: Route, body: Any, language: Language) -> tuple[Response | Later, Visit]:
        """Serve a request on a reader thread, up to where it waits for the writer."""
        with self._platform.market.view() as view:
            visit = self._reception.visit(request, route, body, language, view)
            found = route.handler(visit)
            return (found if isinstance(found, Later) else self._answer(request, visit, found)), visit

    def rehearse(self, path: str, params: Mapping[str, str], language: Language) -> None:
        """Make a page as the public would see it, and throw it away."""
        request = Request({"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []})
        platform = self._platform
        with platform.market.view() as view:
            size, modelled = view.head().size, platform.modelled(view)
            visit = Visit(platform, anonymous(), language, params, view, size, modelled, path=path)
            self._answer(request, visit, self._pages[path].handler(visit))

    async def _wait_for(self, wanted: str) -> None:
        """Wait, without a thread, until this process sees the position the client has seen already."""
        if not wanted.isdecimal():
            return
        until = time.monotonic() + self._platform.settings.wait_for_position_s
        loop = asyncio.get_running_loop()
        while True:
            size = await loop.run_in_executor(self._readers, self._size)
            if size >= int(wanted):
                return
            if time.monotonic() > until:
                details = {"position": size, "wanted": wanted}
                raise Trouble(503, "http.behind", details=details, headers={"Retry-After": "1"})
            await asyncio.sleep(0.02)

    def _size(self) -> int:
        with self._platform.market.view() as view:
            return view.head().size

    def _answer(self, request: Request, visit: Visit, found: Any) -> Response:
        position = {"Tanshi-Position": str(visit.position)}
        if isinstance(found, Page):
            response = self._page(request, visit, found)
        elif isinstance(found, Moved):
            response = RedirectResponse(_in_language(found.to, request), status_code=303)
            self._cookies(response, found.cookies)
        elif isinstance(found, File):
            response = Response(found.data, media_type=found.media_type, headers=dict(found.headers))
            if found.name:
                response.headers["Content-Disposition"] = disposition(found.name)
        elif isinstance(found, Response):
            response = found
        else:
            response = Response(_json(found), headers=position, media_type="application/json")
            _compress(request, response)
            return response
        response.headers.update(position)
        if visit.caller.is_public or not isinstance(found, Page):
            _compress(request, response)
        return response

    def _page(self, request: Request, visit: Visit, page: Page) -> Response:
        frame = {**self._frame(request, visit.language), **self._navigation(visit)}
        content = {**frame, "visit": visit, **page.content}
        response = self._templates.TemplateResponse(
            request, f"{page.template}.html", content, status_code=page.status, headers=dict(page.headers)
        )
        if not visit.caller.is_public:
            response.headers["Cache-Control"] = "no-store"
        return response

    def _frame(self, request: Request, language: Language) -> dict[str, Any]:
        def word(code: str, /, **params: object) -> str:
            return text(code, language, params)

        other = "en" if language == "zh" else "zh"
        asked = [(k, v) for k, v in request.query_params.multi_items() if k != "lang"]
        here = f"{request.scope['path']}?{urlencode([*asked, ('lang', other)])}"
        words = {"lang": language, "other": other, "t": word, "known_word": known}
        return {**words, "other_href": here, "path": request.scope["path"]}

    def _navigation(self, visit: Visit) -> dict[str, Any]:
        """Return the ways on from every page, and what stands beside the language."""
        links = [("/", "kit.home"), ("/market", "market.title"), ("/registry", "holdings.title")]
        links += [
            ("/search", "web.search"),
            ("/law", "public.law_nav"),
            ("/public", "public.nav"),
            ("/allocate", "allocate.nav"),
            ("/lists", "web.lists"),
            *trading_pages.links(visit),
        ]
        if visit.caller.is_public:
            links.append(("/verify", "filing.verify_nav"))
        else:
            links += [
                ("/forms", "filing.forms"),
                ("/tasks", "web.tasks"),
                ("/compliance", "status.nav"),
                ("/approvals", "approvals.nav"),
                ("/do", "web.commands"),
                *holder_pages.links(visit),
                *settlement_pages.links(visit),
                *money_pages.links(visit),
                *fee_pages.links(visit),
                *exchange_pages.links(visit),
            ]
            if visit.actor is not None and visit.actor.role in LEVELS:
                links += [("/reviews", "web.reviews"), ("/cases", "cases.title")]
            if visit.actor is not None and visit.actor.role in BENCH_ROLES:
                links.append(("/drafting", "drafting.nav"))
            if visit.may("see.console"):
                links.append(("/console", "web.console"))
        suffix = f"?lang={visit.language}"
        nav = [
            {"href": href + suffix, "text": text(code, visit.language), "current": visit.path == href}
            for href, code in links
        ]
        if waiting := unseen(visit.view, visit.caller.login):
            nav.append({"href": f"/notices{suffix}", "text": text("work.unseen", visit.language, {"count": waiting})})
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
            return Response(
                _json(trouble.document(language)), trouble.status, trouble.headers, "application/problem+json"
            )
        if trouble.status == 401:
            return RedirectResponse(f"/sign-in?lang={language}&then={request.url.path}", status_code=303)
        lines = trouble.words(language).splitlines()
        title = "web.broken" if trouble.status >= 500 else _TITLES.get(trouble.status, "web.refused")
        content = {**self._frame(request, language), "visit": None, "lines": lines, "title": title}
        return self._templates.TemplateResponse(
            request, "problem.html", content, status_code=trouble.status, headers=trouble.headers
        )

    def broken(self, request: Request, number: str) -> Response:
        """Show that something broke without telling how."""
        trouble = Trouble(500, "http.broken", details={"number": number})
        return self._trouble(request, None, trouble, language_of(request))

    async def http_trouble(self, request: Request, error: Exception) -> Response:
        """Show what the framework itself refuses: no such address, method not offered."""
        assert isinstance(error, HTTPException)
        headers = dict(error.headers or {})
        code = "http.method_not_allowed" if error.status_code == 405 else "http.not_found"
        trouble = Trouble(error.status_code, code, headers=headers)
        return self._trouble(request, None, trouble, language_of(request))


def disposition(name: str) -> str:
    """Return the header that gives a download its name, in Chinese as well (RFC 6266)."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _reason(error: Exception) -> str:
    """Return where a body stopped being JSON."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg}: line {error.lineno} column {error.colno}"
    return "nested too deeply" if isinstance(error, RecursionError) else "no text in UTF-8"


def _json(plain: Any) -> bytes:
    """Return an answer as JSON; whole numbers beyond 64 bits, which only a hostile body has, go the slow way."""
    try:
        return orjson.dumps(plain)
    except TypeError:
        return json.dumps(plain, ensure_ascii=False).encode("utf-8", "replace")


def _takes_gzip(request: Request) -> bool:
    return "gzip" in request.headers.get("accept-encoding", "")


def _compress(request: Request, response: Response) -> None:
    """Compress a text for who takes it. Pages with a session's secret are never among them: their length would tell."""
    if isinstance(response, StreamingResponse) or len(response.body) < _SMALL:
        return
    kind = response.headers.get("content-type", "")
    if not kind.startswith(("text/", "application/json", "application/problem")):
        return
    response.headers["Vary"] = "Accept-Encoding"
    if _takes_gzip(request) and "content-encoding" not in response.headers:
        response.body = gzip.compress(response.body, 1, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(response.body))


def _in_language(address: str, request: Request) -> str:
    """Return where to go with the language that was asked for; an address of somebody else's stays as it is."""
    path, mark, place = address.partition("#")
    asked = request.query_params.get("lang", "") if request.scope["query_string"] else ""
    if asked not in LANGUAGES or not path.startswith("/") or "lang=" in path:
        return address
    return f"{path}{'&' if '?' in path else '?'}lang={asked}{mark}{place}"


def language_of(request: Request) -> Language:
    """Return the language of a request: ?lang=, or what the browser prefers, or Chinese."""
    asked = request.query_params.get("lang", "") if request.scope["query_string"] else ""
    for language in LANGUAGES:
        if asked == language:
            return language
    preferred = request.headers.get("accept-language", "zh").lower()
    return "en" if preferred.startswith("en") else "zh"
