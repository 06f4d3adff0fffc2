"""What happened on a holder's accounts, movement by movement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tanshi.journal.engine import Reads
from tanshi.registry.chain import ALL, of_accounts
from tanshi.registry.tables import TransferRow


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
    return movements_of(view, accounts_of(view, holder), instrument)


def accounts_of(view: Reads, holder: str) -> list[str]:
    """Return the accounts of a holder, in order."""
    return [a for (a,) in view.fetch("SELECT id FROM registry_account WHERE holder = ? ORDER BY id", [holder])]


def movements_of(
    view: Reads, accounts: Iterable[str], instrument: str = "", *, after: int = -1, upto: int = ALL
) -> list[Movement]:
    """Return every movement on some accounts behind the position `after` up to `upto`, in order."""
    found = [
        movement(account, transfer)
        for account, transfer in of_accounts(view, accounts, after=after, upto=upto)
        if instrument in ("", transfer.instrument)
    ]
    return sorted(found, key=lambda m: (m.number, m.change))


def movement(account: str, t: TransferRow) -> Movement:
    """Return one side of a transfer."""
    gave = t.debit == account
    other, change, balance = (t.credit, -t.amount, t.debit_after) if gave else (t.debit, t.amount, t.credit_after)
    return Movement(t.number, t.day, t.kind, account, other, t.instrument, change, balance, t.reference, t.position)
