"""Compare the bulk allocation with the plain one, unit by unit and entity by entity, on random units and every edge.

    python -m tools.bulk_trial [--rows N] [--plan P] [--kernel compiled|plain] [--seed S]

A plan's rows mix ordinary units with those that stand on an edge: knots of the load coefficient, products that are a
whole number of tonnes or one step beside it, ratios whose product comes as near to one as 40 bits allow, zero, the
largest amounts of the kernel and larger ones, ties of the rounding, entities on the 20 % rule and the borrowing limit.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import time
from dataclasses import dataclass
from fractions import Fraction
from importlib import import_module
from itertools import pairwise
from types import ModuleType

import numpy as np

from tanshi.allocation.borrowing import BorrowingTerms
from tanshi.allocation.bulk import Bulk, BulkPlan, Columns, EntityAmounts, Outcome
from tanshi.allocation.from_file import plan_named, plans
from tanshi.allocation.kernel_plain import BITS, RATIOS, STEPS
from tanshi.allocation.power import allocate_entity, allocate_unit
from tanshi.core.exact import half_up, scaled
from tanshi.rules import Law

KERNELS = {"compiled": "tanshi.allocation.kernel", "plain": "tanshi.allocation.kernel_plain"}

_KNOTS = sorted({min(max(k + d, 0), STEPS) for k in range(0, STEPS + 1, 500) for d in (-1, 0, 1)})
_LARGEST = (1 << BITS) - 1


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison saw; `differences` are told in words, the first few."""

    rows: int
    entities: int
    by_reference: int
    whole: int  # rows whose product is a whole number of tonnes
    given: int  # rows whose allocation is their verified emission
    differences: tuple[str, ...]


def compare(law: Law, name: str, rows: int, seed: int, kernel: ModuleType | None = None) -> Compared:
    """Allocate so many random units under a plan by both ways and compare every amount."""
    plan = BulkPlan.of(plan_named(law, name))
    terms = BorrowingTerms.of(law, plan.plan.period)
    columns = units(plan, rows, seed)
    entities = int(columns.entity.max()) + 1
    bulk = Bulk(plan, entities, kernel=kernel)
    found = bulk.allocate(columns)
    summed = bulk.entities(terms)
    only_sums = Bulk(plan, entities, kernel=kernel)
    only_sums.add(columns)
    differences = [
        f"{field}: sums with and without units differ"
        for field, a, b in zip(_ENTITY, _amounts(summed), _amounts(only_sums.entities(terms)), strict=True)
        if not np.array_equal(a, b)
    ]
    seen, whole = _plain(plan, terms, columns, found, summed)
    given = int(np.count_nonzero(plan.numbers.gives[columns.kind]))
    return Compared(rows, entities, bulk.by_reference, whole, given, tuple((differences + seen)[:5]))


_ENTITY = ("initial_t", "relief_t", "approved_t", "verified_t", "obligation_t", "gap_t", "borrow_limit_t")


def _amounts(found: EntityAmounts) -> list[np.ndarray]:
    return [getattr(found, name) for name in _ENTITY]


def _plain(
    plan: BulkPlan, terms: BorrowingTerms | None, columns: Columns, found: Outcome, summed: EntityAmounts
) -> tuple[list[str], int]:
    """Return where bulk amounts are not those of the plain path, and how many products were whole."""
    wrong, whole = [], 0
    bounds = np.searchsorted(columns.entity, np.arange(int(columns.entity.max()) + 2)).tolist()
    for entity, (begin, end) in enumerate(pairwise(bounds)):
        of_entity, verified = [], Fraction(0)
        for row in range(begin, end):
            unit = allocate_unit(plan.plan, plan.output(columns, row))
            of_entity.append(unit)
            verified += Fraction(int(columns.verified[row]), 1000)
            whole += unit.electricity_allowance == unit.electricity_t != 0
            expected = tuple(getattr(unit, name) for name in Outcome._fields)
            if expected != (got := tuple(int(column[row]) for column in found)):
                wrong.append(f"row {row} {tuple(int(c[row]) for c in columns)}: {got}, not {expected}")
        total = scaled(half_up(verified), 0)
        plain = allocate_entity(plan.plan, of_entity, total)
        limit = terms.limit_t(plain.approved_t, total, plain.obligation_t) if terms else 0
        expected = (*(getattr(plain, name) for name in _ENTITY[:-1]), limit)
        if expected != (got := tuple(int(a[entity]) for a in _amounts(summed))):
            wrong.append(f"entity {entity}: {got}, not {expected}")
    return wrong, whole


def units(plan: BulkPlan, rows: int, seed: int) -> Columns:
    """Return random units of which about half stand on an edge; rows of an entity follow each other."""
    random = np.random.default_rng(seed)
    entity = np.sort(random.integers(0, max(1, rows // 3), rows)).astype(np.int32)
    kind = random.integers(0, len(plan.kinds), rows).astype(np.int8)
    load = np.where(random.random(rows) < 0.4, random.choice(_KNOTS, rows), random.integers(0, STEPS + 1, rows))
    ratio = np.where(random.random(rows) < 0.5, random.choice([0, RATIOS // 4, RATIOS // 2, RATIOS], rows), 0)
    ratio = np.where(random.random(rows) < 0.3, random.integers(0, RATIOS + 1, rows), ratio)
    output = random.integers(0, 9_000_000_000, rows)
    heat = random.integers(0, 30_000_000_000, rows)
    edge = random.random(rows)
    for row in np.flatnonzero(edge < 0.4).tolist():
        output[row] = _on_a_whole_number(plan, int(kind[row]), int(load[row]), int(ratio[row]), random)
    heat[edge < 0.2] = heat[edge < 0.2] // 10_000_000 * 10_000_000
    output = np.where(
        (edge > 0.4) & (edge < 0.43), random.choice([0, 1, _LARGEST, _LARGEST + 1, 1 << 52], rows), output
    )
    heat = np.where((edge > 0.42) & (edge < 0.45), random.choice([0, 1, _LARGEST, _LARGEST + 1, 1 << 52], rows), heat)
    verified = random.integers(0, 9_000_000_000, rows)
    verified = np.where(
        random.random(rows) < 0.3, verified // 1000 * 1000 + random.choice([0, 499, 500], rows), verified
    )
    columns = Columns(kind, entity, output, heat, ratio, load, verified)
    return columns._replace(verified=_on_the_limits(plan, columns, random))


def _on_a_whole_number(plan: BulkPlan, kind: int, load: int, ratio: int, random: np.random.Generator) -> int:
    """Return an output whose allowance is a whole number of tonnes, one step beside it, or as near as there is."""
    n = plan.numbers
    step = load if n.has_load[kind] else STEPS + 1
    c = int(n.base[kind]) * (n.whole - int(n.slope[kind]) * ratio)
    tonnes = Fraction(c, round(1 / n.per_tonne)) * plan.coefficients[step].value
    nearest = tonnes.limit_denominator(_LARGEST)
    times = _LARGEST // nearest.denominator
    output = nearest.denominator * int(random.integers(1, min(times, 10**6) + 1)) + int(random.choice([-1, 0, 0, 1]))
    return min(output, _LARGEST)


def _on_the_limits(plan: BulkPlan, columns: Columns, random: np.random.Generator) -> np.ndarray:
    """Return verified emissions that put entities on the 20 % rule, the borrowing limit, or a tonne beside."""
    entities = int(columns.entity.max()) + 1
    bulk = Bulk(plan, entities, kernel=import_module(KERNELS["plain"]))
    bulk.add(columns._replace(verified=np.zeros_like(columns.verified)))
    approved = bulk.entities(None).initial_t
    verified = columns.verified.copy()
    bounds = np.searchsorted(columns.entity, np.arange(entities + 1)).tolist()
    for entity in np.flatnonzero(random.random(entities) < 0.5).tolist():
        begin, end = bounds[entity], bounds[entity + 1]
        share = (Fraction(5, 4), Fraction(10, 9), Fraction(6, 5), Fraction(1))[int(random.integers(0, 4))]
        total = math.ceil(int(approved[entity]) * share) + int(random.integers(-1, 2))
        grams = int(random.choice([0, 499, 500, 501, -500, -501]))
        if begin < end and total > 0:
            verified[begin:end] = 0
            verified[end - 1] = max(0, total * 1000 + grams)
    return verified


def main() -> int:
    """Compare plan by plan and tell; exit code 1 if anything differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--plan", default="", help="default: all")
    parser.add_argument("--kernel", choices=KERNELS, default="compiled")
    parser.add_argument("--seed", type=int, default=20241231)
    options = parser.parse_args()
    law = Law("cn")
    kernel = import_module(KERNELS[options.kernel])
    wrong = 0
    for name in [options.plan] if options.plan else plans(law):
        begin = time.process_time()
        found = compare(law, name, options.rows, options.seed, kernel)
        wrong += len(found.differences)
        sys.stdout.write(
            f"{name:<10} {found.rows:,} units of {found.entities:,} entities, {found.whole:,} on a whole number, "
            f"{found.given:,} given their emission, {found.by_reference:,} by the plain path, "
            f"{len(found.differences)} differences, {time.process_time() - begin:.0f} s\n"
        )
        for line in found.differences:
            sys.stdout.write(f"  {line}\n")
        sys.stdout.flush()
    jit = "off" if os.environ.get("NUMBA_DISABLE_JIT") == "1" else "on"
    sys.stdout.write(f"seed {options.seed}, kernel {options.kernel}, compiler {jit}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
