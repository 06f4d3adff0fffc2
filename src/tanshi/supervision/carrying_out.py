"""What follows a decision (送达、执行、整改、结案): service and its effects, payment, correction, closure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tanshi.compliance.steps import made_good_t
from tanshi.compliance.tables import ObligationRow
from tanshi.core.identifier import is_sha256
from tanshi.core.money import yuan
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler
from tanshi.journal.rows import Rows
from tanshi.rules import Law
from tanshi.supervision.effects import UNPAID, Effects, credit
from tanshi.supervision.outcome import DONE, CaseOutcome
from tanshi.supervision.owed import owed
from tanshi.supervision.penalty_events import DecisionServed, InstalmentsGranted, PenaltyPaid
from tanshi.supervision.rules import Book
from tanshi.supervision.steps import (
    PREPARES,
    by_same_person,
    is_day,
    last,
    not_at,
    of_case,
    step,
    touches,
    unshown,
)
from tanshi.supervision.tables import (
    ANNULLED,
    CLOSED,
    CORRECTED,
    DECIDED,
    DECISION,
    NOT_FOLLOWED,
    NOTICE,
    NOTICE_SERVED,
    NOTICED,
    RETURNED,
    SERVED,
    VERIFIED,
    AppealRow,
    CaseRow,
    FiledRow,
    InstalmentRow,
    PaymentRow,
    PenaltyRow,
    ServiceRow,
)

#: How a paper reaches who it is for (送达方式).
WAYS = ("direct", "left", "post", "electronic", "public")

#: Where a file is carried out.
_OPEN = (SERVED, NOT_FOLLOWED, CORRECTED, RETURNED, VERIFIED)


@dataclass(frozen=True, slots=True)
class ServePaper:
    """Note the service of a notice or a decision: day, way, signed receipt. Served, a decision takes effect."""

    docket: str
    paper: str
    served_on: str
    way: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of a fine and its last day."""

    due: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class GrantInstalments:
    """Grant payment in parts, before the fine is due; together they are the fine."""

    docket: str
    instalments: tuple[Instalment, ...]
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class NotePayment:
    """Note what was paid on a fine, from the treasury's paper."""

    docket: str
    amount_fen: int
    paid_on: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class NoteRefusal:
    """Note that an order was not followed in its time; what depends on that takes effect."""

    docket: str
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class ReportCorrection:
    """Report what one did to correct."""

    docket: str
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class VerifyCorrection:
    """Verify a correction as another person than who prepared the case."""

    docket: str
    passed: bool
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class CloseCase:
    """Close a file, with the conclusion and its evidence."""

    docket: str
    text: str
    evidence_sha256: str


class ExecutionCommands:
    """Judges what follows a decision under a law."""

    def __init__(self, law: Law, *, apart: bool = False) -> None:
        self._book = Book(law)
        self._effects = Effects(law, apart=apart)

    def serve(self, request: ServePaper, rows: Rows, act: Act) -> Outcome:
        """Record service; of a decision with what it does elsewhere."""
        if request.paper not in (NOTICE, DECISION) or request.way not in WAYS:
            known = ", ".join((NOTICE, DECISION, *WAYS))
            return act.refuse(CaseOutcome.UNKNOWN_WORD, value=f"{request.paper} {request.way}"[:80], known=known)
        before = NOTICED if request.paper == NOTICE else DECIDED
        if refused := not_at(request.docket, rows, act, before):
            return refused
        done = last(rows, request.docket, before)
        assert done is not None
        if not is_day(request.served_on) or not done.done_on <= request.served_on <= act.day:
            return act.refuse(CaseOutcome.BAD_DAY, day=request.served_on[:40])
        if not is_sha256(request.evidence_sha256):
            return act.refuse(CaseOutcome.WITHOUT_EVIDENCE, value=request.evidence_sha256[:80])
        rules = self._book.on(rows, act.day)
        said = {"text": request.way, "evidence_sha256": request.evidence_sha256}
        if request.paper == NOTICE:
            due = rules.working_days_after(request.served_on, "statement_working_days")
            act.record(step(rows, request.docket, NOTICE_SERVED, act, **said, due=due))
            return DONE
        pay_until = rules.days_after(request.served_on, "payment_days")
        late = request.served_on > done.due
        appeals = [rules.appeal_until(kind, request.served_on) for kind in ("reconsideration", "suit")]
        act.record(DecisionServed(request.docket, request.served_on, request.way, pay_until, *appeals))
        act.record(step(rows, request.docket, SERVED, act, **said, due=pay_until, late=late))
        return self._take_effect(request, rows, act) or DONE

    def _take_effect(self, request: ServePaper, rows: Rows, act: Act) -> Outcome | None:
        """Withhold what is cut at once, bar, and note the credit record; return why one of them cannot be."""
        case, filed = rows.need(CaseRow, request.docket), rows.need(FiledRow, request.docket)
        set_ = rows.need(PenaltyRow, (request.docket, DECISION))
        if not set_.measures:  # no penalty: nothing to carry out
            return None
        if set_.cut_t and not set_.cut_if and (refused := self._effects.withhold(case, filed, set_, rows, act)):
            return refused
        if refused := self._effects.bar(case, set_, request.evidence_sha256, rows, act):
            return refused
        act.record(credit(case, filed, set_, self._book.on(rows, act.day)))
        return None

    def grant(self, request: GrantInstalments, rows: Rows, act: Act) -> Outcome:
        """Record that a fine is paid in parts."""
        if refused := (
            not_at(request.docket, rows, act, *_OPEN) or unshown(request.text, request.evidence_sha256, act)
        ):
            return refused
        served = rows.need(ServiceRow, request.docket)
        fine_fen = rows.need(PenaltyRow, (request.docket, DECISION)).fine_fen
        parts = [(p.due, p.amount_fen) for p in request.instalments]
        wrong = (
            rows.where(InstalmentRow, docket=request.docket)
            or act.day > served.pay_until
            or sum(amount for _, amount in parts) != fine_fen
            or not all(is_day(due) and due >= served.served_on and amount > 0 for due, amount in parts)
            or parts != sorted(parts)
        )
        if wrong:
            return act.refuse(CaseOutcome.BAD_INSTALMENTS, fine=yuan(fine_fen), until=served.pay_until)
        act.record(InstalmentsGranted(request.docket, [{"due": d, "amount_fen": a} for d, a in parts]))
        return DONE

    def pay(self, request: NotePayment, rows: Rows, act: Act) -> Outcome:
        """Record a payment, up to what is owed that day."""
        if refused := not_at(request.docket, rows, act, *_OPEN):
            return refused
        if not is_sha256(request.evidence_sha256):
            return act.refuse(CaseOutcome.WITHOUT_EVIDENCE, value=request.evidence_sha256[:80])
        before = rows.where(PaymentRow, docket=request.docket)
        first = max([rows.need(ServiceRow, request.docket).served_on, *(p.paid_on for p in before)])
        if not is_day(request.paid_on) or not first <= request.paid_on <= act.day:
            return act.refuse(CaseOutcome.BAD_DAY, day=request.paid_on[:40])
        due = owed(rows, self._book.on(rows, act.day), request.docket, request.paid_on)
        assert due is not None
        if not 0 < request.amount_fen <= due.left_fen:
            return act.refuse(CaseOutcome.BAD_AMOUNT, amount=yuan(request.amount_fen))
        act.record(
            PenaltyPaid(
                request.docket, len(before) + 1, request.amount_fen, request.paid_on, request.evidence_sha256
            )
        )  # fmt: skip
        return DONE

    def refusal(self, request: NoteRefusal, rows: Rows, act: Act) -> Outcome:
        """Record that an order was not followed; the cut that depends on it is withheld."""
        if refused := (
            not_at(request.docket, rows, act, SERVED, CORRECTED, RETURNED)
            or unshown(request.text, request.evidence_sha256, act)
        ):
            return refused
        case, filed = rows.need(CaseRow, request.docket), rows.need(FiledRow, request.docket)
        set_ = rows.need(PenaltyRow, (request.docket, DECISION))
        if not set_.correct_until or act.day <= set_.correct_until:
            return act.refuse(CaseOutcome.TIME_RUNS, until=set_.correct_until or "-")
        said = {"text": request.text, "evidence_sha256": request.evidence_sha256}
        act.record(step(rows, request.docket, NOT_FOLLOWED, act, **said))
        if set_.cut_t and set_.cut_if and (refused := self._effects.withhold(case, filed, set_, rows, act)):
            return refused
        return DONE

    def verify(self, request: VerifyCorrection, rows: Rows, act: Act) -> Outcome:
        """Record what another person found of a correction; what is cut counts for what was not made up."""
        if refused := (
            not_at(request.docket, rows, act, CORRECTED, NOT_FOLLOWED)
            or by_same_person(request.docket, rows, act, *PREPARES, CORRECTED)
            or unshown(request.text, request.evidence_sha256, act)
        ):
            return refused
        if request.passed and (left := _not_made_up(request, rows)):
            return act.refuse(CaseOutcome.NOT_MADE_UP, docket=request.docket, left=left)
        said = {"text": request.text, "evidence_sha256": request.evidence_sha256}
        act.record(step(rows, request.docket, VERIFIED if request.passed else RETURNED, act, **said))
        return DONE

    def close(self, request: CloseCase, rows: Rows, act: Act) -> Outcome:
        """Record the end of a file."""
        if refused := (
            not_at(request.docket, rows, act, *_OPEN) or unshown(request.text, request.evidence_sha256, act)
        ):
            return refused
        decided = rows.need(PenaltyRow, (request.docket, DECISION))
        appeals = rows.where(AppealRow, docket=request.docket)
        ordered = decided.correct_until and not any(a.result == ANNULLED for a in appeals)
        if ordered and last(rows, request.docket, VERIFIED) is None:
            return act.refuse(CaseOutcome.NOT_CORRECTED, docket=request.docket)
        due = owed(rows, self._book.on(rows, act.day), request.docket, act.day)
        if due is not None and due.left_fen > 0:
            return act.refuse(CaseOutcome.NOT_PAID, docket=request.docket, left=yuan(due.left_fen))
        if any(not a.result for a in appeals):
            return act.refuse(CaseOutcome.APPEAL_OPEN, docket=request.docket)
        said = {"text": request.text, "evidence_sha256": request.evidence_sha256}
        act.record(step(rows, request.docket, CLOSED, act, **said))
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of what follows a decision."""
        return (
            Handler("supervision.serve_paper", ServePaper, self.serve, DONE, touches, of_case),
            Handler("supervision.grant_instalments", GrantInstalments, self.grant, DONE, touches, of_case),
            Handler("supervision.note_payment", NotePayment, self.pay, DONE, touches, of_case),
            Handler("supervision.note_refusal", NoteRefusal, self.refusal, DONE, touches, of_case),
            Handler("supervision.report_correction", ReportCorrection, _report, DONE, touches, of_case),
            Handler("supervision.verify_correction", VerifyCorrection, self.verify, DONE, touches, of_case),
            Handler("supervision.close_case", CloseCase, self.close, DONE, touches, of_case),
        )


def _report(request: ReportCorrection, rows: Rows, act: Act) -> Outcome:
    if refused := (
        not_at(request.docket, rows, act, SERVED, NOT_FOLLOWED, RETURNED)
        or unshown(request.text, request.evidence_sha256, act)
    ):
        return refused
    said = {"text": request.text, "evidence_sha256": request.evidence_sha256}
    act.record(step(rows, request.docket, CORRECTED, act, **said))
    return DONE


def _not_made_up(request: VerifyCorrection, rows: Rows) -> int:
    """Return the tonnes of an unpaid obligation that were neither surrendered since nor cut, 0 of other offences."""
    filed, case = rows.need(FiledRow, request.docket), rows.need(CaseRow, request.docket)
    if filed.offence != UNPAID:
        return 0
    set_ = rows.need(PenaltyRow, (request.docket, DECISION))
    is_cut = set_.cut_t and (not set_.cut_if or last(rows, request.docket, NOT_FOLLOWED))
    short_t = rows.need(ObligationRow, (case.subject, filed.period)).shortfall_t
    made_good = made_good_t(rows, case.subject, filed.period)
    return max(0, short_t - made_good - (set_.cut_t if is_cut else 0))
