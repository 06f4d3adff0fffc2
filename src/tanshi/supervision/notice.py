"""The notice of a penalty (事先告知): a range by law and an amount in it, before anything is decided."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from tanshi.compliance.liability import UNPAID as UNPAID_OFFENCE
from tanshi.compliance.liability import Liability
from tanshi.compliance.steps import made_good_t
from tanshi.compliance.tables import ObligationRow
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler
from tanshi.journal.rows import Rows
from tanshi.rules import Law
from tanshi.supervision import fines
from tanshi.supervision.clues import EARLIER
from tanshi.supervision.false_units import wrong_units
from tanshi.supervision.outcome import DONE, CaseOutcome
from tanshi.supervision.penalty_events import PenaltySet
from tanshi.supervision.penalty_range import PersonFine, no_correction_day, out_of, wrong_persons
from tanshi.supervision.person_events import PersonsAnnounced
from tanshi.supervision.revision_events import CancellationAnnounced
from tanshi.supervision.rules import Book, Rules
from tanshi.supervision.steps import not_at, of_case, step, touches, unshown
from tanshi.supervision.tables import FILED, NOTICE, NOTICED, CaseRow, FiledRow


@dataclass(frozen=True, slots=True)
class GiveNotice:
    """Announce a penalty: facts and reasons, what is known of the act, amounts in the range that follows.

    `reading`: then or now, where which text is lighter stays open, "" otherwise; `corrected`: mended in time. Of what
    is known 0 and "" stand for nothing; `mean_price` in CNY/t. `cut_t` is withheld from `from_period` on. Of `persons`
    each has a fine in their range, `persons_fen` together. `false_t` of `project`: as many are to be cancelled.
    """

    docket: str
    text: str
    evidence_sha256: str
    fine_fen: int
    persons_fen: int = 0
    cut_t: int = 0
    from_period: str = ""
    bar: str = ""
    correct_until: str = ""
    reading: str = ""
    corrected: bool = False
    illegal_income_fen: int = 0
    mean_price: str = ""
    value_traded_fen: int = 0
    next_allocation_t: int = 0
    unreported_t: int = 0
    persons: tuple[PersonFine, ...] = ()
    project: str = ""
    false_t: int = 0
    deceit: bool = False


class NoticeCommands:
    """Judges notices under a law."""

    def __init__(self, law: Law) -> None:
        self._book = Book(law)

    def notice(self, request: GiveNotice, rows: Rows, act: Act) -> Outcome:
        """Record the announcement of a penalty."""
        if refused := (not_at(request.docket, rows, act, FILED) or unshown(request.text, request.evidence_sha256, act)):
            return refused
        rules = self._book.on(rows, act.day)
        found = _carried(request, rules, rows, act)
        if isinstance(found, Outcome):
            return found
        carried, part = found.liability, _part(rows.need(CaseRow, request.docket))
        article = f"{rules.law.reference(carried.cited.citation)}"
        if part > max(1, len(carried.stages)):
            earlier = rows.need(CaseRow, request.docket).about
            return act.refuse(
                CaseOutcome.FINED_ALREADY, docket=earlier, day=rows.need(FiledRow, request.docket).act_day
            )
        fine, persons = fines.of_part(carried, part), carried.persons or (0, 0)
        if fine is None:
            return act.refuse(CaseOutcome.BASE_MISSING, citation=article)
        if refused := (
            out_of(fine, request.fine_fen, article, act)
            or wrong_persons(request.persons, request.persons_fen, persons, article, act)
            or _bad_cut(request, _cut_allowed(request, carried, rows), article, act)
        ):
            return refused
        measures = fines.measures(carried)
        if request.bar not in fines.BARS or (request.bar and not set(fines.BARS[request.bar]) & set(measures)):
            return act.refuse(CaseOutcome.NO_SUCH_MEASURE, bar=request.bar[:40], citation=article)
        if refused := (
            no_correction_day(request.correct_until, "order_to_correct" in measures, act)
            or wrong_units(request, measures, article, rows, act)
        ):
            return refused
        act.record(
            PenaltySet(
                request.docket, NOTICE, carried.cited.citation.instrument, carried.article, found.reading, part, *fine,
                request.fine_fen, request.persons_fen, carried.confiscated_fen, request.cut_t, carried.cut_if,
                request.from_period, request.bar, " ".join(measures), request.correct_until,
                _may_be_heard(request, rules), "",
            )
        )  # fmt: skip
        if request.persons:
            act.record(PersonsAnnounced(request.docket, *persons, [asdict(p) for p in request.persons]))
        if request.false_t:
            act.record(CancellationAnnounced(request.docket, request.project, request.false_t, request.deceit))
        said = {"text": request.text, "evidence_sha256": request.evidence_sha256}
        act.record(step(rows, request.docket, NOTICED, act, **said))
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handler of notices."""
        return (Handler("supervision.give_notice", GiveNotice, self.notice, DONE, touches, of_case),)


def _may_be_heard(request: GiveNotice, rules: Rules) -> bool:
    """Tell whether a penalty is heavy enough for a hearing."""
    if request.fine_fen >= rules.fen("hearing_from_cny") or request.cut_t or request.bar or request.false_t:
        return True
    return any(p.fine_fen >= rules.fen("hearing_from_person_cny") for p in request.persons)


def _part(case: CaseRow) -> int:
    """Return which stage of the text a case is about: the later one where an earlier order was not followed."""
    return 2 if case.source == EARLIER else 1


def _carried(request: GiveNotice, rules: Rules, rows: Rows, act: Act) -> fines.Found | Outcome:
    """Return what the offence carries, or why that cannot be said."""
    case, filed = rows.need(CaseRow, request.docket), rows.need(FiledRow, request.docket)
    offence = fines.offence_named(rules.law, filed.offence)
    owed = rows.get(ObligationRow, (case.subject, filed.period)) if offence == UNPAID_OFFENCE else None
    if owed is not None and owed.state != "short":
        return act.refuse(CaseOutcome.NOT_ASSESSED, subject=case.subject, period=filed.period)
    known = fines.circumstances(request, owed.shortfall_t if owed else None)
    if known is None or min(request.illegal_income_fen, request.fine_fen, request.persons_fen, request.cut_t) < 0:
        return act.refuse(CaseOutcome.BAD_AMOUNT, amount=request.mean_price[:40] or "-")
    act_day = date.fromisoformat(filed.act_day)
    found = fines.found(rules.law, offence, act_day, rules.today, known, request.corrected, request.reading)
    if not found.reading:
        return act.refuse(CaseOutcome.TEXT_OPEN, offence=filed.offence, day=filed.act_day)
    return found


def _cut_allowed(request: GiveNotice, carried: Liability, rows: Rows) -> tuple[int, int] | None:
    """Return what may be cut; of an unpaid obligation from what is left of it now to what was assessed."""
    allowed = fines.allowed_cut(carried)
    filed, case = rows.need(FiledRow, request.docket), rows.need(CaseRow, request.docket)
    if allowed is None or not allowed[1] or filed.offence != "unpaid":
        return allowed
    return max(0, allowed[0] - made_good_t(rows, case.subject, filed.period)), allowed[1]


def _bad_cut(request: GiveNotice, allowed: tuple[int, int] | None, article: str, act: Act) -> Outcome | None:
    if not request.cut_t:
        return None
    low, high = allowed or (0, 0)
    if allowed is not None and low <= request.cut_t <= high and request.from_period:
        return None
    return act.refuse(
        CaseOutcome.BAD_CUT, amount=request.cut_t, low=low, high=high, period=request.from_period or "-",
        citation=article,
    )  # fmt: skip
