"""Freezes whose last day is over, and those that wait for units that came: proposed each day, confirmed by a person.

Ending and filling need two persons (decision 0035). The job asks as the registry's actor that the settings name; what
it asks waits on the page Approvals for somebody else of the registry, and is not asked twice while it waits.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tanshi.application import proposals
from tanshi.application.access import ViewRows
from tanshi.application.identity.caller import Caller
from tanshi.application.identity.gate import Gate
from tanshi.application.market import Market
from tanshi.application.work.jobs import DONE, FAILED, Ended
from tanshi.core.clock import legal_day_of
from tanshi.journal.command import Command
from tanshi.journal.engine import Reads
from tanshi.participants.tables import ActorRow
from tanshi.registry import freeze

_END, _FILL = "registry.end_freeze", "registry.fill_freeze"


def propose_freezes(gate: Gate, market: Market, actor: str) -> Ended:
    """Propose what is to be done about freezes today; an actor who is not there is a failure of the job."""
    now = gate.now()
    day = legal_day_of(now)
    with market.view() as view:
        wanted = list(_wanted(view, day))
        who = ViewRows(view).get(ActorRow, actor)
        if who is None:
            return Ended(FAILED, {"actor": actor, "due": len(wanted)})
        asked = {(p.kind, _key(proposals.items_of(p)[0])) for p in proposals.waiting(view, who.organisation, now)}
    new = [(kind, item) for kind, item in wanted if (kind, _key(item)) not in asked]
    caller = Caller("job freezes", who.id, "console", None, "", "", "")
    for kind, item in new:
        id = f"{kind.rpartition('.')[2]}/{day}/{item['holder']}/{item['number']}"
        proposals.propose(gate, caller, Command(id, who.organisation, who.id, kind, [item]))
    return Ended(DONE, {"due": len(wanted), "proposed": len(new)})


def _wanted(view: Reads, day: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the commands that are due on a day, each with its item."""
    for holder, number in freeze.due(view, day):
        yield _END, {"holder": holder, "number": number}
    for holder, number in freeze.fillable(view, day):
        yield _FILL, {"holder": holder, "number": number}


def _key(item: dict[str, Any]) -> tuple[str, int]:
    return item["holder"], item["number"]
