"""What a scenario does on a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

#: Orders of events on one day. Trading has the day; surrender comes after it.
ROSTER, OFFICE, MARKET, AFTER = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Event:
    """Something a scenario does on a day; on one day by `order`, then in the order in which it was planned."""

    day: date
    order: int
    step: str  # under which its seconds are counted
    what: Callable[[], None]


def office(day: date, step: str, what: Callable[[date], None]) -> Event:
    """Return an act of an office on a day; it is told the day."""
    return Event(day, OFFICE, step, partial(what, day))
