"""Money of a decision (罚款收缴): paid at once or in parts, given back where it is not owed, written off with reasons.

A fine is that of who the file is about, `person` "", or of a person the decision names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tanshi.core.identifier import is_sha256
from tanshi.core.money import yuan
from tanshi.core.outcome import Outcome
from tanshi.core.working_days import is_day
from tanshi.journal.command import Act, Handler
from tanshi.journal.rows import Rows
from tanshi.rules import Law
from tanshi.supervision.outcome import DONE, CaseOutcome
from tanshi.supervision.owed import Claim, claim, owed
from tanshi.supervision.penalty_events import InstalmentsGranted, PenaltyPaid
from tanshi.supervision.person_events import PersonInstalmentsGranted, PersonPaid
from tanshi.supervision.revision_events import FineWrittenOff, PenaltyRefunded
from tanshi.supervision.revision_tables import RefundRow
from tanshi.supervision.rules import Book
from tanshi.supervision.steps import PREPARES, by_same_person, not_at, of_case, touches, unshown
from tanshi.supervision.tables import AFTER_DECISION, DECIDED


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of a fine and its last day."""

    due: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class GrantInstalments:
    """Grant payment in parts, before the fine is due; together they are the fine."""

    docket: str
    instalments: tuple[Instalment, ...]
    text: str
    evidence_sha256: str
    person: str = ""


@dataclass(frozen=True, slots=True)
class NotePayment:
    """Note what was paid on a fine, from the treasury's paper."""

    docket: str
    amount_fen: int
    paid_on: str
    evidence_sha256: str
    person: str = ""


@dataclass(frozen=True, slots=True)
class NoteRefund:
    """Note what was given back of a fine that is not owed any more, from the treasury's paper."""

    docket: str
    amount_fen: int
    paid_on: str
    evidence_sha256: str
    person: str = ""


@dataclass(frozen=True, slots=True)
class WriteOffFine:
    """Order that what is left of a fine is not collected any more, with reasons."""

    docket: str
    text: str
    evidence_sha256: str
    person: str = ""


class CollectionCommands:
    """Judges what is paid, given back and written off under a law."""

    def __init__(self, law: Law) -> None:
        self._book = Book(law)

    def grant(self, request: GrantInstalments, rows: Rows, act: Act) -> Outcome:
        """Record that a fine is paid in parts."""
        found = _claimed(request, rows, act)
        if isinstance(found, Outcome):
            return found
        if refused := unshown(request.text, request.evidence_sha256, act):
            return refused
        parts = [(p.due, p.amount_fen) for p in request.instalments]
        wrong = (
            found.parts
            or act.day > found.pay_until
            or sum(amount for _, amount in parts) != found.fine_fen
            or not all(is_day(due) and due >= found.served_on and amount > 0 for due, amount in parts)
            or parts != sorted(parts)
        )
        if wrong:
            return act.refuse(CaseOutcome.BAD_INSTALMENTS, fine=yuan(found.fine_fen), until=found.pay_until)
        said = [{"due": d, "amount_fen": a} for d, a in parts]
        if request.person:
            act.record(PersonInstalmentsGranted(request.docket, request.person, said))
        else:
            act.record(InstalmentsGranted(request.docket, said))
        return DONE

    def pay(self, request: NotePayment, rows: Rows, act: Act) -> Outcome:
        """Record a payment, up to what is owed that day."""
        found = _claimed(request, rows, act) if is_sha256(request.evidence_sha256) else _unshown(request, act)
        if isinstance(found, Outcome):
            return found
        first = max([found.served_on, *(on for on, _ in found.payments)])
        if not is_day(request.paid_on) or not first <= request.paid_on <= act.day:
            return act.refuse(CaseOutcome.BAD_DAY, day=request.paid_on[:40])
        due = owed(rows, self._book.on(rows, act.day), request.docket, request.paid_on, request.person)
        assert due is not None
        if not 0 < request.amount_fen <= due.left_fen:
            return act.refuse(CaseOutcome.BAD_AMOUNT, amount=yuan(request.amount_fen))
        number, said = len(found.payments) + 1, (request.amount_fen, request.paid_on, request.evidence_sha256)
        if request.person:
            act.record(PersonPaid(request.docket, request.person, number, *said))
        else:
            act.record(PenaltyPaid(request.docket, number, *said))
        return DONE

    def refund(self, request: NoteRefund, rows: Rows, act: Act) -> Outcome:
        """Record what was given back, up to what was paid and is not owed."""
        found = _claimed(request, rows, act) if is_sha256(request.evidence_sha256) else _unshown(request, act)
        if isinstance(found, Outcome):
            return found
        first = max([found.served_on, *(on for on, _ in found.payments)])
        if not is_day(request.paid_on) or not first <= request.paid_on <= act.day:
            return act.refuse(CaseOutcome.BAD_DAY, day=request.paid_on[:40])
        due = owed(rows, self._book.on(rows, act.day), request.docket, act.day, request.person)
        assert due is not None
        if not 0 < request.amount_fen <= -due.left_fen:
            return act.refuse(CaseOutcome.BAD_AMOUNT, amount=yuan(request.amount_fen))
        number = len(rows.where(RefundRow, docket=request.docket)) + 1
        act.record(
            PenaltyRefunded(
                request.docket, number, request.person, request.amount_fen, request.paid_on, request.evidence_sha256
            )
        )  # fmt: skip
        return DONE

    def write_off(self, request: WriteOffFine, rows: Rows, act: Act) -> Outcome:
        """Record that the rest of a fine is let go, by somebody who did not prepare the case."""
        found = _claimed(request, rows, act)
        if isinstance(found, Outcome):
            return found
        if refused := (
            by_same_person(request.docket, rows, act, *PREPARES) or unshown(request.text, request.evidence_sha256, act)
        ):
            return refused
        due = owed(rows, self._book.on(rows, act.day), request.docket, act.day, request.person)
        assert due is not None
        if due.left_fen <= 0 or due.written_off_fen:
            return act.refuse(CaseOutcome.BAD_AMOUNT, amount=yuan(due.left_fen))
        act.record(
            FineWrittenOff(request.docket, request.person, due.left_fen, request.text, request.evidence_sha256)
        )  # fmt: skip
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of the money of a decision."""
        return (
            Handler("supervision.grant_instalments", GrantInstalments, self.grant, DONE, touches, of_case),
            Handler("supervision.note_payment", NotePayment, self.pay, DONE, touches, of_case),
            Handler("supervision.note_refund", NoteRefund, self.refund, DONE, touches, of_case),
            Handler("supervision.write_off_fine", WriteOffFine, self.write_off, DONE, touches, of_case),
        )


def _claimed(request: Any, rows: Rows, act: Act) -> Claim | Outcome:
    """Return the fine that is meant, or why there is none to collect."""
    states = (*AFTER_DECISION, DECIDED) if request.person else AFTER_DECISION
    if refused := not_at(request.docket, rows, act, *states):
        return refused
    found = claim(rows, request.docket, request.person)
    if found is None:
        return act.refuse(CaseOutcome.NO_PERSON, person=request.person[:80], paper="decision")
    return found


def _unshown(request: Any, act: Act) -> Outcome:
    return act.refuse(CaseOutcome.WITHOUT_EVIDENCE, value=request.evidence_sha256[:80])
