"""Lines of industry on which floats slip: whole tonnes, the reach itself, sectors whose lines are all at a cap."""

from __future__ import annotations

import csv
import random
import tempfile
from fractions import Fraction
from pathlib import Path

from tanshi.allocation.industry import IndustryPlan
from tanshi.allocation.lines_file import COLUMNS, LinesAllocation, allocate_lines_file
from tanshi.core.period import Period
from tanshi.rules import Law

LAW = Law("cn")

#: Sectors by name: plan, rows, and a published balance value.
Sector = tuple[IndustryPlan, LinesAllocation]


def plan_of(sector: str, year: str) -> IndustryPlan:
    return IndustryPlan.of(LAW, sector, Period.named(year))


def sectors(count: int) -> dict[str, Sector]:
    """Return sectors at every edge of the rule, and random ones of so many lines."""
    dice = random.Random(count)
    spread = [_line(n, dice.randrange(10**4, 10**7), dice.uniform(0.3, 3)) for n in range(count)]
    close = [
        _line(n, f"{dice.randrange(10**6)}.{dice.randrange(10**3):03d}", dice.gauss(0.86, 0.03)) for n in range(count)
    ]
    special = [
        {"line_id": "W", "verified_t": "500000.5", "special": "white_clinker"},
        {"line_id": "C", "verified_t": "700000", "special": "电石渣", "special_share": "0.1500001"},
        {**_line("D", 700000, 0.8), "special": "carbide_slag", "special_share": "0.15"},
        {"line_id": "Z", "verified_t": "0"},
    ]  # fmt: skip
    whole = [_line(n, 1000 * 4**n, f"1.{n}") for n in range(8)]
    caps = [_line("A", 100, 1), _line("B", 100, 3)]
    return {
        "cement": _sector("cement", "2025", [*spread, *special]),
        "steel": _sector("steel", "2026", close),
        "aluminium": _sector("aluminium", "2024", [*close[:5], *special[:1]]),
        "one": _sector("steel", "2025", [_line("A", "123456.789", "1.7")]),
        "caps": _sector("steel", "2025", caps),
        "special": _sector("cement", "2025", special[:2]),
        "published": _sector("steel", "2025", [*whole, _line("reach", 1000, "1.6"), *spread], Fraction(2)),
    }


def _line(name: object, verified: object, intensity: object) -> dict[str, str]:
    emitted = f"{float(str(intensity)) * 1000:.3f}"
    return {"line_id": f"L{name}", "verified_t": str(verified), "output_t": "1000", "intensity_emission_t": emitted}


def _sector(sector: str, year: str, rows: list[dict[str, str]], balance: Fraction | None = None) -> Sector:
    plan = plan_of(sector, year)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "lines.csv"
        with file.open("w", encoding="utf-8", newline="") as opened:
            written = csv.DictWriter(opened, list(COLUMNS))
            written.writeheader()
            written.writerows({"entity_id": f"E{n % 7}", **row} for n, row in enumerate(rows))
        return plan, allocate_lines_file(plan, file, year, balance)
