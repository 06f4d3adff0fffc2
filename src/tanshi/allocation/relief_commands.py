"""Applications for relief: borrowing (预支) and hardship (个性化纾困), with evidence, decided one by one.

Relief has one order: gas units and the 20 % rule are in the approved amount; borrowing is asked on the gap that
remains; hardship after borrowing was decided or where it is not open to the entity. Borrowing is granted by the
province (`allocation.grant_borrowing`), hardship by the ministry.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tanshi.allocation.borrowing import BorrowingTerms
from tanshi.allocation.relief import BORROWING, HARDSHIP, KINDS, OPEN, ReliefApplied, ReliefDecided, open_application
from tanshi.allocation.tables import ApplicationRow, BorrowingRow, EntityAllocationRow
from tanshi.core.finding import Problem
from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.core.period import Period
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.rows import Rows
from tanshi.participants.commands import concern_of
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Cited, Law


class ReliefOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "relief.done"
    UNKNOWN_KIND = "relief.unknown_kind"
    NOT_IN_PLAN = "relief.not_in_plan"
    NOT_APPROVED = "relief.not_approved"
    NO_GAP = "relief.no_gap"
    NOT_ELIGIBLE = "relief.not_eligible"
    BORROWING_COMES_FIRST = "relief.borrowing_comes_first"
    ALREADY_OPEN = "relief.already_open"
    NOT_APPLIED = "relief.not_applied"
    AMOUNT_NOT_POSITIVE = "relief.amount_not_positive"
    ABOVE_LIMIT = "relief.above_limit"
    NO_GROUND = "relief.no_ground"
    BAD_EVIDENCE = "relief.bad_evidence"


@dataclass(frozen=True, slots=True)
class ApplyRelief:
    """Ask for relief of a period; `ground` says why the entity cannot buy, `evidence_sha256` is of its papers."""

    entity: str
    period: str
    kind: str
    amount_t: int
    ground: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class RefuseRelief:
    """Refuse an application, with the reason."""

    entity: str
    period: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class GrantHardship:
    """Grant relief in hardship: allowances beside the approved amount."""

    entity: str
    period: str
    amount_t: int
    reason: str


class ReliefCommands:
    """Judges the commands under a law."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def apply(self, request: ApplyRelief, rows: Rows, act: Act) -> Outcome:
        if request.kind not in KINDS:
            return act.refuse(ReliefOutcome.UNKNOWN_KIND, kind=request.kind, known=", ".join(KINDS))
        law = self._laws.on(rows, act.day)
        if _terms(law, request.kind, request.period) is None:
            return act.refuse(ReliefOutcome.NOT_IN_PLAN, kind=request.kind, period=request.period)
        row = rows.get(EntityAllocationRow, (request.entity, request.period))
        if row is None or row.approved_t is None or row.obligation_t is None or row.verified_t is None:
            return act.refuse(ReliefOutcome.NOT_APPROVED, entity=request.entity, period=request.period)
        gap = row.obligation_t - row.approved_t
        if gap <= 0:
            return act.refuse(ReliefOutcome.NO_GAP, entity=request.entity, period=request.period)
        if refused := self._not_in_turn(request, law, row, rows, act):
            return refused
        if rows.get(ApplicationRow, (request.entity, request.period, request.kind)) is not None:
            return act.refuse(ReliefOutcome.ALREADY_OPEN, entity=request.entity, kind=request.kind)
        if request.amount_t <= 0:
            return act.refuse(ReliefOutcome.AMOUNT_NOT_POSITIVE, amount=request.amount_t)
        limit = self._limit_t(request, law, row, rows)
        if request.amount_t > limit:
            return act.refuse(ReliefOutcome.ABOVE_LIMIT, amount=request.amount_t, limit=limit)
        if not request.ground.strip():
            return act.refuse(ReliefOutcome.NO_GROUND, entity=request.entity)
        if not is_sha256(request.evidence_sha256):
            return act.refuse(ReliefOutcome.BAD_EVIDENCE, evidence=request.evidence_sha256)
        act.record(
            ReliefApplied(
                request.entity, request.period, request.kind, request.amount_t, gap, request.ground,
                request.evidence_sha256,
            )
        )  # fmt: skip
        return ReliefOutcome.DONE

    def _not_in_turn(
        self, request: ApplyRelief, law: Law, row: EntityAllocationRow, rows: Rows, act: Act
    ) -> Outcome | None:
        """Refuse borrowing to who may not borrow, and hardship before borrowing is decided where it is open."""
        borrowable = _borrowable_t(law, request.period, row)
        if request.kind == BORROWING:
            if borrowable:
                return None
            return act.refuse(ReliefOutcome.NOT_ELIGIBLE, entity=request.entity, period=request.period)
        decided = rows.get(ApplicationRow, (request.entity, request.period, BORROWING))
        if borrowable and (decided is None or decided.state == OPEN):
            return act.refuse(ReliefOutcome.BORROWING_COMES_FIRST, entity=request.entity, limit=borrowable)
        return None

    def _limit_t(self, request: ApplyRelief, law: Law, row: EntityAllocationRow, rows: Rows) -> int:
        """Return the most that can be asked: by the plan's terms, or what of the gap borrowing leaves."""
        if request.kind == BORROWING:
            return _borrowable_t(law, request.period, row)
        assert row.obligation_t is not None
        assert row.approved_t is not None
        borrowed = rows.get(BorrowingRow, (request.entity, request.period))
        return row.obligation_t - row.approved_t - (borrowed.amount_t if borrowed else 0)

    def refuse(self, request: RefuseRelief, rows: Rows, act: Act) -> Outcome:
        if open_application(request.entity, request.period, request.kind, rows) is None:
            return act.refuse(ReliefOutcome.NOT_APPLIED, entity=request.entity, kind=request.kind)
        if not request.reason.strip():
            return act.refuse(ReliefOutcome.NO_GROUND, entity=request.entity)
        act.record(ReliefDecided(request.entity, request.period, request.kind, False, 0, request.reason, ""))
        return ReliefOutcome.DONE

    def grant_hardship(self, request: GrantHardship, rows: Rows, act: Act) -> Outcome:
        law = self._laws.on(rows, act.day)
        terms = _terms(law, HARDSHIP, request.period)
        if terms is None:
            return act.refuse(ReliefOutcome.NOT_IN_PLAN, kind=HARDSHIP, period=request.period)
        application = open_application(request.entity, request.period, HARDSHIP, rows)
        if application is None:
            return act.refuse(ReliefOutcome.NOT_APPLIED, entity=request.entity, kind=HARDSHIP)
        if request.amount_t <= 0:
            return act.refuse(ReliefOutcome.AMOUNT_NOT_POSITIVE, amount=request.amount_t)
        if request.amount_t > application.amount_t:
            return act.refuse(ReliefOutcome.ABOVE_LIMIT, amount=request.amount_t, limit=application.amount_t)
        if not request.reason.strip():
            return act.refuse(ReliefOutcome.NO_GROUND, entity=request.entity)
        act.record(
            ReliefDecided(
                request.entity, request.period, HARDSHIP, True, request.amount_t, request.reason, str(terms.citation)
            )
        )
        return ReliefOutcome.DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of the commands about relief."""
        done = ReliefOutcome.DONE

        def whose(r: Any, rows: Rows) -> Any:
            return concern_of(r.entity, rows)

        return (
            Handler("allocation.apply_relief", ApplyRelief, self.apply, done, _touches, whose),
            Handler("allocation.refuse_relief", RefuseRelief, self.refuse, done, _touches, whose),
            Handler("allocation.grant_hardship", GrantHardship, self.grant_hardship, done, _touches, whose),
        )


def _touches(r: ApplyRelief | RefuseRelief | GrantHardship) -> Iterable[Touch]:
    yield EntityAllocationRow, (r.entity, r.period)
    for kind in KINDS:
        yield ApplicationRow, (r.entity, r.period, kind)


def _terms(law: Law, kind: str, period: str) -> Cited | None:
    """Return what the period's plan says of a kind of relief, or None if it does not know it."""
    try:
        return law.value(f"allocation.{kind}", Period.named(period).first_day)
    except (Problem, ValueError):
        return None


def _borrowable_t(law: Law, period: str, row: EntityAllocationRow) -> int:
    terms = BorrowingTerms.of(law, Period.named(period))
    if terms is None or row.approved_t is None or row.verified_t is None or row.obligation_t is None:
        return 0
    return terms.limit_t(row.approved_t, row.verified_t, row.obligation_t)
