"""`tanshi places`."""

from __future__ import annotations

from pathlib import Path

from tanshi.application.market import open_market
from tanshi.application.places import note_places
from tanshi.cli import show
from tanshi.participants.roster import read_roster


def run_places(units: Path, db: str, as_json: bool) -> int:
    """Write the places of a roster's units and print how many it were; return 0, or 1 if rows were wrong."""
    open_market(db, write=False).close()  # a database is made by founding a market, not by its map
    roster = read_roster(units)
    market = open_market(db)
    try:
        count = note_places(market.engine, roster.units, roster.name)
    finally:
        market.close()
    if as_json:
        show.json_document({"roster": roster.name, "places": count, "findings": [f.as_json() for f in roster.findings]})
    else:
        show.out.print(show.word("places.noted", count=count, roster=roster.name), soft_wrap=True)
        show.findings(roster.findings)
    return 1 if roster.findings else 0
