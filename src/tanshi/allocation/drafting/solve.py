"""Benchmarks for a target surplus: every line is cut by its strictness times one common factor.

Before relief what is given is linear in the factor, so the factor is a quotient. After relief (gas units, 20 % rule) it
only never rises, so the factor is closed in by halves. Benchmarks are then rounded half-up to four decimals, and
the surplus that is told is the one the rounded benchmarks give, with every tonne rounded down as the plan says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from tanshi.allocation.drafting.bench import PLACES, Bench, Benchmarks, Sector
from tanshi.core.exact import half_up
from tanshi.core.finding import problem

#: Halvings after which two benchmarks that a factor still tells apart are equal when rounded.
_HALVINGS = 24


@dataclass(frozen=True, slots=True)
class SolvedLine:
    """A line of the table: where it started, how strict, and what came out."""

    line: str
    base: Fraction
    strictness: Fraction
    value: Fraction

    @property
    def change(self) -> Fraction:
        """The benchmark over its start, less one."""
        return self.value / self.base - 1


@dataclass(frozen=True, slots=True)
class Solution:
    """Benchmarks for a target, and what they really give."""

    target_t: int
    after_relief: bool
    factor: Fraction
    lines: tuple[SolvedLine, ...]
    benchmarks: Benchmarks
    sector: Sector
    rounding_t: (
        Fraction  # how far rounding can lead from the target: half a step of every line, a tonne a unit and line
    )

    @property
    def surplus_t(self) -> int:
        return self.sector.surplus_t(after_relief=self.after_relief)


def solve(
    bench: Bench,
    base: Mapping[str, Fraction],
    strictness: Mapping[str, Fraction],
    target_t: int,
    *,
    after_relief: bool = False,
) -> Solution:
    """Return the benchmarks that give a surplus of `target_t` (below zero: a deficit).

    `base`: where each line starts, above 0; `strictness`: its relative cut at a factor of 1, never below 0; 0 keeps a
    line.
    `Problem` if no line may move, or the target lies beyond what moving them can reach.
    """
    weights = {line: weight for line, weight in bench.weights().items() if weight}
    moving = {line: strictness[line] for line in weights if strictness[line]}
    if not moving or min(strictness.values()) < 0:
        raise problem("draft.nothing_moves", lines=", ".join(weights) or "-")
    factor = _factor(bench, base, strictness, target_t, weights)
    if after_relief:
        factor = _after_relief(bench, base, strictness, target_t, 1 / max(moving.values()))
    values = _cut(base, strictness, factor)
    rounded = {line: half_up(value, PLACES) for line, value in values.items()}
    if min(rounded.values()) <= 0:
        raise problem("draft.unreachable", target=f"{target_t:,}")
    benchmarks = Benchmarks.by_line(rounded, bench.plan.electricity)
    step = Fraction(1, 2 * 10**PLACES)
    return Solution(
        target_t,
        after_relief,
        factor,
        tuple(SolvedLine(line, base[line], strictness[line], rounded[line]) for line in rounded),
        benchmarks,
        bench.under(benchmarks),
        sum((step * weight for weight in weights.values()), Fraction(0)) + 2 * len(bench.observed.units) + 1,
    )


def _cut(base: Mapping[str, Fraction], strictness: Mapping[str, Fraction], factor: Fraction) -> dict[str, Fraction]:
    return {line: value * (1 - factor * strictness[line]) for line, value in base.items()}


def _factor(
    bench: Bench,
    base: Mapping[str, Fraction],
    strictness: Mapping[str, Fraction],
    target_t: int,
    weights: Mapping[str, Fraction],
) -> Fraction:
    """Return the factor at which the unrounded allowances exceed verified emissions by the target."""
    owed = sum(e.verified_t for e in bench.observed.entities.values())
    given = sum((base[line] * weight for line, weight in weights.items()), Fraction(bench.fixed_t))
    per_factor = sum((base[line] * strictness[line] * weight for line, weight in weights.items()), Fraction(0))
    return (given - owed - target_t) / per_factor


def _after_relief(
    bench: Bench, base: Mapping[str, Fraction], strictness: Mapping[str, Fraction], target_t: int, limit: Fraction
) -> Fraction:
    """Return the factor whose rounded benchmarks come nearest to the target after relief.

    Looked for between a cut of everything (`limit`) and as much added. Where relief gives the same over a stretch of
    factors, the one that changes least.
    """
    kept: dict[Fraction, int] = {}

    def surplus(factor: Fraction) -> int:
        if factor not in kept:
            rounded = {line: half_up(value, PLACES) for line, value in _cut(base, strictness, factor).items()}
            kept[factor] = bench.under(Benchmarks.by_line(rounded, bench.plan.electricity)).surplus_t(after_relief=True)
        return kept[factor]

    most, least = surplus(-limit), surplus(limit)
    if not least <= target_t <= most:
        raise problem("draft.unreachable_between", target=f"{target_t:,}", least=f"{least:,}", most=f"{most:,}")
    above, below = _edge(lambda f: surplus(f) >= target_t, -limit, limit)
    best = min(surplus(above), surplus(below), key=lambda found: abs(found - target_t))
    strictest, _ = _edge(lambda f: surplus(f) >= best, -limit, limit)
    _, loosest = _edge(lambda f: surplus(f) > best, -limit, limit) if most > best else (-limit, -limit)
    return min(max(Fraction(0), loosest), strictest)


def _edge(holds: Callable[[Fraction], bool], low: Fraction, high: Fraction) -> tuple[Fraction, Fraction]:
    """Return the last factor at which something still holds and the first at which it does not, by halves."""
    if holds(high):
        return high, high
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low, high
