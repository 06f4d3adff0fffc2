"""Plausibility of a year as pages and through the API: an entity's findings, and the entities of a province or city."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tanshi.application.plausible import of_area, of_entity
from tanshi.core.period import Period
from tanshi.journal.command import Concern
from tanshi.mrv.plausibility.check import SEVERITIES
from tanshi.mrv.plausibility.finding import Implausible
from tanshi.mrv.plausibility.judging import Verdict
from tanshi.participants.areas import areas
from tanshi.participants.tables import EntityRow
from tanshi.server.api import _LANG
from tanshi.server.papers import ENTITY, whose
from tanshi.server.platform import Visit
from tanshi.server.routing import Page, Param, Route, Trouble
from tanshi.server.schema import FINDING

#: Findings on a page; the API gives all.
MOST_SHOWN = 200

_TONES = {"impossible": "bad", "explain": "warn", "advice": ""}

_YEAR = Param("period", "Emission year.", where="path", example="2022")
_AREA = Param("area", "Province (37) or city (3701).", where="path", example="37")


def told(visit: Visit, entity: str, period: str, most: int = MOST_SHOWN) -> dict[str, Any]:
    """Return what a page tells of an entity's year: figures, and the findings, the gravest first."""
    found = _verdict(visit, entity, period)
    ranked = sorted(found.odd, key=lambda o: SEVERITIES.index(o.check.severity))
    return {
        "figure": found.by_entity().get(entity, {"asked": 0, **dict.fromkeys(SEVERITIES, 0)}),
        "odd": [_shown(visit, Implausible(o)) for o in ranked[:most]],
        "more": max(0, len(ranked) - most),
        "tones": _TONES,
        "severities": SEVERITIES,
    }


def _verdict(visit: Visit, entity: str, period: str) -> Verdict:
    return of_entity(visit.platform.market.law, visit.rows, entity, _year(period))


def _shown(visit: Visit, finding: Implausible) -> dict[str, Any]:
    check = finding.odd.check
    assert finding.citation is not None
    return {
        "where": finding.where,
        "severity": check.severity,
        "message": finding.message(visit.language),
        "note": check.note.get(visit.language, ""),
        "law": visit.platform.market.law.reference(finding.citation),
        "confidence": str(check.confidence),
    }


def _year(period: str) -> int:
    try:
        years = Period.named(period).years
    except ValueError:
        years = ()
    if len(years) != 1:
        raise Trouble(404, "http.not_found")
    return int(years[0])


def _of_entity(visit: Visit) -> Page:
    row = visit.rows.get(EntityRow, visit.params["entity"])
    if row is None:
        raise Trouble(404, "http.not_found")
    period = visit.params["period"]
    return Page("plausibility", {"entity": row, "period": period, **told(visit, row.id, period)})


def _concerns_area(visit: Visit) -> Sequence[Concern]:
    return [Concern(area=visit.params["area"])]


def _of_area(visit: Visit) -> Page:
    area, period = visit.params["area"], visit.params["period"]
    if area[:2] not in areas():
        raise Trouble(404, "http.not_found")
    found = of_area(visit.platform.market.law, visit.view, area, _year(period)).by_entity()
    order = sorted(found, key=lambda e: (*(-found[e][s] for s in SEVERITIES), e))
    named = [(e, visit.rows.get(EntityRow, e), found[e]) for e in order]
    province = areas()[area[:2]]
    name = province.zh if visit.language == "zh" else province.en
    name += f" {area}" if area != province.code else ""
    sums = {s: sum(f[s] for f in found.values()) for s in (*SEVERITIES, "asked")}
    return Page(
        "plausibility_area",
        {"area": area, "area_name": name, "period": period, "rows": named, "sums": sums, "severities": SEVERITIES},
    )


# the API

_COUNT: Mapping[str, Any] = {"type": "integer"}
_FIGURE = {
    "type": "object",
    "required": ["asked", *SEVERITIES],
    "properties": dict.fromkeys(("asked", *SEVERITIES), _COUNT),
}
_FOUND = {
    "type": "object",
    "required": ["figure", "findings"],
    "properties": {"figure": _FIGURE, "findings": {"type": "array", "items": FINDING}},
}


def _answered(visit: Visit) -> Any:
    entity, period = visit.params["entity"], visit.params["period"]
    if visit.rows.get(EntityRow, entity) is None:
        raise Trouble(404, "http.not_found")
    found = _verdict(visit, entity, period)
    figure = found.by_entity().get(entity, {"asked": 0, **dict.fromkeys(SEVERITIES, 0)})
    return {"figure": figure, "findings": [Implausible(o).as_json() for o in found.odd]}


ROUTES = [
    Route(
        "GET", "/plausibility/{period}/area/{area}", "see.records", _of_area, "Plausibility of an area's entities.",
        _concerns_area, (_YEAR, _AREA),
    ),
    Route(
        "GET", "/plausibility/{period}/{entity}", "see.records", _of_entity, "Plausibility of an entity's year.", whose,
        (_YEAR, ENTITY),
    ),
    Route(
        "GET", "/api/v1/plausibility/{period}/{entity}", "see.records", _answered,
        "What the plausibility checks find in an entity's year, and how many were asked.", whose,
        (_YEAR, ENTITY, _LANG), answer=_FOUND, tag="records", operation="plausibility",
    ),
]  # fmt: skip
