"""What a cell says, whatever kind of value a file or frame gives."""

from decimal import Decimal

import pytest

from tanshi.core.sheets import cell_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), ("  a  b ", "a b"), (3, "3"), (True, "True"), (3.0, "3"), (0.1, "0.1"), (2400000.5, "2400000.5"),
        (0.00001, "0.00001"), (1e22, "10000000000000000000000"), (1.5e-7, "0.00000015"), (Decimal("1E-7"), "0.0000001"),
        (Decimal("2.50"), "2.50"), (float("nan"), "nan"), (float("inf"), "inf"),
    ],
)  # fmt: skip
def test_a_number_is_its_shortest_decimal_without_an_exponent(value, text):
    assert cell_text(value) == text
