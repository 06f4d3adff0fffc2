"""What the books have confirmed of a period, as the bench for drafting reads it."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from tanshi.allocation.commands import unit_output
from tanshi.allocation.drafting.observed import Observed, ObservedEntity, ObservedUnit
from tanshi.application.market import Market
from tanshi.core.finding import problem
from tanshi.core.period import Period
from tanshi.journal.table import read_rows
from tanshi.mrv.tables import VERIFIED, ReportRow, UnitYearRow
from tanshi.participants.tables import EntityRow, MarketRow, UnitRow


def confirmed(market: Market, period: Period) -> Observed:
    """Return the confirmed units and entities of a period; `Problem` if there are none.

    Of a joint period a unit stands once for each year, and an entity's emissions are the sum of the years'.
    """
    units: list[ObservedUnit] = []
    verified: dict[str, int] = defaultdict(int)
    with market.view() as view:
        known = {u.id: u for u in read_rows(view, UnitRow)}
        origin = next((row.origin for row in read_rows(view, MarketRow)), "")
        for year in period.years:
            for report in read_rows(view, ReportRow, period=str(year), state="confirmed"):
                verified[report.entity] += report.verified_t or 0
            for row in read_rows(view, UnitYearRow, period=str(year), stage=VERIFIED):
                exact = Fraction(row.emission_t_e2, 100)
                units.append(ObservedUnit(row.entity, unit_output(row, known[row.unit]), exact, f"{row.unit}/{year}"))
        entities = {
            e.id: ObservedEntity(e.id, e.name_zh, e.name_en, e.area_gb2260, verified[e.id])
            for e in read_rows(view, EntityRow)
            if e.id in verified
        }
        position = view.head().size
    if not entities:
        raise problem("allocate.nothing_confirmed", where=market.engine.url, period=period.name)
    ordered = tuple(u for u in sorted(units, key=lambda u: (u.output.unit_id, u.where)) if u.entity_id in entities)
    return Observed(origin, ordered, dict(sorted(entities.items())), (), position)
