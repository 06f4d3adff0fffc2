"""The report on an interruption (异常情况报告) after its first notice: measures, their end, the closing report.

An interruption is reported to the ministry at once (`interruptions`). What was done about it is noted step by step,
each with its file. Once it has ended, by its resumption or with its session, the closing report goes to the ministry
within the working days of `exchange.incident_report_days` after that day; before it come the first notice and one
measure at least.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.exchange.interruptions import RESUMED, InterruptionOutcome, InterruptionRow
from tanshi.exchange.outcome import DONE
from tanshi.exchange.tables import SessionRow
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.registry.kinds import after_working_days
from tanshi.rulemaking.law import Known, LawBook
from tanshi.rules import Law

MEASURES, CLOSING = "measures", "closing"


class IncidentOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    NO_TEXT = "exchange.incident_no_text"
    NO_EVIDENCE = "exchange.incident_no_evidence"
    CLOSED = "exchange.incident_closed"
    NOT_REPORTED = "exchange.incident_not_reported"
    NO_MEASURES = "exchange.incident_no_measures"
    NOT_ENDED = "exchange.incident_not_ended"


@dataclass(frozen=True, slots=True)
class NoteMeasures:
    """Note what was done about an interruption, by its number within its session."""

    day: str
    number: int
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class CloseIncident:
    """Send the closing report on an interruption to the ministry, by the digest of the report."""

    day: str
    number: int
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class MeasuresNoted(Fact):
    """Something was done about an interruption."""

    type: ClassVar[str] = "exchange.measures_noted/1"
    day: str
    number: int
    step: int
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class IncidentClosed(Fact):
    """The closing report on an interruption was sent to the ministry."""

    type: ClassVar[str] = "exchange.incident_closed/1"
    day: str
    number: int
    step: int
    text: str
    evidence_sha256: str
    due: str
    late: bool


@table(
    "exchange_incident_step",
    key=["day", "number", "step"],
    checks=["kind IN ('measures', 'closing')", "late IN (0, 1)", "step > 0"],
)
@dataclass(slots=True)
class IncidentStepRow(Row):
    """A step after an interruption: measures that were taken, or the closing report with the day it was due."""

    day: str
    number: int
    step: int
    kind: str
    text: str
    evidence_sha256: str
    noted_on: str
    due: str = ""
    late: int = 0


TABLES: tuple[type[Row], ...] = (IncidentStepRow,)


class IncidentCommands:
    """Judges the report on an interruption under a law."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def close(self, request: CloseIncident, rows: Rows, act: Act) -> Outcome:
        found, steps, refused = _open(request, rows, act)
        if refused:
            return refused
        assert found is not None
        if not found.reported_on:
            return act.refuse(IncidentOutcome.NOT_REPORTED, due=found.report_due, **_named(request))
        if not steps:
            return act.refuse(IncidentOutcome.NO_MEASURES, **_named(request))
        if not _has_ended(found, rows):
            return act.refuse(IncidentOutcome.NOT_ENDED, **_named(request))
        due = closing_due(self._laws.on(rows, request.day), request.day)
        act.record(
            IncidentClosed(
                request.day, request.number, len(steps) + 1, request.text, request.evidence_sha256, due, act.day > due
            )
        )
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of the report."""
        return (
            Handler("exchange.note_measures", NoteMeasures, _note, DONE, _touches),
            Handler("exchange.close_incident", CloseIncident, self.close, DONE, _touches),
        )


def closing_due(law: Law, day: str) -> str:
    """Return the last day of the closing report on an interruption of a session's day: it ended with that day."""
    return after_working_days(day, law.value("exchange.incident_report_days", date.fromisoformat(day)).integer)


def _note(request: NoteMeasures, rows: Rows, act: Act) -> Outcome:
    _, steps, refused = _open(request, rows, act)
    if refused:
        return refused
    act.record(MeasuresNoted(request.day, request.number, len(steps) + 1, request.text, request.evidence_sha256))
    return DONE


_OfIncident = NoteMeasures | CloseIncident


def _open(
    request: _OfIncident, rows: Rows, act: Act
) -> tuple[InterruptionRow | None, list[IncidentStepRow], Outcome | None]:
    """Return an interruption that is not closed with its steps, or why there is none or the request says too little."""
    found = rows.get(InterruptionRow, (request.day, request.number))
    if found is None:
        return None, [], act.refuse(InterruptionOutcome.NOT_FOUND, **_named(request))
    if not request.text.strip():
        return found, [], act.refuse(IncidentOutcome.NO_TEXT)
    if not is_sha256(request.evidence_sha256):
        return found, [], act.refuse(IncidentOutcome.NO_EVIDENCE, sha256=request.evidence_sha256)
    steps = rows.where(IncidentStepRow, day=request.day, number=request.number)
    if any(step.kind == CLOSING for step in steps):
        return found, steps, act.refuse(IncidentOutcome.CLOSED, **_named(request))
    return found, steps, None


def _has_ended(found: InterruptionRow, rows: Known) -> bool:
    session = rows.get(SessionRow, found.day)
    return found.state == RESUMED or (session is not None and session.state == "closed")


def _named(request: _OfIncident) -> dict[str, object]:
    return {"day": request.day, "number": request.number}


def _noted(fact: MeasuresNoted, at: At, rows: Rows) -> None:
    rows.put(
        IncidentStepRow(fact.day, fact.number, fact.step, MEASURES, fact.text, fact.evidence_sha256, at.day)
    )  # fmt: skip


def _closed(fact: IncidentClosed, at: At, rows: Rows) -> None:
    rows.put(
        IncidentStepRow(
            fact.day, fact.number, fact.step, CLOSING, fact.text, fact.evidence_sha256, at.day, fact.due,
            int(fact.late),
        )
    )  # fmt: skip


def _touches(r: _OfIncident) -> Iterable[Touch]:
    yield SessionRow, r.day
    yield InterruptionRow, (r.day, r.number)


FACTS = (FactType(MeasuresNoted, _noted), FactType(IncidentClosed, _closed))
