"""Orders of transfer that are due, carried out by the registry: once a day, as an actor the settings name.

What stands in the way of an order is recorded once and the order stays listed; it is tried again the next day.
"""

from __future__ import annotations

from tanshi.application.access import ViewRows
from tanshi.application.identity.gate import Gate
from tanshi.application.market import Market
from tanshi.application.work.jobs import DONE, FAILED, Ended
from tanshi.core.clock import legal_day_of
from tanshi.journal.command import Command
from tanshi.participants.tables import ActorRow
from tanshi.registry.transfer_outcome import TransferOutcome

#: Orders of one turn; what is left waits for the next.
_MOST = 1_000

_DUE = """SELECT id FROM registry_transfer_order WHERE state IN ('waiting', 'held_up') AND due_at <= ?
ORDER BY due_at, id LIMIT ?"""


def carry_out_due(gate: Gate, market: Market, actor: str) -> Ended:
    """Carry out the orders that are due; an actor who may not is a failure of the job."""
    now = gate.now()
    with market.view() as view:
        due = [order for (order,) in view.fetch(_DUE, [now, _MOST])]
        who = ViewRows(view).get(ActorRow, actor)
    if who is None:
        return Ended(FAILED, {"actor": actor, "due": len(due)})
    day = legal_day_of(now)
    answers = market.execute(
        [
            Command(
                f"due/{day}/{order}", who.organisation, who.id, "registry.carry_out_transfer", [{"transfer": order}]
            )
            for order in due
        ]
    )
    refused = sorted({str(a.outcome) for a in answers if not a.done} - {str(TransferOutcome.ORDER_HELD_UP)})
    with market.view() as view:
        ((held_up,),) = view.fetch("SELECT count(*) FROM registry_transfer_order WHERE state = 'held_up'")
    said = {"due": len(due), "carried_out": sum(a.done for a in answers), "held_up": held_up, "refused": refused}
    return Ended(FAILED if refused else DONE, said)
