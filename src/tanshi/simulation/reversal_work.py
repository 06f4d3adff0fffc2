"""What the workload asks about movements of before: surrenders taken back, cancellations certified, what is held given.

Which numbers transfers have only the plain model knows; without one a number is a guess that mostly fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any, Protocol

from tanshi.simulation.chance import Chance

#: How often each kind is asked, by weight.
WEIGHTS: Mapping[str, int] = {
    "registry.reverse_surrender": 3,
    "registry.certify_cancellation": 4,
    "registry.release_held": 5,
}

#: What needs a second person.
CONFIRMED = ("registry.reverse_surrender", "registry.release_held")

#: The account of differentiated issue, who acts for it, and an entity of another province.
PROVINCE, OFFICIAL = "province/37", "province/37/1"
ELSEWHERE = "Z11"


class Numbers(Protocol):
    """Who knows the numbers of transfers: the holder and the tonnes that are left of each."""

    surrenders: dict[int, tuple[str, int, str]]
    cancellations: dict[int, str]


class ReversalWork:
    """Draws these requests."""

    def __init__(self, chance: Chance, known: Numbers | None) -> None:
        self._chance = chance
        self._known = known

    def item(self, kind: str, holder: str, instrument: str, amount: int) -> dict[str, Any]:
        """Return a request of a kind."""
        chance = self._chance
        words = "why" if chance.happens(950) else " "
        match kind:
            case "registry.reverse_surrender":
                of, number, left = self._surrender(holder)
                some = left if chance.happens(200) else chance.between(-1, 1 + min(left // 2, 40_000))
                return {"holder": of, "transfer": number, "amount_t": some + chance.below(50) // 49, "reason": words}
            case "registry.certify_cancellation":
                of, number = self._cancellation(holder)
                salt = "0123456789abcdef" * 2 if chance.happens(900) else "salt"
                return {"holder": of, "transfer": number, "salt": salt}
        assert kind == "registry.release_held", kind
        entity = holder if chance.happens(900) else (ELSEWHERE, "E99")[chance.below(2)]
        return {
            "holder": PROVINCE if chance.happens(950) else ("province/11", holder)[chance.below(2)],
            "entity": entity, "instrument": instrument, "amount_t": amount // 9, "paper": words,
        }  # fmt: skip

    def _surrender(self, holder: str) -> tuple[str, int, int]:
        last = list(islice(reversed(self._known.surrenders.items()), 8)) if self._known else []
        if not last or self._chance.happens(60):
            return holder, self._chance.between(1, 200), 9
        number, (of, left, _) = last[self._chance.below(len(last))]
        return of, number, left

    def _cancellation(self, holder: str) -> tuple[str, int]:
        last = list(islice(reversed(self._known.cancellations.items()), 5)) if self._known else []
        if not last or self._chance.happens(60):
            return holder, self._chance.between(1, 200)
        number, of = last[self._chance.below(len(last))]
        return of, number
