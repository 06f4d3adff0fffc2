"""What the tests of the pages look at: the real pages over a small market, and one page with every component."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import Response
from fastapi.templating import Jinja2Templates
from jinja2 import ChoiceLoader, FileSystemLoader

import tanshi.server
from tanshi.application.market import Market
from tanshi.application.places import Plant
from tanshi.core.catalogue import Language, text
from tanshi.exchange.tables import QuoteRow
from tanshi.server import charts, pages
from tanshi.server.app import make_app
from tanshi.server.platform import ServerSettings
from tanshi.server.run import platform_of
from tanshi.server.statics import Statics

SERVER = Path(tanshi.server.__file__).parent

ROWS = [{"name": f"plant {n:02d}", "amount_t": n * n * 1000} for n in range(1, 43)]
WHOLE = [{"name": "b", "amount_t": 1000}, {"name": "a", "amount_t": 2}, {"name": "c", "amount_t": None}]
SIZE = 10


def served_app(market: Market) -> FastAPI:
    """Return the application over a market, open to the public and without bounds, with /kit beside it."""
    made = make_app(platform_of(market, None, ServerSettings(public_calls_per_minute=1_000_000)))
    rendered = templates()

    @made.get("/kit")
    def kit(request: Request) -> Response:
        language: Language = "en" if request.query_params.get("lang") == "en" else "zh"

        def word(code: str, **params: object) -> str:
            return text(code, language, params)

        frame = {"t": word, "lang": language, "other": "en" if language == "zh" else "zh", "path": "/kit"}
        return rendered.TemplateResponse(request, "kit.html", {**frame, **kit_content(request.query_params, language)})

    return made


def templates() -> Jinja2Templates:
    """Return the templates of the pages and of the tests."""
    found = Jinja2Templates(directory=SERVER / "templates")
    found.env.loader = ChoiceLoader([FileSystemLoader(SERVER / "templates"), FileSystemLoader(Path(__file__).parent)])
    found.env.filters.update(tonnes=pages.tonnes, number=pages.number)
    found.env.globals.update(asset=Statics().address)
    return found


def kit_content(asked: Mapping[str, str], language: Language) -> dict[str, Any]:
    sort, order, number = asked.get("sort", "name"), asked.get("order", "asc"), int(asked.get("page", "1"))
    rows = [row for row in ROWS if asked.get("q", "") in str(row["name"])]
    rows.sort(key=lambda row: row[sort], reverse=order == "desc")
    first = SIZE * (number - 1)
    listing = {
        "path": "/kit", "query": dict(asked), "sort": sort, "order": order, "first": first + 1, "size": SIZE,
        "total": len(rows), "sortable": ["name", "amount_t"],
    }  # fmt: skip
    return {
        "rows": rows[first : first + SIZE],
        "listing": listing,
        "whole": WHOLE,
        "tab": asked.get("tab", "units"),
        "query": asked.get("q", ""),
        "figures": figures(language),
    }


def figures(language: Language) -> list[charts.Figure]:
    """Return the kinds of charts that the pages over a small year do not show."""
    places = [
        Plant("P1", "一号电厂", "Plant 1", 114.5, 38.0, 600_000), Plant("P2", "二号电厂", "", 87.6, 43.8, 350_000),
    ]  # fmt: skip
    line = charts.Figure(
        kind="line",
        title="Line",
        data={"categories": ["2021", "2022", "2023"], "unit": "t", "divide": 1,
              "series": [{"name": "a", "values": [1, None, 3]}, {"name": "b", "values": [3, 2, 1]}]},
        heads=("Year", "a", "b"),
        rows=[("2021", 1, 3), ("2022", None, 2), ("2023", 3, 1)],
    )  # fmt: skip
    stacked = charts.Figure(
        kind="bars",
        title="Stacked",
        data={"categories": ["x", "y"], "unit": "t", "divide": 1, "stacked": True,
              "series": [{"name": "a", "values": [1, 2], "tone": "accent"},
                         {"name": "b", "values": [2, 1], "tone": "light"}]},
        heads=("Class", "a", "b"),
        rows=[("x", 1, 2), ("y", 2, 1)],
    )  # fmt: skip
    return [charts.units_map(places, language), line, stacked, charts.market(two_vintages(), language)]


def two_vintages() -> list[QuoteRow]:
    """Return some days of two vintages side by side."""
    days = [f"2023-05-{day:02d}" for day in range(8, 20)]
    return [
        QuoteRow(vintage, day, close, close, close + 90, close - 60, close + 40 * (-1) ** n, 900 * n, 0, 500 * n, 0, n)
        for vintage, close in (("CEA21", 5500), ("CEA22", 6000))
        for n, day in enumerate(days)
    ]


@contextmanager
def serving(application: FastAPI) -> Iterator[str]:
    """Serve an application on a free port of this machine and yield its address."""
    server = uvicorn.Server(uvicorn.Config(application, host="127.0.0.1", port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
