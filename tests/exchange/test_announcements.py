"""Announcements, and the days they call off or open."""

from datetime import date

from tanshi.application.access import ViewRows
from tanshi.exchange.tables import AnnouncementRow, days_of
from tests.exchange.day_table import opened, run


def test_announcements_are_numbered_by_year_and_change_the_calendar(market, clock):
    run(opened(market), clock, """
        at 2025-12-30 09:00
        announce rules -> done
        announce trading -> done
        announce gossip -> unknown announcement
        announce_untitled rules -> no title
        announce_empty rules -> no text
        at 2026-11-30 09:00
        announce rules -> done
        call_off_day 2026-12-32 technical_fault -> bad day
        call_off_day 2031-01-02 technical_fault -> bad day
        call_off_day 2026-11-27 technical_fault -> day past
        call_off_day 2026-12-05 technical_fault -> is no trading day
        call_off_day 2026-12-02 bad_mood -> unknown ground
        call_off_day 2026-12-02 technical_fault -> done
        call_off_day 2026-12-02 technical_fault -> is no trading day
        open_day 2026-12-03 other -> is trading day
        open_day 2026-12-05 other -> done
        open 2026-12-02 -> not a trading day
        open_day 2026-12-02 other -> done
        call_off_day 2026-12-05 other -> done
        call_off_day 2026-12-02 accident -> done
        open 2026-11-30 -> done
        call_off_day 2026-11-30 accident -> exists
    """)  # fmt: skip
    with market.view() as view:
        rows = ViewRows(view)
        days = days_of(rows)
        numbers = [(r.year, r.number) for y in (2025, 2026) for r in rows.where(AnnouncementRow, year=y)]
    assert numbers == [(2025, 1), (2025, 2), *((2026, n) for n in range(1, 7))]
    assert days.after(date(2026, 12, 1)) == date(2026, 12, 3)
    assert date(2026, 12, 5) not in days
