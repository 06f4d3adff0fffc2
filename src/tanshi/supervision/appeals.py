"""Appeals against a decision (行政复议、行政诉讼): filed in their time; they suspend what the law says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tanshi.core.money import yuan
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler
from tanshi.journal.rows import Rows
from tanshi.rules import Law
from tanshi.supervision.outcome import DONE, CaseOutcome
from tanshi.supervision.penalty_events import AppealDecided, Appealed
from tanshi.supervision.penalty_range import PersonFine
from tanshi.supervision.revising import RevisionCommands
from tanshi.supervision.rules import Book
from tanshi.supervision.steps import of_case, state_of, touches, unshown
from tanshi.supervision.tables import ANNULLED, CHANGED, DECISION, UPHELD, AppealRow, PenaltyRow, ServiceRow

RECONSIDERATION, SUIT = "reconsideration", "suit"
KINDS = (RECONSIDERATION, SUIT)

RESULTS = (UPHELD, CHANGED, ANNULLED)


@dataclass(frozen=True, slots=True)
class Appeal:
    """Appeal against a decision: reconsideration or suit."""

    docket: str
    kind: str
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class NoteAppealResult:
    """Note how an appeal ended: upheld, changed or annulled; `fine_fen` is the fine from then on.

    Of what is changed: `cut_less_t` is not cut any more, `bar_lifted` bars no more, `persons` have these fines.
    """

    docket: str
    number: int
    result: str
    fine_fen: int
    text: str
    evidence_sha256: str
    cut_less_t: int = 0
    bar_lifted: bool = False
    persons: tuple[PersonFine, ...] = ()


class AppealCommands:
    """Judges appeals under a law."""

    def __init__(self, law: Law, *, apart: bool = False) -> None:
        self._book = Book(law)
        self._revisions = RevisionCommands(law, apart=apart)

    def appeal(self, request: Appeal, rows: Rows, act: Act) -> Outcome:
        """Record an appeal, if its time is not over and none is open."""
        served = rows.get(ServiceRow, request.docket)
        if served is None:
            state = state_of(rows, request.docket) or "-"
            return act.refuse(CaseOutcome.OUT_OF_ORDER, docket=request.docket[:96], state=state, wanted="served")
        if request.kind not in KINDS:
            return act.refuse(CaseOutcome.UNKNOWN_WORD, value=request.kind[:40], known=", ".join(KINDS))
        until = served.reconsider_until if request.kind == RECONSIDERATION else served.sue_until
        if act.day > until:
            return act.refuse(CaseOutcome.TIME_OVER, until=until)
        before = rows.where(AppealRow, docket=request.docket)
        if any(not a.result or a.kind == request.kind for a in before):
            return act.refuse(CaseOutcome.APPEAL_OPEN, docket=request.docket)
        if refused := unshown(request.text, request.evidence_sha256, act):
            return refused
        suspends = self._book.on(rows, act.day).appeal(request.kind)["suspends"] == "true"
        act.record(
            Appealed(
                request.docket, len(before) + 1, request.kind, request.text, request.evidence_sha256, suspends
            )
        )  # fmt: skip
        return DONE

    def end(self, request: NoteAppealResult, rows: Rows, act: Act) -> Outcome:
        """Record how an appeal ended; what it took from the decision is undone."""
        found = rows.get(AppealRow, (request.docket, request.number))
        if found is None or found.result:
            return act.refuse(CaseOutcome.NO_APPEAL, docket=request.docket[:96], number=request.number)
        if request.result not in RESULTS:
            return act.refuse(CaseOutcome.UNKNOWN_WORD, value=request.result[:40], known=", ".join(RESULTS))
        if refused := unshown(request.text, request.evidence_sha256, act):
            return refused
        fine_fen = rows.need(PenaltyRow, (request.docket, DECISION)).fine_fen
        allowed = {UPHELD: (fine_fen, fine_fen), CHANGED: (0, fine_fen), ANNULLED: (0, 0)}[request.result]
        if not allowed[0] <= request.fine_fen <= allowed[1]:
            return act.refuse(CaseOutcome.HEAVIER, amount=yuan(request.fine_fen), announced=yuan(allowed[1]))
        if request.result != UPHELD and (outcome := self._revisions.lessen(found.kind, request, rows, act)) != DONE:
            return outcome
        act.record(AppealDecided(request.docket, request.number, request.result, request.fine_fen, request.text))
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of appeals."""
        return (
            Handler("supervision.appeal", Appeal, self.appeal, DONE, touches, of_case),
            Handler("supervision.note_appeal_result", NoteAppealResult, self.end, DONE, touches, of_case),
        )
