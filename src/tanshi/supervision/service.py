"""Service of notices and decisions (送达): days run from it, and a decision takes effect with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.core.working_days import is_day
from tanshi.journal.command import Act, Handler
from tanshi.journal.rows import Rows
from tanshi.rules import Law
from tanshi.supervision.effects import Effects, credit
from tanshi.supervision.outcome import DONE, CaseOutcome
from tanshi.supervision.penalty_events import DecisionServed
from tanshi.supervision.person_events import PersonServed
from tanshi.supervision.person_tables import PersonFineRow, PersonServiceRow
from tanshi.supervision.rules import Book, Rules
from tanshi.supervision.steps import last, not_at, of_case, step, touches
from tanshi.supervision.tables import (
    AFTER_DECISION,
    BEFORE_DECISION,
    DECIDED,
    DECISION,
    NOTICE,
    NOTICE_SERVED,
    NOTICED,
    SERVED,
    CaseRow,
    FiledRow,
    PenaltyRow,
)

#: How a paper reaches who it is for (送达方式).
WAYS = ("direct", "left", "post", "electronic", "public")


@dataclass(frozen=True, slots=True)
class ServePaper:
    """Note the service of a notice or a decision: day, way, signed receipt. Served, a decision takes effect.

    `person`: a person who is fined and gets the paper too, "" for who the file is about.
    """

    docket: str
    paper: str
    served_on: str
    way: str
    evidence_sha256: str
    person: str = ""


class ServiceCommands:
    """Judges service under a law."""

    def __init__(self, law: Law, *, apart: bool = False) -> None:
        self._book = Book(law)
        self._effects = Effects(law, apart=apart)

    def serve(self, request: ServePaper, rows: Rows, act: Act) -> Outcome:
        """Record service; of a decision with what it does elsewhere."""
        if request.paper not in (NOTICE, DECISION) or request.way not in WAYS:
            known = ", ".join((NOTICE, DECISION, *WAYS))
            return act.refuse(CaseOutcome.UNKNOWN_WORD, value=f"{request.paper} {request.way}"[:80], known=known)
        before, later = (NOTICED, BEFORE_DECISION) if request.paper == NOTICE else (DECIDED, AFTER_DECISION)
        if refused := not_at(request.docket, rows, act, before, *(later if request.person else ())):
            return refused
        done = last(rows, request.docket, before)
        assert done is not None
        if not is_day(request.served_on) or not done.done_on <= request.served_on <= act.day:
            return act.refuse(CaseOutcome.BAD_DAY, day=request.served_on[:40])
        if not is_sha256(request.evidence_sha256):
            return act.refuse(CaseOutcome.WITHOUT_EVIDENCE, value=request.evidence_sha256[:80])
        rules = self._book.on(rows, act.day)
        if request.person:
            return _on_person(request, rules, rows, act)
        said = {"text": request.way, "evidence_sha256": request.evidence_sha256}
        if request.paper == NOTICE:
            due = rules.working_days_after(request.served_on, "statement_working_days")
            act.record(step(rows, request.docket, NOTICE_SERVED, act, **said, due=due))
            return DONE
        pay_until = rules.days_after(request.served_on, "payment_days")
        late = request.served_on > done.due
        act.record(DecisionServed(request.docket, request.served_on, request.way, pay_until, *_appeals(rules, request)))
        act.record(step(rows, request.docket, SERVED, act, **said, due=pay_until, late=late))
        return self._take_effect(request, rows, act) or DONE

    def _take_effect(self, request: ServePaper, rows: Rows, act: Act) -> Outcome | None:
        """Withhold what is cut at once, bar, order to cancel, note the credit record; return why one cannot be."""
        case, filed = rows.need(CaseRow, request.docket), rows.need(FiledRow, request.docket)
        set_ = rows.need(PenaltyRow, (request.docket, DECISION))
        if not set_.measures:  # no penalty: nothing to carry out
            return None
        if set_.cut_t and not set_.cut_if and (refused := self._effects.withhold(case, filed, set_, rows, act)):
            return refused
        if refused := (
            self._effects.bar(case, set_, request.evidence_sha256, rows, act)
            or self._effects.order(case, set_, request.evidence_sha256, rows, act)
        ):
            return refused
        act.record(credit(case, filed, set_, self._book.on(rows, act.day)))
        return None

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handler of service."""
        return (Handler("supervision.serve_paper", ServePaper, self.serve, DONE, touches, of_case),)


def _on_person(request: ServePaper, rules: Rules, rows: Rows, act: Act) -> Outcome:
    """Record service on a person that is fined, once for each paper."""
    fined = rows.get(PersonFineRow, (request.docket, request.person))
    served = rows.get(PersonServiceRow, (request.docket, request.person, request.paper))
    if fined is None or served is not None or (request.paper == DECISION and not fined.fine_fen):
        return act.refuse(CaseOutcome.NO_PERSON, person=request.person[:80], paper=request.paper)
    if request.paper == NOTICE:
        days = (rules.working_days_after(request.served_on, "statement_working_days"), "", "")
    else:
        days = (rules.days_after(request.served_on, "payment_days"), *_appeals(rules, request))
    act.record(
        PersonServed(
            request.docket, request.person, request.paper, request.served_on, request.way, *days,
            request.evidence_sha256,
        )
    )  # fmt: skip
    return DONE


def _appeals(rules: Rules, request: ServePaper) -> tuple[str, str]:
    """Return the last days to ask for reconsideration and to sue."""
    return rules.appeal_until("reconsideration", request.served_on), rules.appeal_until("suit", request.served_on)
