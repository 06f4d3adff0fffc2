"""Borrowing: the ratio is judged unrounded and inclusive, the amount rounded down."""

from fractions import Fraction

import pytest

from tanshi.allocation.borrowing import BorrowingTerms
from tanshi.core.period import Period
from tanshi.rules import Law

TERMS = BorrowingTerms.of(Law("cn"), Period.named("2022"))


def test_the_terms_are_those_of_the_plan():
    assert TERMS is not None
    assert (TERMS.gap_rate_from, TERMS.share_of_gap, TERMS.out_of, TERMS.vintage) == (
        Fraction(1, 10), Fraction(1, 2), "2023", "CEA23",
    )  # fmt: skip


@pytest.mark.parametrize("period", ["2019-2020", "2023", "2024"])
def test_other_plans_know_no_borrowing(period):
    assert BorrowingTerms.of(Law("cn"), Period.named(period)) is None


@pytest.mark.parametrize(
    ("approved", "verified", "limit"),
    [
        (900_000, 1_000_000, 50_000),  # exactly 10 %: counts
        (900_001, 1_000_000, 0),  # 9.9999 %, shown as 10.00 %, does not
        (899_999, 1_000_000, 50_000),  # half of 100,001, rounded down
        (800_000, 1_000_000, 100_000),
        (1_000_000, 1_000_000, 0),
        (1_100_000, 1_000_000, 0),  # a surplus
        (0, 0, 0),
        (0, 1, 0),  # half a tonne
        (9, 10, 0),
        (8, 10, 1),
    ],
)
def test_the_limit(approved, verified, limit):
    assert TERMS.limit_t(approved, verified, verified) == limit
