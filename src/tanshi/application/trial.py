"""A plan tried on what is confirmed, or reported, in the books: what it would give, to whom. It gives nothing (试算).

A draft may be for a later year than the one it is tried on; then its own year's values are applied to that
year's output.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from tanshi.allocation.commands import unit_output
from tanshi.allocation.power import PowerPlan, UnitAllocation, allocate_entity, allocate_unit
from tanshi.allocation.tables import EntityAllocationRow
from tanshi.application.access import ViewRows
from tanshi.application.market import Market
from tanshi.core.finding import problem
from tanshi.core.period import Period
from tanshi.journal.engine import Reads
from tanshi.journal.table import read_rows
from tanshi.mrv.tables import REPORTED, VERIFIED, ReportRow, UnitYearRow
from tanshi.participants.tables import UnitRow
from tanshi.rulemaking.form import vintages_of
from tanshi.rulemaking.law import text_of
from tanshi.rulemaking.tables import ActRow
from tanshi.rules import Law, NoTextInForce

#: How a draft is named where a plan is asked for.
DRAFT = "draft:"


@dataclass(frozen=True, slots=True)
class Tried:
    """What a plan would give an entity, beside what is approved; None where nothing is."""

    entity: str
    verified_t: int
    approved_t: int | None
    tried_t: int
    obligation_t: int


@dataclass(frozen=True, slots=True)
class Trial:
    """A plan tried on a period."""

    law: str
    plan: str
    vintage: str
    period: str
    position: int
    entities: list[Tried]
    reported: bool = False  # tried on reports as filed, where they are not verified


def try_plan(market: Market, period: Period, plan: str, day: str, *, reported: bool = False) -> Trial:
    """Try a plan ("" the one in force, `draft:ID` a draft) on the confirmed output of a period.

    `reported`: on every report that is filed, with what verification found where it has been.
    """
    draft = plan.removeprefix(DRAFT) if plan.startswith(DRAFT) else ""
    if plan and not draft:
        raise problem("allocate.bad_plan", where=plan)
    law = market.law_on(day, draft)
    applied = PowerPlan.of(law, period_of_draft(market, law, draft, period), drafts=bool(draft))
    years: dict[str, list[UnitAllocation]] = defaultdict(list)
    with market.view() as view:
        units = {u.id: u for u in read_rows(view, UnitRow)}
        verified: dict[str, int] = defaultdict(int)
        for year in period.years:
            for report in _reports(view, str(year), reported):
                verified[report.entity] += report.reported_t if report.verified_t is None else report.verified_t
            for row in _unit_years(view, str(year), reported):
                years[row.entity].append(allocate_unit(applied, unit_output(row, units[row.unit])))
        approved = {a.entity: a.approved_t for a in read_rows(view, EntityAllocationRow, period=period.name)}
        position = view.head().size
    found = []
    for entity in sorted(verified):
        made = allocate_entity(applied, years[entity], verified[entity])
        found.append(Tried(entity, verified[entity], approved.get(entity), made.approved_t, made.obligation_t))
    if not found:
        nothing = "allocate.nothing_reported" if reported else "allocate.nothing_confirmed"
        raise problem(nothing, where=market.engine.url, period=period.name)
    return Trial(law.name, applied.plan.citation.instrument, applied.vintage, period.name, position, found, reported)


def _reports(view: Reads, year: str, reported: bool) -> list[ReportRow]:
    """Return the confirmed reports of a year, or all that are filed."""
    state = {} if reported else {"state": "confirmed"}
    return read_rows(view, ReportRow, period=year, **state)


def _unit_years(view: Reads, year: str, reported: bool) -> list[UnitYearRow]:
    """Return the units' years as verified, or, where that is asked for, as reported while they are not verified."""
    verified = read_rows(view, UnitYearRow, period=year, stage=VERIFIED)
    if not reported:
        return verified
    known = {row.unit for row in verified}
    return [*verified, *(r for r in read_rows(view, UnitYearRow, period=year, stage=REPORTED) if r.unit not in known)]


def period_of_draft(market: Market, law: Law, draft: str, tried_on: Period) -> Period:
    """Return the period whose values are applied: the one tried on, or the draft's own if it does not reach it."""
    if not draft:
        return tried_on
    try:
        plan = law.value("allocation.plans", tried_on.first_day, drafts=True)
    except NoTextInForce:
        plan = None
    if plan is not None and plan.citation.instrument == draft:
        return tried_on
    with market.view() as view:
        rows = ViewRows(view)
        act = rows.get(ActRow, draft)
        values = text_of(act, rows).values if act is not None else {}
    if not vintages_of(values):
        return tried_on  # a draft that changes values of a plan that stands
    return Period.named(str(next(iter(values["allocation.plans"].values()))["value"]["period"]))
