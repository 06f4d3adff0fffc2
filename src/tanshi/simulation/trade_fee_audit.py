"""The auditor's opinion on fees on trades: what each side of each trade is charged, paid, owed and collected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from tanshi.simulation.audit_part import AuditPart

_CASH = "CNY"
_PASSING = "system/trade_fees"

#: Fields of what is asked.
FIELDS: Mapping[str, dict[str, type]] = {
    "registry.charge_trades": {"session": str, "first": int, "last": int},
    "registry.collect_trade_fees": {"holder": str},
}
OF_EXCHANGE = {"registry.charge_trades"}
OF_REGISTRY = {"registry.collect_trade_fees"}

#: Bodies in the order in which they are paid, each with its fees' account and its bank's.
_BODIES = {
    "exchange": ("system/exchange_fees", "system/bank/exchange"),
    "registry": ("system/fees", "system/bank/own"),
}

#: A fee: session, number, side, body. One of each body at most is charged to a side.
_Key = tuple[str, int, str, str]


class TradeFeeAudit(AuditPart):
    """A mixin of the auditor: what the books must say of fees on trades; by fee holder, amount and what was paid."""

    def begin_trade_fees(self) -> None:
        """Nothing was charged, and there is no rate."""
        self.trade_rates: dict[str, tuple[str, Fraction, str]] = {}  # by body: first session, rate, ways of trading
        self.fees: dict[_Key, tuple[str, int, int]] = {}
        self.charged_upto: dict[str, int] = {}

    def owes_fees(self, holder: str) -> bool:
        """Tell whether a holder owes fees on trades."""
        return any(of == holder and paid < amount for of, amount, paid in self.fees.values())

    def _registry_charge_trades(self, item: Mapping[str, Any]) -> None:
        session, first, last = item["session"], item["first"], item["last"]
        if self.is_open and session != self.session:
            self.refuse("registry.positions_with_exchange")
        rates = {body: r for body, (since, *r) in self.trade_rates.items() if session >= since}
        if not rates:
            self.refuse("registry.trade_fees_none")
        if first < 1 or last < first or last - first >= 500:
            self.refuse("registry.trade_fees_bad_numbers")
        if not ((session == self.session and last <= self.settled) or self._was_there(session, last)):
            self.refuse("registry.trade_fees_not_settled")
        upto = self.charged_upto.get(session, 0)
        if first <= upto and not (first == last and self._settled_late(session, first)):
            self.refuse("registry.trade_fees_charged")
        if first > upto + 1:
            self.refuse("registry.trade_fees_out_of_order")
        self.charged_upto[session] = max(upto, last)
        taken: dict[tuple[str, str], int] = {}
        for number in range(first, last + 1):
            if trade := self.trades.get((session, number)):
                self._charge(session, number, trade, rates, taken)
        self._hand_over(taken)

    def _was_there(self, session: str, number: int) -> bool:
        return (session, number) in self.trades or (session, number) in self.once_failed

    def _settled_late(self, session: str, number: int) -> bool:
        key = (session, number)
        charged = any((of, n) == key for of, n, _, _ in self.fees)
        return key in self.once_failed and key in self.trades and not charged

    def _charge(
        self, session: str, number: int, trade: Mapping[str, Any], rates: Mapping[str, Any],
        taken: dict[tuple[str, str], int],
    ) -> None:  # fmt: skip
        value = trade["price_fen"] * trade["quantity_t"]
        for side, holder in (("sell", trade["seller"]), ("buy", trade["buyer"])):
            for body, (rate, ways) in rates.items():
                amount = (2 * value * rate.numerator + rate.denominator) // (2 * rate.denominator)
                if trade["method"] in ways.split() and amount:
                    paid = min(amount, self._money_left(holder, taken))
                    taken[body, holder] = taken.get((body, holder), 0) + paid
                    self.fees[session, number, side, body] = (holder, amount, paid)

    def _money_left(self, holder: str, taken: Mapping[tuple[str, str], int]) -> int:
        away = sum(fen for (_, of), fen in taken.items() if of == holder)
        return self.balances.get((f"{holder}/trading", _CASH), 0) - away

    def _hand_over(self, taken: Mapping[tuple[str, str], int]) -> None:
        """Move what was taken: from each holder for each body, then for each body out of the clients' bank."""
        self.accounts.add(_PASSING)
        for (_, holder), fen in taken.items():
            if fen:
                self.move(f"{holder}/trading", _PASSING, _CASH, fen)
        for body, (account, bank) in _BODIES.items():
            if fen := sum(f for (of, _), f in taken.items() if of == body):
                self._cross(_PASSING, "system/bank", bank, account, fen)

    def _registry_collect_trade_fees(self, item: Mapping[str, Any]) -> None:
        holder = item["holder"]
        self.free()
        owed = sorted(key for key, (of, amount, paid) in self.fees.items() if of == holder and paid < amount)
        if not owed:
            self.refuse("registry.trade_fees_nothing_owed")
        money = self.balances.get((f"{holder}/trading", _CASH), 0)
        if not money:
            self.refuse("registry.trade_fees_no_money")
        self._hand_over(dict(self._pay(owed, money)))

    def _pay(self, owed: Iterable[_Key], money: int) -> Mapping[tuple[str, str], int]:
        """Pay the oldest first, as far as the money goes; return what each body gets."""
        taken: dict[tuple[str, str], int] = {}
        for key in owed:
            holder, amount, paid = self.fees[key]
            now = min(amount - paid, money - sum(taken.values()))
            self.fees[key] = (holder, amount, paid + now)
            taken[key[3], holder] = taken.get((key[3], holder), 0) + now
        return taken

    def rows_of_trade_fees(self) -> dict[str, set[tuple[Any, ...]]]:
        """Return by query what the books must answer."""
        return {
            "SELECT session, number, side, body, holder, amount_fen, paid_fen FROM registry_trade_fee": {
                (*key, *fee) for key, fee in self.fees.items()
            },
            "SELECT session, upto FROM registry_charged_session": set(self.charged_upto.items()),
        }
