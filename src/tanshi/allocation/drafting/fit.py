"""Load and heat coefficients fitted to what units ran and emitted. Statistics: floats, and never an allowance.

The model has the plans' own form: the intensity of a unit's electricity is its class's base, times the load
coefficient, times 1 - s r for the heat-supply ratio r, times the cooling coefficient. In logarithms that is linear but
for s, which is closed in on. The load coefficient has the plan's pieces: below each knot its own slope, and a jump
where the plan jumps. Coal classes are fitted together, each with its own base; gas by itself. Every unit counts once,
or by its output.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp, log, sqrt

from tanshi.allocation.drafting.balance import divisible
from tanshi.allocation.drafting.bench import Bench, heat_line
from tanshi.allocation.drafting.least_squares import least_squares
from tanshi.allocation.drafting.observed import ObservedUnit
from tanshi.allocation.load_coefficient import load_coefficient
from tanshi.allocation.power import PowerPlan
from tanshi.core.exact import decimal
from tanshi.core.finding import Finding

#: Rounds in which the slope of the heat coefficient is closed in on, and units without which nothing is fitted.
_ROUNDS, _LEAST_UNITS = 12, 8

#: Units named because they are furthest from the fit.
_FURTHEST = 10


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the load coefficient below its knot. `slope`: change of ln intensity per unit of load below it."""

    low: float
    knot: float
    jumps: bool
    form: str
    scale: float  # b of a power base^(a - bF), else 0

    def depth(self, load: float) -> float:
        """How far a load is below the knot, no further than the piece reaches."""
        return min(max(self.knot - load, 0.0), self.knot - self.low)


@dataclass(frozen=True, slots=True)
class Term:
    """A parameter: the estimate with its standard error, the plan's value, and the units that speak to it."""

    name: str  # load_slope, load_jump, heat_slope, cooling
    at: str  # the piece
    estimate: float | None
    error: float | None
    plan: float | None
    units: int


@dataclass(frozen=True, slots=True)
class Point:
    """A unit in a fit: intensity over what the fit gives it, less one, and what it depends on."""

    unit_id: str
    entity_id: str
    unit_class: str
    load_factor: float
    heat_ratio: float
    intensity: float
    in_scope: bool
    by_load: float  # intensity over base, heat and cooling: what the load coefficient has to explain
    by_heat: float  # intensity over base, load and cooling
    residual: float


@dataclass(frozen=True, slots=True)
class Fit:
    """A fit over the units of one fuel.

    `spread`: standard deviation of the residuals, as a share of the intensity; `spread_plan`: the same with the plan's
    coefficients and only the bases fitted; `r2`: the share of the variance within classes that is explained.
    """

    fuel: str
    bases: Mapping[str, float]
    terms: tuple[Term, ...]
    points: tuple[Point, ...]
    r2: float
    spread: float
    spread_plan: float
    pieces: tuple[Piece, ...]

    @property
    def n(self) -> int:
        return len(self.points)

    def furthest(self) -> list[Point]:
        """Return the units furthest from the fit."""
        return sorted(self.points, key=lambda p: (-abs(p.residual), p.unit_id))[:_FURTHEST]

    def load_curve(self, load: float) -> float:
        """Return the fitted load coefficient at a load."""
        return exp(sum(_slope_of(self.terms, p) * p.depth(load) + _jump_of(self.terms, p, load) for p in self.pieces))

    def plan_curve(self, load: float) -> float:
        """Return the plan's own load coefficient in the form of the fit."""
        slopes = {t.at: t.plan or 0.0 for t in self.terms if t.name == "load_slope"}
        jumps = {t.at: t.plan or 1.0 for t in self.terms if t.name == "load_jump"}
        found = 1.0
        for piece in self.pieces:
            at = f"{piece.low:g}-{piece.knot:g}"
            found *= exp(slopes.get(at, 0.0) * piece.depth(load)) * (jumps.get(at, 1.0) if load < piece.knot else 1.0)
        return found

    def heat_curve(self, ratio: float) -> float:
        """Return the fitted heat coefficient at a ratio."""
        slope = next((t.estimate for t in self.terms if t.name == "heat_slope"), None)
        return 1 - (slope or 0.0) * ratio


@dataclass(frozen=True, slots=True)
class Fits:
    """The fits of a sector, and the units that could not be used."""

    fits: tuple[Fit, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Sample:
    """A unit's numbers as the fit reads them."""

    unit: ObservedUnit
    y: float
    weight: float  # 1, or its output
    load: float
    ratio: float
    in_scope: bool
    air: bool
    plan_ln: float  # ln of the plan's coefficients


def fit(bench: Bench, *, by_output: bool = False) -> Fits:
    """Return the fits over coal and over gas; a fuel with too few units has none.

    `by_output`: units count by their electricity, so that large ones say more.
    """
    found: dict[str, list[_Sample]] = {}
    findings = []
    for unit, weight in bench.weighted():
        output = unit.output.supply_mwh if bench.plan.basis.value == "net_supply" else unit.output.generation_mwh
        if output <= 0 or unit.electricity_emission <= 0:
            findings.append(Finding("draft.no_intensity", unit.where, {"unit": unit.output.unit_id}))
        elif not divisible(unit):
            findings.append(Finding("draft.not_divisible", unit.where, {"unit": unit.output.unit_id}))
        else:
            fuel = heat_line(unit.output.unit_class).removeprefix("heat.")
            found.setdefault(fuel, []).append(_sample(bench.plan, unit, output, weight, by_output))
    fits = tuple(_fit(bench.plan, fuel, s) for fuel, s in sorted(found.items()) if len(s) >= _LEAST_UNITS)
    return Fits(fits, tuple(findings))


def _sample(plan: PowerPlan, unit: ObservedUnit, output: Fraction, weight: Fraction, by_output: bool) -> _Sample:
    scope = plan.load_scope.value
    o = unit.output
    return _Sample(
        unit,
        log(float(unit.electricity_emission / output)),
        float(output) if by_output else 1.0,
        float(o.load_factor),
        float(o.heat_ratio),
        o.unit_class in scope["classes"] and not (o.chp and scope["chp"] != "true"),
        o.cooling == "air",
        log(float(weight / output)) if weight else 0.0,
    )


def pieces_of(plan: PowerPlan) -> tuple[Piece, ...]:
    """Return the pieces of a plan's load coefficient that are not constant, the highest first."""
    found, top = [], Fraction(1)
    for piece in plan.load.value:
        low = decimal(piece["from"])
        if piece["form"] != "constant":
            scale = float(decimal(piece["b"])) if piece["form"] == "power" else 0.0
            found.append(Piece(float(low), float(top), _jumps(plan, top), piece["form"], scale))
        top = low
    return tuple(found)


def _jumps(plan: PowerPlan, knot: Fraction) -> bool:
    """Tell whether the coefficient jumps at a knot by more than a step of the load there explains."""
    digits = plan.load_decimals.integer
    step = Fraction(1, 10 ** (digits + 2))

    def at(load: Fraction) -> Fraction:
        return load_coefficient(plan.load.value, load, decimals=digits, rounding="").value

    return knot < 1 and abs(at(knot - step) - at(knot)) > 100 * step


def _fit(plan: PowerPlan, fuel: str, samples: Sequence[_Sample]) -> Fit:
    pieces = pieces_of(plan) if any(s.in_scope for s in samples) else ()
    classes = sorted({s.unit.output.unit_class for s in samples})
    fixed = [[float(s.unit.output.unit_class == c) for s in samples] for c in classes]
    named = _load_columns(pieces, samples)
    if fuel == "coal" and any(s.air for s in samples):
        named.append(("cooling", "", [float(s.air) for s in samples]))
    shape = [column for _, _, column in named]
    y = [s.y for s in samples]
    mean = sum(s.weight for s in samples) / len(samples)
    weights = [s.weight / mean for s in samples]
    slope, result = 0.0, least_squares([*fixed, *shape], y, weights)
    has_heat = any(s.ratio for s in samples)
    for _ in range(_ROUNDS if has_heat else 0):
        bend = [-s.ratio / (1 - slope * s.ratio) for s in samples]
        rest = [a - log(1 - slope * s.ratio) for a, s in zip(y, samples, strict=True)]
        result = least_squares([*fixed, *shape, bend], rest, weights)
        moved = result.estimates[-1] or 0.0
        slope = min(max(slope + moved, -0.95), 0.95)
        if abs(moved) < 1e-12:
            break
    of_plan = _plan_terms(plan, fuel, named, samples, weights)
    first = len(fixed)
    terms = [
        Term(name, at, *_spoken(result.estimates[first + n], result.errors[first + n], name),
             of_plan.get((name, at)), sum(1 for v in column if v))
        for n, (name, at, column) in enumerate(named)
    ]  # fmt: skip
    if has_heat:
        units = sum(1 for s in samples if s.ratio)
        terms.append(Term("heat_slope", "", slope, result.errors[-1], of_plan.get(("heat_slope", "")), units))
    bases = {c: exp(result.estimates[n] or 0.0) for n, c in enumerate(classes)}
    within = least_squares(fixed, y, weights).residuals
    around_plan = least_squares(fixed, [s.y - s.plan_ln for s in samples], weights).residuals
    variance, left = _squares(within, weights), _squares(result.residuals, weights)
    made = Fit(
        fuel, bases, tuple(terms), (), 1 - left / variance if variance else 0.0, _deviation(result.residuals, weights),
        _deviation(around_plan, weights), pieces,
    )  # fmt: skip
    cooling = exp(sum(result.estimates[first + n] or 0.0 for n, (name, _, _) in enumerate(named) if name == "cooling"))
    points = tuple(_point(made, s, r, cooling) for s, r in zip(samples, result.residuals, strict=True))
    return Fit(made.fuel, bases, made.terms, points, made.r2, made.spread, made.spread_plan, pieces)


def _point(fit: Fit, s: _Sample, residual: float, cooling: float) -> Point:
    o = s.unit.output
    load = fit.load_curve(s.load) if s.in_scope else 1.0
    plain = exp(s.y) / fit.bases[o.unit_class] / (cooling if s.air else 1.0)
    return Point(
        o.unit_id, s.unit.entity_id, o.unit_class, s.load, s.ratio, exp(s.y), s.in_scope,
        plain / fit.heat_curve(s.ratio), plain / load, exp(residual) - 1,
    )  # fmt: skip


def _load_columns(pieces: Sequence[Piece], samples: Sequence[_Sample]) -> list[tuple[str, str, list[float]]]:
    """Return the columns of the load coefficient: a depth for each piece, and a jump where the plan has one."""
    found = []
    for piece in pieces:
        at = f"{piece.low:g}-{piece.knot:g}"
        found.append(("load_slope", at, [piece.depth(s.load) if s.in_scope else 0.0 for s in samples]))
        if piece.jumps:
            jump = [float(s.in_scope and s.load < piece.knot) for s in samples]
            found.append(("load_jump", at, jump))
    return found


def _spoken(estimate: float | None, error: float | None, name: str) -> tuple[float | None, float | None]:
    """Return a term as people read it: slopes as change of ln intensity per unit of load, the others as factors."""
    if estimate is None or name == "load_slope":
        return estimate, error
    factor = exp(estimate)
    return factor, None if error is None else error * factor


def _plan_terms(
    plan: PowerPlan,
    fuel: str,
    named: Sequence[tuple[str, str, list[float]]],
    samples: Sequence[_Sample],
    weights: Sequence[float],
) -> dict[tuple[str, str], float]:
    """Return the plan's own values of the terms: its load curve in the same form, over the loads of the same units."""
    found: dict[tuple[str, str], float] = {}
    columns = [(name, at, column) for name, at, column in named if name != "cooling"]
    if columns:
        digits = plan.load_decimals.integer
        curve = [
            log(float(load_coefficient(plan.load.value, s.unit.output.load_factor, decimals=digits, rounding="").value))
            if s.in_scope
            else 0.0
            for s in samples
        ]
        result = least_squares([column for _, _, column in columns], curve, weights)
        for (name, at, _), estimate in zip(columns, result.estimates, strict=True):
            value = _spoken(estimate, None, name)[0]
            if value is not None:
                found[(name, at)] = value
    if plan.heat_slope:
        found[("heat_slope", "")] = float(plan.heat_slope[fuel].number)
    if plan.cooling:
        found[("cooling", "")] = float(plan.cooling["air"].number)
    return found


def _slope_of(terms: Sequence[Term], piece: Piece) -> float:
    at = f"{piece.low:g}-{piece.knot:g}"
    return next((t.estimate or 0.0 for t in terms if t.name == "load_slope" and t.at == at), 0.0)


def _jump_of(terms: Sequence[Term], piece: Piece, load: float) -> float:
    at = f"{piece.low:g}-{piece.knot:g}"
    factor = next((t.estimate for t in terms if t.name == "load_jump" and t.at == at), None)
    return log(factor) if factor and load < piece.knot else 0.0


def _squares(residuals: Sequence[float], weights: Sequence[float]) -> float:
    return sum(w * r * r for r, w in zip(residuals, weights, strict=True))


def _deviation(residuals: Sequence[float], weights: Sequence[float]) -> float:
    return sqrt(_squares(residuals, weights) / sum(weights))
