"""Deductions (扣减): what is withheld when allowances are issued, and how the rest carries to the next period.

What was borrowed is known from the grants; an earlier shortfall, a decision of supervision, and what could not be
taken back are noted by the province. A period bears as much as it gives; the rest waits for the next one. A deduction
whose ground fell away is lifted: what a period withheld of it is given by that period's correction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from tanshi.allocation.borrowing import BorrowingTerms
from tanshi.allocation.tables import BorrowingRow, DeductionLiftRow, DeductionRow, WithheldRow
from tanshi.core.finding import Problem
from tanshi.core.outcome import Outcome
from tanshi.core.period import Period
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.participants.commands import concern_of
from tanshi.participants.tables import EntityRow
from tanshi.rulemaking.law import Known, LawBook
from tanshi.rules import Law


class DeductionOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "deduction.done"
    ENTITY_NOT_FOUND = "deduction.entity_not_found"
    UNKNOWN_KIND = "deduction.unknown_kind"
    AMOUNT_NOT_POSITIVE = "deduction.amount_not_positive"
    NO_GROUND = "deduction.no_ground"


@dataclass(frozen=True, slots=True)
class NoteDeduction:
    """Withhold an amount from an entity's allowances from a period on; `ground` names the decision it rests on."""

    entity: str
    kind: str
    from_period: str
    amount_t: int
    ground: str


@dataclass(frozen=True, slots=True)
class DeductionNoted(Fact):
    """The province noted what is to be withheld from an entity's allowances."""

    type: ClassVar[str] = "allocation.deduction_noted/1"
    entity: str
    number: int
    kind: str
    from_period: str
    amount_t: int
    ground: str
    citation: str


@dataclass(frozen=True, slots=True)
class DeductionLifted(Fact):
    """So much of a deduction is not withheld any more, since its ground fell away."""

    type: ClassVar[str] = "allocation.deduction_lifted/1"
    entity: str
    number: int
    lift: int
    amount_t: int
    ground: str


@dataclass(frozen=True, slots=True)
class Outstanding:
    """A deduction as a period meets it: what is still to be withheld, and how much of it this period withheld
    so far.
    """

    source: str
    kind: str
    left_t: int
    in_period_t: int


def borrowed(period: str) -> str:
    """Return the source of what was borrowed for a period's obligation."""
    return f"borrowing/{period}"


def noted(number: int) -> str:
    """Return the source of a noted deduction."""
    return f"noted/{number}"


def outstanding(law: Law, entity: str, period: Period, rows: Rows) -> list[Outstanding]:
    """Return what a period's allowances of an entity have to bear, the oldest first, borrowing before the rest."""
    found = []
    for source, kind, amount_t in _sources(law, entity, period, rows):
        by_period = {w.period: w.withheld_t for w in rows.where(WithheldRow, entity=entity, source=source)}
        here = by_period.pop(period.name, 0)
        left = max(0, amount_t - sum(by_period.values()))
        if left or here:
            found.append(Outstanding(source, kind, left, here))
    return found


def standing_t(rows: Known, row: DeductionRow) -> int:
    """Return what of a deduction still stands."""
    lifts = rows.where(DeductionLiftRow, entity=row.entity, number=row.number)
    return row.amount_t - sum(lift.amount_t for lift in lifts)


def on_ground(rows: Known, entity: str, ground: str) -> list[DeductionRow]:
    """Return the deductions of an entity whose ground begins with a word: the number of a file."""
    return [d for d in rows.where(DeductionRow, entity=entity) if d.ground.split()[:1] == [ground]]


def too_much_withheld(rows: Known, entity: str, number: int) -> dict[str, int]:
    """Return the periods that withhold a deduction of which less stands now, each with how much it withholds."""
    row = rows.get(DeductionRow, (entity, number))
    by_period = {w.period: w.withheld_t for w in rows.where(WithheldRow, entity=entity, source=noted(number))}
    if row is None or sum(by_period.values()) <= standing_t(rows, row):
        return {}
    return {period: amount_t for period, amount_t in by_period.items() if amount_t}


def withheld(of: Iterable[Outstanding], most_t: int) -> list[dict[str, Any]]:
    """Return how much of each deduction a period withholds when it gives so much, and the change against before."""
    found, left = [], most_t
    for each in of:
        now = min(each.left_t, left)
        left -= now
        if now or each.in_period_t:
            found.append({"source": each.source, "kind": each.kind, "in_period_t": now, "left_t": each.left_t - now})
    return found


def _sources(law: Law, entity: str, period: Period, rows: Rows) -> Iterator[tuple[str, str, int]]:
    for of, out_of in borrowing_periods(law):
        row = rows.get(BorrowingRow, (entity, of)) if out_of <= period else None
        if row is not None:
            yield borrowed(of), "borrowed", row.amount_t
    number = 1
    while (row_noted := rows.get(DeductionRow, (entity, number))) is not None:
        if Period.named(row_noted.from_period) <= period:
            yield noted(number), row_noted.kind, standing_t(rows, row_noted)
        number += 1


@cache
def borrowing_periods(law: Law) -> tuple[tuple[str, Period], ...]:
    """Return the periods whose plans know borrowing, each with the period it is taken from."""
    found = []
    for entry in law.parameter("allocation.plans").entries:
        for value, _, _ in entry.by_key.values():
            terms = BorrowingTerms.of(law, Period.named(value["period"]))
            if terms is not None:
                found.append((value["period"], Period.named(terms.out_of)))
    return tuple(found)


class Deductions:
    """The deductions of these books, for the registry."""

    def find(self, entity: str, number: int, rows: Rows) -> DeductionRow | None:
        """Return what was noted for an entity under a number, or None."""
        return rows.get(DeductionRow, (entity, number))


def touches(law: Law, entity: str) -> Iterator[Touch]:
    """Yield the rows that tell what is outstanding."""
    for of, _ in borrowing_periods(law):
        yield BorrowingRow, (entity, of)
    yield DeductionRow, (entity, 1)


def keep_withheld(entity: str, period: str, shares: Iterable[dict[str, Any]], rows: Rows) -> None:
    """Project what a period withholds of each deduction."""
    for share in shares:
        rows.put(WithheldRow(entity, share["source"], period, share["in_period_t"]))


def _noted(fact: DeductionNoted, at: At, rows: Rows) -> None:
    rows.put(
        DeductionRow(
            fact.entity, fact.number, fact.kind, fact.from_period, fact.amount_t, fact.ground, fact.citation, at.day
        )
    )


def _lifted(fact: DeductionLifted, at: At, rows: Rows) -> None:
    rows.put(DeductionLiftRow(fact.entity, fact.number, fact.lift, fact.amount_t, fact.ground, at.day))


FACTS = (FactType(DeductionNoted, _noted), FactType(DeductionLifted, _lifted))


def lifted(row: DeductionRow, stays_t: int, ground: str, rows: Rows) -> DeductionLifted | None:
    """Return the fact by which no more than `stays_t` of a deduction stands, None if no more does."""
    before = rows.where(DeductionLiftRow, entity=row.entity, number=row.number)
    less_t = standing_t(rows, row) - stays_t
    return DeductionLifted(row.entity, row.number, len(before) + 1, less_t, ground) if less_t > 0 else None


class DeductionCommands:
    """Judges the commands under a law."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def note(self, request: NoteDeduction, rows: Rows, act: Act) -> Outcome:
        if rows.get(EntityRow, request.entity) is None:
            return act.refuse(DeductionOutcome.ENTITY_NOT_FOUND, entity=request.entity)
        law = self._laws.on(rows, act.day)
        kinds = _kinds(law, request.from_period)
        if request.kind not in kinds:
            return act.refuse(
                DeductionOutcome.UNKNOWN_KIND, kind=request.kind, period=request.from_period, known=", ".join(kinds)
            )
        if request.amount_t <= 0:
            return act.refuse(DeductionOutcome.AMOUNT_NOT_POSITIVE, amount=request.amount_t)
        if not request.ground.strip():
            return act.refuse(DeductionOutcome.NO_GROUND, entity=request.entity)
        number = 1
        while rows.get(DeductionRow, (request.entity, number)) is not None:
            number += 1
        act.record(
            DeductionNoted(
                request.entity, number, request.kind, request.from_period, request.amount_t, request.ground,
                kinds[request.kind],
            )
        )  # fmt: skip
        return DeductionOutcome.DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of the commands about deductions."""
        return (
            Handler(
                "allocation.note_deduction", NoteDeduction, self.note, DeductionOutcome.DONE,
                lambda r: [(EntityRow, r.entity), (DeductionRow, (r.entity, 1))],
                lambda r, rows: concern_of(r.entity, rows),
            ),
        )  # fmt: skip


def _kinds(law: Law, period: str) -> dict[str, str]:
    """Return the kinds that may be noted for a period, each with its citation."""
    try:
        table = law.table("allocation.deductions", Period.named(period).first_day)
    except (Problem, ValueError):
        return {}
    return {kind: str(cited.citation) for kind, cited in table.items() if cited.value == "noted"}
