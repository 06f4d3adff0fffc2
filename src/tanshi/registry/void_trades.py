"""Trades the exchange decided void before they were settled (错误交易撤销): left out under their own number.

Numbers of a session stay without gap: the number passes, nothing is delivered or paid, and the words of the exchange's
decision stand beside it. Whether a trade is void is the exchange's to say; the reconciliation compares both books.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.registry.tables import BookRow


@dataclass(frozen=True, slots=True)
class TradeLeftOut(Fact):
    """A trade of a session was not delivered, since the exchange decided that it is void; `decision` names the fact."""

    type: ClassVar[str] = "registry.trade_left_out/1"
    session: str
    number: int
    method: str
    instrument: str
    seller: str
    buyer: str
    price_fen: int
    quantity_t: int
    decision: str


@table("registry_void_trade", key=["session", "number"], immutable=True, checks=["number > 0", "decision <> ''"])
@dataclass(slots=True)
class VoidTradeRow(Row):
    """A trade that was left out of the settlement, and the exchange's decision that it is void."""

    session: str
    number: int
    method: str
    instrument: str
    seller: str
    buyer: str
    price_fen: int
    quantity_t: int
    decision: str


TABLES: tuple[type[Row], ...] = (VoidTradeRow,)


def _left_out(fact: TradeLeftOut, at: At, rows: Rows) -> None:
    rows.edit(BookRow, 1).settled = fact.number
    rows.put(
        VoidTradeRow(
            fact.session, fact.number, fact.method, fact.instrument, fact.seller, fact.buyer, fact.price_fen,
            fact.quantity_t, fact.decision,
        )
    )  # fmt: skip


FACTS = (FactType(TradeLeftOut, _left_out),)
