"""What may be asked of monitoring, reporting and verification.

The report's figures are computed here from the monthly records under the texts of the period; nobody types a
total. Verification changes months, and the verified figures follow from the changed months by the same lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.request import plain
from tanshi.journal.rows import Rows
from tanshi.mrv.activity_events import ActivityReported
from tanshi.mrv.activity_tables import ActivityRow
from tanshi.mrv.activity_year import activities, figures_of, rows_of, year_of
from tanshi.mrv.body_contracts import conflict
from tanshi.mrv.events import EmissionConfirmed, MonthRecorded, ReportFiled, ReportVerified
from tanshi.mrv.matching import differs_from_laboratory
from tanshi.mrv.month import is_late, last_day_of
from tanshi.mrv.recomputing import Change, Reports, activity_verified, refused
from tanshi.mrv.service_bodies import REPORTING
from tanshi.mrv.stream_matching import against_laboratories
from tanshi.mrv.tables import VERIFIED, ReportRow, UnitMonthRow, UnitYearRow
from tanshi.mrv.unit_months import MonthOfUnit, impossible, missing_month, months_by_unit
from tanshi.mrv.verification.tables import OPEN, VerificationObjectionRow, VerificationRow
from tanshi.participants.commands import concern_of
from tanshi.participants.listing import period_named
from tanshi.participants.tables import EntityRow, UnitRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law


class MrvOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "mrv.done"
    ENTITY_NOT_FOUND = "mrv.entity_not_found"
    BAD_MONTH = "mrv.bad_month"
    BAD_PERIOD = "mrv.bad_period"
    MONTH_NOT_OVER = "mrv.month_not_over"
    NO_UNITS = "mrv.no_units"
    UNIT_NOT_OF_ENTITY = "mrv.unit_not_of_entity"
    UNIT_TWICE = "mrv.unit_twice"
    VALUE_IMPOSSIBLE = "mrv.value_impossible"
    ALREADY_RECORDED = "mrv.already_recorded"
    PERIOD_NOT_OVER = "mrv.period_not_over"
    NOT_DECLARED_TRUE = "mrv.not_declared_true"
    ALREADY_FILED = "mrv.already_filed"
    RECORDED_TWICE = "mrv.recorded_in_two_ways"
    MONTH_MISSING = "mrv.month_missing"
    DIFFERS_FROM_LABORATORY = "mrv.differs_from_laboratory"
    ROWS_AGAINST_LABORATORY = "mrv.rows_against_laboratory"
    UNDER_VERIFICATION = "mrv.under_verification"
    NOT_FILED = "mrv.not_filed"
    NOT_VERIFIED = "mrv.not_verified"
    GROUP_TOO_SMALL = "mrv.group_too_small"
    PREPARED_THERE = "mrv.prepared_there"
    CHANGE_NOT_POSSIBLE = "mrv.change_not_possible"
    NOT_TOLD = "mrv.verification_not_told"
    OBJECTION_OPEN = "mrv.verification_objection_open"
    OBJECTION_TIME_RUNS = "mrv.verification_objection_time_runs"
    BAD_EMISSION = "mrv.bad_emission"


@dataclass(frozen=True, slots=True)
class RecordMonth:
    """Record a month of an entity's units; `evidence` is the SHA-256 of the deposited papers."""

    entity: str
    month: str
    evidence: str
    units: tuple[MonthOfUnit, ...]


@dataclass(frozen=True, slots=True)
class FileReport:
    """File the annual report of a period; `declared_true` is the declaration the law asks for."""

    entity: str
    period: str
    declared_true: bool


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """Conclude the verification of a report with its changes (none if all conforms)."""

    entity: str
    period: str
    verifier: str
    group: tuple[str, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class ConfirmEmission:
    """Confirm an entity's verified emissions."""

    entity: str
    period: str


class MrvCommands:
    """Judges the commands under a law."""

    def __init__(self, law: Law, reports: Reports) -> None:
        self._laws, self._reports = LawBook(law), reports

    # the month

    def record_month(self, request: RecordMonth, rows: Rows, act: Act) -> Outcome:
        entity = rows.get(EntityRow, request.entity)
        if entity is None:
            return act.refuse(MrvOutcome.ENTITY_NOT_FOUND, entity=request.entity)
        last = last_day_of(request.month)
        if last is None:
            return act.refuse(MrvOutcome.BAD_MONTH, month=request.month)
        if act.day <= last.isoformat():
            return act.refuse(MrvOutcome.MONTH_NOT_OVER, month=request.month, day=act.day)
        if not request.units:
            return act.refuse(MrvOutcome.NO_UNITS, entity=request.entity)
        seen: set[str] = set()
        for month in request.units:
            unit = rows.get(UnitRow, month.unit)
            if unit is None or unit.entity != request.entity:
                return act.refuse(MrvOutcome.UNIT_NOT_OF_ENTITY, unit=month.unit, entity=request.entity)
            if month.unit in seen:
                return act.refuse(MrvOutcome.UNIT_TWICE, unit=month.unit)
            if wrong := impossible(month, unit.capacity_kw, last.day):
                return act.refuse(MrvOutcome.VALUE_IMPOSSIBLE, unit=month.unit, month=request.month, field=wrong)
            if rows.get(UnitMonthRow, (month.unit, request.month)) is not None:
                return act.refuse(MrvOutcome.ALREADY_RECORDED, unit=month.unit, month=request.month)
            seen.add(month.unit)
        late = is_late(self._laws.on(rows, act.day), date.fromisoformat(act.day), last)
        act.record(
            MonthRecorded(request.entity, request.month, request.evidence, late, [plain(u) for u in request.units])
        )
        return MrvOutcome.DONE

    # the report

    def file_report(self, request: FileReport, rows: Rows, act: Act) -> Outcome:
        if rows.get(EntityRow, request.entity) is None:
            return act.refuse(MrvOutcome.ENTITY_NOT_FOUND, entity=request.entity)
        period = period_named(request.period)
        if period is None or len(period.years) > 1:  # a joint period is a sum of years, each with its report
            return act.refuse(MrvOutcome.BAD_PERIOD, period=request.period)
        if act.day <= period.last_day.isoformat():
            return act.refuse(MrvOutcome.PERIOD_NOT_OVER, period=request.period, day=act.day)
        if not request.declared_true:
            return act.refuse(MrvOutcome.NOT_DECLARED_TRUE, entity=request.entity)
        if rows.get(ReportRow, (request.entity, request.period)) is not None:
            return act.refuse(MrvOutcome.ALREADY_FILED, entity=request.entity, period=request.period)
        months = months_by_unit(rows, request.entity, period)
        if recorded := rows_of(rows, request.entity, request.period):
            if months:
                return act.refuse(MrvOutcome.RECORDED_TWICE, entity=request.entity, period=request.period)
            return self._file_activity(request, recorded, rows, act)
        for unit in rows.where(UnitRow, entity=request.entity):
            if gap := missing_month(unit, months.get(unit.id, []), period):
                return act.refuse(MrvOutcome.MONTH_MISSING, entity=request.entity, unit=unit.id, month=gap)
        if not months:
            return act.refuse(MrvOutcome.NO_UNITS, entity=request.entity)
        if differs := differs_from_laboratory(rows, request.entity, months):
            of_unit, in_month, number = differs
            return act.refuse(MrvOutcome.DIFFERS_FROM_LABORATORY, unit=of_unit, month=in_month, number=number)
        law = self._laws.on(rows, act.day)
        total, units = self._reports.of_units(law, rows, request.entity, period, months)
        act.record(ReportFiled(request.entity, request.period, total, law.revision, units))
        return MrvOutcome.DONE

    def _file_activity(self, request: FileReport, recorded: Sequence[ActivityRow], rows: Rows, act: Act) -> Outcome:
        """File what a year of activity data comes to by its sector's guide."""
        law, sector = self._laws.on(rows, act.day), recorded[0].sector
        if (told := against_laboratories(law, rows, recorded)) is not None:
            return act.refuse(MrvOutcome.ROWS_AGAINST_LABORATORY, place=told.where, why=told.in_both())
        figures = figures_of(rows, request.entity, request.period)
        found = year_of(law, sector, request.entity, request.period, activities(recorded, figures))
        act.record(ReportFiled(request.entity, request.period, found.total_t, law.revision, []))
        act.record(ActivityReported(request.entity, request.period, sector, found.sources, found.totals))
        return MrvOutcome.DONE

    def verify_report(self, request: VerifyReport, rows: Rows, act: Act) -> Outcome:
        """Conclude a verification at once, of a report that is not verified step by step."""
        if (case := rows.get(VerificationRow, (request.entity, request.period))) is not None:
            return act.refuse(MrvOutcome.UNDER_VERIFICATION, entity=request.entity, body=case.body)
        return self.verified(request, rows, act)

    def verified(self, request: VerifyReport, rows: Rows, act: Act) -> Outcome:
        """Judge a conclusion and record what the report comes to."""
        report = rows.get(ReportRow, (request.entity, request.period))
        if report is None or report.state != "filed":
            return act.refuse(MrvOutcome.NOT_FILED, entity=request.entity, period=request.period)
        law = self._laws.on(rows, act.day)
        least = law.value("mrv.verification_group_size", date.fromisoformat(act.day))
        if len(set(request.group)) < least.integer:
            return act.refuse(MrvOutcome.GROUP_TOO_SMALL, least=least.value, citation=str(least.citation))
        province = rows.need(EntityRow, request.entity).area_gb2260[:2]
        if other := conflict(rows, request.verifier, province, REPORTING):
            apart = law.value("mrv.service_separation", date.fromisoformat(act.day))
            return act.refuse(
                MrvOutcome.PREPARED_THERE, body=request.verifier, province=province, number=other.number,
                citation=law.reference(apart.citation),
            )  # fmt: skip
        found = self._reports.recomputed(law, rows, request.entity, request.period, request.changes)
        if isinstance(found, Change):
            return refused(found, rows, request.entity, request.period, MrvOutcome.CHANGE_NOT_POSSIBLE, act)
        changes = [] if found.activity else found.changes
        act.record(
            ReportVerified(
                request.entity, request.period, request.verifier, list(request.group), found.total_t, law.revision,
                changes, found.units,
            )
        )  # fmt: skip
        if found.activity:
            act.record(activity_verified(request.entity, request.period, found.activity, found.changes))
        return MrvOutcome.DONE

    def confirm_emission(self, request: ConfirmEmission, rows: Rows, act: Act) -> Outcome:
        report = rows.get(ReportRow, (request.entity, request.period))
        if report is None or report.state != "verified" or report.verified_t is None:
            return act.refuse(MrvOutcome.NOT_VERIFIED, entity=request.entity, period=request.period)
        if refused := _not_final(request, rows, act):
            return refused
        units = [
            {"unit": u.unit, "emission_t_e2": u.emission_t_e2}
            for u in rows.where(UnitYearRow, entity=request.entity, period=request.period, stage=VERIFIED)
        ]
        act.record(EmissionConfirmed(request.entity, request.period, report.verified_t, units))
        return MrvOutcome.DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of all commands of this system."""
        done = MrvOutcome.DONE

        def report(r: FileReport | VerifyReport | ConfirmEmission) -> Iterable[Touch]:
            return [(EntityRow, r.entity), *((row, (r.entity, r.period)) for row in (ReportRow, VerificationRow))]

        def whose(r: Any, rows: Rows) -> Any:
            return concern_of(r.entity, rows)

        return (
            Handler("mrv.record_month", RecordMonth, self.record_month, done, _touches_month, whose),
            Handler("mrv.file_report", FileReport, self.file_report, done, report, whose),
            Handler("mrv.verify_report", VerifyReport, self.verify_report, done, report, whose),
            Handler("mrv.confirm_emission", ConfirmEmission, self.confirm_emission, done, report, whose),
        )


def _not_final(request: ConfirmEmission, rows: Rows, act: Act) -> Outcome | None:
    """Refuse to confirm what a verification came to before the firm was told and its objection is decided."""
    case = rows.get(VerificationRow, (request.entity, request.period))
    if case is None:
        return None
    if not case.told_on:
        return act.refuse(MrvOutcome.NOT_TOLD, entity=request.entity)
    objection = rows.get(VerificationObjectionRow, (request.entity, request.period))
    if objection is not None and objection.state == OPEN:
        return act.refuse(MrvOutcome.OBJECTION_OPEN, entity=request.entity, until=objection.decide_until)
    if objection is None and act.day <= case.object_until:
        return act.refuse(MrvOutcome.OBJECTION_TIME_RUNS, entity=request.entity, until=case.object_until)
    return None


def _touches_month(r: RecordMonth) -> Iterable[Touch]:
    yield EntityRow, r.entity
    for unit in r.units:
        yield UnitRow, unit.unit
        yield UnitMonthRow, (unit.unit, r.month)
