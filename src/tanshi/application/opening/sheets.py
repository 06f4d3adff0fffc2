"""Opening sheets: a workbook (.xlsx) or a folder of CSV files, one a sheet, with a sheet of control totals.

Every sheet is a form of the forms kit, so cells are read and findings addressed as everywhere. A sheet that is not
there has no rows; what it should have had, the control totals say.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any

from tanshi.application.forms.cell import plain_name, shown
from tanshi.application.forms.definition import Form, define
from tanshi.application.forms.given import STAMP, from_grids
from tanshi.application.forms.grid import Grid, read_file
from tanshi.application.forms.intake import GoodRow, Intake, take
from tanshi.application.forms.words import FormFinding
from tanshi.application.forms.workbook import Workbook
from tanshi.application.opening.commands import SHEETS, ControlTotal, SheetSigned
from tanshi.core.catalogue import Language, text
from tanshi.core.exact import show
from tanshi.core.finding import Finding, problem
from tanshi.registry.tables import CASH

#: The sheet of control totals.
CONTROL = "control"

#: What of each sheet is totalled, and about what: a column, or one word for the whole sheet.
MEASURES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "holdings": ("instrument", ("registration_t", "trading_t")),
    "cash": ("", ("cash_yuan",)),
    "emissions": ("year", ("verified_t", "supply_mwh", "heat_gj")),
    "obligations": ("period", ("obligation_t", "surrendered_t")),
    "freezes": ("instrument", ("amount",)),
    "cases": ("", ()),
}

#: What the totals of a sheet are about that has no column for it.
_WHOLE = {"cash": CASH, "cases": "all"}

#: Decimals of a control total.
_PLACES = 3

#: Rows of a sheet by column, numbers as whole numbers of their last place.
Rows = Mapping[str, Sequence[Mapping[str, Any]]]

#: What a control total is of: sheet, about, measure.
Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Sheets:
    """A file that was read: `digest` is the SHA-256 of `data`, of a folder's files together as `packed` gives them."""

    name: str
    digest: str
    data: bytes
    intakes: Mapping[str, Intake]
    findings: tuple[Finding, ...]
    remarks: tuple[Finding, ...]
    totals: Mapping[Place, int]  # thousandths, as reckoned here

    def rows(self, sheet: str) -> tuple[GoodRow, ...]:
        """Return the rows of a sheet whose every cell can be used."""
        return self.intakes[sheet].rows if sheet in self.intakes else ()

    def where(self, sheet: str, row: GoodRow, column: str) -> str:
        """Return the address of a cell."""
        return self.intakes[sheet].given.address(row.number, column)

    def signed(self) -> tuple[SheetSigned, ...]:
        """Return the sheets that have rows, with how many."""
        return tuple(SheetSigned(s, len(self.rows(s))) for s in SHEETS if self.rows(s))

    def control(self) -> tuple[ControlTotal, ...]:
        """Return the control totals as they are signed."""
        return tuple(ControlTotal(*place, shown_total(value)) for place, value in sorted(self.totals.items()))


@cache
def forms() -> Mapping[str, Form]:
    """Return the form of each sheet, control totals last."""
    folder = resources.files("tanshi.application.opening") / "definitions"
    return {name: define((folder / f"{name}.yaml").read_text("utf-8")) for name in (*SHEETS, CONTROL)}


def shown_total(value: int) -> str:
    """Return thousandths as decimal text without needless decimals."""
    return show(Fraction(value, 10**_PLACES))


# reading


def read_sheets(path: Path) -> Sheets:
    """Return what a workbook or a folder of CSV files holds; `Problem` if it cannot be read at all."""
    try:
        if path.is_dir():
            files = {f.name: f.read_bytes() for f in sorted(path.iterdir()) if f.suffix.lower() == ".csv"}
            data = packed(files)
            grids = [_named(file, read_file(content, file).grids[0]) for file, content in files.items()]
            kind = "csv"
        else:
            data = path.read_bytes()
            read = read_file(data, path.name)
            kind, grids = read.kind, [g for g in read.grids if not g.hidden and g.name != STAMP]
    except OSError as error:
        raise problem("forms.cannot_read", where=str(path), reason=error.strerror or str(error)) from error
    return _taken(path.name, data, kind, grids)


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return files as one archive, whose bytes follow from theirs: without times, in the order of their names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def _named(file: str, grid: Grid) -> Grid:
    return Grid(file.rsplit(".", 1)[0], grid.rows, grid.errors, grid.merged, grid.hidden)


def _taken(name: str, data: bytes, kind: str, grids: Sequence[Grid]) -> Sheets:
    findings: list[Finding] = []
    remarks: list[Finding] = []
    intakes: dict[str, Intake] = {}
    digest = sha256(data).hexdigest()
    sheets = _by_sheet(grids, findings)
    for sheet, form in forms().items():
        if sheet not in sheets:
            continue
        given = from_grids(form, kind, [sheets[sheet]], sheets[sheet].name)
        intakes[sheet] = intake = take(form, given, digest=digest)
        findings += intake.findings
        remarks += intake.remarks
    totals = reckoned({s: [r.values for r in intakes[s].rows] for s in SHEETS if s in intakes})
    found = Sheets(name, digest, data, intakes, (), (), totals)
    findings += _control(found)
    return Sheets(name, digest, data, intakes, tuple(findings), tuple(remarks), totals)


def _by_sheet(grids: Sequence[Grid], findings: list[Finding]) -> dict[str, Grid]:
    """Return the grids by sheet; one nobody knows is a finding, for it may be a sheet whose name was mistyped."""
    names = {}
    for sheet, form in forms().items():
        assert form.table is not None
        names.update({plain_name(n): sheet for n in (sheet, form.table.sheet.zh, form.table.sheet.en)})
    ignored = {plain_name(text("forms.word_help", language)) for language in _BOTH}
    found: dict[str, Grid] = {}
    for grid in grids:
        sheet = names.get(plain_name(grid.name), "")
        if not sheet and plain_name(grid.name) not in ignored:
            findings.append(Finding("opening.sheet_not_known", grid.name[:60], {"known": ", ".join(forms())}))
        elif sheet in found:
            findings.append(Finding("opening.sheet_twice", grid.name[:60], {"sheet": sheet}))
        elif sheet:
            found[sheet] = grid
    return found


_BOTH: tuple[Language, Language] = ("zh", "en")


# control totals


def reckoned(rows: Rows) -> dict[Place, int]:
    """Return the control totals of rows in thousandths: every measure and the count, by what they are about."""
    totals: Counter[Place] = Counter()
    for sheet, of_sheet in rows.items():
        column, measures = MEASURES[sheet]
        table = forms()[sheet]
        scales = {m: 10 ** (_PLACES - table.column(m).places) for m in measures}
        for row in of_sheet:
            about = str(row[column]) if column else _WHOLE[sheet]
            totals[sheet, about, "rows"] += 10**_PLACES
            for measure in measures:
                totals[sheet, about, measure] += (row.get(measure) or 0) * scales[measure]
    return dict(totals)


def _control(sheets: Sheets) -> Iterator[Finding]:
    """Yield where the control totals are not what the sheets come to, and where there is none."""
    intake = sheets.intakes.get(CONTROL)
    if intake is None:
        yield Finding("opening.no_control", sheets.name)
        return
    stated: set[Place] = set()
    for row in intake.rows:
        values = row.values
        place = str(values["sheet"]), str(values["about"]), str(values["measure"])
        stated.add(place)
        total, due = values["total"], sheets.totals.get(place, 0)
        assert isinstance(total, int)
        if total != due:
            params = {"sheet": place[0], "about": place[1], "measure": place[2]}
            stand = {"stated": shown_total(total), "reckoned": shown_total(due), "apart": shown_total(abs(total - due))}
            yield FormFinding("opening.control_differs", intake.given.address(row.number, "total"), {**params, **stand})
    for sheet, about, measure in sorted(sheets.totals.keys() - stated):
        params = {"sheet": sheet, "about": about, "measure": measure}
        yield FormFinding("opening.control_missing", intake.given.place, params)


# writing


def write_sheets(path: Path, rows: Rows, language: Language = "zh") -> None:
    """Write sheets with their control totals: a workbook, or a folder of CSV files where the name has no .xlsx."""
    totals = sorted(reckoned(rows).items())
    control = [dict(zip(("sheet", "about", "measure"), place, strict=True), total=total) for place, total in totals]
    filled = {**{s: rows.get(s, ()) for s in SHEETS}, CONTROL: control}
    try:
        if path.suffix.lower() == ".xlsx":
            path.write_bytes(_Book(forms()[CONTROL], language, {}, {}).write_all(filled))
            return
        path.mkdir(parents=True, exist_ok=True)
        for sheet, of_sheet in filled.items():
            (path / f"{sheet}.csv").write_text(_csv(forms()[sheet], of_sheet), "utf-8", newline="")
    except OSError as error:
        raise problem("forms.cannot_write", where=str(path), reason=error.strerror or str(error)) from error


def _csv(form: Form, rows: Sequence[Mapping[str, Any]]) -> str:
    assert form.table is not None
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([c.name for c in form.table.columns])
    for row in rows:
        writer.writerow([shown(c, row.get(c.name), language="en") for c in form.table.columns])
    return out.getvalue()


class _Book(Workbook):
    """A workbook of several forms, each on its sheet."""

    def write_all(self, filled: Mapping[str, Sequence[Mapping[str, Any]]]) -> bytes:
        pages = {sheet: self._sheet_of(forms()[sheet]) for sheet in filled}
        about = self._book.add_worksheet(self._word("help"))
        self._hidden = self._book.add_worksheet(STAMP)
        for sheet, rows in filled.items():
            self._form = forms()[sheet]
            assert self._form.table is not None
            self._table(pages[sheet], self._form.table, rows)
        self._about(about)
        self._hidden.very_hidden()
        self._book.close()
        return self._out.getvalue()

    def _sheet_of(self, form: Form) -> Any:
        assert form.table is not None
        return self._book.add_worksheet(form.table.sheet.in_language(self._language))

    def _about(self, sheet: Any) -> None:
        """Say of every sheet what it is for, and of every column what goes into it."""
        sheet.set_column(0, 3, 28)
        line = 0
        for form in forms().values():
            assert form.table is not None
            title = f"{form.title.zh} | {form.title.en}"
            sheet.write_string(line, 0, title, self._format(bold=True))
            sheet.write_string(line + 1, 0, form.about.in_language(self._language))
            line += 2
            for column in form.table.columns:
                must = self._word("yes" if column.required else "no")
                cells = (column.heading.zh, column.heading.en, f"{self._word('required')}: {must}")
                for place, cell in enumerate((*cells, column.help.in_language(self._language)), 1):
                    sheet.write_string(line, place, cell)
                line += 1
            line += 1
