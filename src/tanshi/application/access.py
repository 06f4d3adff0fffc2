"""Who may ask what: one table of role x command x scope. What is not in it is refused.

Scopes: `nation` - any subject; `area` - subjects of the actor's province; `own` - the actor's own entity or
organisation.
The check runs under the journal's lock with the actor as it is then, so a withdrawn mandate takes effect at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from tanshi.core.outcome import Outcome
from tanshi.journal.command import Command, CommandOutcome, Concern
from tanshi.journal.rows import Rows
from tanshi.participants.tables import ActorRow

#: The one command nobody needs a mandate for: it works on an empty journal only.
FOUNDING = "participants.found"

ACCESS: dict[str, dict[str, str]] = {
    "nation": {
        "participants.admit_actor": "nation",
        "participants.dismiss_actor": "nation",
        "participants.register_entity": "nation",
        "participants.list_entity": "nation",
        "participants.skip_rows": "nation",
        "mrv.take_opening_emission": "nation",
        "run.open": "nation",
        "run.close": "nation",
    },
    "province": {
        "participants.admit_actor": "area",
        "participants.register_entity": "area",
        "participants.list_entity": "area",
        "mrv.take_opening_emission": "area",
        "mrv.confirm_emission": "area",
        "allocation.preallocate": "area",
        "allocation.approve": "area",
        "compliance.set_obligation": "area",
        "compliance.assess": "area",
    },
    "entity": {
        "mrv.record_month": "own",
        "mrv.file_report": "own",
        "registry.fund_trading": "own",
        "registry.return_from_trading": "own",
        "registry.surrender": "own",
    },
    "verifier": {
        "mrv.verify_report": "nation",
    },
    "registry": {
        "registry.open": "nation",
        "registry.list_instrument": "nation",
        "registry.open_account": "nation",
        "registry.issue": "nation",
        "registry.take_back": "nation",
        "registry.deposit_cash": "nation",
        "registry.withdraw_cash": "nation",
        "compliance.note_surrender": "nation",
        "run.open": "nation",
        "run.close": "nation",
    },
    "exchange": {
        "exchange.open_session": "nation",
        "exchange.close_session": "nation",
        "registry.hand_over_positions": "nation",
        "registry.settle_trade": "nation",
        "registry.take_back_positions": "nation",
        "run.open": "nation",
        "run.close": "nation",
    },
}


def authorize(command: Command, concerns: Sequence[Concern], rows: Rows) -> Outcome | None:
    """Return why a command is not permitted, or None."""
    if command.kind == FOUNDING:
        return None
    actor = rows.get(ActorRow, command.actor)
    if actor is None or not actor.active:
        return CommandOutcome.ACTOR_NOT_FOUND
    if actor.organisation != command.organisation:
        return CommandOutcome.ACTOR_OF_OTHER_ORGANISATION
    scope = ACCESS.get(actor.role, {}).get(command.kind)
    if scope is None:
        return CommandOutcome.NOT_PERMITTED
    if not all(_within(scope, actor, concern) for concern in concerns):
        return CommandOutcome.OUT_OF_SCOPE
    return None


def _within(scope: str, actor: ActorRow, concern: Concern) -> bool:
    if scope == "nation":
        return True
    if scope == "area":
        return actor.area_gb2260 != "" and concern.area == actor.area_gb2260
    assert scope == "own", scope
    return actor.entity != "" and concern.entity == actor.entity
