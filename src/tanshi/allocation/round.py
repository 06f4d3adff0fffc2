"""The end of a province's round: its report to the ministry, with exceptions listed, and the publication.

A round is one stage (pre-allocation, or settling up the approved amounts) of one period. The report is counted from
the books: what is covered and has no amount or no instruction is named with the reason, nobody is left out silently.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar

from tanshi.allocation.instruction import PREALLOCATION, SETTLE_UP
from tanshi.allocation.objection import OPEN
from tanshi.allocation.tables import (
    AllocationObjectionRow,
    BorrowingRow,
    EntityAllocationRow,
    IssueRow,
    RoundRow,
)
from tanshi.core.finding import Problem
from tanshi.core.outcome import Outcome
from tanshi.core.period import Period
from tanshi.journal.canonical import canonical
from tanshi.journal.command import Act, Concern, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.mrv.tables import ReportRow
from tanshi.participants.areas import areas
from tanshi.participants.tables import EntityRow, ListingRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

#: Exceptions one report may name: a fact stays below 64 KiB.
MOST_EXCEPTIONS = 600

_STAGES = (PREALLOCATION, SETTLE_UP)

#: The step of the timetable by which a stage is to be done.
_STEP = {PREALLOCATION: "preallocation", SETTLE_UP: "issue"}


class RoundOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "round.done"
    UNKNOWN_STAGE = "round.unknown_stage"
    UNKNOWN_AREA = "round.unknown_area"
    BAD_PERIOD = "round.bad_period"
    ALREADY_REPORTED = "round.already_reported"
    NOTHING_ALLOCATED = "round.nothing_allocated"
    OBJECTIONS_OPEN = "round.objections_open"
    TOO_MANY_EXCEPTIONS = "round.too_many_exceptions"
    NOT_REPORTED = "round.not_reported"
    ALREADY_PUBLISHED = "round.already_published"


@dataclass(frozen=True, slots=True)
class ReportRound:
    """Report a province's stage of a period (preallocation, settle_up) to the ministry."""

    area_gb2260: str
    period: str
    stage: str


@dataclass(frozen=True, slots=True)
class PublishRound:
    """Publish what was reported."""

    area_gb2260: str
    period: str
    stage: str


@dataclass(frozen=True, slots=True)
class RoundReported(Fact):
    """A province reported a round; `digest` is of (entity, amount, instructed amount), `exceptions` entity and
    reason.
    """

    type: ClassVar[str] = "allocation.round_reported/1"
    area_gb2260: str
    period: str
    stage: str
    covered: int
    allocated: int
    allocated_t: int
    instructed_t: int
    withheld_t: int
    verified_t: int
    obligation_t: int
    relieved: int
    relief_t: int
    borrowing: int
    borrowed_t: int
    exceptions: list[dict[str, str]]
    deadline: str
    late: bool
    digest: str


@dataclass(frozen=True, slots=True)
class RoundPublished(Fact):
    """A province published its round."""

    type: ClassVar[str] = "allocation.round_published/1"
    area_gb2260: str
    period: str
    stage: str
    digest: str


def _reported(fact: RoundReported, at: At, rows: Rows) -> None:
    rows.put(
        RoundRow(
            fact.area_gb2260, fact.period, fact.stage, fact.covered, fact.allocated, len(fact.exceptions),
            fact.allocated_t, fact.instructed_t, fact.withheld_t, fact.verified_t, fact.obligation_t, fact.relieved,
            fact.relief_t, fact.borrowing, fact.borrowed_t, fact.deadline, int(fact.late), fact.digest, at.day, "",
        )
    )  # fmt: skip


def _published(fact: RoundPublished, at: At, rows: Rows) -> None:
    rows.edit(RoundRow, (fact.area_gb2260, fact.period, fact.stage)).published_on = at.day


FACTS = (FactType(RoundReported, _reported), FactType(RoundPublished, _published))


class RoundCommands:
    """Judges the commands under a law."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def report(self, request: ReportRound, rows: Rows, act: Act) -> Outcome:
        if request.stage not in _STAGES:
            return act.refuse(RoundOutcome.UNKNOWN_STAGE, stage=request.stage, known=", ".join(_STAGES))
        if request.area_gb2260 not in areas():
            return act.refuse(RoundOutcome.UNKNOWN_AREA, area=request.area_gb2260)
        deadline = self._deadline(request, rows, act)
        if deadline is None:
            return act.refuse(RoundOutcome.BAD_PERIOD, period=request.period)
        if rows.get(RoundRow, (request.area_gb2260, request.period, request.stage)) is not None:
            return act.refuse(RoundOutcome.ALREADY_REPORTED, area=request.area_gb2260, period=request.period)
        entities = covered_in(request.area_gb2260, request.period, rows)
        found = _Count.of(request, entities, rows)
        if not found.amounts:
            return act.refuse(RoundOutcome.NOTHING_ALLOCATED, area=request.area_gb2260, period=request.period)
        waiting = [e for e in entities if _objects(e, request, rows)]
        if waiting:
            return act.refuse(RoundOutcome.OBJECTIONS_OPEN, count=len(waiting), first=waiting[0])
        if len(found.exceptions) > MOST_EXCEPTIONS:
            return act.refuse(
                RoundOutcome.TOO_MANY_EXCEPTIONS, count=len(found.exceptions), most=MOST_EXCEPTIONS,
                first=found.exceptions[0]["entity"],
            )  # fmt: skip
        act.record(
            RoundReported(
                request.area_gb2260, request.period, request.stage, len(entities), len(found.amounts),
                found.sums["allocated_t"], found.sums["instructed_t"], found.sums["withheld_t"],
                found.sums["verified_t"], found.sums["obligation_t"], found.sums["relieved"], found.sums["relief_t"],
                found.sums["borrowing"], found.sums["borrowed_t"], found.exceptions, deadline, act.day > deadline,
                sha256(canonical(found.amounts)).hexdigest(),
            )
        )  # fmt: skip
        return RoundOutcome.DONE

    def _deadline(self, request: ReportRound, rows: Rows, act: Act) -> str | None:
        try:
            period = Period.named(request.period)
            timetable = self._laws.on(rows, act.day).value("allocation.timetable", period.last_day).value
        except (Problem, ValueError):
            return None
        return str(timetable[_STEP[request.stage]])

    def publish(self, request: PublishRound, rows: Rows, act: Act) -> Outcome:
        row = rows.get(RoundRow, (request.area_gb2260, request.period, request.stage))
        if row is None:
            return act.refuse(RoundOutcome.NOT_REPORTED, area=request.area_gb2260, period=request.period)
        if row.published_on:
            return act.refuse(RoundOutcome.ALREADY_PUBLISHED, area=request.area_gb2260, day=row.published_on)
        act.record(RoundPublished(request.area_gb2260, request.period, request.stage, row.digest))
        return RoundOutcome.DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of the commands that end a round."""
        done = RoundOutcome.DONE
        return (
            Handler("allocation.report_round", ReportRound, self.report, done, _touches, _of_area),
            Handler("allocation.publish_round", PublishRound, self.publish, done, _touches, _of_area),
        )


def _touches(r: ReportRound | PublishRound) -> Iterable[Touch]:
    return [(RoundRow, (r.area_gb2260, r.period, r.stage))]


def _of_area(r: ReportRound | PublishRound, rows: Rows) -> Concern:
    return Concern(area=r.area_gb2260)


def covered_in(area: str, period: str, rows: Rows) -> list[str]:
    """Return the covered entities of a province in a period, by id."""
    entities = [e.id for e in rows.where(EntityRow, area_gb2260=area)]
    rows.prefetch(ListingRow, [(e, period) for e in entities])
    found = []
    for entity in entities:
        listing = rows.get(ListingRow, (entity, period))
        if listing is not None and listing.covered:
            found.append(entity)
    return found


def _objects(entity: str, request: ReportRound, rows: Rows) -> bool:
    row = rows.get(AllocationObjectionRow, (entity, request.period, request.stage))
    return row is not None and row.state == OPEN


@dataclass(slots=True)
class _Count:
    """A round as the books have it."""

    amounts: list[list[Any]]  # entity, what it was allocated, what the registry was told
    exceptions: list[dict[str, str]]
    sums: dict[str, int]

    @staticmethod
    def of(request: ReportRound, entities: Sequence[str], rows: Rows) -> _Count:
        keys = [(e, request.period) for e in entities]
        for kind in (EntityAllocationRow, IssueRow, BorrowingRow, ReportRow):
            rows.prefetch(kind, keys)
        rows.prefetch(AllocationObjectionRow, [(*key, request.stage) for key in keys])
        names = (
            "allocated_t", "instructed_t", "withheld_t", "verified_t", "obligation_t", "relieved", "relief_t",
            "borrowing", "borrowed_t",
        )  # fmt: skip
        count = _Count([], [], dict.fromkeys(names, 0))
        for entity in entities:
            count.add(entity, request, rows)
        return count

    def add(self, entity: str, request: ReportRound, rows: Rows) -> None:
        key = (entity, request.period)
        row = rows.get(EntityAllocationRow, key)
        final = request.stage == SETTLE_UP
        if row is None or (final and row.approved_t is None):
            self.exceptions.append({"entity": entity, "reason": _why_not(key, final, rows)})
            return
        amount = (row.approved_t or 0) if final else row.preallocated_t
        borrowing, issue = rows.get(BorrowingRow, key), rows.get(IssueRow, key)
        if issue is None or (final and issue.stage == PREALLOCATION):
            self.exceptions.append({"entity": entity, "reason": "not_instructed"})
        told = issue.instructed_t if issue else 0
        self.amounts.append([entity, amount, told])
        for name, value in (
            ("allocated_t", amount),
            ("instructed_t", told),
            ("withheld_t", issue.deducted_t if issue else 0),
            ("verified_t", (row.verified_t or 0) if final else 0),
            ("obligation_t", (row.obligation_t or 0) if final else 0),
            ("relieved", int(final and bool(row.relief_t))),
            ("relief_t", (row.relief_t or 0) if final else 0),
            ("borrowing", int(final and borrowing is not None)),
            ("borrowed_t", borrowing.amount_t if final and borrowing else 0),
        ):
            self.sums[name] += value


def _why_not(key: tuple[str, str], final: bool, rows: Rows) -> str:
    """Return why a covered entity has no amount."""
    if not final:
        return "no_base"
    report = rows.get(ReportRow, key)
    if report is None:
        return "no_report"
    return "not_approved" if report.state == "confirmed" else "not_confirmed"
