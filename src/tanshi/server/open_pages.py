"""Pages of the market and the registry, and the door to everything that is open without signing in.

Totals of the registry are published; who holds what is shown to those who may see it. A day is read from the books as
they stood at its end: transfers keep their position, so no history is rewritten for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from tanshi.application.kept import kept
from tanshi.core.catalogue import Language, known, text
from tanshi.core.money import yuan
from tanshi.disclosure.bulletins import ALL, Line, Quotes
from tanshi.disclosure.traded import Turnover, yuan_per_t
from tanshi.participants.tables import EntityRow
from tanshi.registry.asof import TotalsByKind, holding_at, position_of_day
from tanshi.registry.tables import CASH
from tanshi.rules import NoTextInForce
from tanshi.rules.timeline import day_of
from tanshi.server import charts, disclosure_pages
from tanshi.server.collections import COLLECTIONS, Collection, listed
from tanshi.server.list_columns import list_name
from tanshi.server.platform import Visit
from tanshi.server.routing import OPEN, Page, Param, Route, Trouble
from tanshi.server.schema import row_schema
from tanshi.server.text_pages import asked_day, other_href

# The market


@dataclass(frozen=True, slots=True)
class Quoted:
    """The last day of a vintage, or of all together (`ALL`: the composite), and the trading over all days."""

    name: str
    day: str
    line: Line

    @property
    def close(self) -> str:
        return "" if self.line.close_fen is None else yuan(self.line.close_fen)

    @property
    def change(self) -> str:
        """The change in percent of the close before, with its sign; "" without one."""
        percent = self.line.change_percent
        return "" if percent is None else f"+{percent}" if (self.line.change_fen or 0) > 0 else percent

    @property
    def all_days(self) -> Turnover:
        return self.line.cumulated

    @property
    def value(self) -> str:
        return yuan(self.all_days.value_fen)

    @property
    def mean(self) -> str:
        return yuan_per_t(self.all_days.value_fen, self.all_days.traded_t) or ""


#: What holds in a session, shown beside the prices.
TERMS = (
    "exchange.sessions", "exchange.listing_band", "exchange.block_band", "exchange.tick_fen", "exchange.lot_t",
    "exchange.listing_order_limit_t", "exchange.block_order_minimum_t", "exchange.resale_trading_days",
)  # fmt: skip


def quoted(visit: Visit) -> list[tuple[Quoted, int]]:
    """Return the composite and all vintages that were quoted, newest first, with how many days each was."""
    lines = Quotes.read(visit.view, visit.platform.market.law).lines
    names = [ALL, *sorted((name for name in lines if name != ALL), reverse=True)]
    return [(Quoted(name, *of[-1]), len(of)) for name in names if (of := lines[name])]


def _market(visit: Visit) -> Page:
    found = kept(visit.platform.market).get(visit.view, "quoted", lambda: quoted(visit))
    day = found[0][0].day if found else visit.today

    def drawn(language: Language) -> charts.Figure:
        return charts.market(charts.read_quotes(visit.view), language)

    return Page("market", {"quoted": found, "drawn": drawn, "terms": _terms(visit, day), "day": day})


def _terms(visit: Visit, day: str) -> list[Any]:
    """Return the terms of trading that hold on a day; one that has no text then is left out."""
    law = visit.platform.market.law
    found = []
    for name in TERMS:
        try:
            for cited in law.table(name, day_of(day)).values():
                found.append({"cited": cited, "label": law.parameter(name).label[visit.language]})
        except NoTextInForce:
            continue
    return found


# The registry

#: Holders on one page.
HOLDERS = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """The day a reader asked for, and the position of the journal at its end."""

    day: str
    first: str
    last: str
    position: int


def _asked(visit: Visit) -> Asked:
    ((first, last),) = visit.view.fetch("SELECT min(day), max(day) FROM journal_day")
    asked = asked_day(visit)
    if asked is None:
        return Asked("", first or "", last or "", visit.position - 1)
    day = asked.isoformat()
    return Asked(day, first or "", last or "", position_of_day(visit.view, day))


def totals(visit: Visit, asked: Asked) -> TotalsByKind:
    """Return what is held by kind of account, now or at the end of the day asked for."""
    known = visit.platform.totals
    return known.at(visit.view, asked.position) if asked.day else known.now(visit.view)


def _columns(found: Mapping[str, Mapping[str, int]]) -> list[str]:
    """Return the kinds of accounts in the order of a tonne's way: issued, held, traded, given back."""
    kinds = {kind for of in found.values() for kind in of}
    known = ("system/issuance", "system/bank", "registration", "trading")
    return [k for k in known if k in kinds] + sorted(kinds - set(known))


def _kind_name(kind: str, language: Language) -> str:
    code = f"holdings.{kind.replace('/', '_')}"
    return text(code, language) if known(code) else kind


def _registry(visit: Visit) -> Page:
    asked = _asked(visit)
    found = totals(visit, asked)
    holders = _holders(visit, asked, [*found])
    holder = visit.params.get("holder", "").strip()[:96]
    query = {name: value for name, value in (("day", asked.day), ("holder", holder)) if value}
    content = {
        "asked": asked,
        "totals": found,
        "kinds": _columns(found),
        "names": {k: _kind_name(k, visit.language) for k in ("registration", "trading", *_columns(found))},
        "cash": CASH,
        "yuan": yuan,
        "holders": holders,
        "holder": holder,
        "query": urlencode({**query, "lang": visit.language}),
        "other_href": other_href(visit, **query),
    }
    return Page("registry", content)


def _holders(visit: Visit, asked: Asked, instruments: Sequence[str]) -> dict[str, Any] | None:
    """Return a page of accounts with what each held, as far as the caller may see them; None if not at all."""
    params = {"collection": "accounts", **{k: visit.params[k] for k in ("after", "back") if visit.params.get(k)}}
    if holder := visit.params.get("holder", "").strip()[:96]:
        params["holder"] = holder
    try:
        found = listed(replace(visit, params=params), COLLECTIONS["accounts"], HOLDERS)
    except Trouble as trouble:
        if trouble.status in (401, 403):
            return None
        raise
    accounts = [(row["id"], row["kind"], row["holder"]) for row in found.records() if row["kind"] != "system"]
    names = {holder: _name(visit, holder) for _, _, holder in accounts}
    rows = []
    for account, kind, holder in accounts:
        held = {i: holding_at(visit.view, account, i, asked.position) for i in instruments}
        rows.append({"account": account, "kind": kind, "holder": holder, "name": names[holder], "held": held})
    return {"rows": rows, "after": found.after, "back": found.back}


def _name(visit: Visit, entity: str) -> str:
    found = visit.rows.get(EntityRow, entity)
    if found is None:
        return ""
    return (found.name_zh if visit.language == "zh" else found.name_en) or found.name_zh or found.name_en


def _api_totals(visit: Visit) -> Any:
    asked = _asked(visit)
    found = totals(visit, asked)
    items = [
        {"instrument": instrument, "kind": kind, "amount": amount}
        for instrument, of in found.items()
        for kind, amount in of.items()
    ]
    return {"day": asked.day or None, "position": asked.position, "items": items}


# What is open

#: Lists that are published without signing in, with what they are; the others need a right over an entity.
FORMATS = ("csv", "json", "parquet")


def _public(visit: Visit) -> Page:
    may = [c for c in COLLECTIONS.values() if _listable(visit, c)]
    rows = visit.view.fetch("SELECT DISTINCT period FROM participants_listing ORDER BY period DESC")
    labels = {c.name: list_name(c, visit.language) for c in may}
    return Page("public", {"collections": may, "labels": labels, "periods": [p for (p,) in rows], "formats": FORMATS})


def _listable(visit: Visit, collection: Collection) -> bool:
    try:
        listed(replace(visit, params={"collection": collection.name}), collection, 1)
    except Trouble:
        return False
    return True


def _schema(visit: Visit) -> Any:
    """Return what a list's columns are: JSON Schema of a row, and the table's own words about itself."""
    collection = COLLECTIONS.get(visit.params["collection"])
    if collection is None:
        raise Trouble(404, "http.not_found")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{visit.site}/api/v1/schemas/{collection.name}",
        "title": collection.name,
        "description": collection.description,
        "x-key": list(collection.spec.key),
        **row_schema(collection.spec),
    }


_DAY = Param(
    "day", "Legal day: the books as they stood at its end; without it as they stand now.", example="2023-06-30"
)
_HOLDER = Param("holder", "Only accounts of this entity.")
_AFTER = Param("after", "Key after which the page begins.")
_COLLECTION = Param("collection", "Name of a list.", where="path", example="entities")
_TOTAL = {
    "type": "object",
    "properties": {
        "instrument": {"type": "string"},
        "kind": {"type": "string"},
        "amount": {"type": "integer"},
    },
}

ROUTES = [
    *disclosure_pages.ROUTES,
    Route("GET", "/market", "see.results", _market, "Prices and turnover.", operation="page_market"),
    Route("GET", "/registry", "see.results", _registry, "What is held, by instrument and kind of account.",
          params=(_DAY, _HOLDER, _AFTER), operation="page_registry"),
    Route("GET", "/public", OPEN, _public, "What is open without signing in.", operation="page_public"),
    Route(
        "GET", "/api/v1/registry/totals", "see.results", _api_totals,
        "What all accounts of a kind hold together, now or at the end of a day.", params=(_DAY,),
        answer={"type": "object", "properties": {"items": {"type": "array", "items": _TOTAL}}},
        tag="lists", operation="registry_totals",
    ),
    Route(
        "GET", "/api/v1/schemas/{collection}", OPEN, _schema, "The columns of a list, as JSON Schema.",
        params=(_COLLECTION,), answer={"type": "object"}, tag="lists", operation="list_schema",
    ),
]  # fmt: skip
