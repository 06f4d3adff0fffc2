"""Facts of a verification, and their projection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.mrv.tables import VERIFIED, ChangeRow, ReportRow, UnitMonthRow, UnitYearRow
from tanshi.mrv.verification.tables import (
    OPEN,
    REJECTED,
    UPHELD,
    ClauseRow,
    FindingAnswerRow,
    FindingRow,
    InternalReviewRow,
    SampleRow,
    TieRow,
    VerificationLookRow,
    VerificationObjectionRow,
    VerificationRow,
    VerifierRow,
)


@dataclass(frozen=True, slots=True)
class TieDeclared(Fact):
    """A body declared what ties a practitioner to an entity."""

    type: ClassVar[str] = "mrv.tie_declared/1"
    body: str
    person: str
    entity: str
    certificate: str
    kind: str
    until_day: str


@dataclass(frozen=True, slots=True)
class VerificationPlanned(Fact):
    """A verification was planned: scope, days, group, sample."""

    type: ClassVar[str] = "mrv.verification_planned/1"
    entity: str
    period: str
    body: str
    scope: str
    from_day: str
    until_day: str
    group: list[dict[str, Any]]
    sampled: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class DocumentsReviewed(Fact):
    """A report and its documents were gone through at the desk (文件评审)."""

    type: ClassVar[str] = "mrv.documents_reviewed/1"
    entity: str
    period: str
    clauses: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class SiteVisited(Fact):
    """The group was on site (现场核查)."""

    type: ClassVar[str] = "mrv.site_visited/1"
    entity: str
    period: str
    from_day: str
    until_day: str
    persons: list[str]
    evidence_sha256: str
    clauses: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class FindingsIssued(Fact):
    """The list of nonconformities (不符合项清单) went to the firm, or there are none."""

    type: ClassVar[str] = "mrv.findings_issued/1"
    entity: str
    period: str
    until_day: str
    findings: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class FindingAnswered(Fact):
    """The firm answered a finding, a version of its answer."""

    type: ClassVar[str] = "mrv.finding_answered/1"
    entity: str
    period: str
    number: int
    version: int
    answer: str
    changes: bool
    after: str
    file_name: str
    file_sha256: str
    late: bool


@dataclass(frozen=True, slots=True)
class FindingSettled(Fact):
    """The group settled a finding; again: the later settlement counts."""

    type: ClassVar[str] = "mrv.finding_settled/1"
    entity: str
    period: str
    number: int
    how: str
    changes: bool
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class ConclusionReviewed(Fact):
    """The conclusion was reviewed within the body."""

    type: ClassVar[str] = "mrv.conclusion_reviewed/1"
    entity: str
    period: str
    number: int
    person: str
    passed: bool
    text: str


@dataclass(frozen=True, slots=True)
class VerificationConcluded(Fact):
    """The conclusion was issued; what it came to is `mrv.report_verified` beside it."""

    type: ClassVar[str] = "mrv.verification_concluded/1"
    entity: str
    period: str
    late: bool


@dataclass(frozen=True, slots=True)
class VerificationTold(Fact):
    """The province told the firm the result; `until_day` is the last day to object."""

    type: ClassVar[str] = "mrv.verification_told/1"
    entity: str
    period: str
    until_day: str
    late: bool


@dataclass(frozen=True, slots=True)
class VerificationObjected(Fact):
    """The firm objected; `until_day` is the day by which it is to be decided."""

    type: ClassVar[str] = "mrv.verification_objected/1"
    entity: str
    period: str
    reason: str
    evidence_sha256: str
    until_day: str


@dataclass(frozen=True, slots=True)
class VerificationObjectionDecided(Fact):
    """The province decided on an objection; upheld, `mrv.verification_amended` stands beside it."""

    type: ClassVar[str] = "mrv.verification_objection_decided/1"
    entity: str
    period: str
    upheld: bool
    text: str
    late: bool


@dataclass(frozen=True, slots=True)
class VerificationAmended(Fact):
    """What a verification found was changed after an objection; changes are numbered on from the conclusion's."""

    type: ClassVar[str] = "mrv.verification_amended/1"
    entity: str
    period: str
    verified_t: int
    rules_revision: int
    changes: list[dict[str, Any]]
    units: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class VerificationLooked(Fact):
    """An authority looked at a verification."""

    type: ClassVar[str] = "mrv.verification_looked/1"
    entity: str
    period: str
    number: int
    authority: str
    result: str
    text: str


def _tied(fact: TieDeclared, at: At, rows: Rows) -> None:
    rows.put(TieRow(fact.body, fact.person, fact.entity, fact.certificate, fact.kind, fact.until_day, at.day))


def _planned(fact: VerificationPlanned, at: At, rows: Rows) -> None:
    rows.put(
        VerificationRow(
            fact.entity, fact.period, fact.body, fact.scope, fact.from_day, fact.until_day, at.day,
            "", "", "", "", "", "", "", 0, "", 0, "",
        )
    )  # fmt: skip
    for member in fact.group:
        rows.put(VerifierRow(fact.entity, fact.period, **member))
    for sample in fact.sampled:
        rows.put(SampleRow(fact.entity, fact.period, **sample))


def _desk(fact: DocumentsReviewed, at: At, rows: Rows) -> None:
    rows.edit(VerificationRow, (fact.entity, fact.period)).documents_on = at.day
    for clause in fact.clauses:
        rows.put(ClauseRow(fact.entity, fact.period, stage="documents", **clause))


def _visited(fact: SiteVisited, at: At, rows: Rows) -> None:
    rows.edit(VerificationRow, (fact.entity, fact.period)).visited_on = fact.until_day
    for clause in fact.clauses:
        rows.put(ClauseRow(fact.entity, fact.period, stage="site", **clause))


def _listed(fact: FindingsIssued, at: At, rows: Rows) -> None:
    case = rows.edit(VerificationRow, (fact.entity, fact.period))
    case.findings_on, case.mend_until = at.day, fact.until_day
    for number, finding in enumerate(fact.findings, 1):
        rows.put(
            FindingRow(
                entity=fact.entity, period=fact.period, number=number, how="", changes=0, after="", reason="",
                settled_on="", **finding,
            )
        )  # fmt: skip


def _answered(fact: FindingAnswered, at: At, rows: Rows) -> None:
    rows.put(
        FindingAnswerRow(
            fact.entity, fact.period, fact.number, fact.version, fact.answer, int(fact.changes), fact.after,
            fact.file_name, fact.file_sha256, int(fact.late), at.day,
        )
    )  # fmt: skip


def _settled(fact: FindingSettled, at: At, rows: Rows) -> None:
    row = rows.edit(FindingRow, (fact.entity, fact.period, fact.number))
    row.how, row.changes, row.after = fact.how, int(fact.changes), fact.after
    row.reason, row.settled_on = fact.reason, at.day


def _reviewed(fact: ConclusionReviewed, at: At, rows: Rows) -> None:
    rows.put(InternalReviewRow(fact.entity, fact.period, fact.number, fact.person, int(fact.passed), fact.text, at.day))
    if fact.passed:
        case = rows.edit(VerificationRow, (fact.entity, fact.period))
        case.reviewed_by, case.reviewed_on = fact.person, at.day


def _concluded(fact: VerificationConcluded, at: At, rows: Rows) -> None:
    case = rows.edit(VerificationRow, (fact.entity, fact.period))
    case.concluded_on, case.late = at.day, int(fact.late)


def _told(fact: VerificationTold, at: At, rows: Rows) -> None:
    case = rows.edit(VerificationRow, (fact.entity, fact.period))
    case.told_on, case.told_late, case.object_until = at.day, int(fact.late), fact.until_day


def _objected(fact: VerificationObjected, at: At, rows: Rows) -> None:
    rows.put(
        VerificationObjectionRow(
            fact.entity, fact.period, fact.reason, fact.evidence_sha256, OPEN, at.day, fact.until_day, "", "", 0
        )
    )


def _decided(fact: VerificationObjectionDecided, at: At, rows: Rows) -> None:
    row = rows.edit(VerificationObjectionRow, (fact.entity, fact.period))
    row.state = UPHELD if fact.upheld else REJECTED
    row.text, row.decided_on, row.late = fact.text, at.day, int(fact.late)


def _amended(fact: VerificationAmended, at: At, rows: Rows) -> None:
    report = rows.edit(ReportRow, (fact.entity, fact.period))
    report.verified_t = fact.verified_t
    report.nonconformities += len(fact.changes)
    for change in fact.changes:
        rows.put(ChangeRow(entity=fact.entity, period=fact.period, **change))
        month = rows.edit(UnitMonthRow, (change["unit"], change["month"]))
        setattr(month, change["field"], int(change["after"]) if change["after"] else None)
    for unit in fact.units:
        rows.put(UnitYearRow(period=fact.period, stage=VERIFIED, entity=fact.entity, **unit))


def _looked(fact: VerificationLooked, at: At, rows: Rows) -> None:
    rows.put(VerificationLookRow(fact.entity, fact.period, fact.number, fact.authority, fact.result, fact.text, at.day))


FACTS = (
    FactType(TieDeclared, _tied),
    FactType(VerificationPlanned, _planned),
    FactType(DocumentsReviewed, _desk),
    FactType(SiteVisited, _visited),
    FactType(FindingsIssued, _listed),
    FactType(FindingAnswered, _answered),
    FactType(FindingSettled, _settled),
    FactType(ConclusionReviewed, _reviewed),
    FactType(VerificationConcluded, _concluded),
    FactType(VerificationTold, _told),
    FactType(VerificationObjected, _objected),
    FactType(VerificationObjectionDecided, _decided),
    FactType(VerificationAmended, _amended),
    FactType(VerificationLooked, _looked),
)
