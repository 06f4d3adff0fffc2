"""The long form of the seeded workload, judged by the independent auditor; its result is kept in docs/soak.

python -m tools.soak [--commands N] [--seed S]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from tanshi.application.market import open_market
from tanshi.core.clock import SimulatedClock
from tanshi.journal.writer import seeded_entropy
from tanshi.simulation.auditor import Auditor, disagreements
from tanshi.simulation.workload import Workload, opening

FOLDER = Path(__file__).parent.parent / "docs" / "soak"


def soak(commands: int, seed: int) -> dict[str, object]:
    """Run so many commands of a seed; raise at the first disagreement."""
    outcomes: Counter[str] = Counter()
    auditor, work = Auditor(), Workload(seed)
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        clock = SimulatedClock(datetime(2023, 1, 1, tzinfo=UTC))
        market = open_market(f"{folder}/soak.db", clock=clock, entropy=seeded_entropy(str(seed)))
        wrong = disagreements(auditor, opening(), market.execute(opening()))
        done = 0
        while done < commands and not wrong:
            group = [work.next() for _ in range(min(100, commands - done))]
            answers = market.execute(group)
            wrong = disagreements(auditor, group, answers)
            for command, answer in zip(group, answers, strict=True):
                work.noticed(command, answer.done and not answer.exists)
                outcomes["exists" if answer.exists else str(answer.outcome)] += 1
            done += len(group)
        with market.view() as view:
            wrong += auditor.compare(view)
        audit = market.audit()
        market.close()
    if wrong or not audit.ok:
        raise SystemExit(f"seed {seed}, after {done} commands: {(wrong or audit.differences)[:3]}")
    return {
        "seed": seed,
        "commands": done,
        "facts": audit.facts,
        "root": audit.root,
        "seconds": round(time.perf_counter() - start, 1),
        "outcomes": dict(sorted(outcomes.items())),
    }


def main() -> int:
    """Run the soak and keep its result as a dated file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commands", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=20231229)
    options = parser.parse_args()
    result = soak(options.commands, options.seed)
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{datetime.now(UTC):%Y-%m-%d}-workload.json"
    path.write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
