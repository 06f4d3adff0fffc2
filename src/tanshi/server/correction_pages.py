"""Corrections of confirmed emissions on one page an entity: versions by day, proposals, decisions, what follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tanshi.application.corrected_emissions import corrected_years
from tanshi.application.report_figures import of_report
from tanshi.mrv.emission_correction import SOURCES
from tanshi.mrv.recomputing import TREATMENTS
from tanshi.participants.tables import EntityRow
from tanshi.server import api
from tanshi.server.console import csrf
from tanshi.server.papers import ENTITY, whose
from tanshi.server.platform import Visit
from tanshi.server.routing import Moved, Page, Param, Route, Trouble

PROPOSES, DECIDES = "mrv.propose_emission_correction", "mrv.decide_emission_correction"

#: Figures of one proposal that can be written on the page; another proposal is refused until it is decided.
ROWS = 6

Given = Mapping[str, str]


def _page(visit: Visit) -> Page:
    return Page("corrections", _content(visit))


def _content(visit: Visit, trouble: str = "") -> dict[str, Any]:
    entity = visit.rows.get(EntityRow, visit.params["entity"])
    if entity is None:
        raise Trouble(404, "http.not_found")
    concern = visit.concern(entity.id)
    follow = ("allocation.correct", "allocation.instruct", "compliance.correct_obligation")
    return {
        "entity": entity,
        "years": corrected_years(visit.rows, visit.platform.market.law, entity.id),
        "may_propose": visit.may(PROPOSES, concern),
        "may_decide": visit.may(DECIDES, concern),
        "follow": [kind for kind in follow if visit.may(kind, concern)],
        "sources": SOURCES,
        "treatments": TREATMENTS,
        "row_numbers": range(ROWS),
        "csrf": csrf(visit),
        "trouble": trouble,
    }


def _proposed(visit: Visit, given: Given) -> dict[str, Any]:
    """Return what a form proposes, its figures as the books hold them."""
    entity, period = visit.params["entity"], given.get("period", "")
    figures = of_report(visit.rows, visit.platform.market.law, entity, period) if period.isdigit() else {}
    names = ("unit", "month", "field", "after", "treatment")
    rows = [{name: given.get(f"{name}_{n}", "").strip() for name in names} for n in range(ROWS)]
    changes = [{**row, "code": ""} for row in rows if row["field"]]
    for change in changes:
        if change["field"] in figures and change["after"]:
            change["after"] = figures[change["field"]].kept(change["after"])
    said = {name: given.get(name, "").strip() for name in ("source", "reference", "reason", "file_name", "file_sha256")}
    return {
        "entity": entity, "period": period, **said, "file_bytes": int(given.get("file_bytes", "0") or 0),
        "changes": changes,
    }  # fmt: skip


def _decided(visit: Visit, given: Given) -> dict[str, Any]:
    return {
        "entity": visit.params["entity"], "period": given.get("period", ""), "number": int(given.get("number", "0")),
        "granted": given.get("granted") == "yes", "text": given.get("text", "").strip(),
    }  # fmt: skip


_FORMS: Mapping[str, tuple[str, Callable[[Visit, Given], dict[str, Any]]]] = {
    "propose": (PROPOSES, _proposed),
    "decide": (DECIDES, _decided),
}


def _act(visit: Visit) -> Page | Moved:
    """Propose or decide; what is refused is shown on the page with the reason."""
    if visit.params["step"] not in _FORMS:
        raise Trouble(404, "http.not_found")
    kind, item = _FORMS[visit.params["step"]]
    try:
        api.send(visit, kind, {"items": [item(visit, {name: str(value) for name, value in visit.body.items()})]})
    except ValueError as wrong:
        return Page("corrections", _content(visit, str(wrong)[:200]), 400)
    except Trouble as trouble:
        return Page("corrections", _content(visit, trouble.words(visit.language)), trouble.status)
    return Moved(f"/corrections/{visit.params['entity']}?lang={visit.language}")


def _api(visit: Visit) -> Any:
    """Return an entity's confirmed years with their versions and corrections."""
    if visit.rows.get(EntityRow, visit.params["entity"]) is None:
        raise Trouble(404, "http.not_found")
    found = corrected_years(visit.rows, visit.platform.market.law, visit.params["entity"])
    return {"entity": visit.params["entity"], "years": [year.as_json() for year in found]}


_VERSION = {
    "type": "object", "required": ["number", "verified_t", "since"],
    "properties": {
        "number": {"type": "integer"}, "verified_t": {"type": "integer"}, "since": {"type": "string"},
    },
}  # fmt: skip

ROUTES = [
    Route(
        "GET", "/corrections/{entity}", "see.records", _page, "Corrections of confirmed emissions.", whose, (ENTITY,)
    ),
    Route(
        "POST", "/corrections/{entity}/{step}", "see.records", _act, "Propose or decide a correction.", whose,
        (ENTITY, Param("step", "propose or decide.", where="path", example="propose")), takes="form",
    ),
    Route(
        "GET", "/api/v1/corrections/{entity}", "see.records", _api, "Confirmed emissions by version.", whose, (ENTITY,),
        answer={
            "type": "object", "required": ["entity", "years"],
            "properties": {
                "entity": {"type": "string"},
                "years": {"type": "array", "items": {
                    "type": "object",
                    "required": ["entity", "period", "behind", "surplus_t", "versions", "corrections"],
                    "properties": {
                        "entity": {"type": "string"}, "period": {"type": "string"}, "behind": {"type": "string"},
                        "surplus_t": {"type": "integer"},
                        "versions": {"type": "array", "items": _VERSION},
                        "corrections": {"type": "array", "items": {"type": "object"}},
                    },
                }},
            },
        },
        tag="mrv", operation="corrections",
    ),
]  # fmt: skip
