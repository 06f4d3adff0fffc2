"""Rows of activity data against the control plan: streams it does not name, figures got otherwise, meters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tanshi.core.finding import Finding
from tanshi.mrv.activity_tables import ActivityRow
from tanshi.mrv.activity_year import figures_of
from tanshi.mrv.calibration import CalibrationRow
from tanshi.mrv.control_plan_tables import ControlPlanRow, PlannedFigureRow

Planned = Mapping[tuple[str, str], PlannedFigureRow]


def of_rows(
    rows: Any, plan: ControlPlanRow, planned: Planned, recorded: Sequence[ActivityRow],
    calibrations: Mapping[str, Sequence[CalibrationRow]], is_calibrated: Any,
) -> Iterator[Finding]:  # fmt: skip
    """Yield what a year's rows say that the plan in force does not."""
    given = figures_of(rows, plan.entity, plan.year)
    named = {(unit, field.partition(".")[0]) for unit, field in planned}
    for row in recorded:
        where = " ".join(filter(None, (row.part, row.stream, row.item, row.month or row.period)))
        params = {"unit": where, "month": row.month or row.period, "version": plan.version}
        if (row.part, row.stream) not in named:
            yield Finding("mrv.departure_stream", where, params)
            continue
        values = given.get(row.number, {})
        for (unit, field), figure in sorted(planned.items()):
            stream, _, name = field.partition(".")
            if (unit, stream) != (row.part, row.stream):
                continue
            said = {**params, "field": name}
            if figure.way == "measured" and not values.get(name):
                yield Finding("mrv.departure_stream_not_measured", where, said)
            if figure.way == "default" and values.get(name):
                yield Finding("mrv.departure_stream_measured", where, said)
            if figure.meter and row.month and not is_calibrated(calibrations.get(figure.meter, ()), row.month):
                yield Finding("mrv.departure_calibration", where, {**said, "meter": figure.meter})
