"""Until when what lies behind a report is kept. The books delete nothing: journal and tables only grow."""

from __future__ import annotations

from datetime import date

from tanshi.core.period import Period
from tanshi.rules import Cited, Law


def kept_until(law: Law, period: str, today: date) -> tuple[date, Cited]:
    """Return the last day to which records of a period are kept under the text of today, and the text."""
    years = law.value("mrv.records_kept_years", today)
    last = Period.named(period).last_day
    return last.replace(year=last.year + years.integer), years
