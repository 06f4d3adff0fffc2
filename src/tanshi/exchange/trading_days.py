"""Trading days (交易日): the calendar's, less the days a notice calls off, with those another notice opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from tanshi.core import working_days

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TradingDays:
    """The days on which there is a session. `called_off` and `opened` come from notices, the later one of a day
    counts.

    Raises `YearNotAnnounced` for a year whose calendar is not known.
    """

    called_off: frozenset[date] = frozenset()
    opened: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        assert not self.called_off & self.opened, "a day is called off or opened, not both"

    def __contains__(self, day: date) -> bool:
        return day in self.opened or (day not in self.called_off and working_days.is_trading_day(day))

    def after(self, day: date, count: int = 1) -> date:
        """Return the trading day that comes `count` trading days after a day, whether that is one or not."""
        assert count > 0
        while count:
            day += _DAY
            count -= day in self
        return day

    def before(self, day: date, count: int = 1) -> date:
        """Return the trading day that comes `count` trading days before a day."""
        assert count > 0
        while count:
            day -= _DAY
            count -= day in self
        return day


def resale_day(days: TradingDays, traded: date, interval: int, counting: str) -> date:
    """Return the first day on which what was traded on a day may go the other way.

    `counting`: the interval is the `difference` of the trading days, or so many lie whole `between` them.
    """
    return days.after(traded, COUNTINGS[counting](interval)) if COUNTINGS[counting](interval) else traded


COUNTINGS: dict[str, Callable[[int], int]] = {"difference": lambda n: n, "between": lambda n: n + 1}
