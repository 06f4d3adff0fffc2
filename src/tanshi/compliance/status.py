"""Where every firm stands with its obligation on any day, read from the books and nothing else.

A day is a legal day. On it count: the last step that set what is due, what was surrendered up to it by the day of the
surrender, less what was taken back, and the assessment if there was one. A surrender that was noted after the
assessment makes good; the firm stays late.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tanshi.compliance.penalty import breach_day
from tanshi.compliance.steps import ASSESSED, CORRECTED, MADE_GOOD, OPENED, ObligationStepRow
from tanshi.core.citation import Citation
from tanshi.core.period import Period
from tanshi.journal.engine import Reads
from tanshi.rules import Law
from tanshi.rules.law import NoTextInForce

NOT_SET, OPEN, PARTLY, MET = "not_set", "open", "partly", "met"
LATE, DEFAULTED, DEFERRED = "late", "defaulted", "deferred"

#: All that a firm's obligation can be, in the order in which lists show it.
STATUSES = (NOT_SET, OPEN, PARTLY, DEFERRED, MET, LATE, DEFAULTED)

#: What was surrendered, by kind: of earlier books, allowances, borrowed allowances, voluntary reductions.
KINDS = ("before", "allowance", "borrowed", "offset")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a firm stands with a period on a day; tonnes. `reason` is a code, `status.REASON` its words.

    `days_left` counts calendar days to the deadline, below zero those since; None as long as nothing is set.
    """

    entity: str
    period: str
    day: str
    status: str
    reason: str
    obligation_t: int = 0
    surrendered_t: int = 0
    deadline: str = ""
    days_left: int | None = None
    shortfall_t: int = 0
    made_good_t: int = 0
    borrowed_t: int = 0
    by_kind: Mapping[str, int] = field(default_factory=dict)

    @property
    def due_t(self) -> int:
        """What is still to be surrendered, by the deadline or after it."""
        return max(0, self.obligation_t - self.surrendered_t - self.made_good_t)

    @property
    def surplus_t(self) -> int:
        """What was surrendered beyond what is due, after a correction downwards; it fulfils nothing else."""
        return max(0, self.surrendered_t - self.obligation_t)


@dataclass(slots=True)
class Firm:
    """What the books have of a firm's obligation of a period; days are legal days."""

    steps: list[ObligationStepRow] = field(default_factory=list)
    surrenders: list[tuple[int, str, int, str]] = field(default_factory=list)  # number, instrument, tonnes, day
    reversals: list[tuple[int, int, str]] = field(default_factory=list)  # of which surrender, tonnes, day
    offsets: list[tuple[int, str]] = field(default_factory=list)  # tonnes, day
    borrowed: tuple[str, int, str] = ("", 0, "")  # vintage, tonnes, day


class Obligations:
    """The obligations of a period as the books have them, of all firms or of one."""

    def __init__(self, view: Reads, period: str, vintages: Sequence[str], entity: str = "") -> None:
        self.period, self._vintages = period, frozenset(vintages)
        self._where = " WHERE period = ? AND entity = ?" if entity else " WHERE period = ?"
        self._asked = [period, entity] if entity else [period]
        self.firms: dict[str, Firm] = {}
        self._read(view)

    def _read(self, view: Reads) -> None:
        listed = f"SELECT entity FROM participants_listing{self._where} AND covered = 1 ORDER BY entity"
        for (entity,) in view.fetch(listed, self._asked):
            self._firm(entity)
        for row in self._rows(view, "compliance_step", ", ".join(ObligationStepRow.__table__.column_names), "position"):
            step = ObligationStepRow(*row)
            self._firm(step.entity).steps.append(step)
        named = "entity, number, instrument, amount_t, surrendered_on"
        for entity, *rest in self._rows(view, "compliance_surrender", named, "number"):
            self._firm(entity).surrenders.append((rest[0], rest[1], rest[2], rest[3]))
        for entity, *rest in self._rows(view, "compliance_reversal", "entity, surrender, amount_t, reversed_on"):
            self._firm(entity).reversals.append((rest[0], rest[1], rest[2]))
        for entity, amount, day in self._rows(view, "compliance_offset", "entity, amount_t, used_on"):
            self._firm(entity).offsets.append((amount, day))
        for entity, amount, day in self._rows(view, "compliance_filed_offset", "entity, amount_t, counted_on"):
            self._firm(entity).offsets.append((amount, day))
        for entity, *rest in self._rows(view, "allocation_borrowing", "entity, vintage, amount_t, granted_on"):
            self._firm(entity).borrowed = (rest[0], rest[1], rest[2])

    def _rows(self, view: Reads, table: str, columns: str, order: str = "entity") -> list[tuple[Any, ...]]:
        return view.fetch(f"SELECT {columns} FROM {table}{self._where} ORDER BY {order}", self._asked)

    def _firm(self, entity: str) -> Firm:
        return self.firms.setdefault(entity, Firm())

    def on(self, day: str) -> Iterator[Standing]:
        """Yield where each firm stands on a day, by entity."""
        for entity in sorted(self.firms):
            yield self.of(entity, day)

    def of(self, entity: str, day: str) -> Standing:
        """Return where a firm stands on a day."""
        firm = self.firms[entity]
        steps = [s for s in firm.steps if s.day <= day]
        due = next((s for s in reversed(steps) if s.kind not in (ASSESSED, MADE_GOOD)), None)
        if due is None:
            return Standing(entity, self.period, day, NOT_SET, "not_approved")
        assessed = next((s for s in reversed(steps) if s.kind == ASSESSED and s.position > due.position), None)
        by_kind = self._counted(firm, steps, due, day)
        given = sum(by_kind.values())
        good = sum(s.amount_t for s in steps if assessed and s.kind == MADE_GOOD and s.position > assessed.position)
        status, reason = _judged(steps[0], due, assessed, given, good, day)
        borrowed = firm.borrowed[1] if firm.borrowed[2] <= day else 0
        left = (date.fromisoformat(due.deadline) - date.fromisoformat(day)).days
        return Standing(
            entity, self.period, day, status, reason, due.obligation_t, given, due.deadline, left,
            assessed.amount_t if assessed else 0, good, borrowed, by_kind,
        )  # fmt: skip

    def _counted(
        self, firm: Firm, steps: Sequence[ObligationStepRow], due: ObligationStepRow, day: str
    ) -> dict[str, int]:
        """Return what counts on a day as surrendered in time, by kind."""
        late = {int(s.note) for s in firm.steps if s.kind == MADE_GOOD}
        late -= {int(s.note) for s in steps if s.kind == MADE_GOOD and s.position < due.position}
        found = dict.fromkeys(KINDS, 0)
        found["before"] = sum(s.amount_t for s in steps if s.kind == OPENED)
        kinds = {}
        for number, instrument, amount, on in firm.surrenders:
            if number not in late and on <= day:
                kinds[number] = self._kind(instrument, firm)
                found[kinds[number]] += amount
        for number, amount, on in firm.reversals:
            if number in kinds and on <= day:
                found[kinds[number]] -= amount
        found["offset"] += sum(amount for amount, on in firm.offsets if on <= day)
        return found

    def _kind(self, instrument: str, firm: Firm) -> str:
        if instrument in self._vintages:
            return "allowance"
        return "borrowed" if instrument == firm.borrowed[0] else "offset"


def _judged(
    first: ObligationStepRow,
    due: ObligationStepRow,
    assessed: ObligationStepRow | None,
    given: int,
    good: int,
    day: str,
) -> tuple[str, str]:
    """Return the status and its reason: met before anything, then what the assessment found, then the deadline."""
    if given >= due.obligation_t:
        return MET, "assessed" if assessed else "in_full" if due.obligation_t else "nothing_due"
    if assessed is not None:
        if good >= assessed.amount_t:
            return LATE, "made_good"
        return DEFAULTED, "partly_made_good" if good else "short"
    if day > due.deadline:
        return LATE, "not_assessed"
    if due.kind == CORRECTED and due.deadline > first.deadline:
        return DEFERRED, "corrected_late"
    return (PARTLY, "some_surrendered") if given else (OPEN, "nothing_surrendered")


def vintages_of(law: Law, period: str) -> tuple[str, ...]:
    """Return the vintages that count for a period; none where no text says so."""
    try:
        return tuple(law.value("compliance.eligible_vintages", Period.named(period).first_day).value)
    except NoTextInForce:
        return ()


def article(law: Law, found: Standing) -> Citation | None:
    """Return where it is written what a standing rests on; None where no text is held."""
    first = Period.named(found.period).first_day
    try:
        if found.status == DEFAULTED:
            return law.value("compliance.unpaid_penalty", breach_day(date.fromisoformat(found.deadline))).citation
        if found.status == DEFERRED:
            return law.value("compliance.correction_days", date.fromisoformat(found.day)).citation
        if found.status == MET:
            return law.value("compliance.obligation", date.fromisoformat(found.deadline)).citation
        return law.value("compliance.surrender_deadline", first).citation
    except NoTextInForce:
        return None


def next_step(found: Standing, held_t: int | None) -> str:
    """Return the code of what a firm does next, `status.do_CODE`."""
    if found.status == MET or (found.status == LATE and found.reason == "made_good"):
        return "nothing"
    if found.status == NOT_SET:
        return "wait"
    if found.status == DEFAULTED:
        return "make_good"
    if found.reason == "not_assessed":
        return "surrender_now"
    return "buy" if held_t is not None and held_t < found.due_t else "surrender"


def periods(view: Reads) -> list[str]:
    """Return the periods that have a list or an obligation, in order."""
    rows = view.fetch("SELECT DISTINCT period FROM participants_listing UNION SELECT period FROM compliance_obligation")
    return sorted(period for (period,) in rows)
