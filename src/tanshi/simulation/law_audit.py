"""The auditor's opinion on holdings by law: carry-over, succession, recovery."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanshi.simulation.audit_part import AuditPart

_NUMBERED = {"holder": str, "number": int}

#: Fields of what is asked.
FIELDS: Mapping[str, dict[str, type]] = {
    "registry.apply_carry_over": {"holder": str, "instrument": str, "amount_t": int},
    "registry.carry_over": _NUMBERED,
    "registry.refuse_carry_over": {**_NUMBERED, "reason": str},
    "registry.correct_carry_over": {**_NUMBERED, "amount_t": int, "paper": str},
    "registry.order_recovery": {"holder": str, "instrument": str, "amount_t": int, "ground": str, "instruction": str},
    "registry.collect_recovery": {**_NUMBERED, "instrument": str, "amount_t": int},
    "registry.close_recovery": {**_NUMBERED, "ground": str, "deduction": int, "paper": str},
    "registry.succeed": {"holder": str, "ground": str, "evidence_sha256": str, "heir": str, "parts": list},
    "participants.merge_entities": {"heir": str, "merged": list, "ground": str, "evidence_sha256": str},
}
OPTIONAL = {
    "registry.close_recovery": {"deduction", "paper"}, "registry.succeed": {"heir", "parts"},
    "participants.merge_entities": {"evidence_sha256"},
}  # fmt: skip
OF_ENTITIES = {"registry.apply_carry_over"}
OF_NATION = {"participants.merge_entities"}
OF_REGISTRY = set(FIELDS) - OF_ENTITIES - OF_NATION
CONFIRMED = set(FIELDS) - OF_NATION

#: The vintages that are carried over, the one they become, and how much of them anybody may.
_OLD = ("CEA19-20", "CEA21", "CEA22", "CEA23", "CEA24")
_INTO, _BASE_T = "CEA25", 10_000
_SOLD = ("2024-01-01", "2025-12-31")
_CASH = "CNY"


class LawAudit(AuditPart):
    """A mixin of the auditor: what the books must say of carry-overs, successions and recoveries.

    An application is a list: vintage, tonnes, state, what was undone. A claim: vintage, what is left, state.
    """

    def begin_by_law(self) -> None:
        """Nothing was applied for, claimed or merged; the day whose holdings count is still to come."""
        self.carried: dict[tuple[str, int], tuple[str, int, str, int]] = {}
        self.owed: dict[tuple[str, int], tuple[str, int, str]] = {}
        self.merged: dict[str, str] = {}
        self.held_then: dict[str, int] = {}
        self.is_after = False

    def end_of_the_day_that_counts(self) -> None:
        """Keep what each holder has of the old vintages: the most it may carry over."""
        self.is_after = True
        for (account, instrument), amount in self.balances.items():
            if instrument in _OLD and not account.startswith("system/"):
                holder = account.rpartition("/")[0]
                self.held_then[holder] = self.held_then.get(holder, 0) + amount

    def waits_by_law(self, holder: str) -> bool:
        """Tell whether an application or a claim of a holder is open."""
        return any(of == holder and c[2] == "open" for (of, _), c in self.carried.items()) or any(
            of == holder and c[2] == "open" for (of, _), c in self.owed.items()
        )

    # carry-over

    def _registry_apply_carry_over(self, item: Mapping[str, Any]) -> None:
        holder, instrument, amount = item["holder"], item["instrument"], item["amount_t"]
        if self.answered == "command.no_text_in_force":  # the clock's: there is no carry-over on this day
            self.refuse(self.answered)
        self.is_unit(instrument)
        if instrument not in _OLD:
            self.refuse("registry.vintage_not_carried")
        self.is_unit(_INTO)
        account = f"{holder}/registration"
        if account not in self.accounts:
            self.refuse("registry.account_not_found")
        self.by_holder(holder, "carry_over")
        if not self.is_after and self.answered in ("registry.carry_over_not_yet", "registry.carry_over_too_late"):
            self.refuse(self.answered)
        if amount <= 0:
            self.refuse("registry.amount_not_positive")
        before = sum(a - undone for (of, _), (_, a, state, undone) in self.carried.items()
                     if of == holder and state != "refused")  # fmt: skip
        if before + amount > self._most(holder):
            self.refuse("registry.carry_over_above_most")
        self.may_move(account, "system/surrendered", instrument, amount)
        self.accounts.add(f"{holder}/carrying")
        self.move(account, f"{holder}/carrying", instrument, amount)
        self.carried[holder, 1 + sum(of == holder for of, _ in self.carried)] = (instrument, amount, "open", 0)

    def _most(self, holder: str) -> int:
        """Return base and one and a half times the net sales of the years, floored, and no more than was held."""
        net = 0
        for key, trade in self.trades.items():
            if key not in self.reversed and _SOLD[0] <= key[0] <= _SOLD[1] and trade["instrument"] in _OLD:
                net += trade["quantity_t"] * ((trade["seller"] == holder) - (trade["buyer"] == holder))
        return min(self.held_then.get(holder, 0), _BASE_T + max(0, net) * 3 // 2)

    def _application(self, item: Mapping[str, Any]) -> tuple[str, int]:
        found = self.carried.get((item["holder"], item["number"]))
        if found is None or found[2] != "open":
            self.refuse("registry.carry_over_not_open")
        return found[:2]

    def _registry_carry_over(self, item: Mapping[str, Any]) -> None:
        holder = item["holder"]
        instrument, amount = self._application(item)
        self.not_stopped(holder, "carry_over")
        self.accounts |= {"system/carried_over", "system/carry_in"}
        self.move(f"{holder}/carrying", "system/carried_over", instrument, amount)
        self.move("system/carry_in", f"{holder}/registration", _INTO, amount)
        self.carried[holder, item["number"]] = (instrument, amount, "carried", 0)

    def _registry_refuse_carry_over(self, item: Mapping[str, Any]) -> None:
        holder = item["holder"]
        instrument, amount = self._application(item)
        if not item["reason"].strip():
            self.refuse("registry.carry_over_no_reason")
        self.move(f"{holder}/carrying", f"{holder}/registration", instrument, amount)
        self.carried[holder, item["number"]] = (instrument, amount, "refused", 0)

    def _registry_correct_carry_over(self, item: Mapping[str, Any]) -> None:
        holder, undone_t = item["holder"], item["amount_t"]
        instrument, amount, state, undone = self.carried.get((holder, item["number"]), ("", 0, "", 0))
        if state != "carried":
            self.refuse("registry.not_carried_over")
        if not item["paper"].strip():
            self.refuse("registry.carry_over_no_paper")
        if undone_t <= 0:
            self.refuse("registry.amount_not_positive")
        if undone_t > amount - undone:
            self.refuse("registry.above_carried_over")
        self.move(f"{holder}/registration", "system/carry_in", _INTO, undone_t)
        self.move("system/carried_over", f"{holder}/registration", instrument, undone_t)
        self.carried[holder, item["number"]] = (instrument, amount, state, undone + undone_t)

    # recovery; nobody instructs in the workload, and no deduction is noted

    def _registry_order_recovery(self, item: Mapping[str, Any]) -> None:
        holder = item["holder"]
        self.is_unit(item["instrument"])
        if f"{holder}/registration" not in self.accounts:
            self.refuse("registry.account_not_found")
        if item["amount_t"] <= 0:
            self.refuse("registry.amount_not_positive")
        if item["ground"] not in ("order", "preallocation", "settle_up", "correction", "borrowing", "hardship"):
            self.refuse("registry.unknown_ground")
        if item["ground"] != "order" or not item["instruction"].strip():
            self.refuse("registry.not_instructed")
        number = 1 + sum(of == holder for of, _ in self.owed)
        self.owed[holder, number] = (item["instrument"], item["amount_t"], "open")

    def _claim(self, item: Mapping[str, Any]) -> tuple[str, int]:
        instrument, left, state = self.owed.get((item["holder"], item["number"]), ("", 0, ""))
        if state != "open":
            self.refuse("registry.no_open_recovery")
        return instrument, left

    def _registry_collect_recovery(self, item: Mapping[str, Any]) -> None:
        holder, amount = item["holder"], item["amount_t"]
        instrument, left = self._claim(item)
        self.is_unit(item["instrument"])
        if amount > left:
            self.refuse("registry.recovery_above_claim")
        account = f"{holder}/registration"
        self.may_move(account, "system/surrendered", item["instrument"], amount)
        same = item["instrument"] == instrument
        self.accounts.add("system/recovered")
        self.move(account, "system/issuance" if same else "system/recovered", item["instrument"], amount)
        self.owed[holder, item["number"]] = (instrument, left - amount, "open" if left > amount else "met")

    def _registry_close_recovery(self, item: Mapping[str, Any]) -> None:
        instrument, left = self._claim(item)
        if item["ground"] not in ("deduction", "decision"):
            self.refuse("registry.unknown_recovery_ending")
        if item["ground"] == "deduction":
            self.refuse("registry.recovery_no_deduction")
        if not item.get("paper", "").strip():
            self.refuse("registry.recovery_no_paper")
        self.owed[item["holder"], item["number"]] = (instrument, left, "closed")

    # succession

    def _participants_merge_entities(self, item: Mapping[str, Any]) -> None:
        if not item["ground"].strip():
            self.refuse("changes.no_ground")
        names = [item["heir"], *item["merged"]]
        for name in names:
            if name not in self.entities:
                self.refuse("changes.entity_not_found")
            if name in self.merged:
                self.refuse("changes.entity_ended")
        if len(set(names)) < len(names):
            self.refuse("changes.entity_twice")
        self.merged.update(dict.fromkeys(item["merged"], item["heir"]))

    def _is_there(self, holder: str) -> bool:
        return f"{holder}/registration" in self.accounts and holder not in self.closed

    def _registry_succeed(self, item: Mapping[str, Any]) -> None:
        holder, heir, ground = item["holder"], item.get("heir", ""), item["ground"]
        if not self._is_there(holder):
            self.refuse("registry.nobody_to_succeed")
        if ground not in ("merger", "division", "inheritance"):
            self.refuse("registry.unknown_succession_ground")
        if ground == "inheritance":
            self.refuse("registry.succession_of_other_kind")
        if len(item["evidence_sha256"]) != 64:
            self.refuse("registry.succession_no_paper")
        self.free()
        if not heir or heir == holder:
            self.refuse("registry.succession_heirs")
        if not self._is_there(heir):
            self.refuse("registry.no_such_heir")
        if ground == "division" or self.merged.get(holder) != heir:
            self.refuse("registry.heir_not_in_register")
        self.not_stopped(heir, "receive")
        if self.is_under_way(holder):
            self.refuse("registry.succession_under_way")
        self._take_over(holder, heir)

    def _take_over(self, holder: str, heir: str) -> None:
        """Move everything of a holder to its heir, the rights with it."""
        mine = {(a, i): n for (a, i), n in self.balances.items() if n and a.startswith(f"{holder}/")}
        freezes = {k: f for k, f in self.freezes.items() if k[0] == holder and f[2]}
        pledges = {k: p for k, p in self.pledges.items() if k[0] == holder and p[3] == "standing"}
        taken = {k: p for k, p in self.pledges.items() if p[0] == holder and p[3] in ("standing", "asked")}
        if not (mine or freezes or pledges or taken):
            self.refuse("registry.nothing_to_pass")
        if any(p[0] == heir for p in pledges.values()) or any(of == heir for of, _ in taken):
            self.refuse("registry.heir_is_creditor")
        for (account, instrument), amount in mine.items():
            to = f"{heir}/{account.rpartition('/')[2]}"
            self.accounts.add(to)
            self.move(account, to, instrument, amount)
        for key, (account, instrument, ordered, frozen) in freezes.items():
            self.freezes[key] = (account, instrument, 0, 0)
            place = f"{heir}/{account.rpartition('/')[2]}"
            number = 1 + sum(of == heir for of, _ in self.freezes)
            self.freezes[heir, number] = (place, instrument, ordered, frozen)
        for key, (pledgee, instrument, amount, _) in pledges.items():
            self.pledges[key] = (pledgee, instrument, amount, "succeeded")
            number = 1 + sum(of == heir for of, _ in self.pledges)
            self.pledges[heir, number] = (pledgee, instrument, amount, "standing")
        for key, (_, instrument, amount, state) in taken.items():
            self.pledges[key] = (heir, instrument, amount, state)
