"""Questions to the bench for drafting as pages and API ask them: over a year of the books or a file that was handed in.

A question is a name with terms in the words people wrote; its answer is the document of `tanshi draft … --json`, and
for fits the points that are drawn. What cannot be answered is a `Problem`. Answers are plain data and small beside
what they are made of, so that they can be kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from tanshi.allocation.cap_path import CapPath, cap_years
from tanshi.allocation.drafting.asked import pairs, price_fen, target_t
from tanshi.allocation.drafting.balance import balance as balance_of
from tanshi.allocation.drafting.bench import PLACES, Bench, Benchmarks, Sector, lines_of
from tanshi.allocation.drafting.documents import (
    balance_document,
    estimate_document,
    fits_document,
    impact_document,
    path_document,
    solution_document,
)
from tanshi.allocation.drafting.draft_file import document_of, with_benchmarks
from tanshi.allocation.drafting.estimate import estimate as estimate_of
from tanshi.allocation.drafting.fit import Fit
from tanshi.allocation.drafting.fit import fit as fit_of
from tanshi.allocation.drafting.impact import impact as impact_of
from tanshi.allocation.drafting.observed import Observed, observed_units
from tanshi.allocation.drafting.projection import MONTHS, NamedData, projected_units
from tanshi.allocation.drafting.solve import solve as solution_of
from tanshi.allocation.from_file import newest_plan, plan_named, plans
from tanshi.allocation.power import PowerPlan
from tanshi.application.draft_plans import NamedPlan, drafted_plan, plan_asked
from tanshi.application.drafting import confirmed, running
from tanshi.application.market import Market
from tanshi.application.trial import DRAFT
from tanshi.core.finding import Problem, problem
from tanshi.core.period import Period
from tanshi.rules import Law

#: Units of one file: more than two years of the nation.
MOST_UNITS = 12_000

#: Last year of a path, counted from its first.
MOST_YEARS = 60

#: Points of a fit that are drawn, and those of a curve.
_DRAWN, _CURVE = 1_200, 60

#: A draft that is made of the units themselves.
BALANCE = "balance"

#: Told how much of the work is done, of how much.
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question. `year` of the books, or a file; `area`: one province's firms; `day`: whose law counts."""

    name: str
    day: str
    year: str = ""
    file: NamedData | None = None
    last_year: NamedData | None = None
    area: str = ""
    terms: Mapping[str, str] = field(default_factory=dict)

    def term(self, name: str) -> str:
        return self.terms.get(name, "").strip()


@dataclass(frozen=True, slots=True)
class Answer:
    """A document, and what is drawn beside it."""

    document: Mapping[str, Any]
    drawn: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a question is worked on with."""

    market: Market
    law: Law
    asked: Asked
    tell: Tell

    @property
    def period(self) -> Period | None:
        return None if self.asked.file is not None else period_named(self.asked.year)

    def plan(self) -> NamedPlan:
        """Return the plan whose form counts."""
        return plan_asked(self.law, self.asked.term("plan"), self.period)

    def observed(self, *needed: PowerPlan) -> Observed:
        """Return the units asked about."""
        if self.asked.file is None:
            assert self.period is not None
            return confirmed(self.market, self.period, self.asked.area)
        found = observed_units(*self.asked.file, *needed)
        _bounded(found, self.asked.file[0])
        return found


def period_named(name: str) -> Period:
    """Return the period of that name; `Problem` for what is none."""
    try:
        return Period.named(name)
    except ValueError:
        raise problem("year.bad_period", value=name[:20]) from None


def answer(market: Market, asked: Asked, tell: Tell = lambda done, of: None) -> Answer:
    """Return the answer to a question; `Problem` where it has none."""
    return QUESTIONS[asked.name](_Desk(market, market.law_on(asked.day), asked, tell))


def _bounded(found: Observed, name: str) -> None:
    if len(found.units) > MOST_UNITS:
        raise problem("draft.too_many_units", where=name, count=f"{len(found.units):,}", most=f"{MOST_UNITS:,}")
    if not found.units:
        raise Problem(*found.findings) if found.findings else problem("allocate.no_units", where=name)


# the questions


def _balance(desk: _Desk) -> Answer:
    named = desk.plan()
    bench = Bench(named.plan, desk.observed(named.plan))
    return Answer(balance_document(named.name, bench, balance_of(bench, desk.law)))


def _fit(desk: _Desk) -> Answer:
    named, by_output = desk.plan(), desk.asked.term("by_output") == "true"
    observed = desk.observed(named.plan)
    desk.tell(1, 3)
    found = fit_of(Bench(named.plan, observed), by_output=by_output)
    document = fits_document(named.name, observed, found, by_output=by_output)
    return Answer(document, tuple(_drawn(f) for f in found.fits))


def _drawn(fit: Fit) -> dict[str, Any]:
    """Return the points of a fit, every so many where there are too many, and its curves with the plan's."""
    every = -(-len(fit.points) // _DRAWN) or 1
    ordered = sorted(fit.points, key=lambda p: (p.unit_class, p.unit_id))[::every]
    points = [
        {
            "unit": p.unit_id, "class": p.unit_class, "load": round(100 * p.load_factor, 2),
            "ratio": round(p.heat_ratio, 4), "in_scope": p.in_scope, "by_load": round(p.by_load, 4),
            "by_heat": round(p.by_heat, 4), "residual": round(100 * p.residual, 2),
        }
        for p in ordered
    ]  # fmt: skip
    loads = [p.load_factor for p in fit.points if p.in_scope] if fit.pieces else []
    slope = next((t for t in fit.terms if t.name == "heat_slope"), None)
    ratios = [p.heat_ratio for p in fit.points if p.heat_ratio] if slope else []
    return {
        "fuel": fit.fuel,
        "n": fit.n,
        "every": every,
        "points": points,
        "load_curve": [
            (round(100 * x, 2), round(fit.load_curve(x), 4), round(fit.plan_curve(x), 4)) for x in _between(loads)
        ],
        "heat_curve": [
            (round(x, 4), round(fit.heat_curve(x), 4), None if slope.plan is None else round(1 - slope.plan * x, 4))
            for x in _between([0.0, *ratios] if ratios else [])
            if slope is not None
        ],
    }


def _between(values: list[float]) -> list[float]:
    """Return points from the least to the largest value."""
    if not values:
        return []
    low, high = min(values), max(values)
    return [low + (high - low) * n / _CURVE for n in range(_CURVE + 1)]


class _Telling(Bench):
    """A bench that tells how often it has computed the sector."""

    def __init__(self, plan: PowerPlan, observed: Observed, tell: Tell) -> None:
        super().__init__(plan, observed)
        self._tell, self._done = tell, 0

    def under(self, benchmarks: Benchmarks) -> Sector:
        found = super().under(benchmarks)
        self._done += 1
        self._tell(self._done, _TRIES)
        return found


#: How often a target after relief has the sector computed, about.
_TRIES = 50


def _solve(desk: _Desk) -> Answer:
    named, term = desk.plan(), desk.asked.term
    start, after_relief = term("from") or "plan", term("after_relief") == "true"
    if start not in ("plan", BALANCE):
        raise problem("draft.bad_base", value=start[:20])
    lines = lines_of(named.plan)
    said, strict = _said(term("start")), _said(term("strict"))
    fixed = pairs(said, lines, above=0)
    strictness = {line: Fraction(1) for line in lines} | pairs(strict, lines, above=-1)
    observed = desk.observed(named.plan)
    bench = _Telling(named.plan, observed, desk.tell if after_relief else lambda done, of: None)
    base, findings = Benchmarks.of(named.plan).lines(), observed.findings
    if start == BALANCE:
        balance = balance_of(bench)
        base |= balance.values()
        findings = (*findings, *balance.findings)
    target = target_t(term("surplus") or "0", sum(e.verified_t for e in observed.entities.values()))
    found = solution_of(bench, base | fixed, strictness, target, after_relief=after_relief)
    document = solution_document(named.name, observed, found, findings)
    document["values"] = document_of(found.benchmarks, named.plan.period.last_year)["values"]
    return Answer(document)


def _impact(desk: _Desk) -> Answer:
    named, term = desk.plan(), desk.asked.term
    fen = price_fen(term("price"))
    draft = term("draft")
    if not draft and not term("benchmarks"):
        raise problem("draft.needs_draft")
    after = _draft(desk, named, draft)
    observed = desk.observed(named.plan, after.plan)
    if draft == BALANCE:
        values = balance_of(Bench(named.plan, observed)).values(PLACES)
        after = NamedPlan(BALANCE, with_benchmarks(named.plan, values, BALANCE))
    own = pairs(_said(term("benchmarks")), lines_of(after.plan), above=0)
    if own:
        after = NamedPlan(f"{after.name} *", with_benchmarks(after.plan, own, "*"))
    desk.tell(1, 3)
    found = impact_of(Bench(named.plan, observed), Bench(after.plan, observed), (named.name, after.name), fen)
    return Answer(impact_document(named.name, found))


def _draft(desk: _Desk, named: NamedPlan, name: str) -> NamedPlan:
    if not name or name == BALANCE:
        return named
    if name.startswith(DRAFT):
        return drafted_plan(desk.market, name, desk.asked.day, desk.period or named.plan.period)
    return plan_asked(desk.law, name, None)


def _said(text: str) -> list[str]:
    """Return what is said of lines, LINE=NUMBER with commas or blanks between."""
    return text.replace(",", " ").split()


def _estimate(desk: _Desk) -> Answer:
    asked, term = desk.asked, desk.asked.term
    months = _months(term("months"))
    if asked.file is None:
        year = period_named(asked.year).first_year
        before = [name for name, (of, _) in plans(desk.law).items() if year - 1 in of.years]
        name = term("plan") or next(iter(before), "")
        plan = plan_named(desk.law, name)
        projected = running(desk.market, year, months, term("entity"), asked.area)
        if not projected.units:
            raise problem("draft.no_months", where=desk.market.engine.url, year=year)
    else:
        name = term("plan") or newest_plan(desk.law)
        plan = plan_named(desk.law, name)
        projected = projected_units(asked.file, plan, months, asked.last_year)
        _bounded(projected, asked.file[0])
    desk.tell(1, 3)
    return Answer(estimate_document(estimate_of(desk.law, plan, name, projected)))


def _months(text: str) -> int | None:
    if not text:
        return None
    months = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0
    if not 1 <= months <= MONTHS:
        raise problem("draft.bad_months", value=text[:20])
    return months


#: The numbers of a path that can be given instead of ours.
PATH_TERMS = ("first_year", "cut", "paid_from", "paid_first", "paid_step", "paid_most")


def _path(desk: _Desk) -> Answer:
    term = desk.asked.term
    try:
        path = CapPath.of(**{name: term(name)[:20] for name in PATH_TERMS})
        until = int(term("until") or path.first_year + 10)
    except ValueError as error:
        raise problem("draft.bad_path", reason=str(error)[:80]) from None
    if not path.first_year <= until <= path.first_year + MOST_YEARS:
        raise problem("draft.bad_path", reason=f"{path.first_year} … {path.first_year + MOST_YEARS}: {until}")
    named = desk.plan()
    observed = desk.observed(named.plan)
    desk.tell(1, 3)
    sector = Bench(named.plan, observed).own()
    approved = {entity: found.approved_t for entity, found in sector.entities.items()}
    base = sum(approved.values())
    years = cap_years(path, base, approved, range(path.first_year, until + 1))
    return Answer(path_document(named.name, base, len(approved), years, observed))


QUESTIONS: Mapping[str, Callable[[_Desk], Answer]] = {
    "impact": _impact,
    "balance": _balance,
    "fit": _fit,
    "solve": _solve,
    "estimate": _estimate,
    "path": _path,
}
