"""What firms hold on a day that may be surrendered for a period, and what others surrendered for them.

These are the registry's books; an authority that is apart from it has none of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tanshi.journal.engine import Reads, Snapshot
from tanshi.registry.reversal import PROVINCE


@dataclass(frozen=True, slots=True)
class Helped:
    """What others surrendered for a firm's period, in tonnes: other firms, and its province (差异化发放)."""

    firms_t: int = 0
    province_t: int = 0


def held_t(view: Snapshot, vintages: Sequence[str], day: str, entity: str = "") -> Mapping[str, int]:
    """Return what holders have on their accounts at the end of a day of some vintages, in tonnes; `entity`: of one.

    What is frozen, pledged or on a trading account is counted.
    """
    if not vintages:
        return {}
    marks = ", ".join("?" * len(vintages))
    one, asked = (" AND a.holder = ?", [entity]) if entity else ("", [])
    if view.head().recorded_at[:10] < day:  # UTC: up to this day nothing can have been recorded since
        rows = view.fetch(
            "SELECT a.holder, SUM(h.amount) FROM registry_holding AS h JOIN registry_account AS a ON a.id = h.account"
            f" WHERE a.kind <> 'system' AND h.instrument IN ({marks}){one} GROUP BY a.holder",
            [*vintages, *asked],
        )
        return {holder: int(tonnes) for holder, tonnes in rows}
    found: dict[str, int] = {}
    for side, sign in (("credit", 1), ("debit", -1)):
        rows = view.fetch(
            f"SELECT a.holder, SUM(t.amount) FROM registry_transfer AS t JOIN registry_account AS a ON a.id = t.{side}"
            f" WHERE a.kind <> 'system' AND t.day <= ? AND t.instrument IN ({marks}){one} GROUP BY a.holder",
            [day, *vintages, *asked],
        )
        for holder, tonnes in rows:
            found[holder] = found.get(holder, 0) + sign * int(tonnes)
    return found


def has_registry(view: Reads) -> bool:
    """Tell whether these books have the registry's accounts."""
    return bool(view.fetch("SELECT 1 FROM registry_account WHERE kind <> 'system' LIMIT 1"))


def helped(view: Reads, period: str, day: str, entity: str = "") -> Mapping[str, Helped]:
    """Return what others surrendered for firms up to a day, less what was taken back."""
    one, asked = (" AND f.entity = ?", [entity]) if entity else ("", [])
    rows = view.fetch(
        "SELECT f.entity, a.holder, t.amount, coalesce(r.reversed_t, 0), coalesce(r.last_on, '')"
        " FROM registry_surrender_for AS f JOIN registry_transfer AS t ON t.number = f.transfer"
        " JOIN registry_account AS a ON a.id = t.debit LEFT JOIN registry_reversal AS r ON r.transfer = f.transfer"
        f" WHERE t.reference = ? AND t.day <= ?{one}",
        [period, day, *asked],
    )
    found: dict[str, list[int]] = {}
    for firm, holder, amount, back, back_on in rows:
        tonnes = int(amount) - (int(back) if back_on and back_on <= day else 0)
        found.setdefault(firm, [0, 0])[holder.startswith(PROVINCE)] += tonnes
    return {firm: Helped(*sums) for firm, sums in found.items()}
