"""A cap and a paid share: split to the tonne in every year, never raised above the benchmark, clearly a scenario."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanshi.allocation.cap_path import CapPath, cap_years
from tanshi.rules import Law

PATH = CapPath.of()


def test_it_is_no_law():
    assert not [name for name in Law("cn").names() if "cap_path" in name]


@pytest.mark.parametrize(
    ("year", "cap", "paid"),
    [
        (2026, 1_000, Fraction(0)),
        (2027, 980, Fraction(0)),
        (2028, 960, Fraction(1, 20)),
        (2030, 920, Fraction(3, 20)),
        (2037, 780, Fraction(1, 2)),
        (2040, 720, Fraction(1, 2)),
        (2099, 0, Fraction(1, 2)),
    ],
)
def test_the_path(year, cap, paid):
    assert (PATH.cap_t(1_000, year), PATH.paid_share(year)) == (cap, paid)


AMOUNTS = st.dictionaries(st.text("abc", min_size=1, max_size=3), st.integers(0, 10**7), max_size=8)


@given(st.integers(0, 10**9), AMOUNTS)
def test_free_and_paid_are_the_cap_to_the_tonne(base, amounts):
    for year in cap_years(PATH, base, amounts, range(2026, 2045)):
        assert year.free_t + year.auction_t == year.cap_t
        assert year.auction_t >= 0
        assert all(year.free[e] <= amount for e, amount in amounts.items())
        assert year.auction_t >= year.cap_t * year.paid_share - 1


def test_other_numbers_and_impossible_ones():
    path = CapPath.of(cut="0.1", paid_first="0.5", paid_from="2027")
    (year,) = cap_years(path, 1_000, {"a": 700, "b": 300}, [2027])
    assert (year.cap_t, year.free_t, year.auction_t) == (900, 450, 450)
    assert year.free == {"a": 315, "b": 135}
    for wrong in ({"cut": "1.5"}, {"paid_first": "0.9"}, {"paid_step": "-0.1"}):
        with pytest.raises(ValueError, match="shares"):
            CapPath.of(**wrong)
