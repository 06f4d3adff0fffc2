"""Emissions of the rows in somebody's own pandas, Polars or Arrow frame; what comes back is of the same kind.

Tonnes of a total are integers; exact figures are decimal text as in `tanshi emissions --json`. A float in the frame
stands for its shortest decimal.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import narwhals as nw

from tanshi.accounting.activity_file import ActivityFile, Reader
from tanshi.accounting.columns import BASE, NEEDED
from tanshi.accounting.report import Report, computed
from tanshi.core.finding import Finding, Problem, problem
from tanshi.core.sheets import Row, places_of
from tanshi.rules import Law

FrameT = TypeVar("FrameT")

#: What findings call the frame.
_SHEET = "frame"


class RowsLeftOut(UserWarning):
    """Some rows of a frame do not count; `emissions_all` returns what is wrong with them."""


@dataclass(frozen=True, slots=True)
class FrameEmissions(Generic[FrameT]):
    """What a frame's rows come to: entities, their lines and units, and what is wrong with other rows.

    `by_source` has a row for each source of an entity (`unit_id` "") and of each part. `findings`: row (from 0),
    column, code, message, message_zh.
    """

    sector: str
    entities: FrameT
    by_source: FrameT
    findings: FrameT


def emissions(frame: FrameT, sector: str, year: int = 0) -> FrameT:
    """Return the entities of a frame with their totals in whole tonnes; warns where rows do not count.

    Columns are those of `tanshi emissions`, in English or Chinese; `year` is that of rows that name none. Raises
    `Problem`: the sector is unknown, a column is missing, or no row can be used.
    """
    found = emissions_all(frame, sector, year)
    findings: Any = nw.from_native(found.findings, eager_only=True)
    if len(findings):
        first = findings.row(0)
        message = f"{len(findings)} findings; the first: row {first[0]}, {first[1]}: {first[3]}"
        warnings.warn(f"{message} emissions_all(frame, sector).findings has all.", RowsLeftOut, stacklevel=2)
    return found.entities


def emissions_all(frame: FrameT, sector: str, year: int = 0) -> FrameEmissions[FrameT]:
    """Return all a frame's rows come to."""
    wrapped: Any = nw.from_native(frame, eager_only=True)  # type: ignore[call-overload, unused-ignore]
    report = computed(_read(wrapped, Reader(Law("cn"), sector, _SHEET, year)))
    return FrameEmissions(sector, _entities(wrapped, report), _sources(wrapped, report), _findings(wrapped, report))


def _read(frame: Any, reader: Reader) -> ActivityFile:
    places = places_of(frame.columns, reader.columns)
    lacks = [f for f in (*NEEDED, "stream") if f not in places]
    if lacks:
        named = ", ".join(f"{BASE[n][0]} {BASE[n][1]}" for n in lacks)
        raise problem("emissions.no_table", where=_SHEET, columns=named, sector=reader.read.sector)
    columns = [frame[name].to_list() for name in frame.columns]
    for number, cells in enumerate(zip(*columns, strict=True)):
        reader.take(None, Row(number, [None if _is_nothing(c) else c for c in cells], places), _SHEET)
    if not any(reader.read.rows.values()):
        raise Problem(Finding("emissions.no_rows", _SHEET), *reader.read.findings[:20])
    return reader.read


def _is_nothing(cell: Any) -> bool:
    return cell is None or cell != cell  # noqa: PLR0124 - what is not a number is not itself


def _entities(frame: Any, report: Report) -> Any:
    rows = [report.entity(e) for e in report.entities]
    totals = list(dict.fromkeys(code for row in rows for code in row["totals"]))
    columns = [
        _series(frame, "entity_id", [r["entity_id"] for r in rows], nw.String()),
        _series(frame, "year", [r["year"] for r in rows], nw.Int64()),
        _series(frame, "emissions_t", [r["emissions_t"] for r in rows], nw.Int64()),
        *(_series(frame, f"{code}_t", [r["totals"].get(code) for r in rows], nw.Int64()) for code in totals),
    ]
    return _frame(frame, columns)


def _sources(frame: Any, report: Report) -> Any:
    rows = [("", "entity", report.entity(e)) for e in report.entities]
    rows += [(p["unit_id"], p["level"], p) for p in report.parts()]
    flat = [
        (r["entity_id"], r["year"], part, level, code, value)
        for part, level, r in rows
        for code, value in r["by_source"].items()
    ]
    names = (("entity_id", nw.String()), ("year", nw.Int64()), ("unit_id", nw.String()), ("level", nw.String()),
             ("source", nw.String()), ("emissions_t", nw.String()))  # fmt: skip
    return _frame(frame, [_series(frame, name, [row[n] for row in flat], kind) for n, (name, kind) in enumerate(names)])


def _findings(frame: Any, report: Report) -> Any:
    places = [_place(f.where) for f in report.findings]
    columns = [
        _series(frame, "row", [row for _, row in places], nw.Int64()),
        _series(frame, "column", [frame.columns[column] for column, _ in places], nw.String()),
        _series(frame, "code", [f.code for f in report.findings], nw.String()),
        _series(frame, "message", [f.message("en") for f in report.findings], nw.String()),
        _series(frame, "message_zh", [f.message("zh") for f in report.findings], nw.String()),
    ]
    return _frame(frame, columns)


def _place(where: str) -> tuple[int, int]:
    """Return column and row of an address such as frame!F17."""
    cell = where.rpartition("!")[2]
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return max(column - 1, 0), int(cell[len(letters) :])


def _series(frame: Any, name: str, values: Sequence[Any], dtype: Any) -> Any:
    return nw.new_series(name, values, dtype, backend=frame.implementation)


def _frame(frame: Any, columns: list[Any]) -> Any:
    return nw.from_dict({c.name: c.to_native() for c in columns}, backend=frame.implementation).to_native()
