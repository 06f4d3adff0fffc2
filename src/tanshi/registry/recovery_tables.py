"""What is kept of recoveries: tonnes that were issued in excess, are no longer there, and are to be brought."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table

#: What becomes of a claim.
OPEN, MET, CLOSED = "open", "met", "closed"


@table(
    "registry_recovery",
    key=["holder", "number"],
    checks=[
        "number > 0", "amount_t > 0", "taken_t >= 0", "taken_t <= amount_t", "deduction >= 0",
        "state IN ('open', 'met', 'closed')",
    ],
    indexes=[["state", "due"], ["instruction"]],
)  # fmt: skip
@dataclass(slots=True)
class RecoveryRow(Row):
    """Tonnes a holder is to bring back, and what became of the claim."""

    holder: str
    number: int  # from 1 in the order in which they were ordered
    instrument: str
    amount_t: int
    taken_t: int
    ground: str
    instruction: str
    ordered_on: str
    due: str
    state: str
    ended_on: str
    ending: str  # "" while it is open, or it was met
    deduction: int  # the number of the deduction that stands for the rest; 0 none
    paper: str

    @property
    def left_t(self) -> int:
        return self.amount_t - self.taken_t


TABLES: tuple[type[Row], ...] = (RecoveryRow,)


def claimed(instruction: str, rows: Rows) -> bool:
    """Tell whether the rest of an instruction is claimed already."""
    return bool(rows.where(RecoveryRow, instruction=instruction))


def reference(holder: str, number: int) -> str:
    """Return how the transfers of a recovery name it."""
    return f"{holder}/R{number}"
