"""Confirmed emissions of an entity by year, for who decides about lists: all gases of its reports, whether they count
for an obligation or not.
"""

from __future__ import annotations

from collections.abc import Iterable

from tanshi.core.exact import half_up, scaled
from tanshi.journal.command import Touch
from tanshi.mrv.gases import co2e_t, gases_of
from tanshi.mrv.tables import OpeningEmissionRow, ReportRow
from tanshi.participants.conditions import Finds


class ConfirmedEmissions:
    """What the books hold of an entity's yearly emissions: confirmed reports, and opening emissions before them."""

    def touches(self, entity: str, years: Iterable[int]) -> Iterable[Touch]:
        """Yield the rows that are read one by one."""
        for year in years:
            yield ReportRow, (entity, str(year))

    def of(self, rows: Finds, entity: str, years: Iterable[int]) -> dict[int, int]:
        """Return the emissions in whole tonnes of those years the books know."""
        found: dict[int, int] = {}
        for year in years:
            report = rows.get(ReportRow, (entity, str(year)))
            if report is not None and report.state == "confirmed" and report.verified_t is not None:
                others = co2e_t(g for g in gases_of(rows, entity, str(year)) if not g.counts)
                found[year] = report.verified_t + scaled(half_up(others), 0)
        missing = {str(year) for year in years} - {str(year) for year in found}
        if missing:
            for opening in rows.where(OpeningEmissionRow, entity=entity):
                if opening.year in missing:
                    found[int(opening.year)] = found.get(int(opening.year), 0) + opening.emission_t
        return found
