"""Firms from a file, one a row: id, name, province, sector code. For firms whose guide knows no generating units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tanshi.core.finding import Finding, Problem, problem
from tanshi.core.identifier import is_id
from tanshi.core.sheets import Row, bytes_of, sheets_of, table_in
from tanshi.participants.areas import area_code
from tanshi.participants.commands import RegisterEntity
from tanshi.participants.sector_codes import is_class

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "entity": ("entity_id", "重点排放单位编号", "单位编号"),
    "name_zh": ("entity_name_zh", "entity_name", "重点排放单位名称", "单位名称"),
    "name_en": ("entity_name_en", "单位英文名称"),
    "area": ("area_gb2260", "province", "省份"),
    "sector": ("sector_gbt4754", "行业代码"),
}
_NEEDED = ("entity", "area", "sector")


@dataclass(frozen=True, slots=True)
class Firms:
    """The firms of a file, by id, and what is wrong with other rows; `source` is name and digest of the file."""

    source: str
    entities: tuple[RegisterEntity, ...]
    findings: tuple[Finding, ...]


def read_firms(path: Path) -> Firms:
    """Return the firms of a file with all findings; `Problem` if it cannot be used at all."""
    data = bytes_of(path)
    table = table_in(sheets_of(path, data), _COLUMNS, _NEEDED)
    if table is None:
        columns = ", ".join("/".join(_COLUMNS[name][:2]) for name in _NEEDED)
        raise problem("firms.no_table", where=path.name, columns=columns)
    sheet, places, rows, header = table
    source = f"{path.name}#{sha256(data).hexdigest()[:16]}"
    found: dict[str, RegisterEntity] = {}
    findings = []
    for number, cells in enumerate(rows[header:], header + 1):
        row = Row(number, cells, places)
        if row.is_blank():
            continue
        firm = _firm(row, source, found)
        if isinstance(firm, RegisterEntity):
            found[firm.entity] = firm
        else:
            code, field = firm
            findings.append(Finding(code, f"{sheet or path.name}!{row.cell(field)}", {"value": row.text(field)}))
    if not found:
        raise Problem(Finding("firms.none", path.name), *findings[:20])
    return Firms(source, tuple(found[id] for id in sorted(found)), tuple(findings))


def _firm(row: Row, source: str, before: Mapping[str, RegisterEntity]) -> RegisterEntity | tuple[str, str]:
    """Return the firm of a row, or what is wrong and in which field."""
    id, area, sector = row.text("entity"), area_code(row.text("area")), row.text("sector")
    if not is_id(id) or not all(c.isalnum() or c in "._-" for c in id):
        return "roster.bad_id", "entity"
    if id in before:
        return "firms.twice", "entity"
    if area is None:
        return "roster.unknown_province", "area"
    if not is_class(sector):
        return "firms.bad_sector", "sector"
    name = row.text("name_zh") or row.text("name_en") or id
    return RegisterEntity(id, name, row.text("name_en"), area, sector, source, ())
