"""Which trades of a session are void, and by what: the record itself, or a decision of the exchange in the books."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tanshi.exchange.error_trades import VOID, ErrorTradeDecided
from tanshi.exchange.matching.book import Trade
from tanshi.exchange.segment import Record
from tanshi.journal.engine import Reads


def void_numbers(view: Reads, day: str, record: Record) -> frozenset[int]:
    """Return the numbers of a session's trades that its record or the exchange's books call void."""
    rows = view.fetch("SELECT number FROM exchange_error_trade WHERE session = ? AND state = ?", [day, VOID])
    return record.void | {int(number) for (number,) in rows}


def decisions(view: Reads, day: str, record: Record, sha256: str) -> Mapping[int, str]:
    """Return what makes each void trade of a session void: the fact of the decision, or the record's digest.

    A decision on a trade that is another one in the record voids nothing; the reconciliation shows it.
    """
    decided = _decided(view, day, record)
    found = dict.fromkeys(record.void, f"record/{sha256}")
    if not decided:
        return found
    sql = "SELECT position, body FROM journal_fact WHERE type = ? ORDER BY position"
    for position, body in view.fetch(sql, [ErrorTradeDecided.type]):
        fact = json.loads(bytes(body))["data"]
        if fact["session"] == day and fact["void"] and fact["number"] in decided:
            found[fact["number"]] = f"{ErrorTradeDecided.type}@{position}"
    return found


def _decided(view: Reads, day: str, record: Record) -> set[int]:
    rows = view.fetch(
        "SELECT number, instrument, seller, buyer, price_fen, quantity_t FROM exchange_error_trade"
        " WHERE session = ? AND state = ?",
        [day, VOID],
    )
    decided = {row[0]: tuple(row[1:]) for row in rows}
    return {t.number for t in record.trades if decided.get(t.number) == _said(t)}


def _said(t: Trade) -> tuple[str, str, str, int, int]:
    return t.instrument, t.seller, t.buyer, t.price_fen, t.quantity_t
