"""Factors in reports by activity data: which reports a factor changes, and which factors their rows take from texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from tanshi.accounting.activity import Activity, CannotCompute
from tanshi.accounting.guide import Guide
from tanshi.accounting.ways import Ways
from tanshi.core.period import Period
from tanshi.journal.engine import Reads
from tanshi.mrv.activity_year import ActivityYear, year_of
from tanshi.mrv.stages import activities_at
from tanshi.mrv.tables import VERIFIED, ReportRow
from tanshi.rules import Cited, Law
from tanshi.rules.factors import set_of

#: A line, unit or the firm with its source, the emission without and with a factor, in t.
Part = tuple[str, str, str]


def recorded_in(view: Reads, rows: Any, period: Period) -> Iterator[tuple[ReportRow, str, list[Activity]]]:
    """Yield the reports of a year by activity data with their sector and rows, as verification left them."""
    sql = "SELECT DISTINCT entity FROM mrv_activity WHERE period = ? ORDER BY entity"
    for (entity,) in view.fetch(sql, [period.name]):
        report = rows.get(ReportRow, (entity, period.name))
        if report is not None:
            yield report, *activities_at(rows, entity, period.name, VERIFIED)


def takes(law: Law, sector: str, rows: Sequence[Activity], parameter: str) -> bool:
    """Tell whether a stream of these rows may take a figure from a parameter."""
    guide = Guide.of(law, sector, rows[0].year)
    fills = {said for row in rows for said in guide.streams[row.stream].fill.values()}
    return any(said.partition("[")[0] == parameter for said in fills)


def both_years(
    without: Law, with_it: Law, report: ReportRow, sector: str, rows: Sequence[Activity]
) -> tuple[int, int, tuple[Part, ...]] | None:
    """Return a report's tonnes without and with a factor and the sources that differ; None if none does."""
    old, new = (year_of(law, sector, report.entity, report.period, rows) for law in (without, with_it))
    before, after = _sources(old), _sources(new)
    changed = tuple(
        (name, before.get(name, "0"), after.get(name, "0"))
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    )
    return (old.total_t, new.total_t, changed) if changed else None


def _sources(year: ActivityYear) -> dict[str, str]:
    return {"/".join(filter(None, (s["part"], s["source"]))): s["emission_t"] for s in year.sources}


def factors_of(law: Law, sector: str, rows: Sequence[Activity]) -> Iterator[tuple[Cited, Fraction]]:
    """Yield the factors that rows take from texts, with what each row emits in t of its gas."""
    guide = Guide.of(law, sector, rows[0].year)
    ways, on = Ways(guide), Period.of(rows[0].year).first_day
    for row in rows:
        stream = guide.streams[row.stream]
        if not stream.gas:
            continue
        try:
            plan, mass = ways.plan(stream, row.item, tuple(row.values)), Fraction(*ways.mass(stream, row))
        except CannotCompute:
            continue
        for node in plan.texts.values():
            parameter, _, key = node.subject.partition("[")
            if parameter and mass and set_of(law, parameter) is not None:
                yield law.value(parameter, on, key.removesuffix("]")), mass
