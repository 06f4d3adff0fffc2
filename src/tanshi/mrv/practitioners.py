"""Practitioners (从业人员) of technical service bodies, with the certificates they hold."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from tanshi.core.outcome import Outcome
from tanshi.core.working_days import is_day
from tanshi.journal.command import Act, Handler
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.mrv.service_bodies import BodyOutcome, is_listed, own, touches, unshown


@dataclass(frozen=True, slots=True)
class NotePractitioner:
    """Note a practitioner of one's own body: certificate, scope, until when it holds. Again: it is replaced."""

    body: str
    person: str
    certificate: str
    scope: str
    until_day: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class PractitionerNoted(Fact):
    """A practitioner of a body, with a certificate."""

    type: ClassVar[str] = "mrv.practitioner_noted/1"
    body: str
    person: str
    certificate: str
    scope: str
    until_day: str
    evidence_sha256: str


@table("mrv_practitioner", key=["body", "person", "scope"])
@dataclass(slots=True)
class PractitionerRow(Row):
    """A practitioner of a body."""

    body: str
    person: str
    scope: str
    certificate: str
    until_day: str
    evidence_sha256: str
    noted_on: str


def _practitioner(fact: PractitionerNoted, at: At, rows: Rows) -> None:
    rows.put(
        PractitionerRow(
            fact.body, fact.person, fact.scope, fact.certificate, fact.until_day, fact.evidence_sha256, at.day
        )
    )


FACTS = (FactType(PractitionerNoted, _practitioner),)
TABLES: tuple[type[Row], ...] = (PractitionerRow,)


def note(request: NotePractitioner, rows: Rows, act: Act) -> Outcome:
    """Note a practitioner."""
    if not is_listed(rows, request.body, request.scope, act.day):
        return act.refuse(BodyOutcome.NOT_LISTED, body=request.body, scope=request.scope)
    if not is_day(request.until_day) or request.until_day < act.day:
        return act.refuse(BodyOutcome.BAD_DAYS, day=request.until_day)
    if refused := unshown(request.person, request.evidence_sha256, act) or unshown(
        request.certificate, request.evidence_sha256, act
    ):
        return refused
    act.record(PractitionerNoted(**asdict(request)))
    return BodyOutcome.DONE


HANDLERS: tuple[Handler[Any], ...] = (
    Handler("mrv.note_practitioner", NotePractitioner, note, BodyOutcome.DONE, touches, own),
)
