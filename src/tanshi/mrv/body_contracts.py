"""Contracts of technical service bodies with entities.

A body that prepares reports in a province reviews none there, and the other way round (Decree 775, art. 13): the second
contract is refused, and so is a conclusion of a body that prepared reports in the province.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, ClassVar

from tanshi.core.outcome import Outcome
from tanshi.core.working_days import is_day
from tanshi.journal.command import Act, Concern, Handler
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.mrv.practitioners import PractitionerRow
from tanshi.mrv.service_bodies import REPORTING, REVIEW, BodyOutcome, is_listed, touches, unshown
from tanshi.participants.commands import concern_of
from tanshi.participants.tables import EntityRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

#: What a body may not do in one province beside the other.
_AGAINST = {REPORTING: REVIEW, REVIEW: REPORTING}


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


def _contract(fact: ContractNoted, at: At, rows: Rows) -> None:
    rows.put(
        ContractRow(
            fact.body, fact.number, fact.entity, fact.province, fact.scope, fact.year, fact.signed_on,
            fact.evidence_sha256, at.day,
        )
    )  # fmt: skip


FACTS = (FactType(ContractNoted, _contract),)
TABLES: tuple[type[Row], ...] = (ContractRow,)


class ContractCommands:
    """Judges contracts under the law of the day."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def note(self, request: NoteContract, rows: Rows, act: Act) -> Outcome:
        """Note a contract, if the body may do this in the entity's province."""
        entity = rows.get(EntityRow, request.entity)
        if entity is None:
            return act.refuse(BodyOutcome.ENTITY_NOT_FOUND, entity=request.entity)
        if request.scope not in _AGAINST:
            return act.refuse(BodyOutcome.BAD_SCOPE, scope=request.scope, known=", ".join(_AGAINST))
        if not is_day(request.signed_on) or request.signed_on > act.day or not is_day(f"{request.year}-01-01"):
            return act.refuse(BodyOutcome.BAD_DAYS, day=request.signed_on)
        if not is_listed(rows, request.body, request.scope, act.day):
            return act.refuse(BodyOutcome.NOT_LISTED, body=request.body, scope=request.scope)
        if refused := unshown(request.number, request.evidence_sha256, act):
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

    def _article(self, rows: Rows, act: Act) -> str:
        law = self._laws.on(rows, act.day)
        return law.reference(law.value("mrv.service_separation", date.fromisoformat(act.day)).citation)

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handler of contracts."""

        def concerns(r: NoteContract, rows: Rows) -> Concern:
            owner = concern_of(r.entity, rows)
            return Concern(owner.entity, owner.area, r.body)

        return (Handler("mrv.note_contract", NoteContract, self.note, BodyOutcome.DONE, touches, concerns),)


def conflict(rows: Rows, body: str, province: str, scope: str) -> ContractRow | None:
    """Return a contract of a body in a province for a scope, None if it has none."""
    return next((c for c in rows.where(ContractRow, body=body, province=province) if c.scope == scope), None)
