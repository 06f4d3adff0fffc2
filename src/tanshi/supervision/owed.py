"""What is owed on a decision (罚款、加处罚款): the fine, what is taken, the surcharge by the day, what was paid.

Payments go to the parts in the order in which they are due. A part that is paid late, or not yet, bears a surcharge
for each day after it was due, up to the cap; days on which an appeal is open do not count, nor days after the rest was
written off. The fine of a person is owed as that of the subject is, by its own days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from tanshi.core.exact import half_up, scaled
from tanshi.supervision.person_tables import PersonFineRow, PersonInstalmentRow, PersonPaymentRow, PersonServiceRow
from tanshi.supervision.revision_tables import RefundRow, WriteOffRow
from tanshi.supervision.rules import Rules
from tanshi.supervision.steps import Known
from tanshi.supervision.tables import DECISION, AppealRow, InstalmentRow, PaymentRow, PenaltyRow, ServiceRow


@dataclass(frozen=True, slots=True)
class Owed:
    """What a decision came to on a day, in fen."""

    fine_fen: int
    confiscated_fen: int
    surcharge_fen: int
    paid_fen: int
    refunded_fen: int = 0
    written_off_fen: int = 0

    @property
    def left_fen(self) -> int:
        """What is left to pay; below zero what is to be given back."""
        due = self.fine_fen + self.confiscated_fen + self.surcharge_fen
        return due - self.paid_fen + self.refunded_fen - self.written_off_fen


@dataclass(frozen=True, slots=True)
class Claim:
    """A fine as it is collected: from whom ("" the subject), what, since and until when, in which parts."""

    person: str
    fine_fen: int
    confiscated_fen: int
    served_on: str
    pay_until: str
    parts: list[tuple[str, int]]
    payments: list[tuple[str, int]]


def claims(rows: Known, docket: str) -> list[Claim]:
    """Return the fines of a file that were served: of its subject, then of persons."""
    return [c for p in ("", *(p.person for p in rows.where(PersonFineRow, docket=docket)))
            if (c := claim(rows, docket, p)) is not None]  # fmt: skip


def claim(rows: Known, docket: str, person: str = "") -> Claim | None:
    """Return the fine of the subject ("") or of a person, None before a decision was served on it."""
    return _of_person(rows, docket, person) if person else _of_subject(rows, docket)


def _of_subject(rows: Known, docket: str) -> Claim | None:
    decided, served = rows.get(PenaltyRow, (docket, DECISION)), rows.get(ServiceRow, docket)
    if decided is None or served is None:
        return None
    parts = [(i.due, i.amount_fen) for i in rows.where(InstalmentRow, docket=docket)]
    payments = [(p.paid_on, p.amount_fen) for p in rows.where(PaymentRow, docket=docket)]
    return Claim(
        "", decided.fine_fen, decided.confiscated_fen, served.served_on, served.pay_until, parts, payments
    )  # fmt: skip


def _of_person(rows: Known, docket: str, person: str) -> Claim | None:
    fined = rows.get(PersonFineRow, (docket, person))
    served = rows.get(PersonServiceRow, (docket, person, DECISION))
    if fined is None or served is None:
        return None
    of = {"docket": docket, "person": person}
    parts = [(i.due, i.amount_fen) for i in rows.where(PersonInstalmentRow, **of)]
    payments = [(p.paid_on, p.amount_fen) for p in rows.where(PersonPaymentRow, **of)]
    return Claim(person, fined.fine_fen, 0, served.served_on, served.until, parts, payments)


def owed(rows: Known, rules: Rules, docket: str, day: str, person: str = "") -> Owed | None:
    """Return what the subject, or a person, owes on a day, None before a decision was served on it."""
    of = claim(rows, docket, person)
    if of is None:
        return None
    payments = [(on, amount) for on, amount in of.payments if on <= day]
    resting = [] if person else [(a.filed_on, a.decided_on or day) for a in rows.where(AppealRow, docket=docket)]
    ended = rows.get(WriteOffRow, (docket, person))
    surcharge = surcharge_fen(
        parts_due(of), payments, resting, min(day, ended.written_off_on) if ended else day,
        rules.number("surcharge_percent_day"), rules.number("surcharge_cap_percent"),
    )  # fmt: skip
    refunded = sum(r.amount_fen for r in rows.where(RefundRow, docket=docket) if r.person == person)
    return Owed(
        of.fine_fen, of.confiscated_fen, surcharge, sum(amount for _, amount in payments), refunded,
        ended.amount_fen if ended else 0,
    )  # fmt: skip


def parts_due(of: Claim) -> list[tuple[str, int]]:
    """Return by when which part of a fine is due; a fine an appeal lessened is lessened from its last part."""
    found = of.parts or [(of.pay_until, of.fine_fen)]
    parts, left = [], of.fine_fen
    for due, amount in sorted(found):
        parts.append((due, min(amount, left)))
        left -= parts[-1][1]
    return parts


def surcharge_fen(
    parts: list[tuple[str, int]], payments: list[tuple[str, int]], resting: list[tuple[str, str]], day: str,
    percent_day: int, cap_percent: int,
) -> int:  # fmt: skip
    """Return the surcharge on what was paid late or is not paid on a day."""
    paid = sorted(payments)
    total = Fraction(0)
    for due, amount in sorted(parts):
        left = amount
        while left and paid:
            on, sum_fen = paid.pop(0)
            taken = min(left, sum_fen)
            left -= taken
            total += taken * _late_days(due, on, resting) * Fraction(percent_day, 100)
            if sum_fen > taken:
                paid.insert(0, (on, sum_fen - taken))
        total += left * _late_days(due, day, resting) * Fraction(percent_day, 100)
    cap = Fraction(sum(amount for _, amount in parts) * cap_percent, 100)
    return scaled(half_up(min(total, cap)), 0)


def _late_days(due: str, paid_on: str, resting: list[tuple[str, str]]) -> int:
    """Return the days after a day up to another on which nothing rested."""
    day, last, count = date.fromisoformat(due), date.fromisoformat(paid_on), 0
    while day < last:
        day += timedelta(days=1)
        count += not any(first <= day.isoformat() <= until for first, until in resting)
    return count
