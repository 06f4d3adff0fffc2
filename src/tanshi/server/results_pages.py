"""Public pages of results: nation, province, entity, unit, the law; and lists of everything a caller may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tanshi.application.lists import periods
from tanshi.core.catalogue import known, text
from tanshi.journal.command import Concern
from tanshi.participants.listing import period_named
from tanshi.participants.tables import UnitRow
from tanshi.server import list_pages, pages
from tanshi.server.collections import COLLECTIONS, RESERVED, Collection, listed, paging
from tanshi.server.issuing import buttons
from tanshi.server.list_columns import heads, list_name, shown
from tanshi.server.platform import Visit
from tanshi.server.report_pages import FIGURES, shown_figure
from tanshi.server.routing import OPEN, Page, Param, Route, Trouble


def _nation(visit: Visit) -> Page:
    market = visit.platform.market
    if not visit.view.fetch("SELECT 1 FROM participants_listing LIMIT 1"):
        return Page("welcome")
    return Page("nation", pages.nation(market, visit.view, visit.params.get("period")))


def _province(visit: Visit) -> Page:
    found = pages.province(visit.platform.market, visit.view, visit.params["period"], visit.params["code"])
    return Page("province", found)


def _entity(visit: Visit) -> Page:
    found = pages.entity(visit.platform.market, visit.view, visit.params["period"], visit.params["entity"])
    more = {
        "figures": FIGURES,
        "shown": shown_figure,
        "may_see_records": visit.may("see.records", _concern(visit)),
        "issuable": buttons(visit, visit.params["entity"], visit.params["period"]),
    }
    return Page("entity", {**found, **more})


def _unit(visit: Visit) -> Page:
    return Page("unit", pages.unit(visit.platform.market, visit.view, visit.params["period"], visit.params["unit"]))


def _concern(visit: Visit) -> Concern:
    return visit.concern(visit.params["entity"])


def _of_entity(visit: Visit) -> Sequence[Concern]:
    return [_concern(visit)]


def _of_unit(visit: Visit) -> Sequence[Concern]:
    unit = visit.rows.get(UnitRow, visit.params["unit"])
    return [visit.concern(unit.entity) if unit else Concern()]


def _list_index(visit: Visit) -> Page:
    years = [p.name for p in periods(visit.view)]
    found = [(c, list_name(c, visit.language)) for c in COLLECTIONS.values() if _listable(visit, c.name)]
    return Page("lists", {"years": years, "collections": found})


def _listable(visit: Visit, name: str) -> bool:
    try:
        listed(visit, COLLECTIONS[name], 1)
    except Trouble:
        return False
    return True


def _list(visit: Visit) -> Page:
    collection = COLLECTIONS.get(visit.params["collection"])
    if collection is None:
        if period_named(visit.params["collection"]):
            return list_pages.page(visit, visit.params["collection"])
        raise Trouble(404, "http.not_found")
    asked, language = _asked(visit, collection), visit.language
    place = {k: v for k, v in visit.params.items() if k in ("after", "back")}
    found = listed(replace(visit, params=asked | place), collection)
    columns = collection.spec.columns
    titles = heads(collection, language)
    rows = [[shown(c, row[c.name], language) for c in columns] for row in found.records()]
    return Page(
        "list",
        {
            "collection": collection,
            "name": list_name(collection, language),
            "columns": titles,
            "rows": rows,
            "paging": paging(visit, collection, found, f"/lists/{collection.name}", asked),
            "asked": [(title, asked[key]) for key, title, _ in titles if key in asked],
            "filters": [(c.name, title) for c, (_, title, _) in zip(columns, titles, strict=True) if c.type is str],
        },
    )


def _asked(visit: Visit, collection: Collection) -> dict[str, str]:
    """Return the filters of a page: ?COLUMN=VALUE, or what its form sends, ?column=COLUMN&is=VALUE."""
    given, names = visit.params, collection.spec.column_names
    found = {k: v for k, v in given.items() if k in names and k not in RESERVED}
    if given.get("column", "") in set(names) - RESERVED and given.get("is", "").strip():
        found[given["column"]] = given["is"].strip()[:200]
    return found


def _law(visit: Visit) -> Page:
    law = visit.platform.market.law
    rows = [law.parameter(name) for name in law.names()]
    words = {p.name: text(f"parameter.{p.name}", visit.language) for p in rows if known(f"parameter.{p.name}")}
    return Page("law", {"parameters": rows, "words": words, "law": law})


_PERIOD = Param("period", "Compliance period.", where="path", example="2022")

ROUTES = [
    Route("GET", "/", "see.results", _nation, "The nation's figures.", operation="page_nation"),
    Route("GET", "/lists", OPEN, _list_index, "Lists one may see.", operation="page_lists"),
    Route("GET", "/lists/{collection}", OPEN, _list, "A list.", operation="page_list"),
    Route("GET", "/law", "see.law", _law, "The law as data.", operation="page_law"),
    Route(
        "GET", "/{period}/province/{code}", "see.results", _province, "A province.", params=(_PERIOD,),
        operation="page_province",
    ),
    Route(
        "GET", "/{period}/entity/{entity}", "see.entity", _entity, "An entity's year.", _of_entity, (_PERIOD,),
        operation="page_entity",
    ),
    Route(
        "GET", "/{period}/unit/{unit}", "see.records", _unit, "A unit's year.", _of_unit, (_PERIOD,),
        operation="page_unit",
    ),
]  # fmt: skip
