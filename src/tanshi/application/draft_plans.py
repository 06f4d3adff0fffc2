"""Plans as the bench for drafting names them: of a year, by name, a draft act of the journal."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.allocation.from_file import newest_plan, plan_named
from tanshi.allocation.power import PowerPlan
from tanshi.application.market import Market
from tanshi.application.trial import DRAFT, period_of_draft
from tanshi.core.period import Period
from tanshi.rules import Law


@dataclass(frozen=True, slots=True)
class NamedPlan:
    """A plan under the name it was asked for."""

    name: str
    plan: PowerPlan


def plan_asked(law: Law, name: str, period: Period | None) -> NamedPlan:
    """Return the plan of a name; "" is that of the period, and without one the newest in force."""
    if not name and period is not None:
        return NamedPlan(period.name, PowerPlan.of(law, period))
    name = name or newest_plan(law)
    return NamedPlan(name, plan_named(law, name))


def drafted_plan(market: Market, name: str, day: str, tried_on: Period) -> NamedPlan:
    """Return the plan of a draft act, `draft:ID`, as it stands on a day; `Problem` where there is none."""
    draft = name.removeprefix(DRAFT)
    law = market.law_on(day, draft)
    return NamedPlan(name, PowerPlan.of(law, period_of_draft(market, law, draft, tried_on), drafts=True))
