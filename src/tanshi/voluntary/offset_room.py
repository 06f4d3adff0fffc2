"""What compliance allowed to offset, as the voluntary registry judges uses by it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Touch
from tanshi.journal.rows import Rows
from tanshi.journal.table import Key, R
from tanshi.voluntary.outcome import VoluntaryOutcome
from tanshi.voluntary.standing import REGISTERED
from tanshi.voluntary.step_facts import VERIFIED
from tanshi.voluntary.tables import AmountRow, StepRow
from tanshi.voluntary.unit_tables import InstrumentRow


@dataclass(frozen=True, slots=True)
class Room:
    """Tonnes in all that may be offset of an obligation: units registered after a day, cancelled up to a day."""

    total_t: int
    registered_after: str
    until: str


class Rooms(Protocol):
    """Where the voluntary registry finds what compliance allowed."""

    def find(self, entity: str, period: str, rows: Rows) -> Room | None:
        """Return what may be offset of an entity's obligation, or None if nothing was allowed."""

    def touches(self, entity: str, period: str) -> Iterable[Touch]:
        """Return the rows that hold it."""


class Known(Protocol):
    """Where rows are found."""

    def where(self, kind: type[R], **equals: int | str) -> list[R]: ...

    def need(self, kind: type[R], key: Key) -> R: ...


def registered_on(rows: Known, instrument: str) -> str:
    """Return the day on which units were registered; of several reductions of the year the first."""
    product = rows.need(InstrumentRow, instrument)
    parts = {a.reduction for a in rows.where(AmountRow, project=product.project, stage=VERIFIED, year=product.year)}
    steps = rows.where(StepRow, project=product.project, step=REGISTERED)
    return min(s.done_on for s in steps if s.reduction in parts)


def outside(
    room: Room | None, entity: str, period: str, instrument: str, used_t: int, amount_t: int, rows: Rows, act: Act
) -> Outcome | None:
    """Refuse units that compliance would not count: nothing, or not so much, was allowed; too late; others serve."""
    if room is None:
        return act.refuse(VoluntaryOutcome.NOT_ALLOWED, entity=entity, period=period)
    if act.day > room.until:
        return act.refuse(VoluntaryOutcome.ROOM_OVER, day=act.day, until=room.until)
    if (day := registered_on(rows, instrument)) <= room.registered_after:
        return act.refuse(
            VoluntaryOutcome.DOES_NOT_SERVE, instrument=instrument, day=day, period=period, after=room.registered_after
        )
    if used_t + amount_t > room.total_t:
        return act.refuse(VoluntaryOutcome.OVER_ALLOWED, asked=amount_t, left=room.total_t - used_t)
    return None
