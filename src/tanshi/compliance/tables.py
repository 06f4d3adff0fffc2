"""What is kept of compliance."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.table import Row, table

#: Condition of a range that a correction of its obligation took away.
VOID = "void"


@table(
    "compliance_obligation",
    key=["entity", "period"],
    checks=["obligation_t >= 0", "surrendered_t >= 0", "state IN ('open', 'met', 'short')"],
    indexes=[["period", "state"]],
)
@dataclass(slots=True)
class ObligationRow(Row):
    """What an entity must surrender for a period, and how far it is. The shortfall is set when it is assessed."""

    entity: str
    period: str
    obligation_t: int
    deadline: str
    surrendered_t: int
    state: str
    shortfall_t: int
    assessed_on: str


@table("compliance_surrender", key=["entity", "period", "number"], checks=["amount_t > 0"])
@dataclass(slots=True)
class SurrenderRow(Row):
    """A surrender as the registry reported it."""

    entity: str
    period: str
    number: int
    instrument: str
    amount_t: int
    surrendered_on: str


@table("compliance_penalty", key=["entity", "period", "stage"])
@dataclass(slots=True)
class PenaltyRow(Row):
    """The range of a fine that a shortfall carries; nobody has decided it. `condition` "void": it was corrected."""

    entity: str
    period: str
    stage: int
    instrument: str
    article: str
    condition: str
    min_fen: int | None
    max_fen: int | None
    deduction_t: int
    deduction: str
    measures: str


TABLES: tuple[type[Row], ...] = (ObligationRow, SurrenderRow, PenaltyRow)
