"""Plausibility of months that are handed in: looked at with what the books hold; what is found holds nothing up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tanshi.application.forms.intake import Intake
from tanshi.application.forms.standing import RECORDS
from tanshi.core.finding import Finding
from tanshi.mrv.plausibility.finding import Implausible
from tanshi.mrv.plausibility.records import FIGURES, Month, Records, Unit, of_rows
from tanshi.mrv.plausibility.review import review
from tanshi.participants.conditions import Finds
from tanshi.rules import Law


def months_in(intake: Intake) -> list[Month]:
    """Return the months that an intake would record."""
    return [
        (unit["unit"], request.item["month"], tuple(unit[f] for f in FIGURES))
        for request in intake.requests
        for unit in request.item["units"]
    ]


def records_in(intake: Intake, units: Sequence[Unit] = (), rows: Finds | None = None) -> list[Records]:
    """Return the years of an intake's months, each with what the books hold beside them: their months prevail.

    `units`: what is known of units that no books know.
    """
    months = months_in(intake)
    entity = str(intake.requests[0].item["entity"]) if intake.requests else ""
    found = []
    for year in sorted({int(m[:4]) for _, m, _ in months}):
        books = of_rows(rows, entity, year) if rows is not None else Records(year, (), ())
        held = {(u, m) for u, m, _ in books.months}
        more = [m for m in months if m[:2] not in held and year - 1 <= int(m[1][:4]) <= year]
        found.append(replace(books, units=[*books.units, *units], months=[*books.months, *more]))
    return found


def of_handed_in(law: Law, intake: Intake, rows: Finds) -> tuple[Finding, ...]:
    """Return what the checks of months find in those that are handed in; [] for other forms."""
    if intake.form.command != RECORDS or not intake.requests:
        return ()
    places = {f"{unit} {month}" for unit, month, _ in months_in(intake)}
    found = [o for r in records_in(intake, (), rows) for o in review(law, r).odd]
    return tuple(Implausible(o) for o in found if o.where in places)
