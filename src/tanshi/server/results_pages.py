"""Public pages of results: nation, province, entity, unit, the law; and lists of everything a caller may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from tanshi.application.kept import NO_TASK, kept
from tanshi.application.lists import periods
from tanshi.application.places import Plant, has_places, plants
from tanshi.core.catalogue import known, text
from tanshi.journal.command import Concern
from tanshi.participants.listing import period_named
from tanshi.participants.tables import UnitRow
from tanshi.server import case_pages, entity_pages, list_pages, pages
from tanshi.server.charts import units_map
from tanshi.server.collections import COLLECTIONS, RESERVED, Collection, listed, paging
from tanshi.server.issuing import buttons
from tanshi.server.list_columns import code_of_word, heads, list_name, shown
from tanshi.server.platform import Visit
from tanshi.server.report_pages import FIGURES, shown_figure
from tanshi.server.routing import OPEN, Page, Param, Route, Trouble


def _nation(visit: Visit) -> Page:
    market = visit.platform.market
    own = {"own_work": entity_pages.own_work(visit)}
    if not visit.view.fetch("SELECT 1 FROM participants_listing LIMIT 1"):
        return Page("welcome", {**own, "entities": entity_pages.some_entities(visit)})
    found = pages.nation(market, visit.view, visit.params.get("period"))
    places = partial(units_map, _plants(visit, found["r"].period)) if _may_see_places(visit) else None
    return Page("nation", {**found, **own, "places": places})


def _may_see_places(visit: Visit) -> bool:
    return has_places(visit.view) and visit.may("see.entity")


def _plants(visit: Visit, period: str) -> list[Plant]:
    """Return the plants of the map, kept until a fact changes the list or the units."""
    ((count,),) = visit.view.fetch("SELECT count(*) FROM places_unit")  # places are no facts
    name = f"plants/{period}/{count}"
    return kept(visit.platform.market, NO_TASK).get(visit.view, name, lambda: plants(visit.view, period))


def _api_places(visit: Visit) -> Any:
    """Return what the map of a period draws; 404 where no place is known or may be seen."""
    period = pages.period_of(visit.view, visit.params["period"])
    if not _may_see_places(visit):
        raise Trouble(404, "http.not_found")
    return units_map(_plants(visit, period), visit.language).data


def _province(visit: Visit) -> Page:
    found = pages.province(visit.platform.market, visit.view, visit.params["period"], visit.params["code"])
    may_see_round = visit.may("see.records", Concern(area=visit.params["code"]))
    return Page("province", {**found, "may_see_round": may_see_round})


def _entity(visit: Visit) -> Page:
    period = pages.well_formed(visit.params["period"])
    if not entity_pages.has_results(visit.view, period, visit.params["entity"]):
        return entity_pages.registered(visit, period)
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
            "case_page": case_pages.of_list(collection),
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
        found[given["column"]] = code_of_word(given["column"], given["is"].strip()[:200])
    return found


def _law(visit: Visit) -> Page:
    law = visit.platform.market.law
    rows = [law.parameter(name) for name in law.names()]
    words = {p.name: text(f"parameter.{p.name}", visit.language) for p in rows if known(f"parameter.{p.name}")}
    return Page("law", {"parameters": rows, "words": words, "law": law})


_PLACES = {
    "type": "object",
    "required": ["points", "words"],
    "properties": {"points": {"type": "array", "items": {"type": "array"}}, "words": {"type": "object"}},
}
_PERIOD = Param("period", "Compliance period.", where="path", example="2022")

ROUTES = [
    Route("GET", "/", "see.results", _nation, "The nation's figures.", operation="page_nation"),
    Route(
        "GET", "/api/v1/places/{period}", "see.results", _api_places,
        "Covered entities on the map: longitude, latitude, MW, name; the largest first.",
        params=(_PERIOD, Param("lang", "Language of names.", choices=("zh", "en"))), answer=_PLACES, tag="figures",
        operation="places",
    ),
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
        "GET", "/entity/{entity}", "see.entity", entity_pages.registered, "An entity as it is registered.", _of_entity,
        operation="page_registered",
    ),
    Route(
        "GET", "/{period}/unit/{unit}", "see.records", _unit, "A unit's year.", _of_unit, (_PERIOD,),
        operation="page_unit",
    ),
]  # fmt: skip
