"""How far compliance is: by count of firms and by tonnes, of the nation, a province, a sector; as of each week.

A week ends with its Sunday; the last one of a report is the day asked for. A firm without an obligation yet counts as
one of the firms and has no tonnes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tanshi.compliance.status import DEFAULTED, MET, STATUSES, Obligations, Standing
from tanshi.core.exact import floor, show
from tanshi.journal.engine import Reads

#: Weeks of a report at most: of a day long after the deadline those before it say nothing new.
WEEKS = 60


@dataclass(slots=True)
class Tally:
    """Firms by status, and tonnes; `given_t` counts no more of a firm than it owes."""

    firms: int = 0
    by_status: Counter[str] = field(default_factory=Counter)
    obligation_t: int = 0
    surrendered_t: int = 0
    given_t: int = 0
    shortfall_t: int = 0
    made_good_t: int = 0
    by_kind: Counter[str] = field(default_factory=Counter)

    def add(self, one: Standing) -> None:
        """Count a firm."""
        self.firms += 1
        self.by_status[one.status] += 1
        self.obligation_t += one.obligation_t
        self.surrendered_t += one.surrendered_t
        self.given_t += min(one.surrendered_t, one.obligation_t)
        self.shortfall_t += one.shortfall_t
        self.made_good_t += one.made_good_t
        self.by_kind.update(one.by_kind)

    @property
    def rate_by_count(self) -> str | None:
        """Share of the firms that met their obligation, six decimals, rounded down; None without firms."""
        return _share(self.by_status[MET], self.firms)

    @property
    def rate(self) -> str | None:
        """Share of what is owed that was surrendered, six decimals, rounded down; None as long as nothing is owed."""
        return _share(self.given_t, self.obligation_t)

    def as_json(self) -> dict[str, Any]:
        """Return the tally as the machine interface gives it."""
        return {
            "firms": self.firms, **{f"{status}_firms": self.by_status[status] for status in STATUSES},
            "obligation_t": self.obligation_t, "surrendered_t": self.surrendered_t, "shortfall_t": self.shortfall_t,
            "made_good_t": self.made_good_t, "rate_by_count": self.rate_by_count, "rate": self.rate,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Progress:
    """A report on a period as of a day: the nation week by week, and its parts on the day."""

    period: str
    day: str
    deadline: str
    weeks: Sequence[tuple[str, Tally]]  # by the last day of each
    provinces: Mapping[str, Tally]
    sectors: Mapping[str, Tally]
    defaulted: Sequence[str]
    position: int

    @property
    def nation(self) -> Tally:
        return self.weeks[-1][1]

    def as_json(self) -> dict[str, Any]:
        """Return the report as the machine interface gives it."""
        return {
            "period": self.period, "day": self.day, "deadline": self.deadline,
            "nation": {**self.nation.as_json(), "by_kind_t": dict(self.nation.by_kind)},
            "weeks": [{"day": day, **tally.as_json()} for day, tally in self.weeks],
            "provinces": [{"area_gb2260": code, **tally.as_json()} for code, tally in self.provinces.items()],
            "sectors": [{"sector_gbt4754": code, **tally.as_json()} for code, tally in self.sectors.items()],
            "defaulted": list(self.defaulted), "position": self.position,
        }  # fmt: skip


def progress(view: Reads, found: Obligations, day: str, position: int) -> Progress:
    """Return the report on a period as of a day, with the weeks since its first obligation was set."""
    begun = min((f.steps[0].day for f in found.firms.values() if f.steps), default=day)
    weeks = [(on, tally(found.on(on))) for on in week_ends(begun, day)]
    standings = list(found.on(day))
    deadline = max((s.deadline for s in standings), default="")
    rows = view.fetch("SELECT id, area_gb2260, sector_gbt4754 FROM participants_entity")
    placed = {id: (area[:2], sector[:2]) for id, area, sector in rows}
    return Progress(
        found.period, day, deadline, weeks, _by(standings, placed, 0), _by(standings, placed, 1),
        [s.entity for s in standings if s.status == DEFAULTED], position,
    )  # fmt: skip


def tally(standings: Iterable[Standing]) -> Tally:
    """Return the tally of firms."""
    found = Tally()
    for one in standings:
        found.add(one)
    return found


def week_ends(first: str, last: str) -> list[str]:
    """Return the Sundays from a day up to another, the newest `WEEKS` of them, and that day itself."""
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    day += timedelta(days=6 - day.weekday())
    count = -((day - end).days // 7)  # Sundays before the end
    found = [(day + timedelta(days=7 * n)).isoformat() for n in range(max(0, count - WEEKS), count)]
    return [*found, last]


def _by(standings: Iterable[Standing], placed: Mapping[str, tuple[str, str]], side: int) -> dict[str, Tally]:
    found: dict[str, Tally] = {}
    for one in standings:
        found.setdefault(placed.get(one.entity, ("", ""))[side], Tally()).add(one)
    return dict(sorted(found.items()))


def _share(part: int, whole: int) -> str | None:
    return show(Fraction(floor(Fraction(part * 10**6, whole)), 10**6), 6) if whole else None
