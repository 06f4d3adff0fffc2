"""From the case to its decision (告知、听证、决定): a range by law, an amount in it, the subject heard first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tanshi.compliance.liability import UNPAID as UNPAID_OFFENCE
from tanshi.compliance.tables import ObligationRow
from tanshi.core.money import yuan
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler
from tanshi.journal.rows import Rows
from tanshi.rules import Law
from tanshi.supervision import fines
from tanshi.supervision.clues import EARLIER, inspected_by
from tanshi.supervision.outcome import DONE, CaseOutcome
from tanshi.supervision.penalty_events import PenaltySet
from tanshi.supervision.rules import Book, Rules
from tanshi.supervision.steps import (
    PREPARES,
    by_same_person,
    is_day,
    last,
    not_at,
    of_case,
    step,
    touches,
    unsaid,
    unshown,
)
from tanshi.supervision.tables import (
    DECIDED,
    DECISION,
    FILED,
    HEARD,
    HEARING_ASKED,
    NOTICE,
    NOTICE_SERVED,
    NOTICED,
    STATED,
    CaseRow,
    FiledRow,
    PenaltyRow,
)


@dataclass(frozen=True, slots=True)
class GiveNotice:
    """Announce a penalty: facts and reasons, what is known of the act, amounts in the range that follows.

    `reading`: then or now, where which text is lighter stays open, "" otherwise; `corrected`: mended in time. Of what
    is known 0 and "" stand for nothing; `mean_price` in CNY/t. `cut_t` is withheld from `from_period` on.
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


@dataclass(frozen=True, slots=True)
class StateCase:
    """State one's case on a penalty that was announced; `hearing`: ask to be heard."""

    docket: str
    text: str
    evidence_sha256: str
    hearing: bool = False


@dataclass(frozen=True, slots=True)
class HoldHearing:
    """Note a hearing: its day, who presided, the signed record."""

    docket: str
    heard_on: str
    chair: str
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class DecideCase:
    """Decide: a penalty in the range of the notice and not above it, or none, with reasons.

    `collective`: who took a larger decision together.
    """

    docket: str
    fine_fen: int
    persons_fen: int
    cut_t: int
    bar: str
    correct_until: str
    text: str
    evidence_sha256: str
    penalize: bool = True
    collective: tuple[str, ...] = ()


class DecisionCommands:
    """Judges the steps to a decision under a law."""

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
        if part > len(carried.stages):
            earlier = rows.need(CaseRow, request.docket).about
            return act.refuse(
                CaseOutcome.FINED_ALREADY, docket=earlier, day=rows.need(FiledRow, request.docket).act_day
            )
        fine = fines.of_part(carried, part)
        if fine is None:
            return act.refuse(CaseOutcome.BASE_MISSING, citation=article)
        if refused := _out_of(fine, request.fine_fen, article, act):
            return refused
        if request.persons_fen and (refused := _out_of(carried.persons or (0, 0), request.persons_fen, article, act)):
            return refused
        if refused := _bad_cut(request, fines.allowed_cut(carried), article, act):
            return refused
        measures = fines.measures(carried)
        if request.bar not in fines.BARS or (request.bar and not set(fines.BARS[request.bar]) & set(measures)):
            return act.refuse(CaseOutcome.NO_SUCH_MEASURE, bar=request.bar[:40], citation=article)
        if refused := _no_correction_day(request.correct_until, "order_to_correct" in measures, act):
            return refused
        hearing = request.fine_fen >= rules.fen("hearing_from_cny") or bool(request.cut_t or request.bar)
        act.record(
            PenaltySet(
                request.docket, NOTICE, carried.cited.citation.instrument, carried.article, found.reading, part, *fine,
                request.fine_fen, request.persons_fen, carried.confiscated_fen, request.cut_t, carried.cut_if,
                request.from_period, request.bar, " ".join(measures), request.correct_until, hearing, "",
            )
        )  # fmt: skip
        said = {"text": request.text, "evidence_sha256": request.evidence_sha256}
        act.record(step(rows, request.docket, NOTICED, act, **said))
        return DONE

    def state(self, request: StateCase, rows: Rows, act: Act) -> Outcome:
        """Record what the subject says before it is decided, and whether it asks for a hearing."""
        if refused := (
            not_at(request.docket, rows, act, NOTICE_SERVED, STATED)
            or unshown(request.text, request.evidence_sha256, act)
        ):
            return refused
        served = last(rows, request.docket, NOTICE_SERVED)
        assert served is not None
        if act.day > served.due:
            return act.refuse(CaseOutcome.TIME_OVER, until=served.due)
        rules = self._book.on(rows, act.day)
        if request.hearing and not rows.need(PenaltyRow, (request.docket, NOTICE)).hearing:
            return act.refuse(
                CaseOutcome.NO_HEARING_RIGHT, least=yuan(rules.fen("hearing_from_cny")),
                citation=rules.cited("hearing_from_cny"),
            )  # fmt: skip
        name = HEARING_ASKED if request.hearing else STATED
        said = {"text": request.text, "evidence_sha256": request.evidence_sha256}
        act.record(step(rows, request.docket, name, act, **said))
        return DONE

    def decide(self, request: DecideCase, rows: Rows, act: Act) -> Outcome:
        """Record a decision, by somebody who did not prepare it."""
        if refused := (
            _not_heard(request, rows, act)
            or by_same_person(request.docket, rows, act, *PREPARES)
            or unshown(request.text, request.evidence_sha256, act)
        ):
            return refused
        rules = self._book.on(rows, act.day)
        notice = rows.need(PenaltyRow, (request.docket, NOTICE))
        if refused := _above(request, notice, act) or _not_collective(request, rules, act):
            return refused
        ordered = "order_to_correct" in notice.measures.split()
        if refused := _no_correction_day(request.correct_until, ordered and request.penalize, act):
            return refused
        filed = rows.need(FiledRow, request.docket)
        late = act.day > filed.decide_by
        act.record(
            PenaltySet(
                request.docket, DECISION, notice.instrument, notice.article, notice.reading, notice.part,
                notice.low_fen, notice.high_fen, request.fine_fen, request.persons_fen,
                notice.confiscated_fen if request.penalize else 0, request.cut_t, notice.cut_if, notice.from_period,
                request.bar, notice.measures if request.penalize else "", request.correct_until, bool(notice.hearing),
                "、".join(request.collective),
            )
        )  # fmt: skip
        said = {"text": request.text, "evidence_sha256": request.evidence_sha256}
        due = rules.working_days_after(act.day, "service_working_days")
        act.record(step(rows, request.docket, DECIDED, act, **said, due=due, late=late))
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of the steps to a decision."""
        return (
            Handler("supervision.give_notice", GiveNotice, self.notice, DONE, touches, of_case),
            Handler("supervision.state_case", StateCase, self.state, DONE, touches, of_case),
            Handler("supervision.hold_hearing", HoldHearing, _hear, DONE, touches, of_case),
            Handler("supervision.decide_case", DecideCase, self.decide, DONE, touches, of_case),
        )


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


def _out_of(within: tuple[int, int], amount_fen: int, article: str, act: Act) -> Outcome | None:
    low, high = within
    if low <= amount_fen <= high:
        return None
    return act.refuse(
        CaseOutcome.OUT_OF_RANGE, amount=yuan(amount_fen), low=yuan(low), high=yuan(high), citation=article
    )  # fmt: skip


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


def _no_correction_day(until: str, ordered: bool, act: Act) -> Outcome | None:
    """Refuse an order to correct without a day to come."""
    if (not until and not ordered) or (is_day(until) and until > act.day):
        return None
    return act.refuse(CaseOutcome.NO_CORRECTION_DAY, day=until[:40] or "-")


def _hear(request: HoldHearing, rows: Rows, act: Act) -> Outcome:
    if refused := (
        not_at(request.docket, rows, act, HEARING_ASKED) or unshown(request.text, request.evidence_sha256, act)
    ):
        return refused
    if not is_day(request.heard_on) or request.heard_on > act.day:
        return act.refuse(CaseOutcome.BAD_DAY, day=request.heard_on[:40])
    if refused := unsaid(request.chair, act):
        return refused
    if request.chair.strip() in inspected_by(rows, request.docket):
        return act.refuse(CaseOutcome.CHAIR_INSPECTED, person=request.chair[:80])
    said = {"text": f"{request.chair} {request.heard_on}: {request.text}", "evidence_sha256": request.evidence_sha256}
    act.record(step(rows, request.docket, HEARD, act, **said))
    return DONE


def _not_heard(request: DecideCase, rows: Rows, act: Act) -> Outcome | None:
    """Refuse a decision before the subject was heard, or had its time to speak."""
    if refused := not_at(request.docket, rows, act, NOTICE_SERVED, STATED, HEARING_ASKED, HEARD):
        return refused
    if last(rows, request.docket, HEARING_ASKED) and not last(rows, request.docket, HEARD):
        return act.refuse(CaseOutcome.HEARING_OPEN, docket=request.docket)
    served = last(rows, request.docket, NOTICE_SERVED)
    assert served is not None
    if act.day <= served.due and last(rows, request.docket, HEARD) is None:
        return act.refuse(CaseOutcome.TIME_RUNS, until=served.due)
    return None


def _above(request: DecideCase, notice: PenaltyRow, act: Act) -> Outcome | None:
    """Refuse what is below the range, or heavier than what was announced: nobody speaks to be fined more."""
    asked = (request.fine_fen, request.persons_fen, request.cut_t)
    if not request.penalize:
        if any(asked) or request.bar:
            return act.refuse(CaseOutcome.HEAVIER, amount=yuan(request.fine_fen), announced=yuan(0))
        return None
    if any(a > b for a, b in zip(asked, (notice.fine_fen, notice.persons_fen, notice.cut_t), strict=True)) or (
        request.bar and request.bar != notice.bar
    ):
        return act.refuse(CaseOutcome.HEAVIER, amount=yuan(request.fine_fen), announced=yuan(notice.fine_fen))
    if min(asked) < 0 or request.cut_t not in (0, notice.cut_t) or request.persons_fen not in (0, notice.persons_fen):
        return act.refuse(CaseOutcome.BAD_AMOUNT, amount=min(asked))
    return _out_of((notice.low_fen, notice.high_fen), request.fine_fen, f"{notice.instrument} {notice.article}", act)


def _not_collective(request: DecideCase, rules: Rules, act: Act) -> Outcome | None:
    large = request.fine_fen >= rules.fen("collective_from_cny") or request.cut_t or request.bar
    least = rules.number("collective_persons")
    if not large or len({p.strip() for p in request.collective if p.strip()}) >= least:
        return None
    return act.refuse(
        CaseOutcome.NOT_COLLECTIVE, least=least, amount=yuan(rules.fen("collective_from_cny")),
        citation=rules.cited("collective_from_cny"),
    )  # fmt: skip
