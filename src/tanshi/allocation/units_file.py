"""Units of somebody's own file, to be allocated under a plan: one row a unit (and year, where a plan joins two).

Columns are known by their names in the header row, in English or Chinese. A wrong cell loses its row and no other;
its entity is computed from the rest and said to be incomplete. The bench for drafting reads the same files, under
several plans at once, of any year, and with a row for each month where it is told so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any
from unicodedata import normalize

from tanshi.allocation.cells import COOLING, FLAGS, VERIFIED, Wrong, amount, no_header, ratio, word
from tanshi.allocation.power import VERIFIED_CLASS, PowerPlan, UnitOutput
from tanshi.core.exact import half_up, scaled
from tanshi.core.finding import Finding, Problem, problem
from tanshi.core.sheets import Row, Sheet, bytes_of, sheets_of, table_in

#: Fields and the column titles that mean them; the first title is the one of the template.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "unit_id": ("unit_id", "机组编号", "机组代码"),
    "entity_id": ("entity_id", "单位编号", "重点排放单位编号"),
    "year": ("year", "年度"),
    "unit_class": ("unit_class", "机组类别"),
    "supply_mwh": ("supply_mwh", "供电量", "供电量（MWh）"),
    "generation_mwh": ("generation_mwh", "发电量", "发电量（MWh）"),
    "heat_gj": ("heat_gj", "供热量", "供热量（GJ）"),
    "heat_ratio": ("heat_ratio", "供热比"),
    "load_factor": ("load_factor", "负荷（出力）系数", "负荷系数", "出力系数"),
    "cooling": ("cooling", "冷却方式"),
    "chp": ("chp", "热电联产", "是否热电联产"),
    "verified_t": (
        "verified_t",
        "核查排放量",
        "核查排放量（tCO2）",
        "核查排放量（吨）",
        "经核查排放量",
        "经核查排放量（tCO2）",
        "经核查排放量（吨）",
    ),
    "area_gb2260": ("area_gb2260", "省份", "省级行政区"),
    "month": ("month", "月份"),
}

#: Without these no row can be computed; of supply and generation the plan says which.
REQUIRED = ("unit_id", "unit_class", "load_factor", "verified_t")

#: What writes a file with the columns.
TEMPLATE = "tanshi allocate FILE --template"

#: The output that counts under each basis.
OUTPUT = {"net_supply": "supply_mwh", "gross_generation": "generation_mwh"}


@dataclass(frozen=True, slots=True)
class FileUnit:
    """A unit of a file; `verified_t` may have decimals, the unit's rounded amount stands in `output`.

    `area` and `year` are as the file has them, `where` is the cell that names the unit.
    """

    entity_id: str
    output: UnitOutput
    verified_t: Fraction
    area: str = ""
    year: str = ""
    month: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class UnitsFile:
    """The units of a file that can be computed, and what is wrong with the others and so with their entities."""

    units: tuple[FileUnit, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Terms:
    """What rows must serve."""

    plans: tuple[PowerPlan, ...]
    any_year: bool
    by_month: bool


def read_units(
    path: Path | str, plan: PowerPlan, *others: PowerPlan, any_year: bool = False, by_month: bool = False
) -> UnitsFile:
    """Return the units of a CSV, workbook or Parquet file; `Problem` if the file cannot be used at all.

    `others`: plans the rows must serve as well. `any_year`: rows need not be of the plan's years. `by_month`: a unit
    may stand once for each month.
    """
    file = Path(path)
    return units_of(file.name, bytes_of(file), plan, *others, any_year=any_year, by_month=by_month)


def units_of(
    name: str, data: bytes, plan: PowerPlan, *others: PowerPlan, any_year: bool = False, by_month: bool = False
) -> UnitsFile:
    """Return the same of a file's content; `name` is what findings call it."""
    sheets = _parquet(name, data) if data[:4] == b"PAR1" else sheets_of(Path(name), data)
    needed = needed_columns(plan, *others)
    found = table_in(sheets, COLUMNS, needed)
    if found is None:
        raise no_header(name, sheets, COLUMNS, needed, TEMPLATE)
    sheet, places, rows, header = found
    reader = UnitRows(plan, *others, any_year=any_year, by_month=by_month)
    return _read(reader, places, sheet or name, rows, header)


def _parquet(name: str, data: bytes) -> list[Sheet]:
    try:
        from pyarrow import BufferReader, parquet
    except ImportError:
        raise problem("allocate.no_parquet", where=name) from None
    try:
        table = parquet.read_table(BufferReader(data))
    except (OSError, ValueError) as error:
        raise problem("input.damaged", where=name, reason=str(error)) from None
    columns = [column.to_pylist() for column in table.columns]
    return [("", [list(table.column_names), *map(list, zip(*columns, strict=True))])]


def needed_columns(*plans: PowerPlan) -> tuple[str, ...]:
    """Return the fields without which no row can be computed under the plans."""
    return (*REQUIRED, *dict.fromkeys(OUTPUT[p.basis.value] for p in plans))


class UnitRows:
    """Reads rows one after the other: each becomes a unit or a finding, and a unit stands once.

    `findings` are those of the rows so far, `at` their rows' numbers, `incomplete` the entities that lack a row
    and the first such.
    """

    def __init__(self, plan: PowerPlan, *others: PowerPlan, any_year: bool = False, by_month: bool = False) -> None:
        self._terms = _Terms((plan, *others), any_year, by_month)
        self._seen: dict[tuple[str, str, str], int] = {}
        self.findings: list[Finding] = []
        self.at: list[int] = []
        self.incomplete: dict[str, int] = {}

    def read(self, row: Row, sheet: str) -> FileUnit | None:
        """Return a row's unit; None if it is blank, a sum, or a finding was made."""
        if row.is_blank() or (not row.text("unit_id") and row.is_total()):
            return None
        entity = row.text("entity_id" if row.has("entity_id") else "unit_id")
        try:
            unit = _unit(self._terms, row, entity, sheet)
            key = (unit.output.unit_id, row.text("year"), unit.month)
            if key in self._seen:
                raise Wrong("unit_id", "allocate.duplicate_unit", value=key[0], first=self._seen[key])
        except Wrong as wrong:
            self.findings.append(Finding(wrong.code, f"{sheet}!{row.cell(wrong.field)}", wrong.params))
            self.at.append(row.number)
            self.incomplete.setdefault(entity, row.number)
            return None
        self._seen[key] = row.number
        return unit

    def closing(self, sheet: str) -> list[Finding]:
        """Return what is to be said about the entities that lack a row."""
        return [Finding("allocate.entity_incomplete", sheet, {"entity": e}) for e in sorted(self.incomplete) if e]


def _read(reader: UnitRows, places: Mapping[str, int], sheet: str, rows: list[list[Any]], header: int) -> UnitsFile:
    numbered = enumerate(rows[header:], header + 1)
    units = [u for number, cells in numbered if (u := reader.read(Row(number, cells, places), sheet))]
    if not units:
        raise Problem(Finding("allocate.no_units", sheet), *reader.findings[:20])
    return UnitsFile(tuple(units), (*reader.findings, *reader.closing(sheet)))


def _unit(terms: _Terms, row: Row, entity: str, sheet: str) -> FileUnit:
    plan = terms.plans[0]
    id = row.text("unit_id")
    if not id:
        raise Wrong("unit_id", "allocate.missing")
    if not entity:  # of merged cells only the first has the name; guessing would move units between entities
        raise Wrong("entity_id", "allocate.missing")
    unit_class = _class(terms.plans, row)
    if (year := row.text("year")) and not terms.any_year and year not in {str(y) for y in plan.period.years}:
        raise Wrong("year", "allocate.other_year", value=year, period=plan.period.name)
    by_benchmark = unit_class != VERIFIED_CLASS  # others need no figure but their emission
    bases = {OUTPUT[p.basis.value] for p in terms.plans} if by_benchmark else set()
    output = {name: amount(row, name, needed=name in bases) for name in OUTPUT.values()}
    verified = amount(row, "verified_t", needed=True)
    return FileUnit(
        entity,
        UnitOutput(
            unit_id=id,
            unit_class=unit_class,
            supply_mwh=output["supply_mwh"],
            generation_mwh=output["generation_mwh"],
            heat_gj=amount(row, "heat_gj"),
            heat_ratio=ratio(row, "heat_ratio"),
            load_factor=ratio(row, "load_factor", needed=by_benchmark),
            cooling=word(row, "cooling", COOLING),
            chp=word(row, "chp", FLAGS),
            verified_t=scaled(half_up(verified), 0),
        ),
        verified,
        area=row.text("area_gb2260"),
        year=year,
        month=row.text("month") if terms.by_month else "",
        where=f"{sheet}!{row.cell('unit_id')}",
    )


def class_words(plan: PowerPlan) -> dict[str, str]:
    """Return the words of a cell, in capitals where it has any, that name a class of a plan."""
    given = {word.upper(): name for word, name in VERIFIED.items()} if plan.given else {}
    numbered = {
        f"{written}{ending}": name for name in plan.electricity for written in _written(name) for ending in _ENDINGS
    }
    return {**numbered, **given}


#: What may follow the number of a class.
_ENDINGS = ("", "类")


def _written(numeral: str) -> tuple[str, ...]:
    """Return a Roman numeral in letters and as the one character that Chinese texts print."""
    return numeral, *(one for one in "ⅠⅡⅢⅣ" if normalize("NFKC", one) == numeral)


def _class(plans: Sequence[PowerPlan], row: Row) -> str:
    said = row.text("unit_class").replace(" ", "").upper()
    for plan in plans:
        words = class_words(plan)
        if said not in words:
            raise Wrong("unit_class", "allocate.unknown_class", value=said, known=" ".join(plan.classes))
    return words[said]


def by_entity(units: Sequence[FileUnit]) -> dict[str, list[FileUnit]]:
    """Return the entities of a file with their units, in the order in which they first stand there."""
    found: dict[str, list[FileUnit]] = {}
    for unit in units:
        found.setdefault(unit.entity_id, []).append(unit)
    return found
