"""A solved plan as people and scripts are told it: options with price, limit and text, steps with their cost."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from tanshi.compliance.cheapest.plan import binding, keep_cap, offset_cap
from tanshi.compliance.cheapest.solving import Solved
from tanshi.compliance.cheapest.terms import Position, Terms
from tanshi.core.exact import half_up, scaled
from tanshi.core.money import yuan
from tanshi.rules import Law


def cny(fen: Fraction | int) -> str:
    """Return fen as CNY, rounded to a fen half up; negative is earned."""
    return yuan(scaled(half_up(Fraction(fen)), 0))


def document(law: Law, solved: Solved, terms: Terms) -> dict[str, Any]:
    """Return a firm's plan as the machine interface gives it."""
    position, plan = solved.position, solved.plan
    return {
        "entity_id": position.entity,
        "obligation_t": position.obligation_t,
        "held_t": position.held_t,
        "gap_t": position.gap_t,
        "due_t": plan.due_t(position),
        "options": list(options(law, solved, terms)),
        "plan": list(steps(solved, terms)),
        "cost_cny": cny(solved.expected),
        "plain_cost_cny": cny(plain_cost(position, terms)),
        "cost_by_scenario": [
            {"scenario": s.name, "weight": str(s.weight), "cost_cny": cny(c)}
            for s, c in zip(terms.scenarios, solved.costs, strict=True)
        ],
        "binding": binding(plan, position, terms),
    }


def plain_cost(position: Position, terms: Terms) -> Fraction:
    """Return what it costs to buy all that misses today, or to sell all that is left, in fen."""
    fee = terms.fee_share if position.gap_t > 0 else -terms.fee_share
    most_sold = position.surrendered_t - position.held_t
    return max(position.gap_t, most_sold) * terms.price_fen * (1 + fee)


def rule_source(law: Law, solved: Solved, terms: Terms, rule: str) -> str:
    """Return the text behind a rule that binds."""
    keeping = solved.position.keeping
    if keeping is not None and rule in ("carry_over", "late"):
        return keeping.source
    return law.reference(terms.offset_share.citation)


def options(law: Law, solved: Solved, terms: Terms) -> Iterator[dict[str, Any]]:
    """Yield what could be done: price per t, at most so many t, by which text."""
    position, cap = solved.position, law.reference(terms.offset_share.citation)
    missing, left = max(0, position.gap_t), max(0, -position.gap_t)
    yield _option("use_held", "0.00", min(position.held_t, position.obligation_t))
    if missing:
        yield _option("buy_now", yuan(terms.price_fen), missing)
    for s in terms.scenarios if missing and terms.later else ():
        yield _option("buy_later", yuan(s.price_fen), missing, scenario=s.name)
    if terms.offset_fen is not None:
        yield _option("offset", yuan(terms.offset_fen), offset_cap(position.obligation_t, position, terms), cap)
    if position.borrow_limit_t:
        yield _option("borrow", "", position.borrow_limit_t)
    for m in terms.of(position.entity):
        yield {**_option("measure", yuan(m.cost_fen), m.most_t), "name": m.name, "fixed_cny": yuan(m.fixed_fen)}
    if left:
        yield _option("sell_now", yuan(terms.price_fen), left)
        yield from _keep_option(solved)


def _keep_option(solved: Solved) -> Iterator[dict[str, Any]]:
    keeping = solved.position.keeping
    if keeping is not None:
        most = max(keep_cap(solved.plan, after, solved.position) for after in solved.plan.later)
        yield _option("keep", "", most, keeping.source)


def _option(option: str, price: str, most_t: int, citation: str = "", scenario: str = "") -> dict[str, Any]:
    return {"option": option, "scenario": scenario, "price_cny": price, "most_t": most_t, "citation": citation}


def steps(solved: Solved, terms: Terms) -> Iterator[dict[str, Any]]:
    """Yield what is done, with its tonnes and its cost; earned money is negative. Those of a scenario: if it comes."""
    position, plan, fee = solved.position, solved.plan, terms.fee_share
    kept = terms.kept_share(position)
    sold = plan.sell_t + max((after.sell_t + after.keep_t for after in plan.later), default=0)
    yield from _step("use_held", position.held_t - sold - plan.lost_t(position, terms), Fraction(0))
    yield from _step("buy_now", plan.buy_t, plan.buy_t * terms.price_fen * (1 + fee))
    yield from _step("offset", plan.offset_t, plan.offset_t * (terms.offset_fen or 0) * (1 + fee))
    for saved, m in zip(plan.saved_t, terms.of(position.entity), strict=True):
        yield from _step("measure", saved, Fraction(saved * m.cost_fen + m.fixed_fen), name=m.name)
    yield from _step("sell_now", plan.sell_t, -plan.sell_t * terms.price_fen * (1 - fee))
    for after, s in zip(plan.later, terms.scenarios, strict=True):
        yield from _step("buy_later", after.buy_t, after.buy_t * s.price_fen * (1 + fee), s.name)
        yield from _step("borrow", plan.borrow_t, plan.borrow_t * s.next_fen * (1 + fee), s.name)
        yield from _step("sell_later", after.sell_t, -after.sell_t * s.price_fen * (1 - fee), s.name)
        yield from _step("keep", after.keep_t, -after.keep_t * s.next_fen * kept, s.name)


def _step(option: str, t: int, fen: Fraction, scenario: str = "", name: str = "") -> Iterator[dict[str, Any]]:
    if t:
        yield {"option": option, "scenario": scenario, "name": name, "t": t, "cost_cny": cny(fen)}
