from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanshi.core.exact import NotADecimal, decimal, floor, half_up, scaled, show, total


def test_decimal_reads_what_a_law_writes():
    assert decimal("0.8177") == Fraction(8177, 10000)
    assert decimal("-12") == -12
    assert decimal("0.70") == Fraction(7, 10)


@pytest.mark.parametrize("text", ["", " 1", "1e3", "1,000", "nan", "0x10", "１", ".5", "5.", "--1", None, 1.5])
def test_decimal_refuses_anything_else(text):
    with pytest.raises(NotADecimal):
        decimal(text)


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        (Fraction(1, 2), 0, 1),
        (Fraction(-1, 2), 0, -1),
        (Fraction(3, 2), 0, 2),
        (Fraction(5, 2), 0, 3),  # not to even
        (Fraction(12345, 10000), 3, Fraction(1235, 1000)),
        (Fraction(12344, 10000), 3, Fraction(1234, 1000)),
        (Fraction(49999999999, 10**11), 0, 0),
    ],
)
def test_half_up(value, places, rounded):
    assert half_up(value, places) == rounded


def test_show_gives_all_decimals_a_number_has():
    assert show(Fraction(8177, 10000)) == "0.8177"
    assert show(Fraction(100)) == "100"
    assert show(Fraction(44, 12)) == "3.666666666667"
    assert show(Fraction(-7, 2), 2) == "-3.50"
    assert show(Fraction(-1, 1000), 2) == "0.00"


def test_scaled_refuses_to_lose_a_decimal():
    assert scaled(Fraction("12.34"), 2) == 1234
    with pytest.raises(AssertionError):
        scaled(Fraction("12.345"), 2)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9))
def test_reading_and_showing_are_inverse(number):
    text = f"{number:f}"
    assert decimal(show(decimal(text))) == decimal(text)


@given(st.fractions(), st.integers(0, 9))
def test_half_up_is_never_further_than_half_a_place(value, places):
    assert abs(half_up(value, places) - value) <= Fraction(1, 2 * 10**places)


@given(st.fractions())
def test_floor_is_the_integer_below(value):
    assert floor(value) <= value < floor(value) + 1


def test_a_total_is_the_sum_of_its_decimals():
    texts = ["1", "-0.5", "2.125", "1127509.855", "0.000000000001"]
    assert total(texts) == sum(map(decimal, texts))
    assert total([]) == 0
    with pytest.raises(NotADecimal):
        total(["1", "1/3"])
