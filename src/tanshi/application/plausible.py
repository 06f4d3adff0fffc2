"""The plausibility of a year: of one entity, or of all entities of an area, with what people see of it."""

from __future__ import annotations

from tanshi.application.access import ViewRows, in_area_sql
from tanshi.journal.engine import Reads
from tanshi.mrv.plausibility.judging import Verdict
from tanshi.mrv.plausibility.records import of_books, of_rows
from tanshi.mrv.plausibility.review import review
from tanshi.rules import Law


def of_entity(law: Law, rows: ViewRows, entity: str, year: int) -> Verdict:
    """Return what the checks find in an entity's year."""
    return review(law, of_rows(rows, entity, year))


def of_area(law: Law, view: Reads, area: str, year: int) -> Verdict:
    """Return what the checks find in a year of a province's or city's entities; area "" is the nation."""
    entities = None
    if area:
        where = in_area_sql(area, "participants_entity.id")
        found = view.fetch(f"SELECT id FROM participants_entity WHERE {where} ORDER BY id", [area])
        entities = [row[0] for row in found]
    return review(law, of_books(view, ViewRows(view), year, entities))
