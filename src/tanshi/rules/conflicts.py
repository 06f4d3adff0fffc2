"""Texts that set the same value for the same day: which prevails, and why
(上位法优于下位法，特别法优于一般法，新法优于旧法).

Rank goes first; within a rank a text that says so is special over a general one; then the later text prevails. The
ranks and the sources of these rules stand in `ranks.yaml`. A draft that is asked for is read as if it came last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cmp_to_key
from itertools import combinations
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tanshi.rules.law import Instrument, Law
    from tanshi.rules.parameter import Cited

Ground = Literal["rank", "special", "later", "same"]

#: A draft that somebody asks for is read as if it were the last text.
_LAST = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Standing:
    """A text's place in the order of texts."""

    id: str
    rank: str
    level: int  # 0 is the highest
    dated: str
    special_over: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two texts that set a value of one parameter and key for the same days."""

    parameter: str
    key: str
    from_day: date
    to_day: date | None
    prevails: str
    prevailing_value: object
    yields: str
    yielding_value: object
    ground: Ground
    answers: str  # the text the law answers by on the first day of both

    @property
    def differs(self) -> bool:
        """Tell whether both texts say different things."""
        return self.prevailing_value != self.yielding_value


def standing(instrument: Instrument, levels: Mapping[str, int], special_over: frozenset[str] = frozenset()) -> Standing:
    """Return an instrument's place; a rank that is not in the order stands last."""
    dated = _LAST if instrument.status == "draft" else instrument.issued or instrument.in_force
    return Standing(instrument.id, instrument.rank, levels.get(instrument.rank, len(levels)), dated, special_over)


def compare(one: Standing, other: Standing) -> tuple[int, Ground]:
    """Return which of two texts prevails (1 the one, -1 the other, 0 neither) and on which ground."""
    if one.level != other.level:
        return (1 if one.level < other.level else -1), "rank"
    if (other.id in one.special_over) != (one.id in other.special_over):
        return (1 if other.id in one.special_over else -1), "special"
    if one.dated != other.dated:
        return (1 if one.dated > other.dated else -1), "later"
    return 0, "same"


def in_order(texts: Sequence[Standing]) -> list[Standing]:
    """Return texts with the one that prevails first; what is said twice on one day keeps its order."""

    def order(one: Standing, other: Standing) -> int:
        return -compare(one, other)[0]

    return sorted(texts, key=cmp_to_key(order))


def conflicts(law: Law, *, drafts: bool = False) -> Iterator[Conflict]:
    """Yield all pairs of values from different texts that overlap, by parameter, key and day."""
    for name in law.names():
        by_key: dict[str, list[Cited]] = {}
        for line in law.lines(name):
            for entry in line.entries:
                if drafts or entry.status != "draft":
                    for key in entry.by_key:
                        cited = line.cited(entry, key)
                        assert cited is not None
                        by_key.setdefault(key, []).append(cited)
        for _, found in sorted(by_key.items()):
            for one, other in combinations(_ended(found), 2):
                conflict = _conflict(law, one, other, drafts)
                if conflict is not None:
                    yield conflict


def _ended(values: Sequence[Cited]) -> list[Cited]:
    """Return values with the day on which the same text goes on with another value as their end."""
    found = []
    for value in values:
        later = [
            v.from_day
            for v in values
            if v.citation.instrument == value.citation.instrument and v.from_day > value.from_day
        ]
        ends = [day - timedelta(days=1) for day in later] + ([value.to_day] if value.to_day else [])
        found.append(replace(value, to_day=min(ends) if ends else None))
    return found


def _conflict(law: Law, one: Cited, other: Cited, drafts: bool) -> Conflict | None:
    if one.citation.instrument == other.citation.instrument or one.revision != other.revision:
        return None
    first = max(one.from_day, other.from_day)
    ends = [day for day in (one.to_day, other.to_day) if day is not None]
    last = min(ends) if ends else None
    if last is not None and last < first:
        return None
    sign, ground = compare(law.standing(one.citation.instrument), law.standing(other.citation.instrument))
    if sign == 0 and other.from_day > one.from_day:
        sign = -1
    winner, loser = (one, other) if sign >= 0 else (other, one)
    return Conflict(
        one.parameter, one.key, first, last, winner.citation.instrument, winner.value, loser.citation.instrument,
        loser.value, ground, law.value(one.parameter, first, one.key, drafts=drafts).citation.instrument,
    )  # fmt: skip
