"""What the workload asks of the voluntary registry: units moved, traded, frozen, used, and orders on false ones.

It begins with units that are issued already; `HOLDERS` have accounts there, the first is the project's owner.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanshi.simulation.chance import Chance

HOLDERS = ("owner", "trader")
PROJECT, INSTRUMENT = "WIND1", "CCER-WIND1-2024"

#: How often each kind is asked, by weight.
WEIGHTS: Mapping[str, int] = {
    "voluntary.move_in": 20, "voluntary.move_out": 12, "voluntary.open_session": 8, "voluntary.close_session": 8,
    "voluntary.book_trade": 24, "voluntary.transfer": 6, "voluntary.freeze": 6, "voluntary.release": 6,
    "voluntary.use": 12, "voluntary.certify": 5, "voluntary.order_cancellation": 2, "voluntary.cancel_false": 5,
    "voluntary.enforce_order": 4,
}  # fmt: skip

#: What needs a second person of the body that asks.
CONFIRMED = (
    "voluntary.transfer", "voluntary.freeze", "voluntary.release", "voluntary.enforce_order",
    "voluntary.order_cancellation",
)  # fmt: skip

OF_HOLDERS = {
    "voluntary.move_in", "voluntary.move_out", "voluntary.use", "voluntary.certify", "voluntary.cancel_false",
}  # fmt: skip
_OF_EXCHANGE = {"voluntary.open_session", "voluntary.close_session", "voluntary.book_trade"}
_KINDS, _BY_WEIGHT = tuple(WEIGHTS), tuple(WEIGHTS.values())
_SHA = "ab" * 32


class VoluntaryWork:
    """Draws these requests; `day`: the legal day, put by whoever puts the clock."""

    weights = WEIGHTS

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self.day = ""
        self._session, self._trade, self._uses, self._orders = "", 0, 0, 0

    def kind(self) -> str:
        """Return the kind of command that is asked next."""
        return _KINDS[self._chance.pick(_BY_WEIGHT)]

    def who(self, kind: str, item: Mapping[str, Any]) -> tuple[str, str]:
        """Return who asks it, as actor and body; of units with the exchange now and then the exchange."""
        if kind in OF_HOLDERS and not (kind == "voluntary.move_out" and self._chance.happens(300)):
            body = str(item.get("holder", item.get("owner")))
        elif kind == "voluntary.order_cancellation":
            body = "mee"
        else:
            body = "cbgex" if kind in _OF_EXCHANGE or kind == "voluntary.move_out" else "ncsc"
        return f"{body}/1", body

    def noticed(self, kind: str, item: Mapping[str, Any]) -> None:
        """Remember what was carried out."""
        match kind:
            case "voluntary.open_session":
                self._session, self._trade = item["session"], 0
            case "voluntary.book_trade":
                self._trade = item["number"]
            case "voluntary.use":
                self._uses += 1
            case "voluntary.order_cancellation":
                self._orders += 1

    def item(self, kind: str) -> dict[str, Any]:
        """Return a request of a kind."""
        chance = self._chance
        holder = HOLDERS[chance.below(2)]
        units = {"holder": holder, "instrument": self._instrument(), "amount_t": self._amount()}
        paper = {"text": "法执" if chance.happens(970) else " ", "evidence_sha256": self._file()}
        match kind:
            case "voluntary.move_in" | "voluntary.move_out":
                return units
            case "voluntary.freeze" | "voluntary.release":
                return {**units, **paper}
            case "voluntary.transfer":
                to = HOLDERS[chance.below(2)] if chance.happens(950) else "H1"
                ground = "merger" if chance.happens(950) else "gift"
                return {**units, "to": to, "ground": ground, "evidence_sha256": self._file()}
            case "voluntary.use":
                return {**units, **self._purpose()}
            case "voluntary.certify":
                number = chance.between(0, self._uses + 1)
                return {"holder": holder, "number": number, "salt": "5a" * (16 if chance.happens(950) else 3)}
        return self._item_of_others(kind)

    def _item_of_others(self, kind: str) -> dict[str, Any]:
        chance = self._chance
        match kind:
            case "voluntary.open_session":
                return {"session": self.day if chance.happens(950) else "2026-01-01"}
            case "voluntary.close_session":
                listed = chance.between(0, 9)
                quote = {
                    "instrument": self._instrument(), "listing_t": listed, "listing_fen": listed * 7_001,
                    "block_t": 0, "block_fen": 0 if chance.happens(950) else 1,
                }  # fmt: skip
                return {"session": self._session or self.day, "trades": chance.between(-1, 30), "quotes": [quote]}
            case "voluntary.book_trade":
                return {
                    "session": self._session or self.day, "seller": HOLDERS[chance.below(2)],
                    "number": self._trade + 1 if chance.happens(850) else chance.between(0, 31),
                    "buyer": HOLDERS[chance.below(2)] if chance.happens(950) else "H1",
                    "instrument": self._instrument(), "amount_t": self._amount(),
                }  # fmt: skip
            case "voluntary.order_cancellation":
                return {
                    "project": PROJECT if chance.happens(950) else "NONE", "amount_t": self._amount(),
                    "deceit": chance.happens(200), "evidence_sha256": self._file(),
                    "cancel_until": self.day if chance.happens(900) else "2026-01-05",
                }  # fmt: skip
        order = {"project": PROJECT, "order": chance.between(1, self._orders + 1)}
        if kind == "voluntary.enforce_order":
            return order
        assert kind == "voluntary.cancel_false", kind
        return {**order, "owner": "owner", "instrument": self._instrument(), "amount_t": self._amount()}

    def _purpose(self) -> dict[str, Any]:
        chance = self._chance
        purpose = ("own_emissions", "voluntary", "event", "local_surrender", "surrender", "gift")[chance.below(6)]
        return {
            "purpose": purpose, "beneficiary": "", "reason": "抵销" if chance.happens(970) else " ",
            "period": "2025" if chance.happens(900) else "", "salt": ("5a" * 16, "", "5a")[chance.below(20) // 9],
        }  # fmt: skip

    def _instrument(self) -> str:
        return INSTRUMENT if self._chance.happens(970) else "CCER-X-2024"

    def _amount(self) -> int:
        chance = self._chance
        return chance.between(-1, 0) if chance.happens(30) else chance.between(1, 90_000)

    def _file(self) -> str:
        return _SHA if self._chance.happens(970) else "1"
