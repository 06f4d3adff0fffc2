"""Corrections of a recorded month by the firm itself, before it files the year's report: each is a version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.mrv.laboratory import is_file
from tanshi.mrv.month import last_day_of
from tanshi.mrv.tables import ReportRow, UnitMonthRow
from tanshi.mrv.unit_months import CHANGEABLE, MonthOfUnit, impossible
from tanshi.participants.commands import concern_of
from tanshi.participants.tables import EntityRow, UnitRow

_TEXT = 1_000


class CorrectionOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "mrv.month_corrected"
    ENTITY_NOT_FOUND = "mrv.entity_not_found"
    NOT_RECORDED = "mrv.month_not_recorded"
    ALREADY_FILED = "mrv.filed_with_it"
    NOTHING_CHANGED = "mrv.nothing_corrected"
    BAD_FIGURE = "mrv.bad_corrected_figure"
    VALUE_IMPOSSIBLE = "mrv.value_impossible"
    WITHOUT_REASON = "mrv.correction_without_reason"
    BAD_FILE = "mrv.bad_evidence_file"


@dataclass(frozen=True, slots=True)
class Corrected:
    """A figure as it should be; "" means the month has no measured value (elemental carbon alone)."""

    field: str
    after: str


@dataclass(frozen=True, slots=True)
class CorrectMonth:
    """Correct figures of a unit's recorded month, saying why, on the paper whose digest is given."""

    entity: str
    unit: str
    month: str
    figures: tuple[Corrected, ...]
    reason: str
    file_name: str
    file_bytes: int
    file_sha256: str


@dataclass(frozen=True, slots=True)
class MonthCorrected(Fact):
    """An entity corrected a unit's month; figures with what stood before."""

    type: ClassVar[str] = "mrv.month_corrected/1"
    entity: str
    unit: str
    month: str
    version: int
    reason: str
    file_name: str
    file_bytes: int
    file_sha256: str
    figures: list[dict[str, str]]


@table("mrv_correction", key=["unit", "month", "version", "field"], indexes=[["entity", "month"]])
@dataclass(slots=True)
class CorrectionRow(Row):
    """A corrected figure; `version` 1 is what was recorded first, so the first correction makes 2."""

    unit: str
    month: str
    version: int
    field: str
    entity: str
    before: str
    after: str
    reason: str
    file_name: str
    file_bytes: int
    file_sha256: str
    corrected_on: str


def _corrected(fact: MonthCorrected, at: At, rows: Rows) -> None:
    month = rows.edit(UnitMonthRow, (fact.unit, fact.month))
    for figure in fact.figures:
        rows.put(
            CorrectionRow(
                fact.unit, fact.month, fact.version, figure["field"], fact.entity, figure["before"], figure["after"],
                fact.reason, fact.file_name, fact.file_bytes, fact.file_sha256, at.day,
            )
        )  # fmt: skip
        setattr(month, figure["field"], int(figure["after"]) if figure["after"] else None)


FACTS = (FactType(MonthCorrected, _corrected),)
TABLES: tuple[type[Row], ...] = (CorrectionRow,)


def correct(request: CorrectMonth, rows: Rows, act: Act) -> Outcome:
    """Judge a correction and record it as the next version."""
    if rows.get(EntityRow, request.entity) is None:
        return act.refuse(CorrectionOutcome.ENTITY_NOT_FOUND, entity=request.entity)
    month = rows.get(UnitMonthRow, (request.unit, request.month))
    last = last_day_of(request.month)
    if month is None or month.entity != request.entity or last is None:
        return act.refuse(CorrectionOutcome.NOT_RECORDED, unit=request.unit, month=request.month)
    if rows.get(ReportRow, (request.entity, request.month[:4])) is not None:
        return act.refuse(CorrectionOutcome.ALREADY_FILED, entity=request.entity, period=request.month[:4])
    figures: list[dict[str, str]] = []
    values = {name: getattr(month, name) for name in CHANGEABLE}
    for figure in request.figures:
        if not _is_figure(figure) or any(f["field"] == figure.field for f in figures):
            return act.refuse(CorrectionOutcome.BAD_FIGURE, field=figure.field, value=figure.after)
        before = values[figure.field]
        values[figure.field] = int(figure.after) if figure.after else None
        if values[figure.field] != before:
            said = "" if before is None else str(before)
            figures.append({"field": figure.field, "before": said, "after": figure.after})
    if not figures:
        return act.refuse(CorrectionOutcome.NOTHING_CHANGED, unit=request.unit, month=request.month)
    rated = rows.need(UnitRow, request.unit).capacity_kw
    if wrong := impossible(MonthOfUnit(unit=request.unit, **values), rated, last.day):
        return act.refuse(CorrectionOutcome.VALUE_IMPOSSIBLE, unit=request.unit, month=request.month, field=wrong)
    if not 0 < len(request.reason.strip()) <= _TEXT:
        return act.refuse(CorrectionOutcome.WITHOUT_REASON, unit=request.unit, most=_TEXT)
    if not is_file(request.file_name, request.file_bytes, request.file_sha256):
        return act.refuse(CorrectionOutcome.BAD_FILE, file=request.file_name[:80])
    before_it = rows.where(CorrectionRow, unit=request.unit, month=request.month)
    version = max((c.version for c in before_it), default=1) + 1
    act.record(
        MonthCorrected(
            request.entity, request.unit, request.month, version, request.reason, request.file_name,
            request.file_bytes, request.file_sha256, figures,
        )
    )  # fmt: skip
    return CorrectionOutcome.DONE


def _is_figure(figure: Corrected) -> bool:
    if figure.field not in CHANGEABLE:
        return False
    if figure.after == "":
        return figure.field == "carbon_e4"
    return figure.after.isascii() and figure.after.isdigit() and len(figure.after) <= 15


def _touches(request: CorrectMonth) -> Iterable[Touch]:
    return [
        (EntityRow, request.entity),
        (UnitRow, request.unit),
        (UnitMonthRow, (request.unit, request.month)),
        (ReportRow, (request.entity, request.month[:4])),
    ]


HANDLERS: tuple[Handler[Any], ...] = (
    Handler(
        "mrv.correct_month", CorrectMonth, correct, CorrectionOutcome.DONE, _touches,
        lambda r, rows: concern_of(r.entity, rows),
    ),
)  # fmt: skip
