"""`tanshi audit`."""

from __future__ import annotations

from dataclasses import asdict

from tanshi.application.market import open_market
from tanshi.cli import show


def run_audit(db: str, as_json: bool) -> int:
    """Audit a database, show what was found, return the exit code: 0 clean, 1 differences."""
    market = open_market(db, write=False)
    with show.bars() as bars:
        found = market.audit(bars)
    market.close()
    if as_json:
        show.json_document(
            {
                "ok": found.ok,
                "facts": found.facts,
                "root": found.root,
                "state_hash": found.state_hash,
                "differences": [asdict(d) for d in found.differences],
                "more_differences": found.more,
            }
        )
        return 0 if found.ok else 1
    for d in found.differences:
        show.out.print(f"{d.table} {d.key}: expected {d.expected}, found {d.found}", markup=False, soft_wrap=True)
    if found.more:
        show.out.print(f"… {found.more} more differences")
    verdict = "ok: no difference" if found.ok else f"{len(found.differences) + found.more} differences"
    show.out.print(f"{found.facts:,} facts, {verdict}", markup=False)
    show.out.print(f"root {found.root}\nstate {found.state_hash}", markup=False, soft_wrap=True)
    return 0 if found.ok else 1
