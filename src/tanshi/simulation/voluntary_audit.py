"""The auditor's opinion on the voluntary registry: where units are, what is gone, what orders still ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanshi.simulation.audit_part import AuditPart

_UNITS = {"holder": str, "instrument": str, "amount_t": int}
_PAPER = {"text": str, "evidence_sha256": str}

#: Fields of what is asked.
FIELDS: Mapping[str, dict[str, type]] = {
    "voluntary.move_in": {**_UNITS},
    "voluntary.move_out": {**_UNITS},
    "voluntary.open_session": {"session": str},
    "voluntary.close_session": {"session": str, "trades": int, "quotes": list},
    "voluntary.book_trade": {
        "session": str, "number": int, "seller": str, "buyer": str, "instrument": str, "amount_t": int,
    },
    "voluntary.transfer": {**_UNITS, "to": str, "ground": str, "evidence_sha256": str},
    "voluntary.freeze": {**_UNITS, **_PAPER},
    "voluntary.release": {**_UNITS, **_PAPER},
    "voluntary.use": {
        **_UNITS, "purpose": str, "beneficiary": str, "period": str, "reason": str, "salt": str,
    },
    "voluntary.certify": {"holder": str, "number": int, "salt": str},
    "voluntary.order_cancellation": {
        "project": str, "amount_t": int, "deceit": bool, "cancel_until": str, "evidence_sha256": str,
    },
    "voluntary.cancel_false": {"owner": str, "project": str, "order": int, "instrument": str, "amount_t": int},
    "voluntary.enforce_order": {"project": str, "order": int},
}  # fmt: skip
CONFIRMED = {
    "voluntary.transfer", "voluntary.freeze", "voluntary.release", "voluntary.enforce_order",
    "voluntary.order_cancellation",
}  # fmt: skip
OF_HOLDERS = {
    "voluntary.move_in", "voluntary.move_out", "voluntary.use", "voluntary.certify", "voluntary.cancel_false",
}  # fmt: skip
OF_NATION = {"voluntary.order_cancellation"}
OF_EXCHANGE = {"voluntary.open_session", "voluntary.close_session", "voluntary.book_trade", "voluntary.move_out"}
OF_REGISTRY = {"voluntary.transfer", "voluntary.freeze", "voluntary.release", "voluntary.enforce_order"}

_PURPOSES = ("surrender", "local_surrender", "event", "own_emissions", "voluntary")


class VoluntaryAudit(AuditPart):
    """A mixin of the auditor for one project of one owner with units of one year; by place holder and tonnes."""

    def begin_units(self, project: str = "", instrument: str = "", issued: int = 0, owner: str = "") -> None:
        """Units were issued to an owner, and nothing happened to them yet; `holders` have accounts."""
        self.unit_project, self.unit_name, self.unit_owner = project, instrument, owner
        self.units: dict[tuple[str, str], int] = {(owner, "free"): issued} if issued else {}
        self.unit_holders: set[str] = set()
        self.issued, self.gone, self.day = issued, 0, ""
        self.unit_days: dict[str, tuple[str, int]] = {}  # state and trades of a session
        self.unit_trades: set[tuple[str, int]] = set()
        self.uses: dict[int, tuple[str, int, str, bool]] = {}  # holder, tonnes, purpose, whether it has a certificate
        self.false_orders: dict[int, tuple[int, str]] = {}  # tonnes, until
        self.replaced: dict[int, int] = {}
        self.enforced: dict[int, int] = {}

    def _suspended(self, holder: str) -> bool:
        left = [amount - self.replaced.get(n, 0) for n, (amount, _) in self.false_orders.items()]
        return holder == self.unit_owner and any(left)

    def _open_day(self) -> str:
        return next((day for day, (state, _) in self.unit_days.items() if state == "open"), "")

    def _has(self, holder: str, place: str, item: Mapping[str, Any]) -> None:
        if item["amount_t"] <= 0:
            self.refuse("voluntary.bad_amount")
        if holder not in self.unit_holders:
            self.refuse("voluntary.no_account")
        if item["instrument"] != self.unit_name:
            self.refuse("voluntary.unknown_instrument")
        if self.units.get((holder, place), 0) < item["amount_t"]:
            self.refuse("voluntary.exceeds_holding")

    def _shift(self, holder: str, place: str, to: str, to_place: str, item: Mapping[str, Any]) -> None:
        self._has(holder, place, item)
        self.units[holder, place] -= item["amount_t"]
        self.units[to, to_place] = self.units.get((to, to_place), 0) + item["amount_t"]

    def _file(self, item: Mapping[str, Any]) -> None:
        if len(item["evidence_sha256"]) != 64:
            self.refuse("voluntary.bad_file")

    def _voluntary_move_in(self, item: Mapping[str, Any]) -> None:
        if self._suspended(item["holder"]):
            self.refuse("voluntary.suspended")
        self._shift(item["holder"], "free", item["holder"], "trading", item)

    def _voluntary_move_out(self, item: Mapping[str, Any]) -> None:
        if self._open_day() and self.actors[self.actor][1] != "voluntary_exchange":
            self.refuse("voluntary.session_open")
        self._shift(item["holder"], "trading", item["holder"], "free", item)

    def _voluntary_open_session(self, item: Mapping[str, Any]) -> None:
        if item["session"] != self.day:
            self.refuse("voluntary.not_a_trading_day")
        if self._open_day():
            self.refuse("voluntary.session_open")
        if item["session"] in self.unit_days:
            self.refuse("voluntary.session_over")
        self.unit_days[item["session"]] = ("open", 0)

    def _voluntary_close_session(self, item: Mapping[str, Any]) -> None:
        state, _ = self.unit_days.get(item["session"], ("", 0))
        if not state:
            self.refuse("voluntary.no_session")
        if state == "closed":
            self.refuse("voluntary.session_over")
        (quote,) = item["quotes"]
        if item["trades"] < 0 or quote["block_fen"]:
            self.refuse("voluntary.bad_quotes")
        if quote["instrument"] != self.unit_name:
            self.refuse("voluntary.unknown_instrument")
        self.unit_days[item["session"]] = ("closed", item["trades"])

    def _voluntary_book_trade(self, item: Mapping[str, Any]) -> None:
        state, trades = self.unit_days.get(item["session"], ("", 0))
        if not state:
            self.refuse("voluntary.no_session")
        if state == "open":
            self.refuse("voluntary.session_open")
        if not 1 <= item["number"] <= trades:
            self.refuse("voluntary.no_such_trade")
        if (item["session"], item["number"]) in self.unit_trades:
            self.refuse("voluntary.trade_booked")
        if item["seller"] == item["buyer"]:
            self.refuse("voluntary.same_holder")
        if self._suspended(item["seller"]):
            self.refuse("voluntary.suspended")
        if item["buyer"] not in self.unit_holders:
            self.refuse("voluntary.no_account")
        self._shift(item["seller"], "trading", item["buyer"], "trading", item)
        self.unit_trades.add((item["session"], item["number"]))

    def _voluntary_transfer(self, item: Mapping[str, Any]) -> None:
        if item["ground"] not in ("succession", "merger", "enforcement"):
            self.refuse("voluntary.unknown_ground")
        self._file(item)
        if item["holder"] == item["to"]:
            self.refuse("voluntary.same_holder")
        if item["to"] not in self.unit_holders:
            self.refuse("voluntary.no_account")
        self._shift(item["holder"], "free", item["to"], "free", item)

    def _voluntary_freeze(self, item: Mapping[str, Any]) -> None:
        self._by_court(item, "free", "frozen")

    def _voluntary_release(self, item: Mapping[str, Any]) -> None:
        self._by_court(item, "frozen", "free")

    def _by_court(self, item: Mapping[str, Any], place: str, to_place: str) -> None:
        if not item["text"].strip():
            self.refuse("voluntary.without_reason")
        self._file(item)
        self._shift(item["holder"], place, item["holder"], to_place, item)

    def _voluntary_use(self, item: Mapping[str, Any]) -> None:
        if item["purpose"] not in _PURPOSES:
            self.refuse("voluntary.unknown_purpose")
        if not item["reason"].strip():
            self.refuse("voluntary.without_reason")
        if item["purpose"].endswith("surrender") and not item["period"]:
            self.refuse("voluntary.no_obligation_named")
        if item["salt"] and len(item["salt"]) < 32:
            self.refuse("voluntary.bad_salt")
        self._has(item["holder"], "free", item)
        if item["purpose"] == "surrender":  # nobody asked compliance
            self.refuse("voluntary.not_allowed")
        self.units[item["holder"], "free"] -= item["amount_t"]
        self.gone += item["amount_t"]
        self.uses[len(self.uses) + 1] = (item["holder"], item["amount_t"], item["purpose"], bool(item["salt"]))

    def _voluntary_certify(self, item: Mapping[str, Any]) -> None:
        holder, amount, purpose, certified = self.uses.get(item["number"], ("", 0, "", False))
        if not holder or holder != item["holder"]:
            self.refuse("voluntary.no_such_use")
        if certified:
            self.refuse("voluntary.certified")
        if len(item["salt"]) < 32:
            self.refuse("voluntary.bad_salt")
        self.uses[item["number"]] = (holder, amount, purpose, True)

    def _voluntary_order_cancellation(self, item: Mapping[str, Any]) -> None:
        if item["project"] != self.unit_project:
            self.refuse("voluntary.project_not_found")
        if item["cancel_until"] < self.day:
            self.refuse("voluntary.bad_days")
        self._file(item)
        if item["amount_t"] <= 0:
            self.refuse("voluntary.bad_amount")
        if item["amount_t"] > self.issued - sum(amount for amount, _ in self.false_orders.values()):
            self.refuse("voluntary.more_than_issued")
        self.false_orders[len(self.false_orders) + 1] = (item["amount_t"], item["cancel_until"])

    def _order(self, item: Mapping[str, Any]) -> tuple[int, str]:
        """Return what is left of an order, and until when its owner has time."""
        if item["order"] not in self.false_orders:
            self.refuse("voluntary.order_not_found")
        amount, until = self.false_orders[item["order"]]
        left = amount - self.replaced.get(item["order"], 0)
        if not left:
            self.refuse("voluntary.order_fulfilled")
        return left, until

    def _voluntary_cancel_false(self, item: Mapping[str, Any]) -> None:
        left, _ = self._order(item)
        if item["amount_t"] > left:
            self.refuse("voluntary.more_than_ordered")
        self._has(self.unit_owner, "free", item)
        self._replace(item["order"], "free", item["amount_t"])

    def _replace(self, order: int, place: str, amount: int) -> None:
        self.units[self.unit_owner, place] -= amount
        self.gone += amount
        self.replaced[order] = self.replaced.get(order, 0) + amount

    def _voluntary_enforce_order(self, item: Mapping[str, Any]) -> None:
        left, until = self._order(item)
        if item["order"] in self.enforced:
            self.refuse("voluntary.already_enforced")
        if self.day <= until:
            self.refuse("voluntary.time_runs")
        state, trades = self.unit_days.get(self.day, ("", 0))
        booked = sum(session == self.day for session, _ in self.unit_trades)
        if self._open_day() or (state and booked < trades):
            self.refuse("voluntary.not_settled")
        for place in ("free", "trading"):
            taken = min(left, self.units.get((self.unit_owner, place), 0))
            if taken:
                self._replace(item["order"], place, taken)
                left -= taken
        self.enforced[item["order"]] = left

    def rows_of_units(self) -> dict[str, set[tuple[Any, ...]]]:
        """Return by query what the books must answer."""
        held = {(*key, amount) for key, amount in self.units.items() if amount}
        named = f"AND instrument = '{self.unit_name}'"
        return {
            f"SELECT holder, place, amount_t FROM voluntary_holding WHERE amount_t > 0 {named}": held,
            f"SELECT issued_t, used_t FROM voluntary_instrument WHERE 1 = 1 {named}": (
                {(self.issued, self.gone)} if self.issued else set()
            ),
            "SELECT session, state, trades FROM voluntary_session": {(d, *row) for d, row in self.unit_days.items()},
            "SELECT session, number FROM voluntary_trade": self.unit_trades,
            "SELECT number, holder, amount_t, purpose, CASE WHEN code = '' THEN 0 ELSE 1 END FROM voluntary_use": {
                (number, *row) for number, row in self.uses.items()
            },
            "SELECT order_number, missing_t FROM voluntary_enforcement": set(self.enforced.items()),
        }
