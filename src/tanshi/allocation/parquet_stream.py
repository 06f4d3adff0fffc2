"""A plan applied to a Parquet file that does not fit in memory: its row groups are read in parts, the
entities' sums kept.

Memory is that of one part, of the entities, and of eight bytes a row: a number made of the unit's name (and year), by
which a unit that stands twice is found wherever it stands. Where two rows share their number, the file is read once
more and those rows go to the plain path, which compares the names themselves; so a chance meeting changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import parquet

from tanshi.allocation.bulk import EntityAmounts
from tanshi.allocation.frame_columns import Bools, blank, ids
from tanshi.allocation.from_file import FileAllocation, OfEntity
from tanshi.allocation.intake import Intake
from tanshi.allocation.kernel import hash_texts
from tanshi.allocation.power import EntityAllocation
from tanshi.core.finding import Finding, Problem, problem
from tanshi.core.progress import Progress
from tanshi.rules import Law

#: Rows read at once.
PART = 1 << 18

Hashes = npt.NDArray[np.uint64]


def allocate_parquet(
    law: Law, file: Path, plan: str, *, progress: Progress | None = None, distinct: bool = True
) -> FileAllocation:
    """Return what a plan gives the entities of a Parquet file; `units` is left empty. Findings are those of the plain
    path. `distinct=False` takes it for granted that no unit stands twice.
    """
    told = progress or Progress()
    suspects: Hashes = np.empty(0, dtype=np.uint64)
    while True:
        source = _open(file)
        intake = Intake(law, plan, list(source.schema_arrow.names), sheet=file.name, first_row=2)
        seen: Hashes = np.empty(source.metadata.num_rows if distinct else 0, dtype=np.uint64)
        told.step(file.name, source.metadata.num_rows)
        for frame in _parts(source, intake):
            twice = None
            if distinct:
                own = _hashes(frame, intake)
                seen[intake.count : intake.count + len(own)] = own
                twice = np.isin(own, suspects) if len(suspects) else np.zeros(len(own), dtype=bool)
            intake.take(frame, each=False, suspects=twice)
            told.advance(len(frame))
        if len(suspects) or not len(found := _repeated(seen)):
            return _result(plan, intake, file.name)
        suspects = found


def _open(file: Path) -> Any:
    try:
        schema = parquet.read_schema(file)
        repeated = [name for name in schema.names if _is_text(schema, name)]
        return parquet.ParquetFile(file, read_dictionary=repeated, pre_buffer=False)  # else it keeps the whole file
    except (OSError, ValueError) as error:
        raise problem("input.damaged", where=file.name, reason=str(error)) from None


def _is_text(schema: Any, name: str) -> bool:
    """Tell whether a column repeats few words, so that each is better read once."""
    words = ("class", "cooling", "chp", "entity", "year", "类别", "方式", "联产", "单位", "年度")
    return pa.types.is_string(schema.field(name).type) and any(word in name for word in words)


def _parts(source: Any, intake: Intake) -> Iterator[Any]:
    names = source.schema_arrow.names
    for batch in source.iter_batches(PART, columns=names, use_threads=False):
        yield nw.from_native(pa.Table.from_batches([batch]), eager_only=True)


def _hashes(frame: Any, intake: Intake) -> Hashes:
    """Return a number for each row made of its unit's name and year; rows without a name get one of their own."""
    unit = ids(frame[frame.columns[intake.places["unit_id"]]])
    numbers = _hash(unit)
    if "year" in intake.places:
        numbers = numbers * np.uint64(0x9E3779B97F4A7C15) + _hash(ids(frame[frame.columns[intake.places["year"]]]))
    nameless = blank(unit)
    numbers[nameless] = np.flatnonzero(nameless) + intake.count
    return numbers


def _hash(series: Any) -> Hashes:
    native = series.to_native()
    if series.dtype.is_integer():
        return np.asarray(series.fill_null(-1).to_numpy().astype(np.uint64) * np.uint64(0xBF58476D1CE4E5B9))
    array = pa.concat_arrays(native.cast(pa.large_string()).chunks)
    _, offsets, data = array.buffers()
    ends = np.frombuffer(offsets, dtype=np.int64)[array.offset : array.offset + len(array) + 1]
    text = np.frombuffer(data, dtype=np.uint8) if data else np.empty(0, dtype=np.uint8)
    return np.asarray(hash_texts(ends, text))


def _repeated(seen: Hashes) -> Hashes:
    """Return the numbers that stand twice; sorts in place."""
    seen.sort()
    return np.unique(np.concatenate([_neighbours(seen[n : n + PART + 1]) for n in range(0, max(len(seen), 1), PART)]))


def _neighbours(part: Hashes) -> Hashes:
    same: Bools = part[1:] == part[:-1]
    return part[1:][same]


def _result(plan: str, intake: Intake, name: str) -> FileAllocation:
    names, found = intake.entities()
    if not names:
        raise Problem(Finding("allocate.no_units", name), *intake.rows.findings[:20])
    entities = tuple(_entity(name, row) for name, row in zip(names, _rows(found), strict=True))
    return FileAllocation(plan, (), entities, (*intake.rows.findings, *intake.rows.closing(name)))


def _rows(found: EntityAmounts) -> Iterator[tuple[int, ...]]:
    names = ("initial_t", "relief_t", "approved_t", "verified_t", "obligation_t", "borrow_limit_t")
    return zip(*(getattr(found, name).tolist() for name in names), strict=True)


def _entity(name: str, row: tuple[int, ...]) -> OfEntity:
    *amounts, limit = row
    return OfEntity(name, EntityAllocation((), *amounts), limit)
