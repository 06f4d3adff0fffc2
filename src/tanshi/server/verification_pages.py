"""A verification on one page: its steps, what each came to, the form of the next one for who may do it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tanshi.application.documents import can_typeset, pdf, xlsx
from tanshi.application.report_figures import of_report
from tanshi.application.verification_report import VerificationReport, report_number
from tanshi.core.finding import Problem
from tanshi.journal.command import Concern
from tanshi.mrv.recomputing import TREATMENTS
from tanshi.mrv.tables import ReportRow
from tanshi.mrv.verification.conclusion import WAYS, answers
from tanshi.mrv.verification.figures import recorded, sector_of
from tanshi.mrv.verification.guide import DOCUMENTS, SITE, Clause, guide_of, proposed, sampling_of
from tanshi.mrv.verification.tables import (
    CONCLUDED,
    DESK,
    LISTED,
    OPEN,
    PLANNED,
    REVIEWED,
    TIES,
    TOLD,
    VISITED,
    ClauseRow,
    FindingRow,
    InternalReviewRow,
    SampleRow,
    TieRow,
    VerificationLookRow,
    VerificationObjectionRow,
    VerificationRow,
    VerifierRow,
)
from tanshi.participants.tables import EntityRow
from tanshi.server import api
from tanshi.server.console import csrf
from tanshi.server.papers import ENTITY, whose
from tanshi.server.platform import Visit
from tanshi.server.receipts import XLSX
from tanshi.server.routing import File, Moved, Page, Param, Route, Trouble

STEPS = (PLANNED, DESK, VISITED, LISTED, REVIEWED, CONCLUDED, TOLD)

#: Rows of a list of findings that can be written at once; another list is refused, so there are enough.
ROWS = 8

_MEDIA: Mapping[str, str] = {"pdf": "application/pdf", "xlsx": XLSX}

Item = dict[str, Any]
Given = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """A step that is done on the page: its command, the step the case must be at, and the item its fields stand for."""

    id: str
    kind: str
    at: str | None
    item: Callable[[Given], Item]
    of_period: bool = True


def _clauses(given: Given) -> list[Item]:
    codes = [name.removeprefix("result_") for name in given if name.startswith("result_")]
    return [{"clause": c, "result": given[f"result_{c}"], "text": given.get(f"text_{c}", "").strip()} for c in codes]


def _names(said: str) -> list[str]:
    return [name for name in said.replace("、", " ").replace("；", " ").replace(";", " ").split() if name]


def _texts(given: Given, *names: str) -> Item:
    return {name: given.get(name, "").strip() for name in names}


def _found(given: Given) -> list[Item]:
    rows = [{n: given.get(f"{n}_{row}", "").strip() for n in ("code", "unit", "month", "field", "text")}
            for row in range(ROWS)]  # fmt: skip
    return [{**row, "clause": ""} for row in rows if row["code"]]


def _changes(given: Given) -> list[Item]:
    names = ("unit", "month", "field", "after", "treatment", "code")
    rows = [{n: given.get(f"{n}_{row}", "").strip() for n in names} for row in range(ROWS)]
    return [row for row in rows if row["field"]]


def _answer(given: Given) -> Item:
    said = _texts(given, "answer", "after", "file_name", "file_sha256")
    return {**said, "number": int(given.get("number", "0")), "corrects": bool(given.get("corrects"))}


FORMS = {
    form.id: form
    for form in (
        Form("plan", "mrv.plan_verification", None, lambda g: {
            **_texts(g, "scope", "from_day", "until_day", "leader"), "group": _names(g.get("group", ""))}),
        Form("documents", "mrv.review_documents", PLANNED, lambda g: {"clauses": _clauses(g)}),
        Form("site", "mrv.visit_site", DESK, lambda g: {
            **_texts(g, "from_day", "until_day", "evidence_sha256"), "persons": _names(g.get("persons", "")),
            "clauses": _clauses(g)}),
        Form("findings", "mrv.issue_findings", VISITED, lambda g: {"findings": _found(g)}),
        Form("answer", "mrv.answer_finding", LISTED, _answer),
        Form("settle", "mrv.settle_finding", LISTED, lambda g: {
            **_texts(g, "how", "reason", "found_error", "after"), "number": int(g.get("number", "0"))}),
        Form("review", "mrv.review_conclusion", LISTED, lambda g: {
            **_texts(g, "person"), "text": g.get("note", "").strip(), "passed": g.get("passed") == "yes"}),
        Form("conclude", "mrv.conclude_verification", REVIEWED, lambda g: {}),
        Form("tell", "mrv.tell_result", CONCLUDED, lambda g: {}),
        Form("object", "mrv.object_verification", TOLD, lambda g: _texts(g, "reason", "evidence_sha256")),
        Form("reject", "mrv.decide_verification_objection", TOLD, lambda g: {
            **_texts(g, "text"), "upheld": False, "changes": []}),
        Form("uphold", "mrv.decide_verification_objection", TOLD, lambda g: {
            **_texts(g, "text"), "upheld": True, "changes": _changes(g)}),
        Form("tie", "mrv.declare_tie", "", lambda g: _texts(g, "person", "kind", "until_day"), of_period=False),
        Form("look", "mrv.look_at_verification", "", lambda g: {
            **_texts(g, "result"), "text": g.get("note", "").strip()}),
    )
}  # fmt: skip


def _page(visit: Visit) -> Page:
    return Page("verification", _content(visit))


def _content(visit: Visit, trouble: str = "") -> dict[str, Any]:
    entity, period = visit.rows.get(EntityRow, visit.params["entity"]), visit.params["period"]
    report = visit.rows.get(ReportRow, (visit.params["entity"], period))
    if entity is None or report is None:
        raise Trouble(404, "http.not_found")
    of_it = {"entity": entity.id, "period": period}
    rows = visit.rows
    case = rows.get(VerificationRow, (entity.id, period))
    guide = guide_of(visit.platform.market.law, sector_of(rows, entity.id, period))
    findings = sorted(rows.where(FindingRow, **of_it), key=lambda f: f.number)
    records = recorded(rows, entity.id, period) if case is None else []
    rule = sampling_of(visit.platform.market.law, date.fromisoformat(visit.today))
    objection = rows.get(VerificationObjectionRow, (entity.id, period))
    figures = of_report(rows, visit.platform.market.law, entity.id, period)
    return {
        "entity": entity,
        "period": period,
        "report": report,
        "case": case,
        "steps": [(step, case is not None and STEPS.index(step) <= STEPS.index(case.step)) for step in STEPS],
        "forms": [f.id for f in FORMS.values() if _is_open(f, case, report, objection) and _may(visit, f, case)],
        "group": rows.where(VerifierRow, **of_it),
        "sampled": [(s.unit, s.month) for s in rows.where(SampleRow, **of_it)] or proposed(rule, records),
        "clauses": {c.clause: c for c in rows.where(ClauseRow, **of_it)},
        "asked": {DOCUMENTS: guide.stage(DOCUMENTS), SITE: guide.stage(SITE)},
        "guide": guide,
        "findings": [(f, guide.findings.get(f.code), answers(rows, f)) for f in findings],
        "reviews": rows.where(InternalReviewRow, **of_it),
        "objection": objection,
        "looks": rows.where(VerificationLookRow, **of_it),
        "figures": figures,
        "shown": lambda field, value: figures[field].shown(value) if field in figures else value or "–",
        "ties": rows.where(TieRow, entity=entity.id),
        "tie_kinds": TIES,
        "treatments": TREATMENTS,
        "number": _number(rows, entity, case, objection),
        "papers": [form for form in _MEDIA if form != "pdf" or can_typeset()],
        "cited": _cited(visit),
        "ways": WAYS,
        "row_numbers": range(ROWS),
        "csrf": csrf(visit),
        "trouble": trouble,
    }


def _number(
    rows: Any, entity: EntityRow, case: VerificationRow | None, objection: VerificationObjectionRow | None
) -> str:
    """Return the number of the verification's report once it is concluded, else ""."""
    upheld = objection is not None and objection.state == "upheld"
    return report_number(entity, case.period, 2 if upheld else 1) if case and case.concluded_on else ""


def _cited(visit: Visit) -> Callable[[Clause], str]:
    return lambda clause: visit.platform.market.law.reference(clause.citation)


def _is_open(
    form: Form, case: VerificationRow | None, report: ReportRow, objection: VerificationObjectionRow | None
) -> bool:
    """Tell whether a step can be done now."""
    if form.at is None:
        return case is None and report.state == "filed"
    if form.id == "tie":
        return case is None or not case.concluded_on
    if case is None or report.state == "confirmed":
        return False
    if form.id == "object":
        return case.step == TOLD and objection is None
    if form.id in ("reject", "uphold"):
        return objection is not None and objection.state == OPEN
    return form.at in ("", case.step)


def _may(visit: Visit, form: Form, case: VerificationRow | None) -> bool:
    owner = visit.concern(visit.params["entity"])
    body = case.body if case else (visit.actor.organisation if visit.actor else "")
    return visit.may(form.kind, Concern(owner.entity, owner.area, body))


def _act(visit: Visit) -> Page | Moved:
    """Do a step; what is refused is shown on the page with the reason."""
    form = FORMS.get(visit.params["step"])
    if form is None:
        raise Trouble(404, "http.not_found")
    given = {name: str(value) for name, value in visit.body.items()}
    entity, period = visit.params["entity"], visit.params["period"]
    try:
        item = {"entity": entity, **({"period": period} if form.of_period else {}), **form.item(given)}
        _in_units_of_the_books(visit, item)
        if form.at is None or form.id == "tie":
            item["body"] = visit.actor.organisation if visit.actor else ""
        api.send(visit, form.kind, {"items": [item]})
    except ValueError as wrong:
        return Page("verification", _content(visit, str(wrong)[:200]), 400)
    except Trouble as trouble:
        return Page("verification", _content(visit, trouble.words(visit.language)), trouble.status)
    return Moved(f"/verification/{period}/{entity}?lang={visit.language}")


def _in_units_of_the_books(visit: Visit, item: Item) -> None:
    """Put figures that people wrote in the report's units as the books hold them."""
    entity, period = visit.params["entity"], visit.params["period"]
    figures = of_report(visit.rows, visit.platform.market.law, entity, period)
    for change in item.get("changes", ()):
        if change["field"] in figures and change["after"]:
            change["after"] = figures[change["field"]].kept(change["after"])
    if item.get("after"):
        finding = visit.rows.get(FindingRow, (entity, period, item["number"]))
        if finding is not None and finding.field in figures:
            item["after"] = figures[finding.field].kept(item["after"])


def _paper(visit: Visit) -> File:
    """Return the report of a concluded verification as a file."""
    form = visit.params["form"]
    if form not in _MEDIA or (form == "pdf" and not can_typeset()):
        raise Trouble(404, "http.not_found")
    entity, period = visit.params["entity"], visit.params["period"]
    try:
        found = VerificationReport(visit.platform.market.law, visit.view, entity, period, visit.language)
    except Problem:
        raise Trouble(404, "http.not_found") from None
    data = pdf(found.paper()).data if form == "pdf" else xlsx(found.paper(), by_heading=True)
    return File(data, _MEDIA[form], f"{found.number or f'{period}-{entity}'}.{form}")


_PATH = (Param("period", "Compliance period.", where="path", example="2022"), ENTITY)

ROUTES = [
    Route("GET", "/verification/{period}/{entity}", "see.records", _page, "A verification.", whose, _PATH),
    Route(
        "GET", "/verification/{period}/{entity}/report/{form}", "see.records", _paper, "A verification's report.",
        whose, (*_PATH, Param("form", "pdf or xlsx.", where="path", example="pdf")), media=tuple(_MEDIA.values()),
    ),
    Route(
        "POST", "/verification/{period}/{entity}/{step}", "see.records", _act, "Do a step of a verification.", whose,
        (*_PATH, Param("step", "Step.", where="path", example="plan")), takes="form",
    ),
]  # fmt: skip
