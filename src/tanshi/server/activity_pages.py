"""Activity data of a firm as a page and through the API: a filled template goes in, good rows are recorded.

The file is read by the reader of `tanshi emissions`; what a row lacks is found before anything is recorded, and a row
the books refuse is left out while the others stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from tanshi.accounting.activity_file import ActivityFile, read_activity_of
from tanshi.accounting.columns import template_sheets, unit_of
from tanshi.accounting.guide import Guide, sectors
from tanshi.accounting.report import computed
from tanshi.application.access import ViewRows
from tanshi.application.plausible import of_entity
from tanshi.core.finding import Finding, Problem
from tanshi.core.sheets import workbook_of
from tanshi.journal.request import plain
from tanshi.mrv.activity import ActivityOutcome, RecordActivity, by_part, requests_of
from tanshi.mrv.activity_tables import SourceRow, TotalRow
from tanshi.mrv.activity_year import ActivityYear, activities, figures_of, rows_of, year_of
from tanshi.mrv.plausibility.finding import Implausible
from tanshi.mrv.tables import ReportRow
from tanshi.participants.sector_codes import sector_code
from tanshi.participants.tables import EntityRow
from tanshi.server import api
from tanshi.server.console import csrf
from tanshi.server.papers import ENTITY, whose
from tanshi.server.platform import Visit
from tanshi.server.receipts import XLSX
from tanshi.server.routing import File, Page, Param, Route, Trouble
from tanshi.server.uploads import Upload

RECORDS = "mrv.record_activity"

#: Guides that firms of any code may account by: a plant of their own (自备电厂), public buildings.
_OF_ANY = ("power", "buildings")

#: Rows on the page; the list has all.
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: how many rows are recorded, what is wrong with others, and what is odd of the whole."""

    rows: int
    findings: tuple[Finding, ...]
    remarks: tuple[Finding, ...] = ()
    odd: tuple[Finding, ...] = ()  # what plausibility checks find in the years handed in; it holds nothing up

    def as_json(self) -> dict[str, Any]:
        """Return the result as the API and the command line give it."""
        told = {"findings": self.findings, "remarks": self.remarks, "plausibility": self.odd}
        return {"recorded": self.rows, **{name: [f.as_json() for f in found] for name, found in told.items()}}


def take(visit: Visit, entity: str, sector: str, name: str, data: bytes) -> Taken:
    """Record the good rows of a file; `Problem` if the file cannot be used at all."""
    read = read_activity_of(visit.platform.market.law, sector, name or "file", data)
    findings = [*read.findings, *_others(read, entity)]
    findings += _uncountable(read)
    count = 0
    for request in requests_of(read, sha256(data).hexdigest(), entity):
        recorded, wrong = _record(visit, request)
        count += recorded
        findings += wrong
    remarks = (*read.remarks, *_of_other_code(visit, entity, sector))
    return Taken(count, tuple(findings), remarks, _odd(visit, entity, sorted(read.rows)) if count else ())


def _odd(visit: Visit, entity: str, years: Sequence[int]) -> tuple[Finding, ...]:
    """Return what the checks find in an entity's years as they are recorded now."""
    law = visit.platform.market.law
    with visit.platform.market.view() as view:
        found = [of_entity(law, ViewRows(view), entity, year) for year in years]
    return tuple(Implausible(odd) for verdict in found for odd in verdict.odd)


def _of_other_code(visit: Visit, entity: str, sector: str) -> tuple[Finding, ...]:
    """Remark on a guide that is another one than that of the entity's GB/T 4754 code."""
    row = visit.rows.get(EntityRow, entity)
    code = sector_code(row.sector_gbt4754) if row else None
    if row is None or code is None or sector in (code.guide, *_OF_ANY):
        return ()
    guides = sectors(visit.platform.market.law)
    named = {name: f"{guides[g]['zh']} {guides[g]['en']}" for name, g in (("guide", sector), ("own", code.guide))}
    params = {"code": row.sector_gbt4754, "name": f"{code.zh} {code.en}", **named}
    return (Finding("activity.other_code", entity, params),)


def _others(read: ActivityFile, entity: str) -> list[Finding]:
    """Return the rows of other entities: each hands in its own."""
    return [
        Finding("activity.of_other", row.where, {"entity": row.entity, "own": entity})
        for rows in read.rows.values()
        for row in rows
        if row.entity != entity
    ]


def _uncountable(read: ActivityFile) -> list[Finding]:
    """Take rows that lack a figure out of a file, and say which."""
    found = [f for f in computed(read).findings if f not in read.findings]
    wrong = {f.where for f in found}
    for year, rows in read.rows.items():
        read.rows[year] = [row for row in rows if row.where not in wrong]
    return found


def _record(visit: Visit, request: RecordActivity) -> tuple[int, list[Finding]]:
    """Record rows; those the books refuse are left out one by one."""
    findings: list[Finding] = []
    lines = request.rows
    while lines:
        (answer,) = api.send_each(visit, RECORDS, [plain(replace(request, rows=lines))])
        if answer.done:
            return len(lines), findings
        place = str(answer.details.get("place", ""))
        left = tuple(line for line in lines if line.place != place)
        is_row = answer.outcome == ActivityOutcome.ROW_WRONG
        code = "activity.row_left_out" if is_row else str(answer.outcome)
        findings.append(Finding(code, place or f"{request.entity} {request.month}", dict(answer.details)))
        if not is_row or len(left) == len(lines):
            return 0, findings
        lines = left
    return 0, findings


def _must_be_year(period: str) -> None:
    """Refuse an address whose year is none."""
    if not re.fullmatch("[1-9][0-9]{3}", period):
        raise Trouble(404, "http.not_found")


def _content(visit: Visit, taken: Taken | None = None, trouble: str = "") -> dict[str, Any]:
    entity, period = visit.rows.get(EntityRow, visit.params["entity"]), visit.params["period"]
    _must_be_year(period)
    if entity is None:
        raise Trouble(404, "http.not_found")
    recorded = rows_of(visit.rows, entity.id, period)
    figures = figures_of(visit.rows, entity.id, period)
    of_it = {"entity": entity.id, "period": period}
    law = visit.platform.market.law
    may = visit.may(RECORDS, visit.concern(entity.id)) and visit.rows.get(ReportRow, (entity.id, period)) is None
    return {
        "entity": entity,
        "period": period,
        "sectors": sectors(law),
        "sector": recorded[0].sector if recorded else "",
        "guide": Guide.of(law, recorded[0].sector, int(period)) if recorded else None,
        "rows": [(row, figures.get(row.number, {})) for row in recorded[:_SHOWN]],
        "more": max(0, len(recorded) - _SHOWN),
        "now": _now(visit, entity.id, period),
        "totals": visit.rows.where(TotalRow, **of_it),
        "sources": by_part(visit.rows.where(SourceRow, **of_it)),
        "unit_of": unit_of,
        "may": may,
        "taken": taken,
        "found": [
            {"where": f.where, "message": f.message(visit.language), "law": "", "severe": f in taken.findings}
            for f in (*taken.findings, *taken.remarks, *taken.odd)
        ]
        if taken
        else [],
        "trouble": trouble,
        "csrf": csrf(visit),
    }


def _now(visit: Visit, entity: str, period: str) -> ActivityYear | None:
    """Return what the rows come to as they stand, None without rows."""
    recorded = rows_of(visit.rows, entity, period)
    if not recorded:
        return None
    found = activities(recorded, figures_of(visit.rows, entity, period))
    return year_of(visit.platform.market.law, recorded[0].sector, entity, period, found)


def _page(visit: Visit) -> Page:
    return Page("activity", _content(visit))


def _hand_in(visit: Visit) -> Page:
    """Take a file from the page and show what became of it."""
    upload: Upload = visit.body
    try:
        taken = take(visit, visit.params["entity"], upload.get("sector"), upload.name, upload.data or b"")
    except Problem as told:
        return Page("activity", _content(visit, None, "\n".join(f.line(visit.language) for f in told.findings)), 422)
    with visit.platform.market.view() as view:
        after = replace(visit, view=view)
        return Page("activity", _content(after, taken))


def _api_take(visit: Visit) -> Any:
    upload: Upload = visit.body
    name = upload.name or visit.params.get("name", "")[:200]
    try:
        taken = take(visit, visit.params["entity"], visit.params.get("sector", ""), name, upload.data or b"")
    except Problem as told:
        raise Trouble(422, told.findings[0].code, findings=told.findings) from None
    return taken.as_json()


def _api(visit: Visit) -> Any:
    """Return a year's rows and what they come to."""
    _must_be_year(visit.params["period"])
    found = _now(visit, visit.params["entity"], visit.params["period"])
    figures = figures_of(visit.rows, visit.params["entity"], visit.params["period"])
    recorded = rows_of(visit.rows, visit.params["entity"], visit.params["period"])
    return {
        "entity": visit.params["entity"],
        "period": visit.params["period"],
        "sector": recorded[0].sector if recorded else "",
        "rows": [{**plain(row), "figures": figures.get(row.number, {})} for row in recorded],
        "totals": list(found.totals) if found else [],
        "sources": list(found.sources) if found else [],
    }


def _template(visit: Visit) -> File:
    """Return a workbook to fill in: a sheet for each stream of the sector."""
    try:
        guide = Guide.of(visit.platform.market.law, visit.params["sector"], int(visit.params["period"]))
    except (Problem, ValueError):
        raise Trouble(404, "http.not_found") from None
    sheets = workbook_of(template_sheets(guide, visit.language))
    return File(sheets, XLSX, f"{guide.sector}-{guide.year}.xlsx")


_PERIOD = Param("period", "Emission year.", where="path", example="2024")
_SECTOR = Param("sector", "Sector of a guide.", example="steel")
_LIST = {"type": "array", "items": {"type": "object"}}

ROUTES = [
    Route("GET", "/activity/{period}/{entity}", "see.records", _page, "Activity data.", whose, (_PERIOD, ENTITY)),
    Route(
        "POST", "/activity/{period}/{entity}", RECORDS, _hand_in, "Hand in activity data.", whose, (_PERIOD, ENTITY),
        takes="upload",
    ),
    Route(
        "GET", "/activity/template/{sector}/{period}", "see.law", _template, "A file to fill in.",
        params=(Param("sector", "Sector of a guide.", where="path", example="steel"), _PERIOD),
    ),
    Route(
        "GET", "/api/v1/activity/{period}/{entity}", "see.records", _api, "Activity data and what they come to.",
        whose, (_PERIOD, ENTITY),
        answer={
            "type": "object", "required": ["entity", "period", "sector", "rows", "totals", "sources"],
            "properties": {"entity": {"type": "string"}, "period": {"type": "string"}, "sector": {"type": "string"},
                           "rows": _LIST, "totals": _LIST, "sources": _LIST},
        },
        tag="mrv", operation="activity",
    ),
    Route(
        "POST", "/api/v1/activity/{entity}", RECORDS, _api_take,
        "Record the good rows of a file (CSV or XLSX as the body); bad ones are named with their cells.",
        whose, (ENTITY, _SECTOR, Param("name", "Name of the file, for findings.", example="works.csv"),
                Param("lang", "Language of messages.", example="en")),
        answer={
            "type": "object", "required": ["recorded", "findings", "remarks", "plausibility"],
            "properties": {
                "recorded": {"type": "integer"}, "findings": _LIST, "remarks": _LIST, "plausibility": _LIST,
            },
        },
        tag="mrv", operation="hand_in_activity", takes="upload",
    ),
]  # fmt: skip
