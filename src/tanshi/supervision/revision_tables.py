"""What is kept of hearings, and of what becomes of a decision: changed, annulled, given back, written off."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.table import Row, table

#: What a hearing comes to.
PROVEN, IN_PART, NOT_PROVEN = "proven", "in_part", "not_proven"


@table("supervision_hearing", key=["docket"], checks=["conclusion IN ('', 'proven', 'in_part', 'not_proven')"])
@dataclass(slots=True)
class HearingRow(Row):
    """A hearing as it was called, and what it came to by its minutes; `conclusion` "" until it is held."""

    docket: str
    hear_on: str
    place: str
    chair: str
    called_on: str
    conclusion: str
    text: str
    minutes_sha256: str
    held_on: str


@table("supervision_revision", key=["docket", "number"], checks=["result IN ('changed', 'annulled')"])
@dataclass(slots=True)
class RevisionRow(Row):
    """What a decision was before and is since: by reconsideration, suit, or of the authority's own accord."""

    docket: str
    number: int
    cause: str
    result: str
    fine_before_fen: int
    fine_fen: int
    cut_before_t: int
    cut_t: int
    bar_before: str
    bar: str
    text: str
    evidence_sha256: str
    revised_on: str


@table("supervision_cancellation", key=["docket"], checks=["amount_t > 0", "deceit IN (0, 1)"])
@dataclass(slots=True)
class CancellationRow(Row):
    """False units of which a decision orders as many cancelled (Order 31, art. 43); `order_number` 0 until served."""

    docket: str
    project: str
    amount_t: int
    deceit: int
    order_number: int


@table("supervision_refund", key=["docket", "number"], checks=["amount_fen > 0"])
@dataclass(slots=True)
class RefundRow(Row):
    """Money of a fine that was given back; `person` "" is who the file is about."""

    docket: str
    number: int
    person: str
    amount_fen: int
    paid_on: str
    evidence_sha256: str


@table("supervision_write_off", key=["docket", "person"], checks=["amount_fen > 0"])
@dataclass(slots=True)
class WriteOffRow(Row):
    """What is not collected any more by a reasoned order; `person` "" is who the file is about."""

    docket: str
    person: str
    amount_fen: int
    text: str
    evidence_sha256: str
    written_off_on: str


@table("supervision_credit_mark", key=["docket", "number"], checks=["published IN (0, 1)"])
@dataclass(slots=True)
class CreditMarkRow(Row):
    """What became of an entry of the credit record, which stays: the penalty behind it was changed or annulled."""

    docket: str
    number: int
    subject: str
    result: str
    fine_fen: int
    cut_t: int
    bar: str
    published: int
    marked_on: str


TABLES: tuple[type[Row], ...] = (
    HearingRow, RevisionRow, CancellationRow, RefundRow, WriteOffRow, CreditMarkRow,
)  # fmt: skip
