"""What the checks read: units, their months of a year and the year before, what was filed of the year.

From rows of the books (`of_rows`, for an entity) or by few statements for many entities (`of_books`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

from tanshi.accounting.power import UnitMonth, UnitYear
from tanshi.journal.engine import Reads
from tanshi.journal.table import R
from tanshi.mrv.gases import counted_t
from tanshi.mrv.tables import VERIFIED, GasRow, ReportRow, UnitMonthRow, UnitYearRow
from tanshi.participants.conditions import Finds
from tanshi.participants.tables import UnitRow

#: A month's figures, in the order of `UnitMonth` without its month.
FIGURES = tuple(f.name for f in fields(UnitMonth) if f.name != "month")

#: A filed year's figures that checks read.
FILED = tuple(f.name for f in fields(UnitYear))

#: So many entities are named in a statement; of more, all rows are read.
_FEW = 500

Month = tuple[str, str, tuple[int | None, ...]]


@dataclass(frozen=True, slots=True)
class Unit:
    """What is known of a unit; years 0 are not known, or have not come."""

    id: str
    entity: str
    fuel: str
    technology: str
    coal: str
    capacity_kw: int
    chp: bool
    captive: bool
    cooling: str = ""
    start_year: int = 0
    retired_year: int = 0

    def runs_all(self, year: int) -> bool:
        """Tell whether the unit was there the whole year."""
        return self.start_year < year and not 0 < self.retired_year <= year

    def words(self) -> dict[str, str]:
        """Return what checks may ask of a unit."""
        yes = {True: "true", False: "false"}
        return {"burns": self.fuel, "coal": self.coal, "technology": self.technology, "chp": yes[self.chp],
                "captive": yes[self.captive], "cooling": self.cooling}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filed:
    """A unit's year as filed, or as verification left it; `figures` as in `UnitYear`."""

    unit: str
    figures: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reported:
    """An entity's report: whole tonnes, and the tonnes of other gases that count; `last_t` is last year's, or None."""

    entity: str
    total_t: int
    gases_t: Fraction
    last_t: int | None


@dataclass(frozen=True, slots=True)
class Records:
    """What is looked at: a year's months with those of the year before, and what was filed of the year."""

    year: int
    units: Sequence[Unit]
    months: Sequence[Month]
    filed: Sequence[Filed] = ()
    reports: Sequence[Reported] = ()


def unit_of(row: UnitRow) -> Unit:
    """Return what checks know of a unit of the books."""
    return Unit(
        row.id, row.entity, row.fuel, row.technology, row.coal_type, row.capacity_kw, bool(row.chp), bool(row.captive),
        row.cooling, row.start_year, row.retired_year,
    )  # fmt: skip


def of_rows(rows: Finds, entity: str, year: int) -> Records:
    """Return an entity's records."""
    years = (str(year - 1), str(year))
    months = [
        (m.unit, m.month, tuple(getattr(m, f) for f in FIGURES))
        for m in rows.where(UnitMonthRow, entity=entity)
        if m.month[:4] in years
    ]
    filed = [
        (y.unit, y.stage, tuple(getattr(y, f) for f in FILED))
        for y in rows.where(UnitYearRow, entity=entity, period=str(year))
    ]
    report = rows.get(ReportRow, (entity, str(year)))
    last = rows.get(ReportRow, (entity, str(year - 1)))
    reports = []
    if report is not None:
        reports = [Reported(entity, _total(report), counted_t(rows, entity, str(year)), _total(last) if last else None)]
    units = [unit_of(u) for u in rows.where(UnitRow, entity=entity)]
    return Records(year, units, months, _latest(filed), reports)


def of_books(view: Reads, rows: Finds, year: int, entities: Sequence[str] | None = None) -> Records:
    """Return the records of all entities, or of some."""
    books = _Books(view, entities)
    last, now = str(year - 1), str(year)
    units = [unit_of(UnitRow(*row)) for row in books.rows(UnitRow, UnitRow.__table__.column_names)]
    months: list[Month] = [
        (unit, month, tuple(figures))
        for _, unit, month, *figures in books.rows(
            UnitMonthRow, ("entity", "unit", "month", *FIGURES), "month >= ? AND month <= ?", f"{last}-01", f"{now}-12"
        )
    ]
    filed = [
        (unit, stage, tuple(figures))
        for _, unit, stage, *figures in books.rows(UnitYearRow, ("entity", "unit", "stage", *FILED), "period = ?", now)
    ]
    totals: dict[str, dict[str, int]] = {}
    columns = ("entity", "period", "reported_t", "verified_t")
    for entity, period, reported, verified in books.rows(ReportRow, columns, "period = ? OR period = ?", last, now):
        totals.setdefault(entity, {})[period] = reported if verified is None else verified
    gases = {row[0] for row in books.rows(GasRow, ("entity",), "period = ?", now)}
    reports = [
        Reported(e, t[now], counted_t(rows, e, now) if e in gases else Fraction(0), t.get(last))
        for e, t in sorted(totals.items())
        if now in t
    ]
    return Records(year, units, months, _latest(filed), reports)


class _Books:
    """Reads tables whole, or the rows of the entities that are looked at where they are few."""

    def __init__(self, view: Reads, entities: Sequence[str] | None) -> None:
        self._view = view
        self._wanted = None if entities is None else set(entities)
        self._named = sorted(self._wanted) if self._wanted is not None and len(self._wanted) <= _FEW else []

    def rows(self, kind: type[R], columns: Sequence[str], where: str = "", *params: object) -> Iterator[Any]:
        """Yield the columns, `entity` among them, of the rows that meet a condition."""
        if self._wanted is not None and not self._wanted:
            return
        conditions = [f"({where})"] if where else []
        if self._named:
            conditions.append(f"entity IN ({', '.join('?' * len(self._named))})")
        clause = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        sql = f"SELECT {', '.join(columns)} FROM {kind.__table__.name}{clause}"
        at = list(columns).index("entity")
        for row in self._view.fetch(sql, [*params, *self._named]):
            if self._wanted is None or row[at] in self._wanted:
                yield row


def _total(report: ReportRow) -> int:
    return report.reported_t if report.verified_t is None else report.verified_t


def _latest(filed: Iterable[tuple[str, str, tuple[int, ...]]]) -> list[Filed]:
    """Return each unit's year as verified, or as reported where it is not verified."""
    found: dict[str, tuple[int, ...]] = {}
    for unit, stage, figures in filed:
        if stage == VERIFIED or unit not in found:
            found[unit] = figures
    return [Filed(unit, figures) for unit, figures in found.items()]
