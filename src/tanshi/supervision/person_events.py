"""Facts of the fines of persons, and their projection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.supervision.person_tables import PersonFineRow, PersonInstalmentRow, PersonPaymentRow, PersonServiceRow


@dataclass(frozen=True, slots=True)
class PersonsAnnounced(Fact):
    """A notice names who is fined beside its subject, each with duty and amount inside the range."""

    type: ClassVar[str] = "supervision.persons_announced/1"
    docket: str
    low_fen: int
    high_fen: int
    persons: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class PersonsDecided(Fact):
    """What persons are fined by a decision, or since it was changed."""

    type: ClassVar[str] = "supervision.persons_decided/1"
    docket: str
    persons: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class PersonServed(Fact):
    """A notice or a decision was served on a person: its days run from here."""

    type: ClassVar[str] = "supervision.person_served/1"
    docket: str
    person: str
    paper: str
    served_on: str
    way: str
    until: str
    reconsider_until: str
    sue_until: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class PersonInstalmentsGranted(Fact):
    """A person's fine may be paid in parts."""

    type: ClassVar[str] = "supervision.person_instalments_granted/1"
    docket: str
    person: str
    instalments: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class PersonPaid(Fact):
    """Money was paid on a person's fine."""

    type: ClassVar[str] = "supervision.person_paid/1"
    docket: str
    person: str
    number: int
    amount_fen: int
    paid_on: str
    evidence_sha256: str


def _announced(fact: PersonsAnnounced, at: At, rows: Rows) -> None:
    for one in fact.persons:
        fine_fen = one["fine_fen"]
        rows.put(
            PersonFineRow(fact.docket, one["person"], one["duty"], fact.low_fen, fact.high_fen, fine_fen, 0, "", 0)
        )  # fmt: skip


def _decided(fact: PersonsDecided, at: At, rows: Rows) -> None:
    for one in fact.persons:
        row = rows.edit(PersonFineRow, (fact.docket, one["person"]))
        if not row.decided_on:
            row.decided_fen = one["fine_fen"]
        row.fine_fen, row.decided_on = one["fine_fen"], at.day


def _served(fact: PersonServed, at: At, rows: Rows) -> None:
    rows.put(
        PersonServiceRow(
            fact.docket, fact.person, fact.paper, fact.served_on, fact.way, fact.until, fact.reconsider_until,
            fact.sue_until, fact.evidence_sha256,
        )
    )  # fmt: skip


def _granted(fact: PersonInstalmentsGranted, at: At, rows: Rows) -> None:
    for number, part in enumerate(fact.instalments, 1):
        rows.put(PersonInstalmentRow(fact.docket, fact.person, number, part["due"], part["amount_fen"]))


def _paid(fact: PersonPaid, at: At, rows: Rows) -> None:
    rows.put(
        PersonPaymentRow(
            fact.docket, fact.person, fact.number, fact.amount_fen, fact.paid_on, fact.evidence_sha256
        )
    )  # fmt: skip


FACTS = (
    FactType(PersonsAnnounced, _announced),
    FactType(PersonsDecided, _decided),
    FactType(PersonServed, _served),
    FactType(PersonInstalmentsGranted, _granted),
    FactType(PersonPaid, _paid),
)
