"""The twin of `kernel` in NumPy, used where Numba is not installed: the same numbers by the same proof, in
short chunks.

Whole columns at once need several times the memory of the input and are slower, so a chunk stays in the cache.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tanshi.allocation.bulk import Columns, Ints, Numbers, Outcome

#: As in `kernel`; not imported from there, because that imports Numba.
NEAR = 2e-15
BITS = 40
STEPS = 10_000
RATIOS = 1_000_000

_CHUNK = 1 << 14


def run(columns: Columns, begin: int, end: int, numbers: Numbers, sums: Ints, rest: Ints, out: Outcome) -> int:
    """Add rows begin to end to their entities' sums, and write each unit's amounts where `out` has room for them.

    Return how many rows were left to the plain path; their numbers are in `rest`.
    """
    left = 0
    for start in range(begin, end, _CHUNK):
        left = _chunk(columns, slice(start, min(start + _CHUNK, end)), numbers, sums, rest, left, out)
    return left


def _chunk(columns: Columns, rows: slice, numbers: Numbers, sums: Ints, rest: Ints, left: int, out: Outcome) -> int:
    fits = _fits(columns, rows, numbers.base.size, sums.shape[0])
    electricity = np.full(rows.stop - rows.start, -1)
    electricity[fits] = _electricity_t(columns, rows, numbers, fits)
    undecided = np.flatnonzero(electricity < 0) + rows.start
    rest[left : left + undecided.size] = undecided
    done = electricity >= 0
    kind, verified, entity = columns.kind[rows][done], columns.verified[rows][done], columns.entity[rows][done]
    amount = columns.heat[rows][done] * numbers.heat[kind]
    heat = amount // numbers.heat_scale
    initial = electricity[done] + heat
    beyond = np.maximum((verified + 500) // 1000 - initial, 0)
    relief = beyond & numbers.raises[kind]
    np.add.at(sums[:, 0], entity, initial + relief)
    np.add.at(sums[:, 1], entity, verified)
    np.add.at(sums[:, 2], entity, beyond & numbers.limits[kind])
    if out.initial_t.size:
        given = relief & numbers.gives[kind]
        amounts = (electricity[done], heat, initial + given, relief - given, initial + relief)
        for column, values in zip(out, amounts, strict=True):
            column[rows][done] = values
    return left + int(undecided.size)


def _fits(columns: Columns, rows: slice, kinds: int, entities: int) -> np.ndarray:
    def below(values: np.ndarray, limit: int) -> np.ndarray:
        return (values >= 0) & (values < limit)

    amounts = columns.output[rows] | columns.heat[rows] | columns.verified[rows]
    return np.asarray(
        below(amounts, 1 << BITS)
        & below(columns.load_factor[rows], STEPS + 1)
        & below(columns.heat_ratio[rows], RATIOS + 1)
        & below(columns.kind[rows], kinds)
        & below(columns.entity[rows], entities)
    )


def _electricity_t(columns: Columns, rows: slice, numbers: Numbers, fits: np.ndarray) -> Ints:
    kind, q = columns.kind[rows][fits], columns.output[rows][fits]
    c = numbers.base[kind] * (numbers.whole - numbers.slope[kind] * columns.heat_ratio[rows][fits])
    step = (columns.load_factor[rows][fits] & numbers.has_load[kind]) | numbers.no_load[kind]
    x = q.astype(np.float64) * c * numbers.load[step] * numbers.per_tonne
    found = np.floor(x)
    over = x - found
    near = np.flatnonzero((np.minimum(over, 1.0 - over) < x * NEAR) & (x != 0))
    t = found.astype(np.int64)
    if near.size:
        short = numbers.short[step[near]]
        n = t[near] + (over[near] > 0.5)
        rest = q[near].astype(np.uint64) * c[near].astype(np.uint64) * short.astype(np.uint64)
        rest -= n.astype(np.uint64) * numbers.scale
        t[near] = np.where(short < 0, -1, n - (rest >> np.uint64(63)).astype(np.int64))
    return np.asarray(t)
