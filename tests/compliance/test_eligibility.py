"""CCER that may offset an obligation: by kind, year and day, and how many, at each edge."""

import pytest

from tanshi.compliance.eligibility import Credit, judge, judge_amount, most_t
from tanshi.core.catalogue import text
from tanshi.rules import Law

LAW = Law("cn")


def said(judged):
    for language in ("en", "zh"):
        words = text(str(judged.outcome), language, judged.details)
        assert words, judged
        assert "<" not in words, words
    return str(judged.outcome).partition(".")[2].replace("_", " ")


#                    period       registered    covered  used on        answer
@pytest.mark.parametrize(("period", "registered", "covered", "day", "answer"), [
    ("2019-2020", "", False, "2021-12-31", "done"),
    ("2019-2020", "", True, "2021-12-31", "covered project"),
    ("2019-2020", "2021-06-01", False, "2021-12-31", "not registered"),  # nothing was registered under Order 31 yet
    ("2022", "", False, "2023-12-31", "done"),
    ("2023", "", False, "2024-12-31", "done"),  # the last day of the old ones
    ("2023", "", False, "2025-01-01", "filed too late"),
    ("2024", "", False, "2025-12-31", "no text"),
    ("2024", "2025-03-06", False, "2025-12-31", "no text"),  # unknown, so refused
    ("2025", "", False, "2026-12-31", "filed no more"),
    ("2025", "2024-01-22", False, "2026-12-31", "not registered"),  # the day itself is left out
    ("2025", "2024-01-23", False, "2026-12-31", "done"),
    ("2025", "2024-01-23", True, "2026-12-31", "covered project"),
])  # fmt: skip
def test_what_may_offset(period, registered, covered, day, answer):
    assert said(judge(LAW, period, Credit(registered, covered), day)) == answer


#                              due      before    asked    answer, left
@pytest.mark.parametrize(("due", "before", "asked", "answer"), [
    (1_234_567, 0, 61_728, "done"),  # floor of 61,728.35
    (1_234_567, 0, 61_729, "over share"),
    (1_234_567, 61_727, 1, "done"),
    (1_234_567, 61_728, 1, "over share"),
    (19, 0, 1, "over share"),  # 5 % of 19 t is less than a whole tonne
    (20, 0, 1, "done"),
    (0, 0, 1, "over share"),
    (100, 0, 0, "not whole"),
    (100, 0, -1, "not whole"),
])  # fmt: skip
def test_how_much_may_offset(due, before, asked, answer):
    assert said(judge_amount(LAW, due, before, asked, "2023-12-01")) == answer


def test_the_most_is_in_whole_tonnes_rounded_down():
    assert [most_t(LAW, due, "2023-12-01") for due in (0, 19, 20, 39, 40, 1_234_567)] == [0, 0, 1, 1, 2, 61_728]
