from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanshi.application.forms.linear import Condition


def holds(text, **values):
    """Judge a condition over decimals given as (whole number, places)."""
    numbers = {k.replace("sum_", "sum(") + (")" if k.startswith("sum_") else ""): v for k, v in values.items()}
    judge = Condition.of(text).judge({k: p for k, (_, p) in numbers.items()})
    return judge({k: v for k, (v, _) in numbers.items()})


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("a <= b", {"a": (1, 0), "b": (100, 2)}, True),
        ("a < b", {"a": (1, 0), "b": (100, 2)}, False),
        ("a <= b", {"a": (1_001, 3), "b": (100, 2)}, False),
        ("a <= b + 0.001", {"a": (1_001, 3), "b": (100, 2)}, True),
        ("a - b > 0", {"a": (1_001, 3), "b": (100, 2)}, True),
        ("1.1 * a == 3.3", {"a": (3, 0)}, True),
        ("a * 0.1 == 0.3", {"a": (3, 0)}, True),
        ("-a >= -b", {"a": (1, 0), "b": (1, 0)}, True),
        ("sum(a) == total", {"sum_a": (12_345, 2), "total": (123_450, 3)}, True),
    ],
)
def test_conditions_are_judged_exactly(text, values, expected):
    assert holds(text, **values) is expected


def test_names_of_sums():
    assert Condition.of("sum(a) + count() == b - 1").names == ("b", "count()", "sum(a)")


number = st.tuples(st.integers(-(10**12), 10**12), st.integers(0, 6))


@given(number, number, number)
def test_it_agrees_with_fractions(a, b, c):
    x, y, z = (Fraction(v, 10**p) for v, p in (a, b, c))
    assert holds("a + 2.5 * b <= c - 0.125", a=a, b=b, c=c) == (x + Fraction("2.5") * y <= z - Fraction("0.125"))
    assert holds("a - b == c - c", a=a, b=b, c=c) == (x == y)
