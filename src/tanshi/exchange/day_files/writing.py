"""Writing tables as files: CSV with plain columns, or Parquet (extra `bulk`)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from tanshi.core.finding import problem
from tanshi.exchange.day_files.tables import COLUMNS, Rows

CSV, PARQUET = "csv", "parquet"


def write(tables: Mapping[str, Rows], folder: Path, form: str = CSV) -> dict[str, Path]:
    """Write each table to a file of its name; return the files. Raises `Problem`: what a form needs is missing."""
    make = {CSV: _csv, PARQUET: _parquet}.get(form)
    if make is None:
        raise problem("exchange.no_such_form", form=form)
    folder.mkdir(parents=True, exist_ok=True)
    files = {name: folder / f"{name}.{form}" for name in tables}
    for name, file in files.items():
        make(file, COLUMNS[name], tables[name])
    return files


def _csv(file: Path, columns: tuple[str, ...], rows: Rows) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        out = csv.writer(opened, lineterminator="\n")
        out.writerow(columns)
        out.writerows(rows)


def _parquet(file: Path, columns: tuple[str, ...], rows: Rows) -> None:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ModuleNotFoundError:
        raise problem("exchange.needs_extra", extra="bulk") from None
    fields = [pa.field(name, pa.int64() if name.endswith(_NUMBERS) else pa.string()) for name in columns]
    arrays = [pa.array([row[n] for row in rows], f.type) for n, f in enumerate(fields)]
    parquet.write_table(pa.table(arrays, schema=pa.schema(fields)), file)


#: Endings of columns that are whole numbers; the others are text.
_NUMBERS = ("_ns", "_fen", "_t", "number", "seconds", "level", "trades")
