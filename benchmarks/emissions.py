"""A year of monthly records of many entities by their guide, beside DuckDB doing the same sums.

python -m benchmarks.emissions [--entities N] [--units N] [--rounds N] [--json FILE]

Each entity has units with twelve months of coal: consumption, carbon as received, and in every tenth month calorific
value in its place, so that the default is taken. From a CSV (read, judge, compute, as `tanshi emissions`) and from a
Polars frame (`accounting.emissions_all`); DuckDB reads the same CSV and adds up the same products as decimals. Seconds
are the processor's. Totals of all entities must be the same, and those of some entities what each comes to alone.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import polars

from benchmarks.report import Figure, median_and_spread, show
from tanshi.accounting import emissions_all
from tanshi.accounting.report import report_of
from tanshi.rules import Law
from tanshi.simulation.chance import Chance

SEED, YEAR = 2024, 2024

#: Entities that are computed alone as well.
_ALONE = 10

#: Oxidation, carbon to CO2, default carbon of coal by heat: the law's numbers as the peer has them. A unit's year is
#: rounded to two places, an entity's to whole tonnes.
_PEER = """
SELECT entity_id, round(sum(t), 0)::BIGINT FROM (
 SELECT entity_id, part, round(sum(
  fc * CASE WHEN c_ar IS NULL THEN ncv * {default}::DECIMAL(9, 5) ELSE c_ar END
 )::DECIMAL(30, 8) * {oxidation}::DECIMAL(4, 2) * 44 / 12, 2) AS t
 FROM read_csv('{file}', header = true, columns = {{
  'entity_id': 'VARCHAR', 'year': 'INTEGER', 'month': 'VARCHAR', 'part': 'VARCHAR', 'stream': 'VARCHAR',
  'item': 'VARCHAR', 'fc': 'DECIMAL(12, 2)', 'c_ar': 'DECIMAL(6, 4)', 'ncv': 'DECIMAL(6, 3)'}})
 GROUP BY entity_id, part) GROUP BY entity_id"""


def write_months(path: Path, entities: int, units: int) -> int:
    """Write the records and return how many."""
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["entity_id", "year", "month", "part", "stream", "item", "fc", "c_ar", "ncv"])
        for entity in range(entities):
            chance = Chance(SEED, "months", entity)
            for unit in range(units):
                for month in range(1, 13):
                    burnt, carbon = chance.between(1_000_000, 9_000_000), chance.between(4_000, 6_500)
                    measured = chance.below(10) > 0
                    writer.writerow([
                        f"E{entity:05d}", YEAR, f"{YEAR}-{month:02d}", f"{unit + 1}", "coal", "coal",
                        f"{burnt / 100:.2f}", f"{carbon / 10_000:.4f}" if measured else "",
                        "" if measured else f"{carbon / 250:.3f}",
                    ])  # fmt: skip
                    rows += 1
    return rows


def peer(file: Path, law: Law) -> dict[str, int]:
    """Return the totals by DuckDB on one thread."""
    from tanshi.accounting.power import PowerRules
    from tanshi.core.period import Period

    rules = PowerRules.of(law, Period.named(str(YEAR)))
    with duckdb.connect(config={"threads": 1}) as con:
        sql = _PEER.format(
            file=file, default=rules.default_carbon["coal"].value, oxidation=rules.oxidation["coal"].value
        )
        return dict(con.execute(sql).fetchall())


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Return the processor's seconds, which other work on the machine does not change, and what came of it."""
    start = time.process_time()
    found = act()
    return time.process_time() - start, found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--entities", type=int, default=10_000)
    parser.add_argument("--units", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    law = Law("cn")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "months.csv"
        rows = write_months(file, options.entities, options.units)
        times: dict[str, list[float]] = {"file": [], "frame": [], "duckdb": []}
        for _ in range(options.rounds):
            took, report = timed(lambda: report_of(law, "power", file))
            times["file"].append(took)
            took, frame = timed(lambda: emissions_all(polars.read_csv(file, infer_schema=False), "power"))
            times["frame"].append(took)
            took, others = timed(lambda: peer(file, law))
            times["duckdb"].append(took)
        totals = {e.entity: next(iter(e.totals.values())) for e in report.entities}
        assert not report.findings, report.findings[:3]
        assert totals == dict(frame.entities.select("entity_id", "emissions_t").iter_rows())
        differ = [e for e, t in totals.items() if others[e] != t]
        assert not differ, (differ[:3], [(totals[e], others[e]) for e in differ[:3]])
        alone(law, file, totals)
    beside = median_and_spread(times["duckdb"])[0]
    figures = [Figure("emissions.rows", rows, "rows")]
    for name in ("file", "frame"):
        took, spread = median_and_spread(times[name])
        figures.append(Figure(f"emissions.{name}", took, "s", spread, "duckdb", beside, took / beside))
    return show(figures, options.json)


def alone(law: Law, file: Path, totals: dict[str, int]) -> None:
    """Compute some entities by themselves, each from a file of its own months."""
    lines = file.read_text("utf-8").splitlines()
    for entity in list(totals)[:: max(1, len(totals) // _ALONE)]:
        own = file.with_name("own.csv")
        own.write_text("\n".join([lines[0], *(x for x in lines if x.startswith(f"{entity},"))]), "utf-8")
        (found,) = report_of(law, "power", own).entities
        assert next(iter(found.totals.values())) == totals[entity], entity


if __name__ == "__main__":
    sys.exit(main())
