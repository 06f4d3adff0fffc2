"""An entity as it is registered, whether or not a year has results: its units, its annual reports, where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tanshi.application.lists import periods
from tanshi.core.finding import problem
from tanshi.journal.engine import Reads
from tanshi.mrv.tables import ReportRow
from tanshi.participants.areas import areas
from tanshi.participants.tables import EntityRow, UnitRow
from tanshi.server import intake
from tanshi.server.platform import Visit
from tanshi.server.routing import Page

#: Units, years and entities a page shows at most.
_MOST = 200

#: Entities a first page names.
_NAMED = 20


@dataclass(frozen=True, slots=True)
class YearOfEntity:
    """A year an entity recorded months in or filed a report of. `state`: "" as long as nothing is filed."""

    period: str
    unit_months: int
    report: ReportRow | None

    @property
    def state(self) -> str:
        return self.report.state if self.report else ""


def years_of(view: Reads, entity: str) -> list[YearOfEntity]:
    """Return the years of an entity that the books have months or a report of, the newest first."""
    counted = view.fetch(
        "SELECT substr(month, 1, 4), count(*) FROM mrv_unit_month WHERE entity = ? GROUP BY 1", [entity]
    )
    months = {str(year): int(count) for year, count in counted}
    spec = ReportRow.__table__
    reports = {row.period: row for row in (ReportRow(*r) for r in view.fetch(spec.select_sql("entity = ?"), [entity]))}
    named = sorted(months.keys() | reports.keys(), reverse=True)[:_MOST]
    return [YearOfEntity(p, months.get(p, 0), reports.get(p)) for p in named]


def has_results(view: Reads, period: str, entity: str) -> bool:
    """Tell whether a period's results have the entity."""
    sql = "SELECT 1 FROM participants_listing WHERE entity = ? AND period = ? AND covered = 1"
    return bool(view.fetch(sql, [entity, period]))


def registered(visit: Visit, period: str = "") -> Page:
    """Return the page of an entity without a year's results; `period` is one that was asked for and has none yet."""
    entity = visit.rows.get(EntityRow, visit.params["entity"])
    if entity is None:
        raise problem("why.not_found", where=visit.params["entity"], name=visit.params["entity"])
    if period and period not in intake.periods(visit):
        raise problem("why.nothing_yet", where=period, period=period)
    concern = visit.concern(entity.id)
    may_see = visit.may("see.records", concern)
    years = years_of(visit.view, entity.id) if may_see else []
    content = {
        "entity": entity,
        "area": areas().get(entity.area_gb2260[:2]),
        "units": sorted(visit.rows.where(UnitRow, entity=entity.id), key=lambda u: u.id)[:_MOST],
        "asked": period,
        "years": years,
        "results": [p.name for p in periods(visit.view) if has_results(visit.view, p.name, entity.id)],
        "may_see_records": may_see,
        "may_file": visit.may("mrv.record_month", concern),
        "latest": period or (years[0].period if years else intake.periods(visit)[0]),
        "origin": visit.view.fetch("SELECT origin FROM participants_market")[0][0],
    }
    return Page("registered", content)


def own_work(visit: Visit) -> list[dict[str, Any]]:
    """Return the entities the caller files for, each with its years: what a first page leads to."""
    return [{"entity": entity, "years": years_of(visit.view, entity.id)} for entity in intake.subjects(visit)[:_NAMED]]


def some_entities(visit: Visit) -> list[EntityRow]:
    """Return the first entities of a register that has no results yet, where the caller may see them."""
    if not visit.may("see.entity"):
        return []
    spec = EntityRow.__table__
    return [EntityRow(*row) for row in visit.view.fetch(spec.select_sql("", [f"id LIMIT {_NAMED}"]), [])]
