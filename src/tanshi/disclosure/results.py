"""What a compliance year came to: nation, provinces, classes, market, compliance.

Read from one snapshot of the books; sums of whole tonnes and fen. Shares and mean prices are exact and rounded
only where shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tanshi.compliance.tables import VOID
from tanshi.core.exact import show
from tanshi.core.money import yuan
from tanshi.core.period import Period
from tanshi.disclosure.traded import Turnover, turnovers, yuan_per_t
from tanshi.disclosure.unit_sums import by_class, read_unit_years
from tanshi.journal.engine import Snapshot
from tanshi.participants.areas import areas

#: Columns of the province and class tables, by the name in files; the header shown comes from the catalogue.
SUMS = ("verified_t", "preallocated_t", "approved_t", "gap_t", "surrendered_t", "shortfall_t")


@dataclass(frozen=True, slots=True)
class Results:
    """The result tables of a period."""

    period: str
    origin: str
    position: int
    nation: dict[str, Any]
    provinces: list[dict[str, Any]]
    classes: list[dict[str, Any]]
    months: list[dict[str, Any]]
    days: list[dict[str, Any]]
    vintages: list[dict[str, Any]]
    entities: list[dict[str, Any]]
    penalties: list[dict[str, Any]]
    skipped: list[dict[str, Any]]


def results(view: Snapshot, period: str) -> Results:
    """Return the result tables of a period as the books have them at the snapshot's position."""
    season = season_of(view, period)
    entities = _entities(view, period, season)
    days = _days(view, season)
    traded = turnovers(view, season.after, season.until)
    own = [d for d in days if d["instrument"] == season.vintage]
    names = ("source", "row", "unit", "name", "reason")
    sql = f"SELECT {', '.join(names)} FROM participants_skipped_row WHERE period = ? ORDER BY row, source"
    skipped = [dict(zip(names, row, strict=True)) for row in view.fetch(sql, [period])]
    return Results(
        period=period,
        origin=_origin(view),
        position=view.head().size,
        nation=_nation(view, period, entities, _total(traded), own, len(skipped)),
        provinces=_provinces(entities),
        classes=by_class(read_unit_years(view, period)),
        months=_months(days, traded, season.vintage),
        days=own,
        vintages=_vintages(days, traded),
        entities=entities,
        penalties=_penalties(view, period),
        skipped=skipped,
    )


def _origin(view: Snapshot) -> str:
    found = view.fetch("SELECT origin FROM participants_market")
    return str(found[0][0]) if found else ""


def _entities(view: Snapshot, period: str, season: Season) -> list[dict[str, Any]]:
    rows = view.fetch(
        "SELECT e.id, e.name_zh, e.name_en, e.area_gb2260, a.verified_t, a.preallocated_t, a.approved_t, a.relief_t,"
        " a.obligation_t, o.surrendered_t, o.shortfall_t, o.state, l.emission_t"
        " FROM participants_listing l JOIN participants_entity e ON e.id = l.entity"
        " LEFT JOIN allocation_entity a ON a.entity = l.entity AND a.period = l.period"
        " LEFT JOIN compliance_obligation o ON o.entity = l.entity AND o.period = l.period"
        " WHERE l.period = ? AND l.covered = 1 ORDER BY e.id",
        [period],
    )
    bought: Counter[str] = Counter()
    sold: Counter[str] = Counter()
    trades = "SELECT seller, buyer, quantity_t FROM registry_trade WHERE session > ? AND session <= ?"
    for seller, buyer, quantity in view.fetch(trades, [season.after, season.until]):
        sold[seller] += quantity
        bought[buyer] += quantity
    return [
        {
            "entity_id": id,
            "name_zh": zh,
            "name_en": en,
            "area_gb2260": area,
            "verified_t": verified or 0,
            "preallocated_t": before or 0,
            "approved_t": approved or 0,
            "relief_t": relief or 0,
            "obligation_t": obligation or 0,
            "gap_t": (obligation or 0) - (approved or 0),
            "bought_t": bought[id],
            "sold_t": sold[id],
            "surrendered_t": surrendered or 0,
            "shortfall_t": short or 0,
            "state": state or "",
        }
        for id, zh, en, area, verified, before, approved, relief, obligation, surrendered, short, state, _ in rows
    ]


@dataclass(frozen=True, slots=True)
class Season:
    """The market of a period: the trading days up to its deadline, after the deadline before it."""

    vintage: str
    after: str
    until: str


def season_of(view: Snapshot, period: str) -> Season:
    """Return the season of a period, with the vintage it issued."""
    vintages = view.fetch("SELECT DISTINCT vintage FROM allocation_entity WHERE period = ?", [period])
    deadlines = view.fetch("SELECT DISTINCT deadline FROM compliance_obligation WHERE period = ?", [period])
    until = deadlines[0][0] if deadlines else "9999-12-31"
    ((before,),) = view.fetch("SELECT MAX(deadline) FROM compliance_obligation WHERE deadline < ?", [until])
    return Season(vintages[0][0] if vintages else "", before or "", until)


_DAY = (
    "instrument",
    "day",
    "open_fen",
    "high_fen",
    "low_fen",
    "close_fen",
    "listed_t",
    "listed_fen",
    "block_t",
    "block_fen",
    "trades",
)


def _days(view: Snapshot, season: Season) -> list[dict[str, Any]]:
    """Return every instrument's days of the season."""
    rows = view.fetch(
        f"SELECT {', '.join(_DAY)} FROM exchange_quote WHERE day > ? AND day <= ? ORDER BY day, instrument",
        [season.after, season.until],
    )
    return [dict(zip(_DAY, row, strict=True)) for row in rows]


#: Turnover by day and instrument.
_Traded = Mapping[tuple[str, str], Turnover]


def _total(traded: _Traded) -> Turnover:
    return sum(traded.values(), start=Turnover())


def _of(days: list[dict[str, Any]], traded: _Traded) -> Turnover:
    return sum((traded[d["day"], d["instrument"]] for d in days), start=Turnover())


def _vintages(days: list[dict[str, Any]], traded: _Traded) -> list[dict[str, Any]]:
    """Return the season's turnover and last close by vintage."""
    found: dict[str, list[dict[str, Any]]] = {}
    for day in days:
        found.setdefault(day["instrument"], []).append(day)
    rows = []
    for instrument, of_vintage in sorted(found.items()):
        total = _of(of_vintage, traded)
        rows.append(
            {
                "instrument": instrument,
                "traded_t": total.traded_t,
                "value_cny": yuan(total.value_fen),
                "mean_price": yuan_per_t(total.value_fen, total.traded_t),
                "close": yuan(of_vintage[-1]["close_fen"]),
            }
        )
    return rows


def _nation(
    view: Snapshot,
    period: str,
    entities: list[dict[str, Any]],
    traded: Turnover,
    own: list[dict[str, Any]],
    skipped: int,
) -> dict[str, Any]:
    owed = sum(e["obligation_t"] for e in entities)
    given = sum(e["surrendered_t"] for e in entities)
    years, marks = _years(period)
    sql = f"SELECT COUNT(DISTINCT unit) FROM mrv_unit_year WHERE period IN ({marks}) AND stage = 'reported'"
    ((units,),) = view.fetch(sql, years)
    ((borrowers, borrowed),) = view.fetch(
        "SELECT COUNT(*), COALESCE(SUM(amount_t), 0) FROM allocation_borrowing WHERE period = ?", [period]
    )
    parts = " UNION ALL ".join(
        f"SELECT entity, amount_t FROM {table} WHERE period = ?"
        for table in ("compliance_offset", "compliance_filed_offset")
    )
    ((offset,),) = view.fetch(f"SELECT COALESCE(SUM(amount_t), 0) FROM ({parts}) AS o", [period, period])
    met = sum(e["state"] == "met" for e in entities)
    return {
        "entities": len(entities),
        "units": units,
        "verified_t": sum(e["verified_t"] for e in entities),
        "preallocated_t": sum(e["preallocated_t"] for e in entities),
        "approved_t": sum(e["approved_t"] for e in entities),
        "obligation_t": owed,
        "relieved_entities": sum(e["relief_t"] > 0 for e in entities),
        "borrowing_entities": borrowers,
        "borrowed_t": int(borrowed),
        "traded_t": traded.traded_t,
        "block_t": traded.block_t,
        "traded_cny": yuan(traded.value_fen),
        "mean_price": yuan_per_t(traded.value_fen, traded.traded_t),
        "close": yuan(own[-1]["close_fen"]) if own else None,
        "participation": share(sum(bool(e["bought_t"] or e["sold_t"]) for e in entities), len(entities)),
        "ccer_t": int(offset),
        "surrendered_t": given,
        "compliance_rate": share(given, owed),
        "compliance_rate_by_count": share(met, len(entities)),
        "short_entities": sum(e["state"] == "short" for e in entities),
        "shortfall_t": sum(e["shortfall_t"] for e in entities),
        "skipped_rows": skipped,
    }


def _years(period: str) -> tuple[list[str], str]:
    """Return a period's emission years, and as many placeholders."""
    years = [str(year) for year in Period.named(period).years]
    return years, ", ".join("?" * len(years))


def share(part: int, whole: int) -> str | None:
    """Return a share as decimal text with six places, or None of nothing."""
    return show(Fraction(part, whole), 6) if whole else None


def _provinces(entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for code, area in sorted(areas().items()):
        of_area = [e for e in entities if e["area_gb2260"] == code]
        if of_area:
            row: dict[str, Any] = {
                "area_gb2260": code,
                "name_zh": area.zh,
                "name_en": area.en,
                "entities": len(of_area),
            }
            row.update({name: sum(e[name] for e in of_area) for name in SUMS})
            row["short_entities"] = sum(e["state"] == "short" for e in of_area)
            found.append(row)
    return found


def _months(days: list[dict[str, Any]], traded: _Traded, vintage: str) -> list[dict[str, Any]]:
    """Return the market by month: turnover by way of trading, mean price and range of all vintages, close of one."""
    found: dict[str, list[dict[str, Any]]] = {}
    for day in days:
        found.setdefault(day["day"][:7], []).append(day)
    rows = []
    for month, of_month in found.items():
        total = _of(of_month, traded)
        highs = [d["high_fen"] for d in of_month if d["high_fen"] is not None]
        lows = [d["low_fen"] for d in of_month if d["low_fen"] is not None]
        rows.append(
            {
                "month": month,
                "trading_days": len({d["day"] for d in of_month}),
                "trades": total.trades,
                "listed_t": total.listed_t,
                "block_t": total.block_t,
                "value_cny": yuan(total.value_fen),
                "mean_price": yuan_per_t(total.value_fen, total.traded_t),
                "high": yuan(max(highs)) if highs else None,
                "low": yuan(min(lows)) if lows else None,
                "close": yuan(next(d["close_fen"] for d in reversed(of_month) if d["instrument"] == vintage)),
            }
        )
    return rows


def _penalties(view: Snapshot, period: str) -> list[dict[str, Any]]:
    rows = view.fetch(
        "SELECT p.entity, p.stage, p.instrument, p.article, p.min_fen, p.max_fen, p.deduction_t, o.shortfall_t"
        " FROM compliance_penalty p JOIN compliance_obligation o ON o.entity = p.entity AND o.period = p.period"
        " WHERE p.period = ? AND p.condition <> ? ORDER BY p.entity, p.stage",
        [period, VOID],
    )
    return [
        {
            "entity_id": entity,
            "stage": stage,
            "instrument": instrument,
            "article": article,
            "min_cny": None if low is None else yuan(low),
            "max_cny": None if high is None else yuan(high),
            "deduction_t": deduction,
            "shortfall_t": short,
        }
        for entity, stage, instrument, article, low, high, deduction, short in rows
    ]
