"""Facts of factors and their projection. The value itself becomes law by the act a publication records beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.rulemaking.factors.tables import (
    PROPOSED,
    PUBLISHED,
    REPLACED,
    RETIRED,
    REVIEWED,
    SENT_BACK,
    TESTED,
    FactorRow,
    FactorTestRow,
)


@dataclass(frozen=True, slots=True)
class FactorProposed(Fact):
    """A factor is proposed, or proposed anew after it was sent back."""

    type: ClassVar[str] = "rulemaking.factor_proposed/1"
    factor: str
    parameter: str
    key: str
    value: str
    unit: str
    from_day: str
    to_day: str
    scope: str
    region: str
    technology: str
    uncertainty: str
    source: str
    source_year: int
    document_sha256: str
    organisation: str
    proposer: str
    round: int
    replaces: str


@dataclass(frozen=True, slots=True)
class FactorTested(Fact):
    """An institute tested a proposed factor by samples."""

    type: ClassVar[str] = "rulemaking.factor_tested/1"
    factor: str
    round: int
    number: int
    organisation: str
    samples: int
    mean: str
    agrees: str
    tested_on: str
    document_sha256: str


@dataclass(frozen=True, slots=True)
class FactorReviewed(Fact):
    """A tested factor was reviewed: accepted, or sent back with reasons."""

    type: ClassVar[str] = "rulemaking.factor_reviewed/1"
    factor: str
    round: int
    accepted: bool
    reasons: str
    reviewer: str


@dataclass(frozen=True, slots=True)
class FactorPublished(Fact):
    """A factor was published under a number; the act beside it makes it law from a day."""

    type: ClassVar[str] = "rulemaking.factor_published/1"
    factor: str
    act: str
    number: str
    in_force: str
    revision: int
    replaces: str


@dataclass(frozen=True, slots=True)
class FactorRetired(Fact):
    """A factor was given up, or retired with its last day; `successor` is who takes its place, or ""."""

    type: ClassVar[str] = "rulemaking.factor_retired/1"
    factor: str
    last_day: str
    ground: str
    successor: str


def _proposed(fact: FactorProposed, at: At, rows: Rows) -> None:
    rows.put(
        FactorRow(
            fact.factor, fact.parameter, fact.key, fact.value, fact.unit, fact.from_day, fact.to_day, fact.scope,
            fact.region, fact.technology, fact.uncertainty, fact.source, fact.source_year, fact.document_sha256,
            fact.organisation, fact.proposer, at.day, fact.round, fact.replaces, PROPOSED, 0, "", "", "", "", "", "", 0,
            "", "", "", "",
        )
    )  # fmt: skip


def _tested(fact: FactorTested, at: At, rows: Rows) -> None:
    rows.put(
        FactorTestRow(
            fact.factor, fact.round, fact.number, fact.organisation, fact.samples, fact.mean, fact.agrees,
            fact.tested_on, fact.document_sha256,
        )
    )  # fmt: skip
    row = rows.edit(FactorRow, fact.factor)
    row.state, row.tests = TESTED, fact.number


def _reviewed(fact: FactorReviewed, at: At, rows: Rows) -> None:
    row = rows.edit(FactorRow, fact.factor)
    row.state = REVIEWED if fact.accepted else SENT_BACK
    row.reviewer, row.reviewed_on, row.reasons = fact.reviewer, at.day, fact.reasons


def _published(fact: FactorPublished, at: At, rows: Rows) -> None:
    row = rows.edit(FactorRow, fact.factor)
    row.state, row.act, row.number, row.in_force = PUBLISHED, fact.act, fact.number, fact.in_force
    row.revision = fact.revision
    if fact.replaces:
        older = rows.edit(FactorRow, fact.replaces)
        older.state, older.replaced_by = REPLACED, fact.factor


def _retired(fact: FactorRetired, at: At, rows: Rows) -> None:
    row = rows.edit(FactorRow, fact.factor)
    row.state, row.last_day, row.ground, row.successor = RETIRED, fact.last_day, fact.ground, fact.successor


FACTS = (
    FactType(FactorProposed, _proposed),
    FactType(FactorTested, _tested),
    FactType(FactorReviewed, _reviewed),
    FactType(FactorPublished, _published),
    FactType(FactorRetired, _retired),
)
