"""Planning a verification: who, when, what is looked at; nobody who served the firm.

The body is on the list for technical review, has a contract with the entity for the year, and prepared no report in its
province. Each member has a certificate that holds to the last day, and no tie to the entity that is too young.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from tanshi.core.outcome import Outcome
from tanshi.core.working_days import is_day
from tanshi.journal.command import Act, Concern, Handler, Touch
from tanshi.journal.rows import Rows
from tanshi.mrv.body_contracts import ContractRow, conflict
from tanshi.mrv.practitioners import PractitionerRow
from tanshi.mrv.service_bodies import REPORTING, REVIEW, is_listed
from tanshi.mrv.tables import ReportRow
from tanshi.mrv.verification.events import TieDeclared, VerificationPlanned
from tanshi.mrv.verification.figures import recorded
from tanshi.mrv.verification.guide import proposed, sampling_of
from tanshi.mrv.verification.tables import TIES, TieRow, VerificationRow
from tanshi.participants.commands import concern_of
from tanshi.participants.tables import EntityRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

_TEXT = 1_000


class PlanningOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "mrv.verification_planned"
    ENTITY_NOT_FOUND = "mrv.entity_not_found"
    NO_PRACTITIONER = "mrv.not_a_practitioner"
    BAD_TIE = "mrv.bad_tie"
    NOT_FILED = "mrv.not_filed"
    ALREADY_PLANNED = "mrv.verification_exists"
    NOT_LISTED = "mrv.body_not_listed"
    NO_CONTRACT = "mrv.no_review_contract"
    PREPARED_THERE = "mrv.prepared_there"
    BAD_DAYS = "mrv.verification_bad_days"
    BAD_SCOPE = "mrv.verification_bad_scope"
    GROUP_TOO_SMALL = "mrv.group_too_small"
    NO_LEADER = "mrv.verification_no_leader"
    NO_CERTIFICATE = "mrv.verifier_no_certificate"
    TIED = "mrv.verifier_tied"
    SAMPLE_UNKNOWN = "mrv.sample_unknown"
    SAMPLE_TOO_SMALL = "mrv.sample_too_small"


@dataclass(frozen=True, slots=True)
class DeclareTie:
    """Declare what ties a practitioner of one's own body to an entity.

    `kind`: employed, prepared, advised, tested, family, shares; `until_day` "" while it has not ended.
    """

    body: str
    person: str
    entity: str
    kind: str
    until_day: str = ""


@dataclass(frozen=True, slots=True)
class Sampled:
    """A record that is looked at: a unit's month."""

    unit: str
    month: str


@dataclass(frozen=True, slots=True)
class PlanVerification:
    """Plan the verification of a report. `sampled` empty: the sample the rule proposes."""

    entity: str
    period: str
    body: str
    scope: str
    from_day: str
    until_day: str
    leader: str
    group: tuple[str, ...]
    sampled: tuple[Sampled, ...] = ()


class PlanningCommands:
    """Judges plans under the law of the day."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def tie(self, request: DeclareTie, rows: Rows, act: Act) -> Outcome:
        """Record a tie of a practitioner; again: it is replaced."""
        if rows.get(EntityRow, request.entity) is None:
            return act.refuse(PlanningOutcome.ENTITY_NOT_FOUND, entity=request.entity)
        known = [p for p in rows.where(PractitionerRow, body=request.body) if p.person == request.person]
        if not known:
            return act.refuse(PlanningOutcome.NO_PRACTITIONER, person=request.person, body=request.body)
        if request.kind not in TIES or (request.until_day and not is_day(request.until_day)):
            return act.refuse(PlanningOutcome.BAD_TIE, kind=request.kind, known=", ".join(TIES))
        act.record(TieDeclared(**asdict(request), certificate=known[0].certificate))
        return PlanningOutcome.DONE

    def plan(self, request: PlanVerification, rows: Rows, act: Act) -> Outcome:
        """Judge a plan and record it."""
        entity = rows.get(EntityRow, request.entity)
        if entity is None:
            return act.refuse(PlanningOutcome.ENTITY_NOT_FOUND, entity=request.entity)
        report = rows.get(ReportRow, (request.entity, request.period))
        if report is None or report.state != "filed":
            return act.refuse(PlanningOutcome.NOT_FILED, entity=request.entity, period=request.period)
        if (case := rows.get(VerificationRow, (request.entity, request.period))) is not None:
            return act.refuse(PlanningOutcome.ALREADY_PLANNED, entity=request.entity, body=case.body)
        law = self._laws.on(rows, act.day)
        if refused := _not_its(request, entity, law, rows, act) or self._no_group(request, law, rows, act):
            return refused
        records = recorded(rows, request.entity, request.period)
        rule = sampling_of(law, date.fromisoformat(act.day))
        known = {(r.unit, r.month) for r in records}
        sampled = [(s.unit, s.month) for s in request.sampled] or proposed(rule, records)
        if strange := sorted(set(sampled) - known):
            return act.refuse(PlanningOutcome.SAMPLE_UNKNOWN, unit=strange[0][0], month=strange[0][1])
        if lacking := rule.lacks(records, sampled):
            cited = law.value("mrv.verification_sampling", date.fromisoformat(act.day)).citation
            return act.refuse(PlanningOutcome.SAMPLE_TOO_SMALL, lacking=lacking, citation=law.reference(cited))
        held = _certificates(rows, request.body, act.day)
        act.record(
            VerificationPlanned(
                request.entity, request.period, request.body, request.scope, request.from_day, request.until_day,
                [{"person": p, "certificate": held[p].certificate, "leader": int(p == request.leader)}
                 for p in sorted(set(request.group))],
                [{"unit": unit, "month": month} for unit, month in sorted(set(sampled))],
            )
        )  # fmt: skip
        return PlanningOutcome.DONE

    def _no_group(self, request: PlanVerification, law: Law, rows: Rows, act: Act) -> Outcome | None:
        """Refuse a group that is too small, without leader or certificates, or with a tie to the firm."""
        on = date.fromisoformat(act.day)
        least = law.value("mrv.verification_group_size", on)
        if len(set(request.group)) < least.integer:
            return act.refuse(
                PlanningOutcome.GROUP_TOO_SMALL, least=least.value, citation=law.reference(least.citation)
            )
        if request.leader not in request.group:
            return act.refuse(PlanningOutcome.NO_LEADER, person=request.leader)
        held = _certificates(rows, request.body, request.until_day)
        years = law.value("mrv.verifier_conflict_years", on)
        for person in sorted(set(request.group)):
            if person not in held:
                return act.refuse(
                    PlanningOutcome.NO_CERTIFICATE, person=person, body=request.body, day=request.until_day
                )
            if tie := tied(rows, request.entity, held[person].certificate, act.day, years.integer):
                return act.refuse(
                    PlanningOutcome.TIED, person=person, entity=request.entity, kind=tie.kind, years=years.value,
                    citation=law.reference(years.citation),
                )  # fmt: skip
        return None

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of planning."""
        done = PlanningOutcome.DONE

        def whose(r: Any, rows: Rows) -> Concern:
            owner = concern_of(r.entity, rows)
            return Concern(owner.entity, owner.area, r.body)

        def touches(r: PlanVerification) -> list[Touch]:
            return [(EntityRow, r.entity), *((row, (r.entity, r.period)) for row in (ReportRow, VerificationRow))]

        return (
            Handler("mrv.declare_tie", DeclareTie, self.tie, done, lambda r: [(EntityRow, r.entity)], whose),
            Handler("mrv.plan_verification", PlanVerification, self.plan, done, touches, whose),
        )


def _not_its(request: PlanVerification, entity: EntityRow, law: Law, rows: Rows, act: Act) -> Outcome | None:
    """Refuse a body that may not verify this entity, days that cannot be, a scope that says nothing."""
    if not is_listed(rows, request.body, REVIEW, act.day):
        return act.refuse(PlanningOutcome.NOT_LISTED, body=request.body, scope=REVIEW)
    contracts = rows.where(ContractRow, entity=request.entity, year=request.period)
    if not any(c.body == request.body and c.scope == REVIEW for c in contracts):
        return act.refuse(PlanningOutcome.NO_CONTRACT, body=request.body, entity=request.entity, year=request.period)
    province = entity.area_gb2260[:2]
    if other := conflict(rows, request.body, province, REPORTING):
        apart = law.value("mrv.service_separation", date.fromisoformat(act.day))
        return act.refuse(
            PlanningOutcome.PREPARED_THERE, body=request.body, province=province, number=other.number,
            citation=law.reference(apart.citation),
        )  # fmt: skip
    if not (is_day(request.from_day) and is_day(request.until_day) and act.day <= request.from_day):
        return act.refuse(PlanningOutcome.BAD_DAYS, day=request.from_day, until=request.until_day)
    if request.until_day < request.from_day:
        return act.refuse(PlanningOutcome.BAD_DAYS, day=request.from_day, until=request.until_day)
    if not 0 < len(request.scope.strip()) <= _TEXT:
        return act.refuse(PlanningOutcome.BAD_SCOPE, most=_TEXT)
    return None


def _certificates(rows: Rows, body: str, day: str) -> dict[str, PractitionerRow]:
    """Return a body's practitioners for review whose certificate holds on a day."""
    people = rows.where(PractitionerRow, body=body)
    return {p.person: p for p in people if p.scope == REVIEW and p.until_day >= day}


def holds_certificate(rows: Rows, body: str, person: str, day: str) -> bool:
    """Tell whether a person is a body's practitioner for review on a day."""
    return person in _certificates(rows, body, day)


def tied(rows: Rows, entity: str, certificate: str, day: str, years: int) -> TieRow | None:
    """Return what ties the holder of a certificate to an entity and has not ended so many years before a day."""
    today = date.fromisoformat(day)
    since = f"{today.year - years:04d}{day[4:]}"
    ties = rows.where(TieRow, entity=entity)
    return next((t for t in ties if t.certificate == certificate and (not t.until_day or t.until_day > since)), None)
