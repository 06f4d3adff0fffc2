"""Data quality control plan (数据质量控制方案): how each figure of a year will be got, by which meters, by whom.

A plan is filed before its year and has versions; a later one says why it was needed. The province accepts it or sends
it back. What was measured under an accepted plan may not become a default in a later one. A record against its plan is
a finding (`departures`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from tanshi.accounting.guide import Guide
from tanshi.core.exact import NotADecimal, decimal
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.rows import Rows
from tanshi.mrv.control_plan_tables import (
    ACCEPTED,
    FILED,
    ControlPlanDecided,
    ControlPlanFiled,
    ControlPlanRow,
    planned,
    versions,
)
from tanshi.mrv.evidence import FIGURES
from tanshi.mrv.laboratory import is_file
from tanshi.mrv.planned_streams import can_be_planned, guide_of_code, lacking
from tanshi.participants.commands import concern_of
from tanshi.participants.tables import EntityRow, UnitRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

#: Ways of getting a figure, the better one first: a later plan may not step down.
WAYS = ("measured", "calculated", "design", "default")

#: Why there is another version.
REASONS = ("first", "facilities", "fuel", "meters", "error", "accuracy", "nonconformity", "ministry")

FREQUENCIES = ("continuous", "daily", "batch", "monthly", "yearly")

#: What is put where a figure is missing.
GAPS = ("conservative", "mean", "last_month", "default")

_TEXT = 200


class PlanOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "mrv.plan_done"
    ENTITY_NOT_FOUND = "mrv.entity_not_found"
    BAD_PERIOD = "mrv.bad_period"
    YEAR_OVER = "mrv.plan_year_over"
    BAD_REASON = "mrv.plan_bad_reason"
    UNIT_NOT_OF_ENTITY = "mrv.unit_not_of_entity"
    BAD_FIGURE = "mrv.plan_bad_figure"
    FIGURE_TWICE = "mrv.plan_figure_twice"
    FIGURE_MISSING = "mrv.plan_figure_missing"
    METER_NOT_THERE = "mrv.plan_meter_not_there"
    BAD_METER = "mrv.plan_bad_meter"
    NO_PERSON = "mrv.plan_no_person"
    BACK_TO_DEFAULT = "mrv.plan_back_to_default"
    NO_PLAN = "mrv.plan_not_there"
    NOT_FILED = "mrv.plan_not_filed"
    WITHOUT_REASON = "mrv.plan_without_reason"
    BAD_FILE = "mrv.bad_evidence_file"


@dataclass(frozen=True, slots=True)
class PlannedFigure:
    """How a figure of a unit's month, or `stream.figure` of a line or the firm (`unit` ""), is got.

    `meter` names one of the plan's where it is measured by one.
    """

    unit: str
    field: str
    way: str
    meter: str
    frequency: str
    gap: str
    department: str
    records: str


@dataclass(frozen=True, slots=True)
class PlannedMeter:
    """A meter: its number, what and where it is, its accuracy in %, months between two calibrations."""

    number: str
    model: str
    place: str
    accuracy_percent: str
    calibration_months: int


@dataclass(frozen=True, slots=True)
class PlannedPerson:
    """Who is responsible for what."""

    name: str
    duty: str


@dataclass(frozen=True, slots=True)
class FileControlPlan:
    """File the next version of the plan for a year; `reason` says why ("first" for the first)."""

    entity: str
    year: str
    reason: str
    figures: tuple[PlannedFigure, ...]
    meters: tuple[PlannedMeter, ...]
    persons: tuple[PlannedPerson, ...]
    file_name: str
    file_bytes: int
    file_sha256: str


@dataclass(frozen=True, slots=True)
class DecideControlPlan:
    """Accept the newest version of a year's plan, or send it back and say what is wrong with it."""

    entity: str
    year: str
    accepted: bool
    reason: str


class PlanCommands:
    """Judges plans under the law of the day."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def file(self, request: FileControlPlan, rows: Rows, act: Act) -> Outcome:
        """Judge a version of a plan and record it under the next number."""
        if rows.get(EntityRow, request.entity) is None:
            return act.refuse(PlanOutcome.ENTITY_NOT_FOUND, entity=request.entity)
        if not (request.year.isascii() and request.year.isdigit() and len(request.year) == 4):
            return act.refuse(PlanOutcome.BAD_PERIOD, period=request.year)
        if act.day > f"{request.year}-12-31":
            return act.refuse(PlanOutcome.YEAR_OVER, year=request.year, day=act.day)
        before = versions(rows, request.entity, request.year)
        if request.reason not in REASONS or (request.reason == "first") != (not before):
            return act.refuse(PlanOutcome.BAD_REASON, reason=request.reason, known=", ".join(REASONS))
        if refused := _wrong_plan(request, self._guide(request, rows, act), rows, act):
            return refused
        if stepped := _steps_down(request, rows):
            return act.refuse(PlanOutcome.BACK_TO_DEFAULT, unit=stepped.unit, field=stepped.field, way=stepped.way)
        if not is_file(request.file_name, request.file_bytes, request.file_sha256):
            return act.refuse(PlanOutcome.BAD_FILE, file=request.file_name[:80])
        deadline = self._laws.on(rows, act.day).value("mrv.control_plan_deadline", date.fromisoformat(act.day))
        late = not before and act.day > f"{int(request.year) - 1}-{deadline.value}"
        act.record(
            ControlPlanFiled(
                request.entity, request.year, len(before) + 1, request.reason, late,
                [asdict(f) for f in request.figures], [asdict(m) for m in request.meters],
                [asdict(p) for p in request.persons], request.file_name, request.file_bytes, request.file_sha256,
            )
        )  # fmt: skip
        return PlanOutcome.DONE

    def _guide(self, request: FileControlPlan, rows: Rows, act: Act) -> Guide | None:
        """Return the guide whose streams a plan may name: that of the entity's code in the plan's year."""
        entity = rows.get(EntityRow, request.entity)
        law = self._laws.on(rows, act.day)
        return guide_of_code(law, entity.sector_gbt4754, int(request.year)) if entity else None

    def decide(self, request: DecideControlPlan, rows: Rows, act: Act) -> Outcome:
        """Accept the newest version, or send it back."""
        found = versions(rows, request.entity, request.year)
        if not found:
            return act.refuse(PlanOutcome.NO_PLAN, entity=request.entity, year=request.year)
        if found[-1].state != FILED:
            return act.refuse(PlanOutcome.NOT_FILED, entity=request.entity, year=request.year)
        if not request.accepted and not request.reason.strip():
            return act.refuse(PlanOutcome.WITHOUT_REASON, entity=request.entity)
        version = found[-1].version
        act.record(ControlPlanDecided(request.entity, request.year, version, request.accepted, request.reason[:_TEXT]))
        return PlanOutcome.DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of plans."""

        def whose(r: Any, rows: Rows) -> Any:
            return concern_of(r.entity, rows)

        def touches(r: Any) -> Iterable[Touch]:
            return [(EntityRow, r.entity)]

        done = PlanOutcome.DONE
        return (
            Handler("mrv.file_control_plan", FileControlPlan, self.file, done, touches, whose),
            Handler("mrv.decide_control_plan", DecideControlPlan, self.decide, done, touches, whose),
        )


def _wrong_plan(request: FileControlPlan, guide: Guide | None, rows: Rows, act: Act) -> Outcome | None:
    """Refuse a plan with figures, meters or persons that cannot be, or without what every plan has.

    Figures are of units' months (`fuel_e2`), or of streams of the guide (`fuel.fc`).
    """
    units = {u.id for u in rows.where(UnitRow, entity=request.entity)}
    meters = {m.number for m in request.meters}
    seen: set[tuple[str, str]] = set()
    for figure in request.figures:
        of_stream = can_be_planned(guide, figure.unit, figure.field)
        if figure.unit not in units and "." not in figure.field:
            return act.refuse(PlanOutcome.UNIT_NOT_OF_ENTITY, unit=figure.unit, entity=request.entity)
        if not _is_said(figure) or not (of_stream or figure.field in FIGURES):
            return act.refuse(PlanOutcome.BAD_FIGURE, unit=figure.unit, field=figure.field)
        if (figure.unit, figure.field) in seen:
            return act.refuse(PlanOutcome.FIGURE_TWICE, unit=figure.unit, field=figure.field)
        if figure.meter and figure.meter not in meters:
            return act.refuse(PlanOutcome.METER_NOT_THERE, meter=figure.meter)
        seen.add((figure.unit, figure.field))
    missing = next(((u, f) for u in sorted(units) for f in NEEDED if (u, f) not in seen), None)
    missing = missing or (lacking(guide, seen) if guide else None)
    if missing or not seen:
        unit, field = missing or ("", "")
        return act.refuse(PlanOutcome.FIGURE_MISSING, unit=unit, field=field)
    if len(meters) < len(request.meters) or not all(map(_is_meter, request.meters)):
        return act.refuse(PlanOutcome.BAD_METER, known=", ".join(sorted(meters)))
    names = {p.name.strip() for p in request.persons}
    if (
        not names
        or len(names) < len(request.persons)
        or not all(n.name.strip() and n.duty.strip() for n in request.persons)
    ):
        return act.refuse(PlanOutcome.NO_PERSON, entity=request.entity)
    return None


#: Figures every plan says something of.
NEEDED = ("fuel_e2", "ncv_e3", "carbon_e4", "generation_mwh_e3", "heat_gj_e2", "hours_e2")


def _is_said(figure: PlannedFigure) -> bool:
    return (
        figure.way in WAYS
        and figure.frequency in FREQUENCIES
        and figure.gap in GAPS
        and bool(figure.department.strip())
        and len(figure.department) <= _TEXT
        and len(figure.records) <= _TEXT
    )


def _is_meter(meter: PlannedMeter) -> bool:
    try:
        accuracy = decimal(meter.accuracy_percent)
    except NotADecimal:
        return False
    named = bool(meter.number.strip() and meter.model.strip() and meter.place.strip())
    return named and 0 < accuracy <= 100 and 0 < meter.calibration_months <= 120


def _steps_down(request: FileControlPlan, rows: Rows) -> PlannedFigure | None:
    """Return the first figure that was measured under an accepted plan of this or an earlier year and no longer is."""
    plans = [p for p in rows.where(ControlPlanRow, entity=request.entity) if p.state == ACCEPTED]
    plans = [p for p in plans if p.year <= request.year]
    if not plans:
        return None
    last = max(plans, key=lambda p: (p.year, p.version))
    kept = planned(rows, last)
    for figure in request.figures:
        before = kept.get((figure.unit, figure.field))
        if before is not None and before.way == WAYS[0] and figure.way == WAYS[-1]:
            return figure
    return None
