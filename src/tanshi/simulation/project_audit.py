"""The auditor's opinion on voluntary projects and their reductions: where each stands, and what moves it on.

Days of notices are counted by itself. Reduction 0 is the project; one owner has all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tanshi.core.working_days import add_working_days, next_working_day
from tanshi.simulation.audit_part import AuditPart

_ABOUT = {"project": str, "reduction": int}

#: Fields of what is asked.
FIELDS: Mapping[str, dict[str, type]] = {
    "voluntary.deposit_design": {
        **dict.fromkeys(
            ("project", "owner", "title", "methodology", "area_gb2260", "construction_on", "crediting_from",
             "crediting_until", "additional", "body", "file_name", "file_sha256"), str,
        ),
        "capacity_kw": int, "under_quota": bool, "legal_duty": bool, "figures": list, "plots": list,
    },
    "voluntary.report_reduction": {
        **dict.fromkeys(("owner", "project", "first_day", "last_day", "body", "file_name", "file_sha256"), str),
        "amounts": list,
    },
    "voluntary.comment": {**_ABOUT, "text": str},
    "voluntary.conclude": {
        **_ABOUT, "body": str, "positive": bool, "amounts": list, "handled": list, "file_sha256": str,
    },
    "voluntary.apply": {**_ABOUT, "owner": str, "amounts": list, "declared": bool, "file_sha256": str},
    "voluntary.decide": {**_ABOUT, "accepted": bool, "text": str},
    "voluntary.withdraw": {**_ABOUT, "owner": str, "text": str},
    "voluntary.cancel_project": {"project": str, "ground": str, "text": str},
}  # fmt: skip
CONFIRMED = {"voluntary.decide", "voluntary.cancel_project"}
OF_HOLDERS = {
    "voluntary.deposit_design", "voluntary.report_reduction", "voluntary.apply", "voluntary.withdraw",
}  # fmt: skip
OF_REGISTRY = CONFIRMED
OF_BODIES = {"voluntary.conclude"}
OF_ANYBODY = {"voluntary.comment"}

_GONE = ("negative", "withdrawn")


class ProjectAudit(AuditPart):
    """A mixin of the auditor. A matter: its state, its body, the last day of its notice, its year (0 of a project)."""

    unit_owner: str
    day: str
    false_orders: dict[int, tuple[int, str]]
    enforced: dict[int, int]

    def begin_projects(self) -> None:
        """Nothing was handed in."""
        self.matters: dict[tuple[str, int], tuple[str, str, str, int]] = {}
        self.remarks: dict[tuple[str, int], int] = {}
        self.verified: dict[tuple[str, int], int] = {}  # tonnes of a reduction's year
        self.sites: dict[str, str] = {}  # of projects
        self.more_issued: dict[str, int] = {}  # by instrument, of reductions that were registered since
        self.deceived = False

    def _unbanned(self) -> None:
        if self.deceived or self.enforced:
            self.refuse("voluntary.banned")

    def _file_of(self, item: Mapping[str, Any]) -> None:
        if len(item["file_sha256"]) != 64:
            self.refuse("voluntary.bad_file")

    def _until(self) -> str:
        """Return the last of 20 working days of a notice that begins today."""
        return add_working_days(next_working_day(date.fromisoformat(self.day)), 19).isoformat()

    def _voluntary_deposit_design(self, item: Mapping[str, Any]) -> None:
        self._file_of(item)
        if item["area_gb2260"] != "46":
            self.refuse("voluntary.bad_area")
        self._unbanned()
        name, (site,) = item["project"], item["plots"]
        if (name, 0) in self.matters:
            self.refuse("voluntary.project_exists")
        if item["under_quota"]:
            self.refuse("voluntary.under_quota")
        for other, place in self.sites.items():
            if place == site and self.matters[other, 0][0] not in _GONE:
                self.refuse("voluntary.site_used")
        self.sites[name] = site
        self.matters[name, 0] = ("notice", item["body"], self._until(), 0)

    def _voluntary_report_reduction(self, item: Mapping[str, Any]) -> None:
        name, year = item["project"], int(item["first_day"][:4])
        if (name, 0) not in self.matters:
            self.refuse("voluntary.project_not_found")
        self._unbanned()
        state, body, _, _ = self.matters[name, 0]
        if state != "registered":
            self.refuse("voluntary.project_not_registered")
        if item["body"] == body:
            self.refuse("voluntary.same_body")
        self._file_of(item)
        of_project = [m for (project, number), m in self.matters.items() if project == name and number]
        if any(known == year and stands not in _GONE for stands, _, _, known in of_project):
            self.refuse("voluntary.period_used")
        if [a["year"] for a in item["amounts"]] != [year]:
            self.refuse("voluntary.bad_amounts")
        self.matters[name, len(of_project) + 1] = ("notice", item["body"], self._until(), year)

    def _matter_of(self, item: Mapping[str, Any], *states: str) -> tuple[str, int]:
        key = (item["project"], item["reduction"])
        if key not in self.matters:
            self.refuse("voluntary.no_such_matter")
        if states and self.matters[key][0] not in states:
            self.refuse("voluntary.wrong_step")
        return key

    def _stands_now(self, key: tuple[str, int], state: str) -> None:
        self.matters[key] = (state, *self.matters[key][1:])

    def _voluntary_comment(self, item: Mapping[str, Any]) -> None:
        key = self._matter_of(item)
        state, _, until, _ = self.matters[key]
        if self.day > until or state != "notice":
            self.refuse("voluntary.notice_over")
        if not item["text"].strip():
            self.refuse("voluntary.bad_text")
        self.remarks[key] = self.remarks.get(key, 0) + 1

    def _voluntary_conclude(self, item: Mapping[str, Any]) -> None:
        key = self._matter_of(item, "notice")
        _, body, until, year = self.matters[key]
        if item["body"] != body:
            self.refuse("voluntary.other_body")
        if self.day <= until:
            self.refuse("voluntary.notice_runs")
        self._file_of(item)
        if {f"comment/{n}" for n in range(1, self.remarks.get(key, 0) + 1)} - {h["about"] for h in item["handled"]}:
            self.refuse("voluntary.comment_unhandled")
        given = [(a["year"], a["amount_t"] > 0) for a in item["amounts"]]
        if given != ([(year, True)] if year and item["positive"] else []):
            self.refuse("voluntary.bad_amounts")
        if given:
            self.verified[key] = item["amounts"][0]["amount_t"]
        self._stands_now(key, "concluded" if item["positive"] else "negative")

    def _voluntary_apply(self, item: Mapping[str, Any]) -> None:
        key = self._matter_of(item, "concluded", "refused")
        self._file_of(item)
        if not item["declared"]:
            self.refuse("voluntary.not_declared")
        year = self.matters[key][3]
        if [(a["year"], a["amount_t"]) for a in item["amounts"]] != ([(year, self.verified[key])] if year else []):
            self.refuse("voluntary.not_as_verified")
        if year and f"{year + 5}-01-01" < self.day:
            self.refuse("voluntary.too_old")
        self._stands_now(key, "applied")

    def _voluntary_decide(self, item: Mapping[str, Any]) -> None:
        key = self._matter_of(item, "applied")
        if not item["accepted"]:
            if not item["text"].strip():
                self.refuse("voluntary.without_reason")
            self._stands_now(key, "refused")
            return
        year = self.matters[key][3]
        if year and self.matters[key[0], 0][0] != "registered":
            self.refuse("voluntary.project_not_registered")
        if year:
            self.more_issued[f"CCER-{key[0]}-{year}"] = self.verified[key]
        self._stands_now(key, "registered")

    def _voluntary_withdraw(self, item: Mapping[str, Any]) -> None:
        key = self._matter_of(item, "notice", "concluded", "applied", "refused")
        if not item["text"].strip():
            self.refuse("voluntary.without_reason")
        self._stands_now(key, "withdrawn")

    def _voluntary_cancel_project(self, item: Mapping[str, Any]) -> None:
        key = self._matter_of({**item, "reduction": 0}, "registered")
        if item["ground"] not in ("owner_gone", "project_gone", "owner_wish"):
            self.refuse("voluntary.unknown_ground")
        if not item["text"].strip():
            self.refuse("voluntary.without_reason")
        self._stands_now(key, "cancelled")

    def rows_of_projects(self) -> dict[str, set[tuple[Any, ...]]]:
        """Return by query what the books must answer."""
        if not self.matters:
            return {}
        last = "SELECT MAX(number) FROM voluntary_step AS l WHERE l.project = s.project AND l.reduction = s.reduction"
        stands = {(*key, m[0]) for key, m in self.matters.items() if m[0] != "notice"}
        since = "(SELECT project, reduction, number FROM voluntary_comment WHERE made_on > '2026-03-31')"
        units = "SELECT instrument, issued_t FROM voluntary_instrument WHERE instrument <> 'CCER-WIND1-2024'"
        return {
            units: set(self.more_issued.items()),
            f"SELECT project, reduction, step FROM voluntary_step AS s WHERE number = ({last})": stands,
            "SELECT project, notice_until FROM voluntary_project": {
                (name, until) for (name, number), (_, _, until, _) in self.matters.items() if not number
            },
            f"SELECT project, reduction, COUNT(*) FROM {since} AS c GROUP BY project, reduction": {
                (*key, count) for key, count in self.remarks.items()
            },
        }
