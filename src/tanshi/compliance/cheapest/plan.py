"""A plan of fulfilment, exact: what is done at once and under each scenario, whether it is lawful, and what it costs.

The plan is checked and priced in whole numbers, whoever found it. Decided at once, before the price of the scenario is
known: credits, borrowing, measures, what is bought or sold now. After it: what is bought or sold later, what is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from tanshi.compliance.cheapest.terms import Position, Scenario, Terms
from tanshi.core.exact import floor


@dataclass(frozen=True, slots=True)
class Later:
    """What is done under one scenario, in t."""

    buy_t: int = 0
    sell_t: int = 0
    keep_t: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done, in t; `later` by scenario."""

    buy_t: int = 0
    sell_t: int = 0
    offset_t: int = 0
    borrow_t: int = 0
    saved_t: tuple[int, ...] = ()  # by measure
    later: tuple[Later, ...] = field(default=())

    def due_t(self, position: Position) -> int:
        """Return what is owed after the measures."""
        return position.obligation_t - sum(self.saved_t)

    def lost_t(self, position: Position, terms: Terms) -> int:
        """Return the allowances that are lost with the emissions that are saved."""
        return sum(m.lost_t(s) for s, m in zip(self.saved_t, terms.of(position.entity), strict=True))


def costs(plan: Plan, position: Position, terms: Terms) -> tuple[Fraction, ...]:
    """Return what a plan costs under each scenario, in fen; a surplus that is sold or kept counts against it."""
    fee = terms.fee_share
    at_once = plan.buy_t * terms.price_fen * (1 + fee) - plan.sell_t * terms.price_fen * (1 - fee)
    at_once += plan.offset_t * (terms.offset_fen or 0) * (1 + fee)
    for saved, measure in zip(plan.saved_t, terms.of(position.entity), strict=True):
        at_once += saved * measure.cost_fen + (measure.fixed_fen if saved else 0)
    kept = terms.kept_share(position)
    return tuple(
        at_once + _later(plan, after, s, terms, kept) for after, s in zip(plan.later, terms.scenarios, strict=True)
    )


def _later(plan: Plan, later: Later, scenario: Scenario, terms: Terms, kept: Fraction) -> Fraction:
    fee = terms.fee_share
    traded = later.buy_t * scenario.price_fen * (1 + fee) - later.sell_t * scenario.price_fen * (1 - fee)
    owed = plan.borrow_t * scenario.next_fen * (1 + fee)  # a borrowed tonne is bought in the next year
    return traded + owed - later.keep_t * scenario.next_fen * kept


def expected(found: tuple[Fraction, ...], terms: Terms) -> Fraction:
    """Return the mean of the costs of all scenarios by their weights."""
    return sum((c * s.weight for c, s in zip(found, terms.scenarios, strict=True)), Fraction(0))


def unlawful(plan: Plan, position: Position, terms: Terms) -> Iterator[str]:
    """Yield what is wrong with a plan."""
    measures = terms.of(position.entity)
    if plan.offset_t > offset_cap(plan.due_t(position), position, terms):
        yield "offset_cap"
    if plan.borrow_t > position.borrow_limit_t:
        yield "borrow_cap"
    if any(s and not m.least_t <= s <= m.most_t for s, m in zip(plan.saved_t, measures, strict=True)):
        yield "measure"
    if plan.due_t(position) < 0:
        yield "saved_too_much"
    lost = plan.lost_t(position, terms)
    for later in plan.later:
        buys, sells = plan.buy_t + later.buy_t, plan.sell_t + later.sell_t + later.keep_t
        if buys and sells:
            yield "both_ways"
        if sells > position.held_t - position.surrendered_t - lost:
            yield "sold_what_is_gone"
        if buys > max(0, position.gap_t):
            yield "too_much"
        if position.held_t - lost + buys - sells + plan.offset_t + plan.borrow_t < plan.due_t(position):
            yield "not_covered"
        if later.keep_t > keep_cap(plan, later, position):
            yield "carry_over"
    numbers = (plan.buy_t, plan.sell_t, plan.offset_t, plan.borrow_t, *plan.saved_t)
    if min((*numbers, *(n for after in plan.later for n in (after.buy_t, after.sell_t, after.keep_t)))) < 0:
        yield "negative"


def offset_cap(due_t: int, position: Position, terms: Terms) -> int:
    """Return with how many more credits an amount due may be covered: a share of it, rounded down, less those that
    were surrendered, and what is to be had.
    """
    if terms.offset_fen is None:
        return 0
    most = max(0, floor(due_t * terms.offset_share.number) - position.offset_t)
    return most if terms.offset_most_t is None else min(most, terms.offset_most_t)


def keep_cap(plan: Plan, later: Later, position: Position) -> int:
    """Return with how many tonnes a firm may be left: what a text lets it carry over, by what it sells."""
    left = position.held_t - position.surrendered_t
    return left if position.keeping is None else min(left, position.keeping.most_t(plan.sell_t + later.sell_t))


def binding(plan: Plan, position: Position, terms: Terms) -> list[str]:
    """Return the rules that hold a plan back: with more leave it would be another."""
    found = []
    if plan.offset_t and plan.offset_t == offset_cap(plan.due_t(position), position, terms):
        found.append("offsets_to_be_had" if plan.offset_t == terms.offset_most_t else "offset_share")
    if plan.borrow_t and plan.borrow_t == position.borrow_limit_t:
        found.append("borrow_limit")
    if any(s and s == m.most_t for s, m in zip(plan.saved_t, terms.of(position.entity), strict=True)):
        found.append("measures_to_be_had")
    keeping = position.keeping
    scenes = zip(plan.later, terms.scenarios, strict=True)
    if keeping is not None and any(_would_keep(plan, later, s, position, terms) for later, s in scenes):
        found.append("late" if keeping.late else "carry_over")
    return found


def _would_keep(plan: Plan, later: Later, scenario: Scenario, position: Position, terms: Terms) -> bool:
    """Tell whether something is sold, for less than it is worth kept, because no more may be kept."""
    sold_for = min(
        [terms.price_fen] * (plan.sell_t > 0) + [scenario.price_fen] * (later.sell_t > 0), default=None
    )  # fmt: skip
    if sold_for is None or later.keep_t < keep_cap(plan, later, position):
        return False
    return scenario.next_fen * terms.kept_share(position) > sold_for * (1 - terms.fee_share)
