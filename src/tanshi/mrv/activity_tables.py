"""What is kept of activity data (活动数据) of sectors whose guide is computed from rows, and what a report came to."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.table import Row, table


@table(
    "mrv_activity",
    key=["entity", "period", "number"],
    checks=["number > 0", "late IN (0, 1)"],
    indexes=[["sector", "period"]],
)
@dataclass(slots=True)
class ActivityRow(Row):
    """A row of a firm's activity data: one source stream in a month, or in the whole year (`month` "")."""

    entity: str
    period: str
    number: int
    sector: str
    month: str
    part: str  # a line or unit, "" for the firm
    stream: str
    item: str
    place: str  # the row's cell in the file it came from
    evidence: str
    late: int
    recorded_on: str


@table("mrv_activity_figure", key=["entity", "period", "number", "name"], checks=["number > 0"])
@dataclass(slots=True)
class ActivityFigureRow(Row):
    """A figure of a row, by the name of the stream's input, as exact decimal text; "" is not measured."""

    entity: str
    period: str
    number: int
    name: str
    value: str


@table("mrv_source", key=["entity", "period", "stage", "part", "source"], checks=["stage IN ('reported', 'verified')"])
@dataclass(slots=True)
class SourceRow(Row):
    """What a source of a part came to, tCO2e as the guide rounds it."""

    entity: str
    period: str
    stage: str
    part: str
    source: str
    emission_t: str


@table("mrv_total", key=["entity", "period", "stage", "total"], checks=["stage IN ('reported', 'verified')"])
@dataclass(slots=True)
class TotalRow(Row):
    """A total the guide names, whole tonnes CO2e; `counts` 1: the one allocation and compliance read."""

    entity: str
    period: str
    stage: str
    total: str
    emission_t: int
    counts: int


TABLES: tuple[type[Row], ...] = (ActivityRow, ActivityFigureRow, SourceRow, TotalRow)
