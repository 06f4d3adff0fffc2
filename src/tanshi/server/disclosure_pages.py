"""Bulletins of the market and the disclosure of a period: pages, API, files of open data with their schema."""

from __future__ import annotations

from typing import Any

from tanshi.application.bulletin_papers import FORMS, is_modelled, made
from tanshi.application.documents import can_typeset
from tanshi.application.kept import kept, kept_results
from tanshi.application.lists import periods
from tanshi.core.catalogue import LANGUAGES
from tanshi.core.finding import problem
from tanshi.disclosure import open_data
from tanshi.disclosure.bulletins import ALL, Bulletin, Quotes, column_head, sentence
from tanshi.disclosure.spans import KINDS, Span, kind_named
from tanshi.disclosure.tables import Tables, tables_of
from tanshi.server import charts
from tanshi.server.pages import period_of
from tanshi.server.platform import Visit
from tanshi.server.routing import File, Page, Param, Route, Trouble
from tanshi.server.text_pages import other_href

#: Stands for the span of the last trading day.
LATEST = "latest"

PRICES = ("trading_days", "previous_close", "open", "high", "low", "close", "change", "change_percent")
TURNOVER = ("trades", "listed_t", "listed_cny", "block_t", "block_cny", "auction_t", "value_cny", "mean_price")
CUMULATED = ("cumulated_t", "cumulated_cny")


# Bulletins


def _quotes(visit: Visit) -> Quotes:
    """Return all trading days; they are kept until a fact that concerns them."""
    market = visit.platform.market
    return kept(market).get(visit.view, "disclosure/quotes", lambda: Quotes.read(visit.view, market.law))


def _bulletin(visit: Visit, kind: str, which: str) -> Bulletin:
    found = _quotes(visit)
    if not found.days:
        raise problem("bulletin.none")
    named = kind_named(kind)
    span = Span.around(named, found.days[-1]) if which in ("", LATEST) else Span.named(named, which)
    if not any(span.holds(day) for day in found.days):
        raise problem("bulletin.no_day", which=span.name)
    return found.bulletin(span)


def _bulletin_page(visit: Visit) -> Page:
    kind, which = visit.params.get("kind", "day"), visit.params.get("which", "").strip()
    days = _quotes(visit).days
    if not days:
        return Page("bulletin", {"b": None, "kind": kind, "kinds": KINDS})
    found = _bulletin(visit, kind, which)
    earlier = [day for day in days if day < found.days[0]]
    later = [day for day in days if day > found.days[-1]]
    content = {
        "b": found,
        "kind": kind,
        "kinds": KINDS,
        "rows": [line.row() for line in found.lines],
        "same_days": {k: Span.around(k, found.days[-1]).name for k in KINDS},
        "earlier": Span.around(found.span.kind, earlier[-1]).name if earlier else "",
        "later": Span.around(found.span.kind, later[0]).name if later else "",
        "sentence": sentence(found, visit.language),
        "head": column_head,
        "prices": PRICES,
        "turnover": TURNOVER,
        "cumulated": CUMULATED,
        "all": ALL,
        "can_typeset": can_typeset(),
        "other_href": other_href(visit, kind=kind, which=which),
    }
    return Page("bulletin", content)


def _api_bulletin(visit: Visit) -> Any:
    found = _bulletin(visit, visit.params["kind"], visit.params["which"])
    return {**found.as_json(), "position": visit.position}


def _bulletin_file(visit: Visit) -> File:
    found = _bulletin(visit, visit.params["kind"], visit.params["which"])
    data = open_data.tables()["bulletins"].csv(found.rows())
    return File(data, "text/csv; charset=utf-8", f"bulletin_{found.span.name}.csv")


def _bulletin_paper(visit: Visit) -> File:
    form, modelled = visit.params.get("form", "xlsx"), is_modelled(visit.view)
    if form == "pdf" and not can_typeset():
        raise Trouble(404, "http.not_found")
    found = _bulletin(visit, visit.params["kind"], visit.params["which"])
    data = made(visit.platform.market.law, found, visit.language, form, modelled)
    return File(data, _MEDIA[form], f"bulletin_{found.span.name}.{form}")


# The disclosure of a period


def _tables(visit: Visit, period: str) -> Tables:
    found = kept_results(visit.platform.market, visit.view, period_of(visit.view, period))
    law, known = visit.platform.market.law, kept(visit.platform.market)
    return known.get(visit.view, f"disclosure/tables/{period}", lambda: tables_of(visit.view, law, found))


def _page(visit: Visit) -> Page:
    period = visit.params["period"]
    tables = _tables(visit, period)
    found = kept_results(visit.platform.market, visit.view, period)
    files = [(t, open_data.file_name(t.name, period), len(tables.rows[t.name])) for t in open_data.tables().values()]
    content = {
        "r": found,
        "tables": tables.rows,
        "files": files,
        "package": open_data.PACKAGE,
        "periods": [p.name for p in periods(visit.view)],
        "charts": charts.disclosure(found),
        "all": ALL,
    }
    return Page("disclosure", content)


def _files(visit: Visit, period: str) -> dict[str, tuple[dict[str, Any], bytes]]:
    """Return a period's files by name, each with the resource that describes it."""
    tables, known = _tables(visit, period), kept(visit.platform.market)
    name = f"disclosure/files/{period}"
    return known.get(visit.view, name, lambda: {r["path"]: (r, data) for r, data in tables.files()})


def _package(visit: Visit) -> Any:
    return open_data.package([resource for resource, _ in _files(visit, visit.params["period"]).values()])


def _file(visit: Visit) -> File:
    files, name = _files(visit, visit.params["period"]), visit.params["file"]
    if name not in files:
        raise Trouble(404, "http.not_found")
    return File(files[name][1], "text/csv; charset=utf-8", name)


_KIND = Param("kind", "Length of the span.", example="month", choices=KINDS)
_WHICH = Param("which", "2023-11-01, 2023-W44, 2023-11 or 2023; without it the last one with a trading day.")
_PERIOD = Param("period", "Compliance period.", where="path", example="2022")
_FILE = Param("file", "TABLE_PERIOD.csv, as the package names it.", where="path", example="provinces_2022.csv")
_SPAN = (
    Param("kind", "day, week, month or year.", where="path", example="month"),
    Param("which", "2023-11-01, 2023-W44, 2023-11, 2023 or latest.", where="path", example=LATEST),
)
_TEXT, _WHOLE, _PRICE = {"type": "string"}, {"type": "integer"}, {"type": ["string", "null"]}
_LINE = {
    **dict.fromkeys(("trading_days", "trades", "listed_t", "block_t", "auction_t", "traded_t", "cumulated_t"), _WHOLE),
    **dict.fromkeys(("instrument", "listed_cny", "block_cny", "auction_cny", "value_cny", "cumulated_cny"), _TEXT),
    **dict.fromkeys(
        ("previous_close", "open", "high", "low", "close", "change", "change_percent", "mean_price"), _PRICE
    ),
}
_WAY = {"way": _TEXT, "traded_t": _WHOLE, "value_cny": _TEXT, "mean_price": _PRICE}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


_ANSWER = _object(
    {
        **dict.fromkeys(("kind", "which", "first_day", "last_day", "since"), _TEXT),
        "position": _WHOLE,
        **_LINE,
        "vintages": {"type": "array", "items": _object(_LINE)},
        "ways": {"type": "array", "items": _object(_WAY)},
    }
)

_FORM = Param("form", "Form of the file.", choices=FORMS)
_LANG = Param("lang", "Language of the paper.", choices=LANGUAGES)
_MEDIA = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

_PACKAGE = _object(
    {
        **dict.fromkeys(("profile", "name", "title", "title_zh", "description", "description_zh"), _TEXT),
        "resources": {"type": "array", "items": {"type": "object"}},
    }
)

ROUTES = [
    Route(
        "GET", "/market/bulletins", "see.results", _bulletin_page, "The market of a day, week, month or year.",
        params=(_KIND, _WHICH), operation="page_bulletin",
    ),
    Route(
        "GET", "/public/{period}", "see.results", _page, "What is published of a period.", params=(_PERIOD,),
        operation="page_disclosure",
    ),
    Route(
        "GET", "/api/v1/bulletins/{kind}/{which}", "see.results", _api_bulletin,
        "The market of a day, week, month or year: prices, turnover by vintage and way, cumulated.", params=_SPAN,
        answer=_ANSWER, tag="lists", operation="bulletin",
    ),
    Route(
        "GET", "/api/v1/bulletins/{kind}/{which}/csv", "see.results", _bulletin_file, "A bulletin as a CSV file.",
        params=_SPAN, tag="lists", operation="bulletin_file", media=("text/csv",),
    ),
    Route(
        "GET", "/api/v1/bulletins/{kind}/{which}/paper", "see.results", _bulletin_paper,
        "A bulletin as the exchange's paper: PDF or workbook.",
        params=(*_SPAN, _FORM, _LANG),
        tag="lists", operation="bulletin_paper", media=tuple(_MEDIA.values()),
    ),
    Route(
        "GET", f"/api/v1/open-data/{{period}}/{open_data.PACKAGE}", "see.results", _package,
        "The schema of a period's published tables, as a tabular data package.", params=(_PERIOD,),
        answer=_PACKAGE, tag="lists", operation="open_data_package",
    ),
    Route(
        "GET", "/api/v1/open-data/{period}/{file}", "see.results", _file, "A published table of a period as CSV.",
        params=(_PERIOD, _FILE), tag="lists", operation="open_data_file", media=("text/csv",),
    ),
]  # fmt: skip
