"""What the workload asks about voluntary projects: design documents, notices, reports, applications, decisions.

What it knows of where a matter stands is what it was told; now and then it asks out of turn.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanshi.simulation.chance import Chance
from tanshi.simulation.voluntary_work import PROJECT

#: How often each kind is asked, by weight.
WEIGHTS: Mapping[str, int] = {
    "voluntary.deposit_design": 4, "voluntary.report_reduction": 6, "voluntary.comment": 6, "voluntary.conclude": 10,
    "voluntary.apply": 8, "voluntary.decide": 8, "voluntary.withdraw": 2, "voluntary.cancel_project": 1,
}  # fmt: skip
CONFIRMED = ("voluntary.decide", "voluntary.cancel_project")
OWNER, VALIDATOR, VERIFIER = "owner", "validator", "verifier"
OF_OWNERS = {
    "voluntary.deposit_design", "voluntary.report_reduction", "voluntary.apply", "voluntary.withdraw",
}  # fmt: skip

_SHA = "ab" * 32
_KINDS, _BY_WEIGHT = tuple(WEIGHTS), tuple(WEIGHTS.values())
#: Projects that may be handed in; the third stands where the second does.
_SITES = {"P1": 110, "P2": 112, "P3": 112}
_YEARS = (2021, 2022, 2023, 2024, 2025)


class ProjectWork:
    """Draws these requests; it begins with a project that is registered, with reductions of 2024."""

    weights = WEIGHTS

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self.day = ""
        self._first = project = PROJECT
        self._matters: dict[tuple[str, int], str] = {(project, 0): "registered", (project, 1): "registered"}
        self._comments: dict[tuple[str, int], int] = {}
        self._years: dict[tuple[str, int], int] = {(project, 1): 2024}

    def kind(self) -> str:
        """Return the kind of command that is asked next."""
        return _KINDS[self._chance.pick(_BY_WEIGHT)]

    def who(self, kind: str, item: Mapping[str, Any]) -> tuple[str, str]:
        """Return who asks it, as actor and body."""
        body = "cbgex" if kind == "voluntary.comment" else "ncsc"
        if kind in OF_OWNERS:
            body = OWNER
        elif kind == "voluntary.conclude":
            body = str(item["body"])
        return f"{body}/1", body

    def noticed(self, kind: str, item: Mapping[str, Any]) -> None:
        """Remember what was carried out."""
        if kind not in WEIGHTS:
            return
        key = (str(item["project"]), int(item.get("reduction", 0)))
        match kind:
            case "voluntary.deposit_design":
                self._matters[key] = "notice"
            case "voluntary.report_reduction":
                number = sum(project == key[0] for project, _ in self._matters)
                self._matters[key[0], number] = "notice"
                self._years[key[0], number] = int(item["first_day"][:4])
            case "voluntary.comment":
                self._comments[key] = self._comments.get(key, 0) + 1
            case "voluntary.conclude":
                self._matters[key] = "concluded" if item["positive"] else "negative"
            case "voluntary.apply":
                self._matters[key] = "applied"
            case "voluntary.decide":
                self._matters[key] = "registered" if item["accepted"] else "refused"
            case "voluntary.withdraw":
                self._matters[key] = "withdrawn"

    def item(self, kind: str) -> dict[str, Any]:
        """Return a request of a kind."""
        chance = self._chance
        if kind == "voluntary.deposit_design":
            return self._design()
        if kind == "voluntary.report_reduction":
            return self._report()
        text = "说明" if chance.happens(950) else " "
        if kind == "voluntary.cancel_project":
            ground = "owner_wish" if chance.happens(900) else "mood"
            return {"project": ("P1", "P2", "P9")[chance.below(3)], "ground": ground, "text": text}
        project, reduction = self._matter(kind)
        about: dict[str, Any] = {"project": project, "reduction": reduction}
        match kind:
            case "voluntary.comment":
                return {**about, "text": text}
            case "voluntary.withdraw":
                return {**about, "owner": OWNER, "text": text}
            case "voluntary.decide":
                return {**about, "accepted": chance.happens(850), "text": text if chance.happens(900) else ""}
        amounts = self._amounts(project, reduction)
        if kind == "voluntary.apply":
            declared = chance.happens(950)
            return {**about, "owner": OWNER, "amounts": amounts, "declared": declared, "file_sha256": self._file()}
        assert kind == "voluntary.conclude", kind
        positive = chance.happens(900)
        comments = self._comments.get((project, reduction), 0)
        handled = [{"about": f"comment/{n}", "text": "已处理"} for n in range(1, comments + 1) if chance.happens(970)]
        body = VERIFIER if reduction else VALIDATOR
        if not chance.happens(960):
            body = VALIDATOR if reduction else VERIFIER
        return {
            **about, "body": body, "positive": positive, "amounts": amounts if positive else [], "handled": handled,
            "file_sha256": self._file(),
        }  # fmt: skip

    def _matter(self, kind: str) -> tuple[str, int]:
        """Return a matter that stands where the kind of act moves it on, now and then any, or none."""
        chance = self._chance
        at = {
            "voluntary.comment": ("notice",), "voluntary.conclude": ("notice",),
            "voluntary.apply": ("concluded", "refused"), "voluntary.decide": ("applied",),
            "voluntary.withdraw": ("notice", "concluded", "refused"),
        }[kind]  # fmt: skip
        fit = [key for key, state in self._matters.items() if state in at and key != (self._first, 0)]
        if not fit or not chance.happens(900):
            fit = [*self._matters, ("P9", 0), (self._first, 99)]
        return fit[chance.below(len(fit))]

    def _amounts(self, project: str, reduction: int) -> list[dict[str, int]]:
        year = self._years.get((project, reduction))
        if year is None:
            return [] if self._chance.happens(970) else [{"year": 2024, "amount_t": 1}]
        return [{"year": year, "amount_t": 1_000 + year if self._chance.happens(960) else 0}]

    def _design(self) -> dict[str, Any]:
        chance = self._chance
        project = tuple(_SITES)[chance.below(3)]
        west = _SITES[project] * 1_000_000
        plot = f"{west},20000000 {west + 10_000},20000000 {west + 10_000},20010000"
        figures = [{"name": n, "value": v} for n, v in (("connected", "1"), ("distance_km", "45"), ("depth_m", "22"))]
        return {
            "project": project, "owner": OWNER, "title": project, "methodology": "CCER-01-002-V01",
            "area_gb2260": "46" if chance.happens(970) else "99", "construction_on": "2019-05-01",
            "crediting_from": "2021-01-01", "crediting_until": "2030-12-31", "capacity_kw": _SITES[project],
            "under_quota": not chance.happens(970), "legal_duty": False, "additional": "", "figures": figures,
            "plots": [plot], "body": VALIDATOR, "file_name": "设计文件.pdf", "file_sha256": self._file(),
        }  # fmt: skip

    def _report(self) -> dict[str, Any]:
        chance = self._chance
        year = _YEARS[chance.below(len(_YEARS))]
        project = self._first if chance.happens(700) else ("P1", "P2", "P9")[chance.below(3)]
        return {
            "owner": OWNER, "project": project, "first_day": f"{year}-01-01", "last_day": f"{year}-12-31",
            "amounts": [{"year": year if chance.happens(960) else year + 1, "amount_t": 5_000}],
            "body": VERIFIER if chance.happens(950) else VALIDATOR, "file_name": "核算报告.pdf",
            "file_sha256": self._file(),
        }  # fmt: skip

    def _file(self) -> str:
        return _SHA if self._chance.happens(970) else "1"
