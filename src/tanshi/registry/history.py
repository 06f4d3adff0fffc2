"""What happened on a holder's accounts, movement by movement."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.engine import Reads


@dataclass(frozen=True, slots=True)
class Movement:
    """One side of a transfer: what an account got (above zero) or gave, and what it then had; t, or fen of cash."""

    number: int
    day: str
    kind: str
    account: str
    other: str
    instrument: str
    change: int
    balance: int
    reference: str
    position: int


def movements(view: Reads, holder: str, instrument: str = "") -> list[Movement]:
    """Return every movement on the accounts of a holder, in order; `instrument`: of one only."""
    accounts = [a for (a,) in view.fetch("SELECT id FROM registry_account WHERE holder = ? ORDER BY id", [holder])]
    if not accounts:
        return []
    found = []
    for own, other, sign in (("debit", "credit", "-"), ("credit", "debit", "")):
        sql = f"SELECT number, day, kind, {own}, {other}, instrument, {sign}amount, {own}_after, reference, position"
        sql += f" FROM registry_transfer WHERE {own} IN ({', '.join('?' * len(accounts))})"
        asked = [*accounts]
        if instrument:
            sql, asked = f"{sql} AND instrument = ?", [*asked, instrument]
        found += [Movement(*row) for row in view.fetch(sql, asked)]
    return sorted(found, key=lambda m: (m.number, m.change))
