"""Time comes from outside. Only shells and the assembly hold a clock; what calculates is given a day.

Instants travel as text in UTC with milliseconds (`2023-05-04T01:30:00.000Z`): fixed length, so they sort as they pass.
Legal days are days in China (UTC+8, no summer time).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Protocol

CHINA = timezone(timedelta(hours=8), "CST")


class Clock(Protocol):
    """Whoever can say what time it is."""

    def now(self) -> datetime: ...


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SimulatedClock:
    """A clock that stands where it was put. Putting it back is allowed: the journal never goes back (see `Writer`)."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def put(self, moment: datetime) -> None:
        self._now = moment

    def put_day(self, day: date, at: time = time(9)) -> None:
        """Put the clock on a legal day in China."""
        self._now = datetime.combine(day, at, CHINA)


class PracticeClock:
    """A clock that began at a moment and runs on as the computer's does; `computer` is the one it was set by."""

    def __init__(self, start: datetime, computer: Clock) -> None:
        self.computer = computer
        self._ahead = start - computer.now()

    def now(self) -> datetime:
        return self.computer.now() + self._ahead


def instant(at: datetime) -> str:
    """Return a moment as UTC text with milliseconds."""
    assert at.tzinfo is not None, "a moment needs its time zone"
    return at.astimezone(UTC).isoformat(timespec="milliseconds")[:23] + "Z"


@lru_cache(maxsize=1_024)
def moment(text: str) -> datetime:
    """Return the moment an instant's text stands for."""
    assert text.endswith("Z"), f"{text} is no instant in UTC"
    return datetime.fromisoformat(text)


def legal_day(at: datetime) -> date:
    """Return the day a moment falls on in China."""
    return at.astimezone(CHINA).date()


@lru_cache(maxsize=1_024)
def legal_day_of(text: str) -> str:
    """Return the day in China, as ISO text, of an instant's text."""
    return legal_day(moment(text)).isoformat()
