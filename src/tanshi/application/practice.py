"""Practice (演练): modelled books go on at a day that is named, as if it were today.

Law works by days: notices of 20 working days, five to speak, fifteen to pay. Who tries or teaches them on modelled
books names the day in `TANSHI_DAY`, for the command line and for the server; each act is then done on its day. Books
that are not modelled know only the computer's clock.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date, datetime, time

from tanshi.core.clock import CHINA, Clock, PracticeClock, SystemClock, legal_day, legal_day_of
from tanshi.core.finding import problem
from tanshi.core.working_days import is_day
from tanshi.journal.engine import Snapshot

#: The environment variable that names the day, or a day and time in China: 2025-02-10, 2025-02-10T14:30.
DAY = "TANSHI_DAY"

#: When a day without a time begins: before the market opens.
_MORNING = time(9)


def process_clock(environment: Mapping[str, str] = os.environ) -> Clock:
    """Return the computer's clock, or one that runs on from the day in `TANSHI_DAY`; `Problem` if that is no day."""
    said = environment.get(DAY, "").strip()
    if not said:
        return SystemClock()
    day, named, at = said.partition("T")
    try:
        begins = datetime.combine(date.fromisoformat(day), time.fromisoformat(at) if named else _MORNING)
    except ValueError:
        begins = None
    if begins is None or begins.tzinfo is not None or not is_day(day):
        raise problem("practice.no_day", value=said[:40], variable=DAY)
    return PracticeClock(begins.replace(tzinfo=CHINA), SystemClock())


def legal_today() -> date:
    """Return the day it is in China, for who reads: the computer's or the one of practice."""
    return legal_day(process_clock().now())


def must_practise(view: Snapshot, where: str, clock: Clock) -> None:
    """Refuse to write with a practice clock into books that are not modelled, or that are past its day."""
    if not isinstance(clock, PracticeClock):
        return
    day, last = legal_day(clock.now()).isoformat(), view.head().recorded_at
    if not any(origin for (origin,) in view.fetch("SELECT origin FROM participants_market")):
        raise problem("practice.not_modelled", where=where, day=day, variable=DAY)
    if last and legal_day_of(last) > day:
        raise problem("practice.past", where=where, day=day, last=legal_day_of(last), variable=DAY)
