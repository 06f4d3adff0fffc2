"""Trading days with notices, and the interval between buying and selling."""

from datetime import date

import pytest

from tanshi.core.working_days import YearNotAnnounced
from tanshi.exchange.trading_days import TradingDays, resale_day

#: 2023-09-29 to 2023-10-06 is a holiday; 2023-10-07 and 08 are worked, and no trading days.
CALENDAR = TradingDays()


def day(text):
    return date.fromisoformat(f"2023-{text}")


@pytest.mark.parametrize(
    ("days", "asked", "is_one"),
    [
        (CALENDAR, "09-28", True),
        (CALENDAR, "09-29", False),
        (CALENDAR, "10-07", False),
        (TradingDays(called_off=frozenset({day("09-28")})), "09-28", False),
        (TradingDays(opened=frozenset({day("10-07")})), "10-07", True),
    ],
)
def test_which_days_are_trading_days(days, asked, is_one):
    assert (day(asked) in days) is is_one


def test_the_days_after_and_before_pass_over_what_is_called_off():
    days = TradingDays(called_off=frozenset({day("10-09")}), opened=frozenset({day("10-07")}))
    assert CALENDAR.after(day("09-28")) == day("10-09")
    assert days.after(day("09-28")) == day("10-07")
    assert days.after(day("09-28"), 2) == day("10-10")
    assert days.before(day("10-10"), 2) == day("09-28")


@pytest.mark.parametrize(
    ("interval", "counting", "free_on"),
    [
        (1, "difference", "09-28"),  # T+1
        (1, "between", "10-09"),
        (5, "difference", "10-12"),
        (5, "between", "10-13"),
        (0, "difference", "09-27"),
    ],
)
def test_what_was_bought_on_27_september_is_free_on(interval, counting, free_on):
    assert resale_day(CALENDAR, day("09-27"), interval, counting) == day(free_on)


def test_a_year_without_a_calendar_is_refused():
    with pytest.raises(YearNotAnnounced):
        CALENDAR.after(date(2050, 1, 1))
