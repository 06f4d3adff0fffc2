"""`tanshi institutions begin`: an empty database becomes the books of one institution."""

from __future__ import annotations

from collections.abc import Sequence

from tanshi.application.institutions.commands import Begin, FirstActor
from tanshi.application.market import open_market
from tanshi.cli import show
from tanshi.core.finding import problem
from tanshi.journal.command import Command


def run_begin(institution: str, db: str, actors: Sequence[str]) -> int:
    """Begin the books; return 0, or 1 with the reason if they cannot begin here."""
    first = tuple(_actor(given) for given in actors)
    market = open_market(db, institution=institution)
    try:
        who = (first[0].organisation, first[0].actor) if first else (institution, f"{institution}/1")
        sent = Command.of(f"begin/{institution}", *who, "institutions.begin", Begin(institution, first))
        (answer,) = market.execute([sent])
    finally:
        market.close()
    show.err.print(answer.message(show.language()), markup=False)
    return 0 if answer.done else 1


def _actor(given: str) -> FirstActor:
    parts = given.split("=")
    if len(parts) != 3:
        raise problem("institutions.bad_actor", where=given)
    return FirstActor(*parts)
