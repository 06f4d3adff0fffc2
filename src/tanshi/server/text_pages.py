"""The texts themselves: timeline with a day to choose, words, and figures; as pages and through the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from tanshi.core.catalogue import Language, text
from tanshi.core.finding import Problem
from tanshi.disclosure.text_figures import KINDS, TextFigure, text_figures
from tanshi.rules import Law
from tanshi.rules.terms import matching
from tanshi.rules.timeline import Change, Event, Held, as_json, changes, day_of, events, held_on, texts_on
from tanshi.server.platform import Visit
from tanshi.server.routing import Page, Param, Route, Trouble


@dataclass(frozen=True, slots=True)
class Told:
    """An event with what it set, as the page shows it."""

    event: Event
    changes: Sequence[Change]


@lru_cache(maxsize=8)
def told(law: Law) -> tuple[Told, ...]:
    """Return all events of a law with what each set; the law of a process does not change under it."""
    return tuple(Told(event, changes(law, event)) for event in events(law))


@lru_cache(maxsize=8)
def _figures(law: Law) -> tuple[TextFigure, ...]:
    return tuple(text_figures(law))


def asked_day(visit: Visit) -> date | None:
    """Return the day asked for in `day`, or None; what is no day is told."""
    shown = visit.params.get("day", "").strip()
    try:
        return day_of(shown) if shown else None
    except Problem as trouble:
        raise Trouble(400, "rules.bad_day", findings=trouble.findings) from None


def other_href(visit: Visit, **query: str) -> str:
    """Return the address of this page in the other language, asking for the same."""
    other = "en" if visit.language == "zh" else "zh"
    return f"{visit.path}?{urlencode({**{k: v for k, v in query.items() if v}, 'lang': other})}"


def _timeline(visit: Visit) -> Page:
    law, day = visit.platform.market.law, asked_day(visit)
    every = told(law)
    shown = [t for t in every if day is None or t.event.first_day <= day]
    years: dict[str, list[Told]] = {}
    for found in reversed(shown):
        years.setdefault(found.event.shown_day[:4], []).append(found)
    content: dict[str, Any] = {"years": years, "day": day, "strip": strip(every, day), "law": law}
    content["other_href"] = other_href(visit, day=day.isoformat() if day else "")
    if day is not None:
        content |= {"texts": texts_on(law, day), "held": _by_text(held_on(law, day))}
    return Page("timeline", content)


def _by_text(held: Sequence[Held]) -> dict[str, list[Held]]:
    """Return values under the text that sets each."""
    found: dict[str, list[Held]] = {}
    for value in held:
        found.setdefault(value.cited.citation.instrument, []).append(value)
    return found


def _terms(visit: Visit) -> Page:
    asked = visit.params.get("q", "")[:80]
    law = visit.platform.market.law
    return Page("terms", {"asked": asked, "found": matching(law, asked), "other_href": other_href(visit, q=asked)})


def _figures_page(visit: Visit) -> Page:
    asked = visit.params.get("answer", "")
    every = _figures(visit.platform.market.law)
    counts = {kind: sum(f.answer.kind == kind for f in every) for kind in KINDS}
    found = [f for f in every if asked not in KINDS or f.answer.kind == asked]
    content = {"found": found, "counts": counts, "asked": asked, "total": len(every)}
    return Page("text_figures", {**content, "other_href": other_href(visit, answer=asked)})


# The strip of events


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark on the strip."""

    x: int
    y: int
    kind: str
    filled: bool
    title: Mapping[str, str]
    shown_day: str


@dataclass(frozen=True, slots=True)
class Strip:
    """Events as marks over their years. The years before the market opened are drawn narrower."""

    width: int
    height: int
    base: int
    years: Sequence[tuple[int, int, bool]]  # year, place, whether it is labelled
    marks: Sequence[Mark]
    cursor: int | None


#: Width of a year before and from this one on; what stands closer than a mark's width is stacked.
_OPEN, _NARROW, _WIDE, _STEP = 2020, 22, 108, 15


def strip(told: Sequence[Told], day: date | None) -> Strip:
    """Return the marks of all events, with a line at a day."""
    first = min(t.event.first_day.year for t in told)
    last = max(t.event.first_day.year for t in told)
    heights: dict[int, int] = {}
    placed = []
    for found in told:
        column = _place(found.event.first_day, first) // _STEP
        level = heights[column] = heights.get(column, 0) + 1
        placed.append((found, 10 + column * _STEP + _STEP // 2, level))
    base = 12 + _STEP * max(heights.values())
    marks = [
        Mark(x, base - _STEP * level + 4, t.event.kind, bool(t.changes), t.event.title, t.event.shown_day)
        for t, x, level in placed
    ]
    years = [(y, 10 + _place(date(y, 1, 1), first), y >= _OPEN or (y - first) % 3 == 0) for y in range(first, last + 1)]
    end = 10 + _place(date(last, 12, 31), first)
    cursor = None
    if day is not None:
        cursor = min(max(10 + _place(day, first), 10), end)
    return Strip(end + 10, base + 24, base, years, marks, cursor)


def _place(day: date, first: int) -> int:
    """Return where a day stands, from the first of January of the first year."""
    narrow = max(0, min(day.year, _OPEN) - first) * _NARROW
    wide = max(0, day.year - _OPEN) * _WIDE
    within = (_WIDE if day.year >= _OPEN else _NARROW) * (day.timetuple().tm_yday - 1) // 366
    return narrow + wide + within


# The API


def _api_timeline(visit: Visit) -> Any:
    law, day = visit.platform.market.law, asked_day(visit)
    found = [t.event for t in told(law) if day is None or t.event.first_day <= day]
    answer: dict[str, Any] = {"as_of": day.isoformat() if day else None, "events": [as_json(law, e) for e in found]}
    if day is not None:
        names = ("id", "title_zh", "title_en", "number", "issuer", "rank", "issued", "in_force", "confidence")
        answer["texts"] = [{name: getattr(i, name) for name in names} for i in texts_on(law, day)]
        answer["values"] = [held.as_json() for held in held_on(law, day)]
    return answer


def _api_terms(visit: Visit) -> Any:
    law = visit.platform.market.law
    return {"terms": [term.as_json(law) for term in matching(law, visit.params.get("q", "")[:80])]}


def _api_figures(visit: Visit) -> Any:
    return {"figures": [figure.as_json() for figure in _figures(visit.platform.market.law)]}


def shown_value(value: Any, language: Language) -> str:
    """Return a value of the law in a line of a page."""
    if isinstance(value, dict):
        return "; ".join(f"{name} {shown_value(v, language)}" for name, v in value.items())
    if isinstance(value, list):
        return ", ".join(shown_value(v, language) for v in value)
    return str(value) or text("timeline.none", language)


_DAY = Param("day", "Day: events up to it, texts in force and values that hold on it.", example="2022-06-01")
_WORD = Param("q", "Word, in Chinese or English.", example="surrender")
_LIST = {"type": "array", "items": {"type": "object"}}

ROUTES = [
    Route("GET", "/law/timeline", "see.law", _timeline, "The market's timeline.", params=(_DAY,),
          operation="page_timeline"),
    Route("GET", "/law/terms", "see.law", _terms, "The words of the market.", params=(_WORD,), operation="page_terms"),
    Route("GET", "/law/figures", "see.law", _figures_page, "Figures of the texts.", operation="page_text_figures"),
    Route(
        "GET", "/api/v1/law/timeline", "see.law", _api_timeline,
        "Dated events with the values each set; with a day also what held on it.", params=(_DAY,),
        answer={"type": "object", "required": ["as_of", "events"], "properties": {"events": _LIST}},
        tag="law", operation="timeline",
    ),
    Route(
        "GET", "/api/v1/law/terms", "see.law", _api_terms, "The words of the market with their definitions.",
        params=(_WORD,), answer={"type": "object", "properties": {"terms": _LIST}}, tag="law", operation="terms",
    ),
    Route(
        "GET", "/api/v1/law/figures", "see.law", _api_figures,
        "Every figure of the texts: reading, value, and what the product has of it.",
        answer={"type": "object", "properties": {"figures": _LIST}}, tag="law", operation="text_figures",
    ),
]  # fmt: skip
