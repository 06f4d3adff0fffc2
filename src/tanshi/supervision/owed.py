"""What is owed on a decision (罚款、加处罚款): the fine, what is taken, the surcharge by the day, what was paid.

Payments go to the parts in the order in which they are due. A part that is paid late, or not yet, bears a surcharge
for each day after it was due, up to the cap; days on which an appeal is open do not count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from tanshi.core.exact import half_up, scaled
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

    @property
    def left_fen(self) -> int:
        return self.fine_fen + self.confiscated_fen + self.surcharge_fen - self.paid_fen


def owed(rows: Known, rules: Rules, docket: str, day: str) -> Owed | None:
    """Return what is owed on a day, None before a decision was served."""
    decided, served = rows.get(PenaltyRow, (docket, DECISION)), rows.get(ServiceRow, docket)
    if decided is None or served is None:
        return None
    payments = [(p.paid_on, p.amount_fen) for p in rows.where(PaymentRow, docket=docket) if p.paid_on <= day]
    resting = [(a.filed_on, a.decided_on or day) for a in rows.where(AppealRow, docket=docket)]
    parts = parts_due(rows, docket, served.pay_until, decided.fine_fen)
    surcharge = surcharge_fen(
        parts, payments, resting, day, rules.number("surcharge_percent_day"), rules.number("surcharge_cap_percent")
    )
    return Owed(decided.fine_fen, decided.confiscated_fen, surcharge, sum(amount for _, amount in payments))


def parts_due(rows: Known, docket: str, pay_until: str, fine_fen: int) -> list[tuple[str, int]]:
    """Return by when which part of a fine is due; a fine an appeal lessened is lessened from its last part."""
    found = [(i.due, i.amount_fen) for i in rows.where(InstalmentRow, docket=docket)] or [(pay_until, fine_fen)]
    parts, left = [], fine_fen
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
