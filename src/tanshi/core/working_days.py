"""Working days and trading days, from the yearly notices of the State Council.

Working days (工作日) are Monday to Friday without holidays, plus the weekends a notice turns into work days. Trading
days (交易日) are Monday to Friday without holidays: the exchange does not open on a worked weekend, nor on the
few days a
file lists as `closed_to_trading`. A year whose notice is not in `core/calendars` is refused, never guessed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources

from tanshi.core.citation import Citation
from tanshi.core.finding import Finding, Problem
from tanshi.core.texts import load_yaml

_DAY = timedelta(days=1)


def is_day(text: str) -> bool:
    """Tell whether a text is a day as facts write it: 2023-05-04."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


class YearNotAnnounced(Problem):
    """The holidays of a year are not announced, or the notice is not in our data yet."""

    def __init__(self, year: int) -> None:
        self.year = year
        first, last = announced_years()
        super().__init__(Finding("calendar.not_announced", params={"year": year, "first": first, "last": last}))


@dataclass(frozen=True, slots=True)
class _Year:
    citation: Citation
    working: tuple[date, ...]
    trading: tuple[date, ...]


def announced_years() -> tuple[int, int]:
    """Return the first and last year for which we hold the notice."""
    names = sorted(f.name for f in resources.files("tanshi.core.calendars").iterdir() if f.name.endswith(".yaml"))
    return int(names[0][:4]), int(names[-1][:4])


@cache
def _year(year: int) -> _Year:
    source = resources.files("tanshi.core.calendars") / f"{year}.yaml"
    if not source.is_file():
        raise YearNotAnnounced(year)
    notice = load_yaml(source.read_text("utf-8"))
    holidays = {
        day
        for row in notice["holidays"]
        for day in _days(date.fromisoformat(row["first"]), date.fromisoformat(row["last"]))
    }
    worked = {date.fromisoformat(text) for text in notice["worked_weekends"]}
    closed = {date.fromisoformat(text) for text in notice.get("closed_to_trading", [])} | holidays
    every = list(_days(date(year, 1, 1), date(year, 12, 31)))
    return _Year(
        Citation(notice["cite"]["instrument"], notice["cite"]["place"]),
        tuple(d for d in every if (d.weekday() < 5 and d not in holidays) or d in worked),
        tuple(d for d in every if d.weekday() < 5 and d not in closed),
    )


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += _DAY


def notice(year: int) -> Citation:
    """Return the notice that set the holidays of a year."""
    return _year(year).citation


def is_working_day(day: date) -> bool:
    return _contains(_year(day.year).working, day)


def is_trading_day(day: date) -> bool:
    return _contains(_year(day.year).trading, day)


def trading_days(first: date, last: date) -> list[date]:
    """Return the trading days from first to last, both included."""
    return _between("trading", first, last)


def working_days(first: date, last: date) -> list[date]:
    """Return the working days from first to last, both included."""
    return _between("working", first, last)


def add_working_days(day: date, count: int) -> date:
    """Return the day on which a limit of `count` working days ends that began on `day`.

    The day itself does not count (期间开始之日不计算在内, Civil Procedure Law art. 85): one working day
    from a Friday is the Monday.
    """
    assert count >= 0
    while count:
        day += _DAY
        count -= is_working_day(day)
    return day


def working_day_before(day: date, count: int) -> date:
    """Return the working day that lies `count` working days before a day, which itself does not count."""
    assert count >= 0
    while count:
        day -= _DAY
        count -= is_working_day(day)
    return day


def next_working_day(day: date) -> date:
    """Return the day itself if it is a working day, or the first one after it."""
    while not is_working_day(day):
        day += _DAY
    return day


def last_working_day(day: date) -> date:
    """Return the day itself if it is a working day, or the last one before it."""
    while not is_working_day(day):
        day -= _DAY
    return day


def next_trading_day(day: date) -> date:
    """Return the first trading day after a day."""
    day += _DAY
    while not is_trading_day(day):
        day += _DAY
    return day


def previous_trading_day(day: date) -> date:
    """Return the last trading day before a day."""
    day -= _DAY
    while not is_trading_day(day):
        day -= _DAY
    return day


def _contains(days: tuple[date, ...], day: date) -> bool:
    at = bisect_left(days, day)
    return at < len(days) and days[at] == day


def _between(kind: str, first: date, last: date) -> list[date]:
    found: list[date] = []
    for year in range(first.year, last.year + 1):
        days = _year(year).trading if kind == "trading" else _year(year).working
        found.extend(days[bisect_left(days, first) : bisect_right(days, last)])
    return found
