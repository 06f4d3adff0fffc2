"""Lines of steel, cement or aluminium in somebody's own file: the whole sector, from which its balance value follows.

A balance value is the sector's: computed over the lines of the file it is that of the file. The one the authority
published is given with it, and then any part of the sector can be allocated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from tanshi.allocation.cells import Wrong, amount, as_written, no_header, ratio
from tanshi.allocation.industry import IndustryPlan, Line, LineAllocation, allocate_lines, intensity_of
from tanshi.core.catalogue import Language, text
from tanshi.core.exact import NotADecimal, decimal, half_up, scaled, show
from tanshi.core.finding import Finding, Problem, problem
from tanshi.core.period import Period
from tanshi.core.sheets import Row, bytes_of, sheets_of, table_in
from tanshi.rules import Law

#: Fields and the column titles that mean them; the first title is the one of the template.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "line_id": ("line_id", "生产线编号", "工序编号"),
    "entity_id": ("entity_id", "单位编号", "重点排放单位编号"),
    "verified_t": (
        "verified_t",
        "核查排放量",
        "核查排放量（tCO2）",
        "核查排放量（吨）",
        "经核查排放量",
        "经核查排放量（tCO2）",
        "经核查排放量（吨）",
    ),
    "output_t": ("output_t", "产品产量", "产品产量（吨）", "产量（吨）"),
    "intensity_emission_t": ("intensity_emission_t", "强度排放量", "强度排放量（吨）", "参与强度计算的排放量"),
    "special": ("special", "特殊情形"),
    "special_share": ("special_share", "特殊情形比例"),
}

_REQUIRED = ("line_id", "verified_t")


@dataclass(frozen=True, slots=True)
class LineRow:
    """What a row of the file says of a line, in tonnes; None where the plan does not look. `where`: the line's cell."""

    verified_t: Fraction
    output_t: Fraction | None
    intensity_emission_t: Fraction | None
    where: str


@dataclass(frozen=True, slots=True)
class LinesAllocation:
    """What a sector's plan gives the lines of a file; `balance` is the balance value used, None where there is none.

    `lines`: entity and allocation of each, `rows`: what the file says of each, in the same order. `published`: whether
    the balance value was given, not solved over the lines.
    """

    plan: str
    sector: str
    balance: Fraction | None
    lines: tuple[tuple[str, LineAllocation], ...]
    findings: tuple[Finding, ...]
    rows: tuple[LineRow, ...]
    published: bool

    def by_entity(self) -> dict[str, tuple[int, int]]:
        """Return (verified, approved) tonnes of each entity, in the order in which they first stand in the file."""
        found: dict[str, tuple[int, int]] = {}
        for entity, line in self.lines:
            verified, approved = found.get(entity, (0, 0))
            found[entity] = (verified + line.line.verified_t, approved + line.approved_t)
        return found

    def as_json(self) -> dict[str, Any]:
        """Return the result as the machine interface gives it."""
        return {
            "plan": self.plan,
            "sector": self.sector,
            "balance_value": None if self.balance is None else show(self.balance, 12),
            "lines": [
                {
                    "line_id": found.line.line_id,
                    "entity_id": entity,
                    "verified_t": found.line.verified_t,
                    "intensity": show(found.line.intensity, 12),
                    "special": found.line.special,
                    "adjustment": None if found.adjustment is None else show(found.adjustment, 12),
                    "approved_t": found.approved_t,
                }
                for entity, found in self.lines
            ],
            "entities": [
                {"entity_id": e, "verified_t": v, "approved_t": a, "obligation_t": v, "gap_t": v - a}
                for e, (v, a) in self.by_entity().items()
            ],
            "findings": [f.as_json() for f in self.findings],
        }


def allocate_lines_file(
    plan: IndustryPlan, path: Path | str, name: str, balance: Fraction | None = None
) -> LinesAllocation:
    """Return what a sector's plan gives the lines of a CSV or workbook; `Problem` if the file cannot be used."""
    file = Path(path)
    return allocate_lines_of(plan, file.name, bytes_of(file), name, balance)


def allocate_lines_of(
    plan: IndustryPlan, file: str, data: bytes, name: str, balance: Fraction | None = None
) -> LinesAllocation:
    """Return the same of a file's content; `file` is what findings call it."""
    lines, findings = _read(plan, file, data)
    found, used = allocate_lines(plan, [line for _, line, _ in lines], balance)
    given = tuple((entity, of) for (entity, _, _), of in zip(lines, found, strict=True))
    rows = tuple(row for _, _, row in lines)
    return LinesAllocation(name, plan.sector, used, given, tuple(findings), rows, balance is not None)


_Read = tuple[str, Line, LineRow]


def _read(plan: IndustryPlan, file: str, data: bytes) -> tuple[list[_Read], list[Finding]]:
    sheets = sheets_of(Path(file), data)
    found = table_in(sheets, COLUMNS, _REQUIRED)
    if found is None:
        template = f"tanshi allocate FILE --sector {plan.sector} --template"
        raise no_header(file, sheets, COLUMNS, _REQUIRED, template)
    sheet, places, rows, header = found
    return _lines(plan, places, sheet or file, rows, header)


def _lines(
    plan: IndustryPlan, places: Mapping[str, int], sheet: str, rows: Sequence[Sequence[Any]], header: int
) -> tuple[list[_Read], list[Finding]]:
    found: list[_Read] = []
    findings: list[Finding] = []
    seen: dict[str, int] = {}
    for number, cells in enumerate(rows[header:], header + 1):
        row = Row(number, cells, places)
        if row.is_blank() or (not row.text("line_id") and row.is_total()):
            continue
        try:
            line, said = _line(plan, row, f"{sheet}!{row.cell('line_id')}")
            if line.line_id in seen:
                raise Wrong("line_id", "allocate.duplicate_line", value=line.line_id, first=seen[line.line_id])
        except Wrong as wrong:
            findings.append(Finding(wrong.code, f"{sheet}!{row.cell(wrong.field)}", wrong.params))
            continue
        seen[line.line_id] = number
        found.append((row.text("entity_id" if row.has("entity_id") else "line_id"), line, said))
    if not found:
        raise Problem(Finding("allocate.no_units", sheet), *findings[:20])
    if findings and plan.by_intensity:
        findings.append(Finding("allocate.sector_incomplete", sheet, {"count": len(findings)}))
    return found, findings


def _line(plan: IndustryPlan, row: Row, where: str) -> tuple[Line, LineRow]:
    id = row.text("line_id")
    if not id:
        raise Wrong("line_id", "allocate.missing")
    if row.has("entity_id") and not row.text("entity_id"):
        raise Wrong("entity_id", "allocate.missing")
    exact = amount(row, "verified_t", needed=True)
    verified = scaled(half_up(exact), 0)
    special = _special(plan, row)
    share = ratio(row, "special_share") if row.text("special_share") else None
    if special and plan.special[special].value["over"] and share is None:
        raise Wrong("special_share", "allocate.missing")
    line = Line(id, verified, Fraction(0), special, share)
    if not plan.by_intensity or plan.is_special(special, share) or not verified:
        return line, LineRow(exact, None, None, where)
    output, emission = (amount(row, field, needed=True) for field in ("output_t", "intensity_emission_t"))
    for field, value in (("output_t", output), ("intensity_emission_t", emission)):
        if not value:
            raise Wrong(field, "allocate.zero", value=row.text(field))
    line = Line(id, verified, intensity_of(emission, output), special, share)
    return line, LineRow(exact, output, emission, where)


def _special(plan: IndustryPlan, row: Row) -> str:
    """Return the special case a cell names, by the plan's word or in Chinese; "" for an ordinary line."""
    said = row.text("special")
    names = {special_name(name, "zh"): name for name in plan.special} | {name: name for name in plan.special}
    if said and said.casefold() not in names:
        raise Wrong("special", "allocate.unknown_word", value=said, known=", ".join(names))
    return names[said.casefold()] if said else ""


def special_name(name: str, language: Language) -> str:
    """Return a special case in words; "" for an ordinary line."""
    return text(f"industry.special_{name}", language) if name else ""


def sectors(law: Law) -> dict[str, list[str]]:
    """Return the sectors with plans of their own, each with the names of its plans, the newest last."""
    found: dict[str, list[str]] = {}
    for entry in law.parameter("allocation.industry_method").entries:
        for sector in entry.by_key:
            found.setdefault(sector, []).append(f"{entry.from_day.year}{'-draft' * (entry.status == 'draft')}")
    return found


def sector_plan(law: Law, sector: str, name: str) -> IndustryPlan:
    """Return a sector's plan by its name, the newest for none; `Problem` says what there is."""
    known = sectors(law)
    if sector not in known:
        raise problem("allocate.unknown_sector", value=sector, known=", ".join(known))
    name = name or known[sector][-1]
    if name not in known[sector]:
        raise problem("allocate.unknown_plan", value=name, known=", ".join(known[sector]))
    return IndustryPlan.of(law, sector, Period.named(name.removesuffix("-draft")), drafts=name.endswith("-draft"))


def published_balance(said: str) -> Fraction | None:
    """Return the balance value somebody gives, None where it is to be solved; `Problem` if it is none."""
    if not said:
        return None
    try:
        found = decimal(said)
    except NotADecimal:
        found = Fraction(0)
    if found <= 0:
        raise problem("allocate.bad_balance", value=said)
    return found


def template(plan: IndustryPlan, language: Language = "en") -> list[list[str]]:
    """Return the header and two invented rows, as a file's rows."""
    case = next(iter(plan.special), "")
    case = special_name(case, language) if language == "zh" else case
    rows = [
        {"line_id": "L1", "entity_id": "E1", "verified_t": "2650000", "output_t": "1500000",
         "intensity_emission_t": "2550000"},
        {"line_id": "L2", "entity_id": "E1", "verified_t": "400000", "special": case},
    ]  # fmt: skip
    return as_written([list(COLUMNS), *([row.get(name, "") for name in COLUMNS] for row in rows)], COLUMNS, language)
