"""The auditor's opinion on holders: who may do what while it is restricted, represented, barred or closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanshi.simulation.audit_part import AuditPart

#: Fields of what is asked about holders.
FIELDS: Mapping[str, dict[str, type]] = {
    "registry.restrict_holder": {"holder": str, "ground": str, "text": str, "evidence_sha256": str},
    "registry.lift_restriction": {"holder": str, "number": int, "text": str},
    "registry.object_restriction": {"holder": str, "number": int, "reason": str, "evidence_sha256": str},
    "registry.answer_restriction_objection": {"holder": str, "number": int, "upheld": bool, "text": str},
    "registry.name_representatives": {"holder": str, "named": list},
    "registry.end_representatives": {"holder": str, "representatives": str, "ground": str},
    "registry.note_barred": {"holder": str, "ground": str},
    "registry.report_disposal": {"holder": str, "evidence_sha256": str},
    "registry.ask_closing": {"holder": str, "reason": str},
    "registry.close_holder": {"holder": str, "ground": str, "evidence_sha256": str},
}
OPTIONAL = {
    "registry.restrict_holder": {"evidence_sha256"}, "registry.object_restriction": {"evidence_sha256"},
    "registry.close_holder": {"evidence_sha256"},
}  # fmt: skip
CONFIRMED = {
    "registry.lift_restriction", "registry.name_representatives", "registry.end_representatives",
    "registry.close_holder", "registry.answer_restriction_objection",
}  # fmt: skip
OF_REGISTRY = set(FIELDS) - {"registry.object_restriction", "registry.report_disposal", "registry.ask_closing"}
OF_ENTITIES = {
    "registry.object_restriction",
    "registry.report_disposal", "registry.ask_closing", "registry.name_representatives",
    "registry.end_representatives",
}  # fmt: skip

#: What each ground stops.
_STOPS = {
    "data_invalid": {"withdraw", "fund", "transfer", "cancel", "pledge", "cover"},
    "inquiry": {"withdraw", "fund", "return", "transfer", "cancel", "pledge", "carry_over", "cover"},
    "delivery_default": {"withdraw", "transfer", "cancel", "pledge", "cover"},
    "exchange_measure": {"withdraw", "fund", "return", "transfer", "cover"},
    "incapacity": {
        "deposit", "withdraw", "fund", "return", "transfer", "surrender", "cancel", "pledge", "carry_over", "cover",
    },
    "barred": {"deposit", "receive", "transfer", "pledge"},
}  # fmt: skip


class HolderAudit(AuditPart):
    """A mixin of the auditor: what the books must say of holders."""

    def begin_holders(self) -> None:
        """Nothing is known of any holder yet."""
        self.restrictions: dict[tuple[str, int], str] = {}  # ground of those that stand
        self.numbers: dict[str, int] = {}
        self.said_against: dict[tuple[str, int], str] = {}  # open, upheld, rejected
        self.represents: dict[tuple[str, str], str] = {}  # role
        self.barred: dict[str, str] = {}  # to sell, reported
        self.closing: set[str] = set()
        self.closed: set[str] = set()

    # what others ask

    def stopped(self, holder: str, deed: str) -> str:
        """Return why a deed of a holder is refused, or ""."""
        if holder in self.closed:
            return "registry.holder_closed"
        grounds = [ground for (of, _), ground in self.restrictions.items() if of == holder]
        return "registry.restricted" if any(deed in _STOPS[ground] for ground in grounds) else ""

    def not_stopped(self, holder: str, deed: str) -> None:
        """Refuse a deed that is stopped."""
        if why := self.stopped(holder, deed):
            self.refuse(why)

    def by_holder(self, holder: str, deed: str) -> None:
        """Refuse a deed that is stopped, and of who is named from a day that never comes."""
        if f"{holder}/registration" not in self.accounts:
            return
        self.not_stopped(holder, deed)
        if any(of == holder for of, _ in self.represents):
            self.refuse("registry.not_an_initiator")

    # their own acts

    def _registry_restrict_holder(self, item: Mapping[str, Any]) -> None:
        holder, ground = item["holder"], item["ground"]
        self._held_open(holder, "registry.not_held_open")
        if ground not in _STOPS or ground == "barred":
            self.refuse("registry.unknown_restriction_ground")
        if any(of == holder and found == ground for (of, _), found in self.restrictions.items()):
            self.refuse("registry.restricted_already")
        if not item["text"].strip():
            self.refuse("registry.no_text_of_restriction")
        self._restrict(holder, ground)

    def _restrict(self, holder: str, ground: str) -> None:
        self.numbers[holder] = self.numbers.get(holder, 0) + 1
        self.restrictions[holder, self.numbers[holder]] = ground

    def _registry_lift_restriction(self, item: Mapping[str, Any]) -> None:
        key = (item["holder"], item["number"])
        if key not in self.restrictions:
            self.refuse("registry.no_restriction")
        if not item["text"].strip():
            self.refuse("registry.no_text_of_restriction")
        self._lift(key)

    def _lift(self, key: tuple[str, int]) -> None:
        if self.restrictions.pop(key) == "barred":
            del self.barred[key[0]]

    def _registry_object_restriction(self, item: Mapping[str, Any]) -> None:
        key = (item["holder"], item["number"])
        if key not in self.restrictions:
            self.refuse("registry.no_restriction")
        self.by_holder(item["holder"], "object")
        if key in self.said_against:
            self.refuse("registry.objected_already")
        if self.answered == "registry.objection_too_late":  # the clock's
            self.refuse(self.answered)
        if not item["reason"].strip():
            self.refuse("registry.no_text_of_restriction")
        if item.get("evidence_sha256") and len(item["evidence_sha256"]) != 64:
            self.refuse("registry.bad_restriction_evidence")
        self.said_against[key] = "open"

    def _registry_answer_restriction_objection(self, item: Mapping[str, Any]) -> None:
        key = (item["holder"], item["number"])
        if self.said_against.get(key) != "open":
            self.refuse("registry.no_objection")
        if not item["text"].strip():
            self.refuse("registry.no_text_of_restriction")
        self.said_against[key] = "upheld" if item["upheld"] else "rejected"
        if item["upheld"] and key in self.restrictions:
            self._lift(key)

    def _registry_name_representatives(self, item: Mapping[str, Any]) -> None:
        holder = item["holder"]
        self._settles(holder)
        if not item["named"]:
            self.refuse("registry.nobody_named")
        roles = self._roles(holder)
        for named in item["named"]:
            if named["role"] not in ("initiator", "approver", "viewer"):
                self.refuse("registry.unknown_representative_role")
            if not self._is_of(holder, named["actor"]):
                self.refuse("registry.not_of_holder")
            if named["actor"] in roles:
                self.refuse("registry.already_named")
            roles[named["actor"]] = named["role"]
        self._both(roles)
        self.represents |= {(holder, actor): role for actor, role in roles.items()}

    def _registry_end_representatives(self, item: Mapping[str, Any]) -> None:
        holder, ended = item["holder"], item["representatives"].split()
        self._settles(holder)
        roles = self._roles(holder)
        for actor in ended:
            if roles.pop(actor, "") == "":
                self.refuse("registry.not_named")
        if roles:
            self._both(roles)
        for actor in ended:
            del self.represents[holder, actor]

    def _registry_note_barred(self, item: Mapping[str, Any]) -> None:
        self._held_open(item["holder"], "registry.holds_no_account")
        if item["holder"] in self.barred:
            self.refuse("registry.barred_already")
        if not item["ground"].strip():
            self.refuse("registry.no_ground_of_bar")
        self.barred[item["holder"]] = "to sell"
        self._restrict(item["holder"], "barred")

    def _registry_report_disposal(self, item: Mapping[str, Any]) -> None:
        holder = item["holder"]
        if self.barred.get(holder) != "to sell":
            self.refuse("registry.not_barred")
        self.by_holder(holder, "report")
        if len(item["evidence_sha256"]) != 64:
            self.refuse("registry.bad_report_evidence")
        if any(amount for instrument, amount in self._left(holder) if instrument != "CNY"):
            self.refuse("registry.not_sold")
        self.barred[holder] = "reported"

    def _registry_ask_closing(self, item: Mapping[str, Any]) -> None:
        self._held_open(item["holder"], "registry.nothing_to_close")
        self.by_holder(item["holder"], "close")
        if item["holder"] in self.closing:
            self.refuse("registry.closing_asked")
        if not item["reason"].strip():
            self.refuse("registry.no_reason_of_closing")
        self.closing.add(item["holder"])

    def _registry_close_holder(self, item: Mapping[str, Any]) -> None:
        holder, ground, paper = item["holder"], item["ground"], item.get("evidence_sha256", "")
        self._held_open(holder, "registry.nothing_to_close")
        if ground not in ("merger", "division", "dissolution", "bankruptcy", "death", "by_law", "own_wish"):
            self.refuse("registry.unknown_closing_ground")
        if ground == "death":
            self.refuse("registry.ground_of_other_kind")
        if ground == "own_wish" and holder not in self.closing:
            self.refuse("registry.not_asked_to_close")
        if ground == "own_wish" and self.is_under_way(holder):
            self.refuse("registry.closing_under_way")
        if (ground in ("dissolution", "bankruptcy", "by_law") or paper) and len(paper) != 64:
            self.refuse("registry.no_paper_of_closing")
        if ground == "division" or (ground == "merger" and holder not in self.merged):
            self.refuse("registry.no_heirs")
        if self.is_open:
            self.refuse("registry.positions_with_exchange")
        if any(amount for _, amount in self._left(holder)):
            self.refuse("registry.not_empty")
        self.closed.add(holder)

    def rows_of_holders(self) -> dict[str, set[tuple[Any, ...]]]:
        """Return by query what the books must answer."""
        return {
            "SELECT holder, number, ground FROM registry_restriction WHERE state = 'standing'": {
                (*key, ground) for key, ground in self.restrictions.items()
            },
            "SELECT holder, number, objection FROM registry_restriction WHERE objection <> ''": {
                (*key, state) for key, state in self.said_against.items()
            },
        }

    def _left(self, holder: str) -> list[tuple[str, int]]:
        return [(i, amount) for (account, i), amount in self.balances.items() if account.startswith(f"{holder}/")]

    def _held_open(self, holder: str, outcome: str) -> None:
        if f"{holder}/registration" not in self.accounts or holder in self.closed:
            self.refuse(outcome)

    def _settles(self, holder: str) -> None:
        """Refuse two of a holder's side once somebody is named from a day that never comes."""
        self._held_open(holder, "registry.holder_not_open")
        if self._is_of(holder, self.actor) and self._roles(holder):
            self.refuse("registry.not_for_representatives")

    def _is_of(self, holder: str, actor: str) -> bool:
        organisation, _, active = self.actors.get(actor, ("", "", False))
        return active and holder in (organisation, self.bound_to.get(actor))

    def _roles(self, holder: str) -> dict[str, str]:
        return {actor: role for (of, actor), role in self.represents.items() if of == holder}

    def _both(self, roles: Mapping[str, str]) -> None:
        if not {"initiator", "approver"} <= set(roles.values()):
            self.refuse("registry.needs_both_roles")
