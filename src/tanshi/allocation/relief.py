"""Applications for relief, as they stand: borrowing (预支) and hardship (个性化纾困), with evidence, decided one by
one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tanshi.allocation.tables import ApplicationRow
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows

BORROWING, HARDSHIP = "borrowing", "hardship"
KINDS = (BORROWING, HARDSHIP)

OPEN, GRANTED, REFUSED = "open", "granted", "refused"


@dataclass(frozen=True, slots=True)
class ReliefApplied(Fact):
    """An entity asked for relief."""

    type: ClassVar[str] = "allocation.relief_applied/1"
    entity: str
    period: str
    kind: str
    amount_t: int
    gap_t: int
    ground: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class ReliefDecided(Fact):
    """An application was granted or refused."""

    type: ClassVar[str] = "allocation.relief_decided/1"
    entity: str
    period: str
    kind: str
    granted: bool
    granted_t: int
    reason: str
    citation: str


def _applied(fact: ReliefApplied, at: At, rows: Rows) -> None:
    rows.put(
        ApplicationRow(
            fact.entity, fact.period, fact.kind, fact.amount_t, fact.ground, fact.evidence_sha256, at.day, OPEN, 0, "",
            "",
        )
    )  # fmt: skip


def _decided(fact: ReliefDecided, at: At, rows: Rows) -> None:
    row = rows.edit(ApplicationRow, (fact.entity, fact.period, fact.kind))
    row.state = GRANTED if fact.granted else REFUSED
    row.granted_t, row.reason, row.decided_on = fact.granted_t, fact.reason, at.day


FACTS = (FactType(ReliefApplied, _applied), FactType(ReliefDecided, _decided))


def open_application(entity: str, period: str, kind: str, rows: Rows) -> ApplicationRow | None:
    """Return an application that waits for its decision, or None."""
    row = rows.get(ApplicationRow, (entity, period, kind))
    return row if row is not None and row.state == OPEN else None
