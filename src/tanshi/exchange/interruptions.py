"""Interruptions of a session (暂停、恢复、提前收市): on which ground, by which paper, and the report to the ministry.

A halt stands until it is resumed; a session that is called off takes no more orders and is closed as any other. The
session's own process is told by messages of its own; here stands why, who, and what has to be reported by when.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.exchange.outcome import DONE, SessionOutcome
from tanshi.exchange.tables import SessionRow
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.registry.kinds import after_working_days
from tanshi.registry.tables import InstrumentRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

HALT, CALL_OFF = "halt", "call_off"
STANDING, RESUMED = "standing", "resumed"


class InterruptionOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    UNKNOWN_GROUND = "exchange.unknown_ground_of_halt"
    UNKNOWN_INSTRUMENT = "exchange.halt_unknown_instrument"
    NO_TEXT = "exchange.halt_no_text"
    NO_EVIDENCE = "exchange.halt_no_evidence"
    CALLED_OFF = "exchange.session_called_off"
    HALTED = "exchange.halted_already"
    NOT_FOUND = "exchange.interruption_not_found"
    NOT_HALTED = "exchange.not_halted"
    REPORTED = "exchange.interruption_reported"


@dataclass(frozen=True, slots=True)
class HaltSession:
    """Halt an open session, or one product of it ("": all)."""

    day: str
    instrument: str
    ground: str
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class ResumeSession:
    """End a halt, by its number within the session: its cause has ended."""

    day: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class CallOffSession:
    """Call off the rest of an open session: nothing more is traded; trades that were made stand."""

    day: str
    ground: str
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class ReportInterruption:
    """Report an interruption to the ministry, by the digest of the report."""

    day: str
    number: int
    report_sha256: str


@dataclass(frozen=True, slots=True)
class SessionInterrupted(Fact):
    """A session, or a product of it, was halted, or the rest of the session called off; report it by `report_due`."""

    type: ClassVar[str] = "exchange.session_interrupted/1"
    day: str
    number: int
    kind: str  # halt, call_off
    instrument: str
    ground: str
    text: str
    evidence_sha256: str
    report_due: str


@dataclass(frozen=True, slots=True)
class SessionResumed(Fact):
    """A halt ended."""

    type: ClassVar[str] = "exchange.session_resumed/1"
    day: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class InterruptionReported(Fact):
    """An interruption was reported to the ministry."""

    type: ClassVar[str] = "exchange.interruption_reported/1"
    day: str
    number: int
    report_sha256: str
    late: bool


@table(
    "exchange_interruption",
    key=["day", "number"],
    checks=["kind IN ('halt', 'call_off')", "state IN ('standing', 'resumed')", "late IN (0, 1)"],
)
@dataclass(slots=True)
class InterruptionRow(Row):
    """A halt, or the calling off, of a session, and its report; `instrument` "": of all products."""

    day: str
    number: int
    kind: str
    instrument: str
    ground: str
    text: str
    evidence_sha256: str
    state: str
    report_due: str
    resumed: str = ""  # why it was resumed
    reported_on: str = ""
    report_sha256: str = ""
    late: int = 0


TABLES: tuple[type[Row], ...] = (InterruptionRow,)


class InterruptionCommands:
    """Judges interruptions under a law."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def halt(self, request: HaltSession, rows: Rows, act: Act) -> Outcome:
        return self._interrupt(request, HALT, request.instrument, rows, act)

    def call_off(self, request: CallOffSession, rows: Rows, act: Act) -> Outcome:
        return self._interrupt(request, CALL_OFF, "", rows, act)

    def _interrupt(
        self, request: HaltSession | CallOffSession, kind: str, instrument: str, rows: Rows, act: Act
    ) -> Outcome:
        session = rows.get(SessionRow, request.day)
        if session is None or session.state != "open":
            return act.refuse(SessionOutcome.SESSION_NOT_OPEN, day=request.day)
        law, today = self._laws.on(rows, act.day), date.fromisoformat(act.day)
        grounds = law.value("exchange.suspension_grounds", today).value
        if request.ground not in grounds:
            return act.refuse(InterruptionOutcome.UNKNOWN_GROUND, ground=request.ground, known=", ".join(grounds))
        if instrument and rows.get(InstrumentRow, instrument) is None:
            return act.refuse(InterruptionOutcome.UNKNOWN_INSTRUMENT, instrument=instrument)
        if not request.text.strip():
            return act.refuse(InterruptionOutcome.NO_TEXT)
        if not is_sha256(request.evidence_sha256):
            return act.refuse(InterruptionOutcome.NO_EVIDENCE, sha256=request.evidence_sha256)
        before = rows.where(InterruptionRow, day=request.day)
        if any(row.kind == CALL_OFF for row in before):
            return act.refuse(InterruptionOutcome.CALLED_OFF, day=request.day)
        standing = [r for r in before if r.state == STANDING and r.instrument in ("", instrument)]
        if kind == HALT and standing:
            return act.refuse(InterruptionOutcome.HALTED, day=request.day, number=standing[0].number)
        due = after_working_days(act.day, law.value("exchange.interruption_report_days", today).integer)
        act.record(
            SessionInterrupted(
                request.day,
                len(before) + 1,
                kind,
                instrument,
                request.ground,
                request.text,
                request.evidence_sha256,
                due,
            )
        )
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of interruptions."""
        return (
            Handler("exchange.halt_session", HaltSession, self.halt, DONE, _touches_session),
            Handler("exchange.resume_session", ResumeSession, _resume, DONE, _touches),
            Handler("exchange.call_off_session", CallOffSession, self.call_off, DONE, _touches_session),
            Handler("exchange.report_interruption", ReportInterruption, _report, DONE, _touches),
        )


def _resume(request: ResumeSession, rows: Rows, act: Act) -> Outcome:
    session = rows.get(SessionRow, request.day)
    if session is None or session.state != "open":
        return act.refuse(SessionOutcome.SESSION_NOT_OPEN, day=request.day)
    found = rows.get(InterruptionRow, (request.day, request.number))
    if found is None:
        return act.refuse(InterruptionOutcome.NOT_FOUND, day=request.day, number=request.number)
    if found.kind != HALT or found.state != STANDING:
        return act.refuse(InterruptionOutcome.NOT_HALTED, day=request.day, number=request.number)
    if not request.text.strip():
        return act.refuse(InterruptionOutcome.NO_TEXT)
    act.record(SessionResumed(request.day, request.number, request.text))
    return DONE


def _report(request: ReportInterruption, rows: Rows, act: Act) -> Outcome:
    found = rows.get(InterruptionRow, (request.day, request.number))
    if found is None:
        return act.refuse(InterruptionOutcome.NOT_FOUND, day=request.day, number=request.number)
    if found.reported_on:
        return act.refuse(InterruptionOutcome.REPORTED, day=request.day, number=request.number, on=found.reported_on)
    if not is_sha256(request.report_sha256):
        return act.refuse(InterruptionOutcome.NO_EVIDENCE, sha256=request.report_sha256)
    act.record(InterruptionReported(request.day, request.number, request.report_sha256, act.day > found.report_due))
    return DONE


def _interrupted(fact: SessionInterrupted, at: At, rows: Rows) -> None:
    rows.put(
        InterruptionRow(
            fact.day, fact.number, fact.kind, fact.instrument, fact.ground, fact.text, fact.evidence_sha256, STANDING,
            fact.report_due,
        )
    )  # fmt: skip


def _resumed(fact: SessionResumed, at: At, rows: Rows) -> None:
    row = rows.edit(InterruptionRow, (fact.day, fact.number))
    row.state, row.resumed = RESUMED, fact.text


def _reported(fact: InterruptionReported, at: At, rows: Rows) -> None:
    row = rows.edit(InterruptionRow, (fact.day, fact.number))
    row.reported_on, row.report_sha256, row.late = at.day, fact.report_sha256, int(fact.late)


def _touches_session(r: HaltSession | CallOffSession) -> Iterable[Touch]:
    yield SessionRow, r.day


def _touches(r: ResumeSession | ReportInterruption) -> Iterable[Touch]:
    yield SessionRow, r.day
    yield InterruptionRow, (r.day, r.number)


FACTS = (
    FactType(SessionInterrupted, _interrupted),
    FactType(SessionResumed, _resumed),
    FactType(InterruptionReported, _reported),
)
