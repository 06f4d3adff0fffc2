"""The filing of a case (立案): the offence and its day, within the limitation, once for one act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tanshi.compliance.tables import ObligationRow
from tanshi.core.outcome import Outcome
from tanshi.core.working_days import is_day
from tanshi.journal.command import Act, Handler
from tanshi.journal.rows import Rows
from tanshi.rules import Law
from tanshi.supervision import fines
from tanshi.supervision.clues import EARLIER
from tanshi.supervision.events import CaseFiled
from tanshi.supervision.outcome import DONE, CaseOutcome
from tanshi.supervision.rules import Book
from tanshi.supervision.steps import doubt_left, last, not_at, of_case, step, touches, unshown
from tanshi.supervision.tables import DEPOSITED, FILED, INSPECTED, CaseRow, FiledRow


@dataclass(frozen=True, slots=True)
class FileCase:
    """File a case: the offence, the day of the act or of its end, whether it did harm.

    `offence`: unpaid, or the name of a liability; `period` is of what was not surrendered, "" otherwise.
    """

    docket: str
    offence: str
    act_day: str
    period: str
    harm: bool
    text: str
    evidence_sha256: str


class FilingCommands:
    """Judges filings under a law."""

    def __init__(self, law: Law) -> None:
        self._book = Book(law)

    def file(self, request: FileCase, rows: Rows, act: Act) -> Outcome:
        """Record the filing of a case, if the act can still be taken up."""
        if refused := (
            not_at(request.docket, rows, act, DEPOSITED, INSPECTED)
            or doubt_left(request.docket, rows, act)
            or unshown(request.text, request.evidence_sha256, act)
        ):
            return refused
        rules = self._book.on(rows, act.day)
        if not fines.offence_named(rules.law, request.offence):
            known = ", ".join(fines.names(rules.law))
            return act.refuse(CaseOutcome.UNKNOWN_OFFENCE, offence=request.offence[:80], known=known)
        if not is_day(request.act_day) or request.act_day > act.day:
            return act.refuse(CaseOutcome.BAD_DAY, day=request.act_day[:40])
        case = rows.need(CaseRow, request.docket)
        owed = rows.get(ObligationRow, (case.subject, request.period))
        if request.offence == "unpaid" and (owed is None or owed.state != "short"):
            return act.refuse(CaseOutcome.NOT_ASSESSED, subject=case.subject, period=request.period[:40])
        if other := _same_act(request, case, rows):
            return act.refuse(CaseOutcome.FINED_ALREADY, docket=other, day=request.act_day)
        limit = rules.limit(request.act_day, request.harm)
        if case.opened_on > limit:
            name = "harm" if request.harm else "plain"
            return act.refuse(
                CaseOutcome.TOO_LATE, day=request.act_day, limit=limit, found=case.opened_on,
                citation=rules.cited("limitation_years", name),
            )  # fmt: skip
        deposited = last(rows, request.docket, DEPOSITED)
        late = deposited is not None and act.day > deposited.due
        decide_by = rules.days_after(act.day, "decision_days")
        act.record(
            CaseFiled(
                request.docket, request.offence, request.act_day, request.period, request.harm, limit, decide_by
            )
        )  # fmt: skip
        said = {"text": request.text, "evidence_sha256": request.evidence_sha256}
        act.record(step(rows, request.docket, FILED, act, **said, due=decide_by, late=late))
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handler of filings."""
        return (Handler("supervision.file_case", FileCase, self.file, DONE, touches, of_case),)


def _same_act(request: FileCase, case: CaseRow, rows: Rows) -> str:
    """Return another file about the same act, "" if there is none; of a later stage its first file is meant."""
    act = (request.offence, request.act_day, request.period)
    first = case.about if case.source == EARLIER else ""
    for other in rows.where(CaseRow, subject=case.subject):
        filed = rows.get(FiledRow, other.docket)
        if filed is None or other.docket in (case.docket, first):
            continue
        if (filed.offence, filed.act_day, filed.period) == act:
            return other.docket
    return ""
