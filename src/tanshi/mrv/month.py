"""Months as records name them."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from tanshi.rules import Law


def last_day_of(month: str) -> date | None:
    """Return the last day of a month written as 2022-01, or None."""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        return None
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def is_late(law: Law, today: date, last: date) -> bool:
    """Tell whether a month comes after its time; before there was a text on it, none did."""
    limit = law.parameter("mrv.month_upload_days")
    if today < limit.entries[0].from_day:
        return False
    return today > last + timedelta(days=law.value(limit.name, today).integer)
