"""How each plan rounds each step, and how well that is known (各方案各步骤的修约)."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.allocation.borrowing import BorrowingTerms
from tanshi.allocation.from_file import plan_named, plans
from tanshi.allocation.industry import IndustryPlan
from tanshi.allocation.power import PowerPlan
from tanshi.core.catalogue import Language, text
from tanshi.core.finding import Problem
from tanshi.core.period import Period
from tanshi.rules import Cited, Law

#: Steps of a power plan in the order in which they are taken, each with the parameter that rounds it.
POWER_STEPS = (
    ("load_coefficient", "rounding"),
    ("electricity_allowance", "rounding"),
    ("heat_allowance", "rounding"),
    ("initial", "rounding_of_totals"),
    ("unit_verified", "rounding_of_totals"),
    ("entity_verified", "rounding_of_totals"),
    ("approved", "rounding"),
    ("gap_rate", "rounding_of_totals"),
    ("gap_rate_shown", "rounding_of_totals"),
    ("borrowing", "rounding_of_totals"),
    ("preallocation", "rounding"),
)

#: Sectors with plans of their own.
SECTORS = ("steel", "cement", "aluminium")


@dataclass(frozen=True, slots=True)
class Rounded:
    """How a step of a plan is rounded: `rounding` names it ("" leaves the exact value), `cited` says who says so."""

    plan: str
    sector: str
    step: str
    rounding: str
    cited: Cited

    @property
    def label(self) -> str:
        """The message that names the step."""
        return f"rounding.{'step' if self.sector == 'power' else 'line'}_{self.step}"

    @property
    def status(self) -> str:
        """Whether the plan is in force or a draft."""
        return self.cited.status


def rounding_of(law: Law, plan: str = "") -> list[Rounded]:
    """Return the steps of every plan, or of the one of that name; `Problem` names those there are."""
    found = [step for name in plans(law) for step in _power(law, name)] + _industry(law)
    if plan and plan not in {step.plan for step in found}:
        plan_named(law, plan)
    return [step for step in found if plan in ("", step.plan)]


def _power(law: Law, name: str) -> list[Rounded]:
    period, is_draft = plans(law)[name]
    plan = PowerPlan.of(law, period, drafts=is_draft)
    tables = {
        "rounding": plan.rounding,
        "rounding_of_totals": law.table("allocation.rounding_of_totals", period.first_day, drafts=is_draft),
    }
    decimals = plan.load_decimals
    found = [Rounded(name, "power", "load_factor", f"half_up {decimals.value}", decimals)]
    for step, table in POWER_STEPS:
        if step == "borrowing" and BorrowingTerms.of(law, period) is None:
            continue
        cited = tables[table][step]
        found.append(Rounded(name, "power", step, cited.value, cited))
    return found


def _industry(law: Law) -> list[Rounded]:
    found = []
    for year in sorted({entry.from_day.year for entry in law.parameter("allocation.industry_method").entries}):
        for sector in SECTORS:
            try:
                plan = IndustryPlan.of(law, sector, Period(year, year))
            except Problem:
                continue
            steps = ["balance_value", "approved"] if plan.by_intensity else ["approved"]
            found += [Rounded(str(year), sector, s, plan.rounding[s].value, plan.rounding[s]) for s in steps]
    return found


def rounding_words(rounding: str, step: str, language: Language) -> str:
    """Return a named rounding in words; the load factor and the shown gap rate are percentages."""
    name, _, places = rounding.partition(" ")
    if name == "half_up" and places not in ("", "0"):
        return text(f"rounding.decimals{'_percent' if step in _PERCENT else ''}", language, {"places": places})
    return text(f"rounding.{name or 'exact'}", language)


_PERCENT = ("load_factor", "gap_rate_shown")
