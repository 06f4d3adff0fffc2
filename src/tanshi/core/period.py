"""Periods of the market: an emission year, or the joint first period 2019-2020.

A period's name is what laws and commands call it: `2022`, `2019-2020`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_NAME = re.compile(r"([0-9]{4})(?:-([0-9]{4}))?\Z")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Whole calendar years, both ends included."""

    first_year: int
    last_year: int

    @staticmethod
    def named(name: str) -> Period:
        """Return the period of that name; ValueError says what a name looks like."""
        found = _NAME.match(name)
        if not found:
            raise ValueError(f"{name!r} is not a period; write a year (2022) or two (2019-2020)")
        first = int(found[1])
        last = int(found[2] or found[1])
        if first == 0:
            raise ValueError(f"{name!r} is not a period; there is no year 0")
        if last < first:
            raise ValueError(f"{name!r} ends before it begins")
        return Period(first, last)

    @staticmethod
    def of(year: int) -> Period:
        """Return the period of one year."""
        return Period(year, year)

    @property
    def name(self) -> str:
        return str(self.first_year) if self.first_year == self.last_year else f"{self.first_year}-{self.last_year}"

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(range(self.first_year, self.last_year + 1))

    @property
    def first_day(self) -> date:
        return date(self.first_year, 1, 1)

    @property
    def last_day(self) -> date:
        return date(self.last_year, 12, 31)

    @property
    def months(self) -> tuple[str, ...]:
        """The months as `2022-01` … in order."""
        return tuple(f"{year}-{month:02d}" for year in self.years for month in range(1, 13))

    def __str__(self) -> str:
        return self.name
