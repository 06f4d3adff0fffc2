"""Hourly CO2 of a unit as its meter or CEMS gave it, with the gaps filled by the rule, beside what was calculated.

Values are whole kg an hour. What is missing, blank or marked invalid is a gap; what was put there is counted and shown
apart. The comparison is a look at two ways of measuring; it changes no record.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt

from tanshi.accounting.power import PowerRules, UnitMonth, carbon_of_month, mean_of_measured
from tanshi.core.exact import show
from tanshi.core.period import Period
from tanshi.rules import Cited, Law

#: The parameter with the rule.
RULE = "mrv.hourly_series"

Whole = npt.NDArray[np.int64]

#: In a series: nothing valid was measured in this hour.
GAP = -1


@dataclass(frozen=True, slots=True)
class Gap:
    """Hours in a row without a valid value, and what each was given, in kg; `way` is mean, most, or none."""

    first: int  # hour of the year, from 0
    hours: int
    way: str
    value_kg: int


@dataclass(frozen=True, slots=True)
class MonthOfHours:
    """A unit's month: hours of the calendar, valid ones, measured kg in them, kg put into gaps, calculated CO2 in t.

    `calculated_t` is None where no record is had.
    """

    unit: str
    month: str
    hours: int
    valid: int
    measured_kg: int
    filled_kg: int
    calculated_t: Fraction | None
    compared: bool
    tolerance: Fraction

    @property
    def total_t(self) -> Fraction:
        """Measured CO2 with the filled gaps, in t."""
        return Fraction(self.measured_kg + self.filled_kg, 1000)

    @property
    def difference(self) -> Fraction | None:
        """(measured - calculated) / calculated, or None where nothing can be compared."""
        if not self.compared or not self.calculated_t:
            return None
        return (self.total_t - self.calculated_t) / self.calculated_t

    @property
    def is_beyond(self) -> bool:
        """Tell whether measured and calculated are further apart than the tolerance."""
        return self.difference is not None and abs(self.difference) > self.tolerance

    def as_json(self) -> dict[str, Any]:
        """Return the month as the machine interface gives it."""
        difference, calculated = self.difference, self.calculated_t
        return {
            "unit_id": self.unit,
            "month": self.month,
            "hours": self.hours,
            "valid_hours": self.valid,
            "measured_t": show(Fraction(self.measured_kg, 1000), 3),
            "filled_t": show(Fraction(self.filled_kg, 1000), 3),
            "total_t": show(self.total_t, 3),
            "calculated_t": None if calculated is None else show(calculated, 2),
            "difference": None if difference is None else show(difference, 4),
            "compared": self.compared,
            "beyond_tolerance": self.is_beyond,
        }


@dataclass(frozen=True, slots=True)
class UnitHours:
    """A unit's year of hours: as measured (`GAP` where nothing valid), as filled, the gaps, the months."""

    unit: str
    year: int
    measured: Whole
    filled: Whole
    gaps: tuple[Gap, ...]
    months: tuple[MonthOfHours, ...]


def hours_of(year: int) -> int:
    """Return the hours of a year."""
    return 24 * (366 if calendar.isleap(year) else 365)


def unit_hours(law: Law, unit: str, year: int, measured: Whole, calculated: Mapping[str, Fraction]) -> UnitHours:
    """Return a unit's year with its gaps filled; `measured` has every hour of the year, `calculated` t by month.

    Months without any value at either end of the series are left out: nothing was measured yet, or any more.
    """
    assert len(measured) == hours_of(year), "a series has every hour of its year"
    rule = law.value(RULE, date(year, 1, 1))
    filled, gaps = fill(measured, rule)
    months = []
    first = 0
    for number in range(1, 13):
        length = 24 * calendar.monthrange(year, number)[1]
        part, whole = measured[first : first + length], filled[first : first + length]
        first += length
        if not (whole != GAP).any():
            continue
        valid = part != GAP
        taken = int(whole[whole != GAP].sum())
        known = int(part[valid].sum())
        share = Fraction(int(valid.sum()), length)
        month = f"{year}-{number:02d}"
        months.append(
            MonthOfHours(
                unit, month, length, int(valid.sum()), known, taken - known, calculated.get(month),
                share >= Fraction(rule.value["valid_share"]), Fraction(rule.value["tolerance"]),
            )
        )  # fmt: skip
    return UnitHours(unit, year, measured, filled, gaps, tuple(months))


def fill(measured: Whole, rule: Cited) -> tuple[Whole, tuple[Gap, ...]]:
    """Return a series with its gaps filled, and the gaps; before the first and after the last month with a value
    nothing is filled.
    """
    mean_hours, window = int(rule.value["mean_hours"]), int(rule.value["window_hours"])
    filled, gaps = measured.copy(), []
    known = np.flatnonzero(measured != GAP)
    if not len(known):
        return filled, ()
    begin, end = _whole_months(len(measured), int(known[0]), int(known[-1]))
    missing = np.flatnonzero(measured[begin:end] == GAP) + begin
    for _, run in groupby(enumerate(missing.tolist()), key=lambda pair: pair[1] - pair[0]):
        hours = [hour for _, hour in run]
        first, last = hours[0], hours[-1]
        inside = first > known[0] and last < known[-1]
        if inside and len(hours) <= mean_hours:
            value, way = (int(measured[first - 1]) + int(measured[last + 1]) + 1) // 2, "mean"
        else:
            at = int(np.searchsorted(known, first))
            near = known[max(0, at - window) : at] if at else known[:window]
            value, way = int(measured[near].max()), "most"
        filled[first : last + 1] = value
        gaps.append(Gap(first, len(hours), way, value))
    return filled, tuple(gaps)


def _whole_months(hours: int, first: int, last: int) -> tuple[int, int]:
    """Return the hours from the month of the first value to the end of that of the last one."""
    leap = hours == 24 * 366
    ends = np.cumsum([24 * calendar.monthrange(2024 if leap else 2023, m)[1] for m in range(1, 13)])
    starts = np.concatenate(([0], ends[:-1]))
    return int(starts[starts <= first].max()), int(ends[ends > last].min())


def calculated_t(law: Law, fuel: str, year: int, months: Sequence[UnitMonth]) -> dict[str, Fraction]:
    """Return the CO2 of each month of a unit by its records, in t, exact: of burning fuel, electricity left out."""
    rules = PowerRules.of(law, Period.named(str(year)))
    mean = mean_of_measured(rules, months)
    oxidised = rules.oxidation[fuel].number * rules.ratio
    return {m.month: carbon_of_month(rules, fuel, m, mean) * oxidised for m in months}
