"""Working hours (工作时间): a limit in hours that only runs on working days between opening and closing, in China.

A limit that begins on a Friday at 16:00 with eight hours a day of 9:00-17:00 has used one hour when the week ends; the
other seven run on the next working day, until 16:00.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from tanshi.core.clock import CHINA
from tanshi.core.working_days import next_working_day

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """From when to when a working day is worked, China time."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        assert self.opens < self.closes, f"a day that opens at {self.opens} cannot close at {self.closes}"

    def after(self, start: datetime, hours: int) -> datetime:
        """Return the moment at which so many working hours have run since `start`; none have run at once.

        Raises `YearNotAnnounced` where the limit runs into a year whose holidays are not known.
        """
        assert hours >= 0
        at, left = start.astimezone(CHINA), timedelta(hours=hours)
        while left:
            at = self._worked(at)
            today = datetime.combine(at.date(), self.closes, CHINA) - at
            if left <= today:
                return at + left
            left -= today
            at = datetime.combine(at.date() + _DAY, self.opens, CHINA)
        return at

    def _worked(self, at: datetime) -> datetime:
        """Return the moment itself if it is worked, or when work next begins."""
        day = at.date() if at.time() < self.closes else at.date() + _DAY
        first = datetime.combine(next_working_day(day), self.opens, CHINA)
        return max(at, first)
