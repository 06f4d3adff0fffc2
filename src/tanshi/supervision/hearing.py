"""The subject is heard (陈述申辩、听证): in writing, or at a hearing it is told of some days before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tanshi.core.money import yuan
from tanshi.core.outcome import Outcome
from tanshi.core.working_days import is_day
from tanshi.journal.command import Act, Handler
from tanshi.journal.rows import Rows
from tanshi.rules import Law
from tanshi.supervision.clues import inspected_by
from tanshi.supervision.outcome import DONE, CaseOutcome
from tanshi.supervision.revision_events import HearingCalled, HearingConcluded
from tanshi.supervision.revision_tables import IN_PART, NOT_PROVEN, PROVEN, HearingRow
from tanshi.supervision.rules import Book
from tanshi.supervision.steps import last, not_at, of_case, step, touches, unsaid, unshown
from tanshi.supervision.tables import (
    HEARD,
    HEARING_ASKED,
    HEARING_CALLED,
    NOTICE,
    NOTICE_SERVED,
    STATED,
    PenaltyRow,
)

CONCLUSIONS = (PROVEN, IN_PART, NOT_PROVEN)


@dataclass(frozen=True, slots=True)
class StateCase:
    """State one's case on a penalty that was announced; `hearing`: ask to be heard."""

    docket: str
    text: str
    evidence_sha256: str
    hearing: bool = False


@dataclass(frozen=True, slots=True)
class CallHearing:
    """Tell the subject when and where it is heard and who presides, with the receipt."""

    docket: str
    hear_on: str
    place: str
    chair: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class HoldHearing:
    """Note a hearing: its day, who presided, what it came to (proven, in_part, not_proven), the signed minutes."""

    docket: str
    heard_on: str
    chair: str
    text: str
    evidence_sha256: str
    conclusion: str = PROVEN


class HearingCommands:
    """Judges statements and hearings under a law."""

    def __init__(self, law: Law) -> None:
        self._book = Book(law)

    def state(self, request: StateCase, rows: Rows, act: Act) -> Outcome:
        """Record what the subject says before it is decided, and whether it asks for a hearing."""
        if refused := (
            not_at(request.docket, rows, act, NOTICE_SERVED, STATED)
            or unshown(request.text, request.evidence_sha256, act)
        ):
            return refused
        served = last(rows, request.docket, NOTICE_SERVED)
        assert served is not None
        if act.day > served.due:
            return act.refuse(CaseOutcome.TIME_OVER, until=served.due)
        rules = self._book.on(rows, act.day)
        if request.hearing and not rows.need(PenaltyRow, (request.docket, NOTICE)).hearing:
            return act.refuse(
                CaseOutcome.NO_HEARING_RIGHT, least=yuan(rules.fen("hearing_from_cny")),
                citation=rules.cited("hearing_from_cny"),
            )  # fmt: skip
        name = HEARING_ASKED if request.hearing else STATED
        said = {"text": request.text, "evidence_sha256": request.evidence_sha256}
        act.record(step(rows, request.docket, name, act, **said))
        return DONE

    def call(self, request: CallHearing, rows: Rows, act: Act) -> Outcome:
        """Record that a hearing was announced, so many days before it; called again, the last one holds."""
        if refused := (
            not_at(request.docket, rows, act, HEARING_ASKED, HEARING_CALLED)
            or unshown(request.place, request.evidence_sha256, act)
            or unsaid(request.chair, act)
        ):
            return refused
        rules = self._book.on(rows, act.day)
        first = rules.working_days_after(act.day, "hearing_notice_working_days")
        if not is_day(request.hear_on) or request.hear_on < first:
            return act.refuse(
                CaseOutcome.CALLED_TOO_LATE, day=request.hear_on[:40] or "-", first=first,
                days=rules.number("hearing_notice_working_days"), citation=rules.cited("hearing_notice_working_days"),
            )  # fmt: skip
        if refused := _presides_wrongly(request.chair, request.docket, rows, act):
            return refused
        act.record(HearingCalled(request.docket, request.hear_on, request.place, request.chair))
        said = {"text": f"{request.chair} {request.place}", "evidence_sha256": request.evidence_sha256}
        act.record(step(rows, request.docket, HEARING_CALLED, act, **said, due=request.hear_on))
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of statements and hearings."""
        return (
            Handler("supervision.state_case", StateCase, self.state, DONE, touches, of_case),
            Handler("supervision.call_hearing", CallHearing, self.call, DONE, touches, of_case),
            Handler("supervision.hold_hearing", HoldHearing, _hear, DONE, touches, of_case),
        )


def _hear(request: HoldHearing, rows: Rows, act: Act) -> Outcome:
    if refused := (
        not_at(request.docket, rows, act, HEARING_CALLED) or unshown(request.text, request.evidence_sha256, act)
    ):
        return refused
    called = rows.need(HearingRow, request.docket)
    if not is_day(request.heard_on) or not called.hear_on <= request.heard_on <= act.day:
        return act.refuse(CaseOutcome.BAD_DAY, day=request.heard_on[:40])
    if request.conclusion not in CONCLUSIONS:
        return act.refuse(CaseOutcome.UNKNOWN_WORD, value=request.conclusion[:40], known=", ".join(CONCLUSIONS))
    if refused := unsaid(request.chair, act) or _presides_wrongly(request.chair, request.docket, rows, act):
        return refused
    act.record(
        HearingConcluded(
            request.docket, request.chair, request.conclusion, request.text, request.evidence_sha256, request.heard_on
        )
    )  # fmt: skip
    said = {"text": f"{request.chair} {request.heard_on}: {request.text}", "evidence_sha256": request.evidence_sha256}
    act.record(step(rows, request.docket, HEARD, act, **said))
    return DONE


def _presides_wrongly(chair: str, docket: str, rows: Rows, act: Act) -> Outcome | None:
    if chair.strip() in inspected_by(rows, docket):
        return act.refuse(CaseOutcome.CHAIR_INSPECTED, person=chair[:80])
    return None
