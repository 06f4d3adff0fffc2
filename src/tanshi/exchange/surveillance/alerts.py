"""Alerts as acts (异常交易预警): raised, given to an officer, explained by whom they name, concluded.

An alert is concluded once every explanation that was demanded is looked at by somebody else than who demanded it, and
there is one at least; one that did not come is looked at after its day. Who is named sees what is demanded of it and
nothing else. Handed on, it is a warning of the ladder that stands in the books, or a case by its reference.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, ClassVar

from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.exchange.outcome import DONE
from tanshi.exchange.surveillance.alert import Alert
from tanshi.exchange.tables import SessionRow
from tanshi.exchange.warnings import WarningRow
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.registry.kinds import after_working_days
from tanshi.registry.representatives import whose
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

RAISED, ASSIGNED, CONCLUDED = "raised", "assigned", "concluded"
DEMANDED, EXPLAINED, LOOKED_AT = "demanded", "explained", "looked_at"

#: How an alert ends.
UNFOUNDED, EXPLAINED_WELL, WARNED, CASE = "unfounded", "explained", "warned", "case"
RESULTS = (UNFOUNDED, EXPLAINED_WELL, WARNED, CASE)


class AlertOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    NO_SESSION = "exchange.alert_no_session"
    NOBODY_NAMED = "exchange.alert_nobody_named"
    NO_ARTICLE = "exchange.alert_no_article"
    NO_EVIDENCE = "exchange.alert_no_evidence"
    RAISED_ALREADY = "exchange.alert_raised"
    NOT_FOUND = "exchange.alert_not_found"
    CONCLUDED_ALREADY = "exchange.alert_concluded"
    NO_OFFICER = "exchange.alert_no_officer"
    NOT_ASSIGNED = "exchange.alert_not_assigned"
    NOT_NAMED = "exchange.alert_not_named"
    DEMANDED_ALREADY = "exchange.alert_demanded"
    NO_TEXT = "exchange.alert_no_text"
    NOT_DEMANDED = "exchange.alert_not_demanded"
    EXPLAINED_ALREADY = "exchange.alert_explained"
    STILL_OPEN = "exchange.alert_still_open"
    SAME_PERSON = "exchange.alert_same_person"
    UNKNOWN_RESULT = "exchange.alert_unknown_result"
    NOT_LOOKED_AT = "exchange.alert_not_looked_at"
    NOT_WARNED = "exchange.alert_not_warned"
    NO_CASE = "exchange.alert_no_case"


@dataclass(frozen=True, slots=True)
class RaiseAlert:
    """Raise an alert about a closed session: what a detector, or a person, saw; `evidence_sha256` is of its file."""

    day: str
    detector: str
    instrument: str
    holders: tuple[str, ...]
    article: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class AssignAlert:
    """Give an alert, by its number within its day, to an officer."""

    day: str
    number: int
    officer: str


@dataclass(frozen=True, slots=True)
class DemandExplanation:
    """Demand an explanation of a participant the alert names; the day it is due follows from the law."""

    day: str
    number: int
    holder: str
    question: str


@dataclass(frozen=True, slots=True)
class Explain:
    """Explain what was demanded; `evidence_sha256` "" if nothing is added."""

    holder: str
    day: str
    number: int
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class LookAtExplanation:
    """Look at an explanation, or at none when its day is past, as a second person."""

    day: str
    number: int
    holder: str
    text: str


@dataclass(frozen=True, slots=True)
class ConcludeAlert:
    """Conclude an alert; `case_reference` is of the case it is handed to, "" otherwise."""

    day: str
    number: int
    result: str
    text: str
    case_reference: str = ""


@dataclass(frozen=True, slots=True)
class AlertRaised(Fact):
    """An alert was raised."""

    type: ClassVar[str] = "exchange.alert_raised/1"
    day: str
    number: int
    detector: str
    instrument: str
    holders: str  # with blanks between
    article: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class AlertAssigned(Fact):
    """An officer was given an alert."""

    type: ClassVar[str] = "exchange.alert_assigned/1"
    day: str
    number: int
    officer: str


@dataclass(frozen=True, slots=True)
class ExplanationDemanded(Fact):
    """A participant is to explain itself by a day."""

    type: ClassVar[str] = "exchange.explanation_demanded/1"
    day: str
    number: int
    holder: str
    question: str
    due: str
    asked_by: str


@dataclass(frozen=True, slots=True)
class ExplanationGiven(Fact):
    """A participant explained itself."""

    type: ClassVar[str] = "exchange.explanation_given/1"
    day: str
    number: int
    holder: str
    text: str
    evidence_sha256: str
    late: bool


@dataclass(frozen=True, slots=True)
class ExplanationLookedAt(Fact):
    """A second person looked at an explanation."""

    type: ClassVar[str] = "exchange.explanation_looked_at/1"
    day: str
    number: int
    holder: str
    looked_by: str
    text: str


@dataclass(frozen=True, slots=True)
class AlertConcluded(Fact):
    """An alert ended."""

    type: ClassVar[str] = "exchange.alert_concluded/1"
    day: str
    number: int
    result: str
    text: str
    case_reference: str


@table("exchange_alert", key=["day", "number"], checks=["state IN ('raised', 'assigned', 'concluded')", "number > 0"])
@dataclass(slots=True)
class AlertRow(Row):
    """An alert about a session, who looks into it, and how it ended; `holders` with blanks between."""

    day: str
    number: int
    detector: str
    instrument: str
    holders: str
    article: str
    evidence_sha256: str
    state: str
    raised_on: str
    officer: str = ""
    result: str = ""
    conclusion: str = ""
    case_reference: str = ""
    concluded_on: str = ""


@table(
    "exchange_explanation",
    key=["day", "number", "holder"],
    checks=["state IN ('demanded', 'explained', 'looked_at')", "late IN (0, 1)"],
)
@dataclass(slots=True)
class ExplanationRow(Row):
    """What a participant was asked about an alert, by when, what it said, and who looked at it."""

    day: str
    number: int
    holder: str
    question: str
    due: str
    asked_by: str
    state: str
    answer: str = ""
    evidence_sha256: str = ""
    answered_on: str = ""
    late: int = 0
    looked_by: str = ""
    looked: str = ""  # what was noted


TABLES: tuple[type[Row], ...] = (AlertRow, ExplanationRow)


def request_of(alert: Alert) -> tuple[RaiseAlert, bytes]:
    """Return the request that raises a detector's alert, and the file that is its evidence."""
    evidence = json.dumps(alert.as_json(), ensure_ascii=False, sort_keys=True, indent=1).encode()
    holders = tuple(sorted(alert.accounts))
    return (
        RaiseAlert(
            alert.session, alert.detector, alert.instrument, holders, alert.article, sha256(evidence).hexdigest()
        ),
        evidence,
    )


class AlertCommands:
    """Judges acts about alerts under a law."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def demand(self, request: DemandExplanation, rows: Rows, act: Act) -> Outcome:
        found = _open(request, rows, act)
        if isinstance(found, Outcome):
            return found
        if found.state != ASSIGNED:
            return act.refuse(AlertOutcome.NOT_ASSIGNED, **_named(request))
        if request.holder not in found.holders.split():
            return act.refuse(AlertOutcome.NOT_NAMED, holder=request.holder, **_named(request))
        if rows.get(ExplanationRow, (request.day, request.number, request.holder)) is not None:
            return act.refuse(AlertOutcome.DEMANDED_ALREADY, holder=request.holder, **_named(request))
        if not request.question.strip():
            return act.refuse(AlertOutcome.NO_TEXT)
        law = self._laws.on(rows, act.day)
        days = law.value("exchange.surveillance_explanation_days", date.fromisoformat(act.day)).integer
        due = after_working_days(act.day, days)
        act.record(
            ExplanationDemanded(
                request.day, request.number, request.holder, request.question, due, act.command.actor
            )
        )  # fmt: skip
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of alerts."""
        return (
            Handler("exchange.raise_alert", RaiseAlert, _raise, DONE, lambda r: [(SessionRow, r.day)]),
            Handler("exchange.assign_alert", AssignAlert, _assign, DONE, _touches),
            Handler("exchange.demand_explanation", DemandExplanation, self.demand, DONE, _touches_both, whose),
            Handler("exchange.explain", Explain, _explain, DONE, _touches_both, whose),
            Handler("exchange.look_at_explanation", LookAtExplanation, _look, DONE, _touches_both, whose),
            Handler("exchange.conclude_alert", ConcludeAlert, _conclude, DONE, _touches),
        )


def _raise(request: RaiseAlert, rows: Rows, act: Act) -> Outcome:
    session = rows.get(SessionRow, request.day)
    if session is None or session.state != "closed":
        return act.refuse(AlertOutcome.NO_SESSION, day=request.day)
    if not request.holders or not all(h and h.split() == [h] for h in request.holders):
        return act.refuse(AlertOutcome.NOBODY_NAMED)
    if not request.article.strip() or not request.detector.strip():
        return act.refuse(AlertOutcome.NO_ARTICLE)
    if not is_sha256(request.evidence_sha256):
        return act.refuse(AlertOutcome.NO_EVIDENCE, sha256=request.evidence_sha256)
    before = rows.where(AlertRow, day=request.day)
    if same := [a.number for a in before if a.evidence_sha256 == request.evidence_sha256]:
        return act.refuse(AlertOutcome.RAISED_ALREADY, day=request.day, number=same[0])
    act.record(
        AlertRaised(
            request.day, len(before) + 1, request.detector, request.instrument, " ".join(request.holders),
            request.article, request.evidence_sha256,
        )
    )  # fmt: skip
    return DONE


def _assign(request: AssignAlert, rows: Rows, act: Act) -> Outcome:
    found = _open(request, rows, act)
    if isinstance(found, Outcome):
        return found
    if not request.officer.strip():
        return act.refuse(AlertOutcome.NO_OFFICER)
    act.record(AlertAssigned(request.day, request.number, request.officer))
    return DONE


def _explain(request: Explain, rows: Rows, act: Act) -> Outcome:
    found = _explanation(request, rows, act)
    if isinstance(found, Outcome):
        return found
    if found.state != DEMANDED:
        return act.refuse(AlertOutcome.EXPLAINED_ALREADY, holder=request.holder, **_named(request))
    if not request.text.strip():
        return act.refuse(AlertOutcome.NO_TEXT)
    if request.evidence_sha256 and not is_sha256(request.evidence_sha256):
        return act.refuse(AlertOutcome.NO_EVIDENCE, sha256=request.evidence_sha256)
    late = act.day > found.due
    act.record(
        ExplanationGiven(request.day, request.number, request.holder, request.text, request.evidence_sha256, late)
    )
    return DONE


def _look(request: LookAtExplanation, rows: Rows, act: Act) -> Outcome:
    found = _explanation(request, rows, act)
    if isinstance(found, Outcome):
        return found
    if found.state == LOOKED_AT:
        return act.refuse(AlertOutcome.EXPLAINED_ALREADY, holder=request.holder, **_named(request))
    if found.state == DEMANDED and act.day <= found.due:
        return act.refuse(AlertOutcome.STILL_OPEN, holder=request.holder, due=found.due, **_named(request))
    if act.command.actor == found.asked_by:
        return act.refuse(AlertOutcome.SAME_PERSON, actor=found.asked_by)
    if not request.text.strip():
        return act.refuse(AlertOutcome.NO_TEXT)
    act.record(
        ExplanationLookedAt(request.day, request.number, request.holder, act.command.actor, request.text)
    )  # fmt: skip
    return DONE


def _conclude(request: ConcludeAlert, rows: Rows, act: Act) -> Outcome:
    found = _open(request, rows, act)
    if isinstance(found, Outcome):
        return found
    if request.result not in RESULTS:
        return act.refuse(AlertOutcome.UNKNOWN_RESULT, result=request.result, known=", ".join(RESULTS))
    if not request.text.strip():
        return act.refuse(AlertOutcome.NO_TEXT)
    asked = rows.where(ExplanationRow, day=request.day, number=request.number)
    if not asked or any(e.state != LOOKED_AT for e in asked):
        return act.refuse(AlertOutcome.NOT_LOOKED_AT, **_named(request))
    if request.result == WARNED and not _warned(found, rows):
        return act.refuse(AlertOutcome.NOT_WARNED, **_named(request))
    if (request.result == CASE) != bool(request.case_reference.strip()):
        return act.refuse(AlertOutcome.NO_CASE, result=request.result)
    act.record(AlertConcluded(request.day, request.number, request.result, request.text, request.case_reference))
    return DONE


def _warned(alert: AlertRow, rows: Rows) -> bool:
    """Tell whether somebody an alert names was warned since it was raised."""
    return any(
        w.day >= alert.raised_on for holder in alert.holders.split() for w in rows.where(WarningRow, holder=holder)
    )


_OfAlert = AssignAlert | DemandExplanation | Explain | LookAtExplanation | ConcludeAlert


def _open(request: _OfAlert, rows: Rows, act: Act) -> AlertRow | Outcome:
    """Return an alert that is not concluded, or why there is none."""
    found = rows.get(AlertRow, (request.day, request.number))
    if found is None:
        return act.refuse(AlertOutcome.NOT_FOUND, **_named(request))
    if found.state == CONCLUDED:
        return act.refuse(AlertOutcome.CONCLUDED_ALREADY, **_named(request))
    return found


def _explanation(request: Explain | LookAtExplanation, rows: Rows, act: Act) -> ExplanationRow | Outcome:
    """Return what was demanded of a participant about an open alert, or why there is nothing.

    Who was asked nothing learns nothing of alerts: the first answer is the same whether there is one or not.
    """
    found = rows.get(ExplanationRow, (request.day, request.number, request.holder))
    if found is None:
        return act.refuse(AlertOutcome.NOT_DEMANDED, holder=request.holder, **_named(request))
    alert = _open(request, rows, act)
    return alert if isinstance(alert, Outcome) else found


def _named(request: _OfAlert) -> dict[str, object]:
    return {"day": request.day, "number": request.number}


def _on_raised(fact: AlertRaised, at: At, rows: Rows) -> None:
    rows.put(
        AlertRow(
            fact.day, fact.number, fact.detector, fact.instrument, fact.holders, fact.article, fact.evidence_sha256,
            RAISED, at.day,
        )
    )  # fmt: skip


def _on_assigned(fact: AlertAssigned, at: At, rows: Rows) -> None:
    row = rows.edit(AlertRow, (fact.day, fact.number))
    row.state, row.officer = ASSIGNED, fact.officer


def _on_demanded(fact: ExplanationDemanded, at: At, rows: Rows) -> None:
    rows.put(
        ExplanationRow(fact.day, fact.number, fact.holder, fact.question, fact.due, fact.asked_by, DEMANDED)
    )  # fmt: skip


def _on_given(fact: ExplanationGiven, at: At, rows: Rows) -> None:
    row = rows.edit(ExplanationRow, (fact.day, fact.number, fact.holder))
    row.state, row.answer, row.evidence_sha256 = EXPLAINED, fact.text, fact.evidence_sha256
    row.answered_on, row.late = at.day, int(fact.late)


def _on_looked_at(fact: ExplanationLookedAt, at: At, rows: Rows) -> None:
    row = rows.edit(ExplanationRow, (fact.day, fact.number, fact.holder))
    row.state, row.looked_by, row.looked = LOOKED_AT, fact.looked_by, fact.text


def _on_concluded(fact: AlertConcluded, at: At, rows: Rows) -> None:
    row = rows.edit(AlertRow, (fact.day, fact.number))
    row.state, row.result, row.conclusion = CONCLUDED, fact.result, fact.text
    row.case_reference, row.concluded_on = fact.case_reference, at.day


def _touches(r: _OfAlert) -> Iterable[Touch]:
    yield AlertRow, (r.day, r.number)


def _touches_both(r: DemandExplanation | Explain | LookAtExplanation) -> Iterable[Touch]:
    yield AlertRow, (r.day, r.number)
    yield ExplanationRow, (r.day, r.number, r.holder)


FACTS: Sequence[FactType] = (
    FactType(AlertRaised, _on_raised),
    FactType(AlertAssigned, _on_assigned),
    FactType(ExplanationDemanded, _on_demanded),
    FactType(ExplanationGiven, _on_given),
    FactType(ExplanationLookedAt, _on_looked_at),
    FactType(AlertConcluded, _on_concluded),
)
