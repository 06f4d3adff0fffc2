"""An institution of a scenario as a process of its own: its database, its writer, a simulated clock, a socket.

python -m tanshi.simulation.institution INSTITUTION DATABASE SOCKET --seed N
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tanshi.application.institutions.courier import Books, delivery
from tanshi.application.institutions.line import Asked, answer_body, asked_of, serve
from tanshi.application.institutions.message import Message
from tanshi.application.market import Market, open_market
from tanshi.core.clock import SimulatedClock, moment
from tanshi.journal.command import Answer, Command
from tanshi.journal.writer import seeded_entropy
from tanshi.rules import Law
from tanshi.simulation.acts import EXCHANGE, MINISTRY, REGISTRY, VOLUNTARY, Who

#: Who delivers an institution's messages to the others.
COURIERS: Mapping[str, Who] = {
    "authority": MINISTRY,
    "registry": REGISTRY,
    "exchange": EXCHANGE,
    "voluntary": VOLUNTARY,
}


class _Delivered(Books):
    """Books to which every institution's own people deliver."""

    def __init__(self, market: Market) -> None:
        super().__init__(market)
        self._at = market

    def deliver(self, sender: str, messages: Sequence[Message]) -> Answer:
        (answer,) = self._at.execute([delivery(sender, *COURIERS[sender], messages)])
        return answer


def main(arguments: list[str] | None = None) -> int:
    """Open the books and answer until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("institution")
    parser.add_argument("database")
    parser.add_argument("socket", type=Path)
    parser.add_argument("--seed", default="1")
    options = parser.parse_args(arguments)
    clock = SimulatedClock(datetime(2019, 1, 1, tzinfo=UTC))
    entropy = seeded_entropy(f"{options.seed}/{options.institution}")
    market = open_market(options.database, law=Law("cn"), clock=clock, entropy=entropy, institution=options.institution)
    serve(options.socket, _asked(market, clock))
    return 0


def _asked(market: Market, clock: SimulatedClock) -> Asked:
    books = _Delivered(market)

    def execute(now: str, commands: list[dict[str, Any]]) -> list[dict[str, Any]]:
        clock.put(moment(now))
        return [answer_body(a) for a in market.execute([Command(**c) for c in commands])]

    def put(now: str) -> str:
        clock.put(moment(now))
        return now

    return {
        **asked_of(books),
        "execute": execute,
        "put": put,
        "checkpoint": lambda: list(market.checkpoint()),
    }


if __name__ == "__main__":
    raise SystemExit(main())
