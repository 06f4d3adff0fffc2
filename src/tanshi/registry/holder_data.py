"""Listed data of holders (登记信息变更): a change is filed, and accepted or refused within the working days of the
kind.

Until it is accepted the earlier data stand; one change waits at a time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.registry.account_ids import registration
from tanshi.registry.applications import bad_identity
from tanshi.registry.kinds import RegistryLaw, after_working_days
from tanshi.registry.moves import not_by
from tanshi.registry.outcome import DONE
from tanshi.registry.representatives import whose
from tanshi.registry.tables import HELD_OPEN, AccountRow, HolderChangeRow, HolderRow
from tanshi.rules import Law

OPEN, ACCEPTED, REFUSED = "open", "accepted", "refused"


class HolderDataOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    NO_OPEN_HOLDER = "registry.no_open_holder"
    CHANGE_WAITS = "registry.change_waits"
    NO_NEW_NAME = "registry.no_new_name"
    NOTHING_CHANGES = "registry.nothing_changes"
    NO_EVIDENCE_OF_CHANGE = "registry.no_evidence_of_change"
    NO_CHANGE_WAITS = "registry.no_change_waits"
    NO_REASON_OF_REFUSAL = "registry.no_reason_of_refusal"


@dataclass(frozen=True, slots=True)
class ChangeHolder:
    """File a change of a holder's listed data: name, identity and its last day, all three as they are now."""

    holder: str
    name: str
    identity: str
    identity_until: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class DecideHolderChange:
    """Accept a change of listed data, or refuse it with the reason."""

    holder: str
    accepted: bool
    reason: str


@dataclass(frozen=True, slots=True)
class HolderChangeFiled(Fact):
    """A change of listed data was filed; `due` is the last day for the answer."""

    type: ClassVar[str] = "registry.holder_change_filed/1"
    holder: str
    number: int
    name: str
    identity: str
    identity_until: str
    was_name: str
    was_identity: str
    was_identity_until: str
    evidence_sha256: str
    due: str


@dataclass(frozen=True, slots=True)
class HolderChangeDecided(Fact):
    """A change of listed data was accepted, and stands from now on, or refused."""

    type: ClassVar[str] = "registry.holder_change_decided/1"
    holder: str
    number: int
    accepted: bool
    reason: str
    late: bool


class HolderDataCommands:
    """Judges the commands under a law."""

    def __init__(self, law: Law) -> None:
        self._law = RegistryLaw(law)

    def change(self, request: ChangeHolder, rows: Rows, act: Act) -> Outcome:
        found = rows.get(HolderRow, request.holder)
        if found is None or found.state != HELD_OPEN:
            return act.refuse(HolderDataOutcome.NO_OPEN_HOLDER, holder=request.holder)
        if refused := not_by("change", registration(request.holder), rows, act):
            return refused
        if waits := _waiting(found, rows):
            return act.refuse(HolderDataOutcome.CHANGE_WAITS, holder=request.holder, since=waits.filed_on)
        name = request.name.strip()
        if not name:
            return act.refuse(HolderDataOutcome.NO_NEW_NAME, holder=request.holder)
        was = (found.name, found.identity, found.identity_until)
        if (name, request.identity, request.identity_until) == was:
            return act.refuse(HolderDataOutcome.NOTHING_CHANGES, holder=request.holder)
        kind = self._law.account_kinds(rows, act.day)[found.kind]
        if refused := bad_identity(request.holder, kind, request.identity, request.identity_until, rows, act):
            return refused
        if not is_sha256(request.evidence_sha256):
            return act.refuse(HolderDataOutcome.NO_EVIDENCE_OF_CHANGE, evidence=request.evidence_sha256)
        act.record(
            HolderChangeFiled(
                request.holder, found.changes + 1, name, request.identity, request.identity_until, *was,
                request.evidence_sha256, after_working_days(act.day, kind.change_days),
            )
        )  # fmt: skip
        return DONE

    def decide(self, request: DecideHolderChange, rows: Rows, act: Act) -> Outcome:
        found = rows.get(HolderRow, request.holder)
        waits = _waiting(found, rows) if found else None
        if waits is None:
            return act.refuse(HolderDataOutcome.NO_CHANGE_WAITS, holder=request.holder)
        if not request.accepted and not request.reason.strip():
            return act.refuse(HolderDataOutcome.NO_REASON_OF_REFUSAL)
        late = act.day > waits.due
        act.record(HolderChangeDecided(request.holder, waits.number, request.accepted, request.reason, late))
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of changes."""
        return (
            Handler("registry.change_holder", ChangeHolder, self.change, DONE, _touches, whose),
            Handler("registry.decide_holder_change", DecideHolderChange, self.decide, DONE, _touches, whose),
        )


def _waiting(found: HolderRow, rows: Rows) -> HolderChangeRow | None:
    last = rows.get(HolderChangeRow, (found.id, found.changes)) if found.changes else None
    return last if last is not None and last.state == OPEN else None


def _filed(fact: HolderChangeFiled, at: At, rows: Rows) -> None:
    rows.edit(HolderRow, fact.holder).changes = fact.number
    rows.put(
        HolderChangeRow(
            fact.holder, fact.number, fact.name, fact.identity, fact.identity_until, fact.was_name, fact.was_identity,
            fact.was_identity_until, fact.evidence_sha256, at.day, fact.due, OPEN, "", 0, "",
        )
    )  # fmt: skip


def _decided(fact: HolderChangeDecided, at: At, rows: Rows) -> None:
    row = rows.edit(HolderChangeRow, (fact.holder, fact.number))
    row.state = ACCEPTED if fact.accepted else REFUSED
    row.decided_on, row.reason, row.late = at.day, fact.reason, int(fact.late)
    if fact.accepted:
        holder = rows.edit(HolderRow, fact.holder)
        holder.name, holder.identity, holder.identity_until = row.name, row.identity, row.identity_until


def _touches(r: ChangeHolder | DecideHolderChange) -> Iterable[Touch]:
    return [(HolderRow, r.holder), (AccountRow, registration(r.holder))]


FACTS = (FactType(HolderChangeFiled, _filed), FactType(HolderChangeDecided, _decided))
