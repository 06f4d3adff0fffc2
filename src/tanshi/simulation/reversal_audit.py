"""The auditor's opinion on movements of before: surrenders taken back, cancellations certified, what is held given.

The plain model numbers transfers as the books do: one for each movement, in their order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanshi.simulation.audit_part import AuditPart

#: Fields of what is asked.
FIELDS: Mapping[str, dict[str, type]] = {
    "registry.reverse_surrender": {"holder": str, "transfer": int, "amount_t": int, "reason": str},
    "registry.certify_cancellation": {"holder": str, "transfer": int, "salt": str},
    "registry.release_held": {"holder": str, "entity": str, "instrument": str, "amount_t": int, "paper": str},
}
CONFIRMED = {"registry.reverse_surrender", "registry.release_held"}
OF_PROVINCES = {"registry.release_held"}
OF_ENTITIES = OF_REGISTRY = set(FIELDS) - OF_PROVINCES

#: Entities of the province that holds for its own; the period that is surrendered for.
_AREA, _PERIOD = "37", "2022"


class ReversalAudit(AuditPart):
    """A mixin of the auditor: what the books must say of what refers to a movement of before."""

    def begin_reversals(self) -> None:
        """Nothing moved yet."""
        self.surrenders: dict[int, tuple[str, int, str]] = {}  # holder, tonnes that are left, instrument
        self.periods: dict[int, str] = {}
        self.taken_back: dict[int, int] = {}
        self.cancellations: dict[int, str] = {}
        self.certified: set[int] = set()

    def surrendered(self, item: Mapping[str, Any]) -> None:
        """Remember the surrender that was just moved."""
        self.surrenders[self.transfers] = (item["holder"], item["amount_t"], item["instrument"])
        self.periods[self.transfers] = item["period"]

    def cancelled(self, item: Mapping[str, Any]) -> None:
        """Remember the cancellation that was just moved."""
        self.cancellations[self.transfers] = item["holder"]

    def _may_ask(self, holder: str, deed: str) -> None:
        if self.actors[self.actor][0] == holder:
            self.by_holder(holder, deed)

    def _registry_reverse_surrender(self, item: Mapping[str, Any]) -> None:
        holder, number, amount = item["holder"], item["transfer"], item["amount_t"]
        self._may_ask(holder, "reversal")
        self.not_stopped(holder, "reversal")
        of, left, instrument = self.surrenders.get(number, ("", 0, ""))
        if of != holder:
            self.refuse("registry.surrender_not_found")
        if not item["reason"].strip():
            self.refuse("registry.no_reversal_reason")
        if self.periods[number] != _PERIOD:
            self.refuse("registry.period_unknown")
        if self.answered == "registry.after_deadline":  # the clock's
            self.refuse(self.answered)
        if amount <= 0:
            self.refuse("registry.amount_not_positive")
        if amount > left:
            self.refuse("registry.exceeds_surrender")
        self.move("system/surrendered", f"{holder}/registration", instrument, amount)
        self.surrenders[number] = (holder, left - amount, instrument)
        self.taken_back[number] = self.taken_back.get(number, 0) + amount

    def _registry_certify_cancellation(self, item: Mapping[str, Any]) -> None:
        self._may_ask(item["holder"], "certify")
        if self.cancellations.get(item["transfer"]) != item["holder"]:
            self.refuse("registry.cancellation_not_found")
        if item["transfer"] in self.certified:
            self.refuse("registry.already_certified")
        if len(item["salt"]) != 32:
            self.refuse("registry.bad_certificate_salt")
        self.certified.add(item["transfer"])

    def _registry_release_held(self, item: Mapping[str, Any]) -> None:
        holder, entity = item["holder"], item["entity"]
        self.is_unit(item["instrument"])
        if entity not in self.entities:
            self.refuse("registry.entity_unknown")
        if self.areas[entity] != _AREA:
            self.refuse("registry.not_of_province")
        if not item["paper"].strip():
            self.refuse("registry.no_consent")
        self.not_stopped(entity, "receive")
        self.move(f"{holder}/registration", f"{entity}/registration", item["instrument"], item["amount_t"])

    def rows_of_reversals(self) -> dict[str, set[tuple[Any, ...]]]:
        """Return by query what the books must answer."""
        return {
            "SELECT coalesce(max(number), 0) FROM registry_transfer": {(self.transfers,)},
            "SELECT transfer, reversed_t FROM registry_reversal": set(self.taken_back.items()),
            "SELECT transfer, holder FROM registry_cancellation": set(self.cancellations.items()),
            "SELECT transfer FROM registry_certificate": {(number,) for number in self.certified},
        }
