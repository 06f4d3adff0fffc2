"""Requests that wait for a second person (双人复核): drafts of commands, not facts.

The first person proposes; another login, acting as another actor of the same body, confirms, and only then the command
is sent, with both names on it. Whether both may is judged when it is carried out, under the journal's lock.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from tanshi.application.identity.caller import Caller
from tanshi.application.identity.gate import Gate, after
from tanshi.core.outcome import Outcome
from tanshi.journal.canonical import canonical
from tanshi.journal.command import Command
from tanshi.journal.engine import Reads
from tanshi.journal.table import Row, table

#: A request nobody confirmed in so many seconds is void.
LASTS_S = 14 * 86_400


@table("platform_proposal", key=["id"], hashed=False, indexes=[["organisation", "state"]])
@dataclass(slots=True)
class ProposalRow(Row):
    """A command that waits: who asks, for what, until when; `state` waiting, confirmed, withdrawn."""

    id: str
    command: str
    organisation: str
    actor: str
    login: str
    kind: str
    items: str  # canonical JSON
    made_at: str
    ends_at: str
    state: str
    confirmed_by: str  # actor


TABLES: tuple[type[Row], ...] = (ProposalRow,)

_SPEC = ProposalRow.__table__


class ProposalOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    PROPOSED = "proposal.proposed"
    NOT_FOUND = "proposal.not_found"
    OTHER_BODY = "proposal.other_body"
    OWN = "proposal.own"
    WITHDRAWN = "proposal.withdrawn"


def propose(gate: Gate, caller: Caller, command: Command) -> ProposalRow:
    """Keep a command until a second person confirms it; proposing the same again changes nothing."""
    items = canonical(list(command.items)).decode("utf-8")
    asked = f"{command.organisation}\n{command.id}\n{command.kind}\n{items}"
    now = gate.now()
    row = ProposalRow(
        sha256(asked.encode("utf-8")).hexdigest()[:20], command.id, command.organisation, command.actor, caller.login,
        command.kind, items, now, after(now, LASTS_S), "waiting", "",
    )  # fmt: skip
    with gate.engine.aside() as writes:
        known = writes.pick(_SPEC, [row.id])
        if known and ProposalRow(*known[0]).state == "waiting" and known[0][8] > now:
            return ProposalRow(*known[0])
        writes.upsert(_SPEC, [_SPEC.values(row)])
    return row


def waiting(view: Reads, organisation: str, now: str) -> list[ProposalRow]:
    """Return what waits in a body, the oldest first."""
    sql = _SPEC.select_sql("organisation = ? AND state = 'waiting' AND ends_at > ?", ["made_at", "id"])
    return [ProposalRow(*row) for row in view.fetch(sql, [organisation, now])]


def confirmable(
    view: Reads, proposal: str, caller: Caller, organisation: str, now: str
) -> tuple[ProposalRow, Command] | ProposalOutcome:
    """Return a waiting request and the command it becomes when this caller confirms it."""
    row = find(view, proposal)
    if row is None or row.state != "waiting" or row.ends_at <= now:
        return ProposalOutcome.NOT_FOUND
    if row.organisation != organisation:
        return ProposalOutcome.OTHER_BODY
    if row.login == caller.login or row.actor == caller.actor:
        return ProposalOutcome.OWN
    return row, Command(row.command, row.organisation, row.actor, row.kind, items_of(row), caller.actor)


def find(view: Reads, proposal: str) -> ProposalRow | None:
    """Return a request, whatever became of it."""
    found = view.fetch(_SPEC.select_sql("id = ?"), [proposal])
    return ProposalRow(*found[0]) if found else None


def settle(gate: Gate, row: ProposalRow, state: str, actor: str) -> None:
    """Note that a request was confirmed or withdrawn."""
    with gate.engine.aside() as writes:
        sql = "UPDATE platform_proposal SET state = ?, confirmed_by = ? WHERE id = ? AND state = 'waiting'"
        writes.execute(sql, [state, actor, row.id])


def items_of(row: ProposalRow) -> Sequence[Any]:
    """Return the items of a request."""
    found: list[Any] = json.loads(row.items)
    return found
