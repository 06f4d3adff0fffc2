"""What the workload asks about holdings by law: carry-over, succession, recovery."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanshi.simulation.chance import Chance

#: How often each kind is asked, by weight.
WEIGHTS: Mapping[str, int] = {
    "registry.apply_carry_over": 3,
    "registry.carry_over": 3,
    "registry.refuse_carry_over": 1,
    "registry.correct_carry_over": 2,
    "registry.order_recovery": 2,
    "registry.collect_recovery": 3,
    "registry.close_recovery": 1,
    "registry.succeed": 2,
    "participants.merge_entities": 1,
}

#: What the named holder asks itself, and what needs a second person.
OF_HOLDERS = frozenset({"registry.apply_carry_over"})
CONFIRMED = tuple(kind for kind in WEIGHTS if kind.startswith("registry."))

#: Who is merged into somebody, so that most holders go on.
_ENDING = ("H7", "H8")


class LawWork:
    """Draws these requests; what it knows of applications and claims is a rough guess."""

    def __init__(self, chance: Chance, holders: tuple[str, ...]) -> None:
        self._chance = chance
        self._holders = holders
        self._counts: dict[tuple[str, str], int] = {}
        self._known: dict[str, list[tuple[str, int]]] = {}
        self._heirs: dict[str, str] = {}

    def noticed(self, kind: str, item: Mapping[str, Any]) -> None:
        """Remember what was carried out."""
        if kind in ("registry.apply_carry_over", "registry.order_recovery"):
            key = kind, item["holder"]
            self._counts[key] = self._counts.get(key, 0) + 1
            self._known[kind] = [*self._known.get(kind, [])[-8:], (item["holder"], self._counts[key])]
        elif kind == "participants.merge_entities":
            self._heirs.update(dict.fromkeys(item["merged"], item["heir"]))

    def item(self, kind: str, holder: str, instrument: str, amount: int) -> dict[str, Any]:
        """Return a request of a kind."""
        chance = self._chance
        words = "p/1" if chance.happens(960) else " "
        match kind:
            case "registry.apply_carry_over":
                what = instrument if chance.happens(970) else "CEA25"
                return {"holder": holder, "instrument": what, "amount_t": amount // 6}
            case "registry.order_recovery":
                ground = "order" if chance.happens(950) else ("settle_up", "favour")[chance.below(2)]
                return {
                    "holder": holder, "instrument": instrument, "amount_t": amount // 5, "ground": ground,
                    "instruction": words,
                }  # fmt: skip
            case "registry.succeed":
                return self._succession(holder)
            case "participants.merge_entities":
                return {"heir": holder, "merged": [_ENDING[chance.below(2)]], "ground": words}
        applied = kind.endswith("carry_over")
        of = self._one_of("registry.apply_carry_over" if applied else "registry.order_recovery")
        match kind:
            case "registry.refuse_carry_over":
                return {**of, "reason": words}
            case "registry.correct_carry_over":
                return {**of, "amount_t": amount // 9, "paper": words}
            case "registry.collect_recovery":
                return {**of, "instrument": instrument, "amount_t": amount // 9}
            case "registry.close_recovery":
                ground = ("decision", "deduction", "habit")[chance.below(30) // 14]
                return {**of, "ground": ground, "deduction": 1, "paper": words}
        assert kind == "registry.carry_over", kind
        return of

    def _one_of(self, kind: str) -> dict[str, Any]:
        known = self._known.get(kind)
        if not known or self._chance.happens(30):
            return {"holder": "H1", "number": self._chance.below(4)}
        holder, number = known[self._chance.below(len(known))]
        return {"holder": holder, "number": number}

    def _succession(self, heir: str) -> dict[str, Any]:
        chance = self._chance
        holder = _ENDING[chance.below(2)] if chance.happens(900) else heir
        named = self._heirs.get(holder, heir) if chance.happens(950) else heir
        ground = ("merger", "division", "inheritance", "habit")[max(0, chance.below(24) - 20)]
        paper = "a" * 64 if chance.happens(960) else ""
        return {
            "holder": holder, "ground": ground, "evidence_sha256": paper, "heir": named if chance.happens(970) else "",
        }  # fmt: skip
