"""The auditor's opinion on accounts that are applied for or brought, and on listed data that change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanshi.simulation.audit_part import AuditPart

#: Fields of what is asked.
FIELDS: Mapping[str, dict[str, type]] = {
    "registry.apply_account": {
        "holder": str, "kind": str, "name": str, "identity": str, "identity_until": str, "papers": list,
    },
    "registry.file_papers": {"holder": str, "papers": list},
    "registry.ask_papers": {"holder": str, "missing": str, "reason": str},
    "registry.admit_holder": {"holder": str},
    "registry.refuse_holder": {"holder": str, "reason": str},
    "registry.bring_holder": {"holder": str, "kind": str, "name": str, "identity": str},
    "registry.change_holder": {
        "holder": str, "name": str, "identity": str, "identity_until": str, "evidence_sha256": str,
    },
    "registry.decide_holder_change": {"holder": str, "accepted": bool, "reason": str},
}  # fmt: skip
OPTIONAL = {"registry.bring_holder": {"identity"}}
OF_APPLICANTS = {"registry.apply_account", "registry.file_papers", "registry.change_holder"}
OF_REGISTRY = set(FIELDS) - OF_APPLICANTS

#: Credit codes that are right in form; of others the workload uses none that are.
CODES = (
    "91370000YY000001X2", "91370000YY00000282", "91370000YY0000036W", "91370000YY0000044P", "91370000YY0000052J",
    "91370000YY0000060D", "91370000YY0000079A", "91370000YY00000875", "91370000YY00000950", "91370000YY0000108M",
    "91370000YY0000116G", "91370000YY0000124B", "91370000YY00001326", "91370000YY00001401", "91370000YY0000159X",
    "91370000YY0000167Q",
)  # fmt: skip

_FIRM = ("application_form", "licence", "legal_representative", "authorisation")

#: Kinds that are applied for: whose, what says who it is, whether it trades, papers.
KINDS: Mapping[str, tuple[set[str], str, bool, tuple[str, ...]]] = {
    "entity": ({"entity"}, "code", True, _FIRM),
    "organisation": ({"participant"}, "code", True, _FIRM),
    "person": ({"participant"}, "paper", True, ("application_form", "identity_document")),
    "project_owner": ({"participant", "entity"}, "code", True, _FIRM),
}

#: Kinds that the authority brings, and whether they trade.
_BROUGHT = {"group": False, "province": False, "reserve": True, "auction_revenue": True}


class ApplicationAudit(AuditPart):
    """A mixin of the auditor: what the books must say of who applied and of listed data.

    An application: kind, name, identity, its last day, papers that miss. Listed data: the first four of these.
    """

    def begin_applications(self) -> None:
        """Nobody applied, and nothing changes."""
        self.applied: dict[str, tuple[str, str, str, str, tuple[str, ...]]] = {}
        self.listed: dict[str, tuple[str, str, str, str]] = {}  # of who is open; "" of who came by the list
        self.changing: dict[str, tuple[str, str, str]] = {}

    def _may_come(self, holder: str) -> None:
        if holder in self.closed:
            self.refuse("registry.holder_ended")
        if f"{holder}/registration" in self.accounts:
            self.refuse("registry.holder_has_account")
        if holder in self.applied:
            self.refuse("registry.holder_applied")

    def _registry_apply_account(self, item: Mapping[str, Any]) -> None:
        holder, kind = item["holder"], item["kind"]
        self._may_come(holder)
        if kind not in (*KINDS, *_BROUGHT):
            self.refuse("registry.unknown_account_kind")
        if kind in _BROUGHT:
            self.refuse("registry.kind_not_applied_for")
        self._of_kind(holder, kind)
        if not item["name"].strip():
            self.refuse("registry.no_holder_name")
        self._says_who(holder, kind, item)
        self._papers(kind, item)
        came = {p["paper"] for p in item["papers"]}
        missing = tuple(paper for paper in KINDS[kind][3] if paper not in came)
        self.applied[holder] = (kind, item["name"].strip(), item["identity"], item["identity_until"], missing)

    def _of_kind(self, holder: str, kind: str) -> None:
        bodies = {role for organisation, role, active in self.actors.values() if active and organisation == holder}
        if not bodies & KINDS[kind][0]:
            self.refuse("registry.not_of_this_kind")

    def _says_who(self, holder: str, kind: str, item: Mapping[str, Any]) -> None:
        identity, until = item["identity"], item["identity_until"]
        good = identity in CODES if KINDS[kind][1] == "code" else len(identity) == 64
        if not good:
            self.refuse("registry.bad_identity")
        others = {h: a[2] for h, a in self.applied.items()} | {
            h: a[2] for h, a in self.listed.items() if h not in self.closed
        }
        if any(h != holder and theirs == identity for h, theirs in others.items()):
            self.refuse("registry.identity_taken")
        if until not in ("", "2199-12-31"):
            self.refuse("registry.identity_expired")

    def _papers(self, kind: str, item: Mapping[str, Any]) -> None:
        for paper in item["papers"]:
            if paper["paper"] not in KINDS[kind][3]:
                self.refuse("registry.unknown_paper")
            if len(paper["sha256"]) != 64:
                self.refuse("registry.bad_paper")

    def _applicant(self, item: Mapping[str, Any]) -> tuple[str, str, str, str, tuple[str, ...]]:
        if item["holder"] not in self.applied:
            self.refuse("registry.no_application")
        return self.applied[item["holder"]]

    def _registry_file_papers(self, item: Mapping[str, Any]) -> None:
        *data, missing = self._applicant(item)
        self._papers(data[0], item)
        if not item["papers"]:
            self.refuse("registry.no_new_paper")
        came = {p["paper"] for p in item["papers"]}
        left = tuple(paper for paper in missing if paper not in came)
        self.applied[item["holder"]] = (data[0], data[1], data[2], data[3], left)

    def _registry_ask_papers(self, item: Mapping[str, Any]) -> None:
        *data, _ = self._applicant(item)
        asked = tuple(item["missing"].split())
        if not asked or not set(asked) <= set(KINDS[data[0]][3]):
            self.refuse("registry.unknown_paper")
        if not item["reason"].strip():
            self.refuse("registry.no_reason_given")
        self.applied[item["holder"]] = (data[0], data[1], data[2], data[3], asked)

    def _registry_admit_holder(self, item: Mapping[str, Any]) -> None:
        holder = item["holder"]
        kind, name, identity, until, missing = self._applicant(item)
        self._of_kind(holder, kind)
        if missing:
            self.refuse("registry.papers_missing")
        del self.applied[holder]
        self._open(holder, kind, KINDS[kind][2], name, identity, until)

    def _open(self, holder: str, kind: str, trades: bool, name: str, identity: str, until: str) -> None:
        self.accounts.add(f"{holder}/registration")
        if trades:
            self.accounts.add(f"{holder}/trading")
        self.listed[holder] = (kind, name, identity, until)

    def _registry_refuse_holder(self, item: Mapping[str, Any]) -> None:
        self._applicant(item)
        if not item["reason"].strip():
            self.refuse("registry.no_reason_given")
        del self.applied[item["holder"]]

    def _registry_bring_holder(self, item: Mapping[str, Any]) -> None:
        holder, kind = item["holder"], item["kind"]
        self._may_come(holder)
        if kind not in (*KINDS, *_BROUGHT):
            self.refuse("registry.unknown_account_kind")
        if kind in KINDS:
            self.refuse("registry.kind_not_brought")
        if not item["name"].strip():
            self.refuse("registry.no_holder_name")
        self._open(holder, kind, _BROUGHT[kind], item["name"].strip(), item.get("identity", ""), "")

    # listed data

    def _registry_change_holder(self, item: Mapping[str, Any]) -> None:
        holder, name = item["holder"], item["name"].strip()
        if f"{holder}/registration" not in self.accounts or holder in self.closed:
            self.refuse("registry.no_open_holder")
        self.by_holder(holder, "change")
        if holder in self.changing:
            self.refuse("registry.change_waits")
        if not name:
            self.refuse("registry.no_new_name")
        kind, *was = self.listed.get(holder, ("entity", "", "", ""))
        if [name, item["identity"], item["identity_until"]] == was:
            self.refuse("registry.nothing_changes")
        self._says_who(holder, kind, item)
        if len(item["evidence_sha256"]) != 64:
            self.refuse("registry.no_evidence_of_change")
        self.changing[holder] = (name, item["identity"], item["identity_until"])

    def _registry_decide_holder_change(self, item: Mapping[str, Any]) -> None:
        holder = item["holder"]
        if holder not in self.changing:
            self.refuse("registry.no_change_waits")
        if not item["accepted"] and not item["reason"].strip():
            self.refuse("registry.no_reason_of_refusal")
        name, identity, until = self.changing.pop(holder)
        if item["accepted"]:
            self.listed[holder] = (self.listed.get(holder, ("entity",))[0], name, identity, until)

    def rows_of_applications(self) -> dict[str, set[tuple[Any, ...]]]:
        """Return by query what the books must answer."""
        listed = {(h, k, n, i) for h, (k, n, i, _) in self.listed.items() if h not in self.closed}
        return {
            "SELECT id, kind, name, identity, missing FROM registry_holder WHERE state = 'applied'": {
                (h, k, n, i, " ".join(missing)) for h, (k, n, i, _, missing) in self.applied.items()
            },
            "SELECT id, kind, name, identity FROM registry_holder WHERE state = 'open' AND name <> ''": listed,
            "SELECT holder, name, identity FROM registry_holder_change WHERE state = 'open'": {
                (h, n, i) for h, (n, i, _) in self.changing.items()
            },
        }
