"""What the operator's day asks about holdings by law: freezes that are over or can be filled, applications, claims."""

from __future__ import annotations

from tanshi.journal.engine import Reads
from tanshi.registry import carryover, freeze, recovery_tables

_OPEN = "SELECT holder, number FROM {} WHERE state = 'open' AND due {} ? ORDER BY holder, number"
_CARRY_OVERS = _OPEN.format("registry_carry_over", "<=")
_RECOVERIES = _OPEN.format("registry_recovery", "<")


def due_by_law(view: Reads, day: str) -> dict[str, list[str]]:
    """Return what is due on a day, by the code of its check: empty where nothing is."""
    return {
        "freezes_ended": [f"{holder}/{number}" for holder, number in freeze.due(view, day)],
        "freezes_filled": [f"{holder}/{number}" for holder, number in freeze.fillable(view, day)],
        "carry_overs_done": [carryover.reference(*row) for row in view.fetch(_CARRY_OVERS, [day])],
        "recoveries_met": [recovery_tables.reference(*row) for row in view.fetch(_RECOVERIES, [day])],
    }
