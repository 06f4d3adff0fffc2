"""The auditor's opinion on fees: invoices issued, paid, credited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanshi.simulation.audit_part import AuditPart

_CASH = "CNY"

#: Fields of what is asked.
FIELDS: Mapping[str, dict[str, type]] = {
    "registry.issue_invoice": {"holder": str, "from_day": str, "until_day": str},
    "registry.pay_invoice": {"invoice": str},
    "registry.credit_invoice": {"invoice": str, "amount_fen": int, "reason": str},
}
CONFIRMED = set(FIELDS)
OF_ENTITIES = {"registry.pay_invoice"}
OF_REGISTRY = set(FIELDS) - OF_ENTITIES


class InvoiceAudit(AuditPart):
    """A mixin of the auditor: what the books must say of invoices.

    An invoice: holder, its last day, amount, what was paid, what was credited, in fen.
    """

    def begin_invoices(self) -> None:
        """Nothing was charged, and there is no fee."""
        self.invoices: dict[str, tuple[str, str, int, int, int]] = {}
        self.opening_fee_fen = 0

    def has_open_invoice(self, holder: str) -> bool:
        """Tell whether something is to be paid."""
        return any(
            of == holder and credited + paid < amount for of, _, amount, paid, credited in self.invoices.values()
        )

    def _registry_issue_invoice(self, item: Mapping[str, Any]) -> None:
        """Issue it: the clock knows whether its days are over, and whether the account was opened on one of them."""
        holder, first, last = item["holder"], item["from_day"], item["until_day"]
        if f"{holder}/registration" not in self.accounts:
            self.refuse("registry.invoice_no_holder")
        if first == "someday" or last < first or self.answered == "registry.invoice_bad_days":
            self.refuse("registry.invoice_bad_days")
        for of, until, amount, _, credited in self.invoices.values():
            if of == holder and credited < amount and until >= first:
                self.refuse("registry.invoice_overlaps")
        if not self.opening_fee_fen or self.answered == "registry.invoice_nothing":
            self.refuse("registry.invoice_nothing")
        number = 1 + sum(of == holder for of, *_ in self.invoices.values())
        self.invoices[f"{holder}/I{number}"] = (holder, last, self.opening_fee_fen, 0, 0)

    def _registry_pay_invoice(self, item: Mapping[str, Any]) -> None:
        holder, _, amount, paid, credited = self.invoices.get(item["invoice"], ("", "", 0, 0, 0))
        left = amount - paid - credited
        if not left:
            self.refuse("registry.invoice_not_open")
        self.free()
        self.by_holder(holder, "pay")
        self.may_move(f"{holder}/trading", "system/bank", _CASH, left)
        self.pay(item["invoice"], left)

    def pay(self, invoice: str, fen: int) -> None:
        """Pay so much of an invoice, out of the clients' money into the operator's own."""
        holder, until, amount, paid, credited = self.invoices[invoice]
        self._cross(f"{holder}/trading", "system/bank", "system/bank/own", "system/fees", fen)
        self.invoices[invoice] = (holder, until, amount, paid + fen, credited)

    def _registry_credit_invoice(self, item: Mapping[str, Any]) -> None:
        if item["invoice"] not in self.invoices:
            self.refuse("registry.invoice_not_found")
        holder, until, amount, paid, credited = self.invoices[item["invoice"]]
        self.free()
        less = item["amount_fen"]
        if less <= 0:
            self.refuse("registry.amount_not_positive")
        if less > amount - credited:
            self.refuse("registry.credit_above_invoice")
        if not item["reason"].strip():
            self.refuse("registry.credit_no_reason")
        if back := max(0, less - (amount - paid - credited)):
            if holder in self.closed:
                self.refuse("registry.holder_closed")
            self._cross("system/fees", "system/bank/own", "system/bank", f"{holder}/trading", back)
        self.invoices[item["invoice"]] = (holder, until, amount, paid - back, credited + less)

    def rows_of_invoices(self) -> dict[str, set[tuple[Any, ...]]]:
        """Return by query what the books must answer."""
        return {
            "SELECT id, amount_fen, paid_fen, credited_fen FROM registry_invoice": {
                (name, amount, paid, credited) for name, (_, _, amount, paid, credited) in self.invoices.items()
            },
        }
