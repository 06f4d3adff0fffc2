"""Pages of the bench for drafting: a question with its terms, over a year of the books or a file, and what comes out.

A form is sent with its file, which is held for further questions, and leads to an address that says all that was
asked: it can be gone back to, sent on where no file is asked about, and asked again. What takes long shows how far it
is. Nothing is allocated, and nothing is kept in the books.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from tanshi.allocation.drafting.bench import lines_of
from tanshi.allocation.drafting.documents import steps_document
from tanshi.allocation.drafting.steps import steps
from tanshi.allocation.from_file import newest_plan, plan_named, plans
from tanshi.application.draft_bench import BALANCE, PATH_TERMS, Answer
from tanshi.application.lists import periods
from tanshi.application.trial import DRAFT
from tanshi.core.catalogue import text
from tanshi.participants.areas import areas
from tanshi.rulemaking.law import drafts
from tanshi.server import drafting
from tanshi.server.console import csrf
from tanshi.server.drafting_charts import line_name
from tanshi.server.drafting_shown import shown
from tanshi.server.platform import Visit
from tanshi.server.routing import File, Moved, Page, Route, Trouble
from tanshi.server.uploads import Upload
from tanshi.server.workbench import Work

#: How long a page waits for an answer before it shows how far it is, and a file to be fetched, in seconds.
_PAGE_WAITS, _FILE_WAITS = 1.5, 8.0

#: The questions in the order of their tabs; steps need no units.
STEPS, ESTIMATE = "steps", "estimate"
TABS = ("impact", "balance", "fit", "solve", STEPS, ESTIMATE, "path")

#: Terms that say something of each line, as fields of their own on a page.
_OF_LINES = ("benchmarks", "start", "strict")

#: Terms without which a question is not asked yet: one of them is enough.
_ASKED_WITH = {"impact": ("draft", "benchmarks")}


def _index(visit: Visit) -> Page:
    return Page("drafting", {"tabs": _tabs(visit, "", {})})


def _tabs(visit: Visit, current: str, kept: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the questions the caller may ask, each with the source that is looked at."""
    suffix = urlencode({**kept, "lang": visit.language})
    open_to_all = (STEPS, ESTIMATE)
    return [
        {
            "name": text(f"drafting.{name}", visit.language),
            "says": text(f"drafting.{name}_says", visit.language),
            "href": f"/drafting/{name}?{suffix}",
            "current": name == current,
        }
        for name in TABS
        if name in open_to_all or drafting.may_ask(visit)
    ]


def _ask(name: str) -> Callable[[Visit], Page]:
    """Return the handler of a question's page."""

    def handle(visit: Visit) -> Page:
        given = _given(visit, name, visit.params)
        if not _is_asked(name, given):
            return _page(visit, name, given)
        try:
            called, found = drafting.ask(visit, drafting.asked_of(visit, name))
            if isinstance(found, Work):
                if not found.waited(_PAGE_WAITS):
                    return _page(visit, name, given, work=found)
                found = drafting.outcome(visit.platform.workbench.fetch(called, found), handed_in=True)
        except Trouble as trouble:
            if trouble.status in (401, 403):
                raise
            return _page(visit, name, given, trouble=trouble)
        return _page(visit, name, given, answer=found)

    return handle


def _steps(visit: Visit) -> Page:
    platform = visit.platform
    found = platform.answers.get(visit.view, STEPS, lambda: Answer(steps_document(steps(platform.market.law))))
    return _page(visit, STEPS, {}, answer=found)


def _is_asked(name: str, given: Mapping[str, str]) -> bool:
    """Tell whether an address asks something, or only opens the page."""
    return bool(given.get("source")) and any(given.get(term) for term in _ASKED_WITH.get(name, ("source",)))


def _given(visit: Visit, name: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Return the terms of a question that were given, those of lines put together from their fields."""
    names = ("source", "area", *drafting.TERMS[name], *(("last_year",) if name == ESTIMATE else ()))
    found = {term: fields[term].strip()[:400] for term in names if fields.get(term, "").strip()}
    for term in _OF_LINES:
        said = {k.partition(".")[2]: v.strip() for k, v in fields.items() if k.startswith(f"{term}.") and v.strip()}
        if term in drafting.TERMS[name] and said:
            found[term] = ",".join(f"{line}={value}" for line, value in said.items())
    return found


def _hand_in(name: str) -> Callable[[Visit], Page | Moved]:
    """Return the handler that takes a question's form: it holds a file and leads to the address of the question."""

    def handle(visit: Visit) -> Page | Moved:
        upload: Upload = visit.body
        given = _given(visit, name, dict(upload.fields))
        try:
            if upload.data:
                held = drafting.hold(visit, drafting.body_of(visit, upload.data, upload.name))
                given["last_year" if upload.get("which") == "last_year" else "source"] = held
            elif not given.get("source"):
                raise Trouble(400, "forms.no_file")
        except Trouble as trouble:
            return _page(visit, name, given, trouble=trouble)
        return Moved(f"/drafting/{name}?{urlencode({**given, 'lang': visit.language})}#found")

    return handle


def _page(
    visit: Visit,
    name: str,
    given: Mapping[str, str],
    *,
    answer: Answer | None = None,
    work: Work | None = None,
    trouble: Trouble | None = None,
) -> Page:
    language, law = visit.language, visit.platform.market.law
    kept = {term: given[term] for term in ("source", "area") if given.get(term)}
    link = "" if given.get("source", "").startswith(drafting.HELD) else f"/{given.get('source', '')}/province/{{code}}"
    found = shown(name, answer, language, law, link) if answer is not None else None
    findings = list(answer.document.get("findings", ())) if answer is not None else []
    findings += [f.as_json() for f in trouble.findings] if trouble is not None else []
    query = {**given, "lang": language}
    content = {
        "name": name,
        "title": text(f"drafting.{name}", language),
        "says": text(f"drafting.{name}_says", language),
        "tabs": _tabs(visit, name, kept),
        "given": {"draft": _suggested(visit), **given} if name == "impact" else given,
        "lines": _lines(visit, given),
        "sources": _sources(visit, name, given),
        "plans": _plans(visit),
        "drafts": _drafts(visit) if name == "impact" else [],
        "areas": _areas(visit, name),
        "path_terms": PATH_TERMS,
        "found": found,
        "document": answer.document if answer is not None else None,
        "findings_shown": [
            {"where": f["where"], "message": f["message_zh" if language == "zh" else "message"], "severe": True}
            for f in findings[:_FINDINGS]
        ],
        "more_findings": max(0, len(findings) - _FINDINGS),
        "trouble": trouble.words(language) if trouble is not None and not trouble.findings else "",
        "work": work,
        "address": f"/drafting/{name}?{urlencode(query)}",
        "files": f"/drafting/{name}/{_FILES[name]}?{urlencode(query)}" if name in _FILES else "",
        "next": _next(given, found.more["benchmarks"], language) if found and "benchmarks" in found.more else "",
        "csrf": csrf(visit),
    }
    return Page("drafting_question", content, trouble.status if trouble is not None else 200)


#: Findings shown on a page; the document has all.
_FINDINGS = 100

#: What a question's answer can be taken away as.
_FILES = {"impact": "firms.csv", "solve": "draft.json"}


def _next(given: Mapping[str, str], benchmarks: str, language: str) -> str:
    """Return the address where solved benchmarks show what they do to every firm."""
    query = {k: given[k] for k in ("source", "area", "plan") if given.get(k)}
    draft = {"draft": given["plan"]} if given.get("plan") else {}
    return f"/drafting/impact?{urlencode({**query, **draft, 'benchmarks': benchmarks, 'lang': language})}"


def _lines(visit: Visit, given: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the lines of a table of benchmarks, each with what was said of it."""
    law = visit.platform.market.law
    said = {term: dict(p.split("=", 1) for p in given.get(term, "").split(",") if "=" in p) for term in _OF_LINES}
    return [
        {"line": line, "name": line_name(line, visit.language), **{term: said[term].get(line, "") for term in said}}
        for line in lines_of(plan_named(law, newest_plan(law)))
    ]


def _sources(visit: Visit, name: str, given: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what can be asked about beside a new file: years the caller may ask about, and the file that is held."""
    found = []
    if (held := drafting.held_of(visit, given.get("source", ""))) is not None:
        found.append((given["source"], text("drafting.held", visit.language, {"name": held.name})))
    role = visit.actor.role if visit.actor is not None else ""
    if drafting.may_ask(visit) or (name == ESTIMATE and role in ("entity", "group")):
        years = reversed(periods(visit.view))
        found += [
            (p.name, text("drafting.year_of_books", visit.language, {"year": p.name}))
            for p in years
            if name != ESTIMATE or len(p.years) == 1
        ]
    return found


def _plans(visit: Visit) -> list[tuple[str, str]]:
    """Return the plans that can be named, drafts marked."""
    mark = text("allocate.draft_mark", visit.language)
    named = plans(visit.platform.market.law).items()
    return [(name, f"{name} {mark}" if is_draft else name) for name, (_, is_draft) in named]


def _suggested(visit: Visit) -> str:
    """Return the plan that is compared unless another is chosen: the first draft, or the newest in force."""
    law = visit.platform.market.law
    return next((name for name, (_, is_draft) in plans(law).items() if is_draft), newest_plan(law))


def _drafts(visit: Visit) -> list[tuple[str, str]]:
    """Return what can be compared beside plans: the units' balance values, and draft acts of the journal."""
    acts = [act.instrument.id for act in drafts(visit.rows)]
    return [(BALANCE, text("drafting.own_balance", visit.language)), *((f"{DRAFT}{id}", id) for id in acts)]


def _areas(visit: Visit, name: str) -> list[tuple[str, str]]:
    """Return the provinces a caller may narrow a question to; none where it is bound to one."""
    if name == STEPS or not visit.may(drafting.RIGHT):
        return []
    return [(code, area.zh if visit.language == "zh" else area.en) for code, area in areas().items()]


# what can be taken away


def _fetched(visit: Visit, name: str) -> Answer:
    called, found = drafting.ask(visit, drafting.asked_of(visit, name))
    if isinstance(found, Work):
        if not found.waited(_FILE_WAITS):
            raise Trouble(429, "drafting.busy", headers={"Retry-After": "5"})
        found = drafting.outcome(visit.platform.workbench.fetch(called, found), handed_in=True)
    return found


def _firms(visit: Visit) -> File:
    rows = _fetched(visit, "impact").document["firms"]
    made = io.StringIO()
    writer = csv.DictWriter(made, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return File(made.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", "firms.csv")


def _draft_file(visit: Visit) -> File:
    values = {"values": _fetched(visit, "solve").document["values"]}
    return File((json.dumps(values, ensure_ascii=False, indent=2) + "\n").encode(), "application/json", "draft.json")


def _routes(name: str) -> list[Route]:
    says = f"The bench for drafting: {name}."
    if name == ESTIMATE:
        return [
            Route("GET", f"/drafting/{name}", drafting.OWN, _ask(name), says),
            Route("POST", f"/drafting/{name}", drafting.OWN, _hand_in(name), says, takes="upload"),
        ]
    whom = drafting.concerns
    return [
        Route("GET", f"/drafting/{name}", drafting.RIGHT, _ask(name), says, whom),
        Route("POST", f"/drafting/{name}", drafting.RIGHT, _hand_in(name), says, whom, takes="upload"),
    ]


ROUTES = [
    Route("GET", "/drafting", drafting.OWN, _index, "The bench for drafting a plan."),
    Route("GET", "/drafting/steps", "see.law", _steps, "Steps of past plans."),
    *(route for name in drafting.TERMS for route in _routes(name)),
    Route("GET", "/drafting/impact/firms.csv", drafting.RIGHT, _firms, "All firms of an impact.", drafting.concerns),
    Route(
        "GET", "/drafting/solve/draft.json", drafting.RIGHT, _draft_file, "Solved benchmarks as a draft's file.",
        drafting.concerns,
    ),
]  # fmt: skip
