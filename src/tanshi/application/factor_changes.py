"""What is told of a revised factor: the reports it changes, and how old the factors in use are."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tanshi.core.exact import half_up, show
from tanshi.rulemaking.factors.tables import FactorRow
from tanshi.rules import Cited


@dataclass(frozen=True, slots=True)
class Changed:
    """A report whose figures a factor changes; emissions in whole t, `units` (or sources) with those that differ."""

    entity: str
    period: str
    state: str
    booked_t: int  # as the report stands in the books
    old_t: int  # computed again without the factor
    new_t: int
    units: tuple[tuple[str, str, str], ...]  # unit, emission without and with it, in t

    @property
    def difference_t(self) -> int:
        return self.new_t - self.old_t

    def as_json(self) -> dict[str, Any]:
        """Return the report as the machine interface gives it."""
        return {
            "entity_id": self.entity,
            "year": self.period,
            "state": self.state,
            "booked_t": self.booked_t,
            "old_t": self.old_t,
            "new_t": self.new_t,
            "difference_t": self.difference_t,
            "units": [{"unit_id": u, "old_t": old, "new_t": new} for u, old, new in self.units],
        }


@dataclass(frozen=True, slots=True)
class Changes:
    """All reports a factor changes, of how many that were computed again."""

    factor: FactorRow
    computed: int
    reports: tuple[Changed, ...]
    position: int

    @property
    def difference_t(self) -> int:
        return sum(r.difference_t for r in self.reports)

    def as_json(self) -> dict[str, Any]:
        """Return the list as the machine interface gives it."""
        row = self.factor
        return {
            "factor": row.id,
            "parameter": row.parameter,
            "key": row.key,
            "value": row.value,
            "unit": row.unit,
            "from": row.from_day,
            "to": row.to_day,
            "state": row.state,
            "computed": self.computed,
            "count": len(self.reports),
            "difference_t": self.difference_t,
            "reports": [r.as_json() for r in self.reports],
            "position": self.position,
        }


@dataclass(frozen=True, slots=True)
class Age:
    """A factor in use in a year: how old its source was then, and the emission computed by it."""

    factor: Cited
    source: str
    source_year: int
    years: int
    emission_t: Fraction

    def as_json(self) -> dict[str, Any]:
        """Return the factor's age as the machine interface gives it."""
        return {
            "factor": self.factor.name,
            "value": self.factor.value,
            "unit": self.factor.unit,
            "source": self.source,
            "source_year": self.source_year,
            "years": self.years,
            "emission_t": show(half_up(self.emission_t, 2), 2),
        }


@dataclass(frozen=True, slots=True)
class Staleness:
    """The age of the factors in use in a year, weighted by the emission computed by each."""

    period: str
    factors: tuple[Age, ...]
    position: int

    @property
    def years(self) -> Fraction:
        """The weighted mean age, 0 where nothing was computed by a factor."""
        weight = sum((a.emission_t for a in self.factors), Fraction(0))
        return sum((a.years * a.emission_t for a in self.factors), Fraction(0)) / weight if weight else Fraction(0)

    def as_json(self) -> dict[str, Any]:
        """Return the figure and what it is made of, as the machine interface gives it."""
        return {
            "year": self.period,
            "staleness_years": show(half_up(self.years, 2), 2),
            "factors": [a.as_json() for a in self.factors],
            "position": self.position,
        }
