"""Monitored figures of projects in somebody's own file: one table (CSV, XLSX) or a JSON list, a row for each stream
and period. What cannot be read is a finding with its cell; all other rows stay.
"""

from __future__ import annotations

import json
import re
from calendar import isleap, monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from tanshi.core.catalogue import Language
from tanshi.core.exact import NotADecimal, decimal
from tanshi.core.finding import Finding, Problem, problem
from tanshi.core.sheets import Row, bytes_of, sheets_of, table_in
from tanshi.voluntary.methodology import Figure, Methodology, Stream

#: Columns every file has, and the titles that mean them.
BASE: Mapping[str, tuple[str, str]] = {
    "project_id": ("project_id", "项目编号"),
    "year": ("year", "减排量产生年度"),
    "month": ("month", "月份"),
    "stream": ("stream", "监测内容"),
}

_NEEDED = ("project_id", "year", "stream")
_YEAR = re.compile(r"(19|20)\d\d\Z")
_MONTH = re.compile(r"(?:(\d{4})-)?(\d{1,2})\Z")

#: The most a figure in per cent can be.
_PER_CENT = 100


@dataclass(frozen=True, slots=True)
class Monitored:
    """Figures of one stream of a project, generated in a month ("2024-03") or, if "", a year; `where`: their row."""

    project: str
    year: int
    month: str
    stream: str
    values: Mapping[str, Fraction]
    where: str = ""


@dataclass(slots=True)
class MonitoringFile:
    """Rows that were read, and what is wrong with others."""

    rows: list[Monitored] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    left_out: set[tuple[str, int, str]] = field(default_factory=set)  # project, year, stream ("" unknown)


class _Wrong(Exception):
    def __init__(self, field: str, code: str, **params: object) -> None:
        self.field, self.code, self.params = field, code, {"field": field, **params}
        super().__init__(code)


def read_monitoring(methodology: Methodology, path: Path | str) -> MonitoringFile:
    """Return the rows of a file; `Problem` if none can be used."""
    file = Path(path)
    return read_monitoring_of(methodology, file.name, bytes_of(file))


def read_monitoring_of(methodology: Methodology, name: str, data: bytes) -> MonitoringFile:
    """Return the same of a file's content; `name` is what findings call it."""
    sheets = [("", _table_of(name, data))] if data.lstrip()[:1] == b"[" else sheets_of(Path(name), data)
    columns = columns_of(methodology)
    table = table_in(sheets, columns, _NEEDED)
    if table is None:
        needed = ", ".join(" ".join(BASE[n]) for n in _NEEDED)
        raise problem("voluntary.no_table", where=name, columns=needed, methodology=methodology.code)
    sheet, places, rows, header = table
    read, seen = MonitoringFile(), _Seen({})
    for number, cells in enumerate(rows[header:], header + 1):
        row = Row(number, cells, places)
        if row.is_blank() or row.is_total():
            continue
        try:
            read.rows.append(_monitored(methodology, row, sheet or name, seen))
        except _Wrong as wrong:
            where = f"{sheet or name}!{row.cell(wrong.field)}"
            read.findings.append(Finding(wrong.code, where, wrong.params))
            if row.text("project_id") and _YEAR.match(row.text("year")):
                code = next((c for c, s in methodology.streams.items() if row.text("stream") in _titles(s)), "")
                read.left_out.add((row.text("project_id"), int(row.text("year")), code))
    if not read.rows:
        raise Problem(Finding("emissions.no_rows", name), *read.findings[:20])
    read.findings += _gaps(read.rows, sheet or name)
    return read


@dataclass(frozen=True, slots=True)
class _Seen:
    """Which months, or whole years (""), of a project's stream stand where."""

    months: dict[tuple[str, int, str], dict[str, str]]

    def first(self, project: str, year: int, stream: str, month: str) -> str | None:
        """Return where the month stands already, in itself or in its year; for a year where a month of it does."""
        known = self.months.get((project, year, stream), {})
        return next(iter(known.values()), None) if month == "" else known.get(month, known.get(""))

    def note(self, project: str, year: int, stream: str, month: str, where: str) -> None:
        """Note where a month stands."""
        self.months.setdefault((project, year, stream), {})[month] = where


def _gaps(rows: list[Monitored], sheet: str) -> list[Finding]:
    """Return the months that are missing between the first and the last of a project's stream."""
    known: dict[tuple[str, str], set[int]] = {}
    for row in rows:
        months = range(12) if row.month == "" else (int(row.month[5:]) - 1,)
        known.setdefault((row.project, row.stream), set()).update(row.year * 12 + m for m in months)
    found = []
    for (project, stream), months_known in known.items():
        missing = [m for m in range(min(months_known), max(months_known)) if m not in months_known]
        if missing:
            said = ", ".join(f"{m // 12}-{m % 12 + 1:02d}" for m in missing[:12])
            found.append(Finding("voluntary.months_missing", f"{sheet}!{project}", {"stream": stream, "months": said}))
    return found


def _table_of(name: str, data: bytes) -> list[list[Any]]:
    """Return a JSON list of objects as a table; numbers keep the text they were written with."""
    try:
        said = json.loads(data, parse_float=str, parse_int=str)
    except ValueError as error:
        raise problem("input.damaged", where=name, reason=str(error)) from None
    if not all(isinstance(row, dict) for row in said):
        raise problem("input.not_a_table", where=name)
    heads = list(dict.fromkeys(key for row in said for key in row))
    return [heads, *([row.get(head, "") for head in heads] for row in said)]


def columns_of(methodology: Methodology) -> dict[str, tuple[str, ...]]:
    """Return the columns of a table, with the titles that mean each."""
    found: dict[str, tuple[str, ...]] = dict(BASE)
    for stream in methodology.streams.values():
        for figure in stream.inputs.values():
            said = (figure.name, figure.label["zh"], figure.label["en"], f"{figure.label['zh']}（{figure.unit}）")
            found[figure.name] = tuple(dict.fromkeys((*found.get(figure.name, ()), *said)))
    return found


def template_rows(methodology: Methodology, language: Language) -> list[list[str]]:
    """Return a table to fill in: its header, and a row for each stream."""
    figures = {f.name: f for s in methodology.streams.values() for f in s.inputs.values()}
    place = 1 if language == "zh" else 0
    heads = [BASE[n][place] for n in BASE]
    heads += [f"{f.label['zh']}（{f.unit}）" if language == "zh" else f.name for f in figures.values()]
    rows = [heads]
    for stream in methodology.streams.values():
        said = stream.label["zh"] if language == "zh" else stream.code
        rows.append(["P1", methodology.in_force[:4], "", said, *("" for _ in figures)])
    return rows


def _monitored(methodology: Methodology, row: Row, sheet: str, seen: _Seen) -> Monitored:
    project, year = row.text("project_id"), row.text("year")
    if not project:
        raise _Wrong("project_id", "emissions.blank")
    if not _YEAR.match(year):
        raise _Wrong("year", "emissions.bad_year", value=year)
    month = _month(row, int(year))
    stream = _stream(methodology, row)
    values = {f.name: v for f in stream.inputs.values() if (v := _value(row, f)) is not None}
    for name in stream.needs:
        if name not in values:
            raise _Wrong(name, "voluntary.figure_missing", stream=stream.code)
    most = monthrange(int(year), int(month[5:]))[1] if month else 365 + isleap(int(year))
    if values.get("days", 0) > most:
        raise _Wrong("days", "voluntary.too_many_days", value=row.text("days"), most=most)
    if (first := seen.first(project, int(year), stream.code, month)) is not None:
        raise _Wrong("project_id", "voluntary.row_twice", first=first)
    seen.note(project, int(year), stream.code, month, f"{sheet}!{row.cell('project_id')}")
    return Monitored(project, int(year), month, stream.code, values, f"{sheet}!{row.number}")


def _month(row: Row, year: int) -> str:
    """Return the month of a row as "2024-03", "" for the whole year."""
    said = row.text("month")
    if not said:
        return ""
    found = _MONTH.match(said)
    if not found or not 1 <= int(found[2]) <= 12 or (found[1] and int(found[1]) != year):
        raise _Wrong("month", "emissions.bad_month", value=said)
    return f"{year}-{int(found[2]):02d}"


def _titles(stream: Stream) -> tuple[str, ...]:
    return (stream.code, *stream.label.values())


def _stream(methodology: Methodology, row: Row) -> Stream:
    said = row.text("stream")
    for stream in methodology.streams.values():
        if said in _titles(stream):
            return stream
    known = ", ".join(f"{s.code} {s.label['zh']}" for s in methodology.streams.values())
    raise _Wrong("stream", "emissions.unknown_stream", value=said, known=known)


def _value(row: Row, figure: Figure) -> Fraction | None:
    text = row.text(figure.name)
    if not text:
        return None
    try:
        value = decimal(text)
    except NotADecimal:
        raise _Wrong(figure.name, "emissions.not_a_number", value=text) from None
    if value < 0 and not figure.less and not figure.name.endswith("_error"):
        raise _Wrong(figure.name, "emissions.negative", value=text)
    if figure.unit == "%" and abs(value) >= _PER_CENT:
        raise _Wrong(figure.name, "emissions.too_large", value=text, most=_PER_CENT, unit="%")
    return value
