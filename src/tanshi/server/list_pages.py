"""The yearly lists as a page and through the API: who is on one, who entered, who left, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tanshi.application.kept import NO_TASK, kept
from tanshi.application.lists import COVER, KINDS, Listed, YearList, ground_words, text_of, year_list
from tanshi.application.market import Market
from tanshi.journal.engine import Snapshot
from tanshi.participants.areas import areas
from tanshi.server.platform import Visit
from tanshi.server.routing import Page, Param, Route

#: Entities of one page, and of one answer if nothing else is asked for, and the most that can be.
_PAGE, _ANSWER, _MOST = 100, 1_000, 10_000

#: What a page shows: all on the list, who entered, who left.
SHOWN = ("all", "entered", "left")

_SORTABLE: Mapping[str, str] = {
    "entity": "entity_id", "area": "area_gb2260", "sector": "sector", "since": "since", "ground": "ground",
    "emission_t": "emission_t",
}  # fmt: skip


def page(visit: Visit, year: str) -> Page:
    """Return the page of a list: filters by words and province, sorted and paged."""
    asked = visit.params
    kind = asked.get("kind", "") if asked.get("kind", "") in KINDS else COVER
    show = asked.get("show", "") if asked.get("show", "") in SHOWN else SHOWN[0]
    found = read_list(visit.platform.market, visit.view, year, kind)
    rows = {"all": found.entities, "entered": found.entered, "left": found.left}[show]
    rows = _filtered(rows, asked.get("q", ""), asked.get("area", ""))
    sort = asked.get("sort", "") if asked.get("sort", "") in _SORTABLE else "entity"
    descending = asked.get("order", "") == "desc"
    rows = sorted(rows, key=lambda e: (getattr(e, _SORTABLE[sort]), e.entity_id), reverse=descending)
    number = int(asked["page"]) if asked.get("page", "").isascii() and asked.get("page", "").isdigit() else 1
    first = _PAGE * (max(1, min(number, -(-len(rows) // _PAGE) or 1)) - 1)
    query = {"kind": kind, "show": show, "q": asked.get("q", ""), "area": asked.get("area", "")}
    listing = {
        "path": f"/lists/{found.period}",
        "query": {**query, "lang": visit.language, "sort": sort, "order": "desc" if descending else "asc"},
        "sort": sort,
        "order": "desc" if descending else "asc",
        "first": first + 1,
        "size": _PAGE,
        "total": len(rows),
        "sortable": list(_SORTABLE),
    }
    law = visit.platform.market.law
    content = {
        "found": found,
        "rows": rows[first : first + _PAGE],
        "listing": listing,
        "query": query,
        "areas": areas(),
        "words": ground_words,
        "text_of": lambda citation: text_of(law, citation),
        "kinds": KINDS,
    }
    return Page("year_list", content)


def read_list(market: Market, view: Snapshot, year: str, kind: str) -> YearList:
    """Return a list of a year; it reads every entity, so it is kept until a fact that concerns it."""
    found = kept(market, NO_TASK).get(view, f"year list/{year[:20]}/{kind}", lambda: year_list(view, year, kind))
    return replace(found, position=view.head().size)


def _filtered(rows: Sequence[Listed], words: str, area: str) -> list[Listed]:
    wanted = words.strip().casefold()
    return [
        e
        for e in rows
        if e.area_gb2260.startswith(area)
        and (not wanted or any(wanted in text.casefold() for text in (e.entity_id, e.name_zh, e.name_en)))
    ]


def _api_list(visit: Visit) -> Any:
    """Return a list as the machine interface has it, with `entities` in pages by entity id."""
    found = read_list(visit.platform.market, visit.view, visit.params["year"], visit.params.get("kind", COVER))
    after, limit = visit.params.get("after", ""), int(visit.params.get("limit", _ANSWER))
    rest = [e for e in found.entities if e.entity_id > after]
    return {
        **replace(found, entities=rest[:limit]).as_json(),
        "count": len(found.entities),
        "after": rest[limit - 1].entity_id if len(rest) > limit else "",
    }


_TEXT, _WHOLE = {"type": "string"}, {"type": "integer"}
_ENTRY = {
    "type": "object",
    "required": ["entity_id", "name", "area_gb2260", "sector", "since", "ground", "citation"],
    "properties": {
        **dict.fromkeys(
            (
                "entity_id", "name", "name_zh", "name_en", "area_gb2260", "sector", "since", "ground", "citation",
                "years", "published_on",
            ),
            _TEXT,
        ),
        "emission_t": _WHOLE,
        "late": {"type": "boolean"},
        "heirs": {"type": "array", "items": _TEXT},
    },
}  # fmt: skip
_ENTRIES = {"type": "array", "items": _ENTRY}
_ANSWER_SCHEMA = {
    "type": "object",
    "required": ["year", "kind", "previous", "count", "entities", "entered", "left", "position", "after"],
    "properties": {
        **dict.fromkeys(("year", "kind", "previous", "after"), _TEXT),
        **dict.fromkeys(("count", "count_before", "position"), _WHOLE),
        **dict.fromkeys(("entities", "entered", "left"), _ENTRIES),
    },
}

ROUTES = [
    Route(
        "GET", "/api/v1/lists/{year}", "see.results", _api_list,
        "Who must report or is covered in a year, who entered, who left, on which ground.",
        params=(
            Param("year", "Year or joint period.", where="path", example="2022"),
            Param("kind", "Which list.", choices=KINDS),
            Param("after", "The last entity of the page before."),
            Param("limit", "Entities of the answer.", kind="integer", least=1, most=_MOST),
            Param("lang", "Language of messages.", choices=("zh", "en")),
        ),
        answer=_ANSWER_SCHEMA, tag="lists", operation="year_list",
    ),
]  # fmt: skip
