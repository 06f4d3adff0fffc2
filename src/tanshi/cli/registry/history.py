"""`tanshi registry history`: every movement on a holder's accounts."""

from __future__ import annotations

from dataclasses import asdict

from tanshi.application.market import open_market
from tanshi.cli import show
from tanshi.core.catalogue import known
from tanshi.core.finding import problem
from tanshi.registry.history import movements

#: Movements shown on the screen, the newest; --json has all.
_SHOWN = 100


def run_history(db: str, holder: str, instrument: str, as_json: bool) -> int:
    """Print the movements; return the exit code."""
    market = open_market(db, write=False)
    try:
        with market.view() as view:
            if not view.fetch("SELECT 1 FROM registry_account WHERE holder = ? LIMIT 1", [holder]):
                raise problem("registry_cli.no_holder", where=holder, holder=holder)
            found = movements(view, holder, instrument)
            position = view.head().size - 1
    finally:
        market.close()
    if as_json:
        show.json_document({"holder": holder, "position": position, "movements": [asdict(m) for m in found]})
        return 0
    heads = [
        show.word(f"registry_cli.{name}")
        for name in ("day", "kind", "account", "other", "instrument", "change", "balance")
    ]
    rows = [
        (m.day, kind_words(m.kind), m.account, m.other, m.instrument, f"{m.change:+,}", f"{m.balance:,}")
        for m in found[-_SHOWN:]
    ]
    show.table(show.word("registry_cli.history", holder=holder), heads, rows, left=5)
    if len(found) > _SHOWN:
        show.err.print(show.word("registry_cli.earlier", count=len(found) - _SHOWN))
    return 0


def kind_words(kind: str) -> str:
    """Return the kind of a movement in words."""
    code = f"list_value.kind.{kind}"
    return show.word(code) if known(code) else kind
