"""What stands in the books already about what a form asks: known rows, open months, months that are recorded.

A plant hands the same sheet in again when it has corrected one row of it. Rows that are recorded with the same values
are then passed over; a recorded row with other values is a finding, because only verification changes a recorded month.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from tanshi.accounting.power import PowerRules, UnitMonth, entity_total, unit_year
from tanshi.application.forms.cell import Wrong, reader_of, shown
from tanshi.application.forms.definition import Field, Form
from tanshi.application.forms.given import Given
from tanshi.application.forms.intake import GoodRow, Intake, Request, command_id
from tanshi.application.forms.words import FormFinding
from tanshi.core.finding import Finding
from tanshi.core.period import Period
from tanshi.journal.engine import Reads
from tanshi.journal.schema import CommandRow
from tanshi.journal.table import Key, R
from tanshi.mrv.tables import UnitMonthRow
from tanshi.mrv.unit_months import months_by_unit
from tanshi.participants.tables import EntityRow, UnitRow
from tanshi.rules import Law
from tanshi.rules.law import NoTextInForce

#: The command whose form records months: what is recorded already is passed over.
RECORDS = "mrv.record_month"


class Known(Protocol):
    """Rows of a snapshot."""

    def get(self, kind: type[R], key: Key) -> R | None: ...

    def where(self, kind: type[R], **equals: int | str) -> list[R]: ...


# what is known


def known_lists(
    form: Form, view: Reads, rows: Known, subject: str, area: str = ""
) -> dict[str, dict[str, dict[str, str]]]:
    """Return the lists a form is checked against: the subject's units, or the entities of an area ("" is all)."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    if subject and any(f.kind == "unit" for f in form.fields()):
        units = sorted(rows.where(UnitRow, entity=subject), key=lambda u: u.id)
        found["units"] = {u.id: {"name": u.name_zh or u.name_en} for u in units}
    if form.table is not None and form.table.known == "entities":
        spec = EntityRow.__table__
        where = "substr(area_gb2260, 1, ?) = ?" if area else ""
        listed = view.fetch(spec.select_sql(where), [len(area), area] if area else [])
        found["entities"] = {e.id: {"name": e.name_zh} for e in sorted((EntityRow(*r) for r in listed), key=_id)}
    return found


def _id(row: EntityRow) -> str:
    return row.id


def open_months(rows: Known, subject: str, period: str, today: str) -> list[tuple[str, str, str]]:
    """Return the months of a period that are over and not recorded, as (month, unit, its name); [] for no period."""
    try:
        months = Period.named(period).months
    except ValueError:
        return []
    recorded = {(r.unit, r.month) for r in rows.where(UnitMonthRow, entity=subject)}
    units = sorted(rows.where(UnitRow, entity=subject), key=lambda u: u.id)
    over = [m for m in months if m < today[:7]]
    return [(m, u.id, u.name_zh or u.name_en) for m in over for u in units if (u.id, m) not in recorded]


# what is recorded


@dataclass(frozen=True, slots=True)
class Settled:
    """An intake without what stands in the books; `same`: rows recorded with the same values, `findings`: others."""

    intake: Intake
    same: frozenset[int]
    findings: tuple[Finding, ...]


def settle(intake: Intake, organisation: str, rows: Known) -> Settled:
    """Return an intake without the rows that are recorded already, and what is to be said of those."""
    if intake.form.command != RECORDS:
        return Settled(intake, frozenset(), ())
    by_number = {row.number: row for row in intake.rows}
    same: set[int] = set()
    findings: list[Finding] = []
    requests: list[Request] = []
    for request in intake.requests:
        if rows.get(CommandRow, (organisation, command_id(intake.form, request.item))) is not None:
            requests.append(request)  # this very command was carried out: the market says so
            continue
        left: list[tuple[int, Any]] = []
        for number, item in zip(request.rows, request.item["units"], strict=True):
            stands = rows.get(UnitMonthRow, (item["unit"], request.item["month"]))
            if stands is None or stands.entity != request.item["entity"]:
                left.append((number, item))
            elif differing := [n for n, v in item.items() if getattr(stands, n) != v]:
                findings.append(_differs(intake, by_number[number], differing, stands))
            else:
                same.add(number)
        if left:
            units = [item for _, item in left]
            requests.append(Request({**request.item, "units": units}, tuple(number for number, _ in left)))
    return Settled(replace(intake, requests=tuple(requests)), frozenset(same), tuple(findings))


def still_missing(intake: Intake, rows: Known) -> tuple[Finding, ...]:
    """Return an intake's remarks without the known rows that are missing because they are recorded already."""
    if intake.form.command != RECORDS:
        return intake.remarks
    found = []
    for remark in intake.remarks:
        if remark.code == "forms.rows_missing":
            month = remark.where.rpartition(" ")[2]
            units = str(remark.params["rows"]).removesuffix(" …").split(", ")
            left = [u for u in units if rows.get(UnitMonthRow, (u, month)) is None]
            if not left:
                continue
            found.append(replace(remark, params={"rows": ", ".join(left), "count": len(left)}))
        else:
            found.append(remark)
    return tuple(found)


def recorded_rows(given: Given, rows: Known) -> frozenset[int]:
    """Return the rows whose unit month stands in the books by now, whatever is wrong with them."""
    form = given.form
    if form.command != RECORDS or form.table is None:
        return frozenset()
    places = {c.name: (n, reader_of(c)) for n, c in enumerate(form.table.columns) if c.name in ("unit", "month")}
    found = set()
    for row in given.rows:
        try:
            unit, month = (read(row.cells[n]) for n, read in (places["unit"], places["month"]))
        except Wrong:
            continue
        if rows.get(UnitMonthRow, (str(unit), str(month))) is not None:
            found.add(row.number)
    return frozenset(found)


def _differs(intake: Intake, row: GoodRow, names: Sequence[str], stands: UnitMonthRow) -> Finding:
    column = _column(intake.form, names[0])
    return FormFinding(
        "forms.recorded_otherwise",
        intake.given.address(row.number, column.name),
        {
            "column": column.label,
            "recorded": shown(column, getattr(stands, names[0])) or "–",
            "value": shown(column, row.values[column.name]) or "–",
            "month": stands.month,
        },
    )


def _column(form: Form, field: str) -> Field:
    assert form.table is not None
    return next(c for c in form.table.columns if c.field == field)


# the report that follows


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """What a unit's recorded months come to: hundredths of a tonne, or None where no month is recorded."""

    unit: str
    name: str
    months: tuple[str, ...]
    emission_t_e2: int | None


@dataclass(frozen=True, slots=True)
class Preview:
    """The annual report as it would be filed now: figures by unit, and whole tonnes in total."""

    period: str
    months: tuple[str, ...]
    units: tuple[UnitFigures, ...]
    total_t: int

    @property
    def missing(self) -> int:
        """Months of units that are not recorded."""
        return sum(len(self.months) - len(u.months) for u in self.units)


def preview(law: Law, rows: Known, subject: str, period: str) -> Preview | None:
    """Return what an entity's recorded months come to, or None for what is no period or has no rules."""
    try:
        asked = Period.named(period)
        rules = PowerRules.of(law, asked)
    except (ValueError, NoTextInForce):
        return None
    units = sorted(rows.where(UnitRow, entity=subject), key=lambda u: u.id)
    months = months_by_unit(rows, subject, asked)  # type: ignore[arg-type]
    years = {}
    found = []
    for unit in units:
        recorded: Sequence[UnitMonth] = months.get(unit.id, [])
        if recorded:
            chp = bool(unit.chp)
            years[unit.id] = unit_year(rules, fuel=unit.fuel, chp=chp, rated_kw=unit.capacity_kw, months=recorded)
        emission = years[unit.id].emission_t_e2 if unit.id in years else None
        name = unit.name_zh or unit.name_en
        found.append(UnitFigures(unit.id, name, tuple(m.month for m in recorded), emission))
    return Preview(period, asked.months, tuple(found), entity_total(rules, list(years.values())))


def months_of(rows: Known, entity: str, period: str) -> Mapping[str, list[UnitMonthRow]]:
    """Return the recorded months of an entity's units in a period, by unit in order."""
    wanted = set(Period.named(period).months)
    found: dict[str, list[UnitMonthRow]] = {}
    for row in sorted(rows.where(UnitMonthRow, entity=entity), key=lambda r: (r.unit, r.month)):
        if row.month in wanted:
            found.setdefault(row.unit, []).append(row)
    return found
