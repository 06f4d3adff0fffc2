"""The main job as a whole process: a cold compliance year on 2 cores in under 60 s, and its audit.

python -m benchmarks.year [--units FILE] [--runs N] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.report import Figure, median_and_spread, show

GOAL_S = 60


def main() -> int:
    """Time the year and the audit over several cold runs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    years, audits, facts, hashes = [], [], 0, set()
    for _ in range(options.runs):
        with tempfile.TemporaryDirectory() as folder:
            units = ["--units", str(options.units)] if options.units else []
            year = [sys.executable, "-m", "tanshi", "year", "2022", *units, "--db", f"{folder}/a.db", "--json"]
            taken, document = _timed(year)
            years.append(taken)
            facts = document["journal_size"]
            hashes.add((document["state_hash"], document["journal_root"]))
            taken, document = _timed([sys.executable, "-m", "tanshi", "audit", "--db", f"{folder}/a.db", "--json"])
            assert document["ok"]
            audits.append(taken)
    assert len(hashes) == 1, "the same seed gave two states"
    year_s, year_spread = median_and_spread(years)
    audit_s, audit_spread = median_and_spread(audits)
    return show(
        [
            Figure("year, cold, whole process", year_s, "s", year_spread, goal=f"< {GOAL_S} s", met=year_s < GOAL_S),
            Figure("audit, whole process", audit_s, "s", audit_spread),
            Figure("facts", facts, ""),
            Figure("audit", facts / audit_s, "facts/s"),
        ],
        options.json,
    )


def _timed(command: list[str]) -> tuple[float, dict[str, object]]:
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    taken = time.perf_counter() - start
    assert done.returncode in (0, 1), done.stderr
    return taken, json.loads(done.stdout)


if __name__ == "__main__":
    sys.exit(main())
