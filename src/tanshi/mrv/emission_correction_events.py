"""Facts of corrections of a confirmed emission, and their projection.

A confirmed emission is never overwritten: each correction keeps what stood before, as of its day, and what it came to.
The changed figures are numbered on from those of verification (`mrv_change`), so what was reported, what was confirmed
first and what stands now are read from one list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.mrv.activity_tables import ActivityFigureRow, SourceRow, TotalRow
from tanshi.mrv.tables import VERIFIED, ChangeRow, ReportRow, UnitMonthRow, UnitYearRow

#: What became of a proposal.
OPEN, MADE, REJECTED = "open", "made", "rejected"


@dataclass(frozen=True, slots=True)
class EmissionCorrectionProposed(Fact):
    """An authority proposed to correct a confirmed emission; `changes` are numbered with what stands before."""

    type: ClassVar[str] = "mrv.emission_correction_proposed/1"
    entity: str
    period: str
    number: int
    source: str
    reference: str
    reason: str
    file_name: str
    file_bytes: int
    file_sha256: str
    authority: str
    decide_until: str
    before_t: int
    after_t: int
    changes: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class EmissionCorrectionDecided(Fact):
    """Another authority decided on a proposal; granted, `mrv.emission_corrected` stands beside it."""

    type: ClassVar[str] = "mrv.emission_correction_decided/1"
    entity: str
    period: str
    number: int
    authority: str
    granted: bool
    text: str
    late: bool


@dataclass(frozen=True, slots=True)
class EmissionCorrected(Fact):
    """A confirmed emission has another version: the figures changed, units' years or sources, and what they come to.

    `output_changed`: what a unit generated or supplied is another, which allocation reads beside the emission.
    """

    type: ClassVar[str] = "mrv.emission_corrected/1"
    entity: str
    period: str
    number: int
    before_t: int
    verified_t: int
    output_changed: bool
    rules_revision: int
    changes: list[dict[str, Any]]
    units: list[dict[str, Any]]
    sources: list[dict[str, str]]
    totals: list[dict[str, Any]]


@table(
    "mrv_emission_correction",
    key=["entity", "period", "number"],
    checks=["number > 0", "state IN ('open', 'made', 'rejected')", "late IN (0, 1)", "output_changed IN (0, 1)"],
    indexes=[["period", "state"]],
)
@dataclass(slots=True)
class EmissionCorrectionRow(Row):
    """A correction of a confirmed emission, proposed and decided; whole tonnes.

    `first_change`: the number in `mrv_change` of its first figure once it is made, else 0.
    """

    entity: str
    period: str
    number: int
    state: str
    source: str
    reference: str
    reason: str
    file_name: str
    file_bytes: int
    file_sha256: str
    before_t: int
    after_t: int
    output_changed: int
    first_change: int
    proposed_by: str
    proposed_on: str
    decide_until: str
    decided_by: str
    decided_on: str
    late: int
    text: str


@table("mrv_proposed_change", key=["entity", "period", "correction", "number"], checks=["correction > 0"])
@dataclass(slots=True)
class ProposedChangeRow(Row):
    """A figure that a correction changes, as proposed; `before` and `after` as recorded, "" is not measured."""

    entity: str
    period: str
    correction: int
    number: int
    unit: str
    month: str
    field: str
    before: str
    after: str
    treatment: str
    code: str


def _proposed(fact: EmissionCorrectionProposed, at: At, rows: Rows) -> None:
    rows.put(
        EmissionCorrectionRow(
            fact.entity, fact.period, fact.number, OPEN, fact.source, fact.reference, fact.reason, fact.file_name,
            fact.file_bytes, fact.file_sha256, fact.before_t, fact.after_t, 0, 0, fact.authority, at.day,
            fact.decide_until, "", "", 0, "",
        )
    )  # fmt: skip
    for change in fact.changes:
        rows.put(ProposedChangeRow(fact.entity, fact.period, fact.number, **change))


def _decided(fact: EmissionCorrectionDecided, at: At, rows: Rows) -> None:
    row = rows.edit(EmissionCorrectionRow, (fact.entity, fact.period, fact.number))
    row.state = MADE if fact.granted else REJECTED
    row.decided_by, row.decided_on, row.late, row.text = fact.authority, at.day, int(fact.late), fact.text


def _corrected(fact: EmissionCorrected, at: At, rows: Rows) -> None:
    rows.edit(ReportRow, (fact.entity, fact.period)).verified_t = fact.verified_t
    row = rows.edit(EmissionCorrectionRow, (fact.entity, fact.period, fact.number))
    row.before_t, row.after_t = fact.before_t, fact.verified_t
    row.output_changed, row.first_change = int(fact.output_changed), fact.changes[0]["number"]
    for change in fact.changes:
        rows.put(ChangeRow(entity=fact.entity, period=fact.period, **change))
        if fact.totals:
            key = (fact.entity, fact.period, int(change["unit"]), change["field"])
            rows.edit(ActivityFigureRow, key).value = change["after"]
        else:
            month = rows.edit(UnitMonthRow, (change["unit"], change["month"]))
            setattr(month, change["field"], int(change["after"]) if change["after"] else None)
    for unit in fact.units:
        rows.put(UnitYearRow(period=fact.period, stage=VERIFIED, entity=fact.entity, **unit))
    for source in fact.sources:
        rows.put(SourceRow(fact.entity, fact.period, VERIFIED, **source))
    for total in fact.totals:
        rows.put(TotalRow(fact.entity, fact.period, VERIFIED, **total))


FACTS = (
    FactType(EmissionCorrectionProposed, _proposed),
    FactType(EmissionCorrectionDecided, _decided),
    FactType(EmissionCorrected, _corrected),
)
TABLES: tuple[type[Row], ...] = (EmissionCorrectionRow, ProposedChangeRow)
