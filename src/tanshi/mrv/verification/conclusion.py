"""From the list of findings to the conclusion: the firm's answers, the group's settlement, the review within the body.

A finding is settled by the firm's correction, by a conservative figure (once the firm answered or its time is over), or
withdrawn. The conclusion's changes are those of the settled findings; the figures follow from them by the same lines
as the report's, and the fact is `mrv.report_verified`, as if it had been concluded at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tanshi.core.exact import NotADecimal
from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Concern, Handler
from tanshi.journal.rows import Rows
from tanshi.mrv.commands import MrvCommands, MrvOutcome, VerifyReport
from tanshi.mrv.recomputing import Change, Reports
from tanshi.mrv.verification.checking import at_step, of_case, touches
from tanshi.mrv.verification.events import (
    ConclusionReviewed,
    FindingAnswered,
    FindingSettled,
    VerificationConcluded,
)
from tanshi.mrv.verification.figures import adjusted, favours, figure, sector_of
from tanshi.mrv.verification.guide import DEFAULT, NONE, STATED, FindingKind, conservative, guide_of
from tanshi.mrv.verification.planning import holds_certificate
from tanshi.mrv.verification.tables import (
    CONSERVATIVE,
    CORRECTED,
    LISTED,
    REVIEWED,
    WITHDRAWN,
    FindingAnswerRow,
    FindingRow,
    InternalReviewRow,
    VerificationRow,
    VerifierRow,
)
from tanshi.participants.commands import concern_of
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

_TEXT = 1_000

WAYS = (CORRECTED, CONSERVATIVE, WITHDRAWN)


class ConclusionOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "mrv.verification_step_done"
    NO_CASE = "mrv.verification_not_there"
    OUT_OF_ORDER = "mrv.verification_out_of_order"
    NO_FINDING = "mrv.finding_not_there"
    WITHOUT_TEXT = "mrv.finding_without_text"
    BAD_FIGURE = "mrv.bad_finding_figure"
    BAD_FILE = "mrv.bad_evidence_file"
    BAD_WAY = "mrv.bad_settlement"
    NOT_ANSWERED = "mrv.finding_not_answered"
    TIME_RUNS = "mrv.finding_time_runs"
    NO_ERROR_FOUND = "mrv.finding_no_error"
    FAVOURS_FIRM = "mrv.estimate_favours_firm"
    FINDING_OPEN = "mrv.finding_open"
    NOT_OUTSIDE = "mrv.reviewer_not_outside"
    NO_CERTIFICATE = "mrv.verifier_no_certificate"


@dataclass(frozen=True, slots=True)
class AnswerFinding:
    """Answer a finding; again: the next version. `corrects`: the figure is `after`, on the paper with this digest."""

    entity: str
    period: str
    number: int
    answer: str
    corrects: bool = False
    after: str = ""
    file_name: str = ""
    file_sha256: str = ""


@dataclass(frozen=True, slots=True)
class SettleFinding:
    """Settle a finding: corrected as the firm did, conservative, or withdrawn.

    `found_error`: of a meter out of tolerance, as a share; `after`: a figure the group states where the rule says so.
    """

    entity: str
    period: str
    number: int
    how: str
    reason: str = ""
    found_error: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class ReviewConclusion:
    """Review a conclusion within one's own body before it is issued; not passed: it goes back, saying why."""

    entity: str
    period: str
    person: str
    passed: bool
    text: str = ""


@dataclass(frozen=True, slots=True)
class ConcludeVerification:
    """Issue the conclusion."""

    entity: str
    period: str


class ConclusionCommands:
    """Judges answers and conclusions under the law of the day."""

    def __init__(self, law: Law, mrv: MrvCommands, reports: Reports) -> None:
        self._laws = LawBook(law)
        self._mrv, self._reports = mrv, reports

    def answer(self, request: AnswerFinding, rows: Rows, act: Act) -> Outcome:
        """Record a version of the firm's answer."""
        if refused := at_step(request, LISTED, rows, act):
            return refused
        finding = rows.get(FindingRow, (request.entity, request.period, request.number))
        if finding is None or finding.how:
            return act.refuse(ConclusionOutcome.NO_FINDING, number=request.number, entity=request.entity)
        if not 0 < len(request.answer.strip()) <= _TEXT:
            return act.refuse(ConclusionOutcome.WITHOUT_TEXT, number=request.number, most=_TEXT)
        if request.after and not request.corrects:
            return act.refuse(ConclusionOutcome.BAD_FIGURE, value=request.after, field=finding.field or "-")
        if request.corrects:
            changed = self._reports.recomputed(
                self._laws.on(rows, act.day), rows, request.entity, request.period,
                [_change(finding, request.after, CORRECTED)],
            )  # fmt: skip
            if isinstance(changed, Change):
                return act.refuse(ConclusionOutcome.BAD_FIGURE, value=request.after, field=finding.field or "-")
        shown = is_sha256(request.file_sha256) and 0 < len(request.file_name) <= 200
        if (request.file_sha256 or request.corrects) and not shown:
            return act.refuse(ConclusionOutcome.BAD_FILE, file=request.file_name[:80])
        case = rows.need(VerificationRow, (request.entity, request.period))
        before = answers(rows, finding)
        act.record(
            FindingAnswered(
                request.entity, request.period, request.number, len(before) + 1, request.answer, request.corrects,
                request.after, request.file_name, request.file_sha256, act.day > case.mend_until,
            )
        )  # fmt: skip
        return ConclusionOutcome.DONE

    def settle(self, request: SettleFinding, rows: Rows, act: Act) -> Outcome:
        """Record how a finding is settled."""
        if refused := at_step(request, LISTED, rows, act):
            return refused
        finding = rows.get(FindingRow, (request.entity, request.period, request.number))
        if finding is None:
            return act.refuse(ConclusionOutcome.NO_FINDING, number=request.number, entity=request.entity)
        if request.how not in WAYS:
            return act.refuse(ConclusionOutcome.BAD_WAY, how=request.how, known=", ".join(WAYS))
        if len(request.reason) > _TEXT or (request.how != CORRECTED and not request.reason.strip()):
            return act.refuse(ConclusionOutcome.WITHOUT_TEXT, number=request.number, most=_TEXT)
        given = answers(rows, finding)
        changes, after = False, ""
        if request.how == CORRECTED:
            if not given:
                return act.refuse(ConclusionOutcome.NOT_ANSWERED, number=request.number)
            changes, after = bool(given[-1].changes), given[-1].after
        elif request.how == CONSERVATIVE:
            case = rows.need(VerificationRow, (request.entity, request.period))
            if not given and act.day <= case.mend_until:
                return act.refuse(ConclusionOutcome.TIME_RUNS, number=request.number, until=case.mend_until)
            estimated = self._estimate(request, finding, rows, act)
            if isinstance(estimated, Outcome):
                return estimated
            changes, after = estimated
        act.record(
            FindingSettled(request.entity, request.period, request.number, request.how, changes, after, request.reason)
        )
        return ConclusionOutcome.DONE

    def _estimate(
        self, request: SettleFinding, finding: FindingRow, rows: Rows, act: Act
    ) -> tuple[bool, str] | Outcome:
        """Return whether a figure changes and to what by the rule of the finding's code."""
        law, on = self._laws.on(rows, act.day), date.fromisoformat(act.day)
        guide = guide_of(law, sector_of(rows, finding.entity, finding.period))
        kind: FindingKind = guide.findings[finding.code]
        if kind.conservative == NONE or not finding.field:
            return False, ""
        before = figure(rows, finding.entity, finding.unit, finding.month, finding.field) or ""
        if kind.conservative == DEFAULT:
            after = ""
        elif kind.conservative == STATED or not before:
            after = request.after
        else:
            try:
                factor = conservative(guide, kind, finding.field, request.found_error, law, on)
            except NotADecimal:
                return act.refuse(ConclusionOutcome.NO_ERROR_FOUND, number=request.number)
            after = adjusted(before, factor)
        changed = self._reports.recomputed(
            law, rows, finding.entity, finding.period, [_change(finding, after, CONSERVATIVE)]
        )
        if isinstance(changed, Change):
            return act.refuse(ConclusionOutcome.BAD_FIGURE, value=after, field=finding.field)
        if favours(before, after, finding.field in guide.lowered):
            return act.refuse(ConclusionOutcome.FAVOURS_FIRM, field=finding.field, before=before, after=after)
        return after != before, after

    def review(self, request: ReviewConclusion, rows: Rows, act: Act) -> Outcome:
        """Record a review within the body."""
        if refused := at_step(request, LISTED, rows, act):
            return refused
        for finding in rows.where(FindingRow, entity=request.entity, period=request.period):
            if not finding.how:
                return act.refuse(ConclusionOutcome.FINDING_OPEN, number=finding.number, entity=request.entity)
        group = rows.where(VerifierRow, entity=request.entity, period=request.period)
        if any(v.person == request.person for v in group):
            return act.refuse(ConclusionOutcome.NOT_OUTSIDE, person=request.person)
        case = rows.need(VerificationRow, (request.entity, request.period))
        if not holds_certificate(rows, case.body, request.person, act.day):
            return act.refuse(ConclusionOutcome.NO_CERTIFICATE, person=request.person, body=case.body, day=act.day)
        if len(request.text) > _TEXT or (not request.passed and not request.text.strip()):
            return act.refuse(ConclusionOutcome.WITHOUT_TEXT, number="-", most=_TEXT)
        before = rows.where(InternalReviewRow, entity=request.entity, period=request.period)
        act.record(
            ConclusionReviewed(
                request.entity, request.period, len(before) + 1, request.person, request.passed, request.text
            )
        )
        return ConclusionOutcome.DONE

    def conclude(self, request: ConcludeVerification, rows: Rows, act: Act) -> Outcome:
        """Record the conclusion and what the report comes to."""
        if refused := at_step(request, REVIEWED, rows, act):
            return refused
        case = rows.need(VerificationRow, (request.entity, request.period))
        group = rows.where(VerifierRow, entity=request.entity, period=request.period)
        settled = rows.where(FindingRow, entity=request.entity, period=request.period)
        changes = tuple(_change(f, f.after, f.how) for f in settled if f.changes)
        verify = VerifyReport(request.entity, request.period, case.body, tuple(v.person for v in group), changes)
        found = self._mrv.verified(verify, rows, act)
        if found is not MrvOutcome.DONE:
            return found
        law = self._laws.on(rows, act.day)
        last = law.value("mrv.verification_deadline", date.fromisoformat(act.day)).value
        late = act.day > f"{int(request.period) + 1}-{last}"
        act.record(VerificationConcluded(request.entity, request.period, late))
        return ConclusionOutcome.DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers from the answer to the conclusion."""
        done = ConclusionOutcome.DONE

        def own(r: AnswerFinding, rows: Rows) -> Concern:
            return concern_of(r.entity, rows)

        return (
            Handler("mrv.answer_finding", AnswerFinding, self.answer, done, touches, own),
            Handler("mrv.settle_finding", SettleFinding, self.settle, done, touches, of_case),
            Handler("mrv.review_conclusion", ReviewConclusion, self.review, done, touches, of_case),
            Handler("mrv.conclude_verification", ConcludeVerification, self.conclude, done, touches, of_case),
        )


def answers(rows: Any, finding: FindingRow) -> list[FindingAnswerRow]:
    """Return the versions of the firm's answer to a finding, the newest last."""
    found: list[FindingAnswerRow] = rows.where(
        FindingAnswerRow, entity=finding.entity, period=finding.period, number=finding.number
    )
    return sorted(found, key=lambda a: a.version)


def _change(finding: FindingRow, after: str, treatment: str) -> Change:
    return Change(finding.unit, finding.month, finding.field, after, treatment, finding.code)
