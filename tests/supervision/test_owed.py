"""What is owed on a fine: the surcharge by the day, its cap, parts, days an appeal rests."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanshi.rules import Law
from tanshi.supervision.owed import surcharge_fen
from tanshi.supervision.rules import Rules, months_later

D = "2025-03-18"


@pytest.mark.parametrize(
    ("parts", "payments", "resting", "day", "expected"),
    [
        ([(D, 1_000)], [], [], "2025-03-18", 0),
        ([(D, 1_000)], [], [], "2025-03-19", 30),
        ([(D, 1_000)], [], [], "2025-03-28", 300),
        ([(D, 1_000)], [("2025-03-18", 1_000)], [], "2025-12-31", 0),
        ([(D, 1_000)], [("2025-03-20", 400)], [], "2025-03-22", 24 + 72),
        ([(D, 1_000)], [], [], "2026-12-31", 1_000),  # the cap
        ([(D, 1_000)], [], [("2025-03-19", "2025-03-26")], "2025-03-28", 60),  # an appeal rests
        ([(D, 400), ("2025-06-30", 600)], [("2025-03-18", 400)], [], "2025-07-01", 18),
        ([(D, 400), ("2025-06-30", 600)], [("2025-03-19", 1_000)], [], "2025-07-01", 12),
        ([(D, 17)], [], [], "2025-03-19", 1),  # 0.51 fen
        ([(D, 16)], [], [], "2025-03-19", 0),
    ],
)
def test_the_surcharge(parts, payments, resting, day, expected):
    assert surcharge_fen(parts, payments, resting, day, 3, 100) == expected


days = st.integers(0, 60).map(lambda n: (date(2025, 3, 1) + timedelta(days=n)).isoformat())


@given(
    st.lists(st.tuples(days, st.integers(1, 50).map(lambda n: n * 100)), min_size=1, max_size=3),
    st.lists(st.tuples(days, st.integers(1, 60).map(lambda n: n * 100)), max_size=3),
    st.lists(st.tuples(days, days).map(lambda p: (min(p), max(p))), max_size=2),
)
def test_it_is_the_same_counted_day_by_day(parts, payments, resting):
    """A plain book: each day, what is due and not paid by then bears three hundredths."""
    end, total = date(2025, 5, 20), 0
    day = date(2025, 3, 1)
    while day <= end:
        today = day.isoformat()
        due = sum(amount for last, amount in parts if last < today)
        paid = sum(amount for on, amount in payments if on < today)
        if not any(first <= today <= until for first, until in resting):
            total += max(0, due - paid) * 3
        day += timedelta(days=1)
    cap = sum(amount for _, amount in parts)
    assert surcharge_fen(parts, payments, resting, end.isoformat(), 3, 100) == min(total // 100, cap)


@pytest.mark.parametrize(
    ("act", "harm", "today", "limit"),
    [
        ("2025-01-01", False, "2025-06-01", "2027-01-01"),
        ("2025-01-01", True, "2025-06-01", "2030-01-01"),
        ("2024-02-29", False, "2026-09-01", "2026-02-28"),
    ],
)
def test_the_limitation(act, harm, today, limit):
    assert Rules(Law(), date.fromisoformat(today)).limit(act, harm) == limit


def test_an_appeal_counts_days_or_months():
    rules = Rules(Law(), date(2025, 3, 3))
    assert rules.appeal_until("reconsideration", "2025-03-03") == "2025-05-02"
    assert rules.appeal_until("suit", "2025-08-31") == "2026-02-28"
    assert months_later(date(2024, 12, 31), 2) == date(2025, 2, 28)
