"""Facts of compliance and their projection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.compliance.steps import ASSESSED, CORRECTED, MADE_GOOD, OPENED, SET, made_good_t, note
from tanshi.compliance.tables import VOID, ObligationRow, PenaltyRow, SurrenderRow
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows


@dataclass(frozen=True, slots=True)
class ObligationSet(Fact):
    """What an entity must surrender for a period."""

    type: ClassVar[str] = "compliance.obligation_set/1"
    entity: str
    period: str
    obligation_t: int
    deadline: str
    vintages: list[str]
    rules_revision: int


@dataclass(frozen=True, slots=True)
class ObligationOpened(Fact):
    """An obligation of earlier books was still open when these began; `opening` is the signed file's SHA-256."""

    type: ClassVar[str] = "compliance.obligation_opened/1"
    entity: str
    period: str
    obligation_t: int
    surrendered_t: int
    deadline: str
    opening: str


@dataclass(frozen=True, slots=True)
class ObligationCorrected(Fact):
    """An obligation follows the allocation as it was corrected; it is open again, until `deadline`."""

    type: ClassVar[str] = "compliance.obligation_corrected/1"
    entity: str
    period: str
    before_t: int
    obligation_t: int
    deadline: str
    reason: str
    rules_revision: int


@dataclass(frozen=True, slots=True)
class SurrenderNoted(Fact):
    """The registry reported a surrender, numbered per entity and period."""

    type: ClassVar[str] = "compliance.surrender_noted/1"
    entity: str
    period: str
    number: int
    instrument: str
    amount_t: int
    surrendered_on: str


@dataclass(frozen=True, slots=True)
class ShortfallMadeGood(Fact):
    """The registry reported a surrender after the assessment; it makes good a shortfall and undoes no breach."""

    type: ClassVar[str] = "compliance.shortfall_made_good/1"
    entity: str
    period: str
    number: int
    instrument: str
    amount_t: int
    surrendered_on: str


@dataclass(frozen=True, slots=True)
class ComplianceAssessed(Fact):
    """After the deadline: the obligation is met, or short with what that carries."""

    type: ClassVar[str] = "compliance.assessed/1"
    entity: str
    period: str
    surrendered_t: int
    shortfall_t: int
    rules_revision: int
    penalties: list[dict[str, Any]]


def _set(fact: ObligationSet, at: At, rows: Rows) -> None:
    rows.put(ObligationRow(fact.entity, fact.period, fact.obligation_t, fact.deadline, 0, "open", 0, ""))
    note(rows, at, SET, (fact.entity, fact.period), (fact.obligation_t, fact.deadline))


def _opened(fact: ObligationOpened, at: At, rows: Rows) -> None:
    due = fact.obligation_t, fact.deadline, fact.surrendered_t
    rows.put(ObligationRow(fact.entity, fact.period, *due, "open", 0, ""))
    note(rows, at, OPENED, (fact.entity, fact.period), (fact.obligation_t, fact.deadline), fact.surrendered_t)


def _corrected(fact: ObligationCorrected, at: At, rows: Rows) -> None:
    row = rows.edit(ObligationRow, (fact.entity, fact.period))
    if row.state == "short":  # open again, what made it good counts like any surrender
        row.surrendered_t += made_good_t(rows, fact.entity, fact.period)
    row.obligation_t, row.deadline = fact.obligation_t, fact.deadline
    row.state, row.shortfall_t, row.assessed_on = "open", 0, ""
    for penalty in rows.where(PenaltyRow, entity=fact.entity, period=fact.period):
        void = rows.edit(PenaltyRow, (penalty.entity, penalty.period, penalty.stage))
        void.condition, void.min_fen, void.max_fen, void.deduction_t, void.measures = VOID, 0, 0, 0, ""
    due = fact.obligation_t, fact.deadline
    note(rows, at, CORRECTED, (fact.entity, fact.period), due, fact.before_t, fact.reason)


def _noted(fact: SurrenderNoted, at: At, rows: Rows) -> None:
    rows.put(SurrenderRow(fact.entity, fact.period, fact.number, fact.instrument, fact.amount_t, fact.surrendered_on))
    rows.edit(ObligationRow, (fact.entity, fact.period)).surrendered_t += fact.amount_t


def _made_good(fact: ShortfallMadeGood, at: At, rows: Rows) -> None:
    key = fact.entity, fact.period
    rows.put(SurrenderRow(*key, fact.number, fact.instrument, fact.amount_t, fact.surrendered_on))
    row = rows.need(ObligationRow, key)
    due = row.obligation_t, row.deadline
    note(rows, at, MADE_GOOD, key, due, fact.amount_t, str(fact.number))


def _assessed(fact: ComplianceAssessed, at: At, rows: Rows) -> None:
    row = rows.edit(ObligationRow, (fact.entity, fact.period))
    note(rows, at, ASSESSED, (fact.entity, fact.period), (row.obligation_t, row.deadline), fact.shortfall_t)
    row.shortfall_t, row.assessed_on = fact.shortfall_t, at.day
    row.state = "short" if fact.shortfall_t else "met"
    for penalty in fact.penalties:
        rows.put(PenaltyRow(entity=fact.entity, period=fact.period, **penalty))


FACTS = (
    FactType(ObligationSet, _set),
    FactType(ObligationOpened, _opened),
    FactType(ObligationCorrected, _corrected),
    FactType(SurrenderNoted, _noted),
    FactType(ShortfallMadeGood, _made_good),
    FactType(ComplianceAssessed, _assessed),
)
