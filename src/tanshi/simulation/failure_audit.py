"""The auditor's opinion on trades that fail: noted, topped up, covered, let go, and what is owed for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanshi.simulation.audit_part import AuditPart

_CASH = "CNY"
_TRADE = {"session": str, "number": int}

#: Fields of what is asked about failed trades.
FIELDS: Mapping[str, dict[str, type]] = {
    "registry.fail_trade": {
        **_TRADE, "method": str, "instrument": str, "seller": str, "buyer": str, "price_fen": int, "quantity_t": int,
        "reason": str,
    },
    "registry.settle_failed_trade": _TRADE,
    "registry.offer_cover": {**_TRADE, "holder": str, "price_fen": int},
    "registry.cover_failure": {**_TRADE, "source": str, "offered_by": str, "costs_fen": int, "paper": str},
    "registry.recover_claim": {**_TRADE, "amount_fen": int},
    "registry.void_failed_trade": {**_TRADE, "paper": str},
    "registry.leave_failed_trade": {**_TRADE, "holder": str},
    "registry.fund_reserve": {"source": str, "amount_fen": int, "reference": str},
    "registry.object_settlement": {"holder": str, "day": str, "reason": str},
    "registry.decide_settlement_objection": {"holder": str, "day": str, "upheld": bool, "text": str},
    "registry.reverse_trade": {**_TRADE, "holder": str, "paper": str},
}  # fmt: skip
CONFIRMED = set(FIELDS) - {
    "registry.settle_failed_trade", "registry.object_settlement", "registry.decide_settlement_objection",
}  # fmt: skip
OF_EXCHANGE = {"registry.fail_trade"}
OF_ENTITIES = {"registry.offer_cover", "registry.leave_failed_trade", "registry.object_settlement"}
OF_REGISTRY = set(FIELDS) - OF_EXCHANGE - OF_ENTITIES


class FailureAudit(AuditPart):
    """A mixin of the auditor: what the books must say of trades that could not be settled."""

    def begin_failures(self) -> None:
        """Nothing has failed yet."""
        self.failures: dict[tuple[str, int], dict[str, Any]] = {}
        self.offers: dict[tuple[str, int, str], int] = {}
        self.claims: dict[tuple[str, int], dict[str, Any]] = {}
        self.trades: dict[tuple[str, int], dict[str, Any]] = {}  # that were settled
        self.reversed: set[tuple[str, int]] = set()
        self.once_failed: set[tuple[str, int]] = set()
        self.objections: dict[tuple[str, str], str] = {}

    def may_move(self, debit: str, credit: str, instrument: str, amount: int) -> None:
        """Refuse a movement that is not possible."""
        if why := self.why_not_move(debit, credit, instrument, amount):
            self.refuse(why)

    def _registry_fail_trade(self, item: Mapping[str, Any]) -> None:
        seller, buyer = self.next_trade(item)
        value = item["quantity_t"] * item["price_fen"]
        lacks = []
        for debit, credit, what, amount in (
            (seller, buyer, item["instrument"], item["quantity_t"]),
            (buyer, seller, _CASH, value),
        ):
            why = self.why_not_move(debit, credit, what, amount)
            if why in ("registry.exceeds_holding", "registry.exceeds_cash"):
                lacks.append(debit)
            elif why:
                self.refuse(why)
        if not item["reason"].strip():
            self.refuse("registry.failure_no_reason")
        if not lacks:
            self.refuse("registry.trade_can_settle")
        self.accounts.add("system/clearing")
        units, money = (
            (seller, "system/clearing", item["instrument"], item["quantity_t"]),
            (buyer, "system/clearing", _CASH, value),
        )
        if lacks == [seller]:
            self.move(*money)
        if lacks == [buyer]:
            self.move(*units)
        self.settled = item["number"]
        failing = "both" if len(lacks) == 2 else "seller" if lacks == [seller] else "buyer"
        self.failures[item["session"], item["number"]] = {**item, "failing": failing, "value": value}
        self.once_failed.add((item["session"], item["number"]))

    def _failure(self, item: Mapping[str, Any]) -> dict[str, Any]:
        found = self.failures.get((item["session"], item["number"]))
        if found is None:
            self.refuse("registry.failure_not_open")
        return found

    def _end(self, item: Mapping[str, Any]) -> None:
        del self.failures[item["session"], item["number"]]

    def _time_over(self) -> None:
        if self.answered == "registry.top_up_time_runs":
            self.refuse(self.answered)

    def _registry_settle_failed_trade(self, item: Mapping[str, Any]) -> None:
        found = self._failure(item)
        self.free()
        seller, buyer = f"{found['seller']}/trading", f"{found['buyer']}/trading"
        units = "system/clearing" if found["failing"] == "buyer" else seller
        money = "system/clearing" if found["failing"] == "seller" else buyer
        if self.balances.get((units, found["instrument"]), 0) < found["quantity_t"]:
            self.refuse("registry.still_missing")
        if self.balances.get((money, _CASH), 0) < found["value"]:
            self.refuse("registry.still_missing")
        self.move(units, buyer, found["instrument"], found["quantity_t"])
        self.move(money, seller, _CASH, found["value"])
        self.trades[item["session"], item["number"]] = found
        self._end(item)

    def _registry_offer_cover(self, item: Mapping[str, Any]) -> None:
        found = self._failure(item)
        self.by_holder(item["holder"], "cover")
        if found["failing"] != "seller":
            self.refuse("registry.no_units_miss")
        if item["holder"] in (found["seller"], found["buyer"]):
            self.refuse("registry.offer_of_party")
        if item["price_fen"] <= 0:
            self.refuse("registry.price_not_positive")
        self.may_move(
            f"{item['holder']}/trading", f"{found['buyer']}/trading", found["instrument"], found["quantity_t"]
        )
        self.offers[item["session"], item["number"], item["holder"]] = item["price_fen"]

    def _registry_cover_failure(self, item: Mapping[str, Any]) -> None:
        found = self._failure(item)
        if item["source"] not in ("reserve", "own"):
            self.refuse("registry.unknown_source")
        self._time_over()
        self.free()
        if found["failing"] == "both":
            self.refuse("registry.both_failed")
        if not item["paper"].strip():
            self.refuse("registry.no_paper")
        if item["costs_fen"] < 0:
            self.refuse("registry.costs_below_zero")
        source, value, quantity = f"system/{item['source']}", found["value"], found["quantity_t"]
        seller, buyer = f"{found['seller']}/trading", f"{found['buyer']}/trading"
        has = self.balances.get((source, _CASH), 0)
        if found["failing"] == "buyer":
            if has < value:
                self.refuse("registry.source_too_small")
            self.accounts |= {source, f"system/bank/{item['source']}"}
            self.move("system/clearing", source, found["instrument"], quantity)
            self._cross(source, f"system/bank/{item['source']}", "system/bank", seller, value)
            due, held, who = value, quantity, found["buyer"]
        else:
            price = self.offers.get((item["session"], item["number"], item["offered_by"]))
            if price is None:
                self.refuse("registry.no_such_offer")
            giver = f"{item['offered_by']}/trading"
            self.not_stopped(item["offered_by"], "cover")
            self.may_move(giver, buyer, found["instrument"], quantity)
            due, held, who = max(0, price * quantity - value), 0, found["seller"]
            if has < due:
                self.refuse("registry.source_too_small")
            self.move(giver, buyer, found["instrument"], quantity)
            self.move("system/clearing", giver, _CASH, min(value, price * quantity))
            if price * quantity < value:
                self.move("system/clearing", seller, _CASH, value - price * quantity)
            if due:
                self._cross(source, f"system/bank/{item['source']}", "system/bank", giver, due)
        self.claims[item["session"], item["number"]] = {
            "who": who, "left": due + item["costs_fen"], "held": held, "source": item["source"],
            "instrument": found["instrument"],
        }  # fmt: skip
        self._end(item)

    def _registry_recover_claim(self, item: Mapping[str, Any]) -> None:
        claim = self.claims.get((item["session"], item["number"]))
        if claim is None or not claim["left"]:
            self.refuse("registry.no_open_claim")
        self.free()
        if item["amount_fen"] > claim["left"]:
            self.refuse("registry.above_claim")
        payer, source = f"{claim['who']}/trading", f"system/{claim['source']}"
        self.may_move(payer, "system/bank", _CASH, item["amount_fen"])
        self._cross(payer, "system/bank", f"system/bank/{claim['source']}", source, item["amount_fen"])
        left = claim["left"] - item["amount_fen"]
        if not left and claim["held"]:
            self.move(source, payer, claim["instrument"], claim["held"])
        self.claims[item["session"], item["number"]] = {**claim, "left": left}

    def _registry_void_failed_trade(self, item: Mapping[str, Any]) -> None:
        if self._failure(item)["failing"] != "both":
            self.refuse("registry.not_both_failed")
        self._time_over()
        if not item["paper"].strip():
            self.refuse("registry.no_paper")
        self._end(item)

    def _registry_leave_failed_trade(self, item: Mapping[str, Any]) -> None:
        found = self._failure(item)
        self.by_holder(item["holder"], "consent")
        if found["failing"] == "both":
            self.refuse("registry.both_failed")
        if item["holder"] != found["buyer" if found["failing"] == "seller" else "seller"]:
            self.refuse("registry.not_who_kept_its_side")
        self._time_over()
        self.free()
        what, amount = (
            (_CASH, found["value"]) if found["failing"] == "seller" else (found["instrument"], found["quantity_t"])
        )
        self.move("system/clearing", f"{item['holder']}/trading", what, amount)
        self._end(item)

    def _registry_fund_reserve(self, item: Mapping[str, Any]) -> None:
        if item["source"] not in ("reserve", "own"):
            self.refuse("registry.unknown_source")
        if item["amount_fen"] <= 0:
            self.refuse("registry.amount_not_positive")
        source = item["source"]
        self.accounts |= {f"system/{source}", f"system/bank/{source}"}
        self.move(f"system/bank/{source}", f"system/{source}", _CASH, item["amount_fen"])

    def _cross(self, debit: str, out_of: str, into: str, credit: str, amount: int) -> None:
        """Pay from one bank account to another: out of the one, into the other."""
        self.accounts |= {debit, out_of, into, credit}
        self.move(debit, out_of, _CASH, amount)
        self.move(into, credit, _CASH, amount)

    # objections

    def _registry_object_settlement(self, item: Mapping[str, Any]) -> None:
        key = (item["holder"], item["day"])
        if f"{item['holder']}/trading" not in self.accounts:
            self.refuse("registry.account_not_found")
        self.by_holder(item["holder"], "object")
        if self.answered == "registry.objection_bad_day":  # the clock's: the day has not begun
            self.refuse(self.answered)
        if key in self.objections:
            self.refuse("registry.settlement_objected")
        if self.answered == "registry.settlement_accepted":
            self.refuse(self.answered)
        if not item["reason"].strip():
            self.refuse("registry.objection_no_reason")
        self.objections[key] = "open"

    def _registry_decide_settlement_objection(self, item: Mapping[str, Any]) -> None:
        key = (item["holder"], item["day"])
        if self.objections.get(key) != "open":
            self.refuse("registry.objection_not_open")
        if not item["text"].strip():
            self.refuse("registry.objection_no_reason")
        self.objections[key] = "upheld" if item["upheld"] else "rejected"

    def _registry_reverse_trade(self, item: Mapping[str, Any]) -> None:
        key = (item["session"], item["number"])
        if self.objections.get((item["holder"], item["session"])) != "upheld":
            self.refuse("registry.objection_not_upheld")
        if key not in self.trades:
            self.refuse("registry.no_such_trade")
        trade = self.trades[key]
        if item["holder"] not in (trade["seller"], trade["buyer"]):
            self.refuse("registry.not_a_party")
        if key in self.reversed:
            self.refuse("registry.trade_reversed_already")
        self.free()
        if not item["paper"].strip():
            self.refuse("registry.reversal_no_paper")
        seller, buyer = f"{trade['seller']}/trading", f"{trade['buyer']}/trading"
        value = trade["price_fen"] * trade["quantity_t"]
        self.may_move(buyer, seller, trade["instrument"], trade["quantity_t"])
        self.may_move(seller, buyer, _CASH, value)
        self.move(buyer, seller, trade["instrument"], trade["quantity_t"])
        self.move(seller, buyer, _CASH, value)
        self.reversed.add(key)
