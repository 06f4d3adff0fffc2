"""What a firm may expect before the plan exists: its projected year under last year's plan, with benchmarks moved by
the steps that past plans have shown.

An estimate and no allocation. A step is a year's benchmark over that of the year before, read from the plans; which
years count is a parameter (`allocation.estimate_steps`). The range takes every line's lowest and highest step together:
an allowance never falls when a benchmark rises, so no mixture of the steps lies outside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tanshi.allocation.drafting.bench import PLACES, Bench, Benchmarks, Sector, lines_of
from tanshi.allocation.drafting.observed import Observed
from tanshi.allocation.drafting.steps import BENCHMARK, value_of
from tanshi.allocation.power import PowerPlan
from tanshi.core.exact import half_up
from tanshi.core.finding import problem
from tanshi.rules import Law

UNCHANGED, LOW, HIGH = "unchanged", "low", "high"


@dataclass(frozen=True, slots=True)
class SeenStep:
    """A year's benchmarks over those of the year before, less one, by line; `draft` where the year's are a draft."""

    year: str
    draft: bool
    changes: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Scenario:
    """Benchmarks of the running year as they might come, and what they would give."""

    name: str  # unchanged, low, high, or the year whose step is repeated
    draft: bool
    benchmarks: Mapping[str, Fraction]
    sector: Sector


@dataclass(frozen=True, slots=True)
class Estimate:
    """A projected year under plausible benchmarks. `plan` is last year's."""

    plan: str
    projected: Observed
    steps: tuple[SeenStep, ...]
    scenarios: tuple[Scenario, ...]

    def scenario(self, name: str) -> Scenario:
        return next(s for s in self.scenarios if s.name == name)


def seen_steps(law: Law, lines: Sequence[str], on: date) -> list[SeenStep]:
    """Return the steps that make the range of an estimate."""
    found = []
    for year in law.value("allocation.estimate_steps", on).value["years"]:
        now, before = date(int(year), 1, 1), date(int(year) - 1, 1, 1)
        changes, draft = {}, False
        for line in lines:
            cited = value_of(law, BENCHMARK, line, now, drafts=True)
            changes[line] = cited.number / value_of(law, BENCHMARK, line, before, drafts=True).number - 1
            draft |= cited.status == "draft"
        found.append(SeenStep(year, draft, changes))
    return found


def estimate(law: Law, plan: PowerPlan, name: str, projected: Observed) -> Estimate:
    """Return what a projected year may be given; `name` is that of last year's plan."""
    lines = lines_of(plan)
    seen = seen_steps(law, lines, plan.period.first_day)
    if not seen:
        raise problem("draft.no_steps")
    own = Benchmarks.of(plan).lines()
    low = {line: min(s.changes[line] for s in seen) for line in lines}
    high = {line: max(s.changes[line] for s in seen) for line in lines}
    asked: list[tuple[str, bool, Mapping[str, Fraction]]] = [(UNCHANGED, False, dict.fromkeys(lines, Fraction(0)))]
    asked += [(s.year, s.draft, s.changes) for s in seen]
    asked += [(LOW, False, low), (HIGH, False, high)]
    bench = Bench(plan, projected)
    scenarios = []
    for of, draft, changes in asked:
        values = {line: half_up(own[line] * (1 + changes[line]), PLACES) for line in lines}
        sector = bench.under(Benchmarks.by_line(values, plan.electricity))
        scenarios.append(Scenario(of, draft, values, sector))
    return Estimate(name, projected, tuple(seen), tuple(scenarios))
