"""Offsets (抵销): voluntary reductions that stand for part of an obligation. Asked first, used next, counted once.

A firm asks how many tonnes it may offset, and is answered by what serves for the year and the share of what is due.
The voluntary registry cancels units only within what was allowed, so that nothing is cancelled in vain. Each
cancellation comes back as a message, numbered per entity and period, and counts for the obligation. What was allowed
stays allowed until the deadline, whatever of the obligation is corrected.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from tanshi.compliance.commands import ComplianceOutcome
from tanshi.compliance.eligibility import judge_amount, served_after
from tanshi.compliance.tables import ObligationRow
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.participants.commands import concern_of
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law
from tanshi.voluntary.offset_room import Room
from tanshi.voluntary.use import offsets_of


class OffsetCountedOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    ALLOWED = "compliance.offset_allowed"
    COUNTED = "compliance.offset_counted"
    NOT_USED = "compliance.offset_not_used"
    NOT_AS_USED = "compliance.offset_not_as_used"
    OVER_ROOM = "compliance.offset_over_room"
    BAD_PROOF = "compliance.offset_bad_proof"
    PROOF_USED = "compliance.offset_proof_used"


@dataclass(frozen=True, slots=True)
class AllowOffset:
    """Ask for room: so many tonnes more of a period's obligation are to be offset."""

    entity: str
    period: str
    amount_t: int


@dataclass(frozen=True, slots=True)
class CountOffset:
    """The voluntary registry's message about a cancellation for an obligation; numbers count from 1 per entity and
    period, `use` is the cancellation's own number.
    """

    entity: str
    period: str
    number: int
    use: int
    instrument: str
    amount_t: int
    used_on: str


@dataclass(frozen=True, slots=True)
class OffsetAllowed(Fact):
    """A firm may offset `total_t` of an obligation, with units registered after a day, cancelled up to a day."""

    type: ClassVar[str] = "compliance.offset_allowed/1"
    entity: str
    period: str
    amount_t: int
    total_t: int
    registered_after: str
    until: str
    rules_revision: int


@dataclass(frozen=True, slots=True)
class OffsetCounted(Fact):
    """A cancellation of voluntary units counts for an obligation."""

    type: ClassVar[str] = "compliance.offset_counted/1"
    entity: str
    period: str
    number: int
    use: int
    instrument: str
    amount_t: int
    used_on: str


@table("compliance_offset_room", key=["entity", "period"], checks=["total_t > 0"])
@dataclass(slots=True)
class OffsetRoomRow(Row):
    """How many tonnes of an obligation may be offset: with units registered after a day, cancelled up to a day."""

    entity: str
    period: str
    total_t: int
    registered_after: str
    until: str


@table("compliance_offset", key=["entity", "period", "number"], checks=["amount_t > 0"], indexes=[["use"]])
@dataclass(slots=True)
class OffsetRow(Row):
    """A cancellation of voluntary units that counts for an obligation; `use` is its number in their registry."""

    entity: str
    period: str
    number: int
    use: int
    instrument: str
    amount_t: int
    used_on: str


@table("compliance_filed_offset", key=["entity", "period", "number"], checks=["amount_t > 0"], indexes=[["proof"]])
@dataclass(slots=True)
class FiledRow(Row):
    """A cancellation of a filed project's reductions that counts for an obligation, by its registry's proof."""

    entity: str
    period: str
    number: int
    project: str
    proof: str
    amount_t: int
    cancelled_on: str
    evidence_sha256: str
    counted_on: str


TABLES: tuple[type[Row], ...] = (OffsetRoomRow, OffsetRow, FiledRow)


def taken_t(rows: Rows, entity: str, period: str) -> int:
    """Return what of the share is taken: what was allowed, and what of filed projects was counted."""
    room = rows.get(OffsetRoomRow, (entity, period))
    filed = sum(row.amount_t for row in rows.where(FiledRow, entity=entity, period=period))
    return (room.total_t if room is not None else 0) + filed


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A cancellation for an obligation, as the voluntary registry has it."""

    use: int
    instrument: str
    amount_t: int
    used_on: str


class Cancellations(Protocol):
    """Where compliance finds what the voluntary registry cancelled for obligations."""

    def find(self, entity: str, period: str, number: int, rows: Rows) -> Cancelled | None:
        """Return the cancellation that is an obligation's of a number, or None."""

    def touches(self, entity: str, period: str, number: int) -> Iterable[Touch]:
        """Return the rows that hold it."""


class CancelledHere:
    """Cancellations in the same books."""

    def find(self, entity: str, period: str, number: int, rows: Rows) -> Cancelled | None:
        found = offsets_of(rows, entity, period)
        if not 0 < number <= len(found):
            return None
        use = found[number - 1]
        return Cancelled(use.number, use.instrument, use.amount_t, use.used_on)

    def touches(self, entity: str, period: str, number: int) -> Iterable[Touch]:
        return []


class RoomsHere:
    """What compliance allowed, for the voluntary registry in the same books."""

    def find(self, entity: str, period: str, rows: Rows) -> Room | None:
        """Return what may be offset, or None."""
        row = rows.get(OffsetRoomRow, (entity, period))
        return Room(row.total_t, row.registered_after, row.until) if row is not None else None

    def touches(self, entity: str, period: str) -> Iterable[Touch]:
        """Return the rows that hold it."""
        return [(OffsetRoomRow, (entity, period))]


def _allowed(fact: OffsetAllowed, at: At, rows: Rows) -> None:
    rows.put(OffsetRoomRow(fact.entity, fact.period, fact.total_t, fact.registered_after, fact.until))


def _counted(fact: OffsetCounted, at: At, rows: Rows) -> None:
    rows.put(
        OffsetRow(fact.entity, fact.period, fact.number, fact.use, fact.instrument, fact.amount_t, fact.used_on)
    )  # fmt: skip
    rows.edit(ObligationRow, (fact.entity, fact.period)).surrendered_t += fact.amount_t


FACTS = (FactType(OffsetAllowed, _allowed), FactType(OffsetCounted, _counted))


class OffsetCommands:
    """Judges what is asked and told; `cancellations`: where what was cancelled is found."""

    def __init__(self, law: Law, cancellations: Cancellations) -> None:
        self._laws = LawBook(law)
        self._cancellations = cancellations

    def allow(self, request: AllowOffset, rows: Rows, act: Act) -> Outcome:
        obligation = rows.get(ObligationRow, (request.entity, request.period))
        if obligation is None or obligation.state != "open":
            return _not_open(request, obligation, act)
        if act.day > obligation.deadline:
            return act.refuse(ComplianceOutcome.AFTER_DEADLINE, deadline=obligation.deadline, day=act.day)
        law = self._laws.on(rows, act.day)
        after, served = served_after(law, request.period, act.day)
        if not served.ok:
            return act.refuse(served.outcome, **served.details)
        room = rows.get(OffsetRoomRow, (request.entity, request.period))
        before = room.total_t if room is not None else 0
        taken = taken_t(rows, request.entity, request.period)
        judged = judge_amount(law, obligation.obligation_t, taken, request.amount_t, act.day)
        if not judged.ok:
            return act.refuse(judged.outcome, **judged.details)
        act.record(
            OffsetAllowed(
                request.entity, request.period, request.amount_t, before + request.amount_t, after,
                obligation.deadline, law.revision,
            )
        )  # fmt: skip
        return OffsetCountedOutcome.ALLOWED

    def count(self, request: CountOffset, rows: Rows, act: Act) -> Outcome:
        obligation = rows.get(ObligationRow, (request.entity, request.period))
        if obligation is None or obligation.state != "open":
            return _not_open(request, obligation, act)
        counted = rows.where(OffsetRow, entity=request.entity, period=request.period)
        if request.number != len(counted) + 1:
            return act.refuse(ComplianceOutcome.OUT_OF_ORDER, number=request.number)
        used = self._cancellations.find(request.entity, request.period, request.number, rows)
        if used is None:
            return act.refuse(
                OffsetCountedOutcome.NOT_USED, entity=request.entity, period=request.period, number=request.number
            )
        if used != Cancelled(request.use, request.instrument, request.amount_t, request.used_on):
            return act.refuse(
                OffsetCountedOutcome.NOT_AS_USED, use=used.use, instrument=used.instrument, amount=used.amount_t,
                day=used.used_on,
            )  # fmt: skip
        room = rows.get(OffsetRoomRow, (request.entity, request.period))
        left = (room.total_t if room is not None else 0) - sum(o.amount_t for o in counted)
        if request.amount_t > left:
            return act.refuse(OffsetCountedOutcome.OVER_ROOM, asked=request.amount_t, left=left)
        act.record(
            OffsetCounted(
                request.entity, request.period, request.number, request.use, request.instrument, request.amount_t,
                request.used_on,
            )
        )  # fmt: skip
        return OffsetCountedOutcome.COUNTED

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of both commands."""
        return (
            Handler(
                "compliance.allow_offset", AllowOffset, self.allow, OffsetCountedOutcome.ALLOWED, _touches, _whose
            ),
            Handler(
                "compliance.count_offset", CountOffset, self.count, OffsetCountedOutcome.COUNTED, self._touched, _whose
            ),
        )  # fmt: skip

    def _touched(self, request: CountOffset) -> Iterable[Touch]:
        yield from _touches(request)
        yield from self._cancellations.touches(request.entity, request.period, request.number)


def _not_open(request: Any, obligation: ObligationRow | None, act: Act) -> Outcome:
    outcome = ComplianceOutcome.OBLIGATION_NOT_FOUND if obligation is None else ComplianceOutcome.ALREADY_ASSESSED
    return act.refuse(outcome, entity=request.entity, period=request.period)


def _touches(request: Any) -> Iterable[Touch]:
    key = (request.entity, request.period)
    return [(ObligationRow, key), (OffsetRoomRow, key)]


def _whose(request: Any, rows: Rows) -> Any:
    return concern_of(request.entity, rows)
