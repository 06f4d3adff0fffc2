"""What every benchmark reports: figures with their spread, peer, ratio and goal, and the machine they were taken on."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure; `ratio` is value / peer_value, `met` whether the goal is."""

    name: str
    value: float
    unit: str
    spread: str = ""
    peer: str = ""
    peer_value: float | None = None
    ratio: float | None = None
    goal: str = ""
    met: bool | None = None


def median_and_spread(values: Sequence[float]) -> tuple[float, str]:
    """Return the median and the range around it, as parts of the median."""
    middle = statistics.median(values)
    return middle, f"{min(values) / middle:.2f}-{max(values) / middle:.2f}"


def commit() -> str:
    """Return the commit that is measured, or ""."""
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def show(figures: Sequence[Figure], file: Path | None) -> int:
    """Print the figures, write them as JSON if asked; exit code 1 if a goal is not met."""
    for f in figures:
        peer = f"  {f.peer} {f.peer_value:,.3g}  ratio {f.ratio:.2f}" if f.peer_value and f.ratio else ""
        goal = f"  goal {f.goal}: {'met' if f.met else 'NOT MET'}" if f.goal else ""
        sys.stdout.write(f"{f.name:<44} {f.value:>12,.3f} {f.unit:<10} {f.spread}{peer}{goal}\n")
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    if file:
        document = {"machine": machine, "commit": commit(), "figures": [asdict(f) for f in figures]}
        file.write_text(json.dumps(document, indent=2) + "\n", "utf-8")
    sys.stdout.write(f"{machine}\n")
    return 1 if any(f.met is False for f in figures) else 0
