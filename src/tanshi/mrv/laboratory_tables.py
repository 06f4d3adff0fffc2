"""What is kept of the reports that laboratories deposit themselves, and their fact."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar

from tanshi.journal.fact import At, Fact, FactType, Upcaster
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table


@dataclass(frozen=True, slots=True)
class LaboratoryReported(Fact):
    """A laboratory deposited its report on a unit's month, or on a stream in a month or year (`unit` "").

    `late`: it was issued later after sampling than the text allows. `values`: figure, basis, value; of a stream
    also the unit, that of the guide.
    """

    type: ClassVar[str] = "mrv.laboratory_reported/2"
    laboratory: str
    number: str
    entity: str
    unit: str
    month: str
    sector: str
    part: str
    stream: str
    item: str
    sample: str
    sample_kind: str
    taken_from: str
    taken_to: str
    received_on: str
    tested_on: str
    issued_on: str
    mark: str
    signed_by: str
    file_name: str
    file_bytes: int
    file_sha256: str
    late: bool
    values: list[dict[str, str]]


@table(
    "mrv_laboratory_report",
    key=["laboratory", "number"],
    checks=["late IN (0, 1)", "sample_kind IN ('daily', 'batch', 'composite')"],
    indexes=[["unit", "month"], ["entity", "month"], ["file_sha256"]],
)
@dataclass(slots=True)
class LaboratoryReportRow(Row):
    """A laboratory's report on a sample of a unit's month, or of a stream's month or year (`unit` "")."""

    laboratory: str
    number: str
    entity: str
    unit: str
    month: str
    sample: str
    sample_kind: str
    taken_from: str
    taken_to: str
    received_on: str
    tested_on: str
    issued_on: str
    mark: str
    signed_by: str
    file_name: str
    file_bytes: int
    file_sha256: str
    late: int
    deposited_on: str


@table("mrv_laboratory_value", key=["laboratory", "number", "figure", "basis"])
@dataclass(slots=True)
class LaboratoryValueRow(Row):
    """A value of a report, as its exact decimal text; of a stream the guide's figure in the guide's unit."""

    laboratory: str
    number: str
    figure: str
    basis: str
    value: str


@table("mrv_laboratory_stream", key=["laboratory", "number"], indexes=[["entity", "period"]])
@dataclass(slots=True)
class LaboratoryStreamRow(Row):
    """The source stream a report is of: `part` a line or unit, "" the firm; `period` a month or a year."""

    laboratory: str
    number: str
    entity: str
    sector: str
    period: str
    part: str
    stream: str
    item: str


def _reported(fact: LaboratoryReported, at: At, rows: Rows) -> None:
    said = {name: getattr(fact, name) for name in _SAID}
    rows.put(LaboratoryReportRow(**said, late=int(fact.late), deposited_on=at.day))
    if fact.stream:
        rows.put(
            LaboratoryStreamRow(
                fact.laboratory, fact.number, fact.entity, fact.sector, fact.month, fact.part, fact.stream, fact.item
            )
        )
    for value in fact.values:
        said_of = (value["figure"], value["basis"], value["value"])
        rows.put(LaboratoryValueRow(fact.laboratory, fact.number, *said_of))


#: Columns of a report that are what the fact says.
_SAID = tuple(f.name for f in fields(LaboratoryReportRow) if f.name not in ("late", "deposited_on"))


def _from_first(body: dict[str, Any]) -> dict[str, Any]:
    """Return the second version of a report: the first knew units' months alone."""
    return {**body, "sector": "", "part": "", "stream": "", "item": ""}


FACTS = (FactType(LaboratoryReported, _reported),)
UPCASTERS: dict[str, tuple[str, Upcaster]] = {
    "mrv.laboratory_reported/1": (LaboratoryReported.type, _from_first),
}
TABLES: tuple[type[Row], ...] = (LaboratoryReportRow, LaboratoryValueRow, LaboratoryStreamRow)
