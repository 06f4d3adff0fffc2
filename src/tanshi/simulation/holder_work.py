"""What the workload asks about holders: restricted and let go, represented, barred, closed; lawful and not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanshi.simulation.chance import Chance

#: How often each kind is asked, by weight.
WEIGHTS: Mapping[str, int] = {
    "registry.restrict_holder": 2,
    "registry.lift_restriction": 4,
    "registry.object_restriction": 3,
    "registry.answer_restriction_objection": 3,
    "registry.name_representatives": 1,
    "registry.end_representatives": 2,
    "registry.note_barred": 1,
    "registry.report_disposal": 1,
    "registry.ask_closing": 1,
    "registry.close_holder": 2,
}

#: What a holder asks itself; all else is the registry's.
OF_HOLDERS = frozenset({"registry.object_restriction", "registry.report_disposal", "registry.ask_closing"})

#: What needs a second person.
CONFIRMED = (
    "registry.lift_restriction",
    "registry.answer_restriction_objection",
    "registry.name_representatives",
    "registry.end_representatives",
    "registry.close_holder",
)

#: A day that no drill reaches: who is named from it on never acts, so that a holder's own acts stand still.
_NEVER = "2999-01-01"
_SHA = "a" * 64
_GROUNDS = ("data_invalid", "delivery_default", "exchange_measure", "inquiry", "incapacity", "barred", "mood")
_ENDS = ("bankruptcy", "own_wish", "dissolution", "death", "merger", "mood")


class HolderWork:
    """Draws requests about holders; what it knows of them is a rough guess."""

    def __init__(self, chance: Chance, holders: tuple[str, ...]) -> None:
        self._chance = chance
        self._holders = holders
        self._restrictions: dict[str, int] = {}  # how many there were, by holder
        self._restricted: list[tuple[str, int]] = []
        self._objected: list[tuple[str, int]] = []
        self._named: list[str] = []
        self._barred: list[str] = []
        self._opened: list[str] = []  # by the workload: nothing is on them

    def item(self, kind: str, holder: str) -> dict[str, Any]:
        """Return a request of a kind, mostly about a holder for whom it makes sense."""
        chance, text = self._chance, "why" if self._chance.happens(960) else " "
        match kind:
            case "registry.restrict_holder":
                return {"holder": holder, "ground": _GROUNDS[chance.below(len(_GROUNDS))], "text": text}
            case "registry.lift_restriction":
                found = self._some(self._restricted) or (holder, 1)
                return {"holder": found[0], "number": found[1], "text": text}
            case "registry.object_restriction":
                found = self._some(self._restricted) or (holder, 1)
                paper = {} if chance.happens(800) else {"evidence_sha256": (_SHA, "x")[chance.below(2)]}
                return {"holder": found[0], "number": found[1], "reason": text, **paper}
            case "registry.answer_restriction_objection":
                found = self._some(self._objected) or (holder, 1)
                return {"holder": found[0], "number": found[1], "upheld": chance.happens(400), "text": text}
            case "registry.name_representatives":
                return {"holder": holder, "named": self._representatives(holder)}
            case "registry.end_representatives":
                named = self._some(self._named) or holder
                both = chance.happens(900)
                return {
                    "holder": named, "representatives": f"{named}/1 {named}/2" if both else f"{named}/1",
                    "ground": "drill",
                }  # fmt: skip
            case "registry.note_barred":
                return {"holder": holder, "ground": text}
            case "registry.report_disposal":
                evidence = _SHA if chance.happens(950) else "x"
                return {"holder": self._some(self._barred) or holder, "evidence_sha256": evidence}
            case "registry.ask_closing":
                return {"holder": holder, "reason": text}
        assert kind == "registry.close_holder", kind
        if empty := self._some(self._opened):
            ground = _ENDS[chance.below(len(_ENDS))] if chance.happens(500) else _ENDS[0]
            return {"holder": empty, "ground": ground, "evidence_sha256": _SHA if chance.happens(900) else ""}
        # the others go on trading, so they are asked for what is never lawful
        return {"holder": holder, "ground": ("death", "merger", "mood")[chance.below(3)], "evidence_sha256": _SHA}

    def notice(self, kind: str, item: Mapping[str, Any]) -> None:
        """Improve the guess after something was carried out."""
        holder = item.get("holder", "")
        match kind:
            case "registry.restrict_holder" | "registry.note_barred":
                self._restrictions[holder] = self._restrictions.get(holder, 0) + 1
                self._restricted.append((holder, self._restrictions[holder]))
                if kind == "registry.note_barred":
                    self._barred.append(holder)
            case "registry.lift_restriction" | "registry.answer_restriction_objection":
                if item.get("upheld", True) and (holder, item["number"]) in self._restricted:
                    self._restricted.remove((holder, item["number"]))
            case "registry.object_restriction":
                self._objected = [*self._objected[-6:], (holder, item["number"])]
            case "registry.name_representatives":
                self._named.append(holder)
            case "registry.end_representatives" if holder in self._named:
                self._named.remove(holder)
            case "registry.report_disposal" if holder in self._barred:
                self._barred.remove(holder)
            case "registry.open_account":
                self._opened.append(holder)
            case "registry.close_holder" if holder in self._opened:
                self._opened.remove(holder)

    def _representatives(self, holder: str) -> list[dict[str, str]]:
        chance = self._chance
        other = holder if chance.happens(950) else self._holders[chance.below(len(self._holders))]
        role = "approver" if chance.happens(900) else ("viewer", "boss")[chance.below(2)]
        named = [
            {"actor": f"{holder}/1", "role": "initiator", "from_day": _NEVER},
            {"actor": f"{other}/2", "role": role, "from_day": _NEVER},
        ]
        return named if chance.happens(970) else []

    def _some(self, known: list[Any]) -> Any:
        return known[self._chance.below(len(known))] if known and self._chance.happens(900) else None
