"""What the workload asks about accounts that are applied for or brought, and about listed data that change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanshi.simulation.application_audit import CODES, KINDS
from tanshi.simulation.chance import Chance
from tanshi.simulation.offer_work import AUTHORITY
from tanshi.simulation.reversal_work import PROVINCE

#: How often each kind is asked, by weight.
WEIGHTS: Mapping[str, int] = {
    "registry.apply_account": 4,
    "registry.file_papers": 3,
    "registry.ask_papers": 1,
    "registry.admit_holder": 3,
    "registry.refuse_holder": 1,
    "registry.bring_holder": 2,
    "registry.change_holder": 2,
    "registry.decide_holder_change": 2,
}

#: What a holder asks itself, or who wants to be one.
OF_HOLDERS = frozenset({"registry.apply_account", "registry.file_papers", "registry.change_holder"})

#: The first of the participants that apply; more are admitted as it goes.
FIRST = ("W1", "W2", "W3")

_SHA = "b" * 64


class ApplicationWork:
    """Draws these requests; what it knows of applications is a rough guess."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._known = list(FIRST)
        self._applied: list[tuple[str, str]] = []  # holder, kind
        self._changing: list[str] = []
        self._brought = 0

    def newcomer(self) -> dict[str, Any]:
        """Return the admission of a participant that has no account yet, now and then of one that is there."""
        number = len(self._known) + (1 if self._chance.happens(900) else 0)
        return {"actor": f"P{number}/1", "organisation": f"P{number}", "role": "participant"}

    def noticed(self, kind: str, item: Mapping[str, Any]) -> None:
        """Remember what was carried out."""
        holder = item.get("holder", "")
        match kind:
            case "participants.admit_actor" if item["role"] == "participant":
                self._known.append(item["organisation"])
            case "registry.apply_account":
                self._applied.append((holder, item["kind"]))
            case "registry.admit_holder" | "registry.refuse_holder":
                self._applied = [known for known in self._applied if known[0] != holder]
            case "registry.bring_holder":
                self._brought += 1
            case "registry.change_holder":
                self._changing = [*self._changing[-5:], holder]

    def item(self, kind: str, holder: str) -> dict[str, Any]:
        """Return a request of a kind; `holder`: one that has an account."""
        chance = self._chance
        words = "why" if chance.happens(950) else " "
        match kind:
            case "registry.apply_account":
                return self._application(holder)
            case "registry.file_papers":
                of, what = self._one(holder)
                return {"holder": of, "papers": self._papers(what, 500)}
            case "registry.ask_papers":
                of, what = self._one(holder)
                asked = KINDS[what][3][:2] if chance.happens(800) else ("passport",)
                return {"holder": of, "missing": " ".join(asked), "reason": words}
            case "registry.admit_holder":
                return {"holder": self._one(holder)[0]}
            case "registry.refuse_holder":
                return {"holder": self._one(holder)[0], "reason": words}
            case "registry.bring_holder":
                if self._brought < 2 and chance.happens(800):
                    of, what = ((PROVINCE, "province"), (AUTHORITY, "reserve"))[self._brought]
                    return {"holder": of, "kind": what, "name": "37"}
                what = ("group", "province", "reserve", "entity", "tent")[chance.below(5)]
                of = f"B{self._brought + 1}" if chance.happens(800) else holder
                return {"holder": of, "kind": what, "name": words.strip()}
            case "registry.change_holder":
                of = holder if chance.happens(700) else self._known[chance.below(len(self._known))]
                data = self._data() if chance.happens(500) else {**self._data(), "name": of}
                return {"holder": of, **data, "evidence_sha256": _SHA if chance.happens(950) else "x"}
        assert kind == "registry.decide_holder_change", kind
        of = self._changing[chance.below(len(self._changing))] if self._changing else holder
        return {"holder": of, "accepted": chance.happens(700), "reason": words}

    def _application(self, holder: str) -> dict[str, Any]:
        chance = self._chance
        of = self._known[-1 - chance.below(min(4, len(self._known)))] if chance.happens(950) else holder
        what = ("organisation", "person", "project_owner")[chance.below(3)]
        if chance.happens(80):
            what = ("entity", "province", "tent")[chance.below(3)]
        data = self._data()
        if what == "person" and chance.happens(950):
            data["identity"] = f"{chance.below(10**6):064x}"
        return {"holder": of, "kind": what, **data, "papers": self._papers(what, 850)}

    def _data(self) -> dict[str, str]:
        chance = self._chance
        identity = CODES[chance.below(len(CODES))] if chance.happens(950) else CODES[0][::-1]
        until = ("2199-12-31", "2020-01-01", "soon")[chance.below(3)] if chance.happens(120) else ""
        name = f"name {chance.below(9)}" if chance.happens(960) else " "
        return {"name": name, "identity": identity, "identity_until": until}

    def _papers(self, kind: str, share: int) -> list[dict[str, str]]:
        """Return papers of a kind, each there with a share of a thousand; now and then one that is not of the kind."""
        chance = self._chance
        wanted = KINDS[kind][3] if kind in KINDS else ()
        papers = [{"paper": paper, "sha256": _SHA} for paper in wanted if chance.happens(share)]
        if chance.happens(30):
            papers.append({"paper": "passport", "sha256": _SHA})
        if papers and chance.happens(30):
            papers[0] = {**papers[0], "sha256": "x"}
        return papers

    def _one(self, holder: str) -> tuple[str, str]:
        """Return who applied, with the kind; now and then somebody who did not."""
        if not self._applied or self._chance.happens(60):
            return holder, "organisation"
        return self._applied[self._chance.below(len(self._applied))]
