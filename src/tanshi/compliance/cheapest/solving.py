"""The cheapest lawful plan, found by HiGHS as a linear program in whole numbers (extra `plan`).

A plan is rounded to whole tonnes, checked and priced exactly afterwards; what the solver believes of costs is not used.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, reduce
from importlib.util import find_spec
from math import lcm
from typing import Any

from tanshi.compliance.cheapest.plan import Later, Plan, costs, expected, unlawful
from tanshi.compliance.cheapest.terms import Measure, Position, Terms
from tanshi.core.finding import problem


@dataclass(frozen=True, slots=True)
class Solved:
    """A firm's plan and what it costs under each scenario, in fen."""

    position: Position
    plan: Plan
    costs: tuple[Fraction, ...]
    expected: Fraction


def can_solve() -> bool:
    """Tell whether the extra `plan` is installed."""
    return find_spec("highspy") is not None


@cache
def solver() -> Any:
    """Return the process's solver; making it prints its name to the standard output once."""
    import highspy

    made: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    made.silent()
    for name, value in (("mip_rel_gap", 0.0), ("mip_abs_gap", 0.0), ("mip_feasibility_tolerance", 1e-9)):
        made.setOptionValue(name, value)
    return made


def cheapest(position: Position, terms: Terms, *, worst: bool = False) -> Solved:
    """Return the plan of least expected cost; `worst`: of least cost under the worst scenario.

    Raises `Problem`: HiGHS is not installed.
    """
    if not can_solve():
        raise problem("gap.no_solver")
    plan = _Program(position, terms, worst).solved()
    wrong = list(unlawful(plan, position, terms))
    assert not wrong, f"{position.entity}: {wrong}"
    found = costs(plan, position, terms)
    return Solved(position, plan, found, expected(found, terms))


@dataclass(slots=True)
class _Program:
    """Variables and rows of one firm. Costs are whole: times the common denominator of all prices and weights."""

    position: Position
    terms: Terms
    worst: bool
    highs: Any = field(init=False)

    def solved(self) -> Plan:
        self.highs = solver()
        self.highs.clearModel()
        p, t, whole = self.position, self.terms, self._whole
        measures = t.of(p.entity)
        gap, left = max(0, p.gap_t), p.held_t - p.surrendered_t
        buys = whole(1)  # 1: something is bought and nothing sold or kept
        buy, sell = whole(gap), whole(left)
        offset = whole(0 if t.offset_fen is None else p.obligation_t if t.offset_most_t is None else t.offset_most_t)
        borrow = whole(p.borrow_limit_t)
        saved = [whole(m.most_t) for m in measures]
        taken = [whole(1) for _ in measures]
        due = p.obligation_t - _sum(saved)
        share = t.offset_share.number
        more = whole(1)  # 1: credits beside those that were surrendered, which may be beyond the share already
        self._row(offset <= p.obligation_t * more)
        self._row(share.denominator * (offset + p.offset_t * more) <= share.numerator * due)
        self._row(_sum([*saved, 0 * buys]) <= p.obligation_t)  # nobody saves more than was emitted
        for s, z, m in zip(saved, taken, measures, strict=True):
            self._row(s <= m.most_t * z)
            self._row(s >= max(m.least_t, 1) * z)
        lost = [self._lost(s, m) for s, m in zip(saved, measures, strict=True) if m.lost_share]
        held = p.held_t - _sum(lost)
        waits = 1 if t.later else 0
        later = [(whole(gap * waits), whole(left * waits), whole(left)) for _ in t.scenarios]
        for added, less, keep in later:
            self._row(held + buy + added - sell - less - keep + offset + borrow >= due)
            self._row(buy + added <= gap * buys)
            self._row(sell + less + keep <= left * (1 - buys))
            self._row(sell + less + keep + _sum(lost) <= left)
            self._keeps(keep, sell + less)
        self._minimise(buy, sell, offset, borrow, list(zip(saved, taken, measures, strict=True)), later)

        def value(variable: Any) -> int:
            found: float = self.highs.variableValue(variable)
            return round(found)

        return Plan(
            value(buy), value(sell), value(offset), value(borrow), tuple(map(value, saved)),
            tuple(Later(*map(value, of)) for of in later),
        )  # fmt: skip

    def _lost(self, saved: Any, measure: Measure) -> Any:
        lost, share = self._whole(measure.lost_t(measure.most_t)), measure.lost_share
        self._row(share.denominator * lost >= share.numerator * saved)
        return lost

    def _keeps(self, keep: Any, sold: Any) -> None:
        """Let no more be kept than a text allows for what was sold, on the whole, and what is being sold."""
        found = self.position.keeping
        if found is None:
            return
        left = self.position.held_t - self.position.surrendered_t
        if found.late or not found.selling or not found.times:
            self._row(keep <= min(left, found.most_t(0)))
            return
        most = max(0, found.net_sold_t + left)
        net, sells = self._whole(most), self._whole(1)  # 1: more is sold than was bought
        self._row(net <= most * sells)
        self._row(net <= found.net_sold_t + sold + max(0, -found.net_sold_t) * (1 - sells))
        self._row(found.times.denominator * (keep - found.base_t) <= found.times.numerator * net)

    def _whole(self, most: int) -> Any:
        return self.highs.addIntegral(lb=0, ub=most)

    def _row(self, row: Any) -> None:
        self.highs.addConstr(row)

    def _minimise(
        self, buy: Any, sell: Any, offset: Any, borrow: Any, saved: list[tuple[Any, Any, Measure]], later: list[Any]
    ) -> None:
        t, fee, kept = self.terms, self.terms.fee_share, self.terms.kept_share(self.position)
        now = [(t.price_fen * (1 + fee), buy), (-t.price_fen * (1 - fee), sell)]
        now += [((t.offset_fen or 0) * (1 + fee), offset)]
        now += [(Fraction(m.cost_fen), s) for s, _, m in saved] + [(Fraction(m.fixed_fen), z) for _, z, m in saved]
        under = [
            [(s.price_fen * (1 + fee), more), (-s.price_fen * (1 - fee), less), (-s.next_fen * kept, keep),
             (s.next_fen * (1 + fee), borrow)]
            for s, (more, less, keep) in zip(t.scenarios, later, strict=True)
        ]  # fmt: skip
        if not self.worst:
            weighted = [(f * s.weight, v) for s, of in zip(t.scenarios, under, strict=True) for f, v in of]
            self.highs.minimize(_linear([*now, *weighted]))
            return
        most = self.highs.addVariable(lb=-self.highs.inf, ub=self.highs.inf)
        scale = _scale([*now, *(part for of in under for part in of)])
        for of in under:
            self.highs.addConstr(_linear([*now, *of], scale) <= most)
        self.highs.minimize(most)


def _sum(variables: list[Any]) -> Any:
    return reduce(lambda a, b: a + b, variables) if variables else 0


def _scale(parts: list[tuple[Fraction, Any]]) -> int:
    return lcm(*(Fraction(f).denominator for f, _ in parts))


def _linear(parts: list[tuple[Fraction, Any]], scale: int = 0) -> Any:
    scale = scale or _scale(parts)
    return _sum([int(f * scale) * v for f, v in parts])
