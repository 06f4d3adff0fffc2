"""What may be asked of compliance: set an obligation, note a surrender, assess after the deadline.

A surrender that is noted after an assessment found a shortfall makes it good; the shortfall stays what it was. Nothing
is assessed while a correction of the confirmed emission is not followed by allocation and obligation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from tanshi.allocation.tables import BorrowingRow, EntityAllocationRow
from tanshi.compliance.events import ComplianceAssessed, ObligationSet, ShortfallMadeGood, SurrenderNoted
from tanshi.compliance.penalty import breach_day, penalty_bodies, unpaid_penalty
from tanshi.compliance.reversal import reversed_t
from tanshi.compliance.tables import ObligationRow, SurrenderRow
from tanshi.core.exact import NotADecimal, decimal
from tanshi.core.outcome import Outcome
from tanshi.core.period import Period
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.rows import Rows
from tanshi.mrv.emission_correction_events import MADE, EmissionCorrectionRow
from tanshi.mrv.tables import ReportRow
from tanshi.participants.commands import concern_of
from tanshi.participants.coverage import moved_on
from tanshi.participants.tables import EntityRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law


class ComplianceOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "compliance.done"
    NOT_APPROVED = "compliance.not_approved"
    SECTOR_MOVED = "compliance.sector_moved"
    OBLIGATION_EXISTS = "compliance.obligation_exists"
    OBLIGATION_NOT_FOUND = "compliance.obligation_not_found"
    ALREADY_ASSESSED = "compliance.already_assessed"
    OUT_OF_ORDER = "compliance.out_of_order"
    AMOUNT_NOT_POSITIVE = "compliance.amount_not_positive"
    VINTAGE_NOT_ELIGIBLE = "compliance.vintage_not_eligible"
    AFTER_DEADLINE = "compliance.after_deadline"
    BEFORE_DEADLINE = "compliance.before_deadline"
    BEHIND_EMISSION = "compliance.behind_emission"
    BAD_PRICE = "compliance.bad_price"


@dataclass(frozen=True, slots=True)
class SetObligation:
    """Set what an entity must surrender, from its approved allocation."""

    entity: str
    period: str


@dataclass(frozen=True, slots=True)
class NoteSurrender:
    """The registry's message about a surrender; numbers count from 1 per entity and period."""

    entity: str
    period: str
    number: int
    instrument: str
    amount_t: int
    surrendered_on: str


@dataclass(frozen=True, slots=True)
class Assess:
    """Assess an obligation after its deadline; `mean_price_fen` is the mean of the month before it, decimal
    text or "".
    """

    entity: str
    period: str
    mean_price_fen: str


def open_obligation(entity: str, rows: Rows) -> str:
    """Return the period of an obligation that an entity has not met yet, or ""."""
    found = (o for o in rows.where(ObligationRow, entity=entity) if o.state == "open")
    return next((o.period for o in found if o.surrendered_t < o.obligation_t), "")


class ComplianceCommands:
    """Judges the commands under a law."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def set_obligation(self, request: SetObligation, rows: Rows, act: Act) -> Outcome:
        key = (request.entity, request.period)
        allocation = rows.get(EntityAllocationRow, key)
        if allocation is None or allocation.obligation_t is None:
            return act.refuse(ComplianceOutcome.NOT_APPROVED, entity=request.entity, period=request.period)
        entity = rows.need(EntityRow, request.entity)
        move = moved_on(entity.sector_gbt4754, "CO2", Period.named(request.period), rows)
        if move is not None:
            return act.refuse(
                ComplianceOutcome.SECTOR_MOVED, entity=request.entity, period=request.period, market=move.market,
                first=move.from_day, document=move.document,
            )  # fmt: skip
        if rows.get(ObligationRow, key) is not None:
            return act.refuse(ComplianceOutcome.OBLIGATION_EXISTS, entity=request.entity, period=request.period)
        on = Period.named(request.period).first_day
        act.record(
            ObligationSet(
                request.entity,
                request.period,
                allocation.obligation_t,
                self._laws.on(rows, act.day).value("compliance.surrender_deadline", on).value,
                list(self._laws.on(rows, act.day).value("compliance.eligible_vintages", on).value),
                self._laws.on(rows, act.day).revision,
            )
        )
        return ComplianceOutcome.DONE

    def note_surrender(self, request: NoteSurrender, rows: Rows, act: Act) -> Outcome:
        obligation = rows.get(ObligationRow, (request.entity, request.period))
        if obligation is None:
            return act.refuse(ComplianceOutcome.OBLIGATION_NOT_FOUND, entity=request.entity, period=request.period)
        if obligation.state == "met":
            return act.refuse(ComplianceOutcome.ALREADY_ASSESSED, entity=request.entity, period=request.period)
        before = rows.get(SurrenderRow, (request.entity, request.period, request.number - 1))
        if (
            request.number < 1
            or (request.number > 1 and before is None)
            or rows.get(SurrenderRow, (request.entity, request.period, request.number))
        ):
            return act.refuse(ComplianceOutcome.OUT_OF_ORDER, number=request.number)
        if request.amount_t <= 0:
            return act.refuse(ComplianceOutcome.AMOUNT_NOT_POSITIVE, amount=request.amount_t)
        vintages = self._laws.on(rows, act.day).value(
            "compliance.eligible_vintages", Period.named(request.period).first_day
        )
        if request.instrument not in vintages.value and not _is_borrowed(request, rows):
            return act.refuse(
                ComplianceOutcome.VINTAGE_NOT_ELIGIBLE,
                instrument=request.instrument,
                period=request.period,
                eligible=", ".join(vintages.value),
                citation=str(vintages.citation),
            )
        what = (
            request.entity, request.period, request.number, request.instrument, request.amount_t,
            request.surrendered_on,
        )  # fmt: skip
        if obligation.state == "short":
            act.record(ShortfallMadeGood(*what))
            return ComplianceOutcome.DONE
        if request.surrendered_on > obligation.deadline:
            return act.refuse(
                ComplianceOutcome.AFTER_DEADLINE, deadline=obligation.deadline, day=request.surrendered_on
            )
        act.record(SurrenderNoted(*what))
        return ComplianceOutcome.DONE

    def assess(self, request: Assess, rows: Rows, act: Act) -> Outcome:
        obligation = rows.get(ObligationRow, (request.entity, request.period))
        if obligation is None:
            return act.refuse(ComplianceOutcome.OBLIGATION_NOT_FOUND, entity=request.entity, period=request.period)
        if obligation.state != "open":
            return act.refuse(ComplianceOutcome.ALREADY_ASSESSED, entity=request.entity, period=request.period)
        if act.day <= obligation.deadline:
            return act.refuse(ComplianceOutcome.BEFORE_DEADLINE, deadline=obligation.deadline, day=act.day)
        if behind := behind_emission(rows, request.entity, request.period):
            return act.refuse(
                ComplianceOutcome.BEHIND_EMISSION, entity=request.entity, period=request.period, day=behind
            )
        price: Fraction | None = None
        if request.mean_price_fen:
            try:
                price = decimal(request.mean_price_fen)
            except NotADecimal:
                return act.refuse(ComplianceOutcome.BAD_PRICE, price=request.mean_price_fen)
        shortfall = max(0, obligation.obligation_t - obligation.surrendered_t)
        penalties = []
        if shortfall:
            on = breach_day(date.fromisoformat(obligation.deadline))
            penalties = penalty_bodies(unpaid_penalty(self._laws.on(rows, act.day), on, shortfall, price))
        act.record(
            ComplianceAssessed(
                request.entity,
                request.period,
                obligation.surrendered_t,
                shortfall,
                self._laws.on(rows, act.day).revision,
                penalties,
            )
        )
        return ComplianceOutcome.DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of all commands of this system."""
        done = ComplianceOutcome.DONE

        def whose(r: Any, rows: Rows) -> Any:
            return concern_of(r.entity, rows)

        return (
            Handler(
                "compliance.set_obligation",
                SetObligation,
                self.set_obligation,
                done,
                lambda r: [
                    (EntityRow, r.entity),
                    (EntityAllocationRow, (r.entity, r.period)),
                    (ObligationRow, (r.entity, r.period)),
                ],
                whose,
            ),
            Handler(
                "compliance.note_surrender",
                NoteSurrender,
                self.note_surrender,
                done,
                lambda r: [
                    (ObligationRow, (r.entity, r.period)),
                    (SurrenderRow, (r.entity, r.period, r.number)),
                    (SurrenderRow, (r.entity, r.period, r.number - 1)),
                ],
                whose,
            ),
            Handler("compliance.assess", Assess, self.assess, done, _touches_assessed, whose),
        )


def _touches_assessed(r: Assess) -> Iterable[Touch]:
    yield ObligationRow, (r.entity, r.period)
    yield EmissionCorrectionRow, (r.entity, r.period[:4], 1)


def behind_emission(rows: Any, entity: str, period: str) -> str:
    """Return the day of a correction of the emission that allocation or obligation do not follow yet, or ""."""
    made = [
        correction
        for year in Period.named(period).years
        if rows.get(EmissionCorrectionRow, (entity, str(year), 1)) is not None
        for correction in rows.where(EmissionCorrectionRow, entity=entity, period=str(year))
        if correction.state == MADE
    ]
    allocation = rows.get(EntityAllocationRow, (entity, period))
    obligation = rows.get(ObligationRow, (entity, period))
    if not made or allocation is None or obligation is None:
        return ""
    reports = [rows.get(ReportRow, (entity, str(year))) for year in Period.named(period).years]
    confirmed = sum(r.verified_t or 0 for r in reports if r is not None and r.state == "confirmed")
    follows = (allocation.verified_t, allocation.obligation_t) == (confirmed, obligation.obligation_t)
    return "" if follows else max(c.decided_on for c in made)


def _is_borrowed(request: NoteSurrender, rows: Rows) -> bool:
    """Tell whether what is surrendered is a later vintage the entity was allowed to borrow, and not more of it."""
    borrowed = rows.get(BorrowingRow, (request.entity, request.period))
    if borrowed is None or borrowed.vintage != request.instrument:
        return False
    before = rows.where(SurrenderRow, entity=request.entity, period=request.period, instrument=request.instrument)
    so_far = sum(s.amount_t - reversed_t(rows, s.entity, s.period, s.number) for s in before)
    return so_far + request.amount_t <= borrowed.amount_t
