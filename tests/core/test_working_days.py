from datetime import date, timedelta

import pytest

from tanshi.core import working_days as days
from tanshi.core.working_days import YearNotAnnounced


def _every_day():
    first, last = days.announced_years()
    day = date(first, 1, 1)
    while day.year <= last:
        yield day
        day += timedelta(days=1)


def test_working_days_agree_with_chinesecalendar():
    oracle = pytest.importorskip("chinese_calendar")
    assert [d for d in _every_day() if days.is_working_day(d) != oracle.is_workday(d)] == []


@pytest.mark.filterwarnings("ignore")  # of pandas, about the oracle's own code
def test_trading_days_agree_with_the_shanghai_calendar():
    calendars = pytest.importorskip("exchange_calendars")
    first, last = days.announced_years()
    sessions = calendars.get_calendar("XSHG", start=f"{first}-01-01", end=f"{last}-12-31").sessions
    assert days.trading_days(date(first, 1, 1), date(last, 12, 31)) == [s.date() for s in sessions]


def test_the_market_had_114_sessions_in_2021_and_242_in_2023_and_2024():
    assert len(days.trading_days(date(2021, 7, 16), date(2021, 12, 31))) == 114
    assert len(days.trading_days(date(2023, 1, 1), date(2023, 12, 31))) == 242
    assert len(days.trading_days(date(2024, 1, 1), date(2024, 12, 31))) == 242


def test_a_worked_weekend_is_no_trading_day():
    sunday = date(2024, 2, 4)
    assert days.is_working_day(sunday)
    assert not days.is_trading_day(sunday)


def test_limits_leave_out_the_first_day_and_holidays():
    assert days.add_working_days(date(2023, 4, 28), 1) == date(2023, 5, 4)  # over Labour Day
    assert days.add_working_days(date(2023, 5, 5), 1) == date(2023, 5, 6)  # a worked Saturday
    assert days.next_working_day(date(2023, 4, 29)) == date(2023, 5, 4)
    assert days.last_working_day(date(2023, 4, 30)) == date(2023, 4, 28)
    assert days.next_trading_day(date(2023, 4, 28)) == date(2023, 5, 4)
    assert days.previous_trading_day(date(2023, 5, 4)) == date(2023, 4, 28)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023-05-04", True), ("2024-02-29", True), ("2023-02-29", False), ("2023-W01-1", False), ("20230504", False),
        ("2023-5-4", False), ("2023-05-04T00:00", False), (" 2023-05-04", False), ("", False),
    ],
)  # fmt: skip
def test_a_day_of_a_fact_is_written_in_one_way(text, day):
    assert days.is_day(text) is day


def test_a_year_not_announced_is_refused_with_what_to_do():
    with pytest.raises(YearNotAnnounced, match="2027"):
        days.is_working_day(date(2027, 1, 4))
    with pytest.raises(YearNotAnnounced):
        days.trading_days(date(2026, 12, 1), date(2027, 1, 31))


def test_every_year_cites_its_notice():
    first, last = days.announced_years()
    assert all("国办发明电" in days.notice(year).instrument for year in range(first, last + 1))
