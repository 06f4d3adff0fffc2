"""A decision is changed or annulled (变更、撤销): by reconsideration or suit, or by the authority of its own accord.

What it caused is undone from that day: the cut as far as it stands no more, bars and strikes; the credit record keeps
its entry and is marked. What was paid too much is given back by `supervision.note_refund`, and what a period withheld
by an instruction of its correction. A penalty never becomes heavier.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from tanshi.core.money import yuan
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler
from tanshi.journal.rows import Rows
from tanshi.rules import Law
from tanshi.supervision.effects import Effects
from tanshi.supervision.outcome import DONE, CaseOutcome
from tanshi.supervision.penalty_range import PersonFine
from tanshi.supervision.person_events import PersonsDecided
from tanshi.supervision.person_tables import PersonFineRow
from tanshi.supervision.revision_events import CreditMarked, DecisionRevised
from tanshi.supervision.revision_tables import CreditMarkRow, RevisionRow
from tanshi.supervision.rules import Book
from tanshi.supervision.steps import PREPARES, by_same_person, not_at, of_case, touches, unshown
from tanshi.supervision.tables import (
    AFTER_DECISION,
    ANNULLED,
    CHANGED,
    CLOSED,
    DECISION,
    CaseRow,
    CreditRow,
    PenaltyRow,
)

#: Who undoes a decision besides reconsideration and court.
OWN = "own"


@dataclass(frozen=True, slots=True)
class ReviseDecision:
    """Change or annul one's own decision that was served: what the fine is from now on, what is not cut any more.

    `persons`: those whose fine changes. Annulled, nothing is left of it.
    """

    docket: str
    result: str
    fine_fen: int
    text: str
    evidence_sha256: str
    cut_less_t: int = 0
    bar_lifted: bool = False
    persons: tuple[PersonFine, ...] = ()


class RevisionCommands:
    """Judges changes of decisions under a law."""

    def __init__(self, law: Law, *, apart: bool = False) -> None:
        self._book = Book(law)
        self._effects = Effects(law, apart=apart)

    def revise(self, request: ReviseDecision, rows: Rows, act: Act) -> Outcome:
        """Record that an authority changes or annuls its decision, by somebody who did not prepare it."""
        if refused := (
            not_at(request.docket, rows, act, *AFTER_DECISION, CLOSED)
            or by_same_person(request.docket, rows, act, *PREPARES)
            or unshown(request.text, request.evidence_sha256, act)
        ):
            return refused
        if request.result not in (CHANGED, ANNULLED):
            return act.refuse(CaseOutcome.UNKNOWN_WORD, value=request.result[:40], known=f"{CHANGED}, {ANNULLED}")
        return self.lessen(OWN, request, rows, act)

    def lessen(self, cause: str, request: Any, rows: Rows, act: Act) -> Outcome:
        """Record what a decision is from now on and undo what it caused beyond that."""
        was = rows.need(PenaltyRow, (request.docket, DECISION))
        if refused := _heavier(request, was, rows, act):
            return refused
        annulled = request.result == ANNULLED
        cut_t = 0 if annulled else was.cut_t - request.cut_less_t
        bar = "" if annulled or request.bar_lifted else was.bar
        persons = {p.person: p.fine_fen for p in rows.where(PersonFineRow, docket=request.docket)}
        changed = dict.fromkeys(persons, 0) if annulled else {p.person: p.fine_fen for p in request.persons}
        case, credited = rows.need(CaseRow, request.docket), rows.get(CreditRow, request.docket)
        self._effects.undo(case, was, cut_t, bar, annulled, rows, act)
        act.record(
            DecisionRevised(
                request.docket, len(rows.where(RevisionRow, docket=request.docket)) + 1, cause, request.result,
                was.fine_fen, request.fine_fen, sum({**persons, **changed}.values()),
                0 if annulled else was.confiscated_fen, was.cut_t, cut_t, was.bar, bar, request.text,
                request.evidence_sha256,
            )
        )  # fmt: skip
        if changed:
            said = [asdict(PersonFine(p, "", fen)) for p, fen in changed.items()]
            act.record(PersonsDecided(request.docket, said))
        if credited is not None:
            number = len(rows.where(CreditMarkRow, docket=request.docket)) + 1
            act.record(
                CreditMarked(
                    request.docket, number, case.subject, request.result, request.fine_fen, cut_t, bar,
                    bool(credited.published) and self._book.on(rows, act.day).is_published(),
                )
            )  # fmt: skip
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handler of changes an authority makes itself."""
        return (Handler("supervision.revise_decision", ReviseDecision, self.revise, DONE, touches, of_case),)


def _heavier(request: Any, was: PenaltyRow, rows: Rows, act: Act) -> Outcome | None:
    """Refuse amounts above those of the decision, below nothing, or of a person it does not name."""
    most = 0 if request.result == ANNULLED else was.fine_fen
    if not 0 <= request.fine_fen <= most:
        return act.refuse(CaseOutcome.HEAVIER, amount=yuan(request.fine_fen), announced=yuan(most))
    if not 0 <= request.cut_less_t <= was.cut_t:
        return act.refuse(CaseOutcome.BAD_CUT_LESS, amount=request.cut_less_t, most=was.cut_t)
    for one in request.persons:
        before = rows.get(PersonFineRow, (request.docket, one.person))
        if before is None or not 0 <= one.fine_fen <= before.fine_fen:
            announced = yuan(before.fine_fen if before else 0)
            return act.refuse(CaseOutcome.HEAVIER, amount=yuan(one.fine_fen), announced=announced)
    return None
