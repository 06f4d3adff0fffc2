"""What orders on false units keep an owner from (Order 31, art. 43): applying, and trading."""

from __future__ import annotations

from typing import Protocol

from tanshi.journal.table import Key, R
from tanshi.voluntary.unit_tables import EnforcementRow, OrderRow, ReplacementRow, WithdrawnOrderRow

#: A ban that has no end.
NO_END = "9999-12-31"


class Known(Protocol):
    """Where rows are found."""

    def get(self, kind: type[R], key: Key) -> R | None: ...

    def where(self, kind: type[R], **equals: int | str) -> list[R]: ...


def banned_until(rows: Known, owner: str, day: str) -> str:
    """Return until when an owner may not apply, "" if it may; an order that had to be enforced bans without end."""
    found = ""
    for order in rows.where(OrderRow, owner=owner):
        if rows.get(WithdrawnOrderRow, (order.project, order.number)) is not None:
            continue
        if rows.get(EnforcementRow, (order.project, order.number)) is not None:
            return NO_END
        if order.banned_until >= day:
            found = max(found, order.banned_until)
    return found


def missing_t(rows: Known, order: OrderRow) -> int:
    """Return how much of an order is not cancelled yet; of one that was withdrawn nothing is asked."""
    if rows.get(WithdrawnOrderRow, (order.project, order.number)) is not None:
        return 0
    gone = rows.where(ReplacementRow, project=order.project, order_number=order.number)
    return order.amount_t - sum(row.amount_t for row in gone)


def is_suspended(rows: Known, holder: str) -> bool:
    """Tell whether a holder's units are kept from trading: an order is not fulfilled."""
    return any(missing_t(rows, order) > 0 for order in rows.where(OrderRow, owner=holder))
