"""Opening sheets out of a market: what it holds, what was verified, what is open, at a position of its journal.

Units without any figure left (a vintage nobody holds) have no row. A shortfall that was assessed is a case.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from tanshi.allocation.commands import whole_t
from tanshi.application.assembly import TABLES, fact_types
from tanshi.application.market import Market
from tanshi.application.opening.sheets import Rows
from tanshi.core.finding import problem
from tanshi.journal.engine import Reads
from tanshi.journal.rebuild import Rebuild, read_ahead
from tanshi.journal.schema import HeadRow
from tanshi.journal.sqlite import SQLiteEngine
from tanshi.journal.table import read_rows
from tanshi.mrv.tables import VERIFIED, OpeningEmissionRow, OpeningOutputRow, UnitYearRow
from tanshi.registry.tables import CASH

_FACTS = "SELECT position, type, day, nonce, body, leaf FROM journal_fact WHERE position <= ? ORDER BY position"


def rows_of(market: Market, position: int | None = None) -> Rows:
    """Return the rows of all sheets after the fact at `position` (default: now), by sheet; whole numbers as forms use.

    `Problem` if the journal does not reach that far, or if the position is in the middle of an act.
    """
    with _at(market, position) as view:
        return {
            "holdings": _holdings(view),
            "cash": _cash(view),
            "emissions": _emissions(view),
            "obligations": _obligations(view),
            "freezes": _freezes(view),
            "cases": _cases(view),
        }


@contextmanager
def _at(market: Market, position: int | None) -> Iterator[Reads]:
    """Open the tables as they were after a fact: rebuilt in memory, unless it is the last one."""
    with market.view() as view:
        last = view.head().size - 1
        if position is None or position == last:
            yield view
            return
        if not 0 <= position < last:
            raise problem("opening.no_such_position", where=market.engine.url, position=position, last=last)
        fresh = SQLiteEngine(":memory:")
        fresh.create(TABLES, [HeadRow(1, 0, "")], guarded=False)
        with fresh.alone() as target:
            types = fact_types()
            rebuild = Rebuild(target, types, _differs)
            for stored, ready in read_ahead(view.fetch(_FACTS, [position]), types):
                rebuild.take_next(stored, ready)
            rebuild.end()
    with fresh.snapshot() as then:
        yield then
    fresh.close()


def _differs(position: int, expected: str, found: str) -> NoReturn:
    raise problem("opening.inside_an_act", position=position, expected=expected, found=found)


def _holdings(view: Reads) -> list[dict[str, Any]]:
    sql = (
        "SELECT a.holder, h.instrument, a.kind, h.amount FROM registry_holding AS h"
        " JOIN registry_account AS a ON a.id = h.account JOIN registry_instrument AS i ON i.id = h.instrument"
        " WHERE a.kind <> 'system' AND i.kind = 'allowance' AND h.amount > 0 ORDER BY a.holder, h.instrument"
    )
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for holder, instrument, kind, amount in view.fetch(sql):
        empty = {"holder": holder, "instrument": instrument, "registration_t": 0, "trading_t": 0}
        found.setdefault((holder, instrument), empty)[f"{kind}_t"] += int(amount)
    return list(found.values())


def _cash(view: Reads) -> list[dict[str, Any]]:
    sql = (
        "SELECT a.holder, h.amount FROM registry_holding AS h JOIN registry_account AS a ON a.id = h.account"
        " WHERE a.kind = 'trading' AND h.instrument = ? AND h.amount > 0 ORDER BY a.holder"
    )
    return [{"holder": holder, "cash_yuan": int(fen)} for holder, fen in view.fetch(sql, [CASH])]


def _emissions(view: Reads) -> list[dict[str, Any]]:
    """Return the confirmed years of units, and what was taken over of years before them."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for opening in read_rows(view, OpeningEmissionRow):
        row = {"entity": opening.entity, "unit": opening.unit, "year": opening.year, "verified_t": opening.emission_t}
        found[opening.unit, opening.year] = row
    for output in read_rows(view, OpeningOutputRow):
        if (known := found.get((output.unit, output.year))) is not None:
            known |= {"supply_mwh": output.supply_mwh_e3, "heat_gj": output.heat_gj_e2}
    confirmed = set(view.fetch("SELECT entity, period FROM mrv_report WHERE state = 'confirmed'"))
    for year in read_rows(view, UnitYearRow, stage=VERIFIED):
        if (year.entity, year.period) in confirmed:
            found[year.unit, year.period] = {
                "entity": year.entity, "unit": year.unit, "year": year.period,
                "verified_t": whole_t(year.emission_t_e2), "supply_mwh": year.supply_mwh_e3, "heat_gj": year.heat_gj_e2,
            }  # fmt: skip
    return [found[key] for key in sorted(found, key=lambda k: (k[1], found[k]["entity"], k[0]))]


def _obligations(view: Reads) -> list[dict[str, Any]]:
    names = ("entity", "period", "obligation_t", "surrendered_t", "deadline")
    sql = f"SELECT {', '.join(names)} FROM compliance_obligation WHERE state = 'open' ORDER BY period, entity"
    return [dict(zip(names, row, strict=True)) for row in view.fetch(sql)]


def _freezes(view: Reads) -> list[dict[str, Any]]:
    """Return the freezes that were taken over: nobody freezes here yet."""
    sql = (
        "SELECT holder, instrument, document, amount, ground FROM opening_freeze ORDER BY holder, instrument, document"
    )
    return [
        {
            "holder": holder, "instrument": instrument, "document": document, "ground": ground,
            "amount": int(amount) if instrument == CASH else int(amount) * 100,
        }
        for holder, instrument, document, amount, ground in view.fetch(sql)
    ]  # fmt: skip


def _cases(view: Reads) -> list[dict[str, Any]]:
    names = ("entity", "ground", "document", "stage")
    found = view.fetch(f"SELECT {', '.join(names)} FROM opening_case ORDER BY entity, ground, document")
    short = view.fetch(
        "SELECT o.entity, p.instrument || ' ' || p.article, o.period || ' ' || CAST(o.shortfall_t AS TEXT) || ' t',"
        " 'assessed' FROM compliance_obligation AS o JOIN compliance_penalty AS p ON p.entity = o.entity"
        " AND p.period = o.period AND p.stage = 1 WHERE o.state = 'short' ORDER BY o.entity, o.period"
    )
    return [dict(zip(names, row, strict=True)) for row in (*found, *short)]
