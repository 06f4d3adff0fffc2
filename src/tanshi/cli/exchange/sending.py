"""Commands of the exchange's clerks sent from the command line to a database on this machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tanshi.application.market import Market
from tanshi.journal.command import Answer, Command
from tanshi.participants.tables import ActorRow

Send = Callable[[str, str, Sequence[Any]], Answer]


def sender(market: Market, actor: str, second: str = "") -> Send:
    """Return what sends a command (id, kind, items) for an actor of a database; `second` confirms it."""
    with market.view() as view:
        bodies = view.fetch(f"SELECT organisation FROM {ActorRow.__table__.name} WHERE id = ?", [actor])
    body = str(bodies[0][0]) if bodies else actor

    def send(id: str, kind: str, items: Sequence[Any]) -> Answer:
        (answer,) = market.execute([Command(id, body, actor, kind, list(items), second)])
        return answer

    return send
