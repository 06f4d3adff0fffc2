"""Units of somebody's own file to be classified: rated power and the year's fuel heat give the class, or the case.

Heat of fuels is in GJ of the year; shares follow exactly. Units with the same `reporting_unit` are reported together
and take one class.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from tanshi.allocation.cells import Wrong, amount, no_header
from tanshi.allocation.classification import (
    BY_BENCHMARK,
    EXCLUDED,
    FUELS,
    VERIFIED,
    Classified,
    ClassRules,
    UnitFacts,
)
from tanshi.allocation.power import VERIFIED_CLASS
from tanshi.core.finding import Finding, Problem
from tanshi.core.sheets import Row, bytes_of, sheets_of, table_in

#: Fields and the column titles that mean them; the first title is the one of the template.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "unit_id": ("unit_id", "机组编号", "机组代码"),
    "reporting_unit": ("reporting_unit", "合并填报单元"),
    "capacity_mw": ("capacity_mw", "装机容量", "装机容量（MW）"),
    "technology": ("technology", "技术类型"),
    "coal": ("coal_gj", "常规燃煤热量（GJ）"),
    "unconventional_coal": ("unconventional_coal_gj", "非常规燃煤热量（GJ）"),
    "natural_gas": ("natural_gas_gj", "天然气热量（GJ）"),
    "oil": ("oil_gj", "燃油热量（GJ）"),
    "special_gas": ("special_gas_gj", "特殊燃气热量（GJ）"),
    "own_waste_gas": ("own_waste_gas_gj", "自产废气热量（GJ）"),
    "biomass": ("biomass_gj", "生物质热量（GJ）"),
    "own_energy": ("own_energy_gj", "自产二次能源热量（GJ）"),
    "marks": ("marks", "特殊情形"),
}

_REQUIRED = ("unit_id", "capacity_mw")


@dataclass(frozen=True, slots=True)
class ClassifiedUnit:
    """A unit of the file: its own class and treatment, and what stands as its class in a file to be allocated: that
    of its reporting unit, `verified` where it is given its verified emission, nothing where it is left out.
    """

    unit_id: str
    reporting_unit: str
    own: Classified
    unit_class: str


@dataclass(frozen=True, slots=True)
class ClassesFile:
    """The units of a file with their classes, and what is wrong with the others."""

    plan: str
    units: tuple[ClassifiedUnit, ...]
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the result as scripts read it."""
        return {
            "plan": self.plan,
            "units": [
                {
                    "unit_id": u.unit_id,
                    "reporting_unit": u.reporting_unit,
                    "treatment": u.own.treatment,
                    "own_class": u.own.unit_class,
                    "unit_class": u.unit_class,
                    "case": u.own.case,
                    "citation": str(u.own.cited.citation) if u.own.cited else "",
                    "confidence": u.own.cited.confidence if u.own.cited else "",
                }
                for u in self.units
            ],
            "findings": [f.as_json() for f in self.findings],
        }


def classify_file(rules: ClassRules, path: Path | str, plan: str) -> ClassesFile:
    """Return the classes of the units of a CSV or workbook; `Problem` if the file cannot be used at all."""
    file = Path(path)
    sheets = sheets_of(file, bytes_of(file))
    found = table_in(sheets, COLUMNS, _REQUIRED)
    if found is None:
        raise no_header(file.name, sheets, COLUMNS, _REQUIRED, "tanshi classify FILE --template")
    sheet, places, rows, header = found
    return _classified(rules, places, sheet or file.name, rows, header, plan)


def _classified(
    rules: ClassRules, places: Mapping[str, int], sheet: str, rows: Sequence[Sequence[Any]], header: int, plan: str
) -> ClassesFile:
    found: list[tuple[str, str, Classified]] = []
    findings: list[Finding] = []
    seen: dict[str, int] = {}
    for number, cells in enumerate(rows[header:], header + 1):
        row = Row(number, cells, places)
        if row.is_blank() or (not row.text("unit_id") and row.is_total()):
            continue
        try:
            id, unit = _facts(rules, row)
            if id in seen:
                raise Wrong("unit_id", "allocate.duplicate_unit", value=id, first=seen[id])
            own = rules.classify(unit)
            if not own.treatment:
                raise Wrong("unit_id", "classify.no_class", value=id)
        except Wrong as wrong:
            findings.append(Finding(wrong.code, f"{sheet}!{row.cell(wrong.field)}", wrong.params))
            continue
        seen[id] = number
        found.append((id, row.text("reporting_unit") or id, own))
    if not found:
        raise Problem(Finding("allocate.no_units", sheet), *findings[:20])
    classes: dict[str, list[str]] = {}
    for _, together, own in found:
        if own.treatment == BY_BENCHMARK:
            classes.setdefault(together, []).append(own.unit_class)
    one = {together: rules.least_favourable(of) for together, of in classes.items()}
    given = {VERIFIED: VERIFIED_CLASS, EXCLUDED: ""}
    units = tuple(
        ClassifiedUnit(id, together, own, one[together] if own.treatment == BY_BENCHMARK else given[own.treatment])
        for id, together, own in found
    )
    return ClassesFile(plan, units, tuple(findings))


def _facts(rules: ClassRules, row: Row) -> tuple[str, UnitFacts]:
    id = row.text("unit_id")
    if not id:
        raise Wrong("unit_id", "allocate.missing")
    marks = frozenset(row.text("marks").replace(",", " ").replace("、", " ").split())
    if unknown := sorted(marks - set(rules.marks)):
        raise Wrong("marks", "allocate.unknown_word", value=unknown[0], known=", ".join(rules.marks))
    heat = {fuel: amount(row, fuel) for fuel in FUELS}
    total = sum(heat.values(), Fraction(0))
    if not total:
        raise Wrong("unit_id", "classify.no_heat", value=id)
    shares = {fuel: value / total for fuel, value in heat.items() if value}
    return id, UnitFacts(amount(row, "capacity_mw", needed=True), shares, row.text("technology").casefold(), marks)


def template() -> list[list[str]]:
    """Return the header and two invented rows, as a file's rows."""
    header = [titles[0] for titles in COLUMNS.values()]
    rows = [
        {"unit_id": "U1", "reporting_unit": "R1", "capacity_mw": "600", "coal_gj": "24000000", "biomass_gj": "600000"},
        {"unit_id": "U2", "reporting_unit": "R1", "capacity_mw": "330", "technology": "cfb", "coal_gj": "9000000"},
    ]
    return [header, *([row.get(name, "") for name in header] for row in rows)]
