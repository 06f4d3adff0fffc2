from fractions import Fraction

import pytest

from tanshi.rules.trace import Node, evaluate, power


def _leaf(symbol, value):
    return Node("label.parameter", Fraction(value), symbol=symbol)


def test_a_true_tree_proves_itself():
    node = Node("label.parameter", 7, formula="a * b", rounding="floor", inputs=(_leaf("a", "2.5"), _leaf("b", "3")))
    assert node.check() == []


def test_a_false_figure_is_named_with_what_it_should_be():
    wrong = Node("label.parameter", 8, formula="a * b", rounding="floor", inputs=(_leaf("a", "2.5"), _leaf("b", "3")))
    root = Node("label.parameter", 8, formula="sum", inputs=(wrong,))
    assert root.check() == ["label.parameter: a * b gives 7, not 8"]


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("a + b", 5),
        ("a - b", -1),
        ("a / b", Fraction(2, 3)),
        ("max(a, b)", 3),
        ("min(a, b)", 2),
        ("-a", -2),
        ("a ** b", 8),
        ("sum", 5),
        ("(1 - a) * b", -3),
    ],
)
def test_formulas_are_arithmetic(formula, value):
    assert evaluate(formula, (_leaf("a", 2), _leaf("b", 3))) == value


@pytest.mark.parametrize("formula", ["__import__('os')", "a.b", "[a]", "a if b else a", "'x'"])
def test_formulas_are_nothing_else(formula):
    with pytest.raises((ValueError, KeyError)):
        evaluate(formula, (_leaf("a", 2), _leaf("b", 3)))


def test_powers_are_exact_where_they_can_be_and_close_to_fifty_digits_elsewhere():
    assert power(Fraction("1.015"), Fraction(2)) == Fraction("1.030225")
    root = power(Fraction("1.015"), Fraction(1, 2))
    assert abs(root * root - Fraction("1.015")) < Fraction(1, 10**48)
