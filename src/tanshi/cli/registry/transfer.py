"""`tanshi registry transfer`: orders of transfer to other holders and trusted accounts, as tables or JSON."""

from __future__ import annotations

from dataclasses import asdict

from tanshi.application.market import open_market
from tanshi.application.practice import process_clock
from tanshi.cli import show
from tanshi.cli.asking import Asking, ask
from tanshi.core.catalogue import known
from tanshi.core.clock import instant
from tanshi.journal.table import read_rows
from tanshi.registry.transfer_tables import HELD_UP, OPEN, WAITING, OrderRow, TrustedRow


def run_orders(db: str, holder: str, every: bool, as_json: bool) -> int:
    """Print orders of transfer, those that are open or all, of or to a holder or of everybody; return the exit code."""
    market = open_market(db, write=False)
    try:
        with market.view() as view:
            found = [o for o in read_rows(view, OrderRow) if every or o.state in OPEN]
    finally:
        market.close()
    found = [o for o in found if holder in ("", o.holder, o.receiver)]
    if as_json:
        show.json_document({"orders": [asdict(o) for o in found]})
        return 0
    heads = [
        show.word(f"registry_cli.{name}")
        for name in ("order", "from", "to", "instrument", "amount", "ground", "due_at", "state")
    ]
    rows = [
        (o.id, o.holder, o.receiver, o.instrument, f"{o.amount_t:,}", _value("ground", o.ground), o.due_at,
         _value("state", o.state))
        for o in sorted(found, key=lambda o: (o.due_at, o.id))
    ]  # fmt: skip
    show.table(show.word("registry_cli.orders"), heads, rows, left=4)
    return 0


def run_trusted(db: str, holder: str, as_json: bool) -> int:
    """Print the accounts that holders trust now or soon; return the exit code."""
    market = open_market(db, write=False)
    try:
        with market.view() as view:
            found = [t for t in read_rows(view, TrustedRow) if not t.removed_at and holder in ("", t.holder)]
    finally:
        market.close()
    if as_json:
        show.json_document({"trusted": [asdict(t) for t in found]})
        return 0
    heads = [show.word(f"registry_cli.{name}") for name in ("from", "to", "trusted_from", "reason")]
    rows = [(t.holder, t.receiver, t.from_at, t.reason) for t in found]
    show.table(show.word("registry_cli.trusted"), heads, rows, left=4)
    return 0


def carry_out_due(where: Asking) -> int:
    """Carry out every order that is due now, one after the other; return 1 if one was refused."""
    now = instant(process_clock().now())
    market = open_market(where.db, write=False)
    try:
        with market.view() as view:
            due = sorted(o.id for o in read_rows(view, OrderRow) if o.state in (WAITING, HELD_UP) and o.due_at <= now)
    finally:
        market.close()
    if not due:
        show.err.print(show.word("registry_cli.none_due"))
    return max((ask(where, "registry.carry_out_transfer", {"transfer": order}) for order in due), default=0)


def _value(column: str, value: str) -> str:
    code = f"list_value.{column}.{value}"
    return show.word(code) if known(code) else value
