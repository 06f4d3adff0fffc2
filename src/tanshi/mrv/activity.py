"""Activity data in the books: rows of source streams, recorded by month or year as the firm has them, for every sector.

No sector stands in the code: streams, items and figures are those of the guide of the year (`accounting.guide`), read
by the reader that reads files. A row that is wrong is refused with its cell; who hands in a file sends the good rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from tanshi.accounting.activity import Activity
from tanshi.accounting.activity_file import ActivityFile, Reader
from tanshi.accounting.guide import Guide, sectors
from tanshi.accounting.totals import Totals
from tanshi.core.exact import show
from tanshi.core.finding import Finding, Problem
from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.core.sheets import Row
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.rows import Rows
from tanshi.mrv.activity_events import ActivityRecorded
from tanshi.mrv.activity_tables import ActivityRow, SourceRow
from tanshi.mrv.activity_year import rows_of
from tanshi.mrv.month import is_late, last_day_of
from tanshi.mrv.stream_matching import StreamReports
from tanshi.mrv.tables import ReportRow
from tanshi.participants.commands import concern_of
from tanshi.participants.tables import EntityRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

#: Rows of one act: a fact is at most 64 KiB.
MOST = 150


class ActivityOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "mrv.activity_recorded"
    ENTITY_NOT_FOUND = "mrv.entity_not_found"
    UNKNOWN_SECTOR = "mrv.unknown_sector"
    BAD_MONTH = "mrv.bad_month"
    MONTH_NOT_OVER = "mrv.month_not_over"
    ALREADY_FILED = "mrv.filed_with_it"
    OTHER_SECTOR = "mrv.recorded_as_other_sector"
    BAD_EVIDENCE = "mrv.bad_body_evidence"
    BAD_COUNT = "mrv.activity_bad_count"
    ROW_WRONG = "mrv.activity_row_wrong"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure by the name of the stream's input, as decimal text in the unit the input has."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Line:
    """One source stream: `part` a line or unit ("" the firm), `place` the row's cell in the file it came from."""

    stream: str
    item: str
    figures: tuple[Figure, ...]
    part: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class RecordActivity:
    """Record rows of a month (2024-03) or a whole year (2024), on the papers with this digest."""

    entity: str
    sector: str
    month: str
    evidence: str
    rows: tuple[Line, ...]


class ActivityCommands:
    """Judges rows under the law of the day."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def record(self, request: RecordActivity, rows: Rows, act: Act) -> Outcome:
        """Judge rows and record them under the next numbers of their year."""
        if rows.get(EntityRow, request.entity) is None:
            return act.refuse(ActivityOutcome.ENTITY_NOT_FOUND, entity=request.entity)
        law = self._laws.on(rows, act.day)
        if request.sector not in sectors(law):
            return act.refuse(ActivityOutcome.UNKNOWN_SECTOR, sector=request.sector, known=", ".join(sectors(law)))
        last = last_day_of(request.month if len(request.month) != 4 else f"{request.month}-12")
        if last is None:
            return act.refuse(ActivityOutcome.BAD_MONTH, month=request.month)
        if act.day <= last.isoformat():
            return act.refuse(ActivityOutcome.MONTH_NOT_OVER, month=request.month, day=act.day)
        period = request.month[:4]
        if rows.get(ReportRow, (request.entity, period)) is not None:
            return act.refuse(ActivityOutcome.ALREADY_FILED, entity=request.entity, period=period)
        before = rows_of(rows, request.entity, period)
        if before and before[0].sector != request.sector:
            return act.refuse(ActivityOutcome.OTHER_SECTOR, entity=request.entity, sector=before[0].sector)
        if not is_sha256(request.evidence):
            return act.refuse(ActivityOutcome.BAD_EVIDENCE, value=request.evidence[:80])
        if not 0 < len(request.rows) <= MOST:
            return act.refuse(ActivityOutcome.BAD_COUNT, count=len(request.rows), most=MOST)
        month = request.month if len(request.month) > 4 else ""
        found = judged(law, request, before)
        if isinstance(found, Finding):
            return act.refuse(ActivityOutcome.ROW_WRONG, place=found.where, why=found.in_both())
        if (told := against_reports(law, rows, request, found)) is not None:
            return act.refuse(ActivityOutcome.ROW_WRONG, place=told.where, why=told.in_both())
        begin = max((r.number for r in before), default=0) + 1
        late = bool(month) and is_late(law, date.fromisoformat(act.day), last)
        act.record(_fact(request, period, month, late, begin, found))
        return ActivityOutcome.DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handler of recording rows."""

        def touches(r: RecordActivity) -> Iterable[Touch]:
            return [(EntityRow, r.entity), (ReportRow, (r.entity, r.month[:4]))]

        return (
            Handler(
                "mrv.record_activity", RecordActivity, self.record, ActivityOutcome.DONE, touches,
                lambda r, rows: concern_of(r.entity, rows),
            ),
        )  # fmt: skip


def _fact(
    request: RecordActivity, period: str, month: str, late: bool, begin: int, found: Sequence[Activity]
) -> ActivityRecorded:
    rows, figures = [], []
    for number, (line, row) in enumerate(zip(request.rows, found, strict=True), begin):
        rows.append({"number": number, "part": row.part, "stream": row.stream, "item": row.item, "place": line.place})
        figures += [{"number": number, "name": f.name, "value": f.value} for f in line.figures]
    return ActivityRecorded(request.entity, period, month, request.sector, request.evidence, late, rows, figures)


def judged(law: Law, request: RecordActivity, before: Sequence[ActivityRow]) -> list[Activity] | Finding:
    """Return the rows as accounting reads them, or what is wrong with the first that cannot be counted."""
    period = int(request.month[:4])
    reader = Reader(law, request.sector, "rows", period)
    for row in before:
        reader.note(Activity(row.entity, period, row.month, row.part, row.stream, row.item, {}, str(row.number)))
    for number, line in enumerate(request.rows, 1):
        where = line.place or str(number)
        names = [f.name for f in line.figures]
        if len(set(names)) != len(names) or not set(names) <= _inputs(reader, line.stream):
            return Finding("mrv.activity_unknown_figure", where, {"figures": ", ".join(names), "stream": line.stream})
        try:
            reader.take(None, _cells(request, line, number), "rows")
        except Problem as told:
            return told.findings[0]
        if reader.read.findings:
            wrong = reader.read.findings[0]
            return Finding(wrong.code, where, wrong.params, wrong.citation)
        if len(reader.read.rows.get(period, ())) != number:
            return Finding("mrv.activity_no_figure", where, {"stream": line.stream})
    found = reader.read.rows[period]
    totals = Totals(reader.read.guides[period])
    totals.add(found)
    totals.finished()
    if totals.findings:
        wrong = totals.findings[0]
        place = next(
            (line.place for line, row in zip(request.rows, found, strict=True) if row.where == wrong.where), ""
        )
        return Finding(wrong.code, place or wrong.where, wrong.params, wrong.citation)
    return found


def against_reports(law: Law, rows: Rows, request: RecordActivity, found: Sequence[Activity]) -> Finding | None:
    """Return the first thing rows say otherwise than the laboratories' reports on their streams; None if nothing."""
    reports = StreamReports(rows, request.entity)
    guide = Guide.of(law, request.sector, int(request.month[:4]))
    for line, row in zip(request.rows, found, strict=True):
        if (wrong := reports.against(guide, row)) is not None:
            return Finding(wrong.code, line.place or row.where, wrong.params)
    return None


def _inputs(reader: Reader, stream: str) -> set[str]:
    return {name for s in reader.streams if s.code == stream for name in s.method.inputs}


def _cells(request: RecordActivity, line: Line, number: int) -> Row:
    """Return a line as a row of cells, as the reader of files takes it."""
    month = request.month if len(request.month) > 4 else ""
    said = {
        "entity_id": request.entity, "year": request.month[:4], "month": month,
        "part": line.part, "stream": line.stream, "item": line.item, **{f.name: f.value for f in line.figures},
    }  # fmt: skip
    return Row(number, list(said.values()), {name: place for place, name in enumerate(said)})


def requests_of(read: ActivityFile, evidence: str, entity: str = "") -> list[RecordActivity]:
    """Return what records the good rows of a file, by entity and month, no more rows to each than one act takes.

    `entity`: only its rows.
    """
    found: dict[tuple[str, str], list[Line]] = {}
    for year, rows in sorted(read.rows.items()):
        for row in rows:
            if entity in ("", row.entity):
                found.setdefault((row.entity, row.month or str(year)), []).append(_line(row))
    return [
        RecordActivity(of, read.sector, month, evidence, tuple(lines[start : start + MOST]))
        for (of, month), lines in sorted(found.items())
        for start in range(0, len(lines), MOST)
    ]


def _line(row: Activity) -> Line:
    figures = tuple(Figure(name, _text(value)) for name, value in row.values.items())
    return Line(row.stream, row.item, figures, row.part, row.where)


def _text(value: Sequence[int]) -> str:
    return show(Fraction(*value))


def by_part(sources: Iterable[SourceRow]) -> Mapping[str, list[SourceRow]]:
    """Return sources by line or unit, the firm's own first."""
    found: dict[str, list[SourceRow]] = {}
    for source in sorted(sources, key=lambda s: (s.part, s.source)):
        found.setdefault(source.part, []).append(source)
    return found
