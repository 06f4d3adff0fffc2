"""The pages: nation → province → entity → unit, each figure with the tree it comes from.

Server-rendered, without scripts; every page names the position of the journal it shows. Figures are read in
one snapshot per page.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates

from tanshi import __version__
from tanshi.application.market import Market
from tanshi.application.why import MEASURES, why
from tanshi.core.catalogue import LANGUAGES, Language, text
from tanshi.core.citation import Citation
from tanshi.core.finding import Problem
from tanshi.server import pages

_HERE = Path(__file__).parent

#: Pages load nothing from elsewhere and run no script.
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def make_app(market: Market) -> FastAPI:
    """Return the application over a market that is open for reading."""
    app = FastAPI(title="tanshi", version=__version__, docs_url=None, redoc_url=None)
    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")
    templates = Jinja2Templates(directory=_HERE / "templates")
    templates.env.filters.update(tonnes=pages.tonnes, number=pages.number, reference=market.law.reference)
    templates.env.filters.update(instrument=lambda id: market.law.reference(Citation(id)))

    def page(request: Request, name: str, **content: Any) -> Response:
        language = language_of(request)

        def word(code: str, **params: object) -> str:
            return text(code, language, params)

        content.update(lang=language, other="en" if language == "zh" else "zh", t=word, path=request.url.path)
        return templates.TemplateResponse(request, f"{name}.html", content)

    @app.middleware("http")
    async def headers(request: Request, handle: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await handle(request)
        response.headers.update(_HEADERS)
        return response

    @app.exception_handler(Problem)
    async def show_problem(request: Request, trouble: Exception) -> Response:
        assert isinstance(trouble, Problem)
        if request.url.path.startswith("/api/"):
            return JSONResponse({"findings": [f.as_json() for f in trouble.findings]}, status_code=404)
        lines = [f.line(language_of(request)) for f in trouble.findings]
        found = page(request, "problem", lines=lines)
        found.status_code = 404
        return found

    @app.get("/", response_class=HTMLResponse)
    def nation(request: Request) -> Response:
        return page(request, "nation", **pages.nation(market))

    @app.get("/{period}/province/{code}", response_class=HTMLResponse)
    def province(request: Request, period: str, code: str) -> Response:
        return page(request, "province", **pages.province(market, period, code))

    @app.get("/{period}/entity/{entity}", response_class=HTMLResponse)
    def entity(request: Request, period: str, entity: str) -> Response:
        return page(request, "entity", **pages.entity(market, period, entity))

    @app.get("/{period}/unit/{unit}", response_class=HTMLResponse)
    def unit(request: Request, period: str, unit: str) -> Response:
        return page(request, "unit", **pages.unit(market, period, unit))

    @app.get("/api/why/{subject:path}")
    def tree(subject: str) -> dict[str, Any]:
        found = why(market, subject)
        return {
            "subject": subject,
            "value": found.node.shown,
            "unit": found.node.unit,
            "position": found.position,
            "tree": found.node.as_json(),
        }

    @app.get("/api/measures")
    def measures() -> list[str]:
        return sorted(MEASURES)

    @app.get("/healthz")
    def health() -> dict[str, Any]:
        with market.view() as view:
            return {"ok": True, "position": view.head().size, "version": __version__}

    return app


def language_of(request: Request) -> Language:
    """Return the language of a request: ?lang=, or what the browser prefers, or Chinese."""
    asked = request.query_params.get("lang", "")
    for language in LANGUAGES:
        if asked == language:
            return language
    preferred = request.headers.get("accept-language", "zh").lower()
    return "en" if preferred.startswith("en") else "zh"
