"""Calibrations of the meters a control plan names (计量器具检定校准), noted as they are made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, ClassVar

from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Concern, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.mrv.control_plan_tables import PlannedMeterRow
from tanshi.mrv.laboratory import is_file
from tanshi.participants.commands import concern_of
from tanshi.participants.tables import EntityRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law


class CalibrationOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "mrv.plan_done"
    ENTITY_NOT_FOUND = "mrv.entity_not_found"
    METER_NOT_THERE = "mrv.plan_meter_not_there"
    BAD_CALIBRATION = "mrv.bad_calibration"
    BAD_FILE = "mrv.bad_evidence_file"


@dataclass(frozen=True, slots=True)
class NoteCalibration:
    """Note that a meter was calibrated: the day, until when it holds, and the certificate's digest."""

    entity: str
    meter: str
    day: str
    until_day: str
    file_name: str
    file_bytes: int
    file_sha256: str


@dataclass(frozen=True, slots=True)
class MeterCalibrated(Fact):
    """A meter was calibrated."""

    type: ClassVar[str] = "mrv.meter_calibrated/1"
    entity: str
    meter: str
    day: str
    until_day: str
    file_name: str
    file_bytes: int
    file_sha256: str


@table("mrv_calibration", key=["entity", "meter", "day"])
@dataclass(slots=True)
class CalibrationRow(Row):
    """A meter's calibration."""

    entity: str
    meter: str
    day: str
    until_day: str
    file_name: str
    file_bytes: int
    file_sha256: str
    noted_on: str


def _calibrated(fact: MeterCalibrated, at: At, rows: Rows) -> None:
    rows.put(
        CalibrationRow(
            fact.entity, fact.meter, fact.day, fact.until_day, fact.file_name, fact.file_bytes, fact.file_sha256, at.day
        )
    )


FACTS = (FactType(MeterCalibrated, _calibrated),)
TABLES: tuple[type[Row], ...] = (CalibrationRow,)


class CalibrationCommands:
    """Judges calibrations under the law of the day."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def calibrate(self, request: NoteCalibration, rows: Rows, act: Act) -> Outcome:
        """Note a calibration."""
        if rows.get(EntityRow, request.entity) is None:
            return act.refuse(CalibrationOutcome.ENTITY_NOT_FOUND, entity=request.entity)
        if not any(m.number == request.meter for m in rows.where(PlannedMeterRow, entity=request.entity)):
            return act.refuse(CalibrationOutcome.METER_NOT_THERE, meter=request.meter)
        if not _are_days(request.day, request.until_day, act.day) or self._is_too_long(request, rows, act):
            return act.refuse(CalibrationOutcome.BAD_CALIBRATION, meter=request.meter, day=request.day)
        if not is_file(request.file_name, request.file_bytes, request.file_sha256):
            return act.refuse(CalibrationOutcome.BAD_FILE, file=request.file_name[:80])
        act.record(MeterCalibrated(**asdict(request)))
        return CalibrationOutcome.DONE

    def _is_too_long(self, request: NoteCalibration, rows: Rows, act: Act) -> bool:
        """Tell whether a calibration is to hold longer than the text lets any."""
        most = self._laws.on(rows, act.day).value("mrv.meter_calibration_months", date.fromisoformat(act.day)).integer
        first, last = date.fromisoformat(request.day), date.fromisoformat(request.until_day)
        months = (last.year - first.year) * 12 + last.month - first.month
        return months > most or (months == most and last.day > first.day)

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handler of calibrations."""

        def whose(r: NoteCalibration, rows: Rows) -> Concern:
            return concern_of(r.entity, rows)

        def touches(r: NoteCalibration) -> Iterable[Touch]:
            return [(EntityRow, r.entity)]

        done = CalibrationOutcome.DONE
        return (Handler("mrv.note_calibration", NoteCalibration, self.calibrate, done, touches, whose),)


def _are_days(first: str, last: str, today: str) -> bool:
    try:
        return date.fromisoformat(first) < date.fromisoformat(last) and first <= today
    except ValueError:
        return False
