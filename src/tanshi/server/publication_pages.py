"""What entities published of their reports: a list and a page open to everybody, JSON, files, and the act itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanshi.application.documents import can_typeset, pdf, xlsx
from tanshi.application.publications import Publication, items, publication, publications
from tanshi.core.finding import Problem
from tanshi.journal.request import plain
from tanshi.mrv.tables import ReportRow
from tanshi.participants.tables import EntityRow
from tanshi.server import api
from tanshi.server.console import csrf
from tanshi.server.papers import ENTITY, whose
from tanshi.server.platform import Visit
from tanshi.server.receipts import XLSX
from tanshi.server.routing import File, Moved, Page, Param, Route, Trouble

PUBLISHES = "mrv.publish_emission"

#: Publications on one page; the list `mrv-publication` has all.
_SHOWN = 200

_MEDIA: Mapping[str, str] = {"pdf": "application/pdf", "xlsx": XLSX}


def _all(visit: Visit) -> Page:
    found = publications(visit.view)
    names = {e.id: e for e in (visit.rows.get(EntityRow, id) for id in {r.entity for r in found[:_SHOWN]}) if e}
    return Page("publications", {"rows": found[:_SHOWN], "names": names, "more": max(0, len(found) - _SHOWN)})


def _asked(visit: Visit) -> Publication:
    number = visit.params.get("number", "")
    try:
        return publication(
            visit.platform.market.law, visit.view, visit.params["entity"], visit.params["period"], visit.language,
            int(number) if number.isascii() and number.isdigit() and len(number) < 8 else 0,
        )  # fmt: skip
    except Problem:
        raise Trouble(404, "http.not_found") from None


def _page(visit: Visit) -> Page:
    return Page("publication", _content(visit))


def _content(visit: Visit, trouble: str = "") -> dict[str, Any]:
    entity, period = visit.rows.get(EntityRow, visit.params["entity"]), visit.params["period"]
    if entity is None:
        raise Trouble(404, "http.not_found")
    versions = publications(visit.view, entity.id, period)
    report = visit.rows.get(ReportRow, (entity.id, period))
    confirmed = report is not None and report.state == "confirmed"
    may = confirmed and visit.may(PUBLISHES, visit.concern(entity.id))
    if not versions and not may:
        raise Trouble(404, "http.not_found")
    return {
        "entity": entity,
        "period": period,
        "shown": _asked(visit) if versions else None,
        "versions": versions,
        "forms": [form for form in _MEDIA if form != "pdf" or can_typeset()],
        "may": may,
        "csrf": csrf(visit),
        "trouble": trouble,
    }


def _publish(visit: Visit) -> Page | Moved:
    """Publish, or show the page again with the reason."""
    item = {"entity": visit.params["entity"], "period": visit.params["period"]}
    (answer,) = api.send_each(visit, PUBLISHES, [item])
    if not answer.done:
        return Page("publication", _content(visit, answer.message(visit.language)), 409)
    return Moved(f"/publications/{item['period']}/{item['entity']}?lang={visit.language}")


def _file(visit: Visit) -> File:
    form = visit.params["form"]
    if form not in _MEDIA or (form == "pdf" and not can_typeset()):
        raise Trouble(404, "http.not_found")
    found = _asked(visit)
    data = pdf(found.paper()).data if form == "pdf" else xlsx(found.paper(), by_heading=True)
    return File(data, _MEDIA[form], f"{found.row.period}-{found.row.entity}-{found.row.number}.{form}")


def _api(visit: Visit) -> Any:
    """Return a publication with its items."""
    row = _asked(visit).row
    names = ("kind", "part", "name", "value", "records")
    return {**plain(row), "items": [{name: getattr(i, name) for name in names} for i in items(visit.view, row)]}


_PERIOD = Param("period", "Emission year.", where="path", example="2024")
_NUMBER = Param("number", "Version; without one the last.", example="1")

ROUTES = [
    Route("GET", "/publications", "see.results", _all, "Emission information that entities published."),
    Route(
        "GET", "/publications/{period}/{entity}", "see.results", _page, "What an entity published of a year.",
        params=(_PERIOD, ENTITY, _NUMBER),
    ),
    Route(
        "POST", "/publications/{period}/{entity}", PUBLISHES, _publish, "Publish emission information.", whose,
        (_PERIOD, ENTITY), takes="form",
    ),
    Route(
        "GET", "/publications/{period}/{entity}/{form}", "see.results", _file, "A publication as a file.",
        params=(_PERIOD, ENTITY, Param("form", "pdf or xlsx.", where="path", example="pdf"), _NUMBER),
        media=tuple(_MEDIA.values()),
    ),
    Route(
        "GET", "/api/v1/publications/{period}/{entity}", "see.results", _api, "What an entity published of a year.",
        params=(_PERIOD, ENTITY, _NUMBER),
        answer={
            "type": "object", "required": ["entity", "period", "number", "verified_t", "items"],
            "properties": {
                "entity": {"type": "string"}, "period": {"type": "string"}, "number": {"type": "integer"},
                "sector": {"type": "string"}, "guide": {"type": "string"}, "basis": {"type": "string"},
                "verified_t": {"type": "integer"}, "due": {"type": "string"}, "late": {"type": "integer"},
                "published_on": {"type": "string"},
                "items": {"type": "array", "items": {"type": "object"}},
            },
        },
        tag="mrv", operation="publication",
    ),
]  # fmt: skip
