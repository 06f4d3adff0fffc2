"""The plausibility of a year: of one entity, or of all entities of an area, with what people see of it."""

from __future__ import annotations

from tanshi.application.access import ViewRows, in_area_sql
from tanshi.journal.engine import Reads
from tanshi.mrv.plausibility.activity import review_activity
from tanshi.mrv.plausibility.judging import Verdict
from tanshi.mrv.plausibility.records import of_books, of_rows
from tanshi.mrv.plausibility.review import review
from tanshi.mrv.stages import activities_at
from tanshi.mrv.tables import VERIFIED
from tanshi.rules import Law


def of_entity(law: Law, rows: ViewRows, entity: str, year: int) -> Verdict:
    """Return what the checks find in an entity's year."""
    found = review(law, of_rows(rows, entity, year))
    found.add(_of_activity(law, rows, entity, year))
    return found


def of_area(law: Law, view: Reads, area: str, year: int) -> Verdict:
    """Return what the checks find in a year of a province's or city's entities; area "" is the nation."""
    entities = None
    if area:
        where = in_area_sql(area, "participants_entity.id")
        found = view.fetch(f"SELECT id FROM participants_entity WHERE {where} ORDER BY id", [area])
        entities = [row[0] for row in found]
    verdict, rows = review(law, of_books(view, ViewRows(view), year, entities)), ViewRows(view)
    recorded = view.fetch("SELECT DISTINCT entity FROM mrv_activity WHERE period = ? ORDER BY entity", [str(year)])
    wanted = None if entities is None else set(entities)
    for (entity,) in recorded:
        if wanted is None or entity in wanted:
            verdict.add(_of_activity(law, rows, entity, year))
    return verdict


def _of_activity(law: Law, rows: ViewRows, entity: str, year: int) -> Verdict:
    """Return what the checks of activity data find in an entity's rows, beside those of the year before."""
    sector, now = activities_at(rows, entity, str(year), VERIFIED)
    other, before = activities_at(rows, entity, str(year - 1), VERIFIED)
    return review_activity(law, sector, now, before if other == sector else [])
