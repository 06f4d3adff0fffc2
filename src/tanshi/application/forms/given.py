"""What was given: the raw cells of a form from a workbook, a CSV file, JSON or a page, with the address of each.

Headings are matched by name, in either language, with or without unit, in any order. What does not belong to the form
is reported and left alone; a column that is missing and needed is a finding of the whole file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tanshi.application.forms.cell import Raw, is_blank, plain_name
from tanshi.application.forms.definition import Field, Form, Table
from tanshi.application.forms.grid import Grid, column_letters, read_file
from tanshi.application.forms.words import FormFinding, Words
from tanshi.core.finding import Finding

#: The sheet in which a template says what it is.
STAMP = "_tanshi"

#: Rows in which the heading may stand.
_HEADING_ROWS = 20

#: Rows and columns in which the labels of a header may stand.
_HEADER_ROWS = 200
_LABEL_COLUMNS = 6

#: Cells under merged ones that are looked at.
_MERGED_CELLS = 1_000_000


class ErrorCell(str):
    """A cell whose formula ended in an error (#N/A)."""

    __slots__ = ()


class MergedCell(str):
    """A cell covered by a merged one: its value stands elsewhere."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class GivenRow:
    """A row: its number in the file, and its cells in the order of the form's columns."""

    number: int
    cells: Sequence[Raw]


@dataclass(frozen=True, slots=True)
class Given:
    """What was given for a form.

    `findings` stand in the way of everything; `remarks` are odd and change nothing. `stamp`: what the template said of
    itself, empty for files that were not made from one. `address`: the place of a cell, by row number and column.
    """

    form: Form
    source: str
    header: Mapping[str, tuple[Raw, str]]
    rows: Sequence[GivenRow]
    address: Callable[[int, str], str]
    place: str  # of the table as a whole
    stamp: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    remarks: tuple[Finding, ...] = ()


def from_file(form: Form, data: bytes, name: str = "") -> Given:
    """Return what a workbook or CSV file gives; `Problem` if it cannot be read at all."""
    read = read_file(data, name)
    return from_grids(form, read.kind, read.grids, name)


def from_grids(form: Form, kind: str, sheets: Sequence[Grid], name: str = "") -> Given:
    """Return what sheets that are read already give; `kind` is xlsx or csv."""
    stamps = [g for g in sheets if g.name == STAMP]
    stamp = _stamp(stamps[0]) if stamps else {}
    grids = [g for g in sheets if not g.hidden and g.name != STAMP]
    findings = list(_stamp_findings(form, stamp, name))
    header: dict[str, tuple[Raw, str]] = {}
    for grid in grids:
        header.update({k: v for k, v in _header_cells(form, grid, name).items() if k not in header})
    table = form.table
    if table is None:
        return Given(form, kind, header, (), _no_address, name, stamp, tuple(findings))
    found = _find_table(form, table, grids)
    if found is None:
        wanted = Words("、".join(c.heading.zh for c in _needed(table)), ", ".join(c.heading.en for c in _needed(table)))
        if table.least or not header:
            findings.append(FormFinding("forms.no_heading", name, {"columns": wanted}))
        return Given(form, kind, header, (), _no_address, name, stamp, tuple(findings))
    return _given(form, table, kind, header, found, stamp, findings, name)


def from_json(form: Form, data: Any) -> Given:
    """Return what a JSON object `{"header": {…}, "rows": [{…}]}` gives; see `json_schema.schema`."""
    findings: list[Finding] = []
    remarks: list[Finding] = []
    if not isinstance(data, Mapping):
        findings.append(Finding("forms.not_an_object", "$"))
        data = {}
    if "form" in data and data["form"] != form.id:
        findings.append(Finding("forms.other_form", "$.form", {"form": form.id, "found": str(data["form"])[:60]}))
    if "version" in data and data["version"] not in (form.version, str(form.version)):
        found = str(data["version"])[:20]
        findings.append(Finding("forms.other_version", "$.version", {"version": form.version, "found": found}))
    header_in = data.get("header", {})
    rows_in = data.get("rows", [])
    if not isinstance(header_in, Mapping) or not isinstance(rows_in, list | tuple):
        findings.append(Finding("forms.not_an_object", "$.header, $.rows"))
        header_in, rows_in = {}, []
    names = {f.name for f in form.header}
    strange = [_clean(k) for k in header_in if k not in names]
    remarks += [Finding("forms.extra_field", f"$.header.{k}", {"field": k}) for k in strange]
    header = {name: (_scalar(header_in[name]), f"$.header.{name}") for name in names if name in header_in}
    columns = [c.name for c in form.table.columns] if form.table else []
    rows, extra = [], set()
    for number, row in enumerate(rows_in):
        if not isinstance(row, Mapping):
            findings.append(Finding("forms.not_an_object", f"$.rows[{number}]"))
            continue
        extra |= {_clean(k) for k in row if k not in columns}
        rows.append(GivenRow(number, [_scalar(row.get(name)) for name in columns]))
    remarks += [Finding("forms.extra_field", "$.rows", {"field": name}) for name in sorted(extra)]

    def address(number: int, column: str) -> str:
        return f"$.rows[{number}].{column}" if column else f"$.rows[{number}]"

    rows = [r for r in rows if not all(map(is_blank, r.cells))]
    return Given(form, "json", header, rows, address, "$.rows", {}, tuple(findings), tuple(remarks))


_POSTED = re.compile(r"rows\.([0-9]{1,6})\.(\w+)\Z")


def from_post(form: Form, pairs: Iterable[tuple[str, str]]) -> Given:
    """Return what a page sends: `header.entity=…`, `rows.0.month=…` (see `page`); empty rows are left out."""
    header: dict[str, str] = {}
    rows: dict[int, dict[str, str]] = {}
    for name, value in pairs:
        if name.startswith("header."):
            header[name.removeprefix("header.")] = value
        elif found := _POSTED.match(name):
            rows.setdefault(int(found[1]), {})[found[2]] = value
    names = {f.name for f in form.header}
    columns = [c.name for c in form.table.columns] if form.table else []
    given = [GivenRow(n, [cells.get(c) for c in columns]) for n, cells in sorted(rows.items())]

    def address(number: int, column: str) -> str:
        return f"rows.{number}.{column}" if column else f"rows.{number}"

    return Given(
        form,
        "page",
        {name: (value, f"header.{name}") for name, value in header.items() if name in names},
        [r for r in given if not all(map(is_blank, r.cells))],
        address,
        "rows",
    )


def from_draft(form: Form, cells: Any) -> Given:
    """Return what a draft gives, in the addresses of the page (`header.entity`, `rows.0.month`)."""
    header = cells.get("header") if isinstance(cells, Mapping) else None
    rows = cells.get("rows") if isinstance(cells, Mapping) else None
    pairs = [(f"header.{k}", _typed(v)) for k, v in header.items()] if isinstance(header, Mapping) else []
    for number, row in enumerate(rows if isinstance(rows, list | tuple) else ()):
        if isinstance(row, Mapping):
            pairs += [(f"rows.{number}.{k}", _typed(v)) for k, v in row.items()]
    return from_post(form, pairs)


def _typed(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)[:100]


def _clean(name: object) -> str:
    return "".join(c if c.isprintable() else "�" for c in str(name)[:60])


def _scalar(value: Any) -> Raw:
    if isinstance(value, list | tuple) and all(isinstance(v, str) for v in value):
        return "\n".join(value)
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return "{…}"  # an object or a mixed list is no value of a cell: every reader refuses it but text, where it is seen


def _no_address(number: int, column: str) -> str:
    return ""


# the stamp


def _stamp(grid: Grid) -> dict[str, str]:
    return {str(row[0]): str(row[1]) for row in grid.rows if len(row) > 1 and isinstance(row[0], str) and row[0]}


def _stamp_findings(form: Form, stamp: Mapping[str, str], name: str) -> Iterator[Finding]:
    if not stamp:
        return
    if (found := stamp.get("form", "")) != form.id:
        yield Finding("forms.other_form", name, {"form": form.id, "found": _clean(found)})
    elif (version := stamp.get("version", "")) != str(form.version):
        yield Finding("forms.other_version", name, {"version": form.version, "found": _clean(version)})
    elif stamp.get("definition", "") != form.sha256:
        yield Finding("forms.changed_template", name)


# headings


def names_of(field: Field) -> set[str]:
    """Return the names a column may be headed by, made plain."""
    found = {field.name, field.label.zh, field.label.en, field.heading.zh, field.heading.en}
    return {plain_name(n) for n in found if n}


def _needed(table: Table) -> list[Field]:
    return [c for c in table.columns if c.required and not c.when]


@dataclass(frozen=True, slots=True)
class _Found:
    """Where a table stands: its sheet, the row of its heading, the first row of data, and where each column is."""

    grid: Grid
    heading: int
    first: int
    places: Mapping[str, int]


def _find_table(form: Form, table: Table, grids: Sequence[Grid]) -> _Found | None:
    """Return the sheet and row whose headings fit best: at least half of the needed columns."""
    names = {name: column.name for column in reversed(table.columns) for name in names_of(column)}
    known = {name for column in form.fields() for name in names_of(column)}
    best: tuple[int, Grid, int, dict[str, int]] | None = None
    for grid in grids:
        for row, cells in enumerate(grid.rows[:_HEADING_ROWS]):
            places: dict[str, int] = {}
            for place, cell in enumerate(cells):
                if isinstance(cell, str) and (column := names.get(plain_name(cell))):
                    places.setdefault(column, place)
            if best is None or len(places) > best[0]:
                best = (len(places), grid, row, places)
    needed = _needed(table)
    if best is None or 2 * sum(c.name in best[3] for c in needed) < max(1, len(needed)):
        return None
    _, grid, row, places = best
    first = row + 1
    while first < len(grid.rows) and _is_heading(grid.rows[first], known):
        first += 1
    return _Found(grid, row, first, places)


def _is_heading(cells: Sequence[Raw], known: set[str]) -> bool:
    """Tell whether a row repeats the heading, in the other language."""
    filled = [plain_name(c) for c in cells if isinstance(c, str) and c.strip()]
    return len(filled) > 1 and 2 * sum(c in known for c in filled) > len(filled)


def _given(
    form: Form,
    table: Table,
    kind: str,
    header: dict[str, tuple[Raw, str]],
    found: _Found,
    stamp: Mapping[str, str],
    findings: list[Finding],
    name: str,
) -> Given:
    grid, places = found.grid, found.places
    sheet = grid.name or name
    remarks: list[Finding] = []
    for column in table.columns:
        if column.name not in places and column.required:
            findings.append(FormFinding("forms.column_missing", sheet, {"column": column.heading}))
    of_header = {n: f.name for f in form.header for n in names_of(f)}
    taken = set(places.values())
    for place, cell in enumerate(grid.rows[found.heading]):
        if place in taken or is_blank(cell):
            continue
        where = f"{sheet}!{column_letters(place)}{found.heading + 1}"
        if (field_name := of_header.get(plain_name(str(cell)))) and field_name not in header:
            header[field_name] = _repeated(grid, found.first, place, sheet)
        else:
            remarks.append(Finding("forms.extra_column", where, {"column": _clean(cell)}))
    order = [places.get(c.name, -1) for c in table.columns]
    special = _special(grid)
    rows: list[GivenRow] = []
    for number in range(found.first, len(grid.rows)):
        cells = grid.rows[number]
        width = len(cells)
        line: list[Raw] = [cells[p] if 0 <= p < width else None for p in order]
        if number in special:
            line = [special[number].get(p, v) for p, v in zip(order, line, strict=True)]
        if not all(map(is_blank, line)):
            rows.append(GivenRow(number + 1, line))
    letters = {c.name: column_letters(p) for c, p in zip(table.columns, order, strict=True) if p >= 0}

    def address(number: int, column: str) -> str:
        return f"{sheet}!{letters.get(column, '')}{number}"

    return Given(form, kind, header, rows, address, sheet, stamp, tuple(findings), tuple(remarks))


def _repeated(grid: Grid, first: int, place: int, sheet: str) -> tuple[Raw, str]:
    """Return a header field that stands as a column: its first value, or a mark if the rows do not agree."""
    values = [row[place] for row in grid.rows[first:] if place < len(row) and not is_blank(row[place])]
    where = f"{sheet}!{column_letters(place)}{first + 1}"
    if any(v != values[0] for v in values):
        return DifferentValues(", ".join(dict.fromkeys(str(v)[:20] for v in values[:3]))), where
    return (values[0] if values else None), where


class DifferentValues(str):
    """A header field given as a column whose rows do not agree."""

    __slots__ = ()


def _special(grid: Grid) -> dict[int, dict[int, Raw]]:
    """Return the cells that are not what their value says: errors and cells under a merged one."""
    found: dict[int, dict[int, Raw]] = {}
    for row, column in grid.errors:
        found.setdefault(row, {})[column] = ErrorCell("#")
    left_over = _MERGED_CELLS
    for (top, left), (bottom, right) in grid.merged:
        for row in range(top, min(bottom + 1, len(grid.rows))):
            left_over -= min(right + 1, len(grid.rows[row])) - left
            if left_over < 0:
                return found
            for column in range(left, min(right + 1, len(grid.rows[row]))):
                if (row, column) != (top, left):
                    found.setdefault(row, {})[column] = MergedCell("merged")
    return found


def _below(grid: Grid, row: int, wanted: Mapping[str, str], name: str) -> dict[str, tuple[Raw, str]]:
    """Return the header fields of a form without rows whose labels stand beside each other, values under them."""
    values = grid.rows[row + 1] if row + 1 < len(grid.rows) else []
    found: dict[str, tuple[Raw, str]] = {}
    for place, cell in enumerate(grid.rows[row]):
        field_name = wanted.get(plain_name(cell)) if isinstance(cell, str) else None
        if field_name:
            value = values[place] if place < len(values) else None
            found[field_name] = (value, f"{grid.name or name}!{column_letters(place)}{row + 2}")
    return found


def _header_cells(form: Form, grid: Grid, name: str) -> dict[str, tuple[Raw, str]]:
    """Return the header fields of a sheet: labels in the first columns, the value to the right of them."""
    wanted = {n: f.name for f in form.header for n in names_of(f)}
    special = _special(grid)
    found: dict[str, tuple[Raw, str]] = {}
    for row, cells in enumerate(grid.rows[:_HEADER_ROWS]):
        labels = [wanted.get(plain_name(c)) if isinstance(c, str) else None for c in cells[:_LABEL_COLUMNS]]
        named = next((label for label in labels if label), None)
        if named is None or named in found:
            continue
        if len({label for label in labels if label}) > 1:  # several labels in one row are the heading of a table
            if form.table is None:
                found.update(_below(grid, row, wanted, name))
            continue
        at = max(place for place, label in enumerate(labels) if label) + 1
        value = special.get(row, {}).get(at, cells[at] if at < len(cells) else None)
        found[named] = (value, f"{grid.name or name}!{column_letters(at)}{row + 1}")
    return found
