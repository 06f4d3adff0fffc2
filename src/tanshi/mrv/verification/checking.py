"""What the group does: documents, site, the list of findings. Steps follow each other; every clause is answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Concern, Handler, Touch
from tanshi.journal.rows import Rows
from tanshi.mrv.verification.events import DocumentsReviewed, FindingsIssued, SiteVisited
from tanshi.mrv.verification.figures import figure, sector_of
from tanshi.mrv.verification.guide import DOCUMENTS, SITE, guide_of
from tanshi.mrv.verification.tables import DESK, PLANNED, VISITED, ClauseRow, VerificationRow, VerifierRow
from tanshi.participants.commands import concern_of
from tanshi.participants.tables import EntityRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

CONFORMS, NONCONFORMING, NOT_APPLICABLE = "conforms", "nonconforming", "not_applicable"
RESULTS = (CONFORMS, NONCONFORMING, NOT_APPLICABLE)

_TEXT = 1_000


class CheckingOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "mrv.verification_step_done"
    NO_CASE = "mrv.verification_not_there"
    OUT_OF_ORDER = "mrv.verification_out_of_order"
    BAD_DAYS = "mrv.site_bad_days"
    TOO_FEW_ON_SITE = "mrv.too_few_on_site"
    BAD_EVIDENCE = "mrv.bad_body_evidence"
    BAD_CLAUSE = "mrv.bad_clause"
    CLAUSE_MISSING = "mrv.clause_missing"
    BAD_FINDING = "mrv.bad_finding"
    FIGURE_NOT_THERE = "mrv.finding_figure_not_there"
    CLAUSE_WITHOUT_FINDING = "mrv.clause_without_finding"


@dataclass(frozen=True, slots=True)
class Answered:
    """What going through a clause came to: conforms, nonconforming (say what), not_applicable."""

    clause: str
    result: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class ReviewDocuments:
    """Note the review of a report's documents at the desk, clause by clause."""

    entity: str
    period: str
    clauses: tuple[Answered, ...]


@dataclass(frozen=True, slots=True)
class VisitSite:
    """Note the visit on site: days, who was there, the checklist, the digest of the signed record."""

    entity: str
    period: str
    from_day: str
    until_day: str
    persons: tuple[str, ...]
    evidence_sha256: str
    clauses: tuple[Answered, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A finding by the library's code. `unit`, `month`, `field` name the figure it is about, "" if it is about none."""

    code: str
    text: str
    clause: str = ""
    unit: str = ""
    month: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class IssueFindings:
    """Send the list of findings to the firm; none if all conforms."""

    entity: str
    period: str
    findings: tuple[Found, ...]


class CheckingCommands:
    """Judges the group's steps under the law of the day."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def documents(self, request: ReviewDocuments, rows: Rows, act: Act) -> Outcome:
        """Record the review at the desk."""
        if refused := at_step(request, PLANNED, rows, act) or self._wrong(DOCUMENTS, request, rows, act):
            return refused
        act.record(DocumentsReviewed(request.entity, request.period, [asdict(c) for c in request.clauses]))
        return CheckingOutcome.DONE

    def site(self, request: VisitSite, rows: Rows, act: Act) -> Outcome:
        """Record the visit."""
        if refused := at_step(request, DESK, rows, act):
            return refused
        case = rows.need(VerificationRow, (request.entity, request.period))
        if not _are_days(case.from_day, request.from_day, request.until_day, act.day):
            return act.refuse(CheckingOutcome.BAD_DAYS, day=request.from_day, until=request.until_day)
        group = {v.person for v in rows.where(VerifierRow, entity=request.entity, period=request.period)}
        law = self._laws.on(rows, act.day)
        least = law.value("mrv.verification_group_size", date.fromisoformat(act.day))
        if len(group & set(request.persons)) < least.integer or set(request.persons) - group:
            return act.refuse(CheckingOutcome.TOO_FEW_ON_SITE, least=least.value, group=", ".join(sorted(group)))
        if not is_sha256(request.evidence_sha256):
            return act.refuse(CheckingOutcome.BAD_EVIDENCE, value=request.evidence_sha256[:80])
        if refused := self._wrong(SITE, request, rows, act):
            return refused
        act.record(
            SiteVisited(
                request.entity, request.period, request.from_day, request.until_day, sorted(set(request.persons)),
                request.evidence_sha256, [asdict(c) for c in request.clauses],
            )
        )  # fmt: skip
        return CheckingOutcome.DONE

    def findings(self, request: IssueFindings, rows: Rows, act: Act) -> Outcome:
        """Record the list of findings and until when they are to be mended."""
        if refused := at_step(request, VISITED, rows, act):
            return refused
        law = self._laws.on(rows, act.day)
        guide = guide_of(law, sector_of(rows, request.entity, request.period))
        said = []
        for found in request.findings:
            kind = guide.findings.get(found.code)
            clause = found.clause or (kind.clause if kind else "")
            if kind is None or clause not in guide.clauses or not 0 < len(found.text.strip()) <= _TEXT:
                return act.refuse(CheckingOutcome.BAD_FINDING, code=found.code, known=", ".join(guide.findings))
            if not _is_about(found, kind.figures, rows, request.entity):
                return act.refuse(
                    CheckingOutcome.FIGURE_NOT_THERE, unit=found.unit, month=found.month, field=found.field,
                    code=found.code,
                )  # fmt: skip
            said.append({**asdict(found), "clause": clause, "severity": kind.severity})
        answered = rows.where(ClauseRow, entity=request.entity, period=request.period)
        named = {s["clause"] for s in said}
        for clause_row in answered:
            if clause_row.result == NONCONFORMING and clause_row.clause not in named:
                return act.refuse(CheckingOutcome.CLAUSE_WITHOUT_FINDING, clause=clause_row.clause)
        today = date.fromisoformat(act.day)
        days = law.value("mrv.verification_correction_days", today).integer
        until = (today + timedelta(days=days)).isoformat() if said else ""
        act.record(FindingsIssued(request.entity, request.period, until, said))
        return CheckingOutcome.DONE

    def _wrong(self, stage: str, request: ReviewDocuments | VisitSite, rows: Rows, act: Act) -> Outcome | None:
        """Refuse a checklist with a clause that is not asked, answered twice or not at all, or without a reason."""
        guide = guide_of(self._laws.on(rows, act.day), sector_of(rows, request.entity, request.period))
        asked = {c.code for c in guide.stage(stage)}
        seen: set[str] = set()
        for answer in request.clauses:
            unexplained = answer.result != CONFORMS and not answer.text.strip()
            wrong = answer.clause not in asked or answer.clause in seen or answer.result not in RESULTS
            if wrong or unexplained or len(answer.text) > _TEXT:
                return act.refuse(CheckingOutcome.BAD_CLAUSE, clause=answer.clause, known=", ".join(RESULTS))
            seen.add(answer.clause)
        if missing := sorted(asked - seen):
            return act.refuse(CheckingOutcome.CLAUSE_MISSING, clause=missing[0], count=len(missing))
        return None

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of the group's steps."""
        done = CheckingOutcome.DONE
        return (
            Handler("mrv.review_documents", ReviewDocuments, self.documents, done, touches, of_case),
            Handler("mrv.visit_site", VisitSite, self.site, done, touches, of_case),
            Handler("mrv.issue_findings", IssueFindings, self.findings, done, touches, of_case),
        )


def at_step(request: Any, step: str, rows: Rows, act: Act) -> Outcome | None:
    """Refuse what is about no verification, or about one that is not at this step."""
    case = rows.get(VerificationRow, (request.entity, request.period))
    if case is None:
        return act.refuse(CheckingOutcome.NO_CASE, entity=request.entity, period=request.period)
    if case.step != step:
        return act.refuse(CheckingOutcome.OUT_OF_ORDER, entity=request.entity, step=case.step, wanted=step)
    return None


def of_case(request: Any, rows: Rows) -> Concern:
    """Return whom something about a verification concerns: the entity, its province, the body that verifies."""
    owner = concern_of(request.entity, rows)
    case = rows.get(VerificationRow, (request.entity, request.period))
    return Concern(owner.entity, owner.area, case.body if case else "")


def touches(request: Any) -> Iterable[Touch]:
    """Return the rows every step needs."""
    return [(EntityRow, request.entity), (VerificationRow, (request.entity, request.period))]


def _is_about(found: Found, figures: Sequence[str], rows: Rows, entity: str) -> bool:
    """Tell whether a finding is about no figure, or about one that is recorded and that its code can be about."""
    if not found.field:
        return found.unit == found.month == ""
    if figures and found.field not in figures:
        return False
    return figure(rows, entity, found.unit, found.month, found.field) is not None


def _are_days(*days: str) -> bool:
    """Tell whether days are written as such and follow each other."""
    try:
        found = [date.fromisoformat(day) for day in days]
    except ValueError:
        return False
    return found == sorted(found) and [d.isoformat() for d in found] == list(days)
