"""What the workload asks about fees: invoices issued, paid, credited; where no fee is set, none is charged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanshi.simulation.chance import Chance

#: How often each kind is asked, by weight.
WEIGHTS: Mapping[str, int] = {
    "registry.issue_invoice": 2,
    "registry.pay_invoice": 2,
    "registry.credit_invoice": 2,
}

#: All of them need a second person; who pays is the holder.
CONFIRMED = tuple(WEIGHTS)
OUT_OF_SESSION = frozenset({"registry.pay_invoice", "registry.credit_invoice"})

#: Days with which a range begins and ends; the last ones may not be over yet.
_FIRST = ("2023-01-01", "2023-05-05", "2023-06-10", "someday")
_LAST = ("2023-05-04", "2023-06-02", "2023-06-04", "2199-12-31")


class InvoiceWork:
    """Draws these requests; what it knows of invoices is a rough guess."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._counts: dict[str, int] = {}
        self._issued: list[str] = []

    def noticed(self, kind: str, item: Mapping[str, Any]) -> None:
        """Remember what was carried out."""
        if kind == "registry.issue_invoice":
            holder = item["holder"]
            self._counts[holder] = self._counts.get(holder, 0) + 1
            self._issued = [*self._issued[-7:], f"{holder}/I{self._counts[holder]}"]

    def item(self, kind: str, holder: str) -> dict[str, Any]:
        """Return a request of a kind."""
        chance = self._chance
        if kind == "registry.issue_invoice":
            first = _FIRST[max(0, chance.below(8) - 4)]
            return {"holder": holder, "from_day": first, "until_day": _LAST[chance.below(4)]}
        invoice = self.invoice(holder)
        if kind == "registry.pay_invoice":
            return {"invoice": invoice}
        assert kind == "registry.credit_invoice", kind
        amount = 20_000 if chance.happens(300) else chance.between(-1, 20_001)
        return {"invoice": invoice, "amount_fen": amount, "reason": "why" if chance.happens(950) else " "}

    def invoice(self, holder: str) -> str:
        """Return one of the last invoices, now and then none."""
        if not self._issued or self._chance.happens(60):
            return f"{holder}/I{self._chance.between(1, 9)}"
        return self._issued[self._chance.below(len(self._issued))]
