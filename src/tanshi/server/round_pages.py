"""The province's round of allocation as a page: every step in bulk, with what it could not do listed by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tanshi.allocation.instruction import STAGES
from tanshi.application.access import FOUR_EYES
from tanshi.application.documents import Draft, Issuer, IssuingBody, Paper, compose, issue, pdf, templates, xlsx
from tanshi.application.documents.drafting import last_head
from tanshi.application.documents.round_papers import INSTRUCTION, REPORT, round_paper
from tanshi.application.documents.tables import PaperRow
from tanshi.application.rounds import STEPS, RoundView, Step, round_of
from tanshi.core.catalogue import text
from tanshi.core.finding import Problem
from tanshi.journal.command import Concern
from tanshi.journal.table import read_rows
from tanshi.participants.areas import areas
from tanshi.server import api
from tanshi.server.console import csrf
from tanshi.server.pages import period_of
from tanshi.server.papers import KIND
from tanshi.server.platform import Visit
from tanshi.server.receipts import XLSX
from tanshi.server.routing import File, Moved, Page, Param, Route, Trouble

#: Items of one act that waits for a second person.
_TOGETHER = 100

#: Entities named on the page.
_NAMED = 200


def _area(visit: Visit) -> Sequence[Concern]:
    return [Concern(area=visit.params["area"])]


def _round(visit: Visit) -> RoundView:
    if visit.params["area"] not in areas():
        raise Trouble(404, "http.not_found")
    return round_of(visit.view, visit.params["area"], period_of(visit.view, visit.params["period"]))


def _page(visit: Visit) -> Page:
    return Page("round", _content(visit, _round(visit)))


def _content(visit: Visit, found: RoundView) -> dict[str, Any]:
    may = {step.id: visit.may(step.kind, Concern(area=found.area)) for step in STEPS.values()}
    steps = [
        {
            "id": step.id,
            "name": text(f"round.step_{step.id}", visit.language),
            "waiting": len(found.waiting(step.id)),
            "may": may[step.id] and bool(found.waiting(step.id)),
            "two": step.kind in FOUR_EYES,
            "row": found.reported.get(step.stage) if step.of_area else None,
        }
        for step in STEPS.values()
    ]
    return {
        "round": found,
        "area": areas()[found.area],
        "steps": steps,
        "rows": found.entities[:_NAMED],
        "more": max(0, len(found.entities) - _NAMED),
        "sums": {
            name: sum(getattr(e, name) or 0 for e in found.entities)
            for name in ("preallocated_t", "approved_t", "instructed_t", "withheld_t", "waiting_t")
        },
        "papers": _papers(visit, found),
        "head": _head(visit),
        "csrf": csrf(visit),
        "trouble": "",
        "done": None,
        "exceptions": [],
    }


def _act(visit: Visit) -> Page:
    """Do a step for all it is open for; who could not be done is named with the reason, the others are done."""
    step = STEPS.get(visit.params["step"])
    if step is None:
        raise Trouble(404, "http.not_found")
    found = _round(visit)
    items = [step.item(subject, found.area, found.period) for subject in found.waiting(step.id)]
    exceptions: list[dict[str, str]] = []
    if step.kind in FOUR_EYES:
        for start in range(0, len(items), _TOGETHER):
            api.send(visit, step.kind, {"items": items[start : start + _TOGETHER]})
        done = len(items)
    else:
        done, exceptions = _each(visit, step, items)
    with visit.platform.market.view() as view:
        after = round_of(view, found.area, found.period)
    told = {"count": done, "step": text(f"round.step_{step.id}", visit.language), "two": step.kind in FOUR_EYES}
    return Page("round", {**_content(visit, after), "done": told, "exceptions": exceptions})


def _each(visit: Visit, step: Step, items: Sequence[dict[str, Any]]) -> tuple[int, list[dict[str, str]]]:
    """Send each item as an act of its own; return how many were done, and what was said of the others."""
    answers = api.send_each(visit, step.kind, items)
    refused = [
        {"subject": item.get("entity") or item["area_gb2260"], "message": answer.message(visit.language)}
        for item, answer in zip(items, answers, strict=True)
        if not answer.done
    ]
    return len(items) - len(refused), refused


# papers of the round


def _papers(visit: Visit, found: RoundView) -> list[dict[str, Any]]:
    """Return the papers the round has come to: their names, drafts, and whether they are issued."""
    issued = {p.id: p for p in read_rows(visit.view, PaperRow, area_gb2260=found.area) if p.state == "issued"}
    told = {stage for e in found.entities for stage in e.told}
    reached = [(INSTRUCTION, s) for s in STAGES if s in told] + [(REPORT, s) for s in STAGES if s in found.reported]
    return [
        {
            "name": name,
            "stage": stage,
            "issued": issued.get(_paper_id(name, stage, found.area, found.period)),
            "address": f"/rounds/{found.period}/{found.area}/papers/{name}/{stage}",
            "may": visit.may("documents.issue", Concern(area=found.area)) and _is_issuer(visit, name),
        }
        for name, stage in reached
    ]


def _paper_id(name: str, stage: str, area: str, period: str) -> str:
    return f"{name}/{period}/{stage}/{area}"


def _is_issuer(visit: Visit, name: str) -> bool:
    return visit.actor is not None and visit.actor.role in templates()[name].issuers


def _head(visit: Visit) -> IssuingBody:
    return last_head(visit.view, visit.actor.organisation) if visit.actor else IssuingBody("", "", "")


def _paper(visit: Visit, found: RoundView, body: IssuingBody) -> Paper:
    """Return a paper as the books would have it now; 404 while they do not hold what it says."""
    name, stage = visit.params["paper"], visit.params["stage"]
    if name not in (INSTRUCTION, REPORT) or stage not in STAGES:
        raise Trouble(404, "http.not_found")
    data = round_paper(name, visit.view, found.area, found.period, stage, visit.language)
    if data is None:
        raise Trouble(404, "http.not_found")
    return Paper(name, visit.language, body, "", data, visit.today, site=visit.site)


def _paper_file(visit: Visit) -> File:
    """Return a paper of the round as it was issued, or as a draft: PDF or workbook."""
    found, kind = _round(visit), visit.params["kind"]
    if kind not in ("pdf", "xlsx"):
        raise Trouble(404, "http.not_found")
    id = _paper_id(visit.params["paper"], visit.params["stage"], found.area, found.period)
    issued = visit.rows.get(PaperRow, id)
    media = XLSX if kind == "xlsx" else "application/pdf"
    if issued is not None and issued.state == "issued":
        digest = issued.pdf_sha256 if kind == "pdf" else issued.xlsx_sha256
        return File(visit.platform.market.evidence.read(digest), media, f"{issued.number}.{kind}")
    composed = compose(_paper(visit, found, _head(visit)))
    return File(pdf(composed).data if kind == "pdf" else xlsx(composed), media, f"{id.replace('/', '-')}.{kind}")


def _issue(visit: Visit) -> Page | Moved:
    """Issue a paper of the round under the body's word, or show the page again with the reason."""
    found, actor = _round(visit), visit.actor
    if actor is None or not _is_issuer(visit, visit.params["paper"]):
        raise Trouble(
            403, "command.not_permitted", details={"actor": visit.caller.actor or "-", "kind": "documents.issue"}
        )
    if visit.platform.grouping is None:
        raise Trouble(503, "http.read_only")
    given = [str(visit.body.get(name, "")).strip()[:200] for name in ("body_zh", "body_en", "word")]
    paper = _paper(visit, found, IssuingBody(*given))
    id = _paper_id(paper.template, visit.params["stage"], found.area, found.period)
    try:
        made = issue(visit.platform.market, Issuer(actor.organisation, actor.id), Draft(id, paper, found.area))
        said = made.answer.message(visit.language) if made.answer is not None else ""
        wrong = "" if made.done else said or "\n".join(f.line(visit.language) for f in made.findings)
    except Problem as trouble:
        wrong = "\n".join(f.line(visit.language) for f in trouble.findings)
    if wrong:
        return Page("round", {**_content(visit, found), "trouble": wrong}, 409)
    return Moved(f"/rounds/{found.period}/{found.area}?lang={visit.language}")


_PATH = (
    Param("period", "Compliance period.", where="path", example="2022"),
    Param("area", "Province by GB/T 2260.", where="path", example="37"),
)

_PAPER = (
    Param("paper", "issue_instruction or round_report.", where="path", example=INSTRUCTION),
    Param("stage", "Stage of the round.", where="path", example="preallocation"),
)

ROUTES = [
    Route("GET", "/rounds/{period}/{area}", "see.records", _page, "A province's round.", _area, _PATH),
    Route(
        "POST", "/rounds/{period}/{area}/{step}", "see.records", _act, "Do a step of the round.", _area,
        (*_PATH, Param("step", "Step of the round.", where="path", example="preallocate")), takes="form",
    ),
    Route(
        "GET", "/rounds/{period}/{area}/papers/{paper}/{stage}/{kind}", "see.records", _paper_file,
        "A paper of the round.", _area, (*_PATH, *_PAPER, KIND),
    ),
    Route(
        "POST", "/rounds/{period}/{area}/papers/{paper}/{stage}", "documents.issue", _issue,
        "Issue a paper of the round.", _area, (*_PATH, *_PAPER), takes="form",
    ),
]  # fmt: skip
