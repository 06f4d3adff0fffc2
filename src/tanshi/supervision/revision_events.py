"""Facts of what becomes of a decision: changed, annulled, given back, written off; hearings and orders to cancel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.supervision.revision_tables import (
    CancellationRow,
    CreditMarkRow,
    HearingRow,
    RefundRow,
    RevisionRow,
    WriteOffRow,
)
from tanshi.supervision.tables import ANNULLED, DECISION, ORIGINAL, PenaltyRow


@dataclass(frozen=True, slots=True)
class HearingCalled(Fact):
    """The subject was told when and where it is heard, and who presides."""

    type: ClassVar[str] = "supervision.hearing_called/1"
    docket: str
    hear_on: str
    place: str
    chair: str


@dataclass(frozen=True, slots=True)
class HearingConcluded(Fact):
    """A hearing was held: what it came to, by its minutes."""

    type: ClassVar[str] = "supervision.hearing_concluded/1"
    docket: str
    chair: str
    conclusion: str
    text: str
    minutes_sha256: str
    held_on: str


@dataclass(frozen=True, slots=True)
class DecisionRevised(Fact):
    """A decision was changed or annulled; the amounts are those from then on, beside those before."""

    type: ClassVar[str] = "supervision.decision_revised/1"
    docket: str
    number: int
    cause: str
    result: str
    fine_before_fen: int
    fine_fen: int
    persons_fen: int
    confiscated_fen: int
    cut_before_t: int
    cut_t: int
    bar_before: str
    bar: str
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class CancellationAnnounced(Fact):
    """A notice names the false units of which as many are to be cancelled."""

    type: ClassVar[str] = "supervision.cancellation_announced/1"
    docket: str
    project: str
    amount_t: int
    deceit: bool


@dataclass(frozen=True, slots=True)
class CancellationTold(Fact):
    """The order to cancel stands in the books of the voluntary registry under a number."""

    type: ClassVar[str] = "supervision.cancellation_told/1"
    docket: str
    order_number: int


@dataclass(frozen=True, slots=True)
class PenaltyRefunded(Fact):
    """What was paid on a fine and is not owed was given back."""

    type: ClassVar[str] = "supervision.penalty_refunded/1"
    docket: str
    number: int
    person: str
    amount_fen: int
    paid_on: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class FineWrittenOff(Fact):
    """What is left of a fine is not collected any more, for a reason."""

    type: ClassVar[str] = "supervision.fine_written_off/1"
    docket: str
    person: str
    amount_fen: int
    text: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class CreditMarked(Fact):
    """The penalty behind an entry of the credit record was changed or annulled; `bar` "" bars no more."""

    type: ClassVar[str] = "supervision.credit_marked/1"
    docket: str
    number: int
    subject: str
    result: str
    fine_fen: int
    cut_t: int
    bar: str
    published: bool


def _called(fact: HearingCalled, at: At, rows: Rows) -> None:
    rows.put(HearingRow(fact.docket, fact.hear_on, fact.place, fact.chair, at.day, "", "", "", ""))


def _concluded(fact: HearingConcluded, at: At, rows: Rows) -> None:
    row = rows.edit(HearingRow, fact.docket)
    row.chair, row.conclusion, row.text = fact.chair, fact.conclusion, fact.text
    row.minutes_sha256, row.held_on = fact.minutes_sha256, fact.held_on


def _revised(fact: DecisionRevised, at: At, rows: Rows) -> None:
    rows.put(
        RevisionRow(
            fact.docket, fact.number, fact.cause, fact.result, fact.fine_before_fen, fact.fine_fen, fact.cut_before_t,
            fact.cut_t, fact.bar_before, fact.bar, fact.text, fact.evidence_sha256, at.day,
        )
    )  # fmt: skip
    if rows.get(PenaltyRow, (fact.docket, ORIGINAL)) is None:
        rows.put(replace(rows.need(PenaltyRow, (fact.docket, DECISION)), stage=ORIGINAL))
    row = rows.edit(PenaltyRow, (fact.docket, DECISION))
    row.fine_fen, row.persons_fen, row.confiscated_fen = fact.fine_fen, fact.persons_fen, fact.confiscated_fen
    row.cut_t, row.bar = fact.cut_t, fact.bar
    if fact.result == ANNULLED:
        row.correct_until = ""


def _announced(fact: CancellationAnnounced, at: At, rows: Rows) -> None:
    rows.put(CancellationRow(fact.docket, fact.project, fact.amount_t, int(fact.deceit), 0))


def _told(fact: CancellationTold, at: At, rows: Rows) -> None:
    rows.edit(CancellationRow, fact.docket).order_number = fact.order_number


def _refunded(fact: PenaltyRefunded, at: At, rows: Rows) -> None:
    rows.put(
        RefundRow(fact.docket, fact.number, fact.person, fact.amount_fen, fact.paid_on, fact.evidence_sha256)
    )  # fmt: skip


def _written_off(fact: FineWrittenOff, at: At, rows: Rows) -> None:
    rows.put(
        WriteOffRow(fact.docket, fact.person, fact.amount_fen, fact.text, fact.evidence_sha256, at.day)
    )  # fmt: skip


def _marked(fact: CreditMarked, at: At, rows: Rows) -> None:
    rows.put(
        CreditMarkRow(
            fact.docket, fact.number, fact.subject, fact.result, fact.fine_fen, fact.cut_t, fact.bar,
            int(fact.published), at.day,
        )
    )  # fmt: skip


FACTS = (
    FactType(HearingCalled, _called),
    FactType(HearingConcluded, _concluded),
    FactType(DecisionRevised, _revised),
    FactType(CancellationAnnounced, _announced),
    FactType(CancellationTold, _told),
    FactType(PenaltyRefunded, _refunded),
    FactType(FineWrittenOff, _written_off),
    FactType(CreditMarked, _marked),
)
