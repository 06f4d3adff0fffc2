"""Due days as texts set them, over holidays and worked weekends, and what is left in working days."""

from datetime import date

import pytest

from tanshi.application.work.deadlines import Due, age, deadline, on_calendar
from tanshi.application.work.tasks import KINDS
from tanshi.core.period import Period


def day(text):
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("kind", "period", "month", "due"),
    [
        ("month_missing", "2022", "2022-01", "2022-03-12"),  # 40 days after the month's end
        ("month_missing", "2022", "2022-12", "2023-02-09"),
        ("month_missing", "2021", "2021-01", ""),  # no text before February 2021 sets one
        ("report_due", "2022", "", "2023-03-31"),
        ("report_due", "2019-2020", "", "2021-03-31"),
        ("report_to_verify", "2022", "", "2023-06-30"),
        ("approval", "2022", "", "2023-07-15"),
        ("preallocation", "2023", "", "2024-10-25"),
        ("surrender_due", "2022", "", "2023-12-31"),
        ("surrender_due", "2024", "", "2025-12-31"),
        ("surrender_due", "2018", "", ""),  # no text
        ("findings_to_answer", "2022", "", ""),  # no text sets a due day for it at all
    ],
)
def test_due_days(law, kind, period, month, due):
    found = deadline(law, KINDS[kind].due, Period.named(period), month, date(2023, 5, 4))
    assert found.due == day(due)
    assert (found.citation is not None) is bool(due)
    assert due or (found.stage, found.left) == ("open", None)


@pytest.mark.parametrize(
    ("due", "today", "do_by", "left", "stage"),
    [
        ("2023-03-31", "2023-03-20", "2023-03-31", 9, "due"),  # a Friday
        ("2023-12-31", "2023-12-20", "2023-12-29", 7, "due"),  # a Sunday: act by the Friday before
        ("2023-12-31", "2023-12-29", "2023-12-29", 0, "due"),  # today is the day
        ("2023-12-31", "2023-12-30", "2023-12-29", -1, "overdue"),  # nobody works any more before it
        ("2023-10-05", "2023-09-25", "2023-09-28", 3, "due"),  # the National Day holidays
        ("2024-02-04", "2024-02-01", "2024-02-04", 2, "due"),  # a Sunday that is worked before Spring Festival
        ("2024-02-12", "2024-02-01", "2024-02-09", 7, "due"),  # Spring Festival
        ("2023-05-06", "2023-05-04", "2023-05-06", 2, "due"),  # a worked Saturday
        ("2023-03-31", "2023-04-10", "2023-03-31", -5, "overdue"),  # Qingming on the 5th
    ],
)
def test_due_days_on_the_calendar(due, today, do_by, left, stage):
    found = on_calendar(day(due), day(today))
    assert (found.do_by, found.left, found.stage) == (day(do_by), left, stage)


@pytest.mark.parametrize(
    ("due", "today", "left", "stage"),
    [("2031-03-31", "2026-11-22", None, "open"), ("2031-03-31", "2031-04-10", -1, "overdue")],
)
def test_a_year_whose_holidays_are_not_announced_is_not_guessed(due, today, left, stage):
    found = on_calendar(day(due), day(today))
    assert (found.announced, found.do_by, found.left, found.stage) == (False, None, left, stage)


@pytest.mark.parametrize(
    ("since", "today", "days"),
    [
        ("2023-04-28", "2023-05-04", 1),  # the May holidays lie between
        ("2023-05-05", "2023-05-06", 1),  # a worked Saturday
        ("2023-05-06", "2023-05-07", 0),
        ("2023-05-04", "2023-05-04", 0),
        ("2023-05-10", "2023-05-04", 0),
        ("2026-12-30", "2031-01-01", None),
        ("", "2023-05-04", None),
    ],
)
def test_how_long_a_matter_waits(since, today, days):
    assert age(since, day(today)) == days


def test_every_due_day_is_in_the_law_s_data(law):
    for kind in KINDS.values():
        if kind.due is not None:
            assert isinstance(kind.due, Due)
            assert kind.due.parameter in law.names(), kind.id
