"""What a report comes to by the rules of its year, as it is recorded or with figures changed.

The report, verification, the decision on an objection, and corrections after the confirmation take it from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tanshi.accounting.power import PowerRules, UnitMonth, UnitYear, entity_total, unit_year
from tanshi.core.outcome import Outcome
from tanshi.core.period import Period
from tanshi.journal.command import Act
from tanshi.journal.request import plain
from tanshi.journal.rows import Rows
from tanshi.mrv.activity_events import ActivityVerified
from tanshi.mrv.activity_tables import ActivityRow
from tanshi.mrv.activity_year import ActivityYear, activities, changed, figures_of, rows_of, year_of
from tanshi.mrv.gases import counted_t
from tanshi.mrv.unit_months import CHANGEABLE, months_by_unit, with_figure
from tanshi.participants.tables import UnitRow
from tanshi.rules import Law

TREATMENTS = ("corrected", "conservative")


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of a month that does not stand; `after` "" means the month has no measured value."""

    unit: str
    month: str
    field: str
    after: str
    treatment: str
    code: str


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What a report comes to with changes: the changes with what stood before, units' years, whole tonnes."""

    changes: list[dict[str, Any]]
    units: list[dict[str, Any]]
    total_t: int
    activity: ActivityYear | None


def refused(change: Change, rows: Rows, entity: str, period: str, outcome: Outcome, act: Act) -> Outcome:
    """Refuse a change that is not possible, with the figures and treatments there are."""
    known = {name for row in figures_of(rows, entity, period).values() for name in row} or CHANGEABLE
    return act.refuse(
        outcome, unit=change.unit, month=change.month, field=change.field, figures=", ".join(sorted(known)),
        treatments=", ".join(TREATMENTS),
    )  # fmt: skip


class Reports:
    """Computes reports; the rules of a period are looked up once a law."""

    def __init__(self) -> None:
        self._rules: dict[tuple[str, Period], PowerRules] = {}

    def of_units(
        self, law: Law, rows: Rows, entity: str, period: Period, months: Mapping[str, Sequence[UnitMonth]]
    ) -> tuple[int, list[dict[str, Any]]]:
        """Return what units' months come to: whole tonnes of the entity, and the units' years."""
        years = self._years(law, rows, period, months)
        others = counted_t(rows, entity, period.name)
        return entity_total(self._rules_of(law, period), list(years.values()), others), _bodies(years)

    def recomputed(
        self, law: Law, rows: Rows, entity: str, period_name: str, changes: Iterable[Change]
    ) -> Recomputed | Change:
        """Return what a report comes to with changes of its months, or the first change that is not possible."""
        if recorded := rows_of(rows, entity, period_name):
            return _recomputed_activity(law, rows, recorded, changes)
        period = Period.named(period_name)
        months = months_by_unit(rows, entity, period)
        said = []
        for change in changes:
            other = _with(months, change, rows)
            if other is None:
                return change
            before, months[change.unit] = other
            said.append({**plain(change), "before": before})
        total, units = self.of_units(law, rows, entity, period, months)
        return Recomputed(said, units, total, None)

    def _rules_of(self, law: Law, period: Period) -> PowerRules:
        key = (law.name, period)
        if key not in self._rules:
            self._rules[key] = PowerRules.of(law, period)
        return self._rules[key]

    def _years(
        self, law: Law, rows: Rows, period: Period, months: Mapping[str, Sequence[UnitMonth]]
    ) -> dict[str, UnitYear]:
        rules = self._rules_of(law, period)
        found = {}
        for unit_id, of_unit in months.items():
            unit = rows.need(UnitRow, unit_id)
            found[unit_id] = unit_year(
                rules, fuel=unit.fuel, chp=bool(unit.chp), rated_kw=unit.capacity_kw, months=of_unit
            )
        return found


def _recomputed_activity(
    law: Law, rows: Rows, recorded: Sequence[ActivityRow], changes: Iterable[Change]
) -> Recomputed | Change:
    """Return the same of activity data: a change names the row's number, its month or year, and the figure."""
    entity, period = recorded[0].entity, recorded[0].period
    figures = figures_of(rows, entity, period)
    said = []
    for change in changes:
        before = None
        if change.treatment in TREATMENTS:
            before = changed(recorded, figures, change.unit, change.month, change.field, change.after)
        if before is None:
            return change
        said.append({**plain(change), "before": before})
        found = year_of(law, recorded[0].sector, entity, period, activities(recorded, figures))
        if found.findings:  # without the figure the row cannot be counted
            return change
    found = year_of(law, recorded[0].sector, entity, period, activities(recorded, figures))
    return Recomputed(said, [], found.total_t, found)


def activity_verified(
    entity: str, period: str, found: ActivityYear, changes: Sequence[Mapping[str, Any]], before: int = 0
) -> ActivityVerified:
    """Return the fact of what verification made of activity data; changes are numbered on from those before."""
    numbered = [{**change, "number": n} for n, change in enumerate(changes, before + 1)]
    return ActivityVerified(entity, period, found.sector, numbered, found.sources, found.totals)


def _with(months: Mapping[str, Sequence[UnitMonth]], change: Change, rows: Rows) -> tuple[str, list[UnitMonth]] | None:
    of_unit = months.get(change.unit)
    if of_unit is None or change.treatment not in TREATMENTS:
        return None
    return with_figure(of_unit, rows.need(UnitRow, change.unit), change.month, change.field, change.after)


def _bodies(years: Mapping[str, UnitYear]) -> list[dict[str, Any]]:
    return [{"unit": unit, **asdict(year)} for unit, year in years.items()]
