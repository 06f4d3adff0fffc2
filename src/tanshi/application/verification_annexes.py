"""Annexes of a verification's report: the allocation data table (附件2), the documents seen (附件4).

CETS-VG-01.01-V02-2026 has five chapters and four annexes (accounting-facts 1.6, 1.7): annex 2 the allocation data
table, whose fields were read, annex 3 the list of non-conformities, annex 4 the 34 documents to see, whose list was not
read; nor was annex 1. What the books do not hold of a field is a dash.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from tanshi.accounting.guide import Guide
from tanshi.application.as_verified import sources, unit_years
from tanshi.application.documents.library import separated
from tanshi.core.catalogue import Language, known, text
from tanshi.core.exact import show
from tanshi.mrv.activity_year import rows_of
from tanshi.mrv.tables import EvidenceRow
from tanshi.participants.areas import areas
from tanshi.participants.tables import EntityRow, UnitRow
from tanshi.rules import Law

_NONE = "–"

#: Columns of the table of units, as the guide names them.
UNIT_COLUMNS = (
    "unit_name", "unit_code", "category", "product", "fuel", "capacity", "boiler", "cooling", "merged", "generation",
    "biomass", "heat", "load", "unit_emission",
)  # fmt: skip

Rows = list[tuple[str, ...]]


def entity_fields(entity: EntityRow, word: Callable[[str], str], language: Language) -> list[tuple[str, str]]:
    """Return the fields of the allocation data table that are of the entity."""
    area = areas().get(entity.area_gb2260[:2])
    place = (area.zh if language == "zh" else area.en) if area else entity.area_gb2260
    return [
        (word("entity"), entity.name_zh if language == "zh" else entity.name_en or entity.name_zh),
        (word("credit_code"), entity.credit_code or _NONE), (word("province"), f"{place} ({entity.area_gb2260})"),
        (word("sub_class"), entity.sector_gbt4754),
    ]  # fmt: skip


def allocation_data(law: Law, rows: Any, entity: str, period: str, language: Language) -> Rows:
    """Return a row for each unit as verified; `rows` has `get` and `where`."""
    found: Rows = []
    for year in sorted(unit_years(law, rows, entity, period), key=lambda y: y.unit):
        unit = rows.get(UnitRow, year.unit)
        said = unit.name_zh if language == "zh" else unit.name_en or unit.name_zh
        found.append(
            (
                said, unit.id, unit.unit_class or _NONE, text(f"verification_report.{_product(unit)}", language),
                _value("fuel", unit.fuel, language), show(Fraction(unit.capacity_kw, 1000)), _NONE,
                _value("cooling", unit.cooling, language) or _NONE, _NONE, _number(year.generation_mwh_e3, 3), _NONE,
                _number(year.heat_gj_e2, 2), _number(year.load_factor_e4 or 0, 4), _number(year.emission_t_e2, 2),
            )
        )  # fmt: skip
    return found


def source_data(law: Law, rows: Any, entity: str, period: str, language: Language) -> Rows:
    """Return what the sources of a firm that reports by activity data came to as verified: part, source, tonnes."""
    recorded = rows_of(rows, entity, period)
    if not recorded:
        return []
    named = Guide.of(law, recorded[0].sector, int(period)).sources
    verified = sources(law, rows, entity, period)
    return [(s.part or _NONE, named[s.source].label[language], separated(s.emission_t)) for s in verified]


def documents_seen(rows: Any, entity: str, period: str) -> Rows:
    """Return the papers in the books behind the year, each once: kind, name, digest. A secret one has no name."""
    pieces = (e for e in rows.where(EvidenceRow, entity=entity) if e.month.startswith(period))
    found = {e.file_sha256: (e.kind, _NONE if e.secret else e.file_name, e.file_sha256[:16]) for e in pieces}
    for row in rows_of(rows, entity, period):
        found.setdefault(row.evidence, ("activity", row.place.partition("!")[0] or _NONE, row.evidence[:16]))
    return sorted(found.values())


def _product(unit: UnitRow) -> str:
    return "chp" if unit.chp else "condensing"


def _value(column: str, code: str, language: Language) -> str:
    name = f"list_value.{column}.{code}"
    return text(name, language) if known(name) else code


def _number(value: int, places: int) -> str:
    return separated(show(Fraction(value, 10**places), places))
