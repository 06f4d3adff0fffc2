"""What is kept of transfers between holders: the orders with what became of them, and whom a holder trusts."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.table import Row, table

#: States of an order. Its units stand on the holder's pending account until it is cancelled or carried out.
WAITING, FROZEN, HELD_UP, CANCELLED, CARRIED_OUT = "waiting", "frozen", "held_up", "cancelled", "carried_out"

OPEN = (WAITING, FROZEN, HELD_UP)


@table(
    "registry_transfer_order",
    key=["id"],
    checks=[
        "amount_t > 0",
        "holder <> receiver",
        "state IN ('waiting', 'frozen', 'held_up', 'cancelled', 'carried_out')",
    ],
    indexes=[["holder"], ["receiver"], ["state", "due_at"]],
)
@dataclass(slots=True)
class OrderRow(Row):
    """An order of transfer to another holder: who ordered and approved it, when it is due, what became of it."""

    id: str
    holder: str
    receiver: str
    instrument: str
    amount_t: int
    ground: str
    reference: str
    trusted: int  # 1: the receiver was on the trusted list when it was approved
    ordered_by: str  # actor
    approved_by: str  # actor; "" where one person was enough
    ordered_at: str
    due_at: str
    state: str
    reason: str  # of the last change: why it was cancelled or frozen, which outcome holds it up
    changed_by: str  # actor
    changed_at: str


@table("registry_trusted", key=["holder", "receiver"], checks=["holder <> receiver"])
@dataclass(slots=True)
class TrustedRow(Row):
    """An account a holder trusts: from an instant on, until it is removed."""

    holder: str
    receiver: str
    reason: str
    added_by: str  # actor
    approved_by: str  # actor
    from_at: str
    removed_at: str  # "" while it is on the list
    removed_by: str


TABLES: tuple[type[Row], ...] = (OrderRow, TrustedRow)
