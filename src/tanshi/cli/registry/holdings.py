"""`tanshi registry holdings`: what accounts hold, now or as the books stood."""

from __future__ import annotations

from datetime import date
from typing import Any

from tanshi.application.market import open_market
from tanshi.cli import show
from tanshi.core.finding import problem
from tanshi.journal.engine import Reads
from tanshi.registry.asof import holdings_at, position_of_day

#: Lines shown on the screen; --json has all.
_SHOWN = 200


def run_holdings(db: str, holder: str, at: int | None, on: date | None, as_json: bool) -> int:
    """Print the holdings; return the exit code."""
    if at is not None and on is not None:
        raise problem("registry_cli.at_and_on", where="--at, --on")
    market = open_market(db, write=False)
    try:
        with market.view() as view:
            _known(view, holder)
            size = view.head().size
            position = at if at is not None else position_of_day(view, on.isoformat()) if on else size - 1
            if not -1 <= position < size:
                raise problem("registry_cli.no_position", where="--at", position=position, last=size - 1)
            found = holdings_at(view, position, holder)
    finally:
        market.close()
    if as_json:
        rows: list[dict[str, Any]] = [
            {"holder": h.holder, "account": h.account, "kind": h.kind, "instrument": h.instrument, "amount": h.amount}
            for h in found
        ]
        show.json_document({"position": position, "day": on.isoformat() if on else None, "holdings": rows})
        return 0
    heads = [show.word(f"registry_cli.{name}") for name in ("account", "instrument", "amount")]
    lines = [(h.account, h.instrument, f"{h.amount:,}") for h in found[:_SHOWN]]
    show.table(show.word("registry_cli.holdings", position=position), heads, lines, left=2)
    if len(found) > _SHOWN:
        show.err.print(show.word("registry_cli.more", count=len(found) - _SHOWN))
    return 0


def _known(view: Reads, holder: str) -> None:
    if holder and not view.fetch("SELECT 1 FROM registry_account WHERE holder = ? LIMIT 1", [holder]):
        raise problem("registry_cli.no_holder", where=holder, holder=holder)
