"""What is kept of the fines of persons (对责任人员的罚款): announced, decided, served, paid, each on its own."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.table import Row, table


@table("supervision_person", key=["docket", "person"], checks=["notice_fen > 0", "fine_fen >= 0"])
@dataclass(slots=True)
class PersonFineRow(Row):
    """A person a notice names, with its duty (职务) and range; `decided_on` "" before a decision.

    `fine_fen` is what the fine is now, `decided_fen` what it was decided first.
    """

    docket: str
    person: str
    duty: str
    low_fen: int
    high_fen: int
    notice_fen: int
    fine_fen: int
    decided_on: str
    decided_fen: int


@table("supervision_person_service", key=["docket", "person", "paper"])
@dataclass(slots=True)
class PersonServiceRow(Row):
    """A paper as it was served on a person; `until`: to speak on a notice, to pay a fine."""

    docket: str
    person: str
    paper: str
    served_on: str
    way: str
    until: str
    reconsider_until: str
    sue_until: str
    evidence_sha256: str


@table("supervision_person_instalment", key=["docket", "person", "number"], checks=["amount_fen > 0"])
@dataclass(slots=True)
class PersonInstalmentRow(Row):
    """A part of a person's fine that may be paid by a later day."""

    docket: str
    person: str
    number: int
    due: str
    amount_fen: int


@table("supervision_person_payment", key=["docket", "person", "number"], checks=["amount_fen > 0"])
@dataclass(slots=True)
class PersonPaymentRow(Row):
    """Money that was paid on a person's fine."""

    docket: str
    person: str
    number: int
    amount_fen: int
    paid_on: str
    evidence_sha256: str


TABLES: tuple[type[Row], ...] = (PersonFineRow, PersonServiceRow, PersonInstalmentRow, PersonPaymentRow)
