"""`tanshi registry block`: the way of one tonne."""

from __future__ import annotations

from tanshi.application.market import open_market
from tanshi.application.tonnes import way_of
from tanshi.cli import show
from tanshi.cli.registry.history import kind_words
from tanshi.core.finding import problem
from tanshi.registry.serials import read_serial, serial


def run_block(db: str, text: str, as_json: bool) -> int:
    """Print the block a serial number is in and the way of its tonne; return the exit code."""
    named = read_serial(text)
    if named is None:
        raise problem("registry_cli.no_serial", where=text, serial=text)
    market = open_market(db, write=False)
    try:
        with market.view() as view:
            way = way_of(view, text)
    finally:
        market.close()
    if way is None:
        raise problem("registry_cli.not_issued", where=text, serial=serial(*named))
    if as_json:
        show.json_document(way.as_json())
        return 0
    heads = [show.word(f"registry_cli.{name}") for name in ("day", "kind", "from", "to", "reference", "amount")]
    rows = [(s.day, kind_words(s.kind), s.debit, s.credit, s.reference, f"{s.amount_t:,}") for s in way.steps]
    title = show.word("registry_cli.block", serial=way.serial, block=str(way.whole), account=way.account)
    show.table(title, heads, rows, left=5)
    return 0
