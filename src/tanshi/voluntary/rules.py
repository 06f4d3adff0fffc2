"""The law of the voluntary market on a day: limits, boundary days, notices, as the parameters set them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tanshi.core.working_days import add_working_days, next_working_day
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Rules:
    """Values of one day."""

    law: Law
    today: date

    def value(self, name: str, key: str = "") -> Any:
        """Return a value with its citation."""
        return self.law.value(f"voluntary.{name}", self.today, key)

    def number(self, name: str, key: str = "") -> int:
        """Return a whole number."""
        found: int = self.value(name, key).integer
        return found

    def cited(self, name: str, key: str = "") -> str:
        """Return the text that sets a value, as people write it."""
        return self.law.reference(self.value(name, key).citation)

    def counts(self, boundary: str, day: str, limit: str) -> bool:
        """Tell whether a day is after a limit, the limit itself counting as `boundary_days` says."""
        if day == limit:
            return bool(self.value("boundary_days", boundary).value != EXCLUDED)
        return day > limit

    def notice(self) -> tuple[str, str]:
        """Return first and last day of a public notice that begins now; its first day counts."""
        first = next_working_day(self.today)
        last = add_working_days(first, self.number("notice_working_days") - 1)
        return first.isoformat(), last.isoformat()

    def is_late(self, since: str, name: str) -> bool:
        """Tell whether a number of working days since a day, which does not count, is over."""
        return self.today > add_working_days(date.fromisoformat(since), self.number(name))

    def window(self) -> str:
        """Return the day from which on reductions may be applied for today."""
        years = self.number("reduction_window_years")
        return years_later(self.today, -years).isoformat()


def years_later(day: date, years: int) -> date:
    """Return the same day of another year; of 29 February where there is none, the day before."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def last_of_crediting(first: str, years: int) -> str:
    """Return the last day of so many years that begin on a day."""
    return (years_later(date.fromisoformat(first), years) - timedelta(days=1)).isoformat()


class Book:
    """The rules as they stand in a journal on a day."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def on(self, rows: Any, day: str) -> Rules | None:
        """Return the rules of a legal day, None before the market had any."""
        law = self._laws.on(rows, day)
        if day < law.parameter("voluntary.notice_working_days").entries[0].from_day.isoformat():
            return None
        return Rules(law, date.fromisoformat(day))
