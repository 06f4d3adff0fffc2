"""Pages and API that look through the books: month and evidence, why, history, search.

A route's right opens the door; what is behind it depends on the place or figure, so the handler asks the access table
again for that: a nation's sum is published, a unit's month is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from tanshi.application.identity import looks
from tanshi.application.identity.refusal import Refused
from tanshi.application.why import EXAMPLES, MEASURES, why
from tanshi.application.work import history, search
from tanshi.application.work import look as through
from tanshi.application.work.subjects import evidence_of
from tanshi.core.finding import Problem
from tanshi.journal.command import Concern
from tanshi.mrv.tables import EvidenceRow
from tanshi.participants.areas import areas
from tanshi.participants.tables import EntityRow, UnitRow
from tanshi.rules import Node
from tanshi.server.console import csrf
from tanshi.server.platform import Visit
from tanshi.server.routing import Page, Param, Route, Trouble, status_of
from tanshi.server.schema import text_members
from tanshi.server.work import subject_of


def must_see(visit: Visit, right: str, concern: Concern) -> None:
    """Refuse a caller that has not a right over what is behind the door."""
    refused = visit.refusal(right, [concern])
    if refused is not None:
        public = visit.caller.is_public
        code = "http.sign_in_first" if public else str(refused)
        details = {"actor": visit.caller.actor or "-", "kind": right}
        raise Trouble(401 if public else status_of(refused), code, details=details)


# look-through


def _look(visit: Visit, place: str) -> through.Look:
    found = through.look(visit.view, place)
    must_see(visit, through.RIGHTS[found.here.level], found.concern)
    return found


def _api_look(visit: Visit) -> Any:
    return {**_look(visit, visit.params["place"]).as_json(), "position": visit.position}


def _look_page(visit: Visit) -> Page:
    """Show any place: a digest or a place that was typed or sent leads here."""
    asked = visit.params.get("place", "").strip()
    if not asked:
        return Page("look_ask", {"asked": "", "trouble": ""})
    try:
        found = _look(visit, asked)
    except Problem as wrong:
        return Page("look_ask", {"asked": asked, "trouble": wrong.findings[0].message(visit.language)}, 404)
    return _through(visit, found)


def _through(visit: Visit, found: through.Look, opened: bool = False, trouble: str = "", status: int = 200) -> Page:
    content = {"look": found, "figure": through.shown_figure, "MASK": history.MASK, "opened": opened}
    return Page("look", {**content, "trouble": trouble, "csrf": csrf(visit), "position": visit.position}, status)


def _of_unit(visit: Visit) -> Sequence[Concern]:
    unit = visit.rows.get(UnitRow, visit.params["unit"])
    return [visit.concern(unit.entity) if unit else Concern()]


def _month(visit: Visit) -> Page:
    params = visit.params
    return _through(visit, _look(visit, f"{params['period']}/{params['unit']}/{params['month']}"))


def _place(visit: Visit) -> str:
    params = visit.params
    return f"{params['month'][:4]}/{params['unit']}/{params['month']}/{params['number']}"


def _evidence(visit: Visit) -> Page:
    return _through(visit, _look(visit, _place(visit)))


def _piece(visit: Visit) -> EvidenceRow:
    params = visit.params
    found = evidence_of(f"{params['unit']}/{params['month']}/{params['number']}", visit.rows)
    if found is None:
        raise Trouble(404, "http.not_found")
    return found


def _open(visit: Visit) -> through.Look:
    """Write the look down, and only then show what is secret."""
    piece = _piece(visit)
    given = visit.body if isinstance(visit.body, dict) else {}
    subject, record = f"entity/{piece.entity}", f"mrv.evidence/{piece.unit}/{piece.month}/{piece.number}"
    reason = str(given.get("reason", ""))
    refused = looks.look(visit.platform.gate, visit.caller, subject, record, reason, through.SECRET)
    if isinstance(refused, Refused):
        raise Trouble(403, str(refused.outcome), details=refused.details)
    return through.look(visit.view, _place(visit), masked=False)


def _open_page(visit: Visit) -> Page:
    try:
        return _through(visit, _open(visit), opened=True)
    except Trouble as wrong:
        if wrong.status == 404:
            raise
        return _through(visit, _look(visit, _place(visit)), trouble=wrong.words(visit.language), status=wrong.status)


def _api_open(visit: Visit) -> Any:
    return {**_open(visit).as_json(), "position": visit.position}


# why


def concern_of_figure(visit: Visit, subject: str) -> tuple[str, Concern]:
    """Return the right a figure's tree needs and whom it concerns: sums are results, an entity's and a unit's not."""
    measure, *rest = subject.split("/")
    where = rest[1] if len(rest) == 2 else ""
    if measure == "reported_t" and (not where or where in areas()):  # reports come in one by one: a sum tells of each
        return "see.entity", Concern("", where)
    if (measure not in MEASURES and measure != "penalty") or not where or where in areas():
        return "see.results", Concern()
    unit = visit.rows.get(UnitRow, where) if visit.rows.get(EntityRow, where) is None else None
    return ("see.records", visit.concern(unit.entity)) if unit else ("see.entity", visit.concern(where))


def tree_of(visit: Visit, subject: str) -> Node:
    """Return the tree of a figure that the caller may see."""
    must_see(visit, *concern_of_figure(visit, subject))
    return why(visit.platform.market, subject).node


def _why(visit: Visit) -> Page:
    subject = visit.params.get("subject", "").strip()
    if not subject:
        return Page("why", {"subject": "", "node": None, "trouble": "", "examples": EXAMPLES})
    try:
        node = tree_of(visit, subject)
    except Problem as wrong:
        words = wrong.findings[0].message(visit.language)
        return Page("why", {"subject": subject, "node": None, "trouble": words, "examples": EXAMPLES}, 404)
    trail = [s for s in _trail(visit, subject) if s != subject and visit.may(*concern_of_figure(visit, s))]
    content = {"subject": subject, "node": node, "trouble": "", "examples": EXAMPLES, "trail": trail}
    return Page("why", {**content, "revision": visit.platform.market.law.revision})


def _trail(visit: Visit, subject: str) -> list[str]:
    """Return the sums a figure is part of, the nation's first."""
    measure, *rest = subject.split("/")
    if measure not in MEASURES or not rest:
        return []
    found = [f"{measure}/{rest[0]}"]
    where = rest[1] if len(rest) == 2 else ""
    unit = visit.rows.get(UnitRow, where) if where and where not in areas() else None
    entity = visit.rows.get(EntityRow, unit.entity if unit else where)
    if entity is not None:
        found.append(f"{measure}/{rest[0]}/{entity.area_gb2260[:2]}")
        found += [f"{measure}/{rest[0]}/{entity.id}"] if unit else []
    return found


def _api_why(visit: Visit) -> Any:
    node = tree_of(visit, visit.params["subject"])
    return {
        "subject": visit.params["subject"],
        "value": node.shown,
        "unit": node.unit,
        "position": visit.position,
        "tree": node.as_json(),
    }


# history


def _events(visit: Visit) -> tuple[str, list[history.Event], int | None, int]:
    subject = visit.params.get("subject", "")
    if subject.partition("/")[0] not in ("entity", "unit", "account", "report"):
        raise Trouble(404, "http.not_found")
    found = subject_of(visit, subject)
    before = visit.params.get("before", "")
    if before and (not before.isdecimal() or len(before) > 18):
        raise Trouble(400, "http.bad_parameter", details={"name": "before", "value": before, "reason": "no position"})
    engine = visit.platform.market.engine
    if visit.platform.market.writer is not None:
        history.catch_up(engine)
    rights = [right for right in set(history.RIGHTS.values()) if visit.may(right, found.concern)]
    with engine.snapshot() as view:  # newer than the visit's: the index has just gone on
        events, then = history.history(view, subject, rights, int(before) if before else None)
        ((size,),) = view.fetch("SELECT coalesce(max(size), 0) FROM work_indexed")
    return subject, events, then, int(size)


def _history(visit: Visit) -> Page:
    subject, events, then, size = _events(visit)
    content = {"subject": subject, "events": events, "before": then, "size": size}
    return Page("history", {**content, "may_prove": visit.may("see.journal")})


def _api_history(visit: Visit) -> Any:
    _, events, then, size = _events(visit)
    return {"items": [asdict(e) for e in events], "before": then, "indexed": size, "position": visit.position}


# search


def _found(visit: Visit) -> list[search.Hit]:
    def may(right: str, concern: Concern) -> bool:
        return visit.may(right, concern)

    return search.search(visit.view, visit.params.get("q", ""), may)


def _search(visit: Visit) -> Page:
    """Find entities, units and accounts by any part of their number or name."""
    listed = visit.view.fetch("SELECT max(period) FROM participants_listing")[0][0] or ""
    asked = visit.params.get("q", "").strip()[: search.LONGEST]
    hits = [(hit, _page_of(visit, hit, listed)) for hit in _found(visit)]
    return Page("search", {"asked": asked, "hits": hits, "areas": areas()})


def _page_of(visit: Visit, hit: search.Hit, listed: str) -> str:
    """Return the page of something found; `listed` is the newest period with results, or ""."""
    if hit.kind == "account":
        return f"/history?subject=account/{hit.id}"
    if hit.kind == "entity":
        return f"/{listed}/entity/{hit.id}" if listed else f"/entity/{hit.id}"
    ((month,),) = visit.view.fetch("SELECT max(month) FROM mrv_unit_month WHERE unit = ?", [hit.id])
    return f"/{listed or str(month or visit.today)[:4]}/unit/{hit.id}"


def _api_search(visit: Visit) -> Any:
    return {"items": [asdict(hit) for hit in _found(visit)], "position": visit.position}


# routes

_LANG = Param("lang", "Language of messages: zh or en.", example="en")
_PLACE = Param("place", f"A place: {through.EXAMPLES}.", "path", example="2022/37")
_ASKED = Param("place", f"A place: {through.EXAMPLES}.", example="2022/37")
_PERIOD = Param("period", "Compliance period.", "path", example="2022")
_UNIT = Param("unit", "Unit id.", "path")
_MONTH = Param("month", "Month.", "path", example="2022-03")
_NUMBER = Param("number", "Number of the piece in its month.", "path", example="1")
_FIGURE = Param("subject", f"A figure: {EXAMPLES}.", example="approved_t/2022")
_FIGURE_PATH = Param("subject", "MEASURE/PERIOD[/WHERE], close/DAY, penalty/PERIOD/ENTITY.", "path")
_SUBJECT = Param("subject", "entity/E, unit/U, account/A or report/PERIOD/E.", example="entity/H1")
_SUBJECT_PATH = Param("subject", "entity/E, unit/U, account/A or report/PERIOD/E.", "path", example="entity/H1")
_BEFORE = Param("before", "Facts before this position.", kind="integer")
_Q = Param("q", "Part of a name or number.", example="电厂")

_A_PLACE = {
    "type": "object",
    "required": ["level", "place", "name_zh", "name_en", "figures"],
    "properties": {
        "level": {"enum": list(through.LEVELS)},
        **text_members("place", "name_zh", "name_en", "page"),
        "figures": {"type": "object"},
    },
}
_PLACES = {"type": "array", "items": _A_PLACE}
_LOOK = {
    "type": "object",
    "required": ["way", "under", "more", "position"],
    "properties": {
        "way": _PLACES, "under": _PLACES, "more": {"type": "boolean"}, "position": {"type": "integer"},
    },
}  # fmt: skip
_REASON = {"type": "object", "required": ["reason"], "properties": {"reason": {"type": "string", "minLength": 1}}}
_EVENTS = {
    "type": "object",
    "required": ["items", "before", "indexed"],
    "properties": {
        "items": {"type": "array", "items": {"type": "object", "required": ["position", "type", "day", "actor"]}},
        "before": {"type": ["integer", "null"]},
        "indexed": {"type": "integer"},
    },
}
_HITS = {
    "type": "object",
    "required": ["items"],
    "properties": {
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["kind", "id", "entity", "rank"],
                "properties": {
                    **text_members("kind", "id", "name_zh", "name_en", "entity", "area_gb2260"),
                    "rank": {"type": "integer"},
                },
            },
        }
    },
}
_WHERE = "/evidence/{unit}/{month}/{number}"

ROUTES = [
    Route("GET", "/look", "see.results", _look_page, "Look at any place, or for a file's digest.", params=(_ASKED,)),
    Route("GET", "/why", "see.results", _why, "The tree of a figure.", params=(_FIGURE,)),
    Route("GET", "/history", "see.results", _history, "The facts about a subject.", params=(_SUBJECT, _BEFORE)),
    Route("GET", "/search", "see.results", _search, "Find an entity, unit or account.", params=(_Q,)),
    Route(
        "GET", "/{period}/unit/{unit}/{month}", "see.records", _month, "A unit's month with its evidence.", _of_unit,
        (_PERIOD, _UNIT, _MONTH),
    ),
    Route("GET", _WHERE, "see.records", _evidence, "A piece of evidence.", _of_unit, (_UNIT, _MONTH, _NUMBER)),
    Route(
        "POST", _WHERE, "see.secrets", _open_page, "Look at what is secret, with a reason.", _of_unit,
        (_UNIT, _MONTH, _NUMBER), takes="form",
    ),
    Route(
        "GET", "/api/v1/look/{place:path}", "see.results", _api_look, "A place, the way to it, what is under it.",
        params=(_PLACE, _LANG), answer=_LOOK, tag="look", operation="look",
    ),
    Route(
        "POST", "/api/v1/evidence/{unit}/{month}/{number}", "see.secrets", _api_open,
        "Look at what is secret in a piece of evidence; the look is written down.", _of_unit,
        (_UNIT, _MONTH, _NUMBER, _LANG), body=_REASON, answer=_LOOK, tag="look", operation="open_evidence",
        takes="json",
    ),
    Route(
        "GET", "/api/v1/why/{subject:path}", "see.results", _api_why, "The tree of a figure: formula, inputs, text.",
        params=(_FIGURE_PATH, _LANG), answer={"type": "object"}, tag="figures", operation="why",
    ),
    Route(
        "GET", "/api/v1/history/{subject:path}", "see.results", _api_history, "Facts about a subject, newest first.",
        params=(_SUBJECT_PATH, _BEFORE, _LANG), answer=_EVENTS, tag="look", operation="history",
    ),
    Route(
        "GET", "/api/v1/search", "see.results", _api_search, "Find entities, units and accounts by name or number.",
        params=(_Q, _LANG), answer=_HITS, tag="look", operation="search",
    ),
]  # fmt: skip
