"""What the books have of a period, as the bench for drafting reads it: confirmed years, and a year that is running."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction

from tanshi.accounting.power import PowerRules, UnitMonth, UnitYear, unit_year
from tanshi.allocation.commands import unit_output
from tanshi.allocation.drafting.observed import Observed, ObservedEntity, ObservedUnit, whole_t
from tanshi.allocation.drafting.projection import MONTHS, to_come, with_amounts
from tanshi.allocation.power import UnitOutput
from tanshi.application.market import Market
from tanshi.core.finding import problem
from tanshi.core.period import Period
from tanshi.journal.engine import Snapshot
from tanshi.journal.table import read_rows
from tanshi.mrv.tables import VERIFIED, ReportRow, UnitMonthRow, UnitYearRow
from tanshi.mrv.unit_months import unit_month
from tanshi.participants.tables import EntityRow, MarketRow, UnitRow


def confirmed(market: Market, period: Period, area: str = "") -> Observed:
    """Return the confirmed units and entities of a period, of all provinces or one; `Problem` if there are none.

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
            if e.id in verified and e.area_gb2260.startswith(area)
        }
        position = view.head().size
    if not entities:
        raise problem("allocate.nothing_confirmed", where=market.engine.url, period=period.name)
    ordered = tuple(u for u in sorted(units, key=lambda u: (u.output.unit_id, u.where)) if u.entity_id in entities)
    return Observed(origin, ordered, dict(sorted(entities.items())), (), position)


def running(market: Market, year: int, until: int | None = None, entity: str = "", area: str = "") -> Observed:
    """Return the year that units of the books are heading for, of all entities, one, or those of a province.

    `until`: the last month that counts, default the last one recorded. The months to come follow those of the year
    before where the books have them. `Problem` if no month is recorded.
    """
    with market.view() as view:
        known = {u.id: u for u in read_rows(view, UnitRow)}
        named = {e.id: e for e in read_rows(view, EntityRow)}
        origin = next((row.origin for row in read_rows(view, MarketRow)), "")
        so_far = _months(view, year, entity, until or MONTHS)
        before = _months(view, year - 1, entity, MONTHS)
        so_far = {id: rows for id, rows in so_far.items() if named[known[id].entity].area_gb2260.startswith(area)}
        position = view.head().size
    if not so_far:
        raise problem("draft.no_months", where=market.engine.url, year=year)
    last = until or max(m for rows in so_far.values() for m in rows)
    rules = {y: PowerRules.of(market.law, Period.of(y)) for y in (year, year - 1)}
    units = [
        _heading_for(rules[year], rules[year - 1], known[id], year, rows, before.get(id, {}), last)
        for id, rows in sorted(so_far.items())
    ]
    entities = {}
    for id in sorted({u.entity_id for u in units}):
        total = whole_t(u.verified_t for u in units if u.entity_id == id)
        found = named[id]
        entities[id] = ObservedEntity(id, found.name_zh, found.name_en, found.area_gb2260, total)
    return Observed(origin, tuple(units), entities, (), position)


_Months = dict[str, dict[int, UnitMonth]]


def _months(view: Snapshot, year: int, entity: str, until: int) -> _Months:
    """Return the recorded months of a year up to one, by unit and number."""
    found: _Months = {}
    for month in range(1, until + 1):
        equals = {"entity": entity} if entity else {}
        for row in read_rows(view, UnitMonthRow, month=f"{year}-{month:02d}", **equals):
            found.setdefault(row.unit, {})[month] = unit_month(row)
    return found


def _heading_for(
    rules: PowerRules,
    rules_before: PowerRules,
    unit: UnitRow,
    year: int,
    months: Mapping[int, UnitMonth],
    before: Mapping[int, UnitMonth],
    until: int,
) -> ObservedUnit:
    """Return the year a unit is heading for: its months so far as accounting sums them, and those to come as last
    year's were. A unit that shuts in the year has none to come.
    """

    def summed(of: PowerRules, rows: Mapping[int, UnitMonth], numbers: Iterable[int]) -> UnitYear | None:
        chosen = [rows[m] for m in sorted(numbers)]
        if not chosen:
            return None
        return unit_year(of, fuel=unit.fuel, chp=bool(unit.chp), rated_kw=unit.capacity_kw, months=chosen)

    both = months.keys() & before.keys()
    shuts = 0 < unit.retired_year <= year
    after = {m for m in before if m > until and not shuts}
    so_far = summed(rules, months, months)
    assert so_far is not None, "a unit that is looked at has a month"
    total, shared = _amounts(so_far), _amounts(summed(rules, months, both))
    same, rest = _amounts(summed(rules_before, before, both)), _amounts(summed(rules_before, before, after))
    coming = {
        n: Fraction(0) if shuts else to_come(total[n], shared[n], same[n], rest[n], len(months), until) for n in total
    }
    output = UnitOutput(
        unit_id=unit.id,
        unit_class=unit.unit_class,
        supply_mwh=Fraction(0),
        generation_mwh=Fraction(0),
        heat_gj=Fraction(0),
        heat_ratio=Fraction(so_far.heat_ratio_e4, 10**4),
        load_factor=Fraction(so_far.load_factor_e4, 10**4),
        cooling=unit.cooling,
        chp=bool(unit.chp),
        verified_t=0,
    )
    plain = ObservedUnit(unit.entity, output, Fraction(0), unit.id)
    return with_amounts(plain, {n: total[n] + coming[n] for n in total})


def _amounts(year: UnitYear | None) -> Mapping[str, Fraction]:
    """Return what grows with the year; nothing of no months."""
    return {
        "supply_mwh": Fraction(year.supply_mwh_e3 if year else 0, 10**3),
        "generation_mwh": Fraction(year.generation_mwh_e3 if year else 0, 10**3),
        "heat_gj": Fraction(year.heat_gj_e2 if year else 0, 10**2),
        "verified_t": Fraction(year.emission_t_e2 if year else 0, 10**2),
    }
