"""Compiled formulas: what they give is what the tree of a figure says they give."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanshi.accounting.formula import NotAFormula, compiled, pair, sum_of, symbols_of
from tanshi.rules.trace import Node, evaluate

NUMBERS = st.fractions(min_value=-1000, max_value=1000, max_denominator=10**6)
LEAVES = st.sampled_from(["a", "b", "c", "2", "100", "12"])


def _joined(parts):
    return st.one_of(
        st.tuples(parts, st.sampled_from("+-*/"), parts).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        parts.map(lambda t: f"-{t}"),
        st.tuples(st.sampled_from(["min", "max"]), parts, parts).map(lambda t: f"{t[0]}({t[1]}, {t[2]})"),
    )


@given(st.recursive(LEAVES, _joined, max_leaves=8), NUMBERS, NUMBERS, NUMBERS)
def test_a_compiled_formula_is_the_tree_s(formula, a, b, c):
    nodes = tuple(Node("x", value, symbol=name) for name, value in (("a", a), ("b", b), ("c", c)))
    try:
        due = evaluate(formula, nodes)
    except ZeroDivisionError:
        with pytest.raises(ZeroDivisionError):
            compiled(formula, ("a", "b", "c"))(pair(a), pair(b), pair(c))
        return
    n, d = compiled(formula, ("a", "b", "c"))(pair(a), pair(b), pair(c))
    assert d > 0
    assert Fraction(n, d) == due
    known = (("c", pair(c)),)
    assert Fraction(*compiled(formula, ("a", "b"), known)(pair(a), pair(b))) == due


def test_symbols_in_their_order():
    assert symbols_of("fc * min(ncv, 30) * cc * of * fc") == ("fc", "ncv", "cc", "of")


@pytest.mark.parametrize(
    "formula", ["a +", "a ** 2", "__import__('os')", "a.b", "open(a)", "a if b else c", "1.5 * a", "'x'", "True", "d"]
)
def test_nothing_but_arithmetic(formula):
    with pytest.raises(NotAFormula):
        compiled(formula, ("a", "b", "c"))


@given(st.lists(NUMBERS, max_size=20))
def test_sums_are_exact(values):
    assert sum_of([pair(v) for v in values]) == sum(values, Fraction(0))
