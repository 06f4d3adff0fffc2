"""A limit in working hours: it rests at night, on weekends and on holidays, and works on a worked weekend."""

from datetime import datetime, time

import pytest

from tanshi.core.clock import CHINA
from tanshi.core.working_days import YearNotAnnounced, announced_years
from tanshi.core.working_hours import WorkingHours

HOURS = WorkingHours(time(9), time(17))


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2023-05-08 10:00", 0, "2023-05-08 10:00"),
        ("2023-05-06 22:15", 0, "2023-05-06 22:15"),
        ("2023-05-08 10:00", 2, "2023-05-08 12:00"),
        ("2023-05-08 10:00", 7, "2023-05-08 17:00"),
        ("2023-05-08 10:00", 8, "2023-05-09 10:00"),
        ("2023-05-08 17:00", 1, "2023-05-09 10:00"),
        ("2023-05-08 03:00", 1, "2023-05-08 10:00"),
        ("2023-05-08 23:59", 16, "2023-05-10 17:00"),
        ("2023-05-12 16:00", 8, "2023-05-15 16:00"),  # over a weekend
        ("2023-04-28 16:30", 1, "2023-05-04 09:30"),  # over the Labour Day holidays
        ("2023-05-05 16:00", 2, "2023-05-06 10:00"),  # that Saturday was worked
        ("2023-05-06 12:00", 6, "2023-05-08 10:00"),
        ("2022-12-30 16:00", 2, "2023-01-03 10:00"),  # over a new year
    ],
)
def test_a_limit_runs_in_working_hours_only(start, hours, end):
    found = HOURS.after(datetime.fromisoformat(start).replace(tzinfo=CHINA), hours)
    assert found.strftime("%Y-%m-%d %H:%M") == end


def test_a_limit_into_a_year_without_a_notice_is_refused():
    last = announced_years()[1]
    with pytest.raises(YearNotAnnounced):
        HOURS.after(datetime(last, 12, 31, 16, tzinfo=CHINA), 8)
