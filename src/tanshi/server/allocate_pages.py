"""Allowances of one's own units from a file: page and API. Nothing is kept, nothing is allocated."""

from __future__ import annotations

import csv
import io
from typing import Any

from tanshi.allocation.from_file import FileAllocation, allocate_units, newest_plan, plan_named, plans, template
from tanshi.allocation.power import PowerPlan
from tanshi.allocation.units_file import UnitsFile, units_of
from tanshi.application.workings import workbook
from tanshi.core.exact import show
from tanshi.core.finding import Problem
from tanshi.rules import Law
from tanshi.server import lines_pages
from tanshi.server.console import csrf
from tanshi.server.own_files import RIGHT, SHOWN, data_of
from tanshi.server.platform import Visit
from tanshi.server.receipts import XLSX
from tanshi.server.routing import File, Page, Param, Route, Trouble
from tanshi.server.uploads import Upload


def _computed(law: Law, upload: Upload, name: str) -> tuple[PowerPlan, UnitsFile, FileAllocation]:
    """Return what a plan gives the units of an uploaded file; `Trouble` if plan or file cannot be used."""
    data = data_of(upload)
    try:
        plan = plan_named(law, name)
        units = units_of(upload.name[:100] or "units", data, plan)
        return plan, units, allocate_units(law, plan, units, name)
    except Problem as trouble:
        raise Trouble(422, trouble.findings[0].code, findings=trouble.findings) from trouble


def _law(visit: Visit) -> Law:
    return visit.platform.market.law


def _page(visit: Visit) -> Page:
    return _form(visit, "", None)


def _form(visit: Visit, trouble: str, found: FileAllocation | None, plan: str = "", status: int = 200) -> Page:
    law = _law(visit)
    content = {
        "plans": [(name, is_draft) for name, (_, is_draft) in plans(law).items()],
        "plan": plan or newest_plan(law),
        "found": found,
        "entities": [(e, f"{show(100 * e.found.gap_rate, 2)} %") for e in found.entities[:SHOWN]] if found else [],
        "units": found.units[:SHOWN] if found else (),
        "more": max(0, len(found.units) - SHOWN) if found else 0,
        "findings_shown": [
            {"where": f.where, "message": f.message(visit.language), "severe": True}
            for f in (found.findings if found else ())
        ],
        "trouble": trouble,
        "csrf": csrf(visit),
    }
    return Page("allocate", content, status)


def _compute(visit: Visit) -> Page | File:
    """Show what comes out, or return the workbook of every step."""
    upload: Upload = visit.body
    name = upload.get("plan")
    try:
        plan, units, found = _computed(_law(visit), upload, name)
    except Trouble as trouble:
        return _form(visit, trouble.words(visit.language), None, name, trouble.status)
    if upload.get("want") == "workbook":
        return File(workbook(_law(visit), plan, units, found), XLSX, f"allocation-{name}.xlsx")
    return _form(visit, "", found, name)


def _template(visit: Visit) -> File:
    name = visit.params["plan"]
    try:
        rows = template(plan_named(_law(visit), name))
    except Problem:
        raise Trouble(404, "http.not_found") from None
    made = io.StringIO()
    csv.writer(made).writerows(rows)
    return File(made.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", f"units-{name}.csv")


def _api(visit: Visit) -> Any:
    """Return the document of `tanshi allocate FILE --json`."""
    upload: Upload = visit.body
    named = Upload(upload.fields, upload.data, upload.name or visit.params.get("name", "")[:200], upload.media_type)
    law = _law(visit)
    return _computed(law, named, visit.params.get("plan") or newest_plan(law))[2].as_json()


_PLAN = Param("plan", "Plan: 2019-2020 … 2024, 2025-draft, 2026-draft; default: the newest in force.", example="2023")
_LIST = {"type": "array", "items": {"type": "object"}}

ROUTES = [
    Route("GET", "/allocate", RIGHT, _page, "Allowances of one's own units."),
    Route("POST", "/allocate", RIGHT, _compute, "Compute a file.", takes="upload"),
    Route(
        "GET", "/allocate/template/{plan}", RIGHT, _template, "A file to fill in.",
        params=(Param("plan", "Plan.", where="path", example="2023"),),
    ),
    Route(
        "POST", "/api/v1/allocate", RIGHT, _api,
        "What a plan gives the units of a file (CSV, XLSX or Parquet as the body). Nothing is kept.",
        params=(_PLAN, Param("name", "Name of the file, for findings.", example="units.csv"),
                Param("lang", "Language of messages.", example="en")),
        answer={
            "type": "object", "required": ["plan", "units", "entities", "findings"],
            "properties": {"plan": {"type": "string"}, "units": _LIST, "entities": _LIST, "findings": _LIST},
        },
        tag="allocation", operation="allocate", takes="upload",
    ),
    *lines_pages.ROUTES,
]  # fmt: skip
