"""The audit of a long journal: every fact checked and applied again, every table compared.

python -m benchmarks.audit [--facts N] [--json FILE]

The journal is one of the registry: transfers between the two accounts of each holder, two transfers rows of history a
holder and instrument. The second check in SQL runs over the same database.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from itertools import count
from pathlib import Path

from benchmarks.registry import _market
from benchmarks.report import Figure, show
from tanshi.application.market import open_market
from tanshi.application.second_check import second_check
from tanshi.journal.command import Command
from tanshi.simulation.workload import HOLDERS

#: Facts of one command.
_ITEMS = 250

GOAL_S = 60


def build(path: str, facts: int) -> int:
    """Fill a SQLite database with so many facts; return how many there are."""
    market = _market(path)
    kinds = ("registry.fund_trading", "registry.return_from_trading")
    size, numbers = 0, count(1)
    while size < facts:
        commands = []
        for holder in HOLDERS:
            item = {"holder": holder, "instrument": "CEA22", "amount_t": 5}
            for kind in kinds:
                commands.append(Command(f"a/{next(numbers):09d}", holder, f"{holder}/1", kind, [item] * _ITEMS))
        for answer in market.execute(commands):
            assert answer.done
            size = answer.size
    market.checkpoint()
    market.close()
    return size


def main() -> int:
    """Build, audit, show."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--facts", type=int, default=1_000_000)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/audit.db"
        begin = time.perf_counter()
        facts = build(path, options.facts)
        built = time.perf_counter() - begin
        sys.stderr.write(f"{facts:,} facts in {built:.0f} s, {Path(path).stat().st_size / 1e6:,.0f} MB\n")
        market = open_market(path, write=False)
        begin = time.perf_counter()
        found = market.audit()
        audit = time.perf_counter() - begin
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        assert found.ok
        assert found.facts == facts
        begin = time.perf_counter()
        second = second_check(market.engine)
        checked = time.perf_counter() - begin
        assert second.ok
        market.close()
    a_million = 1e6 / facts
    figures = [
        Figure(
            "a million facts audited", audit * a_million, "s", goal=f"<= {GOAL_S} s", met=audit * a_million <= GOAL_S
        ),
        Figure("a million facts checked in SQL", checked * a_million, "s"),
        Figure("memory of the audit", memory, "MB"),
        Figure("writing them in commands of 250", facts / built, "facts/s"),
    ]
    return show(figures, options.json)


if __name__ == "__main__":
    sys.exit(main())
