"""A file of projects another scheme registered, as commands to note them: number, name, capacity in MW, place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tanshi.core.exact import NotADecimal, decimal, half_up
from tanshi.core.finding import Finding, problem
from tanshi.core.sheets import Row, bytes_of, sheets_of, table_in
from tanshi.voluntary.known import NoteKnown

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("number", "gppd_idnr", "项目编号"),
    "name": ("name", "项目名称"),
    "capacity_mw": ("capacity_mw", "装机容量（MW）"),
    "latitude": ("latitude", "纬度"),
    "longitude": ("longitude", "经度"),
}
_NEEDED = ("number", "name")


@dataclass(slots=True)
class KnownFile:
    """Projects that were read, and what is wrong with other rows."""

    projects: list[NoteKnown] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_known(path: Path, scheme: str) -> KnownFile:
    """Return the projects of a file; a number that cannot be read is a finding and leaves its row out."""
    sheets = sheets_of(path, bytes_of(path))
    table = table_in(sheets, _COLUMNS, _NEEDED)
    if table is None:
        columns = ", ".join(" ".join(_COLUMNS[name]) for name in _NEEDED)
        raise problem("voluntary.no_known_table", where=path.name, columns=columns)
    sheet, places, rows, header = table
    read = KnownFile()
    for number, cells in enumerate(rows[header:], header + 1):
        row = Row(number, cells, places)
        if row.is_blank():
            continue
        capacity = _scaled(row, "capacity_mw", 3, sheet or path.name, read)
        place = [_scaled(row, name, 6, sheet or path.name, read) for name in ("longitude", "latitude")]
        if capacity is not None and None not in place:
            x, y = (value or 0 for value in place)
            read.projects.append(NoteKnown(scheme, row.text("number"), row.text("name"), capacity, x, y))
    return read


def _scaled(row: Row, name: str, places: int, sheet: str, read: KnownFile) -> int | None:
    """Return a number times a power of ten, 0 if the cell is empty, None if it says something else."""
    said = row.text(name)
    try:
        return int(half_up(decimal(said or "0") * 10**places))
    except NotADecimal:
        params = {"field": name, "value": said}
        read.findings.append(Finding("emissions.not_a_number", f"{sheet}!{row.cell(name)}", params))
        return None
