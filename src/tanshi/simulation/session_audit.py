"""The auditor's opinion on what is asked of open sessions: requests, answers, what is noted and moved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanshi.simulation.tie_audit import TieAudit

_FREEZE = {"holder": str, "number": int}

#: Fields of what is asked, and those that may be left out.
FIELDS: Mapping[str, dict[str, type]] = {
    "registry.request_return": {"holder": str, "instrument": str, "amount_t": int},
    "registry.request_money": {"holder": str, "amount_fen": int},
    "registry.request_freeze": _FREEZE,
    "registry.note_request_answer": {"session": str, "number": int, "given": int, "reason": str},
    "exchange.open_session": {"day": str, "positions": str, "previous_close": list},
    "exchange.close_session": {"day": str, "trades": int, "segment": str, "state_hash": str, "quotes": list},
    "exchange.answer_request": {
        "day": str, "number": int, "holder": str, "instrument": str, "amount": int, "given": int, "reason": str,
    },
}  # fmt: skip
OPTIONAL: Mapping[str, set[str]] = {
    "registry.note_request_answer": {"reason"},
    "exchange.answer_request": {"reason"},
}
OF_REGISTRY = {"registry.request_freeze"}
OF_ENTITIES = {"registry.request_return", "registry.request_money"}
OF_EXCHANGE = set(FIELDS) - OF_REGISTRY - OF_ENTITIES
CONFIRMED = {"registry.request_money", "registry.request_freeze"}

_CASH = "CNY"
_WHY = {
    "release.session_closed", "release.account_not_found", "release.out_of_hours", "release.rests_in_orders",
    "release.not_settled", "release.not_there",
}  # fmt: skip


class SessionAudit(TieAudit):
    """Another mixin of the auditor, on top of freezes.

    A request: what, holder, instrument, amount, number of the freeze.
    """

    def begin_sessions(self) -> None:
        """Nothing was asked and no session opened."""
        self.requests: dict[tuple[str, int], tuple[str, str, str, int, int]] = {}
        self.noted: set[tuple[str, int]] = set()
        self.sessions: dict[str, str] = {}
        self.replies: set[tuple[str, int]] = set()

    def none_unanswered(self) -> None:
        """Refuse the end of a session while a request of it waits."""
        if any(of == self.session and (of, n) not in self.noted for of, n in self.requests):
            self.refuse("registry.session_requests_unanswered")

    def _ask(self, what: str, holder: str, instrument: str, amount: int, freeze: int = 0) -> None:
        number = 1 + sum(of == self.session for of, _ in self.requests)
        self.requests[self.session, number] = (what, holder, instrument, amount, freeze)

    def _while_open(self) -> None:
        if not self.is_open:
            self.refuse("registry.no_session_open")

    def _registry_request_return(self, item: Mapping[str, Any]) -> None:
        holder = item["holder"]
        self.is_unit(item["instrument"])
        self._while_open()
        self.by_holder(holder, "return")
        self.may_move(f"{holder}/trading", f"{holder}/registration", item["instrument"], item["amount_t"])
        self._ask("return", holder, item["instrument"], item["amount_t"])

    def _registry_request_money(self, item: Mapping[str, Any]) -> None:
        self._while_open()
        self.by_holder(item["holder"], "withdraw")
        self.may_move(f"{item['holder']}/trading", "system/bank", _CASH, item["amount_fen"])
        if item["holder"] not in self.at_bank:
            self.refuse("registry.withdrawal_no_bank_account")
        self._owes_nothing(item["holder"])
        self._ask("money", item["holder"], _CASH, item["amount_fen"])

    def _registry_request_freeze(self, item: Mapping[str, Any]) -> None:
        holder, number = item["holder"], item["number"]
        account, instrument, ordered, frozen = self._freeze_of(item)
        if account != f"{holder}/trading":
            self.refuse("registry.freeze_not_on_trading")
        if ordered == frozen:
            self.refuse("registry.nothing_waits")
        self._while_open()
        if any(n < number for n in self._waiting(holder, account, instrument)):
            self.refuse("registry.others_before")
        asked = [q for (of, _), q in self.requests.items() if of == self.session]
        if any((q[0], q[1], q[4]) == ("freeze", holder, number) for q in asked):
            self.refuse("registry.session_asked_already")
        self._ask("freeze", holder, instrument, ordered - frozen, number)

    def _registry_note_request_answer(self, item: Mapping[str, Any]) -> None:
        key = item["session"], item["number"]
        if key not in self.requests:
            self.refuse("registry.session_request_not_found")
        if key in self.noted:
            self.refuse("registry.session_request_answered")
        what, holder, instrument, amount, freeze = self.requests[key]
        if not 0 <= item["given"] <= amount:
            self.refuse("registry.session_gave_too_much")
        self.noted.add(key)
        account = f"{holder}/trading"
        moved = min(item["given"], self.balances.get((account, instrument), 0))
        if what == "freeze":
            of, vintage, ordered, frozen = self.freezes[holder, freeze]
            if moved := min(moved, ordered - frozen):
                self.freezes[holder, freeze] = (of, vintage, ordered, frozen + moved)
                self._give(account, f"{holder}/frozen", instrument, moved)
        elif what == "money":
            if moved and not self.stopped(holder, "withdraw") and holder in self.at_bank:
                self._reserve(holder, moved)
        elif moved and not self.stopped(holder, "return"):
            self.move(account, f"{holder}/registration", instrument, moved)

    def _reserve(self, holder: str, amount: int) -> None:
        number = 1 + sum(of == holder for of, _, _ in self.withdrawals.values())
        self.withdrawals[f"{holder}/W{number}"] = (holder, amount, "waiting")
        self._give(f"{holder}/trading", f"{holder}/pending", _CASH, amount)

    # the exchange

    def _exchange_open_session(self, item: Mapping[str, Any]) -> None:
        """Open a day's session; the auditor has no calendar and takes from the answer whether it is a trading day."""
        if self.answered == "session.not_a_trading_day":
            self.refuse(self.answered)
        if item["day"] in self.sessions:
            self.refuse("session.exists")
        self.sessions[item["day"]] = "open"

    def _exchange_close_session(self, item: Mapping[str, Any]) -> None:
        if self.sessions.get(item["day"]) != "open":
            self.refuse("session.not_open")
        self.sessions[item["day"]] = "closed"

    def _exchange_answer_request(self, item: Mapping[str, Any]) -> None:
        day, number, amount, given = item["day"], item["number"], item["amount"], item["given"]
        if day not in self.sessions:
            self.refuse("session.unknown")
        if (day, number) in self.replies:
            self.refuse("session.request_answered")
        if number != 1 and (day, number - 1) not in self.replies:
            self.refuse("session.request_out_of_order")
        if amount <= 0 or given < 0 or given > amount:
            self.refuse("session.request_amount")
        if given and self.sessions[day] == "closed":
            self.refuse("session.given_after_close")
        reason = item.get("reason", "")
        if (given == amount and reason) or (given < amount and reason not in _WHY):
            self.refuse("session.release_reason")
        self.replies.add((day, number))
