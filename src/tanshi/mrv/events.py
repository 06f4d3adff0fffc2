"""Facts of monitoring, reporting and verification, and their projection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.mrv.tables import (
    REPORTED,
    VERIFIED,
    ChangeRow,
    EvidenceRow,
    OpeningEmissionRow,
    OpeningOutputRow,
    ReportRow,
    UnitMonthRow,
    UnitYearRow,
)


@dataclass(frozen=True, slots=True)
class MonthRecorded(Fact):
    """An entity recorded a month of its units (月度信息化存证), with the digest of the evidence."""

    type: ClassVar[str] = "mrv.month_recorded/1"
    entity: str
    month: str
    evidence: str
    late: bool
    units: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ReportFiled(Fact):
    """An entity filed its annual report and declared it true."""

    type: ClassVar[str] = "mrv.report_filed/1"
    entity: str
    period: str
    reported_t: int
    rules_revision: int
    units: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ReportVerified(Fact):
    """A verification body reviewed a report; its changes and the figures they lead to."""

    type: ClassVar[str] = "mrv.report_verified/1"
    entity: str
    period: str
    verifier: str
    group: list[str]
    verified_t: int
    rules_revision: int
    changes: list[dict[str, Any]]
    units: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class EmissionConfirmed(Fact):
    """The province confirmed an entity's verified emissions; allocation and compliance read them."""

    type: ClassVar[str] = "mrv.emission_confirmed/1"
    entity: str
    period: str
    verified_t: int
    units: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class OpeningEmissionTaken(Fact):
    """Verified emissions of an earlier year are taken over from outside these books."""

    type: ClassVar[str] = "mrv.opening_emission_taken/1"
    entity: str
    year: str
    origin: str
    units: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class OpeningOutputTaken(Fact):
    """Verified output of an earlier year (net supply, heat) is taken over from outside these books."""

    type: ClassVar[str] = "mrv.opening_output_taken/1"
    entity: str
    year: str
    origin: str
    units: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class EvidenceDeposited(Fact):
    """A reading, a laboratory's report or another paper behind a unit's month was deposited (存证) with its digest."""

    type: ClassVar[str] = "mrv.evidence_deposited/1"
    entity: str
    unit: str
    month: str
    number: int
    kind: str
    field: str
    value: str
    value_unit: str
    source: str
    laboratory: str
    file_name: str
    file_bytes: int
    file_sha256: str
    secret: bool
    depositor: str


def _recorded(fact: MonthRecorded, at: At, rows: Rows) -> None:
    for unit in fact.units:
        rows.put(
            UnitMonthRow(month=fact.month, entity=fact.entity, evidence=fact.evidence, late=int(fact.late), **unit)
        )


def _filed(fact: ReportFiled, at: At, rows: Rows) -> None:
    rows.put(ReportRow(fact.entity, fact.period, "filed", fact.reported_t, None, 0, "", at.day, "", ""))
    for unit in fact.units:
        rows.put(UnitYearRow(period=fact.period, stage=REPORTED, entity=fact.entity, **unit))


def _verified(fact: ReportVerified, at: At, rows: Rows) -> None:
    report = rows.edit(ReportRow, (fact.entity, fact.period))
    report.state, report.verified_t, report.verifier, report.verified_on = (
        "verified",
        fact.verified_t,
        fact.verifier,
        at.day,
    )
    report.nonconformities = len(fact.changes)
    for number, change in enumerate(fact.changes, 1):
        rows.put(ChangeRow(entity=fact.entity, period=fact.period, number=number, **change))
        month = rows.edit(UnitMonthRow, (change["unit"], change["month"]))
        setattr(month, change["field"], int(change["after"]) if change["after"] else None)
    for unit in fact.units:
        rows.put(UnitYearRow(period=fact.period, stage=VERIFIED, entity=fact.entity, **unit))


def _confirmed(fact: EmissionConfirmed, at: At, rows: Rows) -> None:
    report = rows.edit(ReportRow, (fact.entity, fact.period))
    report.state, report.confirmed_on = "confirmed", at.day


def _taken(fact: OpeningEmissionTaken, at: At, rows: Rows) -> None:
    for unit in fact.units:
        rows.put(OpeningEmissionRow(unit["unit"], fact.year, fact.entity, unit["emission_t"], fact.origin))


def _output_taken(fact: OpeningOutputTaken, at: At, rows: Rows) -> None:
    for unit in fact.units:
        rows.put(OpeningOutputRow(year=fact.year, entity=fact.entity, origin=fact.origin, **unit))


def _deposited(fact: EvidenceDeposited, at: At, rows: Rows) -> None:
    rows.put(
        EvidenceRow(
            fact.unit, fact.month, fact.number, fact.entity, fact.kind, fact.field, fact.value, fact.value_unit,
            fact.source, fact.laboratory, fact.file_name, fact.file_bytes, fact.file_sha256, int(fact.secret),
            fact.depositor, at.day,
        )
    )  # fmt: skip


FACTS = (
    FactType(MonthRecorded, _recorded),
    FactType(ReportFiled, _filed),
    FactType(ReportVerified, _verified),
    FactType(EmissionConfirmed, _confirmed),
    FactType(OpeningEmissionTaken, _taken),
    FactType(OpeningOutputTaken, _output_taken),
    FactType(EvidenceDeposited, _deposited),
)
