"""The steps a project and each of its reductions go: notice, the body's report, application, decision of the registry.

The registry looks at completeness and form only; whether the content is right is the body's report. What was cancelled
is never registered again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Concern, Handler, Touch
from tanshi.journal.rows import Rows
from tanshi.rules import Law
from tanshi.voluntary.accounts import TEXT, is_text, of_body
from tanshi.voluntary.bodies import unfit
from tanshi.voluntary.green import certificate_within
from tanshi.voluntary.outcome import DONE, VoluntaryOutcome
from tanshi.voluntary.rules import Book, Rules
from tanshi.voluntary.standing import (
    APPLIED,
    CANCELLED,
    CONCLUDED,
    NEGATIVE,
    NOTICE,
    REFUSED,
    REGISTERED,
    WITHDRAWN,
    Known,
    amounts_fit,
    instrument_of,
    matter,
    state_of,
    step,
)
from tanshi.voluntary.step_facts import (
    VERIFIED,
    Apply,
    CancelProject,
    Comment,
    Commented,
    Conclude,
    Decide,
    Issued,
    Reported,
    Withdraw,
)
from tanshi.voluntary.tables import AmountRow, CommentRow, MatchRow, ProjectRow, ReductionRow, StepRow
from tanshi.voluntary.unit_tables import AccountRow

#: Why a project is cancelled (Order 31, art. 16).
GROUNDS = ("owner_gone", "project_gone", "owner_wish")


class StepCommands:
    """Judges the steps."""

    def __init__(self, law: Law) -> None:
        self._book = Book(law)

    def comment(self, request: Comment, rows: Rows, act: Act) -> Outcome:
        found = matter(rows, request.project, request.reduction)
        if found is None:
            return _no_matter(request, act)
        notice = found[1] or found[0]
        if act.day > notice.notice_until or _standing(request, rows) != NOTICE:
            return act.refuse(VoluntaryOutcome.NOTICE_OVER, project=request.project, until=notice.notice_until)
        if not is_text(request.text):
            return act.refuse(VoluntaryOutcome.BAD_TEXT, most=TEXT)
        number = len(rows.where(CommentRow, project=request.project, reduction=request.reduction)) + 1
        author = act.command.organisation
        act.record(Commented(request.project, request.reduction, number, author, request.text))
        return DONE

    def conclude(self, request: Conclude, rows: Rows, act: Act) -> Outcome:
        found = matter(rows, request.project, request.reduction)
        if found is None:
            return _no_matter(request, act)
        notice = found[1] or found[0]
        if refused := _not_at(request, rows, act, NOTICE):
            return refused
        if notice.body != request.body:
            return act.refuse(VoluntaryOutcome.OTHER_BODY, project=request.project, body=notice.body)
        if refused := unfit(request.body, found[0].owner, found[0].methodology, rows, act):
            return refused
        if act.day <= notice.notice_until:
            return act.refuse(VoluntaryOutcome.NOTICE_RUNS, project=request.project, until=notice.notice_until)
        if not is_sha256(request.file_sha256):
            return act.refuse(VoluntaryOutcome.BAD_FILE, file=request.project)
        if refused := _unhandled(request, rows, act):
            return refused
        if refused := self._wrong_amounts(request, rows, act):
            return refused
        late = self._late_report(rows, act, notice.notice_from)
        result = CONCLUDED if request.positive else NEGATIVE
        handled = [{"about": h.about, "text": h.text} for h in request.handled]
        amounts = [{"year": a.year, "amount_t": a.amount_t} for a in request.amounts]
        act.record(
            step(rows, request.project, request.reduction, result, act, file_sha256=request.file_sha256, late=late)
        )
        act.record(Reported(request.project, request.reduction, handled, amounts))
        return DONE

    def _late_report(self, rows: Rows, act: Act, since: str) -> bool:
        """Tell whether a report took longer than its text allows; the owner's own delays are not known here."""
        rules = self._book.on(rows, act.day)
        assert rules is not None
        first = rules.law.parameter("voluntary.validation_report_days").entries[0].from_day
        if rules.today < first:
            return False
        return rules.today > date.fromisoformat(since) + timedelta(days=rules.number("validation_report_days"))

    @staticmethod
    def _wrong_amounts(request: Conclude, rows: Rows, act: Act) -> Outcome | None:
        wanted = request.reduction > 0 and request.positive
        years = {a.year for a in rows.where(AmountRow, project=request.project, reduction=request.reduction)}
        given = {a.year: a.amount_t for a in request.amounts}
        if wanted and not amounts_fit(request.amounts, years):
            return act.refuse(VoluntaryOutcome.BAD_AMOUNTS, years=", ".join(map(str, sorted(years))))
        if not wanted and given:
            return act.refuse(VoluntaryOutcome.BAD_AMOUNTS, years="-")
        return None

    def apply(self, request: Apply, rows: Rows, act: Act) -> Outcome:
        found = matter(rows, request.project, request.reduction)
        if found is None or found[0].owner != request.owner:
            return _no_matter(request, act)
        if refused := _not_at(request, rows, act, CONCLUDED, REFUSED):
            return refused
        if not is_sha256(request.file_sha256):
            return act.refuse(VoluntaryOutcome.BAD_FILE, file=request.project)
        if not request.declared:
            return act.refuse(VoluntaryOutcome.NOT_DECLARED, project=request.project)
        if rows.get(AccountRow, request.owner) is None:
            return act.refuse(VoluntaryOutcome.NO_ACCOUNT, holder=request.owner)
        verified = _amounts(rows, request.project, request.reduction)
        if {a.year: a.amount_t for a in request.amounts} != verified or len(request.amounts) != len(verified):
            said = ", ".join(f"{year}: {amount}" for year, amount in verified.items()) or "-"
            return act.refuse(VoluntaryOutcome.NOT_AS_VERIFIED, project=request.project, verified=said)
        rules = self._book.on(rows, act.day)
        assert rules is not None
        if found[1] is not None and (refused := _outside_window(rules, found[1], act)):
            return refused
        act.record(
            step(rows, request.project, request.reduction, APPLIED, act, file_sha256=request.file_sha256)
        )  # fmt: skip
        return DONE

    def decide(self, request: Decide, rows: Rows, act: Act) -> Outcome:
        found = matter(rows, request.project, request.reduction)
        if found is None:
            return _no_matter(request, act)
        if refused := _not_at(request, rows, act, APPLIED):
            return refused
        if not request.accepted and not is_text(request.text):
            return act.refuse(VoluntaryOutcome.WITHOUT_REASON, most=TEXT)
        project, part = found
        if part is not None and request.accepted:
            if state_of(rows, project.project, 0) != REGISTERED:
                return act.refuse(VoluntaryOutcome.PROJECT_NOT_REGISTERED, project=project.project)
            if certificate := certificate_within(rows, project.project, part.first_day, part.last_day):
                return act.refuse(VoluntaryOutcome.GREEN_CERTIFICATE, project=project.project, certificate=certificate)
        rules = self._book.on(rows, act.day)
        assert rules is not None
        applied = rows.where(StepRow, project=request.project, reduction=request.reduction)[-1]
        late = rules.is_late(applied.done_on, "registration_working_days")
        name = REGISTERED if request.accepted else REFUSED
        act.record(step(rows, request.project, request.reduction, name, act, text=request.text, late=late))
        if part is not None and request.accepted:
            amounts = _amounts(rows, project.project, part.number)
            units = [
                {"instrument": instrument_of(project.project, year), "year": year, "amount_t": amount_t}
                for year, amount_t in amounts.items()
                if amount_t
            ]
            act.record(Issued(project.project, part.number, project.owner, units))
        return DONE

    def withdraw(self, request: Withdraw, rows: Rows, act: Act) -> Outcome:
        found = matter(rows, request.project, request.reduction)
        if found is None or found[0].owner != request.owner:
            return _no_matter(request, act)
        if refused := _not_at(request, rows, act, NOTICE, CONCLUDED, APPLIED, REFUSED):
            return refused
        if not is_text(request.text):
            return act.refuse(VoluntaryOutcome.WITHOUT_REASON, most=TEXT)
        act.record(step(rows, request.project, request.reduction, WITHDRAWN, act, text=request.text))
        return DONE

    def cancel(self, request: CancelProject, rows: Rows, act: Act) -> Outcome:
        if matter(rows, request.project, 0) is None:
            return act.refuse(VoluntaryOutcome.NO_SUCH_MATTER, project=request.project, reduction=0)
        state = state_of(rows, request.project, 0)
        if state != REGISTERED:
            return act.refuse(VoluntaryOutcome.WRONG_STEP, project=request.project, reduction=0, state=state)
        if request.ground not in GROUNDS:
            return act.refuse(VoluntaryOutcome.UNKNOWN_GROUND, ground=request.ground, known=", ".join(GROUNDS))
        if not is_text(request.text):
            return act.refuse(VoluntaryOutcome.WITHOUT_REASON, most=TEXT)
        said = f"{request.ground}: {request.text}"
        act.record(step(rows, request.project, 0, CANCELLED, act, text=said))
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of the steps."""
        return (
            Handler("voluntary.comment", Comment, self.comment, DONE, _touches),
            Handler("voluntary.conclude", Conclude, self.conclude, DONE, _touches, of_body),
            Handler("voluntary.apply", Apply, self.apply, DONE, _touches, _of_owner),
            Handler("voluntary.decide", Decide, self.decide, DONE, _touches),
            Handler("voluntary.withdraw", Withdraw, self.withdraw, DONE, _touches, _of_owner),
            Handler("voluntary.cancel_project", CancelProject, self.cancel, DONE, _touches_project),
        )


def _amounts(rows: Known, project: str, reduction: int) -> Mapping[int, int]:
    found = rows.where(AmountRow, project=project, reduction=reduction, stage=VERIFIED)
    return {a.year: a.amount_t for a in found}


def _outside_window(rules: Rules, part: ReductionRow, act: Act) -> Outcome | None:
    first = rules.window()
    if rules.counts("window", part.first_day, first):
        return None
    return act.refuse(
        VoluntaryOutcome.TOO_OLD, project=part.project, day=part.first_day, first=first,
        citation=rules.cited("reduction_window_years"),
    )  # fmt: skip


def _unhandled(request: Conclude, rows: Rows, act: Act) -> Outcome | None:
    said = {h.about for h in request.handled if is_text(h.text)}
    for comment in rows.where(CommentRow, project=request.project, reduction=request.reduction):
        if f"comment/{comment.number}" not in said:
            return act.refuse(VoluntaryOutcome.COMMENT_UNHANDLED, project=request.project, number=comment.number)
    if request.reduction == 0:
        for match in rows.where(MatchRow, project=request.project):
            if (about := f"{match.scheme}/{match.number}") not in said:
                return act.refuse(VoluntaryOutcome.MATCH_UNEXPLAINED, project=request.project, about=about)
    return None


def _standing(request: Any, rows: Rows) -> str:
    return state_of(rows, request.project, request.reduction)


def _not_at(request: Any, rows: Rows, act: Act, *states: str) -> Outcome | None:
    if (state := _standing(request, rows)) in states:
        return None
    return act.refuse(
        VoluntaryOutcome.WRONG_STEP, project=request.project, reduction=request.reduction, state=state
    )  # fmt: skip


def _no_matter(request: Any, act: Act) -> Outcome:
    return act.refuse(VoluntaryOutcome.NO_SUCH_MATTER, project=request.project[:96], reduction=request.reduction)


def _of_owner(request: Apply | Withdraw, rows: Rows) -> Concern:
    return Concern(entity=request.owner, organisation=request.owner)


def _touches_project(request: CancelProject) -> Iterable[Touch]:
    return [(ProjectRow, request.project)]


def _touches(request: Any) -> Iterable[Touch]:
    return [(ProjectRow, request.project), (ReductionRow, (request.project, request.reduction))]
