"""Speed of the exchange, its figures apart.

python -m benchmarks.exchange [--part core] [--rounds N] [--messages N] [--seconds S] [--json FILE]

`core`: orders and cancels in a band of ten percent to the matching core beside bourse, limit-order-book, liquibook,
order-matching (pip install '.[bench]') and pure Python.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.exchange.core import core_figures
from benchmarks.report import Figure, show

#: What each part measures, by its name.
PARTS: dict[str, Callable[[argparse.Namespace], Sequence[Figure]]] = {
    "core": lambda given: core_figures(given.rounds, given.messages, given.seconds),
}


def main() -> int:
    """Run the parts asked for; exit code 1 if a goal is not met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=list(PARTS), action="append")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=0.7, help="of the processor, for each contestant and round")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    figures = [figure for part in given.part or PARTS for figure in PARTS[part](given)]
    return show(figures, given.json)


if __name__ == "__main__":
    sys.exit(main())
