import pytest

from tanshi.core.money import fen, grouped, yuan


def test_money_is_whole_fen():
    assert fen("98.00") == 9800
    assert fen("0.01") == 1
    assert yuan(42399700000) == "423997000.00"
    assert yuan(-5) == "-0.05"


def test_a_part_of_a_fen_is_refused():
    with pytest.raises(ValueError, match="whole number of fen"):
        fen("0.001")


def test_large_amounts_have_separators():
    assert grouped(42_399_700_000) == "423,997,000.00"
    assert grouped(-123_456) == "-1,234.56"
    assert grouped(-5) == "-0.05"
