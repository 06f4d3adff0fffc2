"""Facts of penalties (告知、决定、送达、缴款、救济、信用), and their projection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.supervision.tables import (
    DECISION,
    AppealRow,
    CreditRow,
    InstalmentRow,
    PaymentRow,
    PenaltyRow,
    ServiceRow,
)


@dataclass(frozen=True, slots=True)
class PenaltySet(Fact):
    """A penalty was announced or decided; `stage` is notice or decision."""

    type: ClassVar[str] = "supervision.penalty_set/1"
    docket: str
    stage: str
    instrument: str
    article: str
    reading: str
    part: int
    low_fen: int
    high_fen: int
    fine_fen: int
    persons_fen: int
    confiscated_fen: int
    cut_t: int
    cut_if: str
    from_period: str
    bar: str
    measures: str
    correct_until: str
    hearing: bool
    collective: str


@dataclass(frozen=True, slots=True)
class DecisionServed(Fact):
    """A decision was served: from here its effects and its days run."""

    type: ClassVar[str] = "supervision.decision_served/1"
    docket: str
    served_on: str
    way: str
    pay_until: str
    reconsider_until: str
    sue_until: str


@dataclass(frozen=True, slots=True)
class InstalmentsGranted(Fact):
    """A fine may be paid in parts."""

    type: ClassVar[str] = "supervision.instalments_granted/1"
    docket: str
    instalments: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class PenaltyPaid(Fact):
    """Money was paid on a fine."""

    type: ClassVar[str] = "supervision.penalty_paid/1"
    docket: str
    number: int
    amount_fen: int
    paid_on: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class Appealed(Fact):
    """A decision was appealed against."""

    type: ClassVar[str] = "supervision.appealed/1"
    docket: str
    number: int
    kind: str
    text: str
    evidence_sha256: str
    suspends: bool


@dataclass(frozen=True, slots=True)
class AppealDecided(Fact):
    """An appeal came to an end; `fine_fen` is what the fine is from then on."""

    type: ClassVar[str] = "supervision.appeal_decided/1"
    docket: str
    number: int
    result: str
    fine_fen: int
    text: str


@dataclass(frozen=True, slots=True)
class CreditNoted(Fact):
    """A served decision stands in the credit record of who it is about."""

    type: ClassVar[str] = "supervision.credit_noted/1"
    docket: str
    subject: str
    offence: str
    instrument: str
    article: str
    fine_fen: int
    cut_t: int
    bar: str
    authority: str
    published: bool


def _set(fact: PenaltySet, at: At, rows: Rows) -> None:
    rows.put(
        PenaltyRow(
            fact.docket, fact.stage, fact.instrument, fact.article, fact.reading, fact.part, fact.low_fen,
            fact.high_fen, fact.fine_fen, fact.persons_fen, fact.confiscated_fen, fact.cut_t, fact.cut_if,
            fact.from_period, fact.bar, fact.measures, fact.correct_until, int(fact.hearing),
            fact.collective, at.day,
        )
    )  # fmt: skip


def _served(fact: DecisionServed, at: At, rows: Rows) -> None:
    rows.put(
        ServiceRow(fact.docket, fact.served_on, fact.way, fact.pay_until, fact.reconsider_until, fact.sue_until)
    )  # fmt: skip


def _granted(fact: InstalmentsGranted, at: At, rows: Rows) -> None:
    for number, part in enumerate(fact.instalments, 1):
        rows.put(InstalmentRow(fact.docket, number, part["due"], part["amount_fen"]))


def _paid(fact: PenaltyPaid, at: At, rows: Rows) -> None:
    rows.put(PaymentRow(fact.docket, fact.number, fact.amount_fen, fact.paid_on, fact.evidence_sha256))


def _appealed(fact: Appealed, at: At, rows: Rows) -> None:
    rows.put(
        AppealRow(
            fact.docket, fact.number, fact.kind, fact.text, fact.evidence_sha256, int(fact.suspends), at.day,
            "", 0, "", "",
        )
    )  # fmt: skip


def _appeal_decided(fact: AppealDecided, at: At, rows: Rows) -> None:
    row = rows.edit(AppealRow, (fact.docket, fact.number))
    row.result, row.fine_fen, row.remark, row.decided_on = fact.result, fact.fine_fen, fact.text, at.day
    rows.edit(PenaltyRow, (fact.docket, DECISION)).fine_fen = fact.fine_fen


def _credit(fact: CreditNoted, at: At, rows: Rows) -> None:
    rows.put(
        CreditRow(
            fact.docket, fact.subject, fact.offence, fact.instrument, fact.article, fact.fine_fen, fact.cut_t, fact.bar,
            fact.authority, int(fact.published), at.day,
        )
    )  # fmt: skip


FACTS = (
    FactType(PenaltySet, _set),
    FactType(DecisionServed, _served),
    FactType(InstalmentsGranted, _granted),
    FactType(PenaltyPaid, _paid),
    FactType(Appealed, _appealed),
    FactType(AppealDecided, _appeal_decided),
    FactType(CreditNoted, _credit),
)
