"""The log of acts: what was done to logins and by whom, and every attempt to sign in. It holds no secrets.

The login of a failed attempt is noted only if there is such a login: people type passwords into the wrong field.
"""

from __future__ import annotations

from tanshi.application.identity.gate import Gate, printable
from tanshi.application.identity.tables import ActRow
from tanshi.journal.engine import Reads, Writes

_DETAIL = 500


def note(gate: Gate, writes: Writes, kind: str, login: str, done_by: str, address: str = "", detail: str = "") -> None:
    """Note an act in the transaction that does it."""
    now = gate.now()
    row = ActRow(gate.serial(now), now, kind, login, done_by, address, printable(detail)[:_DETAIL])
    writes.insert(ActRow.__table__, [ActRow.__table__.values(row)])


def acts_on(view: Reads, login: str, limit: int = 100, before: str = "~") -> list[ActRow]:
    """Return the newest acts on a login, at most so many, older than the act with id `before`."""
    sql = ActRow.__table__.select_sql("login = ? AND id < ?", ["id DESC LIMIT ?"])
    return [ActRow(*row) for row in view.fetch(sql, [printable(login), printable(before), limit])]
