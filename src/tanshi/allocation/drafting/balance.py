"""Balance values (平衡值): the benchmark at which a line's allowances equal its verified emissions, before any relief.

A combined heat and power unit's emission is divided by its heat-supply ratio r (供热比, the share of the fuel that goes
into heat): r of it is of heat, the rest of electricity. Then

    electricity, by class:        sum (1 - r) E / sum (output x coefficients)
    heat, all coal, and gas:      sum r E / sum heat supplied

as exact fractions; a load coefficient that is irrational counts with 50 digits. A unit that supplies heat without a
ratio, or has a ratio without heat, cannot be divided and is left out with a finding. How an emission is divided moves
tonnes between electricity and heat only, so a class's emissions over what the published values would give both
together (`together`) say how far the level differs whatever the division.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from tanshi.allocation.drafting.bench import HEAT_COAL, HEAT_GAS, Bench, Benchmarks, heat_line, lines_of
from tanshi.allocation.drafting.observed import ObservedUnit
from tanshi.core.exact import half_up
from tanshi.core.finding import Finding
from tanshi.rules import Cited, Law, NoTextInForce


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """A line's balance value: emissions over what a benchmark of 1 would give; None where nothing is supplied."""

    line: str
    units: int
    emission: Fraction  # tonnes
    weight: Fraction  # MWh or GJ, times coefficients
    published: Cited | None

    @property
    def value(self) -> Fraction | None:
        return self.emission / self.weight if self.weight else None

    @property
    def difference(self) -> Fraction | None:
        """Ours over the published value, less one."""
        if self.value is None or self.published is None:
            return None
        return self.value / self.published.number - 1


@dataclass(frozen=True, slots=True)
class Balance:
    """The balance values of a sector, and the units that could not be divided between electricity and heat."""

    lines: tuple[BalanceLine, ...]
    together: Mapping[str, Fraction]  # by class: emissions over what the published values would give, less one
    findings: tuple[Finding, ...]

    def values(self, places: int | None = None) -> dict[str, Fraction]:
        """Return the values by line, exact or half-up to some decimals; lines without supply are left out."""
        found = {line.line: line.value for line in self.lines if line.value is not None}
        return found if places is None else {name: half_up(value, places) for name, value in found.items()}


def balance(bench: Bench, law: Law | None = None) -> Balance:
    """Return a sector's balance values; with a law, the published ones of the plan's year beside them."""
    published = _published(law, bench) if law else {}
    emissions = dict.fromkeys(lines_of(bench.plan), Fraction(0))
    weights, counts, findings = dict(emissions), dict.fromkeys(emissions, 0), []
    given, emitted = dict.fromkeys(bench.classes, Fraction(0)), dict.fromkeys(bench.classes, Fraction(0))
    for unit, weight in bench.weighted():
        if not divisible(unit):
            findings.append(Finding("draft.not_divisible", unit.where, {"unit": unit.output.unit_id}))
            continue
        line, heat = unit.output.unit_class, heat_line(unit.output.unit_class)
        emissions[line] += unit.electricity_emission
        weights[line] += weight
        counts[line] += 1
        if published:
            emitted[line] += unit.verified_t
            given[line] += weight * published[line].number + unit.output.heat_gj * published[heat].number
        if unit.output.heat_gj:
            emissions[heat] += unit.heat_emission
            weights[heat] += unit.output.heat_gj
            counts[heat] += 1
    lines = (BalanceLine(n, counts[n], emissions[n], weights[n], published.get(n)) for n in emissions)
    together = {c: emitted[c] / total - 1 for c, total in given.items() if total}
    return Balance(tuple(lines), together, tuple(findings))


def published_surplus(bench: Bench, found: Balance) -> int | None:
    """Return the surplus before relief that the published balance values would leave the units, in whole tonnes."""
    values = {line.line: line.published.number for line in found.lines if line.published}
    if set(lines_of(bench.plan)) - set(values):
        return None
    return bench.under(Benchmarks.by_line(values, bench.plan.electricity)).surplus_t(after_relief=False)


def divisible(unit: ObservedUnit) -> bool:
    """Tell whether heat and heat-supply ratio go together."""
    return (unit.output.heat_gj > 0) == (unit.output.heat_ratio > 0)


def _published(law: Law, bench: Bench) -> Mapping[str, Cited]:
    """Return the balance values that the ministry published for the plan's first year, if it did."""
    on = bench.plan.period.first_day
    try:
        electricity = law.table("allocation.balance_value_electricity", on)
        heat = law.table("allocation.balance_value_heat", on)
    except NoTextInForce:
        return {}
    return {**electricity, HEAT_COAL: heat["coal"], HEAT_GAS: heat["gas"]}
