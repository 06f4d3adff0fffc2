"""What may be asked of allocation: set the pre-allocation, approve the final amount.

Both read the confirmed emissions and output of the entity's units; the amounts are computed here under the plan of the
period and never typed. An entity whose emissions are not confirmed gets nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from tanshi.allocation.events import Approved, Preallocated
from tanshi.allocation.power import (
    PowerPlan,
    UnitAllocation,
    UnitOutput,
    advance_base_t,
    allocate_entity,
    allocate_unit,
    applied,
    applied_in_advance,
    preallocated_t,
)
from tanshi.allocation.tables import EntityAllocationRow
from tanshi.core.exact import half_up, scaled, show
from tanshi.core.finding import Problem
from tanshi.core.outcome import Outcome
from tanshi.core.period import Period
from tanshi.journal.command import Act, Handler
from tanshi.journal.rows import Rows
from tanshi.mrv.tables import VERIFIED, OpeningEmissionRow, OpeningOutputRow, ReportRow, UnitYearRow
from tanshi.participants.commands import concern_of
from tanshi.participants.tables import EntityRow, ListingRow, UnitRow
from tanshi.rulemaking.law import LawBook, drafts
from tanshi.rules import Law


class AllocationOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "allocation.done"
    NO_PLAN = "allocation.no_plan"
    ONLY_A_DRAFT = "allocation.only_a_draft"
    ENTITY_NOT_FOUND = "allocation.entity_not_found"
    NOT_COVERED = "allocation.not_covered"
    NO_BASE = "allocation.no_base"
    NOT_CONFIRMED = "allocation.not_confirmed"
    ALREADY_PREALLOCATED = "allocation.already_preallocated"
    ALREADY_APPROVED = "allocation.already_approved"


@dataclass(frozen=True, slots=True)
class Preallocate:
    """Set an entity's pre-allocation of a period, from its units' verified emissions of the plan's base year."""

    entity: str
    period: str


@dataclass(frozen=True, slots=True)
class Approve:
    """Approve an entity's allowances of a period, from its units' confirmed output and emissions."""

    entity: str
    period: str


class AllocationCommands:
    """Judges the commands under a law."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)
        self._plans: dict[tuple[str, str], PowerPlan | None] = {}

    def preallocate(self, request: Preallocate, rows: Rows, act: Act) -> Outcome:
        found = self.preallocation(request, rows, act)
        if isinstance(found, Outcome):
            return found
        if rows.get(EntityAllocationRow, (request.entity, request.period)) is not None:
            return act.refuse(AllocationOutcome.ALREADY_PREALLOCATED, entity=request.entity, period=request.period)
        act.record(found)
        return AllocationOutcome.DONE

    def preallocation(self, request: Preallocate, rows: Rows, act: Act) -> Preallocated | Outcome:
        """Return an entity's pre-allocation as it comes out of what is known now, or why there is none."""
        law = self._laws.on(rows, act.day)
        plan = self._plan(law, request.period)
        if plan is None:
            return _no_plan(law, request.period, rows, act)
        if refused := _not_covered(request, rows, act):
            return refused
        base_year = plan.base.value["year"]
        bases = bases_of_units(plan, rows, request.entity)
        if not bases:
            return act.refuse(AllocationOutcome.NO_BASE, entity=request.entity, year=base_year)
        amounts = {unit: preallocated_t(plan, base) for unit, base in bases.items()}
        return Preallocated(
            entity=request.entity,
            period=request.period,
            vintage=plan.vintage,
            base_year=base_year,
            preallocated_t=sum(amounts.values()),
            rules_revision=law.revision,
            parameters=applied_in_advance(plan),
            units=[{"unit": u, "base_t": b, "preallocated_t": amounts[u]} for u, b in bases.items()],
        )

    def approve(self, request: Approve, rows: Rows, act: Act) -> Outcome:
        found = self.approval(request, rows, act)
        if isinstance(found, Outcome):
            return found
        earlier = rows.get(EntityAllocationRow, (request.entity, request.period))
        if earlier is not None and earlier.approved_t is not None:
            return act.refuse(AllocationOutcome.ALREADY_APPROVED, entity=request.entity, period=request.period)
        act.record(found)
        return AllocationOutcome.DONE

    def approval(self, request: Approve, rows: Rows, act: Act) -> Approved | Outcome:
        """Return an entity's final amounts as they come out of what is confirmed now, or why there are none."""
        law = self._laws.on(rows, act.day)
        plan = self._plan(law, request.period)
        if plan is None:
            return _no_plan(law, request.period, rows, act)
        if refused := _not_covered(request, rows, act):
            return refused
        reports = _confirmed(rows, request.entity, plan.period)
        if not reports:
            return act.refuse(AllocationOutcome.NOT_CONFIRMED, entity=request.entity, period=request.period)
        years = {year: _allocated(plan, rows, request.entity, year) for year in reports}
        units = [unit for of_year in years.values() for unit in of_year]
        entity = allocate_entity(plan, units, sum(reports.values()))
        return Approved(
            entity=request.entity,
            period=request.period,
            vintage=plan.vintage,
            initial_t=entity.initial_t,
            relief_t=entity.relief_t,
            approved_t=entity.approved_t,
            verified_t=entity.verified_t,
            obligation_t=entity.obligation_t,
            rules_revision=law.revision,
            parameters=applied(plan, entity),
            units=unit_bodies(plan.period, years),
        )

    def _plan(self, law: Law, period: str) -> PowerPlan | None:
        key = (law.name, period)
        if key not in self._plans:
            try:
                self._plans[key] = PowerPlan.of(law, Period.named(period))
            except (Problem, ValueError):
                self._plans[key] = None
        return self._plans[key]

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of all commands of this system."""
        done = AllocationOutcome.DONE

        def touch(r: Preallocate | Approve) -> Any:
            key = (r.entity, r.period)
            return [(EntityRow, r.entity), (EntityAllocationRow, key), (ReportRow, key), (ListingRow, key)]

        def whose(r: Preallocate | Approve, rows: Rows) -> Any:
            return concern_of(r.entity, rows)

        return (
            Handler("allocation.preallocate", Preallocate, self.preallocate, done, touch, whose),
            Handler("allocation.approve", Approve, self.approve, done, touch, whose),
        )


def _no_plan(law: Law, period: str, rows: Rows, act: Act) -> Outcome:
    """Refuse a period without a plan; where there is a draft of one, say that a draft gives nothing."""
    try:
        on = Period.named(period).first_day
        drafted = law.with_acts(drafts(rows)).value("allocation.plans", on, drafts=True)
        binding = law.value("rulemaking.issue_by_plan", date.fromisoformat(act.day))
    except (Problem, ValueError):
        return act.refuse(AllocationOutcome.NO_PLAN, period=period)
    if drafted.status != "draft":
        return act.refuse(AllocationOutcome.NO_PLAN, period=period)
    plan, citation = drafted.citation.instrument, law.reference(binding.citation)
    return act.refuse(AllocationOutcome.ONLY_A_DRAFT, period=period, plan=plan, citation=citation)


def _not_covered(request: Preallocate | Approve, rows: Rows, act: Act) -> Outcome | None:
    if rows.get(EntityRow, request.entity) is None:
        return act.refuse(AllocationOutcome.ENTITY_NOT_FOUND, entity=request.entity)
    listing = rows.get(ListingRow, (request.entity, request.period))
    if listing is None or not listing.covered:
        return act.refuse(AllocationOutcome.NOT_COVERED, entity=request.entity, period=request.period)
    return None


def _confirmed(rows: Rows, entity: str, period: Period) -> dict[str, int]:
    """Return the confirmed emissions of an entity in each year of a period, or nothing if one is still to come.

    A joint period is a sum of years, each with its own report; a year in which none of the units ran has none.
    """
    found: dict[str, int] = {}
    for year in period.years:
        report = rows.get(ReportRow, (entity, str(year)))
        if report is not None and report.state == "confirmed" and report.verified_t is not None:
            found[str(year)] = report.verified_t
        elif report is not None or len(period.years) == 1 or _ran(rows, entity, year):
            return {}
    return found


def _ran(rows: Rows, entity: str, year: int) -> bool:
    units = rows.where(UnitRow, entity=entity)
    return any(u.start_year <= year and (u.retired_year == 0 or u.retired_year >= year) for u in units)


def _allocated(plan: PowerPlan, rows: Rows, entity: str, year: str) -> list[UnitAllocation]:
    return [allocate_unit(plan, u) for u in outputs_of_units(rows, entity, year)]


def bases_of_units(plan: PowerPlan, rows: Rows, entity: str) -> dict[str, int]:
    """Return what each unit's pre-allocation is taken of, in whole tonnes: the plan says of which year, and what."""
    year = plan.base.value["year"]
    if plan.base.value["of"] == "verified":
        return base_of_units(rows, entity, year)
    return {
        row.unit: advance_base_t(
            plan, rows.need(UnitRow, row.unit).unit_class, Fraction(row.supply_mwh_e3, 10**3),
            Fraction(row.heat_gj_e2, 10**2),
        )
        for row in rows.where(OpeningOutputRow, entity=entity)
        if row.year == year
    }  # fmt: skip


def base_of_units(rows: Rows, entity: str, year: str) -> dict[str, int]:
    """Return the verified emissions of an entity's units in a base year, in whole tonnes.

    They come from these books where the year was confirmed here, otherwise from the opening emissions.
    """
    report = rows.get(ReportRow, (entity, year))
    if report is not None and report.state == "confirmed":
        verified = rows.where(UnitYearRow, entity=entity, period=year, stage=VERIFIED)
        return {u.unit: whole_t(u.emission_t_e2) for u in verified}
    return {o.unit: o.emission_t for o in rows.where(OpeningEmissionRow, entity=entity) if o.year == year}


def outputs_of_units(rows: Rows, entity: str, period: str) -> list[UnitOutput]:
    """Return what an entity's units ran and emitted in a period, as confirmed."""
    return [
        unit_output(year, rows.need(UnitRow, year.unit))
        for year in rows.where(UnitYearRow, entity=entity, period=period, stage=VERIFIED)
    ]


def unit_output(year: UnitYearRow, unit: UnitRow) -> UnitOutput:
    """Return a unit's year as the allocation formula reads it."""
    return UnitOutput(
        unit_id=unit.id,
        unit_class=unit.unit_class,
        supply_mwh=Fraction(year.supply_mwh_e3, 10**3),
        generation_mwh=Fraction(year.generation_mwh_e3, 10**3),
        heat_gj=Fraction(year.heat_gj_e2, 10**2),
        heat_ratio=Fraction(year.heat_ratio_e4, 10**4),
        load_factor=Fraction(year.load_factor_e4, 10**4),
        cooling=unit.cooling,
        chp=bool(unit.chp),
        verified_t=whole_t(year.emission_t_e2),
    )


def whole_t(emission_t_e2: int) -> int:
    """Return hundredths of a tonne as whole tonnes, half-up, as emissions are totalled."""
    return scaled(half_up(Fraction(emission_t_e2, 100)), 0)


def unit_bodies(period: Period, years: Mapping[str, Sequence[UnitAllocation]]) -> list[dict[str, Any]]:
    """Return an entity's units as the fact of their approval carries them; of a joint period each with its year."""
    joint = len(period.years) > 1
    return [_unit_body(u) | ({"year": year} if joint else {}) for year, units in years.items() for u in units]


def _unit_body(found: UnitAllocation) -> dict[str, Any]:
    unit = found.unit
    return {
        "unit": unit.unit_id,
        "unit_class": unit.unit_class,
        "output_mwh": show(found.output_mwh),
        "heat_gj": show(unit.heat_gj),
        "heat_ratio": show(unit.heat_ratio),
        "load_factor": show(unit.load_factor),
        "cooling": unit.cooling,
        "chp": int(unit.chp),
        "load_coef": show(found.load.value),
        "heat_coef": show(found.heat_coef),
        "cooling_coef": show(found.cooling_coef),
        "electricity_t": found.electricity_t,
        "heat_t": found.heat_t,
        "initial_t": found.initial_t,
        "relief_t": found.relief_t,
        "approved_t": found.approved_t,
        "verified_t": unit.verified_t,
    }
