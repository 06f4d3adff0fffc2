"""An order to correct and the end of a file (整改、结案): followed or not, verified by another person, closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tanshi.allocation.deduction import on_ground, standing_t, too_much_withheld
from tanshi.compliance.steps import made_good_t
from tanshi.compliance.tables import ObligationRow
from tanshi.core.money import yuan
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler
from tanshi.journal.rows import Rows
from tanshi.rules import Law
from tanshi.supervision.effects import UNPAID, Effects
from tanshi.supervision.false_units import left_to_cancel_t
from tanshi.supervision.outcome import DONE, CaseOutcome
from tanshi.supervision.owed import claims, owed
from tanshi.supervision.person_tables import PersonFineRow
from tanshi.supervision.rules import Book
from tanshi.supervision.steps import PREPARES, Known, by_same_person, last, not_at, of_case, step, touches, unshown
from tanshi.supervision.tables import (
    AFTER_DECISION,
    CLOSED,
    CORRECTED,
    DECISION,
    NOT_FOLLOWED,
    RETURNED,
    SERVED,
    VERIFIED,
    AppealRow,
    CaseRow,
    FiledRow,
    PenaltyRow,
)


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


class CorrectionCommands:
    """Judges orders to correct, and closure, under a law."""

    def __init__(self, law: Law, *, apart: bool = False) -> None:
        self._book = Book(law)
        self._effects = Effects(law, apart=apart)

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
        if not (set_.cut_t and set_.cut_if):
            return DONE
        found = made_up(rows, request.docket)  # what was surrendered meanwhile is cut no more
        cut_t = min(set_.cut_t, found.left_t) if found else set_.cut_t
        return (self._effects.withhold(case, filed, set_, rows, act, cut_t) if cut_t else None) or DONE

    def verify(self, request: VerifyCorrection, rows: Rows, act: Act) -> Outcome:
        """Record what another person found of a correction; what is cut counts for what was not made up."""
        if refused := (
            not_at(request.docket, rows, act, CORRECTED, NOT_FOLLOWED)
            or by_same_person(request.docket, rows, act, *PREPARES, CORRECTED)
            or unshown(request.text, request.evidence_sha256, act)
        ):
            return refused
        if request.passed and (left := _not_made_up(request.docket, rows)):
            return act.refuse(CaseOutcome.NOT_MADE_UP, docket=request.docket, left=left)
        if request.passed and (left := left_to_cancel_t(rows, request.docket)):
            return act.refuse(CaseOutcome.NOT_CANCELLED, docket=request.docket, left=left)
        said = {"text": request.text, "evidence_sha256": request.evidence_sha256}
        act.record(step(rows, request.docket, VERIFIED if request.passed else RETURNED, act, **said))
        return DONE

    def close(self, request: CloseCase, rows: Rows, act: Act) -> Outcome:
        """Record the end of a file."""
        if refused := (
            not_at(request.docket, rows, act, *AFTER_DECISION) or unshown(request.text, request.evidence_sha256, act)
        ):
            return refused
        decided = rows.need(PenaltyRow, (request.docket, DECISION))
        if decided.correct_until and last(rows, request.docket, VERIFIED) is None:
            return act.refuse(CaseOutcome.NOT_CORRECTED, docket=request.docket)
        if refused := self._money_open(request.docket, rows, act):
            return refused
        if any(not a.result for a in rows.where(AppealRow, docket=request.docket)):
            return act.refuse(CaseOutcome.APPEAL_OPEN, docket=request.docket)
        if back := to_give_back(rows, request.docket):
            return act.refuse(CaseOutcome.NOT_GIVEN_BACK, docket=request.docket, period=back[0][0], amount=back[0][1])
        said = {"text": request.text, "evidence_sha256": request.evidence_sha256}
        act.record(step(rows, request.docket, CLOSED, act, **said))
        return DONE

    def _money_open(self, docket: str, rows: Rows, act: Act) -> Outcome | None:
        """Refuse while a fine is not served, not paid, or paid and not owed."""
        rules, served = self._book.on(rows, act.day), claims(rows, docket)
        for person in rows.where(PersonFineRow, docket=docket):
            if person.fine_fen and person.person not in {c.person for c in served}:
                return act.refuse(CaseOutcome.NOT_PAID, docket=docket, left=yuan(person.fine_fen), who=person.person)
        for each in served:
            due = owed(rows, rules, docket, act.day, each.person)
            if due is not None and due.left_fen > 0:
                return act.refuse(CaseOutcome.NOT_PAID, docket=docket, left=yuan(due.left_fen), who=each.person or "-")
            if due is not None and due.left_fen < 0:
                return act.refuse(CaseOutcome.NOT_REFUNDED, docket=docket, left=yuan(-due.left_fen))
        return None

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of corrections and of closure."""
        return (
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


@dataclass(frozen=True, slots=True)
class MadeUp:
    """What became of the tonnes of an unpaid obligation: surrendered since its assessment, cut by the decision."""

    short_t: int
    since_t: int
    cut_t: int

    @property
    def left_t(self) -> int:
        return max(0, self.short_t - self.since_t - self.cut_t)


def made_up(rows: Known, docket: str) -> MadeUp | None:
    """Return what became of an unpaid obligation, None of other offences."""
    filed, case = rows.get(FiledRow, docket), rows.get(CaseRow, docket)
    if filed is None or case is None or filed.offence != UNPAID:
        return None
    short = rows.get(ObligationRow, (case.subject, filed.period))
    cut_t = sum(standing_t(rows, d) for d in on_ground(rows, case.subject, docket))
    return MadeUp(short.shortfall_t if short else 0, made_good_t(rows, case.subject, filed.period), cut_t)


def _not_made_up(docket: str, rows: Rows) -> int:
    """Return the tonnes that were neither surrendered since nor cut, 0 of other offences."""
    found = made_up(rows, docket)
    return found.left_t if found else 0


def to_give_back(rows: Known, docket: str) -> list[tuple[str, int]]:
    """Return periods that withhold a cut of which less stands now: each is corrected by an instruction of its own."""
    case = rows.get(CaseRow, docket)
    of = on_ground(rows, case.subject, docket) if case else []
    return [found for d in of for found in too_much_withheld(rows, d.entity, d.number).items()]
