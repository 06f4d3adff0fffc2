"""What the workload asks about holdings that stand still or go for good: freezes, pledges, cancellation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanshi.simulation.chance import Chance

#: How often each kind is asked, by weight.
WEIGHTS: Mapping[str, int] = {
    "registry.freeze": 4,
    "registry.fill_freeze": 3,
    "registry.release_freeze": 4,
    "registry.deduct": 2,
    "registry.offer_pledge": 2,
    "registry.withdraw_pledge": 1,
    "registry.accept_pledge": 2,
    "registry.ask_pledge_release": 2,
    "registry.release_pledge": 2,
    "registry.enforce_pledge": 2,
    "registry.cancel": 2,
    "registry.renew_freeze": 2,
    "registry.end_freeze": 1,
    "registry.surrender_for": 3,
}

#: What the named holder asks itself, what its creditor does, and what needs a second person.
OF_HOLDERS = frozenset(
    {
        "registry.offer_pledge",
        "registry.withdraw_pledge",
        "registry.ask_pledge_release",
        "registry.cancel",
        "registry.surrender_for",
    }
)
OF_CREDITORS = frozenset({"registry.accept_pledge", "registry.release_pledge"})
CONFIRMED = (
    "registry.freeze",
    "registry.fill_freeze",
    "registry.release_freeze",
    "registry.deduct",
    "registry.offer_pledge",
    "registry.release_pledge",
    "registry.enforce_pledge",
    "registry.cancel",
    "registry.renew_freeze",
    "registry.end_freeze",
    "registry.surrender_for",
)


class TieWork:
    """Draws these requests; what it knows of freezes and pledges is a rough guess."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._freezes: list[tuple[str, int]] = []
        self._pledges: list[tuple[str, int, str]] = []
        self._counts: dict[tuple[str, str], int] = {}

    def noticed(self, kind: str, item: Mapping[str, Any]) -> None:
        """Remember what was carried out."""
        if kind not in ("registry.freeze", "registry.offer_pledge"):
            return
        key = kind, item["holder"]
        self._counts[key] = self._counts.get(key, 0) + 1
        if kind == "registry.freeze":
            self._freezes = [*self._freezes[-12:], (item["holder"], self._counts[key])]
        else:
            self._pledges = [*self._pledges[-6:], (item["holder"], self._counts[key], item["pledgee"])]

    def item(self, kind: str, holder: str, other: str, instrument: str, amount: int) -> dict[str, Any]:
        """Return a request of a kind; `other` is another holder, or the same."""
        chance = self._chance
        match kind:
            case "registry.freeze":
                place = ("registration", "trading", "nowhere")[chance.below(100) // 49]
                return {
                    "holder": holder, "place": place, "instrument": instrument, "amount_t": amount, "organ": "court",
                    "paper": "p" if chance.happens(970) else "", "until_day": "2199-12-31",
                }  # fmt: skip
            case "registry.fill_freeze":
                return self._freeze()
            case "registry.release_freeze":
                return {**self._freeze(), "amount_t": amount, "paper": "p"}
            case "registry.renew_freeze":
                until = ("2199-12-31", "2200-01-01", "2200-06-30", "soon")[chance.below(4)]
                return {**self._freeze(), "paper": "p" if chance.happens(950) else " ", "until_day": until}
            case "registry.end_freeze":
                return self._freeze()
            case "registry.surrender_for":
                return {
                    "holder": holder, "entity": other if chance.happens(950) else "E99", "instrument": instrument,
                    "amount_t": amount // 3, "period": "2022", "consent": "c" if chance.happens(950) else "",
                }  # fmt: skip
            case "registry.deduct":
                taker = other if chance.happens(500) else ""
                return {**self._freeze(), "amount_t": amount // 3, "taker": taker, "paper": "p"}
            case "registry.offer_pledge":
                return {
                    "holder": holder, "pledgee": other, "instrument": instrument, "amount_t": amount // 2,
                    "contract": "c",
                }  # fmt: skip
            case "registry.cancel":
                return {
                    "holder": holder, "instrument": instrument, "amount_t": amount // 5,
                    "reason": "why" if chance.happens(950) else "", "beneficiary": "",
                }  # fmt: skip
        of, number, pledgee = self._pledge()
        if kind in OF_CREDITORS:
            return {"pledgee": pledgee, "holder": of, "number": number}
        if kind == "registry.enforce_pledge":
            return {
                "holder": of, "number": number, "amount_t": amount // 4,
                "taker": pledgee if chance.happens(500) else other,
                "ground": ("agreement", "court", "habit")[chance.below(100) // 49],
                "paper": "p" if chance.happens(970) else " ",
            }  # fmt: skip
        reason = {"reason": "why"} if kind == "registry.ask_pledge_release" else {}
        return {"holder": of, "number": number, **reason}

    def _freeze(self) -> dict[str, Any]:
        if not self._freezes or self._chance.happens(30):
            return {"holder": "H1", "number": self._chance.below(4)}
        holder, number = self._freezes[self._chance.below(len(self._freezes))]
        return {"holder": holder, "number": number}

    def _pledge(self) -> tuple[str, int, str]:
        if not self._pledges or self._chance.happens(30):
            return "H2", self._chance.below(4), "H3"
        return self._pledges[self._chance.below(len(self._pledges))]
