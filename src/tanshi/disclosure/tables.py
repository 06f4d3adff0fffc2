"""Result tables as CSV files: one documented schema each, columns named with their unit."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tanshi.core.finding import problem
from tanshi.disclosure.results import Results


def write_csv(results: Results, folder: Path) -> list[Path]:
    """Write the tables of a year to a folder and return the files."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tables: Mapping[str, Sequence[Mapping[str, Any]]] = {
            "nation": [results.nation],
            "provinces": results.provinces,
            "classes": results.classes,
            "market_months": results.months,
            "market_vintages": results.vintages,
            "market_days": results.days,
            "entities": results.entities,
            "penalties": results.penalties,
            "skipped_rows": results.skipped,
        }
        return [_write(folder / f"{name}_{results.period}.csv", rows) for name, rows in tables.items()]
    except OSError as error:
        raise problem("output.cannot_write", where=str(folder), reason=error.strerror or str(error)) from error


def _write(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        if rows:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return path
