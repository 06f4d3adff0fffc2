"""What the workload asks of open sessions: units and money out of them, the exchange's answers, what is noted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanshi.simulation.chance import Chance

#: How often each kind is asked, by weight.
WEIGHTS: Mapping[str, int] = {
    "registry.request_return": 2,
    "registry.request_money": 1,
    "registry.request_freeze": 2,
    "registry.note_request_answer": 9,
    "exchange.open_session": 3,
    "exchange.close_session": 1,
    "exchange.answer_request": 5,
}

#: What a holder asks itself, what the exchange does, and what needs a second person.
OF_HOLDERS = frozenset({"registry.request_return", "registry.request_money"})
OF_EXCHANGE = frozenset(kind for kind in WEIGHTS if kind.startswith("exchange.")) | {"registry.note_request_answer"}
CONFIRMED = ("registry.request_money", "registry.request_freeze")

#: What is lawful only while the exchange has the trading accounts.
IN_SESSION = {"registry.request_return", "registry.request_money", "registry.request_freeze"}

_REASON = "release.rests_in_orders"


class SessionWork:
    """Draws these requests; what it knows of sessions is a rough guess."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._asked: list[dict[str, Any]] = []  # of the session last opened, in their order
        self._unnoted: list[int] = []
        self._unanswered: list[int] = []
        self._freezes: list[dict[str, Any]] = []
        self._counts: dict[str, int] = {}

    def noticed(self, kind: str, item: Mapping[str, Any]) -> None:
        """Remember what was carried out."""
        if kind == "registry.hand_over_positions":
            self._asked, self._unnoted, self._unanswered = [], [], []
        elif kind == "registry.freeze":
            self._counts[item["holder"]] = number = self._counts.get(item["holder"], 0) + 1
            if item["place"] == "trading":
                self._freezes = [*self._freezes[-9:], {"holder": item["holder"], "number": number, "of": dict(item)}]
        elif kind in IN_SESSION:
            self._ask(kind, item)
        elif kind == "registry.note_request_answer" and item["number"] in self._unnoted:
            self._unnoted.remove(item["number"])
        elif kind == "exchange.answer_request" and item["number"] in self._unanswered:
            self._unanswered.remove(item["number"])

    def _ask(self, kind: str, item: Mapping[str, Any]) -> None:
        about = item
        if kind == "registry.request_freeze":
            known = [f["of"] for f in self._freezes if (f["holder"], f["number"]) == (item["holder"], item["number"])]
            about = known[0] if known else {"amount_t": 1}
        amount = about.get("amount_t", about.get("amount_fen", 1))
        asked = {"holder": item["holder"], "instrument": about.get("instrument", "CNY"), "amount": amount}
        self._asked.append(asked)
        self._unnoted.append(len(self._asked))
        self._unanswered.append(len(self._asked))

    def item(self, kind: str, holder: str, instrument: str, amount: int, session: str) -> dict[str, Any]:
        """Return a request of a kind; `session`: mostly the one last opened."""
        chance = self._chance
        match kind:
            case "registry.request_return":
                return {"holder": holder, "instrument": instrument, "amount_t": amount}
            case "registry.request_money":
                return {"holder": holder, "amount_fen": amount * 100}
            case "registry.request_freeze":
                if not self._freezes or chance.happens(50):
                    return {"holder": holder, "number": chance.below(4)}
                named = self._freezes[chance.below(len(self._freezes))]
                return {"holder": named["holder"], "number": named["number"]}
            case "exchange.open_session":
                return {"day": session, "positions": "d", "previous_close": []}
            case "exchange.close_session":
                return {"day": session, "trades": 0, "segment": "s", "state_hash": "h", "quotes": []}
        waits = self._unnoted if kind == "registry.note_request_answer" else self._unanswered
        number = waits[0] if waits and chance.happens(900) else chance.below(len(self._asked) + 2)
        known = self._asked[number - 1] if 0 < number <= len(self._asked) else {}
        asked = {"holder": holder, "instrument": instrument, "amount": amount, **known}
        given = asked["amount"] if chance.happens(500) else chance.between(-1, 4) * asked["amount"] // 3
        reason = _REASON if (given < asked["amount"]) != chance.happens(60) else ""
        if kind == "registry.note_request_answer":
            return {"session": session, "number": number, "given": given, "reason": reason}
        return {"day": session, "number": number, **asked, "given": given, "reason": reason}
