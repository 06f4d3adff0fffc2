"""The result told to the firm, its objection, the province's decision, and looks of city, province and nation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.core.working_days import add_working_days
from tanshi.journal.command import Act, Concern, Handler
from tanshi.journal.rows import Rows
from tanshi.mrv.recomputing import Change, Reports, activity_verified, refused
from tanshi.mrv.supervision import IN_ORDER, RESULTS
from tanshi.mrv.tables import ChangeRow, ReportRow
from tanshi.mrv.verification.checking import at_step, touches
from tanshi.mrv.verification.events import (
    VerificationAmended,
    VerificationLooked,
    VerificationObjected,
    VerificationObjectionDecided,
    VerificationTold,
)
from tanshi.mrv.verification.tables import (
    CONCLUDED,
    OPEN,
    TOLD,
    VerificationLookRow,
    VerificationObjectionRow,
    VerificationRow,
)
from tanshi.participants.commands import concern_of
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

_TEXT = 1_000


class ResultOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "mrv.verification_step_done"
    NO_CASE = "mrv.verification_not_there"
    OUT_OF_ORDER = "mrv.verification_out_of_order"
    CONFIRMED = "mrv.verification_confirmed"
    ALREADY_OBJECTED = "mrv.verification_objected_already"
    TOO_LATE = "mrv.verification_objection_too_late"
    NOT_OPEN = "mrv.verification_objection_not_open"
    WITHOUT_TEXT = "mrv.verification_without_text"
    BAD_EVIDENCE = "mrv.bad_body_evidence"
    WITHOUT_CHANGE = "mrv.upheld_without_change"
    CHANGE_NOT_POSSIBLE = "mrv.change_not_possible"
    BAD_RESULT = "mrv.bad_supervision_result"


@dataclass(frozen=True, slots=True)
class TellResult:
    """Tell the firm what its verification came to (核查结论告知)."""

    entity: str
    period: str


@dataclass(frozen=True, slots=True)
class ObjectVerification:
    """Object to the result of one's own verification (申请复核), on the paper with this digest."""

    entity: str
    period: str
    reason: str
    evidence_sha256: str = ""


@dataclass(frozen=True, slots=True)
class DecideVerificationObjection:
    """Decide on an objection; upheld, with the figures that change."""

    entity: str
    period: str
    upheld: bool
    text: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class LookAtVerification:
    """Note what a look at a verification came to: in order, asked, wrong; the last two say what."""

    entity: str
    period: str
    result: str
    text: str = ""


class ResultCommands:
    """Judges what comes after the conclusion under the law of the day."""

    def __init__(self, law: Law, reports: Reports) -> None:
        self._laws = LawBook(law)
        self._reports = reports

    def _after(self, name: str, day: str, rows: Rows, act: Act) -> str:
        """Return the day so many working days after a day."""
        count = self._laws.on(rows, act.day).value(name, date.fromisoformat(act.day)).integer
        return add_working_days(date.fromisoformat(day), count).isoformat()

    def tell(self, request: TellResult, rows: Rows, act: Act) -> Outcome:
        """Record that the firm was told."""
        if refused := at_step(request, CONCLUDED, rows, act):
            return refused
        case = rows.need(VerificationRow, (request.entity, request.period))
        late = act.day > self._after("mrv.verification_tell_days", case.concluded_on, rows, act)
        until = self._after("mrv.verification_objection_days", act.day, rows, act)
        act.record(VerificationTold(request.entity, request.period, until, late))
        return ResultOutcome.DONE

    def object(self, request: ObjectVerification, rows: Rows, act: Act) -> Outcome:
        """Record an objection."""
        if refused := at_step(request, TOLD, rows, act):
            return refused
        if rows.get(VerificationObjectionRow, (request.entity, request.period)) is not None:
            return act.refuse(ResultOutcome.ALREADY_OBJECTED, entity=request.entity, period=request.period)
        case = rows.need(VerificationRow, (request.entity, request.period))
        if act.day > case.object_until:
            limit = self._laws.on(rows, act.day).value("mrv.verification_objection_days", date.fromisoformat(act.day))
            return act.refuse(
                ResultOutcome.TOO_LATE, last=case.object_until, days=limit.value,
                citation=self._laws.on(rows, act.day).reference(limit.citation),
            )  # fmt: skip
        if not 0 < len(request.reason.strip()) <= _TEXT:
            return act.refuse(ResultOutcome.WITHOUT_TEXT, most=_TEXT)
        if request.evidence_sha256 and not is_sha256(request.evidence_sha256):
            return act.refuse(ResultOutcome.BAD_EVIDENCE, value=request.evidence_sha256[:80])
        until = self._after("mrv.verification_decision_days", act.day, rows, act)
        act.record(VerificationObjected(request.entity, request.period, request.reason, request.evidence_sha256, until))
        return ResultOutcome.DONE

    def decide(self, request: DecideVerificationObjection, rows: Rows, act: Act) -> Outcome:
        """Record the decision, and what the report comes to if the objection is upheld."""
        objection = rows.get(VerificationObjectionRow, (request.entity, request.period))
        if objection is None or objection.state != OPEN:
            return act.refuse(ResultOutcome.NOT_OPEN, entity=request.entity, period=request.period)
        if not 0 < len(request.text.strip()) <= _TEXT:
            return act.refuse(ResultOutcome.WITHOUT_TEXT, most=_TEXT)
        if request.upheld != bool(request.changes):
            return act.refuse(ResultOutcome.WITHOUT_CHANGE, entity=request.entity)
        law = self._laws.on(rows, act.day)
        found = self._reports.recomputed(law, rows, request.entity, request.period, request.changes)
        if isinstance(found, Change):
            return refused(found, rows, request.entity, request.period, ResultOutcome.CHANGE_NOT_POSSIBLE, act)
        late = act.day > objection.decide_until
        act.record(VerificationObjectionDecided(request.entity, request.period, request.upheld, request.text, late))
        if request.upheld:
            made = rows.where(ChangeRow, entity=request.entity, period=request.period)
            begin = max((c.number for c in made), default=0)
            numbered = [{**change, "number": begin + n} for n, change in enumerate(found.changes, 1)]
            changes = [] if found.activity else numbered
            act.record(
                VerificationAmended(request.entity, request.period, found.total_t, law.revision, changes, found.units)
            )
            if found.activity:
                act.record(activity_verified(request.entity, request.period, found.activity, found.changes, begin))
        return ResultOutcome.DONE

    def look(self, request: LookAtVerification, rows: Rows, act: Act) -> Outcome:
        """Record a look of an authority."""
        if rows.get(VerificationRow, (request.entity, request.period)) is None:
            return act.refuse(ResultOutcome.NO_CASE, entity=request.entity, period=request.period)
        report = rows.get(ReportRow, (request.entity, request.period))
        if report is not None and report.state == "confirmed":
            return act.refuse(ResultOutcome.CONFIRMED, entity=request.entity, period=request.period)
        if request.result not in RESULTS:
            return act.refuse(ResultOutcome.BAD_RESULT, result=request.result, known=", ".join(RESULTS))
        if len(request.text) > _TEXT or (request.result != IN_ORDER and not request.text.strip()):
            return act.refuse(ResultOutcome.WITHOUT_TEXT, most=_TEXT)
        before = rows.where(VerificationLookRow, entity=request.entity, period=request.period)
        act.record(
            VerificationLooked(
                request.entity, request.period, len(before) + 1, act.command.organisation, request.result,
                request.text,
            )
        )  # fmt: skip
        return ResultOutcome.DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of what comes after the conclusion."""
        done = ResultOutcome.DONE

        def whose(r: Any, rows: Rows) -> Concern:
            return concern_of(r.entity, rows)

        return (
            Handler("mrv.tell_result", TellResult, self.tell, done, touches, whose),
            Handler("mrv.object_verification", ObjectVerification, self.object, done, touches, whose),
            Handler(
                "mrv.decide_verification_objection", DecideVerificationObjection, self.decide, done, touches, whose
            ),
            Handler("mrv.look_at_verification", LookAtVerification, self.look, done, touches, whose),
        )
