"""Compliance as pages and API: where firms stand on a day, a firm's file, progress week by week, a group together.

Everybody sees the firms its right covers: a firm itself, a group its firms, a province its own, the ministry all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from tanshi.application import progress_paper
from tanshi.application.groups import Group, group_of, members
from tanshi.application.kept import NO_TASK, kept
from tanshi.application.standings import Line, lines, obligations, one, period_of, timeline
from tanshi.application.work.reach import bound, reach
from tanshi.compliance.commands import behind_emission
from tanshi.compliance.progress import Progress, progress, tally
from tanshi.compliance.status import STATUSES, Obligations, periods
from tanshi.core.catalogue import Language, text
from tanshi.core.exact import decimal
from tanshi.core.finding import Problem
from tanshi.journal.command import Concern
from tanshi.participants.areas import areas
from tanshi.rules import Law
from tanshi.server import compliance_schemas as schemas
from tanshi.server.charts import Figure
from tanshi.server.platform import Visit
from tanshi.server.receipts import XLSX
from tanshi.server.routing import SIGNED_IN, File, Moved, Page, Param, Route, Trouble

RIGHT = "see.entity"

#: Firms of a page and of an answer if nothing else is asked for, and the most that can be.
_PAGE, _ANSWER, _MOST = 100, 1_000, 10_000


def _day(visit: Visit) -> str:
    asked = visit.params.get("on", "").strip()
    try:
        return date.fromisoformat(asked).isoformat() if asked else visit.today
    except ValueError:
        raise Trouble(400, "rules.bad_day", details={"value": asked}) from None


def _period(visit: Visit) -> str:
    try:
        return period_of(visit.view, visit.params.get("period", ""))
    except Problem as trouble:
        raise Trouble(404, trouble.findings[0].code, findings=trouble.findings) from trouble


def _law(visit: Visit, day: str) -> Law:
    return visit.platform.market.law_on(day)


def _reached(visit: Visit, found: Obligations) -> list[str]:
    """Return the firms of a period that the caller may see, by id."""
    covered = reach(visit.actor, RIGHT, visit.rows, visit.today)
    if covered is None:
        return []
    if covered.sql == "1 = 1":
        return sorted(found.firms)
    rows = visit.view.fetch(*bound(f"SELECT e.id FROM participants_entity AS e WHERE {covered.sql}", covered.values))
    return sorted(id for (id,) in rows if id in found.firms)


def _read(visit: Visit) -> tuple[list[Line], str, str]:
    day, period = _day(visit), _period(visit)
    law = _law(visit, day)
    found = obligations(law, visit.view, period)
    return lines(law, visit.view, found, day, _reached(visit, found)), period, day


def _list(visit: Visit) -> Page | Moved:
    """Show where the firms stand that the caller may see; one of them alone has its own page."""
    found, period, day = _read(visit)
    if asked := visit.params.get("entity", ""):
        return Moved(_address(visit, period, asked))
    only = visit.params.get("status", "")
    only = only if only in STATUSES else ""
    area, words = visit.params.get("area", ""), visit.params.get("q", "").strip().casefold()
    shown = [
        line for line in found
        if only in ("", line.standing.status) and line.area_gb2260.startswith(area)
        and (not words or any(words in n.casefold() for n in (line.standing.entity, line.name_zh, line.name_en)))
    ]  # fmt: skip
    shown.sort(key=lambda line: (-line.standing.due_t, line.standing.entity))
    number = int(visit.params.get("page", "1"))
    first = _PAGE * (max(1, min(number, -(-len(shown) // _PAGE) or 1)) - 1)
    query = {"lang": visit.language, "on": day, "status": only, "area": area, "q": visit.params.get("q", "")}
    content = {
        "rows": shown[first : first + _PAGE], "total": tally(line.standing for line in found), "period": period,
        "periods": periods(visit.view), "day": day, "statuses": STATUSES, "query": query, "areas": areas(),
        "listing": {
            "path": "/compliance", "query": {**query, "period": period}, "sort": "", "order": "",
            "first": first + 1, "size": _PAGE, "total": len(shown), "sortable": [],
        },
        "percent": progress_paper.percent, "is_group": visit.actor is not None and visit.actor.role == "group",
    }  # fmt: skip
    return Page("compliance", content)


def _address(visit: Visit, period: str, entity: str) -> str:
    return f"/compliance/{period}/{entity}?lang={visit.language}"


def _line(visit: Visit) -> Line:
    day, period = _day(visit), _period(visit)
    try:
        return one(_law(visit, day), visit.view, period, visit.params["entity"], day)
    except Problem as trouble:
        raise Trouble(404, trouble.findings[0].code, findings=trouble.findings) from trouble


def _of_firm(visit: Visit) -> Sequence[Concern]:
    return [visit.concern(visit.params["entity"])]


def _firm(visit: Visit) -> Page:
    """Show a firm: status, why, what to do next, what was surrendered how, what happened."""
    line = _line(visit)
    s = line.standing
    may = {
        kind: visit.may(kind, visit.concern(s.entity))
        for kind in (
            "registry.surrender",
            "compliance.correct_obligation",
            "compliance.assess",
            "registry.surrender_for",
            "see.records",
        )
    }
    found = obligations(_law(visit, s.day), visit.view, s.period, s.entity)
    content = {
        "line": line, "s": s, "why": line.why(visit.language), "happened": timeline(found, s.entity, s.day),
        "periods": periods(visit.view), "may": may, "behind": behind_emission(visit.rows, s.entity, s.period),
    }  # fmt: skip
    return Page("compliance_firm", content)


# progress


def _progress(visit: Visit) -> Progress:
    """Return the report on the firms the caller may see; the nation's is kept until a fact that concerns it."""
    day, period = _day(visit), _period(visit)

    def made() -> Progress:
        found = obligations(_law(visit, day), visit.view, period)
        seen = set(_reached(visit, found))
        found.firms = {e: firm for e, firm in found.firms.items() if e in seen}
        return progress(visit.view, found, day, visit.view.head().size)

    name = f"compliance progress/{period}/{day}/{visit.caller.actor}"
    found = kept(visit.platform.market, NO_TASK).get(visit.view, name, made)
    return replace(found, position=visit.view.head().size)


def _progress_page(visit: Visit) -> Page:
    found = _progress(visit)
    content = {
        "found": found, "periods": periods(visit.view), "statuses": STATUSES, "areas": areas(),
        "percent": progress_paper.percent, "drawn": lambda language: weeks_chart(found, language),
    }  # fmt: skip
    return Page("compliance_progress", content)


def weeks_chart(found: Progress, language: Language) -> Figure:
    """Return the rates by tonnes and by count week by week, in percent."""
    names = ("rate", "rate_by_count")
    heads = tuple(text(f"status.{n}", language) for n in ("week", *names))
    return Figure(
        kind="line", title=text("status.chart", language, {"period": found.period, "day": found.day}), unit="%",
        data={
            "categories": [day for day, _ in found.weeks],
            "series": [
                {"name": text(f"status.{n}", language), "tone": tone,
                 "values": [float(100 * decimal(getattr(t, n) or "0")) for _, t in found.weeks]}
                for n, tone in zip(names, ("accent", "owed"), strict=True)
            ],
            "divide": 1, "unit": "%",
        },
        heads=heads,
        rows=[(day, *(progress_paper.percent(getattr(t, n)) for n in names)) for day, t in found.weeks],
    )  # fmt: skip


def _paper(visit: Visit) -> File:
    """Return the weekly report as PDF or XLSX."""
    found, form = _progress(visit), visit.params["form"]
    modelled = bool(visit.view.fetch("SELECT 1 FROM participants_market WHERE origin <> ''"))
    data = progress_paper.made(found, visit.language, form, modelled)
    return File(data, XLSX if form == "xlsx" else "application/pdf", f"compliance-{found.period}-{found.day}.{form}")


# groups


def _group(visit: Visit) -> Group:
    day, period = _day(visit), _period(visit)
    organisation = visit.params.get("organisation", "") or (visit.actor.organisation if visit.actor else "")
    if not all(visit.may(RIGHT, visit.concern(e)) for e in members(visit.view, organisation, day)):
        raise Trouble(403, "command.not_permitted", details={"actor": visit.caller.actor or "-", "kind": RIGHT})
    try:
        return group_of(_law(visit, day), visit.view, organisation, period, day)
    except Problem as trouble:
        raise Trouble(404, trouble.findings[0].code, findings=trouble.findings) from trouble


def _group_page(visit: Visit) -> Page:
    found = _group(visit)
    return Page("compliance_group", {"found": found, "periods": periods(visit.view)})


# API


def _api_list(visit: Visit) -> Any:
    """Return the standings the caller may see, in pages by entity id."""
    found, period, day = _read(visit)
    after, limit = visit.params.get("after", ""), int(visit.params.get("limit", _ANSWER))
    only = visit.params.get("status", "")
    rest = [line for line in found if line.standing.entity > after and only in ("", line.standing.status)]
    return {
        "period": period, "day": day, "total": tally(line.standing for line in found).as_json(),
        "items": [line.as_json(visit.language) for line in rest[:limit]],
        "after": rest[limit - 1].standing.entity if len(rest) > limit else "", "position": visit.view.head().size,
    }  # fmt: skip


def _api_firm(visit: Visit) -> Any:
    line = _line(visit)
    s = line.standing
    found = obligations(_law(visit, s.day), visit.view, s.period, s.entity)
    said = [
        {"day": h.day, "step": h.code, "amount_t": h.amount_t, "note": h.note}
        for h in timeline(found, s.entity, s.day)
    ]  # fmt: skip
    return {**line.as_json(visit.language), "timeline": said, "position": visit.view.head().size}


def _api_progress(visit: Visit) -> Any:
    return _progress(visit).as_json()


def _api_group(visit: Visit) -> Any:
    return _group(visit).as_json(visit.language)


_PERIOD = Param("period", "Period; default: the newest with obligations.", example="2022")
_IN_PATH = Param("period", "Period, e.g. 2022 or 2019-2020.", where="path", example="2022")
_ON = Param("on", "Legal day; default: today.", example="2023-12-31")
_STATUS = Param("status", "Firms of a status.", choices=STATUSES)
_LANG = Param("lang", "Language of messages.", choices=("zh", "en"))
_FORM = Param("form", "Form of the paper.", where="path", choices=progress_paper.FORMS, example="pdf")
_ENTITY = Param("entity", "Id of a firm.", where="path", example="H1")
_ORGANISATION = Param("organisation", "Body of the group; default: the caller's.", example="G")

ROUTES = [
    Route(
        "GET", "/compliance", SIGNED_IN, _list, "Where firms stand with their obligations.",
        params=(
            _PERIOD, _ON, _STATUS, Param("area", "Code of a province."), Param("q", "Words of a name."),
            Param("page", "Number of a page.", kind="integer", least=1), Param("entity", "A firm: shows its page."),
        ),
    ),
    Route("GET", "/compliance/progress", SIGNED_IN, _progress_page, "Compliance week by week.", params=(_PERIOD, _ON)),
    Route(
        "GET", "/compliance/progress/report.{form}", SIGNED_IN, _paper, "The weekly report as a paper.",
        params=(_FORM, _PERIOD, _ON), media=("application/pdf", XLSX),
    ),
    Route("GET", "/compliance/group", SIGNED_IN, _group_page, "A group's firms together.",
          params=(_ORGANISATION, _PERIOD, _ON)),
    Route("GET", "/compliance/{period}/{entity}", RIGHT, _firm, "Where a firm stands, and what happened.", _of_firm,
          (_IN_PATH, _ENTITY, _ON)),
    Route(
        "GET", "/api/v1/compliance/{period}", SIGNED_IN, _api_list, "Where firms stand on a day, by entity.",
        params=(
            _IN_PATH, _ON, _STATUS, Param("after", "The last entity of the page before."),
            Param("limit", "Firms of the answer.", kind="integer", least=1, most=_MOST), _LANG,
        ),
        answer=schemas.STANDINGS, tag="compliance",
        operation="compliance_standings",
    ),
    Route(
        "GET", "/api/v1/compliance/{period}/progress", SIGNED_IN, _api_progress, "Compliance week by week.",
        params=(_IN_PATH, _ON, _LANG), answer=schemas.PROGRESS,
        tag="compliance", operation="compliance_progress",
    ),
    Route(
        "GET", "/api/v1/compliance/{period}/group", SIGNED_IN, _api_group, "A group's firms together.",
        params=(_IN_PATH, _ORGANISATION, _ON, _LANG), answer=schemas.GROUP,
        tag="compliance", operation="compliance_group",
    ),
    Route(
        "GET", "/api/v1/compliance/{period}/firms/{entity}", RIGHT, _api_firm,
        "Where a firm stands, and what happened.",
        _of_firm, (_IN_PATH, _ENTITY, _ON, _LANG), answer=schemas.ALONE,
        tag="compliance", operation="compliance_standing",
    ),
]  # fmt: skip
