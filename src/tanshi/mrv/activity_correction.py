"""Corrections of a recorded row of activity data by the firm itself before it files the report: each is a version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.finding import Finding
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.mrv.activity import Figure, Line, RecordActivity, against_reports, judged
from tanshi.mrv.activity_tables import ActivityFigureRow, ActivityRow
from tanshi.mrv.activity_year import figures_of, rows_of
from tanshi.mrv.laboratory import is_file
from tanshi.mrv.tables import ReportRow
from tanshi.participants.commands import concern_of
from tanshi.participants.tables import EntityRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

_TEXT = 1_000


class RowCorrectionOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "mrv.row_corrected"
    ENTITY_NOT_FOUND = "mrv.entity_not_found"
    NOT_RECORDED = "mrv.row_not_recorded"
    ALREADY_FILED = "mrv.filed_with_it"
    NOTHING_CHANGED = "mrv.nothing_corrected_in_row"
    ROW_WRONG = "mrv.activity_row_wrong"
    WITHOUT_REASON = "mrv.correction_without_reason"
    BAD_FILE = "mrv.bad_evidence_file"


@dataclass(frozen=True, slots=True)
class CorrectActivity:
    """Correct figures of a row of a year, by its number, saying why, on the paper whose digest is given.

    `figures`: name and value as in recording; "" takes a figure out.
    """

    entity: str
    period: str
    number: int
    figures: tuple[Figure, ...]
    reason: str
    file_name: str
    file_bytes: int
    file_sha256: str


@dataclass(frozen=True, slots=True)
class ActivityCorrected(Fact):
    """An entity corrected a row; figures with what stood before, "" what was not given."""

    type: ClassVar[str] = "mrv.activity_corrected/1"
    entity: str
    period: str
    number: int
    version: int
    reason: str
    file_name: str
    file_bytes: int
    file_sha256: str
    figures: list[dict[str, str]]


@table("mrv_activity_correction", key=["entity", "period", "number", "version", "name"])
@dataclass(slots=True)
class ActivityCorrectionRow(Row):
    """A corrected figure of a row; `version` 1 is what was recorded first, so the first correction makes 2."""

    entity: str
    period: str
    number: int
    version: int
    name: str
    before: str
    after: str
    reason: str
    file_name: str
    file_bytes: int
    file_sha256: str
    corrected_on: str


def _corrected(fact: ActivityCorrected, at: At, rows: Rows) -> None:
    key = (fact.entity, fact.period, fact.number)
    for figure in fact.figures:
        rows.put(
            ActivityCorrectionRow(
                *key, fact.version, figure["name"], figure["before"], figure["after"], fact.reason, fact.file_name,
                fact.file_bytes, fact.file_sha256, at.day,
            )
        )  # fmt: skip
        rows.put(ActivityFigureRow(*key, figure["name"], figure["after"]))


FACTS = (FactType(ActivityCorrected, _corrected),)
TABLES: tuple[type[Row], ...] = (ActivityCorrectionRow,)


class RowCorrectionCommands:
    """Judges corrections of rows under the law of the day."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def correct(self, request: CorrectActivity, rows: Rows, act: Act) -> Outcome:
        """Judge a correction and record it as the row's next version."""
        entity, period, number = request.entity, request.period, request.number
        if rows.get(EntityRow, entity) is None:
            return act.refuse(RowCorrectionOutcome.ENTITY_NOT_FOUND, entity=entity)
        row = rows.get(ActivityRow, (entity, period, number))
        if row is None:
            return act.refuse(RowCorrectionOutcome.NOT_RECORDED, number=number, period=period)
        if rows.get(ReportRow, (entity, period)) is not None:
            return act.refuse(RowCorrectionOutcome.ALREADY_FILED, entity=entity, period=period)
        before = figures_of(rows, entity, period).get(number, {})
        asked = {f.name: f.value for f in request.figures}
        changed = {name: value for name, value in asked.items() if before.get(name, "") != value}
        if not changed or len(asked) != len(request.figures):
            return act.refuse(RowCorrectionOutcome.NOTHING_CHANGED, number=number, period=period)
        if (wrong := self._wrong(row, {**before, **changed}, rows, act)) is not None:
            return act.refuse(RowCorrectionOutcome.ROW_WRONG, place=str(number), why=wrong.in_both())
        if not 0 < len(request.reason.strip()) <= _TEXT:
            return act.refuse(RowCorrectionOutcome.WITHOUT_REASON, unit=str(number), most=_TEXT)
        if not is_file(request.file_name, request.file_bytes, request.file_sha256):
            return act.refuse(RowCorrectionOutcome.BAD_FILE, file=request.file_name[:80])
        made = rows.where(ActivityCorrectionRow, entity=entity, period=period, number=number)
        version = max((c.version for c in made), default=1) + 1
        figures = [{"name": n, "before": before.get(n, ""), "after": v} for n, v in changed.items()]
        act.record(
            ActivityCorrected(
                entity, period, number, version, request.reason, request.file_name, request.file_bytes,
                request.file_sha256, figures,
            )
        )  # fmt: skip
        return RowCorrectionOutcome.DONE

    def _wrong(self, row: ActivityRow, figures: dict[str, str], rows: Rows, act: Act) -> Finding | None:
        """Return what is wrong with a row that says these figures beside the others of its year; None if nothing."""
        law = self._laws.on(rows, act.day)
        line = Line(row.stream, row.item, tuple(Figure(n, v) for n, v in figures.items() if v), row.part)
        again = RecordActivity(row.entity, row.sector, row.month or row.period, row.evidence, (line,))
        others = [r for r in rows_of(rows, row.entity, row.period) if r.number != row.number]
        found = judged(law, again, others)
        return found if isinstance(found, Finding) else against_reports(law, rows, again, found)

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handler of correcting rows."""

        def touches(r: CorrectActivity) -> Iterable[Touch]:
            return [(EntityRow, r.entity), (ReportRow, (r.entity, r.period))]

        return (
            Handler(
                "mrv.correct_activity", CorrectActivity, self.correct, RowCorrectionOutcome.DONE, touches,
                lambda r, rows: concern_of(r.entity, rows),
            ),
        )  # fmt: skip
