"""The auditor's opinion on money and the day: bank accounts, withdrawals, the bank's lines, closings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanshi.simulation.audit_part import AuditPart

_CASH = "CNY"
_NOBODYS = "system/unidentified"

#: Fields of what is asked.
FIELDS: Mapping[str, dict[str, type]] = {
    "registry.file_bank_account": {"holder": str, "bank": str, "bank_account": str, "account_name": str},
    "registry.decide_bank_account": {"holder": str, "accepted": bool, "reason": str},
    "registry.request_withdrawal": {"holder": str, "amount_fen": int},
    "registry.cancel_withdrawal": {"withdrawal": str, "reason": str},
    "registry.refuse_withdrawal": {"withdrawal": str, "reason": str},
    "registry.pay_withdrawal": {"withdrawal": str},
    "registry.take_bank_file": {"day": str, "sha256": str, "lines": list},
    "registry.assign_money": {"reference": str, "holder": str, "paper": str},
    "registry.return_money": {"reference": str, "paper": str},
    "registry.close_day": {"day": str},
    "registry.note_day_file": {"day": str, "file": str, "sha256": str},
}
CONFIRMED = {
    "registry.file_bank_account", "registry.request_withdrawal", "registry.pay_withdrawal", "registry.take_bank_file",
    "registry.assign_money", "registry.return_money", "registry.close_day",
}  # fmt: skip
OF_ENTITIES = {"registry.file_bank_account", "registry.request_withdrawal", "registry.cancel_withdrawal"}
OF_REGISTRY = set(FIELDS) - OF_ENTITIES


class MoneyAudit(AuditPart):
    """A mixin of the auditor: what the books must say of money that comes and goes, and of closed days."""

    def begin_money(self) -> None:
        """Nothing was filed, asked for or told yet."""
        self.filed: dict[str, tuple[str, str]] = {}
        self.at_bank: dict[str, tuple[str, str]] = {}
        self.withdrawals: dict[str, tuple[str, int, str]] = {}  # holder, fen, state
        self.booked: dict[tuple[str, str], tuple[str, int]] = {}  # holder, fen
        self.files: set[str] = set()
        self.told: dict[tuple[str, str], tuple[int, str]] = {}  # fen, state
        self.closed_day = ""
        self.day_files: set[tuple[str, str]] = set()

    def book(self, direction: str, item: Mapping[str, Any]) -> None:
        """Note what was booked by hand under a reference."""
        key = (direction, item["reference"])
        holder, fen = self.booked.get(key, (item["holder"], 0))
        self.booked[key] = (holder if holder == item["holder"] else "*", fen + item["amount_fen"])

    def not_told(self, reference: str) -> None:
        """Refuse to book by hand what the bank's file brought."""
        if self.told.get(("in", reference), (0, "open"))[1] not in ("open", "booked"):
            self.refuse("registry.told_by_bank")

    def opens_after_closing(self) -> None:
        """The clock knows whether the trading day before is closed, once days are closed at all."""
        if self.closed_day and self.answered == "registry.day_not_closed":
            self.refuse(self.answered)

    # bank accounts

    def _registry_file_bank_account(self, item: Mapping[str, Any]) -> None:
        holder, number = item["holder"], item["bank_account"]
        if f"{holder}/trading" not in self.accounts or holder in self.closed:
            self.refuse("registry.no_holder_with_money")
        self.by_holder(holder, "bank")
        if holder in self.filed:
            self.refuse("registry.bank_account_waits")
        if not item["bank"].strip():
            self.refuse("registry.no_bank")
        if not (number.isdigit() and 8 <= len(number) <= 32):
            self.refuse("registry.bad_bank_account")
        if item["account_name"].strip() != self.listed.get(holder, ("", holder))[1]:
            self.refuse("registry.not_own_name")
        if self.at_bank.get(holder) == (item["bank"], number):
            self.refuse("registry.same_bank_account")
        if holder in self.at_bank:
            self._no_money(holder)
        self.filed[holder] = (item["bank"], number)

    def _registry_decide_bank_account(self, item: Mapping[str, Any]) -> None:
        holder = item["holder"]
        if holder not in self.filed or holder in self.closed:
            self.refuse("registry.no_bank_account_waits")
        if item["accepted"] and holder in self.at_bank:
            self.free()
            self._no_money(holder)
        elif not item["accepted"] and not item["reason"].strip():
            self.refuse("registry.no_reason_for_bank")
        filed = self.filed.pop(holder)
        if item["accepted"]:
            self.at_bank[holder] = filed

    def _no_money(self, holder: str) -> None:
        if any(self.balances.get((f"{holder}/{place}", _CASH), 0) for place in ("trading", "pending")):
            self.refuse("registry.money_left")
        if self.answered == "registry.money_moved_today":
            self.refuse(self.answered)

    # withdrawals

    def _registry_request_withdrawal(self, item: Mapping[str, Any]) -> None:
        holder, amount = item["holder"], item["amount_fen"]
        self.free()
        self.by_holder(holder, "withdraw")
        self.may_move(f"{holder}/trading", "system/bank", _CASH, amount)
        if holder not in self.at_bank:
            self.refuse("registry.withdrawal_no_bank_account")
        self._owes_nothing(holder)
        number = 1 + sum(of == holder for of, _, _ in self.withdrawals.values())
        self.withdrawals[f"{holder}/W{number}"] = (holder, amount, "waiting")
        self.accounts.add(f"{holder}/pending")
        self.move(f"{holder}/trading", f"{holder}/pending", _CASH, amount)

    def _owes_nothing(self, holder: str) -> None:
        for failed in self.failures.values():
            sides = ("seller", "buyer") if failed["failing"] == "both" else (failed["failing"],)
            if holder in [failed[side] for side in sides]:
                self.refuse("registry.withdrawal_trade_failed")
        if any(claim["who"] == holder and claim["left"] for claim in self.claims.values()):
            self.refuse("registry.withdrawal_claim_unpaid")
        if any(of == holder and frozen < ordered for (of, _), (_, _, ordered, frozen) in self.freezes.items()):
            self.refuse("registry.withdrawal_freeze_waits")

    def _asked(self, item: Mapping[str, Any]) -> tuple[str, int]:
        holder, amount, state = self.withdrawals.get(item["withdrawal"], ("", 0, ""))
        if not state:
            self.refuse("registry.withdrawal_not_found")
        if state != "waiting":
            self.refuse("registry.withdrawal_ended")
        return holder, amount

    def _registry_cancel_withdrawal(self, item: Mapping[str, Any]) -> None:
        holder, amount = self._asked(item)
        self.free()
        if not item["reason"].strip():
            self.refuse("registry.withdrawal_no_reason")
        self.withdrawals[item["withdrawal"]] = (holder, amount, "ended")
        self.move(f"{holder}/pending", f"{holder}/trading", _CASH, amount)

    def _registry_refuse_withdrawal(self, item: Mapping[str, Any]) -> None:
        self._registry_cancel_withdrawal(item)

    def _registry_pay_withdrawal(self, item: Mapping[str, Any]) -> None:
        holder, amount = self._asked(item)
        self.not_stopped(holder, "withdraw")
        self._owes_nothing(holder)
        self.withdrawals[item["withdrawal"]] = (holder, amount, "paid")
        self.move(f"{holder}/pending", "system/bank", _CASH, amount)

    # the bank's lines

    def _registry_take_bank_file(self, item: Mapping[str, Any]) -> None:
        self.free()
        if item["sha256"] in self.files:
            self.refuse("registry.bank_file_taken")
        seen = set()
        for line in item["lines"]:
            key = (line["direction"], line["reference"])
            if line["direction"] not in ("in", "out") or not line["reference"].strip() or line["amount_fen"] <= 0:
                self.refuse("registry.bank_line_bad")
            if key in seen:
                self.refuse("registry.bank_line_twice")
            if key in self.told:
                self.refuse("registry.bank_line_taken")
            seen.add(key)
        for direction in ("in", "out"):
            total = sum(line["amount_fen"] for line in item["lines"] if line["direction"] == direction)
            there = self.balances.get(("system/bank", _CASH), 0) if direction == "in" else 0
            if total >= 2**53 or (total and there - total <= -(2**53)):
                self.refuse("registry.amount_too_large")
        self.files.add(item["sha256"])
        for line in item["lines"]:
            key = (line["direction"], line["reference"])
            self.told[key] = (line["amount_fen"], self._comes(line) if key[0] == "in" else self._goes(line))

    def _comes(self, line: Mapping[str, Any]) -> str:
        amount, holder = line["amount_fen"], self._named(line["holder"])
        if ("in", line["reference"]) in self.booked:
            of, fen = self.booked["in", line["reference"]]
            return "booked" if fen == amount and holder in ("", of) else "open"
        if not holder or self.stopped(holder, "deposit"):
            self.accounts.add(_NOBODYS)
            self.move("system/bank", _NOBODYS, _CASH, amount)
            return "unidentified"
        self.move("system/bank", f"{holder}/trading", _CASH, amount)
        of, _, due, paid, credited = self.invoices.get(line["purpose"], ("", "", 0, 0, 0))
        if of == holder and due > paid + credited:
            self.pay(line["purpose"], min(due - paid - credited, amount))
        return "credited"

    def _goes(self, line: Mapping[str, Any]) -> str:
        amount, reference = line["amount_fen"], line["reference"]
        if reference in self.withdrawals:
            holder, fen, state = self.withdrawals[reference]
            if (fen, state) != (amount, "paid"):
                return "open"
            self.withdrawals[reference] = (holder, fen, "confirmed")
            return "confirmed"
        fits = self.booked.get(("out", reference), ("", 0))[1] == amount
        return "booked" if fits else "open"

    def _named(self, named: str) -> str:
        if f"{named}/trading" in self.accounts:
            return named
        known = [holder for holder, (_, number) in self.at_bank.items() if number == named]
        return known[0] if len(known) == 1 else ""

    def _nobody(self, item: Mapping[str, Any]) -> int:
        amount, state = self.told.get(("in", item["reference"]), (0, ""))
        if state != "unidentified":
            self.refuse("registry.money_not_unidentified")
        return amount

    def _registry_assign_money(self, item: Mapping[str, Any]) -> None:
        amount, account = self._nobody(item), f"{item['holder']}/trading"
        self.free()
        self.not_stopped(item["holder"], "deposit")
        self.may_move(_NOBODYS, account, _CASH, amount)
        if not item["paper"].strip():
            self.refuse("registry.money_no_paper")
        self.told["in", item["reference"]] = (amount, "assigned")
        self.move(_NOBODYS, account, _CASH, amount)

    def _registry_return_money(self, item: Mapping[str, Any]) -> None:
        amount = self._nobody(item)
        if not item["paper"].strip():
            self.refuse("registry.money_no_paper")
        self.told["in", item["reference"]] = (amount, "returned")
        self.move(_NOBODYS, "system/bank", _CASH, amount)

    # the day

    def _registry_close_day(self, item: Mapping[str, Any]) -> None:
        if item["day"] == "someday" or self.answered == "registry.closing_bad_day":
            self.refuse("registry.closing_bad_day")
        if item["day"] <= self.closed_day:
            self.refuse("registry.day_closed_already")
        if self.is_open and self.session <= item["day"]:
            self.refuse("registry.day_open")
        self.closed_day = item["day"]

    def _registry_note_day_file(self, item: Mapping[str, Any]) -> None:
        key = (item["day"], item["file"])
        if self.answered == "registry.closing_bad_day":
            self.refuse(self.answered)
        if item["file"] not in ("payments", "statements"):
            self.refuse("registry.unknown_day_file")
        if key in self.day_files:
            self.refuse("registry.day_file_noted")
        self.day_files.add(key)
