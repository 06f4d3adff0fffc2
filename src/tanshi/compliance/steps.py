"""What became of obligations, step by step: the history that a status on any day is read from."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.fact import At
from tanshi.journal.rows import Rows
from tanshi.journal.table import Position, Row, table
from tanshi.rulemaking.law import Known

SET, OPENED, CORRECTED, ASSESSED, MADE_GOOD = "set", "opened", "corrected", "assessed", "made_good"


@table(
    "compliance_step",
    key=["position"],
    append_only=True,
    checks=["kind IN ('set', 'opened', 'corrected', 'assessed', 'made_good')", "obligation_t >= 0", "amount_t >= 0"],
    indexes=[["entity", "period"], ["period", "kind"]],
)
@dataclass(slots=True)
class ObligationStepRow(Row):
    """A step of an obligation: set, taken over from earlier books, corrected, assessed, or made good after that.

    `amount_t`: of one taken over what was surrendered before, of a correction what was due before it, of an assessment
    the shortfall, of what was made good its tonnes. `note`: the reason of a correction, the number of the surrender
    that made good.
    """

    position: Position
    entity: str
    period: str
    kind: str
    day: str
    obligation_t: int
    deadline: str
    amount_t: int
    note: str


TABLES: tuple[type[Row], ...] = (ObligationStepRow,)


def note(
    rows: Rows, at: At, kind: str, key: tuple[str, str], due: tuple[int, str], amount_t: int = 0, said: str = ""
) -> None:
    """Write a step of the obligation of (entity, period); `due`: tonnes and deadline as they stand after it."""
    rows.add(ObligationStepRow(at.position, *key, kind, at.day, *due, amount_t, said))


def made_good_t(rows: Known, entity: str, period: str) -> int:
    """Return how much of a shortfall was made good since it was assessed, in tonnes."""
    steps = rows.where(ObligationStepRow, entity=entity, period=period)
    last = max((s.position for s in steps if s.kind == ASSESSED), default=-1)
    return sum(s.amount_t for s in steps if s.kind == MADE_GOOD and s.position > last)
