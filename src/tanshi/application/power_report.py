"""A power plant's annual report with the guide's tables, from the books or from a file of months.

Which tables a year has, their numbers and names, and what of them is not had, is law data (`mrv.report_tables`).
Figures are those accounting gives; a month's emission is shown rounded, the year's is rounded once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from tanshi.accounting.power import (
    PowerRules,
    UnitMonth,
    UnitYear,
    entity_total,
    unit_year,
)
from tanshi.core.finding import problem
from tanshi.core.period import Period
from tanshi.journal.engine import Reads
from tanshi.journal.table import read_rows
from tanshi.mrv.activity_tables import ActivityRow
from tanshi.mrv.plausibility.records import FIGURES, Month, Unit, unit_of
from tanshi.mrv.stages import months_at
from tanshi.mrv.tables import REPORTED, VERIFIED, EvidenceRow, ReportRow, UnitYearRow
from tanshi.mrv.unit_months import unit_month
from tanshi.participants.tables import EntityRow, UnitRow
from tanshi.rules import Law


@dataclass(frozen=True, slots=True)
class UnitReport:
    """A unit's months of a year; `laboratory` names, by month, the report its carbon is from."""

    unit: Unit
    name: str
    months: Sequence[UnitMonth]
    laboratory: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PowerReport:
    """What a report is made of. `state` is "" for a file's; `total_t` is None where the books do not say one."""

    entity: str
    names: Mapping[str, str]  # by language
    credit_code: str
    area: str
    sector: str
    period: Period
    state: str
    total_t: int | None
    others_t: Fraction
    units: Sequence[UnitReport]


def of_books(view: Reads, entity: str, period: str) -> PowerReport:
    """Return an entity's report as it stands: verified where it is, else as filed; `Problem` if none was filed."""
    (row,) = read_rows(view, EntityRow, id=entity) or (None,)
    (report,) = read_rows(view, ReportRow, entity=entity, period=period) or (None,)
    if row is None or report is None:
        raise problem("power_report.none", where=f"{entity} {period}")
    if read_rows(view, ActivityRow, entity=entity, period=period):
        raise problem("power_report.of_activity", where=f"{entity} {period}")
    stage = REPORTED if report.verified_t is None else VERIFIED
    units = {u.id: u for u in read_rows(view, UnitRow, entity=entity)}
    taken: dict[str, dict[str, str]] = {}
    for piece in read_rows(view, EvidenceRow, entity=entity, field="carbon_e4"):
        taken.setdefault(piece.unit, {})[piece.month] = f"{piece.laboratory} {piece.source}".strip()
    years = read_rows(view, UnitYearRow, entity=entity, period=period, stage=stage)
    total = report.reported_t if report.verified_t is None else report.verified_t
    return PowerReport(
        entity, {"zh": row.name_zh or row.name_en, "en": row.name_en or row.name_zh}, row.credit_code, row.area_gb2260,
        row.sector_gbt4754, Period.named(period), report.state, total,
        total - Fraction(sum(y.emission_t_e2 for y in years), 100),
        [
            UnitReport(
                unit_of(units[year.unit]), units[year.unit].name_zh or units[year.unit].name_en,
                [unit_month(m) for m in months_at(view, year)], taken.get(year.unit, {}),
            )
            for year in sorted(years, key=lambda y: y.unit)
        ],
    )  # fmt: skip


def of_months(entity: str, units: Sequence[Unit], months: Sequence[Month]) -> list[PowerReport]:
    """Return the reports of months that no books hold, one a year; months in the order of the file."""
    found = []
    for year in sorted({m[:4] for _, m, _ in months}):
        of_unit: dict[str, list[UnitMonth]] = {}
        for unit, month, figures in sorted(months, key=lambda m: m[:2]):
            if month.startswith(year):
                of_unit.setdefault(unit, []).append(
                    UnitMonth(month, **dict(zip(FIGURES, figures, strict=True)))  # type: ignore[arg-type]
                )
        about = {u.id: u for u in units}
        reports = [UnitReport(about[unit], "", rows) for unit, rows in sorted(of_unit.items())]
        names = {"zh": entity, "en": entity}
        found.append(PowerReport(entity, names, "", "", "", Period.named(year), "", None, Fraction(0), reports))
    return found


def total_of(report: PowerReport, law: Law) -> int:
    """Return a report's emission in whole tonnes: as the books have it, or as a file's months come to."""
    if report.total_t is not None:
        return report.total_t
    rules = PowerRules.of(law, report.period)
    return entity_total(rules, [year_of_unit(rules, u) for u in report.units], report.others_t)


def year_of_unit(rules: PowerRules, u: UnitReport) -> UnitYear:
    """Return what a unit's months come to."""
    return unit_year(rules, fuel=u.unit.fuel, chp=u.unit.chp, rated_kw=u.unit.capacity_kw, months=u.months)
