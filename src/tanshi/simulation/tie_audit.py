"""The auditor's opinion on holdings that stand still or go for good: freezes, pledges, cancellation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanshi.simulation.audit_part import AuditPart

_FREEZE = {"holder": str, "number": int}
_PLEDGE = {"pledgee": str, "holder": str, "number": int}

#: Fields of what is asked.
FIELDS: Mapping[str, dict[str, type]] = {
    "registry.freeze": {
        "holder": str, "place": str, "instrument": str, "amount_t": int, "organ": str, "paper": str, "until_day": str,
    },
    "registry.fill_freeze": _FREEZE,
    "registry.release_freeze": {**_FREEZE, "amount_t": int, "paper": str},
    "registry.deduct": {**_FREEZE, "amount_t": int, "taker": str, "paper": str},
    "registry.offer_pledge": {"holder": str, "pledgee": str, "instrument": str, "amount_t": int, "contract": str},
    "registry.withdraw_pledge": _FREEZE,
    "registry.accept_pledge": _PLEDGE,
    "registry.ask_pledge_release": {**_FREEZE, "reason": str},
    "registry.release_pledge": _PLEDGE,
    "registry.enforce_pledge": {**_FREEZE, "amount_t": int, "taker": str, "ground": str, "paper": str},
    "registry.cancel": {"holder": str, "instrument": str, "amount_t": int, "reason": str, "beneficiary": str},
    "registry.renew_freeze": {**_FREEZE, "paper": str, "until_day": str},
    "registry.end_freeze": _FREEZE,
    "registry.surrender_for": {
        "holder": str, "entity": str, "instrument": str, "amount_t": int, "period": str, "consent": str,
    },
}  # fmt: skip
OF_REGISTRY = {
    "registry.freeze", "registry.fill_freeze", "registry.release_freeze", "registry.deduct", "registry.enforce_pledge",
    "registry.renew_freeze", "registry.end_freeze",
}  # fmt: skip
OF_ENTITIES = set(FIELDS) - OF_REGISTRY
CONFIRMED = {
    *OF_REGISTRY,
    "registry.offer_pledge",
    "registry.release_pledge",
    "registry.cancel",
    "registry.surrender_for",
}


class TieAudit(AuditPart):
    """A mixin of the auditor: what the books must say of freezes, pledges and cancellations.

    A freeze is a list: account, instrument, ordered, frozen. A pledge: creditor, instrument, what is left, state.
    """

    def begin_ties(self) -> None:
        """Nothing is frozen or pledged yet."""
        self.freezes: dict[tuple[str, int], tuple[str, str, int, int]] = {}
        self.until: dict[tuple[str, int], str] = {}  # where it was renewed
        self.pledges: dict[tuple[str, int], tuple[str, str, int, str]] = {}

    def _give(self, debit: str, credit: str, instrument: str, amount: int) -> None:
        """Move to an account that is opened on need."""
        before = set(self.accounts)
        self.accounts.add(credit)
        try:
            self.move(debit, credit, instrument, amount)
        except Exception:
            self.accounts.clear()
            self.accounts |= before
            raise

    # freezes

    def _registry_freeze(self, item: Mapping[str, Any]) -> None:
        self.is_unit(item["instrument"])
        if item["place"] not in ("registration", "trading"):
            self.refuse("registry.unknown_place")
        if not item["paper"]:
            self.refuse("registry.no_freeze_paper")
        holder, account, instrument = item["holder"], f"{item['holder']}/{item['place']}", item["instrument"]
        if account not in self.accounts:
            self.refuse("registry.account_not_found")
        if item["amount_t"] <= 0:
            self.refuse("registry.amount_not_positive")
        waits = sum(f[2] - f[3] for k, f in self.freezes.items() if k[0] == holder and f[:2] == (account, instrument))
        away = self.is_open and item["place"] == "trading"
        now = 0 if away else min(item["amount_t"], max(0, self.balances.get((account, instrument), 0) - waits))
        number = 1 + sum(of == holder for of, _ in self.freezes)
        self.freezes[holder, number] = (account, instrument, item["amount_t"], now)
        if now:
            self._give(account, f"{holder}/frozen", instrument, now)

    def _freeze_of(self, item: Mapping[str, Any]) -> tuple[str, str, int, int]:
        found = self.freezes.get((item["holder"], item["number"]))
        if found is None or not found[2]:
            self.refuse("registry.freeze_not_found")
        return found

    def _registry_renew_freeze(self, item: Mapping[str, Any]) -> None:
        self._freeze_of(item)
        key, until = (item["holder"], item["number"]), item["until_day"]
        if not item["paper"].strip():
            self.refuse("registry.no_freeze_paper")
        if until == "soon":
            self.refuse("registry.bad_until")
        if until <= self.until.get(key, "2199-12-31"):
            self.refuse("registry.freeze_not_later")
        self.until[key] = until

    def _registry_end_freeze(self, item: Mapping[str, Any]) -> None:
        """Refuse it: the last day of every freeze of the workload is far away."""
        self._freeze_of(item)
        self.refuse("registry.freeze_stands")

    def _registry_surrender_for(self, item: Mapping[str, Any]) -> None:
        holder, entity = item["holder"], item["entity"]
        self.is_unit(item["instrument"])
        self.by_holder(holder, "surrender")
        if entity not in self.entities:
            self.refuse("registry.entity_unknown")
        if entity == holder:
            self.refuse("registry.same_party")
        if not item["consent"]:
            self.refuse("registry.no_consent")
        self.move(f"{holder}/registration", "system/surrendered", item["instrument"], item["amount_t"])
        self.surrendered(item)

    def _away(self, account: str) -> bool:
        return self.is_open and account.endswith("/trading")

    def _registry_fill_freeze(self, item: Mapping[str, Any]) -> None:
        holder, number = item["holder"], item["number"]
        account, instrument, ordered, frozen = self._freeze_of(item)
        if ordered == frozen:
            self.refuse("registry.nothing_waits")
        if self._away(account):
            self.refuse("registry.positions_with_exchange")
        if any(n < number for n in self._waiting(holder, account, instrument)):
            self.refuse("registry.others_before")
        now = min(ordered - frozen, self.balances.get((account, instrument), 0))
        if not now:
            self.refuse("registry.nothing_to_freeze")
        self.freezes[holder, number] = (account, instrument, ordered, frozen + now)
        self._give(account, f"{holder}/frozen", instrument, now)

    def _registry_release_freeze(self, item: Mapping[str, Any]) -> None:
        holder, number, amount = item["holder"], item["number"], item["amount_t"]
        account, instrument, ordered, frozen = self._freeze_of(item)
        if amount <= 0:
            self.refuse("registry.amount_not_positive")
        if amount > ordered:
            self.refuse("registry.exceeds_freeze")
        if frozen and self._away(account):
            self.refuse("registry.positions_with_exchange")
        left = frozen - min(frozen, ordered - amount)
        self.freezes[holder, number] = (account, instrument, ordered - amount, frozen - left)
        for n in self._waiting(holder, account, instrument):
            if n != number:
                of, what, asked, has = self.freezes[holder, n]
                now = min(left, asked - has)
                self.freezes[holder, n] = (of, what, asked, has + now)
                left -= now
        if left:
            self.move(f"{holder}/frozen", account, instrument, left)

    def _waiting(self, holder: str, account: str, instrument: str) -> list[int]:
        return sorted(
            n for (of, n), f in self.freezes.items() if of == holder and f[:2] == (account, instrument) and f[2] > f[3]
        )

    def _registry_deduct(self, item: Mapping[str, Any]) -> None:
        holder, amount, taker = item["holder"], item["amount_t"], item["taker"]
        account, instrument, ordered, frozen = self._freeze_of(item)
        if amount <= 0:
            self.refuse("registry.amount_not_positive")
        if amount > frozen:
            self.refuse("registry.exceeds_freeze")
        if taker == holder:
            self.refuse("registry.same_party")
        if taker:
            self.not_stopped(taker, "receive")
            self.move(f"{holder}/frozen", f"{taker}/registration", instrument, amount)
        else:
            self._give(f"{holder}/frozen", "system/enforcement", instrument, amount)
        self.freezes[holder, item["number"]] = (account, instrument, ordered - amount, frozen - amount)

    # pledges and cancellation

    def _registry_offer_pledge(self, item: Mapping[str, Any]) -> None:
        holder, pledgee = item["holder"], item["pledgee"]
        self.is_unit(item["instrument"])
        self.by_holder(holder, "pledge")
        if pledgee == holder:
            self.refuse("registry.same_party")
        if f"{pledgee}/registration" not in self.accounts:
            self.refuse("registry.pledgee_not_found")
        self._may_give(holder, item["instrument"], item["amount_t"])
        number = 1 + sum(of == holder for of, _ in self.pledges)
        self.pledges[holder, number] = (pledgee, item["instrument"], item["amount_t"], "offered")

    def _may_give(self, holder: str, instrument: str, amount: int) -> None:
        account = f"{holder}/registration"
        if account not in self.accounts:
            if amount <= 0:
                self.refuse("registry.amount_not_positive")
            self.refuse("registry.account_not_found")
        self.may_move(account, "system/surrendered", instrument, amount)

    def _to(self, item: Mapping[str, Any], before: str, after: str) -> tuple[str, int]:
        """Return instrument and amount of a pledge that goes from one state to another."""
        key = item["holder"], item["number"]
        pledgee, instrument, amount, state = self.pledges.get(key, ("", "", 0, ""))
        if not pledgee or item.get("pledgee", pledgee) != pledgee:
            self.refuse("registry.pledge_not_found")
        if state != before:
            self.refuse("registry.pledge_other_state")
        if after == "standing":
            self.not_stopped(item["holder"], "pledge")
            self._may_give(item["holder"], instrument, amount)
        self.pledges[key] = (pledgee, instrument, amount, after)
        return instrument, amount

    def _registry_withdraw_pledge(self, item: Mapping[str, Any]) -> None:
        self.by_holder(item["holder"], "consent")
        self._to(item, "offered", "withdrawn")

    def _registry_accept_pledge(self, item: Mapping[str, Any]) -> None:
        holder = item["holder"]
        self.by_holder(item["pledgee"], "consent")
        self._give(f"{holder}/registration", f"{holder}/pledged", *self._to(item, "offered", "standing"))

    def _registry_ask_pledge_release(self, item: Mapping[str, Any]) -> None:
        self.by_holder(item["holder"], "consent")
        self._to(item, "standing", "asked")

    def _registry_release_pledge(self, item: Mapping[str, Any]) -> None:
        holder = item["holder"]
        self.by_holder(item["pledgee"], "consent")
        self.move(f"{holder}/pledged", f"{holder}/registration", *self._to(item, "asked", "released"))

    def _registry_enforce_pledge(self, item: Mapping[str, Any]) -> None:
        if item["ground"] not in ("agreement", "court"):
            self.refuse("registry.unknown_enforcement_ground")
        if not item["paper"].strip():
            self.refuse("registry.no_enforcement_paper")
        holder, amount, taker = item["holder"], item["amount_t"], item["taker"]
        key = holder, item["number"]
        pledgee, instrument, left, state = self.pledges.get(key, ("", "", 0, ""))
        if not pledgee:
            self.refuse("registry.pledge_not_found")
        if state not in ("standing", "asked"):
            self.refuse("registry.pledge_other_state")
        if amount <= 0:
            self.refuse("registry.amount_not_positive")
        if amount > left:
            self.refuse("registry.exceeds_pledge")
        if taker == holder:
            self.refuse("registry.same_party")
        self.not_stopped(taker, "receive")
        self.move(f"{holder}/pledged", f"{taker}/registration", instrument, amount)
        self.pledges[key] = (pledgee, instrument, left - amount, state if left > amount else "enforced")

    def _registry_cancel(self, item: Mapping[str, Any]) -> None:
        holder = item["holder"]
        self.is_unit(item["instrument"])
        self.by_holder(holder, "cancel")
        if not item["reason"]:
            self.refuse("registry.no_reason")
        self._may_give(holder, item["instrument"], item["amount_t"])
        self._give(f"{holder}/registration", "system/cancelled", item["instrument"], item["amount_t"])
        self.cancelled(item)
