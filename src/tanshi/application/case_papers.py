"""Papers of a case file (处罚文书): the notice and the decision, from what the books hold.

Each is made anew from the facts, with the days of service once it was served; its number is the file's and a letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tanshi.application.documents import Composed, IssuingBody, Paper, compose
from tanshi.application.documents.drafting import last_head
from tanshi.core.catalogue import Language, known, text
from tanshi.core.finding import problem
from tanshi.journal.engine import Reads
from tanshi.journal.table import read_rows
from tanshi.participants.tables import EntityRow
from tanshi.rules import Law
from tanshi.supervision import fines
from tanshi.supervision.person_tables import PersonFineRow
from tanshi.supervision.tables import (
    DECIDED,
    DECISION,
    NOTICE,
    NOTICE_SERVED,
    NOTICED,
    ORIGINAL,
    CaseRow,
    FiledRow,
    PenaltyRow,
    ServiceRow,
    StepRow,
)

TEMPLATES = {NOTICE: "penalty_notice", DECISION: "penalty_decision"}
_LETTERS = {NOTICE: "N", DECISION: "D"}
_STEPS = {NOTICE: NOTICED, DECISION: DECIDED}


def case_paper(view: Reads, law: Law, docket: str, paper: str, language: Language) -> Composed:
    """Return the notice or the decision of a file in words. Raises `Problem`: the file holds none."""
    cases = read_rows(view, CaseRow, docket=docket)
    found = _set(view, docket, paper) if paper in TEMPLATES else []
    if not cases or not found:
        raise problem("cases.no_paper", where=docket, docket=docket, paper=paper)
    case, set_, filed = cases[0], found[0], read_rows(view, FiledRow, docket=docket)[0]
    steps = sorted(read_rows(view, StepRow, docket=docket), key=lambda s: s.number)
    data = {**_penalty(view, law, case, filed, set_, language), "facts": _said(steps, _STEPS[paper])}
    data |= {"named": list(_named(view, docket, paper))}
    data |= _notice(steps, set_, language) if paper == NOTICE else _decision(view, docket, set_, language)
    head = last_head(view, case.authority)
    body = head if head.name_zh else IssuingBody(case.authority, case.authority, "")
    number = f"{docket}-{_LETTERS[paper]}"
    return compose(Paper(TEMPLATES[paper], language, body, case.subject, data, set_.set_on, number))


def _set(view: Reads, docket: str, paper: str) -> list[PenaltyRow]:
    """Return the penalty of a paper: a decision as it was taken, whatever it is since."""
    first = read_rows(view, PenaltyRow, docket=docket, stage=ORIGINAL) if paper == DECISION else []
    return first or read_rows(view, PenaltyRow, docket=docket, stage=paper)


def subject_name(view: Reads, subject: str, language: Language) -> str:
    """Return the name of who a file is about, or its id."""
    for entity in read_rows(view, EntityRow, id=subject):
        first, second = (entity.name_zh, entity.name_en) if language == "zh" else (entity.name_en, entity.name_zh)
        return first or second or subject
    return subject


def offence_words(law: Law, offence: str, language: Language) -> str:
    """Return what an offence is called."""
    if offence == "unpaid":  # its parameter is named after what it carries
        return text("cases.offence_unpaid", language)
    parameter = fines.offence_named(law, offence)
    return law.parameter(parameter).label[language] if parameter else offence


def reference(law: Law, set_: PenaltyRow, language: Language) -> str:
    """Return the text and article a penalty rests on."""
    named = law.instruments().get(set_.instrument)
    article, _, paragraph = set_.article.partition(".")
    code = "cases.article_and_paragraph" if paragraph else "cases.article"
    place = text(code, language, {"article": article, "paragraph": paragraph})
    return f"{named.number or named.title_zh if named else set_.instrument} {place}"


def _penalty(
    view: Reads, law: Law, case: CaseRow, filed: FiledRow, set_: PenaltyRow, language: Language
) -> dict[str, Any]:
    return {
        "docket": case.docket, "subject": case.subject, "subject_name": subject_name(view, case.subject, language),
        "offence": offence_words(law, filed.offence, language), "act_day": filed.act_day,
        "basis": reference(law, set_, language), "low": set_.low_fen, "high": set_.high_fen, "fine": set_.fine_fen,
        "persons": set_.persons_fen, "confiscated": set_.confiscated_fen, "cut_t": set_.cut_t,
        "cut_words": cut_words(set_, language), "correct_until": set_.correct_until or "–",
    }  # fmt: skip


def cut_words(set_: PenaltyRow, language: Language) -> str:
    """Return on what condition, and from which year on, allowances are cut."""
    if not set_.cut_t:
        return "–"
    code = f"cases.cut_{set_.cut_if or 'at_once'}"
    return text(code if known(code) else "cases.cut_at_once", language, {"period": set_.from_period})


def _named(view: Reads, docket: str, paper: str) -> Iterator[dict[str, Any]]:
    """Yield the persons a paper fines: each with what the paper said, whatever it is since."""
    for row in sorted(read_rows(view, PersonFineRow, docket=docket), key=lambda r: r.person):
        fine = row.notice_fen if paper == NOTICE else row.decided_fen
        if fine:
            yield {"person": row.person, "duty": row.duty, "low": row.low_fen, "high": row.high_fen, "fine": fine}


def _said(steps: list[StepRow], name: str) -> str:
    return next((s.text for s in reversed(steps) if s.step == name), "")


def _notice(steps: list[StepRow], set_: PenaltyRow, language: Language) -> dict[str, Any]:
    served = next((s.due for s in reversed(steps) if s.step == NOTICE_SERVED), "")
    return {
        "state_until": served or text("cases.from_service", language),
        "hearing": text("cases.hearing_may", language) if set_.hearing else "",
    }


def _decision(view: Reads, docket: str, set_: PenaltyRow, language: Language) -> dict[str, Any]:
    rows = read_rows(view, ServiceRow, docket=docket)
    later = text("cases.from_service", language)
    days = {n: getattr(rows[0], n) if rows else later for n in ("pay_until", "reconsider_until", "sue_until")}
    return {"collective": set_.collective or "–", **days}
