"""What the exchange's clerks tick of a modelled day: the items of its lists that are theirs, by the record at hand."""

from __future__ import annotations

from datetime import date

from tanshi.exchange.checklists import PERSON, TickCheck, items
from tanshi.journal.command import Command
from tanshi.rules import Law
from tanshi.simulation.acts import EXCHANGE, command


def ticks(law: Law, day: date, which: str, evidence: str) -> list[Command]:
    """Return the ticks of a day's list (`opening`, `closing`); none while the law asks for none.

    `evidence`: SHA-256 of the file that shows it.
    """
    name = day.isoformat()
    asked = [item.code for item in items(law, name).values() if (item.list, item.by) == (which, PERSON)]
    return [
        command(f"check/{name}/{which}/{code}", EXCHANGE, "exchange.tick_check", TickCheck(name, which, code, evidence))
        for code in asked
    ]
