"""One-way auctions as pages and through the API: those that are announced, and one with its bids after its end."""

from __future__ import annotations

from typing import Any

from tanshi.core.catalogue import Language
from tanshi.core.exact import decimal, show
from tanshi.core.money import yuan
from tanshi.exchange.one_way.book_file import RankedBid, demand_of, read_book
from tanshi.exchange.one_way.tables import SELL, AuctionRow
from tanshi.server.charts import Figure, axis_scale, words_in
from tanshi.server.platform import Visit
from tanshi.server.routing import Page, Param, Route, Trouble

#: Bids a page shows; the API has all.
_SHOWN = 200

#: Digits of an auction's number at most.
_DIGITS = 9


def _list(visit: Visit) -> Page:
    found = [row for row in visit.rows.where(AuctionRow) if row.notice]
    return Page("auctions", {"auctions": found[::-1], "yuan": yuan})


def _one(visit: Visit) -> Page:
    row = _auction(visit)
    bids = _bids(visit, row)
    ranked = [{"rank": rank, "bid": bid} for rank, bid in enumerate(bids[:_SHOWN], 1)]
    content: dict[str, Any] = {"a": row, "bids": ranked, "more": max(0, len(bids) - _SHOWN), "yuan": yuan}
    content["off"] = show(100 * decimal(row.reserve or "0"))
    if bids:
        content["drawn"] = lambda language: demand_chart(row, bids, language)
    return Page("auction", content)


def _api_book(visit: Visit) -> Any:
    row = _auction(visit)
    bids = _bids(visit, row)
    return {
        "auction": row.number,
        "state": row.state,
        "bids": [bid._asdict() for bid in bids],
        "demand": [{"price_fen": price, "quantity_t": total} for price, total in demand_of(bids)],
        "position": visit.position,
    }


def _auction(visit: Visit) -> AuctionRow:
    """Return the auction that was asked for; nobody sees one that is not announced."""
    asked = visit.params["number"]
    known = asked.isascii() and asked.isdecimal() and len(asked) <= _DIGITS
    row = visit.rows.get(AuctionRow, int(asked)) if known else None
    if row is None or not row.notice:
        raise Trouble(404, "http.not_found")
    return row


def _bids(visit: Visit, row: AuctionRow) -> list[RankedBid]:
    """Return the ranked bids after the end; none before."""
    if not row.book_sha256:
        return []
    return read_book(visit.platform.market.evidence_for("exchange.record_auction_result").read(row.book_sha256))


def demand_chart(row: AuctionRow, bids: list[RankedBid], language: Language) -> Figure:
    """Return the demand (of a buyer's auction: the offers) at each price or a better one, beside what was asked for."""
    word = words_in(language)
    steps = demand_of(bids)
    scale = axis_scale(max([row.quantity_t, *(total for _, total in steps)]), language)
    line = word("auction.demand" if row.side == SELL else "auction.supply")
    heads = (word("auction.price"), line, word("auction.quantity"))
    return Figure(
        kind="line",
        title=word("auction.chart"),
        note=word("auction.chart_note"),
        unit=scale["unit"],
        data={
            "categories": [yuan(price) for price, _ in steps],
            "series": [
                {"name": line, "values": [total for _, total in steps], "tone": "accent"},
                {"name": heads[2], "values": [row.quantity_t] * len(steps), "tone": "owed"},
            ],
            **scale,
        },
        heads=heads,
        rows=[(yuan(price), total, row.quantity_t) for price, total in steps],
    )


_NUMBER = Param("number", "Number of an auction.", where="path", example="1")
_WHOLE, _TEXT = {"type": "integer"}, {"type": "string"}


def _rows_of(*names: str) -> dict[str, Any]:
    one = {"type": "object", "required": list(names), "properties": dict.fromkeys(names, _WHOLE)}
    return {"type": "array", "items": one}


_BOOK = {
    "type": "object",
    "required": ["auction", "state", "bids", "demand", "position"],
    "properties": {
        "auction": _WHOLE, "state": _TEXT, "bids": _rows_of("price_fen", "quantity_t", "filled_t"),
        "demand": _rows_of("price_fen", "quantity_t"), "position": _WHOLE,
    },
}  # fmt: skip

ROUTES = [
    Route("GET", "/market/auctions", "see.results", _list, "One-way auctions.", operation="page_auctions"),
    Route(
        "GET", "/market/auctions/{number}", "see.results", _one, "A one-way auction.", params=(_NUMBER,),
        operation="page_auction",
    ),
    Route(
        "GET", "/api/v1/auctions/{number}/book", "see.results", _api_book,
        "The ranked bids of an auction after its end, without names, and the demand they make.", params=(_NUMBER,),
        answer=_BOOK, tag="market", operation="auction_book",
    ),
]  # fmt: skip
