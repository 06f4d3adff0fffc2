"""What may be asked of monitoring, reporting and verification.

The report's figures are computed here from the monthly records under the texts of the period; nobody types a
total. Verification changes months, and the verified figures follow from the changed months by the same lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from tanshi.accounting.power import PowerRules, UnitMonth, UnitYear, entity_total, unit_year
from tanshi.core.outcome import Outcome
from tanshi.core.period import Period
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.request import plain
from tanshi.journal.rows import Rows
from tanshi.mrv.activity_events import ActivityReported, ActivityVerified
from tanshi.mrv.activity_tables import ActivityRow
from tanshi.mrv.activity_year import ActivityYear, activities, changed, figures_of, rows_of, year_of
from tanshi.mrv.body_contracts import conflict
from tanshi.mrv.events import (
    EmissionConfirmed,
    MonthRecorded,
    OpeningEmissionTaken,
    OpeningOutputTaken,
    ReportFiled,
    ReportVerified,
)
from tanshi.mrv.gases import counted_t
from tanshi.mrv.matching import differs_from_laboratory
from tanshi.mrv.month import is_late, last_day_of
from tanshi.mrv.service_bodies import REPORTING
from tanshi.mrv.stream_matching import against_laboratories
from tanshi.mrv.tables import (
    VERIFIED,
    OpeningEmissionRow,
    OpeningOutputRow,
    ReportRow,
    UnitMonthRow,
    UnitYearRow,
)
from tanshi.mrv.verification.tables import OPEN, VerificationObjectionRow, VerificationRow
from tanshi.participants.commands import concern_of
from tanshi.participants.tables import EntityRow, UnitRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

_MONTH_FIELDS = tuple(f.name for f in fields(UnitMonth) if f.name != "month")

#: What verification may change in a month.
CHANGEABLE = frozenset(_MONTH_FIELDS)
TREATMENTS = ("corrected", "conservative")


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
class MonthOfUnit:
    """One unit's figures of a month (see `accounting.power.UnitMonth`)."""

    unit: str
    generation_mwh_e3: int
    own_use_mwh_e3: int
    network_use_mwh_e3: int
    heat_gj_e2: int
    hours_e2: int
    fuel_e2: int
    fuel_for_heat_e2: int
    ncv_e3: int
    carbon_e4: int | None
    purchased_mwh_e3: int


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
class Change:
    """One figure of a month that does not stand; `after` "" means the month has no measured value."""

    unit: str
    month: str
    field: str
    after: str
    treatment: str
    code: str


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What a report comes to with changes: the changes with what stood before, units' years, whole tonnes."""

    changes: list[dict[str, Any]]
    units: list[dict[str, Any]]
    total_t: int
    activity: ActivityYear | None


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


@dataclass(frozen=True, slots=True)
class OpeningUnit:
    """A unit's verified emissions, whole tonnes."""

    unit: str
    emission_t: int


@dataclass(frozen=True, slots=True)
class TakeOpeningEmission:
    """Take over an entity's verified emissions of an earlier year; `origin` says where they are from."""

    entity: str
    year: str
    origin: str
    units: tuple[OpeningUnit, ...]


@dataclass(frozen=True, slots=True)
class OpeningOutput:
    """What a unit supplied in a year: electricity to the grid in MWh with 3 decimals, heat in GJ with 2."""

    unit: str
    supply_mwh_e3: int
    heat_gj_e2: int


@dataclass(frozen=True, slots=True)
class TakeOpeningOutput:
    """Take over the verified output of an entity's units in an earlier year; `origin` says where it is from."""

    entity: str
    year: str
    origin: str
    units: tuple[OpeningOutput, ...]


class MrvCommands:
    """Judges the commands under a law."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)
        self._rules: dict[tuple[str, Period], PowerRules] = {}

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
        period = _period(request.period)
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
            if gap := _missing_month(unit, months.get(unit.id, []), period):
                return act.refuse(MrvOutcome.MONTH_MISSING, entity=request.entity, unit=unit.id, month=gap)
        if not months:
            return act.refuse(MrvOutcome.NO_UNITS, entity=request.entity)
        if differs := differs_from_laboratory(rows, request.entity, months):
            of_unit, in_month, number = differs
            return act.refuse(MrvOutcome.DIFFERS_FROM_LABORATORY, unit=of_unit, month=in_month, number=number)
        law = self._laws.on(rows, act.day)
        years = self._years(law, rows, period, months)
        others = counted_t(rows, request.entity, request.period)
        total = entity_total(self._rules_of(law, period), list(years.values()), others)
        act.record(ReportFiled(request.entity, request.period, total, law.revision, _bodies(years)))
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
        found = self.recomputed(law, rows, request.entity, request.period, request.changes)
        if isinstance(found, Change):
            return act.refuse(MrvOutcome.CHANGE_NOT_POSSIBLE, unit=found.unit, month=found.month, field=found.field)
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

    def recomputed(
        self, law: Law, rows: Rows, entity: str, period_name: str, changes: Iterable[Change]
    ) -> Recomputed | Change:
        """Return what a report comes to with changes of its months, or the first change that is not possible."""
        if recorded := rows_of(rows, entity, period_name):
            return _recomputed_activity(law, rows, recorded, changes)
        period = Period.named(period_name)
        months = months_by_unit(rows, entity, period)
        said = []
        for change in changes:
            changed = _changed(months, change, rows)
            if changed is None:
                return change
            before, months[change.unit] = changed
            said.append({**plain(change), "before": before})
        years = self._years(law, rows, period, months)
        total = entity_total(self._rules_of(law, period), list(years.values()), counted_t(rows, entity, period_name))
        return Recomputed(said, _bodies(years), total, None)

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

    def take_opening_emission(self, request: TakeOpeningEmission, rows: Rows, act: Act) -> Outcome:
        return _take_opening(request, OpeningEmissionRow, OpeningEmissionTaken, rows, act)

    def take_opening_output(self, request: TakeOpeningOutput, rows: Rows, act: Act) -> Outcome:
        return _take_opening(request, OpeningOutputRow, OpeningOutputTaken, rows, act)

    def _rules_of(self, law: Law, period: Period) -> PowerRules:
        key = (law.name, period)
        if key not in self._rules:
            self._rules[key] = PowerRules.of(law, period)
        return self._rules[key]

    def _years(
        self, law: Law, rows: Rows, period: Period, months: Mapping[str, Sequence[UnitMonth]]
    ) -> dict[str, UnitYear]:
        rules = self._rules_of(law, period)
        found = {}
        for unit_id, of_unit in months.items():
            unit = rows.need(UnitRow, unit_id)
            found[unit_id] = unit_year(
                rules, fuel=unit.fuel, chp=bool(unit.chp), rated_kw=unit.capacity_kw, months=of_unit
            )
        return found

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
            Handler(
                "mrv.take_opening_emission",
                TakeOpeningEmission,
                self.take_opening_emission,
                done,
                lambda r: _touches_opening(r, OpeningEmissionRow),
                whose,
            ),
            Handler(
                "mrv.take_opening_output",
                TakeOpeningOutput,
                self.take_opening_output,
                done,
                lambda r: _touches_opening(r, OpeningOutputRow),
                whose,
            ),
        )


def _recomputed_activity(
    law: Law, rows: Rows, recorded: Sequence[ActivityRow], changes: Iterable[Change]
) -> Recomputed | Change:
    """Return the same of activity data: a change names the row's number, its month or year, and the figure."""
    entity, period = recorded[0].entity, recorded[0].period
    figures = figures_of(rows, entity, period)
    said = []
    for change in changes:
        before = None
        if change.treatment in TREATMENTS:
            before = changed(recorded, figures, change.unit, change.month, change.field, change.after)
        if before is None:
            return change
        said.append({**plain(change), "before": before})
        found = year_of(law, recorded[0].sector, entity, period, activities(recorded, figures))
        if found.findings:  # without the figure the row cannot be counted
            return change
    found = year_of(law, recorded[0].sector, entity, period, activities(recorded, figures))
    return Recomputed(said, [], found.total_t, found)


def activity_verified(
    entity: str, period: str, found: ActivityYear, changes: Sequence[Mapping[str, Any]], before: int = 0
) -> ActivityVerified:
    """Return the fact of what verification made of activity data; changes are numbered on from those before."""
    numbered = [{**change, "number": n} for n, change in enumerate(changes, before + 1)]
    return ActivityVerified(entity, period, found.sector, numbered, found.sources, found.totals)


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


def _take_opening(
    request: TakeOpeningEmission | TakeOpeningOutput,
    kept: type[OpeningEmissionRow | OpeningOutputRow],
    fact: type[OpeningEmissionTaken | OpeningOutputTaken],
    rows: Rows,
    act: Act,
) -> Outcome:
    if rows.get(EntityRow, request.entity) is None:
        return act.refuse(MrvOutcome.ENTITY_NOT_FOUND, entity=request.entity)
    period = _period(request.year)
    if period is None or len(period.years) > 1:
        return act.refuse(MrvOutcome.BAD_PERIOD, period=request.year)
    seen: set[str] = set()
    for opening in request.units:
        unit = rows.get(UnitRow, opening.unit)
        if unit is None or unit.entity != request.entity:
            return act.refuse(MrvOutcome.UNIT_NOT_OF_ENTITY, unit=opening.unit, entity=request.entity)
        if opening.unit in seen:
            return act.refuse(MrvOutcome.UNIT_TWICE, unit=opening.unit)
        seen.add(opening.unit)
        if min(_quantities(opening)) < 0:
            return act.refuse(MrvOutcome.BAD_EMISSION, unit=opening.unit)
        if rows.get(kept, (opening.unit, request.year)) is not None:
            return act.refuse(MrvOutcome.ALREADY_RECORDED, unit=opening.unit, month=request.year)
    act.record(fact(request.entity, request.year, request.origin, [plain(u) for u in request.units]))
    return MrvOutcome.DONE


def _quantities(opening: OpeningUnit | OpeningOutput) -> tuple[int, ...]:
    if isinstance(opening, OpeningUnit):
        return (opening.emission_t,)
    return opening.supply_mwh_e3, opening.heat_gj_e2


def _touches_opening(
    r: TakeOpeningEmission | TakeOpeningOutput, kept: type[OpeningEmissionRow | OpeningOutputRow]
) -> Iterable[Touch]:
    yield EntityRow, r.entity
    for unit in r.units:
        yield UnitRow, unit.unit
        yield kept, (unit.unit, r.year)


def _touches_month(r: RecordMonth) -> Iterable[Touch]:
    yield EntityRow, r.entity
    for unit in r.units:
        yield UnitRow, unit.unit
        yield UnitMonthRow, (unit.unit, r.month)


def months_by_unit(rows: Rows, entity: str, period: Period) -> dict[str, list[UnitMonth]]:
    """Return the recorded months of an entity's units in a period, in order."""
    wanted = set(period.months)
    found: dict[str, list[UnitMonth]] = {}
    for row in rows.where(UnitMonthRow, entity=entity):
        if row.month in wanted:
            found.setdefault(row.unit, []).append(unit_month(row))
    return found


def unit_month(row: UnitMonthRow) -> UnitMonth:
    """Return the month of a row as accounting reads it."""
    return UnitMonth(row.month, *(getattr(row, name) for name in _MONTH_FIELDS))


def recorded_month(month: str, record: MonthOfUnit) -> UnitMonth:
    """Return a month as it is recorded as accounting reads it."""
    return UnitMonth(month, *(getattr(record, name) for name in _MONTH_FIELDS))


def impossible(month: MonthOfUnit, rated_kw: int, days: int) -> str:
    """Return the first field whose value cannot be, or "": negative, or more than the unit and the month allow."""
    for name in _MONTH_FIELDS:
        value = getattr(month, name)
        if value is not None and value < 0:
            return name
    if month.hours_e2 > days * 24 * 100:
        return "hours_e2"
    # generation may not exceed rated power over the hours run by more than the 10 % a unit can be overloaded
    if month.generation_mwh_e3 * 100 * 10 > rated_kw * month.hours_e2 * 11:
        return "generation_mwh_e3"
    if month.own_use_mwh_e3 > month.generation_mwh_e3 + month.purchased_mwh_e3:
        return "own_use_mwh_e3"
    if month.network_use_mwh_e3 > month.own_use_mwh_e3:
        return "network_use_mwh_e3"
    if month.fuel_for_heat_e2 > month.fuel_e2:
        return "fuel_for_heat_e2"
    return "carbon_e4" if month.carbon_e4 is not None and month.carbon_e4 > 100_000 else ""


def _missing_month(unit: UnitRow, recorded: Sequence[UnitMonth], period: Period) -> str:
    """Return the first month a unit should have recorded and did not, or "".

    In the year it started a unit may begin in any month, in the year it retired end in any; between its first and
    its last month none may be missing.
    """
    have = {m.month for m in recorded}
    first = max(unit.start_year, period.first_year)
    last = min(unit.retired_year or period.last_year, period.last_year)
    if first > last:
        return ""
    begin = min(have, default="") if unit.start_year == first else f"{first}-01"
    end = max(have, default="") if unit.retired_year == last else f"{last}-12"
    if not have and begin == end == "":
        return ""
    return next((m for m in period.months if (begin or m) <= m <= (end or m) and m not in have), "")


def _changed(
    months: Mapping[str, Sequence[UnitMonth]], change: Change, rows: Rows
) -> tuple[str, list[UnitMonth]] | None:
    """Return the figure before and the unit's months with a change, or None if it is not possible."""
    of_unit = months.get(change.unit)
    if of_unit is None or change.field not in CHANGEABLE or change.treatment not in TREATMENTS:
        return None
    place = next((n for n, m in enumerate(of_unit) if m.month == change.month), None)
    if place is None or not (change.after.isdigit() or (change.after == "" and change.field == "carbon_e4")):
        return None
    value: Any = int(change.after) if change.after else None
    month = replace(of_unit[place], **{change.field: value})
    days = last_day_of(change.month)
    assert days is not None
    if impossible(_of_unit(change.unit, month), rows.need(UnitRow, change.unit).capacity_kw, days.day):
        return None
    before = getattr(of_unit[place], change.field)
    return "" if before is None else str(before), [*of_unit[:place], month, *of_unit[place + 1 :]]


def _of_unit(unit: str, month: UnitMonth) -> MonthOfUnit:
    return MonthOfUnit(unit, *(getattr(month, name) for name in _MONTH_FIELDS))


def _bodies(years: Mapping[str, UnitYear]) -> list[dict[str, Any]]:
    return [{"unit": unit, **asdict(year)} for unit, year in years.items()]


def _period(name: str) -> Period | None:
    try:
        return Period.named(name)
    except ValueError:
        return None
