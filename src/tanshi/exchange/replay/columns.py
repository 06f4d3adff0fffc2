"""Columns of a CSV file of text, each as its different texts and where they stand: what repeats is read once."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tanshi.core.finding import Finding, problem

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: row n holds `texts[codes[n]]`."""

    codes: Codes
    texts: list[str]

    @staticmethod
    def of(values: Sequence[str]) -> Column:
        """Return the column of texts."""
        found = dict(zip(dict.fromkeys(values), count(), strict=False))
        return Column(np.array([found[v] for v in values], np.int64), list(found))

    def read(self, parse: Callable[[str], int | None]) -> tuple[Codes, npt.NDArray[np.bool_]]:
        """Return a number for each row and whether its text could be read; `parse` returns None where it cannot."""
        found = [parse(text.strip()) for text in self.texts]
        fits = np.array([value is not None for value in found], np.bool_)
        numbers = np.array([value or 0 for value in found], np.int64)
        return numbers[self.codes], fits[self.codes]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's columns by name, `lines` the line of each row, and what is wrong with rows that are no rows."""

    columns: dict[str, Column]
    lines: Codes
    findings: tuple[Finding, ...]


def read_sheet(path: Path, needed: Sequence[str], optional: Sequence[str] = ()) -> Sheet:
    """Return a file's columns. Raises `Problem`: the file cannot be read, or a needed column is not there."""
    wanted = [*needed, *optional]
    try:
        found = _in_bulk(path, wanted) if find_spec("pyarrow") else None
        sheet = found or _row_by_row(path, wanted)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise problem("replay.unreadable", where=str(path), error=str(error)) from None
    missing = [name for name in needed if name not in sheet.columns]
    if missing:
        raise problem("replay.columns_missing", where=str(path), columns=", ".join(missing))
    return sheet


def _in_bulk(path: Path, wanted: Sequence[str]) -> Sheet | None:
    """Read with Arrow, or return None for a file that has to be looked at row by row."""
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    try:
        with path.open("rb") as file:
            head = file.readline().decode("utf-8-sig").strip().split(",")
        if len(set(head)) != len(head) or any(name != name.strip().strip('"') for name in head):
            return None
        table = arrow_csv.read_csv(
            path,
            read_options=arrow_csv.ReadOptions(column_names=head, skip_rows=1),
            parse_options=arrow_csv.ParseOptions(ignore_empty_lines=False),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(head, pa.string()), include_columns=[n for n in wanted if n in head],
                strings_can_be_null=False,
            ),
        )  # fmt: skip
    except pa.ArrowInvalid:
        return None
    columns = {name: _encoded(table.column(name)) for name in table.column_names}
    return Sheet(columns, np.arange(2, table.num_rows + 2), ())


def _encoded(column: Any) -> Column:
    whole = column.combine_chunks().dictionary_encode()
    return Column(whole.indices.to_numpy().astype(np.int64), whole.dictionary.to_pylist())


def _row_by_row(path: Path, wanted: Sequence[str]) -> Sheet:
    rows, lines, findings = [], [], []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        head = [name.strip() for name in next(reader, [])]
        for row in reader:
            if len(row) == len(head):
                rows.append(row)
                lines.append(reader.line_num)
            elif row:
                where = f"{path.name}:{reader.line_num}"
                findings.append(Finding("replay.cells", where, {"cells": len(row), "columns": len(head)}))
    texts = list(zip(*rows, strict=True)) or [()] * len(head)
    columns = {name: Column.of(texts[at]) for at, name in enumerate(head) if name in wanted}
    return Sheet(columns, np.array(lines, np.int64), tuple(findings))
