"""Attempts at what one person alone cannot do: who tried what on whose account, and why it was not done.

A refused command leaves no fact. So that an owner and the registry see that somebody tried, each refusal is counted by
day, login, kind, holder and outcome; a flood makes a number grow and no table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tanshi.application.identity.caller import Caller
from tanshi.application.identity.gate import Gate, printable
from tanshi.core.clock import legal_day_of
from tanshi.journal.engine import Reads
from tanshi.journal.table import Row, table

#: Rows of a page.
SHOWN = 50

_TEXT = 96


@table(
    "platform_attempt",
    key=["day", "login", "actor", "kind", "holder", "outcome"],
    hashed=False,
    checks=["count > 0"],
    indexes=[["holder", "last_at"], ["organisation", "last_at"]],
)
@dataclass(slots=True)
class AttemptRow(Row):
    """What was tried and refused: how often on a day, first and last, from where."""

    day: str
    login: str
    actor: str
    kind: str
    holder: str  # whose units or money it was about; "" if that cannot be told
    outcome: str
    organisation: str
    how: str  # session, key, oidc
    address: str
    first_at: str
    last_at: str
    count: int


TABLES: tuple[type[Row], ...] = (AttemptRow,)

_SPEC = AttemptRow.__table__

_NOTE = (
    _SPEC.insert_sql + " ON CONFLICT (day, login, actor, kind, holder, outcome) DO UPDATE SET"
    " last_at = excluded.last_at, address = excluded.address, how = excluded.how, count = platform_attempt.count + 1"
)


def note(gate: Gate, caller: Caller, organisation: str, kind: str, holder: str, outcome: str) -> None:
    """Count an attempt that was refused; a process that only reads notes nothing."""
    if not gate.engine.writes:
        return
    now = gate.now()
    row = AttemptRow(
        legal_day_of(now), caller.login, caller.actor, printable(kind)[:_TEXT], printable(holder)[:_TEXT], outcome,
        organisation, caller.how, caller.address, now, now, 1,
    )  # fmt: skip
    with gate.engine.aside() as writes:
        writes.execute(_NOTE, list(_SPEC.values(row)))


def on_holders(view: Reads, holders: Sequence[str], organisation: str) -> list[AttemptRow]:
    """Return the last attempts on the accounts of holders, and those of a body's own people."""
    marks = ", ".join("?" * len(holders))
    where = f"organisation = ? OR holder IN ({marks})" if holders else "organisation = ?"
    sql = _SPEC.select_sql(where, [f"last_at DESC LIMIT {SHOWN}"])
    return [AttemptRow(*row) for row in view.fetch(sql, [organisation, *holders])]


def last(view: Reads) -> list[AttemptRow]:
    """Return the last attempts of all, as the registry watches them."""
    return [AttemptRow(*row) for row in view.fetch(_SPEC.select_sql("", [f"last_at DESC LIMIT {SHOWN}"]))]


def holder_of(items: Any) -> str:
    """Return whose units or money items are about, as far as they say so."""
    item = items[0] if isinstance(items, list) and items else None
    if not isinstance(item, dict):
        return ""
    said = item.get("holder") or item.get("entity") or item.get("seller")
    order = item.get("transfer")
    found = said if isinstance(said, str) else order.partition("/")[0] if isinstance(order, str) else ""
    return found.replace("\0", "")
