"""What each page shows, read from one snapshot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tanshi.application.kept import kept, kept_results
from tanshi.application.lists import periods
from tanshi.application.market import Market
from tanshi.application.why import why
from tanshi.core.clock import CHINA, moment
from tanshi.core.finding import Problem, problem
from tanshi.core.period import Period
from tanshi.journal.engine import Snapshot
from tanshi.journal.table import read_rows
from tanshi.mrv.tables import ChangeRow, ReportRow
from tanshi.participants.areas import areas
from tanshi.participants.listing import period_named
from tanshi.participants.tables import EntityRow, UnitRow
from tanshi.server import charts
from tanshi.server.platform import Visit


def tonnes(value: int | None) -> str:
    """Return whole tonnes with separators."""
    return "–" if value is None else f"{value:,}"


def number(shown: str) -> str:
    """Return a decimal text with separators in its whole part; other text as it is."""
    whole, point, rest = shown.partition(".")
    digits = whole.lstrip("-")
    return f"{int(whole):,}{point}{rest}" if digits.isdigit() and len(digits) > 4 else shown


def china(instant: str) -> str:
    """Return an instant's text as the clock in China shows it, to the minute, with its mark."""
    return moment(instant).astimezone(CHINA).strftime("%Y-%m-%d %H:%M (UTC+8)")


def well_formed(period: str) -> str:
    """Return a period's name as an address has it; `problem` if it is none."""
    if period_named(period) is None:
        raise problem("list.bad_year", where=period, year=period)
    return period


def period_of(view: Snapshot, period: str | None = None) -> str:
    """Return the period to show: the one asked for, or the last one in the books."""
    if period is not None:
        well_formed(period)
    known = [p for (p,) in view.fetch("SELECT DISTINCT period FROM participants_listing ORDER BY period")]
    if period is None and known:
        return str(known[-1])
    if period is None or period not in known:
        raise problem("why.nothing_yet", where=period or "", period=period or "?")
    return period


def _names(view: Snapshot) -> list[str]:
    return [period.name for period in periods(view)]


def keep(visit: Visit, name: str, caller: Callable[[], str]) -> str:
    """Return a part of a page as it was rendered last, anew where a fact may have changed what it shows.

    `{% call keep(visit, name) %}` is for parts that show results of the books to everybody alike: not the position,
    nothing of the caller. The name says what else they depend on.
    """
    return kept(visit.platform.market).get(visit.view, f"part/{name}/{visit.language}", caller)


def nation(market: Market, view: Snapshot, period: str | None = None) -> dict[str, Any]:
    """Return the first page: the nation's figures, its provinces, the market."""
    found = kept_results(market, view, period_of(view, period))
    drawn = charts.nation(market.law, view, found)
    return {"r": found, "areas": areas(), "periods": _names(view), "charts": drawn}


def province(market: Market, view: Snapshot, period: str, code: str) -> dict[str, Any]:
    """Return a province's entities."""
    if code not in areas():
        raise problem("why.not_found", where=code, name=code)
    found = kept_results(market, view, period_of(view, period))
    rows = [e for e in found.entities if e["area_gb2260"] == code]
    total = next((p for p in found.provinces if p["area_gb2260"] == code), None)
    if total is None:
        raise problem("why.nothing_yet", where=code, period=period)
    drawn = charts.province(market.law, found, code)
    area = areas()[code]
    return {"r": found, "area": area, "rows": rows, "total": total, "periods": _names(view), "charts": drawn}


def entity(market: Market, view: Snapshot, period: str, entity: str) -> dict[str, Any]:
    """Return an entity's year with the tree of its allowances."""
    found = kept_results(market, view, period_of(view, period))
    units = read_rows(view, UnitRow, entity=entity)
    changes = read_rows(view, ChangeRow, entity=entity, period=period)
    known = read_rows(view, EntityRow, id=entity)
    years = [str(year) for year in Period.named(found.period).years]
    listed = view.fetch("SELECT period FROM participants_listing WHERE entity = ? AND covered = 1", [entity])
    amounts = {
        row[0]: row[1:]
        for row in view.fetch(
            "SELECT unit, SUM(verified_t), SUM(approved_t) FROM allocation_unit WHERE entity = ?"
            f" AND period IN ({', '.join('?' * len(years))}) GROUP BY unit",
            [entity, *years],
        )
    }
    row = next((e for e in found.entities if e["entity_id"] == entity), None)
    if not known or row is None:
        raise problem("why.not_found", where=entity, name=entity)
    return {
        "r": found,
        "row": row,
        "periods": sorted(p for (p,) in listed),
        "area": areas()[known[0].area_gb2260],
        "units": units,
        "amounts": amounts,
        "changes": changes,
        "penalties": [p for p in found.penalties if p["entity_id"] == entity],
        "waterfall": waterfall(row),
        "charts": charts.entity(market.law, view, period, entity),
        "tree_node": _tree(market, f"approved_t/{period}/{entity}"),
        "report": next(iter(read_rows(view, ReportRow, entity=entity, period=period)), None),
    }


def _tree(market: Market, subject: str) -> Any:
    """Return the tree of a figure, or None while it is not decided yet."""
    try:
        return why(market, subject).node
    except Problem:
        return None


def unit(market: Market, view: Snapshot, period: str, unit: str) -> dict[str, Any]:
    """Return a unit's year with the trees of its allowances and its emissions."""
    wanted = Period.named(well_formed(period)).months
    known = read_rows(view, UnitRow, id=unit)
    if not known:
        raise problem("why.not_found", where=unit, name=unit)
    owner = read_rows(view, EntityRow, id=known[0].entity)[0]
    months = view.fetch(
        "SELECT month, generation_mwh_e3, heat_gj_e2, hours_e2, fuel_e2, ncv_e3, carbon_e4 FROM mrv_unit_month"
        " WHERE unit = ? ORDER BY month",
        [unit],
    )
    months = [m for m in months if m[0] in wanted]
    position = view.head().size
    origin = view.fetch("SELECT origin FROM participants_market")[0][0]
    return {
        "unit": known[0],
        "owner": owner,
        "area": areas()[owner.area_gb2260],
        "period": period,
        "position": position,
        "origin": origin,
        "months": months,
        "charts": charts.unit(months),
        "approved": _tree(market, f"approved_t/{period}/{unit}"),
        "verified": _tree(market, f"verified_t/{period}/{unit}"),
    }


def waterfall(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Return an entity's way from the advance to the surrender as bars in percent of the largest."""
    steps = [
        ("column.preallocated_t", row["preallocated_t"]),
        ("column.approved_t", row["approved_t"]),
        ("column.verified_t", row["verified_t"]),
        ("column.surrendered_t", row["surrendered_t"]),
    ]
    largest = max(1, *(value for _, value in steps))
    return [{"code": code, "value": value, "width": 100 * value // largest} for code, value in steps]
