"""What the books say should pass through the clients' bank account, by the reference both sides know it by."""

from __future__ import annotations

from tanshi.journal.fact import At
from tanshi.journal.rows import Rows
from tanshi.registry.money_tables import BookingRow

IN, OUT = "in", "out"

#: Whose several holders' bookings of one reference are.
SEVERAL = "*"


def note(rows: Rows, at: At, direction: str, reference: str, holder: str, amount_fen: int) -> None:
    """Add an amount to what is booked under a reference; `holder`: "" where it is nobody's money."""
    row = rows.edit_known(BookingRow, (direction, reference))
    if row is None:
        rows.put(BookingRow(direction, reference, holder, amount_fen, at.day))
        return
    row.amount_fen += amount_fen
    row.holder = holder if row.holder == holder else SEVERAL
