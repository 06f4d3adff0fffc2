"""Rows of activity data against what laboratories reported on their streams, and against what was measured before.

A report covers the rows of its stream, item and part in its month, or in its whole year. Of several reports that cover
a row the figure lies between their lowest and highest value. A figure that a report says is used, and one that was
measured in an earlier year is measured again in at least one row of the year (实测优先).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from tanshi.accounting.activity import Activity, CannotCompute
from tanshi.accounting.activity_file import ActivityFile
from tanshi.accounting.guide import Guide, Stream
from tanshi.accounting.measured import back_to_defaults
from tanshi.accounting.ways import Plan, Ways, both
from tanshi.core.exact import decimal, half_up, show
from tanshi.core.finding import Finding, Problem
from tanshi.mrv.activity_tables import ActivityRow
from tanshi.mrv.activity_year import activities, figures_of, rows_of
from tanshi.mrv.laboratory_tables import LaboratoryStreamRow, LaboratoryValueRow
from tanshi.rules import Law

#: Entity's part, stream and item.
_Of = tuple[str, str, str]


@dataclass(slots=True)
class _Covering:
    """What the reports on a stream in a period say: values by figure, and the number of one that says it."""

    values: dict[str, list[Fraction]] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)


class StreamReports:
    """An entity's laboratory reports on streams; `rows` has `where(kind, **equals)`."""

    def __init__(self, rows: Any, entity: str) -> None:
        self._rows = rows
        self._reports: list[LaboratoryStreamRow] = rows.where(LaboratoryStreamRow, entity=entity)

    def against(self, guide: Guide, row: Activity) -> Finding | None:
        """Return what a row says otherwise than the reports that cover it, None if nothing."""
        covering = self._covering(row)
        if not covering.values:
            return None
        stream = guide.streams[row.stream]
        try:
            plan = Ways(guide).plan(stream, row.item, tuple(row.values))
        except CannotCompute:
            return None  # told where rows are added up
        return next(_otherwise(stream, row, plan, covering), None)

    def since(self, before: int) -> dict[_Of, dict[str, int]]:
        """Return the figures reported in years before, by what they are of, with the first year."""
        found: dict[_Of, dict[str, int]] = {}
        for report in sorted(self._reports, key=lambda r: r.period):
            if int(report.period[:4]) < before:
                for value in self._values(report):
                    of = (report.part, report.stream, report.item)
                    found.setdefault(of, {}).setdefault(value.figure, int(report.period[:4]))
        return found

    def _covering(self, row: Activity) -> _Covering:
        """A year's report covers its months; a row of the whole year is covered by the reports of its months too."""
        found = _Covering()
        for report in self._reports:
            of = (report.part, report.stream, report.item) == (row.part, row.stream, row.item)
            period = row.month or str(row.year)
            if of and (period.startswith(report.period) or report.period.startswith(period)):
                for value in self._values(report):
                    found.values.setdefault(value.figure, []).append(decimal(value.value))
                    found.numbers[value.figure] = f"{report.laboratory} {report.number}"
        return found

    def _values(self, report: LaboratoryStreamRow) -> list[LaboratoryValueRow]:
        found: list[LaboratoryValueRow] = self._rows.where(
            LaboratoryValueRow, laboratory=report.laboratory, number=report.number
        )
        return found


def _otherwise(stream: Stream, row: Activity, plan: Plan, covering: _Covering) -> Iterator[Finding]:
    for figure, values in sorted(covering.values.items()):
        if figure not in stream.method.inputs:
            continue
        number = covering.numbers[figure]
        places = stream.method.inputs[figure].places
        low, high = half_up(min(values), places), half_up(max(values), places)
        if figure in row.values:
            given = Fraction(*row.values[figure])
            if not low <= half_up(given, places) <= high:
                reported = show(low) if low == high else f"{show(low)}..{show(high)}"
                params = {"figure": figure, "value": show(given), "number": number, "reported": reported}
                yield Finding("mrv.stream_not_the_laboratory_s", row.where, params)
        elif figure in plan.texts:
            yield _not_used(row, number, figure, figure)
    for way in stream.method.ways:
        measured = [name for name in way.needs if name in covering.values]
        if way.measured and measured and not (plan.way.measured and set(plan.symbols) & set(measured)):
            yield _not_used(row, covering.numbers[measured[0]], measured[0], ", ".join(way.needs))


def _not_used(row: Activity, number: str, figure: str, wanted: str) -> Finding:
    params = {"number": number, "figure": figure, "figures": wanted}
    return Finding("mrv.stream_report_not_used", row.where, params)


def against_laboratories(law: Law, rows: Any, recorded: Sequence[ActivityRow]) -> Finding | None:
    """Return the first thing a year's rows say otherwise than laboratories, or than was measured before; None if none.

    Its place is the row's number.
    """
    entity, period, sector = recorded[0].entity, recorded[0].period, recorded[0].sector
    guide = Guide.of(law, sector, int(period))
    reports = StreamReports(rows, entity)
    found = activities(recorded, figures_of(rows, entity, period))
    for row in found:
        if (wrong := reports.against(guide, row)) is not None:
            return wrong
    return next(_back(law, rows, guide, found, reports), None)


def _back(law: Law, rows: Any, guide: Guide, found: Sequence[Activity], reports: StreamReports) -> Iterator[Finding]:
    """Yield what was measured in an earlier year, by rows or reports, and is not in this one."""
    article = law.value("accounting.measured_stays", guide.day).citation
    before = reports.since(guide.year)
    given: dict[_Of, set[str]] = {}
    for row in found:
        given.setdefault((row.part, row.stream, row.item), set()).update(row.values)
    for row in found:
        of = (row.part, row.stream, row.item)
        stream = guide.streams[row.stream]
        for figure, since in sorted(before.get(of, {}).items()):
            if figure not in given[of] and _takes_text(guide, stream, row, figure):
                params = {"figure": figure, "stream": both(stream.label), "since": since}
                yield Finding("mrv.stream_back_to_default", row.where, {**params, "year": guide.year}, article)
    yield from back_to_defaults(_years(law, rows, guide, found))


def _takes_text(guide: Guide, stream: Stream, row: Activity, figure: str) -> bool:
    """Tell whether a row is computed by a text's value of a figure."""
    try:
        return figure in Ways(guide).plan(stream, row.item, tuple(row.values)).texts
    except CannotCompute:
        return False


def _years(law: Law, rows: Any, guide: Guide, found: Sequence[Activity]) -> ActivityFile:
    """Return the entity's rows of this year and of those before it that its sector's guide covers."""
    read = ActivityFile(guide.sector, {guide.year: guide}, {guide.year: list(found)})
    entity = found[0].entity
    for year in range(guide.year - 1, 0, -1):
        earlier = rows_of(rows, entity, str(year))
        if not earlier or earlier[0].sector != guide.sector:
            break
        try:
            read.guides[year] = Guide.of(law, guide.sector, year)
        except Problem:
            break
        read.rows[year] = activities(earlier, figures_of(rows, entity, str(year)))
    return read
