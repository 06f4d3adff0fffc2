"""The voluntary market on pages: a project with its steps and what it waits for, the bulletin, certificates as files.

Projects and bulletin are public; a certificate is its holder's, and whether it is genuine anybody asks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from tanshi.application import voluntary_certificates as certificates
from tanshi.application.access import rights_of
from tanshi.application.documents import can_typeset, pdf, xlsx
from tanshi.core.money import yuan
from tanshi.core.working_days import is_day
from tanshi.journal.command import Concern
from tanshi.journal.table import read_rows
from tanshi.server.case_pages import SEE as SEE_CASES
from tanshi.server.platform import Visit
from tanshi.server.receipts import XLSX
from tanshi.server.routing import File, Page, Param, Route, Trouble
from tanshi.supervision.clues import PROJECT
from tanshi.supervision.tables import CaseRow
from tanshi.voluntary.bulletin import Bulletin, bulletin
from tanshi.voluntary.next_acts import PUBLIC, REGISTRY, Desk, NextAct, as_json
from tanshi.voluntary.rules import Book
from tanshi.voluntary.standing import state_of
from tanshi.voluntary.tables import AmountRow, CommentRow, MatchRow, PlotRow, ProjectRow, ReductionRow, StepRow
from tanshi.voluntary.unit_tables import InstrumentRow, OrderRow, UseRow

_MEDIA: Mapping[str, str] = {"pdf": "application/pdf", "xlsx": XLSX, "proof": "application/json"}
_PROJECT = Param("project", "Project.", "path", example="WIND1")
_DAYS = (Param("first", "First day.", example="2026-01-01"), Param("last", "Last day.", example="2026-12-31"))


#: What the API says of a project or reduction besides its steps.
_MATTER = ("number", "state", "notice_from", "notice_until", "body", "first_day", "last_day")


def _desk(visit: Visit) -> tuple[ProjectRow, Desk]:
    found = visit.rows.get(ProjectRow, visit.params["project"])
    rules = Book(visit.platform.market.law).on(visit.rows, visit.today)
    if found is None or rules is None:
        raise Trouble(404, "http.not_found")
    return found, Desk(rules, visit.rows, found)


def _matters(visit: Visit, project: ProjectRow, desk: Desk) -> list[dict[str, Any]]:
    """Return the project and its reductions: where each stands, its steps, comments and what is open of it."""
    found: list[dict[str, Any]] = []
    for part in (None, *visit.rows.where(ReductionRow, project=project.project)):
        number = part.number if part else 0
        of_it: dict[str, int | str] = {"project": project.project, "reduction": number}
        notice = part or project
        found.append(
            {
                "number": number, "state": state_of(visit.rows, project.project, number), "body": notice.body,
                "notice_from": notice.notice_from, "notice_until": notice.notice_until,
                "first_day": part.first_day if part else "", "last_day": part.last_day if part else "",
                "steps": visit.rows.where(StepRow, **of_it), "comments": visit.rows.where(CommentRow, **of_it),
                "amounts": visit.rows.where(AmountRow, **of_it), "acts": desk.acts(number),
            }
        )  # fmt: skip
    return found


def _project(visit: Visit) -> Page:
    project, desk = _desk(visit)
    rows = visit.rows
    return Page(
        "voluntary_project",
        {
            "p": project, "matters": _matters(visit, project, desk), "orders": desk.orders(),
            "products": rows.where(InstrumentRow, project=project.project),
            "ordered": rows.where(OrderRow, project=project.project),
            "matches": rows.where(MatchRow, project=project.project),
            "plots": rows.where(PlotRow, project=project.project),
            "cases": _cases(visit, project),
            "form": lambda act: _form(visit, act), "public": PUBLIC, "registry": REGISTRY,
        },
    )  # fmt: skip


def _cases(visit: Visit, project: ProjectRow) -> list[CaseRow]:
    """Return the case files a project gave rise to, as far as the caller may look into them."""
    found = visit.rows.where(CaseRow, source=PROJECT, about=project.project)
    return [c for c in found if visit.may(SEE_CASES, Concern(c.subject, c.area_gb2260, c.subject))]


def _form(visit: Visit, act: NextAct) -> str:
    """Return the address of an act's form, filled in as far as it is known, for who may do it today; else ""."""
    actor = visit.actor
    if actor is None or act.kind not in rights_of(actor.role) or not act.is_open(visit.today):
        return ""
    if act.who not in (PUBLIC, REGISTRY) and act.who not in (actor.organisation, actor.entity):
        return ""
    return f"/do/{act.kind}?{urlencode({**act.values, 'lang': visit.language})}"


def _api_project(visit: Visit) -> Any:
    project, desk = _desk(visit)
    return {
        **{name: getattr(project, name) for name in ProjectRow.__table__.column_names},
        "matters": [
            {
                **{name: m[name] for name in _MATTER},
                "steps": [{"step": s.step, "day": s.done_on, "late": bool(s.late)} for s in m["steps"]],
                "amounts": [{"stage": a.stage, "year": a.year, "amount_t": a.amount_t} for a in m["amounts"]],
                "next": [as_json(act, visit.today) for act in m["acts"]],
            }
            for m in _matters(visit, project, desk)
        ],
        "orders": [as_json(act, visit.today) for act in desk.orders()],
        "products": [
            {"instrument": i.instrument, "year": i.year, "issued_t": i.issued_t, "used_t": i.used_t}
            for i in visit.rows.where(InstrumentRow, project=project.project)
        ],
    }  # fmt: skip


def _span(visit: Visit) -> Bulletin:
    """Return the bulletin that is asked for: by default of the year."""
    first = visit.params.get("first", "").strip() or f"{visit.today[:4]}-01-01"
    last = visit.params.get("last", "").strip() or visit.today
    for day in (first, last):
        if not is_day(day):
            raise Trouble(400, "voluntary.bad_days", details={"day": day[:40]})
    if date.fromisoformat(first) > date.fromisoformat(last):
        raise Trouble(400, "voluntary.bad_days", details={"day": f"{first} – {last}"})
    return bulletin(visit.view, first, last)


def _bulletin(visit: Visit) -> Page:
    found = _span(visit)
    projects = {p.project: p.title for p in read_rows(visit.view, ProjectRow)}
    return Page("voluntary_bulletin", {"b": found, "titles": projects, "yuan": yuan})


def _api_bulletin(visit: Visit) -> Any:
    return _span(visit).as_json()


def _asked(visit: Visit) -> UseRow | None:
    text = visit.params["number"]
    if not (text.isascii() and text.isdigit() and len(text) <= 16):
        return None
    return certificates.use_by_number(visit.view, int(text))


def _whose(visit: Visit) -> Sequence[Concern]:
    found = _asked(visit)
    if found is None:
        return [Concern()]
    return [Concern(found.holder, visit.concern(found.holder).area, found.holder)]


def _certificate(visit: Visit) -> File:
    """Return a certificate as a file, in the reader's language."""
    found, form = _asked(visit), visit.params.get("form", "pdf")
    if found is None or not found.code or form not in _MEDIA or (form == "pdf" and not can_typeset()):
        raise Trouble(404, "http.not_found")
    if form == "proof":
        proof = json.dumps(certificates.proof_of_use(visit.view, found.number), ensure_ascii=False, indent=1)
        return File(proof.encode(), _MEDIA[form], f"{found.certificate}.json")
    paper = certificates.certificate_paper(visit.view, found, visit.language, visit.site)
    data = pdf(paper).data if form == "pdf" else xlsx(paper)
    return File(data, _MEDIA[form], f"{found.certificate}.{form}")


_TEXT, _WHOLE, _MANY = {"type": "string"}, {"type": "integer"}, {"type": "array", "items": {"type": "object"}}


def _answer(title: str, /, **properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"title": title, "type": "object", "required": list(properties), "properties": properties}


_ANSWER_PROJECT = _answer(
    "VoluntaryProjectOf",
    **{name: _WHOLE if name == "capacity_kw" else _TEXT for name in ProjectRow.__table__.column_names},
    matters=_MANY, orders=_MANY, products=_MANY,
)  # fmt: skip
_ANSWER_BULLETIN = _answer(
    "VoluntaryBulletin", first=_TEXT, last=_TEXT,
    **dict.fromkeys(
        ("sessions", "projects_in_notice", "projects_registered", "reductions_in_notice", "reductions_registered",
         "issued_t", "used_t", "traded_t", "value_fen"), _WHOLE,
    ),
    used_by_purpose_t={"type": "object", "additionalProperties": _WHOLE}, fees=_MANY, products=_MANY,
)  # fmt: skip

ROUTES = [
    Route(
        "GET", "/voluntary/projects/{project}", "see.results", _project,
        "A voluntary project: its steps, and what it waits for.", params=(_PROJECT,),
    ),
    Route(
        "GET", "/api/v1/voluntary/projects/{project}", "see.results", _api_project,
        "A voluntary project: its steps, and what it waits for.", params=(_PROJECT,),
        answer=_ANSWER_PROJECT, tag="voluntary", operation="voluntary_project_of",
    ),
    Route(
        "GET", "/voluntary/bulletin", "see.results", _bulletin, "The voluntary market of a span of days.",
        params=_DAYS,
    ),
    Route(
        "GET", "/api/v1/voluntary/bulletin", "see.results", _api_bulletin,
        "The voluntary market of a span of days.", params=_DAYS,
        answer=_ANSWER_BULLETIN, tag="voluntary", operation="voluntary_bulletin",
    ),
    Route(
        "GET", "/voluntary/certificates/{number}", "see.units", _certificate,
        "The certificate of cancelled voluntary units as a file.", _whose,
        (Param("number", "Number of the cancellation.", "path", example="1"),
         Param("form", "Form of the file.", choices=tuple(_MEDIA))),
        media=tuple(_MEDIA.values()),
    ),
]  # fmt: skip
