"""Case files as pages and through the API, what their subjects see of them, their papers; and what an act carries.

The file is read by who may look into it; its subject sees it from the notice on, and the doubts it is asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from tanshi.application.case_files import CaseFile, case_file, case_list
from tanshi.application.case_papers import case_paper, offence_words, reference, subject_name
from tanshi.application.documents import can_typeset, pdf, xlsx
from tanshi.application.penalties import Answered, Asked, answer, circumstances
from tanshi.core.finding import Problem
from tanshi.core.money import grouped
from tanshi.journal.command import Concern
from tanshi.journal.table import Row
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law
from tanshi.server.collections import Collection
from tanshi.server.platform import Visit
from tanshi.server.receipts import XLSX
from tanshi.server.routing import File, Page, Param, Route, Trouble
from tanshi.server.schema import row_schema
from tanshi.server.text_pages import other_href
from tanshi.supervision.person_tables import PersonFineRow
from tanshi.supervision.revision_tables import CancellationRow, HearingRow, RefundRow, RevisionRow, WriteOffRow
from tanshi.supervision.tables import (
    AppealRow,
    CaseRow,
    DoubtRow,
    FiledRow,
    PaymentRow,
    PenaltyRow,
    ServiceRow,
    StepRow,
)

_MEDIA: Mapping[str, str] = {"pdf": "application/pdf", "xlsx": XLSX}

#: Files on the page.
_MOST = 200

SEE, SEE_OWN = "see.cases", "see.own_cases"


def of_list(collection: Collection) -> Callable[[str], str] | None:
    """Return what gives the page of a file that a list names, None for lists that name none or are public."""
    if collection.right not in (SEE, SEE_OWN):
        return None
    end = "/own" if collection.right == SEE_OWN else ""
    return lambda docket: f"/cases/{docket}{end}"


def _law(visit: Visit) -> Law:
    return LawBook(visit.platform.market.law).on(visit.rows, visit.today)


def _whose(visit: Visit) -> Sequence[Concern]:
    found = visit.rows.get(CaseRow, visit.params["docket"])
    return [Concern(found.subject, found.area_gb2260, found.subject) if found else Concern()]


def _of_reader(visit: Visit) -> Sequence[Concern]:
    return [Concern(area=visit.actor.area_gb2260) if visit.actor else Concern()]


def _file(visit: Visit) -> CaseFile:
    try:
        return case_file(visit.view, visit.platform.market.law, visit.params["docket"], visit.today)
    except Problem:
        raise Trouble(404, "http.not_found") from None


def _list(visit: Visit) -> Page:
    """Show the newest files the caller may look into, with where each stands; the list of all is `/lists/cases`."""
    seen = (
        (case, state)
        for case, state in case_list(visit.view)
        if visit.may(SEE, Concern(case.subject, case.area_gb2260, case.subject))
    )
    shown = [(c, state, subject_name(visit.view, c.subject, visit.language)) for c, state in islice(seen, _MOST)]
    return Page("cases", {"cases": shown})


def _content(visit: Visit, own: bool) -> dict[str, Any]:
    found, law = _file(visit), _law(visit)
    if own and not found.shown_steps(True) and not found.doubts:
        raise Trouble(404, "http.not_found")
    case = found.case
    concern = Concern(case.subject, case.area_gb2260, case.subject)
    return {
        "file": found,
        "own": own,
        "steps": found.shown_steps(own),
        "tasks": [t for t in found.tasks if visit.may(t.kind, concern)],
        "subject": subject_name(visit.view, case.subject, visit.language),
        "offence": offence_words(law, found.filed.offence, visit.language) if found.filed else "",
        "reference": lambda set_: reference(law, set_, visit.language),
        "yuan": grouped,
        "pdf": can_typeset(),
    }


def _page(visit: Visit) -> Page:
    return Page("case", _content(visit, False))


def _own_page(visit: Visit) -> Page:
    return Page("case", _content(visit, True))


def _api(visit: Visit) -> Any:
    return _file(visit).as_json()


def _api_own(visit: Visit) -> Any:
    found = _file(visit)
    if not found.shown_steps(True) and not found.doubts:
        raise Trouble(404, "http.not_found")
    return found.as_json(own=True)


def _paper(visit: Visit) -> File:
    """Return a paper as a file; its subject gets what was served."""
    paper, form = visit.params["paper"], visit.params.get("form", "pdf")
    found = _file(visit)
    own = visit.params.get("own", "") == "true"
    served = {"notice": "notice_served", "decision": "served"}.get(paper, "")
    is_served = any(s.step == served for s in found.steps)
    if form not in _MEDIA or (form == "pdf" and not can_typeset()) or (own and not is_served):
        raise Trouble(404, "http.not_found")
    try:
        composed = case_paper(visit.view, _law(visit), found.case.docket, paper, visit.language)
    except Problem:
        raise Trouble(404, "http.not_found") from None
    return File(pdf(composed).data if form == "pdf" else xlsx(composed), _MEDIA[form], f"{composed.number}.{form}")


def _own_paper(visit: Visit) -> File:
    visit.params = {**visit.params, "own": "true"}
    return _paper(visit)


# what an act carries


def _asked(visit: Visit) -> Answered | None:
    """Return what was asked for, None if nothing was. Raises `Problem`: it cannot be answered."""
    given = visit.params
    if not given.get("article") or not given.get("on"):
        return None

    def tonnes(name: str) -> int | None:
        text = given.get(name, "")
        return int(text) if text else None

    known = circumstances(
        given.get("income", ""), tonnes("short_t"), given.get("mean_price", ""), given.get("value", ""),
        tonnes("next_t"), tonnes("unreported_t"),
    )  # fmt: skip
    decided = given.get("decided_on", "")
    asked = Asked(
        given["article"], _day(given["on"]), given.get("instrument", ""), given.get("offence", ""),
        _day(decided) if decided else None, given.get("corrected", "") == "true",
    )  # fmt: skip
    return answer(_law(visit), asked, known)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Trouble(
            400, "http.bad_parameter", details={"name": "on", "value": text[:20], "reason": "2025-01-01"}
        ) from None


def _penalty_page(visit: Visit) -> Page:
    found, trouble, status = None, "", 200
    try:
        found = _asked(visit)
    except Problem as wrong:
        trouble, status = wrong.findings[0].message(visit.language), 400
    asked = {p.name: visit.params.get(p.name, "") for p in _PENALTY}
    href = other_href(visit, **asked)
    return Page(
        "penalty", {"asked": asked, "found": found, "trouble": trouble, "other_href": href, "yuan": grouped}, status
    )


def _penalty_api(visit: Visit) -> Any:
    try:
        found = _asked(visit)
    except Problem as wrong:
        raise Trouble(400, wrong.findings[0].code, details=dict(wrong.findings[0].params)) from None
    if found is None:
        raise Trouble(400, "http.bad_parameter", details={"name": "article", "value": "", "reason": "article, on"})
    return found.document


_DOCKET = Param("docket", "Number of the file.", "path", example="SD-2025-001")
_PAPER = (
    _DOCKET,
    Param("paper", "Which paper.", "path", example="notice", choices=("notice", "decision")),
    Param("form", "Form of the file.", choices=tuple(_MEDIA)),
)
_LANG = Param("lang", "Language of messages.", choices=("en", "zh"))
_PENALTY = (
    Param("article", "Article, or article and paragraph.", example="24"),
    Param("on", "Day of the act.", example="2025-01-01"),
    Param("short_t", "Tonnes not surrendered.", kind="integer", least=0),
    Param("mean_price", "Mean price of the month before the deadline, CNY/t."),
    Param("income", "Illegal income, CNY."),
    Param("value", "Value traded by who is barred, CNY."),
    Param("next_t", "Next year's allowances, t.", kind="integer", least=0),
    Param("unreported_t", "Emissions kept silent, t.", kind="integer", least=0),
    Param("instrument", "Its text, by id, number or title."),
    Param("offence", "Which act, where an article fines several."),
    Param("decided_on", "Day of the decision."),
    Param("corrected", "Mended in the time of the order.", kind="boolean"),
)
_TEXT, _WHOLE = {"type": "string"}, {"type": "integer"}


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": dict(properties), "required": list(properties)}


def _array(items: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": dict(items)}


def _maybe(row: type[Row]) -> dict[str, Any]:
    return {"anyOf": [row_schema(row.__table__), {"type": "null"}]}


_FINES = _array({"type": "object"})
_OWED = _object(
    dict.fromkeys(
        ("fine_fen", "confiscated_fen", "surcharge_fen", "paid_fen", "refunded_fen", "written_off_fen", "left_fen"),
        _WHOLE,
    )
)
_TASK = _object({"kind": _TEXT, "due": _TEXT, "left": {"type": ["integer", "null"]}})
_PERSON = row_schema(PersonFineRow.__table__)
_PERSON["properties"] |= {"served": {"type": "object"}, "owed": {"anyOf": [_OWED, {"type": "null"}]}}
_MADE_UP = _object(
    {**dict.fromkeys(("short_t", "since_t", "cut_t", "left_t", "cancelled_t"), _WHOLE), "open": _array(_TEXT)}
)
_CANCELLATION = row_schema(CancellationRow.__table__)
_CANCELLATION["properties"] |= {"left_t": _WHOLE}
_TOLD = {
    **dict.fromkeys(("docket", "subject", "authority", "state"), _TEXT),
    "steps": _array(row_schema(StepRow.__table__)),
    "doubts": _array(row_schema(DoubtRow.__table__)),
    "filed": _maybe(FiledRow),
    "notice": _maybe(PenaltyRow),
    "decision": _maybe(PenaltyRow),
    "service": _maybe(ServiceRow),
    "owed": {"anyOf": [_OWED, {"type": "null"}]},
    "payments": _array(row_schema(PaymentRow.__table__)),
    "persons": _array(_PERSON),
    "hearing": _maybe(HearingRow),
    "revisions": _array(row_schema(RevisionRow.__table__)),
    "refunds": _array(row_schema(RefundRow.__table__)),
    "write_offs": _array(row_schema(WriteOffRow.__table__)),
    "made_up": {"anyOf": [_MADE_UP, {"type": "null"}]},
    "cancellation": {"anyOf": [_CANCELLATION, {"type": "null"}]},
    "appeals": _array(row_schema(AppealRow.__table__)),
    "competing": _FINES,
    "tasks": _array(_TASK),
}
_OWN_FILE = _object(_TOLD)
_WHOLE_FILE = _object({**{c.name: _TEXT for c in CaseRow.__table__.columns}, **_TOLD})
_RANGE = {"type": ["array", "null"], "items": _TEXT}
_CARRIES = _object(
    {
        **dict.fromkeys(("article", "on", "offence", "who", "confiscate_cny", "citation", "confidence"), _TEXT),
        "entity_fine_cny": _RANGE,
        "person_fine_cny": _RANGE,
        "deduction_t": {"type": ["array", "null"], "items": _WHOLE},
        "stages": _array({"type": "object"}),
        "measures": _array(_TEXT),
        "offences": _array({"type": "object"}),
        "lighter": {"type": "object"},
        "competing": _FINES,
        "competing_settled": _TEXT,
        "missing": _array(_TEXT),
        "trace": {"type": "object"},
    }
)

ROUTES = [
    Route("GET", "/cases", SEE, _list, "Case files.", _of_reader),
    Route("GET", "/cases/{docket}", SEE, _page, "A case file.", _whose, (_DOCKET,)),
    Route("GET", "/cases/{docket}/own", SEE_OWN, _own_page, "A file as its subject sees it.", _whose, (_DOCKET,)),
    Route(
        "GET", "/cases/{docket}/papers/{paper}", SEE, _paper, "The notice or the decision as a file.", _whose, _PAPER,
        media=tuple(_MEDIA.values()),
    ),
    Route(
        "GET", "/cases/{docket}/own/papers/{paper}", SEE_OWN, _own_paper, "A paper that was served, as a file.",
        _whose, _PAPER, media=tuple(_MEDIA.values()),
    ),
    Route(
        "GET", "/api/v1/cases/{docket}", SEE, _api, "A case file with what comes next.", _whose, (_DOCKET, _LANG),
        answer=_WHOLE_FILE, tag="supervision", operation="case_file",
    ),
    Route(
        "GET", "/api/v1/cases/{docket}/own", SEE_OWN, _api_own, "A file as its subject sees it.", _whose,
        (_DOCKET, _LANG), answer=_OWN_FILE, tag="supervision", operation="own_case_file",
    ),
    Route("GET", "/penalty", "see.law", _penalty_page, "What an act carries.", params=_PENALTY),
    Route(
        "GET", "/api/v1/penalty", "see.law", _penalty_api, "What an article fines on a day, with its trace.",
        params=(*_PENALTY, _LANG), answer=_CARRIES, tag="law", operation="penalty",
    ),
]  # fmt: skip
