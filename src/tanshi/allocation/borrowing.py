"""Borrowing from the next pre-allocation (预支): who may, how much, and that it comes off what is issued later.

Relief has one order: gas units, the 20 % rule, then borrowing on the gap that still remains. The ratio is judged
unrounded and the limit itself counts as reached; the amount is whole tonnes, rounded down.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from tanshi.allocation.power import flat
from tanshi.allocation.relief import BORROWING, ReliefDecided, open_application
from tanshi.allocation.tables import ApplicationRow, BorrowingRow, EntityAllocationRow
from tanshi.core.exact import decimal, floor, show
from tanshi.core.finding import Problem
from tanshi.core.outcome import Outcome
from tanshi.core.period import Period
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.participants.commands import concern_of
from tanshi.rules import Cited, Law


class BorrowingOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "borrowing.done"
    NOT_IN_PLAN = "borrowing.not_in_plan"
    NOT_APPROVED = "borrowing.not_approved"
    ALREADY_BORROWED = "borrowing.already_borrowed"
    GAP_TOO_SMALL = "borrowing.gap_too_small"
    AMOUNT_NOT_POSITIVE = "borrowing.amount_not_positive"
    ABOVE_LIMIT = "borrowing.above_limit"
    NO_GROUND = "borrowing.no_ground"
    NOT_APPLIED = "borrowing.not_applied"
    ABOVE_APPLICATION = "borrowing.above_application"


@dataclass(frozen=True, slots=True)
class BorrowingTerms:
    """What a plan allows: from which gap rate (inclusive), up to which share of the gap, out of which period."""

    gap_rate_from: Fraction
    share_of_gap: Fraction
    out_of: str
    vintage: str
    cited: Cited

    @staticmethod
    def of(law: Law, period: Period) -> BorrowingTerms | None:
        """Return the terms for a period's obligations, or None if its plan knows no borrowing."""
        try:
            cited = law.value("allocation.borrowing", period.first_day)
        except Problem:
            return None
        source = Period.named(cited.value["out_of"])
        vintage = law.value("allocation.plans", source.first_day).value["vintage"]
        return BorrowingTerms(
            decimal(cited.value["gap_rate_from"]), decimal(cited.value["share_of_gap"]), source.name, vintage, cited
        )

    def limit_t(self, approved_t: int, verified_t: int, obligation_t: int) -> int:
        """Return the most an entity may borrow, in whole tonnes; 0 below the gap rate."""
        gap = obligation_t - approved_t
        if gap <= 0 or Fraction(gap, verified_t) < self.gap_rate_from:
            return 0
        return floor(gap * self.share_of_gap)


@dataclass(frozen=True, slots=True)
class GrantBorrowing:
    """Let an entity borrow; `ground` says why it cannot buy what it lacks, `evidence` is the SHA-256 of its papers."""

    entity: str
    period: str
    amount_t: int
    ground: str
    evidence: str


@dataclass(frozen=True, slots=True)
class BorrowingGranted(Fact):
    """The province let an entity use part of its next pre-allocation for this period's obligation."""

    type: ClassVar[str] = "allocation.borrowing_granted/1"
    entity: str
    period: str
    gap_t: int
    gap_rate: str
    limit_t: int
    amount_t: int
    out_of: str
    vintage: str
    ground: str
    evidence: str
    rules_revision: int
    parameters: list[dict[str, Any]]


def _granted(fact: BorrowingGranted, at: At, rows: Rows) -> None:
    rows.put(
        BorrowingRow(
            fact.entity, fact.period, fact.gap_t, fact.limit_t, fact.amount_t, fact.out_of, fact.vintage, at.day
        )
    )


FACTS = (FactType(BorrowingGranted, _granted),)


class BorrowingCommands:
    """Judges the commands under a law."""

    def __init__(self, law: Law) -> None:
        self._law = law

    def grant(self, request: GrantBorrowing, rows: Rows, act: Act) -> Outcome:
        try:
            terms = BorrowingTerms.of(self._law, Period.named(request.period))
        except ValueError:
            terms = None
        if terms is None:
            return act.refuse(BorrowingOutcome.NOT_IN_PLAN, period=request.period)
        key = (request.entity, request.period)
        row = rows.get(EntityAllocationRow, key)
        if row is None or row.approved_t is None or row.verified_t is None or row.obligation_t is None:
            return act.refuse(BorrowingOutcome.NOT_APPROVED, entity=request.entity, period=request.period)
        if rows.get(BorrowingRow, key) is not None:
            return act.refuse(BorrowingOutcome.ALREADY_BORROWED, entity=request.entity, period=request.period)
        gap = row.obligation_t - row.approved_t
        rate = Fraction(gap, row.verified_t) if row.verified_t else Fraction(0)
        limit = terms.limit_t(row.approved_t, row.verified_t, row.obligation_t)
        if not limit:
            return act.refuse(
                BorrowingOutcome.GAP_TOO_SMALL, gap=gap, rate=show(rate, 6), least=show(terms.gap_rate_from),
                citation=str(terms.cited.citation),
            )  # fmt: skip
        if request.amount_t <= 0:
            return act.refuse(BorrowingOutcome.AMOUNT_NOT_POSITIVE, amount=request.amount_t)
        if request.amount_t > limit:
            return act.refuse(
                BorrowingOutcome.ABOVE_LIMIT, amount=request.amount_t, limit=limit, citation=str(terms.cited.citation)
            )
        if not request.ground:
            return act.refuse(BorrowingOutcome.NO_GROUND, entity=request.entity)
        application = open_application(request.entity, request.period, BORROWING, rows)
        if application is None:
            return act.refuse(BorrowingOutcome.NOT_APPLIED, entity=request.entity, period=request.period)
        if request.amount_t > application.amount_t:
            return act.refuse(BorrowingOutcome.ABOVE_APPLICATION, amount=request.amount_t, asked=application.amount_t)
        act.record(
            BorrowingGranted(
                request.entity, request.period, gap, show(rate, 6), limit, request.amount_t, terms.out_of,
                terms.vintage, request.ground, request.evidence, self._law.revision, [flat(terms.cited)],
            )
        )  # fmt: skip
        act.record(
            ReliefDecided(
                request.entity, request.period, BORROWING, True, request.amount_t, request.ground,
                str(terms.cited.citation),
            )
        )  # fmt: skip
        return BorrowingOutcome.DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of the commands about borrowing."""
        return (
            Handler(
                "allocation.grant_borrowing",
                GrantBorrowing,
                self.grant,
                BorrowingOutcome.DONE,
                _touches,
                lambda r, rows: concern_of(r.entity, rows),
            ),
        )


def _touches(r: GrantBorrowing) -> Iterable[Touch]:
    key = (r.entity, r.period)
    return [(EntityAllocationRow, key), (BorrowingRow, key), (ApplicationRow, (*key, BORROWING))]
