"""Bodies that validate projects and verify reductions (审定与核查机构): admitted by approval, apart from owners."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.core.working_days import is_day
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.participants.tables import ActorRow
from tanshi.rules import Law
from tanshi.voluntary.accounts import TEXT, is_text, of_body
from tanshi.voluntary.methodology import codes
from tanshi.voluntary.outcome import DONE, VoluntaryOutcome
from tanshi.voluntary.rules import Book
from tanshi.voluntary.tables import BodyRow, TieRow


@dataclass(frozen=True, slots=True)
class AdmitBody:
    """Admit a body for these methodologies. `experienced` of its `able` full-time staff have enough years in it.

    `last_dishonest_on`: "" if it was never listed for serious dishonesty.
    """

    body: str
    methodologies: tuple[str, ...]
    able: int
    experienced: int
    last_dishonest_on: str
    approval: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class StrikeBody:
    """Strike a body off from today on."""

    body: str
    reason: str


@dataclass(frozen=True, slots=True)
class DeclareTie:
    """Declare what ties a body to an owner; it validates and verifies nothing of that owner."""

    body: str
    owner: str
    text: str


@dataclass(frozen=True, slots=True)
class BodyAdmitted(Fact):
    """A body was admitted."""

    type: ClassVar[str] = "voluntary.body_admitted/1"
    body: str
    fields: str
    able: int
    experienced: int
    approval: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class BodyStruck(Fact):
    """A body was struck off."""

    type: ClassVar[str] = "voluntary.body_struck/1"
    body: str
    reason: str


@dataclass(frozen=True, slots=True)
class TieDeclared(Fact):
    """A body said what ties it to an owner."""

    type: ClassVar[str] = "voluntary.tie_declared/1"
    body: str
    owner: str
    text: str


def _admitted(fact: BodyAdmitted, at: At, rows: Rows) -> None:
    rows.put(
        BodyRow(
            fact.body, fact.fields, fact.able, fact.experienced, fact.approval, fact.evidence_sha256, at.day, "", ""
        )
    )  # fmt: skip


def _struck(fact: BodyStruck, at: At, rows: Rows) -> None:
    row = rows.edit(BodyRow, fact.body)
    row.struck_on, row.reason = at.day, fact.reason


def _tied(fact: TieDeclared, at: At, rows: Rows) -> None:
    rows.put(TieRow(fact.body, fact.owner, fact.text, at.day))


FACTS = (FactType(BodyAdmitted, _admitted), FactType(BodyStruck, _struck), FactType(TieDeclared, _tied))


class BodyCommands:
    """Judges admission, striking off, ties."""

    def __init__(self, law: Law) -> None:
        self._law = law
        self._book = Book(law)

    def admit(self, request: AdmitBody, rows: Rows, act: Act) -> Outcome:
        rules = self._book.on(rows, act.day)
        if rules is None:
            return act.refuse(VoluntaryOutcome.NOT_OPEN_YET, day=act.day)
        if not is_sha256(request.evidence_sha256):
            return act.refuse(VoluntaryOutcome.BAD_FILE, file=request.body)
        if not any(a.role == "verifier" and a.active for a in rows.where(ActorRow, organisation=request.body)):
            return act.refuse(VoluntaryOutcome.NO_SUCH_BODY, body=request.body)
        if unknown := sorted(set(request.methodologies) - set(codes(self._law))) or not request.methodologies:
            return act.refuse(VoluntaryOutcome.UNKNOWN_METHODOLOGY, methodology=str(unknown), known=codes(self._law))
        for asked, given, outcome in (
            ("able", request.able, VoluntaryOutcome.TOO_FEW_STAFF),
            ("experienced", request.experienced, VoluntaryOutcome.TOO_FEW_EXPERIENCED),
        ):
            least = rules.number("body_staff", asked)
            if given < least or given > request.able:
                return act.refuse(outcome, given=given, least=least, citation=rules.cited("body_staff", asked))
        if since := request.last_dishonest_on:
            if not is_day(since) or since > act.day:
                return act.refuse(VoluntaryOutcome.BAD_DAYS, day=since)
            clean = str(rules.today.year - rules.number("clean_years")) + act.day[4:]
            if since > clean:
                return act.refuse(
                    VoluntaryOutcome.DISHONEST, day=since, body=request.body, citation=rules.cited("clean_years")
                )
        if not is_text(request.approval):
            return act.refuse(VoluntaryOutcome.NO_APPROVAL, body=request.body)
        act.record(
            BodyAdmitted(
                request.body, " ".join(sorted(request.methodologies)), request.able, request.experienced,
                request.approval, request.evidence_sha256,
            )
        )  # fmt: skip
        return DONE

    def strike(self, request: StrikeBody, rows: Rows, act: Act) -> Outcome:
        row = rows.get(BodyRow, request.body)
        if row is None or row.struck_on:
            return act.refuse(VoluntaryOutcome.BODY_NOT_ADMITTED, body=request.body)
        if not is_text(request.reason):
            return act.refuse(VoluntaryOutcome.WITHOUT_REASON, most=TEXT)
        act.record(BodyStruck(request.body, request.reason))
        return DONE

    def admit_again(self, body: str, reason: str, rows: Rows, act: Act) -> None:
        """Admit a body again that was struck off for a reason that fell away, from today on."""
        row = rows.get(BodyRow, body)
        if row is not None and row.struck_on and row.reason == reason:
            admitted = BodyAdmitted(body, row.fields, row.able, row.experienced, row.approval, row.evidence_sha256)
            act.record(admitted)

    def tie(self, request: DeclareTie, rows: Rows, act: Act) -> Outcome:
        if rows.get(BodyRow, request.body) is None:
            return act.refuse(VoluntaryOutcome.BODY_NOT_ADMITTED, body=request.body)
        if not is_text(request.text) or not is_text(request.owner):
            return act.refuse(VoluntaryOutcome.BAD_TEXT, most=TEXT)
        act.record(TieDeclared(request.body, request.owner, request.text))
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of bodies."""

        def touches(request: AdmitBody | StrikeBody | DeclareTie) -> Iterable[Touch]:
            return [(BodyRow, request.body)]

        return (
            Handler("voluntary.admit_body", AdmitBody, self.admit, DONE, touches),
            Handler("voluntary.strike_body", StrikeBody, self.strike, DONE, touches),
            Handler("voluntary.declare_tie", DeclareTie, self.tie, DONE, touches, of_body),
        )


def unfit(body: str, owner: str, methodology: str, rows: Rows, act: Act) -> Outcome | None:
    """Refuse a body that is not admitted, not for a methodology, or tied to an owner."""
    row = rows.get(BodyRow, body)
    if row is None or row.struck_on:
        return act.refuse(VoluntaryOutcome.BODY_NOT_ADMITTED, body=body)
    if methodology not in row.fields.split():
        return act.refuse(VoluntaryOutcome.BODY_OTHER_FIELD, body=body, methodology=methodology, fields=row.fields)
    tie = rows.get(TieRow, (body, owner))
    if body == owner or tie is not None:
        return act.refuse(VoluntaryOutcome.TIED, body=body, owner=owner, text=tie.text if tie else body)
    return None
