"""Reports that a laboratory (检测机构) deposits itself: number, sample, values, who signed, and the file's digest.

A firm that names such a report as evidence must give its value for the unit and month the report is of. One report,
one sample and one file are used once. Values keep the basis they were measured on (as received `ar`, air-dried `ad`,
dry `d`); carbon is brought to as-received with the laboratory's moisture and the plant's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar

from tanshi.core.exact import NotADecimal, decimal, half_up
from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Concern, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.mrv.month import last_day_of
from tanshi.participants.commands import concern_of
from tanshi.participants.tables import ActorRow, EntityRow, UnitRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

BASES = ("ar", "ad", "d")
MARKS = ("CMA", "CNAS")
SAMPLES = ("daily", "batch", "composite")

#: What a report may say, and the bases each is measured on ("" where there is none).
FIGURES = {"carbon": BASES, "ncv": ("ar",), "hydrogen": BASES, "sulphur": BASES, "ash": BASES, "moisture": ("ar", "ad")}

_NUMBER = re.compile(r"\S.{0,79}\Z")
_HUNDRED = Fraction(100)
_CARBON_PLACES = 4


class LaboratoryOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "mrv.laboratory_report_deposited"
    NOT_A_LABORATORY = "mrv.not_a_laboratory"
    ENTITY_NOT_FOUND = "mrv.entity_not_found"
    UNIT_NOT_OF_ENTITY = "mrv.unit_not_of_entity"
    BAD_MONTH = "mrv.bad_month"
    BAD_REPORT_NUMBER = "mrv.bad_report_number"
    BAD_SAMPLE = "mrv.bad_sample"
    BAD_MARK = "mrv.bad_laboratory_mark"
    BAD_VALUES = "mrv.bad_laboratory_values"
    BAD_FILE = "mrv.bad_evidence_file"
    REPORT_NUMBER_USED = "mrv.report_number_used"
    SAMPLE_USED = "mrv.sample_used"
    FILE_USED = "mrv.report_file_used"


@dataclass(frozen=True, slots=True)
class Sample:
    """The sample and its days: taken from and to, received, tested. `kind`: daily, batch, or composite (缩分样)."""

    number: str
    kind: str
    taken_from: str
    taken_to: str
    received_on: str
    tested_on: str


@dataclass(frozen=True, slots=True)
class Measured:
    """A value: carbon, hydrogen, sulphur, ash, moisture in %, ncv in GJ/t; on the basis it was measured."""

    figure: str
    basis: str
    value: str


@dataclass(frozen=True, slots=True)
class DepositLaboratoryReport:
    """Deposit a report of one's own on a sample of a unit's month. `mark`: CMA or CNAS."""

    laboratory: str
    number: str
    entity: str
    unit: str
    month: str
    sample: Sample
    values: tuple[Measured, ...]
    issued_on: str
    mark: str
    signed_by: str
    file_name: str
    file_bytes: int
    file_sha256: str


@dataclass(frozen=True, slots=True)
class LaboratoryReported(Fact):
    """A laboratory deposited its report. `late`: it was issued later after sampling than the text allows."""

    type: ClassVar[str] = "mrv.laboratory_reported/1"
    laboratory: str
    number: str
    entity: str
    unit: str
    month: str
    sample: str
    sample_kind: str
    taken_from: str
    taken_to: str
    received_on: str
    tested_on: str
    issued_on: str
    mark: str
    signed_by: str
    file_name: str
    file_bytes: int
    file_sha256: str
    late: bool
    values: list[dict[str, str]]


@table(
    "mrv_laboratory_report",
    key=["laboratory", "number"],
    checks=["late IN (0, 1)", "sample_kind IN ('daily', 'batch', 'composite')"],
    indexes=[["unit", "month"], ["entity", "month"], ["file_sha256"]],
)
@dataclass(slots=True)
class LaboratoryReportRow(Row):
    """A laboratory's report on a sample of a unit's month."""

    laboratory: str
    number: str
    entity: str
    unit: str
    month: str
    sample: str
    sample_kind: str
    taken_from: str
    taken_to: str
    received_on: str
    tested_on: str
    issued_on: str
    mark: str
    signed_by: str
    file_name: str
    file_bytes: int
    file_sha256: str
    late: int
    deposited_on: str


@table("mrv_laboratory_value", key=["laboratory", "number", "figure", "basis"])
@dataclass(slots=True)
class LaboratoryValueRow(Row):
    """A value of a report, as its exact decimal text."""

    laboratory: str
    number: str
    figure: str
    basis: str
    value: str


def _reported(fact: LaboratoryReported, at: At, rows: Rows) -> None:
    said = {name: getattr(fact, name) for name in _SAID}
    rows.put(LaboratoryReportRow(**said, late=int(fact.late), deposited_on=at.day))
    for value in fact.values:
        rows.put(LaboratoryValueRow(fact.laboratory, fact.number, **value))


#: Columns of a report that are what the fact says.
_SAID = tuple(f.name for f in fields(LaboratoryReportRow) if f.name not in ("late", "deposited_on"))

FACTS = (FactType(LaboratoryReported, _reported),)
TABLES: tuple[type[Row], ...] = (LaboratoryReportRow, LaboratoryValueRow)


class LaboratoryCommands:
    """Judges what laboratories deposit under the law of the day."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def deposit(self, request: DepositLaboratoryReport, rows: Rows, act: Act) -> Outcome:
        """Judge a report and record it."""
        if not is_laboratory(rows, request.laboratory):
            return act.refuse(LaboratoryOutcome.NOT_A_LABORATORY, laboratory=request.laboratory)
        if rows.get(EntityRow, request.entity) is None:
            return act.refuse(LaboratoryOutcome.ENTITY_NOT_FOUND, entity=request.entity)
        unit = rows.get(UnitRow, request.unit)
        if unit is None or unit.entity != request.entity:
            return act.refuse(LaboratoryOutcome.UNIT_NOT_OF_ENTITY, unit=request.unit, entity=request.entity)
        if last_day_of(request.month) is None:
            return act.refuse(LaboratoryOutcome.BAD_MONTH, month=request.month)
        if refused := _wrong(request, act) or _used(request, rows, act):
            return refused
        allowed = self._laws.on(rows, act.day).value("mrv.laboratory_report_days", date.fromisoformat(act.day))
        days = (date.fromisoformat(request.issued_on) - date.fromisoformat(request.sample.taken_to)).days
        s = request.sample
        act.record(
            LaboratoryReported(
                request.laboratory, request.number, request.entity, request.unit, request.month, s.number, s.kind,
                s.taken_from, s.taken_to, s.received_on, s.tested_on, request.issued_on, request.mark,
                request.signed_by, request.file_name, request.file_bytes, request.file_sha256,
                days > allowed.integer, [asdict(v) for v in request.values],
            )
        )  # fmt: skip
        return LaboratoryOutcome.DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of laboratories' commands."""
        return (
            Handler(
                "mrv.deposit_laboratory_report", DepositLaboratoryReport, self.deposit, LaboratoryOutcome.DONE,
                _touches, _whose,
            ),
        )  # fmt: skip


def is_laboratory(rows: Rows, body: str) -> bool:
    """Tell whether a body is an admitted laboratory."""
    actors = rows.where(ActorRow, organisation=body) if body else []
    return any(a.role == "laboratory" and a.active for a in actors)


def _wrong(request: DepositLaboratoryReport, act: Act) -> Outcome | None:
    """Refuse a report whose words or numbers cannot be."""
    if not _NUMBER.match(request.number):
        return act.refuse(LaboratoryOutcome.BAD_REPORT_NUMBER, number=request.number[:80])
    if not _is_sample(request, act.day):
        return act.refuse(LaboratoryOutcome.BAD_SAMPLE, sample=request.sample.number[:80], month=request.month)
    if request.mark not in MARKS or not request.signed_by.strip():
        return act.refuse(LaboratoryOutcome.BAD_MARK, mark=request.mark, known=", ".join(MARKS))
    if bad := _bad_value(request.values):
        return act.refuse(LaboratoryOutcome.BAD_VALUES, value=bad, known=", ".join(FIGURES))
    if not is_file(request.file_name, request.file_bytes, request.file_sha256):
        return act.refuse(LaboratoryOutcome.BAD_FILE, file=request.file_name[:80])
    return None


def _used(request: DepositLaboratoryReport, rows: Rows, act: Act) -> Outcome | None:
    """Refuse a number, sample or file that stands for another report."""
    if rows.get(LaboratoryReportRow, (request.laboratory, request.number)) is not None:
        return act.refuse(LaboratoryOutcome.REPORT_NUMBER_USED, number=request.number, laboratory=request.laboratory)
    for other in rows.where(LaboratoryReportRow, entity=request.entity):
        if (other.laboratory, other.sample) == (request.laboratory, request.sample.number):
            return act.refuse(LaboratoryOutcome.SAMPLE_USED, sample=other.sample, number=other.number)
    for other in rows.where(LaboratoryReportRow, file_sha256=request.file_sha256):
        return act.refuse(LaboratoryOutcome.FILE_USED, file=request.file_name, number=other.number)
    return None


def _is_sample(request: DepositLaboratoryReport, today: str) -> bool:
    """Tell whether the sample's days follow each other, lie in the month where they are taken, and are over."""
    s = request.sample
    days = (s.taken_from, s.taken_to, s.received_on, s.tested_on, request.issued_on, today)
    try:
        in_order = all(
            a <= b for a, b in zip(map(date.fromisoformat, days), map(date.fromisoformat, days[1:]), strict=False)
        )
    except ValueError:
        return False
    in_month = s.taken_from[:7] == s.taken_to[:7] == request.month
    return in_order and in_month and s.kind in SAMPLES and bool(_NUMBER.match(s.number))


def _bad_value(values: Iterable[Measured]) -> str:
    """Return the first value that cannot be, what is missing, or ""."""
    seen: set[tuple[str, str]] = set()
    for v in values:
        said = f"{v.figure} {v.basis} {v.value}"
        if v.basis not in FIGURES.get(v.figure, ()) or (v.figure, v.basis) in seen:
            return said
        try:
            number = decimal(v.value)
        except NotADecimal:
            return said
        if not 0 <= number <= (_HUNDRED if v.figure != "ncv" else 10**3):
            return said
        seen.add((v.figure, v.basis))
    return "" if seen else "-"


def is_file(name: str, size: int, sha256: str) -> bool:
    """Tell whether a file is described: a name of at most 200 characters, its bytes, its digest."""
    return is_sha256(sha256) and size > 0 and 0 < len(name) <= 200


def carbon_as_received(values: dict[tuple[str, str], Fraction], moisture_ar: Fraction | None) -> Fraction | None:
    """Return elemental carbon as received, tC/t with 4 decimals, from a report's values; None if it does not follow.

    `moisture_ar` is the plant's, in %; the laboratory's own stands in where the plant gives none.
    """
    moisture = moisture_ar if moisture_ar is not None else values.get(("moisture", "ar"))
    if ("carbon", "ar") in values:
        found = values["carbon", "ar"]
    elif moisture is not None and ("carbon", "d") in values:
        found = values["carbon", "d"] * (_HUNDRED - moisture) / _HUNDRED
    elif moisture is not None and ("carbon", "ad") in values and values.get(("moisture", "ad"), _HUNDRED) < _HUNDRED:
        found = values["carbon", "ad"] * (_HUNDRED - moisture) / (_HUNDRED - values["moisture", "ad"])
    else:
        return None
    return half_up(found / _HUNDRED, _CARBON_PLACES)


def values_of(rows: Any, laboratory: str, number: str) -> dict[tuple[str, str], Fraction]:
    """Return a report's values by figure and basis."""
    found = rows.where(LaboratoryValueRow, laboratory=laboratory, number=number)
    return {(v.figure, v.basis): decimal(v.value) for v in found}


def _whose(request: DepositLaboratoryReport, rows: Rows) -> Concern:
    owner = concern_of(request.entity, rows)
    return Concern(owner.entity, owner.area, request.laboratory)


def _touches(request: DepositLaboratoryReport) -> Iterable[Touch]:
    return [
        (EntityRow, request.entity),
        (UnitRow, request.unit),
        (LaboratoryReportRow, (request.laboratory, request.number)),
    ]
