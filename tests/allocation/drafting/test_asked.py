"""What people write when they ask the bench: read exactly, or refused."""

from fractions import Fraction

import pytest

from tanshi.allocation.drafting.asked import pairs, price_fen, target_t
from tanshi.core.finding import Problem


@pytest.mark.parametrize(
    ("text", "tonnes"), [("0", 0), ("-5,000,000", -5_000_000), ("0.5%", 5), ("-0.05 %", -1), ("0.04%", 0)]
)
def test_targets(text, tonnes):
    assert target_t(text, 1_000) == tonnes


@pytest.mark.parametrize("text", ["much", "0.5", "%", "", "1e6", "9" * 41])
def test_no_targets(text):
    with pytest.raises(Problem):
        target_t(text, 1_000)


def test_numbers_of_lines():
    assert pairs(["I=2", "heat.gas=0"], ["I", "heat.gas"], above=-1) == {"I": Fraction(2), "heat.gas": Fraction(0)}
    for text in ("I", "V=1", "I=0", "I=x", "I=" + "1" * 41):
        with pytest.raises(Problem, match="LINE=NUMBER"):
            pairs([text], ["I"], above=0)


def test_prices():
    assert [price_fen(text) for text in ("", "80", "79.42")] == [None, 8_000, 7_942]
    for text in ("-1", "80.123", "x", "9" * 20):
        with pytest.raises(Problem, match="no price"):
            price_fen(text)
