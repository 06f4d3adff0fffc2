"""`tanshi exchange auctions`: one-way auctions of a database, or one with its bids after the end; read only."""

from __future__ import annotations

from dataclasses import asdict

from tanshi.application.access import ViewRows
from tanshi.application.market import open_market
from tanshi.cli import show
from tanshi.core.catalogue import known
from tanshi.core.finding import problem
from tanshi.core.money import yuan
from tanshi.exchange.one_way.book_file import demand_of, read_book
from tanshi.exchange.one_way.tables import AuctionRow, BidderRow

_COLUMNS = ("auction", "day", "holder", "side", "instrument", "quantity_t", "mode", "state", "sold_t", "value_fen")


def show_auctions(db: str, number: int, as_json: bool) -> None:
    """Print all auctions, whatever became of them, or one (`number` 0: all). Raises `Problem`: there is no such one."""
    market = open_market(db, write=False)
    try:
        with market.view() as view:
            rows = ViewRows(view)
            found = [row for row in rows.where(AuctionRow) if number in (0, row.number)]
            bidders = rows.where(BidderRow, auction=number)
        if number and not found:
            raise problem("auction.not_there", where=str(number), number=number)
        bids = read_book(market.evidence.read(found[0].book_sha256)) if number and found[0].book_sha256 else []
    finally:
        market.close()
    if as_json:
        document: dict[str, object] = {"auctions": [asdict(row) for row in found]}
        if number:
            document |= {"bidders": [asdict(b) for b in bidders], "bids": [b._asdict() for b in bids]}
            document |= {"demand": [{"price_fen": price, "quantity_t": total} for price, total in demand_of(bids)]}
        show.json_document(document)
        return
    heads = [show.word(f"list_column.{name}") for name in _COLUMNS]
    show.table(show.word("list.auctions"), heads, [_shown(row) for row in found], left=5)
    if bids:
        ranked = [(str(n), yuan(b.price_fen), f"{b.quantity_t:,}", f"{b.filled_t:,}") for n, b in enumerate(bids, 1)]
        names = ("auction.rank", "auction.price", "list_column.quantity_t", "list_column.sold_t")
        show.table(show.word("auction.bids"), [show.word(name) for name in names], ranked, left=1)


def _shown(row: AuctionRow) -> tuple[str, ...]:
    return (
        str(row.number), row.day, row.holder, _word("side", row.side), row.instrument, f"{row.quantity_t:,}",
        _word("mode", row.mode), _word("state", row.state), f"{row.sold_t:,}", yuan(row.value_fen),
    )  # fmt: skip


def _word(column: str, code: str) -> str:
    name = f"list_value.{column}.{code}"
    return show.word(name) if known(name) else code
