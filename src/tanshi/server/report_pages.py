"""The way of an annual report: what is recorded, filed, verified and confirmed, and what is to be done next by whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tanshi.application.documents import can_typeset, pdf, xlsx
from tanshi.application.forms import Field, forms
from tanshi.application.forms.standing import months_of, preview
from tanshi.application.power_report import of_books
from tanshi.application.power_report_paper import paper
from tanshi.core.finding import Finding, Problem
from tanshi.core.period import Period
from tanshi.mrv.activity_year import rows_of
from tanshi.mrv.departures import departures
from tanshi.mrv.retention import kept_until
from tanshi.mrv.tables import ChangeRow, ReportRow, UnitYearRow
from tanshi.participants.tables import EntityRow
from tanshi.rules import NoTextInForce
from tanshi.server import api
from tanshi.server.collections import COLLECTIONS, PAGE, Listed, listed, paging
from tanshi.server.console import csrf
from tanshi.server.issuing import buttons
from tanshi.server.papers import ENTITY, whose
from tanshi.server.platform import Visit
from tanshi.server.plausibility_pages import told
from tanshi.server.receipts import XLSX
from tanshi.server.routing import SIGNED_IN, File, Moved, Page, Param, Route, Trouble

#: Units whose months stand on the page; no plant has more, a group's entity may.
MOST_UNITS = 24

#: Findings of plausibility checks on the page; there is a page of all.
_MOST_ODD = 12

_MEDIA = {"pdf": "application/pdf", "xlsx": XLSX}

_STATES = ("recorded", "filed", "verified", "confirmed")


def _report(visit: Visit) -> Page:
    return Page("report", _content(visit))


def _content(visit: Visit) -> dict[str, Any]:
    entity, period = visit.rows.get(EntityRow, visit.params["entity"]), visit.params["period"]
    try:
        Period.named(period)
    except ValueError:
        entity = None
    if entity is None:
        raise Trouble(404, "http.not_found")
    report = visit.rows.get(ReportRow, (entity.id, period))
    concern = visit.concern(entity.id)
    state = report.state if report else ""
    months = months_of(visit.rows, entity.id, period)
    years = visit.rows.where(UnitYearRow, entity=entity.id, period=period)
    rowed = bool(rows_of(visit.rows, entity.id, period))  # recorded as activity data: the tables are of units' months
    changes = sorted(visit.rows.where(ChangeRow, entity=entity.id, period=period), key=lambda c: c.number)
    return {
        "entity": entity,
        "period": period,
        "report": report,
        "state": state,
        "steps": [(step, _reached(report, step)) for step in _STATES],
        "preview": preview(visit.platform.market.law, visit.rows, entity.id, period) if not report else None,
        "units": _by_unit(years),
        "changes": changes,
        "departures": _departures(visit, entity.id, period),
        "figures": FIGURES,
        "figure_columns": list(FIGURES.values()),
        "shown": shown_figure,
        "report_forms": [form for form in _MEDIA if form != "pdf" or can_typeset()] if not rowed else [],
        "months": dict(list(months.items())[:MOST_UNITS]),
        "more_units": max(0, len(months) - MOST_UNITS),
        "plausibility": told(visit, entity.id, period, _MOST_ODD) if months or rowed else None,
        "may_record": not report and visit.may("mrv.record_month", concern),
        "may_file": not report and visit.may("mrv.file_report", concern),
        "may_verify": state == "filed" and visit.may("mrv.verify_report", concern),
        "may_confirm": state == "verified" and visit.may("mrv.confirm_emission", concern),
        "issuable": buttons(visit, visit.params["entity"], period),
        "kept": _kept(visit, period),
        "csrf": csrf(visit),
        "trouble": "",
    }


def _kept(visit: Visit, period: str) -> dict[str, str]:
    """Return until when records are kept, and by which text; nothing before there was one."""
    try:
        last, text = kept_until(visit.platform.market.law, period, date.fromisoformat(visit.today))
    except NoTextInForce:
        return {}
    return {"day": last.isoformat(), "citation": visit.platform.market.law.reference(text.citation)}


def _departures(visit: Visit, entity: str, period: str) -> list[Finding]:
    """Return what the year's records say against the control plan; nothing of a joint period."""
    if len(Period.named(period).years) > 1:
        return []
    return departures(visit.rows, visit.platform.market.law, entity, period)


def _figures() -> dict[str, Field]:
    """Return the figures of a month by their name in the books."""
    table = forms()["power-month"].table
    assert table is not None
    return {c.field: c for c in table.columns if c.is_number and c.field}


#: The figures of a month by their name in the books.
FIGURES = _figures()


def shown_figure(field: str, value: int | str | None) -> str:
    """Return a recorded figure in the unit people read."""
    if value is None or value == "":
        return "–"
    column = FIGURES.get(field)
    if column is None:
        return str(value)
    whole, rest = divmod(int(value), 10**column.places)
    return f"{whole:,}.{rest:0{column.places}d}" if column.places else f"{whole:,}"


def _reached(report: ReportRow | None, step: str) -> str:
    """Return the day a step was reached, or ""."""
    if report is None or step == "recorded":
        return ""
    return str(getattr(report, f"{step}_on"))


def _by_unit(years: list[UnitYearRow]) -> list[tuple[str, UnitYearRow | None, UnitYearRow | None]]:
    """Return each unit with its year as reported and as verified."""
    found: dict[str, dict[str, UnitYearRow]] = {}
    for year in years:
        found.setdefault(year.unit, {})[year.stage] = year
    return [(unit, stages.get("reported"), stages.get("verified")) for unit, stages in sorted(found.items())]


def _tables(visit: Visit) -> File:
    """Return a report with the guide's tables as a file, in the reader's language."""
    entity, period, form = visit.params["entity"], visit.params["period"], visit.params.get("form", "pdf")
    if form == "pdf" and not can_typeset():
        raise Trouble(404, "http.not_found")
    try:
        made = paper(of_books(visit.view, entity, period), visit.platform.market.law, visit.language, visit.today)
    except Problem as wrong:
        raise Trouble(404, wrong.findings[0].code) from None
    data = pdf(made).data if form == "pdf" else xlsx(made, by_heading=True)
    return File(data, _MEDIA[form], f"{entity}-{period}.{form}")


def _confirm(visit: Visit) -> Page | Moved:
    """Confirm the verified emissions, as the province."""
    item = {"entity": visit.params["entity"], "period": visit.params["period"]}
    try:
        api.send(visit, "mrv.confirm_emission", {"items": [item]})
    except Trouble as trouble:
        return Page("report", {**_content(visit), "trouble": trouble.words(visit.language)}, trouble.status)
    return Moved(f"/reports/{item['period']}/{item['entity']}?lang={visit.language}")


#: States of a report that was filed, those that wait for somebody first.
STATES = _STATES[1:]


def _list(visit: Visit) -> Page:
    """List the reports the caller may see, in pages: those of one state, at first of one that waits."""
    state = visit.params.get("state", "")
    if state not in STATES:
        state = next((s for s in STATES if _of_state(visit, s, 1).rows), STATES[0])
    found = _of_state(visit, state)
    rows = found.records()
    names = {row["entity"]: visit.rows.get(EntityRow, row["entity"]) for row in rows}
    content = {
        "reports": rows,
        "names": {id: (row.name_zh or row.name_en) if row else "" for id, row in names.items()},
        "state": state,
        "states": STATES,
        "paging": paging(visit, COLLECTIONS["mrv-report"], found, "/reports", {"state": state}),
    }
    return Page("reports", content)


def _of_state(visit: Visit, state: str, most: int = PAGE) -> Listed:
    params = {"state": state, **{k: v for k, v in visit.params.items() if k in ("after", "back") and most > 1}}
    return listed(replace(visit, params=params), COLLECTIONS["mrv-report"], most)


_PERIOD = Param("period", "Compliance period.", where="path", example="2022")

ROUTES = [
    Route("GET", "/reports", SIGNED_IN, _list, "Annual reports."),
    Route("GET", "/reports/{period}/{entity}", "see.records", _report, "A report.", whose, (_PERIOD, ENTITY)),
    Route(
        "GET", "/reports/{period}/{entity}/tables", "see.records", _tables, "A report with the guide's tables.", whose,
        (_PERIOD, ENTITY, Param("form", "Form of the file.", choices=tuple(_MEDIA))), media=tuple(_MEDIA.values()),
    ),
    Route(
        "POST", "/reports/{period}/{entity}/confirm", "mrv.confirm_emission", _confirm, "Confirm the emissions.",
        whose, (_PERIOD, ENTITY), takes="form",
    ),
]  # fmt: skip
