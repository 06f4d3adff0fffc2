"""Allowances of units by the million: columns of whole numbers in, whole tonnes out, equal to `power` bit for bit.

The law's numbers of a plan become whole numbers with a scale (`Numbers`), the units columns of whole numbers
(`Columns`), and a kernel goes over them once: `kernel` compiled, or `kernel_plain` in NumPy. A row outside the range of
the kernel's proof, or one it cannot decide, is computed by `power` itself and counted in `by_reference`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from tanshi.allocation.borrowing import BorrowingTerms
from tanshi.allocation.kernel_plain import BITS, NEAR, RATIOS, STEPS
from tanshi.allocation.load_coefficient import ONE, Coefficient, load_coefficient
from tanshi.allocation.power import GAS_CLASS, VERIFIED_CLASS, PowerPlan, UnitAllocation, UnitOutput, allocate_unit
from tanshi.core.exact import decimal, half_up, scaled

Ints: TypeAlias = npt.NDArray[np.int64]

#: Columns hold thousandths of MWh, GJ and t; millionths of the heat ratio; ten-thousandths of the load factor.
AMOUNT_PLACES = 3
RATIO_PLACES = 6
LOAD_PLACES = 4

COOLINGS = ("water", "air", "back_pressure")

#: Decimals of a load coefficient with which the kernel can decide any floor.
_SHORT_PLACES = 6

#: Rows a kernel is given at once: their sums stay below 2^58, and what it leaves over needs little memory.
_CHUNK = 1 << 18

#: A sum is moved out of the columns before it could leave 64 bits.
_FULL = 1 << 61

#: Sums of entities that the vectorised steps of relief can multiply without leaving 64 bits.
_LARGEST_SUM = 1 << 53


class Columns(NamedTuple):
    """Units, one a row: `kind` is a number of `Numbers.kinds`, `entity` the number of the entity."""

    kind: npt.NDArray[np.int8]
    entity: npt.NDArray[np.int32]
    output: Ints  # kWh of what the plan counts: net supply or gross generation
    heat: Ints  # MJ
    heat_ratio: Ints  # millionths
    load_factor: Ints  # hundredths of a percent, rounded half-up
    verified: Ints  # kg

    @property
    def size(self) -> int:
        return int(self.kind.size)

    def at(self, rows: Ints) -> Columns:
        """Return some rows."""
        narrow = self.kind[rows], self.entity[rows]
        return Columns(*narrow, *(getattr(self, name)[rows] for name in Columns._fields[2:]))


class Outcome(NamedTuple):
    """Units' amounts in whole tonnes, one a row."""

    electricity_t: Ints
    heat_t: Ints
    initial_t: Ints
    relief_t: Ints
    approved_t: Ints


class Numbers(NamedTuple):
    """A plan in whole numbers. Arrays go by kind, those of the load coefficient by the load factor's step."""

    base: Ints  # electricity benchmark x cooling coefficient
    slope: Ints  # heat coefficient = whole - slope x ratio
    whole: int
    has_load: Ints  # all bits where the load coefficient applies, else none
    no_load: Ints  # the last step, whose coefficient is 1, where it does not apply, else 0
    load: npt.NDArray[np.float64]
    short: Ints  # the coefficient in millionths; -1 where it has more decimals
    per_tonne: float
    scale: np.uint64  # electricity allowance = output x base x (whole - …) x short / scale; modulo 2^64
    heat: Ints  # heat benchmark
    heat_scale: int
    per_heat_tonne: float
    gives: Ints  # all bits for units whose initial amount is their verified emissions, else none
    raises: Ints  # all bits for these, and for units whose allocation their verified emissions raise, else none
    limits: Ints  # all bits for units whose obligation their allowances limit, else none


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """A plan ready for columns; `kinds` are (class, cooling, chp) in the order of their numbers."""

    plan: PowerPlan
    kinds: tuple[tuple[str, str, bool], ...]
    coefficients: tuple[Coefficient, ...]  # by step of the load factor, and 1 at the end
    numbers: Numbers

    @staticmethod
    def of(plan: PowerPlan) -> BulkPlan:
        """Return a plan ready for columns; asserts every bound on which the kernels' proof stands."""
        for step in ("electricity_allowance", "heat_allowance"):
            assert plan.rounding[step].value == "floor", f"the kernels floor; {step} does not"
        assert plan.load_decimals.integer + 2 == LOAD_PLACES
        kinds = tuple((c, w, chp) for c in plan.classes for w in COOLINGS for chp in (False, True))
        coefficients = _coefficients(plan)
        return BulkPlan(plan, kinds, coefficients, _numbers(plan, kinds, coefficients))

    def kind(self, unit_class: str, cooling: str, *, chp: bool) -> int:
        """Return the number of a kind of unit."""
        return self.kinds.index((unit_class, cooling, chp))

    def output(self, columns: Columns, row: int) -> UnitOutput:
        """Return a row as the plain path takes it."""
        unit_class, cooling, chp = self.kinds[columns.kind[row]]
        output = _fraction(columns.output[row], AMOUNT_PLACES)
        verified = _fraction(columns.verified[row], AMOUNT_PLACES)
        return UnitOutput(
            unit_id="",
            unit_class=unit_class,
            supply_mwh=output,
            generation_mwh=output,
            heat_gj=_fraction(columns.heat[row], AMOUNT_PLACES),
            heat_ratio=_fraction(columns.heat_ratio[row], RATIO_PLACES),
            load_factor=_fraction(columns.load_factor[row], LOAD_PLACES),
            cooling=cooling,
            chp=chp,
            verified_t=scaled(half_up(verified), 0),
        )


def _fraction(value: np.int64, places: int) -> Fraction:
    return Fraction(int(value), 10**places)


def _coefficients(plan: PowerPlan) -> tuple[Coefficient, ...]:
    """Return the load coefficient at every step of the load factor, and 1 for units to which it does not apply."""
    return _coefficients_of(
        json.dumps(plan.load.value), plan.load_decimals.integer, plan.rounding["load_coefficient"].value
    )


@lru_cache(maxsize=8)
def _coefficients_of(pieces: str, decimals: int, rounding: str) -> tuple[Coefficient, ...]:
    law = json.loads(pieces)
    steps = (Fraction(step, STEPS) for step in range(STEPS + 1))
    return (*(load_coefficient(law, f, decimals=decimals, rounding=rounding) for f in steps), ONE)


def _numbers(
    plan: PowerPlan, kinds: tuple[tuple[str, str, bool], ...], coefficients: tuple[Coefficient, ...]
) -> Numbers:
    given = dict.fromkeys((VERIFIED_CLASS,) if plan.given else (), Fraction(0))
    electricity = {c: cited.number for c, cited in plan.electricity.items()} | given
    heats = {c: cited.number for c, cited in plan.heat.items()} | given
    names = {c: plan.coefficients[c].value if c in plan.electricity else () for c in plan.classes}
    cooling = {w: plan.cooling[w].number if plan.cooling else Fraction(1) for w in COOLINGS}
    slopes = {
        c: plan.heat_slope["gas" if c == GAS_CLASS else "coal"].number if "heat" in names[c] else Fraction(0)
        for c in names
    }
    base = [electricity[c] * (cooling[w] if "cooling" in names[c] else 1) for c, w, _ in kinds]
    base_places, slope_places = _places(base), _places(slopes.values())
    heat = [heats[c] for c, _, _ in kinds]
    heat_places = _places(heat)
    scope = plan.load_scope.value
    loaded = [
        "load" in names[c] and c in scope["classes"] and (not chp or scope["chp"] == "true") for c, _, chp in kinds
    ]
    whole: int = 10 ** (slope_places + RATIO_PLACES) if any(slopes.values()) else 1
    unscaled = 10 ** (AMOUNT_PLACES + base_places) * whole
    gas = [-1 if c == GAS_CLASS else 0 for c, _, _ in kinds]
    numbers = Numbers(
        base=_ints(scaled(b, base_places) for b in base),
        slope=_ints(scaled(slopes[c], slope_places) for c, _, _ in kinds),
        whole=whole,
        has_load=_ints(-1 if applies else 0 for applies in loaded),
        no_load=_ints(0 if applies else STEPS + 1 for applies in loaded),
        load=np.array([float(c.value) for c in coefficients]),
        short=_ints(_short(c) for c in coefficients),
        per_tonne=1 / unscaled,
        scale=np.uint64(unscaled * 10**_SHORT_PLACES % 2**64),
        heat=_ints(scaled(h, heat_places) for h in heat),
        heat_scale=10 ** (AMOUNT_PLACES + heat_places),
        per_heat_tonne=1 / 10 ** (AMOUNT_PLACES + heat_places),
        gives=_ints(-1 if c in given else 0 for c, _, _ in kinds),
        raises=_ints(
            -1 if c in given else g if plan.gas.value == "raises_allocation" else 0
            for (c, _, _), g in zip(kinds, gas, strict=True)
        ),
        limits=_ints(g if plan.gas.value == "limits_obligation" else 0 for g in gas),
    )
    _assert_bounds(numbers)
    return numbers


def _assert_bounds(numbers: Numbers) -> None:
    """Assert what the proof in `kernel` takes for given."""
    factor = int(numbers.base.max()) * numbers.whole
    assert 0 < factor <= 1 << 53, "benchmark and coefficients as one whole number are exact as a float"
    assert int(numbers.slope.max()) * RATIOS <= numbers.whole, "a heat coefficient is not negative"
    assert 0 < numbers.load.min() <= numbers.load.max() < 8
    largest = (1 << BITS) * factor * 8 * 10**_SHORT_PLACES
    assert Fraction(NEAR) * Fraction(3, 2) * largest < 1 << 62, "near a whole number the remainder has 63 bits"
    assert int(numbers.heat.max()) < 1 << 20, "heat x benchmark has 60 bits"


def _short(coefficient: Coefficient) -> int:
    irrational = coefficient.exponent is not None and coefficient.exponent.denominator > 1
    whole = coefficient.value * 10**_SHORT_PLACES
    return -1 if irrational or whole.denominator > 1 else whole.numerator


def _places(values: Iterable[Fraction]) -> int:
    """Return how many decimals the law's numbers need, all of which have an end."""
    places, every = 0, list(values)
    while any((v * 10**places).denominator > 1 for v in every):
        places += 1
        assert places < 12, "a number of the law has an end"
    return places


def _ints(values: Iterable[int]) -> Ints:
    return np.array([int(v) for v in values], dtype=np.int64)


def best_kernel() -> ModuleType:
    """Return the compiled kernel, or its twin where Numba is not installed."""
    return import_module("tanshi.allocation.kernel" if find_spec("numba") else "tanshi.allocation.kernel_plain")


@dataclass(frozen=True, slots=True)
class EntityAmounts:
    """Entities' amounts in whole tonnes, by the entity's number; the meanings are those of `EntityAllocation`."""

    initial_t: Ints
    relief_t: Ints
    approved_t: Ints
    verified_t: Ints
    obligation_t: Ints
    gap_t: Ints
    borrow_limit_t: Ints


@dataclass(slots=True)
class _Beside:
    """What an entity has beside the columns' sums: rows of the plain path, and sums moved out of 64 bits."""

    approved_t: int = 0
    verified_t: Fraction = Fraction(0)
    excess_t: int = 0


class Bulk:
    """Allocates columns under a plan and keeps the sums of up to `entities` entities; may be given columns in parts."""

    def __init__(self, plan: BulkPlan, entities: int, *, kernel: ModuleType | None = None) -> None:
        self._plan = plan
        self._kernel = kernel or best_kernel()
        self._sums: Ints = np.zeros((entities, 3), dtype=np.int64)  # approved t, verified kg, gas units' excess t
        self._rest: Ints = np.empty(_CHUNK, dtype=np.int64)
        self._beside: dict[int, _Beside] = {}
        self.by_reference = 0

    def grow(self, entities: int) -> None:
        """Make room for more entities; those there are keep their numbers."""
        if entities > len(self._sums):
            more = np.zeros((max(entities, 2 * len(self._sums)), 3), dtype=np.int64)
            more[: len(self._sums)] = self._sums
            self._sums = more

    def add(self, columns: Columns) -> None:
        """Add units to their entities' sums. `ValueError` for rows that are no units at all."""
        self._run(columns, _outcome(0))

    def allocate(self, columns: Columns) -> Outcome:
        """Add units to their entities' sums and return each unit's amounts."""
        out = _outcome(columns.size)
        self._run(columns, out)
        return out

    def add_unit(self, entity: int, unit: UnitAllocation, verified_t: Fraction) -> None:
        """Add a unit that was computed by the plain path."""
        beside = self._beside.setdefault(entity, _Beside())
        beside.approved_t += unit.approved_t
        beside.verified_t += verified_t
        if unit.unit.unit_class == GAS_CLASS and self._plan.plan.gas.value == "limits_obligation":
            beside.excess_t += max(0, unit.unit.verified_t - unit.initial_t)

    def _run(self, columns: Columns, out: Outcome) -> None:
        for begin in range(0, columns.size, _CHUNK):
            end = min(begin + _CHUNK, columns.size)
            arguments = (columns, begin, end, self._plan.numbers, self._sums, self._rest)
            with np.errstate(over="ignore"):  # the remainder wraps around 2^64, which the proof allows
                left = self._kernel.run(*arguments, out)
            for row in self._rest[:left].tolist():
                self._by_reference(columns, row, out)
            self._move_out()

    def _by_reference(self, columns: Columns, row: int, out: Outcome) -> None:
        _assert_a_unit(columns, row, len(self._plan.kinds), len(self._sums))
        found = allocate_unit(self._plan.plan, self._plan.output(columns, row))
        self.by_reference += 1
        self.add_unit(int(columns.entity[row]), found, _fraction(columns.verified[row], AMOUNT_PLACES))
        if out.initial_t.size:
            for name, column in zip(Outcome._fields, out, strict=True):
                column[row] = getattr(found, name)

    def _move_out(self) -> None:
        """Move sums out of the columns that another chunk could carry beyond 64 bits."""
        if len(self._sums) and self._sums.max() >= _FULL:
            for entity in np.flatnonzero((self._sums >= _FULL).any(axis=1)).tolist():
                approved, verified, excess = map(int, self._sums[entity])
                beside = self._beside.setdefault(entity, _Beside())
                beside.approved_t += approved
                beside.verified_t += Fraction(verified, 10**AMOUNT_PLACES)
                beside.excess_t += excess
                self._sums[entity] = 0

    def entities(self, terms: BorrowingTerms | None, count: int | None = None) -> EntityAmounts:
        """Return the entities' amounts; `OverflowError` beyond 2^53 tonnes, which no market on earth reaches."""
        sums = self._sums if count is None else self._sums[:count]
        initial, excess = sums[:, 0].copy(), sums[:, 2].copy()
        verified = (sums[:, 1] + 500) // 1000
        for entity, beside in self._beside.items():
            kg = Fraction(int(sums[entity, 1]), 10**AMOUNT_PLACES)
            exact = (
                int(sums[entity, 0]) + beside.approved_t,
                scaled(half_up(kg + beside.verified_t), 0),
                int(sums[entity, 2]) + beside.excess_t,
            )
            if max(exact) >= _LARGEST_SUM:
                raise OverflowError(f"entity {entity} has more than 2^53 tonnes")
            initial[entity], verified[entity], excess[entity] = exact
        if sums.size and max(initial.max(), verified.max(), excess.max()) >= _LARGEST_SUM:
            raise OverflowError("an entity has more than 2^53 tonnes")
        return _relieved(self._plan.plan, terms, initial, verified, excess)


def _outcome(rows: int) -> Outcome:
    return Outcome(*(np.empty(rows, dtype=np.int64) for _ in Outcome._fields))


def _assert_a_unit(columns: Columns, row: int, kinds: int, entities: int) -> None:
    limits: Mapping[str, int] = {
        "kind": kinds - 1, "entity": entities - 1, "load_factor": STEPS, "heat_ratio": RATIOS,
    }  # fmt: skip
    for name in Columns._fields:
        value = int(getattr(columns, name)[row])
        if value < 0 or value > limits.get(name, value):
            raise ValueError(f"row {row}: {name} is {value}, which no unit has")


def _relieved(plan: PowerPlan, terms: BorrowingTerms | None, initial: Ints, verified: Ints, excess: Ints) -> (
    EntityAmounts
):  # fmt: skip
    """Return entities' amounts as `allocate_entity` and `BorrowingTerms` do; sums are below 2^53, the law's shares
    have numerator and denominator below 2^9, so no product leaves 64 bits.
    """
    limit = decimal(plan.gap.value["limit"])
    assert plan.rounding["approved"].value == "floor"
    n, d = _small(limit)
    approved, obligation = initial, verified
    if plan.gap.value["form"] == "raises_allocation":
        least = verified * (d - n)
        approved = np.where(initial * d < least, least // d, initial)
    else:
        owed = verified - excess if plan.gas.value == "limits_obligation" else verified
        obligation = np.minimum(owed, initial + verified * n // d)
    gap = obligation - approved
    return EntityAmounts(
        initial, approved - initial, approved, verified, obligation, gap, _borrow_limit(terms, gap, verified)
    )


def _borrow_limit(terms: BorrowingTerms | None, gap: Ints, verified: Ints) -> Ints:
    if terms is None:
        return np.zeros_like(gap)
    rate_n, rate_d = _small(terms.gap_rate_from)
    share_n, share_d = _small(terms.share_of_gap)
    may = (gap > 0) & (gap * rate_d >= verified * rate_n)
    return np.where(may, gap * share_n // share_d, 0)


def _small(share: Fraction) -> tuple[int, int]:
    assert 0 <= share.numerator <= share.denominator < 1 << 9, share
    return share.numerator, share.denominator
