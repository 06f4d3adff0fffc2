"""Reports that a laboratory (检测机构) deposits itself: number, sample, values, who signed, and the file's digest.

A report is of a unit's month, or of a source stream of any sector in a month or year (`stream_report`). A firm that
names a unit's report as evidence must give its value for the unit and month the report is of. One report, one sample
and one file are used once. A unit's values keep the basis they were measured on (as received `ar`, air-dried `ad`, dry
`d`); carbon is brought to as-received with the laboratory's moisture and the plant's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from tanshi.core.exact import NotADecimal, decimal, half_up
from tanshi.core.finding import Finding
from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Concern, Handler, Touch
from tanshi.journal.rows import Rows
from tanshi.mrv.laboratory_request import DepositLaboratoryReport, Measured
from tanshi.mrv.laboratory_tables import LaboratoryReported, LaboratoryReportRow, LaboratoryValueRow
from tanshi.mrv.month import last_day_of
from tanshi.mrv.stream_report import Tested, tested
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
_KNOWN = ", ".join(
    f"{figure} ({'/'.join(bases)}, {'%' if figure != 'ncv' else 'GJ/t'})" for figure, bases in FIGURES.items()
)
_CARBON_PLACES = 4


class LaboratoryOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "mrv.laboratory_report_deposited"
    NOT_A_LABORATORY = "mrv.not_a_laboratory"
    ENTITY_NOT_FOUND = "mrv.entity_not_found"
    UNIT_NOT_OF_ENTITY = "mrv.unit_not_of_entity"
    BAD_MONTH = "mrv.bad_month"
    NOT_OF_A_STREAM = "mrv.report_not_of_a_stream"
    BAD_REPORT_NUMBER = "mrv.bad_report_number"
    BAD_SAMPLE = "mrv.bad_sample"
    BAD_MARK = "mrv.bad_laboratory_mark"
    BAD_VALUES = "mrv.bad_laboratory_values"
    BAD_FILE = "mrv.bad_evidence_file"
    REPORT_NUMBER_USED = "mrv.report_number_used"
    SAMPLE_USED = "mrv.sample_used"
    FILE_USED = "mrv.report_file_used"


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
        law = self._laws.on(rows, act.day)
        of_stream: Tested | None = None
        if request.stream or request.sector:
            found = tested(law, request)
            if isinstance(found, Finding):
                return act.refuse(LaboratoryOutcome.NOT_OF_A_STREAM, why=found.in_both())
            of_stream = found
        elif refused := _not_of_unit(request, rows, act):
            return refused
        if refused := _wrong(request, of_stream, act) or _used(request, rows, act):
            return refused
        allowed = law.value("mrv.laboratory_report_days", date.fromisoformat(act.day))
        days = (date.fromisoformat(request.issued_on) - date.fromisoformat(request.sample.taken_to)).days
        late = of_stream is None and days > allowed.integer  # the text is that of the power guide
        act.record(_fact(request, of_stream, late))
        return LaboratoryOutcome.DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of laboratories' commands."""
        return (
            Handler(
                "mrv.deposit_laboratory_report", DepositLaboratoryReport, self.deposit, LaboratoryOutcome.DONE,
                _touches, _whose,
            ),
        )  # fmt: skip


def _fact(request: DepositLaboratoryReport, of: Tested | None, late: bool) -> LaboratoryReported:
    s = request.sample
    values = [_value(v, of) for v in request.values]
    part, stream, item = (of.part, of.stream.code, of.item) if of else ("", "", "")
    return LaboratoryReported(
        request.laboratory, request.number, request.entity, request.unit, request.month, request.sector, part, stream,
        item, s.number, s.kind, s.taken_from, s.taken_to, s.received_on, s.tested_on, request.issued_on, request.mark,
        request.signed_by, request.file_name, request.file_bytes, request.file_sha256, late, values,
    )  # fmt: skip


def _value(said: Measured, of: Tested | None) -> dict[str, str]:
    figure = of.figure(said.figure) if of else None
    if figure is None:
        return {"figure": said.figure, "basis": said.basis, "value": said.value}
    return {"figure": figure.name, "basis": "", "value": said.value, "unit": said.unit}


def is_laboratory(rows: Rows, body: str) -> bool:
    """Tell whether a body is an admitted laboratory."""
    actors = rows.where(ActorRow, organisation=body) if body else []
    return any(a.role == "laboratory" and a.active for a in actors)


def _not_of_unit(request: DepositLaboratoryReport, rows: Rows, act: Act) -> Outcome | None:
    """Refuse a report of a unit that is not the entity's, or of no month."""
    unit = rows.get(UnitRow, request.unit)
    if unit is None or unit.entity != request.entity:
        return act.refuse(LaboratoryOutcome.UNIT_NOT_OF_ENTITY, unit=request.unit, entity=request.entity)
    if last_day_of(request.month) is None:
        return act.refuse(LaboratoryOutcome.BAD_MONTH, month=request.month)
    return None


def _wrong(request: DepositLaboratoryReport, of: Tested | None, act: Act) -> Outcome | None:
    """Refuse a report whose words or numbers cannot be."""
    if not _NUMBER.match(request.number):
        return act.refuse(LaboratoryOutcome.BAD_REPORT_NUMBER, number=request.number[:80])
    if not _is_sample(request, act.day):
        return act.refuse(LaboratoryOutcome.BAD_SAMPLE, sample=request.sample.number[:80], month=request.month)
    if request.mark not in MARKS or not request.signed_by.strip():
        return act.refuse(LaboratoryOutcome.BAD_MARK, mark=request.mark, known=", ".join(MARKS))
    if bad := of.bad_value(request.values) if of else _bad_value(request.values):
        return act.refuse(LaboratoryOutcome.BAD_VALUES, value=bad, may_say=of.known if of else _KNOWN)
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
    wide = len(request.month)
    in_month = s.taken_from[:wide] == s.taken_to[:wide] == request.month
    return in_order and in_month and s.kind in SAMPLES and bool(_NUMBER.match(s.number))


def _bad_value(values: Iterable[Measured]) -> str:
    """Return the first value that cannot be, what is missing, or ""."""
    seen: set[tuple[str, str]] = set()
    for v in values:
        said = f"{v.figure} {v.basis} {v.value}"
        if v.basis not in FIGURES.get(v.figure, ()) or (v.figure, v.basis) in seen or v.unit:
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
