"""What the workload asks about one-way auctions: what is set aside and freed, and the booking of a paid allocation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanshi.simulation.chance import Chance

#: How often each kind is asked, by weight.
WEIGHTS: Mapping[str, int] = {
    "registry.set_aside_for_auction": 6,
    "registry.free_from_auction": 5,
    "registry.book_paid_allocation": 4,
}

#: What a holder asks itself, what the exchange does, and what needs a second person.
OF_HOLDERS = frozenset({"registry.set_aside_for_auction"})
OF_EXCHANGE = frozenset({"registry.free_from_auction"})
CONFIRMED = ("registry.book_paid_allocation",)
OUT_OF_SESSION = frozenset({"registry.free_from_auction", "registry.book_paid_allocation"})

#: The authority whose account of the kind `reserve` auctions allowances.
AUTHORITY = "mee"


class OfferWork:
    """Draws these requests; what it knows of auctions is a rough guess."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._auctions = 0
        self._held: dict[tuple[int, str], tuple[str, int]] = {}  # instrument, amount
        self._of_authority: list[int] = []  # freed into trading
        self.freed: list[tuple[str, str, int]] = []  # who may sell what was freed of late, instrument, tonnes

    def noticed(self, kind: str, item: Mapping[str, Any]) -> None:
        """Remember what was carried out."""
        if kind == "registry.set_aside_for_auction":
            key = (item["auction"], item["holder"])
            self._auctions = max(self._auctions, min(item["auction"], 10**6))
            self._held[key] = (item["instrument"], self._held.get(key, ("", 0))[1] + item["amount"])
        elif kind == "registry.free_from_auction":
            instrument, amount = self._held.pop((item["auction"], item["holder"]), ("", 0))
            if item["target"] == "trading" and instrument != "CNY":
                self.freed = [*self.freed[-2:], (item["holder"], instrument, amount)]
                if item["holder"] == AUTHORITY:
                    self._of_authority = [*self._of_authority[-2:], item["auction"]]

    def whose(self, holder: str) -> str:
        """Return who sets something aside: the holder, or the authority."""
        return AUTHORITY if self._chance.happens(350) else holder

    def item(self, kind: str, holder: str, instrument: str, amount: int, session: str) -> dict[str, Any]:
        """Return a request of a kind; `session`: mostly the one last opened."""
        chance = self._chance
        if kind == "registry.set_aside_for_auction":
            more = self._auctions and chance.happens(150)
            number = chance.between(-1, self._auctions) if more else self._auctions + 1
            what = "CNY" if chance.happens(250) else instrument
            return {"holder": holder, "auction": number, "instrument": what, "amount": amount}
        if kind == "registry.free_from_auction":
            number, of = self._one(holder)
            target = ("trading", "back")[chance.below(3) // 2] if chance.happens(960) else "away"
            return {"holder": of, "auction": number, "target": target}
        assert kind == "registry.book_paid_allocation", kind
        last = self._of_authority
        number = last[chance.below(len(last))] if last and chance.happens(930) else chance.below(9)
        unsold = ("keep", "cancel")[chance.below(2)] if chance.happens(960) else "burn"
        of = AUTHORITY if chance.happens(900) else holder
        return {"holder": of, "auction": number, "session": session, "unsold": unsold}

    def _one(self, holder: str) -> tuple[int, str]:
        """Return an auction and who set something aside for it, now and then of none."""
        if not self._held or self._chance.happens(60):
            return self._chance.below(9), holder
        held = sorted(self._held)
        return held[-1 - self._chance.below(min(6, len(held)))]
