"""`tanshi carryover`: what every holder may carry over into the later vintage, by the books."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from tanshi.application.market import open_market
from tanshi.cli import show
from tanshi.compliance.carryover import CarryOverTerms, carry_overs

#: Entities shown on the screen; --json has all.
_SHOWN = 10


def run_carryover(db: str, on: date | None, as_json: bool) -> int:
    """Print what may be carried over under the terms of a day, or the newest; return the exit code."""
    market = open_market(db, write=False)
    try:
        terms = CarryOverTerms.of(market.law, on) if on else CarryOverTerms.newest(market.law)
        with market.view() as view:
            found = carry_overs(terms, view)
            position = view.head().size
    finally:
        market.close()
    held, most = sum(c.held_t for c in found), sum(c.most_t for c in found)
    if as_json:
        show.json_document(
            {
                "into": terms.into, "vintages": terms.vintages, "held_on": terms.held_on, "position": position,
                "citation": str(terms.cited.citation), "held_t": held, "most_t": most,
                "entities": [asdict(c) for c in found],
            }
        )  # fmt: skip
        return 0
    largest = sorted(found, key=lambda c: (-c.most_t, c.entity))[:_SHOWN]
    rows = [
        (c.entity, f"{c.sold_t:,}", f"{c.bought_t:,}", f"{c.held_t:,}", ", ".join(c.late_for), f"{c.most_t:,}")
        for c in largest
    ]
    sold, bought = sum(c.sold_t for c in found), sum(c.bought_t for c in found)
    every = show.word("allocate.all", count=len(found))
    rows.append(
        (every, f"{sold:,}", f"{bought:,}", f"{held:,}", str(sum(bool(c.late_for) for c in found)), f"{most:,}")
    )
    heads = [show.word(f"carryover.{name}") for name in ("entity", "sold", "bought", "held", "late", "most")]
    show.table(show.word("carryover.title", into=terms.into, day=terms.held_on), heads, rows)
    show.out.print(str(terms.cited.citation), markup=False, soft_wrap=True)
    return 0
