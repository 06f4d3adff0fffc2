"""What charges the trades of a settled session: requests in chunks, the same however often they are made."""

from __future__ import annotations

from tanshi.application.access import ViewRows
from tanshi.journal.engine import Reads
from tanshi.registry.fees import trade_rates
from tanshi.registry.trade_fees import ChargeTrades
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

KIND = "registry.charge_trades"

#: Trades of one command.
_CHUNK = 200


def charges(view: Reads, law: Law, day: str) -> list[tuple[str, ChargeTrades]]:
    """Return the commands that charge a closed session's trades, by id; none where no fee is charged at settlement."""
    rows = ViewRows(view)
    if not trade_rates(LawBook(law).on(rows, day), day):
        return []
    found = view.fetch("SELECT trades FROM exchange_session WHERE day = ? AND state = 'closed'", [day])
    trades = int(found[0][0]) if found else 0
    firsts = range(1, trades + 1, _CHUNK)
    return [(f"fees/{day}/{first}", ChargeTrades(day, first, min(first + _CHUNK - 1, trades))) for first in firsts]
