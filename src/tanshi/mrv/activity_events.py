"""Facts of activity data, and their projection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.mrv.activity_tables import ActivityFigureRow, ActivityRow, SourceRow, TotalRow
from tanshi.mrv.tables import REPORTED, VERIFIED, ChangeRow, ReportRow


@dataclass(frozen=True, slots=True)
class ActivityRecorded(Fact):
    """An entity recorded rows; `figures` are those of all rows, by the row's number in the year."""

    type: ClassVar[str] = "mrv.activity_recorded/1"
    entity: str
    period: str
    month: str
    sector: str
    evidence: str
    late: bool
    rows: list[dict[str, Any]]
    figures: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ActivityReported(Fact):
    """What the rows came to by the guide, beside the report that was filed."""

    type: ClassVar[str] = "mrv.activity_reported/1"
    entity: str
    period: str
    sector: str
    sources: list[dict[str, str]]
    totals: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ActivityVerified(Fact):
    """What verification, or the decision on an objection, changed of the rows, and what they come to with it."""

    type: ClassVar[str] = "mrv.activity_verified/1"
    entity: str
    period: str
    sector: str
    changes: list[dict[str, Any]]
    sources: list[dict[str, str]]
    totals: list[dict[str, Any]]


def _recorded(fact: ActivityRecorded, at: At, rows: Rows) -> None:
    for row in fact.rows:
        rows.put(
            ActivityRow(
                entity=fact.entity, period=fact.period, sector=fact.sector, month=fact.month, evidence=fact.evidence,
                late=int(fact.late), recorded_on=at.day, **row,
            )
        )  # fmt: skip
    for figure in fact.figures:
        rows.put(ActivityFigureRow(fact.entity, fact.period, **figure))


def _came_to(fact: ActivityReported | ActivityVerified, stage: str, rows: Rows) -> None:
    for source in fact.sources:
        rows.put(SourceRow(fact.entity, fact.period, stage, **source))
    for total in fact.totals:
        rows.put(TotalRow(fact.entity, fact.period, stage, **total))


def _reported(fact: ActivityReported, at: At, rows: Rows) -> None:
    _came_to(fact, REPORTED, rows)


def _verified(fact: ActivityVerified, at: At, rows: Rows) -> None:
    rows.edit(ReportRow, (fact.entity, fact.period)).nonconformities += len(fact.changes)
    for change in fact.changes:
        rows.put(ChangeRow(entity=fact.entity, period=fact.period, **change))
        key = (fact.entity, fact.period, int(change["unit"]), change["field"])
        rows.edit(ActivityFigureRow, key).value = change["after"]
    _came_to(fact, VERIFIED, rows)


FACTS = (
    FactType(ActivityRecorded, _recorded),
    FactType(ActivityReported, _reported),
    FactType(ActivityVerified, _verified),
)
