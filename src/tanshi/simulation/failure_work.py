"""What the workload asks about trades that fail: noted, topped up, covered, let go; lawful and not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanshi.simulation.chance import Chance

#: How often each kind is asked, by weight.
WEIGHTS: Mapping[str, int] = {
    "registry.fail_trade": 6,
    "registry.settle_failed_trade": 3,
    "registry.offer_cover": 2,
    "registry.cover_failure": 4,
    "registry.recover_claim": 2,
    "registry.void_failed_trade": 1,
    "registry.leave_failed_trade": 1,
    "registry.fund_reserve": 1,
    "registry.object_settlement": 4,
    "registry.decide_settlement_objection": 3,
    "registry.reverse_trade": 3,
}

#: What a holder asks itself, and what needs a second person; only the exchange notes that a trade fails.
OF_HOLDERS = frozenset({"registry.offer_cover", "registry.leave_failed_trade", "registry.object_settlement"})
_ALONE = {"registry.settle_failed_trade", "registry.object_settlement", "registry.decide_settlement_objection"}
CONFIRMED = tuple(kind for kind in WEIGHTS if kind not in _ALONE)

#: Days on which the clocks of the trials stand.
_DAYS = ("2023-05-04", "2023-06-01", "2023-06-02")


class FailureWork:
    """Draws requests about failed trades; what it knows of them is a rough guess."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._failed: list[dict[str, Any]] = []
        self._offers: list[dict[str, Any]] = []
        self._trades: list[dict[str, Any]] = []
        self._objections: list[dict[str, Any]] = []

    def noticed(self, kind: str, item: Mapping[str, Any]) -> None:
        """Remember what was carried out."""
        if kind == "registry.fail_trade":
            self._failed.append(dict(item))
        elif kind == "registry.offer_cover":
            self._offers.append(dict(item))
        elif kind == "registry.settle_trade":
            self._trades.append(dict(item))
        elif kind == "registry.object_settlement":
            self._objections.append(dict(item))

    def item(self, kind: str, holder: str, trade: Mapping[str, Any], amount: int) -> dict[str, Any]:
        """Return a request of a kind; `trade` is the next of the session, `amount` what it may be about."""
        chance = self._chance
        if "objection" in kind or kind in ("registry.object_settlement", "registry.reverse_trade"):
            return self._objection(kind, holder)
        match kind:
            case "registry.fail_trade":
                more = amount * (1 if chance.happens(300) else 3)
                return {**trade, "quantity_t": more, "reason": "why" if chance.happens(970) else ""}
            case "registry.offer_cover":
                return {**self._failure(), "holder": holder, "price_fen": chance.between(-1, 9000)}
            case "registry.leave_failed_trade":
                return {**self._failure(), "holder": holder}
            case "registry.void_failed_trade":
                return {**self._failure(), "paper": "p/1" if chance.happens(900) else " "}
            case "registry.cover_failure":
                return self._cover()
            case "registry.recover_claim":
                return {**self._failure(), "amount_fen": amount * 100}
            case "registry.fund_reserve":
                return {
                    "source": ("reserve", "own", "reserve", "bank")[chance.below(4)],
                    "amount_fen": chance.between(-1, 50_000_000), "reference": f"r/{amount}",
                }  # fmt: skip
        assert kind == "registry.settle_failed_trade", kind
        return self._failure()

    def _failure(self) -> dict[str, Any]:
        """Return the number of one of the last failed trades, now and then of none."""
        if not self._failed or self._chance.happens(30):
            return {"session": "2023-01-01", "number": 1 + self._chance.below(9)}
        of = self._failed[-1 - self._chance.below(min(12, len(self._failed)))]
        return {"session": of["session"], "number": of["number"]}

    def _cover(self) -> dict[str, Any]:
        chance = self._chance
        named, by = self._failure(), ""
        if self._offers and chance.happens(500):
            offer = self._offers[-1 - chance.below(min(6, len(self._offers)))]
            named, by = {"session": offer["session"], "number": offer["number"]}, offer["holder"]
        return {
            **named, "source": ("reserve", "own", "bank")[chance.below(21) // 10], "offered_by": by,
            "costs_fen": chance.between(-1, 99), "paper": "p/1" if chance.happens(950) else "",
        }  # fmt: skip

    def _objection(self, kind: str, holder: str) -> dict[str, Any]:
        """Return a request about an objection: mostly to a day that can still be objected to."""
        chance, words = self._chance, "why" if self._chance.happens(960) else " "
        if kind == "registry.object_settlement":
            of_trade = self._trades and chance.happens(300)
            day = self._trades[-1]["session"] if of_trade else _DAYS[chance.below(len(_DAYS))]
            return {"holder": holder, "day": day, "reason": words}
        known = self._objections[-1 - chance.below(min(6, len(self._objections)))] if self._objections else {}
        named = {"holder": known.get("holder", holder), "day": known.get("day", _DAYS[0])}
        if kind == "registry.decide_settlement_objection":
            return {**named, "upheld": chance.happens(700), "text": words}
        return {"holder": named["holder"], "session": named["day"], "number": 1 + chance.below(4), "paper": words}
