"""What a revised factor changes: the reports whose figures differ with it, and how old the factors in use are.

Reports are computed again from their months as they stand, by the law without a factor and with it. Nothing changes in
the books: what follows from a difference is the authority's act.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import groupby

from tanshi.accounting.power import PowerRules, UnitMonth, UnitYear, entity_total, unit_year
from tanshi.accounting.power_use import factors_used
from tanshi.application.access import ViewRows
from tanshi.application.factor_activity import both_years, factors_of, recorded_in, takes
from tanshi.application.factor_changes import Age, Changed, Changes, Staleness
from tanshi.application.market import Market
from tanshi.core.exact import show
from tanshi.core.finding import problem
from tanshi.core.period import Period
from tanshi.journal.engine import Snapshot
from tanshi.journal.table import read_rows
from tanshi.mrv.gases import counted_t
from tanshi.mrv.tables import GasRow, ReportRow, UnitMonthRow
from tanshi.mrv.unit_months import unit_month
from tanshi.participants.tables import UnitRow
from tanshi.rulemaking.factors.publication import PROCEDURE, act_of, text_of
from tanshi.rulemaking.factors.tables import PUBLISHED, FactorRow
from tanshi.rulemaking.law import issued
from tanshi.rules import Cited, Law
from tanshi.rules.act import ActText
from tanshi.rules.factors import set_of, source_year


def changed_reports(market: Market, view: Snapshot, factor: str, today: str) -> Changes:
    """Return the reports a factor changes, published or not; `problem` if there is no such factor."""
    rows = ViewRows(view)
    row = rows.get(FactorRow, factor)
    if row is None:
        raise problem("factors.none", where=factor)
    without, with_it = _laws(market.law, rows, row, today)
    computed, found = 0, []
    for period in _periods(view):
        if not _valid(row, period):
            continue
        old, new = PowerRules.of(without, period), PowerRules.of(with_it, period)
        if _figures(old) != _figures(new):
            for report, units in _reports(view, period):
                computed += 1
                changed = _changed(rows, report, units, old, new)
                if changed is not None:
                    found.append(changed)
        for report, sector, recorded in recorded_in(view, rows, period):
            if not takes(with_it, sector, recorded, row.parameter):
                continue
            computed += 1
            if (came_to := both_years(without, with_it, report, sector, recorded)) is not None:
                found.append(Changed(report.entity, report.period, report.state, _booked(report), *came_to))
    found.sort(key=lambda c: (c.period, c.entity))
    return Changes(row, computed, tuple(found), view.head().size)


def staleness(market: Market, view: Snapshot, year: str, today: str) -> Staleness:
    """Return how old the factors are that the reports of a year apply; `problem` if it has no reports."""
    period = next((p for p in _periods(view) if p.name == year), None)
    if period is None:
        raise problem("factors.no_reports", where=year)
    law = market.law.with_acts(_texts(ViewRows(view), today))
    rules = PowerRules.of(law, period)
    published = {act_of(r.id): r for r in read_rows(view, FactorRow) if r.act}
    used: dict[str, tuple[Cited, Fraction]] = {}
    for _, units in _reports(view, period):
        for unit, months in units:
            for cited, emission in factors_used(rules, unit.fuel, months):
                before = used.get(cited.name, (cited, Fraction(0)))
                used[cited.name] = (cited, before[1] + emission)
    for _, sector, recorded in recorded_in(view, ViewRows(view), period):
        for cited, emission in factors_of(law, sector, recorded):
            before = used.get(cited.name, (cited, Fraction(0)))
            used[cited.name] = (cited, before[1] + emission)
    ages = [_age(law, cited, emission, period, published) for _, (cited, emission) in sorted(used.items())]
    return Staleness(year, tuple(ages), view.head().size)


def _age(law: Law, cited: Cited, emission: Fraction, period: Period, published: Mapping[str, FactorRow]) -> Age:
    assert set_of(law, cited.parameter) is not None, f"{cited.parameter} is not in the catalogue"
    row = published.get(cited.citation.instrument)
    year = source_year(law, cited) if row is None else row.source_year
    return Age(cited, law.reference(cited.citation), year, max(0, period.last_year - year), emission)


def _texts(rows: ViewRows, day: str) -> list[ActText]:
    return [text for text in issued(rows) if text.instrument.in_force <= day]


def _laws(shipped: Law, rows: ViewRows, row: FactorRow, today: str) -> tuple[Law, Law]:
    """Return the law without a factor and with it: of one that was published, as both stood on its first day."""
    day = max(row.in_force, today) if row.state == PUBLISHED else row.in_force or today
    texts = _texts(rows, day)
    name = act_of(row.id)
    later = set(_revisions(rows, row))
    others = [text for text in texts if text.instrument.id not in {name, *later}]
    if row.replaces:  # had it not been replaced, it would have no end
        older = act_of(row.replaces)
        others = [
            replace(t, instrument=replace(t.instrument, until="")) if t.instrument.id == older else t for t in others
        ]
    without = shipped.with_acts(others)
    own = next((text for text in texts if text.instrument.id == name), None)
    if own is None:
        own = text_of(row, without, day, without.value(PROCEDURE, date.fromisoformat(day)))
    else:
        own = replace(own, instrument=replace(own.instrument, until=""))
    return without, shipped.with_acts([*others, own])


def _revisions(rows: ViewRows, row: FactorRow) -> Iterator[str]:
    """Yield the acts of the factors that replaced one, and replaced those."""
    following = row.replaced_by
    while following:
        yield act_of(following)
        found = rows.get(FactorRow, following)
        assert found is not None, f"{row.id} was replaced by {following}, which is not there"
        following = found.replaced_by


def _periods(view: Snapshot) -> list[Period]:
    names = [name for (name,) in view.fetch("SELECT DISTINCT period FROM mrv_report")]
    return sorted(map(Period.named, names))


def _valid(row: FactorRow, period: Period) -> bool:
    first = period.first_day.isoformat()
    return row.from_day <= first and (not row.to_day or first <= row.to_day)


def _figures(rules: PowerRules) -> tuple[object, ...]:
    """Return the numbers of rules, without the texts that set them."""
    tables = (rules.oxidation, rules.default_carbon)
    grid = rules.grid_factor.value if rules.grid_factor else None
    return (*({k: c.value for k, c in t.items()} for t in tables), grid, rules.missing_carbon.value)


#: A report's units with their months.
_Units = Sequence[tuple[UnitRow, Sequence[UnitMonth]]]


def _reports(view: Snapshot, period: Period) -> Iterator[tuple[ReportRow, _Units]]:
    """Yield the reports of a year with the months of their units, as filed or as verification left them."""
    units = {unit.id: unit for unit in read_rows(view, UnitRow)}
    spec = UnitMonthRow.__table__
    sql = spec.select_sql("month >= ? AND month <= ?", ["entity", "unit", "month"])
    months = (UnitMonthRow(*row) for row in view.fetch(sql, [period.months[0], period.months[-1]]))
    by_entity = {
        entity: [
            (units[unit], [unit_month(m) for m in of_unit])
            for unit, of_unit in groupby(of_entity, key=lambda m: m.unit)
        ]
        for entity, of_entity in groupby(months, key=lambda m: m.entity)
    }
    for report in sorted(read_rows(view, ReportRow, period=period.name), key=lambda r: r.entity):
        yield report, by_entity.get(report.entity, [])


def _changed(rows: ViewRows, report: ReportRow, units: _Units, old: PowerRules, new: PowerRules) -> Changed | None:
    """Return what a report's figures come to by both rules, or None if no figure differs."""
    before, after = ([_year(rules, unit, months) for unit, months in units] for rules in (old, new))
    if before == after:
        return None
    others = counted_t(rows, report.entity, report.period) if rows.where(GasRow, entity=report.entity) else Fraction(0)
    shown = tuple(
        (unit.id, _tonnes(one), _tonnes(other))
        for (unit, _), one, other in zip(units, before, after, strict=True)
        if one != other
    )
    return Changed(
        report.entity, report.period, report.state, _booked(report), entity_total(old, before, others),
        entity_total(new, after, others), shown,
    )  # fmt: skip


def _booked(report: ReportRow) -> int:
    return report.reported_t if report.verified_t is None else report.verified_t


def _year(rules: PowerRules, unit: UnitRow, months: Sequence[UnitMonth]) -> UnitYear:
    return unit_year(rules, fuel=unit.fuel, chp=bool(unit.chp), rated_kw=unit.capacity_kw, months=months)


def _tonnes(year: UnitYear) -> str:
    return show(Fraction(year.emission_t_e2, 100), 2)
