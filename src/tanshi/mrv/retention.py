"""Until when what lies behind a report is kept. The books delete nothing: journal and tables only grow."""

from __future__ import annotations

from datetime import date

from tanshi.core.period import Period
from tanshi.journal.engine import Reads
from tanshi.rules import Cited, Law

#: Tables of what is kept of a period, with the column that says which.
_KEPT = {
    "mrv_unit_month": "month",
    "mrv_evidence": "month",
    "mrv_laboratory_report": "month",
    "mrv_activity": "period",
    "mrv_report": "period",
}


def kept_until(law: Law, period: str, today: date) -> tuple[date, Cited]:
    """Return the last day to which records of a period are kept under the text of today, and the text."""
    years = law.value("mrv.records_kept_years", today)
    last = Period.named(period).last_day
    return last.replace(year=last.year + years.integer), years


def kept_of(view: Reads, period: str) -> dict[str, int]:
    """Return how many records of a period the books hold, by table."""
    months = Period.named(period).months
    found = {}
    for table, column in _KEPT.items():
        sql = f"SELECT count(*) FROM {table} WHERE {column} >= ? AND {column} <= ?"
        first, last = (months[0], months[-1]) if column == "month" else (months[0][:4], months[-1][:4])
        ((count,),) = view.fetch(sql, [first, last])
        found[table] = int(count)
    return found
