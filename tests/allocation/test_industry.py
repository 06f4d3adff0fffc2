"""Steel, cement and aluminium: cases in a table, and the balance value against plain bisection."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanshi.allocation.industry import (
    IndustryPlan,
    Line,
    allocate_line,
    allocate_lines,
    balance_value,
    explain_balance,
    explain_line,
    intensity_of,
)
from tanshi.core.exact import decimal
from tanshi.core.period import Period
from tanshi.rules import Law, Node, NoTextInForce

LAW = Law("cn")
PLAN = IndustryPlan.of(LAW, "cement", Period.of(2025))


# intensity, balance, emission, adjustment, allowance
@pytest.mark.parametrize(
    ("intensity", "balance", "verified", "adjustment", "approved"),
    [
        ("1.52", "1.60", 10_000_000, "0.0075", 10_075_000),
        ("1.28", "1.60", 10_000_000, "0.03", 10_300_000),  # exactly 20 % below: the cap
        ("1.280016", "1.60", 10_000_000, "0.0299985", 10_299_985),
        ("1.20", "1.60", 10_000_000, "0.03", 10_300_000),
        ("1.92", "1.60", 10_000_000, "-0.03", 9_700_000),  # exactly 20 % above
        ("2.50", "1.60", 10_000_000, "-0.03", 9_700_000),
        ("1.60", "1.60", 10_000_001, "0", 10_000_001),
        ("1.5999", "1.60", 10_000_000, "0.000009375", 10_000_093),
        ("1.60016", "1.60", 1, "-0.000015", 0),  # below one tonne is floored
    ],
)
def test_an_allowance_by_intensity(intensity, balance, verified, adjustment, approved):
    line = Line("k1", verified, Fraction(intensity))
    found = allocate_line(PLAN, line, Fraction(balance))
    assert found.adjustment == Fraction(adjustment)
    assert found.approved_t == approved
    tree = explain_line(PLAN, found, Node("label.balance_value", Fraction(balance), "tCO2/t", "B"))
    assert tree.value == approved
    assert tree.check() == []


def test_in_2024_the_allowance_is_the_verified_emission():
    plan = IndustryPlan.of(LAW, "steel", Period.of(2024))
    lines = [Line("a", 5_000_000, Fraction("1.2")), Line("b", 7, Fraction("9.9"))]
    found, balance = allocate_lines(plan, lines)
    assert [f.approved_t for f in found] == [5_000_000, 7]
    assert balance is None


def test_no_plan_covers_2023_or_another_sector():
    with pytest.raises(NoTextInForce):
        IndustryPlan.of(LAW, "steel", Period.of(2023))
    with pytest.raises(NoTextInForce):
        IndustryPlan.of(LAW, "paper", Period.of(2025))


@pytest.mark.parametrize(
    ("year", "special", "share", "gets_verified"),
    [
        (2025, "white_clinker", None, True),
        (2025, "carbide_slag", "0.15", False),  # must be over
        (2025, "carbide_slag", "0.1501", True),
        (2026, "carbide_slag", "0.30", False),
        (2026, "carbide_slag", "0.31", True),
        (2025, "carbide_slag", None, False),
        (2025, "hydrogen_blast_furnace", None, False),
        (2026, "hydrogen_blast_furnace", None, True),
        (2025, "", None, False),
    ],
)
def test_special_lines_get_their_emission_and_take_no_part(year, special, share, gets_verified):
    plan = IndustryPlan.of(LAW, "cement", Period.of(year))
    odd = Line("odd", 1_000, Fraction(5), special, None if share is None else Fraction(share))
    found, balance = allocate_lines(plan, [odd, Line("a", 1_000, Fraction(1)), Line("b", 1_000, Fraction(1))])
    assert (found[0].adjustment is None) == gets_verified
    assert (balance == 1) == gets_verified


def test_of_lines_within_reach_the_balance_value_is_the_mean_weighted_by_emission():
    lines = [Line("a", 3, Fraction("1.0")), Line("b", 1, Fraction("1.1"))]
    assert balance_value(PLAN, lines) == Fraction("4.1") / 4


def test_of_lines_all_at_a_cap_the_smallest_value_is_taken_and_every_other_gives_the_same():
    lines = [Line("a", 100, Fraction(1)), Line("b", 100, Fraction(3))]
    least = balance_value(PLAN, lines)
    assert least == Fraction(5, 4)  # a reaches +3 % there, and b is at -3 % up to 5/2
    given_of = [[a.approved_t for a in allocate_lines(PLAN, lines, b)[0]] for b in (least, Fraction(2), Fraction(5, 2))]
    assert given_of == [[103, 97]] * 3


def test_nobody_or_nothing_takes_part():
    assert balance_value(PLAN, []) is None
    assert balance_value(PLAN, [Line("a", 0, Fraction(0))]) is None
    found, _ = allocate_lines(PLAN, [Line("a", 0, Fraction(0)), Line("b", 9, Fraction(2))])
    assert [f.approved_t for f in found] == [0, 9]


def test_intensity_needs_output():
    assert intensity_of(Fraction(856), Fraction(1_000)) == Fraction("0.856")
    with pytest.raises(ValueError, match="new_or_shut"):
        intensity_of(Fraction(1), Fraction(0))


@pytest.mark.parametrize("case", LAW.document("cases/industry_lines.yaml"), ids=lambda c: c["name"])
def test_cases(case):
    if case.get("refused") == "true":
        with pytest.raises(NoTextInForce):
            IndustryPlan.of(LAW, case["sector"], Period.named(case["plan"]))
        return
    plan = IndustryPlan.of(LAW, case["sector"], Period.named(case["plan"]))
    lines = [
        Line(str(n), int(row["verified_t"]), decimal(row["intensity"]), row.get("special", ""), share(row))
        for n, row in enumerate(case["lines"])
    ]
    found, balance = allocate_lines(plan, lines, decimal(case["balance"]) if "balance" in case else None)
    assert [f.approved_t for f in found] == [int(row["approved_t"]) for row in case["lines"]]
    assert balance == (decimal(case.get("solved") or case["balance"]) if plan.by_intensity else None)


def share(row):
    return decimal(row["share"]) if "share" in row else None


_LINES = st.lists(
    st.tuples(st.integers(1, 10**8), st.fractions(Fraction(1, 10), 20, max_denominator=10**4)), min_size=1, max_size=12
)


def given_over(lines, balance):
    """Return allowances less emissions, unrounded: the plan's sentence, line by line."""
    total = Fraction(0)
    for line in lines:
        over = (balance - line.intensity) / balance
        total += line.verified_t * (Fraction(3, 20) * max(Fraction(-1, 5), min(Fraction(1, 5), over)))
    return total


@given(_LINES)
def test_at_the_balance_value_the_sector_gets_what_it_emitted(rows):
    lines = [Line(str(n), e, i) for n, (e, i) in enumerate(rows)]
    balance = balance_value(PLAN, lines)
    assert given_over(lines, balance) == 0
    assert given_over(lines, balance * Fraction(999_999, 1_000_000)) < 0  # and it is the smallest such value
    found, _ = allocate_lines(PLAN, lines)
    tree = explain_balance(PLAN, lines, balance)
    assert (tree.value, tree.check()) == (balance, [])
    short = sum(e for e, _ in rows) - sum(f.approved_t for f in found)
    assert 0 <= short <= len(lines)  # floors only


@given(_LINES, st.fractions(Fraction(1, 10), 20, max_denominator=10**4))
def test_an_allowance_never_falls_when_intensity_falls(rows, balance):
    for emission, intensity in rows:
        worse = allocate_line(PLAN, Line("a", emission, intensity * Fraction(11, 10)), balance)
        assert allocate_line(PLAN, Line("a", emission, intensity), balance).approved_t >= worse.approved_t
