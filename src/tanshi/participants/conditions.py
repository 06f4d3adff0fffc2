"""Conditions of the yearly list (重点排放单位名录), read from the law of a period.

Two lists apart: who must report (the sectors of reporting) and who is covered (the sectors of the market). Which
gases of a covered plant count for its obligation follows from its sector and the period; the others stay in its report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Protocol

from tanshi.core.period import Period
from tanshi.journal.table import Key, R
from tanshi.rules import Cited, Law

REPORTING, COVERED = "participants.reporting_sectors", "participants.covered_sectors"
POWER = "power"


class Finds(Protocol):
    """Where rows are found: the writer's, or a reader's snapshot."""

    def get(self, kind: type[R], key: Key) -> R | None: ...

    def where(self, kind: type[R], **equals: int | str) -> list[R]: ...


@dataclass(frozen=True, slots=True)
class Ground:
    """Why an entity is on a list, or not: which side, what its emissions must be, what the books must hold."""

    code: str
    side: str  # entry, exit
    emission: str  # at_least, below, "" is not asked for
    years: int  # how many years must be below
    needs: str
    cited: Cited


class Conditions:
    """The conditions of lists under a law, by period."""

    def __init__(self, law: Law) -> None:
        self._law = law

    def grounds(self, period: Period) -> dict[str, Ground]:
        """Return the grounds that can be named, by code."""
        found = self._law.table("participants.listing_grounds", period.first_day)
        return {code: _ground(code, cited) for code, cited in found.items()}

    def threshold(self, period: Period) -> Cited:
        """Return the emissions from which on an entity is listed."""
        return self._law.value("participants.listing_threshold_t", period.first_day)

    def days_to_object(self, on: date) -> Cited:
        """Return how many working days an objection to a list may take."""
        return self._law.value("participants.listing_objection_days", on)

    def days_to_decide(self, on: date) -> Cited:
        """Return how many working days the decision on it may take."""
        return self._law.value("participants.listing_decision_days", on)

    def years(self, period: Period) -> tuple[tuple[int, ...], Cited]:
        """Return the years whose emissions decide, and the text that names them."""
        cited = self._law.value("participants.listing_years", period.first_day)
        first, last = (_year(cited.value[name], period) for name in ("first", "last"))
        return tuple(range(first, last + 1)), cited

    def sector(self, scope: str, period: Period, code: str, *, has_own_plant: bool = False) -> str:
        """Return the sector of a code within a scope (`REPORTING`, `COVERED`), or "".

        A firm of another sector with a power plant of its own (自备电厂) counts as power.
        """
        for sector, cited in self._law.table(scope, period.first_day).items():
            if any(code.startswith(known) for known in cited.value):
                return sector
        return POWER if has_own_plant else ""

    def scope(self, scope: str, period: Period, sector: str) -> Cited:
        """Return the text that puts a sector in a scope."""
        return self._law.value(scope, period.first_day, sector)

    def deadline(self, period: Period) -> tuple[date, Cited]:
        """Return the last day on which the list is published in time."""
        cited = self._law.value("participants.list_deadline", period.first_day)
        month, day = map(int, cited.value["day"].split("-"))
        return date(period.last_year + int(cited.value["year"]), month, day), cited

    def gases(self, period: Period, code: str, *, has_own_plant: bool = False) -> tuple[str, ...]:
        """Return the gases that count for the obligation of an entity with a sector code; none if not covered."""
        sector = self.sector(COVERED, period, code, has_own_plant=has_own_plant)
        if not sector:
            return ()
        return tuple(self._law.value("participants.covered_gases", period.first_day, sector).value)

    def counted(self, period: Period, code: str, emissions: Mapping[str, Fraction]) -> Fraction:
        """Return the part of a report's emissions (tonnes CO2e by gas) that counts for the obligation."""
        gases = self.gases(period, code)
        return sum((amount for gas, amount in emissions.items() if gas in gases), Fraction(0))


def _ground(code: str, cited: Cited) -> Ground:
    row = cited.value
    return Ground(code, row["side"], row["emission"], int(row["years"]), row["needs"], cited)


def _year(text: str, period: Period) -> int:
    return period.first_year + int(text) if text[0] in "+-" else int(text)
