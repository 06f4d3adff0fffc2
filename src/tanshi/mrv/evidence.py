"""Evidence behind a unit's month (月度存证): meter readings, laboratory reports, other papers, each with a file's
digest.

The books hold what was read and the SHA-256 of its file, not the file: who has it can show at any time that it is the
one that was deposited. A secret file is deposited by its salted digest. Pieces of a month are numbered from 1 in the
order of their deposit and never change; a wrong one is followed by a right one, and verification says which counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tanshi.core.exact import NotADecimal, decimal, show
from tanshi.core.outcome import Outcome
from tanshi.core.quantity import UNITS, Quantity
from tanshi.journal.command import Act, Concern, Handler, Touch
from tanshi.journal.rows import Rows
from tanshi.mrv.events import EvidenceDeposited
from tanshi.mrv.laboratory import carbon_as_received, is_file, is_laboratory, values_of
from tanshi.mrv.laboratory_tables import LaboratoryReportRow
from tanshi.mrv.month import last_day_of
from tanshi.mrv.tables import DOCUMENT, LABORATORY_REPORT, METER_READING, EvidenceRow, UnitMonthRow
from tanshi.participants.commands import concern_of
from tanshi.participants.tables import EntityRow, UnitRow

KINDS = (METER_READING, LABORATORY_REPORT, DOCUMENT)

#: Figures of a monthly record: the units they are written in, and the decimals a record keeps of them.
FIGURES: dict[str, tuple[tuple[str, ...], int]] = {
    "generation_mwh_e3": (("MWh",), 3),
    "own_use_mwh_e3": (("MWh",), 3),
    "network_use_mwh_e3": (("MWh",), 3),
    "heat_gj_e2": (("GJ",), 2),
    "hours_e2": (("h",), 2),
    "fuel_e2": (("t", "10^4Nm3"), 2),
    "fuel_for_heat_e2": (("t", "10^4Nm3"), 2),
    "ncv_e3": (("GJ/t", "GJ/10^4Nm3"), 3),
    "carbon_e4": (("tC/t",), 4),
    "purchased_mwh_e3": (("MWh",), 3),
}


class DepositOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "mrv.deposited"
    ENTITY_NOT_FOUND = "mrv.entity_not_found"
    UNIT_NOT_OF_ENTITY = "mrv.unit_not_of_entity"
    BAD_MONTH = "mrv.bad_month"
    MONTH_NOT_BEGUN = "mrv.month_not_begun"
    BAD_KIND = "mrv.bad_evidence_kind"
    BAD_FIELD = "mrv.bad_evidence_field"
    BAD_VALUE = "mrv.bad_evidence_value"
    NOT_A_LABORATORY = "mrv.not_a_laboratory"
    REPORT_USED = "mrv.laboratory_report_used"
    REPORT_NOT_DEPOSITED = "mrv.laboratory_report_not_there"
    REPORT_OF_OTHER = "mrv.laboratory_report_of_other"
    VALUE_NOT_REPORTED = "mrv.not_the_laboratory_s_value"
    BAD_FILE = "mrv.bad_evidence_file"
    ALREADY_DEPOSITED = "mrv.already_deposited"


@dataclass(frozen=True, slots=True)
class DepositEvidence:
    """Deposit a meter reading, a laboratory's report or another paper behind a unit's month, by its file's digest.

    `field` is the figure of the monthly record it supports and `value` that figure in `value_unit`, exactly.
    `moisture_ar`: the plant's moisture as received, in %, by which a laboratory's carbon was converted.
    """

    entity: str
    unit: str
    month: str
    kind: str
    file_name: str
    file_bytes: int
    file_sha256: str
    field: str = ""
    value: str = ""
    value_unit: str = ""
    source: str = ""
    laboratory: str = ""
    secret: bool = False
    moisture_ar: str = ""


def deposit(request: DepositEvidence, rows: Rows, act: Act) -> Outcome:
    """Judge a deposit and record it under the next number of its month."""
    if rows.get(EntityRow, request.entity) is None:
        return act.refuse(DepositOutcome.ENTITY_NOT_FOUND, entity=request.entity)
    unit = rows.get(UnitRow, request.unit)
    if unit is None or unit.entity != request.entity:
        return act.refuse(DepositOutcome.UNIT_NOT_OF_ENTITY, unit=request.unit, entity=request.entity)
    if last_day_of(request.month) is None:
        return act.refuse(DepositOutcome.BAD_MONTH, month=request.month)
    if act.day < f"{request.month}-01":
        return act.refuse(DepositOutcome.MONTH_NOT_BEGUN, month=request.month, day=act.day)
    if request.kind not in KINDS:
        return act.refuse(DepositOutcome.BAD_KIND, kind=request.kind, kinds=", ".join(KINDS))
    if request.field not in FIGURES and (request.field or request.kind != DOCUMENT):
        return act.refuse(DepositOutcome.BAD_FIELD, field=request.field, fields=", ".join(FIGURES))
    if not _is_value(request):
        return act.refuse(DepositOutcome.BAD_VALUE, value=request.value, unit=request.value_unit, field=request.field)
    if not _is_laboratory(request, rows):
        return act.refuse(DepositOutcome.NOT_A_LABORATORY, laboratory=request.laboratory)
    if request.kind == LABORATORY_REPORT and (refused := _not_the_laboratory_s(request, rows, act)):
        return refused
    if not is_file(request.file_name, request.file_bytes, request.file_sha256):
        return act.refuse(DepositOutcome.BAD_FILE, file=request.file_name[:80])
    before = rows.where(EvidenceRow, unit=request.unit, month=request.month)
    if any((b.file_sha256, b.field, b.source) == (request.file_sha256, request.field, request.source) for b in before):
        return act.refuse(DepositOutcome.ALREADY_DEPOSITED, file=request.file_name, unit=request.unit)
    number = max((b.number for b in before), default=0) + 1
    act.record(
        EvidenceDeposited(
            request.entity, request.unit, request.month, number, request.kind, request.field, request.value,
            request.value_unit, request.source, request.laboratory, request.file_name, request.file_bytes,
            request.file_sha256, request.secret, act.command.organisation,
        )
    )  # fmt: skip
    return DepositOutcome.DONE


def _is_value(request: DepositEvidence) -> bool:
    """Tell whether value and unit are what the figure is written in; without a figure both are empty."""
    if not request.field:
        return request.value == request.value_unit == ""
    try:
        number = decimal(request.value)
    except NotADecimal:
        return False
    units, _ = FIGURES[request.field]
    dimensions = {UNITS[symbol].dimension for symbol in units}
    return number >= 0 and request.value_unit in UNITS and UNITS[request.value_unit].dimension in dimensions


def _is_laboratory(request: DepositEvidence, rows: Rows) -> bool:
    """Tell whether the laboratory is an admitted one; only a laboratory's report names it."""
    if request.kind != LABORATORY_REPORT:
        return request.laboratory == ""
    return is_laboratory(rows, request.laboratory)


def _not_the_laboratory_s(request: DepositEvidence, rows: Rows, act: Act) -> Outcome | None:
    """Refuse a report that was used for another month, or says something else than the laboratory deposited itself.

    A laboratory that deposits its reports deposits all of them; one that never did is taken at the firm's word.
    """
    number = request.source
    for used in rows.where(EvidenceRow, laboratory=request.laboratory):
        if (used.source, used.field) == (number, request.field) and (used.unit, used.month) != (
            request.unit,
            request.month,
        ):
            return act.refuse(DepositOutcome.REPORT_USED, number=number, unit=used.unit, month=used.month)
    report = rows.get(LaboratoryReportRow, (request.laboratory, number))
    if report is None:
        if not rows.where(LaboratoryReportRow, laboratory=request.laboratory):
            return None
        return act.refuse(DepositOutcome.REPORT_NOT_DEPOSITED, number=number, laboratory=request.laboratory)
    if (report.unit, report.month) != (request.unit, request.month):
        return act.refuse(DepositOutcome.REPORT_OF_OTHER, number=number, unit=report.unit, month=report.month)
    reported = _reported(request, rows)
    if reported is None or reported != Quantity.of(request.value, request.value_unit).to(_UNIT_OF[request.field]).value:
        shown = "-" if reported is None else show(reported)
        return act.refuse(DepositOutcome.VALUE_NOT_REPORTED, number=number, value=request.value, reported=shown)
    return None


#: Figures a laboratory's report can support, and the unit its value is compared in.
_UNIT_OF = {"carbon_e4": "tC/t", "ncv_e3": "GJ/t"}


def _reported(request: DepositEvidence, rows: Rows) -> Fraction | None:
    """Return what the laboratory's own report says of a figure, None if it says nothing."""
    values = values_of(rows, request.laboratory, request.source)
    if request.field == "ncv_e3":
        return values.get(("ncv", "ar"))
    if request.field != "carbon_e4":
        return None
    try:
        moisture = decimal(request.moisture_ar) if request.moisture_ar else None
    except NotADecimal:
        return None
    return carbon_as_received(values, moisture)


def agreement(pieces: Sequence[EvidenceRow], month: UnitMonthRow | None) -> dict[str, bool]:
    """Return, for each figure with evidence, whether the record agrees: with one piece, or with the readings' sum."""
    found: dict[str, bool] = {}
    for field in {p.field for p in pieces if p.field}:
        recorded = getattr(month, field) if month is not None else None
        values = {(p.kind, p.source): _in_record(p) for p in pieces if p.field == field}
        read = [v for (kind, _), v in values.items() if kind == METER_READING]
        candidates = {*values.values(), sum(read, Fraction(0))}
        found[field] = recorded is not None and Fraction(recorded) in candidates
    return found


def _in_record(piece: EvidenceRow) -> Fraction:
    """Return a piece's value as the record writes it: in its unit, with its decimals as a scaled number."""
    units, places = FIGURES[piece.field]
    dimension = UNITS[piece.value_unit].dimension
    symbol = next(s for s in units if UNITS[s].dimension == dimension)
    scale: int = 10**places
    return Quantity.of(piece.value, piece.value_unit).to(symbol).value * scale


def _whose(request: DepositEvidence, rows: Rows) -> Concern:
    """An entity deposits its own; a laboratory what it reported itself, for whomever."""
    owner = concern_of(request.entity, rows)
    return Concern(owner.entity, owner.area, request.laboratory)


def _touches(request: DepositEvidence) -> Iterable[Touch]:
    return [(EntityRow, request.entity), (UnitRow, request.unit)]


HANDLERS: tuple[Handler[Any], ...] = (
    Handler("mrv.deposit_evidence", DepositEvidence, deposit, DepositOutcome.DONE, _touches, _whose),
)
