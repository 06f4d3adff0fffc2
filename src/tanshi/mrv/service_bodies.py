"""Technical service bodies (技术服务机构): what each is qualified for, its practitioners, its contracts, its scores.

A body that prepares reports in a province reviews none there, and the other way round (Decree 775, art. 13): the second
contract is refused, and so is a conclusion of a body that prepared reports in the province.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, ClassVar

from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Concern, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.participants.commands import concern_of
from tanshi.participants.tables import ActorRow, EntityRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

TESTING, REPORTING, REVIEW = "testing", "reporting", "review"
SCOPES = (TESTING, REPORTING, REVIEW)

#: What a body may not do in one province beside the other.
_AGAINST = {REPORTING: REVIEW, REVIEW: REPORTING}

_TEXT = 200


class BodyOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "mrv.body_done"
    NO_SUCH_BODY = "mrv.no_such_body"
    ENTITY_NOT_FOUND = "mrv.entity_not_found"
    BAD_SCOPE = "mrv.bad_scope"
    BAD_DAYS = "mrv.bad_days"
    NOT_LISTED = "mrv.body_not_listed"
    BAD_TEXT = "mrv.bad_body_text"
    BAD_EVIDENCE = "mrv.bad_body_evidence"
    NO_PRACTITIONER = "mrv.no_practitioner"
    CONTRACT_EXISTS = "mrv.contract_exists"
    BOTH_IN_PROVINCE = "mrv.both_in_province"
    BAD_SCORE = "mrv.bad_score"
    ALREADY_SCORED = "mrv.already_scored"


@dataclass(frozen=True, slots=True)
class ListBody:
    """List a body for a scope (testing, reporting, review) until a day, on the paper that shows its qualification."""

    body: str
    scope: str
    certificate: str
    until_day: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class StrikeBody:
    """Strike a body off the list for a scope, from today on."""

    body: str
    scope: str
    reason: str
    evidence_sha256: str


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
class NoteContract:
    """Note a contract of one's own body with an entity to prepare or to review its report of a year."""

    body: str
    number: str
    entity: str
    scope: str
    year: str
    signed_on: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class PublishScore:
    """Publish a body's score of a year for a scope, in tenths of a point of 100, on the paper with its reasons."""

    body: str
    scope: str
    year: str
    score_e1: int
    reason: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class BodyListed(Fact):
    """A body was listed for a scope."""

    type: ClassVar[str] = "mrv.body_listed/1"
    body: str
    scope: str
    certificate: str
    until_day: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class BodyStruck(Fact):
    """A body was struck off the list for a scope."""

    type: ClassVar[str] = "mrv.body_struck/1"
    body: str
    scope: str
    reason: str
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


@dataclass(frozen=True, slots=True)
class ContractNoted(Fact):
    """A contract of a body with an entity; `province` is the entity's, two digits."""

    type: ClassVar[str] = "mrv.contract_noted/1"
    body: str
    number: str
    entity: str
    province: str
    scope: str
    year: str
    signed_on: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class ScorePublished(Fact):
    """A body's score of a year was published."""

    type: ClassVar[str] = "mrv.score_published/1"
    body: str
    scope: str
    year: str
    authority: str
    score_e1: int
    reason: str
    evidence_sha256: str


@table("mrv_body", key=["body", "scope"], checks=["scope IN ('testing', 'reporting', 'review')"])
@dataclass(slots=True)
class BodyRow(Row):
    """A body as it is listed for a scope; `struck_on` "" while it is."""

    body: str
    scope: str
    certificate: str
    until_day: str
    evidence_sha256: str
    listed_on: str
    struck_on: str
    reason: str


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


@table("mrv_contract", key=["body", "number"], indexes=[["entity", "year"], ["body", "province"]])
@dataclass(slots=True)
class ContractRow(Row):
    """A contract of a body with an entity about a year's report."""

    body: str
    number: str
    entity: str
    province: str
    scope: str
    year: str
    signed_on: str
    evidence_sha256: str
    noted_on: str


@table("mrv_score", key=["body", "scope", "year", "authority"], checks=["score_e1 BETWEEN 0 AND 1000"])
@dataclass(slots=True)
class ScoreRow(Row):
    """A published score, in tenths of a point."""

    body: str
    scope: str
    year: str
    authority: str
    score_e1: int
    reason: str
    evidence_sha256: str
    published_on: str


def _listed(fact: BodyListed, at: At, rows: Rows) -> None:
    rows.put(BodyRow(fact.body, fact.scope, fact.certificate, fact.until_day, fact.evidence_sha256, at.day, "", ""))


def _struck(fact: BodyStruck, at: At, rows: Rows) -> None:
    row = rows.edit(BodyRow, (fact.body, fact.scope))
    row.struck_on, row.reason = at.day, fact.reason


def _practitioner(fact: PractitionerNoted, at: At, rows: Rows) -> None:
    rows.put(
        PractitionerRow(
            fact.body, fact.person, fact.scope, fact.certificate, fact.until_day, fact.evidence_sha256, at.day
        )
    )


def _contract(fact: ContractNoted, at: At, rows: Rows) -> None:
    rows.put(
        ContractRow(
            fact.body, fact.number, fact.entity, fact.province, fact.scope, fact.year, fact.signed_on,
            fact.evidence_sha256, at.day,
        )
    )  # fmt: skip


def _scored(fact: ScorePublished, at: At, rows: Rows) -> None:
    rows.put(
        ScoreRow(
            fact.body, fact.scope, fact.year, fact.authority, fact.score_e1, fact.reason, fact.evidence_sha256, at.day
        )
    )


FACTS = (
    FactType(BodyListed, _listed),
    FactType(BodyStruck, _struck),
    FactType(PractitionerNoted, _practitioner),
    FactType(ContractNoted, _contract),
    FactType(ScorePublished, _scored),
)
TABLES: tuple[type[Row], ...] = (BodyRow, PractitionerRow, ContractRow, ScoreRow)


class BodyCommands:
    """Judges what is done with and by technical service bodies under the law of the day."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def list(self, request: ListBody, rows: Rows, act: Act) -> Outcome:
        """List a body for a scope; again: its certificate is renewed."""
        if not any(a.active for a in rows.where(ActorRow, organisation=request.body)):
            return act.refuse(BodyOutcome.NO_SUCH_BODY, body=request.body)
        if request.scope not in SCOPES:
            return act.refuse(BodyOutcome.BAD_SCOPE, scope=request.scope, known=", ".join(SCOPES))
        if not _is_day(request.until_day) or request.until_day < act.day:
            return act.refuse(BodyOutcome.BAD_DAYS, day=request.until_day)
        if refused := _unshown(request.certificate, request.evidence_sha256, act):
            return refused
        act.record(BodyListed(**asdict(request)))
        return BodyOutcome.DONE

    def strike(self, request: StrikeBody, rows: Rows, act: Act) -> Outcome:
        """Strike a body off."""
        row = rows.get(BodyRow, (request.body, request.scope))
        if row is None or row.struck_on:
            return act.refuse(BodyOutcome.NOT_LISTED, body=request.body, scope=request.scope)
        if refused := _unshown(request.reason, request.evidence_sha256, act):
            return refused
        act.record(BodyStruck(**asdict(request)))
        return BodyOutcome.DONE

    def practitioner(self, request: NotePractitioner, rows: Rows, act: Act) -> Outcome:
        """Note a practitioner."""
        if not is_listed(rows, request.body, request.scope, act.day):
            return act.refuse(BodyOutcome.NOT_LISTED, body=request.body, scope=request.scope)
        if not _is_day(request.until_day) or request.until_day < act.day:
            return act.refuse(BodyOutcome.BAD_DAYS, day=request.until_day)
        if refused := _unshown(request.person, request.evidence_sha256, act) or _unshown(
            request.certificate, request.evidence_sha256, act
        ):
            return refused
        act.record(PractitionerNoted(**asdict(request)))
        return BodyOutcome.DONE

    def contract(self, request: NoteContract, rows: Rows, act: Act) -> Outcome:
        """Note a contract, if the body may do this in the entity's province."""
        entity = rows.get(EntityRow, request.entity)
        if entity is None:
            return act.refuse(BodyOutcome.ENTITY_NOT_FOUND, entity=request.entity)
        if request.scope not in _AGAINST:
            return act.refuse(BodyOutcome.BAD_SCOPE, scope=request.scope, known=", ".join(_AGAINST))
        if not _is_day(request.signed_on) or request.signed_on > act.day or not _is_day(f"{request.year}-01-01"):
            return act.refuse(BodyOutcome.BAD_DAYS, day=request.signed_on)
        if not is_listed(rows, request.body, request.scope, act.day):
            return act.refuse(BodyOutcome.NOT_LISTED, body=request.body, scope=request.scope)
        if refused := _unshown(request.number, request.evidence_sha256, act):
            return refused
        people = rows.where(PractitionerRow, body=request.body)
        if not any(p.scope == request.scope and p.until_day >= act.day for p in people):
            return act.refuse(BodyOutcome.NO_PRACTITIONER, body=request.body, scope=request.scope)
        if rows.get(ContractRow, (request.body, request.number)) is not None:
            return act.refuse(BodyOutcome.CONTRACT_EXISTS, number=request.number)
        province = entity.area_gb2260[:2]
        if other := conflict(rows, request.body, province, _AGAINST[request.scope]):
            return act.refuse(
                BodyOutcome.BOTH_IN_PROVINCE, body=request.body, scope=other.scope, number=other.number,
                province=province, citation=self._article(rows, act),
            )  # fmt: skip
        act.record(ContractNoted(**asdict(request), province=province))
        return BodyOutcome.DONE

    def score(self, request: PublishScore, rows: Rows, act: Act) -> Outcome:
        """Publish a score of a year that is over."""
        if rows.get(BodyRow, (request.body, request.scope)) is None:
            return act.refuse(BodyOutcome.NOT_LISTED, body=request.body, scope=request.scope)
        if not _is_day(f"{request.year}-01-01") or act.day[:4] < request.year:
            return act.refuse(BodyOutcome.BAD_DAYS, day=request.year)
        if not 0 <= request.score_e1 <= 1000:
            return act.refuse(BodyOutcome.BAD_SCORE, score=request.score_e1)
        if refused := _unshown(request.reason, request.evidence_sha256, act):
            return refused
        authority = act.command.organisation
        if rows.get(ScoreRow, (request.body, request.scope, request.year, authority)) is not None:
            return act.refuse(BodyOutcome.ALREADY_SCORED, body=request.body, year=request.year)
        act.record(ScorePublished(**asdict(request), authority=authority))
        return BodyOutcome.DONE

    def _article(self, rows: Rows, act: Act) -> str:
        law = self._laws.on(rows, act.day)
        return law.reference(law.value("mrv.service_separation", date.fromisoformat(act.day)).citation)

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of all that."""
        done = BodyOutcome.DONE

        def own(r: Any, rows: Rows) -> Concern:
            return Concern("", "", r.body)

        def of_contract(r: NoteContract, rows: Rows) -> Concern:
            owner = concern_of(r.entity, rows)
            return Concern(owner.entity, owner.area, r.body)

        def touches(r: Any) -> Iterable[Touch]:
            return [(BodyRow, (r.body, r.scope))]

        return (
            Handler("mrv.list_body", ListBody, self.list, done, touches, own),
            Handler("mrv.strike_body", StrikeBody, self.strike, done, touches, own),
            Handler("mrv.note_practitioner", NotePractitioner, self.practitioner, done, touches, own),
            Handler("mrv.note_contract", NoteContract, self.contract, done, touches, of_contract),
            Handler("mrv.publish_score", PublishScore, self.score, done, touches, own),
        )


def is_listed(rows: Rows, body: str, scope: str, day: str) -> bool:
    """Tell whether a body is on the list for a scope on a day."""
    row = rows.get(BodyRow, (body, scope))
    return row is not None and not row.struck_on and row.until_day >= day


def conflict(rows: Rows, body: str, province: str, scope: str) -> ContractRow | None:
    """Return a contract of a body in a province for a scope, None if it has none."""
    return next((c for c in rows.where(ContractRow, body=body, province=province) if c.scope == scope), None)


def _unshown(text: str, sha256: str, act: Act) -> Outcome | None:
    if not 0 < len(text.strip()) <= _TEXT:
        return act.refuse(BodyOutcome.BAD_TEXT, most=_TEXT)
    return None if is_sha256(sha256) else act.refuse(BodyOutcome.BAD_EVIDENCE, value=sha256[:80])


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10
