"""What the exchange keeps of its participants."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.table import Row, table

APPLIED, ADMITTED, SUSPENDED, REFUSED, CLOSED = "applied", "admitted", "suspended", "refused", "closed"


@table("exchange_counter", key=["id"], checks=["id = 1"])
@dataclass(slots=True)
class CounterRow(Row):
    """How many trading accounts were numbered."""

    id: int
    participants: int


@table(
    "exchange_participant",
    key=["holder"],
    checks=["state IN ('applied', 'admitted', 'suspended', 'refused', 'closed')", "late IN (0, 1)"],
    indexes=[["state", "due"], ["number"]],
)
@dataclass(slots=True)
class ParticipantRow(Row):
    """Who may trade, or asked to: the kind of its registry account, the number of its trading account (0: none).

    Who applies again is as its last application has it; what was decided before stands until the next decision.
    """

    holder: str
    kind: str
    state: str
    number: int
    applied_on: str  # or filed further papers
    due: str = ""  # last working day for the answer; "" while papers are missing
    missing: str = ""  # with blanks between
    papers: int = 0
    sides: str = ""  # buy, sell: what its kind may do
    decided_on: str = ""
    reason: str = ""
    late: int = 0


@table("exchange_participant_paper", key=["holder", "number"], immutable=True)
@dataclass(slots=True)
class ParticipantPaperRow(Row):
    """A paper of an application, by the digest of its file."""

    holder: str
    number: int
    paper: str
    sha256: str
    day: str


TABLES: tuple[type[Row], ...] = (CounterRow, ParticipantRow, ParticipantPaperRow)
