"""The steps by which the plans set their benchmarks, computed again and laid beside what was published.

A step starts from an earlier plan's benchmark or from a balance value and changes it by a stated share; the result is
rounded half-up to the published number of decimals. Nothing is fitted: where the published value is another, the
difference stands there. `unrounded` starts from the step before as it was before rounding, where that step
comes to what was published within a digit, which tells whether rounding twice explains a difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tanshi.allocation.drafting.bench import HEAT_COAL, HEAT_GAS, PLACES
from tanshi.core.exact import decimal, half_up
from tanshi.rules import Cited, Law

STEPS = "allocation.benchmark_steps"

#: The last digit of a published benchmark, with the half that rounding may add.
_DIGIT = Fraction(3, 2 * 10**PLACES)

#: What a step starts from.
BENCHMARK, BALANCE = "benchmark", "balance"


@dataclass(frozen=True, slots=True)
class Step:
    """A line's step into a plan: its start, the stated change, and what was published."""

    plan: str
    line: str
    start: Cited
    change: Cited
    exact: Fraction
    unrounded: Fraction  # from the unrounded result of the step before
    published: Cited

    @property
    def share(self) -> Fraction:
        """The stated change."""
        return decimal(self.change.value["change"])

    @property
    def computed(self) -> Fraction:
        return half_up(self.exact, PLACES)

    @property
    def difference(self) -> Fraction:
        """Computed less published."""
        return self.computed - self.published.number

    @property
    def chained(self) -> Fraction:
        return half_up(self.unrounded, PLACES)

    @property
    def implied(self) -> Fraction:
        """The change that the published values themselves show."""
        return self.published.number / self.start.number - 1


def steps(law: Law) -> list[Step]:
    """Return the steps of all plans whose texts state one, in order."""
    found: list[Step] = []
    before: dict[tuple[str, date], Fraction] = {}
    for entry in law.parameter(STEPS).entries:
        day = entry.from_day
        plan = law.value("allocation.plans", day).value["name"]
        for line in entry.by_key:
            change = law.value(STEPS, day, line)
            at = date.fromisoformat(change.value["at"])
            start = value_of(law, change.value["of"], line, at)
            share = 1 + decimal(change.value["change"])
            origin = before.get((line, at), start.number) if change.value["of"] == BENCHMARK else start.number
            published = value_of(law, BENCHMARK, line, day)
            if abs(origin * share - published.number) < _DIGIT:
                before[(line, day)] = origin * share
            found.append(Step(plan, line, start, change, start.number * share, origin * share, published))
    return found


def value_of(law: Law, of: str, line: str, on: date, *, drafts: bool = False) -> Cited:
    """Return the benchmark or balance value of a line on a day."""
    if line not in (HEAT_COAL, HEAT_GAS):
        name = "allocation.electricity_benchmark" if of == BENCHMARK else "allocation.balance_value_electricity"
        return law.value(name, on, line, drafts=drafts)
    if of == BALANCE:
        return law.value("allocation.balance_value_heat", on, line.removeprefix("heat."))
    return law.value("allocation.heat_benchmark", on, "I" if line == HEAT_COAL else "IV", drafts=drafts)
