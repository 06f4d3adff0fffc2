"""The cheapest plan: against all plans of small firms, worked cases, what an assumptions file may say."""

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import product
from random import Random

import pytest

pytest.importorskip("highspy")

from tanshi.compliance.cheapest.plan import Later, Plan, binding, costs, expected, unlawful
from tanshi.compliance.cheapest.reading import Reader, period_of, positions_of
from tanshi.compliance.cheapest.solving import cheapest
from tanshi.compliance.cheapest.terms import (
    Keeping,
    Measure,
    Position,
    Scenario,
    Terms,
    carrying,
    keeping,
    must_serve,
    offset_share,
)
from tanshi.compliance.cheapest.told import plain_cost
from tanshi.core.finding import Problem
from tanshi.rules import Law

LAW = Law("cn")
SHARE = offset_share(LAW, date(2024, 12, 31))


def every_plan(position, terms):
    """Return all lawful plans, by trying every number of tonnes."""
    gap, free = max(0, position.gap_t), position.held_t - position.surrendered_t
    at_once = product(
        range(gap + 1), range(free + 1), range(position.obligation_t + 1), range(position.borrow_limit_t + 1),
        product(*(range(m.most_t + 1) for m in terms.of(position.entity))),
    )  # fmt: skip
    after = [Later(*of) for of in product(range(gap + 1), range(free + 1), range(free + 1))]
    for buy, sell, offset, borrow, saved in at_once:
        fits = [a for a in after
                if not list(unlawful(Plan(buy, sell, offset, borrow, saved, (a,)), position, terms))]  # fmt: skip
        for later in product(fits, repeat=len(terms.scenarios)):
            yield Plan(buy, sell, offset, borrow, saved, later)


def drawn(seed):
    """Return a small firm and its terms."""
    chance = Random(seed)
    obligation, held = chance.randint(0, 5), chance.randint(0, 6)
    weight = Fraction(chance.randint(1, 4), 4)

    def fen():
        return chance.randint(0, 12)

    scenarios = [Scenario("a", weight, fen(), fen())]
    if weight < 1:
        scenarios.append(Scenario("b", 1 - weight, fen(), fen()))
    lost = Fraction(chance.randint(0, 3), 3)
    measures = [Measure("m", chance.randint(1, 2), fen(), fen(), chance.randint(0, 1), "", lost)] if seed % 2 else []
    terms = Terms(
        fen(), tuple(scenarios), replace(SHARE, value=chance.choice(("0.05", "0.5", "0.3"))),
        fen() if seed % 3 else None, chance.choice((None, 1)), chance.choice((None, Fraction(chance.randint(0, 2), 2))),
        Fraction(chance.randint(0, 1), 10), tuple(measures),
    )  # fmt: skip
    surrendered = chance.randint(0, min(held, obligation))
    position = Position("E", obligation, held, chance.randint(0, 1), surrendered, chance.randint(0, surrendered))
    if chance.random() < 0.4:
        return position, terms
    net, selling, late = chance.randint(-3, 2), chance.random() < 0.8, chance.random() < 0.1
    return replace(position, keeping=Keeping(chance.randint(0, 2), Fraction(3, 2), net, selling, late, "")), terms


@pytest.mark.parametrize("seed", range(60))
def test_no_plan_of_a_small_firm_is_cheaper(seed):
    position, terms = drawn(seed)
    least = min((expected(costs(p, position, terms), terms) for p in every_plan(position, terms)), default=None)
    assert least is not None, "what is missing can always be bought"
    assert cheapest(position, terms).expected == least


@pytest.mark.parametrize("seed", range(60, 90))
def test_no_plan_of_a_small_firm_is_cheaper_in_the_worst_case(seed):
    position, terms = drawn(seed)
    least = min(max(costs(p, position, terms)) for p in every_plan(position, terms))
    assert max(cheapest(position, terms, worst=True).costs) == least


def terms(**more):
    given = {"price_cny": "90", **more}
    return Reader(given).terms(SHARE, None)


#: What a firm owes and holds, terms, and its plan worked by hand: buy, sell, offset, borrow, saved, cost in fen.
WORKED = [
    ("all is bought", Position("E", 100, 80), {}, (20, 0, 0, 0, (), 180_000)),
    ("credits up to 5 %, rounded down", Position("E", 119, 80), {"offset_cny": "80"}, (34, 0, 5, 0, (), 346_000)),
    ("credits that are dear are left", Position("E", 119, 80), {"offset_cny": "90.01"}, (39, 0, 0, 0, (), 351_000)),
    ("few credits are to be had", Position("E", 119, 80), {"offset_cny": "80", "offset_most_t": 2},
     (37, 0, 2, 0, (), 349_000)),
    ("credits count once", Position("E", 119, 85, 0, 5, 5), {"offset_cny": "80"}, (34, 0, 0, 0, (), 306_000)),
    ("a surplus is sold", Position("E", 100, 130), {}, (0, 30, 0, 0, (), -270_000)),
    ("what was surrendered is not sold", Position("E", 100, 130, 0, 110), {"price_cny": "90"},
     (0, 20, 0, 0, (), -180_000)),
    ("next year is cheaper", Position("E", 100, 80, 10), {"scenarios": [{"price_cny": "95", "next_cny": "80"}]},
     (10, 0, 0, 10, (), 170_000)),
    ("a measure pays only whole", Position("E", 100, 80),
     {"measures": [{"most_t": 10, "least_t": 10, "cost_cny": "50", "fixed_cny": "399"}]},
     (10, 0, 0, 0, (10,), 179_900)),
    ("its fixed cost is too much", Position("E", 100, 80),
     {"measures": [{"most_t": 10, "least_t": 10, "cost_cny": "50", "fixed_cny": "401"}]},
     (20, 0, 0, 0, (0,), 180_000)),
    ("to run less loses allowances", Position("E", 100, 80),
     {"measures": [{"most_t": 10, "cost_cny": "8", "lost_share": "0.91"}]}, (20, 0, 0, 0, (0,), 180_000)),
    ("but not all", Position("E", 100, 80),
     {"measures": [{"most_t": 10, "cost_cny": "8", "lost_share": "0.9"}]}, (19, 0, 0, 0, (10,), 179_000)),
    ("fees on both sides", Position("E", 100, 130), {"fee_share": "0.01"}, (0, 30, 0, 0, (), -267_300)),
]  # fmt: skip


@pytest.mark.parametrize(("position", "given", "plan"), [w[1:] for w in WORKED], ids=[w[0] for w in WORKED])
def test_worked_cases(position, given, plan):
    found = cheapest(position, terms(**given))
    first = found.plan.later[0]
    made = found.plan
    now = (made.buy_t + first.buy_t, made.sell_t + first.sell_t, made.offset_t, made.borrow_t, made.saved_t)
    assert (*now, found.expected) == plan


#: Net sales so far, next year's price, what is done with a surplus of 30,000 t by 10,000 t and 1.5 times net sales:
#: sold, kept, what binds.
CARRIED = [
    (0, "120", 8_000, 22_000, ["carry_over"]),  # sell 8,000: 10,000 + 12,000 may be kept
    (20_000, "120", 0, 30_000, []),
    (-5_000, "120", 11_000, 19_000, ["carry_over"]),  # 6,000 on the whole
    (-50_000, "120", 20_000, 10_000, ["carry_over"]),
    (0, "80", 30_000, 0, []),
]


@pytest.mark.parametrize(("net", "following", "sold", "kept", "rules"), CARRIED)
def test_what_is_carried_over_follows_what_is_sold(net, following, sold, kept, rules):
    on = date(2025, 11, 3)
    limit = keeping(carrying(LAW, "2024", on), LAW, on, net)
    position = Position("E", 100_000, 130_000, keeping=limit)
    given = terms(scenarios=[{"price_cny": "90", "next_cny": following}])
    plan = cheapest(position, given).plan
    assert (plan.sell_t + plan.later[0].sell_t, plan.later[0].keep_t, binding(plan, position, given)) == (
        sold, kept, rules,
    )  # fmt: skip


def test_who_was_late_carries_nothing_over():
    on = date(2025, 11, 3)
    position = Position("E", 100, 130, keeping=keeping(carrying(LAW, "2024", on), LAW, on, 500, late=True))
    given = terms(scenarios=[{"price_cny": "90", "next_cny": "120"}])
    plan = cheapest(position, given).plan
    assert (plan.sell_t, plan.later[0].keep_t, binding(plan, position, given)) == (30, 0, ["late"])
    cheaper = terms(scenarios=[{"price_cny": "90", "next_cny": "80"}])
    assert binding(cheapest(position, cheaper).plan, position, cheaper) == [], "nor would it"


@pytest.mark.parametrize(
    ("period", "day", "selling"),
    [("2024", "2025-12-31", True), ("2023", "2026-01-01", False), ("2024", "2026-06-11", None),
     ("2024", "2024-12-31", None), ("2025", "2025-12-01", None), ("", "2025-12-01", None)],
)  # fmt: skip
def test_a_text_lets_old_vintages_be_carried_over_from_day_to_day(period, day, selling):
    on = date.fromisoformat(day)
    found = keeping(carrying(LAW, period, on), LAW, on, 0)
    assert (None if found is None else found.selling) == selling


def test_now_or_later_follows_the_scenarios():
    later = terms(scenarios=[{"price_cny": "70"}, {"price_cny": "100"}])
    assert cheapest(Position("E", 10, 0), later).plan.buy_t == 0, "85 on average"
    assert cheapest(Position("E", 10, 0), later, worst=True).plan.buy_t == 10, "at worst 100"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "no YAML mapping"),
        ({}, "Today's price is not known"),
        ({"price_cny": "x"}, "price_cny: x cannot"),
        ({"price_cny": "1.001"}, "1.001 cannot"),
        ({"price_cny": "1", "prise": 2}, "prise: Nobody knows"),
        ({"price_cny": "1", "scenarios": [{"weight": "0.4"}]}, "do not add to 1"),
        ({"price_cny": "1", "scenarios": [{"weight": "2"}]}, r"scenarios\[1\].weight: 2 cannot"),
        ({"price_cny": "1", "scenarios": "low"}, "scenarios: low cannot"),
        ({"price_cny": "1", "measures": [{"most_t": 1, "least_t": 2}]}, r"measures\[1\].least_t: 2 cannot"),
        ({"price_cny": "1", "measures": [{"cost_cny": 2}]}, r"measures\[1\].most_t"),
        ({"price_cny": "1", "offset_most_t": "-3"}, "offset_most_t: -3"),
    ],
)
def test_a_wrong_assumption_is_named_by_its_place(given, said):
    with pytest.raises(Problem, match=said):
        Reader(given).terms(SHARE, None)


def test_a_bad_row_of_a_result_leaves_the_good_ones():
    rows = [
        {"entity_id": "A", "obligation_t": 5, "approved_t": 3, "borrow_limit_t": 1},
        {"entity_id": "B"},
        7,
        {"entity_id": "C", "obligation_t": -1, "approved_t": 3},
        {"entity_id": "D", "obligation_t": 1, "approved_t": True},
    ]
    found, wrong = positions_of(json.loads(json.dumps({"entities": rows})))
    assert found == [Position("A", 5, 3, 1)]
    assert [f.where for f in wrong] == [
        "entities[2].obligation_t", "entities[3].entity_id", "entities[4].obligation_t", "entities[5].approved_t",
    ]  # fmt: skip
    with pytest.raises(Problem, match="no result of an allocation"):
        positions_of([1])


@pytest.mark.parametrize(("period", "price_fen", "serves"), [
    ("2023", 8_000, True), ("2025", 8_000, True), ("2024", None, True), ("", 8_000, True), ("2024", 8_000, False),
])  # fmt: skip
def test_credits_are_in_no_plan_for_a_year_no_text_covers(law, period, price_fen, serves):
    terms = Terms(9_000, (), offset_share(law, date(2025, 6, 1)), price_fen)
    if serves:
        must_serve(law, terms, period)
        return
    with pytest.raises(Problem, match="which reductions"):
        must_serve(law, terms, period)


def test_without_scenarios_nothing_waits():
    plan = cheapest(Position("E", 349_338, 0), terms()).plan
    assert (plan.buy_t, plan.later[0].buy_t) == (349_338, 0)


@pytest.mark.parametrize(
    ("position", "fee", "cost"),
    [(Position("E", 100, 80), "0.01", 181_800), (Position("E", 100, 130), "0.01", -267_300),
     (Position("E", 100, 130, 0, 110), "0", -180_000)],
)  # fmt: skip
def test_the_plain_way_is_to_buy_or_sell_all_today(position, fee, cost):
    assert plain_cost(position, terms(fee_share=fee)) == cost


@pytest.mark.parametrize(
    ("document", "period"),
    [({"plan": "2023"}, "2023"), ({"plan": "2019-2020"}, "2019-2020"), ({"plan": "2025-draft"}, "2025"),
     ({"plan": "draft:x"}, ""), ({}, ""), ([], "")],
)  # fmt: skip
def test_the_period_of_a_result_is_its_plans(document, period):
    assert period_of(document) == period
