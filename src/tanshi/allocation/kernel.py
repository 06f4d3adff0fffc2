"""The allowances of many units in one pass over their columns, compiled by Numba.

Whole numbers in, whole tonnes out; what each argument holds is said in `bulk.Numbers` and `bulk.Columns`. Imported only
for large inputs: importing Numba costs more than a nation of units on the plain path. `kernel_plain` is its twin.

Why the floor is exact. The electricity allowance is q c f / D tonnes: q < 2^40 the output in kWh, c <= 2^53 benchmark,
cooling and heat coefficient as one whole number, f the load coefficient, D the scale. With u = 2^-53, the estimate x
carries at most five roundings (two factors that are not whole numbers, three products), so |x - q c f / D| < 6u x <
0.7e-15 x. Where x is further than 2e-15 x from a whole number, floor(x) is the floor. Else, with n the nearest whole
number, the floor is n or n - 1 by the sign of r = q c F - n D', F and D' being whole (f with six decimals). |r| is
below 3e-15 q c F, and `bulk.Numbers` asserts that this is below 2^62, so r is right though its parts wrap around 2^64.
Where f has more than six decimals or no end, the row is left to the plain path, once in tens of millions.
The heat allowance is h b / S with h < 2^40 and b < 2^20: h b < 2^60 is exact, the estimate is off by at most one, and
the remainder says in which direction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from tanshi.allocation.bulk import Columns, Ints, Numbers, Outcome

#: Part of an estimate within which it does not decide; three times its error.
NEAR = 2e-15

#: Amounts below 2 to this power, in thousandths, are computed here.
BITS = 40

#: The load factor has 10,000 steps, the heat ratio a million; the last entry of the coefficients is 1.
STEPS = 10_000
RATIOS = 1_000_000

_BITS = np.uint64(BITS)
_TOP = np.uint64(63)
_NOTHING = np.uint64(0)
_THOUSAND = np.uint64(1000)
_STEPS = np.uint64(STEPS)
_RATIOS = np.uint64(RATIOS)


@njit(cache=True, nogil=True)
def _electricity_t(q, c, load, short, per_tonne, scale):  # type: ignore[no-untyped-def]
    """Return an electricity allowance, or -1 where the plain path has to decide."""
    x = float(q) * float(c) * load * per_tonne
    t = np.int64(x)
    over = x - float(t)
    if min(over, 1.0 - over) >= x * NEAR:
        return t
    if x == 0.0:
        return np.int64(0)
    if short < 0:
        return np.int64(-1)
    n = t + np.int64(over > 0.5)
    rest = np.uint64(q) * np.uint64(c) * np.uint64(short) - np.uint64(n) * scale
    return n - np.int64(rest >> _TOP)


@njit(cache=True, nogil=True)
def _heat_t(amount, scale, per_tonne):  # type: ignore[no-untyped-def]
    """Return a heat allowance."""
    t = np.int64(float(amount) * per_tonne)
    rest = amount - t * scale
    return t - np.int64(rest < 0) + np.int64(rest >= scale)


@njit(cache=True, nogil=True)
def run(columns: Columns, begin: int, end: int, numbers: Numbers, sums: Ints, rest: Ints, out: Outcome) -> int:
    """Add rows begin to end to their entities' sums, and write each unit's amounts where `out` has room for them.

    Return how many rows were left to the plain path; their numbers are in `rest`. Numbers without sign index faster.
    """
    kinds, entities, outputs, heats, ratios, loads, emissions = columns
    base, slope, whole, has_load, no_load, coefficients, shorts, per_tonne, scale = numbers[:9]
    heat_benchmark, heat_scale, per_heat_tonne, gives, raises, limits = numbers[9:]
    electricity_t, heat_t, initial_t, relief_t, approved_t = out
    has_rule = raises | limits  # gas units and those given their emissions, of which there are few
    writes = electricity_t.size > 0
    left = 0
    for i in range(begin, end):
        kind, entity, step = np.uint64(kinds[i]), np.uint64(entities[i]), np.uint64(loads[i])
        q, h, r, v = outputs[i], heats[i], ratios[i], emissions[i]
        fits = (
            (np.uint64(q | h | v) >> _BITS == _NOTHING)
            & (step <= _STEPS)
            & (np.uint64(r) <= _RATIOS)
            & (kind < np.uint64(base.size))
            & (entity < np.uint64(sums.shape[0]))
        )
        electricity = np.int64(-1)
        if fits:
            at = (step & np.uint64(has_load[kind])) | np.uint64(no_load[kind])
            c = base[kind] * (whole - slope[kind] * r)
            electricity = _electricity_t(q, c, coefficients[at], shorts[at], per_tonne, scale)
        if electricity < 0:
            rest[left] = i
            left += 1
            continue
        heat = _heat_t(h * heat_benchmark[kind], heat_scale, per_heat_tonne)
        initial = electricity + heat
        relief = np.int64(0)
        if has_rule[kind]:
            beyond = max(np.int64(np.uint64(v + 500) // _THOUSAND) - initial, 0)
            relief = beyond & raises[kind]
            sums[entity, 2] += beyond & limits[kind]
        sums[entity, 0] += initial + relief
        sums[entity, 1] += v
        if writes:
            electricity_t[i] = electricity
            heat_t[i] = heat
            given = relief & gives[kind]
            initial_t[i] = initial + given
            relief_t[i] = relief - given
            approved_t[i] = initial + relief
    return left


@njit(cache=True, nogil=True)
def hash_texts(ends, text):  # type: ignore[no-untyped-def]
    """Return 64 bits of FNV-1a for each text; text n stands in the bytes from ends[n] to ends[n + 1]."""
    found = np.empty(ends.size - 1, dtype=np.uint64)
    for n in range(found.size):
        h = np.uint64(0xCBF29CE484222325)
        for at in range(ends[n], ends[n + 1]):
            h = (h ^ np.uint64(text[at])) * np.uint64(0x100000001B3)
        found[n] = h
    return found
