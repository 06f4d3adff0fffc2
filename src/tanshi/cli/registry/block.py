"""`tanshi registry block`: the way of one tonne."""

from __future__ import annotations

from dataclasses import asdict

from tanshi.application.market import open_market
from tanshi.cli import show
from tanshi.cli.registry.history import kind_words
from tanshi.core.finding import problem
from tanshi.registry.events import SURRENDERED
from tanshi.registry.serials import Range, Ways, block_of, read_serial, serial


def run_block(db: str, text: str, as_json: bool) -> int:
    """Print the block a serial number is in and the way of its tonne; return the exit code."""
    named = read_serial(text)
    if named is None:
        raise problem("registry_cli.no_serial", where=text, serial=text)
    instrument, number = named
    market = open_market(db, write=False)
    try:
        with market.view() as view:
            block = block_of(view, instrument, number)
            if block is None:
                raise problem("registry_cli.not_issued", where=text, serial=serial(instrument, number))
            (piece,) = Ways(view, instrument, SURRENDERED).forward(Range(instrument, number, number))
    finally:
        market.close()
    whole = Range(instrument, block.first, block.last)
    if as_json:
        show.json_document(
            {
                "serial": serial(instrument, number), "instrument": instrument,
                "block": {"first": serial(instrument, block.first), "last": serial(instrument, block.last),
                          "amount_t": whole.amount_t, "account": block.account, "ground": block.ground,
                          "position": block.position},
                "account": piece.account, "way": [asdict(moved) for moved in piece.way],
            }
        )  # fmt: skip
        return 0
    heads = [show.word(f"registry_cli.{name}") for name in ("day", "kind", "from", "to", "reference", "amount")]
    rows = [(m.day, kind_words(m.kind), m.debit, m.credit, m.reference, f"{m.amount_t:,}") for m in piece.way]
    title = show.word("registry_cli.block", serial=serial(instrument, number), block=str(whole), account=piece.account)
    show.table(title, heads, rows, left=5)
    return 0
