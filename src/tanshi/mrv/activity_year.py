"""A firm's year of activity data by its guide: what the rows in the books come to, and what they would with changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tanshi.accounting.activity import Activity
from tanshi.accounting.guide import Guide
from tanshi.accounting.totals import EntityYear, Totals
from tanshi.core.exact import NotADecimal, digits, show
from tanshi.core.finding import Finding
from tanshi.mrv.activity_tables import ActivityFigureRow, ActivityRow
from tanshi.rules import Law


@dataclass(frozen=True, slots=True)
class ActivityYear:
    """What a year came to: sources by part, totals by name with the counted one first, findings of its rows."""

    sector: str
    sources: list[dict[str, str]]
    totals: list[dict[str, Any]]
    total_t: int
    findings: tuple[Finding, ...]


def rows_of(rows: Any, entity: str, period: str) -> list[ActivityRow]:
    """Return the recorded rows of a year in order; `rows` has `where(kind, **equals)`."""
    found: list[ActivityRow] = rows.where(ActivityRow, entity=entity, period=period)
    return sorted(found, key=lambda r: r.number)


def figures_of(rows: Any, entity: str, period: str) -> dict[int, dict[str, str]]:
    """Return the figures of a year by row and name."""
    found: dict[int, dict[str, str]] = {}
    for figure in rows.where(ActivityFigureRow, entity=entity, period=period):
        found.setdefault(figure.number, {})[figure.name] = figure.value
    return found


def activities(recorded: Sequence[ActivityRow], figures: dict[int, dict[str, str]]) -> list[Activity]:
    """Return the rows as accounting reads them."""
    return [
        Activity(
            r.entity, int(r.period), r.month, r.part, r.stream, r.item,
            {name: digits(value) for name, value in figures.get(r.number, {}).items() if value}, str(r.number),
        )
        for r in recorded
    ]  # fmt: skip


def year_of(law: Law, sector: str, entity: str, period: str, found: Sequence[Activity]) -> ActivityYear:
    """Return what rows come to by the guide of the sector's year."""
    guide = Guide.of(law, sector, int(period))
    totals = Totals(guide)
    totals.add(found)
    years = [y for y in totals.finished() if y.entity == entity]
    return _year(guide, years[0] if years else None, tuple(totals.findings))


def _year(guide: Guide, year: EntityYear | None, findings: tuple[Finding, ...]) -> ActivityYear:
    if year is None:
        return ActivityYear(guide.sector, [], [], 0, findings)
    sources = [
        {"part": part.part, "source": code, "emission_t": show(value, guide.source_places)}
        for part in year.parts
        for code, value in part.sources.items()
    ]
    counted = next(iter(year.totals))
    totals = [
        {"total": code, "emission_t": value, "counts": int(code == counted)} for code, value in year.totals.items()
    ]
    return ActivityYear(guide.sector, sources, totals, year.totals[counted], findings)


def changed(
    recorded: Sequence[ActivityRow], figures: dict[int, dict[str, str]], row: str, month: str, field: str, after: str
) -> str | None:
    """Change a figure in place and return what stood before, or None if there is no such figure or no such number."""
    number = int(row) if row.isascii() and row.isdigit() and len(row) < 8 else 0
    found = next((r for r in recorded if r.number == number), None)
    if found is None or month != (found.month or found.period) or field not in figures.get(number, {}):
        return None
    if after and not _is_amount(after):
        return None
    before = figures[number][field]
    figures[number][field] = after
    return before


def _is_amount(text: str) -> bool:
    try:
        return digits(text)[0] >= 0 and len(text) <= 30
    except NotADecimal:
        return False


def without_places(findings: Iterable[Finding], places: dict[str, str]) -> list[Finding]:
    """Return findings with the cell their row came from in place of its number."""
    return [replace(f, where=places.get(f.where, f.where)) for f in findings]
