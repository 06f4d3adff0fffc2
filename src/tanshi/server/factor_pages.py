"""The factor database as pages and through the API: search, history, what a factor changes, how old those in use are.

Factors are open to everybody. Which reports one changes names entities: that is shown to who sees the
nation's records.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from tanshi.application.documents import can_typeset
from tanshi.application.factor_changes import Changes, Staleness
from tanshi.application.factor_papers import FORMS, difference_list
from tanshi.application.factor_reports import changed_reports, staleness
from tanshi.application.kept import kept
from tanshi.core.exact import half_up
from tanshi.core.exact import show as decimal_text
from tanshi.core.finding import Problem
from tanshi.participants.tables import EntityRow
from tanshi.rulemaking.factors.tables import FactorRow, FactorTestRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law
from tanshi.rules.factors import FactorRecord, history, scopes, search, set_of
from tanshi.server.platform import Visit
from tanshi.server.routing import File, Page, Param, Route, Trouble
from tanshi.server.text_pages import other_href

#: Factors and reports on a page; the API and the files have all.
MOST_SHOWN = 200

_SEE = "see.records"


@lru_cache(maxsize=4)
def _book(law: Law) -> LawBook:
    return LawBook(law)


def _law(visit: Visit) -> Law:
    """Return today's law, published factors with it."""
    return _book(visit.platform.market.law).on(visit.rows, visit.today)


def _asked(visit: Visit) -> dict[str, Any]:
    """Return what is searched for; 400 if nobody computes with that scope or the year is none."""
    scope, year = visit.params.get("scope", ""), visit.params.get("year", "")
    if scope and scope not in scopes(_law(visit)):
        raise Trouble(400, "factors.no_scope", details={"known": ", ".join(scopes(_law(visit)))})
    if year and not (year.isascii() and year.isdigit() and len(year) == 4):
        raise Trouble(400, "http.bad_parameter", details={"name": "year", "value": year[:20], "reason": "2022"})
    return {
        "words": visit.params.get("q", "")[:80],
        "scope": scope,
        "region": visit.params.get("region", "")[:20],
        "year": int(year or 0),
    }


def _found(visit: Visit, asked: Mapping[str, Any]) -> list[FactorRecord]:
    superseded = visit.params.get("all", "") == "true"
    return search(
        _law(visit), asked["words"], scope=asked["scope"], region=asked["region"], year=asked["year"],
        superseded=superseded,
    )  # fmt: skip


def _search_page(visit: Visit) -> Page:
    asked = _asked(visit)
    found = _found(visit, asked)
    query = {"q": asked["words"], "scope": asked["scope"], "year": str(asked["year"] or "")}
    content = {
        "asked": asked,
        "found": found[:MOST_SHOWN],
        "total": len(found),
        "scopes": scopes(_law(visit)),
        "years": sorted({name for (name,) in visit.view.fetch("SELECT DISTINCT period FROM mrv_report")}),
        "may_records": visit.may(_SEE),
    }
    return Page("factors", {**content, "other_href": other_href(visit, **query)})


def _search_api(visit: Visit) -> Any:
    asked = _asked(visit)
    found = _found(visit, asked)
    return {**asked, "count": len(found), "factors": [r.as_json() for r in found]}


def _parameter(visit: Visit) -> str:
    """Return the factor's parameter in the path; 404 if it is none of the catalogue."""
    name, law = visit.params["parameter"], _law(visit)
    if name not in set(law.names()) or set_of(law, name) is None:
        raise Trouble(404, "factors.not_in_catalogue")
    return name


def _history_page(visit: Visit) -> Page:
    name, key = _parameter(visit), visit.params.get("key")
    found = history(_law(visit), name, key)
    proposals = [p for p in visit.rows.where(FactorRow, parameter=name) if key is None or p.key == key]
    tests = {p.id: visit.rows.where(FactorTestRow, factor=p.id, round=p.round) for p in proposals}
    content = {
        "parameter": name,
        "key": key,
        "found": found[:MOST_SHOWN],
        "total": len(found),
        "proposals": sorted(proposals, key=lambda p: (p.key, p.from_day, p.proposed_on, p.id)),
        "tests": tests,
        "may_records": visit.may(_SEE),
    }
    return Page("factor", {**content, "other_href": other_href(visit, key=key or "")})


def _history_api(visit: Visit) -> Any:
    name, key = _parameter(visit), visit.params.get("key")
    found = history(_law(visit), name, key)
    return {"parameter": name, "key": key or "", "count": len(found), "factors": [r.as_json() for r in found]}


def _changes(visit: Visit) -> Changes:
    factor = visit.params.get("factor", "")
    if visit.rows.get(FactorRow, factor) is None:
        raise Trouble(404, "factors.none")
    market = visit.platform.market
    name = f"factor/{visit.today}/{factor}"
    return kept(market).get(visit.view, name, lambda: changed_reports(market, visit.view, factor, visit.today))


def _changes_page(visit: Visit) -> Page:
    found = _changes(visit)
    shown = found.reports[:MOST_SHOWN]
    names = {r.entity: visit.rows.get(EntityRow, r.entity) for r in shown}
    forms = [form for form in FORMS if form != "pdf" or can_typeset()]
    return Page("factor_changes", {"found": found, "shown": shown, "names": names, "forms": forms})


def _changes_file(visit: Visit) -> File:
    form = visit.params.get("form", "xlsx")
    if form == "pdf" and not can_typeset():
        raise Trouble(404, "http.not_found")
    found = _changes(visit)
    media, make = FORMS[form]
    name = "".join(c if c.isalnum() else "-" for c in found.factor.id)
    return File(make(difference_list(found, visit.language, visit.today)), media, f"factor-{name}.{form}")


def _stale(visit: Visit) -> Staleness:
    market, period = visit.platform.market, visit.params["period"]
    name = f"factors/{visit.today}/{period[:20]}"
    try:
        return kept(market).get(visit.view, name, lambda: staleness(market, visit.view, period, visit.today))
    except Problem as wrong:
        raise Trouble(404, wrong.findings[0].code) from None


def _stale_page(visit: Visit) -> Page:
    found = _stale(visit)
    weight = sum((a.emission_t for a in found.factors), start=0)
    rows = [
        (a, decimal_text(half_up(a.emission_t)), decimal_text(half_up(100 * a.emission_t / weight, 2), 2))
        for a in sorted(found.factors, key=lambda a: (-a.emission_t, a.factor.name))
    ]
    years = decimal_text(half_up(found.years, 2), 2)
    return Page("factors_stale", {"found": found, "rows": rows, "years": years})


_TEXT, _WHOLE = {"type": "string"}, {"type": "integer"}
_LABEL = {"type": "object", "additionalProperties": _TEXT}
_RECORD: Mapping[str, Any] = {
    "type": "object",
    "required": ["factor", "value", "unit", "from", "to", "source", "holds"],
    "properties": {
        **dict.fromkeys(
            (
                "factor", "parameter", "key", "value", "unit", "from", "to", "region", "uncertainty", "confidence",
                "instrument", "place", "source", "act", "note",
            ),
            _TEXT,
        ),
        **dict.fromkeys(("label", "item", "technology"), _LABEL),
        "scope": {"type": "array", "items": _TEXT},
        "source_year": _WHOLE,
        "revision": _WHOLE,
        "holds": {"type": "boolean"},
    },
}  # fmt: skip


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(of: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


_FOUND = _object(
    {**dict.fromkeys(("words", "scope", "region"), _TEXT), "year": _WHOLE, "count": _WHOLE, "factors": _list(_RECORD)}
)
_HISTORY = _object({"parameter": _TEXT, "key": _TEXT, "count": _WHOLE, "factors": _list(_RECORD)})
_UNIT = _object(dict.fromkeys(("unit_id", "old_t", "new_t"), _TEXT))
_REPORT = _object(
    {
        **dict.fromkeys(("entity_id", "year", "state"), _TEXT),
        **dict.fromkeys(("booked_t", "old_t", "new_t", "difference_t"), _WHOLE),
        "units": _list(_UNIT),
    }
)
_CHANGES = _object(
    {
        **dict.fromkeys(("factor", "parameter", "key", "value", "unit", "from", "to", "state"), _TEXT),
        **dict.fromkeys(("computed", "count", "difference_t", "position"), _WHOLE),
        "reports": _list(_REPORT),
    }
)
_AGE = _object(
    {
        **dict.fromkeys(("factor", "value", "unit", "source", "emission_t"), _TEXT),
        **dict.fromkeys(("source_year", "years"), _WHOLE),
    }
)
_STALE = _object({"year": _TEXT, "staleness_years": _TEXT, "factors": _list(_AGE), "position": _WHOLE})

_LANG = Param("lang", "Language of messages.", choices=("zh", "en"))
_QUERY: Sequence[Param] = (
    Param("q", "Words that all stand in a factor, either language.", example="燃煤"),
    Param("scope", "Who computes with it.", choices=("", "firms", "regions", "products", "inventory")),
    Param("region", "cn, a province's code, or a grid.", example="cn"),
    Param("year", "Year in which the factor is valid.", example="2022"),
    Param("all", "Also what newer values have superseded.", choices=("true", "false")),
    _LANG,
)
_NAME = Param("parameter", "Parameter of the factor.", "path", example="accounting.power.default_carbon")
_KEY = Param("key", "One item of it.", example="coal")
_FACTOR = Param("factor", "Id of a proposed or published factor.", example="coal-2026")
_PERIOD = Param("period", "Year whose reports count.", "path", example="2022")
_MEDIA = tuple(media.partition(";")[0] for media, _ in FORMS.values())

ROUTES = [
    Route(
        "GET", "/law/factors", "see.law", _search_page, "The factor database.", params=tuple(_QUERY),
        operation="page_factors",
    ),
    Route(
        "GET", "/law/factors/{parameter}", "see.law", _history_page, "A factor through time.",
        params=(_NAME, _KEY, _LANG),
    ),
    Route("GET", "/factors/changed", _SEE, _changes_page, "Reports a factor changes.", params=(_FACTOR, _LANG)),
    Route(
        "GET", "/factors/changed/file", _SEE, _changes_file, "Reports a factor changes, as a file.",
        params=(_FACTOR, Param("form", "Form of the file.", choices=tuple(FORMS)), _LANG), media=_MEDIA,
    ),
    Route("GET", "/factors/age/{period}", _SEE, _stale_page, "Age of the factors in use.", params=(_PERIOD, _LANG)),
    Route(
        "GET", "/api/v1/factors", "see.law", _search_api, "Search the factor database.", params=tuple(_QUERY),
        answer=_FOUND, tag="law", operation="factors",
    ),
    Route(
        "GET", "/api/v1/factors/{parameter}", "see.law", _history_api, "A factor's values through time.",
        params=(_NAME, _KEY, _LANG), answer=_HISTORY, tag="law", operation="factor_history",
    ),
    Route(
        "GET", "/api/v1/factor-changes", _SEE, lambda visit: _changes(visit).as_json(),
        "Reports a factor changes, computed again without it and with it; the books stay as they are.",
        params=(_FACTOR, _LANG), answer=_CHANGES, tag="law", operation="factor_changes",
    ),
    Route(
        "GET", "/api/v1/factor-age/{period}", _SEE, lambda visit: _stale(visit).as_json(),
        "How old the factors in use are, weighted by the emission computed by each.", params=(_PERIOD, _LANG),
        answer=_STALE, tag="law", operation="factor_age",
    ),
]  # fmt: skip
