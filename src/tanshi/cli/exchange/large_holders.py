"""`tanshi exchange large-holders`: who has reached the standard of large holders' reports; found, each once."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tanshi.application.access import ViewRows
from tanshi.application.market import Market, open_market
from tanshi.application.practice import legal_today
from tanshi.cli import show
from tanshi.cli.exchange.sending import sender
from tanshi.core.finding import problem
from tanshi.exchange.large_holders import FindLargeHolder, Large, large_holders
from tanshi.journal.request import plain
from tanshi.rulemaking.law import LawBook

_COLUMNS = (
    "list_column.holder", "list_column.instrument", "list_column.large_holders.held_t",
    "list_column.large_holders.limit_t", "list_column.share", "list_column.large_holders.last",
    "list_column.large_holders.is_due",
)  # fmt: skip
_KIND = "exchange.find_large_holder"


def sweep(db: str, actor: str, as_json: bool) -> int:
    """Print who has reached the standard today; `actor` finds those who are to be found. Return how many are left.

    Raises `Problem`: a finding was refused.
    """
    market, day = open_market(db, write=bool(actor)), legal_today().isoformat()
    try:
        found = _reached(market, day)
        if actor:
            _find(market, actor, day, found)
            found = _reached(market, day)
    finally:
        market.close()
    left = sum(large.is_due for large in found)
    if as_json:
        show.json_document({"day": day, "large_holders": [_plain(large) for large in found], "left": left})
    else:
        heads = [show.word(code) for code in _COLUMNS]
        show.table(show.word("exchange.large_holders_head", day=day), heads, [_shown(large) for large in found], left=2)
    return left


def _reached(market: Market, day: str) -> list[Large]:
    with market.view() as view:
        rows = ViewRows(view)
        return large_holders(LawBook(market.law).on(rows, day), rows, day)


def _find(market: Market, actor: str, day: str, found: list[Large]) -> None:
    """Find each by an id that follows from its report, so a sweep that was broken off goes on."""
    send = sender(market, actor)
    for large in found:
        if large.is_due:
            number = large.last.number + 1 if large.last else 1
            id = f"large/{large.holder}/{large.instrument}/{number}"
            answer = send(id, _KIND, [plain(FindLargeHolder(large.holder, large.instrument))])
            if not answer.done:
                raise problem("exchange.refused", where=id, kind=_KIND, reason=answer.message())


def _plain(large: Large) -> dict[str, Any]:
    return {**asdict(large), "is_due": large.is_due}


def _shown(large: Large) -> tuple[str, ...]:
    last = f"{large.last.number} ({show.word(f'list_value.state.{large.last.state}')})" if large.last else ""
    return (
        large.holder, large.instrument, f"{large.held_t:,}", f"{large.limit_t:,}", large.share, last,
        show.word("list_shown.yes" if large.is_due else "list_shown.no"),
    )  # fmt: skip
