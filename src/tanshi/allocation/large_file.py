"""Which files are worth the bulk path: Parquet with very many rows, where Numba is installed. Imports nothing heavy."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from tanshi.allocation.from_file import FileAllocation
from tanshi.core.progress import Progress
from tanshi.rules import Law

#: From so many rows on: below, the plain path is done before the kernel is loaded.
MANY = 50_000

_NEEDED = ("pyarrow", "narwhals", "numba")


def rows_in(file: Path) -> int:
    """Return how many rows a Parquet file says it has; 0 for anything else, or where it cannot be read in bulk."""
    try:
        with file.open("rb") as start:
            is_parquet = start.read(4) == b"PAR1"
        if not is_parquet or not all(find_spec(name) for name in _NEEDED):
            return 0
        from pyarrow import parquet

        return int(parquet.read_metadata(file).num_rows)
    except (OSError, ValueError):
        return 0


def allocate_large(law: Law, file: Path, plan: str, progress: Progress | None = None) -> FileAllocation:
    """Return what a plan gives the entities of a large Parquet file, each figure as the plain path's."""
    from tanshi.allocation.parquet_stream import allocate_parquet

    return allocate_parquet(law, file, plan, progress=progress)
