"""Due days of tasks: what a text sets, and what that means on the calendar of working days.

A due day comes from the law's parameters or, where an act has set it already, from the books. Where no text that we
hold sets one there is none, and the page says so. Texts name days that may be holidays; the last working day (工作日)
on or before the due day is shown as the day to act by, and what is left is counted in working days.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from tanshi.core.citation import Citation, Confidence
from tanshi.core.period import Period
from tanshi.core.working_days import YearNotAnnounced, add_working_days, last_working_day, working_days
from tanshi.rules import Law
from tanshi.rules.law import NoTextInForce
from tanshi.rules.parameter import Cited

#: How a text words a deadline: days after a month's end, month and day of the next year, a day, a day of a timetable,
#: working days after a day the books have.
Wording = Literal["days_after_month", "day_of_next_year", "day", "timetable", "working_days_after"]


@dataclass(frozen=True, slots=True)
class Due:
    """Where the due day of a kind of task is written."""

    parameter: str
    wording: Wording
    step: str = ""  # of a timetable, or of a text that says more than the day


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due day on a day of looking. `left`: working days after today up to `do_by`, below zero when it has passed."""

    due: date | None
    do_by: date | None
    left: int | None
    citation: Citation | None = None
    confidence: Confidence | None = None
    announced: bool = True  # whether the holidays of its year are

    @property
    def stage(self) -> str:
        """Return open (no due day, or none known to be near), due or overdue."""
        if self.left is None:
            return "open"
        return "overdue" if self.left < 0 else "due"


NONE = Deadline(None, None, None)


def deadline(law: Law, due: Due | None, period: Period, month: str, today: date) -> Deadline:
    """Return the deadline of a task of a period (and month, where it is about one) as it stands today."""
    if due is None:
        return NONE
    try:
        day, cited = _set_by(law, due, period, month)
    except NoTextInForce:
        return NONE
    return on_calendar(day, today, cited)


def after(law: Law, due: Due | None, day: str, today: date) -> Deadline:
    """Return the deadline of what is about no period: the day of the books, or a text's working days after it."""
    found = date.fromisoformat(day)
    if due is None:
        return on_calendar(found, today)
    cited = law.value(due.parameter, found)
    try:
        return on_calendar(add_working_days(found, cited.integer), today, cited)
    except YearNotAnnounced:
        return NONE


def on_calendar(day: date, today: date, cited: Cited | None = None) -> Deadline:
    """Return what a due day means on the calendar of working days; years without a notice leave that open."""
    citation, confidence = (cited.citation, cited.confidence) if cited else (None, None)
    try:
        do_by = last_working_day(day)
        return Deadline(day, do_by, working_days_until(do_by, today), citation, confidence)
    except YearNotAnnounced:
        return Deadline(day, None, -1 if day < today else None, citation, confidence, announced=False)


def working_days_until(day: date, today: date) -> int:
    """Return the working days after today up to a day, the day included; below zero those that have gone since it."""
    if day >= today:
        return len(working_days(today + timedelta(days=1), day))
    return -max(1, len(working_days(day + timedelta(days=1), today)))


def age(since: str, today: date) -> int | None:
    """Return the working days after a day up to today, or None if a year between has no notice in our data."""
    try:
        first = date.fromisoformat(since)
        return len(working_days(first + timedelta(days=1), today)) if first < today else 0
    except (ValueError, YearNotAnnounced):
        return None


def _set_by(law: Law, due: Due, period: Period, month: str) -> tuple[date, Cited]:
    match due.wording:
        case "days_after_month":
            end = _last_day(month)
            cited = law.value(due.parameter, end)
            return end + timedelta(days=cited.integer), cited
        case "day_of_next_year":
            # the text in force at the end of that year: one that came during it binds in it already
            year = period.last_year + 1
            cited = law.value(due.parameter, date(year, 12, 31))
            return date.fromisoformat(f"{year}-{cited.value[due.step] if due.step else cited.value}"), cited
        case "day":
            cited = law.value(due.parameter, period.first_day)
            return date.fromisoformat(cited.value), cited
        case "timetable":
            cited = law.value(due.parameter, period.first_day)
            return date.fromisoformat(cited.value[due.step]), cited
        case "working_days_after":
            raise AssertionError("counted from a row's own day, not from a period's")


def _last_day(month: str) -> date:
    first = date.fromisoformat(f"{month}-01")
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])
