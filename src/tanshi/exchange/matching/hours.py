"""When each way of trading is open."""

from __future__ import annotations

from tanshi.exchange.matching.opening import Opening

_NS_PER_MINUTE = 60 * 10**9


class Hours:
    """The hours of a session and its time."""

    def __init__(self, opening: Opening) -> None:
        """Read the hours of an opening."""
        self._hours = dict(opening.hours)
        self._now = 0

    def at(self, time_ns: int) -> None:
        """Move to a time, in nanoseconds since midnight; it does not run back."""
        assert time_ns >= self._now, "a session's time does not run back"
        self._now = time_ns

    def is_open(self, way: str) -> bool:
        """Tell whether a way of trading is open now; the last minute of its hours is excluded."""
        return any(a <= self._now // _NS_PER_MINUTE < b for a, b in self._hours.get(way, ()))
