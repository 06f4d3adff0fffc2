"""Months as records name them."""

from __future__ import annotations

import calendar
from datetime import date


def last_day_of(month: str) -> date | None:
    """Return the last day of a month written as 2022-01, or None."""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        return None
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])
