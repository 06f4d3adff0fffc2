"""Allowances of one's own lines of steel, cement or aluminium from a file: page and API. Nothing is kept."""

from __future__ import annotations

import csv
import io
from typing import Any

from tanshi.allocation.industry import IndustryPlan
from tanshi.allocation.lines_file import (
    LinesAllocation,
    allocate_lines_of,
    published_balance,
    sector_plan,
    sectors,
    special_name,
    template,
)
from tanshi.application.workings import lines_workbook
from tanshi.core.exact import show
from tanshi.core.finding import Problem
from tanshi.rules import Law
from tanshi.server.console import csrf
from tanshi.server.own_files import RIGHT, SHOWN, data_of
from tanshi.server.platform import Visit
from tanshi.server.receipts import XLSX
from tanshi.server.routing import File, Page, Param, Route, Trouble
from tanshi.server.uploads import Upload

#: Decimals of intensities and what follows from them, on the page.
_PLACES = 6


def _computed(law: Law, upload: Upload, sector: str, name: str, balance: str) -> tuple[IndustryPlan, LinesAllocation]:
    """Return what a sector's plan gives the lines of an uploaded file; `Trouble` if anything cannot be used."""
    data = data_of(upload)
    try:
        plan = sector_plan(law, sector, name)
        file = upload.name[:100] or "lines"
        found = allocate_lines_of(plan, file, data, name or plan.period.name, published_balance(balance))
    except Problem as trouble:
        raise Trouble(422, trouble.findings[0].code, findings=trouble.findings) from trouble
    return plan, found


def _law(visit: Visit) -> Law:
    return visit.platform.market.law


def _page(visit: Visit) -> Page:
    return _form(visit, {}, "", None)


def _form(visit: Visit, asked: dict[str, str], trouble: str, found: LinesAllocation | None, status: int = 200) -> Page:
    known = sectors(_law(visit))
    first = next(iter(known))
    content = {
        "sectors": list(known),
        "plans": sorted({plan for plans in known.values() for plan in plans}),
        "asked": {"sector": first, "plan": known[first][-1], "balance": "", **asked},
        "found": found,
        "balance": show(found.balance, _PLACES) if found and found.balance is not None else "",
        "entities": [(e, v, a, v - a) for e, (v, a) in found.by_entity().items()][:SHOWN] if found else [],
        "lines": _lines(visit, found) if found else [],
        "more": max(0, len(found.lines) - SHOWN) if found else 0,
        "findings_shown": [
            {"where": f.where, "message": f.message(visit.language), "severe": True}
            for f in (found.findings if found else ())
        ],
        "trouble": trouble,
        "csrf": csrf(visit),
    }
    return Page("allocate_lines", content, status)


def _lines(visit: Visit, found: LinesAllocation) -> list[dict[str, Any]]:
    return [
        {
            "line": of.line.line_id,
            "entity": entity,
            "special": special_name(of.line.special, visit.language),
            "intensity": "" if of.adjustment is None else show(of.line.intensity, _PLACES),
            "adjustment": "" if of.adjustment is None else show(of.adjustment, _PLACES),
            "verified_t": of.line.verified_t,
            "approved_t": of.approved_t,
        }
        for entity, of in found.lines[:SHOWN]
    ]


def _compute(visit: Visit) -> Page | File:
    """Show what comes out, or return the workbook of every step."""
    upload: Upload = visit.body
    asked = {name: upload.get(name) for name in ("sector", "plan", "balance")}
    try:
        plan, found = _computed(_law(visit), upload, asked["sector"], asked["plan"], asked["balance"].strip())
        if upload.get("want") == "workbook":
            name = f"allocation-{plan.sector}-{found.plan}.xlsx"
            return File(lines_workbook(_law(visit), plan, found), XLSX, name)
    except Problem as problem:
        return _form(visit, asked, problem.findings[0].message(visit.language), None, 422)
    except Trouble as trouble:
        return _form(visit, asked, trouble.words(visit.language), None, trouble.status)
    return _form(visit, asked, "", found)


def _template(visit: Visit) -> File:
    sector, name = visit.params["sector"], visit.params["plan"]
    try:
        rows = template(sector_plan(_law(visit), sector, name))
    except Problem:
        raise Trouble(404, "http.not_found") from None
    made = io.StringIO()
    csv.writer(made).writerows(rows)
    return File(made.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", f"lines-{sector}-{name}.csv")


def _api(visit: Visit) -> Any:
    """Return the document of `tanshi allocate FILE --sector S --json`."""
    upload: Upload = visit.body
    named = Upload(upload.fields, upload.data, upload.name or visit.params.get("name", "")[:200], upload.media_type)
    asked = [visit.params.get(name, "") for name in ("sector", "plan", "balance")]
    return _computed(_law(visit), named, *asked)[1].as_json()


_LIST = {"type": "array", "items": {"type": "object"}}

ROUTES = [
    Route("GET", "/allocate/lines", RIGHT, _page, "Allowances of one's own lines of steel, cement or aluminium."),
    Route("POST", "/allocate/lines", RIGHT, _compute, "Compute a file of lines.", takes="upload"),
    Route(
        "GET", "/allocate/lines/template/{sector}/{plan}", RIGHT, _template, "A file of lines to fill in.",
        params=(Param("sector", "steel, cement or aluminium.", where="path", example="cement"),
                Param("plan", "Year.", where="path", example="2025")),
    ),
    Route(
        "POST", "/api/v1/allocate/lines", RIGHT, _api,
        "What a sector's plan gives the lines of a file (CSV or XLSX as the body). Nothing is kept.",
        params=(Param("sector", "steel, cement or aluminium.", example="cement"),
                Param("plan", "Year; default: the newest.", example="2025"),
                Param("balance", "Published balance value, t CO2/t; default: solved over the lines.", example="0.87"),
                Param("name", "Name of the file, for findings.", example="lines.csv"),
                Param("lang", "Language of messages.", example="en")),
        answer={
            "type": "object", "required": ["plan", "sector", "lines", "entities", "findings"],
            "properties": {"plan": {"type": "string"}, "sector": {"type": "string"},
                           "lines": _LIST, "entities": _LIST, "findings": _LIST},
        },
        tag="allocation", operation="allocate_lines", takes="upload",
    ),
]  # fmt: skip
