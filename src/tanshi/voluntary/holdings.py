"""What holders have, by place."""

from __future__ import annotations

from tanshi.journal.rows import Rows
from tanshi.voluntary.unit_tables import HoldingRow

FREE = "free"


def give(rows: Rows, holder: str, instrument: str, place: str, amount_t: int) -> None:
    """Change what a holder has at a place."""
    key = (holder, instrument, place)
    if rows.get(HoldingRow, key) is None:
        rows.put(HoldingRow(*key, 0))
    rows.edit(HoldingRow, key).amount_t += amount_t
