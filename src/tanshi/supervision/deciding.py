"""The decision of a case (决定): in the range of the notice and not above it, all heard first."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from tanshi.core.money import yuan
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler
from tanshi.journal.rows import Rows
from tanshi.rules import Law
from tanshi.supervision.outcome import DONE, CaseOutcome
from tanshi.supervision.penalty_events import PenaltySet
from tanshi.supervision.penalty_range import PersonFine, no_correction_day, not_collective, out_of
from tanshi.supervision.person_events import PersonsDecided
from tanshi.supervision.person_tables import PersonFineRow, PersonServiceRow
from tanshi.supervision.revision_tables import CancellationRow
from tanshi.supervision.rules import Book
from tanshi.supervision.steps import PREPARES, by_same_person, last, not_at, of_case, step, touches, unshown
from tanshi.supervision.tables import (
    DECIDED,
    DECISION,
    HEARD,
    HEARING_ASKED,
    HEARING_CALLED,
    NOTICE,
    NOTICE_SERVED,
    STATED,
    FiledRow,
    PenaltyRow,
)


@dataclass(frozen=True, slots=True)
class DecideCase:
    """Decide: a penalty in the range of the notice and not above it, or none, with reasons.

    `collective`: who took a larger decision together. `persons`: everybody the notice names, 0 for who is not fined.
    """

    docket: str
    fine_fen: int
    persons_fen: int
    cut_t: int
    bar: str
    correct_until: str
    text: str
    evidence_sha256: str
    penalize: bool = True
    collective: tuple[str, ...] = ()
    persons: tuple[PersonFine, ...] = ()


class DecisionCommands:
    """Judges decisions under a law."""

    def __init__(self, law: Law) -> None:
        self._book = Book(law)

    def decide(self, request: DecideCase, rows: Rows, act: Act) -> Outcome:
        """Record a decision, by somebody who did not prepare it."""
        if refused := (
            _not_heard(request, rows, act)
            or by_same_person(request.docket, rows, act, *PREPARES)
            or unshown(request.text, request.evidence_sha256, act)
        ):
            return refused
        rules = self._book.on(rows, act.day)
        notice = rows.need(PenaltyRow, (request.docket, NOTICE))
        others = bool(request.cut_t or request.bar or rows.get(CancellationRow, request.docket))
        if refused := (
            _above(request, notice, act)
            or _wrong_persons(request, rows, act)
            or not_collective(request.fine_fen, others, request.collective, rules, act)
        ):
            return refused
        ordered = "order_to_correct" in notice.measures.split()
        if refused := no_correction_day(request.correct_until, ordered and request.penalize, act):
            return refused
        filed = rows.need(FiledRow, request.docket)
        late = act.day > filed.decide_by
        act.record(
            PenaltySet(
                request.docket, DECISION, notice.instrument, notice.article, notice.reading, notice.part,
                notice.low_fen, notice.high_fen, request.fine_fen, request.persons_fen,
                notice.confiscated_fen if request.penalize else 0, request.cut_t, notice.cut_if, notice.from_period,
                request.bar, notice.measures if request.penalize else "", request.correct_until, bool(notice.hearing),
                "、".join(request.collective),
            )
        )  # fmt: skip
        if request.persons:
            act.record(PersonsDecided(request.docket, [asdict(p) for p in request.persons]))
        said = {"text": request.text, "evidence_sha256": request.evidence_sha256}
        due = rules.working_days_after(act.day, "service_working_days")
        act.record(step(rows, request.docket, DECIDED, act, **said, due=due, late=late))
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handler of decisions."""
        return (Handler("supervision.decide_case", DecideCase, self.decide, DONE, touches, of_case),)


def _not_heard(request: DecideCase, rows: Rows, act: Act) -> Outcome | None:
    """Refuse a decision before the subject was heard, or had its time to speak."""
    if refused := not_at(request.docket, rows, act, NOTICE_SERVED, STATED, HEARING_ASKED, HEARING_CALLED, HEARD):
        return refused
    if last(rows, request.docket, HEARING_ASKED) and not last(rows, request.docket, HEARD):
        return act.refuse(CaseOutcome.HEARING_OPEN, docket=request.docket)
    for person in rows.where(PersonFineRow, docket=request.docket):
        told = rows.get(PersonServiceRow, (request.docket, person.person, NOTICE))
        if told is None:
            return act.refuse(CaseOutcome.PERSON_NOT_TOLD, person=person.person)
        if act.day <= told.until and last(rows, request.docket, HEARD) is None:
            return act.refuse(CaseOutcome.TIME_RUNS, until=told.until)
    served = last(rows, request.docket, NOTICE_SERVED)
    assert served is not None
    if act.day <= served.due and last(rows, request.docket, HEARD) is None:
        return act.refuse(CaseOutcome.TIME_RUNS, until=served.due)
    return None


def _above(request: DecideCase, notice: PenaltyRow, act: Act) -> Outcome | None:
    """Refuse what is below the range, or heavier than what was announced: nobody speaks to be fined more."""
    asked = (request.fine_fen, request.persons_fen, request.cut_t)
    if not request.penalize:
        if any(asked) or request.bar:
            return act.refuse(CaseOutcome.HEAVIER, amount=yuan(request.fine_fen), announced=yuan(0))
        return None
    if any(a > b for a, b in zip(asked, (notice.fine_fen, notice.persons_fen, notice.cut_t), strict=True)) or (
        request.bar and request.bar != notice.bar
    ):
        return act.refuse(CaseOutcome.HEAVIER, amount=yuan(request.fine_fen), announced=yuan(notice.fine_fen))
    if min(asked) < 0 or request.cut_t not in (0, notice.cut_t):
        return act.refuse(CaseOutcome.BAD_AMOUNT, amount=min(asked))
    return out_of((notice.low_fen, notice.high_fen), request.fine_fen, f"{notice.instrument} {notice.article}", act)


def _wrong_persons(request: DecideCase, rows: Rows, act: Act) -> Outcome | None:
    """Refuse other persons than were announced, a fine outside its range or above the notice, another sum."""
    announced = {p.person: p for p in rows.where(PersonFineRow, docket=request.docket)}
    is_whole = {p.person for p in request.persons} == set(announced) and len(request.persons) == len(announced)
    if not is_whole or sum(p.fine_fen for p in request.persons) != request.persons_fen:
        return act.refuse(CaseOutcome.BAD_PERSONS, amount=yuan(request.persons_fen), count=len(request.persons))
    for one in request.persons:
        before = announced[one.person]
        if one.fine_fen > before.notice_fen:
            return act.refuse(CaseOutcome.HEAVIER, amount=yuan(one.fine_fen), announced=yuan(before.notice_fen))
        if one.fine_fen and (refused := out_of((before.low_fen, before.notice_fen), one.fine_fen, one.person, act)):
            return refused
    return None
