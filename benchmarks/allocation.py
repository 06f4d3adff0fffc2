"""The bulk allocation beside DuckDB, NumPy, Polars and a warm copy of the same columns, and streamed from Parquet.

python -m benchmarks.allocation [--rows N] [--stream N] [--rounds N] [--plan P] [--folder DIR] [--json FILE]

Every contestant allocates the same unit-years under a plan, adds them up by entity and applies the 20 % rule, on one
thread; every round runs all one after the other, ratios are of the same round. Peers compute in floats: how many of
their entities differ, and by how many tonnes at most, is printed beside. `--stream N` writes N rows to a Parquet file
(about 28 bytes each, in DIR, deleted afterwards), and reads a tenth of them first.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ["POLARS_MAX_THREADS"] = "1"  # read when Polars is first imported
os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np

from benchmarks.report import Figure, median_and_spread, show
from tanshi.allocation.borrowing import BorrowingTerms
from tanshi.allocation.bulk import Bulk, BulkPlan, Columns
from tanshi.allocation.from_file import plan_named
from tanshi.rules import Law

ENTITIES = 2_257
SEED = 2022

#: Shares of the classes among units; about half of the coal units run below 75 %.
_CLASSES = (0.30, 0.55, 0.12, 0.03)

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Race:
    """What all contestants are given: the plan, the columns, and the law's numbers as floats."""

    plan: BulkPlan
    columns: Columns
    terms: BorrowingTerms | None

    @property
    def floats(self) -> dict[str, np.ndarray]:
        """The plan's numbers by kind of unit, as a peer would write them."""
        n = self.plan.numbers
        return {
            "be": n.base * n.whole * n.per_tonne * 1000,
            "slope": n.slope / n.whole * 1_000_000,
            "has_load": n.has_load.astype(bool),
            "bh": n.heat * n.per_heat_tonne * 1000,
            "gas": n.raises != 0,
        }


def unit_years(plan: BulkPlan, rows: int, seed: int) -> Columns:
    """Return plausible unit-years in no order."""
    random = np.random.default_rng(seed)
    unit_class = np.searchsorted(np.cumsum(_CLASSES), random.random(rows)).clip(0, 3)
    air, chp = random.random(rows) < 0.2, random.random(rows) < 0.45
    hours = random.integers(2_500_000, 6_500_000, rows)
    output = hours * random.choice(np.array([135, 200, 300, 330, 600, 660, 1000]), rows)
    load = random.integers(4_000, 10_001, rows)
    ratio = np.where(chp, random.integers(0, 4_000, rows) * 100, 0)
    heat = np.where(chp, output * 36 // 10 * ratio // 1_000_000, 0)
    verified = output * random.integers(780, 1_000, rows) // 1000
    return Columns(
        kind=((unit_class * 3 + air) * 2 + chp).astype(np.int8),
        entity=random.integers(0, ENTITIES, rows).astype(np.int32),
        output=output, heat=heat, heat_ratio=ratio, load_factor=load, verified=verified,
    )  # fmt: skip


def ours(race: Race) -> np.ndarray:
    """The bulk allocation: approved tonnes of each entity."""
    bulk = Bulk(race.plan, ENTITIES)
    bulk.add(race.columns)
    return bulk.entities(race.terms).approved_t


def ours_each(race: Race) -> np.ndarray:
    """The same, writing each unit's five amounts too."""
    bulk = Bulk(race.plan, ENTITIES)
    bulk.allocate(race.columns)
    return bulk.entities(race.terms).approved_t


def _loads(factor: np.ndarray) -> np.ndarray:
    """The coefficient of 2021-2022 as the law writes it."""
    return np.select(
        [factor >= 0.85, factor >= 0.80, factor >= 0.75],
        [1.0, 1 + 0.0014 * (85 - 100 * factor), 1.007 + 0.0016 * (80 - 100 * factor)],
        1.015 ** (16 - 20 * factor),
    )


def numpy_chunks(race: Race) -> np.ndarray:
    """NumPy in floats, chunks that stay in the cache, the coefficient from a table."""
    f, c = race.floats, race.columns
    table = _loads(np.arange(10_001) / 10_000)
    initial, verified = np.zeros(ENTITIES), np.zeros(ENTITIES)
    for begin in range(0, c.size, _CHUNK):
        kind, entity, q, h, r, load, v = (column[begin : begin + _CHUNK] for column in c)
        factor = np.where(f["has_load"][kind], table[load], 1.0)
        t = np.floor(q / 1000 * f["be"][kind] * (1 - f["slope"][kind] * (r / 1e6)) * factor)
        t += np.floor(h / 1000 * f["bh"][kind])
        t = np.where(f["gas"][kind], np.maximum(t, np.floor(v / 1000 + 0.5)), t)
        initial += np.bincount(entity, t, ENTITIES)
        verified += np.bincount(entity, v, ENTITIES)
    verified = np.floor(verified / 1000 + 0.5)
    return np.maximum(initial, np.floor(0.8 * verified))


class DuckDB:
    """DuckDB in memory on one thread, the coefficient as an expression or from a table."""

    def __init__(self, race: Race) -> None:
        import duckdb
        import pyarrow as pa

        self._db = duckdb.connect()
        self._db.execute("SET threads = 1")
        units = pa.table(dict(zip(Columns._fields, race.columns, strict=True)))
        kinds = pa.table({"kind": np.arange(len(race.plan.kinds), dtype=np.int8)} | race.floats)
        loads = pa.table({"load_factor": np.arange(10_001), "ff": _loads(np.arange(10_001) / 10_000)})
        for name, table in {"units": units, "kinds": kinds, "loads": loads}.items():
            self._db.register("given", table)
            self._db.execute(f"CREATE TABLE {name} AS SELECT * FROM given")

    def _run(self, factor: str, joined: str) -> np.ndarray:
        found = self._db.execute(f"""
            WITH amounts AS (
                SELECT entity, verified, gas,
                       floor(output / 1000 * be * (1 - slope * (heat_ratio / 1e6)) * CASE WHEN has_load THEN {factor}
                             ELSE 1 END) + floor(heat / 1000 * bh) AS t
                FROM units JOIN kinds USING (kind) {joined}),
            sums AS (
                SELECT entity, sum(CASE WHEN gas THEN greatest(t, floor(verified / 1000 + 0.5)) ELSE t END) AS initial,
                       floor(sum(verified) / 1000 + 0.5) AS verified
                FROM amounts GROUP BY entity)
            SELECT greatest(initial, floor(0.8 * verified)) AS approved FROM sums ORDER BY entity""")
        return np.asarray(found.fetchnumpy()["approved"])

    def expression(self, race: Race) -> np.ndarray:
        """The coefficient as the law writes it."""
        f = "(load_factor / 10000)"
        return self._run(
            f"""(CASE WHEN {f} >= 0.85 THEN 1 WHEN {f} >= 0.80 THEN 1 + 0.0014 * (85 - 100 * {f})
                WHEN {f} >= 0.75 THEN 1.007 + 0.0016 * (80 - 100 * {f}) ELSE pow(1.015::DOUBLE, 16 - 20 * {f}) END)""",
            "",
        )

    def joined(self, race: Race) -> np.ndarray:
        """The coefficient from a table of its 10,001 values."""
        return self._run("ff", "JOIN loads USING (load_factor)")


class Polars:
    """Polars on one thread, streaming engine."""

    def __init__(self, race: Race) -> None:
        import polars as pl

        self._units = pl.DataFrame(dict(zip(Columns._fields, race.columns, strict=True)))
        self._kinds = pl.DataFrame({"kind": np.arange(len(race.plan.kinds), dtype=np.int8)} | race.floats)

    def streaming(self, race: Race) -> np.ndarray:
        """The coefficient as an expression."""
        import polars as pl

        f, v = pl.col("load_factor") / 10_000, (pl.col("verified") / 1000 + 0.5).floor()
        factor = (
            pl.when(~pl.col("has_load") | (f >= 0.85)).then(1.0)
            .when(f >= 0.80).then(1 + 0.0014 * (85 - 100 * f))
            .when(f >= 0.75).then(1.007 + 0.0016 * (80 - 100 * f))
            .otherwise(pl.lit(1.015).pow(16 - 20 * f))
        )  # fmt: skip
        electricity = (
            pl.col("output") / 1000 * pl.col("be") * (1 - pl.col("slope") * (pl.col("heat_ratio") / 1e6)) * factor
        )
        t = electricity.floor() + (pl.col("heat") / 1000 * pl.col("bh")).floor()
        found = (
            self._units.lazy().join(self._kinds.lazy(), on="kind")
            .select("entity", "verified", t=pl.when(pl.col("gas")).then(pl.max_horizontal(t, v)).otherwise(t))
            .group_by("entity").agg(pl.col("t").sum(), pl.col("verified").sum())
            .with_columns(v=v)
            .select("entity", approved=pl.max_horizontal("t", (0.8 * pl.col("v")).floor()))
            .sort("entity").collect(engine="streaming")
        )  # fmt: skip
        return found["approved"].to_numpy()


def copied(race: Race, into: Columns) -> None:
    """A warm copy of the columns."""
    for target, source in zip(into, race.columns, strict=True):
        np.copyto(target, source)


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Return seconds by the clock, and the result."""
    begin = time.perf_counter()
    found = call()
    return time.perf_counter() - begin, found


def extra_bytes(call: Callable[[], Any]) -> int:
    """Return how far resident memory rose above where it stood."""
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
    before = _resident("VmRSS")
    call()
    return max(0, _resident("VmHWM") - before)


def _resident(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


def in_memory(race: Race, rounds: int) -> list[Figure]:
    """Run all contestants in rounds; return medians, and ratios within the rounds."""
    duck, polars = DuckDB(race), Polars(race)
    into = Columns(*(np.empty_like(c) for c in race.columns))
    contestants: dict[str, Callable[[], Any]] = {
        "warm copy of the columns": lambda: copied(race, into),
        "bulk, sums by entity": lambda: ours(race),
        "bulk, each unit's amounts too": lambda: ours_each(race),
        "DuckDB, expression": lambda: duck.expression(race),
        "DuckDB, coefficient joined": lambda: duck.joined(race),
        "NumPy, chunks": lambda: numpy_chunks(race),
        "Polars, streaming": lambda: polars.streaming(race),
    }
    results = {name: call() for name, call in contestants.items()}  # warms all
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(rounds):
        for name, call in contestants.items():
            seconds[name].append(timed(call)[0])
        sys.stderr.write(f"round {number + 1} of {rounds}\n")
    _tell_differences(results)
    found = _figures(seconds, race)
    size = sum(c.nbytes for c in race.columns)
    extra = extra_bytes(lambda: ours(race))
    share = extra / size
    found.append(Figure("extra memory of the bulk, of the columns", share * 100, "%", goal="<= 5 %", met=share <= 0.05))
    outputs = 5 * 8 * race.columns.size
    each = max(0, extra_bytes(lambda: ours_each(race)) - outputs) / size
    found.append(Figure("the same beyond the output columns", each * 100, "%", goal="<= 5 %", met=each <= 0.05))
    return found


def _tell_differences(results: dict[str, Any]) -> None:
    exact = results["bulk, sums by entity"]
    for name, values in results.items():
        if values is not None and not name.startswith("bulk"):
            off = np.abs(values - exact)
            sys.stdout.write(
                f"{name}: {int((off != 0).sum())} of {len(off)} entities differ, at most {off.max():.0f} t\n"
            )
    assert np.array_equal(exact, results["bulk, each unit's amounts too"])


def _figures(seconds: dict[str, list[float]], race: Race) -> list[Figure]:
    copy, bulk = seconds["warm copy of the columns"], seconds["bulk, sums by entity"]
    duck = min(
        ("DuckDB, expression", "DuckDB, coefficient joined"), key=lambda name: sorted(seconds[name])[len(copy) // 2]
    )
    found = []
    for name, values in seconds.items():
        value, spread = median_and_spread(values)
        ratio, _ = median_and_spread([v / c for v, c in zip(values, copy, strict=True)])
        goal = "<= 3 x copy" if values is bulk else ""
        beside = median_and_spread(copy)[0]
        found.append(Figure(name, value, "s", spread, "copy", beside, ratio, goal, ratio <= 3 if goal else None))
    times, _ = median_and_spread([d / b for d, b in zip(seconds[duck], bulk, strict=True)])
    rate = race.columns.size / median_and_spread(bulk)[0]
    peer = race.columns.size / median_and_spread(seconds[duck])[0]
    found.append(Figure(f"bulk beside {duck}", rate / 1e6, "M rows/s", "", duck, peer / 1e6, times, ">= 2", times >= 2))
    return found


def write(race: Race, file: Path, rows: int) -> None:
    """Write a file with the columns of `tanshi allocate`, the race's rows over and over with other units."""
    import pyarrow as pa
    from pyarrow import parquet

    c = race.columns
    kinds = np.array(race.plan.kinds, dtype=object)
    classes, coolings = ([k[i] for k in kinds.tolist()] for i in (0, 1))
    names = [f"E{n:04d}" for n in range(ENTITIES)]

    def words(numbers: np.ndarray, values: Sequence[str]) -> Any:
        return pa.DictionaryArray.from_arrays(pa.array(numbers.astype(np.int32)), pa.array(values))

    def decimals(numbers: np.ndarray, places: int) -> Any:
        halves = np.zeros((len(numbers), 2), dtype=np.int64)
        halves[:, 0] = numbers
        return pa.Array.from_buffers(pa.decimal128(18, places), len(numbers), [None, pa.py_buffer(halves)])

    part = min(1_000_000, c.size)  # of whose size the race is a multiple
    writer = None
    for begin in range(0, rows, part):
        at = begin % c.size
        kind, entity, q, h, r, load, v = (column[at : at + min(part, rows - begin)] for column in c)
        table = pa.table({
            "unit_id": np.arange(begin, begin + len(kind)), "entity_id": words(entity, names),
            "unit_class": words(kind, classes), "supply_mwh": decimals(q, 3), "heat_gj": decimals(h, 3),
            "heat_ratio": decimals(r, 6), "load_factor": decimals(load, 4), "cooling": words(kind, coolings),
            "chp": np.array([k[2] for k in kinds.tolist()])[kind], "verified_t": decimals(v, 3),
        })  # fmt: skip
        writer = writer or parquet.ParquetWriter(file, table.schema, compression="snappy")
        writer.write_table(table)
    assert writer is not None
    writer.close()


def streamed(race: Race, plan: str, rows: int, folder: Path) -> list[Figure]:
    """Write and stream a tenth of the rows, then all of them. Rates are of processor time: one thread does it all, and
    a disk or neighbours that are busy now and not then would hide whether it is linear.
    """
    from tanshi.allocation.parquet_stream import allocate_parquet

    found: list[Figure] = []
    small_rate = 0.0
    for count in (max(1, rows // 10), rows):
        file = folder / "units.parquet"
        write(race, file, count)
        os.sync()  # else the disk is still writing while the file is read
        sys.stderr.write(f"{count:,} rows written, {file.stat().st_size / 1e9:.1f} GB\n")
        law, result = Law("cn"), []
        begin, cpu = time.perf_counter(), time.process_time()
        extra = extra_bytes(lambda: result.append(allocate_parquet(law, file, plan)))  # noqa: B023
        seconds, cpu = time.perf_counter() - begin, time.process_time() - cpu
        file.unlink()
        assert sum(e.found.initial_t for e in result[0].entities) == _expected(race, count)
        rate = count / cpu
        note = f"{seconds:.1f} s by the clock, +{extra / 1e6:,.0f} MB"
        if not small_rate:
            small_rate = rate
            found.append(Figure(f"streamed, {count:,} rows ({note})", rate / 1e6, "M rows/cpu s"))
        else:
            ratio = rate / small_rate
            found.append(Figure(f"streamed, {count:,} rows ({note})", rate / 1e6, "M rows/cpu s", "", "a tenth",
                                small_rate / 1e6, ratio, "linear: >= 0.9", ratio >= 0.9))  # fmt: skip
    return found


def _expected(race: Race, rows: int) -> int:
    """Return the sum of all units' approved amounts over so many rows, by the columns in memory."""
    times, rest = divmod(rows, race.columns.size)
    total = 0
    for count, part in ((times, race.columns.size), (1, rest)):
        bulk = Bulk(race.plan, ENTITIES)
        bulk.add(race.columns.at(np.arange(part)))
        total += count * int(bulk.entities(None).initial_t.sum())
    return total


def main() -> int:
    """Run the race and the stream, and show the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--stream", type=int, default=0, help="rows of the Parquet file; 0: none is written")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--plan", choices=["2021", "2022"], default="2022", help="the peers' expression is theirs")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    law = Law("cn")
    plan = BulkPlan.of(plan_named(law, options.plan))
    race = Race(plan, unit_years(plan, options.rows, SEED), BorrowingTerms.of(law, plan.plan.period))
    found = in_memory(race, options.rounds)
    if options.stream:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            found += streamed(race, options.plan, options.stream, Path(folder))
    return show(found, options.json)


if __name__ == "__main__":
    sys.exit(main())
